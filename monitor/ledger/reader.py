"""The read side of the ledger: `ports.Reader`, `ports.Changes`, `ports.Chronicle` and what the commands list."""

from monitor.ledger.hours import Hours
from monitor.ledger.overview import LeadRow, Overview, SourceState, SourceSummary
from monitor.ledger.records import Records
from monitor.ledger.told import ToldChanges

__all__ = ["LeadRow", "Reader", "SourceState", "SourceSummary"]


class Reader(Records, Overview, ToldChanges, Hours):
    """Never blocks a writer."""
