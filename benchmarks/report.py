"""One line a figure, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

RESULTS = Path("build/bench")


class Report:
    """Collects the figures of one benchmark; prints each as it comes, writes them all at the end."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.figures: list[dict[str, object]] = []

    def figure(
        self, name: str, value: float, bar: float | None = None, *, at_least: bool = False, unit: str = ""
    ) -> None:
        """A figure with its bar: an upper bound, or a lower one with `at_least`. Without a bar it only informs."""
        ok = bar is None or (value >= bar if at_least else value <= bar)
        verdict = "" if bar is None else f" bar {'≥' if at_least else '≤'}{bar:g} {'ok' if ok else 'short'}"
        print(f"bench {self.name}.{name} {value:.4g}{unit}{verdict}", flush=True)
        self.figures.append({"name": name, "value": value, "unit": unit, "bar": bar, "at_least": at_least, "ok": ok})

    def note(self, text: str) -> None:
        print(f"      {text}", flush=True)

    def write(self) -> None:
        RESULTS.mkdir(parents=True, exist_ok=True)
        (RESULTS / f"{self.name}.json").write_text(json.dumps(self.figures, indent=1, ensure_ascii=False) + "\n")
