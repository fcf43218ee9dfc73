"""What stands over and under the headline: the kicker (روتیتر, Dachzeile, antetítulo) and the subtitle (deck, standfirst).

Content systems put them inside the h1, in an element of their own, or beside it; the names of their classes tell which is
which. A heading's own words without them are its headline. An h2 right behind the h1 is a subtitle as well. A lead («لید»)
is a paragraph of the text in most systems: it is given apart as `lead`, and who has the text decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from lxml import html

from monitor.extract.markup import Markup
from monitor.plaintext import clean_line, levelled

_KICKER = re.compile(
    r"kicker|(?:topic|article)-?label|over-?line|top-?line|roof-?line|head-?over|dachzeile|spitzmarke|eyebrow|pre-?title|sup-?title|up-?title|over-?title|super-?title|"
    r"ante-?t[ií]tulo|volanta|cintillo|occhiello|sur-?titre|vignette|chapeu|nadtytu|ruti?t[ie]r|roti?t[ie]r|ro-?titr|ru-?titr|روتیتر|rooftitle|sotitr|uptitr|ust-?_?baslik|üst-?başlık|nadnaslov",
    re.IGNORECASE,
)
_SUBTITLE = re.compile(
    r"sub-?_?title|\btit-sub\b|sub-?_?head|sub-?line|\bdeck\b|\bdek\b|standfirst|stand-first|unter-?titel|unter-?zeile|bajada|copete|sotto-?titolo|sous-?titre|sub-?t[ií]tulo|zir-?titr|zirtiter|"
    r"ingress|tagline|secondary-?title|alternative-?headline|alt_?title|podtytu|podzagolovok|podnaslov|(?:^|[\s_-])(?:sapo|spot|excerpt)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:^|[\s_-])(?:lead|lede|leed|lid|intro|vorspann|perex|preamble|chapo|entradilla|summary|abstract|article-intro)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NO_WORDS = re.compile(
    r"share|meta|author|date|breadcrumb|image|caption|media|comment|related|newsletter|rating", re.IGNORECASE
)
_HIDDEN = re.compile(r"screen-?reader|hidden|sr-only|nav|share|meta", re.IGNORECASE)
_EDGES = " \n:：|•·-–—/»«"
_LONGEST_KICKER, _LONGEST_SUBTITLE = 120, 400
_PARAGRAPH = 100
_NEAR = 4
_MOST_PARAGRAPHS = 20
_SPACES = 40
_INSIDE = 12


class Heading(NamedTuple):
    """`text` is the headline alone; `whole` all that the heading holds."""

    element: html.HtmlElement
    text: str
    whole: str
    kicker: str | None = None
    subtitle: str | None = None


class Deck(NamedTuple):
    kicker: str | None = None
    subtitle: str | None = None
    lead: str | None = None


def headings(markup: Markup, *tags: str, most: int = 5) -> Iterator[Heading]:
    for element in islice(markup.tree.iter(*tags), 2 * most):
        whole = clean_line("".join(element.itertext()))
        if whole and len(whole) <= 400:
            yield _parted(element, whole)


def _parted(heading: html.HtmlElement, whole: str) -> Heading:
    """The heading with its kicker and subtitle taken out, where elements of their own hold them."""
    holder = heading
    while len(holder) == 1 and not (holder.text or "").strip() and not (holder[0].tail or "").strip():
        holder = holder[0]
    parts = [child for child in holder if isinstance(child.tag, str) and "".join(child.itertext()).strip()]
    if not parts:
        return Heading(heading, whole, whole)
    first, last = parts[0], parts[-1]
    style = f"{first.get('class') or ''} {first.get('id') or ''}"
    is_first = not (holder.text or "").strip() and len(clean_line("".join(first.itertext()))) < len(whole)
    if is_first and (_KICKER.search(style) or _SUBTITLE.search(style) or first.tag == "small"):
        kicker = clean_line("".join(first.itertext()))
        if rest := whole.removeprefix(kicker).strip(_EDGES):
            return Heading(heading, rest, whole, kicker=kicker.strip(_EDGES) or None)
    style = f"{last.get('class') or ''} {last.get('id') or ''}"
    if not (last.tail or "").strip() and (_SUBTITLE.search(style) or last.tag == "small"):
        subtitle = clean_line("".join(last.itertext()))
        if rest := whole.removesuffix(subtitle).strip(_EDGES):
            return Heading(heading, rest, whole, subtitle=subtitle.strip(_EDGES) or None)
    return Heading(heading, whole, whole)


def around(markup: Markup, title: str) -> Deck:
    """The lines over and under the heading that carries the title."""
    level = levelled(title)
    heading = next((each for each in headings(markup, "h1", "h2") if level and levelled(each.text) == level), None)
    if heading is None:
        return Deck()
    kicker, subtitle, lead = heading.kicker, heading.subtitle, None
    element = heading.element
    for step in range(3):
        for sibling in islice(element.itersiblings(preceding=True), _NEAR):
            if kicker is None and (found := _styled(sibling, _KICKER, _LONGEST_KICKER)):
                kicker = found.strip(_EDGES) or None
        for place, sibling in enumerate(islice(element.itersiblings(), _NEAR)):
            if subtitle is None and (found := _styled(sibling, _SUBTITLE, _LONGEST_SUBTITLE)):
                subtitle = found
            elif subtitle is None and not step and not place and sibling.tag == "h2" and heading.element.tag == "h1":
                text = clean_line("".join(sibling.itertext()))
                is_hidden = _HIDDEN.search(f"{sibling.get('class')} {sibling.get('id')}") is not None
                subtitle = text if 20 <= len(text) <= _LONGEST_SUBTITLE and not is_hidden and "|" not in text else None
            if lead is None and (found := _styled(sibling, _LEAD, 2 * _LONGEST_SUBTITLE)):
                lead = found
        parent = element.getparent()
        if parent is None or parent.tag in {"body", "html", "main"}:
            break
        element = parent
    if kicker and levelled(kicker) == level:
        kicker = None
    if subtitle and (levelled(subtitle) in {level, levelled(kicker or "")} or _is_a_paragraph(markup, subtitle)):
        subtitle = None
    return Deck(kicker, subtitle, lead)


def _is_a_paragraph(markup: Markup, line: str) -> bool:
    """Whether the text has the line as well: themes print an article's description, which may be its first paragraph."""
    return any(
        len(paragraph.text or "") <= len(line) + _SPACES
        and not _SUBTITLE.search(f"{paragraph.get('class')} {paragraph.getparent().get('class')}")
        and clean_line("".join(paragraph.itertext())) == line
        for paragraph in islice(markup.tree.iter("p"), _MOST_PARAGRAPHS)
    )


def _styled(element: html.HtmlElement, names: re.Pattern[str], longest: int) -> str | None:
    """The text of the element, or of one inside it, whose class or id has one of the names."""
    for inner in islice(element.iter(), _INSIDE):
        style = f"{inner.get('class') or ''} {inner.get('id') or ''}" if isinstance(inner.tag, str) else ""
        is_one = next(inner.iterdescendants("li", "button", "form"), None) is None
        if is_one and names.search(style) and not _NO_WORDS.search(style):
            text = clean_line("".join(inner.itertext()))
            if 2 <= len(text) <= longest:
                return text
        if len(inner.text or "") > _PARAGRAPH:
            return None  # what follows is the text, and a subtitle in it a subhead
    return None
