"""Sorani Kurdish site with section pages only: bare HTML, no metadata, and a language label that says Kurdish."""

from __future__ import annotations

from newsroom.calendars import ARABIC_DIGITS, in_digits
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Story


class Dengekan(Site):
    """The home page is a cover with links to its sections; stories are listed there only. Dates are day/month/year."""

    id = "dengekan"
    name = "دەنگەکانی چیا"
    language = "ckb"
    owner = "دەزگای چیا"
    country = "IQ"
    time_zone = "Asia/Baghdad"
    features = ("section pages only", "bare html", "lang=ku", "arabic digits", "native script addresses")
    boilerplate = ("هەموو مافەکان پارێزراون بۆ دەنگەکانی چیا", "بابەتی تر")
    lists_all = True
    validators = False

    def path(self, story: Story) -> str:
        return f"/{self.section_names[story.section].replace(' ', '-')}/{story.number}-{story.slug}"

    def routes(self) -> dict[str, Route]:
        return {"/": self._cover} | {
            f"/{name.replace(' ', '-')}": self._section(section, name) for section, name in self.section_names.items()
        }

    def _cover(self, request: Request) -> Response:
        return self._page(self.name, '<p class="motto">دەنگێک لە چیاوە</p>')

    def _section(self, section: str, name: str) -> Route:
        def route(request: Request) -> Response:
            stories, following = self.shelf(request, section)
            items = self.linked(stories, '<section><h3><a href="{href}">{title}</a></h3><p>{summary}</p></section>')
            older = f'<a rel="next" href="{request.path}?page={following}">کۆنتر</a>' if following else ""
            return self._page(f"{name} - {self.name}", f"<h2>{name}</h2>{items}{older}")

        return route

    def render(self, story: Story, variant: str, request: Request) -> Response:
        date = in_digits(f"{self.local(story):%d/%m/%Y - %H:%M}", ARABIC_DIGITS)
        author = f"<b>{esc('، '.join(story.authors))}</b> | " if story.authors else ""
        more = self.linked(self.related(story, 3), '<p><a href="{href}">{title}</a></p>')
        body = f"""<div class="w"><h1>{esc(story.title)}</h1><div class="d">{author}{date}</div>
<div class="t">{blocks_html(story.blocks)}</div></div><div class="m"><h5>بابەتی تر</h5>{more}</div>"""
        return self._page(story.title, body)

    def _page(self, title: str, body: str) -> Response:
        menu = "".join(f'<a href="/{name.replace(" ", "-")}">{name}</a> ' for name in self.section_names.values())
        return html(f"""<!doctype html>
<html lang="ku" dir="rtl"><head><meta charset="utf-8"><title>{esc(title)}</title></head>
<body><div class="h"><a href="/">{esc(self.name)}</a> {menu}</div>
{body}
<div class="f">هەموو مافەکان پارێزراون بۆ دەنگەکانی چیا</div></body></html>
""")
