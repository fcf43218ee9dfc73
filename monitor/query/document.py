"""An article as queries see it: words with positions, whole values, times. Matcher and index both read this.

Several authors (tags) share one field of positions, `APART` apart, so that no phrase and no NEAR
crosses from one to the next. A URL is read as the words of its decoded form.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import unquote, urlsplit

from monitor.analysis import Token, tokens
from monitor.model import Searchable

APART = 1_000
"""Positions between two values of one field; more than any NEAR reaches."""


class Field:
    """The words of one field: `tokens[i]` stands at `positions[i]`, ascending."""

    __slots__ = ("__dict__", "positions", "tokens")

    def __init__(self, found: list[Token], positions: list[int] | range) -> None:
        self.tokens = found
        self.positions = positions

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Each term's positions, ascending."""
        places: dict[str, list[int]] = {}
        for token, position in zip(self.tokens, self.positions, strict=True):
            places.setdefault(token.term, []).append(position)
        return places

    @cached_property
    def at(self) -> dict[int, Token]:
        return dict(zip(self.positions, self.tokens, strict=True))


@dataclass(frozen=True)
class Document:
    """`words`: title, summary, text, author, tag, url. `values`: source, lang, kind, country, state, domain, label."""

    words: dict[str, Field]
    values: dict[str, frozenset[str]]
    published: datetime | None
    first_seen: datetime

    @property
    def when(self) -> datetime:
        """What articles are ordered by: the time of publication, or of the first sight where it is not known."""
        return self.published or self.first_seen


def prepare(searchable: Searchable) -> Document:
    """Analyse one article for any number of queries."""
    record, article = searchable.record, searchable.record.article
    values = {
        "source": (record.source, searchable.source_name),
        "lang": (article.language,),
        "kind": (searchable.source_kind,),
        "country": (searchable.country or "",),
        "state": (record.state,),
        "domain": parents(host(record.url)),
        "label": (
            form
            for key, label in searchable.labels.items()
            for form in (f"{key.replace('=', ' ')}={label}", f"={label}")
        ),
    }
    return Document(
        words={
            "title": _one(article.title),
            "summary": _one(article.summary or ""),
            "text": _one(article.text),
            "author": _several(article.authors),
            "tag": _several(article.tags),
            "url": _one(decoded(record.url)),
        },
        values={name: frozenset(value(each) for each in given) - {""} for name, given in values.items()},
        published=article.published,
        first_seen=record.first_seen,
    )


def value(text: str) -> str:
    """A whole value as it is compared: NFC, without case, single spaces, no quotation marks."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace('"', " ").split())


def decoded(url: str) -> str:
    """A URL with its escapes read, so that /%D8%A7… is searched as its letters."""
    return unquote(url, errors="replace")


def host(url: str) -> str:
    """The host of a URL in letters, not in punycode; empty where there is none."""
    try:
        name = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return ".".join(_label(part) for part in name.split("."))


def parents(name: str) -> tuple[str, ...]:
    """A host and the domains that it belongs to: a.b.c, b.c, c."""
    labels = name.split(".")
    return tuple(".".join(labels[at:]) for at in range(len(labels)))


def _label(part: str) -> str:
    if part.startswith("xn--"):
        try:
            return part.removeprefix("xn--").encode("ascii").decode("punycode")
        except UnicodeError:
            pass
    return part


def _one(text: str) -> Field:
    found = tokens(text)
    return Field(found, range(len(found)))


def _several(texts: Iterable[str]) -> Field:
    found: list[Token] = []
    positions: list[int] = []
    for text in texts:
        first = positions[-1] + APART if positions else 0
        words = tokens(text)
        found.extend(words)
        positions.extend(range(first, first + len(words)))
    return Field(found, positions)
