"""Articles out: for spreadsheets, programs and references; pages in, without a ledger."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from reading.conftest import Desk
from reading.fill import ARTICLES, NOON, article, page

from monitor import search as use_case


def test_a_spreadsheet_reads_every_article_with_its_own_letters(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "week.csv"
    assert desk.run("export", "-o", str(target), "--text") == f"9 articles in {target}\n"
    raw = target.read_bytes()
    assert raw.startswith("\ufeff".encode())
    assert raw.count(b"\r\n") == len(ARTICLES) + 1
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert {row["title"] for row in rows} == {(a.later[-1][0] if a.later else a.title) for a in ARTICLES}
    assert rows[2]["published_jalali"] == "۱ آذر ۱۴۰۵ ۰۷:۰۰"
    assert rows[2]["text"] == ARTICLES[2].text
    assert not list(tmp_path.glob("*.part"))


def test_json_lines_are_whole_and_in_order(desk: Desk) -> None:
    lines = [json.loads(line) for line in desk.run("export", "--to", "jsonl").splitlines()]
    assert [line["url"] for line in lines] == [written.url for written in ARTICLES]
    assert lines[2]["text"] == ARTICLES[2].text
    assert lines == desk.ask("export")[:-1]


def test_a_query_selects_what_is_exported(desk: Desk) -> None:
    lines = desk.ask("export", "کوهسار", "--lang", "fa")
    assert lines[-1]["articles"] == len(lines) - 1 == 2


@pytest.mark.parametrize("form", ["md", "ris", "bibtex"])
def test_references_and_pages_hold_every_title(desk: Desk, form: str) -> None:
    out = desk.run("export", "--to", form, "--text")
    for written in ARTICLES[1:]:
        assert written.title in out
    assert out.count({"md": "\n## ", "ris": "TY  - NEWS", "bibtex": "@online{"}[form]) >= len(ARTICLES) - 1


def test_the_file_s_name_says_the_form(desk: Desk, tmp_path: Path) -> None:
    desk.run("export", "-o", str(tmp_path / "x.bib"))
    assert (tmp_path / "x.bib").read_text(encoding="utf-8").startswith("@online{")
    desk.run("export", "--to", "csv", "--json", expect=2)


def test_slices_of_time_give_each_article_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC

    from monitor.app import open_watch

    monkeypatch.setattr(use_case, "SLICE", 1)
    monkeypatch.setattr(use_case, "READ", 2)
    with open_watch(directory=desk.home) as watch:
        for query in ("-lang:xx", "-prison", "کوهسار OR prison", ""):
            asked = use_case.ask(query, now=NOON, zone=UTC)
            found = [s.record.key for s in use_case.export(asked, index=watch.index, changes=watch.ledger, now=NOON)]
            hits = watch.index.search(asked.tree, sort="old", limit=100).hits
            assert sorted(found) == sorted(hit.key for hit in hits)


def test_a_reader_that_leaves_early_is_no_error(desk: Desk) -> None:
    command = f"{sys.executable} -m monitor -C {desk.home} export | head -c 20"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, text=True, cwd=Path.cwd(), check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout) == 20


def test_a_page_becomes_an_article_without_a_watch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.chdir(tmp_path)
    files = []
    for number, written in enumerate(ARTICLES[:4]):
        files.append(tmp_path / f"{number}.html")
        files[-1].write_bytes(page(written, article(written)).body)
    nowhere = Desk(tmp_path, lambda: capsys.readouterr())
    shown, _ = nowhere.ask("extract", str(files[2]), "--url", ARTICLES[2].url)
    assert (shown["type"], shown["title"], shown["url"]) == ("article", ARTICLES[2].title, ARTICLES[2].url)
    assert shown["text"] == ARTICLES[2].text
    assert shown["origins"]["text"]
    assert ARTICLES[2].title in nowhere.run("extract", str(files[2]))

    batch = tmp_path / "pages.jsonl"
    rows = [json.dumps({"url": written.url, "file": f"{n}.html"}) for n, written in enumerate(ARTICLES[:4])]
    rows.insert(2, json.dumps({"url": "https://harbour.example/missing", "file": "missing.html"}))
    rows.insert(3, "not json")
    rows.append(json.dumps({"url": "https://harbour.example/pdf", "html": "%PDF-1.7 nothing to read here"}))
    batch.write_text("\n".join(rows), encoding="utf-8")
    *told, summary = nowhere.ask("extract", str(batch), expect=3)
    assert [line["type"] for line in told] == [
        "article", "article", "refused", "refused", "article", "article", "refused",
    ]  # fmt: skip
    assert [line["input"] for line in told][4:6] == [ARTICLES[2].url, ARTICLES[3].url]
    assert (summary["pages"], summary["articles"], summary["refused"]) == (7, 4, 3)
    nowhere.run("extract", str(tmp_path / "none.html"), expect=1)


def test_an_address_of_this_machine_is_not_fetched_and_that_is_said_once(desk: Desk) -> None:
    desk.run("extract", "http://127.0.0.1:9/x", expect=1)
    assert desk.err.count("127.0.0.1 is not an address of the public internet") == 1
    assert desk.ask("extract", "http://127.0.0.1:9/x", "http://127.0.0.1:9/y", expect=3)[-1]["refused"] == 2


@pytest.mark.parametrize("address", ["http://", "http://[::1/x", "ftp://site.example/x", "https://خبر نیلوفر/۱"])
def test_what_is_no_address_of_a_page_is_a_mistake_of_the_command_line(desk: Desk, address: str) -> None:
    desk.run("extract", address, expect=2)
    assert "is no address of a web page" in desk.err


def test_an_address_without_its_beginning_is_told_from_a_file(desk: Desk) -> None:
    desk.run("extract", "site.example/news/1", expect=1)
    assert "monitor extract https://site.example/news/1" in desk.err
