"""How long a soak lasts, and from which seed its chance comes.

pytest tests/soak                       the long form: 200 kills
pytest tests/soak --short-soak          15 kills
pytest tests/soak --kills 50 --seed 3   as many as you like, the same ones again
"""

from __future__ import annotations

import pytest

LONG, SHORT = 200, 15


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("soak")
    group.addoption("--short-soak", action="store_true", help="The short form of the long runs.")
    group.addoption("--kills", type=int, default=None, help=f"How many processes are killed (default {LONG}).")
    group.addoption("--seed", type=int, default=None, help="Where the soak's chance comes from.")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    # With defaults: where the whole suite is collected, this file is read after the command line.
    asked = request.config.getoption("--kills", None)
    return asked or (SHORT if request.config.getoption("--short-soak", False) else LONG)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    return request.config.getoption("--seed", None) or 20
