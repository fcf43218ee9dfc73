"""The folder of index sets: which one is in use, and who may write.

    index/
      CURRENT          the name of the set in use; replaced by an atomic rename
      writer.lock      held by the one process that writes
      s1-a2-000004/    a set, named by schema version, analysis version and a running number

A set of another schema or analysis is as good as none: it is made anew from the ledger. A set
that nobody points to is what is left of a rebuild that did not finish, and goes with the next one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import IO

from monitor.errors import LedgerHeld
from monitor.index.schema import SET_NAME

POINTER = "CURRENT"


class IndexSets:
    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> Path | None:
        """The set in use; None where there is none that this version can read."""
        try:
            name = (self.root / POINTER).read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        path = self.root / name
        is_ours = name.startswith(f"{SET_NAME}-") and Path(name).name == name
        return path if is_ours and path.is_dir() else None

    def create(self) -> Path:
        """A new, empty set that is not in use yet."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        numbers = [int(path.name.rpartition("-")[2]) for path in self._sets() if path.name[-6:].isdigit()]
        path = self.root / f"{SET_NAME}-{max(numbers, default=0) + 1:06d}"
        path.mkdir(mode=0o700)
        return path

    def point_to(self, path: Path) -> None:
        """Make a set the one in use. Whoever reads sees the old one or the new one, never neither."""
        beside = self.root / f"{POINTER}.new"
        with beside.open("w", encoding="utf-8") as file:
            file.write(path.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.root / POINTER)
        folder = os.open(self.root, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop_others(self, *keep: Path | None) -> None:
        """Delete every set but these. A reader that still has one open goes on reading its files."""
        for path in self._sets():
            if path not in keep:
                shutil.rmtree(path, ignore_errors=True)

    def _sets(self) -> list[Path]:
        if not self.root.is_dir():
            return []
        return sorted(path for path in self.root.iterdir() if path.is_dir() and path.name.startswith("s"))


class WriterLock:
    """An operating-system lock, gone with its process; taken as often as wanted inside one."""

    def __init__(self, root: Path) -> None:
        self.path = root / "writer.lock"
        self._file: IO[str] | None = None

    def take(self) -> None:
        """LedgerHeld where another process writes."""
        if self._file is not None:
            return
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise LedgerHeld(
                f"Another process{f' (pid {holder})' if holder else ''} is writing the search index.",
                hint="It catches up by itself; search works meanwhile.",
                pid=holder,
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
