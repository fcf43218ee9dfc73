"""The article's words: trafilatura on a copy of the tree, then what it left of the site's furniture is cut.

trafilatura's character filter drops what is not printable, ZWNJ and ZWJ among it, which are spelling: they are swapped
for printable marks before and back after. Comments are never text. A per-source `body` selector replaces trafilatura;
`remove` selectors are cut first in either case. Blocks come out in reading order, one line each.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import cast

from lxml import etree, html

from monitor.extract import boxes, cascade, inline, lead, notes, parts, selectors, words
from monitor.extract.around import Around, without
from monitor.extract.between import with_between
from monitor.extract.furniture import is_furniture, without_furniture
from monitor.extract.markup import Markup
from monitor.model import Source
from monitor.plaintext import clean_line
from monitor.urls import same_site

# Word separators of Avestan script: printable, kept by trafilatura, in no page that we follow.
_SWAPS = (("\u200c", "\u2e31"), ("\u200d", "\u2e33"), ("\u200b", "\u2e32"))
_WORDY_FIGURES = etree.XPath("//figure[.//blockquote]")
# Tables that lay out a page, as sites did before style sheets: a cell with paragraphs or a heading of its own.
_LAYOUT_TABLES = etree.XPath("//table[.//td//h1 or .//td//p[2] or .//td//table]")
_BESIDE = re.compile("[|·•]")
_ENDS = frozenset(".!?…؟。！？۔")
_INLINE = frozenset({"a", "span", "b", "strong", "i", "em", "u", "font", "small"})
_TAGGED = re.compile(r"\s*[\[【][^\[\]【】]{1,24}[\]】]$")  # `… [INSIGHT]`
_BULLETS = " *•·►▶→»>[]-–"
_LONGEST_POINTER = 200
_TEASER = 25  # characters of a link that is a headline; in a dense script half of them
_BESIDE_A_LINK = 4  # words
_BESIDE_LINKS = 2
_MANY_INSIDE = 16  # elements of such a line
_LOOKS = re.compile("-icon|slide|viewport|options|expand", re.IGNORECASE)
_LONG = 30  # characters; a shorter line may stand anywhere by chance
_MOST_ORDERED = 400
_MOST_OF_IT = 0.85
_MUCH_OF_A_PAGE = 0.4  # then a second reading, which costs as much as the first, is spared
_BLOCKS = frozenset({"p", "head", "item", "quote", "cell", "row", "list", "table", "code", "lb", "ab", "div", "fw"})
_MAYBE_INLINE = frozenset({"quote", "code"})
_LINES = frozenset({"p", "head", "item", "cell", "hi", "ref"})


def text_of(
    markup: Markup,
    source: Source,
    links: Mapping[str, str],
    *,
    title: str,
    authors: Collection[str] = (),
    beside: Collection[str] = (),
    around: Around | None = None,
) -> str:
    """Paragraphs of the article, one newline between them; empty where there is no text. `links` is each link's text and `href`."""
    tree = markup.tree
    whole = tree.text_content()
    joined = any(joiner in whole for joiner, _ in _SWAPS)
    is_layout = next(tree.iter("table"), None) is not None and bool(_LAYOUT_TABLES(tree))
    noted = notes.needed(markup)
    has_parts = bool(inline.parts_of_sentences(tree)) or bool(_misnamed(tree))
    if joined or is_layout or source.remove or noted or has_parts or _has_wordy_figures(tree):
        tree = deepcopy(tree)
        for block in _misnamed(tree):
            names = (block.get("class") or "").split()
            block.set("class", " ".join(name for name in names if not _LOOKS.search(name)))
        for part in inline.parts_of_sentences(tree):
            part.tag = "span"  # trafilatura drops times and labels
        if noted:
            notes.prepare(tree, is_live="LiveBlogPosting" in markup.text)
        for figure in cast("list[html.HtmlElement]", _WORDY_FIGURES(tree)):
            figure.tag = "div"  # trafilatura drops figures, and with them quotes that editors set as one
        for selector in source.remove:
            _cut(tree, selector)
        if joined:
            _swap(tree)
    may_be_forum = "DiscussionForumPosting" in markup.text
    blocks = _selected(tree, source.body) if source.body else None
    if not blocks and is_layout:
        blocks = _of_layout(tree, may_be_forum)
    elif not blocks:
        blocks = _extracted(tree, may_be_forum)
    if joined:
        blocks = [(kind, _restored(text)) for kind, text in blocks]
    lines = [(kind, line) for kind, text in blocks if (line := clean_line(text))]
    lines = with_between(markup, _in_order(lines, whole))
    if around is not None:
        lines = without(lines, around)
    boxed = boxes.lines(markup, lines) | boxes.pulled(lines)
    lines = [(kind, line) for kind, line in lines if line not in boxed]
    lines = _without_menus(markup, lines)
    elsewhere = {line for _, line in lines if line in links and _leads_elsewhere(markup, links[line])}
    elsewhere |= _pointers(markup, lines)
    if elsewhere:
        elsewhere -= _unlinked(markup, elsewhere)
    headers = [line for line in beside if not lead.is_long(line)]
    text = without_furniture(lines, title, elsewhere, authors, headers)
    above = [] if source.body else [line for line in lead.above(markup, title, text) if not is_furniture(line)]
    return "\n".join([*above, *text])


