"""English rights group: Atom, a robots.txt with closed sections, consent and pay walls; it takes pages down."""

from __future__ import annotations

from newsroom import routes
from newsroom.exchange import Request, Response, data, html
from newsroom.markup import blocks_html, esc, open_graph
from newsroom.site import Route, Site
from newsroom.story import Oddity, Story


class Saltwatch(Site):
    """A small advocacy site: visible bylines and dates only, a members' area that robots.txt closes."""

    id = "saltwatch"
    name = "Saltmere Rights Watch"
    language = "en"
    kind = "advocacy"
    owner = "Saltmere Rights Watch"
    country = "GB"
    time_zone = "Europe/London"
    features = ("atom", "robots disallow", "crawl-delay", "consent wall", "paywall", "wire copies", "removals")
    boilerplate = ("Sign our petition for the people of Saltmere", "Earlier statements")
    copies_from = ("wpa", 2)

    def path(self, story: Story) -> str:
        return f"/statements/{story.number}-{story.slug}/"

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/atom": routes.atom(self)}

    def robots(self, request: Request) -> Response:
        return data("User-agent: *\nCrawl-delay: 0.2\nDisallow: /members/\nDisallow: /*?print=\n", "text/plain")

    def odd_pages(self) -> list[Oddity]:
        return [
            Oddity(
                path="/members/briefing-on-the-second-wing/",
                label="Members' briefing on the second prison wing",
                outcome="rejected/robots",
                note="closed by robots.txt",
                build=lambda request: self._page("Members", "<p>This briefing is for members.</p>"),
            ),
            Oddity(
                path="/statements/partner-network-notice/",
                label="A notice from our partner network",
                outcome="rejected/consent_wall",
                also=("rejected/not_article", "rejected/too_short"),
                note="nothing but a consent dialogue",
                build=self._consent,
            ),
            Oddity(
                path="/statements/long-read-for-supporters/",
                label="Long read for supporters: a winter beside the court",
                outcome="rejected/paywall",
                also=("rejected/too_short", "stored"),
                note="two sentences, then a pay wall; isAccessibleForFree is false",
                build=self._paywall,
            ),
            Oddity(
                path="/statements/withdrawn-in-spring/",
                label="Withdrawn: our spring statement",
                outcome="rejected/not_found",
                note="a link to a page that is gone (404)",
                build=self.not_found,
            ),
        ]

    def _consent(self, request: Request) -> Response:
        return html(
            "<!doctype html><html lang=en><head><title>Before you continue</title></head><body><div id=consent>"
            "<h1>Before you continue</h1><p>We and our 812 partners store cookies on your device to measure audiences "
            "and to show personalised advertising. You can accept all cookies, reject them, or manage your choices.</p>"
            "<button>Accept all</button><button>Reject all</button><button>Manage choices</button></div></body></html>"
        )

    def _paywall(self, request: Request) -> Response:
        body = (
            "<h1>Long read for supporters: a winter beside the court</h1><p>The first frost came in the week in which "
            "the hearings began. We stood there every morning.</p><div class=paywall><p>This article is for supporters. "
            "Subscribe to continue reading. Already a supporter? Log in.</p></div>"
            '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":'
            '"Long read for supporters: a winter beside the court","isAccessibleForFree":false}</script>'
        )
        return self._page("Long read for supporters: a winter beside the court", body)

    def _home(self, request: Request) -> Response:
        items = self.linked(self.latest(), '<h2 class="entry-title"><a href="{href}">{title}</a></h2><p>{summary}</p>')
        return self._page(
            self.name, items + self.odd_links('<h2 class="entry-title"><a href="{href}">{title}</a></h2>')
        )

    def render(self, story: Story, variant: str, request: Request) -> Response:
        local = self.local(story)
        by = f"By {esc(', '.join(story.authors))} | " if story.authors else ""
        earlier = self.linked(self.related(story, 3), '<li><a href="{href}">{title}</a></li>')
        body = f"""<div class="post"><h1>{esc(story.title)}</h1><p class="meta">{by}{local:%B} {local.day}, {local.year}</p>
<div class="content">{blocks_html(story.blocks)}</div>
<div class="share">Sign our petition for the people of Saltmere</div></div>
<div class="sidebar"><h3>Earlier statements</h3><ul>{earlier}</ul></div>"""
        return self._page(
            f"{story.title} – {self.name}", body, open_graph([("og:title", story.title), ("og:type", "article")])
        )

    def _page(self, title: str, body: str, head: str = "") -> Response:
        return html(f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/atom+xml" href="/atom">{head}</head>
<body class="blog"><div id="masthead"><a href="/">{esc(self.name)}</a></div>{body}<div id="colophon">Registered charity</div></body></html>
""")
