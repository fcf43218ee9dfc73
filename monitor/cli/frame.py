"""Commands, groups and the options that all of them take.

Global options work before and after the command's name; the one that is said last counts. Every command states its
examples, which end its help. The root group knows its commands by name and imports a module only when it is asked for.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import update_wrapper
from pathlib import Path
from typing import Any, TypeVar

import click

from monitor.cli import COMMANDS
from monitor.cli.bidi import MODES
from monitor.cli.session import Session

F = TypeVar("F", bound=Callable[..., Any])

LONGEST_CHOICE = 48
EVERYWHERE = "-C DIR  -c FILE  --json  -q  -v  --yes  --no-input  --color  --log-format  --tz  --bidi"


class Command(click.Command):
    """A command with examples, the global options, and a function that takes the Session first."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **options: Any) -> None:
        self.examples = tuple(examples)
        options["params"] = [*options.get("params", ()), *global_options()]
        super().__init__(*arguments, **options)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)


class Group(click.Group):
    """A group of commands, such as `sources`."""

    command_class = Command

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **options: Any) -> None:
        self.examples = tuple(examples)
        options["params"] = [*options.get("params", ()), *global_options()]
        options.setdefault("no_args_is_help", not options.get("invoke_without_command", False))
        options.setdefault("subcommand_metavar", "COMMAND …")
        super().__init__(*arguments, **options)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        _write_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _write_examples(self.examples, formatter)


class Root(Group):
    """`monitor`: its commands by section, imported late."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][1].partition(":")
        found = getattr(importlib.import_module(module), attribute)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        sections: dict[str, list[tuple[str, str]]] = {}
        for name, (section, _, text) in COMMANDS.items():
            sections.setdefault(section, []).append((name, text))
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl(rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        with formatter.section("Options of every command, before or after its name"):
            formatter.write_dl([record for param in self.get_params(ctx) if (record := param.get_help_record(ctx))])


def command(
    name: str | None = None, *, examples: Sequence[str], **options: Any
) -> Callable[[Callable[..., int | None]], Command]:
    """A command of its own module. The function gets the Session first; its docstring is the help."""

    def decorate(function: Callable[..., int | None]) -> Command:
        made = click.command(name, cls=Command, examples=tuple(examples), **options)(with_session(function))
        assert isinstance(made, Command)
        return made

    return decorate


def group(name: str | None = None, *, examples: Sequence[str], **options: Any) -> Callable[[Callable[..., Any]], Group]:
    """A group; its commands are made with `@thegroup.command(examples=(…))` and `with_session`."""

    def decorate(function: Callable[..., Any]) -> Group:
        made = click.group(name, cls=Group, examples=tuple(examples), **options)(with_session(function))
        assert isinstance(made, Group)
        return made

    return decorate


def with_session(function: F) -> F:
    """Hand the Session to `function` as its first argument."""

    def wrapper(*arguments: Any, **options: Any) -> Any:
        return function(click.get_current_context().find_root().obj, *arguments, **options)

    return update_wrapper(wrapper, function)  # type: ignore[return-value]


def subcommand(
    parent: Group, name: str | None = None, *, examples: Sequence[str], **options: Any
) -> Callable[[Callable[..., int | None]], Command]:
    """A command inside `parent`."""

    def decorate(function: Callable[..., int | None]) -> Command:
        made = command(name, examples=examples, **options)(function)
        parent.add_command(made)
        return made

    return decorate


def global_options() -> list[click.Parameter]:
    """Fresh options for one command; each writes into the Session."""

    def option(*names: str, to: str, **more: Any) -> click.Option:
        def store(ctx: click.Context, param: click.Parameter, value: Any) -> None:
            if ctx.get_parameter_source(param.name or "") is click.core.ParameterSource.COMMANDLINE:
                setattr(ctx.find_root().obj, to, value)

        made = click.Option([*names, f"everywhere_{to}"], expose_value=False, callback=store, **more)
        made.everywhere = True  # type: ignore[attr-defined]
        return made

    return [
        option(
            "-C",
            "--directory",
            to="directory",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="The watch in DIR.",
        ),
        option(
            "-c",
            "--config",
            to="config",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="This configuration file.",
        ),
        option("--json", to="json", is_flag=True, help="One JSON object a line, the last is a summary."),
        option("-q", "--quiet", to="quiet", is_flag=True, help="The answer only."),
        option("-v", "--verbose", to="verbose", count=True, help="More talk; -vv shows where a fault is."),
        option("-y", "--yes", to="yes", is_flag=True, help="Answer every question with yes."),
        option("--no-input", to="no_input", is_flag=True, help="Never ask: a question is an error."),
        option("--color", to="color", type=click.Choice(["auto", "always", "never"]), help="NO_COLOR is obeyed."),
        option(
            "--log-format",
            to="log_format",
            type=click.Choice(["text", "json"]),
            help="What stands on stderr: lines for people, or an object a line for machines.",
        ),
        option("--tz", to="time_zone", metavar="ZONE", help="Show times in ZONE."),
        option("--bidi", to="bidi", type=click.Choice(MODES), help="How right-to-left text is marked on a terminal."),
    ]


def _write_options(self: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    own = [param for param in self.get_params(ctx) if not hasattr(param, "everywhere")]
    records = [record for param in own if (record := _record(param, ctx)) and record[1]]
    with formatter.section("Options"):
        formatter.write_dl(records)
    with formatter.section("Everywhere"):
        formatter.write_text(EVERYWHERE)
        formatter.write_text("monitor --help explains them.")


def _record(param: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    """An option's line of help. A long list of choices stands in the text, where it is wrapped."""
    record = param.get_help_record(ctx)
    if record is None or len(record[0]) <= LONGEST_CHOICE or not isinstance(param.type, click.Choice):
        return record
    names = ", ".join(param.opts)
    return f"{names} NAME", f"{record[1]} One of: {', '.join(str(choice) for choice in param.type.choices)}"


