"""The archive: what was received can be read again, checked by others' tools, and erased."""

from __future__ import annotations

import gzip
import os
import resource
import signal
import stat
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from monitor.archive import WarcArchive
from monitor.archive.decode import NotDecodable, decoded
from monitor.errors import ArchiveError
from monitor.model import Page
from monitor.ports import ArchiveRef

NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)
HTML = "<p>گزارش از زندان کوهسار: שלום, 新聞 👩‍👧</p>".encode() * 40
PAGE = Page(
    url="https://nilufar.example/a",
    final_url="https://nilufar.example/خبر/a",
    hops=("https://nilufar.example/b", "https://nilufar.example/خبر/a"),
    status=200,
    headers=(
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Title", "تیتر"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ),
    body=HTML,
    fetched_at=NOON,
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[WarcArchive]:
    with WarcArchive(tmp_path / "archive", clock=lambda: NOON) as opened:
        yield opened


def files(archive: WarcArchive) -> list[Path]:
    return sorted(archive._folder.glob("*/*.warc.gz"))


def warcio_finds_it_right(archive: WarcArchive) -> bool:
    checker = Path(sys.executable).with_name("warcio")
    return all(subprocess.run([checker, "check", path], check=False).returncode == 0 for path in files(archive))


def kinds(archive: WarcArchive) -> list[str]:
    found = []
    for path in files(archive):
        with path.open("rb") as stream:
            found += [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    return found


def test_a_page_comes_back_as_it_was_received(archive: WarcArchive) -> None:
    assert archive.read(archive.append(PAGE)) == PAGE


def coded(coding: str) -> Page:
    raw = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    wire = {
        "gzip": lambda: gzip.compress(HTML),
        "br": lambda: brotli.compress(HTML),
        "deflate": lambda: zlib.compress(HTML),
        "Deflate": lambda: raw.compress(HTML) + raw.flush(),
        "zstd": lambda: zstandard.compress(HTML),
        "gzip, br": lambda: brotli.compress(gzip.compress(HTML)),
    }[coding]()
    return replace(PAGE, headers=(("Content-Encoding", coding), ("Content-Length", str(len(wire)))), wire_body=wire)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "Deflate", "zstd", "gzip, br"])
def test_the_body_is_kept_as_it_came_over_the_wire(archive: WarcArchive, coding: str) -> None:
    page = coded(coding)
    ref = archive.append(page)
    assert archive.read(ref) == page
    if coding == "br":
        # warcio 1.8's checker cannot unpack brotli 1.2; its digests can be checked all the same.
        assert kinds(archive) == ["warcinfo", "response"]
    else:
        assert warcio_finds_it_right(archive)


def test_a_body_whose_coding_was_lost_is_still_read_right_by_anybody(archive: WarcArchive) -> None:
    page = replace(
        PAGE,
        headers=(
            ("Content-Encoding", "br"),
            ("Transfer-Encoding", "chunked"),
            ("Content-Length", "7"),
            ("ETag", '"x"'),
        ),
    )
    back = archive.read(archive.append(page))
    assert (back.body, back.wire_body, back.header("ETag")) == (HTML, None, '"x"')
    archive.sync()
    with files(archive)[0].open("rb") as stream:
        *_, record = (record.content_stream().read() for record in ArchiveIterator(stream))
    assert record == HTML


def test_the_same_payload_again_is_a_revisit_with_the_new_headers(archive: WarcArchive) -> None:
    page = coded("gzip")
    first = archive.append(page)
    later = replace(page, headers=(*page.headers, ("Age", "9")), fetched_at=NOON.replace(hour=13))
    again = archive.append(later, same_as=first)
    assert again.revisit
    assert again.digest == first.digest
    assert again.length < first.length
    assert archive.read(again) == later
    other = archive.append(replace(page, wire_body=gzip.compress(b"other"), body=b"other"), same_as=first)
    assert not other.revisit
    assert kinds(archive) == ["warcinfo", "response", "revisit", "response"]
    assert warcio_finds_it_right(archive)


def test_headers_cannot_forge_a_record(archive: WarcArchive) -> None:
    evil = "x\r\n\r\nWARC/1.1\r\nWARC-Type: response\r\n\x00"
    page = replace(
        PAGE,
        url="https://evil.example/\r\nWARC-Type: x",
        final_url="https://evil.example/\r\nA: b",
        headers=((evil, evil),),
    )
    ref = archive.append(page)
    assert archive.read(ref).body == HTML
    archive.append(PAGE)
    assert kinds(archive) == ["warcinfo", "response", "response"]
    assert warcio_finds_it_right(archive)


line = st.text(st.characters(blacklist_categories=("Cs",)), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=3000),
    names=st.lists(st.tuples(line, line), max_size=5),
    status=st.integers(100, 599),
    url=line,
)
def test_any_page_is_kept_and_its_body_is_exact(
    archive: WarcArchive, body: bytes, names: list[tuple[str, str]], status: int, url: str
) -> None:
    headers = tuple((name, value) for name, value in names if "encoding" not in name.lower())
    address = f"https://any.example/{url}"
    page = Page(url=address, final_url=address, status=status, headers=headers, body=body, fetched_at=NOON)
    back = archive.read(archive.append(page))
    assert (back.body, back.status, back.fetched_at, len(back.headers)) == (body, status, NOON, len(headers))


