"""Which script a text is in, and what its letters alone say of the language.

Letters decide where only one language of the script uses them: Sorani ێ ۆ ڕ ڵ, Pashto ې ښ ځ, Urdu ٹ ڈ ں, Uyghur ۇ ۈ ې,
Kurmanji ê î û with x and w, Tajik ҳ ҷ ӣ, Azerbaijani ə. Scripts of one language decide at once.
"""

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
        script = _script(character)
        if script:
            counts[script] += times
    total = counts.total()
    return {name: count / total for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))}


@lru_cache(maxsize=8192)
def _script(character: str) -> str | None:
    return next((name for name, counter in _COUNTERS.items() if counter.match(character)), None)


def can_be(code: str, script: str) -> bool:
    """Whether a language is written in that script."""
    if code in _TWO_SCRIPTS:
        return True
    expected = _SCRIPT_OF.get(code, "Latin")
    return expected == script or {expected, script} <= {"Han", "Kana"}


def is_enough(script: str) -> bool:
    """Whether the script alone says the language, or nearly: scripts of one language, and those that do not part words."""
    return script in _ONE_LANGUAGE or script in ("Han", "Kana", "Ethiopic")


def decided(text: str, found: dict[str, float]) -> str | None:
    """The language where the letters decide it; None where they do not."""
    script = next(iter(found))
    if script in ("Han", "Kana"):
        # Japanese always has kana between its kanji; Chinese quotes a kana word at most.
        return "ja" if found.get("Kana", 0.0) >= 0.08 * (found.get("Han", 0.0) + found.get("Kana", 0.0)) else "zh"
    if script == "Myanmar":
        return _myanmar(text)
    if script in _ONE_LANGUAGE:
        return _ONE_LANGUAGE[script]
    if script == "Arabic":
        return _arabic(text)
    if script == "Cyrillic":
        return _cyrillic(text)
    if script == "Latin":
        return _latin(text)
    if script == "Hebrew":
        return "yi" if _share(text, "ײװױ", script) + text.count("אָ") / 500 > 0.015 else "he"
    if script == "Ethiopic":
        return "ti" if _share(text, "ኣቐቑቒቓቕቖኸኹኺኻኽኾዀ", script) > 0.025 else "am"
    if script == "Bengali":
        return "as" if _share(text, "ৰৱ", script) > 0.01 else "bn"
    return None


def _share(text: str, letters: str, script: str) -> float:
    total = sum(map(len, _COUNTERS[script].findall(text)))
    return sum(text.count(letter) for letter in letters) / total if total else 0.0


def _myanmar(text: str) -> str:
    """Shan, Mon and S'gaw Karen have letters of their own in the block."""
    own = {"shn": "ၵၶၸၼၽႁႃႄ", "mnw": "ၚၜၝဳ", "ksw": "ၠၡၢၣၤ"}
    share, code = max((_share(text, letters, "Myanmar"), code) for code, letters in own.items())
    return code if share > 0.01 else "my"


def _arabic(text: str) -> str | None:
    def share(letters: str) -> float:
        return _share(text, letters, "Arabic")

    if share("ۇۈۋڭ") > 0.02:
        return "ug"
    if share("ڀٿٺڄڃڇڏڌڍڙڦڪڳڱڻ") > 0.02:
        return "sd"
    if share("ێۆڕڵڤ") > 0.02 and share("ە") > 0.02:
        return "ckb"
    if share("ښځڅږۍېړټډڼ") > 0.02:
        return "ps"
    if share("ٹڈڑںے") > 0.02:
        return "ur"
    words = re.findall(r"\w+", text)
    if words and sum(word in _AZERI for word in words) / len(words) > 0.04:
        return "az"
    return None


def is_kurmanji(text: str) -> bool:
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


_AZERI = frozenset(
    [
        "بیر",
        "اوچون",
        "ایله",
        "اولان",
        "گؤره",
        "سونرا",
        "ائدن",
        "ائدیر",
        "ائتدی",
        "ائدیب",
        "اولدو",
        "اولوب",
        "اولاراق",
        "اونون",
        "داها",
        "یئنی",
        "کیمی",
        "هر",
        "قدر",
        "ایکی",
        "بئله",
        "آنجاق",
        "واردیر",
        "اولور",
        "دئدی",
        "دئییب",
        "بؤیوک",
        "گؤزل",
        "ائتمک",
        "اؤز",
        "سیزین",
        "بیزیم",
        "اولموش",
        "دیر",
    ]
) - {"هر", "قدر"}


_KURMANJI = frozenset(
    [
        "û",
        "di",
        "de",
        "ji",
        "li",
        "ku",
        "bi",
        "bê",
        "bo",
        "ev",
        "ew",
        "wan",
        "wê",
        "wî",
        "ye",
        "dê",
        "jî",
        "ên",
        "yên",
        "yê",
        "ya",
        "hatin",
        "hat",
        "kir",
        "kirin",
        "got",
    ]
)


def _cyrillic(text: str) -> str | None:
    def share(letters: str) -> float:
        return _share(text, letters + letters.upper(), "Cyrillic")

    if share("ҳҷӣӯ") > 0.01:
        return "tg"
    if share("әұқғңһ") > 0.02 and share("і") > 0.005:
        return "kk"
    if share("әҗ") > 0.01 and share("ңһ") > 0.005:
        return "tt"
    if share("ӑӗ") > 0.03:
        return "cv"
    if share("ҙ") > 0.01:
        return "ba"
    if share("ңүө") > 0.015 and share("ө") > 0.003:
        return "ky" if share("ң") > 0.003 else "mn"
    if share("өү") > 0.02:
        return "mn"
    if share("ў") > 0.003 and share("і") > 0.01:
        return "be"
    if share("ўқғҳ") > 0.02:
        return "uz"
    if share("љњђћџј") > 0.02:
        return "mk" if share("ѓќѕ") > 0.001 else "sr"
    if share("іїє") > 0.02 and share("ыэё") < 0.003:
        return "uk"
    return None


def _latin(text: str) -> str | None:
    lowered = text.lower()

    def share(letters: str) -> float:
        return _share(lowered, letters, "Latin")

    if share("ə") > 0.02:
        return "az"
    if share("êîû") > 0.025 and share("ı") > 0.015:
        return "zza"  # Kurmanji has no ı, Turkish next to no circumflex
    if share("êîû") > 0.025 and share("xwq") > 0.012 and share("îû") > 0.008 and share("àèùœ") < 0.004:
        return "kmr"
    if share("êîû") > 0.03 and share("àèùœéç") < share("êîû"):
        words = re.findall(r"\w+", lowered)
        if sum(word in _KURMANJI for word in words) >= 0.08 * len(words):
            return "kmr"
    if share("ň") > 0.004 and share("ýž") > 0.01 and share("äöü") > 0.015 and share("řěčš") < 0.004:
        return "tk"
    return None
