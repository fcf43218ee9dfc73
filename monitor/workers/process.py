"""The worker process: `python -m monitor.workers.process MEMORY_MB`.

Frames on standard input and output: two lengths (big-endian, 4 and 8 bytes), JSON of the first length, bytes of the
second. A request's JSON names the task and its arguments, its bytes are the body; an answer has no bytes.

    {"ready": PID}                  once, after everything is loaded
    (nothing: both lengths 0)       the request is read; a death before this is not the page's doing
    {"done": …}                     an Extraction or a Discovery
    {"memory": "…"}, {"crash": "…"} the task failed; after `memory` the process ends, for its heap is in pieces

It ignores SIGINT (the terminal sends it to everybody), dies with its parent (Linux: PR_SET_PDEATHSIG; everywhere: end
of standard input), and cannot grow beyond its limit.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import resource
import signal
import struct
import sys
import warnings
from datetime import datetime
from functools import lru_cache
from typing import Any, BinaryIO

from monitor.collector import collect_seldom
from monitor.model import Lead, ListingKind, Page, Source
from monitor.workers import codec

HEAD = struct.Struct(">IQ")
_PR_SET_PDEATHSIG = 1


def main(memory_mb: int, parent: int) -> int:
    _settle(parent)
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not fall between the frames
    try:
        from monitor.workers import tasks

        tasks.warm()
    except Exception as error:
        _send(answers, {"crash": f"the worker cannot start: {type(error).__name__}: {error}"})
        return 1
    _limit(memory_mb)
    collect_seldom()
    _send(answers, {"ready": os.getpid()})
    while head := requests.read(HEAD.size):
        if len(head) < HEAD.size:
            break
        request = _request(requests, head)
        answers.write(HEAD.pack(0, 0))
        answers.flush()
        answer = _answer(*request)
        _send(answers, answer)
        if "memory" in answer:
            break
    return 0


def _request(requests: BinaryIO, head: bytes) -> tuple[bytes, bytes]:
    size, body_size = HEAD.unpack(head)
    try:
        return requests.read(size), requests.read(body_size)
    except MemoryError:
        return b"", b""


def _answer(request: bytes, body: bytes) -> dict[str, Any]:
    from monitor.workers import tasks

    try:
        if not request:
            raise MemoryError
        call = json.loads(request)
        page = codec.decoded(Page, {**call["page"], "body": body})
        source = _source(call["source"]) if call.get("source") else None
        if call["task"] == "listing":
            return {"done": codec.plain(tasks.discovery(ListingKind(call["kind"]), page, source))}
        lead = codec.decoded(Lead, call["lead"]) if call.get("lead") else None
        assert source is not None
        now, explain = datetime.fromisoformat(call["now"]), bool(call.get("explain"))
        return {"done": codec.plain(tasks.extraction(page, source, lead, now, explain=explain))}
    except MemoryError:
        return {"memory": "the page needs more memory than a worker may have"}
    except RecursionError:
        return {"crash": "RecursionError: the page is nested too deep"}
    except Exception as error:  # a page must never end the process: the error is the page's outcome
        return {"crash": f"{type(error).__name__}: {error}"[:500]}


@lru_cache(maxsize=32)
def _source(told: str) -> Source:
    """Hundreds of pages come from one source, and its names and patterns are most of a request."""
    return codec.loads(Source, told.encode("utf-8", "replace"))


def _send(answers: BinaryIO, answer: dict[str, Any]) -> None:
    data = json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    answers.write(HEAD.pack(len(data), 0) + data)
    answers.flush()


def _settle(parent: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the line above
            os._exit(1)


def _limit(memory_mb: int) -> None:
    limit = memory_mb * 1024 * 1024
    # RLIMIT_DATA counts what is really writable (Linux 4.7 and newer); the address space is larger by shared libraries.
    for kind, size in ((resource.RLIMIT_DATA, limit), (resource.RLIMIT_AS, limit * 2), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
