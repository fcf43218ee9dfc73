"""What a reader sees on the page: headings, bylines, tags; times are `shown`'s.

Elements are found by tag, by `rel`, and by the class and id names that themes use. Text that is too long to be a byline
or a date is left alone. Nothing here decides: `metadata` weighs the witnesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from lxml import etree, html

from monitor.extract import aside, deck, names, selectors, words
from monitor.extract.expressions import Quick, quick
from monitor.extract.markup import Markup, text_of
from monitor.plaintext import clean_line, levelled
from monitor.urls import is_home

_BYLINE_STYLE = re.compile(r"yline|uthor|utor|riter|uteur|username|eporter|uhabir|ignature")
_WHOLES = frozenset({"body", "html", "article", "main", "script"})
_NO_BYLINES = _WHOLES | {"img", "section"}
_STYLES = 20_000  # pages of one site share them
_RDFA_DATES = etree.XPath(".//*[contains(@property,'dc:date')][@content]")
_DRUPAL_TAGS = etree.XPath(
    ".//*[contains(@class,'field--name-field-tags') or contains(@class,'field-name-field-tags')]//a"
)
_TAGS = quick(etree.XPath(".//a[@rel='tag' or @rel='category tag' or @rel='tag nofollow']"))
_ABOUT = re.compile(
    r"bio|about|social|shar(?:e|ing)(?![a-z])|form-field|image|avatar|photo|title|role|description|count|follow",
    re.IGNORECASE,
)
# hCard, and what themes call the name itself.
_MARKED = re.compile(
    r"(?:^|\s)(?:author|documentAuthor)(?:$|\s)|(?:^|[\s_-])(?:vcard|username|(?:post|entry|article|meta|by)[-_]{0,2}author|author[-_]{0,2}(?:name|link))(?:$|[\s_-])"
)
# A blog's only author is linked to its home page, and so is who comments.
_PERSONAL = re.compile(r"author|nofollow|external|ugc|\bfn\b", re.IGNORECASE)
_SHORT_ADDRESS = re.compile(
    r"(?:(?:https?:)?//[^/]+)?/?(?:\.\.?/)*(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:(?:index|default|home)\.\w+)?$",
    re.IGNORECASE,
)
_BESIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:location|position|role|jobtitle|timestamp|(?:date|time)[\w-]*)(?:$|[\s_-])|-date[A-Z]"
)
_LARGE = 4000  # characters with white space; what is larger names more than authors
_AUTHOR_PAGE = re.compile(r"/authors?/([^/?#]+)/?$")
_MOST_AUTHORS = 5
_MOST = 60
_HOME_WORDS = frozenset(
    [
        "home",
        "homepage",
        "startseite",
        "accueil",
        "inicio",
        "início",
        "anasayfa",
        "hem",
        "hjem",
        "главная",
        "خانه",
        "صفحهٔاصلی",
        "صفحهاصلی",
        "الرئيسية",
        "ana",
    ]
)


class Byline(NamedTuple):
    """A place where authors stand: its texts, and whether the markup says that they are authors (`rel=author`)."""

    texts: tuple[str, ...]
    is_marked: bool


def site_names(markup: Markup) -> list[str]:
    """What the links to the home page are called: the name of the site, where it is not the word for home."""
    found: dict[str, None] = {}
    for link in islice(markup.tree.iter("a"), 40):
        href = link.get("href") or ""
        if (
            _SHORT_ADDRESS.match(href)
            and not _PERSONAL.search(f"{link.get('rel')} {link.get('class')}")
            and (address := markup.resolved(href))
            and is_home(address)
            and _host(address) == _host(markup.url)
        ):
            name = text_of(link)
            if 2 <= len(name) <= 60 and name.casefold().replace(" ", "") not in _HOME_WORDS:
                found[name] = None
    return list(found)[:3]


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def headings(markup: Markup) -> tuple[list[deck.Heading], list[deck.Heading]]:
    """The h1s (or, without any, the first h2s), and the h2s below them."""
    first = list(deck.headings(markup, "h1"))[:5]
    second = [heading for heading in deck.headings(markup, "h2") if len(heading.text) <= 300]
    return (first, second) if first else (second[:3], [])


def heading_below(markup: Markup) -> str | None:
    """The h2 that is the window's title together with the h1 behind it: where each page has the site's name as its h1."""
    window = levelled(window_title(markup) or "")
    for heading in deck.headings(markup, "h1"):
        rest = window.removesuffix(levelled(heading.text))
        if rest and rest != window:
            return next((each.text for each in deck.headings(markup, "h2") if levelled(each.text) == rest), None)
    return None


def bold_lines(markup: Markup) -> Iterator[str]:
    """Texts that stand alone in bold or large letters and lead nowhere: the headlines of pages without headings."""
    for element in islice(markup.tree.iter("b", "strong", "font"), _MOST):
        if 15 <= len(text := text_of(element)) <= 300 and element.find(".//a") is None:
            yield text


def window_title(markup: Markup) -> str | None:
    element = next(markup.tree.iter("title"), None)
    return (text_of(element) or None) if element is not None else None


def bylines(markup: Markup) -> Iterator[Byline]:
    """What stands where authors stand: for each place the texts there; of one with several links, each link's."""
    frame = aside.frame(markup)
    title = levelled(window_title(markup) or "")
    for element in [*islice(_byline_places(markup), _MOST), *islice(markup.tree.iter("address"), 5)]:
        style = element.get("class") or ""
        if aside.is_aside(element, frame) or aside.NAMES.search(style) or _ABOUT.search(style):
            continue
        if aside.is_on_a_card(element, frame, title):
            continue
        whole = separated(element) if sum(map(len, element.itertext())) <= _LARGE else ""
        if not whole or len(whole) > 160:
            continue
        links = [text for link in element.iterdescendants("a") if (text := text_of(link))]
        # Links that make up the line are the names; one link in a longer line may be a place or an address.
        is_all = links and len(" ".join(links)) >= 0.5 * len(text_of(element))
        is_marked = (
            element.get("rel") == "author"
            or _MARKED.search(style) is not None
            or any(link.get("rel") == "author" for link in element.iterdescendants("a"))
        )
        if not is_all and (each := _authors_inside(element)):
            yield Byline(each, is_marked)
            continue
        is_link = element.get("rel") == "author"
        beside = [text_of(link) for link in element.itersiblings("a") if link.get("rel") == "author"] if is_link else []
        yield Byline(tuple([whole, *beside] if beside else links[:8] if is_all else (whole,)), is_marked)


