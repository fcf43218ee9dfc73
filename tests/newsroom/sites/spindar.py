"""Kurmanji Kurdish magazine: Atom with full text, BlogPosting in JSON-LD, utterly plain pages."""

from __future__ import annotations

from newsroom import routes
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc, json_ld
from newsroom.site import Route, Site
from newsroom.story import Story


class Spindar(Site):
    """A static generator's output: addresses by date, the whole text in the feed, no clutter."""

    id = "spindar"
    name = "Kovara Spindar"
    language = "kmr"
    kind = "blog"
    owner = "Koma Spindar"
    country = "TR"
    time_zone = "Europe/Istanbul"
    features = ("atom", "full text in the feed", "json-ld blogposting", "addresses by date", "lang=ku")
    boilerplate = ("Ev malper bi dest hatiye çêkirin",)
    lists_all = True

    def path(self, story: Story) -> str:
        return f"/{story.published:%Y/%m}/{story.slug}.html"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/atom.xml": routes.atom(self, full_text=True), "/sitemap.xml": routes.sitemap(self)}

    def _home(self, request: Request) -> Response:
        return self._page(
            self.name, "<ul>" + self.linked(self.latest(), '<li><a href="{href}">{title}</a></li>') + "</ul>"
        )

    def render(self, story: Story, variant: str, request: Request) -> Response:
        value = self.schema(story, self.absolute(request, story), "BlogPosting")
        body = f"""<article><header><h1>{esc(story.title)}</h1>
<p><time datetime="{self.local(story).isoformat()}">{self.local(story):%d.%m.%Y}</time> {esc(", ".join(story.authors))}</p></header>
{blocks_html(story.blocks)}</article>"""
        return self._page(story.title, body, json_ld(value))

    def _page(self, title: str, body: str, head: str = "") -> Response:
        return html(f"""<!DOCTYPE html>
<html lang="ku"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{esc(title)}</title>
<link href="/atom.xml" type="application/atom+xml" rel="alternate" title="{esc(self.name)}">{head}</head>
<body><nav><a href="/">{esc(self.name)}</a></nav><main>{body}</main>
<footer><small>Ev malper bi dest hatiye çêkirin.</small></footer></body></html>
""")
