"""langdetect's detector with its inner loops in comprehensions: the same answers to the last bit, at half the cost.

It adds a letter to a buffer object, asks for the block of each, and multiplies 55 probabilities one index at a time some
two hundred times a text. The random draws are its own, in its own order.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from langdetect import detector_factory
from langdetect.detector import Detector
from langdetect.utils.ngram import NGram

_normal = lru_cache(maxsize=8192)(NGram.normalize)
_LENGTHS = range(1, NGram.N_GRAM + 1)


class QuickDetector(Detector):  # type: ignore[misc]  # it has no types
    """One text's detector."""

    def _extract_ngrams(self) -> list[str]:
        known = self.word_lang_prob_map
        found: list[str] = []
        grams, is_capitals = " ", False
        for letter in map(_normal, self.text):
            last = grams[-1]
            if last == " ":
                grams, is_capitals = " ", False
                if letter == " ":
                    continue
            elif len(grams) >= NGram.N_GRAM:
                grams = grams[1:]
            grams += letter
            if letter.isupper():
                is_capitals = is_capitals or last.isupper()
            else:
                is_capitals = False
            if is_capitals:
                continue
            for size in _LENGTHS:
                if len(grams) < size:
                    break
                gram = grams[-size:]
                if gram != " " and gram in known:
                    found.append(gram)
        return found

    def _update_lang_prob(self, prob: list[float], word: str, alpha: float) -> bool:
        weight = alpha / self.BASE_FREQ
        prob[:] = [one * (weight + other) for one, other in zip(prob, self.word_lang_prob_map[word], strict=True)]
        return True

    def _normalize_prob(self, prob: list[float]) -> float:
        total = sum(prob)
        prob[:] = [one / total for one in prob]
        return max(prob)


def create() -> Any:
    """A detector over the loaded profiles; `detector_factory.init_factory` must have run."""
    return QuickDetector(detector_factory._factory)
