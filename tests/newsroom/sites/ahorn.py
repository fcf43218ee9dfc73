"""German local paper: a gzipped sitemap index, microdata, print views, the site's name in front of titles."""

from __future__ import annotations

from newsroom.calendars import MONTHS
from newsroom.exchange import Request, Response, data, html
from newsroom.listings import sitemap, sitemap_index, zipped
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Story

SHARD = 500
"""Stories in one child sitemap."""


class Ahorn(Site):
    """Only sitemaps (all gzipped, told in robots.txt) list everything; the home page shows five teasers."""

    id = "ahorn"
    name = "Ahornfelder Bote"
    language = "de"
    owner = "Verlag Tannhag"
    country = "DE"
    time_zone = "Europe/Berlin"
    features = ("gzipped sitemap index", "microdata", "print views", "title prefix", "comments")
    boilerplate = ("Melden Sie sich an, um zu kommentieren", "Artikel drucken", "Mehr zum Thema")
    lists_all = True

    def path(self, story: Story) -> str:
        return f"/artikel/{story.number}/{story.slug}"

    def variants(self, story: Story) -> dict[str, str]:
        return {"print": f"/druck/{story.number}"}

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/sitemap_index.xml.gz": self._index}

    def fallback(self, request: Request) -> Response | None:
        number = request.path.removeprefix("/sitemap-").removesuffix(".xml.gz")
        if not (request.path.startswith("/sitemap-") and number.isdecimal()):
            return None
        stories = self.visible()[int(number) * SHARD : (int(number) + 1) * SHARD]
        return data(
            zipped(sitemap((self.absolute(request, story), story.modified) for story in stories)), "application/x-gzip"
        )

    def robots(self, request: Request) -> Response:
        return data(f"User-agent: *\nDisallow: /druck/\n\nSitemap: {request.root}/sitemap_index.xml.gz\n", "text/plain")

    def _index(self, request: Request) -> Response:
        count = -(-len(self.visible()) // SHARD)
        children = [(f"{request.root}/sitemap-{number}.xml.gz", None) for number in range(count)]
        return data(zipped(sitemap_index(children)), "application/gzip")

    def _home(self, request: Request) -> Response:
        teasers = self.linked(self.latest()[:5], '<h3><a href="{href}">{title}</a></h3><p>{summary}</p>')
        return html(self._frame(self.name, teasers))

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        date = f"{local.day}. {MONTHS['de'][local.month - 1]} {local.year}, {local:%H:%M} Uhr"
        if variant == "print":
            return html(
                f'<html lang="de"><head><meta charset="utf-8"><meta name="robots" content="noindex">'
                f"<title>Druckansicht</title></head><body><h2>{esc(story.title)}</h2><p>{date}</p>"
                f"{blocks_html(story.blocks)}</body></html>"
            )
        authors = ", ".join(f'<span itemprop="author">{esc(name)}</span>' for name in story.authors)
        more = self.linked(self.related(story, 3), '<li><a href="{href}">{title}</a></li>')
        comments = "".join(
            f'<div class="comment"><b>Leser{number}</b><p>Das habe ich am Hafen auch so gehört, Nummer {number}.</p></div>'
            for number in range(1, story.number % 4 + 1)
        )
        body = f"""<div itemscope itemtype="http://schema.org/NewsArticle"><link itemprop="mainEntityOfPage" href="{esc(self.href(story))}">
<h1><span itemprop="headline">{esc(story.title)}</span></h1>
<p class="zeile"><time itemprop="datePublished" datetime="{local.isoformat()}">{date}</time> {authors}
<a href="/druck/{story.number}">Artikel drucken</a></p>
<div itemprop="articleBody">{blocks_html(story.blocks)}</div></div>
<div class="mehr"><h4>Mehr zum Thema</h4><ul>{more}</ul></div>
<div class="comments"><h4>Kommentare</h4>{comments}<p>Melden Sie sich an, um zu kommentieren.</p></div>"""
        return html(self._frame(f"{self.name}: {story.title}", body))

    def _frame(self, title: str, body: str) -> str:
        return f"""<!DOCTYPE html>
<html lang="de-DE"><head><meta charset="utf-8"><title>{esc(title)}</title></head><body>
<div class="kopf"><a href="/">{esc(self.name)}</a> Unabhängig seit 1874</div><div class="inhalt">{body}</div>
<div class="fuss"><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></div></body></html>
"""
