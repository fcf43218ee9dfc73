"""Index sets on the server, and which of them is in use.

    news                          alias   the articles of the set in use: what people and Kibana search
    news-changes, news-sources    alias   what happened to them, and how well each source was seen
    news-cursor                   alias   the cursor of the set in use: which set that is, is read from here
    news-v2a2-0004-2026.11        index   the articles of a set that were first seen in a month
    news-changes-v2a2-0004        index   a document per change
    news-sources-v2a2-0004        index   a document per source and hour
    news-cursor-v2a2-0004         index   one document: ledger, generation, seq, hours, and each index with its uuid

A set is named by schema version, analysis version and a number. All aliases move in one call. A cursor counts only
while every index that it names is there, is the same (a cluster that was emptied makes new ones) and, for the set in
use, is behind the alias. Before every name stands the configured prefix.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from monitor.analysis import ANALYSIS_VERSION
from monitor.elastic.refusals import sentences
from monitor.elastic.templates import SCHEMA_VERSION, VERSION
from monitor.errors import ConfigurationError
from monitor.ports import Checkpoint

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

CURSOR_ID = "cursor"
BESIDE = ("changes", "sources")
"""The indices of a set that hold no articles."""


@dataclass(frozen=True, slots=True)
class Names:
    prefix: str

    @property
    def alias(self) -> str:
        return f"{self.prefix}news"

    @property
    def cursor_alias(self) -> str:
        return f"{self.prefix}news-cursor"

    def set_of(self, index: str) -> str | None:
        """The set that an index belongs to; None where it is not one of ours."""
        kinds = "|".join(("cursor", *BESIDE))
        match = re.fullmatch(rf"{re.escape(self.prefix)}news-(?:({kinds})-)?(v\d+a\d+-\d+)(-\d{{4}}\.\d\d)?", index)
        if match is None or bool(match[1]) == bool(match[3]):
            return None
        return f"{self.prefix}news-{match[2]}"

    def of(self, kind: str, name: str) -> str:
        """The set's index of that kind: cursor, changes, sources."""
        return f"{self.prefix}news-{kind}-{name.removeprefix(self.prefix + 'news-')}"

    def alias_of(self, index: str) -> str:
        """The alias that leads to an index of ours while its set is in use."""
        kinds = (kind for kind in ("cursor", *BESIDE) if index.startswith(f"{self.prefix}news-{kind}-"))
        return next((f"{self.prefix}news-{kind}" for kind in kinds), self.alias)

    @property
    def aliases(self) -> list[str]:
        return [self.alias, *(f"{self.prefix}news-{kind}" for kind in ("cursor", *BESIDE))]

    def version_of(self, name: str) -> tuple[int, int]:
        match = re.match(rf"{re.escape(self.prefix)}news-v(\d+)a(\d+)-", name)
        return (int(match[1]), int(match[2])) if match else (0, 0)


@dataclass(slots=True)
class Cursor:
    """A set's cursor as it was read or written. `hours` is when the sources' hours were last written; `place` is its
    document's (_seq_no, _primary_term)."""

    checkpoint: Checkpoint
    indices: dict[str, str] = field(default_factory=dict)
    place: tuple[int, int] | None = None
    hours: datetime | None = None


