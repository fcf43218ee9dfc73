"""What extraction leaves of a site's furniture: cut by what it says and where it stands.

In: blocks (kind, line) in order, and the title. Out: lines. The title repeated at the top goes, with date and byline, and header lines that
stand again further down; from the end backwards everything that asks to follow, share, subscribe, read also, or claims
copyright; such lines in between only where the whole short line says nothing else. A sentence of the article is never cut:
a line counts as furniture only while it is short. What is said stands in `phrases/furniture.txt`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from monitor.extract import agencies, asks, dates, words
from monitor.extract.phrases import SPACES, alternatives
from monitor.plaintext import levelled


def _phrases(section: str, *, space: str = " ") -> str:
    return alternatives("furniture.txt", section, space=space)


_NETWORKS = f"(?:{_phrases('networks')})"
_ASK = re.compile(rf"^[\W\d_]*(?:{_phrases('asks', space=SPACES)})", re.IGNORECASE)
_ANY_NETWORK = re.compile(_NETWORKS, re.IGNORECASE)
_FOLLOW = re.compile(rf"(?:{_phrases('follow')})[^.!?؟。]{{0,60}}{_NETWORKS}", re.IGNORECASE)
# Said to the reader, never of somebody: cut though they end like sentences.
_TO_THE_READER = re.compile(rf"^[^\w\"“«„‘]*(?:{_phrases('to the reader')})", re.IGNORECASE)
_RIGHTS = re.compile(
    r"^[\W\d_]*(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|[:：]|by\b|(?:the\s+)?[^.]{0,60}\d{4}|\W*$))|©\s*\d{4}|all rights reserved",
    re.IGNORECASE,
)
# What a site says below every opinion.
_DISCLAIMER = re.compile(_phrases("disclaimers"), re.IGNORECASE)
# What kind of text a page is, as systems print it beside the headline.
_GENRE = re.compile(_phrases("kinds of text"), re.IGNORECASE)
# What stood beside days in elements of their own.
_TIME_LABELS = re.compile(rf"\W*(?:(?:{_phrases('beside a day')})(?!\w)\W*)+", re.IGNORECASE)
_END = re.compile(r"[\W_]*(?:ends?|-30-|\#\s?\#\s?\#|ende|fin)[\W_]*", re.IGNORECASE)
_CONTACT = re.compile(rf"(?:{_phrases('contacts')})\s*:?", re.IGNORECASE)
_CONTACTS = 16  # lines
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w[\w.]*")
_COMMENTS = re.compile(rf"(?:{_phrases('comments')})(?: \(?\d+\)?)?:?", re.IGNORECASE)
_AFTER = 0.5  # of the text: so much at most stands below the heading of comments
_NUMBERS = re.compile(r"(?!\d?\d[:.]\d\d$)[\W\d_]{1,9}")  # no time, which heads an entry; a longer one is a telephone's
_ONLY_PUNCTUATION = re.compile(r"^[\W_]*$")
_SENTENCE_END = re.compile(r"[.!?؟。！？…:：]['\"”»’)]*$")
_APOSTROPHES = str.maketrans("’ʼ", "''")  # one page spells a name both ways: typographers leave <meta> alone
# Behind an author's name: what an author is and does, in the present.
_ABOUT = re.compile(rf"(?:,? \(?\w[^.]{{0,60}}[,)])? (?:{_phrases('about an author')})\b")
_LONGEST_PORTRAIT = 600
_DATA = frozenset({"row", "item", "cell"})  # where a number is what is told
_SHORT = 160
_ANNOUNCED = 4  # words before a colon with nothing behind it
_KICKER = 60  # letters before the title in its heading
_BIO = 300  # characters that a site says of an author below the text
_HEADERS = 6  # how many of the first lines may be header lines


def without_furniture(
    blocks: Sequence[tuple[str, str]],
    title: str,
    elsewhere: Collection[str] = (),
    authors: Collection[str] = (),
    beside: Collection[str] = (),
) -> list[str]:
    """`elsewhere` are lines that are links to other pages of the site, behind a label perhaps: teasers; a short one (a
    section, a tag) only beside the headline or below the text. `beside` are lines beside the headline that say who and
    when."""
    blocks = [(kind, line) for kind, line in blocks if words.letters(line) < 25 or line not in elsewhere]
    kept = [(kind, line) for kind, line in blocks if not _ONLY_PUNCTUATION.match(line)]
    whole = {levelled(f"{line} {title}") for line in beside}  # kicker and headline in one heading
    kept = _without_header(kept, levelled(title), {*whole, *map(levelled, beside)}, authors, elsewhere)
    kept = _without_comments(_without_contacts(kept))
    kept = _without_lists(_without_footer(kept, authors, elsewhere), elsewhere)
    last = kept[-1][1] if kept and agencies.is_credit(kept[-1][1]) else None
    return [line for _, line in kept if line == last or not is_furniture(line)]


def _without_lists(blocks: list[tuple[str, str]], elsewhere: Collection[str]) -> list[tuple[str, str]]:
    """Without the headings of related stories or appendices, and the headlines that follow one. A heading that has
    prose below it is the article's: `More from the valley` may head a section."""
    kept: list[tuple[str, str]] = []
    pending: list[tuple[str, str]] = []
    is_below = False
    for kind, line in blocks:
        is_headline = len(line) <= _SHORT and (line in elsewhere or not _SENTENCE_END.search(line))
        if asks.heads_a_list(line) and not agencies.is_credit(line):
            is_below = True
            pending = [(kind, line)]
        elif not is_below or is_headline:
            (pending if is_below else kept).append((kind, line))
        else:
            # A heading of some words with prose right below it is a section's; headlines in between were a list.
            is_section = len(pending) == 1 and len(pending[0][1].split()) >= 4
            # The list itself may have gone before: then the one heading below belongs to what follows.
            is_subhead = len(pending) == 2 and pending[1][0] == "head" and pending[1][1] not in elsewhere
            kept += [*(pending[-1:] if is_section or is_subhead else ()), (kind, line)]
            is_below, pending = False, []
    return kept


