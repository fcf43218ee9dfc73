"""A change as a document of `news-changes`: what templates/changes.json maps.

One for each first sight, revision, removal and return, under the change's number. `words.added` and `words.removed`
count words as the search knows them, in title and text; `changed` are the edits in words, `edits` their classes. A
revision is `silent` where the page does not own up to it: its own time of modification is missing or as it was.
"""

from __future__ import annotations

from typing import Any

from monitor.analysis import terms
from monitor.diff import Comparison, Edit, compare
from monitor.elastic import document as parts
from monitor.model import Article, ChangeKind
from monitor.ports import Told
from monitor.query.document import host

KINDS = frozenset({ChangeKind.NEW, ChangeKind.REVISED, ChangeKind.GONE, ChangeKind.RETURNED})
MOST_EDITS, LONGEST_SIDE = 40, 400
"""Of what is told in words; the counts are of everything."""


def document_id(seq: int) -> str:
    return str(seq)


def document(told: Told) -> dict[str, Any]:
    """`told.article` is there, and its change is one of `KINDS`."""
    change, found = told.change, told.article
    assert found is not None
    made: dict[str, Any] = {
        "@timestamp": parts.time(change.at),
        "seq": change.seq,
        "id": told.id,
        "key": change.article,
        "kind": change.kind.value,
        "revision": change.revision,
        "title": parts.clean(found.title),
        "words": {"after": found.word_count},
        "published_at": parts.time(found.published),
        "first_seen": parts.time(told.first_seen),
        "url": {"full": told.url, "domain": host(told.url)},
        "publisher": parts.publisher(told.publisher),
        "language": found.language,
        "labels": parts.labels(told.publisher.labels),
        "backlog": told.backlog and change.kind is ChangeKind.NEW,
        "links": {"page": told.url, "copy": told.id},
        "dates": parts.dates(found, told.publisher.country),
    }
    if told.before is not None:
        made["links"]["diff"] = told.id
        made |= _revised(told.before, found)
    return parts.filled(made)


def _revised(before: Article, after: Article) -> dict[str, Any]:
    comparison = compare(before, after)
    return {
        "silent": after.modified is None or (before.modified is not None and after.modified <= before.modified),
        "title_before": parts.clean(before.title) if before.title != after.title else None,
        "words": {
            "added": _count(comparison, "+"),
            "removed": _count(comparison, "-"),
            "before": before.word_count,
            "after": after.word_count,
        },
        "edits": sorted({edit.kind.value for edit in comparison.edits}),
        "changed": [_line(edit) for edit in comparison.edits[:MOST_EDITS]],
    }


def _count(comparison: Comparison, sign: str) -> int:
    pieces = (piece for line in (comparison.title, *comparison.paragraphs) for piece in line if piece.sign == sign)
    return sum(len(terms(piece.text)) for piece in pieces)


def _line(edit: Edit) -> str:
    """``number: 41 → 14``; one side alone where words only came or went."""
    sides = " → ".join(_short(side) for side in (edit.before, edit.after) if side)
    return parts.clean(f"{edit.kind.value}: {sides}")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SIDE else text[: LONGEST_SIDE - 1] + "…"
