"""Every fault at every moment, 5,000 articles each: none lost, none twice, refused is what was poisoned.

pytest -m "slow and elasticsearch" -s tests/elastic/test_elastic_matrix.py          (or opensearch); about 10 minutes
pytest -m "slow and elasticsearch" -s tests/elastic/test_elastic_matrix.py --short-soak     500 articles each

A moment is a catch-up of its own on the index of the one before. *Before*: the fault is there when it begins. *During*:
from the second bulk request on. *After*: when a bulk was answered, to whatever is asked next. Faults that pass by
themselves end after three requests *during*; all others last until somebody ends them. Then another process catches up.

Prints `fault SERVER KIND MOMENT lost 0 twice 0 refused N (wrongly 0) left 0 SECONDS  what a person was told`.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from elastic.change_log import Log, cure, grow
from servers import elasticsearch, java_run
from servers.faulty import (
    ANOTHER_PRODUCT,
    DROPPED_AFTER,
    DROPPED_BEFORE,
    GARBLED,
    HALF,
    Act,
    FaultyProxy,
    items_say,
    says,
    slow,
)

from monitor import indexing
from monitor.elastic import Connection, ElasticIndex, Refused
from monitor.errors import MonitorError

LONG, SHORT = 5_000, 500
MOMENTS = ("before", "during", "after")
PATIENCE_S = 5.0
"""Of the client, while answers are late."""

ACTS = {
    "down": DROPPED_BEFORE,
    "429 for all": says(429, "es_rejected_execution_exception"),
    "429 for some": items_say(429, "es_rejected_execution_exception"),
    "503": says(503, "unavailable_shards_exception"),
    "dropped after it stored": DROPPED_AFTER,
    "slow": slow(PATIENCE_S + 1),
    "half an answer": HALF,
    "a garbled answer": GARBLED,
    "another product": ANOTHER_PRODUCT,
}
PASSING = ACTS.keys() - {"down", "another product"}
MANY = 100
"""Poisoned articles in a row."""


@dataclass
class Strike:
    """When the fault is done to a request. `deed`, if any, is done once, in the place of an act."""

    moment: str
    act: Act | None
    deed: Callable[[], None] | None = None
    passes_after: int | None = None
    met: int = 0
    _bulks: int = field(default=0, init=False)

    def __call__(self, method: str, path: str, body: bytes) -> Act | None:
        is_bulk = "/_bulk" in path
        self._bulks += is_bulk
        if self.moment == "during" and self._bulks < 2:
            return None
        if self.moment == "after" and (is_bulk or not self._bulks):
            return None
        if self.passes_after is not None and self.met >= self.passes_after:
            return None
        self.met += 1
        if self.deed is not None:
            deed, self.deed = self.deed, None
            deed()
        return self.act


@dataclass
class Cell:
    """What one fault at one moment came to."""

    told: str
    lost: int
    twice: int
    refused: int
    """An article and its change are two."""
    wrongly_refused: int
    """Or wrongly not."""
    left: int
    """Refused after the cure."""


@pytest.fixture
def number(request: pytest.FixtureRequest) -> int:
    return SHORT if request.config.getoption("--short-soak") else LONG


Open = Callable[..., ElasticIndex]


def blocked(index: ElasticIndex, value: bool | None) -> None:
    """What a server does by itself where its disk is nearly full; None lifts it."""
    for indices in index.sets.all().values():
        index.connection.client.indices.put_settings(
            index=indices, settings={"index.blocks.read_only_allow_delete": value}
        )


def emptied(index: ElasticIndex) -> None:
    for indices in index.sets.all().values():
        index.sets.drop(indices)


def prepared(index: ElasticIndex, deed: Callable[[ElasticIndex], None]) -> Callable[[], None]:
    _ = index.connection.client  # two first contacts at once would wait for each other
    return lambda: deed(index)


DEEDS: dict[str, Callable[[ElasticIndex], Callable[[], None]]] = {
    "full disk": lambda index: prepared(index, lambda index: blocked(index, True)),
    "emptied": lambda index: prepared(index, emptied),
    "poison": lambda index: lambda: None,
}
"""Done to the server itself; poison is in the articles."""


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kind", [*ACTS, *DEEDS])
def test_a_fault_at_any_moment_costs_nothing(
    kind: str, server: str, opened: Open, number: int, request: pytest.FixtureRequest
) -> None:
    log = Log()
    begin(log, opened)
    for moment in MOMENTS:
        began = time.monotonic()
        poisoned = grown(log, number, moment if kind == "poison" else None)
        with FaultyProxy(server) as proxy:
            ends = kind in PASSING and moment == "during"
            strike = Strike(
                moment, ACTS.get(kind), DEEDS[kind](opened()) if kind in DEEDS else None, 3 if ends else None
            )
            proxy.fault = strike
            told = caught_up(log, opened(url=proxy.url, **({"timeout_s": PATIENCE_S} if kind == "slow" else {})))
            assert strike.met
        if kind == "full disk":
            blocked(opened(), None)
        cell = outcome(log, opened, poisoned, told)
        say(request.node.callspec.params["server"], kind, moment, cell, began)
        assert (cell.lost, cell.twice, cell.wrongly_refused, cell.left) == (0, 0, 0, 0)


@pytest.mark.slow
@pytest.mark.elasticsearch
@pytest.mark.timeout(3600)
def test_a_server_killed_at_any_moment_and_started_again_has_everything(tmp_path: Path, number: int) -> None:
    own, log, prefix = Own(), Log(), elasticsearch.prefix()
    made: list[ElasticIndex] = []

    def opened(url: str = own.url) -> ElasticIndex:
        connection = Connection(url=url, prefix=prefix)
        refused = Refused(tmp_path / "refused.jsonl")
        index = ElasticIndex(connection, refused, clock=now, sleep=lambda seconds: None, random=random.random)
        made.append(index)
        return index

    try:
        begin(log, opened)
        for moment in MOMENTS:
            began = time.monotonic()
            poisoned = grown(log, number, None)
            with FaultyProxy(own.url) as proxy:
                # What was on its way is neither answered nor sure to be stored.
                proxy.fault = strike = Strike(moment, None, own.kill)
                told = caught_up(log, opened(proxy.url))
                assert strike.met
            own.start()
            cell = outcome(log, opened, poisoned, told)
            say("elasticsearch", "killed", moment, cell, began)
            assert (cell.lost, cell.twice, cell.wrongly_refused, cell.left) == (0, 0, 0, 0)
    finally:
        for index in made:
            index.close()
        own.close()


class Own:
    """An Elasticsearch of the test's own, which it may kill; its data outlives it."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="killed-"))
        self._port = java_run.free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        try:
            self.start()
        except java_run.Unavailable as why:
            pytest.skip(str(why))

    def start(self) -> None:
        self._process, _ = elasticsearch.start(self._folder, self._port)
        java_run.wait(self._process, self.url, self._folder / "log")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def now() -> datetime:
    return datetime.now(UTC)


