"""The lines that stand around the headline: where a page without any markup says who wrote it, and when.

`around(markup, title)` finds the heading that carries the title and the short blocks beside it, up to the first paragraph.
A block is cut at `|`, `•`, dashes, wide spaces and line breaks; of the pieces, those with a date are times, those that begin
with a byline's word (`By`, `نویسنده:`, `记者：`) are authors, and beside a date also what reads as a full name and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from lxml import html

from monitor.extract import dates, deck, labels, names, seen
from monitor.extract.markup import Markup
from monitor.extract.phrases import alternatives
from monitor.plaintext import clean_line, levelled

_BOUNDARY = "\x1f"
_CUTS = re.compile(r"[|•·\n\u3000]|\s[-–—]\s")
_HEADINGS = ("h1", "h2", "h3")
_BOLD = ("b", "strong", "font")
_LONG = 250  # characters; a block of that length is a paragraph
_LINE = 150  # a longer block may be a paragraph that begins with a dateline, whose place looks like a name
_SENTENCE = re.compile(r".{60,}[.!?؟。！？]")  # a day in it is when something happened, not when it was written
_SHORT_LIST = 200  # characters, white space of the source with them; a longer list is a menu or shares the page
_LEVELS = 3
_LABEL = re.compile(rf"[:：]$|{alternatives('labels.txt', 'beside a headline')}", re.IGNORECASE)
_LABEL_PAGE = re.compile(r"/(?:tags?|categor(?:y|ies)|kategori\w*|topics?|sections?|rubri\w+)/[^/]", re.IGNORECASE)
_MOST_TIMES = 60
_EVER, _NEAR = datetime(2100, 1, 1, tzinfo=UTC), timedelta(hours=36)
_NOT_SHOWN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# Sections whose names are as short as a name of a person.
_SECTIONS = re.compile(alternatives("labels.txt", "sections of a site"))


@dataclass(frozen=True, slots=True)
class Around:
    """`times` (what is stated for machines before what is shown) and `marked` are pieces of text for `dates` and `names`;
    `lines` are the blocks that held any of them."""

    times: tuple[str, ...] = ()
    marked: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


def around(markup: Markup, title: str) -> Around:
    heading = _heading(markup, title)
    if heading is None:
        return Around()
    times: list[str] = []
    marked: list[str] = []
    unmarked: list[str] = []
    lines: list[str] = []
    for block in _above(heading):
        pieces = [*re.split(f"[{_BOUNDARY}\n]", block), block.replace(_BOUNDARY, "")]
        lines += [line for piece in pieces if (line := clean_line(piece))]
    for block in _blocks(heading):
        pieces = [piece for piece in _CUTS.split(block) if piece.strip()]
        dated = [piece for piece in pieces if dates.holds_a_date(piece.replace(_BOUNDARY, " "))]
        bylines = [line for piece in pieces for line in _bylines(piece)]
        for number, piece in enumerate(pieces):
            if piece in dated:
                # The hour may stand behind a dash of its own.
                line = clean_line(" ".join(pieces[number : number + 2]).replace(_BOUNDARY, " "))
                times += [unchanged] if (unchanged := labels.unchanged(line)) else []
        marked += bylines
        if dated and len(block) <= _LINE:
            parts = [part for piece in pieces if not _bylines(piece) for part in piece.split(_BOUNDARY)]
            unmarked += [
                name
                for part in parts
                if (name := dates.before_date(clean_line(part))) and not _LABEL.search(name) and _is_name(name)
            ]
        if (dated or bylines) and not _SENTENCE.fullmatch(clean_line(block)):
            lines.append(clean_line(block.replace(_BOUNDARY, "")))
    if unmarked:
        sections = _sections(markup)
        unmarked = [name for name in unmarked if name not in sections]
    return Around(tuple(_with_stated(markup, times)), tuple(marked), tuple(unmarked), tuple(lines))


def _with_stated(markup: Markup, times: list[str]) -> list[str]:
    """The times, each behind what its element states for machines: readers are shown a clock without its zone."""
    if not times:
        return times
    stated = [(element, element.get("datetime")) for element in islice(markup.tree.iter("time"), _MOST_TIMES)]
    stated += [(element, element.get("content")) for element in seen.rdfa_dates(markup)]
    said: dict[str, str] = {}
    for element, value in stated:
        style = f"{element.get('class')} {element.get('itemprop')}"
        if value and (labels.says_published(style) or not labels.says_updated(style)):
            said.setdefault(levelled("".join(element.itertext())), value)
    return [each for text in times for each in (*_said_of(text, said), text)]


def _said_of(text: str, said: dict[str, str]) -> list[str]:
    level = levelled(text)
    value = next((value for shown, value in said.items() if shown and (shown in level or level in shown)), None)
    return [value] if value and _is_same_day(text, value) else []


def _is_same_day(shown: str, stated: str) -> bool:
    """Whether a zone may lie between both; SPIP states the last change of what it shows as published."""
    days = [found for text in (shown, stated) if (found := dates.read(text, zone=UTC, now=_EVER))]
    return len(days) < 2 or abs(days[0].at - days[1].at) <= _NEAR


def _sections(markup: Markup) -> frozenset[str]:
    """What links to the pages of sections and tags are called: `محیط زیست` reads like a name."""
    links = (link for link in markup.tree.iter("a") if _LABEL_PAGE.search(link.get("href") or ""))
    return frozenset(clean_line("".join(link.itertext())) for link in links)


def _bylines(piece: str) -> list[str]:
    """The bylines of a piece: its elements that are ones by themselves (`Haber: Ada Brook`, then another label), or all of it
    (`By`, then a link)."""
    lines = [line for part in piece.split(_BOUNDARY) if (line := clean_line(part))]
    for number, line in enumerate(lines[:-1]):
        if line.endswith((":", "：")):  # the label and the name in elements of their own
            lines[number : number + 2] = ["", f"{line} {lines[number + 1]}"]
    return [line for line in lines if _is_byline(line)] or [
        line for line in [clean_line(piece.replace(_BOUNDARY, " "))] if _is_byline(line)
    ]


def _is_byline(text: str) -> bool:
    """Whether it is a byline and not a sentence: `By Wednesday evening, 72 letters had arrived` names nobody."""
    found = names.persons([text]) if names.is_byline(text) else ()
    return bool(found) and names.look_like_persons(found)


def _is_name(text: str) -> bool:
    return (
        len(text) <= 60
        and not _SECTIONS.fullmatch(text)
        and not any(character.isdigit() for character in text)
        and bool(found := names.persons([text]))
        and names.are_full(found)
        and all(len(name.split()) <= 4 for name in found)
        and names.look_like_persons(found)
    )


def _heading(markup: Markup, title: str) -> html.HtmlElement | None:
    level = levelled(title)
    if not level:
        return None
    hidden: html.HtmlElement | None = None
    for heading in deck.headings(markup, *_HEADINGS, most=100):
        if level in {levelled(heading.whole), levelled(heading.text)}:
            if not _is_hidden(heading.element):
                return heading.element
            hidden = heading.element if hidden is None else hidden
    if hidden is not None:
        return hidden
    for element in markup.tree.iter(*_BOLD):
        if levelled("".join(element.itertext())) == level:
            return _row(element, level)
    return None


def _is_hidden(element: html.HtmlElement) -> bool:
    """Whether a script must show it first, as a question for a password that has the headline too."""
    return any(_NOT_SHOWN.search(style) for above in element.iterancestors() if (style := above.get("style")))


def _row(element: html.HtmlElement, level: str) -> html.HtmlElement:
    """The cell or row that holds a bold line and nothing else: pages laid out with tables have no headings."""
    parent = element.getparent()
    while parent is not None and parent.tag != "body" and levelled("".join(parent.itertext())) == level:
        element, parent = parent, parent.getparent()
    return element


def _blocks(heading: html.HtmlElement) -> list[str]:
    """Texts of the short blocks beside the heading, those after it first."""
    found: list[str] = []
    element = heading
    for _ in range(_LEVELS):
        after: list[str] = []
        is_body = False
        for sibling in list(element.itersiblings())[:5]:
            text = _text(sibling)
            if len(text) > _LONG:
                # The body may begin with the line that is looked for.
                after += [_text(child) for child in list(sibling)[:2] if len(_text(child)) <= _LONG]
                is_body = True
                break
            after.append(text)
        # Short paragraphs are the body as well: what stands behind its end is another article's.
        is_body = is_body or sum(map(len, after)) > 2 * _LONG
        before = [
            text for sibling in list(element.itersiblings(preceding=True))[:2] if len(text := _text(sibling)) <= _LONG
        ]
        found += [*after, *before]
        parent = element.getparent()
        if is_body or parent is None or parent.tag in {"body", "html"}:
            break
        element = parent
    return [text for text in found if text.strip()]


def _above(heading: html.HtmlElement) -> list[str]:
    """Texts of the short blocks over the heading: a letterhead, a date, a section; none of them is the text."""
    found: list[str] = []
    element = heading
    for _ in range(_LEVELS):
        found += [
            text for before in list(element.itersiblings(preceding=True))[:3] if len(text := _text(before)) <= _LONG
        ]
        parent = element.getparent()
        if parent is None or parent.tag in {"body", "html"}:
            break
        element = parent
    return found


def _text(element: html.HtmlElement) -> str:
    """The element's text; a break is a newline, and where another element begins or ends stands a mark."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style", "nav", "blockquote"}:
        return ""
    if element.tag == "ul" and (len(element) > 6 or sum(map(len, element.itertext())) > _SHORT_LIST):
        return ""
    if element.tag == "br":
        return "\n"
    pieces = [element.text or ""]
    for child in element:
        pieces += [_BOUNDARY, _text(child), _BOUNDARY, child.tail or ""]
    return "".join(pieces)
