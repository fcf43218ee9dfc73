"""How many bodies may be in memory, from their first byte until ingestion has taken them.

Waiting for a slow server costs little, so requests are not counted here; bodies are. Most pages are small: `places`
of them may be held at once, each up to SMALL bytes. A larger one needs one of LARGE_AT_ONCE seats besides, so that a
crawl that meets nothing but eight-megabyte pages stays near 100 MB of bodies instead of passing half a gigabyte.
"""

from __future__ import annotations

import asyncio

SMALL = 1_000_000
LARGE_AT_ONCE = 4


class Hold:
    """One body's place. `close` gives it back, and may be called again."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._is_open = True
        self._is_large = False

    async def grow(self) -> None:
        """Wait for a large body's seat; at once where it has one."""
        if not self._is_large:
            await self._memory.large.acquire()
            self._is_large = True

    def close(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        self._memory.places.release()
        if self._is_large:
            self._memory.large.release()


class Memory:
    def __init__(self, places: int) -> None:
        self.places = asyncio.Semaphore(places)
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def hold(self) -> Hold:
        await self.places.acquire()
        return Hold(self)