def _authors_inside(place: html.HtmlElement) -> tuple[str, ...]:
    """The texts of a place's elements that are an author each, side by side; empty where they are not most of it."""
    first = next((child for child in place.iterdescendants() if _MARKED.search(child.get("class") or "")), None)
    if first is None:
        return ()
    beside = (each for each in first.itersiblings() if each.get("class") == first.get("class"))
    texts = [text_of(each) for each in (first, *islice(beside, _MOST_AUTHORS))]
    return tuple(texts) if len(texts) > 1 and len(" ".join(texts)) >= 0.8 * len(text_of(place)) else ()


def lone_bylines(markup: Markup) -> Iterator[str]:
    """Short texts that begin like a byline and stand alone in a paragraph, heading or line of the page; behind each the
    name that is linked in it."""
    frame = aside.frame(markup)
    title = levelled(window_title(markup) or "")
    for element in markup.tree.iter("p", "h4", "h5", "h6", "em", "i", "strong", "b", "small", "span", "div", "li"):
        text = element.text
        if not text or not 4 <= len(text) <= 200:
            continue
        if (
            not names.is_byline(text.strip())
            or aside.is_aside(element, frame)
            or aside.is_on_a_card(element, frame, title)
        ):
            continue
        if len(whole := text_of(element)) <= 100:
            yield whole
            if linked := _linked_by(element):
                yield linked


