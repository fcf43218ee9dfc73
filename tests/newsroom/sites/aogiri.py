"""Japanese news: Atom with wrong 304s, Shift_JIS pages, ruby readings."""

from __future__ import annotations

from newsroom import routes
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc, open_graph
from newsroom.site import Route, Site
from newsroom.story import Story


class Aogiri(Site):
    """Its feed answers 304 to everybody who asks with a condition, whatever is new; the home page tells the truth."""

    id = "aogiri"
    name = "青霧新聞"
    language = "ja"
    owner = "青霧新聞社"
    country = "JP"
    time_zone = "Asia/Tokyo"
    features = ("atom", "wrong 304s", "shift_jis", "opengraph", "ruby")
    boilerplate = ("無断転載を禁じます", "関連記事", "購読のご案内")

    def path(self, story: Story) -> str:
        return f"/articles/{self.local(story):%Y%m%d}/k{story.number:04}.html"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/atom.xml": routes.atom(self)}

    def _conditional(self, request: Request, response: Response) -> Response:
        asked = {"if-none-match", "if-modified-since"} & request.headers.keys()
        if request.path == "/atom.xml" and asked and response.status == 200:
            return Response(status=304, headers={"ETag": response.headers["ETag"]})
        return super()._conditional(request, response)

    def _home(self, request: Request) -> Response:
        items = self.linked(self.latest(), '<dd><a href="{href}">{title}</a></dd>')
        return self._page(self.name, "", f"<dl><dt>新着</dt>{items}</dl>")

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        head = open_graph([("og:type", "article"), ("og:title", story.title), ("og:site_name", self.name)])
        text = blocks_html(story.blocks, quote="p").replace("港湾局", "<ruby>港湾局<rt>こうわんきょく</rt></ruby>")
        more = self.linked(self.related(story, 3), '<li><a href="{href}">{title}</a></li>')
        body = f"""<article><h1>{esc(story.title)}</h1>
<p class="date"><time datetime="{local.isoformat()}">{local.year}年{local.month}月{local.day}日 {local.hour}時{local.minute:02}分</time>
<span class="writer">{esc("、".join(story.authors))}</span></p>
<div class="honbun">{text}</div></article>
<aside><h3>関連記事</h3><ul>{more}</ul><p>購読のご案内</p></aside>"""
        return self._page(f"{story.title}｜{self.name}", head, body)

    def _page(self, title: str, head: str, body: str) -> Response:
        text = f"""<!DOCTYPE html>
<html lang="ja"><head><meta charset="Shift_JIS"><title>{esc(title)}</title>
<link rel="alternate" type="application/atom+xml" href="/atom.xml">{head}</head>
<body><header><a href="/">{self.name}</a></header>{body}<footer>無断転載を禁じます</footer></body></html>
"""
        return html(text, charset="cp932", label="Shift_JIS")
