"""What the crawl process itself costs: CPU per page with an ingestion that keeps nothing, politeness off.

`PYTHONPATH=tests python -m wildweb.pace [pages] [bytes]` prints one line; the server runs in a process of its own.
"""

from __future__ import annotations

import asyncio
import gzip
import multiprocessing
import random
import resource
import sys
import time

HOSTS = 32


def serve(port: multiprocessing.Queue[int], size: int) -> None:
    words = [f"word{number}" for number in range(5000)]
    choose = random.Random(7)
    text = b"<html><body><p>"
    while len(text) < size:
        text += choose.choice(words).encode() + b" "
    packed = gzip.compress(text[:size], 6)
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    )
    reply = head.encode() + packed

    class Fast(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport
            self.seen = b""

        def data_received(self, data: bytes) -> None:
            self.seen += data
            while b"\r\n\r\n" in self.seen:
                _, _, self.seen = self.seen.partition(b"\r\n\r\n")
                self.transport.write(reply)  # type: ignore[attr-defined]

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Fast, "127.0.0.1", 0, backlog=1000)
        port.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def main(pages: int = 4000, size: int = 60_000, profile: str | None = None) -> None:
    context = multiprocessing.get_context("spawn")
    ports: multiprocessing.Queue[int] = context.Queue()  # type: ignore[assignment]
    server = context.Process(target=serve, args=(ports, size), daemon=True)
    server.start()
    port = ports.get()

    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from spiders import news, settings
    from wildweb.ingest import SilentIngest

    tasks = [{"source": "s", "url": f"http://h{n % HOSTS}.localhost:{port}/{n}"} for n in range(pages)]
    plan = {
        "sources": [{"id": "s", "url": f"http://h0.localhost:{port}/", "obey_robots": False}],
        "tasks": tasks,
        "crawl": {"concurrency": 32, "per_host": 2},
    }
    ingest = SilentIngest(plan, sys.stderr)
    news._opened = lambda sources, limit: ingest
    values = Settings()
    values.setmodule(settings)
    process = AsyncCrawlerProcess(values)
    process.crawl(news.NewsSpider)
    began, cpu = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    if profile:
        import cProfile

        cProfile.runctx("process.start()", {"process": process}, {}, profile)
    else:
        process.start()
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF)
    used = after.ru_utime + after.ru_stime - cpu.ru_utime - cpu.ru_stime
    print(
        f"pages={ingest.taken} wall={wall:.2f}s pages_per_s={ingest.taken / wall:.0f} "
        f"cpu_ms_per_page={1000 * used / ingest.taken:.2f} peak_mb={after.ru_maxrss // 1024}"
    )
    server.kill()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:3]), *sys.argv[3:4])
