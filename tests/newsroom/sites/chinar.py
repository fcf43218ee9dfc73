"""Urdu daily: RSS whose links lead through chains of redirects, one of them by <meta refresh>."""

from __future__ import annotations

from newsroom.calendars import MONTHS
from newsroom.exchange import Request, Response, data, html, redirect
from newsroom.listings import rss
from newsroom.markup import blocks_html, esc, open_graph
from newsroom.site import Route, Site
from newsroom.story import Oddity, Story


class Chinar(Site):
    """Feed links are counted first (/r/N, then /go/N), so every story is reached over two redirects."""

    id = "chinar"
    name = "روزنامہ چنار"
    language = "ur"
    owner = "چنار پبلی کیشنز"
    country = "PK"
    time_zone = "Asia/Karachi"
    features = ("rss", "redirect chains", "meta refresh", "opengraph", "time element", "arabic script, not persian")
    boilerplate = ("جملہ حقوق محفوظ ہیں", "مزید پڑھیں")

    def path(self, story: Story) -> str:
        return f"/story/{story.number}"

    def variants(self, story: Story) -> dict[str, str]:
        return {"counted": f"/r/{story.number}", "passed": f"/go/{story.number}"}

    def routes(self) -> dict[str, Route]:
        return {"/": self._home, "/rss.xml": self._feed}

    def odd_pages(self) -> list[Oddity]:
        return [
            Oddity(
                path="/old/khabar",
                label="پرانا پتا",
                outcome="rejected/not_article",
                also=("rejected/too_short", "duplicate"),
                note="a page that only sends on, by meta refresh",
                build=lambda request: html(
                    '<html><head><meta http-equiv="refresh" content="0; url=/story/1"><title>پرانا پتا</title></head><body></body></html>'
                ),
            ),
            Oddity(
                path="/r/round",
                label="گول چکر",
                outcome="quarantined/redirect_loop",
                also=("rejected/not_found", "waiting/connection", "rejected/redirect_loop"),
                note="redirects to itself over another page",
                build=lambda request: redirect("/r/about"),
            ),
            Oddity(
                path="/r/about",
                label="گول چکر",
                outcome="quarantined/redirect_loop",
                note="the other half of the loop",
                build=lambda request: redirect("/r/round"),
                listed=False,
            ),
        ]

    def _feed(self, request: Request) -> Response:
        text = rss(
            self.latest(),
            lambda story: f"{request.root}/r/{story.number}",
            title=self.name,
            home=request.root + "/",
            language="ur",
        )
        return data(text, "application/rss+xml; charset=utf-8")

    def _home(self, request: Request) -> Response:
        return self._page(self.name, "", f"<ul>{self.odd_links()}</ul><p>تازہ خبریں فیڈ میں ہیں</p>")

    def render(self, story: Story, variant: str, request: Request) -> Response:
        if variant == "counted":
            return redirect(f"/go/{story.number}", 302)
        if variant == "passed":
            return redirect(self.absolute(request, story), 301)
        local = self.local(story)
        head = open_graph([("og:type", "article"), ("og:title", story.title), ("og:description", story.summary)])
        more = self.linked(self.related(story, 3), '<li><a href="{href}">{title}</a></li>')
        body = f"""<article><h1>{esc(story.title)}</h1><p class="byline">{esc("، ".join(story.authors))}
<time datetime="{local.isoformat()}">{local.day} {MONTHS["ur"][local.month - 1]} {local.year}</time></p>
{blocks_html(story.blocks)}</article><nav class="more"><b>مزید پڑھیں</b><ul>{more}</ul></nav>"""
        return self._page(f"{story.title} - {self.name}", head, body)

    def _page(self, title: str, head: str, body: str) -> Response:
        return html(f"""<!doctype html>
<html lang="ur" dir="rtl"><head><meta charset="utf-8"><title>{esc(title)}</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml">{head}</head>
<body><header><a href="/">{esc(self.name)}</a></header><main>{body}</main><footer>جملہ حقوق محفوظ ہیں</footer></body></html>
""")
