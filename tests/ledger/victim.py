"""A process that writes to a ledger and an archive until somebody kills it, again and again.

Forks a child, which stores articles and says `ack URL` after each acknowledged one; when the child is killed, forks
the next. Ends when its standard input ends.  python victim.py LEDGER ARCHIVE
"""

from __future__ import annotations

import os
import select
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import ledger
from monitor.archive import WarcArchive
from monitor.ledger import Transaction
from monitor.model import Article, Lead, Listing, ListingKind, Outcome, Page
from monitor.ports import Attempt, NewLead

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def write_for_ever(location: str, archive_folder: Path, generation: int) -> None:
    book = ledger.open(location)
    archive = WarcArchive(archive_folder, clock=lambda: NOW)
    writer = book.writer([archive.sync], linger_s=0.002)

    def begin(tx: Transaction) -> int:
        tx.start_run(os.getpid(), "victim", NOW)
        return tx.add_listings("site", [Listing(kind=ListingKind.FEED, url="https://site.example/f")], NOW)[0]

    listing = writer.submit(begin).result()

    def store(tx: Transaction, url: str) -> None:
        new = NewLead(key=url, host="site.example", lead=Lead(url=url, title="title"), digest="d", next_try=NOW)
        (lead,) = tx.add_leads("site", listing, [new], NOW)
        page = Page(url=url, final_url=url, status=200, body=url.encode() * 200, fetched_at=NOW)
        ref = archive.append(page)
        article = Article(url=url, title="title", text=f"text of {url} " * 80)
        key = tx.add_article("site", lead, [url], article, url, NOW, backlog=False)
        tx.settle_lead(lead, Outcome.STORED, NOW, article=key, next_try=NOW + timedelta(days=1))
        tx.add_attempt(lead, Attempt(at=NOW, url=url, status=200, archive=ref))

    say(f"pid {os.getpid()}")
    number = 0
    while True:
        urls = [f"https://site.example/{generation}/{number + each}" for each in range(1 + number % 7)]
        number += len(urls)
        jobs = [(url, writer.submit(lambda tx, url=url: store(tx, url))) for url in urls]
        for url, job in jobs:
            job.result()
            say(f"ack {url}")


def main() -> None:
    generation = 0
    while True:
        child = os.fork()
        if child == 0:
            write_for_ever(sys.argv[1], Path(sys.argv[2]), generation)
        os.waitpid(child, 0)
        if select.select([0], [], [], 0)[0]:
            return
        generation += 1


if __name__ == "__main__":
    main()
