"""What a word is: text in, folded terms with offsets out. The only definition; everything that searches uses it.

Steps, the same for an article and for a query:

1. NFC.
2. The fold table (`words.tsv`): case, diacritics, Arabic and Persian letter variants, vowel points,
   tatweel, digits of all scripts, compatibility forms; half-space, zero-width space, apostrophes, dot,
   comma, colon, underscore, other marks that join words, and emoji become a space; invisible characters go.
3. Words by UAX #29 as Lucene's StandardTokenizer cuts them: runs of letters and digits; runs of
   katakana; each Han character and each hiragana is a word; a run of Thai, Lao, Khmer or Burmese
   is one word, up to the zero-width space that some write between words; other symbols part words;
   more than 255 UTF-16 units are cut at 255.

The table never gives a joining mark or a capital, so Lucene's `mapping` char filter made from
`folds()`, its standard tokenizer and its lower-casing give the same terms in the same positions
(Lucene 10.3: every character between letters of seven scripts, and 2 million words, but for 8
texts in which an invisible character stands between marks of two scripts).
Folding twice changes nothing. Table and word classes are data with one version: a term may
only change together with `ANALYSIS_VERSION`, which names the index sets.

Words repeat: what white space and punctuation enclose is analysed once and kept, so that an
article costs a dictionary look-up per word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

ANALYSIS_VERSION = 2

LONGEST = 255
"""UTF-16 units of a term; Lucene's `max_token_length`."""


class Token(NamedTuple):
    """A word: its folded term, and where it stands in the original text (code points, end exclusive)."""

    term: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a text in order; the index in the list is the word's position."""
    found: list[Token] = []
    kept = _KEPT
    for match in _CHUNK.finditer(text):
        chunk = match.group()
        words = kept.get(chunk)
        if words is None:
            words = _remember(chunk)
        if words:
            at = match.start()
            for term, start, end in words:
                found.append(Token(term, at + start, at + end))
    return found


def terms(text: str) -> list[str]:
    """The folded words of a text in order, without offsets."""
    found: list[str] = []
    kept = _KEPT
    for chunk in _CHUNK.findall(text):
        words = kept.get(chunk)
        if words is None:
            words = _remember(chunk)
        for word in words:
            found.append(word[0])
    return found


def patterns(text: str) -> list[Token]:
    """Like `tokens`, but `*` and `?` count as letters of the word that they touch.

    Beside Han or hiragana, where a word is one character, a `*` stands for what follows anyway and goes.
    """
    return [Token(*word) for word in _analyse(text, wildcards=True)]


def fold(text: str) -> str:
    """The text as the fold table leaves it: what two spellings of the same words have in common."""
    folded = _pairs(unicodedata.normalize("NFC", text)).translate(_data().table)
    return unicodedata.normalize("NFC", folded)


def folds() -> Mapping[str, str]:
    """The whole fold table, one or two characters → what they become; for Lucene's `mapping` char filter."""
    data = _data()
    return {chr(code): result for code, result in data.table.items()} | dict(data.pairs)


# What stands between characters that never belong to a word; and a Han or hiragana character before another
# one, because it is a word and nothing can join it.
_CHUNK = re.compile(r"[一-鿿ぁ-ゖ](?=[一-鿿ぁ-ゖ])|[^\s!-/:-@\[-`{-~«»“”„…–—،؛؟。、「」]+")

_Word = tuple[str, int, int]
_KEPT: dict[str, tuple[_Word, ...]] = {}
_MOST_KEPT = 50_000  # about 15 MB; texts use few words often
_LONGEST_KEPT = 40  # a sentence without spaces will not come again


def _remember(chunk: str) -> tuple[_Word, ...]:
    if chunk.isascii() and chunk.isalnum() and len(chunk) <= LONGEST:
        words: tuple[_Word, ...] = ((chunk.lower(), 0, len(chunk)),)
    else:
        words = tuple(_analyse(chunk))
    if len(chunk) <= _LONGEST_KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[chunk] = words
    return words


class _Data(NamedTuple):
    table: dict[int, str]
    pairs: dict[str, str]
    firsts: list[int]
    ranges: list[tuple[int, str]]
    """Last code point and class of the range that begins at the same index of `firsts`."""


