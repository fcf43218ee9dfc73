"""The newsroom: invented sites behind one loopback server, with a clock, faults, statistics and the truth.

    with Newsroom(seed=7, articles=14) as newsroom:
        newsroom.url("harbour")                          # http://harbour.localhost:PORT/
        newsroom.publish("nilufar", title="…")
        newsroom.break_("harbour", status=503, times=2)
        newsroom.truth("harbour")

Every method is safe to call from any thread while the server answers.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from newsroom import control
from newsroom.clock import START, Clock
from newsroom.exchange import Request, Response, data
from newsroom.faults import Fault
from newsroom.replay import ReplayedHost, read_folder
from newsroom.server import Server
from newsroom.site import Site
from newsroom.sites import ALL
from newsroom.statistics import HostStatistics, Seen

CONTROL_HOSTS = ("127.0.0.1", "localhost")


class Newsroom:
    def __init__(
        self,
        sites: Iterable[str] | None = None,
        *,
        seed: int = 7,
        start: datetime = START,
        speed: float = 0.0,
        articles: int = 14,
        port: int = 0,
        replay: Path | None = None,
    ) -> None:
        """`sites` are ids (all by default); `articles` is how many each site starts with; `replay` is a folder
        of saved pages that are served under their own host names (see `replay`)."""
        self.clock = Clock(start, speed)
        self.seed = seed
        self._lock = threading.RLock()
        self._statistics: dict[str, HostStatistics] = {}
        self._faults: dict[str, list[Fault]] = {}
        self._seen: dict[int, Seen] = {}
        self._server = Server(self._answer, self._done, port)
        wanted = [site.id for site in ALL] if sites is None else list(sites)
        by_id = {site.id: site for site in ALL}
        self.sites: dict[str, Site] = {name: by_id[name](self) for name in wanted}
        self.replayed: dict[str, ReplayedHost] = read_folder(replay) if replay else {}
        for site in self.sites.values():
            site.fill(articles)
        for site in self.sites.values():
            self._repeat_wire(site)

    def _repeat_wire(self, site: Site) -> None:
        if site.copies_from is None or site.copies_from[0] not in self.sites:
            return
        wire, count = site.copies_from
        for delay, original in enumerate(self.sites[wire].visible()[:count], start=1):
            site.publish(at=original.published + timedelta(minutes=delay), copy_of=(wire, original))

    def start(self) -> Newsroom:
        self._server.start()
        return self

    def stop(self) -> None:
        self._server.stop()

    def __enter__(self) -> Newsroom:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # Addresses.

    @property
    def port(self) -> int:
        return self._server.port

    @property
    def address(self) -> str:
        """Where the control API answers, and what to give a client as its proxy."""
        return f"http://127.0.0.1:{self.port}"

    def url(self, site: str, path: str = "/") -> str:
        return f"http://{site}.localhost:{self.port}{path}"

    def configuration(self, sites: Iterable[str] | None = None) -> str:
        """`[[source]]` blocks for monitor.toml: nothing but what a person would write who knows the site.

        `sites` are ids, and names of replayed hosts; by default everything. A replayed host is reached through
        the newsroom as its proxy.
        """
        wanted = [*self.sites, *self.replayed] if sites is None else sites
        return "\n".join(self._source(name) for name in wanted)

    def _source(self, name: str) -> str:
        fields = {"id": name.replace(".", "-"), "name": name, "url": f"http://{name}/", "proxy": self.address}
        if name in self.sites:
            site = self.sites[name]
            fields = {
                "id": site.id,
                "name": site.name,
                "url": self.url(site.id),
                "kind": site.kind,
                "owner": site.owner,
                "language": site.language,
                "country": site.country,
                "time_zone": site.time_zone,
            }
        elif name not in self.replayed:
            raise KeyError(name)
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items()]
        return "[[source]]\n" + "\n".join(lines) + "\n"

    # Commands. Each answers with the truth about the story that it touched.

    def publish(
        self,
        site: str,
        *,
        title: str | None = None,
        paragraphs: Iterable[str] | None = None,
        authors: Iterable[str] | None = None,
        at: datetime | None = None,
        copy_of: tuple[str, int] | None = None,
    ) -> dict[str, Any]:
        with self._lock:
            place = self.sites[site]
            original = (copy_of[0], self.sites[copy_of[0]].stories[copy_of[1]]) if copy_of else None
            story = place.publish(
                at=at,
                title=title,
                paragraphs=None if paragraphs is None else tuple(paragraphs),
                authors=None if authors is None else tuple(authors),
                copy_of=original,
            )
            return place.truth_of(story)

    def edit(
        self,
        site: str,
        number: int,
        *,
        swap: tuple[str, str] | None = None,
        title: str | None = None,
        paragraphs: Iterable[str] | None = None,
        add: str | None = None,
    ) -> dict[str, Any]:
        with self._lock:
            place = self.sites[site]
            words = None if paragraphs is None else tuple(paragraphs)
            return place.truth_of(place.edit(number, swap=swap, title=title, paragraphs=words, add=add))

    def remove(self, site: str, number: int, how: str = "404") -> dict[str, Any]:
        with self._lock:
            place = self.sites[site]
            return place.truth_of(place.remove(number, how))

    def redesign(self, site: str) -> None:
        with self._lock:
            self.sites[site].redesign()

    def break_(self, host: str, **fault: Any) -> Fault:
        """Orders a fault (see `faults.Fault`) on a site, or on a replayed host by its name."""
        with self._lock:
            ordered = Fault(**fault)
            self._faults.setdefault(self._host(host), []).append(ordered)
            return ordered

    def heal(self, host: str | None = None) -> None:
        """Takes back all faults of a host, or of all."""
        with self._lock:
            if host is None:
                self._faults.clear()
            else:
                self._faults.pop(self._host(host), None)

    def advance(self, **step: float) -> datetime:
        """Moves the clock: `advance(hours=6)`."""
        with self._lock:
            return self.clock.advance(timedelta(**step))

    def truth(self, site: str | None = None) -> list[dict[str, Any]]:
        with self._lock:
            if site is not None:
                return self.sites[site].truth()
            return [entry for place in self.sites.values() for entry in place.truth()]

    def statistics(self, host: str) -> HostStatistics:
        """Requests that a host has seen; empty before the first."""
        with self._lock:
            return self._statistics.setdefault(self._host(host), HostStatistics())

    def all_statistics(self) -> dict[str, HostStatistics]:
        with self._lock:
            return dict(self._statistics)

    def forget_statistics(self) -> None:
        with self._lock:
            self._statistics.clear()

    # The server's side.

    def _host(self, name: str) -> str:
        return f"{name}.localhost" if name in self.sites else name

    def _answer(self, request: Request) -> Response:
        with self._lock:
            if request.host in CONTROL_HOSTS:
                return control.answer(self, request)
            response = self._spoiled(request, self._respond(request))
            statistics = self._statistics.setdefault(request.host, HostStatistics())
            seen = Seen(
                method=request.method,
                target=request.target,
                status=response.status,
                started=time.monotonic(),
                agent=request.headers.get("user-agent", ""),
                conditional=is_conditional(request),
            )
            statistics.requests.append(seen)
            statistics.at_once += 1
            statistics.most_at_once = max(statistics.most_at_once, statistics.at_once)
            self._seen[id(request)] = seen
            return response

    def _respond(self, request: Request) -> Response:
        name, dot, rest = request.host.partition(".")
        if dot and rest == "localhost" and name in self.sites:
            return self.sites[name].respond(request)
        if request.host in self.replayed:
            return self.replayed[request.host].respond(request)
        return data(f"no such site: {request.host}\n", "text/plain; charset=utf-8", status=502)

    def _spoiled(self, request: Request, response: Response) -> Response:
        for fault in self._faults.get(request.host, ()):
            if fault.covers(request.path):
                return fault.spoil(response, is_conditional(request))
        return response

    def _done(self, request: Request, response: Response) -> None:
        with self._lock:
            seen = self._seen.pop(id(request), None)
            if seen is not None:
                seen.ended = time.monotonic()
                if request.host in self._statistics:
                    self._statistics[request.host].at_once = max(0, self._statistics[request.host].at_once - 1)


def is_conditional(request: Request) -> bool:
    return "if-none-match" in request.headers or "if-modified-since" in request.headers
