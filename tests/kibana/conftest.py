from __future__ import annotations

from collections.abc import Iterator

import pytest
from kibana.kibana_stub import Stub, running


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as kibana:
        yield kibana
