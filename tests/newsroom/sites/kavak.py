"""Turkish news: RSS, a JSON-LD graph, UTF-8 pages whose header says ISO-8859-9, related stories inside the text."""

from __future__ import annotations

from newsroom import routes
from newsroom.calendars import MONTHS
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc, json_ld
from newsroom.site import Route, Site
from newsroom.story import Story


class Kavak(Site):
    """The charset in the header is wrong, the one in the page is right; social prompts follow every story."""

    id = "kavak"
    name = "Kavak Postası"
    language = "tr"
    owner = "Söğüt Yayın Grubu"
    country = "TR"
    time_zone = "Europe/Istanbul"
    features = ("rss", "json-ld graph", "wrong charset header", "related links inside", "social footer", "ticker")
    boilerplate = ("Bizi sosyal medyada takip edin", "İlgili haber:", "SON DAKİKA")

    def path(self, story: Story) -> str:
        return f"/haber/{story.slug.replace('ı', 'i')}-h{story.number}"

    def routes(self) -> dict[str, Route]:
        lists = {f"/kategori/{section}": self._list(section) for section in self.section_names}
        return {"/": self._list(None), "/rss": routes.rss(self, kind="text/xml"), **lists}

    def _list(self, section: str | None) -> Route:
        def route(request: Request) -> Response:
            items = self.linked(
                self.latest(section), '<li class="kart"><a href="{href}" title="{title}"><b>{title}</b></a></li>'
            )
            return self._page(self.name, "", f'<ul class="manset">{items}</ul>')

        return route

    def render(self, story: Story, variant: str, request: Request) -> Response:
        url = self.absolute(request, story)
        article = {**self.schema(story, url), "@id": f"{url}#article"}
        graph = json_ld(
            {
                "@graph": [
                    {"@type": "WebSite", "@id": f"{request.root}/#site", "name": self.name, "url": f"{request.root}/"},
                    {
                        "@type": "BreadcrumbList",
                        "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Ana sayfa"}],
                    },
                    article,
                ]
            }
        )
        local = self.local(story)
        date = f"{local.day} {MONTHS['tr'][local.month - 1]} {local.year} {local:%H:%M}"
        middle = max(1, len(story.blocks) // 2)
        inside = self.linked(
            self.related(story, 1), '<div class="ilgili">İlgili haber: <a href="{href}">{title}</a></div>'
        )
        body = f"""<div class="haber"><h1>{esc(story.title)}</h1><h2 class="spot">{esc(story.summary)}</h2>
<div class="bilgi"><span>{esc(" - ".join(story.authors))}</span> <span>{date}</span></div>
<div class="metin">{blocks_html(story.blocks[:middle], heading="h3")}{inside}{blocks_html(story.blocks[middle:], heading="h3")}</div>
<div class="paylas"><p>Bizi sosyal medyada takip edin, haberi arkadaşlarınızla paylaşın.</p></div></div>"""
        return self._page(f"{story.title} - {self.name}", graph, body)

    def _page(self, title: str, head: str, body: str) -> Response:
        menu = "".join(f'<a href="/kategori/{key}">{name}</a>' for key, name in self.section_names.items())
        text = f"""<!doctype html>
<html lang="tr"><head><meta charset="utf-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/rss+xml" href="/rss">{head}
<script>var sayfa = {{"tip": "haber"}};</script></head>
<body><div class="ticker">SON DAKİKA Hava yarın da yağışlı</div><header><a href="/">{esc(self.name)}</a>{menu}</header>
{body}
<footer>© {esc(self.owner)}</footer></body></html>
"""
        return html(text, label="iso-8859-9")
