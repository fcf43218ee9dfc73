"""A newsroom whose clock starts now, and watches on it. Dates derive from that clock, never from a fixed day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom import Newsroom

from end_to_end.desk import Desk

MakeDesk = Callable[..., Desk]


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(start=datetime.now(UTC), articles=8) as room:
        yield room


@pytest.fixture
def desk(newsroom: Newsroom, tmp_path: Path) -> Iterator[MakeDesk]:
    """Makes a watch on the named sites of the newsroom (all of them where none is named). No process may outlive it."""

    made: list[Desk] = []

    def make(sites: list[str] | None = None, **settings: object) -> Desk:
        made.append(Desk(tmp_path / "watch", newsroom, sites, **settings))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for watch in made:
        watch.close()
