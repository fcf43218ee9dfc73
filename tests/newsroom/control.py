"""The control API over HTTP, for processes that cannot call the Newsroom's methods.

Requests go to `http://127.0.0.1:PORT/_newsroom/…`; arguments and answers are JSON objects.

    POST publish     {"site", "title"?, "paragraphs"?, "authors"?, "at"?, "copy_of"?: [site, number]}
    POST edit        {"site", "number", "swap"?: [old, new], "title"?, "paragraphs"?, "add"?}
    POST remove      {"site", "number", "how"?: "404" | "410" | "soft" | "home" | "parked" | "back"}
    POST redesign    {"site"}
    POST break       {"site", …the fields of faults.Fault}
    POST heal        {"site"?}
    POST clock       {"now"?: RFC 3339, "advance"?: seconds, "speed"?: newsroom seconds per second}
    POST forget      {}                              forgets the statistics
    GET  clock, sites, truth?site=, stats?site=, configuration?sites=a,b
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from newsroom.exchange import Request, Response, as_json, data, html
from newsroom.markup import esc

if TYPE_CHECKING:
    from newsroom.newsroom import Newsroom

PREFIX = "/_newsroom/"


def answer(newsroom: Newsroom, request: Request) -> Response:
    if not request.path.startswith(PREFIX):
        return overview(newsroom)
    table = POSTS if request.method == "POST" else GETS
    action = table.get(request.path.removeprefix(PREFIX))
    if action is None:
        return as_json({"error": f"no such command: {request.method} {request.path}"}, status=404)
    try:
        arguments = json.loads(request.body or b"{}") if request.method == "POST" else {}
        return action(newsroom, arguments, request)
    except (KeyError, TypeError, ValueError) as error:
        return as_json({"error": f"{type(error).__name__}: {error}"}, status=400)


def publish(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    at = arguments.pop("at", None)
    copy_of = arguments.pop("copy_of", None)
    site = arguments.pop("site")
    return as_json(
        newsroom.publish(
            site,
            at=datetime.fromisoformat(at) if at else None,
            copy_of=(copy_of[0], copy_of[1]) if copy_of else None,
            **arguments,
        )
    )


def edit(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    if "swap" in arguments:
        arguments["swap"] = tuple(arguments["swap"])
    return as_json(newsroom.edit(arguments.pop("site"), arguments.pop("number"), **arguments))


def remove(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    return as_json(newsroom.remove(arguments["site"], arguments["number"], arguments.get("how", "404")))


def redesign(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    newsroom.redesign(arguments["site"])
    return as_json({"site": arguments["site"]})


def break_(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    site = arguments.pop("site")
    newsroom.break_(site, **arguments)
    return as_json({"site": site, **arguments})


def heal(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    newsroom.heal(arguments.get("site"))
    return as_json({})


def set_clock(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    if "now" in arguments:
        newsroom.clock.set(datetime.fromisoformat(arguments["now"]))
    if "advance" in arguments:
        newsroom.clock.advance(timedelta(seconds=arguments["advance"]))
    if "speed" in arguments:
        newsroom.clock.speed = float(arguments["speed"])
    return clock(newsroom, arguments, request)


def forget(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    newsroom.forget_statistics()
    return as_json({})


def clock(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    return as_json({"now": newsroom.clock.now().isoformat(), "speed": newsroom.clock.speed})


def sites(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    return as_json([site.manifest() for site in newsroom.sites.values()])


def truth(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    return as_json(newsroom.truth(request.parameter("site") or None))


def stats(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    site = request.parameter("site")
    if site:
        return as_json(newsroom.statistics(site).as_json())
    return as_json({host: statistics.as_json() for host, statistics in newsroom.all_statistics().items()})


def configuration(newsroom: Newsroom, arguments: dict[str, Any], request: Request) -> Response:
    wanted = request.parameter("sites")
    return data(newsroom.configuration(wanted.split(",") if wanted else None), "application/toml; charset=utf-8")


def overview(newsroom: Newsroom) -> Response:
    """A page for people: which sites there are."""
    rows = "".join(
        f'<li><a href="{site.world.url(site.id)}">{esc(site.name)}</a> ({site.language}): '
        f"{esc(', '.join(site.features))}</li>"
        for site in newsroom.sites.values()
    )
    return html(f"<!doctype html><title>The newsroom</title><h1>The newsroom</h1><ul>{rows}</ul>")


Action = Callable[["Newsroom", dict[str, Any], Request], Response]
POSTS: dict[str, Action] = {
    "publish": publish,
    "edit": edit,
    "remove": remove,
    "redesign": redesign,
    "break": break_,
    "heal": heal,
    "clock": set_clock,
    "forget": forget,
}
GETS: dict[str, Action] = {
    "clock": clock,
    "sites": sites,
    "truth": truth,
    "stats": stats,
    "configuration": configuration,
}
