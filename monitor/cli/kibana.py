"""`monitor kibana`: put data views, saved searches and dashboards into Kibana, see how they stand, take them out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.frame import group, subcommand
from monitor.cli.session import Session
from monitor.errors import ConfigurationError

if TYPE_CHECKING:
    from monitor.kibana import Item, Kibana, Target
    from monitor.kibana.compile import SavedObject

WORDS = {"index-pattern": "data view", "search": "saved search"}
STYLES = {"installed": "green", "removed": "green", "changed": "yellow", "kept": "yellow", "refused": "red"}


@group(
    examples=("monitor kibana install --create-space", "monitor kibana status", "monitor kibana export -o news.ndjson")
)
def kibana(session: Session) -> None:
    """Data views, saved searches and dashboards for Kibana: put in place, compared, taken out."""


def _space(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--space", metavar="ID", help="This space instead of the one of [kibana].")(function)


@subcommand(
    kibana,
    "install",
    examples=(
        "monitor kibana install",
        "monitor kibana install --space newsroom --create-space",
        "monitor kibana install --overwrite   what people changed, too",
    ),
)
@_space
@click.option("--create-space", is_flag=True, help="Make the space where it is not there.")
@click.option("--overwrite", is_flag=True, help="Put back what a person changed, too.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, change nothing.")
def install(session: Session, space: str | None, create_space: bool, overwrite: bool, dry_run: bool) -> int | None:
    """Put our objects into Kibana, or bring them up to date.

    As often as you like: what stands as it should is left alone. What a person changed is kept and named, and the exit
    code is 3; --overwrite puts it back.
    """
    from monitor import kibana as room

    with _opened(session, space) as (client, target):
        version = client.version()
        if create_space and not dry_run and target.space != "default":
            if client.create_space("Media Monitor"):
                session.talk(f'Made the space "{target.space}".')
        else:
            client.check_space()
        objects = room.compiled(room.load(), target)
        if dry_run:
            items = room.survey(client, objects, target, _notes(session))
        else:
            items = room.install(client, objects, target, _notes(session), overwrite=overwrite)
        _tell(session, items, client, version)
    if "elasticsearch" not in session.watch.settings.index.engine:
        session.warn(
            'Kibana reads Elasticsearch, and this watch does not write there: set [index] engine = "elasticsearch".',
            code="kibana.no_index",
        )
    counts = Counter(item.state.value for item in items)
    if counts["kept"]:
        session.talk("What was changed by a person is kept. Put it back with: monitor kibana install --overwrite")
    if counts["installed"] or counts["same"]:
        session.talk(f"  {_address(client, target)}")
    return 3 if counts["kept"] or counts["refused"] else 0


@subcommand(kibana, "status", examples=("monitor kibana status", "monitor kibana status --json"))
@_space
def status(session: Session, space: str | None) -> int | None:
    """How each of our objects stands: same, missing, outdated, changed by a person.

    Exits 4 where something is not as this version would put it.
    """
    from monitor import kibana as room

    with _opened(session, space) as (client, target):
        version = client.version()
        client.check_space()
        items = room.survey(client, room.compiled(room.load(), target), target, _notes(session))
        _tell(session, items, client, version)
    return 0 if all(item.state is room.State.SAME for item in items) else 4


@subcommand(kibana, "uninstall", examples=("monitor kibana uninstall", "monitor kibana uninstall --overwrite --yes"))
@_space
@click.option("--overwrite", is_flag=True, help="Remove what a person changed, too.")
def uninstall(session: Session, space: str | None, overwrite: bool) -> int | None:
    """Take our objects out of Kibana.

    Only what has our tag and an id of ours. What a person changed stays, with what it needs; your people's own objects
    are never touched.
    """
    from monitor import kibana as room

    with _opened(session, space) as (client, target):
        version = client.version()
        client.check_space()
        if not session.confirm(f"Remove our objects from {client.url}, space {target.space}?", default=False):
            session.say("Nothing was changed.")
            return 1
        objects = room.compiled(room.load(), target)
        items = room.uninstall(client, objects, target, _notes(session), overwrite=overwrite)
        _tell(session, items, client, version)
    return 3 if any(item.state is not room.State.REMOVED for item in items) else 0


@subcommand(
    kibana,
    "export",
    examples=(
        "monitor kibana export -o media-monitor.ndjson",
        "monitor kibana export --for opensearch > views.ndjson",
    ),
)
@_space
@click.option("--for", "product", type=click.Choice(["kibana", "opensearch"]), default="kibana", help="Who imports it.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to FILE.")
def export(session: Session, space: str | None, product: str, output: Path | None) -> int | None:
    """The objects as a file that Kibana imports by hand: Stack Management, Saved Objects, Import.

    Needs no Kibana. OpenSearch Dashboards gets the data views and saved searches; it cannot read the dashboards.
    """
    from monitor import kibana as room
    from monitor.kibana.compile import for_opensearch

    objects: Sequence[SavedObject] = room.compiled(room.load(), _target(session, space))
    if product == "opensearch":
        objects = list(for_opensearch(objects))
    if output is not None:
        output.write_text(room.ndjson(objects), encoding="utf-8")
        session.say(f"{len(objects)} objects in {output}")
    else:
        session.say(room.ndjson(objects).rstrip("\n"))
    for each in objects:
        session.emit("object", kind=each["type"], id=each["id"], object=each)
    session.summary(objects=len(objects), file=output)
    return None


@contextmanager
def _opened(session: Session, space: str | None) -> Iterator[tuple[Kibana, Target]]:
    """The Kibana of the configuration, and what is meant for it."""
    from monitor.kibana import Kibana
    from monitor.kibana.client import is_plain

    settings = session.watch.settings
    wanted = settings.kibana
    if wanted.url is None:
        raise ConfigurationError(
            "No Kibana is configured.",
            hint='Add to monitor.toml: [kibana] url = "https://kibana.example:5601"',
            file=str(settings.path),
        )
    if (wanted.api_key or wanted.password) and is_plain(wanted.url):
        session.warn(f"The secret of [kibana] travels unencrypted to {wanted.url}: use https.", code="kibana.plain")
    target = _target(session, space)
    ca_file = str(settings.home / wanted.ca_file) if wanted.ca_file else None
    client = Kibana(
        wanted.url,
        space=target.space,
        api_key=wanted.api_key,
        user=wanted.user,
        password=wanted.password,
        ca_file=ca_file,
    )
    try:
        yield client, target
    finally:
        client.close()


def _target(session: Session, space: str | None) -> Target:
    from monitor.kibana import Target

    settings = session.watch.settings
    return Target(space=space or settings.kibana.space, prefix=settings.index.prefix)


def _notes(session: Session) -> Path:
    """What we remember of our last installation."""
    return session.watch.settings.state / "kibana.json"


def _address(client: Kibana, target: Target) -> str:
    from monitor.kibana.compile import dashboard_key

    base = client.url if target.space == "default" else f"{client.url}/s/{target.space}"
    return f"{base}/app/dashboards#/view/{target.id(dashboard_key('monday'))}"


def _tell(session: Session, items: Sequence[Item], client: Kibana, version: str) -> None:
    for item in items:
        session.emit("object", kind=item.type, id=item.id, title=item.title, state=item.state, detail=item.detail)
    counts = Counter(item.state.value for item in items)
    session.say(f"Kibana {version} at {client.url}, space {client.space}")
    session.table(
        [
            (
                session.style(item.state.value, STYLES.get(item.state.value, "dim")),
                WORDS.get(item.type, item.type),
                item.title + (f"  ({item.detail})" if item.detail else ""),
            )
            for item in items
        ]
    )
    session.say(", ".join(f"{number} {state}" for state, number in counts.items()) or "nothing of ours is there")
    session.summary(version=version, url=client.url, space=client.space, **counts)
