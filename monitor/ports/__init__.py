"""What the use cases need of the outside: small protocols whose docstrings are the contract.

ledger     what changes it      reading  what is asked of it    archive  the raw pages
processes  workers and crawl    index    full-text search

Adapters implement them (`ledger`, `archive`, `index`, `elastic`, `workers`, `crawler`); one contract suite per port is inherited
by the tests of each adapter. Values that only cross these seams are defined beside their protocol.
"""

from __future__ import annotations

from monitor.ports.archive import Archive, ArchiveRef
from monitor.ports.index import Hit, Hits, SearchIndex
from monitor.ports.ledger import Attempt, Known, LeadState, ListingState, NewLead, Polled, Transaction, Writer
from monitor.ports.processes import Child, Extraction, Workers
from monitor.ports.reading import (
    Changes,
    Checkpoint,
    Chronicle,
    Counts,
    Publisher,
    Reader,
    RunState,
    Sighting,
    SourceHour,
    Story,
    Told,
)

__all__ = [
    "Archive",
    "ArchiveRef",
    "Attempt",
    "Changes",
    "Checkpoint",
    "Child",
    "Chronicle",
    "Counts",
    "Extraction",
    "Hit",
    "Hits",
    "Known",
    "LeadState",
    "ListingState",
    "NewLead",
    "Polled",
    "Publisher",
    "Reader",
    "RunState",
    "SearchIndex",
    "Sighting",
    "SourceHour",
    "Story",
    "Told",
    "Transaction",
    "Workers",
    "Writer",
]
