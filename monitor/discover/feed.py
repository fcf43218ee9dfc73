"""A feed → leads: RSS 0.9x, 1.0, 2.0 and Atom through feedparser, JSON Feed by `jsonfeed`.

feedparser is given well-formed XML only, because what it does with the rest costs minutes and gigabytes (a
130 KB feed of entities took 20 s and 2.9 GB, 100 KB of leading white space 31 s):

1. the body becomes text (`decoding`); what stands before the first `<` goes;
2. DOCTYPE and its declarations are cut, never read: an entity that is not HTML's stays as it is written;
3. lxml reads it (recovering, without network, entities or huge nodes) and writes it again, undeclared
   prefixes declared;
4. where feedparser still fails on the whole (one entry with a link that no URL reader takes), every entry is read
   by itself, and only the bad one is lost.

A date that has no zone is none, unless the caller knows the source's zone. `text` is filled where the feed
carries the whole article. "No entry in a non-empty body" and "a web page in place of a feed" are problems
that the Discovery states.
"""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from html.entities import html5
from typing import TYPE_CHECKING, Any

from lxml import etree

from monitor import urls
from monitor.discover import dates, decoding, jsonfeed, markup
from monitor.discover.fulltext import full_text, language_of, plain_text
from monitor.discover.prolog import cdata_split, is_web_page, without_doctype
from monitor.model import Discovery, Lead, Listing, ListingKind

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_BODY = 20_000_000
MAX_ENTRIES = 5_000
MAX_TAGS = 30

_AMPERSAND = re.compile(r"&(?:#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?")
_XML_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TITLE = re.compile(r"<title[^>]*>(.{1,300}?)</title", re.I | re.S)
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "atom": "http://www.w3.org/2005/Atom",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
}
_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")


def parse(body: bytes, url: str, content_type: str | None = None, zone: tzinfo | None = None) -> Discovery:
    """The leads of a feed fetched from `url`. `zone` completes dates that lack one. Never raises on what a body holds."""
    text = decoding.text_of(body[:MAX_BODY], content_type)
    start = re.search(r"[<{\[]", text)
    if start is None:
        return Discovery(problem="the answer is empty" if not text.strip() else "the answer is plain text, not a feed")
    if text[start.start()] != "<" and not text[: start.start()].strip("\ufeff \t\r\n"):
        return jsonfeed.parse(text[start.start() :], url, zone)
    text = text[text.find("<") :]
    if is_web_page(text):
        return Discovery(problem=web_page_problem(text))
    root = _well_formed(text)
    if root is None:
        return Discovery(problem="the answer is no readable XML")
    items = [element for element in root.iter() if _local(element) in ("item", "entry")]
    if not items:
        return Discovery(title=_title_of(root), problem=_empty_problem(root))
    del items[MAX_ENTRIES:]
    feed, entries = _read(root, items, url)
    leads = [lead for lead in (_lead(entry, url, zone) for entry in entries) if lead is not None]
    nothing = f"none of the {len(items)} entries has a usable link" if not leads else None
    return Discovery(
        leads=tuple(leads),
        listings=_older(feed, url),
        entries=len(items),
        skipped=len(items) - len(leads),
        title=markup.line(feed.get("title"), 200),
        language=language_of(feed.get("language")),
        problem=nothing,
    )


def _well_formed(text: str) -> _Element | None:
    pieces = cdata_split(_XML_CONTROL.sub("", without_doctype(text)))
    # Every second piece is a CDATA section, whose ampersands are text.
    pieces[::2] = [_AMPERSAND.sub(_reference, piece) for piece in pieces[::2]]
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", "".join(pieces))
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
    )
    try:
        root: _Element | None = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None:
        _declare_prefixes(root)
    return root


def _reference(match: re.Match[str]) -> str:
    """A reference as XML may have it: characters that XML forbids go, HTML's names become characters, a bare
    ampersand and an unknown name become text."""
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        if number > 0x10FFFF or _XML_CONTROL.match(chr(number)):
            return ""
        return match[0]
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return match[0]
    if name and f"{name};" in html5:
        return html5[f"{name};"].replace("&", "&amp;").replace("<", "&lt;")
    return "&amp;" + match[0][1:]


def _declare_prefixes(root: _Element) -> None:
    """`<dc:date>` without a declared prefix is read by lxml as a name with a colon, which no reader takes."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if ":" in element.tag and not element.tag.startswith("{"):
            prefix, _, name = element.tag.partition(":")
            space = _NAMESPACES.get(prefix.lower())
            name = re.sub(r"[^\w.-]", "", name) or "unknown"
            element.tag = f"{{{space}}}{name}" if space else name
        for attribute in [name for name in map(str, element.attrib) if ":" in name and not name.startswith("{")]:
            del element.attrib[attribute]


def _read(root: _Element, items: Sequence[_Element], url: str) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The feed's own fields and its entries; one by one where the whole cannot be read."""
    for surplus in [element for element in root.iter() if _local(element) in ("item", "entry")][len(items) :]:
        _remove(surplus)
    try:
        whole = _feedparser(root, url)
    except Exception:  # feedparser raises whatever the bad entry provokes: UnicodeEncodeError, ValueError, KeyError …
        whole = None
    if whole is not None and len(whole.entries) >= len(items):
        return _plain(whole.feed), [_plain(entry) for entry in whole.entries]
    frame = copy.deepcopy(root)
    for element in [element for element in frame.iter() if _local(element) in ("item", "entry")]:
        _remove(element)
    place = next((element for element in frame.iter() if _local(element) == "channel"), frame)
    place = frame if _local(frame) == "RDF" else place
    feed: Mapping[str, Any] = _plain(whole.feed) if whole is not None else {}
    entries: list[Mapping[str, Any]] = []
    for item in items:
        place.append(copy.deepcopy(item))
        try:
            single = _feedparser(frame, url)
            entries.extend(_plain(entry) for entry in single.entries[:1])
            feed = feed or _plain(single.feed)
        except Exception:  # this entry only
            pass
        place.remove(place[-1])
    return feed, entries


