"""The language of a text: its script and letters first, then langdetect on a sample; the page's claim and the source's
language are second opinions.

Codes are BCP 47 primary subtags (`zh` and `no` whatever the variety; `ckb`, `kmr` for Sorani and Kurmanji). `und` is an
answer: langdetect knows 55 languages and names one of them for any text, so what it says of a language that it does
not know is wrong with confidence. Confidence is 0–1: how often such an answer is right, not langdetect's own figure.

langdetect is deterministic only with a fixed seed, raises on a text without letters, and is as good on 500 letters
as on all of them, at a quarter of the cost.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from monitor.enrich import scripts

_SAMPLE = 450
_PIECES = 3
_NOISE = re.compile(r"https?://\S+|\S+@\S+\.\w+|[@#]\w+|[\d\W_]+(?=[\d\W_]{3})")
_NAMES = {
    "zh-cn": "zh", "zh-tw": "zh", "nb": "no", "iw": "he", "in": "id", "ji": "yi", "prs": "fa", "pes": "fa", "fas": "fa", "per": "fa", "ara": "ar",
    "arb": "ar", "eng": "en", "cmn": "zh", "yue": "zh", "sh": "hr", "kur": "ku", "azb": "az", "azj": "az", "fil": "tl",
}  # fmt: skip
# Languages that langdetect does not know, by the known one that it takes them for.
_SWALLOWED = {
    "fa": {"az", "mzn", "glk", "lrc", "bal", "ku", "ckb"},
    "ar": {"ckb", "ku", "az"},
    "tr": {"az", "kmr", "ku", "tk", "crh", "gag", "uz"},
    "ur": {"pnb", "ks", "sd"},
    "hr": {"bs", "sr"},
    "sl": {"bs", "sr", "hr"},
    "id": {"ms", "jv", "su"},
    "ru": {"ky", "kk", "tg", "ce", "os", "be", "sr"},
    "bg": {"mk", "sr"},
    "hi": {"mai", "bho", "sa"},
    "es": {"gl", "ast", "eu"},
    "pt": {"gl"},
    "da": {"no", "nn", "fo"},
    "no": {"da", "nn"},
    "de": {"lb", "gsw", "nds"},
    "nl": {"fy", "af"},
}
_ENOUGH = 40
"""Fewer letters than this say nothing without a second opinion."""


class Verdict(NamedTuple):
    code: str
    confidence: float
    origin: str
    """`script`, `langdetect`, `html` (the page's claim), `source`; empty for `und`."""


def warm() -> None:
    """Load langdetect's profiles: half a second, once per process."""
    from langdetect import DetectorFactory, detector_factory

    DetectorFactory.seed = 0
    detector_factory.init_factory()


def language(text: str, *, page_claim: str | None = None, source_language: str | None = None) -> Verdict:
    """The language of `text`. Never raises."""
    sample = _sample(text)
    found = scripts.shares(sample)
    claim, prior = normal(page_claim), normal(source_language)
    letters = sum(character.isalpha() for character in sample)
    if not found:
        return Verdict("und", 0.0, "")
    script = next(iter(found))
    said = [
        (code, origin) for code, origin in ((claim, "html"), (prior, "source")) if code and scripts.can_be(code, script)
    ]
    decided = scripts.decided(sample, found)
    if decided is not None and letters >= 12:
        return Verdict(decided, min(0.99, 0.7 + letters / 600), "script")
    if letters < _ENOUGH:
        agreed = said[0] if said and (len(said) == 1 or said[0][0] == said[1][0]) else None
        return Verdict(agreed[0], 0.5, agreed[1]) if agreed else Verdict("und", 0.0, "")
    return _detected(sample, letters, script, said)


def normal(code: str | None) -> str | None:
    """A language tag as the primary subtag that is used here; None for what is none."""
    if not code:
        return None
    code = code.strip().lower().replace("_", "-")
    code = _NAMES.get(code) or _NAMES.get(code.partition("-")[0]) or code.partition("-")[0]
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code != "und" else None


def _detected(sample: str, letters: int, script: str, said: list[tuple[str, str]]) -> Verdict:
    from langdetect import LangDetectException, detector_factory

    warm()
    detector = detector_factory._factory.create()
    # langdetect copies its text letter by letter, so it gets the sample only.
    detector.n_trial = 4  # of 7: the same answers at 60 % of the cost
    detector.append(sample)
    try:
        answers = [(normal(answer.lang) or "und", float(answer.prob)) for answer in detector.get_probabilities()]
    except LangDetectException:
        answers = []
    answers = [(code, share) for code, share in answers if scripts.can_be(code, script)]
    for code, origin in said:
        if answers and code in _SWALLOWED.get(answers[0][0], ()):
            return Verdict(code, 0.75, origin)
    if not answers:
        return Verdict(said[0][0], 0.5, said[0][1]) if said else Verdict("und", 0.0, "")
    code, share = answers[0]
    confidence = share * min(0.97, 0.55 + letters / 500)
    if any(code == other for other, _ in said):
        confidence = min(0.99, confidence + 0.2)
    elif share < 0.85 and said and any(said[0][0] == other for other, _ in answers):
        return Verdict(said[0][0], 0.6, said[0][1])
    if confidence < 0.45:
        return Verdict("und", 0.0, "")
    return Verdict(code, round(confidence, 3), "langdetect")


def _sample(text: str) -> str:
    """Some 450 letters from three places, cut between words: one quoted sentence does not decide for the whole."""
    if len(text) <= _SAMPLE * 2:
        return _NOISE.sub(" ", text)
    size = _SAMPLE // _PIECES
    pieces = []
    for number in range(_PIECES):
        start = int(len(text) * (0.05 + 0.3 * number))
        piece = _NOISE.sub(" ", text[start : start + size * 2])
        head, _, rest = piece.partition(" ")
        pieces.append((rest or head)[:size])
    return " ".join(pieces)
