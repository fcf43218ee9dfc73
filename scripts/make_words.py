"""Write monitor/words.tsv, the data behind `monitor.analysis`: which characters fold to what, which form words.

    python scripts/make_words.py > monitor/words.tsv

The file is data with a version of its own, so that neither a newer Python nor a newer `regex`
package moves a word while an index made with the old table is still in use. Run this only
together with a new `analysis.ANALYSIS_VERSION`, and read the difference.

Rows are `kind, characters, result`, tab-separated:

    fold   0130         69          one character → code points (none: it is dropped; 20: a space)
    fold   1F300..1F5FF 20          each character of a range → the same
    pair   FF76 FF9E    30AC        two characters → code points, before the single ones
    class  0061..007A   L           L letter or digit · K katakana · H one character a word · S script
                                    without spaces, a run is a word · X extends what stands before it
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterable, Iterator

import regex

EVERY = range(0x110000)
SPACE = " "


def members(prop: str) -> frozenset[int]:
    matches = regex.compile(rf"\p{{{prop}}}").match
    return frozenset(code for code in EVERY if matches(chr(code)))


LETTERS = members("WB=ALetter") | members("WB=Hebrew_Letter") | members("WB=Numeric")
KATAKANA = members("WB=Katakana")
SINGLE = members("Script=Han") | members("Script=Hiragana")
UNSPACED = members("LB=SA")
WORDS = LETTERS | KATAKANA | SINGLE | UNSPACED
HANGUL = members("Script=Hangul")  # its half forms would compose to syllables that nobody wrote
EXTEND = members("WB=Extend") | members("WB=ZWJ")
JOINING = frozenset().union(
    *(members(f"WB={name}") for name in ("MidLetter", "MidNum", "MidNumLet", "Single_Quote", "Double_Quote")),
    members("WB=ExtendNumLet"),
)
EMOJI = (
    (members("Extended_Pictographic") | members("Regional_Indicator") | members("Emoji_Modifier"))
    # Reserved for emoji to come: Lucene already emits them as words.
    | frozenset(code for code in range(0x1F000, 0x1FB00) if not unicodedata.name(chr(code), ""))
)
# Vowel points and accents of scripts whose readers leave them out or type them at will. The marks
# of Indic and South-East Asian scripts are vowels and stay.
OPTIONAL_MARKS = frozenset().union(
    *(members(f"Script={name}") for name in ("Inherited", "Common", "Arabic", "Hebrew", "Syriac", "Cyrillic", "Greek"))
)
KEPT_MARKS = {0x3099, 0x309A}  # the Japanese voicing marks: another sound, another word

# Letters of one word that different keyboards write differently.
VARIANTS = {
    "ي": "ی", "ى": "ی", "ے": "ی",
    "ك": "ک", "ڪ": "ک", "ګ": "گ",
    "ة": "ه", "ۃ": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۀ": "ه",
    "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
    "ς": "σ", "ё": "е", "ѐ": "е", "ѝ": "и",
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ł": "l",
    "ŋ": "n", "ə": "a", "ǝ": "e", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ŧ": "t",
}  # fmt: skip
DROPPED = {
    "ـ",  # tatweel
    "\u06e5", "\u06e6",  # small waw and yeh of Quranic spelling
    "ʾ", "ʿ",  # half rings of transliterated Arabic: Qurʾān is looked for as Quran
}  # fmt: skip
SPACES = {
    "\u200c",  # the Persian half-space: روزنامه‌نگار is looked for with a space
    "ʻ", "ʼ", "ˈ", "ˊ", "ʹ", "ʽ", "ˋ",  # letters that are typed in the place of an apostrophe
    "՚", "՛", "՜", "՞", "׳", "״", "٫",
    "ꞌ", "Ꞌ",
}  # fmt: skip


def keeps_its_accent(char: str) -> bool:
    """Cyrillic й and ї are letters of their own, not и and і with an accent."""
    return "CYRILLIC" in unicodedata.name(char, "") and char not in VARIANTS


def folded(char: str) -> str:
    """What one character of NFC text becomes."""
    code = ord(char)
    if char in DROPPED or (unicodedata.category(char) == "Cf" and char not in SPACES):
        return ""
    if char in SPACES or code in JOINING or code in EMOJI:
        return SPACE
    if unicodedata.category(char) in {"Mn", "Me"}:
        return "" if code in OPTIONAL_MARKS and code not in KEPT_MARKS else char
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    if code not in WORDS or code in HANGUL:
        return char
    simpler = [
        VARIANTS.get(char, char),
        char.lower() if len(char.lower()) == 1 or unicodedata.normalize("NFD", char) != char else char,
        unicodedata.normalize("NFKC", char),
    ]
    if not keeps_its_accent(char) and unicodedata.normalize("NFD", char) != char:
        bare = "".join(
            part
            for part in unicodedata.normalize("NFD", char)
            if unicodedata.category(part) != "Mn" or ord(part) not in OPTIONAL_MARKS or ord(part) in KEPT_MARKS
        )
        simpler.append(unicodedata.normalize("NFC", bare))
    for step in simpler:
        if step != char:
            return unicodedata.normalize("NFC", "".join(folded(part) for part in step))
    return char


def ranges(values: Iterable[tuple[int, str]]) -> Iterator[tuple[int, int, str]]:
    """Runs of neighbouring code points with the same value, in order."""
    first = last = -2
    held = ""
    for code, value in sorted(values):
        if code == last + 1 and value == held:
            last = code
            continue
        if last >= 0:
            yield first, last, held
        first = last = code
        held = value
    if last >= 0:
        yield first, last, held


def span(first: int, last: int) -> str:
    return f"{first:04X}" if first == last else f"{first:04X}..{last:04X}"


def main() -> None:
    table = {code: folded(chr(code)) for code in EVERY if not 0xD800 <= code < 0xE000}
    table = {code: result for code, result in table.items() if result != chr(code)}
    out = ["# Written by scripts/make_words.py; kind, characters, result."]
    for first, last, result in ranges(table.items()):
        out.append(f"fold\t{span(first, last)}\t{' '.join(f'{ord(part):04X}' for part in result)}")
    for mark, composed in (("ﾞ", "\u3099"), ("ﾟ", "\u309a")):
        for code in range(0xFF66, 0xFF9E):
            whole = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", chr(code)) + composed)
            if len(whole) == 1:
                out.append(f"pair\t{code:04X} {ord(mark):04X}\t{ord(whole):04X}")
    classes: dict[int, str] = {}
    for name, codes in (("X", EXTEND), ("L", LETTERS), ("S", UNSPACED), ("K", KATAKANA), ("H", SINGLE)):
        classes.update((code, name) for code in codes)
    kept = {code: name for code, name in classes.items() if code not in table}
    out.extend(f"class\t{span(first, last)}\t{name}" for first, last, name in ranges(kept.items()))
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
