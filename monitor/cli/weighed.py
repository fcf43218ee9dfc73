"""What was weighed for the fields of an article: by field for a person, as lines for a program."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from monitor.cli.marked import plain
from monitor.cli.session import Session
from monitor.cli.table import cut

if TYPE_CHECKING:
    from monitor.model import Weighed

_TAKEN = "taken"
_INDENT = 4


def candidates(session: Session, name: str, weighed: Sequence[Weighed]) -> None:
    """The candidates in the order of looking, field by field. `name` is the article's, as the caller knows it.

    A candidate stands last on its line, for it may be in a script from right to left; why it won or lost, below it.
    """
    fields: dict[str, list[Weighed]] = {}
    for one in weighed:
        session.emit("weighed", input=name, field=one.field, value=one.value, origin=one.origin, verdict=one.verdict)
        fields.setdefault(one.field, []).append(one)
    column = max((len(one.origin) for one in weighed), default=0)
    for field, found in fields.items():
        session.say(session.style(field, "bold"))
        for one in found:
            is_taken = one.verdict.startswith(_TAKEN)
            head = f"  {'→' if is_taken else ' '} {one.origin:<{column}}  "
            value = cut(" ".join(one.value.split()), max(session.width - len(head), 20))
            session.say(head + plain(session, value))
            verdict = one.verdict if is_taken else session.style(one.verdict, "dim")
            session.say(f"{' ' * (_INDENT + column)}  {verdict}")
