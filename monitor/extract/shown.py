"""Where a page shows its date to the reader; and htmldate as the last witness of the day.

Texts are given, the likeliest first, and nothing is read here: `moments` weighs what they say. A text that is said to be of the
publication goes before one that only stands near the headline, and that one before whatever stands elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

from htmldate import find_date
from lxml import html

from monitor.extract import aside, dates, labels, seen
from monitor.extract.dates import Moment
from monitor.extract.markup import Markup, text_of
from monitor.plaintext import clean_line

_DATE_STYLE = re.compile(r"[dD]ate|[dD]atum|ublish|posted|time")
_DATE_ID = re.compile("[dD]ate|[dD]atum")
_NO_DATES = frozenset({"body", "html", "article", "main", "script", "time", "style"})
_STYLES = 20_000  # pages of one site share them
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)|(?<!\d)\d{1,2}\.\d{1,2}\.\d{2}(?!\d)")
_RIGHTS = re.compile(r"©|copyright|\(c\)|all rights|https?:|\d\s*[-–]\s*\d{4}", re.IGNORECASE)
_SILENT = frozenset({"script", "style", "title", "option", "noscript", "head"})
_OF_COMMENTS = re.compile(
    r"(?:^|[\s_-])comments?(?:$|\s|[_-]?(?:list|area|body|meta|content|section|author))", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]")
_PROSE = 70  # letters; a longer text is a paragraph or a caption
_LONE, _SAID = 30, 80  # letters of a text that is a date, and of one that says it is of the publication
# `This entry was posted on …`, as blogs end.
_OF_THIS = re.compile(
    r"\W*(?:this|diese[rs]?|cet(?:te)?|est[ea]|quest[oa]|dit|de(?:t|n) här|ten(?:to)?|эт[оа]|این|bu|هذ[اه])\s",
    re.IGNORECASE,
)
_LONGEST = 80
_LEAD_IN = 25
_MOST = 60
_FIRST = 3  # paragraphs that may begin with a dateline


def few_times(markup: Markup) -> list[str]:
    """What all of the page's `<time>`s say, wherever they stand; nothing where a list of other articles may be among them."""
    said = [text for element in islice(markup.tree.iter("time"), 4) if (text := element.get("datetime"))]
    return said if len(said) <= 3 else []


def times(markup: Markup, beside: Iterable[str]) -> list[str]:
    """`beside`, which stands beside the headline, and what the markup calls a date."""
    ranked = [
        (0 if _says_published(text) else 1, text) for text in beside if _letters(text) <= _PROSE or dates.dateline(text)
    ]
    ranked += _marked(markup)
    return [text for _, text in sorted(ranked, key=lambda each: each[0])]


def _marked(markup: Markup) -> Iterator[tuple[int, str]]:
    """Texts with their rank: 0 of the publication, 1 any other, 2 of a change."""
    frame = aside.frame(markup)
    for element in seen.rdfa_dates(markup):
        yield 1, element.get("content") or ""
    for element in islice(markup.tree.iter("time"), _MOST):
        text = element.get("datetime") or text_of(element)
        if not text or _is_elsewhere(element, frame):
            continue
        told = f"{element.get('class', '')} {element.get('itemprop', '')} {text_of(element)[:80]}"
        if labels.says_published(told):
            yield 0 if _is_of_the_article(element, frame) else 1, text
        else:
            yield 2 if labels.says_updated(told) else 1, text
    for element in islice(_date_places(markup), _MOST):
        text = element.get("datetime") or element.get("title") or _spaced(element)
        if (
            len(text) <= 150
            and any(character.isdigit() for character in text)
            and (line := labels.unchanged(text))
            and not _is_elsewhere(element, frame)
        ):
            yield 0 if _says_published(line) else 1, line


