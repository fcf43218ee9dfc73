"""Where a feed turned over between two looks: what was published meanwhile and never stood in it when we came. Pure.

In: the sightings of a source's leads, listing by listing. Out: `Gap`s with an estimate. A feed holds its newest entries
only. Where at one look nothing was left of what it held at the look before, entries may have come and gone unseen between
the newest of the old ones and the oldest of the new ones. How many is reckoned from the usual time between two entries
on either side, so it is an estimate; what other listings (a sitemap, a section) named of that time is counted against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

from monitor.model import ListingKind
from monitor.ports import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Between `begin` and `end` (published) about `expected` entries were in the feed at `listing`; other listings gave
    `filled` of them. `noticed` is the look at which nothing old was left."""

    listing: str
    begin: datetime
    end: datetime
    noticed: datetime
    expected: int
    filled: int
    by: tuple[str, ...] = ()
    """Kinds of the listings that filled some of it, as `sitemap`."""

    @property
    def missed(self) -> int:
        return max(0, self.expected - self.filled)


def gaps(sightings: Sequence[Sighting]) -> tuple[Gap, ...]:
    """The gaps of one source's feeds, oldest first."""
    by_listing: dict[int, list[Sighting]] = {}
    for each in sightings:
        by_listing.setdefault(each.listing, []).append(each)
    found = [
        gap
        for rows in by_listing.values()
        if rows[0].kind is ListingKind.FEED
        for gap in _turnovers(rows, [each for each in sightings if each.listing != rows[0].listing])
    ]
    return tuple(sorted(found, key=lambda gap: (gap.begin, gap.listing)))


def _turnovers(rows: Sequence[Sighting], others: Sequence[Sighting]) -> list[Gap]:
    found = []
    own = {row.lead for row in rows}
    for at in sorted({row.first_at for row in rows}):
        before = [row for row in rows if row.first_at < at]
        dropped = [row for row in before if not row.listed and row.last_at == at]
        left = [row for row in before if row.listed or row.last_at > at]
        fresh = [row.published for row in rows if row.first_at == at and row.published is not None]
        old = [row.published for row in dropped if row.published is not None]
        if left or not fresh or not old or max(old) >= min(fresh):
            continue  # one that stayed is the proof that nothing fell out between
        begin, end = max(old), min(fresh)
        expected = _expected(begin, end, old, fresh)
        inside = [each for each in others if each.published and begin < each.published < end and each.lead not in own]
        if expected:
            found.append(
                Gap(
                    listing=rows[0].url,
                    begin=begin,
                    end=end,
                    noticed=at,
                    expected=expected,
                    filled=len({each.lead for each in inside}),
                    by=tuple(sorted({each.kind.value for each in inside})),
                )
            )
    return found


def _expected(begin: datetime, end: datetime, *sides: Sequence[datetime]) -> int:
    """How many entries fit between the two, at the pace of those around; 1 where no pace can be told."""
    steps = [
        (later - earlier).total_seconds()
        for side in sides
        for earlier, later in pairwise(sorted(side))
        if later > earlier
    ]
    return round((end - begin).total_seconds() / median(steps)) - 1 if steps else 1
