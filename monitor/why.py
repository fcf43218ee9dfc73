"""The story of one URL as people read it: a time line that ends in one outcome, with the next step. Pure.

In: the ledger's events (see `ports.Story`), or, for a URL that was never discovered, what is known of the
sources. Out: an `Account`. Times stay datetimes and texts stay whole: whoever prints chooses zone and width.

The last line is always the outcome, whatever came after it was settled stands before it. Each reason has one
sentence of meaning and the one step that changes it; a reason without a step is one that needs none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from monitor.model import ListingKind, Outcome, Reason, Source
from monitor.ports import ListingState
from monitor.urls import canonical, host_of, is_home, same_site

UNDISCOVERED = "undiscovered"
PLACES = 3
"""Places told where a URL was discovered."""

_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/-]|$)")
_LISTING_WORDS = {
    ListingKind.FEED: "in the feed",
    ListingKind.SITEMAP: "in the sitemap",
    ListingKind.SECTION: "on the section page",
    ListingKind.HOMEPAGE: "on the home page",
    ListingKind.MANUAL: "asked for by a person",
}
_STEPS: Mapping[Reason, tuple[str, str]] = {
    Reason.NOT_ARTICLE: ("See how the page is read:", "monitor extract {url}"),
    Reason.TOO_SHORT: ("To keep such pages from this source, in its [[source]]:", "min_words = 20"),
    Reason.SOFT_404: ("See how the page is read:", "monitor extract {url}"),
    Reason.NOT_HTML: ("Only HTML pages are kept as articles. See what it sends:", "monitor extract {url}"),
    Reason.CONSENT_WALL: ("A cookie that says yes, in its [[source]], opens such walls:", 'cookies = { NAME = "VALUE" }'),
    Reason.BOT_WALL: ("The site asks for proof of a browser. Other ways in:", "monitor sources test {source}"),
    Reason.PAYWALL: ("With a subscription, its [[source]] can log in:", "login = { url = …, fields = … }"),
    Reason.LANGUAGE: ("To keep this language too, in its [[source]]:", "languages = […]"),
    Reason.TOO_OLD: ("To fetch older articles as well:", "monitor crawl {source} --since 2000-01-01"),
    Reason.OFF_SITE: ("To follow that site, add it:", "monitor add https://{host}/"),
    Reason.ROBOTS: ("The site's robots.txt forbids it; whether to obey is set in its [[source]]:", "obey_robots = false"),
    Reason.ADDRESS: ("Only for a network of your own, in [crawl]:", 'allow_networks = ["10.0.0.0/8"]'),
    Reason.NEW: ("It is fetched by the next crawl; or now:", "monitor why {url} --fetch"),
    Reason.BUDGET: ("This run's page budget of the source was used up; the next one goes on:", "monitor crawl {source}"),
    Reason.RATE_LIMITED: ("The site asked for fewer requests. It is tried again by itself; or from then on:", "monitor crawl {source}"),
    Reason.SERVER_ERROR: ("It is tried again by itself when a crawl runs:", "monitor crawl {source}"),
    Reason.TIMEOUT: ("It is tried again by itself when a crawl runs:", "monitor crawl {source}"),
    Reason.CONNECTION: ("It is tried again by itself when a crawl runs:", "monitor crawl {source}"),
    Reason.ROBOTS_UNAVAILABLE: ("robots.txt did not answer, which counts as a no. It is tried again:", "monitor crawl {source}"),
    Reason.FORBIDDEN: ("The site refuses us. Other ways in:", "monitor sources test {source}"),
    Reason.INTERRUPTED: ("The crawl died before it answered; the next one takes it up:", "monitor crawl {source}"),
    Reason.RETRIES_EXHAUSTED: ("To try it again from the start:", "monitor quarantine retry {url}"),
    Reason.TOO_LARGE: ("To allow larger pages, in [crawl], then try again:", "monitor quarantine retry {url}"),
    Reason.EXTRACTION_TIMEOUT: ("After an update, or with a longer [crawl] deadline:", "monitor quarantine retry {url}"),
    Reason.EXTRACTION_MEMORY: ("After an update, or with more [crawl] memory_mb:", "monitor quarantine retry {url}"),
    Reason.EXTRACTION_CRASH: ("After an update:", "monitor quarantine retry {url}"),
    Reason.REDIRECT_LOOP: ("When the site has mended it:", "monitor quarantine retry {url}"),
    Reason.BAD_RESPONSE: ("When the site has mended it:", "monitor quarantine retry {url}"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`word` says what happened (`fetched`), `text` the rest; `quote` is the page's own words, printed last."""

    at: datetime
    word: str
    text: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What one may do, and the command or the line of configuration that does it."""

    text: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`outcome` is an Outcome's word, `erased`, or `undiscovered`; `sentence` says it for a person."""

    url: str
    outcome: str
    reason: str | None
    sentence: str
    lines: tuple[Line, ...] = ()
    steps: tuple[Step, ...] = ()
    article: str | None = None
    """Public id of the article that the URL leads to."""
    next_try: datetime | None = None


