"""When it was published and changed, from the witnesses in order.

Order: the source's own selector; JSON-LD, OpenGraph, microdata; the feed or sitemap; the lines beside the headline and
what the markup calls a date; `<meta>` (where content systems put the day of the last save as well); the day in the
address; dates that stand alone in the page; what the page's scripts say of it; htmldate. The first witness wins, but
where it knows only the day, another that knows the hour of that day is taken, and where it states no zone and the source
has none, another that states one beside the same clock. A page that stamps its own clock as UTC (Persian plug-ins of
WordPress do) gives way to the feed.

What the reader is shown settles what is stated for machines: where JSON-LD and its like contradict one another, the one
that the page shows is first; where the page shows one single day, and theirs nowhere, that day is first, unless a feed
told one (content systems state when a draft was begun). Nobody is believed on the future, and null is an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from itertools import chain, islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from monitor.extract import dates, relative, seen, shown
from monitor.extract.dates import Moment
from monitor.extract.headline import Around
from monitor.extract.markup import Markup
from monitor.extract.structured import Statement
from monitor.extract.weighed import Trail, note
from monitor.model import Lead, Origin, Source

_STATED = (Origin.JSONLD, Origin.OPENGRAPH, Origin.MICRODATA)
_AHEAD = timedelta(days=1)
_SAME_DAY = timedelta(hours=36)  # a day without a zone, and an hour with one
_FARTHEST_ZONE, _QUARTER = timedelta(hours=14), timedelta(minutes=15)
_MOST_SEEN = 4
_MOST_SHOWN, _MOST_LONE = 12, 60
# What single-page applications keep of the page that they show.
_STATE = re.compile(
    r'"(?:datePublished|publishedDate|published_?[aA]t|firstPublished(?:At|Date)?|publish(?:ed)?_?(?:date|time|on)|publishDate|publicationDate|pubDate|datetime_published|createdAt|created_at)'
    r'\\?"\s*:\s*\\?"(\d{4}-\d{2}-\d{2}[^"\\]{0,25})'
)
_STATE_NAMES = (
    "ublishe",
    "firstPublished",
    "publishDate",
    "publish_",
    "publicationDate",
    "pubDate",
    "createdAt",
    "created_at",
)
_LARGEST = 3_000_000
_WEAK = frozenset({Origin.URL, Origin.HTMLDATE})  # behind these nobody is asked for the hour
_BOTH_SIDES = frozenset({"en", "es", "fr", "pt"})  # written on both sides of Greenwich; the others east of it
_Reader = Callable[[str], Moment | None]


def published(
    markup: Markup,
    source: Source,
    lead: Lead | None,
    stated: tuple[tuple[Origin, Statement], ...],
    now: datetime,
    beside: Around,
    trail: Trail = None,
) -> tuple[Moment | None, Origin | None]:
    """The moment and its origin. With a trail, every witness is asked, also those behind the one that won."""
    zone = zone_of(source)
    day_first = _day_first(source, markup)

    def moment(text: str) -> Moment | None:
        return dates.read(text, zone=zone, now=now, day_first=day_first, calendar=source.calendar)

    if source.date and (text := seen.selected(markup, source.date, attribute="datetime")):
        form = source.date_format
        found = dates.in_format(text, form, zone=zone, now=now, calendar=source.calendar) if form else moment(text)
        note(trail, "published", text, Origin.RULE, "taken: the source's own selector" if found else "cannot be read")
        if found:
            return found, Origin.RULE

    best: tuple[Moment, Origin] | None = None
    is_closed = False
    to_come = {origin for origin, statement in stated if statement.published}
    if lead and lead.published:
        to_come.add(Origin.FEED)
    for origin, text, found in _witnesses(markup, lead, dict(stated), beside, zone, now, moment):
        if found is None:
            note(trail, "published", text, origin, "no date, a doubtful one, or one of the future")
        elif best is None:
            note(trail, "published", text, origin, "taken: the first that can be read")
            best = (found, origin)
        elif not is_closed and best[0].precision == "day" != found.precision and _is_same_day(best[0], found, origin):
            note(trail, "published", text, origin, "taken: the same day, with the hour")
            best = (found, origin)
        elif not source.time_zone and origin is not Origin.HTML and _is_same_clock(best[0], found):
            note(trail, "published", text, origin, "taken: the same clock, with its zone")
            best = (found, origin)
        else:
            agrees = abs(found.at - best[0].at) < _SAME_DAY
            note(trail, "published", text, origin, "agrees on the day" if agrees else "an earlier witness is believed")
        is_closed = is_closed or (best is not None and (best[0].precision != "day" or origin in _WEAK))
        to_come.discard(origin)
        asks_zone = best is not None and not best[0].zoned and not source.time_zone and bool(to_come)
        if is_closed and not asks_zone and trail is None:
            break
    if best and lead and lead.published and _is_own_clock(best[0], lead.published, source, markup, now):
        at = lead.published.astimezone(UTC)
        note(trail, "published", at.isoformat(), Origin.FEED, "taken: the page stamps its own clock as UTC")
        return Moment(at, "second", best[0].day), Origin.FEED
    return best or (None, None)


def _is_own_clock(page: Moment, told: datetime, source: Source, markup: Markup, now: datetime) -> bool:
    """Whether the page's UTC is the site's own clock, since a listing says a moment that lies a zone away. East of
    Greenwich such a clock runs ahead, and nowhere may it be ahead of us."""
    ahead = page.at.replace(second=0, microsecond=0) - told.replace(second=0, microsecond=0)
    if not page.zoned or page.clock != page.at.replace(tzinfo=None) or not ahead or ahead % _QUARTER:
        return False
    if source.time_zone:
        return ahead == told.astimezone(zone_of(source)).utcoffset()
    language = (source.language or markup.tree.get("lang") or "en").partition("-")[0].lower()
    is_east = language not in _BOTH_SIDES
    return timedelta() < ahead <= _FARTHEST_ZONE and (is_east or told <= now < page.at)


def _is_same_day(day: Moment, hour: Moment, origin: Origin) -> bool:
    """The same day as written; a machine's zone may be another than the site's."""
    return hour.day == day.day or (origin is not Origin.HTML and abs(hour.at - day.at) < _SAME_DAY)


def _is_same_clock(bare: Moment, found: Moment) -> bool:
    """Whether `found` says in which zone the clock of `bare` is. A feed tells UTC only: then they are whole quarters of
    an hour apart, as zones are."""
    if bare.clock is None or bare.zoned or not found.zoned:
        return False
    if found.clock is not None:
        return found.clock.replace(second=0) == bare.clock.replace(second=0)
    apart = found.at.replace(second=0, microsecond=0) - bare.at.replace(second=0)
    return found.precision == "second" and _are_quarters(apart)


def _witnesses(
    markup: Markup,
    lead: Lead | None,
    stated: dict[Origin, Statement],
    beside: Around,
    zone: tzinfo,
    now: datetime,
    moment: _Reader,
) -> Iterator[tuple[Origin, str, Moment | None]]:
    times = shown.times(markup, beside.times)
    lone = cache(lambda: list(islice(shown.lone(markup), _MOST_LONE)))
    told = [(origin, text, moment(text)) for origin in _STATED if (text := stated[origin].published)]
    known = [found for _, _, found in told if found]
    if len({found.day for found in known}) > 1:
        days = {at.day for _, at in _readable(times, moment)} or {at.day for _, at in _readable(lone(), moment)}
        if len(days) == 1:
            told.sort(key=lambda each: each[2] is None or each[2].day not in days)
    elif known and not (lead and lead.published) and (other := _shown_instead(known[0], times, lone, moment)):
        yield Origin.HTML, *other
    yield from told
    if lead and lead.published:
        at = lead.published.astimezone(UTC)
        at_feed = Moment(at, "second", at.astimezone(zone).date()) if at <= now + _AHEAD else None
        yield Origin.FEED, at.isoformat(), at_feed
    visible = 0
    ago: list[str] = []
    for text in times:
        if relative.tells(text):  # an address or `<meta>` that names the day is better
            ago.append(text)
            continue
        found = moment(text)
        yield Origin.HTML, text, found
        visible += found is not None
        if visible == _MOST_SEEN:
            break
    if text := stated[Origin.META].published:
        yield Origin.META, text, moment(text)
    if found := dates.in_url(markup.url, zone=zone, now=now):
        hours = {text: hour for text in shown.few_times(markup) if (hour := moment(text)) and hour.day == found.day}
        if len({hour.at for hour in hours.values()}) == 1:  # beside the article, and of the day that its address names
            yield Origin.HTML, *next(iter(hours.items()))
        yield Origin.URL, markup.url, found
    bylines = (line for line in islice(seen.lone_bylines(markup), _MOST_SEEN) if relative.tells(line))
    for text in chain(ago[:2], bylines):
        yield Origin.HTML, text, moment(text)
    for text in lone()[:_MOST_SHOWN]:
        yield Origin.HTML, text, moment(text)
    yield from ((Origin.HTML, text, moment(text)) for text in _in_state(markup))
    if found := shown.guessed(markup, zone, now):
        yield Origin.HTMLDATE, found.day.isoformat(), found


def _readable(texts: Iterable[str], moment: _Reader) -> Iterator[tuple[str, Moment]]:
    return ((text, at) for text in texts if not relative.tells(text) and (at := moment(text)))


def _shown_instead(
    known: Moment, times: list[str], lone: Callable[[], list[str]], moment: _Reader
) -> tuple[str, Moment] | None:
    """The one day that the page shows, where it shows no other and the known one nowhere."""
    found: tuple[str, Moment] | None = None
    for text, at in _readable(times, moment):
        if _may_agree(at, known) or (found and found[1].day != at.day):
            return None
        found = found or (text, at)
    if found and any(_may_agree(at, known) for _, at in _readable(lone(), moment)):
        return None
    return found


def _may_agree(one: Moment, other: Moment) -> bool:
    """Whether both may mean the same, told in two zones, or with the month first."""
    if one.day == other.day or (one.day.year, one.day.month, one.day.day) == (
        other.day.year,
        other.day.day,
        other.day.month,
    ):
        return True
    if "day" in (one.precision, other.precision):
        return abs(one.day - other.day) <= _AHEAD
    return _are_quarters(one.at.replace(second=0, microsecond=0) - other.at.replace(second=0, microsecond=0))


def _are_quarters(apart: timedelta) -> bool:
    """Whether two zones may be so far apart."""
    return abs(apart) <= _FARTHEST_ZONE and not apart % _QUARTER


def _in_state(markup: Markup) -> list[str]:
    """The one moment that all of the page's scripts mean by publication; pages that hold many articles say many."""
    if not any(name in markup.text for name in _STATE_NAMES):
        return []
    said = dict.fromkeys(match[1] for match in islice(_STATE.finditer(markup.text[:_LARGEST]), 50))
    return [next(iter(said))] if said and len({text[:10] for text in said}) == 1 else []


