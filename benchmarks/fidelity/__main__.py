"""`python -m benchmarks fidelity`: see the package."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import benchmarks.fidelity as package
from benchmarks.fidelity import cases, dates, foreign, measures, readers, table
from benchmarks.report import Report

OURS = "ours"


def run(name: str, known: Sequence[cases.Case], report: Report, options: argparse.Namespace) -> None:
    if not known:
        report.note(f"{name}: no pages there")
        return
    own = readers.all_ours(known, options.processes)
    kept = [answer if not answer.why else replace(answer, text="") for answer in own]
    answers = {OURS: kept}
    if any(answer.why for answer in own):
        answers[f"{OURS}, refused read"] = own
    names = list(foreign.READERS)
    # trafilatura is our own dependency; whoever else is importable here comes along.
    answers |= readers.others(known, ["trafilatura"] if options.against else names, sys.executable)
    if options.against:
        answers |= readers.others(known, names[1:], options.against)
    judged = {
        who: [measures.judged(case, each) for case, each in zip(known, given, strict=True)]
        for who, given in answers.items()
    }
    print(f"\n{name}: {len(known)} pages, {sum(1 for answer in own if answer.why)} refused")
    print(table.printed([table.row(who, pages, answers[who]) for who, pages in judged.items()]))
    theirs = next(pages for who, pages in judged.items() if who.startswith("trafilatura"))
    ahead = table.total(judged[OURS]).f1 - table.total(theirs).f1
    report.figure(f"{name}.f1_ahead_of_trafilatura", ahead, 0.010, at_least=True)
    reasons = table.reasons()
    worse = table.worse(known, kept, judged[OURS], theirs)
    unexplained = [each for each in worse if each[1].url not in reasons]
    report.note(f"{len(worse)} pages worse than trafilatura by more than {table.WORSE}")
    report.figure(f"{name}.worse_without_reason", len(unexplained), 0)
    for by, case, answer, page in unexplained[: options.worst]:
        print(f"−{by:.2f}", table.told(case, answer, page))
    rest = sorted(zip(known, kept, judged[OURS], strict=True), key=lambda each: each[2].body.f1)
    rest = [each for each in rest if each[2].body.f1 < 1 and each[0].url not in reasons]
    print(f"worst pages, of {len(rest)} that are not perfect:" if rest else "every text is perfect")
    for case, answer, page in rest[: options.worst]:
        print(table.told(case, answer, page))


def main() -> None:
    parser = argparse.ArgumentParser(description=package.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="a tenth of each set")
    parser.add_argument("--checkout", type=Path, help="a checkout of adbar/trafilatura")
    parser.add_argument("--truth", type=Path, help="the truth about crawled sites, JSON lines")
    parser.add_argument("--ledger", type=Path, help="the watch that crawled them: the folder of its monitor.toml")
    parser.add_argument("--dates", type=Path, help="a checkout of adbar/htmldate")
    parser.add_argument("--against", metavar="PYTHON", help="an interpreter with newspaper4k, news-please, readability")
    parser.add_argument("--worst", type=int, default=10, help="how many pages to show (10)")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    if (options.truth is None) != (options.ledger is None):
        parser.error("--truth and --ledger go together")
    report = Report("fidelity")
    step = 10 if options.short else 1
    run("golden", list(cases.golden()), report, options)
    if options.checkout:
        run("evaluation", list(cases.snippets(options.checkout))[::step], report, options)
    if options.truth:
        run("crawled", list(cases.crawled(options.truth, options.ledger))[::step], report, options)
    if options.dates:
        for (name, counts), least in zip(dates.evaluate(options.dates).items(), (760, 185), strict=True):
            report.figure(f"{name.removesuffix('.json')}_right", counts.right, least, at_least=True)
            report.figure(f"{name.removesuffix('.json')}_wrong", counts.wrong, counts.own_wrong)
            report.note(
                f"{name}: {counts.pages} pages, {counts.missing} without a date; htmldate {counts.own_right} right"
            )
    if not (options.checkout or options.truth or options.dates):
        report.note("these were the golden pages alone; --checkout, --truth and --dates bring more (see --help)")
    report.write()


if __name__ == "__main__":
    main()
