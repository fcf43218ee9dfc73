"""An article as a document of Elasticsearch: what templates/news.json maps.

`exact.*` holds whole values as queries compare them (no case, single spaces), beside the fields that people read; it is
indexed and not kept in the source, like `stem.<language>`, which holds the text once more for stemmed search in Kibana
and only for the article's own language. Text is sent in NFC, because the server folds character by character.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Any

from monitor.model import Searchable
from monitor.query.document import decoded, host, prepare

_KEY_BITS = 30
"""With 33 bits of seconds they fill a signed 64-bit number."""


def document_id(key: int) -> str:
    return str(key)


def month(searchable: Searchable) -> str:
    """The month of first sight, which never changes: ``2026.11``."""
    return f"{searchable.record.first_seen.astimezone(UTC):%Y.%m}"


def article(searchable: Searchable, stems: frozenset[str]) -> dict[str, Any]:
    """`stems`: languages that the server has an analyzer for."""
    record, found = searchable.record, searchable.record.article
    prepared = prepare(searchable)
    language = found.language
    title, summary, text = (_clean(each) for each in (found.title, found.summary or "", found.text))
    document: dict[str, Any] = {
        "@timestamp": _time(record.first_seen),
        "published_at": _time(found.published),
        "published_precision": found.published_precision,
        "published_source": found.origins.get("published"),
        "modified_at": _time(found.modified),
        "last_seen": _time(record.last_seen),
        "when": _time(prepared.when),
        "order": order(prepared.when, record.key),
        "id": record.id,
        "key": record.key,
        "seq": record.seq,
        "title": title,
        "summary": summary,
        "text": text,
        "url": {"full": record.url, "domain": host(record.url), "words": _clean(decoded(record.url))},
        "publisher": {
            "id": record.source,
            "name": searchable.source_name,
            "kind": searchable.source_kind,
            "country": searchable.country,
            "owner": searchable.owner,
        },
        "site_name": found.site_name,
        "language": language,
        "language_confidence": found.language_confidence,
        "authors": [_clean(author) for author in found.authors],
        "tags": [_clean(tag) for tag in found.tags],
        "section": found.section,
        "page_type": found.page_type,
        "labels": {_field_name(key): label for key, label in searchable.labels.items()},
        "state": record.state,
        "revision": record.revision,
        "revisions": record.revisions,
        "backlog": record.backlog,
        "partial": found.partial,
        "word_count": found.word_count,
        "content_hash": record.content_hash,
        "image": found.image,
        "links": {"page": record.url},
        "exact": {name: sorted(values) for name, values in prepared.values.items()},
    }
    if found.published is not None:
        document["lag"] = {"seconds": int((record.first_seen - found.published).total_seconds())}
    if language in stems:
        document["stem"] = {language: [title, summary, text]}
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}


def order(when: datetime, key: int) -> int:
    """By time in whole seconds, then by key: no two articles are equal, so pages never overlap."""
    seconds = min(max(int(when.timestamp() // 1) + 2**32, 0), 2**33 - 1)  # 1834 to 2106
    return int(seconds << _KEY_BITS | key & (2**_KEY_BITS - 1))


def _time(moment: datetime | None) -> str | None:
    """The server keeps milliseconds and cuts the rest."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _clean(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _field_name(key: str) -> str:
    """A dot would make an object of the label, and an object cannot be a word as well."""
    return key.replace(".", "_").strip() or "_"