def _feedparser(root: _Element, url: str) -> Any:
    import feedparser

    return feedparser.parse(
        io.BytesIO(etree.tostring(root, encoding="utf-8", xml_declaration=True)),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _plain(fields: Any) -> dict[str, Any]:
    """Without feedparser's aliases, by which a missing `updated` would be answered with `published`."""
    return dict(dict.items(fields))


def _lead(entry: Mapping[str, Any], url: str, zone: tzinfo | None) -> Lead | None:
    link = next((found for found in (urls.absolute(url, href) for href in _links_of(entry)) if found), None)
    if link is None:
        return None
    bodies = [str(content.get("value") or "") for content in _dicts(entry.get("content"))]
    summary = str(entry.get("summary") or "")
    text = full_text(bodies, summary, link)
    short = markup.line(summary, 2000)
    if text is not None and short is not None and len(short) > 600 and not bodies:
        short = None
    return Lead(
        url=link,
        title=markup.line(entry.get("title")),
        summary=short,
        authors=_authors(entry),
        published=_date(entry, ("published", "created", "updated"), zone),
        modified=_date(entry, ("updated",), zone),
        language=language_of(_language(entry)),
        tags=_unique(markup.line(tag.get("label") or tag.get("term"), 100) for tag in _dicts(entry.get("tags")))[
            :MAX_TAGS
        ],
        image=_image(entry, [*bodies, summary], link),
        text=text,
    )


def _links_of(entry: Mapping[str, Any]) -> Iterable[str]:
    """Where the article may be, best first. Enclosures and replies are other things."""
    if entry.get("feedburner_origlink"):
        yield str(entry["feedburner_origlink"])
    for link in _dicts(entry.get("links")):
        if link.get("rel", "alternate") == "alternate" and "json" not in str(link.get("type")):
            yield str(link.get("href") or "")
    if entry.get("link"):
        yield str(entry["link"])
    identity = str(entry.get("id") or "")
    if identity.startswith(("http://", "https://")):
        yield identity


def _date(entry: Mapping[str, Any], names: Sequence[str], zone: tzinfo | None) -> datetime | None:
    return next(
        (moment for moment in (dates.parse(str(entry.get(name) or ""), zone) for name in names) if moment), None
    )


def _authors(entry: Mapping[str, Any]) -> tuple[str, ...]:
    people = _dicts(entry.get("authors"))
    names = [str(person.get("name") or "") for person in people] or [str(entry.get("author") or "")]
    if len(people) <= 1 and "@" in str(entry.get("author")):
        # feedparser knows no top-level domain of more than four letters and cuts the name there.
        names = [str(entry.get("author"))]
    if len(names) == 1 and names[0].startswith('["'):
        # Jekyll's feed template prints a list of authors as it stands in the page's head.
        with suppress(ValueError):
            names = [str(name) for name in json.loads(names[0])]
    # RSS 2.0 writes "address (Name)"; an address alone is nobody's name.
    plain = (markup.line(_MAIL.sub("", name).strip(" ()<>,;"), 120) for name in names)
    return _unique(plain)[:20]


def _image(entry: Mapping[str, Any], bodies: Sequence[str], link: str) -> str | None:
    found: list[str] = []
    for media in _dicts(entry.get("media_content")):
        if media.get("medium") == "image" or str(media.get("type") or "").startswith("image/"):
            found.append(str(media.get("url") or ""))
    found += [str(media.get("url") or "") for media in _dicts(entry.get("media_thumbnail"))]
    for enclosure in _dicts(entry.get("links")):
        if enclosure.get("rel") == "enclosure" and str(enclosure.get("type") or "").startswith("image/"):
            found.append(str(enclosure.get("href") or ""))
    for text in bodies:
        first = re.search(r"<img\b[^>]{0,500}?\bsrc\s*=\s*[\"']([^\"'<>]{1,2000})", text[:20_000], re.I)
        if first:
            found.append(plain_text(first[1]))
    return next((image for image in (urls.absolute(link, href) for href in found if href) if image), None)


def _language(entry: Mapping[str, Any]) -> str | None:
    detail = entry.get("title_detail")
    own = detail.get("language") if isinstance(detail, Mapping) else None
    return str(entry.get("language") or own or "") or None


def _older(feed: Mapping[str, Any], url: str) -> tuple[Listing, ...]:
    """The feed's next page or previous archive (RFC 5005)."""
    for link in _dicts(feed.get("links")):
        if link.get("rel") in ("next", "prev-archive"):
            older = urls.absolute(url, str(link.get("href") or ""))
            if older and urls.key(older) != urls.key(url):
                return (Listing(kind=ListingKind.ARCHIVE, url=older),)
    return ()


def web_page_problem(text: str) -> str:
    """The sentence for a web page in place of a feed, with the page's title."""
    title = _TITLE.search(text[:100_000])
    named = markup.line(title[1], 120) if title else None
    return f"the answer is a web page (“{named}”), not a feed" if named else "the answer is a web page, not a feed"


def _empty_problem(root: _Element) -> str:
    name = _local(root)
    if name in ("rss", "RDF", "feed", "channel"):
        return "the feed holds no entry"
    return f"the answer is XML with the root <{name[:40]}>, not a feed"


def _title_of(root: _Element) -> str | None:
    found = next((element for element in root.iter() if _local(element) == "title"), None)
    return markup.line(markup.text_of(found), 200) if found is not None else None


def _local(element: _Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _remove(element: _Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _dicts(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _unique(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
