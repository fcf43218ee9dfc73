"""A whole crawl against bare extraction: pages/s of `monitor crawl` (fetch, extract, language, ledger, archive, index)
over those of two bare processes that only run trafilatura with metadata on the same bodies. Bar: ≥ 0.85.

    python -m benchmarks crawl --evaluation /tmp/trafilatura     real pages (see benchmarks/replay.py)
    python -m benchmarks crawl                                   pages of the newsroom, where there are none

Start-up counts on our side (processes, imports, an empty ledger) and not on theirs; the replaying server shares our
cores, too. The bare processes run before and after the crawl, so that a machine that becomes busier deceives less. Prints the
outcomes; start-up (to the first page), steady state and tail (from the last page) apart; CPU seconds and peak memory by
process. On a machine that does other things as well the ratio of CPU seconds says more than that of pages/s.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks import replay
from benchmarks.report import Report

WORK = Path("build/bench/crawl")
TICK = os.sysconf("SC_CLK_TCK")


def newsroom_pages(folder: Path, articles: int) -> int:
    """Save the newsroom's own articles as pages to replay, for a machine without the real ones."""
    sys.path.insert(0, "tests")
    from newsroom import SITES, Newsroom

    folder.mkdir(parents=True, exist_ok=True)
    lines, addresses = [], []
    with Newsroom(
        [name for name in (site.id for site in SITES) if name not in ("kestrel", "brannock", "montelago")],
        articles=articles,
    ) as newsroom:
        for number, entry in enumerate(newsroom.truth()):
            if entry["kind"] != "story" or entry["removed"]:
                continue
            place = urlsplit(entry["url"])
            connection = http.client.HTTPConnection("127.0.0.1", newsroom.port)
            connection.request(
                "GET", place.path + (f"?{place.query}" if place.query else ""), headers={"Host": place.netloc}
            )
            answer = connection.getresponse()
            body, content_type = answer.read(), answer.headers.get("Content-Type", "text/html")
            connection.close()
            if answer.status != 200:
                continue
            (folder / f"{number}.html").write_bytes(body)
            address = f"http://{entry['site']}.example/{number}"
            lines.append({"url": address, "file": f"{number}.html", "content_type": content_type})
            addresses.append(address)
    locations = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    (folder / "all.xml").write_text(
        f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
    )
    lines.append({"url": replay.LISTING, "file": "all.xml", "content_type": "application/xml"})
    (folder / "pages.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return len(addresses)


def bodies(folder: Path) -> list[bytes]:
    entries = [json.loads(line) for line in (folder / "pages.jsonl").read_text().splitlines()]
    return [(folder / entry["file"]).read_bytes() for entry in entries if entry["url"] != replay.LISTING]


def _bare(
    pages: list[bytes], ready: multiprocessing.synchronize.Barrier, done: multiprocessing.Queue[tuple[float, float]]
) -> None:
    import trafilatura

    trafilatura.bare_extraction(pages[0], with_metadata=True)  # imports and compiled patterns are not counted
    ready.wait()
    began = time.process_time()
    for page in pages:
        try:
            trafilatura.bare_extraction(page, with_metadata=True)
        except Exception:  # a page that kills the bare run must not end the comparison
            continue
    done.put((time.perf_counter(), time.process_time() - began))


def bare_seconds(pages: list[bytes]) -> tuple[float, float]:
    """Wall and processor seconds of two processes over the pages, each taking every second one."""
    context = multiprocessing.get_context("fork")
    ready, done = context.Barrier(3), context.Queue()
    processes = [context.Process(target=_bare, args=(pages[half::2], ready, done)) for half in (0, 1)]
    for process in processes:
        process.start()
    ready.wait()
    began = time.perf_counter()
    ends = [done.get() for _ in processes]
    for process in processes:
        process.join()
    return max(end for end, _ in ends) - began, sum(spent for _, spent in ends)


def spent_by(pid: int) -> float:
    """CPU seconds of a process so far; OSError where there is none."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Usage:
    """Peak memory and CPU seconds of a process tree, sampled from /proc: twice a second, which costs next to nothing."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.peaks: dict[int, tuple[str, float]] = {}
        self.cpu: dict[int, tuple[str, float]] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Usage:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._stop.wait(0.5):
            self._look(self.root, "command")

    def _look(self, pid: int, role: str) -> None:
        place = Path(f"/proc/{pid}")
        try:
            spent, status = spent_by(pid), (place / "status").read_text()
            children = [child for task in place.glob("task/*/children") for child in task.read_text().split()]
        except OSError:
            return
        peak = next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), None)
        if peak is None:
            return  # a zombie has no memory left, and its figures are known
        self.peaks[pid] = (role, max(peak, self.peaks.get(pid, ("", 0.0))[1]))
        self.cpu[pid] = (role, spent)
        for child in children:
            self._look(int(child), "crawl" if role == "command" else "worker")

    def peak(self, role: str) -> float:
        return max((peak for owner, peak in self.peaks.values() if owner == role), default=0.0)

    def seconds(self, role: str) -> float:
        return sum(seconds for owner, seconds in self.cpu.values() if owner == role)


@dataclass(frozen=True)
class Crawled:
    """One crawl: wall and CPU seconds, those until its first page and after its last one, and its summary."""

    elapsed: float
    spent: float
    start_up: float
    tail: float
    summary: dict[str, Any]


