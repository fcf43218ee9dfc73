"""How many words a text has, for thresholds and for people.

A word is a run of letters, digits and marks (with joiners and apostrophes inside). Scripts without spaces are counted
by the length of an average word: Han, Kana and Thai-like scripts two characters a word, four for Thai, Lao, Khmer and
Burmese.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:[\u200c\u200d'’.\u0300-\u036f\u0590-\u05c7\u064b-\u0655\u0670]+[^\W_]+)*")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]")
_HAN_KANA = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def count(text: str) -> int:
    dense = len(_HAN_KANA.findall(text))
    loose = len(_SPACELESS.findall(text))
    if dense or loose:
        text = _SPACELESS.sub(" ", _HAN_KANA.sub(" ", text))
    return sum(1 for _ in _WORD.finditer(text)) + (dense + 1) // 2 + (loose + 3) // 4


def letters(text: str) -> int:
    """The text's length where a character of Chinese, Japanese or Korean counts as two: it says as much."""
    return len(text) if text.isascii() else len(text) + len(_DENSE.findall(text))
