"""What there is to say about a query's text: mistakes with their columns, and readings that may surprise."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mistake:
    column: int
    message: str
    """What is wrong, without a capital: it follows `column 26:`."""
    hint: str = ""
    """What to write instead; a sentence, may be empty."""


@dataclass(slots=True)
class Remarks:
    """Filled while a query is read."""

    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def mistake(self, column: int, message: str, hint: str = "") -> None:
        self.mistakes.append(Mistake(column, message, hint))
