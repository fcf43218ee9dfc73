"""What ails a source, with the sentence of evidence: silence that only looks like peace. Pure.

In: the `Signs` of one source in a window of time (a week, say) and in the windows before it. Out: `Symptom`s, the
gravest first; none for a source that is well, and none for one that is paused.

unread     nobody has looked at it in the window               failing    no listing of it answers as it should
blocked    the site refuses many of our requests               overflow   its feed turned over between two looks
silent     nothing new, though it was looked at                shrinking  much less new than usual
drifted    most of what is fetched is refused, unlike before   listing    one of its listings fails, others do not
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from monitor.gaps import Gap
from monitor.model import ListingKind, Reason
from monitor.ports import ListingState

WINDOWS_BEFORE = 4
"""Windows before the present one that say what is usual."""
USUAL_ENOUGH = 2.0
"""Articles in a usual window from which on a window without any is silence and no chance."""
SHRUNK = 1 / 3
SHRINKING_FROM = 6.0
"""Articles in a usual window from which on a third of them is more than chance."""
BLOCKED = 1 / 3
BLOCKED_FROM = 3
DRIFTED = 0.8
DRIFTED_FROM = 10

_REFUSING = (Reason.FORBIDDEN, Reason.BOT_WALL, Reason.CONSENT_WALL, Reason.RATE_LIMITED, Reason.ROBOTS_UNAVAILABLE)
_NO_ARTICLE = (Reason.NOT_ARTICLE, Reason.TOO_SHORT, Reason.SOFT_404, Reason.PAYWALL)
_POLLED = (ListingKind.FEED, ListingKind.SITEMAP, ListingKind.SECTION, ListingKind.HOMEPAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """`fetches` and `fetches_before`: first fetches and retries by reason in the window and in those before; what went
    well stands under `stored`. `articles_before` is the sum of the windows before; `first_seen` says how many there
    really were."""

    source: str
    first_seen: datetime
    listings: Sequence[ListingState]
    articles: int
    articles_before: int
    last_new: datetime | None = None
    fetches: Mapping[str, int]
    fetches_before: Mapping[str, int]
    gaps: Sequence[Gap] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """`evidence` is a sentence; `command` is the next step."""

    kind: str
    evidence: str
    command: str


def symptoms(signs: Signs, *, now: datetime, window: timedelta) -> tuple[Symptom, ...]:
    polled = [each for each in signs.listings if each.kind in _POLLED and each.last_poll is not None]
    real = [each for each in polled if each.last_good is not None]
    show = f"monitor sources show {signs.source}"
    looked = max((each.last_poll for each in polled if each.last_poll is not None), default=None)
    begin = now - window
    if looked is None or looked < begin:
        if signs.first_seen > begin and not signs.listings:
            return ()
        since = f"since {looked:%Y-%m-%d %H:%M} UTC" if looked else "yet; no listing of it ever answered"
        return (Symptom(kind="unread", evidence=f"not looked at {since}", command=f"monitor crawl {signs.source}"),)
    found: list[Symptom] = []
    failing = [each for each in real or polled if each.problem is not None]
    if failing and len(failing) == len(real or polled):
        worst = max(failing, key=lambda each: each.failures)
        found.append(Symptom(kind="failing", evidence=_failing(worst), command=show))
    found += _blocked(signs)
    found += [_overflow(gap, signs.source) for gap in signs.gaps if gap.noticed >= begin and gap.missed]
    found += _quiet(signs, now=now, window=window, looked=looked)
    found += _drifted(signs)
    if len(failing) < len(real or polled):
        found += [Symptom(kind="listing", evidence=_failing(each), command=show) for each in failing]
    return tuple(found)


def _failing(listing: ListingState) -> str:
    since = f", good last {listing.last_good:%Y-%m-%d %H:%M} UTC" if listing.last_good else ", never good"
    looks = f"{listing.failures} looks" if listing.failures > 1 else "1 look"
    return f"{listing.kind.value} {_path(listing.url)}: {listing.problem} ({looks}{since})"


def _blocked(signs: Signs) -> list[Symptom]:
    refused = {reason.value: signs.fetches[reason.value] for reason in _REFUSING if signs.fetches.get(reason.value)}
    count, total = sum(refused.values()), sum(signs.fetches.values())
    if count < BLOCKED_FROM or count < BLOCKED * total:
        return []
    parts = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in sorted(refused.items(), key=lambda row: -row[1]))
    evidence = f"{count} of {total} requests were refused: {parts}"
    return [Symptom(kind="blocked", evidence=evidence, command=f"monitor sources test {signs.source}")]


def _overflow(gap: Gap, source: str) -> Symptom:
    evidence = (
        f"feed {_path(gap.listing)} turned over between {gap.begin:%Y-%m-%d %H:%M} and {gap.end:%Y-%m-%d %H:%M} UTC: "
        f"about {gap.missed} missed"
    )
    return Symptom(kind="overflow", evidence=evidence, command=f"monitor sources gaps {source}")


def _quiet(signs: Signs, *, now: datetime, window: timedelta, looked: datetime) -> list[Symptom]:
    windows = min(float(WINDOWS_BEFORE), (now - window - signs.first_seen) / window)
    if windows < 1:
        return []  # too new to know what is usual
    usual = signs.articles_before / windows
    period = _period(window)
    if signs.articles == 0 and usual >= USUAL_ENOUGH:
        last = f" since {signs.last_new:%Y-%m-%d}" if signs.last_new else ""
        evidence = (
            f"nothing new{last}, though it was looked at {looked:%Y-%m-%d %H:%M} UTC; usual are {usual:.0f} in {period}"
        )
        return [Symptom(kind="silent", evidence=evidence, command=f"monitor sources test {signs.source}")]
    if 0 < signs.articles < SHRUNK * usual and usual >= SHRINKING_FROM:
        evidence = f"{signs.articles} new in {period}; usual are {usual:.0f}"
        return [Symptom(kind="shrinking", evidence=evidence, command=f"monitor sources test {signs.source}")]
    return []


def _drifted(signs: Signs) -> list[Symptom]:
    now, before = _refused_share(signs.fetches), _refused_share(signs.fetches_before)
    total = sum(signs.fetches.values())
    if total < DRIFTED_FROM or now < DRIFTED or not signs.fetches_before or before > DRIFTED / 2:
        return []
    evidence = f"{now:.0%} of {total} pages were no articles to us; {before:.0%} before: has the site's design changed?"
    return [Symptom(kind="drifted", evidence=evidence, command=f"monitor sources test {signs.source}")]


def _refused_share(fetches: Mapping[str, int]) -> float:
    total = sum(fetches.values())
    return sum(fetches.get(reason.value, 0) for reason in _NO_ARTICLE) / total if total else 0.0


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _period(window: timedelta) -> str:
    hours = round(window.total_seconds() / 3600)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
