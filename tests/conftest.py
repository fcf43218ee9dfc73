"""Options of the long runs (see `soak/`); here, because pytest reads options from the topmost folder only."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("soak", "long runs")
    group.addoption("--short-soak", action="store_true", help="The short form of the long runs.")
    group.addoption("--kills", type=int, help="How many processes the soak kills.")
    group.addoption("--seed", type=int, default=20, help="Where the soak's chance comes from.")
