from __future__ import annotations

from collections.abc import Iterator

import pytest
from kibana.kibana_stub import Stub, running


@pytest.fixture
def stub() -> Iterator[Stub]:
    with running() as kibana:
        yield kibana


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "elasticsearch: needs the real Elasticsearch server that the suite starts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The server is started only where it is asked for: pytest -m elasticsearch."""
    if "elasticsearch" in (config.option.markexpr or ""):
        return
    left = [item for item in items if item.get_closest_marker("elasticsearch")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
