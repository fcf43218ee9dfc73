"""Which script a text is in, and the language where its script alone says it."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

# Script → its blocks, as the inside of a character class.
_BLOCKS = {
    "Latin": "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ",
    "Arabic": "ؠ-يٮ-ۓەۮۯۺ-ۿݐ-ݿﭐ-ﻼ",
    "Cyrillic": "Ѐ-ԯ",
    "Hebrew": "א-תװ-ײ",
    "Greek": "Ͱ-ϡϰ-Ͽἀ-῿",
    "Han": "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff",
    "Kana": "\u3041-\u30fa\u30fc-\u30ff",
    "Hangul": "\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Gurmukhi": "\u0a00-\u0a7f",
    "Gujarati": "\u0a80-\u0aff",
    "Oriya": "\u0b00-\u0b7f",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Kannada": "\u0c80-\u0cff",
    "Malayalam": "\u0d00-\u0d7f",
    "Sinhala": "\u0d80-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Tibetan": "\u0f00-\u0fff",
    "Myanmar": "\u1000-\u109f",
    "Georgian": "\u10a0-\u10ff",
    "Ethiopic": "\u1200-\u137f",
    "Khmer": "\u1780-\u17ff",
    "Armenian": "\u0530-\u058f",
    "Thaana": "\u0780-\u07bf",
    "Mongolian": "\u1800-\u18af",
    "Tifinagh": "\u2d30-\u2d7f",
    "Syriac": "\u0700-\u074f",
}
_COUNTERS = {name: re.compile(f"[{block}]+") for name, block in _BLOCKS.items()}
_ONE_LANGUAGE = {
    "Greek": "el", "Hangul": "ko", "Kana": "ja", "Gurmukhi": "pa", "Gujarati": "gu", "Oriya": "or", "Tamil": "ta", "Telugu": "te",
    "Kannada": "kn", "Malayalam": "ml", "Sinhala": "si", "Thai": "th", "Lao": "lo", "Tibetan": "bo", "Myanmar": "my", "Georgian": "ka",
    "Khmer": "km", "Armenian": "hy", "Thaana": "dv", "Syriac": "syr",
}  # fmt: skip
_SCRIPT_OF = {code: script for script, code in _ONE_LANGUAGE.items()} | {
    **dict.fromkeys(("ar", "fa", "ckb", "ps", "ur", "ug", "sd", "prs", "mzn", "glk", "lrc", "bal", "ks"), "Arabic"),
    **dict.fromkeys(("ru", "uk", "be", "bg", "mk", "tg", "kk", "ky", "mn", "tt", "ba", "ce", "os", "cv"), "Cyrillic"),
    **dict.fromkeys(("he", "yi"), "Hebrew"),
    **dict.fromkeys(("hi", "mr", "ne", "sa", "mai", "bho"), "Devanagari"),
    **dict.fromkeys(("bn", "as"), "Bengali"),
    **dict.fromkeys(("am", "ti"), "Ethiopic"),
    "zh": "Han",
    "ja": "Kana",
}
_TWO_SCRIPTS = frozenset({"az", "ku", "kmr", "uz", "tk", "sr", "kk", "ky", "pa", "ks", "sd", "mn", "ug", "bs", "tt"})


def shares(text: str) -> dict[str, float]:
    """Script → its share of the letters of `text`, the largest first; empty without letters."""
    counts: Counter[str] = Counter()
    for character, times in Counter(text).items():
        script = of(character)
        if script:
            counts[script] += times
    total = counts.total()
    return {name: count / total for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}


@lru_cache(maxsize=8192)
def of(character: str) -> str | None:
    """The script of a letter."""
    return next((name for name, counter in _COUNTERS.items() if counter.match(character)), None)


def can_be(code: str, script: str) -> bool:
    """Whether a language is written in that script."""
    if code in _TWO_SCRIPTS:
        return True
    expected = _SCRIPT_OF.get(code, "Latin")
    return expected == script or {expected, script} <= {"Han", "Kana"}


def is_enough(script: str) -> bool:
    """Whether the script alone says the language, or nearly: scripts of one language, and those that do not part words."""
    return script in _ONE_LANGUAGE or script in ("Han", "Kana")


def is_written_alone(code: str) -> bool:
    """Whether a language is written in such a script, and its words need not be known."""
    return is_enough(_SCRIPT_OF.get(code, ""))


def decided(text: str, found: dict[str, float]) -> str:
    """The language of a text in a script that is enough."""
    script = next(iter(found))
    if script in ("Han", "Kana"):
        # Japanese always has kana between its kanji; Chinese quotes a kana word at most.
        return "ja" if found.get("Kana", 0.0) >= 0.08 * (found.get("Han", 0.0) + found.get("Kana", 0.0)) else "zh"
    if script == "Myanmar":
        return _myanmar(text)
    return _tibetan(text) if script == "Tibetan" else _ONE_LANGUAGE[script]


def _share(text: str, letters: str, script: str) -> float:
    total = sum(map(len, _COUNTERS[script].findall(text)))
    return sum(text.count(letter) for letter in letters) / total if total else 0.0


def _myanmar(text: str) -> str:
    """Shan, Mon and S'gaw Karen have letters of their own in the block; old fonts put a few of them into Burmese."""
    own = {"shn": "ၵၶၸၼၽႁႃႄ", "mnw": "ၚၜၝ", "ksw": "ၠၡၢၣၤ"}
    share, code = max((_share(text, letters, "Myanmar"), code) for code, letters in own.items())
    return code if share > 0.02 else "my"


