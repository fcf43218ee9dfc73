"""The film: crawl, search, change, kill, explain. Real product code on invented sites, about a minute.

    make demo               watch it
    make demo CHECK=1       the same, and each frame is asserted: ends with 1 where one is not as it should be

Leaves a watch in build/demo that every command works on: `.venv/bin/monitor -C build/demo search …`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from demo import stage, stories


class FrameFailed(Exception):
    """A frame is not as it should be."""


class Film:
    def __init__(self, newsroom: stage.Newsroom) -> None:
        self.newsroom = newsroom
        self.began = time.monotonic()
        self.bold, self.dim, self.plain = ("\x1b[1m", "\x1b[2m", "\x1b[0m") if sys.stdout.isatty() else ("", "", "")

    # --- what every frame uses -------------------------------------------------------------------

    def title(self, text: str) -> None:
        print(f"\n{self.bold}{time.monotonic() - self.began:5.1f} s  {text}{self.plain}", flush=True)

    def say(self, text: str) -> None:
        print(f"{self.dim}{text}{self.plain}", flush=True)

    def show(self, *arguments: str, shown: str | None = None, expect: tuple[int, ...] = (0,)) -> None:
        """Run a command as a person would type it, and let it print."""
        print(f"{self.bold}$ monitor {shown or ' '.join(map(_quoted, arguments))}{self.plain}", flush=True)
        code = subprocess.run(stage.monitor(*arguments), check=False).returncode
        self.check(code in expect, f"monitor {arguments[0]} ended with {code}")

    def ask(self, *arguments: str) -> list[dict[str, Any]]:
        """The same command's answer for programs, unseen."""
        done = subprocess.run(stage.monitor("--json", *arguments), capture_output=True, text=True, check=False)
        self.check(
            bool(done.stdout.strip()), f"monitor {arguments[0]} --json said nothing: {done.stderr.strip()[-300:]}"
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    def check(self, good: bool, what: str) -> None:
        if not good:
            raise FrameFailed(what)

    def adds_up(self) -> dict[str, Any]:
        """The ledger's own sum, which every frame that crawls is held to."""
        status = self.ask("status")[-1]
        self.check(sum(status["outcomes"].values()) == status["leads"], f"the outcomes do not add up: {status}")
        return status

    # --- the frames ------------------------------------------------------------------------------

    def crawl(self) -> None:
        sites = self.newsroom.get("sites")
        languages = sorted({site["language"] for site in sites})
        self.title(
            f"{len(sites)} invented sites in {len(languages)} languages: {' '.join(languages)}. Nothing leaves this machine."
        )
        self.show("crawl", expect=(0, 3))
        status = self.adds_up()
        scripts = {"fa", "en", "ru", "he", "zh", "ja"} & {
            hit["language"] for hit in self.ask("search", "-n", "500")[:-1]
        }
        self.check(len(scripts) >= 4, f"articles in four scripts were expected, got {scripts}")
        self.check(status["outcomes"]["stored"] > 50, "fewer than 50 articles were stored")

    def search(self) -> None:
        self.title(
            "Search: a boolean with NEAR; a Persian phrase typed with a space and Arabic letters; a date in Jalali"
        )
        self.show("search", stories.ENGLISH_QUERY, "-n", "2")
        self.check(self.ask("search", stories.ENGLISH_QUERY)[-1]["total"] >= 1, "the English query finds nothing")
        self.show("search", stories.PERSIAN_QUERY, "-n", "3")
        found = self.ask("search", stories.PERSIAN_QUERY)
        spelled = {hit["title"] for hit in found[:-1]}
        self.check(any("‌" in title for title in spelled), "the half-space spelling was not found")
        self.check(found[-1]["total"] >= 2, "both spellings were expected")
        since = stories.jalali(datetime.now(UTC) - timedelta(days=2))
        self.show("search", "--source", "nilufar", "--since", since, "--sort", "new", "-n", "2")
        self.check(
            self.ask("search", "--source", "nilufar", "--since", since)[-1]["total"] >= 1, f"nothing since {since}"
        )
        self.show("search", "--by", "language")

    def change(self) -> None:
        self.title("Meanwhile one article is published, one edited, one removed. A second crawl shows just that")
        kept = [
            entry
            for entry in self.newsroom.get("truth?site=harbour")
            if entry["kind"] == "story" and entry["expected"] == "stored"
        ]
        edited, removed = kept[1], kept[2]
        published = self.newsroom.post(
            "publish", site="nilufar", title=stories.LATE_TITLE, paragraphs=stories.LATE_TEXT
        )
        self.newsroom.post("edit", site="harbour", number=edited["number"], add=stories.CORRECTION)
        self.newsroom.post("remove", site="harbour", number=removed["number"], how="404")
        self.show("crawl", "nilufar", "harbour", expect=(0, 3))
        self.adds_up()
        self.show("diff", edited["url"])
        state = self.ask("show", removed["url"])[0]
        self.check(state["state"] == "gone", f"the removed article is {state['state']}, not gone")
        self.say(f"{removed['url']} is gone from the site; its text and its raw page are kept.")
        self.check(self.ask("search", f'"{stories.LATE_TITLE}"')[-1]["total"] == 1, f"{published['url']} was not found")

    def kill(self) -> None:
        self.title("kill -9 in the middle of a batch, and the same command again")
        for _ in range(60):
            self.newsroom.post("publish", site="harbour")
        before = self.newsroom.requests("harbour")
        command = subprocess.Popen(
            stage.monitor("crawl", "harbour"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while self.newsroom.requests("harbour") < before + 30 and command.poll() is None:
            time.sleep(0.01)
        child = _children(command.pid)
        for pid in (*child, command.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        command.wait()
        self.say(
            f"killed: the command and the crawl process, after {self.newsroom.requests('harbour') - before} requests"
        )
        time.sleep(0.3)
        self.show("crawl", "harbour", expect=(0, 3))
        self.adds_up()
        expected = {
            entry["url"]
            for entry in self.newsroom.get("truth?site=harbour")
            if entry["kind"] == "story" and entry["expected"] == "stored" and not entry["removed"]
        }
        kept = self.ask("export", "--source", "harbour", "--to", "jsonl")
        titles = [line["title"] for line in kept if line["type"] == "article"]
        self.check(len(titles) == len(set(titles)), "an article is stored twice")
        stored = [self.ask("show", url)[0] for url in sorted(expected)[:3]]
        self.check(len(titles) >= len(expected) and all(stored), f"{len(expected)} served, {len(titles)} stored")
        self.say(f"{len(expected)} served, {len(titles)} kept (with those that are gone), none twice.")
        doctor = self.ask("doctor")[-1]
        self.check(doctor["problems"] == 0, f"doctor found {doctor['problems']} problems")

    def why(self) -> None:
        self.title("Why is this page not among them?")
        refused = next(
            entry
            for entry in self.newsroom.get("truth")
            if entry["kind"] == "oddity" and entry["expected"] == "rejected" and entry["listed"]
        )
        self.show("why", refused["url"])
        told = self.ask("why", refused["url"])[-1]
        self.check(told["outcome"] == "rejected", f"{refused['url']} is {told['outcome']}")

    def end(self) -> None:
        self.title("Where everything lies, and what to type next")
        print(f"  {stage.FOLDER}/monitor.toml       what is watched")
        print(f"  {stage.FOLDER}/state/ledger.db    articles, revisions, outcomes")
        print(f"  {stage.FOLDER}/state/archive/     the raw pages (WARC)")
        print(f"  {stage.FOLDER}/state/index/       the search index, which can be made anew\n")
        print("  This one   .venv/bin/monitor -C build/demo search 'prison*'")
        print("  Yours      .venv/bin/monitor init ~/watch && cd ~/watch")
        print("  Then       monitor add https://… && monitor crawl")

    def frames(self) -> tuple[Callable[[], None], ...]:
        return (self.crawl, self.search, self.change, self.kill, self.why, self.end)


def _quoted(word: str) -> str:
    return f"'{word}'" if any(character in word for character in ' "*()') else word


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="make demo", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="end with 1 where a frame is not as it should be")
    options = parser.parse_args()
    stage.LOG.parent.mkdir(parents=True, exist_ok=True)
    stage.LOG.write_bytes(b"")
    newsroom = stage.Newsroom(datetime.now(UTC).isoformat(timespec="seconds"))
    film = Film(newsroom)
    try:
        stage.prepare(newsroom)
        stories.publish(newsroom)
        for frame in film.frames():
            try:
                frame()
            except FrameFailed as error:
                print(
                    f'\nThe frame "{frame.__name__}" is not as it should be: {error}\nLog: {stage.LOG} and {stage.FOLDER}/state/log. Please report this.',
                    file=sys.stderr,
                )
                return 1
        if options.check:
            print(f"\nEvery frame is as it should be ({time.monotonic() - film.began:.0f} s).")
        return 0
    except KeyboardInterrupt:
        return 130
    finally:
        newsroom.close()


if __name__ == "__main__":
    sys.exit(main())
