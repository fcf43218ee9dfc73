"""Writing many documents, with an outcome for each: stored, refused, or sent again.

| the server says                                   | what it means            | what is done              |
|---------------------------------------------------|--------------------------|---------------------------|
| 200, 201; 404 to a deletion; 409                  | it has this or a newer   | done                      |
| 429, 502, 503, 504, of the request or of one item | overloaded               | that part again, later    |
| no answer, half an answer, a dropped connection   | nobody knows             | all of it again           |
| 413                                               | too much at once         | in halves                 |
| a cluster block; anything else of the server (5xx) | an outage                | ServiceError, nothing lost |
| other 4xx of one item                             | this document is refused | a `Refusal` with its words |

Sending again is harmless: every item carries its version (`external_gte`), so the same or an older one changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from monitor.elastic import refusals
from monitor.errors import ServiceError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

MOST_ITEMS = 500
MOST_BYTES = 5_000_000
"""Of one request; servers take 100 MB, and give time-outs long before."""

TRIES = 8
"""In a row without any progress. With the delays below the last one comes after about half a minute."""
UNREACHABLE_TRIES = 4
FIRST_DELAY_S, LONGEST_DELAY_S = 0.25, 15.0


@dataclass(frozen=True, slots=True)
class Item:
    """One operation. `lines` are its action and, for a document, its source, as JSON."""

    key: int
    lines: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return sum(map(len, self.lines)) + len(self.lines)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that the server will not take as it is."""

    key: int
    status: int
    reason: str


def put(key: int, index: str, name: str, version: int, document: dict[str, Any]) -> Item:
    return Item(key, (_action("index", index, name, version), _line(document)))


def remove(key: int, index: str, name: str, version: int) -> Item:
    return Item(key, (_action("delete", index, name, version),))


class Bulk:
    """`sleep` and `random` (0 ≤ x < 1) are the caller's."""

    def __init__(self, client: Elasticsearch, *, sleep: Callable[[float], None], random: Callable[[], float]) -> None:
        self._client = client
        self._sleep = sleep
        self._random = random

    def write(self, items: Iterable[Item]) -> list[Refusal]:
        """Returns when the server has given its word on every item. ServiceError, ConfigurationError otherwise."""
        refused: list[Refusal] = []
        # The next batch is made while the server works on the one before; never two at the server at once.
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="bulk") as sender:
            sent: Future[list[Refusal]] | None = None
            for batch in _batches(items):
                if sent is not None:
                    refused += sent.result()
                sent = sender.submit(self._batch, batch)
            if sent is not None:
                refused += sent.result()
        return refused

    def _batch(self, batch: Sequence[Item]) -> list[Refusal]:
        refused: list[Refusal] = []
        left, tries = batch, 0
        while left:
            again, why, limit = self._send(left, refused)
            if not again:
                break
            tries = tries + 1 if len(again) == len(left) else 1
            if tries >= limit:
                raise why
            left = again
            self._sleep(self._delay(tries))
        return refused

    def _send(self, items: Sequence[Item], refused: list[Refusal]) -> tuple[Sequence[Item], Exception, int]:
        """What must be sent again, why, and how often at most."""
        import elastic_transport
        from elasticsearch import ApiError

        lines = [line for item in items for line in item.lines]
        try:
            answer = self._client.bulk(operations=lines, filter_path=_WANTED)  # type: ignore[arg-type]
        except ApiError as error:
            why = refusals.of_status(error.status_code, error.body, doing="write")
            if error.status_code == 413:
                return (), self._halves(items, refused), TRIES
            if error.status_code in refusals.OVERLOADED:
                return items, why, TRIES
            raise why from error
        except elastic_transport.TransportError as error:
            return items, refusals.of_connection(error), UNREACHABLE_TRIES
        told = answer.body.get("items", ()) if isinstance(answer.body, dict) else ()
        if len(told) != len(items):
            why = ServiceError("The search server sent half an answer.", hint="monitor index sync")
            return items, why, UNREACHABLE_TRIES
        again: list[Item] = []
        overloaded: Exception = _NOTHING
        for item, outcome in zip(items, told, strict=True):
            (kind, result), *_ = outcome.items()
            status = int(result.get("status", 500))
            if status < 300 or status == 409 or (kind == "delete" and status == 404):
                continue
            name, reason = refusals.cause(result)
            if status in refusals.OVERLOADED:
                again.append(item)
                overloaded = refusals.of_status(status, result, doing="write")
            elif name == refusals.BLOCK or status in (401, 403, 404) or status >= 500:
                raise refusals.of_status(status, result, doing="write")
            else:
                refused.append(Refusal(item.key, status, f"{name}: {reason}" if name else reason))
        return again, overloaded, TRIES

    def _halves(self, items: Sequence[Item], refused: list[Refusal]) -> Exception:
        if len(items) == 1:
            refused.append(Refusal(items[0].key, 413, f"too large for the server: {items[0].size:,} bytes"))
        else:
            for half in (items[: len(items) // 2], items[len(items) // 2 :]):
                refused.extend(self._batch(half))
        return _NOTHING

    def _delay(self, tries: int) -> float:
        """Doubling, each time between half of it and all of it, so that many writers do not come back together."""
        longest: float = min(FIRST_DELAY_S * 2 ** (tries - 1), LONGEST_DELAY_S)
        return longest * (0.5 + self._random() / 2)


_NOTHING = ServiceError("The search server gave no reason.")
_WANTED = ["items.*.status", "items.*.error"]


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and (len(batch) >= MOST_ITEMS or size + item.size > MOST_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
    if batch:
        yield batch


def _action(kind: str, index: str, name: str, version: int) -> bytes:
    # Written out: it is as long as a short document. What an index may be called needs no escaping.
    told = f'"_index":"{index}","_id":{json.dumps(name)},"version":{version},"version_type":"external_gte"'
    return f'{{"{kind}":{{{told}}}}}'.encode()


def _line(value: dict[str, Any]) -> bytes:
    # A lone surrogate cannot be sent; it was never a letter.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
