"""Who is credited and is no person: agencies, desks, the site itself.

`is_agency(name)` knows the world's news agencies by name and desks and bodies by the words that only such names have.
`in_text(text)` reads the credit lines of a text: the dateline (`TEHRAN (Reuters) -`, «به گزارش ایسنا،»), "according to"
an agency in the first paragraph, and a last line that names the source (`(dpa)`, «منبع: ایسنا»). Only known agencies
are taken out of a text: "according to a neighbour" credits nobody. The names and words: `phrases/agencies.txt`.
"""

from __future__ import annotations

import re

from monitor.extract.phrases import alternatives, lines
from monitor.plaintext import clean_line

_KNOWN = lines("agencies.txt", "known")
_DASHES = re.compile(r"[\s‌_–—-]+")


def _plain(name: str) -> str:
    name = _DASHES.sub(" ", name).strip(" .")
    return name if len(name) <= 4 else name.casefold()  # `TT` is an agency, `tt` is somebody's sign


_AGENCIES = frozenset(_plain(name) for name in _KNOWN)
_DESK = re.compile(
    rf"\b(?:{alternatives('agencies.txt', 'desks')})\b|{alternatives('agencies.txt', 'desks anywhere')}", re.IGNORECASE
)
_BODY = re.compile(
    rf"\b(?:{alternatives('agencies.txt', 'bodies')})\b|{alternatives('agencies.txt', 'bodies anywhere')}",
    re.IGNORECASE,
)
_DESK_SIGN = re.compile(r"/[a-z]{2,4}$")
_STROKE = re.compile(r"\s*[/,،]\s*")
_HEAD = 400
_NAMES = "|".join(sorted((re.escape(name).replace(r"\ ", r"[\s‌]") for name in _KNOWN), key=len, reverse=True))
_BRACKETED = re.compile(rf"\((?P<name>(?:{_NAMES})(?:\s*[/,،]\s*(?:{_NAMES}))*)(?:/[a-z]{{2,4}})?\)")
_ACCORDING = re.compile(
    rf"(?:^|(?<=[\s«\"“(،,]))(?i:{alternatives('agencies.txt', 'according to')})[\s:]*"
    rf"(?i:{alternatives('agencies.txt', 'agency')})?\s*"
    rf"(?P<name>{_NAMES})(?:(?![\w‌])|(?<=[\u3400-\u9fff\uac00-\ud7a3]))"
)
_LABEL = rf"(?i:{alternatives('agencies.txt', 'source')})\w*\s*[:：]\s*"
_LABELLED = re.compile(rf"^[\s(\[]*{_LABEL}[^.!?؟。]+$")
_SOURCE = re.compile(
    rf"^[\s(\[]*(?:{_LABEL})?"
    rf"(?P<name>(?:{_NAMES})(?:\s*[/,،]\s*(?:{_NAMES}))*)[\s)\].]*$"
)


# `ع.ج/ م.س (د ب أ)`: the editors' initials before the agency; `MA / Mêrdîn`: the reporter's place behind it.
_INITIALLED = re.compile(
    rf"^(?:[^\W\d_]{{1,3}}\.?[ ./،,]*){{1,8}}\((?P<name>(?:{_NAMES})(?:\s*[/,،]\s*(?:{_NAMES}))*)\)\s*$"
)
# `mkr/dpa/AFP`: editors' initials before the agencies; `SOURCE Brightloom Ltd`: the last line of a wire's release.
_SIGNED = re.compile(
    rf"^[\s(]*(?:[^\W\d_]{{2,4}}\s*/\s*)+(?P<name>(?:{_NAMES})(?:\s*/\s*(?:{_NAMES}))*)(?:/[a-z]{{2,4}})?[\s)]*$"
)
_RELEASED = re.compile(
    r"^SOURCE:?\s+[A-Z0-9].{1,70}[^.!?]$|^(?i:source|quelle|fuente|fonte|bron|kilde|källa|źródło|zdroj|kaynak)\s*:\s*(?:https?://|www\.)\S+$|^SOURCE:?\s+.{1,60}(?:Inc|Ltd|Co|Corp)\.$"
)
_FROM_A_PLACE = re.compile(rf"^(?P<name>{_NAMES}|MA|JİNNEWS)\s*[/–-]\s*[^\W\d_][^\d.!?؟/]{{1,24}}$")


def is_agency(name: str) -> bool:
    """Whether a name in a byline is an agency, a desk or another body, and no person."""
    return (
        is_news_agency(name)
        or name.startswith("The ")
        or _DESK.search(name) is not None
        or _BODY.search(name) is not None
    )


def is_desk(line: str) -> bool:
    """Whether a line is nothing but the name of an agency or a newsroom's desk."""
    return is_news_agency(line) or (len(line.split()) <= 4 and _DESK.search(line) is not None)


def is_news_agency(name: str) -> bool:
    """Whether it is the name of a news agency, with a desk's sign at most (`dpa/lno`)."""
    return _plain(_DESK_SIGN.sub("", name)) in _AGENCIES


def is_credit(line: str) -> bool:
    """Whether a line is nothing but the credit of a known agency."""
    return _credit(line) is not None


def _credit(line: str) -> re.Match[str] | None:
    if len(line) >= 80:
        return None
    return next((found for form in (_SOURCE, _INITIALLED, _FROM_A_PLACE, _SIGNED) if (found := form.match(line))), None)


def without_credit(text: str) -> str:
    """The text without a last line that is nothing but the name of a source or an agency."""
    rest, _, last = text.rpartition("\n")
    is_credit = len(last) < 80 and any(
        form.match(last) for form in (_SOURCE, _LABELLED, _INITIALLED, _FROM_A_PLACE, _SIGNED, _RELEASED)
    )
    return rest if rest and is_credit else text


def in_text(text: str) -> tuple[str, ...]:
    """The agencies that a text credits, as it writes them, each once."""
    head = text[:_HEAD].partition("\n")[0]
    found: list[str] = []
    for bracketed in _BRACKETED.finditer(head[:120]):
        found += _STROKE.split(bracketed["name"])
    if according := _ACCORDING.search(head):
        found.append(according["name"])
    last = text[-120:].rpartition("\n")[2]
    if source := _credit(last):
        found += _STROKE.split(source["name"])
    return tuple(dict.fromkeys(clean_line(name) for name in found))
