"""The lead: paragraphs that stand between the headline and what was taken for the body.

Many systems set an article's first paragraph in a block of its own beside the headline, with picture, byline and share
row between it and the rest; whoever takes the body alone loses who, what, where and when. `above` walks from the
headline to the text's first line and gives what it passes if it is prose: named as a lead by its class, or the same as
the page's description, or a paragraph of sentences right below the headline. A short line there is a subtitle
(`Article.subtitle`), not text: two sentences or 150 characters are the border.

In: the page, its headline, the text's lines. Out: lines. Changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from lxml import html

from monitor.extract.markup import Markup
from monitor.plaintext import clean_line, levelled

_SENTENCES = 2
_LENGTH = 150  # characters; a lead has as many sentences, or is as long

_HINT = re.compile(
    r"lead|lede|intro|teaser|excerpt|abstract|summary|stand-?first|(?:^|[_-])(?:deck?|lid|hook|ingress)(?:$|[_ -])|sub-?(?:title|head|line)|chap[oô]|entradilla|bajada|copete|volanta|sommario|occhiello|"
    r"preface|anrei[sß]|vorspann|kurztext|short-?(?:info|text|description)|description|spoiler|sapo|zajawka|perex|samenvatting|resumo|linha-fina|ozet|spot|annotation|anons",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"caption|credit|copyright|author|byline|(?:^|[_ -])(?:meta|date|time|tags?|nav|menu|bio|toc|ads?|info-?box)(?:$|[_ -])|breadcrumb|share|sharing|social|related|comments?(?![^\W_])|newsletter|promo|advert|banner|galler|image|img|foto|photo|picture|"
    r"video|audio|player|cookie|consent|login|subscri|abo-|paywall|rating|sidebar|widget|popup|modal|hidden|key-?(?:points|facts)|highlights|takeaway|(?:ai|ki|ia)-?summary|also",
    re.IGNORECASE,
)
_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "svg", "nav", "aside", "figure", "figcaption", "form", "button", "footer", "iframe", "video", "audio", "picture", "select", "time", "address", "table"}
)  # fmt: skip
_BLOCKS = frozenset({"p", "div", "section", "h2", "h3", "h4", "h5", "h6", "header", "article", "main", "ul", "ol", "li", "blockquote", "hgroup", "summary"})  # fmt: skip
_SENTENCE = re.compile("[^\\W_][^.!?؟。！？]{2}[.!?؟。！？…]+['\"”»’)]*(?=\\s|$)|[。！？]")
_SHORTEST = 70
_HALF = "itemIntroText"  # K2 cuts the text itself in two: its first half is no lead, whatever its length
_MOST_ELEMENTS = 400
_MOST_LEADS = 4
_START = 30  # letters by which the text's first lines are known again


def above(markup: Markup, title: str, lines: Sequence[str]) -> list[str]:
    """Lines of the lead that `lines` lack, in order; none where headline or text cannot be found."""
    starts = [letters[:_START] for line in lines[:4] if len(letters := levelled(line)) >= 15]
    headline = _headline(markup, title)
    if headline is None or not starts:
        return []
    known: str | None = None
    told = [levelled(text) for text in (markup.meta("description"), markup.meta("og:description")) if text]
    found: list[str] = []
    for element, names in _below(headline):
        line = clean_line("".join(element.itertext()))
        letters = levelled(line)
        if any(letters.startswith(start) for start in starts):
            return found
        if len(line) < _SHORTEST:
            continue
        known = levelled("".join(lines)) if known is None else known
        if letters in known or letters == levelled(title) or _OTHER.search(names):
            continue
        is_half = _HALF in names
        if not is_half and len(line) < _LENGTH and len(_SENTENCE.findall(line)) < _SENTENCES:
            continue
        is_told = any(text and (letters.startswith(text[:40]) or text.startswith(letters[:40])) for text in told)
        if (is_half or is_told or _HINT.search(names) or _is_prose(element, line)) and not _is_linked(element, line):
            found.append(line)
            if len(found) > _MOST_LEADS:
                return []  # not a lead: a text that the body lacks for another reason
    return []


def is_long(line: str) -> bool:
    """Whether a line under the headline is text, not a subtitle."""
    return len(line) >= _LENGTH or len(_SENTENCE.findall(line)) >= _SENTENCES


def _headline(markup: Markup, title: str) -> html.HtmlElement | None:
    wanted = levelled(title)
    headings = list(markup.tree.iter("h1"))
    for heading in [*headings, *markup.tree.iter("h2")][:20]:
        if wanted and levelled("".join(heading.itertext())) == wanted:
            return cast("html.HtmlElement", heading)
    return cast("html.HtmlElement", headings[0]) if len(headings) == 1 else None


def _below(headline: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Innermost blocks after the headline in reading order, each with the classes of it and what holds it."""
    count = 0
    place = headline
    while place is not None and place.tag != "body":
        for sibling in place.itersiblings():
            for found in _innermost(cast("html.HtmlElement", sibling), "", 0):
                count += 1
                if count > _MOST_ELEMENTS:
                    return
                yield found
        place = place.getparent()


def _innermost(element: html.HtmlElement, names: str, depth: int) -> Iterator[tuple[html.HtmlElement, str]]:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED or depth > 40:
        return
    names = f"{names} {element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
    inner = [child for child in element if child.tag in _BLOCKS]
    if not inner:
        yield element, names
        return
    for child in element:
        yield from _innermost(cast("html.HtmlElement", child), names, depth + 1)


def _is_prose(element: html.HtmlElement, line: str) -> bool:
    return element.tag == "p" and line.endswith((".", "!", "?", "؟", "。", "”", "»", "“"))


def _is_linked(element: html.HtmlElement, line: str) -> bool:
    return sum(len("".join(link.itertext())) for link in element.iter("a")) > 0.5 * len(line)
