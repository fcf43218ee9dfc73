"""Sources in and out: OPML (feed readers), CSV (spreadsheets), the catalogue.

A source in passing is a plain table of the configuration's own keys. CSV columns are these keys; several feeds stand in
one cell with spaces between them, labels as `desk=iran tier=1`. OPML's `htmlUrl` is the home page and `xmlUrl` a feed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitor.cli.added import COLUMNS, append_sources, free_id, host_name, source_table
from monitor.errors import UsageError
from monitor.model import Source
from monitor.plaintext import clean_line
from monitor.settings import Settings
from monitor.settings.keys import SOURCE
from monitor.settings.kinds import URL, Wrong

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Fields = dict[str, object]

LISTS = ("feeds", "sitemaps", "sections")
_CHECKED = {key.name: key.type for key in SOURCE if key.name in (*COLUMNS, "include", "exclude")}
_ENTITIES = ("<!ENTITY", "<!DOCTYPE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of each source: (id, name, url) of the added, (name or url, why) of the others."""

    added: tuple[tuple[str, str, str], ...]
    duplicates: tuple[tuple[str, str], ...]
    refused: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()
    file: Path | None = None
    tables: tuple[str, ...] = field(default=())


def add_all(settings: Settings, wanted: Sequence[Fields], *, dry_run: bool) -> Report:
    """Write the sources that are new and right to the added file; the others are told of."""
    ids = {source.id for source in settings.sources}
    homes = {_address(source.url): source.id for source in settings.sources if source.discover}
    feeds = {_address(feed): source.id for source in settings.sources for feed in source.feeds}
    added, duplicates, refused, remarks, tables = [], [], [], [], []
    for fields in wanted:
        name = clean_line(str(fields.get("name") or fields.get("url") or "?"))
        good, wrong = _right(fields)
        url = str(good.get("url") or "")
        if not url:
            refused.append((name, wrong[0] if wrong else "it has no address"))
            continue
        own = [_address(str(feed)) for feed in _list(good.get("feeds"))]
        first = homes.get(_address(url)) or next((feeds[feed] for feed in own if feed in feeds), None)
        if first is not None:
            duplicates.append((name, first))
            continue
        remarks += [f"{name}: {sentence} (left out)" for sentence in wrong]
        identity = _identity(good, url, name, ids)
        ids.add(identity)
        feeds |= dict.fromkeys(own, identity)
        if not any(good.get(listing) for listing in LISTS):
            homes[_address(url)] = identity
        added.append((identity, name, url))
        tables.append(source_table({**good, "id": identity, "name": name, "notes": fields.get("notes")}))
    file = append_sources(settings, tables) if tables and not dry_run else None
    return Report(
        added=tuple(added),
        duplicates=tuple(duplicates),
        refused=tuple(refused),
        remarks=tuple(remarks),
        file=file,
        tables=tuple(tables),
    )


def read_file(path: Path, kind: str | None = None) -> list[Fields]:
    """The sources of an OPML or CSV file, as they stand there. UsageError where it is neither."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise UsageError(f"{path} cannot be read: {problem.strerror}.", path=str(path)) from None
    if not kind:
        kind = "opml" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "csv"
    found = read_opml(data, path) if kind == "opml" else read_csv(data, path)
    if not found:
        raise UsageError(
            f"{path} names no source.",
            hint=f"CSV needs a first line with column names, of these: {', '.join(COLUMNS)}",
            path=str(path),
        )
    return found


def read_opml(data: bytes, path: Path) -> list[Fields]:
    from xml.etree import ElementTree

    head = data[:2000].decode("latin-1").upper()
    if any(word in head for word in _ENTITIES):
        raise UsageError(f"{path} declares a document type; OPML needs none, and it is not read.", path=str(path))
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError) as problem:
        raise UsageError(f"{path} is no OPML: {problem}.", path=str(path)) from None
    found: list[Fields] = []
    body = root.find("body")
    _outlines(root if body is None else body, found)
    return _merged(found)


def _outlines(body: Element, found: list[Fields]) -> None:
    """Depth first, in the file's order; the nearest folder of a feed reader becomes the label `folder`."""
    stack: list[tuple[Element, str]] = [(child, "") for child in reversed(list(body))]
    while stack:
        outline, folder = stack.pop()
        title = clean_line(outline.get("title") or outline.get("text") or "")
        feed, page = (outline.get("xmlUrl") or "").strip(), (outline.get("htmlUrl") or "").strip()
        if feed or page:
            fields: Fields = {"name": title, "url": page or _root(feed)}
            if page:
                fields["home"] = page
            if feed:
                fields["feeds"] = [feed]
            if folder:
                fields["labels"] = {"folder": folder}
            if language := outline.get("language"):
                fields["language"] = language
            found.append(fields)
        stack += [(child, folder if feed or page else title) for child in reversed(list(outline))]


