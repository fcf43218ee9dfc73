"""`monitor index` and `monitor search` as a person types them, with the real server behind."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from reading.fill import NOON, fill
from servers import elasticsearch

from monitor.app import open_watch
from monitor.archive import WarcArchive
from monitor.cli import main
from monitor.elastic import Connection
from monitor.errors import ConfigurationError, MonitorError, NotFound, ServiceError

Type = Callable[..., tuple[list[dict[str, Any]], str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    with WarcArchive(home / "state" / "archive", clock=lambda: NOON) as archive:
        fill(home, archive=archive.append)
        archive.sync()
    return home


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Type:
    def run(*arguments: str, expect: int = 0) -> tuple[list[dict[str, Any]], str]:
        capsys.readouterr()
        code = main(["-C", str(home), *arguments, "--json"])
        out, err = capsys.readouterr()
        assert code == expect, f"{arguments}: exit {code}\n{out}\n{err}"
        return [json.loads(line) for line in out.splitlines()], err

    return run


def choose(home: Path, url: str, prefix: str = "") -> None:
    with (home / "monitor.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[index]\nengine = "elasticsearch"\nurl = "{url}"\nprefix = "{prefix}"\n')


@pytest.mark.elasticsearch
def test_one_line_moves_the_watch_to_the_server_and_the_answers_stay_the_same(home: Path, run: Type) -> None:
    queries = ["", "harbour", "source:nilufar", "lang:fa OR lang:ar", '"the harbour"', "port*", "state:gone"]

    def answers() -> list[tuple[list[Any], int]]:
        found = []
        for query in queries:
            *hits, summary = run("search", query, "--sort", "new")[0]
            found.append(([hit["id"] for hit in hits if hit["type"] == "hit"], summary["total"]))
        return found

    with open_watch(directory=home) as watch:
        watch.catch_up()
    before = answers()
    assert any(total for _, total in before)
    choose(home, elasticsearch.url(), elasticsearch.prefix())
    run("search", "harbour", expect=1)  # there is no index yet, and it says so
    assert run("index", "status", expect=4)[0][-1]["behind"] is None
    assert set(run("index", "setup", "--dry-run")[0][-1]["templates"].values()) == {"made"}
    run("index", "setup")
    synced = run("index", "sync")[0][-1]
    assert synced["rebuilt"]
    state = run("index", "status")[0][-1]
    assert (state["behind"], state["refused"], state["missing"], state["problems"]) == (0, 0, [], [])
    assert state["version"].count(".") == 2
    assert answers() == before
    assert run("index", "sync")[0][-1]["applied"] == 0
    again = run("index", "rebuild")[0][-1]
    assert again["articles"] == before[0][1]
    assert answers() == before
    with open_watch(directory=home) as watch:
        for names in watch.elastic.sets.all().values():
            watch.elastic.sets.drop(names)
        client = watch.elastic.connection.client
        for name in ("news", "changes", "sources"):
            client.indices.delete_index_template(name=f"{watch.settings.index.prefix}media-monitor-{name}")


def test_a_server_that_is_not_there_costs_search_and_nothing_else(home: Path, run: Type) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        choose(home, f"http://127.0.0.1:{unused.getsockname()[1]}")
        _, err = run("search", "harbour", expect=13)
        told = json.loads(err.splitlines()[-1])
        assert "cannot be reached" in told["message"]
        assert "Nothing is lost" in told["hint"]
        for command in ("status", "sync", "setup", "rebuild"):
            run("index", command, expect=13)
        status = run("status")[0][-1]
        assert status["index_behind"] is None


def test_setting_up_a_server_needs_one(home: Path, run: Type) -> None:
    assert "there is no server" in run("index", "setup", expect=2)[1]


def test_a_watch_whose_search_is_embedded_has_a_status_too(home: Path, run: Type) -> None:
    run("index", "status", expect=4)
    run("index", "sync")
    assert run("index", "status")[0][-1]["behind"] == 0


class Stub:
    """A server that answers every request with the same."""

    def __init__(self, status: int, body: object, headers: dict[str, str]) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                for name, value in {"content-type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_PUT = do_HEAD = do_GET

            def log_message(self, *arguments: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


ELASTIC = {"x-elastic-product": "Elasticsearch"}
DENIED = {"error": {"type": "security_exception", "reason": "action [cluster:monitor/main] is unauthorized for API key id [a] "
          "of user [b], this action is granted by the cluster privileges [monitor,manage,all]"}, "status": 403}  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "headers", "error", "words"),
    [
        (200, b"<html>A page about ships</html>", {"content-type": "text/html"}, ConfigurationError, "not Elasticsearch"),
        (200, {"hello": "world"}, {}, ConfigurationError, "not Elasticsearch"),
        (200, b"{broken", {}, ConfigurationError, "not Elasticsearch"),
        (404, {"detail": "not found"}, {}, ConfigurationError, "not Elasticsearch"),
        (200, {"version": {"number": "6.8.0"}}, ELASTIC, ConfigurationError, "too old"),
        (200, {"version": {"number": "1.3.0", "distribution": "opensearch"}}, {}, ConfigurationError, "too old"),
        (401, {"error": {"type": "security_exception", "reason": "unable to authenticate"}}, ELASTIC, ConfigurationError, "refuses the key"),
        (403, DENIED, ELASTIC, ConfigurationError, "monitor,manage,all"),
        (503, {"error": {"type": "x", "reason": "no master"}}, ELASTIC, ServiceError, "overloaded"),
    ],
)  # fmt: skip
def test_what_answers_and_is_no_server_for_us_is_told_in_one_sentence(
    status: int, body: object, headers: dict[str, str], error: type[MonitorError], words: str
) -> None:
    stub = Stub(status, body, headers)
    try:
        with pytest.raises(error, match=words) as caught:
            _ = Connection(url=stub.url, api_key="c2VjcmV0OmtleQ==").client
        assert "c2VjcmV0" not in str(caught.value.message) + caught.value.hint
    finally:
        stub.close()


def test_a_secret_is_in_no_representation() -> None:
    shown = repr(Connection(url="https://user:pass@search.example:9200", api_key="hush", user="u", password="hush"))
    assert "hush" not in shown
    assert "pass" not in Connection(url="https://user:pass@search.example:9200").shown


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("", 'needs "url" or "cloud_id"'),
        ('url = "https://me:hush@search.example:9200"', "holds a password"),
        ('url = "https://search.example:9200"\nuser = "me"', "needs its password"),
        ('url = "https://search.example:9200"\nprefix = "Desk-"', "lower-case"),
    ],
)
def test_a_mistake_in_the_table_is_told_before_anything_is_asked(home: Path, run: Type, lines: str, words: str) -> None:
    with (home / "monitor.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[index]\nengine = "elasticsearch"\n{lines}\n')
    _, err = run("index", "status", expect=12)
    assert words in err.replace('\\"', '"')
    assert "hush" not in err


def test_secrets_come_from_the_environment_and_are_not_shown(
    home: Path, run: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_ELASTICSEARCH_PASSWORD", "hush hush")
    with (home / "monitor.toml").open("a", encoding="utf-8") as file:
        file.write('\n[index]\nengine = "elasticsearch"\nurl = "https://search.example:9200"\nuser = "me"\n')
    with open_watch(directory=home) as watch:
        assert watch.settings.index.password == "hush hush"
        assert "hush hush" not in repr(watch.settings)
    out, err = run("config", "show")
    assert "hush hush" not in json.dumps(out) + err


def test_a_query_is_explained_in_words_and_as_the_servers_own(home: Path, run: Type, capsys) -> None:
    run("index", "sync")
    query = 'harbour AND NOT "زندان اوین" (ferry* NEAR/5 strike) lang:fa after:2026-11-01 zzqqy'
    told, summary = run("search", query, "--explain")[0]
    assert told["type"] == "explanation"
    assert "zzqqy" in summary["unused"]
    assert "the phrase زندان اوین in title, summary or text" in "\n".join(told["words"])
    assert told["dsl"]["query"]["bool"]["must_not"]
    capsys.readouterr()
    assert main(["-C", str(home), "search", query, "--explain", "--es"]) == 0
    assert json.loads(capsys.readouterr().out) == told["dsl"]
    assert main(["-C", str(home), "search", query, "--explain"]) == 0
    out = capsys.readouterr().out
    assert "with at most 5 words between" in out
    assert "No article has:" in out
    assert main(["-C", str(home), "search", "--explain", "(open"]) == 2


def choose_both(home: Path, first: str, second: str, url: str, prefix: str = "") -> None:
    choose(home, url, prefix)
    configuration = home / "monitor.toml"
    text = configuration.read_text("utf-8").replace('engine = "elasticsearch"', f'engine = ["{first}", "{second}"]')
    configuration.write_text(text, encoding="utf-8")


@pytest.mark.elasticsearch
def test_both_engines_are_filled_each_with_its_own_cursor_and_answer_alike(home: Path, run: Type) -> None:
    choose_both(home, "embedded", "elasticsearch", elasticsearch.url(), elasticsearch.prefix())
    run("index", "setup")
    with open_watch(directory=home) as watch:
        watch.catch_up(engine="embedded")
    lags = run("status")[0][-1]
    assert (lags["index_behind"], lags["engines"]) == (0, {"embedded": 0, "elasticsearch": None})
    findings = [each for each in run("doctor", "index", expect=4)[0] if each["type"] == "check"]
    assert [(each["message"].partition(":")[0], each["state"]) for each in findings] == [
        ("embedded", "ok"),
        ("elasticsearch", "warning"),
    ]
    *told, summary = run("index", "sync")[0]
    assert [(each["engine"], each["rebuilt"]) for each in told if each["type"] == "engine"] == [
        ("embedded", False),
        ("elasticsearch", True),
    ]
    assert (summary["rebuilt"], summary["refused"]) == (True, 0)
    *told, summary = run("index", "status")[0]
    assert summary["engines"] == ["embedded", "elasticsearch"]
    assert [(each["engine"], each["behind"]) for each in told] == [("embedded", 0), ("elasticsearch", 0)]
    for query in ("", "harbour", "lang:fa", "port* NEAR/5 the", '"the harbour"'):
        here, there, first = (
            [each.get("id", each.get("total")) for each in run("search", query, "--sort", "new", *engine)[0]]
            for engine in (("--engine", "embedded"), ("--engine", "elasticsearch"), ())
        )
        assert here == there == first, query
    again = run("rebuild", "index")[0][-1]["engines"]
    assert again["embedded"]["applied"] == again["elasticsearch"]["applied"] > 0
    with open_watch(directory=home) as watch:
        for names in watch.elastic.sets.all().values():
            watch.elastic.sets.drop(names)


def test_a_server_that_is_not_there_does_not_keep_the_other_engine_behind(home: Path, run: Type) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        choose_both(home, "elasticsearch", "embedded", url)
        out, err = run("index", "sync", expect=13)
        assert [each["engine"] for each in out if each["type"] == "engine"] == ["embedded"]
        assert "cannot be reached" in err
        run("search", "harbour", expect=13)
        assert run("search", "harbour", "--engine", "embedded")[0][-1]["total"] > 0
        assert run("status")[0][-1]["engines"] == {"elasticsearch": None, "embedded": 0}
        states = [each["state"] for each in run("doctor", "index", expect=4)[0] if each["type"] == "check"]
        assert states == ["problem", "ok"]


def test_an_engine_that_is_not_filled_is_named_with_what_to_write(home: Path, run: Type) -> None:
    err = run("search", "harbour", "--engine", "elasticsearch", expect=NotFound.exit_code)[1]
    assert 'engine = ["embedded", "elasticsearch"]' in json.loads(err.splitlines()[-1])["hint"]
