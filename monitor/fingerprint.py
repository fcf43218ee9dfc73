"""Which words a text has, as one number: equal words, equal number. Pure, over `analysis`.

`content_hash` names a revision's words: white space, curled quotes, case, vowel points, half-spaces
and other things that the fold table levels do not make another revision.
"""

from __future__ import annotations

import hashlib

from monitor.analysis import terms


def content_hash(title: str, text: str) -> str:
    """SHA-256, in hex, of the folded words of title and text."""
    title_words, text_words = terms(title), terms(text)
    # No term holds a space or a line feed: no two different articles give the same bytes.
    return hashlib.sha256("\n".join((" ".join(title_words), " ".join(text_words))).encode()).hexdigest()
