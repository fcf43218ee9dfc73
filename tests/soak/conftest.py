"""How long a soak lasts, and from which seed its chance comes.

pytest tests/soak                       the long form: 200 kills
pytest tests/soak --short-soak          12 kills
pytest tests/soak --kills 50 --seed 3   as many as you like, from another seed
"""

from __future__ import annotations

import pytest

LONG, SHORT = 200, 12


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    asked: int | None = request.config.getoption("--kills")
    return asked or (SHORT if request.config.getoption("--short-soak") else LONG)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--seed"))
