"""Runs the victim and kills it at random moments."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from monitor.ledger import Ledger

VICTIM = Path(__file__).with_name("victim.py")
ROOT = Path(__file__).parents[2]


def stored_urls(book: Ledger) -> set[str]:
    found: list[str] = []
    last = 0
    while page := book.scan(last, 500):
        found += [each.record.url for each in page]
        last = page[-1].record.key
    assert len(found) == len(set(found)), "each once"
    return set(found)


def kill_again_and_again(arguments: list[str], kills: int, chance: random.Random) -> set[str]:
    """Run the victim, kill its child so often, each after some acknowledgements and a moment; what was acknowledged."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(VICTIM), *arguments]
    acknowledged: set[str] = set()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True) as victim:
        assert victim.stdin is not None
        assert victim.stdout is not None
        done, left, child = 0, 0, 0
        for line in victim.stdout:
            word, what = line.split()
            if word == "pid":
                child, left = int(what), chance.randrange(1, 25)
                continue
            acknowledged.add(what)
            left -= 1
            if left == 0:
                # The moment is what the test is about: it falls anywhere in the next few transactions.
                time.sleep(chance.random() * 0.02)
                done += 1
                if done == kills:
                    victim.stdin.close()
                os.kill(child, signal.SIGKILL)
    return acknowledged
