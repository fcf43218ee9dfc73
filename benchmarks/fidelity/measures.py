"""How near an answer is to the truth."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from benchmarks.fidelity.cases import Case
from benchmarks.fidelity.readers import Answer

_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W_]+(?:[\u200c\u200d'’][^\\W_]+)*")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"') | dict.fromkeys("‘’‚ʼ´`′", "'") | dict.fromkeys("–—‑", "-"))
_SIZE = 4


@dataclass(slots=True)
class Body:
    """Hits, what is too much and what is missing: snippets or shingles."""

    hits: float = 0
    extra: float = 0
    lost: float = 0

    def add(self, other: Body) -> None:
        self.hits += other.hits
        self.extra += other.extra
        self.lost += other.lost

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.extra) if self.hits + self.extra else 0.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.lost) if self.hits + self.lost else 0.0

    @property
    def f1(self) -> float:
        sum_ = 2 * self.hits + self.extra + self.lost
        return 2 * self.hits / sum_ if sum_ else 1.0


@dataclass(slots=True)
class Judged:
    """One page: its body, the fields that are known with whether each is right, and what was lost and extra."""

    body: Body
    fields: dict[str, bool] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)


def judged(case: Case, answer: Answer) -> Judged:
    """`invented` is a field of pages without a date, true where one was given."""
    verdict = _by_snippets(case, answer) if case.paragraphs is None else _by_shingles(case, answer)
    if case.title:
        same = _letters if case.by_letters else _levelled
        verdict.fields["title"] = same(answer.title) == same(case.title)
    if case.authors:
        verdict.fields["authors"] = {*map(_letters, answer.authors)} == {*map(_letters, case.authors)}
    elif case.authors is not None:
        verdict.fields["no author"] = not answer.authors
    if case.day:
        verdict.fields["day"] = case.day in answer.days
    elif case.day is not None:
        verdict.fields["invented"] = bool(answer.days)
    if case.moment:
        verdict.fields["minute"] = answer.moment is not None and abs((answer.moment - case.moment).total_seconds()) < 60
    if case.language:
        verdict.fields["language"] = answer.language == case.language
    if case.paragraphs and (joiners := sum(text.count("\u200c") for text in case.paragraphs)):
        verdict.fields["half-spaces"] = answer.text.count("\u200c") >= joiners
    return verdict


def _by_snippets(case: Case, answer: Answer) -> Judged:
    text = _one_line(answer.text)
    lost = [snippet for snippet in case.wanted if _one_line(snippet) not in text]
    extra = [snippet for snippet in case.unwanted if _one_line(snippet) in text]
    return Judged(Body(len(case.wanted) - len(lost), len(extra), len(lost)), lost=lost, extra=extra)


def _by_shingles(case: Case, answer: Answer) -> Judged:
    """Each page has the weight of one."""
    paragraphs = case.paragraphs or ()
    wanted, allowed, given = (
        shingles(paragraphs),
        shingles([*paragraphs, *case.beside]),
        shingles(answer.text.split("\n")),
    )
    recall = (wanted & given).total() / max(1, wanted.total())
    precision = (allowed & given).total() / max(1, given.total()) if answer.text else 0.0
    # As hits, extra and lost with this recall and precision.
    body = Body(recall, recall * (1 - precision) / precision if precision else 0.0, 1 - recall)
    lines = answer.text.split("\n")
    lost = [text for text in paragraphs if _overlap([text], given) < 0.7]
    extra = [line for line in lines if line and _overlap([line], allowed) < 0.5]
    return Judged(body, lost=lost, extra=extra)


def shingles(lines: Iterable[str]) -> Counter[tuple[str, ...]]:
    """Runs of four words inside a line or a cell of a table; a shorter one is one run."""
    found: Counter[tuple[str, ...]] = Counter()
    for cell in (cell for line in lines for cell in line.split(" | ")):
        words = _WORD.findall(_levelled(cell).casefold())
        if words:
            found.update(tuple(words[start : start + _SIZE]) for start in range(max(1, len(words) - _SIZE + 1)))
    return found


def _overlap(lines: Sequence[str], given: Counter[tuple[str, ...]]) -> float:
    own = shingles(lines)
    return (own & given).total() / own.total() if own else 1.0


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xad", "")).strip()


def _levelled(text: str) -> str:
    """White space, dashes and the shapes of quotation marks made equal, for publishing systems change them; soft hyphens,
    which no reader sees, left out."""
    return _one_line(unicodedata.normalize("NFKC", text).translate(_QUOTES))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
