"""What a page says twice or beside the line: footnote marks, pull quotes; and the headings of a live blog's entries.

`needed(markup)` tells cheaply whether `prepare(tree)` would find any; `prepare` changes the tree, which is a copy of the
page's. A mark (`[1]`, `¹`, `*`, `↩`) is a link to a note on the same page and goes, so that no number sticks to the word
before it; the note itself is text and stays. A block that calls itself a pull quote goes where its words stand in the text
as well. The time and the headline of a live blog's entry are text: `header` and `time` are what libraries drop. Paragraphs
that broken markup nested stand apart.
"""

from __future__ import annotations

import re
from typing import cast

from lxml import etree, html

from monitor.extract.markup import Markup
from monitor.plaintext import levelled

_MARK = re.compile(
    r"[\[(]?(?:\d{1,3}|[*†‡]{1,3}|[ivxlc]{1,6})[\])]?[.:]?|[↩⏎↑^]\ufe0e?|\[?(?:back|←)\]?", re.IGNORECASE
)
_NOTE = re.compile(r"#_?(?:ftn|fn|footnote|note|cite_|sdfootnote|easy-footnote)", re.IGNORECASE)
_PULLED = etree.XPath("//*[contains(@class,'pullquote') or contains(@class,'pull-quote')]")
_NESTED = etree.XPath("//p[.//p]")
_MOST = 40  # pull quotes: each is looked for in the whole text
_NUMBERED = etree.XPath("//ol[not(ancestor::article) and not(.//a) and li[2]]")
_PROSE = 60  # letters an item, on average
_SHORTEST = 15  # letters of a quote
_LONGEST = 600  # characters; what is longer holds the text


def needed(markup: Markup) -> bool:
    tree = markup.tree
    return (
        any("#" in (address := link.get("href") or "") and _NOTE.search(address) for link in tree.iter("a"))
        or any(style and ("pullquote" in style or "pull-quote" in style) for _, style, _, _ in markup.styled)
        or any(len(outer) and next(outer.iterdescendants("p"), None) is not None for outer in tree.iter("p"))
        or bool(_numbered(tree))
        or "LiveBlogPosting" in markup.text
    )


def prepare(tree: html.HtmlElement, *, is_live: bool = False) -> None:
    for link in [link for link in tree.iter("a") if _is_mark(link)]:
        holder = link.getparent()
        link.drop_tree()
        if holder is not None and holder.tag == "sup" and not "".join(holder.itertext()).strip("[]() ,\n"):
            holder.drop_tree()
    pulled = cast("list[html.HtmlElement]", _PULLED(tree))[:_MOST]
    whole = levelled("".join(tree.itertext())) if pulled else ""
    for block in pulled:
        words = levelled("".join((block.find(".//p") if block.find(".//p") is not None else block).itertext()))
        is_short = len("".join(block.itertext())) <= _LONGEST
        if is_short and len(words) >= _SHORTEST and whole.count(words) > 1 and block.getparent() is not None:
            block.drop_tree()
    if is_live:
        _with_entries(tree)
    for numbered in _numbered(tree):
        for item in numbered.iterchildren("li"):
            item.tag = "p"
        numbered.drop_tag()
    for outer in cast("list[html.HtmlElement]", _NESTED(tree)):
        for inner in reversed(list(outer.iterdescendants("p"))):
            outer.addnext(inner)


def _with_entries(tree: html.HtmlElement) -> None:
    """The tree of a live blog with its entries as plain blocks: of several articles the first alone would be read."""
    for part in list(tree.iter("header", "time")):
        if next(part.iterancestors("article", "section", "div", "li"), None) is None:
            continue
        if part.tag == "time":
            part.tag = "p"
        else:
            part.drop_tag()
    entries = [entry for entry in tree.iter("article") if entry.find(".//article") is None]
    for entry in entries if len(entries) > 1 else ():
        entry.tag = "div"


def _numbered(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """Numbered paragraphs that are set as a list: outside an article lists are dropped as menus are."""
    found = cast("list[html.HtmlElement]", _NUMBERED(tree))[:_MOST]
    return [each for each in found if len("".join(each.itertext())) >= _PROSE * len(each.findall("li"))]


def _is_mark(link: html.HtmlElement) -> bool:
    return _NOTE.search(link.get("href") or "") is not None and (
        _MARK.fullmatch("".join(link.itertext()).strip()) is not None
    )
