"""`python -m newsroom`: runs the newsroom until its standard input closes or it is told to stop."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path

from newsroom.clock import START
from newsroom.newsroom import Newsroom


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m newsroom", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--port-file", type=Path, help="file that the port is written to once it listens")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--now", default=START.isoformat(), help="where the clock starts, RFC 3339")
    parser.add_argument("--speed", type=float, default=0.0, help="newsroom seconds per real second")
    parser.add_argument("--articles", type=int, default=14, help="articles that each site starts with")
    parser.add_argument("--sites", help="ids, separated by commas; all by default, `none` for replay only")
    parser.add_argument("--replay", type=Path, help="folder of saved pages with its pages.jsonl")
    parser.add_argument("--until-stdin-closes", action="store_true")
    options = parser.parse_args(arguments)
    sites = None if options.sites is None else [name for name in options.sites.split(",") if name not in ("", "none")]
    newsroom = Newsroom(
        sites,
        seed=options.seed,
        start=datetime.fromisoformat(options.now),
        speed=options.speed,
        articles=options.articles,
        port=options.port,
        replay=options.replay,
    )
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with newsroom:
        if options.port_file:
            partial = options.port_file.with_suffix(".part")
            partial.write_text(str(newsroom.port))
            partial.replace(options.port_file)
        print(newsroom.address, flush=True)
        if options.until_stdin_closes:
            threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop.set()), daemon=True).start()
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
