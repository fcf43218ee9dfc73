"""What is true: leads and their outcomes, articles and their revisions, the change log, the frontier.

    with ledger.open(path) as book:
        writer = book.writer(before_commit=[archive.sync])
        writer.submit(lambda tx: tx.known(["https://site.example/a"])).result()
        book.counts(), book.after(seq=0, limit=100), book.events("https://site.example/a")

doors        create, open, migrate: which ledger may be used at all
ledger       the open ledger: writer, reader, roles, upkeep
schema       the tables, on SQLite and PostgreSQL     migrations   the steps that build them
engine       the two databases behind one class       lock, marks  locks on files, marks of who writes
writer       the one thread that commits, in groups   session      what the parts of a transaction share
transaction  = frontier (with due) + lead, listing + article, erase + runs and notes
reader       = records (articles, changes) + overview (leads, listings, sources, runs)
story        all of one URL                           check        does it all agree
codec        between nouns and columns                prepared     statements of the hot path
sidecar      what it held when it was last well

Laws, each with a test: one transaction makes an article visible, numbers its change and marks its URL as known; a
change's number is commit order; a lead has exactly one outcome; what a future acknowledged survives SIGKILL.
"""

from monitor.ledger.check import Problem
from monitor.ledger.doors import create, migrate, open
from monitor.ledger.ledger import Ledger
from monitor.ledger.reader import LeadRow, Reader, SourceState, SourceSummary
from monitor.ledger.transaction import Transaction
from monitor.ledger.writer import Writer

__all__ = [
    "LeadRow",
    "Ledger",
    "Problem",
    "Reader",
    "SourceState",
    "SourceSummary",
    "Transaction",
    "Writer",
    "create",
    "migrate",
    "open",
]