def test_what_is_synced_is_on_disk_for_another_process(archive: WarcArchive) -> None:
    ref = archive.append(PAGE)
    archive.sync()
    with WarcArchive(archive._folder, clock=lambda: NOON) as other:
        assert other.read(ref) == PAGE
        other.append(PAGE)
    assert len(files(archive)) == 2, "each process writes files of its own"


def test_a_file_has_an_end(tmp_path: Path) -> None:
    with WarcArchive(tmp_path, clock=lambda: NOON, file_bytes=4000) as archive:
        refs = [archive.append(replace(PAGE, body=os.urandom(1000))) for _ in range(8)]
        assert len({ref.file for ref in refs}) > 2
        assert all(path.stat().st_size <= 4000 for path in files(archive))
        assert [archive.read(ref).status for ref in refs] == [200] * 8
        assert archive.size() >= sum(path.stat().st_size for path in files(archive))


def test_files_are_for_their_owner_alone(archive: WarcArchive) -> None:
    archive.append(PAGE)
    (path,) = files(archive)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_erased_page_is_nowhere_and_its_neighbours_stay(archive: WarcArchive) -> None:
    secret = replace(PAGE, body=b"Serwandi" + os.urandom(3000))
    before, gone, after = archive.append(PAGE), archive.append(secret), archive.append(PAGE)
    copy = archive.append(secret, same_as=gone)
    assert copy.revisit
    archive.sync()
    size = files(archive)[0].stat().st_size
    archive.erase([gone, copy])
    archive.erase([gone, ArchiveRef(file="2020-01/never.warc.gz", offset=0, length=9, digest=gone.digest)])
    for ref in (gone, copy):
        with pytest.raises(ArchiveError, match="erased"):
            archive.read(ref)
    assert archive.read(before) == archive.read(after) == PAGE
    assert kinds(archive) == ["warcinfo", "response", "metadata", "response", "metadata"]
    assert warcio_finds_it_right(archive)
    assert files(archive)[0].stat().st_size == size
    assert archive.read(archive.append(secret)).body == secret.body, "writing goes on in the same file"


def test_a_large_page_is_erased_and_its_room_given_back(archive: WarcArchive) -> None:
    sizes = [10, 64_000, 65_200, 66_000, 700_000]
    refs = [archive.append(replace(PAGE, body=os.urandom(size))) for size in sizes]
    last = archive.append(PAGE)
    archive.sync()
    before, length = archive.size(), files(archive)[0].stat().st_size
    archive.erase(refs)
    assert files(archive)[0].stat().st_size == length
    assert warcio_finds_it_right(archive)
    assert set(kinds(archive)) == {"warcinfo", "metadata", "response"}
    assert archive.read(last) == PAGE
    for ref in refs:
        with pytest.raises(ArchiveError, match="erased"):
            archive.read(ref)
    if sys.platform == "linux":
        assert archive.size() < before / 3


