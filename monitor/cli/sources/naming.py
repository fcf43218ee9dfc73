"""`monitor sources rename` and `remove`.

The id stands in two places: in the configuration, and in the ledger with all that was found. Only `sources/added.toml` is
edited; where a person wrote the file, they are told which lines to change, and the same command does the rest. The
configuration goes first, so that a rename that was cut off is finished by typing it again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from monitor.cli.frame import subcommand
from monitor.cli.session import Session
from monitor.cli.sources.group import source_of, sources
from monitor.errors import ConfigurationError, MonitorError, NoLedger, NotFound, UsageError
from monitor.model import Outcome

if TYPE_CHECKING:
    from monitor.ledger import Ledger
    from monitor.model import Record

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
PAGE = 500


@subcommand(sources, examples=("monitor sources rename chiya chiya-kurdi",))
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
def rename(session: Session, old: str, new: str) -> int:
    """Give a source another id: in the configuration, and for all that was found and stored of it."""
    from monitor.cli.added import is_added, rename_source

    settings = session.watch.settings
    names = {source.id for source in settings.sources}
    if not _ID.fullmatch(new):
        raise UsageError(f'"{new}" is no id.', hint="Ids are made of a-z, 0-9 and hyphens: hra-news")
    if old in names and new in names:
        raise UsageError(f"There is a source {new} already; two cannot become one.", source=new)
    if old not in names and new not in names:
        source_of(session, old)
    book = _ledger(session)
    if book is not None and (known := book.sources_state()).keys() >= {old, new}:
        raise UsageError(
            f"The ledger knows {old} and {new}; two cannot become one.",
            hint=f"{known[new].id} was crawled under this name already.",
            source=new,
        )
    if old in names and not is_added(settings, old):
        where = settings.origins.get(f"source.{old}.id", settings.path.name)
        raise ConfigurationError(
            f"{old} stands in a file that you wrote, and such files are never rewritten.",
            complaints=(f'{where}  id = "{old}"   becomes   id = "{new}"',),
            hint=f"Change that line, then type again: monitor sources rename {old} {new}",
            source=old,
        )
    articles = 0
    if book is not None and old in names and old in book.sources_state():
        with book.role("crawl"):
            file = rename_source(settings, old, new)
            articles = book.rename_source(old, new)
    elif old in names:
        file = rename_source(settings, old, new)
    else:
        file = None
        if book is None or old not in book.sources_state():
            raise NotFound(f'No source is called "{old}", in the configuration or in the ledger.', source=old)
        with book.role("crawl"):
            articles = book.rename_source(old, new)
    session.say(f"{old} → {new}" + (f" in {file}" if file else "") + f"; {articles:,} articles are of {new} now.")
    _index(session)
    session.emit("source", id=new, was=old, articles=articles)
    session.summary(id=new, was=old, articles=articles, file=file)
    return 0


@subcommand(sources, examples=("monitor sources remove chiya", "monitor sources remove chiya --purge --yes"))
@click.argument("identity", metavar="ID")
@click.option("--purge", is_flag=True, help="Erase its articles too: text, revisions, raw pages. Tombstones stay.")
def remove(session: Session, identity: str, purge: bool) -> int:
    """Follow a source no more. Its articles are kept and can be searched, unless --purge erases them.

    Only sources/added.toml is edited. A file that a person wrote is never changed: it says what to delete there.
    """
    from monitor.cli.added import is_added, remove_source
    from monitor.cli.erase import erase_all

    settings, book = session.watch.settings, _ledger(session)
    in_file = any(source.id == identity for source in settings.sources)
    if not in_file and not (purge and book is not None and identity in book.sources_state()):
        source_of(session, identity)
    if in_file and not is_added(settings, identity):
        where = settings.origins.get(f"source.{identity}.id", settings.path.name)
        raise ConfigurationError(
            f"{identity} stands in a file that you wrote, and such files are never rewritten.",
            complaints=(f"{where}  delete the [[source]] table of {identity} there",),
            hint=f"Its articles stay; to erase them afterwards: monitor sources remove {identity} --purge",
            source=identity,
        )
    records = _records(book, identity) if purge and book is not None else []
    if records and not session.confirm_by_name(
        identity, f"This erases {len(records):,} articles of {identity} for good."
    ):
        session.say("Nothing was changed.")
        return 1
    file = remove_source(settings, identity) if in_file else None
    if file is not None:
        session.say(f"{identity} is followed no more: its table is gone from {file}.")
    if records:
        erase_all(session, records, f"the source {identity} was removed")
        session.say(f"{len(records):,} articles erased. Tombstones keep them out.")
    elif not purge and book is not None and book.counts(identity).outcomes[Outcome.STORED]:
        session.say(f"What is stored of it stays, and can be searched: monitor search source:{identity}")
    session.emit("source", id=identity, state="removed" if file else "purged")
    session.summary(id=identity, erased=len(records), file=file)
    return 0


def _ledger(session: Session) -> Ledger | None:
    try:
        return session.watch.ledger
    except NoLedger:
        return None


def _records(book: Ledger, identity: str) -> list[Record]:
    found: list[Record] = []
    after = 0
    while page := book.scan(after, PAGE):
        after = page[-1].record.key
        found += [each.record for each in page if each.record.source == identity]
    return found


def _index(session: Session) -> None:
    try:
        session.watch.catch_up()
    except NoLedger:
        return
    except MonitorError as error:
        session.warn(f"The index has the old name still: {error.message}", code=error.code, hint="monitor index sync")
