"""htmldate's two sets: on how many pages the day is right, wrong, or left out; ours and htmldate's own, same pages.

`evaluate(checkout)` reads a checkout of adbar/htmldate (its tests/ folder; fetched, never committed). A day is right where
it is the day as the page writes it, or, for a moment in UTC, the day that the address or another witness of the page names
for the same moment: the sets count days where the publisher is. A page whose truth is no day (NaN) is right without a date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.extract import dates, markup, metadata
from monitor.model import Page, Source, Weighed

SETS = ("eval_default.json", "eval_mediacloud_2020.json")
FOLDERS = ("test_set", "cache", "eval")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
_NEAR = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Counts:
    pages: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    own_right: int = 0
    """htmldate's own, with its extensive search, as its authors evaluate it."""
    own_wrong: int = 0


def evaluate(checkout: Path) -> dict[str, Counts]:
    """Set → counts."""
    return {name: _set(checkout / "tests", name) for name in SETS}


def _set(folder: Path, name: str) -> Counts:
    from htmldate import find_date

    pages = right = wrong = missing = own_right = own_wrong = 0
    for url, row in json.loads((folder / name).read_text("utf-8")).items():
        file = next((file for part in FOLDERS if (file := folder / part / row["file"]).is_file()), None)
        if file is None:
            continue
        truth = row["date"] if isinstance(row["date"], str) else None
        body = file.read_bytes()
        pages += 1
        found = _days(body, url)
        right += truth in found if found else truth is None
        wrong += bool(found) and truth not in found
        missing += not found and truth is not None
        own = find_date(body.decode("utf-8", "replace"), original_date=True, extensive_search=True)
        own_right += own == truth
        own_wrong += own is not None and own != truth
    return Counts(pages, right, wrong, missing, own_right, own_wrong)


def _days(body: bytes, url: str) -> set[str]:
    parsed = markup.read(Page(url=url, final_url=url, status=200, body=body, fetched_at=NOW))
    if parsed is None:
        return set()
    trail: list[Weighed] = []
    found = metadata.read(parsed, Source(id="page", name="page", url=url), None, NOW, trail).published
    if found is None:
        return set()
    named = dates.in_url(url, zone=UTC, now=NOW)
    near = {named.day.isoformat()} if named and abs(named.at - found.at) < _NEAR else set()
    if found.zoned and found.clock == found.at.replace(tzinfo=None):
        told = [dates.read(each.value, zone=UTC, now=NOW) for each in trail if each.field == "published"]
        near |= {other.day.isoformat() for other in told if other and _is_the_same(found, other)}
    return {found.day.isoformat()} | near


def _is_the_same(at: dates.Moment, other: dates.Moment) -> bool:
    """Whether `other`, in words of the publisher's zone, is the moment `at`, which is told in UTC."""
    if other.precision == "day":
        return timedelta(hours=-14) <= at.at - other.at < timedelta(hours=24 + 12)
    apart = at.at.replace(second=0, microsecond=0) - other.at.replace(second=0, microsecond=0)
    return not apart if other.zoned else abs(apart) <= timedelta(hours=14) and not apart % timedelta(minutes=15)


def main() -> None:
    import sys

    for name, counts in evaluate(Path(sys.argv[1])).items():
        print(name, counts)


if __name__ == "__main__":
    main()
