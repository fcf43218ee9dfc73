"""What is found out about an article from its own words: so far, its language."""

from __future__ import annotations

from monitor.enrich.language import Verdict, language, warm

__all__ = ["Verdict", "language", "warm"]
