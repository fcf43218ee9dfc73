"""Routes that several sites share: the feeds and sitemaps of a site, built from what is visible."""

from __future__ import annotations

from newsroom import listings
from newsroom.exchange import Request, Response, data
from newsroom.site import Route, Site


def rss(site: Site, *, full_text: bool = False, kind: str = "application/rss+xml") -> Route:
    def route(request: Request) -> Response:
        text = listings.rss(
            site.latest(),
            lambda story: site.absolute(request, story),
            title=site.name,
            home=request.root + "/",
            language=site.language,
            full_text=full_text,
        )
        return data(text, f"{kind}; charset=utf-8")

    return route


def atom(site: Site, *, full_text: bool = False) -> Route:
    def route(request: Request) -> Response:
        text = listings.atom(
            site.latest(),
            lambda story: site.absolute(request, story),
            title=site.name,
            home=request.root + "/",
            language=site.language,
            full_text=full_text,
        )
        return data(text, "application/atom+xml; charset=utf-8")

    return route


def json_feed(site: Site) -> Route:
    def route(request: Request) -> Response:
        text = listings.json_feed(
            site.latest(),
            lambda story: site.absolute(request, story),
            title=site.name,
            home=request.root + "/",
            language=site.language,
        )
        return data(text, "application/feed+json; charset=utf-8")

    return route


def sitemap(site: Site) -> Route:
    def route(request: Request) -> Response:
        entries = ((site.absolute(request, story), story.modified) for story in site.visible())
        return data(listings.sitemap(entries), "application/xml")

    return route


def news_sitemap(site: Site) -> Route:
    """The newest stories only, as the format asks for."""

    def route(request: Request) -> Response:
        text = listings.news_sitemap(
            site.latest(), lambda story: site.absolute(request, story), name=site.name, language=site.language
        )
        return data(text, "application/xml")

    return route
