"""English town paper: RSS 2.0, JSON-LD, ETag and Last-Modified; a site-name suffix, a cookie banner, related boxes."""

from __future__ import annotations

from newsroom.exchange import Request, Response, data, html
from newsroom.listings import rss, sitemap
from newsroom.markup import blocks_html, esc, json_ld, open_graph
from newsroom.site import Route, Site
from newsroom.story import Story


class Harbour(Site):
    """The good citizen: everything is where it should be, and clutter stands around it."""

    id = "harbour"
    name = "The Harbour Ledger"
    language = "en"
    owner = "Saltmere Press"
    country = "GB"
    time_zone = "Europe/London"
    features = ("rss", "sitemap", "json-ld", "title suffix", "cookie banner", "related box", "304", "wire copies")
    boilerplate = ("We use cookies to bake a better paper", "Read more from The Harbour Ledger", "Follow us on Parrot")
    lists_all = True
    copies_from = ("wpa", 3)

    def path(self, story: Story) -> str:
        return f"/{story.section}/{story.published:%Y/%m/%d}/{story.slug}"

    def routes(self) -> dict[str, Route]:
        routes: dict[str, Route] = {"/": self._list(None), "/feed.xml": self._feed, "/sitemap.xml": self._sitemap}
        routes |= {f"/section/{section}": self._list(section) for section in self.section_names}
        return routes

    def _feed(self, request: Request) -> Response:
        text = rss(
            self.latest(),
            lambda story: self.absolute(request, story),
            title=self.name,
            home=request.root + "/",
            language="en-gb",
        )
        return data(text, "application/rss+xml; charset=utf-8")

    def _sitemap(self, request: Request) -> Response:
        entries = ((self.absolute(request, story), story.modified) for story in self.visible())
        return data(sitemap(entries), "application/xml")

    def robots(self, request: Request) -> Response:
        return data(f"User-agent: *\nDisallow: /search\nSitemap: {request.root}/sitemap.xml\n", "text/plain")

    def _list(self, section: str | None) -> Route:
        def page(request: Request) -> Response:
            cards = "".join(
                f'<article class="card"><h3><a href="{esc(self.href(story))}">{esc(story.title)}</a></h3>'
                f"<p>{esc(story.summary)}</p></article>"
                for story in self.latest(section)
            )
            heading = self.section_names[section] if section else "Today"
            return html(self._frame(self.name, "", f"<main><h1>{heading}</h1>{cards}</main>", request))

        return page

    def render(self, story: Story, variant: str, request: Request) -> Response:
        url = self.absolute(request, story)
        head = "\n".join(
            [
                f'<link rel="canonical" href="{esc(url)}">',
                f'<meta name="description" content="{esc(story.summary)}">',
                open_graph(
                    [
                        ("og:type", "article"),
                        ("og:title", f"{story.title} | {self.name}"),
                        ("og:site_name", self.name),
                        ("og:url", url),
                        ("og:image", f"{request.root}/images/{story.number}.jpg"),
                    ]
                ),
                json_ld(self.schema(story, url)),
            ]
        )
        byline = f'<p class="byline">By {esc(" and ".join(story.authors))}</p>' if story.authors else ""
        related = "".join(
            f'<li><a href="{esc(self.href(other))}">{esc(other.title)}</a></li>' for other in self.related(story)
        )
        body = (
            f'<main><article class="story"><h1>{esc(story.title)}</h1>{byline}'
            f'<time datetime="{self.local(story).isoformat()}">{self.local(story):%d %B %Y, %H:%M}</time>'
            f'<div class="story-body">{blocks_html(story.blocks)}</div></article>'
            f'<aside class="related"><h2>Read more from {esc(self.name)}</h2><ul>{related}</ul></aside></main>'
        )
        return html(self._frame(f"{story.title} | {self.name}", head, body, request))

    def _frame(self, title: str, head: str, body: str, request: Request) -> str:
        sections = "".join(f'<a href="/section/{section}">{name}</a> ' for section, name in self.section_names.items())
        return f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/rss+xml" title="{esc(self.name)}" href="/feed.xml">
{head}
</head><body>
<div id="cookie-banner" role="dialog"><p>We use cookies to bake a better paper. <button>Accept all</button></p></div>
<header><a class="logo" href="/">{esc(self.name)}</a><nav><a href="/">Home</a> {sections}<a href="/about">About</a></nav>
</header>
{body}
<footer><p>Follow us on Parrot, Chirp and Photogram</p><p>© 2026 {esc(self.owner)}. <a href="/privacy">Privacy</a></p>
</footer></body></html>
"""
