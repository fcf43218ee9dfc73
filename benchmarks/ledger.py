"""What storing an article costs, in a small ledger and in a large one.

Two SQLite ledgers take turns at storing articles by the product's own writer, one job per article as a crawl does it
(a lead, its claim, the look-ups of admission, the article, the outcome, the attempt), texts of about 2.5 kB. The
medians of their turns are compared: what else the machine does at the time weighs on both.
The first 2,000 articles of each come the same way; the bulk below the measured ones is copied from them by SQL, with
random keys where the product's are random and texts of the same size, so that every index is as deep and as scattered
as it would be (`--slow` stores each of them by the writer instead).

    python -m benchmarks ledger              the full form: 10,000 against 500,000, some minutes
    python -m benchmarks ledger --short      2,000 against 20,000

Prints `bench NAME VALUE bar BAR ok|short` and writes build/bench/ledger.json.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.report import Report
from monitor import ledger
from monitor.archive import WarcArchive
from monitor.ledger import Ledger, Writer
from monitor.model import Article, Listing, ListingKind, Outcome, Page, Task
from monitor.model import Lead as LeadNoun
from monitor.ports import ArchiveRef, Attempt, NewLead, Transaction

START = datetime(2026, 11, 1, tzinfo=UTC)
SOURCES = 60
BATCH = 500
WORDS = (
    *("prison", "report", "monday", "people", "moved", "city", "court", "lawyer", "family", "strike", "border"),
    *("زندان", "گزارش", "شهر", "دادگاه", "وکیل", "خانواده", "اعتصاب", "مرز", "روزنامه", "مردم"),
)


def texts(seed: int) -> Iterator[str]:
    """Distinct texts of about 2.5 kB that pack as news does, to about half."""
    chance = random.Random(seed)
    while True:
        yield " ".join(f"{chance.choice(WORDS)}{chance.randrange(5000)}" for _ in range(230))


class Shelf:
    """One ledger that is filled article by article."""

    def __init__(self, folder: Path, name: str, seed: int) -> None:
        self.path = folder / name / "ledger.db"
        self.book: Ledger = ledger.create(self.path)
        self.writer: Writer = self.book.writer()
        self.texts = texts(seed)
        self.chance = random.Random(seed)
        self.count = 0
        self.now = START
        sources = [f"source-{number}" for number in range(SOURCES)]
        self.sources = sources
        self.listings = self.writer.submit(
            lambda tx: [
                tx.add_listings(
                    source, [Listing(kind=ListingKind.SITEMAP, url=f"https://{source}.example/sitemap.xml")], START
                )[0]
                for source in sources
            ]
        ).result()

    def add(self, count: int) -> None:
        for _ in range(count // BATCH):
            self.now += timedelta(minutes=1)
            number = self.chance.randrange(SOURCES)
            source, listing, now = self.sources[number], self.listings[number], self.now
            leads = [self._lead(source, now) for _ in range(BATCH)]
            self.writer.submit(lambda tx, s=source, i=listing, n=leads, at=now: tx.add_leads(s, i, n, at)).result()
            stored = 0
            while stored < BATCH:
                claimed = self.writer.submit(lambda tx, at=now: self._claim(tx, at)).result()
                pages = [task for task in claimed if task.lead is not None]
                jobs = [
                    self.writer.submit(lambda tx, task=task, text=text, at=now: store(tx, task, text, at))
                    for task, text in zip(pages, self.texts, strict=False)
                ]
                for job in jobs:
                    job.result()
                stored += len(jobs)
            self.count += BATCH

    def fill(self, count: int) -> None:
        """`count` articles by SQL, like those that are there already."""
        path, self.count = self.path, self.count + count
        self.writer.close()
        connection = sqlite3.connect(path)
        connection.executescript("PRAGMA synchronous=OFF; PRAGMA cache_size=-262144;")
        tables = ("urls", "leads", "lead_facts", "lead_paths", "articles", "revisions", "texts", "changes", "attempts")
        shapes = {}
        for table in tables:
            cursor = connection.execute(f"SELECT * FROM {table} LIMIT 2000")
            shapes[table] = ([column[0] for column in cursor.description], cursor.fetchall())
        last = connection.execute("SELECT max(id) FROM urls").fetchone()[0]
        assert last == connection.execute("SELECT max(key) FROM articles").fetchone()[0]
        numbered = {"id", "lead", "key", "url", "article", "current", "text", "seq"}
        for start in range(last + 1, last + 1 + count, 2000):
            for table, (names, rows) in shapes.items():
                marks = ",".join("?" * len(names))
                quoted = ",".join(f'"{name}"' for name in names)
                made = [
                    tuple(
                        start + at
                        if name in numbered and isinstance(value, int) and (table, name) != ("lead_facts", "known")
                        else self.chance.randbytes(16)
                        if (table, name) in (("urls", "digest"), ("articles", "public"))
                        else self.chance.getrandbits(63) - (1 << 62)
                        if (table, name) == ("texts", "words")
                        else value
                        for name, value in zip(names, row, strict=True)
                    )
                    for at, row in enumerate(rows)
                ]
                connection.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", made)
            connection.commit()
        connection.execute("UPDATE counter SET seq = (SELECT max(seq) FROM changes)")
        connection.commit()
        connection.close()
        self.writer = self.book.writer()

    def _claim(self, tx: Transaction, now: datetime) -> tuple[Task, ...]:
        return tx.claim("bench", now, lease_s=600, limit=50, sources=self.sources, busy_hosts={})

    def _lead(self, source: str, now: datetime) -> NewLead:
        url = f"https://{source}.example/news/{self.chance.getrandbits(64):x}"
        return NewLead(
            key=url,
            host=f"{source}.example",
            lead=LeadNoun(url=url, title="A title of eight words"),
            digest="0" * 16,
            next_try=now,
        )


def store(tx: Transaction, task: Task, text: str, now: datetime) -> None:
    assert task.lead is not None
    assert tx.holds(task)
    content_hash = f"{hash(text):x}"
    assert tx.known([task.url]) is None
    assert tx.twin(task.source, content_hash) is None
    tx.claims(task.url)
    article = Article(
        url=task.url,
        canonical=task.url,
        title="A title of eight words that says it",
        text=text,
        authors=("A. Writer",),
        published=now,
        published_precision="second",
        language="fa",
        word_count=230,
        origins={"title": "jsonld", "authors": "jsonld", "published": "jsonld", "text": "trafilatura"},
    )
    key = tx.add_article(task.source, task.lead, [task.url], article, content_hash, now, backlog=False)
    tx.settle_lead(task.lead, Outcome.STORED, now, next_try=now + timedelta(days=7), article=key, etag='"abc"')
    ref = ArchiveRef(file="2026-11/a.warc.gz", offset=key * 20_000, length=20_000, digest="sha256:" + "ab" * 32)
    tx.add_attempt(
        task.lead,
        Attempt(at=now, url=task.url, status=200, size=60_000, elapsed_ms=300, outcome=Outcome.STORED, archive=ref),
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, help="size of the large ledger (500,000)")
    options.add_argument("--short", action="store_true", help="20,000 articles in the large one")
    options.add_argument("--small", type=int, help="size of the small one (10,000, or a tenth of the large)")
    options.add_argument("--turns", type=int, default=10, help=f"turns of {BATCH} articles for each")
    options.add_argument("--folder", type=Path, help="where to build (kept); a temporary folder otherwise")
    options.add_argument("--slow", action="store_true", help="store every article by the writer")
    asked = options.parse_args()
    size = 20_000 if asked.short and asked.articles is None else asked.articles or 500_000
    small_size = asked.small or min(10_000, size // 10)
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="bench-ledger-"))
    try:
        measure(folder, small_size, size, asked.turns, is_slow=asked.slow)
    finally:
        if asked.folder is None:
            shutil.rmtree(folder, ignore_errors=True)


def measure(folder: Path, small_size: int, large_size: int, turns: int, *, is_slow: bool) -> None:
    small, large = Shelf(folder, "small", 1), Shelf(folder, "large", 2)
    for shelf, size in ((small, small_size), (large, large_size)):
        began = time.monotonic()
        shelf.add(size if is_slow else min(size, 2000))
        if shelf.count < size:
            shelf.fill((size - shelf.count) // 2000 * 2000)
        shelf.add(2 * BATCH)
        print(f"{shelf.count} articles after {time.monotonic() - began:.0f} s", flush=True)
    assert large.book.check() == ()
    times: dict[str, list[float]] = {"small": [], "large": []}
    cpu: list[float] = []
    for _ in range(turns):
        for name, shelf in (("small", small), ("large", large)):
            began, cpu_began = time.perf_counter(), time.process_time()
            shelf.add(BATCH)
            times[name].append((time.perf_counter() - began) / BATCH * 1000)
            cpu.append((time.process_time() - cpu_began) / BATCH * 1000)
    per_article = {name: statistics.median(values) for name, values in times.items()}
    began = time.perf_counter()
    counts = large.book.counts()
    counts_ms = (time.perf_counter() - began) * 1000
    assert counts.leads == sum(counts.outcomes.values()) == large.count
    for shelf in (small, large):
        shelf.writer.close()
        shelf.book.close()
    report = Report("ledger")
    report.note(f"small: {small_size:,} articles; large: {large_size:,}; {turns} turns of {BATCH} each")
    report.figure("per_article_small", per_article["small"], unit=" ms")
    report.figure("per_article_large", per_article["large"], unit=" ms")
    report.figure("growth", per_article["large"] / per_article["small"], 1.3)
    report.figure("processor_per_article", statistics.median(cpu), unit=" ms")
    report.figure("bytes_per_article", large.path.stat().st_size / large.count)
    report.figure("counts_by_outcome", counts_ms, unit=" ms")
    append, append_cpu = archive_append(folder)
    report.figure("archive_append_60kB", append, 1.0, unit=" ms")
    report.figure("archive_append_60kB_processor", append_cpu, unit=" ms")
    report.write()


def archive_append(folder: Path) -> tuple[float, float]:
    """Median time, and time on the processor, to append a page of 60 kB that came uncompressed, the dearest kind."""
    words = texts(3)
    body = "".join(f"<p>{next(words)}</p>" for _ in range(40)).encode()[:60_000]
    page = Page(url="https://a.example/", final_url="https://a.example/", status=200, body=body, fetched_at=START)
    taken, cpu = [], []
    with WarcArchive(folder / "archive", clock=lambda: START) as archive:
        for _ in range(200):
            began, cpu_began = time.perf_counter(), time.process_time()
            archive.append(page)
            taken.append((time.perf_counter() - began) * 1000)
            cpu.append((time.process_time() - cpu_began) * 1000)
    return statistics.median(taken), statistics.median(cpu)


if __name__ == "__main__":
    main()
