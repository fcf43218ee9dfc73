"""Sources from the first look to the pause, on the newsroom's real servers."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from newsroom import Newsroom

from monitor import settings
from monitor.cli.added import free_id, host_name, source_table, toml_value

ROOT = Path(settings.__file__).parents[2]
LOOPBACK = '[crawl]\nallow_networks = ["127.0.0.0/8"]\ndelay = 0.0\nworkers = 1\n'


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom(["harbour", "nilufar"], start=datetime.now(UTC), articles=3) as room:
        yield room


@pytest.fixture
def beside(watch: Path, newsroom: Newsroom) -> Path:
    """A watch that may visit the newsroom."""
    path = watch / "monitor.toml"
    path.write_text(path.read_text().replace("[crawl]\n", LOOPBACK, 1))
    return watch


def site(newsroom: Newsroom, name: str) -> str:
    return f"http://{name}.localhost:{newsroom.port}/"


# --- add ----------------------------------------------------------------------------------------------


def test_add_shows_what_a_site_offers_and_writes_it_only_after_a_yes(run, beside: Path, newsroom: Newsroom) -> None:
    added = beside / "sources" / "added.toml"
    before = added.read_text()
    looked = run("add", site(newsroom, "nilufar"), "--no-input", expect=2)
    assert "Persian (fa)" in looked.out
    assert "feed" in looked.out
    assert "Say yes in advance with --yes" in looked.err
    assert added.read_text() == before
    done = run("add", site(newsroom, "nilufar"), "--yes", "--kind", "advocacy", "-l", "desk=iran", "--json", expect=0)
    kinds = [line["type"] for line in done.objects]
    assert kinds == ["probe", "source", "summary"]
    assert len(done.objects[0]["headlines"]) == 3
    assert added.read_text().startswith(before.rstrip("\n"))
    (source,) = settings.load(beside / "monitor.toml", {}).sources
    assert (source.id, source.kind.value, source.language, source.labels) == (
        "nilufar",
        "advocacy",
        "fa",
        {"desk": "iran"},
    )
    assert source.name == done.objects[0]["name"]
    again = run("add", site(newsroom, "nilufar"), "--yes", expect=0)
    assert 'is a source already: "nilufar"' in again.out
    assert len(settings.load(beside / "monitor.toml", {}).sources) == 1


def test_a_dry_run_shows_the_lines_and_writes_none(run, beside: Path, newsroom: Newsroom) -> None:
    done = run("add", site(newsroom, "harbour"), "--dry-run", "--pin", expect=0)
    assert '= "harbour"' in done.out
    assert "/feed.xml" in done.out.partition("It would be written as")[2]
    assert settings.load(beside / "monitor.toml", {}).sources == ()


def test_add_refuses_what_is_no_address_and_a_taken_id(run, beside: Path) -> None:
    assert "is no address" in run("add", "not an address", expect=2).err
    assert "is no address" in run("add", "nilufar", expect=2).err
    assert "should be KEY=VALUE" in run("add", "a.example", "--label", "desk", expect=2).err
    assert "is not an id" in run("add", "a.example", "--id", "A B", expect=2).err
    assert "belong to one site" in run("add", "a.example", "b.example", "--id", "a", expect=2).err


def test_a_site_that_does_not_answer_is_a_service_that_is_away(run, beside: Path) -> None:
    done = run("add", "http://127.0.0.1:1/", "--yes", expect=13)
    assert "Traceback" not in done.err
    assert settings.load(beside / "monitor.toml", {}).sources == ()


def test_nothing_is_added_where_nobody_would_read_it(run, folder: Path) -> None:
    (folder / "monitor.toml").write_text("version = 1\n")
    (folder / "sites.csv").write_text("name,url\nA,https://a.example\n")
    done = run("sources", "import", "sites.csv", expect=12)
    assert 'include = ["sources/*.toml"]' in done.err
    assert not (folder / "sources" / "added.toml").exists()


# --- what the ledger knows ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def crawled(newsroom: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A watch that has looked once at two sites, one of which does not answer."""
    home = tmp_path_factory.mktemp("crawled")
    (home / "monitor.toml").write_text(
        'version = 1\ntime_zone = "Europe/Berlin"\n'
        + LOOPBACK
        + f'[[source]]\nid = "harbour"\nname = "The Harbour Ledger"\nurl = "{site(newsroom, "harbour")}"\nlanguage = "en"\n'
        'labels = { desk = "coast" }\n'
        '[[source]]\nid = "nowhere"\nname = "هیچ‌جا"\nurl = "http://127.0.0.1:1/"\nkind = "blog"\n'
        '[[source]]\nid = "later"\nurl = "https://later.example"\npaused = true\n'
    )
    (home / "monitor.toml").chmod(0o600)
    settings_now = settings.load(home / "monitor.toml", {})
    from monitor.app import create_ledger

    create_ledger(settings_now)
    done = subprocess.run(
        [sys.executable, "-m", "monitor", "-C", str(home), "crawl", "-q"],
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 3, done
    return home


def test_the_list_tells_the_state_of_each(run, crawled: Path) -> None:
    done = run("-C", str(crawled), "sources", "list", "--json", expect=0)
    states = {line["id"]: (line["state"], line["articles"]) for line in done.objects[:-1]}
    assert states["harbour"][0] in ("good", "due")
    assert states["harbour"][1] >= 3
    assert states["nowhere"] == ("failing", 0)
    assert states["later"] == ("paused", 0)
    assert done.summary["sources"] == 3
    told = run("-C", str(crawled), "sources", "list", "--state", "failing", expect=0)
    assert told.out.splitlines()[1].startswith("nowhere")
    assert "monitor sources show nowhere" in told.err
    assert run("-C", str(crawled), "sources", "list", "-l", "desk=coast", "--json", expect=0).summary["sources"] == 1


def test_show_tells_listings_with_what_they_gave_and_outcomes_that_add_up(run, crawled: Path) -> None:
    told = run("-C", str(crawled), "sources", "show", "harbour", expect=0).out
    assert "The Harbour Ledger" in told.splitlines()[0]
    assert "/feed.xml" in told
    done = run("-C", str(crawled), "sources", "show", "harbour", "--json", expect=0)
    listings = [line for line in done.objects if line["type"] == "listing"]
    assert sum(line["yielded"] for line in listings) == done.summary["leads"]
    assert sum(done.summary["outcomes"].values()) == done.summary["leads"]
    failing = run("-C", str(crawled), "sources", "show", "nowhere", expect=0).out
    assert "state: failing" in failing


def test_a_source_that_is_not_there_names_the_nearest(run, crawled: Path) -> None:
    assert 'Did you mean "harbour"?' in run("-C", str(crawled), "sources", "show", "harbor", expect=1).err


def test_a_pause_begins_and_ends(run, crawled: Path) -> None:
    place = ("-C", str(crawled), "sources")
    assert (
        "going on → paused until"
        in run(*place, "pause", "harbour", "--until", "7d", "--reason", "moving", expect=0).out
    )
    assert "paused: moving" in run(*place, "show", "harbour", expect=0).out
    assert run(*place, "list", "--state", "paused", "--json", expect=0).summary["sources"] == 2
    assert run(*place, "resume", "harbour", expect=0).out == "harbour: paused → going on\n"
    assert "lies in the past" in run(*place, "pause", "harbour", "--until", "2020-01-01", expect=2).err
    assert "still paused by its configuration" in run(*place, "resume", "later", expect=0).err


def test_test_reads_a_few_pages_and_stores_nothing(run, crawled: Path) -> None:
    before = run("-C", str(crawled), "--json", expect=0).summary["articles"]
    done = run("-C", str(crawled), "sources", "test", "harbour", "--pages", "1", "--json")
    (page,) = [line for line in done.objects if line["type"] == "page"]
    assert page["words"] > 60
    assert page["origins"]["published"]
    assert done.code == (4 if done.summary["doubtful"] else 0)
    assert run("-C", str(crawled), "--json", expect=0).summary["articles"] == before


def test_the_bare_command_says_the_state_and_what_to_type_next(run, crawled: Path) -> None:
    done = run("-C", str(crawled), expect=0)
    assert done.out.startswith("Watching 3 sources, ")
    assert "Not seen    nowhere" in done.out
    assert "monitor sources show nowhere" in done.out
    summary = run("-C", str(crawled), "--json", expect=0).summary
    assert summary["failing"] == ["nowhere"]
    assert summary["languages"] == {"en": summary["articles"]}
    assert summary["index_behind"] == 0


def test_the_doctor_finds_a_healthy_watch_healthy(run, crawled: Path) -> None:
    done = run("-C", str(crawled), "doctor", "ledger", "archive", "index", "clock", "rights", "--json", expect=0)
    assert done.summary["problems"] == done.summary["warnings"] == 0


def test_the_doctor_names_what_is_wrong_and_what_to_do(run, crawled: Path, tmp_path: Path) -> None:
    import shutil

    sick = tmp_path / "sick"
    shutil.copytree(crawled, sick)
    os.chmod(sick / "state", 0o755)
    shutil.rmtree(sick / "state" / "index")
    (warc,) = (sick / "state" / "archive").rglob("*.warc.gz")
    warc.write_bytes(warc.read_bytes()[:100])
    done = run("-C", str(sick), "doctor", "archive", "index", "rights", "--json", expect=4)
    found = {line["check"]: line for line in done.objects if line.get("state") in ("problem", "warning")}
    assert found.keys() == {"archive", "index", "rights"}
    assert found["index"]["hint"] == "monitor rebuild index"
    assert found["rights"]["hint"] == f"chmod 700 {sick / 'state'}"
    assert done.summary["problems"] >= 2


def test_export_names_the_feeds_that_were_found_and_comes_back_the_same(run, crawled: Path, folder: Path) -> None:
    run("-C", str(crawled), "sources", "export", "-o", "out.opml", expect=0)
    run("init", "copy", "--from", "out.opml", "--no-input", expect=0)
    copied = {source.name: source for source in settings.load(folder / "copy" / "monitor.toml", {}).sources}
    assert copied["The Harbour Ledger"].feeds
    assert copied.keys() == {"The Harbour Ledger", "هیچ‌جا", "later.example"}


# --- in and out ---------------------------------------------------------------------------------------


def test_a_spreadsheet_goes_out_and_comes_back_the_same(run, watch: Path, folder: Path) -> None:
    (watch / "sources" / "mine.toml").write_text(
        '[[source]]\nid = "nilufar"\nname = "خبرنامه «نیلوفر», بخش ۱"\nurl = "https://nilufar.example"\nkind = "advocacy"\n'
        'owner = "Collective"\nlanguage = "fa"\ncountry = "IR"\ntime_zone = "Asia/Tehran"\n'
        'labels = { desk = "iran", tier = "1" }\nfeeds = ["https://nilufar.example/a.xml", "https://nilufar.example/b.xml"]\n'
    )
    run("sources", "export", "-o", "out.csv", expect=0)
    data = (folder / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0]["labels"] == "desk=iran tier=1"
    run("init", "copy", "--from", "out.csv", "--no-input", expect=0)
    original = settings.load(watch / "monitor.toml", {}).sources
    assert settings.load(folder / "copy" / "monitor.toml", {}).sources == original


def test_an_import_adds_up_and_a_second_one_adds_nothing(run, watch: Path) -> None:
    (watch / "sites.csv").write_text(
        "name;url;kind;language\nA;https://a.example;news;fa\nB;b.example;;\nC;https://c.example;zine;Persian\n"
        "A again;https://www.a.example/;;\n"
    )
    done = run("sources", "import", "sites.csv", "--json", expect=3)
    assert (done.summary["added"], done.summary["duplicate"], done.summary["refused"]) == (2, 1, 1)
    assert "kind" in done.err
    told = run("sources", "import", "sites.csv", expect=3).out
    assert "4 in the file = 0 added + 3 known already + 1 refused" in told
    run("sources", "import", "sites.csv", "--dry-run", expect=3)
    assert [source.id for source in settings.load(watch / "monitor.toml", {}).sources] == ["a", "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><opml><body>&a;</body></opml>',
            "declares a document type",
        ),
        ("<opml><body>", "is no OPML"),
        ("<opml><body></body></opml>", "names no source"),
        ("nothing,of,use\n1,2,3\n", "names no source"),
        ("", "names no source"),
    ],
)
def test_a_file_that_holds_no_sources_is_refused(text: str, expected: str, run, watch: Path) -> None:
    (watch / "file").write_text(text)
    assert expected in run("sources", "import", "file", expect=2).err


