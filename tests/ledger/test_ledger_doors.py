"""Which ledger may be used at all: none, damaged, emptied, older, newer, half made, held, on a full disk."""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from ledger.desk import NOON, Desk, keyed

from monitor import ledger
from monitor.errors import LedgerDamaged, LedgerEmptied, LedgerError, LedgerHeld, LedgerVersion, NoLedger
from monitor.model import Outcome

ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.db"


@pytest.fixture
def filled(path: Path) -> Path:
    """A ledger with 30 articles, closed well."""
    with ledger.create(path, clock=lambda: NOON) as book:
        desk = Desk(book)
        feed = desk.listing()
        urls = [f"https://nilufar.example/{number}" for number in range(30)]
        for lead, url in zip(desk.leads(feed, *urls), urls, strict=True):
            desk.store(lead, url, text=f"text {url} " * 100)
    return path


def test_where_there_is_no_ledger_the_error_says_how_to_begin(path: Path) -> None:
    with pytest.raises(NoLedger) as error:
        ledger.open(path)
    assert "monitor init" in error.value.hint
    assert not path.exists()
    with ledger.open(path, must_exist=False) as book:
        assert book.counts().leads == 0


def test_a_ledger_is_readable_by_its_owner_alone(filled: Path) -> None:
    for each in (filled, filled.with_suffix(".json")):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    assert stat.S_IMODE(filled.parent.stat().st_mode) == 0o700


def test_a_ledger_is_not_made_twice(filled: Path) -> None:
    with pytest.raises(LedgerError):
        ledger.create(filled)
    with ledger.open(filled) as book:
        assert book.counts().outcomes[Outcome.STORED] == 30


def test_a_file_that_is_no_ledger_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear diary, today I kept no ledger.")
    for door in (ledger.open, ledger.create):
        with pytest.raises(LedgerDamaged):
            door(path)
    assert path.read_bytes().startswith(b"Dear diary")


def test_another_programs_database_is_not_taken_for_a_ledger(path: Path) -> None:
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name)")
    other.close()
    with pytest.raises(NoLedger):
        ledger.open(path)


@pytest.mark.parametrize("how", ["missing", "zero length", "schema only"])
def test_a_ledger_that_is_empty_where_it_was_not_is_never_a_first_run(filled: Path, how: str) -> None:
    for each in filled.parent.glob("ledger.db*"):
        each.unlink()
    if how == "zero length":
        filled.touch()
    elif how == "schema only":
        kept = filled.with_suffix(".json").read_bytes()
        ledger.create(filled, again=True).close()
        filled.with_suffix(".json").write_bytes(kept)
    for must_exist in (True, False):
        with pytest.raises(LedgerEmptied) as error:
            ledger.open(filled, must_exist=must_exist)
        assert "Mon 23 Nov 2026 it held 30 articles" in error.value.message
        assert "monitor init --again" in error.value.hint
    if how != "schema only":
        with pytest.raises(LedgerEmptied):
            ledger.create(filled)
        with ledger.create(filled, again=True) as book:
            assert book.counts().leads == 0
    else:
        with ledger.open(filled, accept=True) as book:
            assert book.head().generation == 2
    ledger.open(filled).close()


def test_an_older_copy_put_back_is_noticed_and_starts_a_new_generation_when_accepted(filled: Path) -> None:
    copy = filled.read_bytes()
    with ledger.open(filled) as book:
        generation = book.head().generation
        desk = Desk(book)
        desk.stored("https://nilufar.example/later", text="later")
    for each in filled.parent.glob("ledger.db-*"):
        each.unlink()
    filled.write_bytes(copy)
    with pytest.raises(LedgerEmptied, match="older than it was") as error:
        ledger.open(filled)
    assert "monitor ledger accept" in error.value.hint
    with ledger.open(filled, accept=True) as book:
        assert book.head().generation == generation + 1