def begin(log: Log, opened: Open) -> None:
    """The index is there, with a few articles."""
    grow(log, 20)
    indexing.catch_up(log, with_changes(opened(), log))


def grown(log: Log, number: int, moment: str | None) -> list[int]:
    """More articles; the poisoned ones. Where no moment is named there are three, else a whole request of them at the
    beginning, in the middle or at the end."""
    first = log.head().seq + 1
    if moment is None:
        poisoned = [first, first + number // 2, first + number - 1]
    else:
        at = {"before": first, "during": first + number // 2, "after": first + number - MANY}[moment]
        poisoned = list(range(at, at + MANY))
    grow(log, number, poisoned=poisoned)
    return poisoned


def caught_up(log: Log, index: ElasticIndex) -> str:
    """What a person is told."""
    try:
        indexing.catch_up(log, with_changes(index, log))
    except MonitorError as error:
        return f"{error.exit_code} {error.message}"
    return "0"


def outcome(log: Log, opened: Open, poisoned: Sequence[int], told: str) -> Cell:
    """Another process catches up, then what was refused is sent again, cured."""
    index = with_changes(opened(), log)
    indexing.catch_up(log, index)
    assert indexing.behind(log, opened()) == 0
    whole = log.articles.keys() - set(poisoned)
    lost, twice = missing(index, whole)
    refused = set(index.refused.rows())
    cure(log, poisoned)
    index.replay(log.searchable(poisoned), [-key for key in poisoned])
    left = len(index.refused.rows())
    more, again = missing(index, log.articles.keys())
    assert len(index.sets.all()) == 1
    wrongly = len(refused ^ {*poisoned, *(-key for key in poisoned)})
    return Cell(told, lost + more, twice + again, len(refused), wrongly, left)


def missing(index: ElasticIndex, keys: Collection[int]) -> tuple[int, int]:
    """(lost, twice or too much) among the articles and their changes, as a reader finds them. Of the changes the
    number is enough: their ids are theirs."""
    found = Counter(hit.key for hit in index.search(None, sort="old", limit=1_000_000).hits)
    client, changes = index.connection.client, f"{index.connection.prefix}news-changes"
    client.indices.refresh(index=changes)
    told = client.count(index=changes)["count"]
    lost = len(set(keys) - found.keys()) + max(0, len(keys) - told)
    twice = sum(count - 1 for count in found.values()) + len(found.keys() - set(keys)) + max(0, told - len(keys))
    return lost, twice


def with_changes(index: ElasticIndex, log: Log) -> ElasticIndex:
    index._chronicle = lambda: log
    return index


def say(server: str, kind: str, moment: str, cell: Cell, began: float) -> None:
    told = cell.told if len(cell.told) <= 70 else cell.told[:69] + "…"
    print(
        f"\nfault {server:13} {kind:23} {moment:6} lost {cell.lost} twice {cell.twice} refused {cell.refused}"
        f" (wrongly {cell.wrongly_refused}) left {cell.left} {time.monotonic() - began:4.0f} s  {told}",
        end="",
        flush=True,
    )
