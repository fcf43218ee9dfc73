"""`monitor init`: a watch where there was none. Writes few files, explains each line, never overwrites."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import command
from monitor.cli.session import Session
from monitor.errors import ConfigurationError, LedgerEmptied, LedgerError, MonitorError, UsageError

if TYPE_CHECKING:
    from monitor.cli.exchange import Fields

LANGUAGES = ("en", "fa", "ar", "ckb", "de", "fr", "tr")
PROFILES = ("laptop", "server", "cluster")


@command(
    examples=(
        "monitor init ~/watch",
        "monitor init --from my-feeds.opml --no-input",
        "monitor init ~/watch --catalogue fa,ckb",
    )
)
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@click.option(
    "--from", "feeds", type=click.Path(path_type=Path), metavar="FILE", help="Sources of an OPML or CSV file."
)
@click.option("--catalogue", metavar="WORDS", help="Sources of the catalogue by language or desk: fa,ckb or iran.")
@click.option("--profile", type=click.Choice(PROFILES), help="Where you watch from.")
@click.option("--again", is_flag=True, help="Begin anew with an empty ledger where the old one is lost.")
def init(
    session: Session, folder: Path | None, feeds: Path | None, catalogue: str | None, profile: str | None, again: bool
) -> int:
    """Make a watch: a commented monitor.toml and an empty ledger.

    Asks few questions, each answered by Enter; with --no-input it asks none. A folder that has a watch already is left
    as it is; one that has a monitor.toml only, from a colleague or a repository, gets its ledger.
    """
    from monitor import settings as room
    from monitor.app import create_ledger

    home = (folder or session.directory or Path.cwd()).expanduser().absolute()
    if again:
        return _begin_anew(session, home)
    if (home / room.NAME).exists():
        return _ledger_for(session, home)
    wanted = _wanted(session, feeds, catalogue)
    profile = profile or _ask_profile(session)
    zone = _ask_zone(session)
    language = session.ask(f"Language of messages ({' '.join(LANGUAGES)}):", default="en")
    language = language if language in LANGUAGES else "en"
    written = _write(home, zone=zone, language=language, profile=profile)
    try:
        settings = room.load(home / room.NAME)
    except ConfigurationError as error:
        raise ConfigurationError(
            f"{home / room.NAME} is written, but the ledger is not made: something is missing.",
            complaints=error.complaints,
            hint="Put it right, then: monitor init",
        ) from None
    try:
        create_ledger(settings)
    except MonitorError as error:
        if profile == "cluster":
            error.hint = f"{home / room.NAME} is written. Put [store] ledger right in it, then: monitor init"
        else:
            for path in written:
                path.unlink()
        raise
    added = _add(session, home, wanted)
    _say_made(session, home, written, added)
    session.summary(directory=home, files=written, sources=added)
    return 0


def _ledger_for(session: Session, home: Path) -> int:
    """There is a monitor.toml: make its ledger where it has none, and leave everything else."""
    from monitor import settings as room
    from monitor.app import create_ledger, ledger_location

    checked = room.check(home / room.NAME, dict(os.environ))
    place = ledger_location(checked.settings) if checked.settings else None
    if checked.settings is None or (isinstance(place, Path) and place.exists()):
        raise _already(home)
    try:
        create_ledger(checked.settings)
    except LedgerEmptied:
        raise
    except LedgerError:
        raise _already(home) from None
    session.say(f"{home / room.NAME} was there already; its ledger is new.", "  Fill it   monitor crawl")
    session.summary(directory=home, files=[], sources=len(checked.settings.sources))
    return 0


def _already(home: Path) -> MonitorError:
    from monitor.settings import check

    found = check(home / "monitor.toml", None)
    state = f"{len(found.settings.sources)} sources" if found.settings else f"{len(found.complaints)} mistakes in it"
    return MonitorError(
        f"There is a watch in {home} already (monitor.toml, {state}). Nothing was changed.",
        hint=f"Look at it: monitor -C {home}",
        directory=str(home),
    )


def _begin_anew(session: Session, home: Path) -> int:
    from monitor import settings as room
    from monitor.app import create_ledger

    settings = room.load(room.find(home))
    if not session.confirm_by_name(
        settings.home.name,
        f"A new, empty ledger in {settings.state}: everything that is found counts as not seen before.",
    ):
        raise LedgerError("Nothing was changed.", hint="Put back a copy of the ledger instead, where you have one.")
    create_ledger(settings, again=True)
    session.say(f"A new ledger is in {settings.state}.", "  Fill it   monitor crawl")
    session.summary(directory=settings.home, files=[], sources=0)
    return 0


def _write(home: Path, *, zone: str, language: str, profile: str) -> list[Path]:
    from monitor.cli import added, welcome

    texts = {
        home / "monitor.toml": welcome.configuration(time_zone=zone, language=language, profile=profile),
        home / added.FOLDER / added.NAME: added.HEAD,
        home / ".env.example": welcome.ENVIRONMENT,
        home / ".gitignore": welcome.IGNORED,
    }
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = [path for path in texts if not path.exists()]
    for path in fresh:
        added.write_whole(path, texts[path])
    return fresh


def _wanted(session: Session, feeds: Path | None, catalogue: str | None) -> list[Fields]:
    """The sources that the new watch begins with; everything that can be wrong with them is found before it is made."""
    from monitor.cli.exchange import catalogue_sources, read_file

    if feeds is None and catalogue is None and session.interactive and not session.yes:
        return _asked_sources(session)
    wanted = catalogue_sources(catalogue) if catalogue else []
    return wanted + (read_file(feeds.expanduser()) if feeds else [])


def _asked_sources(session: Session) -> list[Fields]:
    from monitor.cli.exchange import catalogue_sources, read_file

    known = catalogue_sources("all")
    languages = Counter(str(fields.get("language") or "other") for fields in known)
    session.talk(
        f"The catalogue knows {len(known)} outlets and organisations:",
        "  " + "  ".join(f"{code} {count}" for code, count in languages.most_common(12)),
        "  by desk: iran kurdish afghanistan arab turkey russia world rights",
    )
    wanted = _until_right(session, "Which of them? (fa,ckb · iran,rights · all · Enter for none)", catalogue_sources)
    question = "A file of feeds or sites, OPML or CSV? (Enter for none)"
    return wanted + _until_right(session, question, lambda name: read_file(Path(name).expanduser()))


def _until_right(session: Session, question: str, read: Callable[[str], list[Fields]]) -> list[Fields]:
    """What the answer stands for; asked again where it stands for nothing."""
    while answer := session.ask(question):
        try:
            return read(answer)
        except UsageError as error:
            session.talk(f"  {error.message} {error.hint}")
    return []


def _add(session: Session, home: Path, wanted: list[Fields]) -> int:
    from monitor.cli.exchange import add_all
    from monitor.settings import NAME, load

    if not wanted:
        return 0
    report = add_all(load(home / NAME), wanted, dry_run=False)
    for line in (*report.remarks, *(f"{name}: {problem} (not added)" for name, problem in report.refused)):
        session.warn(line, code="source.field")
    return len(report.added)


def _ask_profile(session: Session) -> str:
    answer = session.ask("Where do you watch from? (laptop · server · cluster)", default="laptop")
    return answer if answer in PROFILES else "laptop"


def _ask_zone(session: Session) -> str:
    from monitor.settings.kinds import TIME_ZONE, Wrong

    own = system_zone(os.environ)
    answer = session.ask("Time zone:", default=own)
    try:
        return str(TIME_ZONE.read(answer))
    except Wrong as wrong:
        session.talk(f"  {wrong} Taking {own}; change it in monitor.toml.")
        return own


def system_zone(environ: os._Environ[str] | dict[str, str], localtime: Path = Path("/etc/localtime")) -> str:
    """The machine's time zone by name, `UTC` where it cannot be told."""
    from monitor.settings.kinds import TIME_ZONE, Wrong

    named = environ.get("TZ", "").lstrip(":")
    target = str(localtime.resolve()) if localtime.is_symlink() else ""
    for name in (named, target.partition("zoneinfo/")[2]):
        try:
            if name:
                return str(TIME_ZONE.read(name))
        except Wrong:
            continue
    return "UTC"


def _say_made(session: Session, home: Path, written: list[Path], added: int) -> None:
    meaning = {
        "monitor.toml": "what is watched, and how; every line explained",
        "sources/added.toml": f"where monitor add writes; {added} sources" if added else "where monitor add writes",
        ".env.example": "names of the secrets that may be set",
        ".gitignore": "state and secrets stay out of version control",
    }
    session.say(f"{home}/")
    for path in written:
        name = path.relative_to(home).as_posix()
        session.say(f"  {name:<20} {meaning.get(name, '')}".rstrip())
    session.say(f"  {'state/':<20} the ledger, the archive, the index; readable by you alone", "")
    here = "" if home == Path.cwd() else f"cd {home} && "
    if added:
        session.say("Next", f"  {here}monitor crawl", "  monitor search", "  monitor add https://…")
    else:
        session.say("Next", f"  {here}monitor add https://…", "  monitor sources import FILE", "  monitor crawl")
