"""What reading a page costs: our whole call (extraction, language, fingerprint) against others on the same bytes.

    python -m benchmarks extraction                          the golden set's pages
    python -m benchmarks extraction --checkout /tmp/trafilatura      real pages, see `replay`
    python -m benchmarks extraction --checkout … --against /tmp/np/bin/python    and news-please, in its own environment

Bars: CPU per page ≤ 1.15 of trafilatura with its metadata; ≥ 7 times as fast as news-please; two workers at least 1.7
times as fast as one (wall time, so only on two idle cores); the pool's own cost ≤ 0.5 ms a page.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import wait
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks import replay
from benchmarks.report import Report
from monitor import enrich
from monitor.collector import collect_seldom
from monitor.extract import body, cascade, kind, markup, metadata
from monitor.model import ListingKind, Page, Source
from monitor.workers import WorkerPool, tasks

NOW = datetime(2026, 11, 23, tzinfo=UTC)
SOURCE = Source(id="bench", name="bench", url="http://bench.example/", min_words=20)
GOLDEN = Path("tests/golden/pages")
ROUNDS = 3
# Runs in the other interpreter: file names on standard input, CPU seconds of the whole on standard output.
NEWSPLEASE = """
import json, sys, time, warnings, logging
warnings.simplefilter("ignore"); logging.disable(logging.CRITICAL)
from newsplease import NewsPlease
pages = [(url, open(name, "rb").read()) for url, name in json.load(sys.stdin)]
def read(url, body):
    try:
        NewsPlease.from_html(body.decode("utf-8", "replace"), url=url, fetch_images=False)
    except Exception:
        pass
read(*pages[0])
began = time.process_time()
for page in pages:
    read(*page)
print(time.process_time() - began)
"""


# Trafilatura by itself, in an interpreter of its own: the product's own reading makes its expressions sooner.
ALONE = """
import json, sys, time, warnings, logging
warnings.simplefilter("ignore"); logging.disable(logging.CRITICAL)
import trafilatura
pages = [(url, open(name, "rb").read()) for url, name in json.load(sys.stdin)]
def read(url, body):
    try:
        trafilatura.bare_extraction(body, url=url, with_metadata=sys.argv[1] == "metadata", include_comments=False)
    except Exception:
        pass
read(*pages[0])
began = time.process_time()
for page in pages:
    read(*page)