class Sets:
    def __init__(self, client: Elasticsearch, prefix: str) -> None:
        self._client = client
        self.names = Names(prefix)

    def current(self) -> str | None:
        """The set in use. ConfigurationError where an alias leads to somebody else's index, or to a newer program's."""
        behind = self.aliased()
        for alias, indices in behind.items():
            for index in indices:
                found = self.names.set_of(index)
                if found is None:
                    raise ConfigurationError(
                        f'The alias "{alias}" on the server leads to "{index}", which is not ours; nothing was touched.',
                        hint='Choose other names: [index] prefix = "mine-"',
                    )
                if self.names.version_of(found) > (SCHEMA_VERSION, ANALYSIS_VERSION):
                    raise ConfigurationError(
                        f'The index "{index}" was written by a newer version of this program.',
                        hint="Use the newer version here too, or other names: [index] prefix",
                    )
        return next((self.names.set_of(index) for index in behind.get(self.names.cursor_alias, ())), None)

    def readable(self, name: str | None) -> bool:
        """Whether a set is of this schema and analysis."""
        return name is not None and self.names.version_of(name) == (SCHEMA_VERSION, ANALYSIS_VERSION)

    def aliased(self) -> dict[str, list[str]]:
        """Each alias → the indices behind it."""
        from elasticsearch import NotFoundError

        with sentences(doing="read its aliases"):
            try:
                body: Any = self._client.indices.get_alias(name=self.names.aliases).body
            except NotFoundError as error:
                body = error.body if isinstance(error.body, dict) else {}
        behind: dict[str, list[str]] = {}
        for index, told in body.items():
            for alias in told.get("aliases", {}) if isinstance(told, dict) else ():
                behind.setdefault(alias, []).append(index)
        return behind

    def uuids(self, name: str) -> dict[str, str]:
        """The indices of a set, all but the cursor's own → their uuids."""
        wanted = [f"{name}-*", *(self.names.of(kind, name) for kind in BESIDE)]
        with sentences(doing="look at its indices"):
            body = self._client.indices.get_settings(
                index=wanted, name="index.uuid", ignore_unavailable=True, allow_no_indices=True
            ).body
        return {index: told["settings"]["index"]["uuid"] for index, told in body.items()}

    def read_cursor(self, name: str) -> Cursor | None:
        from elasticsearch import NotFoundError

        with sentences(doing="read the cursor"):
            try:
                found: Any = self._client.get(index=self.names.of("cursor", name), id=CURSOR_ID).body
            except NotFoundError:
                return None
        told = found["_source"]
        return Cursor(
            Checkpoint(ledger=told["ledger"], generation=told["generation"], seq=told["seq"]),
            dict(told["indices"]),
            (found["_seq_no"], found["_primary_term"]),
            datetime.fromisoformat(told["hours"]) if told.get("hours") else None,
        )

    def write_cursor(self, name: str, cursor: Cursor) -> tuple[int, int]:
        """ConflictError where another process has moved it since it was read."""
        more: dict[str, Any] = {"op_type": "create"}
        if cursor.place is not None:
            more = {"if_seq_no": cursor.place[0], "if_primary_term": cursor.place[1]}
        point = cursor.checkpoint
        document = {
            "ledger": point.ledger,
            "generation": point.generation,
            "seq": point.seq,
            "hours": cursor.hours.isoformat() if cursor.hours is not None else None,
            "indices": cursor.indices,
        }
        answer = self._client.index(index=self.names.of("cursor", name), id=CURSOR_ID, document=document, **more)
        return int(answer["_seq_no"]), int(answer["_primary_term"])

    def all(self) -> dict[str, list[str]]:
        """Every set of ours on the server → its indices."""
        with sentences(doing="look at its indices"):
            body = self._client.indices.get_settings(
                index=[
                    f"{self.names.prefix}news-{kind}v*" for kind in ("", "cursor-", *(f"{each}-" for each in BESIDE))
                ],
                name="index.uuid",
                allow_no_indices=True,
                expand_wildcards="all",
            ).body
        sets: dict[str, list[str]] = {}
        for index in body:
            if (name := self.names.set_of(index)) is not None:
                sets.setdefault(name, []).append(index)
        return sets

    def new_name(self) -> str:
        numbers = [int(name.rpartition("-")[2]) for name in self.all()]
        return f"{self.names.prefix}news-{VERSION}-{max(numbers, default=0) + 1:04d}"

    def create_month(self, index: str, *, in_use: bool) -> str:
        """An index of articles, as the template says; its uuid. One that is not in use yet is searched by nobody, so
        it is not refreshed until the switch."""
        settings = {} if in_use else {"index.refresh_interval": "-1"}
        self._create(index, settings=settings, aliases={self.names.alias: {}} if in_use else {})
        with sentences(doing="look at its indices"):
            told = self._client.indices.get_settings(index=index, name="index.uuid").body
        uuid: str = told[index]["settings"]["index"]["uuid"]
        return uuid

    def create(self, name: str) -> None:
        """A new set without articles, in use by nobody."""
        settings = {"index.number_of_shards": 1, "index.hidden": True}
        self._create(self.names.of("cursor", name), settings=settings, mappings={"dynamic": False})
        for kind in BESIDE:
            self._create(self.names.of(kind, name))

    def _create(self, index: str, **body: Any) -> None:
        from elasticsearch import BadRequestError

        with sentences(doing="create an index"):
            try:
                self._client.indices.create(index=index, **body)
            except BadRequestError as error:
                if "invalid_alias_name" in str(error):
                    raise ConfigurationError(
                        f'"{self.names.alias}" is an index of somebody else on the server; nothing was touched.',
                        hint='Choose other names: [index] prefix = "mine-"',
                    ) from error
                if "resource_already_exists" not in str(error):
                    raise

    def point_to(self, name: str, indices: list[str]) -> None:
        """Every alias to this set, in one call; `indices` are all of it but the cursor's own."""
        names, behind = self.names, self.aliased()
        wanted: dict[str, list[str]] = {alias: [] for alias in names.aliases}
        for index in (*indices, names.of("cursor", name)):
            wanted[names.alias_of(index)].append(index)
        actions: list[dict[str, Any]] = []
        for alias, found in wanted.items():
            actions += [{"remove": {"index": old, "alias": alias}} for old in behind.get(alias, ()) if old not in found]
            actions += [
                {"add": {"index": new, "alias": alias} | ({"is_hidden": True} if alias == names.cursor_alias else {})}
                for new in found
            ]
        with sentences(doing="switch its aliases"):
            self._client.indices.update_aliases(actions=actions)

    def drop(self, indices: list[str]) -> None:
        if indices:
            with sentences(doing="delete old indices"):
                self._client.indices.delete(index=indices, ignore_unavailable=True)
