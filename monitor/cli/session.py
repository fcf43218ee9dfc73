"""What a command has in hand: where its answer goes, whom it may ask, the watch that it works on."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from monitor.cli.bidi import isolated
from monitor.cli.output import json_line, styled
from monitor.errors import NoLedger, UsageError

if TYPE_CHECKING:
    from monitor.app import Watch
    from monitor.cli.times import Moment


class Session:
    """One run of one command. The frame fills in the global options before the command starts.

    Human output: `say` (stdout), `talk` (stderr). Machine output: `emit`, `summary`. Each is silent where the other
    one speaks, so that a command states both and never asks which.
    """

    def __init__(self) -> None:
        self.json = False
        self.quiet = False
        self.verbose = 0
        self.yes = False
        self.no_input = False
        self.color = "auto"
        self.log_format = "text"
        self.bidi: str | None = None
        self.time_zone: str | None = None
        self.config: Path | None = None
        self.directory: Path | None = None
        self.started = datetime.now(UTC)
        self._summary: dict[str, Any] = {}
        self._watch: Watch | None = None

    # --- the watch ----------------------------------------------------------------------------------

    @property
    def watch(self) -> Watch:
        """The watch that `-c`, `-C` or the current folder names; opened once, closed by the frame."""
        if self._watch is None:
            from monitor.app import open_watch

            self._watch = open_watch(self.config, directory=self.directory)
        return self._watch

    @cached_property
    def zone(self) -> tzinfo:
        """The zone that times are shown in: `--tz`, else the configuration's."""
        from zoneinfo import ZoneInfo

        name = self.time_zone or self._configured_zone()
        try:
            return ZoneInfo(name)
        except (ValueError, OSError, KeyError):
            raise UsageError(f'"{name}" is not a time zone.', hint="Zones look like Europe/Berlin or UTC.") from None

    def _configured_zone(self) -> str:
        try:
            return self.watch.settings.time_zone
        except NoLedger:
            return "UTC"  # a command that needs no watch, such as `extract`

    @property
    def now(self) -> datetime:
        """The moment at which the command started, UTC."""
        return self.started

    def time(self, text: str, *, name: str, end: bool = False) -> datetime:
        """A time as a person types it (see `times`), in UTC. What is not obvious is echoed with the option's `name`."""
        from monitor.cli.times import parse_time

        moment: Moment = parse_time(text, now=self.now, zone=self.zone, end=end)
        if moment.echo:
            self.talk(f"{name} {moment.echo}")
        return moment.at

    # --- the answer ---------------------------------------------------------------------------------

    def say(self, *lines: str) -> None:
        """Lines of the answer, for a person."""
        if not self.json:
            for line in lines:
                print(line, file=sys.stdout)

    def talk(self, *lines: str) -> None:
        """What is not the answer: progress, remarks. Silent with `-q` and `--json`."""
        if self.json or self.quiet:
            return
        for line in lines:
            if self.log_format == "text":
                print(line, file=sys.stderr, flush=True)
            elif line.strip():
                self._log("remark", {"message": line.strip()})

    def warn(self, text: str, *, code: str = "warning", **fields: Any) -> None:
        """What a person should know although the command goes on; said with `-q` too."""
        if self.machine_log:
            self._log("warning", {"code": code, "message": text, **fields})
        else:
            print(self.style(text, "yellow", stream=sys.stderr), file=sys.stderr, flush=True)

    @property
    def machine_log(self) -> bool:
        """Whether stderr has an object a line: with `--log-format json`, and always with `--json`."""
        return self.json or self.log_format == "json"

    def _log(self, kind: str, fields: dict[str, Any]) -> None:
        print(json_line(kind, {"at": datetime.now(UTC), **fields}), file=sys.stderr, flush=True)

    def emit(self, kind: str, /, **fields: Any) -> None:
        """One object of the answer, with `--json`."""
        if self.json:
            print(json_line(kind, fields), file=sys.stdout)

    def summary(self, **fields: Any) -> None:
        """Fields of the last object; several calls add up."""
        self._summary.update(fields)

    def finish(self, code: int) -> None:
        """The last object. Called by the frame."""
        if self.json:
            print(json_line("summary", {**self._summary, "exit": code}), file=sys.stdout)
        sys.stdout.flush()

    # --- how it looks -------------------------------------------------------------------------------

    def text(self, text: str | None) -> str:
        """Text from outside as it may be printed: cleaned, and isolated where it runs from right to left."""
        from monitor.plaintext import clean_text

        return isolated(clean_text(text or ""), self.bidi_mode)

    @property
    def bidi_mode(self) -> str:
        return self.bidi or ("isolate" if sys.stdout.isatty() else "raw")

    def style(self, text: str, style: str, *, stream: Any = None) -> str:
        """`text` in a style of `output.STYLES`, where colour is wanted."""
        return styled(text, style) if self.colored(stream) and text else text

    def colored(self, stream: Any = None) -> bool:
        if self.json or self.color == "never":
            return False
        if self.color == "always":
            return True
        return (
            not os.environ.get("NO_COLOR")
            and os.environ.get("TERM") != "dumb"
            and bool((stream or sys.stdout).isatty())
        )

    @property
    def width(self) -> int:
        import shutil

        return max(40, shutil.get_terminal_size((80, 24)).columns)

    def table(
        self, rows: Sequence[Sequence[str]], *, header: Sequence[str] = (), right: Sequence[int] = (), indent: str = ""
    ) -> None:
        """Say a table. Free text and right-to-left text belong in the last column."""
        from monitor.cli.table import table

        lines = table(rows, header=header, right=right, width=self.width, indent=indent)
        if header and lines:
            lines[0] = self.style(lines[0], "dim")
        self.say(*lines)

    # --- questions ----------------------------------------------------------------------------------

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return not self.no_input and not self.json and sys.stdin.isatty() and sys.stderr.isatty()

    def confirm(self, question: str, *, default: bool = True) -> bool:
        """Ask for a yes. `--yes` answers it; where nobody can be asked it is a UsageError that names `--yes`."""
        if self.yes:
            return True
        if not self.interactive:
            raise UsageError(f"This needs an answer: {question}", hint="Say yes in advance with --yes.")
        print(f"{question} [{'Y/n' if default else 'y/N'}] ", end="", file=sys.stderr, flush=True)
        answer = input().strip().lower()
        return default if not answer else answer in ("y", "yes")

    def ask(self, question: str, *, default: str = "") -> str:
        """A line of text; `default` where nothing is typed or nobody can be asked."""
        if not self.interactive or self.yes:
            return default
        shown = f" [{default}]" if default else ""
        print(f"{question}{shown} ", end="", file=sys.stderr, flush=True)
        return input().strip() or default

    def confirm_by_name(self, name: str, question: str) -> bool:
        """For what cannot be undone: the name must be typed. `--yes` answers it."""
        if self.yes:
            return True
        if not self.interactive:
            raise UsageError(f"This needs an answer: {question}", hint="Say yes in advance with --yes.")
        print(f'{question} Type "{name}" to go on: ', end="", file=sys.stderr, flush=True)
        return input().strip() == name

    def close(self) -> None:
        """Close what was opened. Called by the frame."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None
