"""English wire agency: full text in RSS, a news sitemap, clean JSON-LD; others repeat its stories."""

from __future__ import annotations

from newsroom import routes
from newsroom.exchange import Request, Response, data, html
from newsroom.markup import blocks_html, esc, json_ld
from newsroom.site import Route, Site
from newsroom.story import Story


class Wpa(Site):
    """The source of the copies: Harbour, Kestrel and the rights watch print its stories minutes later."""

    id = "wpa"
    name = "Westmark Press Agency"
    language = "en"
    kind = "wire"
    owner = "Westmark Press Agency"
    country = "GB"
    time_zone = "UTC"
    features = ("rss", "full text in the feed", "news sitemap", "json-ld", "wire")
    boilerplate = ("For subscribers of the wire: see terms of reuse",)

    def path(self, story: Story) -> str:
        return f"/wire/{story.published:%Y%m%d}-{story.number:05}/{story.slug}"

    def routes(self) -> dict[str, Route]:
        return {
            "/": self._home,
            "/rss": routes.rss(self, full_text=True),
            "/news-sitemap.xml": routes.news_sitemap(self),
        }

    def robots(self, request: Request) -> Response:
        return data(f"User-agent: *\nDisallow:\nSitemap: {request.root}/news-sitemap.xml\n", "text/plain")

    def _home(self, request: Request) -> Response:
        rows = self.linked(self.latest(), '<tr><td>{section}</td><td><a href="{href}">{title}</a></td></tr>')
        return self._page(self.name, "", f"<table>{rows}</table>")

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        body = f"""<div class="wire"><div class="slug">WPA-{story.number:05}</div><h1>{esc(story.title)}</h1>
<div class="by">{esc(", ".join(story.authors))} <time datetime="{local.isoformat()}">{local:%d %b %Y %H:%M} UTC</time></div>
<div class="copy">{blocks_html(story.blocks, quote="p", heading="h3")}</div></div>"""
        return self._page(f"{story.title} — WPA", json_ld(self.schema(story, self.absolute(request, story))), body)

    def _page(self, title: str, head: str, body: str) -> Response:
        return html(f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/rss+xml" href="/rss">{head}</head>
<body><h2><a href="/">{esc(self.name)}</a></h2>{body}<hr><p>For subscribers of the wire: see terms of reuse.</p></body></html>
""")
