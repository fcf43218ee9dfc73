"""What a ledger held when it was last known to be well, in a small file beside it.

A zero-length or freshly made ledger looks like a first run, and a first run takes everything for new. The sidecar
tells them apart: `{"ledger": id, "generation": 1, "articles": 48211, "seq": 51002, "at": "2026-11-21T07:40:00+00:00"}`.
Written at every clean close and at the end of each run, whole or not at all.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Sidecar:
    ledger: str
    generation: int
    articles: int
    seq: int
    at: str
    """RFC 3339."""


def read(path: Path | None) -> Sidecar | None:
    """None where there is none, or none that can be understood: it is a safeguard, not a lock."""
    if path is None:
        return None
    try:
        told = json.loads(path.read_text("utf-8"))
        return Sidecar(
            ledger=str(told["ledger"]),
            generation=int(told["generation"]),
            articles=int(told["articles"]),
            seq=int(told["seq"]),
            at=str(told["at"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(path: Path, sidecar: Sidecar) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}-{secrets.token_hex(4)}.new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(sidecar), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
