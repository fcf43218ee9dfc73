"""From a due task to its outcome: the use case that a crawl process drives.

The crawl process asks `tasks()` for due work, fetches, and answers each task once with `take()` (any HTTP response)
or `fail()` (none). Both resolve after the ledger's commit: what was acknowledged is on disk. Untrusted bytes are
parsed by the workers; decisions come from `follow`, `admit` and `schedule`; the ledger's writer thread does the rest.
"""

from monitor.ingest.session import Ingest, Options, Tally

__all__ = ["Ingest", "Options", "Tally"]