def _without_header(
    blocks: list[tuple[str, str]],
    own: str,
    beside: Collection[str],
    authors: Collection[str],
    elsewhere: Collection[str],
) -> list[tuple[str, str]]:
    headers = {own, *beside}
    counts = Counter(_same(line) for _, line in blocks)
    long = (n for n, (_, line) in enumerate(blocks) if len(line) >= 60 and not (own and levelled(line).endswith(own)))
    text = next(long, len(blocks))
    head = [
        (kind, line)
        for place, (kind, line) in enumerate(blocks[:_HEADERS])
        if not (
            (level := levelled(line)) in headers
            or (place < text and kind == "head" and own and level.endswith(own) and len(level) <= len(own) + _KICKER)
            or (counts[_same(line)] > 1 and len(line) < 60 and not _SENTENCE_END.search(line))
            or dates.is_only_a_date(line)
            or (place < text and kind not in _DATA and _NUMBERS.fullmatch(line))
            or (place < text and len(line) < 25 and line in elsewhere)
            or _is_byline(line, authors)
            or _GENRE.fullmatch(line)
            or _TIME_LABELS.fullmatch(line)
            or (kind != "head" and not _SENTENCE_END.search(line) and agencies.is_desk(line) and line != blocks[-1][1])
        )
    ]
    seen = {line for line in counts if counts[line] > 1 and len(line) >= 60}
    rest: list[tuple[str, str]] = []
    for kind, line in [*head, *blocks[_HEADERS:]]:
        if (same := _same(line)) in seen:
            if counts[same] == 0:
                continue  # a long line once more: a pull quote, a lead or a teaser of the same text
            counts[same] = 0
        rest.append((kind, line))
    return rest


def _same(line: str) -> str:
    """Equal for a sentence and for itself as a lead, which many systems print without its full stop."""
    return line.rstrip(" .…")


