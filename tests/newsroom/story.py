"""What a site publishes: stories made of blocks, and pages that are no story.

A `Story` is immutable; an edit replaces it and counts its `revision` up. The truth that tests
compare with is read from it, never from a rendered page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from newsroom.exchange import Request, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a story. `kind` is `paragraph`, `quote`, `heading`, `list` or `caption`."""

    kind: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a writer hands in, before a site gives it a number, a date and an address."""

    title: str
    summary: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    number: int
    slug: str
    title: str
    summary: str
    blocks: tuple[Block, ...]
    authors: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    published: datetime
    modified: datetime
    revision: int = 1
    removed: str | None = None
    """How the page answers once it is taken down: `404`, `410`, `soft`, `home` or `parked`."""
    copy_of: tuple[str, int] | None = None
    """Site and number of the story that this one repeats word for word."""
    pages: int = 1
    """Over how many pages the site spreads it."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The running text in order: paragraphs, quotes and list items; no headings, no captions."""
        texts: list[str] = []
        for block in self.blocks:
            if block.kind == "list":
                texts.extend(block.items)
            elif block.kind in ("paragraph", "quote"):
                texts.append(block.text)
        return tuple(texts)

    def blocks_on(self, page: int) -> tuple[Block, ...]:
        """The blocks of one of its pages, counted from 1."""
        size = -(-len(self.blocks) // self.pages)
        return self.blocks[(page - 1) * size : page * size]


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """A page that is no ordinary story, and what ought to become of it."""

    path: str
    label: str
    """The words of the link that leads here."""
    outcome: str
    """What a good monitor comes to, as `rejected/not_html`: an outcome, and its reason where it has one."""
    note: str
    build: Callable[[Request], Response]
    also: tuple[str, ...] = ()
    """Further outcomes that are as good, written likewise."""
    listed: bool = True
    """Whether the site's listings link to it."""