def page_times(ledger: Path) -> tuple[float, float]:
    """When the first and the last page came from the network, in seconds since 1970."""
    connection = sqlite3.connect(f"{ledger.resolve().as_uri()}?mode=ro", uri=True)
    first, last = connection.execute("SELECT min(at), max(at) FROM attempts").fetchone()
    connection.close()
    return first / 1e6, last / 1e6


def crawled(folder: Path, report: Report) -> Crawled:
    """One `monitor crawl` over the replayed pages."""
    watch = WORK / "watch"
    shutil.rmtree(watch, ignore_errors=True)
    port_file = WORK / "port"
    port_file.unlink(missing_ok=True)
    environment = os.environ | {"PYTHONPATH": "tests"}
    server = subprocess.Popen(
        [sys.executable, "-m", "newsroom", "--sites", "none", "--replay", str(folder), "--port-file", str(port_file)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        while not port_file.exists():
            time.sleep(0.05)
        port = int(port_file.read_text())
        monitor = [sys.executable, "-m", "monitor", "-C", str(watch)]
        subprocess.run(
            [sys.executable, "-m", "monitor", "init", str(watch), "--no-input"], check=True, stdout=subprocess.DEVNULL
        )
        with (watch / "monitor.toml").open("a") as configuration:
            configuration.write(
                f'\n[[source]]\nid = "replay"\nname = "Replay"\nurl = "http://listing.example/"\n'
                f'sitemaps = ["{replay.LISTING}"]\nobey_robots = false\ndelay = 0.0\npage_budget = 1000000\n'
            )
        text = (watch / "monitor.toml").read_text()
        extra = f'proxy = "http://127.0.0.1:{port}"\nallow_networks = ["127.0.0.0/8"]\nbackfill = "all"\ndelay = 0.0\nper_host = 8\n'
        text = (
            text.replace("[crawl]\n", f"[crawl]\n{extra}", 1) if "\n[crawl]\n" in text else f"{text}\n[crawl]\n{extra}"
        )
        (watch / "monitor.toml").write_text(text)
        served = spent_by(server.pid)
        before = os.times()
        began, began_at = time.perf_counter(), time.time()
        process = subprocess.Popen([*monitor, "crawl", "--json"], stdout=subprocess.PIPE, text=True)
        with Usage(process.pid) as usage:
            output, _ = process.communicate()
            elapsed, after = time.perf_counter() - began, os.times()
        spent = after.children_user + after.children_system - before.children_user - before.children_system
        if process.returncode not in (0, 3):
            raise SystemExit(f"monitor crawl ended with {process.returncode}")
        status = subprocess.run([*monitor, "status", "--json"], check=False, capture_output=True, text=True).stdout
        summary = json.loads(output.splitlines()[-1])
        (WORK / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False))
        (WORK / "status.json").write_text(status)
        for role in ("crawl", "worker", "command"):
            report.note(f"{role}: {usage.seconds(role):.1f} s CPU, peak {usage.peak(role):.0f} MB")
        report.note(
            f"all of it: {spent:.1f} s CPU; the replaying server beside it: {spent_by(server.pid) - served:.1f} s"
        )
        first, last = page_times(watch / "state" / "ledger.db")
        report.figure("crawl_process_mb", usage.peak("crawl"), 400, unit=" MB")
        report.figure("worker_mb", usage.peak("worker"), 1000, unit=" MB")
        return Crawled(
            elapsed=elapsed,
            spent=spent,
            start_up=first - began_at,
            tail=began_at + elapsed - last,
            summary=summary,
        )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--evaluation", type=Path, help="a checkout of trafilatura's repository")
    parser.add_argument("--copies", type=int, default=1, help="replay each page under so many hosts")
    options = parser.parse_args()
    folder = WORK / "pages"
    shutil.rmtree(WORK, ignore_errors=True)
    if options.evaluation is not None:
        count = replay.build(options.evaluation, folder, options.copies)
    else:
        count = newsroom_pages(folder, 10 if options.short else 60)
    report = Report("crawl")
    report.note(f"{count} pages, {sum(map(len, bodies(folder))) / max(count, 1) / 1000:.0f} kB each")
    before = bare_seconds(bodies(folder))
    run = crawled(folder, report)
    after = bare_seconds(bodies(folder))
    bare, bare_spent = (before[0] + after[0]) / 2, (before[1] + after[1]) / 2
    steady = run.elapsed - run.start_up - run.tail
    report.note(
        f"bare {bare:.1f} s ({count / bare:.1f} pages/s; before {before[0]:.1f}, after {after[0]:.1f}), "
        f"crawl {run.elapsed:.1f} s ({count / run.elapsed:.1f} pages/s)"
    )
    report.note(
        f"crawl: start-up {run.start_up:.1f} s, steady state {steady:.1f} s ({count / steady:.1f} pages/s), "
        f"tail {run.tail:.1f} s"
    )
    report.note(f"outcomes {json.dumps(run.summary.get('outcomes', run.summary))}")
    report.note(f"CPU seconds: bare {bare_spent:.1f}, crawl {run.spent:.1f}; on a busy machine their ratio says more")
    report.figure("crawl_over_bare", bare / run.elapsed, 0.85, at_least=True)
    report.figure("crawl_over_bare_steady", bare / steady)
    report.figure("crawl_over_bare_processor", bare_spent / run.spent)
    report.figure("crawl_start_up_s", run.start_up, unit=" s")
    report.figure("crawl_tail_s", run.tail, unit=" s")
    report.write()


if __name__ == "__main__":
    main()