def tell(url: str, events: Sequence[Mapping[str, object]]) -> Account:
    """The account of a discovered URL. `events` must not be empty."""
    # The ledger tells `article` before its revisions; a reader wants fetched, read, kept.
    ordered = sorted(events, key=lambda event: (event["at"], event["event"] == "article"))
    lines = _few_places([line for event in ordered if (line := _line(event)) is not None])
    outcome = next((event for event in reversed(events) if event["event"] == "outcome"), None)
    article = next((str(event["id"]) for event in events if event["event"] == "article"), None)
    stone = next((event for event in events if event["event"] == "erased"), None)
    if stone is not None:
        return Account(
            url=url,
            outcome="erased",
            reason=str(stone["reason"]),
            sentence=f"its text was removed by a person ({stone['reason']}); a tombstone keeps it out",
            lines=tuple(lines),
            article=article,
        )
    if outcome is None:  # another address of an article: a redirect, an AMP page, a rel=canonical
        return Account(
            url=url,
            outcome=Outcome.STORED.value,
            reason=None,
            sentence="another address of an article that is kept",
            lines=tuple(lines),
            steps=(Step(text="Read it:", command=f"monitor show {(article or '')[:8]}"),),
            article=article,
        )
    return _settled(url, outcome, tuple(lines), article)


def _few_places(lines: list[Line]) -> list[Line]:
    """A page that thirty sections link to was discovered once: the first places are told, the others counted."""
    places = [line for line in lines if line.word == "discovered"]
    if len(places) <= PLACES:
        return lines
    others = places[PLACES:]
    counted = replace(others[-1], text=f"on {len(others)} more pages that list articles", quote="")
    return [counted if line is others[-1] else line for line in lines if line not in others[:-1]]


def _settled(url: str, outcome: Mapping[str, object], lines: tuple[Line, ...], article: str | None) -> Account:
    word, reason = str(outcome["outcome"]), outcome["reason"]
    detail, due = str(outcome["detail"] or ""), outcome["next_try"]
    said = str(reason).replace("_", " ") if reason else ""
    sentence = ": ".join(part for part in (said, detail) if part)
    steps: tuple[Step, ...] = ()
    if article is not None:
        steps = (Step(text="Read it:", command=f"monitor show {article[:8]}"),)
    elif reason in list(Reason):
        text, command = _STEPS.get(Reason(str(reason)), ("", ""))
        if text:
            # Not `format`: what stands in the configuration has braces of its own.
            filled = command.replace("{url}", url).replace("{source}", str(outcome["source"]))
            filled = filled.replace("{host}", host_of(url) or "")
            steps = (Step(text=text, command=filled),)
    waiting = word == Outcome.WAITING.value and isinstance(due, datetime)
    return Account(
        url=url,
        outcome=word,
        reason=str(reason) if reason else None,
        sentence=sentence,
        lines=lines,
        steps=steps,
        article=article,
        next_try=due if waiting and isinstance(due, datetime) else None,
    )


