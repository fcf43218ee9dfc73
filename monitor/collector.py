"""Python's cyclic garbage collector, as a process of many pages wants it.

What its libraries hold stays until the end. Looking through it again and again took a fifth of a page's time in a
worker, and a tenth of the crawl process.
"""

from __future__ import annotations

import gc

COLLECT_AFTER = 10_000
"""Objects that may be left behind before the collector looks for circles among them; some ten pages leave so many."""


def collect_seldom() -> None:
    """Call once, when everything is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)
