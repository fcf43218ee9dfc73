"""Locks on files, for processes of one machine: they end with the process, however it ends.

POSIX record locks, not `flock`: a forked worker must not keep its dead parent's lock. Record locks know processes
only, so threads and several ledgers of one process share a `threading.Lock` per file; and closing any descriptor of
a file drops its lock, so each file is opened once per process and stays open.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """One lock file of this process; get it by `lock_at`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._inside = threading.Lock()
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the lock."""
        with self._inside:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._descriptor, fcntl.LOCK_UN)

    def take(self, note: bytes) -> bool:
        """Take the lock if nobody has it, and leave a note of who holds it."""
        if not self._inside.acquire(blocking=False):
            return False
        try:
            fcntl.lockf(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._inside.release()
            return False
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, note, 0)
        return True

    def give_back(self) -> None:
        os.ftruncate(self._descriptor, 0)
        fcntl.lockf(self._descriptor, fcntl.LOCK_UN)
        self._inside.release()

    def note(self) -> bytes:
        """What the holder left."""
        return os.pread(self._descriptor, 4096, 0)


_locks: dict[Path, FileLock] = {}
_registry = threading.Lock()


def lock_at(path: Path) -> FileLock:
    """The lock of that file; the same object for the same file in the whole process."""
    where = path.resolve()
    with _registry:
        lock = _locks.get(where)
        if lock is None or not where.exists():
            lock = _locks[where] = FileLock(where)
        return lock
