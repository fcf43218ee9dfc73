"""An article as a document of Elasticsearch: what templates/news.json maps.

`exact.*` holds whole values as queries compare them (no case, single spaces), beside the fields that people read; it is
indexed and not kept in the source, like `stem.<language>`, which holds the text once more for stemmed search in Kibana
and only for the article's own language. Text is sent in NFC, because the server folds character by character.
`links.copy` and `links.diff` hold the article's id; a data view makes an address of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from monitor.jalali import jalali_number
from monitor.model import Article, Searchable
from monitor.ports import Publisher
from monitor.query.document import decoded, host, prepare

_KEY_BITS = 30
"""With 33 bits of seconds they fill a signed 64-bit number."""

_TEHRAN = ZoneInfo("Asia/Tehran")
_JALALI_ZONES = {"IR": _TEHRAN, "AF": ZoneInfo("Asia/Kabul")}
_JALALI_YEARS = range(1800, 2250)
"""In which the calendar's cycle of 33 years holds."""


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
    title, summary, text = (clean(each) for each in (found.title, found.summary or "", found.text))
    source = Publisher(
        id=record.source,
        name=searchable.source_name,
        kind=searchable.source_kind,
        country=searchable.country,
        owner=searchable.owner,
    )
    document: dict[str, Any] = {
        "@timestamp": time(record.first_seen),
        "published_at": time(found.published),
        "published_precision": found.published_precision,
        "published_source": found.origins.get("published"),
        "modified_at": time(found.modified),
        "last_seen": time(record.last_seen),
        "when": time(prepared.when),
        "order": order(prepared.when, record.key),
        "id": record.id,
        "key": record.key,
        "seq": record.seq,
        "title": title,
        "title_original": clean(found.title_original or ""),
        "kicker": clean(found.kicker or ""),
        "subtitle": clean(found.subtitle or ""),
        "summary": summary,
        "text": text,
        "captions": [clean(caption) for caption in found.captions],
        "url": {"full": record.url, "domain": host(record.url), "words": clean(decoded(record.url))},
        "publisher": publisher(source),
        "site_name": found.site_name,
        "language": language,
        "language_confidence": found.language_confidence,
        "languages": list(found.languages),
        "authors": [clean(author) for author in found.authors],
        "agencies": [clean(agency) for agency in found.agencies],
        "tags": [clean(tag) for tag in found.tags],
        "section": found.section,
        "page_type": found.page_type,
        "labels": labels(searchable.labels),
        "state": record.state,
        "revision": record.revision,
        "revisions": record.revisions,
        "backlog": record.backlog,
        "partial": found.partial,
        "word_count": found.word_count,
        "content_hash": record.content_hash,
        "image": found.image,
        "links": {"page": record.url, "copy": record.id},
        "dates": dates(found, searchable.country),
        "exact": {name: sorted(values) for name, values in prepared.values.items()},
    }
    if record.revisions > 1:
        document["links"]["diff"] = record.id
    if found.published is not None:
        document["lag"] = {"seconds": int((record.first_seen - found.published).total_seconds())}
    if language in stems:
        document["stem"] = {language: [title, summary, text]}
    return filled(document)


def order(when: datetime, key: int) -> int:
    """By time in whole seconds, then by key: no two articles are equal, so pages never overlap."""
    seconds = min(max(int(when.timestamp() // 1) + 2**32, 0), 2**33 - 1)  # 1834 to 2106
    return int(seconds << _KEY_BITS | key & (2**_KEY_BITS - 1))


def publisher(source: Publisher) -> dict[str, Any]:
    named = {"id": source.id, "name": source.name, "kind": source.kind}
    return filled(named | {"country": source.country, "owner": source.owner})


def labels(given: Mapping[str, str]) -> dict[str, str]:
    """A dot would make an object of the label, and an object cannot be a word as well."""
    return {key.replace(".", "_").strip() or "_": label for key, label in given.items()}


def dates(found: Article, country: str | None) -> dict[str, str]:
    """The Jalali day and time of what Iranians and Afghans read; empty for everybody else."""
    if found.published is None or not (found.language == "fa" or country in _JALALI_ZONES):
        return {}
    local = found.published.astimezone(_JALALI_ZONES.get(country or "", _TEHRAN))
    if local.year not in _JALALI_YEARS:
        return {}
    day = _jalali(local.date())
    return {"jalali": day if found.published_precision == "day" else f"{day} {local:%H:%M}"}


@lru_cache(maxsize=4096)
def _jalali(day: date) -> str:
    return jalali_number(day)


def time(moment: datetime | None) -> str | None:
    """The server keeps milliseconds and cuts the rest."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def clean(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def filled(document: dict[str, Any]) -> dict[str, Any]:
    """Without what holds nothing."""
    return {name: value for name, value in document.items() if value not in (None, "", [], {})}
