"""A raw HTTP server on a free loopback port. A handler gets the request and writes whatever bytes it likes."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    target: str
    host: str
    headers: dict[str, str]
    body: bytes
    at: float


Handler = Callable[[Asked, socket.socket], "bool | None"]
"""Writes an answer; returns True to keep the connection open."""


@dataclass
class WildWeb:
    """`on(path, handler)` for every host, `on(path, handler, host="name.localhost")` for one."""

    handlers: dict[tuple[str | None, str], Handler] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    at_once: Counter[str] = field(default_factory=Counter)
    most_at_once: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        self._open = True
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str, host: str = "site.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def on(self, path: str, handler: Handler, *, host: str | None = None) -> None:
        self.handlers[host, path] = handler

    def requests(self, path: str, host: str | None = None) -> list[Asked]:
        return [one for one in self.asked if one.target == path and host in (None, one.host)]

    def close(self) -> None:
        self._open = False
        self._listener.close()

    def _accept(self) -> None:
        while self._open:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, ValueError):
            stream = client.makefile("rb")
            while True:
                line = stream.readline().decode("latin-1").split()
                if len(line) != 3:
                    return
                headers: dict[str, str] = {}
                while (text := stream.readline().decode("latin-1").strip()) != "":
                    name, _, value = text.partition(":")
                    headers[name.lower()] = value.strip()
                body = stream.read(int(headers.get("content-length", 0)))
                host = headers.get("host", "").partition(":")[0]
                asked = Asked(line[0], line[1], host, headers, body, time.monotonic())
                with self._lock:
                    self.asked.append(asked)
                    self.at_once[host] += 1
                    self.most_at_once[host] = max(self.most_at_once[host], self.at_once[host])
                path = asked.target.partition("?")[0]
                handler = self.handlers.get((host, path)) or self.handlers.get((None, path)) or missing
                try:
                    if not handler(asked, client):
                        return
                finally:
                    with self._lock:
                        self.at_once[host] -= 1


def answer(body: bytes = b"", status: str = "200 OK", *, wait_s: float = 0.0, **headers: str) -> Handler:
    """A well-formed answer. Header names are written with underscores."""

    def handle(asked: Asked, client: socket.socket) -> bool:
        if wait_s:
            time.sleep(wait_s)
        named = {"Content-Type": "text/html; charset=utf-8", **{k.replace("_", "-"): v for k, v in headers.items()}}
        named["Content-Length"] = str(len(body))
        head = "".join(f"{name}: {value}\r\n" for name, value in named.items())
        client.sendall(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body)
        return True

    return handle


def raw(*pieces: bytes) -> Handler:
    """Exactly these bytes, then the connection is closed."""

    def handle(asked: Asked, client: socket.socket) -> None:
        for piece in pieces:
            client.sendall(piece)

    return handle


def endless(head: bytes, piece: bytes, *, wait_s: float = 0.0) -> Handler:
    """`head` once, `piece` until the client has had enough."""

    def handle(asked: Asked, client: socket.socket) -> None:
        client.sendall(head)
        while True:
            client.sendall(piece)
            if wait_s:
                time.sleep(wait_s)

    return handle


def silent(asked: Asked, client: socket.socket) -> None:
    """Never answers; ends when the client gives up."""
    client.settimeout(60)
    client.recv(1)


def moved(to: str, status: str = "302 Found") -> Handler:
    return answer(b"moved", status, Location=to)


missing = answer(b"nothing here", "404 Not Found")
