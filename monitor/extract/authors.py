"""Who wrote it, from the witnesses in order; persons and organisations apart.

Order: the source's own selector; JSON-LD, microdata, OpenGraph, `<meta>`, the feed; the places where authors stand;
the lines beside the headline; a byline that stands alone elsewhere; the few links to authors' pages; a nickname where the markup says "author". A later
witness wins over an earlier one only with more persons that hold all of the earlier one's (WordPress names one of
several). The site itself is an organisation, but where markup says that its owner is a person, or the source is a blog.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from monitor.extract import names, seen
from monitor.extract.headline import Around
from monitor.extract.markup import Markup
from monitor.extract.structured import Statement
from monitor.extract.weighed import Trail, note
from monitor.model import Kind, Lead, Origin, Source
from monitor.plaintext import levelled

_MOST_PLACES = 16


class Signed(NamedTuple):
    persons: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    origin: Origin | None = None
    """Of the persons, or of the agencies where there is no person."""


def choose(
    markup: Markup,
    source: Source,
    lead: Lead | None,
    stated: tuple[tuple[Origin, Statement], ...],
    publishers: tuple[str, ...],
    beside: Around,
    trail: Trail = None,
) -> Signed:
    owners = {statement.owner for _, statement in stated if statement.owner}
    if source.kind is Kind.BLOG:
        owners |= {name for name in publishers if names.are_full([name]) and names.look_like_persons([name])}
    publishers = tuple(name for name in publishers if name not in owners)
    bodies = tuple(name for _, statement in stated for name in statement.bodies)
    if source.author and (text := seen.selected(markup, source.author)):
        found = names.credits([text], publishers=publishers)
        note(trail, "authors", found.persons + found.agencies, Origin.RULE, "taken: the source's own selector")
        return Signed(*found, Origin.RULE)
    best = Signed()
    for origin, raw in _witnesses(stated, lead):
        credited = names.credits(raw, publishers=publishers, organisations=bodies)
        best = _better(best, credited, origin, trail)
    sections = {levelled(statement.section) for _, statement in stated if statement.section} | seen.topics(markup)
    best = _seen(markup, best, publishers, bodies, sections, trail)
    if not best.persons and beside.marked:
        best = _better(best, names.credits(beside.marked, publishers=publishers), Origin.HTML, trail)
    if not best.persons and (alone := [text for text in beside.unmarked if levelled(text) not in sections]):
        best = _better(best, names.credits(alone, publishers=publishers), Origin.HTML, trail)
    if not best.persons:
        for text in islice(seen.lone_bylines(markup), 12):
            credited = names.credits([text], publishers=publishers)
            if credited.persons and names.are_full(credited.persons) and names.look_like_persons(credited.persons):
                best = _better(best, credited, Origin.HTML, trail)
                break
    if not best.persons and (linked := seen.linked_authors(markup)):
        credited = names.credits(linked, publishers=publishers, organisations=bodies)
        if names.are_full(credited.persons) and names.look_like_persons(credited.persons):
            best = _better(best, credited, Origin.HTML, trail)
    signing = tuple(map(levelled, best.persons))
    # "Ada Brook The Lark's reporter": the person once more, with what she is
    return best._replace(agencies=tuple(a for a in best.agencies if not any(name in levelled(a) for name in signing)))


def _witnesses(
    stated: tuple[tuple[Origin, Statement], ...], lead: Lead | None
) -> Iterator[tuple[Origin, Iterable[str]]]:
    for origin, statement in stated:
        if statement.authors or statement.bodies:
            yield origin, (*statement.authors, *statement.bodies)
    if lead and lead.authors:
        yield Origin.FEED, lead.authors


def _better(best: Signed, credited: names.Credits, origin: Origin, trail: Trail) -> Signed:
    persons, agencies = credited
    if not persons and not agencies:
        return best
    more = best.agencies or agencies
    is_more = len(persons) > len(best.persons) and set(best.persons) <= set(persons)
    if persons and (not best.persons or is_more or _is_fuller(best.persons, persons)):
        verdict = "taken: the first that names persons" if not best.persons else "taken: all of those before, and more"
        note(trail, "authors", persons, origin, verdict)
        best = Signed(persons, more, origin)
    elif persons:
        note(trail, "authors", persons, origin, "an earlier witness is believed")
    if agencies:
        note(trail, "agencies", agencies, origin, "taken" if more == agencies else "an earlier witness is believed")
        best = Signed(best.persons, more, best.origin or origin)
    return best


def _is_fuller(before: tuple[str, ...], persons: tuple[str, ...]) -> bool:
    """Whether one is named with a first and a last name that was named with one of them before."""
    if not len(before) == len(persons) == 1 or " " in before[0] or before[0].isupper():
        return False
    words = persons[0].casefold().split()
    return 2 <= len(words) <= 4 and before[0].casefold() in (words[0], words[-1])


def _seen(
    markup: Markup,
    best: Signed,
    publishers: tuple[str, ...],
    bodies: tuple[str, ...],
    sections: set[str],
    trail: Trail,
) -> Signed:
    """What the places where authors stand add."""
    if len(best.persons) >= 2:
        return best
    nickname: str | None = None
    for place in islice(seen.bylines(markup), _MOST_PLACES):
        persons, agencies = names.credits(place.texts, publishers=publishers, organisations=bodies)
        if not place.is_marked or not names.are_full(persons):
            persons = tuple(name for name in persons if levelled(name) not in sections)
        if agencies and not best.agencies and not persons:
            best = _better(best, names.Credits((), agencies), Origin.HTML, trail)
        if persons and names.look_like_persons(persons):
            is_first = not best.persons and (names.are_full(persons) or (place.is_marked and nickname is None))
            new = set(persons) - set(best.persons)
            if is_first and not names.are_full(persons):
                nickname = persons[0]  # a full name elsewhere is better
            elif (
                is_first
                or _is_fuller(best.persons, persons)
                or (best.persons and set(best.persons) < set(persons) and names.are_full(new))
            ):
                best = _better(best, names.Credits(persons, agencies), Origin.HTML, trail)
            else:
                known = set(persons) <= set(best.persons)
                verdict = "the same" if known else "not where the markup marks an author, or no full name"
                note(trail, "authors", persons, Origin.HTML, verdict)
        elif place.is_marked and nickname is None and len(place.texts) == 1:
            nickname = names.nickname(place.texts[0], publishers=publishers)
    if not best.persons and nickname:
        note(trail, "authors", nickname, Origin.HTML, "taken: a name of one word, where the markup marks an author")
        best = Signed((nickname,), best.agencies, Origin.HTML)
    return best
