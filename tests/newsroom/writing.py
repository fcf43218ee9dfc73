"""Writes articles: hand-made sentences of one language, filled with invented people and places.

`words/<language>.toml` holds lists. A sentence names a list in braces (`{city}`); an entry may be a
table of grammatical forms (`{city.in}`). The lists of `FIXED` keep one entry through a whole story,
all others are drawn anew; `{n}` and `{minute}` are numbers in the
language's own digits (`digits`).
Everything is decided by the random generator that comes in.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from newsroom.story import Block, Draft

FIXED = frozenset({"city", "person", "second", "org", "matter"})
NUMBERS = {"n": (3, 98), "minute": (11, 58)}
SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
WORDS = Path(__file__).parent / "words"
SECTIONS = ("news", "region", "rights")
"""The three sections of every site, as they stand in its addresses; their names are in the words file."""


@cache
def words(language: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))


def section_names(language: str) -> dict[str, str]:
    return dict(zip(SECTIONS, words(language)["section"], strict=True))


class Writer:
    """Writes drafts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._words = words(language)

    def write(self, random: Random) -> Draft:
        filler = Filler(self._words, random, self.language)
        body = filler.several("body", random.randint(8, 14))
        quotes = filler.several("quote", random.randint(0, 3))
        blocks = [Block(kind="paragraph", text=filler.one("lead"))]
        if random.random() < 0.4:
            blocks.append(Block(kind="caption", text=filler.one("caption")))
        while body:
            size = random.choice((1, 2, 2, 3))
            blocks.append(Block(kind="paragraph", text=filler.join(body[:size])))
            body = body[size:]
            if quotes and random.random() < 0.5:
                blocks.append(Block(kind="quote", text=quotes.pop()))
        blocks.extend(Block(kind="quote", text=text) for text in quotes)
        if random.random() < 0.35:
            blocks.append(Block(kind="paragraph", text=filler.one("list_intro")))
            blocks.append(Block(kind="list", items=tuple(filler.several("item", random.randint(3, 4)))))
        if random.random() < 0.4:
            blocks.insert(len(blocks) // 2, Block(kind="heading", text=filler.one("heading")))
        blocks.append(Block(kind="paragraph", text=filler.one("closing")))
        authors = random.sample(self._words["author"], random.choices((1, 2, 0), (7, 2, 1))[0])
        return Draft(
            title=filler.one("title"),
            summary=blocks[0].text,
            blocks=tuple(blocks),
            authors=tuple(authors),
            tags=tuple(random.sample(self._words["tag"], 2)),
        )


class Filler:
    """Fills the slots of one story's sentences."""

    def __init__(self, lists: dict[str, Any], random: Random, language: str) -> None:
        self._lists = lists
        self._random = random
        self._language = language
        self._chosen: dict[str, Any] = {name: random.choice(lists[name]) for name in sorted(FIXED)}
        self._last: dict[str, Any] = {}
        self._digits = lists.get("digits", "0123456789")
        self._separator = lists.get("separator", " ")

    def one(self, name: str) -> str:
        return self.fill(self._random.choice(self._lists[name]))

    def several(self, name: str, count: int) -> list[str]:
        """`count` different sentences of a list, fewer where it is shorter."""
        sentences = self._lists[name]
        return [self.fill(sentence) for sentence in self._random.sample(sentences, min(count, len(sentences)))]

    def fill(self, sentence: str) -> str:
        text = sentence
        while SLOT.search(text):
            text = SLOT.sub(self._slot, text)
        return capital(text, self._language)

    def join(self, sentences: list[str]) -> str:
        return self._separator.join(sentences)

    def _slot(self, match: re.Match[str]) -> str:
        name, form = match.groups()
        if name in NUMBERS:
            return "".join(self._digits[int(digit)] for digit in str(self._random.randint(*NUMBERS[name])))
        entry = self._chosen[name] if name in FIXED else self._draw(name)
        if isinstance(entry, dict):
            return str(entry[form or "name"])
        return str(entry)

    def _draw(self, name: str) -> Any:
        """An entry of the list, never the same twice in a row: “nurses and nurses” is no news."""
        others = [entry for entry in self._lists[name] if entry != self._last.get(name)]
        self._last[name] = self._random.choice(others)
        return self._last[name]


def capital(text: str, language: str) -> str:
    """The sentence with a capital at its start, also behind an opening quotation mark."""
    for place, letter in enumerate(text):
        if letter.isalpha():
            upper = "İ" if language == "tr" and letter == "i" else letter.upper()
            return text[:place] + upper + text[place + 1 :]
        if letter not in "“«„\"'(":
            return text
    return text
