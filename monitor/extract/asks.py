"""What a site says to its reader between and below the paragraphs, by its first words, in forty languages (`phrases/asks.txt`).

`leads_away`: "read also: …" with a headline behind it, which may be of any form. `heads_a_list`: the heading of related
stories or of an appendix. `is_credit`: whose a picture is,
or who edited a wire's text (whose the text is, is `agencies`' business). `is_label`: an advertisement, a player, an embedded
post was to stand there. `asks`: sentences that want something of the
reader: to subscribe, give, write, log in. Each takes one line and says whether it is such a line; a line that is longer
than what sites write there is the article's.
"""

from __future__ import annotations

import re

from monitor.extract.phrases import alternatives


def _pattern(section: str, *, end: str = "") -> re.Pattern[str]:
    phrases = alternatives("asks.txt", section, space=r"[\s\u200c\xa0]+")
    # A quotation mark in front: somebody says it to somebody.
    return re.compile(rf"^[^\w\"“«„‘'”]*(?:{phrases}){end}", re.IGNORECASE)


_WHOLE = r"(?![\w-])"
_READ_ALSO = _pattern("read also", end=_WHOLE)
_READ_MORE = _pattern("read more", end=r"\s*(?:[:：»›>→|–—\]…]|$)")
_HEADINGS = _pattern("headings of lists")
_CREDIT = _pattern("credits of pictures")
_WANTS = _pattern("wants", end=_WHOLE)
_LABELS = _pattern("labels", end=r"\W*$")
_INTERRUPTS = _pattern("interruptions")
_LONGEST_INTERRUPTION = 200
# What a wire says below its text of who wrote and edited it: `Reporting by …; Editing by …`.
_SIGN_OFF = re.compile(
    rf"^[\W_]*(?:{alternatives('asks.txt', 'signing off')}) (?-i:[A-Z])|^our standards\s*:", re.IGNORECASE
)
# Whose the picture is, behind what it shows. Case counts: `the picture: a town without lamps` is a sentence.
_PICTURED = re.compile(
    rf"(?:^|[\s(\[/|])(?:{alternatives('asks.txt', 'pictured')})\s?[:=：©]\s?[^.!?؟。]{{2,60}}$|"
    r"/\s?(?:Фото|Foto|Photo)\s[^.!?]{2,40}$|"
    rf"(?:{alternatives('asks.txt', 'agencies of pictures')})[^.!?]{{0,40}}$|"
    r"[（(【\[][^（()）]{0,20}(?:資料照|資料圖|资料图|翻攝|攝影|取自|[圖图][／/:：]|사진\s?[=:：/])[^（()）]{0,30}[）)】\]]$|"
    r"사진\s?=\s?\S.{0,30}$|^\W*(?:FILE (?:PHOTO|PIC)|FILE\s?[-–—]\s|▲)",
)
_LONGEST_PICTURED = 320
_STOP = re.compile(r"[.!?؟](?=\s)|[。！？]")
_LONGEST_SIGN_OFF = 300
_LONGEST_POINTER = 260
_LONGEST_HEADING = 70
_LONGEST_CREDIT = 140
_LONGEST_WISH = 260
_SENTENCE_END = re.compile(r"[.!?؟。！？…]['\"”»’)]*$")


def leads_away(line: str) -> bool:
    return len(line) <= _LONGEST_POINTER and (_READ_ALSO.match(line) or _READ_MORE.match(line)) is not None


def heads_a_list(line: str) -> bool:
    """Also headings that say more than the phrase: `Related stories from the valley`."""
    return len(line) <= _LONGEST_HEADING and not _SENTENCE_END.search(line) and _HEADINGS.match(line) is not None


def is_credit(line: str) -> bool:
    return (
        (len(line) <= _LONGEST_CREDIT and _CREDIT.match(line) is not None)
        or (len(line) <= _LONGEST_SIGN_OFF and _SIGN_OFF.match(line) is not None)
        or (len(line) <= _LONGEST_PICTURED and _is_pictured(line))
    )


def _is_pictured(line: str) -> bool:
    """A paragraph of several sentences with a credit behind it is the article's."""
    match = _PICTURED.search(line)
    return match is not None and (not match.start() or len(_STOP.findall(line, 0, match.start())) <= 1)


def is_label(line: str) -> bool:
    return (len(line) <= _LONGEST_HEADING and _LABELS.match(line) is not None) or (
        len(line) <= _LONGEST_INTERRUPTION and _INTERRUPTS.match(line) is not None
    )


def asks(line: str) -> bool:
    return len(line) <= _LONGEST_WISH and _WANTS.match(line) is not None
