"""What a page states for machines: JSON-LD, OpenGraph and `<meta>`, as one record per kind (`microdata` reads the fourth).

A JSON-LD page may describe many things. The article is the node of an article type that names this page (by `url`,
`mainEntityOfPage` or `@id`), else the first of an article type; teasers inside lists are never looked at (`markup`
does not go there). schema.org lets nearly every property be a string, an object or a list of either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from monitor.extract.markup import Markup
from monitor.extract.phrases import alternatives
from monitor.plaintext import clean_line, levelled
from monitor.urls import is_home

ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "blogposting",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "askpublicnewsarticle",
        "satiricalarticle",
        "advertisercontentarticle",
        "liveblogposting",
        "socialmediaposting",
        "scholarlyarticle",
        "techarticle",
        "report",
        "pressrelease",
        "discussionforumposting",
        "interview",
    ]
)
LIST_TYPES = frozenset(
    [
        "collectionpage",
        "searchresultspage",
        "profilepage",
        "aboutpage",
        "contactpage",
        "faqpage",
        "checkoutpage",
        "itemlist",
    ]
)
PERSON_LIKE = frozenset({"person", ""})
_TAGS = re.compile(r"<[^<>]{1,500}>")
_ADDRESS = re.compile(r"://|^[\w-]+(?:\.[\w-]+)+/")
_AUTHORS = (
    "author", "authors", "byl", "dc.creator", "dcterms.creator", "citation_author", "parsely-author", "sailthru.author",
    "article.author", "creator",
)  # fmt: skip
# What analytics, ad servers and search boxes of one's own call it: `cXenseParse:author`, `cse_author`.
_AUTHOR_NAME = re.compile(
    r"^(?!article|og|smartbanner|book|music|video)\w+[._:-](?:article[._:-]?)?authors?(?:[._:-]?names?)?$"
)
_WRITTEN_BY = re.compile(
    rf"\b(?:{alternatives('bylines.txt', 'written by')})$|{alternatives('bylines.txt', 'written by anywhere')}",
    re.IGNORECASE,
)
# Automated systems mark what a tag is: `tag:Harbour`, `type:story`.
_MARKED_TAG = re.compile(r"^(?:tags?|keywords?|topics?|subject):\s*(?=\S)", re.IGNORECASE)
_MACHINE_TAG = re.compile(
    r"^(?:type|ssts|author|source|section|channel|site|cms|id|path|clone|url|https?|template|layout|content):\S"
)
_SPLIT_TAGS = re.compile(r"\s*[,،;؛、|]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one kind of markup says. Times are raw strings: `dates` reads them."""

    title: str | None = None
    subtitle: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    site_name: str | None = None
    page_type: str | None = None
    language: str | None = None
    canonical: str | None = None
    keywords: tuple[str, ...] = ()
    """`<meta name=keywords>`: tags where nothing better says any, often the same on all pages of a site."""
    is_free: bool | None = None
    organisations: tuple[str, ...] = ()
    """Publishers and authors that are no persons."""
    bodies: tuple[str, ...] = ()
    """Authors that are stated to be no persons."""
    owner: str | None = None
    """The publisher, where it is stated to be a person: a site of one's own."""


def json_ld(markup: Markup) -> Statement:
    node = _article_node(markup)
    site = next(
        (_name(item.get("name")) for item in markup.nodes if kinds_of(item) & {"website", "newsmediaorganization"}),
        None,
    )
    if node is None:
        page_type = next((kind for item in markup.nodes for kind in types_of(item) if kind.lower() in LIST_TYPES), None)
        page = next((item for item in markup.nodes if "webpage" in kinds_of(item)), {})
        persons, organisations = _creators(page, markup)
        return Statement(
            authors=persons,
            bodies=organisations,
            site_name=site,
            page_type=page_type,
            published=_string(page.get("datePublished")),
            modified=_string(page.get("dateModified")),
        )
    persons, organisations = _creators(node, markup)
    publisher = _first_name(node.get("publisher"), markup)
    owner = publisher if "person" in _kinds_of_publisher(node, markup) else None
    told = _text(markup.meta("og:site_name"))
    if publisher in persons and told and levelled(told) != levelled(publisher or ""):
        publisher = None  # Jekyll's tag for search engines has nobody else to name
    types = types_of(node)
    return Statement(
        title=_name(node.get("headline")) or _name(node.get("name")),
        subtitle=_name(node.get("alternativeHeadline")),
        summary=_name(node.get("description")),
        authors=persons,
        published=_string(node.get("datePublished")) or _string(node.get("dateCreated")),
        modified=_string(node.get("dateModified")),
        section=section(next(iter(_names(node.get("articleSection"))), None)),
        tags=_tags(node.get("keywords")),
        image=_address(node.get("image"), markup),
        site_name=publisher or site,
        page_type=next((kind for kind in types if kind.lower() in ARTICLE_TYPES), types[0] if types else None),
        language=_string(node.get("inLanguage")) or None,
        is_free=_truth(node.get("isAccessibleForFree")),
        organisations=tuple(name for name in (*organisations, publisher, site) if name),
        bodies=organisations,
        owner=owner,
    )


