"""The words that stand beside a date and say of what it is: of the publication, or of a change.

`says_published` asks for a word of publication, `is_label` for a text that is nothing but such a word, or one for a date
(`Erschienen am:`, `تاریخ انتشار`). `unchanged` is what a line says without its part about a change; that may be nothing.
The words: `phrases/labels.txt`.
"""

from __future__ import annotations

import re

from monitor.extract.phrases import alternatives

_PUBLISHED = alternatives("labels.txt", "published")
_SAYS_PUBLISHED = re.compile(_PUBLISHED, re.IGNORECASE)
_LABEL = re.compile(
    rf"\W*(?:(?:\w+ )?(?:{_PUBLISHED})\w*(?: \w+){{0,2}}|(?:{alternatives('labels.txt', 'date')})(?: \w+){{0,2}})\W*",
    re.IGNORECASE,
)
_LONGEST_LABEL = 40
_UPDATED = re.compile(alternatives("labels.txt", "updated"), re.IGNORECASE)


def says_published(text: str) -> bool:
    return _SAYS_PUBLISHED.search(text) is not None


def says_updated(text: str) -> bool:
    return _UPDATED.search(text) is not None


def is_label(text: str) -> bool:
    return len(text) <= _LONGEST_LABEL and _LABEL.fullmatch(text) is not None


def unchanged(line: str) -> str:
    """`3 May 2020, updated 5 May 2020` → `3 May 2020, `. A word of change that no figure follows may mean the date before it."""
    change = _UPDATED.search(line)
    if change is None:
        return line
    for said in _SAYS_PUBLISHED.finditer(line, change.end()):
        return line[said.start() :]
    head, rest = line[: change.start()], line[change.end() :]
    return head if _holds_figures(head) and _holds_figures(rest) else ""


def _holds_figures(text: str) -> bool:
    return any(character.isdigit() for character in text)