def _in_order(lines: list[tuple[str, str]], page: str) -> list[tuple[str, str]]:
    """The lines as the page has them: where the first part that looks like a body is short, trafilatura puts what it
    gathers elsewhere behind it. Told by long lines that the page has once; a heading stands last before the next of them,
    another line behind the one before it."""
    if len(lines) > _MOST_ORDERED:
        return lines
    places = [page.find(line) if len(line) >= _LONG and page.count(line) == 1 else -1 for _, line in lines]
    known = [place for place in places if place >= 0]
    if known == sorted(known):
        return lines
    before, after = -1, len(page)
    keys = [0] * len(lines)
    for number, place in enumerate(places):
        keys[number] = before = place if place >= 0 else before
    for number in reversed(range(len(lines))):
        after = places[number] if places[number] >= 0 else after
        if lines[number][0] == "head":
            keys[number] = max(page.rfind(lines[number][1], 0, after), 0) or after
    return [lines[number] for number in sorted(range(len(lines)), key=keys.__getitem__)]


def _has_wordy_figures(tree: html.HtmlElement) -> bool:
    return any(figure.find(".//blockquote") is not None for figure in tree.iter("figure"))


def _misnamed(tree: html.HtmlElement) -> list[html.HtmlElement]:
    """Blocks with paragraphs of an article whose names say how they look: trafilatura drops them as icons and slides."""
    counts: dict[html.HtmlElement, int] = {}
    for paragraph in tree.iter("p"):
        block = paragraph.getparent()
        if (
            block is not None
            and block.tag in {"div", "section"}
            and _LOOKS.search(block.get("class") or "")
            and len("".join(paragraph.itertext())) >= 80
        ):
            counts[block] = counts.get(block, 0) + 1
    return [block for block, count in counts.items() if count > 1]


def _extracted(tree: html.HtmlElement, may_be_forum: bool) -> list[tuple[str, str]]:
    blocks = _read(tree, may_be_forum)
    frame = parts.frame(tree, "".join(text for _, text in blocks))
    if frame is None:
        return blocks
    copy = deepcopy(tree)
    framed = next(twin for element, twin in zip(tree.iter(), copy.iter(), strict=True) if element is frame)
    framed.set("itemprop", "articleBody")
    whole = _read(copy, may_be_forum)
    kept = {text for _, text in whole}
    is_more = sum(len(text) for _, text in whole) > sum(len(text) for _, text in blocks)
    return whole if is_more and sum(text in kept for _, text in blocks) > _MOST_OF_IT * len(blocks) else blocks


def _read(tree: html.HtmlElement, may_be_forum: bool) -> list[tuple[str, str]]:
    body = cascade.body_of(tree, may_be_forum=may_be_forum)
    return _blocks(body) if body is not None else []


def _of_layout(tree: html.HtmlElement, may_be_forum: bool) -> list[tuple[str, str]]:
    """A page laid out with tables, read without them; as it is, where that loses much of it."""
    plain = deepcopy(tree)
    for table in cast("list[html.HtmlElement]", _LAYOUT_TABLES(plain)):
        _unwrap(table)
    unwrapped = _extracted(plain, may_be_forum)
    size = sum(len(text) for _, text in unwrapped)
    if size >= _MUCH_OF_A_PAGE * len(plain.text_content()):
        return unwrapped
    whole = _extracted(tree, may_be_forum)
    # In a table a cell is one block however many paragraphs it has; its short ones count beside it too.
    return unwrapped if size >= _MOST_OF_IT * _prose(whole) else whole


def _prose(blocks: list[tuple[str, str]]) -> int:
    """Characters in cells and paragraphs that are longer than a menu's."""
    return sum(len(cell) for _, text in blocks for cell in text.split(" | ") if len(cell) >= 80)


