"""A site whose robots.txt answers 503: until it heals, everything waits."""

from __future__ import annotations

from newsroom import routes
from newsroom.exchange import Request, Response, html
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Story


class Brannock(Site):
    """A server that fails at robots.txt means “do not come in now” (RFC 9309 §2.3.1.4)."""

    id = "brannock"
    name = "Brannock Evening News"
    language = "en"
    owner = "Brannock Media"
    country = "CA"
    time_zone = "America/Toronto"
    features = ("rss", "robots 503")
    boilerplate = ("Brannock Evening News, every evening",)
    outcome = "waiting/robots_unavailable"

    def path(self, story: Story) -> str:
        return f"/{story.published:%Y}/{story.slug}"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/feed": routes.rss(self)}

    def robots(self, request: Request) -> Response:
        return html("<h1>503</h1>", status=503)

    def _home(self, request: Request) -> Response:
        return self._page(self.name, self.linked(self.latest(), '<p><a href="{href}">{title}</a></p>'))

    def render(self, story: Story, variant: str, request: Request) -> Response:
        return self._page(story.title, f"<h1>{esc(story.title)}</h1>{blocks_html(story.blocks)}")

    def _page(self, title: str, body: str) -> Response:
        return html(
            f'<!doctype html><html lang="en"><head><title>{esc(title)}</title><link rel="alternate" '
            f'type="application/rss+xml" href="/feed"></head><body>{body}'
            "<footer>Brannock Evening News, every evening</footer></body></html>"
        )