def test_a_wrong_reference_overwrites_nobody(archive: WarcArchive) -> None:
    first, second = archive.append(PAGE), archive.append(replace(PAGE, body=os.urandom(900)))
    for wrong in (replace(first, offset=first.offset + 1), replace(first, length=first.length + 5)):
        with pytest.raises(ArchiveError, match="No record"):
            archive.erase([wrong])
    assert archive.read(first) == PAGE
    assert archive.read(second).status == 200


def test_the_shortest_page_can_be_erased(archive: WarcArchive) -> None:
    ref = archive.append(Page(url="http://a", final_url="http://a", status=200, body=b"", fetched_at=NOON))
    again = archive.append(
        Page(url="http://a", final_url="http://a", status=200, body=b"", fetched_at=NOON), same_as=ref
    )
    archive.erase([ref, again])
    assert kinds(archive) == ["warcinfo", "metadata", "metadata"]


def test_a_changed_byte_is_noticed(archive: WarcArchive) -> None:
    page = replace(PAGE, body=os.urandom(2000))
    ref = archive.append(page)
    archive.close()
    path = files(archive)[0]
    data = bytearray(path.read_bytes())
    data[ref.offset + ref.length // 2] ^= 4
    path.write_bytes(data)
    with pytest.raises(ArchiveError):
        archive.read(ref)
    assert [found for found, _ in archive.problems([ref], full=True)] == [ref]


def test_a_reference_to_what_is_not_there_is_an_error(archive: WarcArchive) -> None:
    ref = archive.append(PAGE)
    wrong = [
        replace(ref, file="2026-11/none.warc.gz"),
        replace(ref, offset=ref.offset + 3),
        replace(ref, length=ref.length - 9),
        replace(ref, offset=ref.offset + ref.length),
        replace(ref, digest="sha256:" + "00" * 32),
        replace(ref, offset=0),
    ]
    for each in wrong:
        with pytest.raises(ArchiveError):
            archive.read(each)
    assert len(list(archive.problems([ref, *wrong], full=True))) == len(wrong)
    assert len(list(archive.problems([ref, *wrong]))) == 3


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd"])
def test_a_reference_cannot_lead_out_of_the_folder(archive: WarcArchive, name: str) -> None:
    with pytest.raises(ArchiveError, match="out of"):
        archive.read(ArchiveRef(file=name, offset=0, length=10, digest="sha256:"))


def test_a_full_disk_is_a_sentence_and_the_file_stays_whole(archive: WarcArchive) -> None:
    """The file-size limit of the process plays the full disk, in a process of its own."""
    pid = os.fork()
    if pid == 0:
        os._exit(write_until_full(archive))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert kinds(archive) == ["warcinfo", "response", "response"]


def write_until_full(archive: WarcArchive) -> int:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        archive.append(PAGE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (archive._end + 2000, resource.RLIM_INFINITY))
        try:
            archive.append(replace(PAGE, body=os.urandom(9000)))
        except ArchiveError as error:
            if not error.hint:
                return 2
        else:
            return 3
        archive.append(replace(PAGE, body=b"small"))
        archive.sync()
        return 0
    except BaseException:
        return 4


def test_an_unwritable_folder_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with WarcArchive(tmp_path / "file", clock=lambda: NOON) as archive, pytest.raises(ArchiveError):
        archive.append(PAGE)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"a" * 5_000_000), "gzip"),
        (brotli.compress(b"a" * 5_000_000), "br"),
        (zlib.compress(b"a" * 5_000_000), "deflate"),
        (zstandard.compress(b"a" * 5_000_000), "zstd"),
        (gzip.compress(b"a" * 600_000) * 9, "gzip"),
    ],
)
def test_a_bomb_is_an_error_and_not_a_memory(body: bytes, coding: str) -> None:
    with pytest.raises(NotDecodable, match="more than"):
        decoded(body, coding, most=1_000_000)
    assert len(decoded(body, coding, most=10_000_000)) >= 5_000_000


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "rot13"])
def test_a_body_that_is_not_what_it_says_is_an_error(coding: str) -> None:
    with pytest.raises(NotDecodable):
        decoded(b"<html>plain text all along</html>", coding, most=1000)


@pytest.mark.parametrize("coding", ["", "identity", "none", "utf-8", "identity, identity"])
def test_no_coding_changes_nothing(coding: str) -> None:
    assert decoded(b"as it is", coding, most=1000) == b"as it is"