def test_a_creation_that_was_cut_off_is_done_again(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    with pytest.raises(NoLedger):
        ledger.open(path)
    ledger.create(path).close()
    ledger.open(path).close()


def test_a_creation_killed_at_any_moment_leaves_no_half_ledger(path: Path) -> None:
    """The creator dies at its n-th statement; then `create` makes the ledger, or it is whole already."""
    script = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from monitor import ledger
left = [int(sys.argv[2])]
@event.listens_for(Engine, "before_cursor_execute")
def die(*_):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
ledger.create(sys.argv[1])
"""
    for after in (3, 25):
        victim = subprocess.run(
            [sys.executable, "-c", script, str(path), str(after)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
        )
        assert victim.returncode == -9
        with pytest.raises(NoLedger):
            ledger.open(path)
    ledger.create(path).close()
    with ledger.open(path) as book:
        assert book.check(full=True) == ()


def test_a_newer_ledger_is_refused_and_untouched(filled: Path) -> None:
    change_version(filled, "9999")
    before = filled.read_bytes()
    with pytest.raises(LedgerVersion, match="newer"):
        ledger.open(filled)
    assert filled.read_bytes() == before


def change_version(path: Path, version: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [version])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def test_a_current_ledger_needs_no_migration(filled: Path) -> None:
    assert ledger.migrate(filled) == ()
    assert not list(filled.parent.glob("*.before-*"))


def test_a_cut_off_ledger_is_damaged_after_an_unclean_stop(filled: Path) -> None:
    whole = filled.read_bytes()
    filled.write_bytes(whole[: len(whole) // 2])
    unclean(filled)
    with pytest.raises(LedgerDamaged):
        ledger.open(filled)


def test_damage_that_no_other_step_would_meet_is_found_by_the_check_after_an_unclean_stop(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        page, size = connection.execute(
            "SELECT rootpage, (SELECT page_size FROM pragma_page_size) FROM sqlite_master WHERE name = 'attempts'"
        ).fetchone()
    data = bytearray(filled.read_bytes())
    data[(page - 1) * size + 8 : (page - 1) * size + 40] = b"\xff" * 32
    filled.write_bytes(data)
    ledger.open(filled).close()
    unclean(filled)
    for _ in range(2):
        with pytest.raises(LedgerDamaged, match="not closed well"):
            ledger.open(filled)


def unclean(path: Path) -> None:
    """As a process leaves it that was killed while it wrote."""
    for each in path.parent.glob("ledger.db-*"):
        each.unlink()
    path.with_name(path.name + ".writing.1-dead").touch()


@pytest.mark.parametrize("seed", range(5))
def test_flipped_bytes_are_found_or_harmless_and_never_a_traceback(filled: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(filled.read_bytes())
    for _ in range(30):
        data[chance.randrange(4096, len(data))] ^= 1 << chance.randrange(8)
    filled.write_bytes(data)
    unclean(filled)
    exit_code, readable = None, 0
    try:
        with ledger.open(filled) as book:
            found = book.check(full=True)
            readable = len(book.scan(0, 100)) if not found else 0
    except LedgerError as error:
        found, exit_code = (), error.exit_code
    assert found or exit_code in (1, 14) or readable == 30


def test_garbage_in_the_middle_of_a_well_closed_ledger_is_an_error_and_not_a_traceback(filled: Path) -> None:
    data = bytearray(filled.read_bytes())
    data[4096 : len(data) - 4096] = os.urandom(len(data) - 8192)
    filled.write_bytes(data)
    for each in filled.parent.glob("ledger.db-*"):
        each.unlink()
    with pytest.raises(LedgerError) as error, ledger.open(filled) as book:
        book.counts()
    assert error.value.exit_code == 14


def test_a_living_writer_is_no_unclean_stop(filled: Path) -> None:
    with ledger.open(filled) as book:
        book.writer()
        with ledger.open(filled):
            assert len(list(filled.parent.glob("*.writing.*"))) == 1
    assert not list(filled.parent.glob("*.writing.*"))


def test_a_forked_child_of_a_dead_writer_does_not_keep_its_locks(filled: Path) -> None:
    """A worker process outlives the crawl process that was killed: the next crawl must not wait for it."""
    script = """
import os, sys, time
from monitor import ledger
book = ledger.open(sys.argv[1])
role = book.role("crawl"); role.__enter__()
book.writer().submit(lambda tx: None).result()
read, write = os.pipe()
if os.fork() == 0:
    os.close(write); print(os.getpid(), flush=True); os.close(1); os.close(2)
    sys.stdin.read(); os._exit(0)
os.kill(os.getpid(), 9)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, str(filled)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as victim:
        child = int(victim.stdout.readline())  # type: ignore[union-attr]
        assert victim.wait(30) == -9
        os.kill(child, 0)
        with ledger.open(filled) as book, book.role("crawl"):
            Desk(book).do(lambda tx: tx.note("a", "b"))
        victim.stdin.close()  # type: ignore[union-attr]


def test_a_second_crawl_is_told_who_holds_the_ledger(filled: Path) -> None:
    with ledger.open(filled, clock=lambda: NOON) as book, book.role("crawl"):
        with ledger.open(filled) as other, pytest.raises(LedgerHeld) as error, other.role("crawl"):
            pass
        assert error.value.subject["pid"] == str(os.getpid())
        assert error.value.subject["since"] == NOON.isoformat(timespec="seconds")
        with book.role("index"):
            pass
    with ledger.open(filled) as other, other.role("crawl"):
        pass


def test_a_second_crawl_in_another_process_is_refused_too(filled: Path) -> None:
    script = "import sys; from monitor import ledger\nwith ledger.open(sys.argv[1]) as b, b.role('crawl'): pass"
    command = [sys.executable, "-c", script, str(filled)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with ledger.open(filled) as book, book.role("crawl"):
        refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "LedgerHeld" in refused.stderr
    assert subprocess.run(command, env=environment, check=False).returncode == 0


def test_the_next_crawl_frees_what_a_dead_one_had_in_hand(filled: Path) -> None:
    with ledger.open(filled) as book:
        desk = Desk(book)
        desk.leads(1, "https://nilufar.example/new")
        assert len(desk.claim("dead")) == 1
    with ledger.open(filled) as book, book.role("crawl"):
        (task,) = Desk(book).claim("next")
        assert task.tries == 1


def test_a_full_disk_is_a_sentence_and_loses_nothing_that_was_acknowledged(filled: Path) -> None:
    """The file-size limit of the process plays the full disk, in a process of its own."""
    pid = os.fork()
    if pid == 0:
        os._exit(write_until_full(filled))
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    acknowledged = int(filled.with_name("acknowledged").read_text())
    with ledger.open(filled) as book:
        assert book.counts().outcomes[Outcome.STORED] == 30 + acknowledged
        assert book.check(full=True) == ()


def write_until_full(path: Path) -> int:
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    book = ledger.open(path)
    desk = Desk(book)
    number = 0
    try:
        desk.stored("https://nilufar.example/more", text="x")
        number = 1
        size = path.with_name("ledger.db-wal").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 300_000, resource.RLIM_INFINITY))
        while number < 500:
            url = f"https://nilufar.example/full/{number}"
            (lead,) = desk.leads(1, url)
            desk.store(lead, url, text=os.urandom(4000).hex())
            number += 1
    except LedgerError as error:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        path.with_name("acknowledged").write_text(str(number))
        return 0 if "disk is full" in error.message or "disk I/O" in error.message else 3
    except BaseException:
        return 4
    return 5