def _merged(found: list[Fields]) -> list[Fields]:
    """One source per stated home page: several feeds of it are one publication."""
    kept: list[Fields] = []
    homes: dict[str, Fields] = {}
    for fields in found:
        home = _address(str(fields.pop("home", "")))
        if home and home in homes:
            homes[home]["feeds"] = [*_list(homes[home].get("feeds")), *_list(fields.get("feeds"))]
        else:
            kept.append(fields)
            if home:
                homes[home] = fields
    return kept


def read_csv(data: bytes, path: Path) -> list[Fields]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8.", hint='Save it as "CSV UTF-8".', path=str(path)) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    found: list[Fields] = []
    try:
        for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter):
            cells = {
                (name or "").strip().lower(): (cell or "").strip()
                for name, cell in row.items()
                if isinstance(name, str) and not isinstance(cell, list)
            }
            if "feed" in cells:
                cells["feeds"] = cells.pop("feed")
            fields: Fields = {name: cell for name, cell in cells.items() if name in COLUMNS and cell}
            for name in LISTS:
                if name in fields:
                    fields[name] = str(fields[name]).split()
            if "labels" in fields:
                pairs = (pair.partition("=") for pair in str(fields["labels"]).split())
                fields["labels"] = {name: value for name, _, value in pairs if name}
            if fields.get("url") or fields.get("feeds"):
                feeds = _list(fields.get("feeds"))
                fields.setdefault("url", _root(str(feeds[0])) if feeds else "")
                found.append(fields)
    except csv.Error as problem:
        raise UsageError(f"{path} is no CSV: {problem}.", path=str(path)) from None
    return found


def write_opml(sources: Iterable[Source], title: str) -> str:
    from xml.etree import ElementTree

    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for source in sources:
        for feed in source.feeds or ("",):
            outline = ElementTree.SubElement(body, "outline", text=source.name, title=source.name, htmlUrl=source.url)
            if feed:
                outline.set("type", "rss")
                outline.set("xmlUrl", feed)
            if source.language:
                outline.set("language", source.language)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode")


def write_csv(sources: Iterable[Source]) -> str:
    """For a spreadsheet: with a byte order mark, without formulas."""
    from monitor.cells import BOM, row

    lines = [row(COLUMNS)]
    for source in sources:
        cells: list[str] = []
        for name in COLUMNS:
            value = getattr(source, name)
            if name in LISTS:
                value = " ".join(value)
            elif name == "labels":
                value = " ".join(f"{key}={label}" for key, label in value.items())
            cells.append("" if value is None else str(value))
        lines.append(row(cells))
    return BOM + "".join(lines)


def catalogue_sources(words: str) -> list[Fields]:
    """The catalogue's sources by language (`fa,ckb`), desk (`iran,rights`) or id, or `all`. UsageError where none is."""
    from monitor.catalogue import entries

    wanted = {word.strip().lower() for word in words.split(",") if word.strip()}
    found = [
        _of_catalogue(entry.source)
        for entry in entries()
        if wanted & {"all", entry.source.language or "", entry.desk, entry.source.id}
    ]
    if not found:
        known = sorted({entry.source.language or "" for entry in entries()} | {entry.desk for entry in entries()})
        raise UsageError(
            f'The catalogue has nothing under "{words}".', hint=f"It has: {' '.join(known)}", catalogue=words
        )
    return found


def _of_catalogue(source: Source) -> Fields:
    fields: Fields = {name: getattr(source, name) for name in _CHECKED}
    return {**fields, "kind": source.kind.value, "notes": ["from the catalogue; unverified until a crawl has seen it"]}


def _right(fields: Fields) -> tuple[Fields, list[str]]:
    """The fields that the configuration takes, and a sentence for each that it does not."""
    good: Fields = {}
    wrong = []
    for name, value in fields.items():
        if name not in _CHECKED or value in (None, "", [], (), {}):
            continue
        try:
            plain = list(value) if isinstance(value, tuple) else value
            read = URL.read(plain) if name == "url" else _CHECKED[name].read(plain)
            good[name] = read
        except Wrong as problem:
            if name != "id":  # an id of the wrong shape is mended by free_id
                wrong.append(f"{name} {problem}")
            else:
                good[name] = value
    return good, wrong


def _identity(fields: Fields, url: str, name: str, ids: set[str]) -> str:
    """The id given, else the host's name, else (many feeds of one host) the source's own name."""
    wanted = str(fields.get("id") or host_name(url))
    if free_id(wanted, ()) in ids and not fields.get("id") and free_id(name, ()) != "source":
        wanted = name
    return free_id(wanted, ids)


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _address(url: str) -> str:
    """For comparing: without scheme, www and the last slash."""
    from monitor.urls import key

    return (key(url) or url).rstrip("/").removeprefix("https://").removeprefix("http://").removeprefix("www.")


def _root(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