def open_graph(markup: Markup) -> Statement:
    """og:* and article:* properties."""
    authors = markup.metas.get("article:author", []) + markup.metas.get("og:article:author", [])
    return Statement(
        title=_text(markup.meta("og:title")),
        summary=_text(markup.meta("og:description")),
        authors=tuple(name for name in authors if name and not _ADDRESS.search(name) and not name.isdigit()),
        published=markup.meta(
            "article:published_time", "og:article:published_time", "og:published_time", "article:published"
        ),
        modified=markup.meta(
            "article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified"
        ),
        section=section(markup.meta("article:section", "og:article:section")),
        tags=_all_tags(markup.metas.get("article:tag", [])),
        image=markup.resolved(markup.meta("og:image", "og:image:url", "og:image:secure_url")),
        site_name=_text(markup.meta("og:site_name")),
        page_type=markup.meta("og:type"),
        language=markup.meta("og:locale"),
        canonical=markup.resolved(markup.meta("og:url")),
    )


def meta(markup: Markup) -> Statement:
    """Plain `<meta name>`: Dublin Core, citation_*, parsely, sailthru and the like."""
    return Statement(
        title=_text(markup.meta("parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title", "headline", "twitter:title")),
        summary=_text(markup.meta("description", "dc.description", "dcterms.description", "twitter:description")),
        authors=tuple(
            dict.fromkeys(
                value
                for name in (*_AUTHORS, *(name for name in markup.metas if _AUTHOR_NAME.search(name)), *_labelled(markup))
                for value in markup.metas.get(name, [])
                if value and not _ADDRESS.search(value)
            )
        ),
        published=markup.meta(
            "parsely-pub-date", "sailthru.date", "datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date",
            "dc.date", "dc.date.issued", "dc.date.created", "dcterms.date", "dcterms.created", "dcterms.issued", "citation_publication_date", "citation_date",
            "article.published", "article_date_original", "originalpublicationdate", "published_time_telegram", "published", "created",
        ),
        modified=markup.meta("datemodified", "last-modified", "lastmod", "dcterms.modified", "dc.date.modified", "article.updated", "revised"),
        section=section(markup.meta("parsely-section", "section", "dc.subject.section")),
        tags=_all_tags(markup.metas.get("news_keywords", []) or markup.metas.get("parsely-tags", [])),
        keywords=_all_tags(markup.metas.get("keywords", [])),
        image=markup.resolved(markup.meta("twitter:image", "twitter:image:src", "image")),
        site_name=_text(markup.meta("application-name", "dc.publisher", "publisher", "apple-mobile-web-app-title")),
        language=markup.meta("content-language", "language", "dc.language", "dcterms.language"),
        canonical=markup.link("canonical"),
    )  # fmt: skip


def _labelled(markup: Markup) -> Iterator[str]:
    """`twitter:data1` where `twitter:label1` says "Written by", as the commonest plugin of WordPress does."""
    for number in ("1", "2"):
        if _WRITTEN_BY.search(markup.meta(f"twitter:label{number}") or ""):
            yield f"twitter:data{number}"


def _article_node(markup: Markup) -> dict[str, Any] | None:
    nodes = _articles(markup)
    if len(nodes) > 1:
        own = here(markup)
        for node in nodes:
            if any(bare(address) in own for address in _addresses_of(node)):
                return node
    return nodes[0] if nodes else None


def is_about_one_article(markup: Markup) -> bool:
    """Whether JSON-LD describes one article and no list: the only node of an article type, or the one of this address."""
    return len(_articles(markup)) == 1 and not any(kinds_of(node) & LIST_TYPES for node in markup.nodes)


def states_an_article(markup: Markup) -> bool:
    """Whether JSON-LD describes any article."""
    return bool(_articles(markup))


def _articles(markup: Markup) -> list[dict[str, Any]]:
    """The nodes of article types, without those that themes write on lists: the site itself as an article."""
    return [node for node in markup.nodes if kinds_of(node) & ARTICLE_TYPES and not _is_the_site(node, markup)]


def _is_the_site(node: dict[str, Any], markup: Markup) -> bool:
    """Whether a node gives the home page as its address and the site's name as its headline."""
    if not any(is_home(address) for address in _addresses_of(node)):
        return False
    names = (_first_name(node.get("publisher"), markup), _text(markup.meta("og:site_name")))
    headline = levelled(_name(node.get("headline")) or _name(node.get("name")) or "")
    return bool(headline) and headline in {levelled(name) for name in names if name}


def here(markup: Markup) -> set[str]:
    """The page's own addresses, each as `bare` gives it."""
    return {bare(markup.url), bare(markup.link("canonical") or ""), bare(markup.meta("og:url") or "")} - {""}


