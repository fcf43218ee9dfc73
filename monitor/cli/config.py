"""`monitor config`: check the files, show what takes effect and from where, print the schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from monitor.cli.frame import group, subcommand
from monitor.cli.session import Session


@group(examples=("monitor config check", "monitor config show --origin", "monitor config schema > monitor.schema.json"))
def config(session: Session) -> None:
    """Check the configuration, show where its values come from."""


@subcommand(
    config,
    examples=(
        "monitor config check",
        "monitor config check --strict --json",
        "monitor config check --without-secrets desk/*.toml",
    ),
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]…")
@click.option("--strict", is_flag=True, help="Remarks count as mistakes.")
@click.option("--without-secrets", is_flag=True, help="Do not look for variables and files that hold secrets.")
def check(session: Session, files: tuple[Path, ...], strict: bool, without_secrets: bool) -> int:
    """Name every mistake at once: file, line, key, nearest right word.

    Each FILE is checked as a configuration of its own; without one, the watch's file with all that it includes.
    Exits 4 where something is wrong.
    """
    import os

    from monitor import settings as room

    paths = files or (session.config or room.find(session.directory or Path.cwd()),)
    environ = None if without_secrets else dict(os.environ)
    mistakes = remarks = sources = 0
    for path in paths:
        checked = room.check(path, environ)
        mistakes += len(checked.complaints)
        remarks += len(checked.remarks)
        for severity, found in (("mistake", checked.complaints), ("remark", checked.remarks)):
            for complaint in found:
                session.emit(
                    "complaint", severity=severity, file=complaint.file, line=complaint.line, message=complaint.text
                )
        if checked.complaints:
            session.say(
                room.summary_of(checked) + ".", *(f"  {line}" for line in room.complaint_lines(checked.complaints))
            )
        if checked.remarks:
            session.say("Worth a look:", *(f"  {line}" for line in room.complaint_lines(checked.remarks)))
        if checked.settings is not None:
            sources += len(checked.settings.sources)
            _say_good(session, checked.settings)
            session.emit(
                "configuration",
                file=path,
                files=checked.files,
                sources=len(checked.settings.sources),
                pending=checked.settings.pending,
            )
    session.summary(mistakes=mistakes, remarks=remarks, sources=sources)
    return 4 if mistakes or (strict and remarks) else 0


def _say_good(session: Session, settings: Any) -> None:
    files, sources = len(settings.files), len(settings.sources)
    session.say(
        f"{settings.path.name} is right: {sources} {'source' if sources == 1 else 'sources'}"
        f" in {files} {'file' if files == 1 else 'files'}."
    )
    if settings.pending:
        session.say(f"Accepted, but nothing reads it in this version: {', '.join(settings.pending)}.")


@subcommand(config, examples=("monitor config show", "monitor config show --origin", "monitor config show crawl"))
@click.argument("prefix", required=False, metavar="[KEY]")
@click.option("--origin", is_flag=True, help="Where each value was written.")
def show(session: Session, prefix: str | None, origin: bool) -> int:
    """The values that take effect. Secrets are told of, never shown.

    KEY narrows it down: crawl, source.hrana, source.hrana.every.
    """
    from monitor.errors import NotFound
    from monitor.settings.effective import effective

    settings = session.watch.settings
    count = 0
    rows: list[tuple[str, str, str]] = []
    for value in effective(settings):
        if prefix and value.key != prefix and not value.key.startswith(prefix + "."):
            continue
        count += 1
        where = value.origin or "default"
        session.emit("value", key=value.key, value=value.value, origin=where, secret=value.secret)
        rows.append((value.key, where if origin else "", _shown(value.value, value.secret)))
    if prefix and not count:
        raise NotFound(f'No key is called "{prefix}".', hint="monitor config show", key=prefix)
    width = max((len(key) for key, _, _ in rows), default=0)
    origins = max((len(where) for _, where, _ in rows), default=0)
    for key, where, text in rows:
        middle = f"{where:<{origins}}  " if origin else ""
        session.say(f"{key:<{min(width, 40)}}  {middle}{session.text(text)}")
    session.summary(values=count, file=settings.path)
    return 0


def _shown(value: object, secret: str | None) -> str:
    told = f"‹{secret}›" if secret else ""
    if value is None:
        return told or "–"
    return (json.dumps(value, ensure_ascii=False) + f"  {told}").rstrip()


@subcommand(config, examples=("monitor config schema", "monitor config schema > monitor.schema.json"))
def schema(session: Session) -> int:
    """Every key as JSON Schema, for editors."""
    from monitor.settings.schema import json_schema

    found = json_schema()
    session.say(json.dumps(found, ensure_ascii=False, indent=2))
    session.emit("schema", schema=found)
    return 0
