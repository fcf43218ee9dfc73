"""Between the nouns and the columns: times, small vocabularies, metadata, texts. Pure.

What a column can hold is narrower than what a string can: PostgreSQL refuses NUL, UTF-8 has no lone surrogates.
Such characters are cleaned at the boundary long before; here they become U+FFFD rather than cost an article.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import zstandard

from monitor.model import Article, ChangeKind, Lead, Outcome
from monitor.ports import ArchiveRef

OUTCOMES = {
    Outcome.STORED: 0,
    Outcome.DUPLICATE: 1,
    Outcome.REJECTED: 2,
    Outcome.WAITING: 3,
    Outcome.QUARANTINED: 4,
}
OUTCOME_OF = {number: outcome for outcome, number in OUTCOMES.items()}

CHANGES = {
    ChangeKind.NEW: 0,
    ChangeKind.REVISED: 1,
    ChangeKind.RENDERED: 2,
    ChangeKind.REGROUPED: 3,
    ChangeKind.MERGED: 4,
    ChangeKind.GONE: 5,
    ChangeKind.RETURNED: 6,
    ChangeKind.ERASED: 7,
}
CHANGE_OF = {number: kind for kind, number in CHANGES.items()}

PRESENT, CHANGED, GONE, ERASED, MERGED = range(5)
STATES = ("present", "changed", "gone", "erased", "merged")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Level 3 packs 2.5 kB of news in 25 µs to 55 %; level 19 takes 20 times as long for 2 % more.
_pack = zstandard.ZstdCompressor(level=3, write_content_size=True, write_checksum=False)
_unpack = zstandard.ZstdDecompressor()
_TIMES = frozenset({"published", "modified"})
_TUPLES = frozenset({"authors", "agencies", "captions", "languages", "tags"})
_ARTICLE = tuple(field.name for field in fields(Article) if field.name != "text")
DAY_ONLY = '"published_precision":"day"'  # as `metadata_of` writes it: a title's own quotes have a stroke before them
_LEAD = tuple(field.name for field in fields(Lead) if field.name != "url")


def micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


def maybe_micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)


def maybe_moment(value: int | None) -> datetime | None:
    return None if value is None else moment(value)


def storable(text: str) -> str:
    return _UNSTORABLE.sub("\ufffd", text) if _UNSTORABLE.search(text) else text


def maybe_storable(text: str | None) -> str | None:
    return None if text is None else storable(text)


def url_digest(key: str) -> bytes:
    """The 16 bytes under which a URL is known."""
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()[:16]


def words_number(content_hash: str) -> int:
    """Eight bytes of a content hash, as the signed integer that both databases index in place."""
    return int.from_bytes(hashlib.sha256(content_hash.encode("utf-8", "replace")).digest()[:8], "big", signed=True)


def text_digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]


def pack(text: str) -> bytes:
    return _packed(text.encode())


def unpack(body: bytes) -> str:
    return _unpack.decompress(body).decode()


def _packed(data: bytes) -> bytes:
    return _pack.compress(data)


def metadata_of(article: Article) -> str:
    """Everything but the text, as JSON without the fields that hold nothing."""
    return _json({name: getattr(article, name) for name in _ARTICLE})


def article_of(meta: str, text: str) -> Article:
    return Article(text=text, **{"title": "", **_values(json.loads(meta), Article)})


def known_of(lead: Lead) -> bytes | None:
    """What a listing said of a lead, packed; None where it said nothing but the URL."""
    told = {name: getattr(lead, name) for name in _LEAD}
    if not any(told.values()):
        return None
    return _packed(_json(told).encode())


def lead_of(url: str, known: bytes | None) -> Lead:
    if known is None:
        return Lead(url=url)
    return Lead(url=url, **_values(json.loads(_unpack.decompress(known)), Lead))


def archive_ref(row: Any) -> ArchiveRef:
    """From a row with the archive columns of an attempt and the `name` of its file."""
    return ArchiveRef(
        file=row.name,
        offset=row.offset,
        length=row.length,
        digest="sha256:" + bytes(row.digest).hex(),
        revisit=bool(row.revisit),
    )


def _json(told: Mapping[str, Any]) -> str:
    kept = {
        name: micros(value) if isinstance(value, datetime) else dict(value) if isinstance(value, Mapping) else value
        for name, value in told.items()
        if value not in (None, "", (), {}, False)
    }
    return storable(json.dumps(kept, ensure_ascii=False, separators=(",", ":")))


def _values(told: dict[str, Any], noun: type) -> dict[str, Any]:
    """Back to constructor arguments; a field that a later version wrote and this one does not know is left out."""
    names = _ARTICLE if noun is Article else _LEAD
    return {
        name: moment(value) if name in _TIMES else tuple(value) if name in _TUPLES else value
        for name, value in told.items()
        if name in names
    }