def _linked_by(byline: html.HtmlElement) -> str | None:
    """The first link, where nothing but the byline's word stands before it: `Posted by: [Ada Brook] 3 weeks ago`."""
    link = byline[0] if len(byline) else None
    is_bare = link is not None and link.tag == "a" and not names.persons([byline.text or ""])
    return text_of(link) if link is not None and is_bare else None


def linked_authors(markup: Markup) -> tuple[str, ...]:
    """Whom the page's few links to authors' pages name, where authors stand: also in a sidebar, as documentation themes
    have it. A list of everybody who writes names more."""
    found: dict[str, str] = {}
    frame, title = aside.frame(markup), levelled(window_title(markup) or "")
    for place in islice(_byline_places(markup), _MOST):
        if aside.is_on_a_card(place, frame, title):
            continue
        for link in islice(place.iter("a"), _MOST_AUTHORS + 1):
            if (match := _AUTHOR_PAGE.search(link.get("href") or "")) and (text := text_of(link)):
                found.setdefault(match[1], text)
    return tuple(found.values()) if len(found) <= _MOST_AUTHORS else ()


def separated(element: html.HtmlElement) -> str:
    """The element's text without places, days and what somebody is, where elements of their own name them; with a line
    break where two elements touch without a space: names that run together."""
    text = ""
    for piece in _pieces(element):
        if text and piece and text[-1].isalpha() and piece[0].isupper():
            text += "\n"
        text += piece
    return "\n".join(filter(None, map(clean_line, text.split("\n")))) if text.strip() else ""


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if not _BESIDE_NAMES.search(child.get("class") or ""):
            yield from _pieces(child)
        yield child.tail or ""


def rdfa_dates(markup: Markup) -> list[html.HtmlElement]:
    """Elements whose `content` is a moment: Drupal 7 states it nowhere else."""
    return _found(_RDFA_DATES, markup)[:_MOST] if "dc:date" in markup.text else []


def tags(markup: Markup) -> tuple[str, ...]:
    """The links that the page marks as tags (`rel=tag`), not those of other articles' cards."""
    frame = aside.frame(markup)
    links = _found(_TAGS, markup)[:_MOST]
    if not links and "field-tags" in markup.text:
        links = _found(_DRUPAL_TAGS, markup)[:_MOST]
    found = (text_of(link) for link in links if not aside.is_aside(link, frame))
    return tuple(dict.fromkeys(tag.lstrip("#") for tag in found if 1 < len(tag) <= 80))


def topics(markup: Markup) -> set[str]:
    """The levelled names of all sections and tags that the page links: beside a date they look like somebody's name."""
    return {levelled(text_of(link)) for link in _found(_TAGS, markup)[:_MOST]}


def selected(markup: Markup, selector: str, *, attribute: str | None = None) -> str | None:
    """The text (or that attribute, or `content`) of the first element that a selector finds."""
    return next(
        (line for text in selectors.values(markup.tree, selector, attribute=attribute) if (line := clean_line(text))),
        None,
    )


def link_texts(markup: Markup) -> dict[str, str]:
    """The text of every link that is a line by itself (15 letters or more, half as many of Chinese, Japanese or Korean) →
    its `href`."""
    found: dict[str, str] = {}
    for link in markup.tree.iter("a"):
        text = "".join(link.itertext()) if len(link) else link.text or ""
        if len(text) >= 8 and (href := link.get("href")) and words.letters(text := clean_line(text)) >= 15:
            found.setdefault(text, href)
    return found


def _byline_places(markup: Markup) -> Iterator[html.HtmlElement]:
    for element, style, name, relation in markup.styled:
        if _is_byline_style(style, name, relation) and element.tag not in _NO_BYLINES:
            yield element


@lru_cache(_STYLES)
def _is_byline_style(style: str | None, name: str | None, relation: str | None) -> bool:
    return (
        relation == "author"
        or (style is not None and _BYLINE_STYLE.search(style) is not None and not _BESIDE_NAMES.search(style))
        or (name is not None and "uthor" in name)
    )


def _found(expression: Quick | etree.XPath, markup: Markup) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", expression(markup.tree))
