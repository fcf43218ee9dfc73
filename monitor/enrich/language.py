"""The language of a text: its script, then its words and how they begin and end; langdetect on a sample, the page's claim
and the source's language are second opinions where those are not sure.

Codes are BCP 47 primary subtags (`zh` and `no` whatever the variety; `ckb`, `kmr` for Sorani and Kurmanji). `und` is an
answer, given where none is more likely right than wrong: langdetect knows 55 languages and names one of them for any
text, `monitor.enrich.words` knows some 400 and says how sure it is. Words decide most texts alone, at a tenth of the cost.

`confidence` is 0–1: how often such an answer is right, for whole articles as for two words. It was fitted on news,
speeches and messages of programs that the words were not counted in, a fifth of them in languages that the table does
not know: `benchmarks/languages.py` prints how far it is off on any texts.

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
_KURDISH = {"Latin": "kmr", "Arabic": "ckb"}
# Languages that little is written in, by the one whose words theirs resemble: there the page is taken at its word.
_SWALLOWED = {"fa": {"mzn", "glk", "lrc", "bal"}, "ur": {"ks"}, "hi": {"kok"}, "ru": {"ce"}}
_RESEMBLES = 0.2
_SURE = 0.9
_ANSWER, _RELATIVE, _FAMILY = 0.5, 0.3, 0.8
"""Less sure than this is `und`; one of close relatives is an answer where it is sure that it is one of them."""
_CONTRADICTED = 0.6
"""Where langdetect names another language, an answer that was not sure is right so much less often."""
_CLAIMED = 0.85
"""How often the page is right between close relatives."""
_FEW = 40
"""Fewer letters than this are whatever page and source say with one voice, where the words do not say otherwise."""
_PARAGRAPH = 60
_PARAGRAPHS = 24
_PIECE = 180
_SEVENTH = 1 / 7
_LIKELY = 0.7
_OWN, _STRANGE = 0.65, 0.3
"""Paragraphs whose words are covered so far are in the text's language; less, and they are not."""


class Verdict(NamedTuple):
    code: str
    confidence: float
    origin: str
    """`script` (letters or words), `html` (the page's claim), `source`; empty for `und`."""
    languages: tuple[str, ...] = ()
    """Of a text in several languages, each with a seventh of it or more, the most first."""


_UNKNOWN = Verdict("und", 0.0, "")


def warm() -> None:
    """Load langdetect's profiles and the words: most of a second, once per process."""
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
    letters = sum(character.isalpha() for character in sample)
    if scripts.is_enough(script):
        return _by_script(scripts.decided(sample, found), letters)
    if letters >= _FEW and (code := scripts.by_letters(sample, script)):
        return Verdict(code, min(0.98, 0.85 + letters / 1500), "script")
    said = [(_KURDISH.get(script, code) if code == "ku" else code, origin) for code, origin in claims]
    said = [(code, origin) for code, origin in said if scripts.can_be(code, script)]
    evidence = words.evidence(sample)
    answer = _by_words(evidence, said, sample, script)
    if answer.confidence >= (_RELATIVE if evidence.family >= _FAMILY else _ANSWER):
        return answer
    if letters < _FEW and said and len({code for code, _ in said}) == 1:
        return Verdict(said[0][0], _ANSWER, said[0][1])
    return _UNKNOWN


def _by_script(code: str, letters: int) -> Verdict:
    if letters < 4 or (code == "zh" and letters < 12):  # a Greek letter in a formula; Japanese words without kana
        return Verdict(code, 0.6, "script")
    return Verdict(code, min(0.99, 0.9 + letters / 1000), "script")


def _by_words(evidence: words.Evidence, said: list[tuple[str, str]], sample: str, script: str) -> Verdict:
    """What the words say, as far as the others bear it out."""
    if not evidence.candidates:
        return _UNKNOWN
    first = evidence.candidates[0]
    sure = evidence.probability
    for code, origin in said:
        if code == first.code:
            return Verdict(code, round(1 - (1 - sure) / 2, 3), "script")
        if evidence.is_close(code) or _may_be_swallowed(code, evidence):
            return Verdict(code, round(max(sure, _ANSWER) * _CLAIMED, 3), origin)
    if not first.named:
        return _UNKNOWN
    if _ANSWER <= sure < _SURE and first.code in words.LANGDETECTS:
        other = _langdetect(sample[:_SAMPLE], script)
        if other not in (None, first.code):
            sure *= _CONTRADICTED
    return Verdict(first.code, round(sure, 3), "script")


def _may_be_swallowed(code: str, evidence: words.Evidence) -> bool:
    """Whether the claimed language may hide behind its larger neighbour."""
    if code not in _SWALLOWED.get(evidence.candidates[0].code, ()):
        return False
    own = evidence.of(code)
    return own.coverage >= _RESEMBLES if own is not None else not words.is_known(code)


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
    if covered is not None and covered >= _OWN:
        return code
    found = scripts.shares(piece)
    if not found:
        return "und"
    script = next(iter(found))
    if scripts.is_enough(script):
        return scripts.decided(piece, found)
    if by_letters := scripts.by_letters(piece, script):
        return by_letters
    evidence = words.evidence(piece)
    if evidence.is_close(code):
        return code
    if evidence.probability >= _LIKELY and evidence.candidates[0].named:
        return evidence.candidates[0].code
    return code if covered is not None and covered >= _STRANGE else "und"


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
