"""`monitor add`: look at a site, show what it has to offer, then write it to sources/added.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from monitor.cli.added import append_sources, free_id, host_name, source_table
from monitor.cli.frame import command
from monitor.cli.session import Session
from monitor.errors import MonitorError, ServiceError, UsageError
from monitor.model import Kind, ListingKind

if TYPE_CHECKING:
    from monitor.probe import Probe, Probed

MOST_SHOWN = 8
"""Listings that are shown of one site."""
USED = {ListingKind.FEED: "feeds", ListingKind.SITEMAP: "sitemaps", ListingKind.SECTION: "sections"}


@command(
    examples=(
        "monitor add https://nilufar.example",
        "monitor add https://nilufar.example --kind advocacy -l desk=iran --yes",
        "monitor add nilufar.example wadi-press.example --dry-run",
    )
)
@click.argument("urls", nargs=-1, required=True, metavar="URL…")
@click.option("--id", "identity", metavar="ID", help="Its name in the ledger, for ever; made from the host otherwise.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="What sort of publisher it is.")
@click.option("--language", metavar="CODE", help="The language that it mostly writes in: fa, ckb, en …")
@click.option("--owner", metavar="NAME", help="Who publishes it; publications of one owner are not independent.")
@click.option("--name", metavar="NAME", help="What people read, where the page's own title is not it.")
@click.option("-l", "--label", "labels", multiple=True, metavar="KEY=VALUE", help="Your own word for it.")
@click.option("--pin", is_flag=True, help="Write the listings that were found, and look for no others later.")
@click.option("--dry-run", is_flag=True, help="Look and show, write nothing.")
def add(
    session: Session,
    urls: tuple[str, ...],
    identity: str | None,
    kind: str | None,
    language: str | None,
    owner: str | None,
    name: str | None,
    labels: tuple[str, ...],
    pin: bool,
    dry_run: bool,
) -> int:
    """Look at a site and add it as a source.

    Finds its name, language, feeds, sitemaps and sections from the home page and shows the newest headlines before it
    writes to sources/added.toml. Nothing is stored until the next crawl.
    """
    if len(urls) > 1 and (identity or name):
        raise UsageError("--id and --name belong to one site, but several addresses are given.")
    given: dict[str, object] = {
        "kind": kind,
        "language": _language(language),
        "owner": owner,
        "labels": _labels(labels),
    }
    failed: list[MonitorError] = []
    added = 0
    for url in urls:
        try:
            own = {**given, "id": _identity(identity), "name": name}
            added += _add(session, address(url), own, pin=pin, dry_run=dry_run)
        except ServiceError as error:
            if len(urls) == 1:
                raise
            failed.append(error)
            session.warn(error.message, code=error.code, **error.subject)
    if added:
        session.say("Read it now: monitor crawl")
    session.summary(added=added, failed=len(failed), dry_run=dry_run)
    return 0 if not failed else 3 if len(failed) < len(urls) else 13


def _add(session: Session, url: str, given: dict[str, object], *, pin: bool, dry_run: bool) -> int:
    from monitor.settings import load

    watch = session.watch
    # Read again for each: the one before may have been added just now.
    settings = load(watch.settings.path)
    known = next((source for source in settings.sources if _same_home(source.url, url)), None)
    if known is not None:
        session.say(f'{url} is a source already: "{known.id}".  monitor sources show {known.id}')
        session.emit("source", id=known.id, url=known.url, state="known")
        return 0
    taken = {source.id for source in settings.sources}
    if given["id"] in taken:
        raise UsageError(f'There is a source called "{given["id"]}" already.', hint="monitor sources list")
    session.talk(f"Looking at {url} …")
    found = watch.probe(url, progress=lambda listing: session.talk(f"  {listing}") if session.verbose else None)
    fields = _fields(found, url, pin=pin)
    fields |= {name: value for name, value in given.items() if value}
    fields["id"] = given["id"] or free_id(host_name(found.url), taken)
    table = source_table(fields)
    _show(session, found, fields)
    session.emit(
        "probe",
        url=found.url,
        name=fields.get("name"),
        language=fields.get("language"),
        listings=[
            {"kind": one.listing.kind, "url": one.listing.url, "entries": one.entries, "problem": one.problem}
            for one in found.listings
        ],
        headlines=[{"title": lead.title, "url": lead.url, "published": lead.published} for lead in found.headlines],
        problem=found.problem,
    )
    if dry_run:
        session.say("It would be written as:", "", *(f"  {line}" for line in table.splitlines()))
        session.emit("source", id=fields["id"], url=found.url, state="would be added")
        return 0
    question = f'Add as "{fields["id"]}" to sources/added.toml?'
    if not session.confirm(question, default=found.problem is None):
        session.say("Nothing was added.")
        session.emit("source", id=fields["id"], url=found.url, state="declined")
        return 0
    path = append_sources(settings, [table])
    session.say(f'Added "{fields["id"]}" to {path}.')
    session.emit("source", id=fields["id"], url=found.url, state="added", file=path)
    return 1


def _fields(found: Probe, url: str, *, pin: bool) -> dict[str, object]:
    from monitor.plaintext import clean_line

    fields: dict[str, object] = {
        "name": clean_line(found.name or "") or urlsplit(found.url).hostname,
        "url": found.url,
        "language": (found.language or "").lower().replace("_", "-").partition("-")[0] or None,
    }
    if pin:
        for kind, name in USED.items():
            fields[name] = [one.listing.url for one in found.listings if one.listing.kind is kind and not one.problem]
    return fields


def _show(session: Session, found: Probe, fields: dict[str, object]) -> None:
    language = language_name(str(fields.get("language") or ""))
    # A right-to-left name stands last on its line.
    session.say("", f"  {language} · {urlsplit(found.url).hostname} · {session.text(str(fields['name']))}")
    # robots.txt leads to sitemaps, which are shown themselves.
    listings = [one for one in found.listings if not one.listing.url.endswith("/robots.txt")]
    for one in listings[:MOST_SHOWN]:
        session.say(f"  {one.listing.kind.value:<9} {_path(one.listing.url):<30}  {_about(session, one)}")
    if len(listings) > MOST_SHOWN:
        session.say(f"  {'':<9} and {len(listings) - MOST_SHOWN} more")
    if found.problem:
        session.say(session.style(f"  {found.problem}", "yellow"))
    for number, lead in enumerate(found.headlines):
        when = f"{_when(session, lead.published)}  " if lead.published else ""
        session.say(f"  {'newest' if number == 0 else '':<9} {when}{session.text(lead.title)}")
    items = max((one.entries for one in listings), default=0)
    if items:
        session.say(f"  {items} articles are listed already: the first crawl stores them as backlog.")
    session.say("")


def _about(session: Session, one: Probed) -> str:
    if one.problem:
        return session.text(one.problem)
    if one.listing.kind is ListingKind.SECTION and not one.entries:
        return session.text(one.listing.title)
    from monitor.cli.times import ago

    newest = max((lead.published for lead in one.leads if lead.published), default=None)
    full = bool(one.leads) and sum(1 for lead in one.leads if lead.text) * 2 > len(one.leads)
    parts = [
        f"{one.entries} items",
        f"newest {ago(newest, session.now)}" if newest else "",
        "full text" if full else "",
    ]
    return ", ".join(part for part in parts if part)


def _when(session: Session, when: object) -> str:
    from datetime import datetime

    from monitor.cli.times import shown

    assert isinstance(when, datetime)
    return shown(when, session.zone)


def language_name(code: str) -> str:
    return f"{LANGUAGES[code]} ({code})" if code in LANGUAGES else code or "language unknown"


LANGUAGES = {
    "ar": "Arabic", "az": "Azerbaijani", "ckb": "Sorani Kurdish", "de": "German", "en": "English", "es": "Spanish",
    "fa": "Persian", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hy": "Armenian", "it": "Italian",
    "ja": "Japanese", "kmr": "Kurmanji Kurdish", "ku": "Kurdish", "ko": "Korean", "nl": "Dutch", "pl": "Polish",
    "ps": "Pashto", "pt": "Portuguese", "ru": "Russian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip


def address(text: str) -> str:
    """An address as people type it: without `https://` it gets one. UsageError where it is none."""
    from monitor.settings.kinds import URL, Wrong

    url = text.strip() if "://" in text else f"https://{text.strip()}"
    try:
        read = str(URL.read(url))
    except Wrong:
        read = ""
    host = urlsplit(read).hostname or ""
    if not read or ("." not in host and host != "localhost" and ":" not in host):
        raise UsageError(
            f'"{text}" is no address of a web page.', hint="Addresses look like https://nilufar.example", url=text
        )
    return read


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _same_home(one: str, other: str) -> bool:
    def plain(url: str) -> str:
        parts = urlsplit(url.lower())
        return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"

    return plain(one) == plain(other)


def _identity(text: str | None) -> str | None:
    from monitor.settings.kinds import IDENTITY, Wrong

    try:
        return str(IDENTITY.read(text)) if text is not None else None
    except Wrong as wrong:
        raise UsageError(f"--id {wrong}") from None


def _language(text: str | None) -> str | None:
    from monitor.settings.kinds import LANGUAGE, Wrong

    try:
        return str(LANGUAGE.read(text)) if text is not None else None
    except Wrong as wrong:
        raise UsageError(f"--language {wrong}") from None


def _labels(texts: tuple[str, ...]) -> dict[str, str]:
    labels = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise UsageError(f'--label "{text}" should be KEY=VALUE, such as desk=iran.')
        labels[name] = value
    return labels