def _is_byline(line: str, authors: Collection[str]) -> bool:
    """Whether a line is the authors' names and at most two words more (`by`, `reporter:`)."""
    rest = line = line.translate(_APOSTROPHES)
    for author in authors:
        rest = rest.replace(author.translate(_APOSTROPHES), " ")
    return rest != line and len(re.findall(r"[^\W\d_]+", rest)) <= 2


def _without_contacts(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without a release's mark of its end, and the block of names and numbers for the press below it."""
    blocks = [(kind, line) for kind, line in blocks if not _END.fullmatch(line)]
    for place in range(max(1, len(blocks) - _CONTACTS), len(blocks)):
        rest = [line for _, line in blocks[place + 1 :]]
        if _CONTACT.fullmatch(blocks[place][1]) and all(
            len(line) <= 100 and not _SENTENCE_END.search(line) for line in rest
        ):
            return blocks[:place]
    return blocks


def _without_comments(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without a heading of comments, and what readers said or the site says to them below it."""
    left = _AFTER * sum(len(line) for _, line in blocks)
    end = len(blocks)
    for place in range(len(blocks) - 1, 0, -1):
        line = blocks[place][1]
        left -= len(line)
        if left < 0:
            break
        if len(line) < 30 and _COMMENTS.fullmatch(line):
            end = place
    return blocks[:end]


def _without_footer(
    blocks: list[tuple[str, str]], authors: Collection[str], elsewhere: Collection[str]
) -> list[tuple[str, str]]:
    end = len(blocks)
    while end > 1:
        kind, line = blocks[end - 1]
        # A heading with nothing below it headed what was cut; one that is a sentence may be the last line.
        is_heading = kind == "head" and len(line) < 100 and not line.endswith((".", "!", "。", "۔"))
        if agencies.is_credit(line):
            break  # `agencies` reads it, and takes it out
        is_link = line in elsewhere and not _SENTENCE_END.search(line)
        is_number = kind not in _DATA and _NUMBERS.fullmatch(line) is not None
        # A bare date or an open announcement is what remains of a box.
        is_open = len(line.split()) <= _ANNOUNCED and line.endswith((":", "："))
        is_day = dates.is_only_a_date(line) and not dates.is_only_a_date(blocks[end - 2][1]) and line[0] not in "—–"
        is_bio = len(line) <= _BIO and any(" " in author and line.startswith(author) for author in authors)
        if (
            is_link
            or is_number
            or is_heading
            or is_open
            or is_day
            or is_bio
            or is_furniture(line)
            or _is_contact(line)
            or _is_social(line)
            or _is_byline(line, authors)
            or _is_portrait(line, authors)
        ):
            end -= 1
        else:
            break
    return blocks[:end]


def _is_portrait(line: str, authors: Collection[str]) -> bool:
    """What a site says of its author below the text: `Ada Brook writes about harbours. She lives …`"""
    return len(line) <= _LONGEST_PORTRAIT and any(
        _ABOUT.match(line, len(author)) for author in authors if " " in author and line.startswith(author)
    )


def _is_contact(line: str) -> bool:
    """A short line with an address for mail, below a text: the press office, or whoever wrote it."""
    return len(line) <= _SHORT and _MAIL.search(line) is not None and not _SENTENCE_END.search(line)


def _is_social(line: str) -> bool:
    """A short line about where else to find the site."""
    return len(line) <= _SHORT and (
        _FOLLOW.search(line) is not None or (_ANY_NETWORK.search(line) is not None and not _SENTENCE_END.search(line))
    )


def is_furniture(line: str) -> bool:
    if asks.leads_away(line) or asks.asks(line) or asks.is_credit(line) or asks.is_label(line):
        return True
    if len(line) > _SHORT:
        return False
    if _RIGHTS.search(line) or _TO_THE_READER.match(line) or _DISCLAIMER.match(line):
        return True
    if _ASK.match(line):
        words = len(line.split())
        # "Related charges were dropped." is a sentence of the article; "Related stories" is not.
        return (
            words <= 4
            or not _SENTENCE_END.search(line)
            or _ANY_NETWORK.search(line) is not None
            or line.endswith((":", "："))
        )
    return False
