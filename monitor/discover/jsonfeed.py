"""JSON Feed 1 and 1.1 (jsonfeed.org/version/1.1) → leads. Values of the wrong type are passed over, entry by entry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import tzinfo
from html import escape
from typing import Any

from monitor import urls
from monitor.discover import dates, markup
from monitor.discover.fulltext import full_text, language_of
from monitor.model import Discovery, Lead, Listing, ListingKind

MAX_ENTRIES = 5_000


def parse(text: str, url: str, zone: tzinfo | None = None) -> Discovery:
    """The leads of a JSON Feed; other JSON is a problem that the Discovery states."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return Discovery(problem="the answer is no readable JSON")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Discovery(problem="the answer is JSON, but no JSON Feed")
    leads = [lead for lead in (_lead(item, url, zone) for item in items[:MAX_ENTRIES]) if lead is not None]
    problem = None
    if not leads:
        problem = f"none of the {len(items)} entries has a usable link" if items else "the feed holds no entry"
    older = urls.absolute(url, _text(feed, "next_url"))
    return Discovery(
        leads=tuple(leads),
        listings=(Listing(kind=ListingKind.ARCHIVE, url=older),) if older and urls.key(older) != urls.key(url) else (),
        entries=len(items),
        skipped=len(items) - len(leads),
        title=markup.line(_text(feed, "title"), 200),
        language=language_of(feed.get("language")),
        problem=problem,
    )


def _lead(item: Any, url: str, zone: tzinfo | None) -> Lead | None:
    if not isinstance(item, dict):
        return None
    candidates = (_text(item, "url"), _text(item, "external_url"), _text(item, "id"))
    link = next((found for found in (urls.absolute(url, href) for href in candidates if "/" in href) if found), None)
    if link is None:
        return None
    # `content_text` is text: what looks like a tag in it is none.
    bodies = [_text(item, "content_html"), escape(_text(item, "content_text"), quote=False)]
    image = _text(item, "image") or _text(item, "banner_image")
    tags = item.get("tags")
    return Lead(
        url=link,
        title=markup.line(escape(_text(item, "title"), quote=False)),
        summary=markup.line(escape(_text(item, "summary"), quote=False), 2000),
        authors=_authors(item),
        published=dates.parse(_text(item, "date_published"), zone),
        modified=dates.parse(_text(item, "date_modified"), zone),
        language=language_of(item.get("language")),
        tags=tuple(dict.fromkeys(name for tag in tags if (name := markup.line(str(tag), 100))))[:30]
        if isinstance(tags, list)
        else (),
        image=urls.absolute(link, image) if image else None,
        text=full_text([body for body in bodies if body], "", link),
    )


def _authors(item: Mapping[str, Any]) -> tuple[str, ...]:
    people = item.get("authors")
    people = people if isinstance(people, list) else [item.get("author")]
    names = (markup.line(_text(person, "name"), 120) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(name for name in names if name))[:20]


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""
