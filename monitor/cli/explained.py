"""How a query was understood: in words, as our canonical text, as Query DSL, and which of its words nobody uses."""

from __future__ import annotations

import json
from datetime import datetime

from monitor.cli.session import Session
from monitor.errors import MonitorError
from monitor.query.syntax import (
    And,
    AnyOf,
    Between,
    Exact,
    Fuzzy,
    Leaf,
    Near,
    Node,
    Not,
    Operand,
    Or,
    Phrase,
    Wildcard,
    Word,
    render,
)
from monitor.search import Asked

STEP = "  "


def explain(session: Session, asked: Asked, *, as_dsl: bool) -> None:
    from monitor.elastic import dsl

    canonical = render(asked.tree) if asked.tree is not None else ""
    query = {"query": dsl.compile(asked.tree)}
    lines = [*words(asked.tree, session)] if asked.tree is not None else ["every article"]
    unused = _unused(session, asked)
    session.emit("explanation", query=asked.text, canonical=canonical, words=lines, dsl=query, unused=unused)
    session.summary(unused=unused)
    if as_dsl:
        session.say(json.dumps(query, ensure_ascii=False, indent=2))
        return
    session.say("Articles with", *(f"{STEP}{line}" for line in lines))
    if canonical:
        session.say("", "Written out", f"{STEP}{canonical}")
    if unused:
        session.say("", f"No article has: {', '.join(unused)}")
    session.say("", "As Query DSL, for Kibana's filters and Dev Tools: the same with --es")


def words(node: Node, session: Session, depth: int = 0) -> list[str]:
    """A tree as indented lines."""
    pad = STEP * depth
    match node:
        case And(children) | Or(children):
            title = "all of" if isinstance(node, And) else "one of"
            return [f"{pad}{title}", *(line for child in children for line in words(child, session, depth + 1))]
        case Not(child):
            return [f"{pad}not", *words(child, session, depth + 1)]
        case Exact(field, value):
            return [f"{pad}{field} {'like' if set(value) & set('*?') else 'is'} {value.removeprefix('=')}"]
        case Between():
            return [pad + _between(node, session)]
        case Leaf(operand, field):
            return [f"{pad}{_operand(operand)} in {field or 'title, summary or text'}"]


def _operand(operand: Operand | AnyOf) -> str:
    match operand:
        case Word(term):
            return f"the word {term}"
        case Wildcard(pattern):
            return f"a word like {pattern}"
        case Fuzzy(term):
            return f"a word at most one letter from {term}"
        case Phrase(parts):
            return f"the phrase {' '.join(part.term if isinstance(part, Word) else part.pattern for part in parts)}"
        case AnyOf(operands):
            return f"({' or '.join(map(_operand, operands))})"
        case Near(distance, left, right):
            return f"{_operand(left)} and {_operand(right)} with at most {distance} words between"


def _between(node: Between, session: Session) -> str:
    name = {"published": "published", "first_seen": "first seen", "when": "published (or first seen)"}[node.field]
    if node.start is None and node.end is None:
        return f"{name}: the date is known"
    start = f" from {_time(node.start, session)}" if node.start is not None else ""
    end = f" before {_time(node.end, session)}" if node.end is not None else ""
    return name + start + end


def _time(moment: datetime, session: Session) -> str:
    return f"{moment.astimezone(session.zone):%Y-%m-%d %H:%M:%S}"


def _unused(session: Session, asked: Asked) -> list[str]:
    """The positive words without an article; none where no index can be asked."""
    from monitor.search import explain_nothing

    watch = session.watch
    try:
        counts = explain_nothing(asked, index=watch.index, changes=watch.ledger)
    except MonitorError as error:
        session.warn(f"Which words are used was not looked up: {error.message}", code=error.code)
        return []
    return [each.word for each in counts if each.articles == 0]
