"""Italian courier: sitemap and sections, gzip-encoded pages, a page that always says 429 with Retry-After."""

from __future__ import annotations

import gzip

from newsroom import routes
from newsroom.calendars import MONTHS
from newsroom.exchange import Request, Response, data, html
from newsroom.markup import blocks_html, esc, json_ld
from newsroom.site import Route, Site
from newsroom.story import Oddity, Story


class Montelago(Site):
    """Compresses where the client allows it; its JSON-LD is a list with the author as a bare string."""

    id = "montelago"
    name = "Il Corriere di Montelago"
    language = "it"
    owner = "Editrice Falda"
    country = "IT"
    time_zone = "Europe/Rome"
    features = ("sitemap", "json-ld list", "content-encoding gzip", "429 with retry-after", "absolute links")
    boilerplate = ("Iscriviti al canale del Corriere", "Leggi anche", "Riproduzione riservata")
    lists_all = True

    def path(self, story: Story) -> str:
        return f"/{story.section}/{story.published:%y_%m_%d}/{story.slug}.shtml"

    def routes(self) -> dict[str, Route]:
        lists = {f"/{section}/": self._list(section) for section in self.section_names}
        return {"/": self._list(None), "/sitemap.xml": routes.sitemap(self), **lists}

    def robots(self, request: Request) -> Response:
        return data(f"User-agent: *\nAllow: /\nSitemap: {request.root}/sitemap.xml\n", "text/plain")

    def odd_pages(self) -> list[Oddity]:
        return [
            Oddity(
                path="/speciali/troppa-folla.shtml",
                label="Troppa folla alla festa del lago",
                outcome="waiting/rate_limited",
                note="always 429, Retry-After 120",
                build=lambda request: html("<h1>Troppe richieste</h1>", status=429, **{"Retry-After": "120"}),
            )
        ]

    def respond(self, request: Request) -> Response:
        response = super().respond(request)
        if "gzip" not in request.headers.get("accept-encoding", "") or not response.body or response.status != 200:
            return response
        headers = {**response.headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return Response(headers=headers, body=gzip.compress(response.body, 1, mtime=0))

    def _list(self, section: str | None) -> Route:
        def route(request: Request) -> Response:
            items = "".join(
                f'<div class="media"><h4><a href="{esc(self.absolute(request, story))}">{esc(story.title)}</a></h4></div>'
                for story in self.latest(section)
            )
            return self._page(
                self.name, "", items + self.odd_links('<div class="media"><a href="{href}">{title}</a></div>')
            )

        return route

    def render(self, story: Story, variant: str, request: Request) -> Response:
        value = {"@context": "https://schema.org", **self.schema(story, self.absolute(request, story))}
        value["author"] = ", ".join(story.authors)
        head = json_ld(value).replace('">{', '">[{', 1).replace("}</script>", "}]</script>")
        local = self.local(story)
        date = f"{local.day} {MONTHS['it'][local.month - 1]} {local.year} (alle {local:%H:%M})"
        signature = f"di {esc(' e '.join(story.authors))}" if story.authors else ""
        also = self.linked(self.related(story, 2), '<li>Leggi anche: <a href="{href}">{title}</a></li>')
        body = f"""<article><h1 class="title">{esc(story.title)}</h1><p class="occhiello">{esc(story.summary)}</p>
<p class="firma">{signature}</p><p class="data">{date}</p>
<section class="testo">{blocks_html(story.blocks)}<ul class="anche">{also}</ul></section>
<p class="social">Iscriviti al canale del Corriere per ricevere le notizie.</p></article>"""
        return self._page(f"{story.title} | {self.name}", head, body)

    def _page(self, title: str, head: str, body: str) -> Response:
        menu = "".join(f'<li><a href="/{key}/">{name}</a></li>' for key, name in self.section_names.items())
        return html(f"""<!doctype html>
<html lang="it"><head><meta charset="utf-8"><title>{esc(title)}</title>{head}</head>
<body><header><a href="/">{esc(self.name)}</a><ul>{menu}</ul></header><main>{body}</main>
<footer>© {esc(self.owner)}. Riproduzione riservata.</footer></body></html>
""")