def modified(
    source: Source, lead: Lead | None, stated: tuple[tuple[Origin, Statement], ...], now: datetime, trail: Trail = None
) -> tuple[datetime | None, Origin | None]:
    zone = zone_of(source)
    best: tuple[datetime, Origin] | None = None
    for origin, statement in stated:
        if not statement.modified:
            continue
        found = dates.read(statement.modified, zone=zone, now=now)
        verdict = "cannot be read" if found is None else "an earlier witness is believed" if best else "taken"
        note(trail, "modified", statement.modified, origin, verdict)
        if found and best is None:
            best = (found.at, origin)
    if lead and lead.modified and best is None and lead.modified <= now + _AHEAD:
        best = (lead.modified.astimezone(UTC), Origin.FEED)
        note(trail, "modified", best[0].isoformat(), Origin.FEED, "taken")
    return best or (None, None)


def zone_of(source: Source) -> tzinfo:
    if source.time_zone:
        try:
            return ZoneInfo(source.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return UTC
    return UTC


def _day_first(source: Source, markup: Markup) -> bool | None:
    """Whether `03/04/2026` is in April: by the source's country, else by its language or the page's."""
    if source.country:
        return source.country not in {"US", "PH"}
    language, _, region = (markup.tree.get("lang") or "").lower().replace("_", "-").partition("-")
    if region in {"us", "ph"}:
        return False
    if region or (source.language or language or "en") != "en":
        return True
    return None
