"""Which language a text's words belong to: the evidence that also knows when a language is none that we know.

`words.tsv` holds, for 400 languages (500 spellings of them), the words that they use most, and the three letters with which
their longer words begin and end most: 600 pieces of a language that much is written in, 130 of another. What they were
counted in is told in NOTICE, `scripts/make_language_words.py` counts them. One line is one spelling: the code, how many
pieces one expects to find a word, then the words, the beginnings and the ends, the most frequent first, with their
weights as numbers between them: of all that follows, up to the next number, each piece is e^(weight/2) times as frequent
as one that is not listed. A code with `~` before it is known so that nobody else is taken for it, and is never an answer.

Evidence is naive Bayes over the pieces: `score` is the gain in nats over "no language", `coverage` is how much of what one
expects was found (1 for ordinary text). A word counts three times at most, or the refrain of a song decides.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_BREAK = re.compile(r"[^\w\u0300-\u036f\u0900-\u0963\u0970-\u0d7f\u0e00-\u135f\u1380-\u1fff]+|[\d_]+")
"""What is between words: everything but letters and the marks of Indic and other scripts, which `\\w` leaves out."""
FLOOR = 1e-4
"""How often a piece that is not listed comes, as a share of all words."""
_PIECE = 3
LANGDETECTS = frozenset({
    "af", "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja", "kn", "ko", "lt",
    "lv", "mk", "ml", "mr", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
})  # fmt: skip
"""The languages that langdetect knows."""
_MOST = 3
_CLOSE = 0.85
"""A language whose score is that share of the best one's is a close relative: Croatian, Bosnian, Serbian."""

# Logistic regression over texts of all lengths: the probability that the best language is the right one.
_BASE, _COVERAGE, _LEAD = -3.81, 2.46, 1.85
_FAR = 60.0
_PRIOR = 3.0
"""Nats in favour of the languages that much is written in: with nothing to tell them apart, Croatian and not Bosnian."""
_CLEAR, _WEAK = 5.0, 0.69
"""Where the words alone put a language ahead by less nats than that, it is right in 7 of 10 cases."""
_NAMES = 4
"""So many words of which none is known are a list of names."""


class Candidate(NamedTuple):
    code: str
    named: bool
    score: float
    coverage: float
    has_words: bool
    """Whether a whole word of it was found, not pieces only."""


class Evidence(NamedTuple):
    length: int
    """Words that counted."""
    probability: float
    """That the first candidate is the language of the text; 0 without candidates."""
    family: float
    """That it or a close relative is."""
    candidates: tuple[Candidate, ...]
    """One for each language of which a word was found, the best first."""

    def of(self, code: str) -> Candidate | None:
        return next((candidate for candidate in self.candidates if candidate.code == code), None)

    def is_close(self, code: str) -> bool:
        """Whether a language is the best one or next to it."""
        candidate = self.of(code)
        return candidate is not None and candidate.score >= _CLOSE * self.candidates[0].score


_Index = dict[str, list[tuple[int, float]]]
"""Word or piece of one → the spellings that list it, with its weight in nats."""


class _Table(NamedTuple):
    spellings: tuple[tuple[str, bool, float], ...]
    """Code, whether it may be an answer, expected share."""
    kinds: tuple[_Index, ...]
    """Words, beginnings, ends."""


def evidence(text: str) -> Evidence:
    """What the words of `text` say. Empty for a script that does not part words."""
    table = _table()
    scores: dict[int, float] = {}
    hits: dict[int, int] = {}
    whole: set[int] = set()
    count = 0
    for word, times in Counter(words(text)).items():
        times = min(times, _MOST)
        count += times
        whole.update(spelling for spelling, _ in table.kinds[0].get(word, ()))
        for index, piece in zip(table.kinds, (word, beginning(word), ending(word)), strict=True):
            for spelling, weight in index.get(piece, ()) if piece else ():
                scores[spelling] = scores.get(spelling, 0.0) + weight * times
                hits[spelling] = hits.get(spelling, 0) + times
    best: dict[str, Candidate] = {}
    for spelling, score in scores.items():
        code, named, share = table.spellings[spelling]
        score += _prior(code)
        if code not in best or score > best[code].score:
            best[code] = Candidate(code, named, score, hits[spelling] / count / share, spelling in whole)
    ranked = tuple(sorted(best.values(), key=lambda candidate: (-candidate.score, candidate.code)))
    return Evidence(count, *_probabilities(ranked, count), ranked)


def coverage(text: str, code: str) -> float | None:
    """How far the words of `text` are those of one language, 1 for ordinary text; None where its words are not known."""
    listed = _listed().get(code)
    found = words(text)
    if listed is None or not found:
        return None
    return max(
        sum((word in known) + (beginning(word) in first) + (ending(word) in last) for word in found)
        / len(found)
        / share
        for (known, first, last), share in listed
    )


def is_known(code: str) -> bool:
    """Whether the table has words of a language."""
    return code in _listed()


def words(text: str) -> list[str]:
    return _BREAK.sub(" ", text.lower()).split()


def beginning(word: str) -> str | None:
    """The first letters of a word that has more of them."""
    return word[:_PIECE] if len(word) > _PIECE else None


def ending(word: str) -> str | None:
    return word[-_PIECE:] if len(word) > _PIECE else None


def load() -> None:
    """Read the table now: some 200 ms, once per process."""
    _listed()


def _probabilities(ranked: tuple[Candidate, ...], count: int) -> tuple[float, float]:
    """That the first candidate is the language, and that it or a close relative is."""
    if not ranked:
        return 0.0, 0.0
    first, others = ranked[0], ranked[1:]
    full = _BASE + _COVERAGE * min(first.coverage, 1.0)

    def ahead_of(scores: Iterable[float]) -> float:
        lead = first.score - max(scores, default=0.0)
        return 1 / (1 + math.exp(-full - _LEAD * math.log1p(min(lead, _FAR))))

    probability = ahead_of(each.score for each in others)
    family = ahead_of(each.score for each in others if each.score < _CLOSE * first.score)
    by_words = first.score - _prior(first.code) - max((each.score - _prior(each.code) for each in others), default=0.0)
    is_weak = by_words < _CLEAR or (count >= _NAMES and not first.has_words)
    return (min(probability, _WEAK) if is_weak else probability), family


def _prior(code: str) -> float:
    return _PRIOR if code in LANGDETECTS else 0.0


@cache
def _table() -> _Table:
    spellings = []
    kinds: tuple[_Index, ...] = ({}, {}, {})
    lines = files("monitor.enrich").joinpath("words.tsv").read_text("utf-8").splitlines()
    for number, line in enumerate(lines):
        code, share, *columns = line.split("\t")
        spellings.append((code.removeprefix("~"), not code.startswith("~"), float(share)))
        for index, column in zip(kinds, columns, strict=True):
            weight = 0.0
            for item in column.split():
                if item.isascii() and item.isdigit():
                    weight = int(item) / 2
                else:
                    index.setdefault(item, []).append((number, weight))
    return _Table(tuple(spellings), kinds)


@cache
def _listed() -> dict[str, list[tuple[tuple[frozenset[str], ...], float]]]:
    table = _table()
    known: list[tuple[set[str], ...]] = [(set(), set(), set()) for _ in table.spellings]
    for number, index in enumerate(table.kinds):
        for piece, found in index.items():
            for spelling, _ in found:
                known[spelling][number].add(piece)
    listed: dict[str, list[tuple[tuple[frozenset[str], ...], float]]] = {}
    for (code, _, share), those in zip(table.spellings, known, strict=True):
        listed.setdefault(code, []).append((tuple(map(frozenset, those)), share))
    return listed
