"""What the newsroom's visitors asked for: requests by host and path, and how many at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from itertools import pairwise


@dataclass(slots=True)
class Seen:
    """One request. `started` and `ended` are seconds of a monotonic clock; `ended` is 0 while it lasts."""

    method: str
    target: str
    status: int
    started: float
    agent: str
    conditional: bool
    ended: float = 0.0


@dataclass(slots=True)
class HostStatistics:
    requests: list[Seen] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def paths(self) -> Counter[str]:
        return Counter(seen.target for seen in self.requests)

    def statuses(self) -> Counter[int]:
        return Counter(seen.status for seen in self.requests)

    def gaps(self) -> list[float]:
        """Seconds from each request's start to the next one's."""
        starts = sorted(seen.started for seen in self.requests)
        return [later - earlier for earlier, later in pairwise(starts)]

    def as_json(self) -> dict[str, object]:
        return {
            "count": len(self.requests),
            "most_at_once": self.most_at_once,
            "paths": dict(self.paths()),
            "statuses": {str(status): count for status, count in self.statuses().items()},
            "requests": [asdict(seen) for seen in self.requests],
        }