def _line(event: Mapping[str, object]) -> Line | None:
    at, kind = event["at"], str(event["event"])
    assert isinstance(at, datetime)
    if kind == "discovered":
        return Line(at=at, word="discovered", text=_place(event), quote=str(event.get("title") or ""))
    if kind == "delisted":
        return Line(at=at, word="delisted", text=f"no longer {_place(event)}")
    if kind == "in_hand":
        return Line(at=at, word="in hand", text=f"of the crawl process {event['holder']}")
    if kind == "attempt":
        return _attempt(at, event)
    if kind == "article":
        backlog = ", backlog: found before the source's first pass was over" if event["backlog"] else ""
        return Line(at=at, word="kept", text=f"as article {str(event['id'])[:8]}{backlog}")
    if kind in ("revision", "rendition"):
        origins = event["origins"] if isinstance(event["origins"], Mapping) else {}
        froms = "; ".join(f"{name} from {origins[name]}" for name in ("title", "published", "text") if name in origins)
        word = "read" if kind == "revision" else "read anew"
        number = f"revision {event['number']}, " if event["number"] != 1 else ""
        text = f"{number}{event['words']} words" + (f"; {froms}" if froms else "")
        return Line(at=at, word=word, text=text, quote=str(event["title"]))
    if kind == "change" and event["kind"] not in ("new", "erased"):
        return Line(at=at, word=str(event["kind"]), text=f"change {event['seq']}")
    if kind == "merged":
        return Line(at=at, word="merged", text=f"article {str(event['id'])[:8]} proved to be the same as an older one")
    if kind == "erased":
        return Line(at=at, word="erased", text=str(event["reason"]))
    return None


def _attempt(at: datetime, event: Mapping[str, object]) -> Line:
    status, size, elapsed = event["status"], event["size"], event["elapsed_ms"]
    kind = str(event["content_type"] or "").partition(";")[0].strip()
    parts = [
        str(status) if status is not None else "",
        _size(int(str(size))) if size is not None else "",
        kind,
        f"{elapsed} ms" if elapsed is not None else "",
    ]
    archive = event["archive"]
    if event["final_url"] and event["final_url"] != event["url"]:
        parts.append(f"redirected to {event['final_url']}")
    if isinstance(archive, Mapping):
        parts.append(f"archived {str(archive['digest'])[:16]}…" + (" (as before)" if archive["revisit"] else ""))
    if event["look"]:
        parts.append(f"looked again: {event['look']}")
    if status is None and event["reason"]:
        parts.append(str(event["reason"]).replace("_", " "))
    if event["detail"] and (status is None or event["look"] or event["outcome"] is None):
        parts.append(str(event["detail"]))
    word = "fetched" if status is not None else "not fetched"
    return Line(at=at, word=word, text=", ".join(part for part in parts if part))


def _place(event: Mapping[str, object]) -> str:
    kind = str(event["listing_kind"])
    if kind == ListingKind.MANUAL:
        return _LISTING_WORDS[ListingKind.MANUAL]  # its "listing" is nobody's page
    word = _LISTING_WORDS[ListingKind(kind)] if kind in list(ListingKind) else kind
    return f"{word} {event['listing']}"


def _size(octets: int) -> str:
    return f"{octets} B" if octets < 1000 else f"{octets / 1000:.0f} kB" if octets < 1e6 else f"{octets / 1e6:.1f} MB"


def fetched_for(url: str, events: Sequence[Mapping[str, object]], sources: Sequence[Source]) -> Source | None:
    """The source as whose page a person can have the URL fetched: the one that discovered it, else the one whose site
    it is on (the narrowest of several). None where there is no such source any more."""
    outcome = next((event for event in reversed(events) if event["event"] == "outcome"), None)
    if outcome is not None:
        return next((source for source in sources if source.id == outcome["source"]), None)
    owners = [source for source in sources if same_site(source.url, url)]
    same_host = [source for source in owners if host_of(source.url) == host_of(url)]
    return max(same_host or owners, key=lambda source: len(source.url), default=None)


# --- what was never discovered --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known around a URL that no listing ever named."""

    sources: Sequence[Source]
    listings: Mapping[str, Sequence[ListingState]]
    """By source id."""
    paused: frozenset[str] = frozenset()
    first_seen: Mapping[str, datetime] | None = None
    """When each source was first crawled."""
    backfill: timedelta | None = None
    """How old a lead may be at first contact; None is every age."""


