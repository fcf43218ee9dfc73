"""An article as queries see it: words with positions, whole values, times. Matcher and index both read this.

Several authors (tags) share one field of positions, `APART` apart, so that no phrase and no NEAR
crosses from one to the next. A URL is read as the words of its decoded form.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from urllib.parse import unquote, urlsplit

from monitor.analysis import Token, tokens
from monitor.model import Searchable

APART = 1_000
"""Positions between two values of one field; more than any NEAR reaches."""


class Field:
    """The words of one field, analysed when they are first asked for. `texts` are its values, most often one."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts

    @cached_property
    def placed(self) -> tuple[tuple[int, Token], ...]:
        """Each word with its position, ascending; offsets are into the word's own value."""
        placed: list[tuple[int, Token]] = []
        for text in self.texts:
            first = placed[-1][0] + APART if placed else 0
            placed.extend(enumerate(tokens(text), first))
        return tuple(placed)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Each term's positions, ascending."""
        places: dict[str, list[int]] = {}
        for position, token in self.placed:
            places.setdefault(token.term, []).append(position)
        return places

    @cached_property
    def at(self) -> dict[int, Token]:
        return dict(self.placed)


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
            "title": Field(article.title),
            "summary": Field(article.summary or ""),
            "text": Field(article.text),
            "author": Field(*article.authors),
            "tag": Field(*article.tags),
            "url": Field(decoded(record.url)),
        },
        values={name: frozenset(value(each) for each in given) - {""} for name, given in values.items()},
        published=article.published,
        first_seen=record.first_seen,
    )


@lru_cache(maxsize=4096)  # the same sources, languages and domains come again and again
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
