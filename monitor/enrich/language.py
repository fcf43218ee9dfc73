"""The language of a text: its script, then its commonest words, then its letters, then langdetect on a sample; the page's
claim and the source's language are second opinions between close relatives and for a few words.

Codes are BCP 47 primary subtags (`zh` and `no` whatever the variety; `ckb`, `kmr` for Sorani and Kurmanji). `und` is an
answer: langdetect knows 55 languages and names one of them for any text, so what it says counts only as far as the
text's words are that language's (`monitor.enrich.words`). Words decide most texts alone, at half the cost.

`confidence` is 0–1: how often such an answer is right. It was measured on parts of the Universal Declaration that the words
were not counted in, news and chapters in 150 languages, a fifth of the texts in languages unknown to the table:
see `benchmarks/languages.py`, which prints the error of calibration.

A text in several languages is decided by its paragraphs: each of 60 letters or more counts with its length, `languages` has
those with a seventh of the whole, and the first of them is the language of the text.

langdetect is deterministic only with a fixed seed, raises on a text without letters, and is as good on 500 letters as on
all of them, at a quarter of the cost.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from monitor.enrich import scripts, words

_SAMPLE = 450
_PIECES = 3
_MORE = 1500
_NOISE = re.compile(r"https?://\S+|\S+@\S+\.\w+|[@#]\w+|[\d\W_]+(?=[\d\W_]{3})")
_NAMES = {
    "zh-cn": "zh", "zh-tw": "zh", "nb": "no", "nn": "no", "iw": "he", "in": "id", "ji": "yi", "prs": "fa", "pes": "fa", "fas": "fa", "per": "fa",
    "ara": "ar", "arb": "ar", "eng": "en", "cmn": "zh", "yue": "zh", "sh": "hr", "kur": "ku", "azb": "az", "azj": "az", "fil": "tl", "mo": "ro",
}  # fmt: skip
LANGDETECTS = frozenset({
    "af", "ar", "bg", "bn", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "gu", "he", "hi", "hr", "hu", "id", "it", "ja", "kn", "ko", "lt",
    "lv", "mk", "ml", "mr", "ne", "nl", "no", "pa", "pl", "pt", "ro", "ru", "sk", "sl", "so", "sq", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "zh",
})  # fmt: skip
"""The languages that langdetect knows."""
_KURDISH = {"Latin": "kmr", "Arabic": "ckb"}
# Languages whose words are in no table, by the one whose words theirs resemble: there the page is taken at its word.
_SWALLOWED = {
    "fa": {"mzn", "glk", "lrc", "bal", "ckb"},
    "ar": {"ckb"},
    "ur": {"ks"},
    "hi": {"kok"},
    "ru": {"ce"},
}
_ENOUGH = 40
"""Fewer letters than this say nothing without a second opinion."""
_SURE = 0.9
_ANSWER = 0.5
"""Less sure than this is `und`."""
_PARAGRAPH = 60
_PARAGRAPHS = 24
_PIECE = 180
_SEVENTH = 1 / 7
_LIKELY, _OPEN = 0.7, 0.3
"""A paragraph has few words: where they say less than this, its letters are believed."""
# Of 710 texts that words left open, langdetect was right on 38 of 39 where it named the language that the words put
# first, on 18 of 29 where it named one close behind, and on 8 of the 630 others.
_AGREED, _NEAR = 0.95, 0.62
_FULL = 0.4
_CLAIMED = 0.15
"""A claim that langdetect bears out needs no more of the words than this."""


class Verdict(NamedTuple):
    code: str
    confidence: float
    origin: str
    """`script` (letters or words), `langdetect`, `html` (the page's claim), `source`; empty for `und`."""
    languages: tuple[str, ...] = ()
    """Of a text in several languages, each with a seventh of it or more, the most first."""


_UNKNOWN = Verdict("und", 0.0, "")


def warm() -> None:
    """Load langdetect's profiles and the words: half a second, once per process."""
    from langdetect import DetectorFactory, detector_factory

    DetectorFactory.seed = 0
    detector_factory.init_factory()
    words.load()


def language(text: str, *, page_claim: str | None = None, source_language: str | None = None) -> Verdict:
    """The language of `text`, whose paragraphs are its lines. Never raises."""
    claims = ((normal(page_claim), "html"), (normal(source_language), "source"))
    said = [(code, origin) for code, origin in claims if code]
    whole = _decided(_sample(text), said)
    if whole.code == "und" and len(text) > 2 * _SAMPLE:  # three places that are full of names: all of it, to a length
        whole = _decided(_NOISE.sub(" ", text[:_MORE]), said)
    parts = _by_paragraph(text, whole.code)
    if len(parts) < 2:
        return whole
    main = parts[0]
    if main == whole.code:
        return whole._replace(languages=parts)
    return Verdict(main, 0.9, "script", parts)


def normal(code: str | None) -> str | None:
    """A language tag as the primary subtag that is used here; None for what is none."""
    if not code:
        return None
    code = code.strip().lower().replace("_", "-")
    code = _NAMES.get(code) or _NAMES.get(code.partition("-")[0]) or code.partition("-")[0]
    return code if 2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code != "und" else None


def _decided(sample: str, claims: list[tuple[str, str]]) -> Verdict:
    found = scripts.shares(sample)
    if not found:
        return _UNKNOWN
    script = next(iter(found))
    said = [(_KURDISH.get(script, code) if code == "ku" else code, origin) for code, origin in claims]
    said = [(code, origin) for code, origin in said if scripts.can_be(code, script)]
    letters = sum(character.isalpha() for character in sample)
    if scripts.is_enough(script):
        code = scripts.decided(sample, found)
        return Verdict(code, min(0.99, 0.8 + letters / 400), "script") if code and letters >= 12 else _UNKNOWN
    if letters < _ENOUGH:
        return _claimed(sample, letters, found, said)
    if script == "Arabic" and scripts.is_kurmanji(sample):  # the table has its words in Latin letters only
        return Verdict("kmr", min(0.98, 0.85 + letters / 1500), "script")
    evidence = words.evidence(sample)
    if evidence.probability >= _SURE:
        return _by_words(evidence, said)
    by_letters = scripts.decided(sample, found)
    if by_letters is not None and _bears_out(evidence, by_letters):
        return Verdict(by_letters, min(0.98, 0.85 + letters / 1500), "script")
    return _detected(sample, evidence, script, said)


def _bears_out(evidence: words.Evidence, code: str) -> bool:
    """Whether the words do not contradict what the letters say: ə is Azerbaijani, and Kanuri, Lukpa and Tamasheq."""
    candidate = evidence.of(code)
    if candidate is None:
        return not words.is_known(code)
    return candidate.coverage >= 0.3 or candidate is evidence.candidates[0]


def _claimed(sample: str, letters: int, found: dict[str, float], said: list[tuple[str, str]]) -> Verdict:
    """A few words: letters that only one language has, or what page and source say with one voice."""
    code = scripts.decided(sample, found) if letters >= 12 else None
    if code is not None:
        return Verdict(code, 0.8, "script")
    if said and (len(said) == 1 or said[0][0] == said[1][0]):
        return Verdict(said[0][0], 0.5, said[0][1])
    return _UNKNOWN


def _by_words(evidence: words.Evidence, said: list[tuple[str, str]]) -> Verdict:
    first = evidence.candidates[0]
    for code, origin in said:
        if code == first.code:
            break
        if evidence.is_close(code):
            return Verdict(code, 0.9, origin)
        if _may_be_swallowed(code, evidence):
            return Verdict(code, 0.75, origin)
    if not first.named:
        return _UNKNOWN
    sure = evidence.probability
    return Verdict(
        first.code, round(1 - (1 - sure) / 2 if any(first.code == code for code, _ in said) else sure, 3), "script"
    )


def _may_be_swallowed(code: str, evidence: words.Evidence) -> bool:
    """Whether the claimed language may hide behind its larger neighbour: not where the text is full of the neighbour's
    words and has next to none of its own. A site in Sorani claims Sorani for its Arabic articles too."""
    first, own = evidence.candidates[0], evidence.of(code)
    if code not in _SWALLOWED.get(first.code, ()):
        return False
    return first.coverage < _FULL or not words.is_known(code) or (own is not None and own.coverage >= _CLAIMED)


def _detected(sample: str, evidence: words.Evidence, script: str, said: list[tuple[str, str]]) -> Verdict:
    """What langdetect says, as far as the words bear it out; nothing where they do not."""
    if not evidence.candidates:
        return _UNKNOWN
    first = evidence.candidates[0]
    for claim, origin in said:
        if _may_be_swallowed(claim, evidence):
            return Verdict(claim, 0.75, origin)
        if claim != first.code and evidence.is_close(claim) and first.coverage >= 0.3:
            return Verdict(claim, 0.8, origin)
    sure, answer, origin = evidence.probability if first.named else 0.0, first.code, "script"
    fullest = max(each.coverage for each in evidence.candidates)
    near = {
        each.code: evidence.is_close(each.code) and each.coverage >= first.coverage - 0.1
        for each in evidence.candidates
        if each.code in LANGDETECTS and (evidence.is_close(each.code) or each.coverage == fullest >= _FULL)
    }
    claimed = {claim for claim, _ in said if (found := evidence.of(claim)) and found.coverage >= _CLAIMED}
    if near or claimed & LANGDETECTS:
        code = _langdetect(sample[:_SAMPLE], script)
        if code == first.code:
            sure, origin = max(sure, _AGREED), "langdetect"
        elif code is not None and (code in claimed or near.get(code) or (code in near and sure < _NEAR)):
            sure, answer, origin = _NEAR, code, "langdetect"
    if any(answer == claim for claim, _ in said):
        sure = 1 - (1 - sure) / 2
    return Verdict(answer, round(sure, 3), origin) if sure >= _ANSWER else _UNKNOWN


def _langdetect(sample: str, script: str) -> str | None:
    from langdetect import LangDetectException, detector_factory

    from monitor.enrich.detector import create

    if detector_factory._factory is None:
        warm()
    detector = create()
    # langdetect copies its text letter by letter, so it gets the sample only.
    detector.n_trial = 4  # of 7: the same answers at 60 % of the cost
    detector.append(sample)
    try:
        answers = [normal(answer.lang) or "und" for answer in detector.get_probabilities()]
    except LangDetectException:
        return None
    return next((code for code in answers if scripts.can_be(code, script)), None)


def _by_paragraph(text: str, code: str) -> tuple[str, ...]:
    """The languages of the paragraphs, each with a seventh of the letters or more, the most first. A paragraph whose words are
    those of `code` is not looked at further."""
    paragraphs = [line for line in text.split("\n") if len(line) >= _PARAGRAPH]
    if len(paragraphs) < 2:
        return ()
    step = max(1, len(paragraphs) // _PARAGRAPHS)
    lengths: Counter[str] = Counter()
    for paragraph in paragraphs[::step]:
        lengths[_paragraph(paragraph[:_PIECE], code)] += len(paragraph)
    total = lengths.total()
    return tuple(code for code, length in lengths.most_common() if code != "und" and length >= total * _SEVENTH)


def _paragraph(piece: str, code: str) -> str:
    covered = words.coverage(piece, code)
    if covered is not None and covered >= 0.4:
        return code
    found = scripts.shares(piece)
    if not found:
        return "und"
    script = next(iter(found))
    if scripts.is_enough(script):
        return scripts.decided(piece, found) or "und"
    evidence = words.evidence(piece)
    if evidence.is_close(code):
        return code
    is_strange = covered is not None and covered < _CLAIMED
    if evidence.probability >= (_LIKELY if is_strange else _SURE) and evidence.candidates[0].named:
        return evidence.candidates[0].code
    by_letters = scripts.decided(piece, found)
    if by_letters is not None and (evidence.probability < _OPEN or _bears_out(evidence, by_letters)):
        return by_letters
    return code if scripts.can_be(code, script) and not is_strange else "und"


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
