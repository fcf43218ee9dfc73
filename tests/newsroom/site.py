"""A site: its stories, its addresses, and how it answers. Every site of `newsroom.sites` derives from it.

A site says what is peculiar about it in its docstring and in `features`; it fills in `path` (the
address of a story), `render` (a story's page) and `routes` (its listings). Everything else has a
default: robots.txt that allows all, validators with 304s, a plain 404 page, what removed pages say.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import Any, ClassVar, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

from newsroom.clock import Clock
from newsroom.exchange import Request, Response, data, html, redirect
from newsroom.markup import esc, news_article
from newsroom.story import Block, Draft, Oddity, Story
from newsroom.writing import SECTIONS, Writer, section_names

Route = Callable[[Request], Response]


class World(Protocol):
    """What a site knows of the newsroom around it."""

    clock: Clock
    seed: int

    def url(self, site: str, path: str = "/") -> str:
        """The absolute address of a path on a site."""
        ...


class Site:
    id: ClassVar[str]
    name: ClassVar[str]
    language: ClassVar[str]
    kind: ClassVar[str] = "news"
    owner: ClassVar[str]
    country: ClassVar[str]
    time_zone: ClassVar[str]
    features: ClassVar[tuple[str, ...]] = ()
    boilerplate: ClassVar[tuple[str, ...]] = ()
    """Words that stand on every page and belong to no article."""
    validators: ClassVar[bool] = True
    """Whether it sends ETag and Last-Modified, and answers 304."""
    cacheable: ClassVar[bool] = True
    """Whether a page depends on nothing but its address."""
    front: ClassVar[int] = 30
    """How many stories a listing shows."""
    lists_all: ClassVar[bool] = False
    """Whether its listings lead to every story (a sitemap, older pages), not to the newest `front` only."""
    outcome: ClassVar[str] = "stored"
    """What becomes of its stories, as in `story.Oddity`."""
    copies_from: ClassVar[tuple[str, int] | None] = None
    """The wire that it repeats, and how many of its stories."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.zone = ZoneInfo(self.time_zone)
        self.section_names = section_names(self.language)
        self.stories: dict[int, Story] = {}
        self.history: dict[int, list[Story]] = {}
        """Earlier revisions by story number, oldest first."""
        self.redesigns = 0
        self._writer = Writer(self.language)
        self._order: list[tuple[datetime, int]] = []
        self._titles: set[str] = set()
        self._places: dict[str, tuple[int, str]] = {}
        self._version = 0
        self._cache: dict[tuple[str, str], Response] = {}
        self._cache_stamp: tuple[int, int] = (0, 0)
        self._routes = self.routes()
        self.oddities = {oddity.path: oddity for oddity in self.odd_pages()}

    # What a site fills in.

    def path(self, story: Story) -> str:
        raise NotImplementedError

    def render(self, story: Story, variant: str, request: Request) -> Response:
        raise NotImplementedError

    def routes(self) -> dict[str, Route]:
        raise NotImplementedError

    def variants(self, story: Story) -> dict[str, str]:
        """Further addresses of the story by the name of the variant, such as `amp`, `print`, `page-2`."""
        return {}

    def odd_pages(self) -> list[Oddity]:
        return []

    def fallback(self, request: Request) -> Response | None:
        """A last word on paths that nothing else knows."""
        return None

    def robots(self, request: Request) -> Response:
        return data("User-agent: *\nDisallow:\n", "text/plain; charset=utf-8")

    def not_found(self, request: Request) -> Response:
        return html(f"<!doctype html><title>404</title><h1>404</h1><p>{esc(self.name)}</p>", status=404)

    def retype(self, draft: Draft) -> Draft:
        """The draft as this site's keyboard writes it."""
        return draft

    # Stories.

    def fill(self, count: int) -> None:
        """Publishes `count` stories, the newest minutes before the clock's start, gaps of one to nine hours."""
        random = Random(f"{self.world.seed}/{self.id}/dates")
        moment = self.world.clock.now().replace(microsecond=0) - timedelta(minutes=random.randint(5, 50))
        moments = []
        for _ in range(count):
            moments.append(moment)
            moment -= timedelta(minutes=random.randint(60, 540), seconds=random.randint(0, 59))
        for moment in reversed(moments):
            self.publish(at=moment)

    def publish(
        self,
        *,
        at: datetime | None = None,
        title: str | None = None,
        paragraphs: tuple[str, ...] | None = None,
        authors: tuple[str, ...] | None = None,
        copy_of: tuple[str, Story] | None = None,
    ) -> Story:
        """A new story: written by the site's own writer unless words or a story to repeat are given.

        `at` in the future keeps it invisible until the clock gets there.
        """
        number = len(self.stories) + 1
        draft = self._draft(number, copy_of)
        if title is not None:
            draft = replace(draft, title=title)
        if paragraphs is not None:
            blocks = tuple(Block(kind="paragraph", text=text) for text in paragraphs)
            draft = replace(draft, blocks=blocks, summary=paragraphs[0])
        if authors is not None:
            draft = replace(draft, authors=authors)
        self._titles.add(draft.title)
        moment = (at or self.world.clock.now()).astimezone(UTC).replace(microsecond=0)
        story = Story(
            number=number,
            slug=draft.slug or slug(draft.title),
            title=draft.title,
            summary=draft.summary,
            blocks=draft.blocks,
            authors=draft.authors,
            section=SECTIONS[number % len(SECTIONS)],
            tags=draft.tags,
            published=moment,
            modified=moment,
            copy_of=(copy_of[0], copy_of[1].number) if copy_of else None,
        )
        story = self.finish(story)
        insort(self._order, (moment, number))
        self._keep(story)
        return story

    def finish(self, story: Story) -> Story:
        """A site's last touch on a new story, such as the number of pages."""
        return story

    def _draft(self, number: int, copy_of: tuple[str, Story] | None) -> Draft:
        if copy_of:
            original = copy_of[1]
            return Draft(
                title=original.title,
                summary=original.summary,
                blocks=original.blocks,
                authors=original.authors,
                tags=original.tags,
                slug=original.slug,
            )
        for attempt in range(5):
            draft = self.retype(self._writer.write(Random(f"{self.world.seed}/{self.id}/{number}/{attempt}")))
            if draft.title not in self._titles:
                return draft
        return replace(draft, title=f"{draft.title} ({number})")

    def edit(
        self,
        number: int,
        *,
        swap: tuple[str, str] | None = None,
        title: str | None = None,
        paragraphs: tuple[str, ...] | None = None,
        add: str | None = None,
    ) -> Story:
        """A new revision: `swap` replaces words everywhere, `add` puts a paragraph at the end."""
        old = self.stories[number]
        blocks = old.blocks
        if paragraphs is not None:
            blocks = tuple(Block(kind="paragraph", text=text) for text in paragraphs)
        if swap is not None:
            blocks = tuple(
                replace(
                    block,
                    text=block.text.replace(*swap),
                    items=tuple(item.replace(*swap) for item in block.items),
                )
                for block in blocks
            )
        if add is not None:
            blocks = (*blocks, Block(kind="paragraph", text=add))
        return self._replace(old, blocks=blocks, title=title or old.title)

    def remove(self, number: int, how: str = "404") -> Story:
        """Takes a story down. `how`: `404`, `410`, `soft`, `home` or `parked`; `back` puts it up again."""
        if how not in ("404", "410", "soft", "home", "parked", "back"):
            raise ValueError(f"no way to remove a page: {how}")
        story = replace(self.stories[number], removed=None if how == "back" else how)
        self._keep(story)
        return story

    def redesign(self) -> None:
        """Changes every page of the site without changing a word of any story."""
        self.redesigns += 1
        self._version += 1

    def _replace(self, old: Story, **changes: Any) -> Story:
        self.history.setdefault(old.number, []).append(old)
        moment = self.world.clock.now().replace(microsecond=0)
        story = replace(old, revision=old.revision + 1, modified=max(moment, old.published), **changes)
        self._keep(story)
        return story

    def _keep(self, story: Story) -> None:
        self.stories[story.number] = story
        self._places[self.path(story)] = (story.number, "")
        for variant, path in self.variants(story).items():
            self._places[path] = (story.number, variant)
        self._version += 1

    def visible(self) -> list[Story]:
        """What is published by now and not taken down, newest first."""
        count = self._published_by_now()
        stories = (self.stories[number] for _, number in reversed(self._order[:count]))
        return [story for story in stories if story.removed is None]

    def latest(self, section: str | None = None) -> list[Story]:
        """What a listing shows: the newest `front` stories."""
        return [story for story in self.visible() if section in (None, story.section)][: self.front]

    def related(self, story: Story, count: int = 4) -> list[Story]:
        """The stories before this one: a box that stays the same while new ones appear."""
        place = bisect_left(self._order, (story.published, story.number))
        older = [self.stories[number] for _, number in reversed(self._order[max(0, place - count) : place])]
        return [other for other in older if other.removed is None]

    def _published_by_now(self) -> int:
        return bisect_right(self._order, (self.world.clock.now(), 1 << 60))

    # Answers.

    def respond(self, request: Request) -> Response:
        stamp = (self._version, self._published_by_now())
        if stamp != self._cache_stamp:
            self._cache.clear()
            self._cache_stamp = stamp
        key = (request.authority, request.target)
        response = self._cache.get(key)
        if response is None:
            response = self._build(request)
            if self.cacheable and response.status == 200 and not response.delay and not response.endless:
                self._cache[key] = response
        return self._conditional(request, response) if self.validators else response

    def _build(self, request: Request) -> Response:
        path = request.path
        if path == "/robots.txt":
            return self.robots(request)
        if path in self._routes:
            return self._dress(self._routes[path](request), max((s.modified for s in self.visible()), default=None))
        if path in self.oddities:
            return self.oddities[path].build(request)
        place = self._places.get(self.key(request))
        if place:
            number, variant = place
            story = self.stories[number]
            if story.published <= self.world.clock.now():
                if story.removed:
                    return self._removed(story.removed, request)
                return self._dress(self.render(story, variant, request), story.modified)
        if path.startswith("/images/"):
            return data(PIXEL, "image/gif")
        return self.fallback(request) or self.not_found(request)

    def _dress(self, response: Response, modified: datetime | None) -> Response:
        if response.status != 200:
            return response
        if self.redesigns and response.headers.get("Content-Type", "").startswith("text/html"):
            response.body += f"\n<!-- build {self.redesigns} -->".encode(
                "utf-16" if response.body.startswith((b"\xff\xfe", b"\xfe\xff")) else "ascii"
            ).removeprefix(b"\xff\xfe")
        if self.validators:
            response.headers["ETag"] = f'"{hashlib.sha1(response.body, usedforsecurity=False).hexdigest()[:20]}"'
            if modified:
                response.headers["Last-Modified"] = format_datetime(modified, usegmt=True)
        return response

    def _conditional(self, request: Request, response: Response) -> Response:
        tag = response.headers.get("ETag")
        if response.status != 200 or tag is None:
            return response
        wanted = request.headers.get("if-none-match")
        since = request.headers.get("if-modified-since")
        same = wanted == tag if wanted else since is not None and since == response.headers.get("Last-Modified")
        if not same:
            return response
        kept = {name: value for name, value in response.headers.items() if name != "Content-Type"}
        return Response(status=304, headers=kept)

    def _removed(self, how: str, request: Request) -> Response:
        if how == "home":
            return redirect(request.root + "/", 302)
        if how == "soft":
            return html(f"<!doctype html><title>{esc(self.name)}</title><h1>404</h1><p>Page not found</p>")
        if how == "parked":
            return html(PARKED.format(host=esc(request.host)))
        if how == "410":
            return html("<!doctype html><title>410 Gone</title><h1>Gone</h1>", status=410)
        return self.not_found(request)

    def key(self, request: Request) -> str:
        """Which address of a story the request means: with its query where stories have one."""
        return request.target if request.target in self._places else request.path

    def href(self, story: Story) -> str:
        """The story's address on its own host, percent-encoded."""
        return quoted(self.path(story))

    def absolute(self, request: Request, story: Story) -> str:
        return request.root + self.href(story)

    def linked(self, stories: Iterable[Story], template: str) -> str:
        """HTML for each story: `{href}`, `{title}`, `{summary}` and `{section}` are filled in, escaped."""
        return "\n".join(
            template.format(
                href=esc(self.href(story)),
                title=esc(story.title),
                summary=esc(story.summary),
                section=esc(self.section_names[story.section]),
            )
            for story in stories
        )

    def odd_links(self, template: str = '<li><a href="{href}">{title}</a></li>') -> str:
        odd = (oddity for oddity in self.oddities.values() if oddity.listed)
        return "\n".join(template.format(href=esc(quoted(oddity.path)), title=esc(oddity.label)) for oddity in odd)

    def shelf(self, request: Request, section: str | None = None) -> tuple[list[Story], int | None]:
        """The stories of `?page=N` of a list, and the number of the next page where there is one."""
        number = request.parameter("page", "1")
        page = int(number) if number.isdecimal() and int(number) else 1
        stories = [story for story in self.visible() if section in (None, story.section)]
        start = (page - 1) * self.front
        return stories[start : start + self.front], page + 1 if len(stories) > start + self.front else None

    def schema(self, story: Story, url: str, type_: str = "NewsArticle") -> dict[str, Any]:
        """The story as a schema.org object, dates with the site's own offset."""
        section = self.section_names[story.section]
        return news_article(story, url, publisher=self.name, section=section, zone=self.local(story), type_=type_)

    def local(self, story: Story) -> datetime:
        """The time of publication on the site's own wall clock."""
        return story.published.astimezone(self.zone)

    # The truth.

    def truth(self) -> list[dict[str, Any]]:
        """What a perfect monitor would know of this site now, newest first; pages that are no story come last."""
        return [self.truth_of(story) for story in self._all_published()] + [
            self._odd_truth(oddity) for oddity in self.oddities.values()
        ]

    def _all_published(self) -> list[Story]:
        return [self.stories[number] for _, number in reversed(self._order[: self._published_by_now()])]

    def truth_of(self, story: Story) -> dict[str, Any]:
        url = self.world.url(self.id, self.href(story))
        variants = [self.world.url(self.id, quoted(path)) for path in self.variants(story).values()]
        return {
            "site": self.id,
            "kind": "story",
            "number": story.number,
            "url": url,
            "urls": [url, *variants],
            "title": story.title,
            "authors": list(story.authors),
            "published": story.published.isoformat(),
            "modified": story.modified.isoformat(),
            "language": self.language,
            "section": self.section_names[story.section],
            "tags": list(story.tags),
            "paragraphs": list(story.paragraphs),
            "captions": [block.text for block in story.blocks if block.kind == "caption"],
            "headings": [block.text for block in story.blocks if block.kind == "heading"],
            "revision": story.revision,
            "removed": story.removed,
            "copy_of": list(story.copy_of) if story.copy_of else None,
            "pages": story.pages,
            **verdict((self.outcome,)),
            "listed": story.removed is None and (self.lists_all or story in self.latest()),
            "note": "",
        }

    def _odd_truth(self, oddity: Oddity) -> dict[str, Any]:
        url = self.world.url(self.id, quoted(oddity.path))
        return {
            "site": self.id,
            "kind": "oddity",
            "url": url,
            "urls": [url],
            "title": oddity.label,
            "language": self.language,
            **verdict((oddity.outcome, *oddity.also)),
            "listed": oddity.listed,
            "note": oddity.note,
        }

    def manifest(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "language": self.language,
            "kind": self.kind,
            "owner": self.owner,
            "country": self.country,
            "time_zone": self.time_zone,
            "features": list(self.features),
            "boilerplate": list(self.boilerplate),
            "home": self.world.url(self.id),
            "about": " ".join((self.__doc__ or "").split()),
        }


PIXEL = bytes.fromhex("47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b")
PARKED = (
    "<!doctype html><html><head><title>{host}</title></head><body><h1>{host}</h1>"
    "<p>This domain may be for sale. Related searches: cheap flights, car insurance, hotel deals.</p></body></html>"
)


def quoted(path: str) -> str:
    """A decoded path, with its query if it has one, as it is written in a link."""
    return quote(path, safe="/?=&;:@,+~!$")


def verdict(outcomes: tuple[str, ...]) -> dict[str, Any]:
    """The best outcome apart as `expected` and `reason`, all that are good as `accept`."""
    expected, _, reason = outcomes[0].partition("/")
    return {"expected": expected, "reason": reason or None, "accept": list(outcomes)}


def slug(title: str) -> str:
    """An address word: letters and digits of any script joined by hyphens, Latin accents taken off."""
    plain = re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", unicodedata.normalize("NFKD", title.lower()))
    return "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", plain)))[:80].strip("-")
