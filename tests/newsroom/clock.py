"""The newsroom's own clock: it starts where it is told to and moves by command, or with real time × speed.

No site asks the machine what day it is, so a film or a test shows the same dates every time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Where the clock stands unless told otherwise: a Monday."""


class Clock:
    """Aware UTC time. With `speed` 0 (the default) it stands still until `advance` or `set`."""

    def __init__(
        self, start: datetime = START, speed: float = 0.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        if start.tzinfo is None:
            raise ValueError("the newsroom's clock needs a time with its zone")
        self._monotonic = monotonic
        self._base = start.astimezone(UTC)
        self._since = monotonic()
        self._speed = speed

    def now(self) -> datetime:
        return self._base + timedelta(seconds=(self._monotonic() - self._since) * self._speed)

    def set(self, moment: datetime) -> None:
        self._base, self._since = moment.astimezone(UTC), self._monotonic()

    def advance(self, step: timedelta) -> datetime:
        self.set(self.now() + step)
        return self.now()

    @property
    def speed(self) -> float:
        """Newsroom seconds per real second."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.set(self.now())
        self._speed = speed
