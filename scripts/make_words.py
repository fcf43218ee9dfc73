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
                                    · M both S and X: a vowel sign of a script without spaces
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


LETTERS = (
    members("WB=ALetter") | members("WB=Hebrew_Letter") | members("WB=Numeric") - {0x19DA}
)  # New Tai Lue, unspaced
KATAKANA = members("WB=Katakana")
SINGLE = members("Script=Han") | members("Script=Hiragana")
UNSPACED = members("LB=SA") | {0x19DA}  # a digit of New Tai Lue
WORDS = LETTERS | KATAKANA | SINGLE | UNSPACED
HANGUL = members("Script=Hangul")  # its half forms would compose to syllables that nobody wrote
EXTEND = members("WB=Extend") | members("WB=ZWJ")
JOINING = frozenset().union(
    *(members(f"WB={name}") for name in ("MidLetter", "MidNum", "MidNumLet", "Single_Quote", "Double_Quote")),
    members("WB=ExtendNumLet"),
)
# Extended_Pictographic as Unicode 12 had it, reserved code points included: what Lucene emits as words. Later
# versions took symbols such as the notes and stars out of it.
PICTOGRAPHS = """
    00A9 00AE 203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 2388 23CF 23E9-23F3 23F8-23FA 24C2 25AA-25AB
    25B6 25C0 25FB-25FE 2600-2605 2607-2612 2614-2685 2690-2705 2708-2712 2714 2716 271D 2721 2728 2733-2734 2744
    2747 274C 274E 2753-2755 2757 2763-2767 2795-2797 27A1 27B0 27BF 2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030
    303D 3297 3299 1F000-1F0FF 1F10D-1F10F 1F12F 1F16C-1F171 1F17E-1F17F 1F18E 1F191-1F19A 1F1AD-1F1E5 1F201-1F20F
    1F21A 1F22F 1F232-1F23A 1F23C-1F23F 1F249-1F3FA 1F400-1F53D 1F546-1F64F 1F680-1F6FF 1F774-1F77F 1F7D5-1F7FF
    1F80C-1F80F 1F848-1F84F 1F85A-1F85F 1F888-1F88F 1F8AE-1F8FF 1F90C-1F93A 1F93C-1F945 1F947-1FFFD
"""
# Letters and marks that Lucene 10.3's tokenizer, of Unicode 12.1, does not know: it parts words at them. Found by
# giving it every character between others; gaps hold nothing that forms words.
LATER = """
    2E5-2EB 558 58A-5C9 870-897 8B5 8BE-8C9 B53-B55 C3C C5C-C5D CDC-CDD CF3 D04 D81 ECE 170D 1715-171F 180F
    1ACF-1AF0 1B4C 1C89-1C8A 208F-209F 2C5F 31BB-31BF 4DB6-4DBF 9FF0-9FFF A708-A716 A7C1 A7C8-A7F6 A82C
    AB68-AB6D 10597-105F3 10780-107BF 10940-10959 10D40-10EFF 10F70-10FC4 11070-11075 110C2 11147 111CE-111CF
    1123F-11241 11380-113E2 11460-11461 116D0-116E3 11740-11746 11900-11943 11AB0-11ABF 11B0A-11BF9 11DB0-11DF1
    11F00-11FB0 1246F-1247F 12550-12686 12F90-12FF0 1342F-143FA 16100-16139 16A70-16ABE 16D40-16D79 16EA0-16ED3
    16FE2 16FE4-16FF6 1AFF0-1AFFE 1B11F-1B132 1B155 1B168 1CCF0-1CCF9 1D127-1D128 1D250-1D281 1D6A6 1DF00-1DFFF
    1E030-1E08F 1E290-1E2AE 1E4D0-1E7FE 2A6D7-2A6DF 2B735-2B73F 2B81E 2CEA2-2CEAD 2EBF0-2EE5D 30000-33479
"""


def listed(rows: str) -> frozenset[int]:
    return frozenset(
        code
        for row in rows.split()
        for code in range(int(row.partition("-")[0], 16), int(row.rpartition("-")[2], 16) + 1)
    )


EMOJI = (members("Extended_Pictographic") | members("Regional_Indicator") | members("Emoji_Modifier")) | listed(
    PICTOGRAPHS
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
    "\u200b",  # parts the words of Khmer and Burmese
    "\u200c",  # the Persian half-space: روزنامه‌نگار is looked for with a space
    "ʻ", "ʼ", "ˈ", "ˊ", "ʹ", "ʽ", "ˋ",  # letters that are typed in the place of an apostrophe
    "\ufe10", "\ufe14",  # upright comma and semicolon, once joining marks
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
    # In Lucene's grammar the later of these wins where a character is of two classes.
    for name, codes in (
        ("X", EXTEND), ("K", KATAKANA), ("H", SINGLE), ("L", LETTERS), ("S", UNSPACED), ("M", UNSPACED & EXTEND)
    ):  # fmt: skip
        classes.update((code, name) for code in codes - listed(LATER))
    kept = {code: name for code, name in classes.items() if code not in table}
    out.extend(f"class\t{span(first, last)}\t{name}" for first, last, name in ranges(kept.items()))
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