def test_a_file_that_is_not_there_is_named(run, watch: Path) -> None:
    assert "none.opml cannot be read" in run("sources", "import", "none.opml", expect=2).err


def test_hostile_names_become_harmless_text(run, watch: Path) -> None:
    name = 'x"\\\n[[source]]\nid = "evil" # \u202e\x1b[31m'
    (watch / "sites.csv").write_text(f'name,url\n"{name.replace(chr(34), chr(34) * 2)}",https://a.example\n')
    run("sources", "import", "sites.csv", expect=0)
    (source,) = settings.load(watch / "monitor.toml", {}).sources
    assert source.id == "a"
    assert "\n" not in source.name
    assert "\x1b" not in source.name


def test_the_catalogue_can_be_looked_through(run) -> None:
    done = run("sources", "catalogue", "--language", "ckb", "--json", expect=0)
    assert done.summary["entries"] == len(done.objects) - 1 >= 5
    assert {line["language"] for line in done.objects[:-1]} == {"ckb"}


def test_values_are_written_as_toml_reads_them() -> None:
    import tomllib

    for value in [
        "a",
        'q"u\\o',
        "\x7f\x00é",
        "زندان\u200cاوین",
        ["a", "b"],
        [],
        ["x"],
        {"a b": "c", "d": "e"},
        True,
        3,
    ]:
        assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value
    table = source_table({"id": "a", "url": "https://a.example", "feeds": ["x", "y"], "notes": ["so"], "owner": None})
    assert tomllib.loads(table)["source"][0] == {"id": "a", "url": "https://a.example", "feeds": ["x", "y"]}


def test_ids_are_made_of_hosts_and_names() -> None:
    assert host_name("https://www.hra-news.example.org/fa") == "example"
    assert host_name("http://harbour.localhost:8010/") == "harbour"
    assert host_name("http://127.0.0.1:8010/") == "127.0.0.1"
    assert free_id("127.0.0.1", ()) == "127-0-0-1"
    assert free_id("Nilufar Büro!", ["nilufar-buro"]) == "nilufar-buro-2"
    assert free_id("خبرنامه", ()) == "source"
