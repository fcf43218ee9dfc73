"""Options of the long runs (see `soak/`), and which tests start a server; pytest reads options from here only."""

from __future__ import annotations

import pytest
from hypothesis import settings


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("soak", "long runs")
    group.addoption("--short-soak", action="store_true", help="The short form of the long runs.")
    group.addoption("--kills", type=int, help="How many processes the soak kills.")
    group.addoption("--seed", type=int, default=20, help="Where the soak's chance comes from.")
    group.addoption("--new-examples", action="store_true", help="Property tests draw other examples in each run.")


def pytest_configure(config: pytest.Config) -> None:
    """A landing is judged on the same examples every time; `make fuzz` looks for new ones."""
    settings.register_profile("same", derandomize=True)
    if not config.getoption("--new-examples"):
        settings.load_profile("same")


SERVERS = ("elasticsearch", "opensearch")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """These servers are started only where they are asked for: pytest -m "elasticsearch or opensearch"."""
    if any(name in (config.option.markexpr or "") for name in SERVERS):
        return
    left = [item for item in items if any(item.get_closest_marker(name) for name in SERVERS)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
