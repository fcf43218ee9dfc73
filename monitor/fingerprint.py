"""Which words a text has, as numbers: equal words, share of changed words, shingles. Pure, over `analysis`.

`content_hash` names a revision's words: white space, curled quotes, case, vowel points, half-spaces
and other things that the fold table levels do not make another revision. `change_share` says how
much of an article's words an edit touched.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from monitor.analysis import terms

SHINGLE = 5
"""Words a shingle; shorter texts are one shingle."""


def content_hash(title: str, text: str) -> str:
    """SHA-256, in hex, of the folded words of title and text."""
    title_words, text_words = terms(title), terms(text)
    # No term holds a space or a line feed: no two different articles give the same bytes.
    return hashlib.sha256("\n".join((" ".join(title_words), " ".join(text_words))).encode()).hexdigest()


def change_share(old: Sequence[str], new: Sequence[str]) -> float:
    """How much of the words changed, from 0.0 (the same words) to 1.0 (none in common).

    One minus the Dice coefficient of the two bags of words: moved paragraphs are no change,
    a replaced name in 500 words is 0.002. Two empty texts are the same.
    """
    total = len(old) + len(new)
    if not total:
        return 0.0
    common = (Counter(old) & Counter(new)).total()
    return 1.0 - 2.0 * common / total


def shingles(words: Sequence[str], size: int = SHINGLE) -> frozenset[str]:
    """Every run of `size` neighbouring words, joined by a space."""
    if not words:
        return frozenset()
    if len(words) <= size:
        return frozenset((" ".join(words),))
    return frozenset(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def containment(part: frozenset[str], whole: frozenset[str]) -> float:
    """The share of `part`'s shingles that `whole` has; a shortened copy of a text is contained in it. Empty: 0.0."""
    return len(part & whole) / len(part) if part else 0.0