@cache
def _data() -> _Data:
    data = _Data({}, {}, [], [])
    for line in files("monitor").joinpath("words.tsv").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        kind, characters, result = line.split("\t")
        if kind == "class":
            first, last = _range(characters)
            data.firsts.append(first)
            data.ranges.append((last, result))
            continue
        folded = "".join(chr(int(code, 16)) for code in result.split())
        if kind == "pair":
            data.pairs["".join(chr(int(code, 16)) for code in characters.split())] = folded
        else:
            first, last = _range(characters)
            data.table.update(dict.fromkeys(range(first, last + 1), folded))
    return data


def _range(characters: str) -> tuple[int, int]:
    first, _, last = characters.partition("..")
    return int(first, 16), int(last or first, 16)


@lru_cache(maxsize=16_384)
def _class(char: str) -> str:
    """L, K, H, S, M or X as in words.tsv; a space where the character belongs to no word."""
    data = _data()
    at = bisect_right(data.firsts, ord(char)) - 1
    if at < 0 or ord(char) > data.ranges[at][0]:
        return " "
    return data.ranges[at][1]


# One letter of _class per character. A mark alone begins no word, except inside an unspaced script.
_WORD = re.compile(r"L[LXM]*|K[KXM]*|H[XM]*|[SM][SMX]*")


def _analyse(text: str, *, wildcards: bool = False) -> Iterator[_Word]:
    chars, starts, ends = _fold_with_offsets(text)
    classes = "".join(map(_class, chars))
    if wildcards:
        classes = _with_wildcards(chars, classes)
    at = 0
    while match := _WORD.search(classes, at):
        first, at = match.span()
        units = 0
        for index in range(first, at):
            units += 1 + (chars[index] > "\uffff")
            if units > LONGEST:
                at = index
                break
        yield chars[first:at], starts[first], ends[at - 1]


def _with_wildcards(chars: str, classes: str) -> str:
    """Give each * and ? the class of the script beside it: a run of katakana goes on as katakana."""
    result = list(classes)
    for index, char in enumerate(chars):
        if char not in "*?":
            continue
        before = "".join(result[:index]).rstrip("X")[-1:]
        after = classes[index + 1 : index + 2]
        if char == "*" and "H" in (before, after):
            result[index] = " "
        else:
            result[index] = next((near for near in (before, after) if near in {"K", "S"}), "L")
    return "".join(result)


def _pairs(text: str) -> str:
    if "\uff9e" in text or "\uff9f" in text:  # the second half of every pair: a half-width voicing mark
        for pair, whole in _data().pairs.items():
            text = text.replace(pair, whole)
    return text


def _fold_with_offsets(text: str) -> tuple[str, list[int], list[int]]:
    """The folded text and, for each of its characters, where its source begins and ends in `text`."""
    table, pairs = _data().table, _data().pairs
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    composed = list(_compose(text, range(len(text)), range(1, len(text) + 1)))
    skip = False
    for index, (char, start, end) in enumerate(composed):
        if skip:
            skip = False
            continue
        result = table.get(ord(char), char)
        if char > "\uff65" and index + 1 < len(composed) and (pair := char + composed[index + 1][0]) in pairs:
            result, end, skip = pairs[pair], composed[index + 1][2], True
        if result:
            chars.extend(result)
            starts.extend([start] * len(result))
            ends.extend([end] * len(result))
        elif ends and unicodedata.category(char) != "Cf":
            ends[-1] = end  # a dropped vowel point belongs to the letter that carries it
    folded = "".join(chars)
    if unicodedata.is_normalized("NFC", folded):
        return folded, starts, ends
    parts = list(_compose(folded, starts, ends))
    return "".join(part[0] for part in parts), [part[1] for part in parts], [part[2] for part in parts]


def _compose(text: str, starts: list[int] | range, ends: list[int] | range) -> Iterator[tuple[str, int, int]]:
    """NFC character by character: each with the first start and the last end of what it was made of."""
    if unicodedata.is_normalized("NFC", text):
        yield from zip(text, starts, ends, strict=True)
        return
    first = 0
    for index in range(1, len(text) + 1):
        if index < len(text) and _joins(text[index]):
            continue
        for char in unicodedata.normalize("NFC", text[first:index]):
            yield char, starts[first], ends[index - 1]
        first = index


def _joins(char: str) -> bool:
    """Whether NFC may make one character of this and what stands before it: marks and the later jamo."""
    return unicodedata.category(char)[0] == "M" or "\u1160" <= char <= "\u11ff"
