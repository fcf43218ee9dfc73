"""What a person reads when something fails: what happened, what it means, the one next step. Never a stack trace.

With `--json` it is ``{"type": "error", "code", "message", "hint", "subject", "exit"}`` on stderr.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass, field

import click

from monitor.errors import ConfigurationError, MonitorError, QueryError


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error as it is told. `lines` stand between the message and the hint."""

    code: str
    exit: int
    message: str
    lines: tuple[str, ...] = ()
    hint: str = ""
    subject: dict[str, str] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()


def told(error: BaseException) -> Failure:
    """Any error as a person should hear of it."""
    if isinstance(error, MonitorError):
        return _expected(error)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _no_such_command(error)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return Failure(code="usage", exit=2, message=error.format_message())
    if isinstance(error, click.UsageError):
        where = error.ctx.command_path if error.ctx else "monitor"
        return Failure(code="usage", exit=2, message=error.format_message(), hint=f"{where} --help")
    if isinstance(error, click.ClickException):
        return Failure(code="failed", exit=1, message=error.format_message())
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return Failure(code="interrupted", exit=130, message="Interrupted. The same command goes on.")
    if isinstance(error, OSError):
        return _system(error)
    return Failure(
        code="fault",
        exit=1,
        message=f"A fault in Media Monitor stopped this command: {type(error).__name__}: {error}",
        hint="The same command with -vv shows where; please report it. Nothing that was stored is lost.",
    )


def _expected(error: MonitorError) -> Failure:
    lines: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()
    if isinstance(error, ConfigurationError):
        complaints = error.complaints
        lines = tuple(f"  {line}" for line in complaints)
    elif isinstance(error, QueryError) and error.query:
        lines = (f"  {error.query}", f"  {_place(error.query, error.column)}")
    return Failure(
        code=error.code,
        exit=error.exit_code,
        message=error.message,
        lines=lines,
        hint=error.hint,
        subject=dict(error.subject),
        complaints=complaints,
    )


def _place(query: str, column: int) -> str:
    """A caret below the column. Behind letters that run from the right its place depends on the terminal: there the words
    that stand at the column are repeated."""
    from monitor.cli.bidi import has_right_to_left
    from monitor.cli.table import cell_width

    before = query[: column - 1]
    if has_right_to_left(before):
        return f"here: {query[column - 1 :] or query}"
    return " " * cell_width(before) + "^"


def _no_such_command(error: click.exceptions.NoSuchCommand) -> Failure:
    from monitor.settings.kinds import nearest

    group = error.ctx.command if error.ctx else None
    names = group.list_commands(error.ctx) if isinstance(group, click.Group) and error.ctx else []
    meant = nearest(error.command_name, names)
    path = error.ctx.command_path if error.ctx else "monitor"
    return Failure(
        code="usage",
        exit=2,
        message=f'There is no command "{path} {error.command_name}".' + (f' Did you mean "{meant}"?' if meant else ""),
        hint=f"{path} {meant} --help" if meant else f"{path} --help",
    )


def _system(error: OSError) -> Failure:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return Failure(
            code="disk.full",
            exit=1,
            message=f"The disk is full{where}. What was stored before is safe.",
            hint="Make room, then type the same command again.",
        )
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Failure(
            code="forbidden",
            exit=1,
            message=f"The system does not let us do that{where}: {error.strerror}.",
            hint="Check the rights of the folder, or use another one with -C DIR.",
            subject={"path": str(error.filename or "")},
        )
    return Failure(
        code="system",
        exit=1,
        message=f"The system refused{where}: {error.strerror or error}.",
        subject={"path": str(error.filename or "")},
    )
