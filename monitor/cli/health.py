"""The checks of `monitor doctor`: each yields findings, changes nothing, and says what to do about what it finds."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import MonitorError

if TYPE_CHECKING:
    from monitor.app import Watch
    from monitor.elastic import ElasticIndex
    from monitor.index import EmbeddedIndex

GOOD, LOOK, WRONG = "ok", "warning", "problem"

LITTLE, VERY_LITTLE = 4 * 2**30, 2**30
"""Bytes of free disk: below the first it is said, below the second it is wrong."""
BATCH, MOST_TOLD = 500, 5
SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    check: str
    state: str
    text: str
    hint: str = ""


def _ledger(watch: Watch, full: bool) -> Iterator[Finding]:
    ledger = watch.ledger
    problems = ledger.check(full=full)
    stats = ledger.stats()
    size = f"{stats.get('articles', 0):,} articles, {_bytes(stats['bytes'])}"
    for problem in problems[:MOST_TOLD]:
        more = f" ({problem.count:,}, the first: {problem.sample})" if problem.sample else ""
        yield Finding(check="ledger", state=WRONG, text=problem.message + more, hint="Keep the file, put back a copy")
    if not problems:
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
    references = watch.ledger.archive_refs()
    checked, wrong = 0, 0
    while batch := tuple(islice(references, BATCH)):
        checked += len(batch)
        for _, problem in archive.problems(batch, full=full):
            wrong += 1
            if wrong <= MOST_TOLD:
                yield Finding(check="archive", state=WRONG, text=problem, hint="Put back the file from a copy")
    if wrong > MOST_TOLD:
        yield Finding(check="archive", state=WRONG, text=f"and {wrong - MOST_TOLD:,} more raw pages like that")
    if not wrong:
        how = "read again and compared" if full else "in their places"
        yield Finding(check="archive", state=GOOD, text=f"{_bytes(archive.size())}; all {checked:,} raw pages {how}")


def _index(watch: Watch, full: bool) -> Iterator[Finding]:
    for name, index in watch.indexes.items():
        several = len(watch.indexes) > 1
        try:
            found = _one_index(watch, index)
        except MonitorError as error:
            if not several:
                raise
            found = Finding(check="index", state=WRONG, text=error.message, hint=error.hint)
        yield replace(found, text=f"{name}: {found.text}") if several else found


def _one_index(watch: Watch, index: EmbeddedIndex | ElasticIndex) -> Finding:
    from monitor import indexing

    head = watch.ledger.head()
    behind = indexing.behind(watch.ledger, index)
    anew = "monitor rebuild index"
    if index.checkpoint() is None:
        state = GOOD if head.seq == 0 else LOOK
        text = "empty, as the ledger is" if head.seq == 0 else "there is none yet"
        return Finding(check="index", state=state, text=text, hint="" if state == GOOD else anew)
    if behind is None:
        return Finding(check="index", state=WRONG, text="it belongs to another state of the ledger", hint=anew)
    if behind:
        text = f"{behind:,} of {head.seq:,} changes behind"
        return Finding(check="index", state=LOOK, text=text, hint=f"The next crawl catches up; or {anew}")
    indexed = index.search(None, sort="new", limit=1).total
    kept = sum(summary.articles for summary in watch.ledger.sources_summary().values())
    agree = indexed == kept
    return Finding(
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
    state_folder = watch.settings.state
    free = shutil.disk_usage(next(folder for folder in (state_folder, *state_folder.parents) if folder.exists())).free
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
    if not settings.state.exists():
        yield Finding(check="rights", state=LOOK, text=f"{settings.state} is not there yet", hint="monitor init")
    elif not os.access(settings.state, os.W_OK):
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


NEED_LEDGER = ("ledger", "archive", "index", "clock")
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
