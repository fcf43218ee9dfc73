"""`monitor diff`: what changed between two revisions, said by class and word by word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.marked import lines, painted, piece
from monitor.cli.session import Session
from monitor.cli.subject import article_of, short
from monitor.cli.table import cell_width
from monitor.cli.times import shown
from monitor.errors import NotFound, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from monitor.diff import Comparison, Piece
    from monitor.model import Article, Record

_RANGE = re.compile(r"(\d+)?(?:\.\.(\d+)?)?")


@command(
    examples=(
        "monitor diff 5f2c91ab",
        "monitor diff https://site.example/news/1 1..3 --words",
        "monitor diff 5f2c91ab --exit-code",
    )
)
@click.argument("article", metavar="ID|URL")
@click.argument("revisions", metavar="[REV..REV]", required=False)
@click.option("--words", "form", flag_value="words", help="The whole text, with what went and what came.")
@click.option("--side", "form", flag_value="side", help="Both texts side by side.")
@click.option("--exit-code", is_flag=True, help="Exit with 4 where something changed.")
def diff(session: Session, article: str, revisions: str | None, form: str | None, exit_code: bool) -> int | None:
    """What changed between two revisions of an article: headline, numbers, names, quotes, paragraphs.

    Without REV..REV: the newest against the one before it. `2` alone is 2 against 1; `1..` is 1 against the newest.
    """
    from monitor.diff import compare

    record = article_of(session, article)
    first, second = _range(record, revisions)
    (old, old_at), (new, new_at) = _revision(session, record, first), _revision(session, record, second)
    compared = compare(old, new)
    for edit in compared.edits:
        session.emit(
            "edit",
            change=edit.kind,
            before=edit.before,
            after=edit.after,
            paragraph=edit.paragraph,
        )
    session.summary(id=record.id, url=record.url, title=new.title, old={"revision": first, "at": old_at},
                    new={"revision": second, "at": new_at}, edits=len(compared.edits))  # fmt: skip
    if not session.json:
        _print(session, record, compared, (first, old_at), (second, new_at), form, old, new)
    return 4 if exit_code and compared.edits else None


def _print(
    session: Session,
    record: Record,
    compared: Comparison,
    old_of: tuple[int, datetime],
    new_of: tuple[int, datetime],
    form: str | None,
    old: Article,
    new: Article,
) -> None:
    session.say(
        f"{session.style(short(record.id), 'cyan')}  {record.source}"
        f"  revision {old_of[0]} of {shown(old_of[1], session.zone)} → {new_of[0]} of {shown(new_of[1], session.zone)}"
    )
    for start, end in lines(new.title, session.width):
        session.say(piece(session, new.title, start, end, (), style="bold"))
    session.say("")
    if compared.same:
        session.say(
            "Nothing changed." if old_of[0] != new_of[0] else "It has one revision only: nothing has changed since."
        )
    elif form == "words":
        _words(session, compared)
    elif form == "side":
        _side(session, compared)
    else:
        _edits(session, compared)


def _range(record: Record, text: str | None) -> tuple[int, int]:
    if text is None:
        return max(1, record.revisions - 1), record.revisions
    match = _RANGE.fullmatch(text)
    if match is None or not text.strip("."):
        raise UsageError(f'"{text}" is no pair of revisions.', hint="Write 1..3, or 2 for 1..2.", value=text)
    if ".." not in text:
        return max(1, int(match[1]) - 1), int(match[1])
    return int(match[1] or 1), int(match[2] or record.revisions)


def _revision(session: Session, record: Record, number: int) -> tuple[Article, datetime]:
    found = session.watch.ledger.revision(record.key, number)
    if found is None:
        count = "one revision" if record.revisions == 1 else f"{record.revisions} revisions"
        raise NotFound(
            f"There is no revision {number}: the article has {count}.",
            hint=f"monitor show {short(record.id)} --revisions",
            article=record.id,
        )
    return found


def _edits(session: Session, compared: Comparison) -> None:
    """The class first, then each side alone on its line: either may run from the right."""
    for edit in compared.edits:
        place = f"  paragraph {edit.paragraph}" if edit.paragraph else ""
        session.say(session.style(f"{edit.kind}", "bold") + session.style(place, "dim"))
        for sign, words, around, style in (
            ("-", edit.before, edit.around_before, "red"),
            ("+", edit.after, edit.around_after, "green"),
        ):
            text, at = f"{around[0]}{words}{around[1]}", len(around[0])
            for start, end in lines(text, session.width - 4):
                session.say(f"  {sign} {painted(session, text, start, end, [(at, at + len(words), style)])}")
    session.say("")
    session.talk("The whole text with its changes: --words")


def _words(session: Session, compared: Comparison) -> None:
    for pieces in (compared.title, *compared.paragraphs):
        text, spans = _joined(session, pieces)
        for start, end in lines(text, session.width):
            session.say(painted(session, text, start, end, spans))
        session.say("")


def _joined(session: Session, pieces: tuple[Piece, ...]) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of both, what went before what came; bracketed where there is no colour to tell them apart."""
    text, spans = "", []
    for place, each in enumerate(pieces):
        body, space = each.text.rstrip(), each.text[len(each.text.rstrip()) :]
        followed = place + 1 < len(pieces) and each.sign == "-" and pieces[place + 1].sign == "+"
        if each.sign != "=" and not session.colored() and body:
            body = f"[-{body}-]" if each.sign == "-" else f"{{+{body}+}}"
        if each.sign != "=":
            spans.append((len(text), len(text) + len(body), "red" if each.sign == "-" else "green"))
        text += body + (space or (" " if followed else ""))
    return text.rstrip(), spans


def _side(session: Session, compared: Comparison) -> None:
    """Both texts beside each other; right-to-left texts one under the other, since they must stand last on a line."""
    from monitor.cli.bidi import has_right_to_left

    half = (session.width - 3) // 2
    for pieces in (compared.title, *compared.paragraphs):
        sides = [" ".join("".join(p.text for p in pieces if p.sign in ("=", sign)).split()) for sign in "-+"]
        if has_right_to_left(sides[0] + sides[1]):
            marks = ("  ", "  ") if sides[0] == sides[1] else ("- ", "+ ")
            for mark, side in zip(marks, sides[: 1 if sides[0] == sides[1] else 2], strict=False):
                for start, end in lines(side, session.width - 2):
                    session.say(mark + piece(session, side, start, end, ()))
        else:
            left, right = (lines(side, half) for side in sides)
            for place in range(max(len(left), len(right))):
                cells = [
                    piece(session, side, *parts[place], ()) if place < len(parts) else ""
                    for side, parts in ((sides[0], left), (sides[1], right))
                ]
                bar = "│" if sides[0] == sides[1] else "┃"
                session.say(f"{cells[0]}{' ' * (half - cell_width(cells[0]))} {bar} {cells[1]}".rstrip())
        session.say("")
