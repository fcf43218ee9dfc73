"""A TCP proxy in front of a real server that does to HTTP what networks, balancers and tired servers do.

    with FaultyProxy(url) as proxy:
        proxy.fault = drop_answer_to("/_bulk")      # asked once per request: what happens to this one
        … proxy.url …

A fault is a function of (number of the request that it applies to, method, path, body) and returns what to do: None to
pass it on, or an `Act`. It sees whole requests and whole answers, so it can store and then stay silent.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Act:
    """`passes`: the server gets the request. `answer`: what the client gets, made of the server's own (status, body)
    where it got one; None cuts the connection. `cut`: how much of the body is sent before the cut. `after_s`: how long
    the answer is held back. `vouched`: whether the answer calls itself Elasticsearch's."""

    passes: bool = False
    answer: Callable[[int, bytes], tuple[int, bytes]] | None = None
    cut: float | None = None
    after_s: float = 0
    vouched: bool = True


Fault = Callable[[str, str, bytes], Act | None]


def says(status: int, kind: str, reason: str = "invented") -> Act:
    """The whole request is answered with an error and never reaches the server."""
    error = {"type": kind, "reason": reason}
    return answers({"error": {**error, "root_cause": [error]}, "status": status}, status)


def answers(body: object, status: int = 200) -> Act:
    """The whole request is answered with this and never reaches the server."""
    content = json.dumps(body).encode()
    return Act(answer=lambda *_: (status, content))


def items_say(status: int, kind: str, every: int = 3) -> Act:
    """Stored, but every n-th item's result is told as this; the client has to send it again."""

    def changed(code: int, body: bytes) -> tuple[int, bytes]:
        answer: dict[str, Any] = json.loads(body)
        for item in answer.get("items", [])[::every]:
            for result in item.values():
                result.pop("result", None)
                result |= {"status": status, "error": {"type": kind, "reason": "invented"}}
        return code, json.dumps(answer).encode()

    return Act(passes=True, answer=changed)


UNKNOWN = says(401, "security_exception", "unable to authenticate with provided credentials")
DROPPED_BEFORE = Act()
DROPPED_AFTER = Act(passes=True)
HALF = Act(passes=True, answer=lambda status, body: (status, body), cut=0.5)
GARBLED = Act(passes=True, answer=lambda status, body: (status, body[: len(body) // 2]))
ANOTHER_PRODUCT = Act(answer=lambda *_: (200, b"<html>We will be back soon</html>"), vouched=False)


def slow(seconds: float) -> Act:
    """Stored, and told late."""
    return Act(passes=True, answer=lambda status, body: (status, body), after_s=seconds)


class FaultyProxy:
    def __init__(self, url: str, *, tls: ssl.SSLContext | None = None, authorization: str | None = None) -> None:
        """With `tls` it speaks https to the client, and to the server what it spoke before. With `authorization` it lets
        nobody through whose header is another: security is not among the packages that the servers are made of."""
        self.fault: Fault = lambda method, path, body: None
        self.met = 0
        """Requests that a fault was done to."""
        self._lock = Lock()
        self._ended = Event()
        behind = urlsplit(url)
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                with proxy._lock:
                    stranger = authorization is not None and self.headers.get("authorization") != authorization
                    act = UNKNOWN if stranger else proxy.fault(self.command, self.path, body)
                    proxy.met += act is not None
                status, answer, headers = 200, b"", {"content-type": "application/json"}
                if act is None or act.passes:
                    connection = http.client.HTTPConnection(behind.hostname or "", behind.port, timeout=60)
                    connection.request(self.command, self.path, body, dict(self.headers))
                    response = connection.getresponse()
                    status, answer = response.status, response.read()
                    headers = {
                        name: value
                        for name, value in response.getheaders()
                        if name.lower() in ("content-type", "x-elastic-product", "warning")
                    }
                    connection.close()
                if act is not None:
                    if act.answer is None:
                        self._cut()
                        return
                    proxy._ended.wait(act.after_s)
                    status, answer = act.answer(status, answer)
                    if act.vouched and not act.passes:
                        headers["x-elastic-product"] = "Elasticsearch"
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                if self.command == "HEAD":
                    return
                if act is not None and act.cut is not None:
                    self.wfile.write(answer[: int(len(answer) * act.cut)])
                    self._cut()
                    return
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any

            def _cut(self) -> None:
                self.close_connection = True
                self.wfile.flush()
                self.connection.shutdown(socket.SHUT_RDWR)

            def log_message(self, *arguments: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                """A client that gave up, a server that is gone: what the test wants."""

        self._server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> FaultyProxy:
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
