"""Pages with what is known about them, from each of the sets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor.model import Lead, Source

GOLDEN = Path("tests/golden/pages")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""When pages were fetched of which nobody knows it: a date may not lie in the future of that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A page and its truth. None: nothing is known. "" or (): known that there is none."""

    url: str
    body: bytes
    source: Source
    fetched_at: datetime = NOW
    lead: Lead | None = None
    paragraphs: tuple[str, ...] | None = None
    beside: tuple[str, ...] = ()
    """More of the article that may be in a text, or not."""
    wanted: tuple[str, ...] = ()
    """Snippets that must be in the text."""
    unwanted: tuple[str, ...] = ()
    title: str | None = None
    authors: tuple[str, ...] | None = None
    day: str | None = None
    moment: datetime | None = None
    language: str | None = None
    by_letters: bool = False
    """Compare titles by letters and digits alone."""


def source_of(url: str) -> Source:
    parts = urlsplit(url)
    name = (parts.hostname or "page").removeprefix("www.")
    return Source(id="page", name=name, url=f"{parts.scheme}://{parts.netloc}/", min_words=20)


def golden() -> Iterator[Case]:
    for description in sorted(GOLDEN.glob("*.json")):
        told = json.loads(description.read_text("utf-8"))
        expected = told.get("expected")
        if expected is None:
            continue
        name, url = description.stem, told["url"]
        published = datetime.fromisoformat(expected["published"]) if expected.get("published") else None
        yield Case(
            url=url,
            body=description.with_suffix(".html").read_bytes(),
            source=Source(**{"id": name, "name": name, "url": url, "min_words": 20, **told.get("source", {})}),
            paragraphs=tuple(expected["text"]),
            beside=tuple(expected.get("captions", ())),
            title=expected["title"],
            authors=tuple(expected["authors"]),
            day=published.date().isoformat() if published else "",
            moment=published if expected.get("precision") != "day" else None,
            language=expected["language"],
        )


def snippets(checkout: Path) -> Iterator[Case]:
    """trafilatura's evaluation set: `tests/evaldata.json` with the pages in `tests/cache` and `tests/eval`."""
    tests = checkout / "tests"
    for url, entry in json.loads((tests / "evaldata.json").read_text("utf-8")).items():
        places = (tests / folder / entry["file"] for folder in ("cache", "eval"))
        file = next((place for place in places if place.is_file()), None)
        if file is None:
            continue
        author = entry.get("author")
        names = author if isinstance(author, list) else re.split(r"[;,]|\band\b|\bund\b", author or "")
        yield Case(
            url=url,
            body=file.read_bytes(),
            source=source_of(url),
            wanted=tuple(entry["with"]),
            unwanted=tuple(entry["without"]),
            title=entry.get("title"),
            authors=tuple(name.strip() for name in names if name.strip()) if "author" in entry else None,
            day=(entry["date"] or "")[:10] if "date" in entry else None,
            by_letters=True,
        )


def crawled(truth: Path, folder: Path) -> Iterator[Case]:
    """The live articles of a truth file (one JSON object a line: url, title, authors_in_page, published, language,
    paragraphs, other_text, state), as a watch has them in its archive. What was not crawled is left out."""
    from monitor.app import open_watch
    from monitor.urls import key

    with open_watch(folder / "monitor.toml") as watch:
        sources = {source.id: source for source in watch.settings.sources}
        for line in truth.read_text("utf-8").splitlines():
            told = json.loads(line)
            record = watch.ledger.find(key(told["url"])) if told["state"] != "deleted" else None
            ref = watch.ledger.archived(record.key) if record else None
            if record is None or ref is None or watch.archive is None or record.source not in sources:
                continue
            page = watch.archive.read(ref)
            published = datetime.fromisoformat(told["published"])
            yield Case(
                url=page.final_url,
                body=page.body,
                source=sources[record.source],
                fetched_at=page.fetched_at,
                lead=watch.ledger.lead(record.key),
                paragraphs=tuple(told["paragraphs"]),
                beside=tuple(told["other_text"]),
                title=told["title"],
                authors=tuple(told["authors_in_page"]),
                day=published.date().isoformat(),
                moment=published,
                language=told["language"],
            )