_DZONGKHA = ("་ལུ་", "ཨིན", "་ཚུ་", "་སྦེ་", "ཡོདཔ", "་འབད")
_TIBETAN = ("་ནས་", "རེད", "་དུ་", "་བྱེད", "་བྱས", "ཡིན་", "་པོ་")


def _tibetan(text: str) -> str:
    """Dzongkha or Tibetan, by the syllables that only one of them uses."""
    return "dz" if sum(map(text.count, _DZONGKHA)) > sum(map(text.count, _TIBETAN)) else "bo"


def by_letters(text: str, script: str) -> str | None:
    """What letters say of languages whose words are in no table, or too few of them."""
    if script == "Arabic" and _is_kurmanji(text):
        return "kmr"
    if script == "Latin" and "ı" in text:
        lowered = text.lower()
        # Kurmanji has no ı, Turkish next to no circumflex.
        if _share(lowered, "êîû", script) > 0.025 and _share(lowered, "ı", script) > 0.015:
            return "zza"
    return None


def _is_kurmanji(text: str) -> bool:
    """Kurmanji of Iraq in Arabic letters, by the small words: `ل` and `ژ` where Sorani has `لە`."""
    if "ێ" not in text:
        return False
    words = re.findall(r"\w+", text)
    northern = sum(word in _KURMANJI_ARABIC for word in words)
    return northern >= 0.05 * len(words) and northern > sum(word in _SORANI for word in words)


_KURMANJI_ARABIC = frozenset(
    [
        "ل",
        "ژ",
        "ب",
        "د",
        "کو",
        "یێ",
        "یێن",
        "ڤێ",
        "ڤی",
        "ئەڤ",
        "ئەڤە",
        "ئەڤێ",
        "دێ",
        "خوە",
        "گۆت",
        "دبێژن",
        "دبێژیت",
        "هاتن",
        "هاتە",
        "هەمی",
        "وێ",
        "وان",
        "بەهێت",
    ]
)
_SORANI = frozenset(
    [
        "لە",
        "بە",
        "کە",
        "بۆ",
        "دەکات",
        "دەکەن",
        "دەڵێت",
        "دەڵێن",
        "وتی",
        "ئەوەی",
        "ئەوان",
        "هەموو",
        "لەم",
        "لەو",
        "بوو",
        "کرد",
        "هەیە",
        "نییە",
    ]
)