def _addresses_of(node: dict[str, Any]) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def bare(address: str) -> str:
    return (
        address.partition("#")[0]
        .partition("?")[0]
        .rstrip("/")
        .removeprefix("https://")
        .removeprefix("http://")
        .removeprefix("www.")
    )


def types_of(node: dict[str, Any]) -> list[str]:
    """The node's types without their address, as written."""
    value = node.get("@type")
    return [
        item.rsplit("/", 1)[-1] for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)
    ]


def kinds_of(node: dict[str, Any]) -> set[str]:
    return {kind.lower() for kind in types_of(node)}


def _creators(node: dict[str, Any], markup: Markup) -> tuple[tuple[str, ...], tuple[str, ...]]:
    persons: list[str] = []
    organisations: list[str] = []
    for key in ("author", "creator", "contributor"):
        if persons or (organisations and key == "contributor"):
            break
        for value in _list(node.get(key)):
            for item in _list(value):
                item = _followed(item, markup)
                if isinstance(item, str):
                    if not _ADDRESS.search(item) and (name := _text(item)):
                        persons.append(name)
                elif isinstance(item, dict):
                    kinds = kinds_of(item) or {""}
                    for name in _names(item.get("name")) or _names(
                        " ".join(filter(None, (_string(item.get("givenName")), _string(item.get("familyName")))))
                    ):
                        (persons if kinds & PERSON_LIKE else organisations).append(name)
    return tuple(dict.fromkeys(persons)), tuple(dict.fromkeys(organisations))


def _kinds_of_publisher(node: dict[str, Any], markup: Markup) -> set[str]:
    found = (_followed(item, markup) for item in _list(node.get("publisher")))
    return {kind for item in found if isinstance(item, dict) for kind in kinds_of(item)}


def _followed(item: object, markup: Markup) -> object:
    """The node that a bare `{"@id": …}`, or an `@id` alone, refers to; the object that a string holds as JSON."""
    if isinstance(item, str) and item.lstrip().startswith("{"):
        try:
            return json.loads(item)
        except (ValueError, RecursionError):
            return item
    named = item.get("@id") if isinstance(item, dict) and "name" not in item else item
    if isinstance(named, str) and (isinstance(item, dict) or "/" in named or "#" in named):
        return next((node for node in markup.nodes if node.get("@id") == named), item)
    return item


def _list(value: object) -> list[object]:
    return value[:50] if isinstance(value, list) else [] if value is None else [value]


def _string(value: object) -> str | None:
    for item in _list(value):
        if isinstance(item, dict):
            item = item.get("@value") or item.get("name") or item.get("alternateName")
        if isinstance(item, str | int | float) and not isinstance(item, bool) and str(item).strip():
            return clean_line(str(item))
    return None


def _name(value: object) -> str | None:
    text = _string(value)
    return _text(text) if text else None


def _names(value: object) -> list[str]:
    return [name for item in _list(value) if (name := _name(item))]


def _first_name(value: object, markup: Markup) -> str | None:
    return next((name for item in _list(value) if (name := _name(_followed(item, markup)))), None)


def _text(value: str | None) -> str | None:
    """A value that may hold entities and tags of its own (both common in JSON-LD written by templates)."""
    if not value:
        return None
    for _ in range(2):  # templates encode once, and what they print encodes again
        if "&" in value:
            value = unescape(value)
    return clean_line(_TAGS.sub(" ", value)) or None


def _tags(value: object) -> tuple[str, ...]:
    values = [text for item in _list(value) if (text := _name(item))]
    if len(values) == 1:
        values = _SPLIT_TAGS.split(values[0])
    found: dict[str, str] = {}
    for text in values:
        tag = _MARKED_TAG.sub("", text).strip(" #\"'")
        if 1 < len(tag) <= 80 and not _MACHINE_TAG.match(tag) and (level := levelled(tag)):
            found.setdefault(level, tag)
    return tuple(found.values())[:50]


def _all_tags(values: list[str]) -> tuple[str, ...]:
    return _tags([tag for value in values[:100] for tag in _tags(value)])


def section(value: str | None) -> str | None:
    """A section's name; of several in one string the first. A sentence is none."""
    text = (_text(value) or "").strip(" -–|/")
    parts = text.split(",")
    if len(parts) > 2 or (len(parts) == 2 and not parts[1].startswith(" ")):
        text = parts[0].strip()
    return text if 0 < len(text) <= 80 else None


def _address(value: object, markup: Markup) -> str | None:
    for item in _list(value):
        item = _followed(item, markup)
        if isinstance(item, dict):
            item = item.get("url") or item.get("contentUrl") or item.get("@id")
        if isinstance(item, list):
            item = item[0] if item else None
        if isinstance(item, str) and (address := markup.resolved(item)):
            return address
    return None


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).strip().lower().rsplit("/", 1)[-1])