def _without_menus(markup: Markup, lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without lines that are links side by side: `Print | Send | Comments (14)`."""
    rows = {line: pieces for _, line in lines if len(pieces := [piece.strip() for piece in _BESIDE.split(line)]) > 1}
    if not rows:
        return lines
    links = {clean_line("".join(link.itertext())) for link in markup.tree.iter("a")}
    return [(kind, line) for kind, line in lines if line not in rows or not all(piece in links for piece in rows[line])]


def _leads_elsewhere(markup: Markup, href: str) -> bool:
    """Whether a link leads to another page of the same site."""
    address = markup.resolved(href)
    return address is not None and address.partition("#")[0] != markup.url and same_site(address, markup.url)


def _pointers(markup: Markup, lines: list[tuple[str, str]]) -> set[str]:
    """Lines without a full stop that are links to other pages of the site, with a few words beside them: `More: …`,
    `READ | …`, `… (The Lark)`, `Tags: …, …`; and short ones that are one link and nothing else."""
    wanted = {
        _TAGGED.sub("", line).strip(_BULLETS): line
        for _, line in lines
        if len(line) <= _LONGEST_POINTER and line[-1] not in _ENDS
    }
    found: set[str] = set()
    asked: set[html.HtmlElement] = set()
    for link in markup.tree.iter("a") if wanted else ():
        holder = link
        while (parent := holder.getparent()) is not None and holder.tag in _INLINE:
            holder = parent
        if (own := clean_line("".join(link.itertext()))) in wanted and _leads_elsewhere(markup, link.get("href") or ""):
            found.add(wanted[own])
        if holder in asked or len(holder) > _MANY_INSIDE:
            continue
        asked.add(holder)
        line = _TAGGED.sub("", clean_line("".join(holder.itertext()))).strip(_BULLETS)
        if line in wanted and wanted[line] not in found and _is_linked(markup, holder, line):
            found.add(wanted[line])
    return found


def _is_linked(markup: Markup, holder: html.HtmlElement, line: str) -> bool:
    links = [(text, link) for link in holder.iter("a") if (text := clean_line("".join(link.itertext())))]
    if 2 * sum(len(text) for text, _ in links) < len(line):  # some scripts have no spaces between words
        return False
    beside = len(line.split()) - sum(len(text.split()) for text, _ in links)
    longest = max((words.letters(text) for text, _ in links), default=0)
    most = _BESIDE_A_LINK if longest >= _TEASER else _BESIDE_LINKS if len(links) > 1 else 0
    return beside <= most and all(_leads_elsewhere(markup, link.get("href") or "") for _, link in links)


def _unlinked(markup: Markup, lines: Collection[str]) -> set[str]:
    """Of these lines, those that are paragraphs of their own as well: a site's latest stories have this one among them."""
    return {
        line
        for paragraph in markup.tree.iter("p")
        if (line := clean_line("".join(paragraph.itertext()))) in lines
        and next(paragraph.iterdescendants("a"), None) is None
        and next(paragraph.iterancestors("a"), None) is None
    }


def _cut(tree: html.HtmlElement, selector: str) -> None:
    for element in selectors.elements(tree, selector):
        parent = element.getparent()
        if parent is not None:
            element.drop_tree()


def _unwrap(table: html.HtmlElement) -> None:
    for element in [table, *table.iter("tbody", "thead", "tr", "td", "th")]:
        inside = next(element.iterancestors("table"), table) if element is not table else table
        if inside is table:
            element.tag = "div"


def _swap(tree: html.HtmlElement) -> None:
    for element in tree.iter():
        for joiner, mark in _SWAPS:
            if element.text and joiner in element.text:
                element.text = element.text.replace(joiner, mark)
            if element.tail and joiner in element.tail:
                element.tail = element.tail.replace(joiner, mark)


def _restored(text: str) -> str:
    for joiner, mark in _SWAPS:
        text = text.replace(mark, joiner)
    return text


def _selected(tree: html.HtmlElement, selector: str) -> list[tuple[str, str]]:
    blocks: list[tuple[str, str]] = []
    for element in selectors.elements(tree, selector):
        for part in element.iter("script", "style", "figure", "noscript"):
            part.text = None
            for child in list(part):
                part.remove(child)
        leaves = list(element.iter("p", "h2", "h3", "h4", "li", "blockquote", "td", "pre"))
        outer = [leaf for leaf in leaves if not any(child in leaf.iterdescendants() for child in leaves)] or [element]
        blocks += [("head" if leaf.tag in {"h2", "h3", "h4"} else "p", "".join(leaf.itertext())) for leaf in outer]
    return blocks


def _is_in_a_line(element: etree._Element) -> bool:
    """Whether it is a `<q>` or `<code>` in the middle of a sentence: trafilatura calls both by the names of blocks."""
    parent = element.getparent()
    return (
        element.tag in _MAYBE_INLINE
        and parent is not None
        and parent.tag in _LINES
        and next(element.iterdescendants(*_BLOCKS), None) is None
        and "\n" not in "".join(str(piece) for piece in element.itertext()).strip()
    )


def _blocks(body: etree._Element) -> list[tuple[str, str]]:
    """(kind, text) of each block of trafilatura's tree, in order. Kind is `p`, `head`, `item`, `quote` or `row`."""
    blocks: list[tuple[str, str]] = []
    pieces: list[str] = []

    def close(kind: str) -> None:
        if text := "".join(pieces).strip():
            blocks.append((kind, text))
        pieces.clear()

    def walk(element: etree._Element, kind: str) -> None:
        name = element.tag if isinstance(element.tag, str) and not _is_in_a_line(element) else ""
        inner = {
            "p": kind if kind in {"item", "quote", "cell"} else "p",
            "lb": kind,
            "list": "item",
            "table": "row",
        }.get(name, name if name in _BLOCKS else kind)
        is_block = name in _BLOCKS and name != "cell" and not (kind == "cell" and name in {"p", "lb"})
        if is_block:
            close(kind)
        elif name == "cell" and pieces:
            pieces.append(" | ")
        if element.text:
            pieces.append(element.text)
        for child in element:
            walk(child, inner)
        if is_block:
            close(inner)
        if element.tail:
            pieces.append(element.tail)

    walk(body, "p")
    close("p")
    return blocks
