"""What stands around an article's text, told by how it is marked up: captions, and boxes that are not the article's.

`read` gives the captions in page order (cleaned, once each), for `Article.captions`, and with them the boxes: forms, and
blocks whose class or id names them: newsletter, related stories, the author's portrait, share row, donation, cookie
notice, pop-up. `without` takes both out of a text, line by line. What holds a good part of the text is no box, whatever
its name says: old systems put the whole page into a form, and themes call the article a `widget`.

In: the page, the text's blocks. Out: values; the tree stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml import etree, html

from monitor.extract.expressions import searcher
from monitor.extract.markup import Markup
from monitor.plaintext import clean_line


def _begins(name: str) -> str:
    """The name where a part of a class name begins; as a word first, by which `searcher` finds it soon."""
    return rf"{name}(?<![^\s_-]{name})"


def _whole(*names: str) -> str:
    """The names as whole class names."""
    return "|".join(rf"{name}(?<!\S{name})(?!\S)" for name in names)


def _names(pattern: str) -> Callable[[str], bool]:
    """Whether a class name has one of the pattern's names; white space in the pattern is its layout's."""
    return searcher(re.sub(r"\s+", "", pattern), ignore_case=False)


_CAPTION = _names(
    rf"""caption(?<!cta-caption)|image-?_?desc|bildunterschrift|bildtext|photo-?_?desc|picture-?_?desc|media__desc|to-image-box|image-?_?text|img-?_?desc|
    {"|".join(f"{name}-?_?(?:credit|legend|text|popis|tekst)" for name in ("photo", "image", "img", "foto"))}|popis-?_?fot|{_begins("legende")}(?![^\s_-])|legenda|(?:img|image|photo)-?_?cptn|info-?foto|foto-?graf|photographer|agency-?name|pie-?_?(?:de-?_?)?foto|epigrafe|{_whole("dida", "cap")}|didascalia|podpis|zdjecie-opis"""
)
_BOX = _names(
    rf"""newsletter|{_begins("related")}|read-?_?also|also-?_?read|next-?story|more-about|recommend|rec-posts|entry-author|article-author|post-author|author-?_?(?:bio|box|info|card|desc|position)|saboxplugin|
    sharedaddy|share-?_?(?:bar|box|buttons?|links?|this)|steady-kasten|donat(?:e|ion)|popmake|pop-?up|modal|cookie|content-blocker|brlbs|consent|subscri(?:be|ption)-?_?(?:box|form|cta|promo)|trust-badge|affiliate|
    disclaimer|disclosure|breadcrumb|kommentar|comment[-_](?:respond|form|item|forbidden|add)|link-wrapper|reading-?time|toc[_-]container|ez-toc(?!-section)|table-of-contents|pressofficer|advert(?!orial)|sponsored|payant|paywall-(?:box|form|prompt)|
    yorum(?<!\Syorum)\w*(?!\S)|{_whole("comments", "comentarios", "commentaires")}|post-tags|entry-tags|article-tags|tags?-links|likes-widget|log-?in-|sign-?up|letters-cta|cta-?_?(?:box|wrap)|membership|crowdfunding|support-?_?(?:box|banner|cta|us)|most-?_?(?:read|popular)|trending|print-?friendly|post-navigation|nav-links|pagination|
    app-?_?(?:promo|download|banner|install)|audio-?_?player|article-?_?audio|tts-?_?(?:player|audio|button)|whatsapp|google-?_?news|{_begins("gift")}|{_begins("promo")}(?!ted)|poll-?_?(?:unit|box|widget)|playlist|{"|".join(f"{name}-?_?(?:summary|zusammenfassung|resumen|r[eé]sum[eé])" for name in ("ai", "ki", "ia"))}|
    person-?_?box|piano-|tp-container|suggested-?_?topics|{_begins("copyright")}|{_whole("sidebar", "credits")}"""
)
_BLOCKS = frozenset({"p", "div", "section", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "tr", "header", "footer", "article", "figcaption", "ul", "ol", "dd", "dt", "figure", "table"})  # fmt: skip
_UNREAD = frozenset(
    {
        "script",
        "style",
        "noscript",
        "svg",
        "button",
        "select",
        "option",
        "nav",
        "img",
        "br",
        "input",
        "source",
        "b",
        "i",
        "em",
        "strong",
        "hr",
    }
)
_AROUND = frozenset({"form", "template"})
_TEXTS = ("p", "h1", "h2", "h3", "h4", "h5", "h6")
_NO_TEXT = frozenset({"a", "nav", "aside", "footer", "figure", "form", "template"})
_SENTENCE = 50  # letters; a shorter paragraph is a credit, a date or a label
_NEAR = 9
_DATA = ("data-testid", "data-component", "data-qa")
_NAMED = etree.XPath(f"//*[{' or '.join(f'@{name}' for name in _DATA)}]")
_LARGEST_SHARE = 0.3
_LARGEST_BOX = 4000  # characters with white space; longer ones are menus and lists, which trafilatura drops by itself
_LONGEST_CAPTION = 600
_MOST_CAPTIONS = 60
_CAPTIONS, _BOXES = 1, 2


@dataclass(frozen=True, slots=True)
class Around:
    captions: tuple[str, ...] = ()
    boxes: tuple[html.HtmlElement, ...] = ()
    """Boxes, and where the captions stand."""


def read(markup: Markup) -> Around:
    captions: dict[str, None] = {}
    boxes: list[html.HtmlElement] = []
    body = markup.tree.find("body")
    whole = body if body is not None else markup.tree
    most = _LARGEST_SHARE * sum(map(len, whole.itertext()))
    done: set[html.HtmlElement] = set()
    for element, kind in _marked(markup):
        tag = element.tag
        if not _is_read(element, whole, done):
            continue
        if tag == "figcaption" or kind == _CAPTIONS:
            line = clean_line(" ".join(_pieces(element)))
            if line and len(line) <= _LONGEST_CAPTION and element.find(".//blockquote") is None:
                captions[line] = None
                boxes.append(element)
                done.add(element)
        elif kind == _BOXES or tag in _AROUND:
            size = sum(map(len, element.itertext()))
            if size <= most:
                if size <= _LARGEST_BOX:
                    boxes.append(element)
                done.add(element)
    return Around(tuple(captions)[:_MOST_CAPTIONS], tuple(boxes))


def _marked(markup: Markup) -> Iterator[tuple[html.HtmlElement, int]]:
    """What may be a caption or a box, in order."""
    kinds = {element: kind for element, style, name, _ in markup.styled if (kind := _kind(style or name or ""))}
    if any(name in markup.text for name in _DATA):  # where classes are hashes
        for element in cast("list[html.HtmlElement]", _NAMED(markup.tree)):
            names = " ".join(filter(None, map(element.get, _DATA)))
            if element not in kinds and (kind := _kind(names)):
                kinds[element] = kind
    marked = dict.fromkeys(markup.tree.iter("figcaption", *_AROUND), 0) | kinds
    for element in markup.elements if marked else ():
        if element in marked:
            yield element, marked[element]


def _is_read(element: html.HtmlElement, whole: html.HtmlElement, done: set[html.HtmlElement]) -> bool:
    """Whether it stands in the page's body, and in nothing that is done with or never read."""
    if element.tag in _UNREAD:
        return False
    for parent in element.iterancestors() if element is not whole else ():
        if parent in done or parent.tag in _UNREAD:
            return False
        if parent is whole:
            return True
    return element is whole


