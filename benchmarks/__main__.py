"""`python -m benchmarks [NAME] [--short]`: all of them, or one with its own options."""

from __future__ import annotations

import runpy
import subprocess
import sys
import time

ALL = ("start", "search", "ledger", "extraction", "crawl")
PATIENCE_S = {True: 900, False: 7200}
"""By whether it is the short form: what hangs is named, and the others are run."""


def main() -> int:
    arguments = sys.argv[1:]
    if arguments and not arguments[0].startswith("-"):
        name = arguments[0]
        sys.argv = [f"benchmarks.{name}", *arguments[1:]]
        runpy.run_module(f"benchmarks.{name}", run_name="__main__")
        return 0
    failed = []
    for name in ALL:
        began = time.monotonic()
        print(f"# {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        try:
            ended = subprocess.run(command, check=False, timeout=PATIENCE_S["--short" in arguments]).returncode
        except subprocess.TimeoutExpired:
            ended = None
        if ended != 0:
            failed.append(name)
        print(f"# {name}: {time.monotonic() - began:.0f} s", flush=True)
    if failed:
        print(f"could not be run: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
