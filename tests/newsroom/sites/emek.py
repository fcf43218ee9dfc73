"""Hebrew community paper with a home page only: UTF-16 pages, right to left, an author in a meta element."""

from __future__ import annotations

from newsroom.calendars import MONTHS
from newsroom.exchange import Request, Response, data
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Story


class Emek(Site):
    """Saved by a word processor: UTF-16 with a byte order mark and no label in the header, fonts everywhere."""

    id = "emek"
    name = "קול העמק הלבן"
    language = "he"
    owner = "אגודת העמק הלבן"
    country = "IL"
    time_zone = "Asia/Jerusalem"
    features = ("home page only", "utf-16", "meta author", "word processor markup", "relative links")
    boilerplate = ("העיתון נכתב בידי מתנדבים", "עוד בגיליון")
    lists_all = True

    def path(self, story: Story) -> str:
        return f"/gilayon/{story.published:%Y%m%d}_{story.number}.htm"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home}

    def _home(self, request: Request) -> Response:
        stories, following = self.shelf(request)
        rows = self.linked(stories, '<p class=MsoNormal><a href=".{href}"><font size=4>{title}</font></a></p>')
        older = f'<p><a rel="next" href="?page={following}">גיליונות קודמים</a></p>' if following else ""
        return self._page(self.name, "", rows + older)

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        head = f'<meta name="author" content="{esc(", ".join(story.authors))}">' if story.authors else ""
        text = blocks_html(story.blocks, quote="p", heading="h3").replace("<p>", "<p class=MsoNormal><span lang=HE>")
        text = text.replace("</p>", "</span></p>")
        more = self.linked(self.related(story, 3), '<p class=MsoNormal><a href="..{href}">{title}</a></p>')
        body = f"""<div class=WordSection1><h1>{esc(story.title)}</h1>
<p class=MsoNormal><i>{local.day} {MONTHS["he"][local.month - 1]} {local.year}, {local:%H:%M}</i></p>
{text}</div><div class=WordSection2><p class=MsoNormal><b>עוד בגיליון</b></p>{more}</div>"""
        return self._page(story.title, head, body)

    def _page(self, title: str, head: str, body: str) -> Response:
        text = f"""<html dir=rtl xmlns:w="urn:example:word"><head><title>{esc(title)}</title>{head}
<style>p.MsoNormal {{margin: 0cm}}</style></head><body>
<p align=center><a href="/"><b>{esc(self.name)}</b></a></p>
{body}
<p align=center>העיתון נכתב בידי מתנדבים.</p></body></html>
"""
        return data(b"\xff\xfe" + text.encode("utf-16-le"), "text/html")
