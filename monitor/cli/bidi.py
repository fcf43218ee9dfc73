"""Right-to-left text in a terminal.

Terminals of the VTE family put right-to-left runs in order themselves, many others do not. So text stays in logical
order, stands last on its line or alone on it, and with `isolate` it is wrapped in FIRST STRONG ISOLATE … POP
DIRECTIONAL ISOLATE (Unicode Annex 9), so that it does not turn what stands before it. `raw` adds nothing.
"""

from __future__ import annotations

import unicodedata

MODES = ("isolate", "raw")
ISOLATE, POP = "\u2068", "\u2069"

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})


def has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in text)


def is_right_to_left(text: str) -> bool:
    """Whether its first strong letter is (rule P2 of Unicode Annex 9)."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


def isolated(text: str, mode: str) -> str:
    """`text` as it is printed in `mode`: each line of it wrapped where it holds right-to-left letters."""
    if mode != "isolate" or not has_right_to_left(text):
        return text
    return "\n".join(f"{ISOLATE}{line}{POP}" if has_right_to_left(line) else line for line in text.split("\n"))
