"""How long `monitor --help` takes, as a multiple of a bare interpreter start (bar: ≤ 6)."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time

from benchmarks.report import Report


def seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true")
    rounds = 5 if parser.parse_args().short else 20
    bare, helped = [sys.executable, "-c", "pass"], [sys.executable, "-m", "monitor", "--help"]
    pairs = [(seconds(bare), seconds(helped)) for _ in range(rounds + 1)][1:]
    report = Report("start")
    report.figure("help_over_bare", statistics.median(b / a for a, b in pairs), 6)
    report.figure("help_ms", statistics.median(b for _, b in pairs) * 1000, unit=" ms")
    report.write()


if __name__ == "__main__":
    main()
