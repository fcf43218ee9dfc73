"""The read side of the ledger: `ports.Reader`, `ports.Changes` and what the commands list."""

from monitor.ledger.overview import LeadRow, Overview, SourceState, SourceSummary
from monitor.ledger.records import Records

__all__ = ["LeadRow", "Reader", "SourceState", "SourceSummary"]


class Reader(Records, Overview):
    """Never blocks a writer."""
