"""What can stand before a colon, and what each field's values are."""

from __future__ import annotations

import difflib

from monitor.model import Kind

EVERYWHERE = ("title", "summary", "text")
"""Where a word without a field is looked for."""

WORDS = frozenset({"title", "text", "author", "tag", "url"})
"""Fields of analysed words: phrases, wildcards, NEAR and fuzzy words work in them."""

VALUES = frozenset({"source", "lang", "kind", "country", "state", "domain", "label"})
"""Fields of whole values, compared without case; `*` and `?` work in them."""

TIMES = frozenset({"published", "first_seen", "after", "before"})

LATER = {
    "story": "articles are not grouped into stories yet",
    "person": "there is no list of people yet",
    "rule": "there are no alert rules yet",
    "independent": "independent sources are not counted yet",
}
"""Fields whose data does not exist yet, and why."""

ALLOWED = {"kind": tuple(kind.value for kind in Kind), "state": ("present", "changed", "gone")}

ALIASES = {
    "language": "lang",
    "site": "domain",
    "host": "domain",
    "date": "published",
    "since": "after",
    "until": "before",
    "from": "after",
    "to": "before",
    "body": "text",
    "content": "text",
    "headline": "title",
    "by": "author",
    "publisher": "source",
    "outlet": "source",
    "seen": "first_seen",
    "category": "tag",
}
"""What people try first in other programs."""


def is_known(name: str) -> bool:
    return name in WORDS or name in VALUES or name in TIMES


def nearest(name: str) -> str | None:
    """The field that was probably meant."""
    if name.lower() in ALIASES:
        return ALIASES[name.lower()]
    known = sorted(WORDS | VALUES | TIMES)
    return next(iter(difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)), None)


def nearest_value(field: str, value: str) -> str | None:
    return next(iter(difflib.get_close_matches(value, ALLOWED[field], n=1, cutoff=0.5)), None)
