"""What people, disks and sites do wrong: a clear message or a named outcome, its exit code, nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom import Newsroom

from end_to_end import processes
from end_to_end.desk import Desk
from end_to_end.processes import wait_until


@pytest.fixture(scope="module")
def town() -> Iterator[Newsroom]:
    """One well-behaved site."""
    with Newsroom(["harbour"], start=datetime.now(UTC), articles=6) as room:
        yield room


@pytest.fixture
def watch(town: Newsroom, tmp_path: Path) -> Iterator[Desk]:
    """A watch that has seen nothing yet."""
    town.heal()
    yield Desk(tmp_path / "watch", town)
    assert not processes.end_all(tmp_path / "watch", within_s=20)


@pytest.fixture(scope="module")
def read_once(town: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a watch that has been crawled; for copying."""
    folder = tmp_path_factory.mktemp("read") / "watch"
    Desk(folder, town).crawl()
    return folder


@pytest.fixture
def crawled(read_once: Path, town: Newsroom, tmp_path: Path) -> Desk:
    """A watch of one's own with articles in it."""
    town.heal()
    folder = tmp_path / "watch"
    shutil.copytree(read_once, folder)
    return Desk.at(folder, town)


def ledger_of(watch: Desk) -> Path:
    return next(watch.folder.rglob("ledger.db"))


# --- the configuration ------------------------------------------------------------------------------


