"""What a reader sees on the page: headings, bylines, times; and htmldate as the last witness of the day.

Elements are found by tag, by `rel`, and by the class and id names that themes use. Text that is too long to be a byline
or a date is left alone. Nothing here decides: `metadata` weighs the witnesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast

from htmldate import find_date
from lxml import etree, html
from lxml.cssselect import CSSSelector

from monitor.extract import dates
from monitor.extract.dates import Moment
from monitor.extract.markup import Markup
from monitor.plaintext import clean_line
from monitor.urls import is_home

_ASIDE = frozenset({"nav", "aside", "footer"})
_ASIDE_NAMES = re.compile(
    r"related|sidebar|widget|comment|footer|recommend|popular|latest|teaser|promo|menu|breadcrumb", re.IGNORECASE
)
_LOWER = "translate(concat(@class,' ',@id),'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz')"
_BYLINES = etree.XPath(
    "//*[not(self::body or self::html or self::article or self::main or self::img or self::script)]"
    f"[@rel='author' or contains({_LOWER},'byline') or contains({_LOWER},'author') or contains({_LOWER},'writer') or contains({_LOWER},'p-author')]"
)
_DATES = etree.XPath(
    f"//*[not(self::body or self::html or self::time or self::article or self::main or self::script or self::style)]"
    f"[contains({_LOWER},'date') or contains({_LOWER},'publish') or contains({_LOWER},'posted') or contains({_LOWER},'timestamp') or contains({_LOWER},'time')]"
)
_UPDATED = re.compile(
    r"updat|modif|edited|revis|bearbeit|aktualis|mis à jour|güncelle|обновл|به[\s‌]?روز|ویرایش|تحديث", re.IGNORECASE
)
_PUBLISHED = re.compile(r"publi|entry-date|posted|created|منتشر|انتشار", re.IGNORECASE)
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


def site_names(markup: Markup) -> list[str]:
    """What the links to the home page are called: the name of the site, where it is not the word for home."""
    found: dict[str, None] = {}
    for link in list(markup.tree.iter("a"))[:40]:
        address = markup.resolved(link.get("href"))
        if address and is_home(address):
            name = _text(link)
            if 2 <= len(name) <= 60 and name.casefold().replace(" ", "") not in _HOME_WORDS:
                found[name] = None
    return list(found)[:3]


def headings(markup: Markup) -> list[str]:
    """Texts of the h1s (or, without any, of the first h2), not those of a page header that is the site's name."""
    found = [text for element in markup.tree.iter("h1") if (text := _text(element)) and len(text) <= 400]
    if not found:
        found = [text for element in markup.tree.iter("h2") if (text := _text(element)) and len(text) <= 300][:3]
    return found[:5]


def window_title(markup: Markup) -> str | None:
    element = next(markup.tree.iter("title"), None)
    return (_text(element) or None) if element is not None else None


def bylines(markup: Markup) -> list[str]:
    """Texts that stand where authors stand; of an element with several links, each link's."""
    found: list[str] = []
    for element in [*_found(_BYLINES, markup)[:_MOST], *list(markup.tree.iter("address"))[:5]]:
        if _is_aside(element) or _ASIDE_NAMES.search(element.get("class") or ""):
            continue
        links = [text for link in element.iterdescendants("a") if (text := _text(link))]
        whole = separated(element)
        if not whole or len(whole) > 160:
            continue
        # Links that make up the line are the names; one link in a longer line may be a place or an address.
        is_all = links and len(" ".join(links)) >= 0.5 * len(whole)
        found.extend(links[:8] if is_all else [whole])
        if len(found) >= 8:
            break
    return found


def separated(element: html.HtmlElement) -> str:
    """The element's text, with a line break where two elements touch without a space: names that run together."""
    text = ""
    for piece in element.itertext():
        if text and piece and text[-1].isalpha() and piece[0].isupper():
            text += "\n"
        text += piece
    return "\n".join(filter(None, map(clean_line, text.split("\n")))) if text.strip() else ""


def times(markup: Markup) -> Iterator[str]:
    """Candidate texts for the time of publication, best first."""
    later: list[str] = []
    for element in list(markup.tree.iter("time"))[:_MOST]:
        text = element.get("datetime") or _text(element)
        if not text or _is_aside(element):
            continue
        names = f"{element.get('class', '')} {element.get('itemprop', '')} {_text(element)[:80]}"
        if _UPDATED.search(names) and not _PUBLISHED.search(names):
            later.append(text)
        else:
            yield text
    for element in _found(_DATES, markup)[:_MOST]:
        text = element.get("datetime") or element.get("title") or _text(element)
        if text and len(text) <= 150 and not _is_aside(element) and not _UPDATED.search(text):
            yield text
    yield from later


def guessed_date(markup: Markup, zone: tzinfo, now: datetime) -> Moment | None:
    """htmldate's day, without its extensive search: that one takes a year out of a footer."""
    try:
        text = find_date(
            markup.tree,
            extensive_search=False,
            original_date=True,
            min_date="1990-01-01",
            max_date=(now + timedelta(days=1)).astimezone(UTC).date().isoformat(),
            url=markup.url,
        )
    except (ValueError, TypeError, AttributeError, OverflowError):
        return None
    return dates.read(text, zone=zone, now=now) if text else None


def selected(markup: Markup, selector: str, *, attribute: str | None = None) -> str | None:
    """The text (or that attribute, or `content`) of the first element that a CSS selector finds."""
    for element in cast("list[html.HtmlElement]", CSSSelector(selector)(markup.tree)):
        text = (element.get(attribute) if attribute else None) or element.get("content") or _text(element)
        if text:
            return clean_line(text)
    return None


def link_texts(markup: Markup) -> dict[str, str]:
    """The text of every link that is a line by itself (15 characters or more) → its address."""
    found: dict[str, str] = {}
    for link in markup.tree.iter("a"):
        text = " ".join("".join(link.itertext()).split())
        if len(text) >= 15 and (address := markup.resolved(link.get("href"))):
            found.setdefault(clean_line(text), address)
    return found


def _found(expression: etree.XPath, markup: Markup) -> list[html.HtmlElement]:
    return cast("list[html.HtmlElement]", expression(markup.tree))


def _text(element: html.HtmlElement) -> str:
    return clean_line("".join(element.itertext()))


def _is_aside(element: html.HtmlElement) -> bool:
    """Whether it stands beside the article: in navigation, a sidebar, a card of another article, the page's footer."""
    for parent in element.iterancestors():
        if parent.tag == "article" and not _is_card(parent):
            return False  # a footer or header of the article itself
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag in _ASIDE or (parent.tag not in {"body", "html"} and _ASIDE_NAMES.search(names)):
            return parent.tag != "footer" or not any(above.tag == "article" for above in parent.iterancestors())
    return False


def _is_card(article: html.HtmlElement) -> bool:
    """Whether an <article> is a teaser: inside another, or one of several."""
    if any(above.tag == "article" for above in article.iterancestors()):
        return True
    beside = [*article.itersiblings("article"), *article.itersiblings("article", preceding=True)]
    return len(beside) >= 2
