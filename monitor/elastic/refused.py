"""The articles that the server would not take, with its reason: a file of JSON lines in the state folder.

    {"key": 17, "id": "5f2c…", "url": "https://…", "status": 400, "reason": "…", "at": "2026-11-23T08:00:00Z", "set": "…"}

One line per article. It goes when the article is stored after all, erased, or a rebuild begins anew. No text is kept.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any


class Refused:
    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, of_set: str | None = None) -> dict[int, dict[str, Any]]:
        """By article key; only those of one index set where it is named."""
        try:
            lines = self.path.read_text("utf-8").splitlines()
        except FileNotFoundError:
            return {}
        rows = [json.loads(line) for line in lines if line.strip()]
        return {row["key"]: row for row in rows if of_set is None or row["set"] == of_set}

    def update(self, of_set: str, done: Collection[int], refused: Iterable[Mapping[str, Any]], at: datetime) -> None:
        """`done` were stored or removed; `refused` are rows with key, id, url, status and reason."""
        fresh = {row["key"]: {**row, "at": at.isoformat(), "set": of_set} for row in refused}
        if not fresh and not self.path.exists():
            return
        kept = {
            (row["set"], row["key"]): row
            for row in self._all()
            if row["set"] != of_set or (row["key"] not in done and row["key"] not in fresh)
        }
        self._write([*kept.values(), *fresh.values()])

    def keep_only(self, of_set: str) -> None:
        """A rebuild has switched: what other sets refused is of no interest any more."""
        if self.path.exists():
            self._write([row for row in self._all() if row["set"] == of_set])

    def _all(self) -> list[dict[str, Any]]:
        try:
            return [json.loads(line) for line in self.path.read_text("utf-8").splitlines() if line.strip()]
        except FileNotFoundError:
            return []

    def _write(self, rows: list[dict[str, Any]]) -> None:
        if not rows:
            self.path.unlink(missing_ok=True)
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = self.path.with_suffix(".new")
        with beside.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