def lone(markup: Markup) -> Iterator[str]:
    """Short texts with a year in them that stand alone: those that are called the date of publication, wherever they are;
    the dateline of the first paragraph; the others from the heading on, and then before it; the dates of changes."""
    frame = aside.frame(markup)
    said: list[str] = []
    opened: list[str | None] = []
    below: list[str] = []
    before: list[str] = []
    elsewhere: list[str] = []
    changed: list[str] = []
    is_below = False
    label = ""  # the text before
    for element in markup.tree.iter():
        is_below = is_below or element.tag == "h1"
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if owner is None or owner.tag in _SILENT or not text or not (line := text.strip()):
                continue
            before_it, label = label, line
            if len(line) < 6 or not _YEAR.search(line[:_LONGEST]) or _RIGHTS.search(line[:_LONGEST]):
                continue
            letters = _letters(line)
            told = labels.unchanged(line)
            if told and letters <= _SAID and (labels.is_label(before_it) or _says_published(told)):
                said.append(told)
            elif owner.tag == "a":
                continue
            elif _is_elsewhere(owner, frame):
                elsewhere += [line] if dates.is_only_a_date(line) else []
            elif letters <= _LONE and len(line) <= _LONGEST:
                (changed if not told else below if is_below else before).append(told or line)
            elif len(opened) < _FIRST:
                opened.append(dates.dateline(line))
    yield from (*said, *filter(None, opened), *below, *reversed(before[:_MOST]), *changed)
    if len(set(elsewhere)) == 1:
        yield elsewhere[0]


def _says_published(line: str) -> bool:
    """Whether it begins with saying so; a sentence of the article may say it of a book."""
    return labels.says_published(line if _OF_THIS.match(line) else line[:_LEAD_IN])


def guessed(markup: Markup, zone: tzinfo, now: datetime) -> Moment | None:
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
    if not text or _is_of_a_comment(markup, text):
        return None
    return dates.read(text, zone=zone, now=now)


def _is_of_a_comment(markup: Markup, day: str) -> bool:
    """Whether the page's `<time>`s say that day of comments alone."""
    places = [time for time in islice(markup.tree.iter("time"), _MOST) if (time.get("datetime") or "").startswith(day)]
    return bool(places) and all(
        any(
            _OF_COMMENTS.search(f"{above.get('class') or ''} {above.get('id') or ''}") for above in time.iterancestors()
        )
        for time in places
    )


def _spaced(element: html.HtmlElement) -> str:
    """The element's text; day, month and year in elements of their own do not touch (`<b>18</b><i>Feb</i>`)."""
    return clean_line(" ".join(element.itertext()))


def _letters(text: str) -> int:
    return len(_LETTERS.findall(text[:400]))


def _date_places(markup: Markup) -> Iterator[html.HtmlElement]:
    for element, style, name, _ in markup.styled:
        if _is_date_style(style, name) and element.tag not in _NO_DATES:
            yield element


@lru_cache(_STYLES)
def _is_date_style(style: str | None, name: str | None) -> bool:
    return (style is not None and _DATE_STYLE.search(style) is not None) or (
        name is not None and _DATE_ID.search(name) is not None
    )


def _is_elsewhere(element: html.HtmlElement, frame: frozenset[html.HtmlElement]) -> bool:
    """Whether it stands beside the article, in a quotation (of a tweet, mostly), or in the page's head, where
    many a site says which day it is today."""
    return aside.is_aside(element, frame) or any(
        parent not in frame and (parent.tag == "blockquote" or _is_masthead(parent))
        for parent in element.iterancestors("header", "blockquote")
    )


def _is_masthead(header: html.HtmlElement) -> bool:
    return header.tag == "header" and (
        next(header.iter("nav", "form"), None) is not None or next(header.iter("h2"), None) is None
    )


def _is_of_the_article(element: html.HtmlElement, frame: frozenset[html.HtmlElement]) -> bool:
    return any(parent.tag in {"article", "header"} and parent in frame for parent in element.iterancestors())
