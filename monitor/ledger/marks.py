"""Marks of processes that have a SQLite ledger open for writing: was the last stop a clean one?

Each writer leaves a file `<ledger>.writing.<pid>-<random>` and keeps it locked while it lives. A mark that nobody
has locked was left by a process that died: the ledger is checked once, then the mark goes.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path


class Mark:
    """This process's own mark. A forked worker does not keep it: POSIX locks are not inherited."""

    def __init__(self, ledger: Path) -> None:
        self._path = ledger.with_name(f"{ledger.name}.writing.{os.getpid()}-{secrets.token_hex(4)}")
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
        _own.add(self._path.name)

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)
        _own.discard(self._path.name)


def left_behind(ledger: Path) -> Iterator[Path]:
    """Marks whose process is dead."""
    for path in sorted(ledger.parent.glob(f"{ledger.name}.writing.*")):
        if path.name in _own:
            continue
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        else:
            yield path
        finally:
            os.close(descriptor)


_own: set[str] = set()
"""Marks of this process: its own record locks would look free to itself."""
