"""Full-text search, derived from the change log; made anew whenever it is in doubt.

embedded.py is the port `SearchIndex` on tantivy, in this process; sets.py keeps index sets in
their folder, one in use, and the lock of the one writer; schema.py turns an article into a
tantivy document; compile.py turns a query's tree into a tantivy query. What a query means is
decided in `query`; here it is only found faster.
"""

from monitor.index.embedded import EmbeddedIndex

__all__ = ["EmbeddedIndex"]