def undiscovered(url: str, around: Surroundings, now: datetime) -> Account:
    """Why a URL was never discovered, as far as one can tell without asking the site."""
    host = host_of(url) or ""
    owners = [source for source in around.sources if same_site(source.url, url)]
    if not owners:
        steps = (
            Step(text="To follow that site:", command=f"monitor add https://{host}/"),
            Step(text="To read only this page:", command=f"monitor extract {canonical(url) or url}"),
        )
        return _never(url, f"no source covers {host}", steps)
    reasons: list[str] = []
    steps_found: list[Step] = []
    for source in owners:
        for reason, step in _causes(url, source, around, now):
            reasons.append(reason)
            if step is not None and step not in steps_found:
                steps_found.append(step)
    if not any(source.paused or source.id in around.paused for source in owners) and not is_home(url):
        steps_found.append(Step(text="To fetch it now:", command=f"monitor why {canonical(url) or url} --fetch"))
    steps_found.append(Step(text="See how the page would be read:", command=f"monitor extract {canonical(url) or url}"))
    return _never(url, "; ".join(dict.fromkeys(reasons)), tuple(steps_found))


def _never(url: str, sentence: str, steps: tuple[Step, ...]) -> Account:
    return Account(url=url, outcome=UNDISCOVERED, reason=None, sentence=sentence, steps=steps)


def _causes(url: str, source: Source, around: Surroundings, now: datetime) -> Iterable[tuple[str, Step | None]]:
    name = source.id
    if is_home(url):
        yield "a front page is read for its links and never kept as an article", None
        return
    if any(re.search(pattern, url) for pattern in source.exclude):
        yield f"an `exclude` pattern of {name} matches its address", Step(text="See it:", command="monitor config show")
    if source.include and not any(re.search(pattern, url) for pattern in source.include):
        yield f"no `include` pattern of {name} matches its address", Step(text="See it:", command="monitor config show")
    if source.paused or name in around.paused:
        yield f"{name} is paused", Step(text="To go on with it:", command=f"monitor sources resume {name}")
    listings = around.listings.get(name, ())
    polled = [each.last_poll for each in listings if each.last_poll is not None]
    if not polled:
        yield f"{name} has not been crawled yet", Step(text="To do so:", command=f"monitor crawl {name}")
        return
    good = [each for each in listings if each.last_good is not None and each.problem is None]
    if not good:
        problem = next((each.problem for each in listings if each.problem), "no listing of it is good")
        yield f"{name} has no listing that works: {problem}", Step(text="", command=f"monitor sources show {name}")
        return
    day = day_in(url)
    window = _window(name, around)
    if day is not None and window is not None and day < window:
        yield (
            f"its address says {day}, and {name} is followed from {window} on",
            Step(text="To fetch older articles as well:", command=f"monitor crawl {name} --since {day}"),
        )
        return
    feeds = [each for each in good if each.kind is ListingKind.FEED]
    held = f"its feed holds {max(each.entries for each in feeds)} entries" if feeds else "it has no feed"
    yield (
        f"none of the {len(good)} listings of {name} has named it ({held}; last read {_ago(max(polled), now)})",
        Step(text="If it is newer than that:", command=f"monitor crawl {name}"),
    )


def _window(name: str, around: Surroundings) -> date | None:
    began = (around.first_seen or {}).get(name)
    return (began - around.backfill).date() if began is not None and around.backfill is not None else None


def day_in(url: str) -> date | None:
    """The Gregorian date that an address carries, as `/2026/11/22/` or `/2026/11/`; the month's last day for the latter."""
    found = _DAY_IN_ADDRESS.search(urlsplit(url).path)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2]), found[3]
    try:
        if day is not None:
            return date(year, month, int(day))
        return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    except ValueError:
        return None


def _ago(then: datetime, now: datetime) -> str:
    minutes = int((now.astimezone(UTC) - then).total_seconds() // 60)
    if minutes < 120:
        return f"{max(0, minutes)} min ago"
    return f"{minutes // 60} h ago" if minutes < 60 * 48 else f"{minutes // 1440} days ago"
