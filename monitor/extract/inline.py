"""What a browser shows, or does not, in the middle of a line; libraries that take texts out of pages do otherwise.

`prepare(tree)` changes the tree. A `<q>` has quotation marks, those of the page's language. Words for readers of screens
alone (`sr-only`, `visually-hidden`, `hidden`) are not seen; what is hidden from those readers only (`aria-hidden`) is. A
picture of an emoji is that emoji. `parts_of_sentences(tree)` are the `<time>`s and labels that are words of a sentence.
"""

from __future__ import annotations

import re
from typing import cast

from lxml import etree, html

_LINES = "ancestor::p or ancestor::li or ancestor::blockquote or ancestor::h2 or ancestor::h3 or ancestor::h4"
_FOUND = tuple(
    etree.XPath(expression)  # one by one: their union costs three times as much
    for expression in (
        "//q",
        "//img[contains(@class, 'emoji') and @alt]",
        f"""//span[(@aria-hidden='true' or @hidden or contains(@class, 'sr-only') or contains(@class, 'hidden')
            or contains(@class, 'screen-reader') or contains(@class, 'screenreader')) and ({_LINES})]""",
    )
)
_PARTS = etree.XPath("//time[ancestor::p or ancestor::li] | //label[ancestor::p]")
_FOR_SCREEN_READERS = re.compile(
    r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-text|-only|s)?|(?:visually|a11y)-?hidden)(?![^\s_-])"
)
_ICON = re.compile(r"icon|symbol|glyph|\bfa-|tooltip|popover", re.IGNORECASE)  # not shown where the line is read
_EMOJI = re.compile("[\u203c-\u3299\U0001f000-\U0001faff\u200d\ufe0f\u20e3\U000e0020-\U000e007f]+")
_QUOTED = tuple("\"'“”„‚«»‘’「」『』‹›")
_MARKS = {
    "„“": "de cs sk sl bg ka lt is mk",
    "„”": "pl ro hu hr bs",
    "«»": "fr ru uk be fa ckb ar ur hy el it es pt nb no nn az sq kk",
    "””": "sv fi",
    "「」": "ja",
}
_INNER = "‘’"
_LONGEST = 80  # characters for readers of screens
_SENTENCE = 40  # letters beside a `<time>` that is a part of a sentence


def prepare(tree: html.HtmlElement) -> None:
    marks = _marks(tree.get("lang") or "")
    found = [element for expression in _FOUND for element in cast("list[html.HtmlElement]", expression(tree))]
    for element in reversed(found):  # a quotation in a quotation first
        parent = element.getparent()
        if parent is None:
            continue
        style = element.get("class") or ""
        if element.tag == "q":
            _quote(element, _INNER if next(element.iterancestors("q"), None) is not None else marks)
        elif element.tag == "img":
            if _EMOJI.fullmatch(alt := element.get("alt") or ""):
                element.tag, element.text = "span", alt
        elif element.get("hidden") is not None or _FOR_SCREEN_READERS.search(style):
            words = len("".join(element.itertext()).strip())
            if words <= _LONGEST and words < len("".join(parent.itertext()).strip()):
                element.drop_tree()
        elif element.get("aria-hidden") == "true" and not _ICON.search(style):
            del element.attrib["aria-hidden"]


def parts_of_sentences(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """A day in `<time>`, or a `<label>`, that stands in a sentence."""
    return [element for element in cast("list[html.HtmlElement]", _PARTS(tree)) if _is_part(element)]


def _is_part(element: html.HtmlElement) -> bool:
    parent = element.getparent()
    if parent is None or not (element.tail or "").strip():
        return False
    return len("".join(parent.itertext())) - len("".join(element.itertext())) >= _SENTENCE


def _marks(language: str) -> str:
    language = language.partition("-")[0].casefold()
    return next((marks for marks, languages in _MARKS.items() if language in languages.split()), "“”")


def _is_between_marks(element: html.HtmlElement) -> bool:
    before, parent = element.getprevious(), element.getparent()
    left = before.tail if before is not None else parent.text if parent is not None else None
    return (left or "").endswith(tuple(_QUOTED)) and (element.tail or "").startswith(tuple(_QUOTED))


def _quote(element: html.HtmlElement, marks: str) -> None:
    """The quotation as a reader sees it; somebody who distrusts style sheets wrote the marks as well."""
    text = "".join(element.itertext()).strip()
    if text and not (text[0] in _QUOTED and text[-1] in _QUOTED) and not _is_between_marks(element):
        element.text = f"{marks[0]}{element.text or ''}"
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''}{marks[1]}"
        else:
            element.text += marks[1]
    element.drop_tag()
