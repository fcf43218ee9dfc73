"""The raw responses, kept as evidence: WARC 1.1 files, one gzip member per record.

Comes in: a `Page`. Goes out: an `ArchiveRef` (file, offset, length, digest), which gives the page again. Each process
writes files of its own, named by time, process and chance, in a folder per month; it never appends to an old file,
and begins another at about 1 GB. `sync` brings everything on disk; the ledger calls it before the commit that
records the references, so a reference in the ledger always leads to a record. A record that nothing refers to (the
process died in between) does no harm.

The same payload again is a `revisit` record, with the new headers and without the body. Reading checks the digest.
Erasing overwrites a record in its place with an empty one of the same length: all other references stay valid, and
the file system gets the room back where it can.

record    page ↔ WARC record, the only door to warcio        decode    content encodings, bounded
holes     disk space of what was erased, given back
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from monitor import VERSION
from monitor.archive import record
from monitor.archive.holes import give_back
from monitor.errors import ArchiveError
from monitor.model import Page
from monitor.ports import ArchiveRef

FILE_BYTES = 1_000_000_000

__all__ = ["FILE_BYTES", "WarcArchive"]


class WarcArchive:
    """See `ports.Archive`. Writing is for one thread; reading and erasing for any."""

    def __init__(self, folder: Path, *, clock: Callable[[], datetime], file_bytes: int = FILE_BYTES) -> None:
        self._folder = folder
        self._clock = clock
        self._file_bytes = file_bytes
        self._name: str | None = None
        self._descriptor = -1
        self._end = 0
        self._is_synced = True
        self._lock = threading.Lock()

    def __enter__(self) -> WarcArchive:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def append(self, page: Page, *, same_as: ArchiveRef | None = None) -> ArchiveRef:
        """Write a response record (a `revisit` record where `same_as` has the same payload)."""
        digest = record.digest_of(record.payload_of(page))
        is_revisit = same_as is not None and same_as.digest == digest and not same_as.revisit
        data = record.revisit(page, same_as) if is_revisit and same_as is not None else record.response(page, digest)
        with self._lock:
            if self._name is not None and self._end + len(data) > self._file_bytes:
                self._finish_file()
            if self._name is None:
                self._begin_file()
            assert self._name is not None
            offset = self._end
            self._write(data)
            return ArchiveRef(file=self._name, offset=offset, length=len(data), digest=digest, revisit=is_revisit)

    def sync(self) -> None:
        """On disk, before the ledger commits what refers to it."""
        with self._lock:
            if not self._is_synced:
                try:
                    os.fsync(self._descriptor)
                except OSError as error:
                    raise self._failed(error) from error
                self._is_synced = True

    def read(self, ref: ArchiveRef) -> Page:
        """The response again, decoded. ArchiveError where it is not there or not what it was."""
        page, body_at = record.read(self._bytes_at(ref), ref)
        if body_at is None:
            return page
        whole, further = record.read(self._bytes_at(body_at), body_at)
        if further is not None:
            raise ArchiveError("A revisit refers to another revisit.", file=ref.file, offset=str(ref.offset))
        return record.with_body(page, record.payload_of(whole), ref)

    def erase(self, refs: Sequence[ArchiveRef]) -> None:
        """Overwrite the records where they lie. One that was erased before, or whose file is gone, is done already."""
        for name in sorted({ref.file for ref in refs}):
            path = self._path(name)
            if path.exists():
                try:
                    with path.open("r+b") as file:
                        self._overwrite(file, [ref for ref in refs if ref.file == name])
                except OSError as error:
                    raise self._failed(error) from error

    def _overwrite(self, file: BinaryIO, refs: Sequence[ArchiveRef]) -> None:
        now = self._clock()
        holes: list[tuple[int, int]] = []
        for ref in refs:
            starts = []
            for at in (ref.offset, ref.offset + ref.length):
                file.seek(at)
                starts.append(file.read(2))
            if not record.is_record(*starts):
                raise ArchiveError(
                    "No record lies at this reference: nothing was erased here.", file=ref.file, offset=str(ref.offset)
                )
            data, zeros = record.padding(ref.length, now)
            file.seek(ref.offset)
            file.write(data)
            holes += [(ref.offset + start, length) for start, length in zeros]
        file.flush()
        os.fsync(file.fileno())
        for start, length in holes:
            give_back(file.fileno(), start, length)

    def problems(self, refs: Sequence[ArchiveRef], *, full: bool = False) -> Iterator[tuple[ArchiveRef, str]]:
        """References that lead nowhere; with `full` each record is read and its digest compared."""
        sizes: dict[str, int] = {}
        for ref in refs:
            if ref.file not in sizes:
                try:
                    sizes[ref.file] = self._path(ref.file).stat().st_size
                except OSError:
                    sizes[ref.file] = -1
            if sizes[ref.file] < 0:
                yield ref, f"the file {ref.file} is not there"
            elif ref.offset + ref.length > sizes[ref.file]:
                yield ref, f"the file {ref.file} ends before the record"
            elif full:
                try:
                    self.read(ref)
                except ArchiveError as error:
                    yield ref, error.message

    def size(self) -> int:
        """Bytes that all files take on the disk: what was erased takes none."""
        return sum(path.stat().st_blocks * 512 for path in self._folder.glob("*/*.warc.gz"))

    def close(self) -> None:
        with self._lock:
            if self._name is not None:
                self._finish_file()

    def _path(self, name: str) -> Path:
        """A reference is data: it must not lead out of the folder."""
        path = (self._folder / name).resolve()
        if not path.is_relative_to(self._folder.resolve()):
            raise ArchiveError("This reference leads out of the archive's folder.", file=name)
        return path

    def _bytes_at(self, ref: ArchiveRef) -> bytes:
        try:
            with self._path(ref.file).open("rb") as file:
                file.seek(ref.offset)
                return file.read(ref.length)
        except OSError as error:
            raise ArchiveError(
                f"The archive's file {ref.file} cannot be read: {error.strerror}.",
                hint="Was the archive moved? [store] archive names its folder.",
                file=ref.file,
            ) from error

    def _begin_file(self) -> None:
        now = self._clock().astimezone(UTC)
        name = f"{now:%Y-%m}/{now:%Y%m%dT%H%M%S}-{os.getpid()}-{secrets.token_hex(4)}.warc.gz"
        path = self._folder / name
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            _sync_folder(path.parent)
            _sync_folder(self._folder)
        except OSError as error:
            raise self._failed(error) from error
        self._name, self._end = name, 0
        try:
            self._write(record.file_head(path.name, now, f"Media Monitor {VERSION}"))
        except ArchiveError:
            self._finish_file()
            raise

    def _finish_file(self) -> None:
        try:
            if not self._is_synced:
                os.fsync(self._descriptor)
        except OSError as error:
            raise self._failed(error) from error
        finally:
            os.close(self._descriptor)
            self._name, self._descriptor, self._is_synced = None, -1, True

    def _write(self, data: bytes) -> None:
        """All of it or nothing: half a record at the end would make the next one unreadable."""
        self._is_synced = False
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            os.ftruncate(self._descriptor, self._end)
            os.lseek(self._descriptor, self._end, os.SEEK_SET)
            raise self._failed(error) from error
        self._end += len(data)

    def _failed(self, error: OSError) -> ArchiveError:
        return ArchiveError(
            f"The archive cannot be written: {error.strerror or error}.",
            hint='Make room or mend the rights; [store] archive = "off" keeps texts without raw pages.',
            folder=str(self._folder),
        )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