def _write_examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    if examples:
        with formatter.section("Examples"):
            for example in examples:
                # Written raw: an example that is wrapped cannot be copied.
                formatter.write(" " * formatter.current_indent + example + "\n")


@click.command(
    "monitor",
    cls=Root,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    examples=("monitor", "monitor init ~/watch", "monitor crawl", "monitor search 'prison* NEAR/5 strike' --since 7d"),
)
@click.option("--version", "version", is_flag=True, help="Versions of the program, its data and its libraries.")
@click.pass_context
def root(ctx: click.Context, version: bool) -> int | None:
    """Follow news and advocacy sites: every article kept, searchable, in every language.

    Without a command: the state in a few lines, and what to type next.
    """
    session: Session = ctx.obj
    if version:
        from monitor.cli.version import show_version

        ctx.exit(show_version(session))
    if ctx.invoked_subcommand is None:
        from monitor.cli.home import home

        return home(session)
    return None


def run(arguments: list[str]) -> int:
    """One command line, from its words to its exit code."""
    _open_standard_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Every script must come out whole, whatever the locale says; half of a surrogate pair must not stop a list.
            stream.reconfigure(encoding="utf-8", errors="replace")
    session = Session()
    try:
        try:
            code = root.main(arguments, prog_name="monitor", standalone_mode=False, obj=session) or 0
            if not _asks_for_help(arguments):
                session.finish(code)
            return code
        except BrokenPipeError:
            raise
        except SystemExit as ended:
            # click turns a broken pipe into exit 1; with `standalone_mode=False` it leaves in this way for nothing else.
            raise BrokenPipeError from ended
        except (Exception, KeyboardInterrupt) as error:
            return _fail(session, error, arguments)
        finally:
            session.close()
    except BrokenPipeError:
        # The reader (`head`, `less`) has seen enough. Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _open_standard_streams() -> None:
    """Where whoever started us closed one (cron jobs and service managers do), the next file that we open would take
    its number, and what is printed would go into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    if sys.stdin is None:
        sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)


def _fail(session: Session, error: BaseException, arguments: list[str]) -> int:
    import traceback

    from monitor.cli.errors import told
    from monitor.cli.output import json_line

    failure = told(error)
    sys.stdout.flush()
    # A mistake in the command line may stand before the option that says how it is to be told.
    spoken = " ".join(arguments).replace("=", " ")
    is_machine = session.machine_log or "--json" in arguments or "--log-format json" in spoken
    if is_machine:
        fields: dict[str, Any] = {"code": failure.code, "message": failure.message, "hint": failure.hint}
        fields |= {"subject": failure.subject, "exit": failure.exit}
        if failure.complaints:
            fields["complaints"] = failure.complaints
        if session.verbose > 1:
            fields["trace"] = "".join(traceback.format_exception(error))
        print(json_line("error", fields), file=sys.stderr)
    else:
        print(failure.message, *failure.lines, sep="\n", file=sys.stderr)
        if failure.hint:
            print(f"  {failure.hint}", file=sys.stderr)
    if session.verbose > 1 and not is_machine:
        traceback.print_exception(error, file=sys.stderr)
    return failure.exit


def _asks_for_help(arguments: list[str]) -> bool:
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--help" in before or "-h" in before
