"""The site where everything breaks: dead feed, HTML for a feed, endless bodies, loops, bombs, walls, 5xx."""

from __future__ import annotations

from collections.abc import Callable

from newsroom.exchange import Request, Response, data, html, redirect
from newsroom.markup import blocks_html, esc
from newsroom.site import Route, Site
from newsroom.story import Oddity, Story

ATTRIBUTES = 300_000
"""On one element: enough to keep a tree builder busy for minutes."""

FAILED = ("quarantined/retries_exhausted",)


class Kestrel(Site):
    """Its stories are fine and listed on its home page; beside each of them stands a page that is not."""

    id = "kestrel"
    name = "Kestrel Post"
    language = "en"
    kind = "blog"
    owner = "Kestrel Post"
    country = "IE"
    time_zone = "Europe/Dublin"
    features = (
        "dead feed",
        "html as feed",
        "endless body",
        "huge attributes",
        "5xx",
        "drops",
        "bot wall",
        "wire copies",
    )
    boilerplate = ("Kestrel Post runs on an old machine in a shed",)
    copies_from = ("wpa", 2)

    def path(self, story: Story) -> str:
        return f"/post/{story.number}/{story.slug}"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/rss.xml": self._home}

    def odd_pages(self) -> list[Oddity]:
        def odd(name: str, outcome: str, note: str, build: Callable[[Request], Response], *also: str) -> Oddity:
            label = name.replace("-", " ").capitalize()
            return Oddity(path=f"/post/{name}", label=label, outcome=outcome, also=also, note=note, build=build)

        start = "<!doctype html><title>{0}</title><h1>{0}</h1>"
        return [
            odd(
                "the-story-without-an-end",
                "quarantined/too_large",
                "a body that never ends",
                lambda request: Response(headers={"Content-Type": "text/html"}, endless="body"),
                "waiting/timeout",
            ),
            odd(
                "a-very-long-greeting",
                "quarantined/bad_response",
                "response headers that never end",
                lambda request: Response(headers={"Content-Type": "text/html"}, endless="headers"),
                *("waiting/connection", "waiting/timeout", "quarantined/too_large"),
            ),
            odd(
                "the-decorated-paragraph",
                "quarantined/extraction_timeout",
                f"one element with {ATTRIBUTES} attributes",
                self._attributes,
                *("quarantined/extraction_memory", "quarantined/extraction_crash", "rejected/too_short"),
                *("rejected/not_article", "quarantined/too_large"),
            ),
            odd(
                "machine-out-of-order",
                "waiting/server_error",
                "always 503",
                lambda request: html("<h1>Out of order</h1>", status=503),
                *FAILED,
            ),
            odd(
                "a-broken-line",
                "waiting/connection",
                "the connection closes before an answer",
                lambda request: Response(drop="before"),
                *FAILED,
            ),
            odd(
                "half-a-story",
                "waiting/connection",
                "the connection closes in the middle of the body",
                lambda request: Response(
                    headers={"Content-Type": "text/html"}, body=start.format("Half").encode() * 99, drop="middle"
                ),
                *("quarantined/bad_response", *FAILED),
            ),
            odd(
                "please-prove-yourself",
                "rejected/bot_wall",
                "a wall that checks browsers, with status 403",
                lambda request: html(
                    "<!doctype html><title>Just a moment...</title><h1>Checking your browser</h1>"
                    "<p>Please enable JavaScript and cookies to continue.</p>",
                    status=403,
                ),
                "waiting/forbidden",
            ),
            odd(
                "a-blank-sheet",
                "rejected/too_short",
                "200 and no byte",
                lambda request: data(b"", "text/html"),
                *("rejected/not_article", "quarantined/bad_response", "rejected/not_html"),
            ),
            odd(
                "a-picture-that-says-html",
                "rejected/not_html",
                "a GIF labelled text/html",
                lambda request: data(b"GIF89a" + bytes(range(256)) * 40, "text/html"),
                *("rejected/not_article", "rejected/too_short", "quarantined/bad_response"),
            ),
            odd(
                "gone-to-another-house",
                "rejected/off_site",
                "redirects to a host of somebody else",
                lambda request: redirect(self.world.url("elsewhere", "/moved")),
                # Whoever asks that host for its robots.txt first is told 502.
                *("waiting/connection", "waiting/server_error", "waiting/robots_unavailable", "rejected/not_found"),
            ),
            odd(
                "into-the-cellar",
                "rejected/address",
                "redirects to an address of the machine itself",
                lambda request: redirect("http://127.0.0.1:9/latest/meta-data/"),
                *("rejected/off_site", "waiting/connection"),
            ),
            odd(
                "no-such-post",
                "rejected/not_found",
                "410",
                lambda request: html("<h1>Gone</h1>", status=410),
            ),
        ]

    def _attributes(self, request: Request) -> Response:
        attributes = " ".join(f"a{number}=1" for number in range(ATTRIBUTES))
        return html(f"<!doctype html><title>Decorated</title><p {attributes}>One decorated paragraph.</p>")

    def _home(self, request: Request) -> Response:
        items = self.linked(self.latest(), '<li><a href="{href}">{title}</a></li>')
        return self._page(self.name, f"<ul>{items}{self.odd_links()}</ul>")

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        body = f"""<div class="p"><h1>{esc(story.title)}</h1><div>{local:%Y-%m-%d %H:%M} {esc(", ".join(story.authors))}</div>
{blocks_html(story.blocks)}</div>"""
        return self._page(f"{self.name} » {story.title}", body)

    def _page(self, title: str, body: str) -> Response:
        return html(f"""<html><head><title>{esc(title)}</title>
<link rel="alternate" type="application/rss+xml" href="/dead-feed.xml">
<link rel="alternate" type="application/rss+xml" href="/rss.xml"></head>
<body><h3><a href="/">{esc(self.name)}</a></h3>{body}<p><i>Kestrel Post runs on an old machine in a shed.</i></p></body></html>
""")
