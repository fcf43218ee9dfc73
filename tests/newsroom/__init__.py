"""A newsroom of invented sites that behave and misbehave on command, for tests, benchmarks and the demo.

Start at `newsroom.newsroom.Newsroom`; `README.md` says how to add a site.
"""

from __future__ import annotations

from newsroom.clock import START, Clock
from newsroom.faults import Fault
from newsroom.newsroom import Newsroom
from newsroom.sites import ALL as SITES

__all__ = ["SITES", "START", "Clock", "Fault", "Newsroom"]