def test_erased_words_are_nowhere_in_the_files(filled: Path) -> None:
    word = b"Serwandi-the-singer"
    url = f"https://nilufar.example/{word.decode()}"
    with ledger.open(filled) as book:
        desk = Desk(book)
        (lead,) = desk.leads(1, url, title=word.decode(), text=word.decode() * 900)
        key = desk.store(lead, url, title=word.decode())
        assert any(word in each.read_bytes() for each in filled.parent.iterdir())
        desk.do(lambda tx: tx.erase(key, "asked", desk.now))
        assert not [each.name for each in filled.parent.iterdir() if word in each.read_bytes()]
        assert desk.book.find(keyed(url)) is None


def test_the_sidecar_says_what_the_ledger_held(filled: Path) -> None:
    told = json.loads(filled.with_suffix(".json").read_text())
    assert (told["articles"], told["seq"], told["generation"]) == (30, 30, 1)


def test_a_ruined_sidecar_stops_nobody(filled: Path) -> None:
    filled.with_suffix(".json").write_text("{half a")
    ledger.open(filled).close()


def test_an_unknown_kind_of_ledger_is_refused_without_its_secrets() -> None:
    with pytest.raises(LedgerError) as error:
        ledger.open("mysql://user:secret@host/db")
    assert "secret" not in error.value.message


def test_a_database_that_does_not_answer_is_an_error_without_its_password() -> None:
    with pytest.raises(LedgerError) as error:
        ledger.open("postgresql://user:secret@127.0.0.1:1/db?connect_timeout=2")
    assert "secret" not in f"{error.value.message} {error.value.subject}"
    assert error.value.hint


def test_a_folder_that_cannot_be_written_is_an_error_with_a_next_step(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerError) as error:
        ledger.create(tmp_path / "file" / "ledger.db")
    assert error.value.hint


def test_a_sidecar_that_cannot_be_written_does_not_undo_a_commit(filled: Path) -> None:
    with ledger.open(filled) as book:
        desk = Desk(book)
        run = desk.do(lambda tx: tx.start_run(1, "crawl", desk.now))
        beside = filled.with_suffix(".json")
        beside.unlink()
        beside.mkdir()
        desk.do(lambda tx: tx.end_run(run, desk.now, "finished", {}))
        assert book.run(run).state == "finished"  # type: ignore[union-attr]