def without(blocks: Sequence[tuple[str, str]], around: Around) -> list[tuple[str, str]]:
    """(kind, line) of those that are no caption's and no box's."""
    if not around.boxes:
        return list(blocks)
    letters = [_letters(line) for _, line in blocks]
    most = _LARGEST_SHARE * sum(map(len, letters))
    dropped: set[str] = set()
    sizes: dict[str, int] = {}
    for line in letters:
        sizes[line] = sizes.get(line, 0) + len(line)
    for box in around.boxes:
        whole = _letters("".join(box.itertext()))
        inside = {
            line for line in sizes if line in whole
        }  # few boxes hold any: their own lines are the dearer question
        found = inside & _lines(box) if inside else inside
        if found and sum(sizes[line] for line in found) <= most:
            dropped |= found
    repeated = dropped - {_letters(caption) for caption in around.captions}
    kept = _outside(repeated, around) if repeated else set()
    headed = {line for (kind, _), line in zip(blocks, letters, strict=True) if line in kept and kind == "head"}
    return [
        block
        for block, line in zip(blocks, letters, strict=True)
        if line not in dropped or (line in kept and (block[0] == "head" or line not in headed))
    ]


def _outside(lines: set[str], around: Around) -> set[str]:
    """Of these lines, those that stand outside of the boxes as well, in a heading or paragraph among paragraphs that leads
    nowhere: a table of contents repeats the article's headings, a share box its first sentence."""
    found: set[str] = set()
    boxes = set(around.boxes)
    for element in around.boxes[0].getroottree().iter(*_TEXTS):
        if (line := _letters("".join(element.itertext()))) not in lines or not _is_among_paragraphs(element, line):
            continue
        leads_away = any(not (link.get("href") or "#").startswith("#") for link in element.iter("a"))
        above = element.iterancestors()
        if not leads_away and not any(each in boxes or each.tag in _NO_TEXT for each in (element, *above)):
            found.add(line)
    return found


def _is_among_paragraphs(element: html.HtmlElement, letters: str) -> bool:
    parent = element.getparent()
    if parent is None or (element.tag == "p" and len(letters) < _SENTENCE):
        return False
    beside = islice(parent.iterchildren("p"), _NEAR)
    return any(each is not element and sum(map(len, each.itertext())) > _SENTENCE for each in beside)


@lru_cache(maxsize=16384)  # pages of a site share their names
def _kind(names: str) -> int:
    names = names[:200].lower()
    return _CAPTIONS if _CAPTION(names) else _BOXES if _BOX(names) else 0


def _lines(element: html.HtmlElement) -> frozenset[str]:
    found = {_letters("".join(leaf.itertext())) for leaf in _leaves(element, 0)}
    found.add(_letters("".join(element.itertext())))
    found.update(_letters(piece) for piece in element.itertext() if len(piece) > 20)
    return frozenset(line for line in found if len(line) > 2)


def _leaves(element: html.HtmlElement, depth: int) -> Iterator[html.HtmlElement]:
    """Innermost blocks."""
    inner = [child for child in element if child.tag in _BLOCKS] if depth < 40 else []
    if not inner:
        yield element
    for child in inner:
        yield from _leaves(cast("html.HtmlElement", child), depth + 1)


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    for part in element.iter():
        if part.tag in ("script", "style", "noscript"):
            continue
        if part.text:
            yield part.text
        if part is not element and part.tail:
            yield part.tail


def _letters(text: str) -> str:
    """The same for two spellings of white space; cheaper than an expression."""
    return "".join(text.replace("\xad", "").split()).casefold()