def test_every_mistake_of_the_configuration_is_told_at_once_with_its_line(watch: Desk) -> None:
    with watch.config.open("a", encoding="utf-8") as file:
        file.write('\n[[source]]\nid = "Second One"\nurl = "nowhere"\nlangauge = "fa"\n\n[crwal]\ndelay = 1\n')
    said = watch.told("crawl", expect=12)
    lines = watch.config.read_text("utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith(("langauge", "[crwal]", 'url = "nowhere"', 'id = "Second')):
            assert f"monitor.toml:{number} " in said, f"{line} is not named in {said}"
    assert '"language"' in said
    assert '"crawl"' in said
    assert watch.told("status", expect=12)
    assert watch.told("search", "x", expect=12)


def test_a_configuration_that_is_no_toml_is_told_with_its_line(watch: Desk) -> None:
    text = watch.config.read_text("utf-8")
    watch.config.write_text(text + '\n[[source]\nid = "x"\n', encoding="utf-8")
    said = watch.told("crawl", expect=12)
    assert f"monitor.toml:{len(text.splitlines()) + 2}" in said


def test_a_configuration_of_stray_bytes_is_told(watch: Desk) -> None:
    watch.config.write_bytes(b"\xff\xfe\x00v\x00e\x00r" + bytes(range(256)))
    assert "monitor.toml" in watch.told("crawl", expect=12)


def test_a_configuration_that_disappears_ends_no_crawl_and_is_missed_by_the_next_command(
    watch: Desk, town: Newsroom
) -> None:
    town.break_("harbour", delay=0.3)
    town.forget_statistics()
    command = watch.start("crawl")
    wait_until(lambda: len(town.statistics("harbour").requests) > 3)
    text = watch.config.read_text("utf-8")
    watch.config.unlink()
    town.heal()
    _, said = command.communicate(timeout=90)
    assert command.returncode == 0, said
    assert "Traceback" not in said
    assert "monitor init" in watch.told("status", expect=10)
    watch.config.write_text(text, encoding="utf-8")
    assert watch.lead_outcomes()["stored", None] >= 6


@pytest.mark.parametrize(
    "command", [("crawl",), ("sources", "show"), ("sources", "pause"), ("sources", "test")], ids=" ".join
)
def test_a_source_that_does_not_exist_is_told_by_its_name(watch: Desk, command: tuple[str, ...]) -> None:
    assert "harbor" in watch.told(*command, "harbor", expect=(1, 2))


# --- the ledger -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["crawl", "status", "search", "doctor"])
def test_a_ledger_that_was_never_made_is_told(watch: Desk, command: str) -> None:
    ledger = ledger_of(watch)
    for file in ledger.parent.glob("ledger*"):
        file.unlink()
    arguments = (command, "x") if command == "search" else (command,)
    said = watch.told(*arguments, expect=10)  # the doctor says it as one finding among others
    assert "monitor init" in said
    assert not ledger.exists(), "nothing but init makes a ledger"


def garbage(ledger: Path) -> None:
    ledger.write_bytes(bytes(range(256)) * 64)


def half(ledger: Path) -> None:
    """As a copy that was cut off leaves it."""
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[: len(whole) // 2])


def overwritten(ledger: Path) -> None:
    """As a dying disk leaves it: the head is good, a stretch of the middle is not."""
    with ledger.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (ledger.stat().st_size // 2))


def emptied(ledger: Path) -> None:
    ledger.write_bytes(b"")


def removed(ledger: Path) -> None:
    ledger.unlink()


def newer(ledger: Path) -> None:
    connection = sqlite3.connect(ledger)
    connection.execute("UPDATE alembic_version SET version_num = '9000'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", [garbage, half, overwritten, emptied, removed, newer], ids=lambda d: d.__name__)
def test_a_ledger_that_is_not_what_it_was_stops_every_command_before_anything_is_done(
    crawled: Desk, town: Newsroom, damage: Callable[[Path], None]
) -> None:
    ledger = ledger_of(crawled)
    for file in (ledger.with_name("ledger.db-wal"), ledger.with_name("ledger.db-shm")):
        file.unlink(missing_ok=True)
    damage(ledger)
    found = ledger.read_bytes() if ledger.exists() else None
    asked = len(town.statistics("harbour").requests)
    for command in (("crawl",), ("search", "harbour")):
        said = crawled.told(*command, expect=14)
        assert "ledger" in said
        assert "  " in said, f"{command} names no next step"
    assert crawled.told("doctor", expect=(4, 14))
    assert (ledger.read_bytes() if ledger.exists() else None) == found, "the evidence was changed"
    assert len(town.statistics("harbour").requests) == asked


def test_two_crawls_at_once_are_one_crawl_and_a_message(watch: Desk, town: Newsroom) -> None:
    town.break_("harbour", delay=0.3)
    town.forget_statistics()
    first = watch.start("crawl")
    wait_until(lambda: len(town.statistics("harbour").requests) > 1)
    said = watch.told("crawl", expect=11)
    assert "pid" in said
    assert watch.told("status", expect=(0, 3))
    town.heal()
    first.communicate(timeout=90)
    assert first.returncode == 0


# --- the disk ---------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB. Skipped where we may not mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m,mode=0700", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode != 0:
        pytest.skip("a small disk needs the right to mount one")
    yield place
    processes.end_all(place / "watch", within_s=20)
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_stops_the_crawl_in_a_sentence_and_room_lets_it_go_on(small_disk: Path, town: Newsroom) -> None:
    watch = Desk(small_disk / "watch", town)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (shutil.disk_usage(small_disk).free - 200_000))
    said = watch.told("crawl", expect=1)
    assert "full" in said
    ballast.unlink()
    assert watch.crawl()["state"] == "finished"
    assert watch.lead_outcomes()["stored", None] >= 6
    assert watch.run("doctor", "ledger", "archive", "index")[-1]["problems"] == 0


def test_a_disk_that_turns_read_only_is_told_and_loses_nothing(
    small_disk: Path, read_once: Path, town: Newsroom
) -> None:
    town.heal()
    shutil.copytree(read_once, small_disk / "watch")
    watch = Desk.at(small_disk / "watch", town)
    kept = watch.run("search", "the")[-1]["total"]
    assert kept > 0
    # Nothing here may open the ledger in this process: a file that is open for writing keeps the disk from turning.
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    try:
        # Readers of a write-ahead log need to write beside it, so that searching is refused too.
        for command in (("crawl",), ("search", "the"), ("rebuild", "index")):
            assert "read-only" in watch.told(*command, expect=1).lower()
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
    watch.crawl()
    assert watch.run("search", "the")[-1]["total"] == kept


@pytest.mark.parametrize("largest", [40_000, 400_000], ids=["at once", "later"])
def test_a_file_that_may_not_grow_stops_the_crawl_in_a_sentence(tmp_path: Path, largest: int) -> None:
    """As a quota does."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    with Newsroom(["harbour"], start=datetime.now(UTC), articles=50) as room:
        watch = Desk(tmp_path / "watch", room)
        assert "could not be written" in watch.told("crawl", expect=1, preexec_fn=limit)
        assert watch.crawl()["state"] == "finished"
        assert watch.lead_outcomes()["stored", None] >= 50
        assert watch.run("doctor", "ledger", "archive", "index")[-1]["problems"] == 0
        watch.close()


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, watch: Desk) -> None:
    place = tmp_path / "file"
    place.write_text("a file, where a folder is wanted", encoding="utf-8")
    said = watch.told("init", str(place / "watch"), expect=(1, 2))
    assert str(place) in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_the_right_to_write_is_named(watch: Desk) -> None:
    state = ledger_of(watch).parent
    state.chmod(0o500)
    try:
        said = watch.told("crawl", expect=1)
    finally:
        state.chmod(0o700)
    assert str(state) in said or "rights" in said


# --- the command line -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["add", "why", "extract"])
@pytest.mark.parametrize("url", ["https://", "no url at all", "http://[::1", "javascript:alert(1)"])
def test_what_is_no_url_is_told(watch: Desk, command: str, url: str) -> None:
    # `extract` takes several, and 3 is its word for some that could not be read.
    said = watch.told(command, url, expect=(1, 2, 3) if command == "extract" else (1, 2))
    assert url.split(":")[0].split()[0] in said


def test_a_query_with_a_typo_is_shown_with_its_column(crawled: Desk) -> None:
    said = crawled.told("search", "harbour AND (master", expect=2)
    query, caret = next(
        (line, after) for line, after in zip(said.splitlines(), said.splitlines()[1:], strict=False) if "^" in after
    )
    assert query[caret.index("^")] == "("
    assert crawled.told("search", "lang", expect=(0, 1))
    assert "lang" in crawled.told("search", "lnag:fa x", expect=2)


def test_a_reader_that_has_seen_enough_ends_the_output_quietly(crawled: Desk) -> None:
    command = [*crawled.command("search", "the", "--limit", "100")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=crawled.environment
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert "Broken" not in said
    assert process.returncode == 0


def test_an_answer_that_cannot_be_written_is_a_failure_and_told(crawled: Desk) -> None:
    with Path("/dev/full").open("w") as full:
        said = crawled.told("search", "the", "--limit", "100", stdout=full, expect=1)
    assert "full" in said or "space" in said


def test_closed_standard_streams_stop_no_crawl(watch: Desk, town: Newsroom) -> None:
    words = " ".join(f"'{word}'" for word in watch.command("crawl"))
    done = subprocess.run(["sh", "-c", f"exec {words} <&- >&- 2>&-"], env=watch.environment, timeout=120, check=False)
    assert done.returncode == 0
    assert watch.lead_outcomes()["stored", None] >= 6


# --- what sites serve -------------------------------------------------------------------------------


def test_a_feed_that_is_a_page_is_a_trouble_of_its_source_not_silence(town: Newsroom, watch: Desk) -> None:
    text = watch.config.read_text("utf-8")
    watch.config.write_text(text + f'feeds = ["{town.url("harbour", "/feed.xml")}"]\ndiscover = false\n', "utf-8")
    town.break_(
        "harbour", path="/feed.xml", body="<!doctype html><title>Just a moment</title>", content_type="text/html"
    )
    summary = watch.crawl()
    assert summary["failed"] == ["harbour"]
    assert "feed" in watch.told("sources", "show", "harbour", expect=(0, 3))
    town.heal()
    assert watch.crawl()["failed"] == []
    assert watch.lead_outcomes()["stored", None] >= 6


def test_what_stands_at_an_articles_address_has_its_named_outcome_and_costs_no_other(
    town: Newsroom, tmp_path: Path
) -> None:
    served = {
        "a PDF": {"body": "%PDF-1.7\n%âãÏÓ\n1 0 obj\n", "content_type": "application/pdf"},
        "a PDF that says it is a page": {"body": "%PDF-1.7\n%âãÏÓ\n1 0 obj\n", "content_type": "text/html"},
        "nothing": {"body": "", "content_type": "text/html"},
        "300,000 attributes": {"body": f"<html><body {' '.join(f'a{n}=1' for n in range(300_000))}><p>x</p>"},
        "200,000 open tags": {"body": "<html><body>" + "<div>" * 200_000 + "words"},
        "a server's trouble": {"status": 503},
        "an end in the middle": {"drop": "middle"},
    }
    expected = {
        "a PDF": ("rejected", {"not_html"}),
        "a PDF that says it is a page": ("rejected", {"not_html", "not_article", "too_short"}),
        "nothing": ("rejected", {"not_html", "not_article", "too_short"}),
        "300,000 attributes": (None, None),
        "200,000 open tags": (None, None),
        "a server's trouble": ("waiting", {"server_error"}),
        "an end in the middle": ("waiting", {"connection", "bad_response"}),
    }
    with Newsroom(["harbour"], start=datetime.now(UTC), articles=len(served) + 3) as room:
        watch = Desk(tmp_path / "watch", room, more="deadline_s = 2.0")
        stories = room.truth("harbour")
        stories = [entry for entry in stories if entry["kind"] == "story" and entry["copy_of"] is None]
        for entry, fault in zip(stories, served.values(), strict=False):
            path = "/" + entry["url"].split("/", 3)[3]
            room.break_("harbour", path=path, **fault)
        watch.crawl()
        for entry, what in zip(stories, served, strict=False):
            outcome = watch.outcome_of(entry["url"])
            assert outcome is not None, what
            wanted, reasons = expected[what]
            if wanted is None:
                assert outcome[0] in ("rejected", "quarantined"), (what, outcome)
            else:
                assert outcome[0] == wanted, (what, outcome)
                assert outcome[1] in (reasons or ()), (what, outcome)
        for entry in stories[len(served) :]:
            assert watch.outcome_of(entry["url"]) == ("stored", None)
    assert not processes.end_all(tmp_path / "watch", within_s=20)