print(time.process_time() - began)
"""
# Where a page's time goes: (line of the report, module, function); a phase inside another is not taken from it.
PHASES = (
    ("parse", markup, "read"),
    ("metadata", metadata, "read"),
    ("body", body, "text_of"),
    ("body_by_trafilatura", cascade, "body_of"),
    ("kind", kind, "judge"),
    ("language", enrich, "language"),
    ("fingerprint", tasks, "content_hash"),
)


def saved(checkout: Path | None, most: int) -> list[tuple[str, Path]]:
    if checkout is None:
        return [(f"http://bench.example/{path.stem}", path) for path in sorted(GOLDEN.glob("*.html"))]
    found = replay.saved_pages(checkout)
    return found[:: max(1, len(found) // most)][:most]


def page_of(url: str, file: Path) -> Page:
    return Page(url=url, final_url=url, status=200, body=file.read_bytes(), fetched_at=NOW)


def cpu(read: Callable[[Page], object], pages: list[Page]) -> float:
    """CPU milliseconds a page."""
    began = time.process_time()
    for page in pages:
        read(page)
    return (time.process_time() - began) * 1000 / len(pages)


def ours(page: Page) -> object:
    return tasks.extraction(page, SOURCE, None, NOW)


def elsewhere(interpreter: str, program: str, pages: list[tuple[str, Path]], *arguments: str) -> float:
    """CPU milliseconds a page of a program that reads them in an interpreter of its own."""
    names = json.dumps([(url, str(path.resolve())) for url, path in pages])
    command = [interpreter, "-c", program, *arguments]
    answer = subprocess.run(command, input=names, capture_output=True, text=True, check=True)
    return float(answer.stdout.split()[-1]) * 1000 / len(pages)


def phases(pages: list[Page]) -> dict[str, float]:
    """CPU milliseconds a page of each phase."""
    spent = dict.fromkeys((name for name, _, _ in PHASES), 0.0)

    def timed(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            began = time.process_time()
            try:
                return function(*arguments, **options)
            finally:
                spent[name] += time.process_time() - began

        return call

    originals = [(module, attribute, getattr(module, attribute)) for _, module, attribute in PHASES]
    try:
        for (name, module, attribute), (_, _, function) in zip(PHASES, originals, strict=True):
            setattr(module, attribute, timed(name, function))
        cpu(ours, pages)
    finally:
        for module, attribute, function in originals:
            setattr(module, attribute, function)
    return {name: seconds * 1000 / len(pages) for name, seconds in spent.items()}


def pool_seconds(processes: int, pages: list[Page]) -> float:
    pool = WorkerPool(processes=processes)
    try:
        wait([pool.page(page, SOURCE, None, NOW) for page in pages[:processes] * 2])
        began = time.perf_counter()
        wait([pool.page(page, SOURCE, None, NOW) for page in pages])
        return time.perf_counter() - began
    finally:
        pool.close()


def pool_overhead_ms(rounds: int) -> float:
    """What a task costs beside its work: an empty listing, there and back."""
    pool = WorkerPool(processes=1)
    empty = Page(url=SOURCE.url, final_url=SOURCE.url, status=200, body=b"", fetched_at=NOW)
    try:
        pool.listing(ListingKind.FEED, empty).result()
        began = time.perf_counter()
        wait([pool.listing(ListingKind.FEED, empty) for _ in range(rounds)])
        return (time.perf_counter() - began) * 1000 / rounds
    finally:
        pool.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--checkout", type=Path, help="a checkout of trafilatura's repository, for its saved pages")
    parser.add_argument("--against", metavar="PYTHON", help="an interpreter that has news-please")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    files = saved(options.checkout, 60 if options.short else 400)
    pages = [page_of(*file) for file in files]
    report = Report("extraction")
    tasks.warm()
    collect_seldom()  # pages are read in workers
    # Alternating rounds, and the median of their ratios: the machine's mood changes within a minute.
    rounds = [
        (
            cpu(ours, pages),
            elsewhere(sys.executable, ALONE, files, "metadata"),
            elsewhere(sys.executable, ALONE, files, ""),
        )
        for _ in range(1 if options.short else ROUNDS)
    ]
    own = median(own for own, _, _ in rounds)
    report.note(f"{len(pages)} pages, {sum(len(page.body) for page in pages) / len(pages) / 1000:.0f} kB each")
    report.figure("cpu_ms_per_page", own, unit=" ms")
    report.figure("cpu_over_trafilatura", median(a / b for a, b, _ in rounds), 1.15)
    report.figure("cpu_over_trafilatura_without_metadata", median(a / c for a, _, c in rounds))
    for name, milliseconds in phases(pages).items():
        report.figure(f"cpu_ms_{name}", milliseconds, unit=" ms")
    if options.against:
        some = files[:: max(1, len(files) // (20 if options.short else 100))]
        report.figure(
            "times_faster_than_newsplease",
            elsewhere(options.against, NEWSPLEASE, some) / cpu(ours, [page_of(*f) for f in some]),
            7,
            at_least=True,
        )
    report.figure("pool_overhead_ms", pool_overhead_ms(300 if options.short else 2000), 0.5, unit=" ms")
    if (os.cpu_count() or 1) >= 2:
        many = pages * (1 if len(pages) >= 60 else 12)
        report.figure("two_workers_over_one", pool_seconds(1, many) / pool_seconds(2, many), 1.7, at_least=True)
    report.write()


if __name__ == "__main__":
    sys.exit(main())
