"""The HTTP/1.1 server: loopback, keep-alive, also a forward proxy for http (absolute-form targets, RFC 9112 §3.2.2).

It knows nothing of sites: it reads a request, asks `answer`, and writes what comes back, misbehaving
where the response says so (delays, endless bodies or headers, dropped connections, trickles).
One event loop in one thread; 127.0.0.1 only.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from newsroom.exchange import Request, Response, decoded_path

Answer = Callable[[Request], Response]
Done = Callable[[Request, Response], None]

CHUNK = 65536
FILLER = b"<p>And so it goes on, without an end.</p>\n" * 1024


class Server:
    """Runs `answer(request)` for each request; `done` hears when a response is written or given up."""

    def __init__(self, answer: Answer, done: Done, port: int = 0) -> None:
        self._answer = answer
        self._done = done
        self._loop: asyncio.AbstractEventLoop | None = None
        self._connections: set[Connection] = set()
        self._thread = threading.Thread(target=self._run, name="newsroom", daemon=True)
        self._ready = threading.Event()
        self._wanted = port
        self._error: OSError | None = None
        self.port = 0

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread.start()
        self._ready.wait()
        if self._error:
            raise self._error

    def stop(self) -> None:
        if self._loop and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self) -> None:
        loop = self._loop
        assert loop is not None
        asyncio.set_event_loop(loop)
        listen = loop.create_server(
            lambda: Connection(self._answer, self._done, self._connections), "127.0.0.1", self._wanted, backlog=512
        )
        try:
            server = loop.run_until_complete(listen)
        except OSError as error:
            self._error = error
            loop.close()
            self._ready.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        try:
            loop.run_forever()
        finally:
            server.close()
            for connection in tuple(self._connections):
                connection.give_up()
            loop.run_until_complete(self._settle())
            loop.close()

    async def _settle(self) -> None:
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


class Connection(asyncio.Protocol):
    """One client connection: requests are answered in order, one at a time."""

    def __init__(self, answer: Answer, done: Done, connections: set[Connection]) -> None:
        self._answer = answer
        self._done = done
        self._connections = connections
        self._buffer = bytearray()
        self._current: tuple[Request, Response] | None = None
        self._task: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        self._connections.add(self)
        self._writable.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._connections.discard(self)
        self._transport = None
        if self._task:
            self._task.cancel()
        self._finish()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def give_up(self) -> None:
        if self._transport:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._advance()

    def _advance(self) -> None:
        while self._current is None and self._transport:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            request = parse_head(bytes(self._buffer[:end]))
            if request is None:
                self._transport.write(Response(status=400).head(close=True))
                self._transport.close()
                return
            length = int(request.headers.get("content-length") or 0)
            if len(self._buffer) < end + 4 + length:
                return
            request.body = bytes(self._buffer[end + 4 : end + 4 + length])
            del self._buffer[: end + 4 + length]
            response = self._answer(request)
            self._current = (request, response)
            if response.delay or response.endless or response.trickle:
                self._task = asyncio.get_running_loop().create_task(self._misbehave(request, response))
            else:
                self._write(request, response)

    def _write(self, request: Request, response: Response) -> None:
        if not self._transport:
            return
        close = request.headers.get("connection", "").lower() == "close"
        if response.drop == "before":
            self._transport.abort()
            return
        body = b"" if request.method == "HEAD" or response.status in (204, 304) else response.body
        if response.drop == "middle":
            self._transport.write(response.head(close=True) + body[: len(body) // 2])
            self._transport.close()
            return
        self._transport.write(response.head(close) + body)
        if close:
            self._transport.close()
        self._finish()

    async def _misbehave(self, request: Request, response: Response) -> None:
        if response.delay:
            await asyncio.sleep(response.delay)
        if response.endless:
            await self._pour(response)
        elif response.trickle:
            await self._drip(response)
        else:
            self._write(request, response)
        self._task = None
        self._advance()

    async def _pour(self, response: Response) -> None:
        if not self._transport:
            return
        head = response.head(close=True)
        self._transport.write(head[:-2] if response.endless == "headers" else head + response.body)
        number = 0
        while self._transport:
            await self._writable.wait()
            if response.endless == "headers":
                self._transport.write(b"".join(b"X-More-%d: yes\r\n" % (number + step) for step in range(1000)))
                number += 1000
            else:
                self._transport.write(FILLER)
            await asyncio.sleep(0)

    async def _drip(self, response: Response) -> None:
        raw = response.head(close=True) + response.body
        size = max(1, int(response.trickle / 10))
        for start in range(0, len(raw), size):
            if not self._transport:
                return
            self._transport.write(raw[start : start + size])
            await asyncio.sleep(size / response.trickle)
        if self._transport:
            self._transport.close()
        self._finish()

    def _finish(self) -> None:
        if self._current:
            current, self._current = self._current, None
            self._done(*current)


def parse_head(raw: bytes) -> Request | None:
    """A request from its head without the closing blank line; None where it makes no sense."""
    lines = raw.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/"):
        return None
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    method, target = words[0], words[1]
    if target.startswith("http://"):
        authority, slash, rest = target[7:].partition("/")
        target = slash + rest or "/"
    else:
        authority = headers.get("host", "")
    if not target.startswith("/") or not headers.get("content-length", "0").isdigit():
        return None
    host = authority.rpartition("@")[2].partition(":")[0].lower().rstrip(".")
    path, query = decoded_path(target)
    return Request(method=method, host=host, authority=authority, path=path, query=query, headers=headers)
