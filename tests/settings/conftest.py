"""Configurations written into a folder, and what reading them says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.settings import Checked, check

Read = Callable[..., Checked]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write monitor.toml (and other files by keyword: `sources__a_toml` is sources/a.toml) and check it."""

    def read(text: str | bytes = "", *, environ: dict[str, str] | None = None, **others: str) -> Checked:
        main = tmp_path / "monitor.toml"
        main.write_bytes(text if isinstance(text, bytes) else text.encode())
        for name, content in others.items():
            path = tmp_path / name.replace("__", "/").replace("_toml", ".toml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return check(main, {} if environ is None else environ)

    return read


def told(checked: Checked) -> list[str]:
    return [f"{complaint.place} {complaint.text}" for complaint in checked.complaints]
