"""The one boundary that text from outside passes: `clean_text` and `clean_line`.

Comes in: any string that a page, feed or header held. Goes out: NFC text that can be stored, shown,
put into a header of a mail and searched.

- Kept: every letter, digit, mark and symbol; ZWNJ and ZWJ (they are spelling in Persian, Kurdish, Indic
  scripts and emoji); variation selectors; LRM, RLM and ALM (harmless, and they carry the order of mixed lines).
- Kept between letters of Thai, Lao, Khmer and Burmese: ZERO WIDTH SPACE, which parts words there.
- Removed: lone surrogates, NUL and other C0/C1 controls, U+FFFE/U+FFFF, soft hyphens, other zero-width spaces,
  word joiners, byte order marks, interlinear annotations, tag characters outside a flag emoji, and the bidi
  embeddings, overrides and isolates (they can make a line read as something that it does not say: CVE-2021-42574).
- White space: NO-BREAK SPACE and its relatives become a space, runs of spaces one; CR, NEL, LS, PS become a newline.
- A ZWNJ or ZWJ beside white space or at an end joins nothing and is dropped.

Idempotent. Must not know what the text is for.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REMOVED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls but tab, newline (and those of _LINE_ENDS)
    "\u00ad\u180e\u2060-\u206f\u202a-\u202e\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_WITHOUT_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
_WORD_SPACES = re.compile(f"(?<![{_WITHOUT_SPACES}])\u200b+|\u200b+(?![\u200b{_WITHOUT_SPACES}])|(?<=\u200b)\u200b+")
_TAGS = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LOOSE_JOINERS = re.compile("(?:(?<=[ \n])|^)[\u200c\u200d]+|[\u200c\u200d]+(?=[ \n]|$)|(?<=\u200c)\u200c+")
_AROUND_NEWLINES = re.compile(" *\n[ \n]*")
_NO_LETTERS = re.compile(r"[\W_]+")
_ANY_SPACE = re.compile(r"\s+")
# What is removed, joins, or is a tag; a line without any of these has only spaces that need work.
_MAY_NEED_MORE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b-\u200d\u2060-\u206f\u202a-\u202e\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_MAY_NEED_WORK = re.compile("[^\x20-\x7e]|  ")


def clean_text(text: str) -> str:
    """`text` in NFC with one newline between its lines, each trimmed and not empty."""
    if not _MAY_NEED_WORK.search(text):
        return text.strip()
    text = _LINE_ENDS.sub("\n", text)
    text = _REMOVED.sub("", text)
    text = _TAGS.sub("", text)
    if "\u200b" in text:
        text = _WORD_SPACES.sub("", text)
    text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", text)
    text = _AROUND_NEWLINES.sub("\n", text)
    text = _LOOSE_JOINERS.sub("", text)
    # A dropped joiner may have stood alone between two spaces.
    text = _AROUND_NEWLINES.sub("\n", _SPACES.sub(" ", text))
    return text.strip(" \n")


def clean_line(text: str) -> str:
    """`clean_text` on a single line: titles, names, tags (a CR or LF in a title makes a mail unsendable)."""
    if not _MAY_NEED_MORE.search(text):
        return unicodedata.normalize("NFC", " ".join(text.split()))
    return _ANY_SPACE.sub(" ", clean_text(text))


def levelled(text: str) -> str:
    """Letters and digits alone, without case: what two spellings of one headline or name have in common."""
    return _NO_LETTERS.sub("", text.casefold())
