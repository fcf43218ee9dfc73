"""The film on a real Elasticsearch: crawl, the same questions to both engines, the server stopped and started again, and
what every panel of Kibana's dashboards shows.

make demo-elastic               watch it; the server is fetched once (50 MB) and ends with the film
make demo-elastic CHECK=1       the same, and each frame is asserted
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from demo import stage, stories
from demo.__main__ import Film, FrameFailed
from demo.stories import CORRECTION
from monitor.kibana.request import asked, rows, searched
from monitor.kibana.source import Panel, load

sys.path.insert(0, "tests")

from servers import elasticsearch, java_run

EMBEDDED = stage.FOLDER / "embedded.toml"
QUESTIONS = (stories.ENGLISH_QUERY, stories.PERSIAN_QUERY, "lang:ru OR lang:he", "source:nilufar", "state:present")


class Server:
    """Elasticsearch in a process of its own, on data that outlives it."""

    def __init__(self) -> None:
        self._data = Path(tempfile.mkdtemp(prefix="demo-elastic-"))
        self._wanted = java_run.free_port()
        self.url = f"http://127.0.0.1:{self._wanted}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process, _ = elasticsearch.start(self._data, self._wanted)
        java_run.wait(self._process, self.url, self._data / "log")

    def search(self, indices: str, body: dict[str, Any]) -> dict[str, Any]:
        """What Kibana asks, and the answer that it gets."""
        request = urllib.request.Request(
            f"{self.url}/{indices}/_search", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._data, ignore_errors=True)


class ElasticFilm(Film):
    def __init__(self, newsroom: stage.Newsroom, server: Server) -> None:
        super().__init__(newsroom)
        self.server = server

    def crawl(self) -> None:
        self.title("One table in monitor.toml, and a crawl ends on the server")
        self.show("index", "setup")
        self.show("crawl", expect=(0, 3))
        self.adds_up()
        self.show("index", "status")

    def same(self) -> None:
        self.title("The same questions to the server and to the embedded index")
        self.ask("-c", str(EMBEDDED), "rebuild", "index")
        for question in QUESTIONS:
            there, here = (
                self.ask(*config, "search", question, "--sort", "new", "-n", "500")
                for config in ((), ("-c", str(EMBEDDED)))
            )
            ids = [[hit["id"] for hit in answer if "id" in hit] for answer in (there, here)]
            print(f"  {there[-1]['total']:>4} and {here[-1]['total']:>4}   {question}")
            self.check(ids[0] == ids[1] and bool(ids[0]), f"the engines differ on {question}")
        self.show("search", "--by", "language")
        self.show("search", stories.ENGLISH_QUERY, "--explain")

    def stopped(self) -> None:
        self.title("The server is stopped. Crawling goes on, and says what search does not know yet")
        self.server.stop()
        self.newsroom.post("publish", site="nilufar", title=stories.LATE_TITLE, paragraphs=stories.LATE_TEXT)
        self.show("crawl", "nilufar", expect=(0, 3))
        self.adds_up()
        self.show("search", "Kuhsar", expect=(13,))

    def started(self) -> None:
        self.title("The server is started again")
        self.server.start()
        lag = self.ask("status")[-1]["index_behind"]
        self.check(bool(lag), f"a lag was expected, not {lag}")
        self.say(f"{lag} changes behind")
        self.show("index", "sync")
        self.check(self.ask("index", "status")[-1]["behind"] == 0, "something is still behind")
        self.check(self.ask("search", f'"{stories.LATE_TITLE}"')[-1]["total"] == 1, "the late article was not found")
        self.ask("-c", str(EMBEDDED), "rebuild", "index")
        totals = [self.ask(*config, "search")[-1]["total"] for config in ((), ("-c", str(EMBEDDED)))]
        self.check(totals[0] == totals[1], f"{totals[0]} on the server, {totals[1]} in the embedded index")
        self.say(f"{totals[0]} articles on either engine.")

    def panels(self) -> None:
        self.title("A correction, a take-down, and what every panel in Kibana would show now")
        stories = [each for each in self.newsroom.get("truth?site=harbour") if each["kind"] == "story"]
        self.newsroom.post("edit", site="harbour", number=stories[0]["number"], add=CORRECTION)
        self.newsroom.post("remove", site="harbour", number=stories[1]["number"], how="410")
        self.show("crawl", "harbour", expect=(0, 3))
        status = self.adds_up()
        source, since, until = load(), "now-1y", "now+1d"
        totals: dict[str, int] = {}
        for board in source.dashboards:
            print(f"  {self.bold}{board.title}{self.plain}")
            for panel in (panel for panel in board.panels if panel.values):
                indices, body = asked(source, panel, since, until)
                table = rows(panel, self.server.search(indices, body))
                self.check(bool(table), f"{board.title}, {panel.title}: nothing")
                print(f"    {panel.title:<34}{_shown(panel, table)}")
                totals[panel.title] = int(table[0][0] or 0) if panel.kind == "number" else len(table)
        for search in source.searches:
            indices, body = searched(source, search, since, until, size=1)
            totals[search.title] = self.server.search(indices, body)["hits"]["total"]["value"]
        print("  " + ", ".join(f"{search.title}: {totals[search.title]}" for search in source.searches))
        kept, stored = self.ask("search")[-1]["total"], status["outcomes"]["stored"]
        self.check(totals["Articles"] == kept, f"{totals['Articles']} articles in Kibana, {kept} found")
        self.check(totals["Articles stored"] == stored, f"{totals['Articles stored']} stored in Kibana, {stored} here")
        self.check(totals["Corrections and take-downs"] == 2, f"{totals['Corrections and take-downs']} corrections")

    def frames(self) -> tuple[Callable[[], None], ...]:
        return (self.crawl, self.same, self.stopped, self.started, self.panels)


def _shown(panel: Panel, table: list[tuple[Any, ...]]) -> str:
    """A number; of a chart or table how many rows it has, and what its numbers add up to."""
    if panel.kind == "number":
        return f"{table[0][0]:,.0f}"
    first = len(panel.groups)
    sums = (
        f"{value.label} {sum(row[first + place] or 0 for row in table):,.0f}"
        for place, value in enumerate(panel.values)
        if value.operation in ("count", "sum")
    )
    return ", ".join([f"{len(table)} rows", *sums])


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="make demo-elastic", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="end with 1 where a frame is not as it should be")
    options = parser.parse_args()
    stage.LOG.parent.mkdir(parents=True, exist_ok=True)
    stage.LOG.write_bytes(b"")
    server = Server()
    newsroom = stage.Newsroom(datetime.now(UTC).isoformat(timespec="seconds"))
    film = ElasticFilm(newsroom, server)
    try:
        try:
            server.start()
        except java_run.Unavailable as why:
            print(f"Elasticsearch cannot be had here: {why}", file=sys.stderr)
            return 1
        stage.prepare(newsroom)
        stories.publish(newsroom)
        configuration = stage.FOLDER / "monitor.toml"
        EMBEDDED.write_text(configuration.read_text("utf-8"), encoding="utf-8")
        with configuration.open("a", encoding="utf-8") as file:
            file.write(f'\n[index]\nengine = "elasticsearch"\nurl = "{server.url}"\n')
        for frame in film.frames():
            frame()
        if options.check:
            print(f"\nEvery frame is as it should be ({time.monotonic() - film.began:.0f} s).")
        return 0
    except FrameFailed as error:
        print(f"\nA frame is not as it should be: {error}\nLog: {stage.LOG}. Please report this.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    finally:
        newsroom.close()
        server.close()


if __name__ == "__main__":
    sys.exit(main())
