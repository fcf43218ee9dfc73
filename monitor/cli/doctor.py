"""`monitor doctor`: one line for each thing that must be right, and what to do where it is not.

✓ right · ! worth a look · ✗ wrong. Exits 4 where something is not right. Nothing is changed.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.session import Session
from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.app import Watch

GOOD, LOOK, WRONG = "ok", "warning", "problem"
MARKS = {GOOD: ("✓", "green"), LOOK: ("!", "yellow"), WRONG: ("✗", "red")}

LITTLE, VERY_LITTLE = 4 * 2**30, 2**30
"""Bytes of free disk: below the first it is said, below the second it is wrong."""
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    check: str
    state: str
    text: str
    hint: str = ""


def _ledger(watch: Watch, full: bool) -> Iterator[Finding]:
    ledger = watch.ledger
    complaints = ledger.check(full=full)
    stats = ledger.stats()
    size = f"{stats.get('articles', 0):,} articles, {_bytes(stats['bytes'])}"
    for complaint in complaints:
        yield Finding(check="ledger", state=WRONG, text=complaint, hint="Keep the file, put back a copy")
    if not complaints:
        yield Finding(check="ledger", state=GOOD, text=f"{'SQLite' if ledger.is_sqlite else 'PostgreSQL'}: {size}")
    counts = ledger.counts()
    named = ", ".join(f"{count:,} {outcome.value}" for outcome, count in counts.outcomes.items() if count)
    adds_up = sum(counts.outcomes.values()) == counts.leads
    yield Finding(
        check="outcomes",
        state=GOOD if adds_up else WRONG,
        text=f"{counts.leads:,} leads = {named or '0'}",
        hint="" if adds_up else "Please report this: a lead has no outcome",
    )


def _archive(watch: Watch, full: bool) -> Iterator[Finding]:
    archive = watch.archive
    if archive is None:
        yield Finding(check="archive", state=GOOD, text="off: raw pages are not kept")
        return
    from monitor.app import archive_folder

    folder = archive_folder(watch.settings)
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    size = _bytes(sum(path.stat().st_size for path in files))
    checked, problems = 0, []
    for record in watch.ledger.recent(1000 if full else 20):
        reference = watch.ledger.archived(record.key)
        if reference is None:
            continue
        checked += 1
        try:
            archive.read(reference)
        except MonitorError as error:
            problems.append(f"{record.id[:8]}: {error.message}")
    for problem in problems[:5]:
        yield Finding(check="archive", state=WRONG, text=problem, hint="Put back the file from a copy")
    if not problems:
        yield Finding(
            check="archive", state=GOOD, text=f"{len(files)} files, {size}; {checked} raw pages read again, all well"
        )


def _index(watch: Watch, full: bool) -> Iterator[Finding]:
    head = watch.ledger.head()
    at = watch.index.checkpoint()
    anew = "monitor rebuild index"
    if at is None and head.seq == 0:
        yield Finding(check="index", state=GOOD, text="empty, as the ledger is")
    elif at is None:
        yield Finding(check="index", state=LOOK, text="there is none yet", hint=anew)
    elif (at.ledger, at.generation) != (head.ledger, head.generation) or at.seq > head.seq:
        yield Finding(check="index", state=WRONG, text="it belongs to another state of the ledger", hint=anew)
    elif at.seq < head.seq:
        text = f"{head.seq - at.seq:,} of {head.seq:,} changes behind"
        yield Finding(check="index", state=LOOK, text=text, hint="The next crawl catches up; or monitor rebuild index")
    else:
        indexed = watch.index.search(None, sort="new", limit=1).total
        kept = sum(summary.articles for summary in watch.ledger.sources_summary().values())
        agree = indexed == kept
        yield Finding(
            check="index",
            state=GOOD if agree else WRONG,
            text=f"up to date, {indexed:,} articles" + ("" if agree else f", but the ledger has {kept:,}"),
            hint="" if agree else anew,
        )


def _clock(watch: Watch, full: bool) -> Iterator[Finding]:
    now = datetime.now(UTC)
    latest = max((run.beat for run in watch.ledger.runs(1)), default=None)
    if latest is not None and latest > now + SKEW:
        text = f"it says {now:%Y-%m-%d %H:%M} UTC, but the last crawl was at {latest:%Y-%m-%d %H:%M}"
        yield Finding(check="clock", state=WRONG, text=text, hint="Set the clock: what is due is reckoned by it")
    else:
        yield Finding(check="clock", state=GOOD, text=f"{now:%Y-%m-%d %H:%M} UTC, shown in {watch.settings.time_zone}")


def _disk(watch: Watch, full: bool) -> Iterator[Finding]:
    free = shutil.disk_usage(watch.settings.state).free
    state = WRONG if free < VERY_LITTLE else LOOK if free < LITTLE else GOOD
    yield Finding(
        check="disk",
        state=state,
        text=f"{_bytes(free)} free",
        hint="" if state == GOOD else 'Make room, or move the archive: [store] archive = "FOLDER"',
    )


def _rights(watch: Watch, full: bool) -> Iterator[Finding]:
    """What is looked into is itself a secret: nobody else may read it."""
    settings = watch.settings
    secret = [settings.home / ".env", *_secret_files(settings.home)]
    open_to_others = [path for path in (settings.state, *secret) if path.exists() and _is_open(path)]
    for path in open_to_others:
        wanted = "700" if path.is_dir() else "600"
        yield Finding(check="rights", state=WRONG, text=f"{path} is open to others", hint=f"chmod {wanted} {path}")
    if not os.access(settings.state, os.W_OK):
        yield Finding(
            check="rights", state=WRONG, text=f"{settings.state} cannot be written to", hint="Check its owner"
        )
    elif not open_to_others:
        yield Finding(check="rights", state=GOOD, text=f"{settings.state} is yours alone")
    if _is_open(settings.path):
        text = f"{settings.path.name} can be read by others: it says what you look into"
        yield Finding(check="rights", state=LOOK, text=text, hint=f"chmod 600 {settings.path}")


def _secrets(watch: Watch, full: bool) -> Iterator[Finding]:
    told = watch.settings.secrets
    yield Finding(check="secrets", state=GOOD, text=f"{len(told)} in use, all found" if told else "none needed")


def _versions(watch: Watch, full: bool) -> Iterator[Finding]:
    from monitor.cli.version import versions

    found = versions()
    named = ", ".join(f"{name} {found[name]}" for name in ("python", "scrapy", "trafilatura", "tantivy", "sqlalchemy"))
    yield Finding(check="versions", state=GOOD, text=f"monitor {found['monitor']}, ledger {found['ledger']}; {named}")


CHECKS: dict[str, Callable[[Watch, bool], Iterator[Finding]]] = {
    "ledger": _ledger,
    "archive": _archive,
    "index": _index,
    "clock": _clock,
    "disk": _disk,
    "rights": _rights,
    "secrets": _secrets,
    "versions": _versions,
}


@command(examples=("monitor doctor", "monitor doctor --full", "monitor doctor ledger index --json"))
@click.argument("checks", nargs=-1, type=click.Choice(tuple(CHECKS)), metavar="[CHECK]…")
@click.option("--full", is_flag=True, help="Slower and deeper: the whole ledger, many raw pages.")
def doctor(session: Session, checks: tuple[str, ...], full: bool) -> int:
    """Check ledger, archive, index, clock, disk, rights, secrets, versions.

    One line each, with what to do. Exits 4 where something is not right.
    """
    states = {GOOD: 0, LOOK: 0, WRONG: 0}
    watch = session.watch
    for name in checks or CHECKS:
        try:
            findings = list(CHECKS[name](watch, full))
        except (MonitorError, OSError) as error:
            hint = error.hint if isinstance(error, MonitorError) else ""
            findings = [Finding(check=name, state=WRONG, text=str(error), hint=hint)]
        for finding in findings:
            states[finding.state] += 1
            mark, style = MARKS[finding.state]
            session.say(f"{session.style(mark, style)} {finding.check:<9} {session.text(finding.text)}")
            if finding.hint:
                session.say(f"  {'':<9} {finding.hint}")
            session.emit("check", check=finding.check, state=finding.state, message=finding.text, hint=finding.hint)
    session.summary(problems=states[WRONG], warnings=states[LOOK], good=states[GOOD])
    return 4 if states[WRONG] or states[LOOK] else 0


def _secret_files(home: Path) -> list[Path]:
    folder = home / "secrets"
    return [folder, *(path for path in folder.iterdir() if path.is_file())] if folder.is_dir() else []


def _is_open(path: Path) -> bool:
    """Whether anybody but its owner may read it; never on systems without such rights."""
    return os.name == "posix" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _bytes(size: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000 or unit == "GB":
            break
        size /= 1000
    return f"{size:,.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
