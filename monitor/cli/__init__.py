"""Arguments → app → print.

`main` is the command `monitor`. Each command lives in a module of its own that is imported only when it is asked for,
so that `monitor --help` costs little. A command is a function of the `Session` and its arguments; it returns its exit
code, or nothing for 0:

    @command(examples=("monitor show 5f2c91",))
    @click.argument("article")
    def show(session: Session, article: str) -> int | None:
        "Show one article."

stdout is the answer, stderr is talk. With `--json` the answer is one object a line and the last is a `summary`.

frame    commands, groups, global options      session  what a command has in hand: output, questions, the watch
output   the two faces of an answer            errors   what a person reads when something fails
table    columns, in every script              times    two calendars, and times as people type them
bidi     right-to-left text in a terminal
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

COMMANDS: dict[str, tuple[str, str, str]] = {
    "init": ("Start", "monitor.cli.init:init", "Make a watch: a commented monitor.toml and an empty ledger."),
    "add": ("Start", "monitor.cli.add:add", "Look at a site and add it as a source."),
    "crawl": ("Daily", "monitor.cli.crawl:crawl", "Read what is due, store what is new."),
    "search": ("Daily", "monitor.cli.search:search", "Find articles."),
    "show": ("Daily", "monitor.cli.show:show", "One article: text, metadata, revisions."),
    "diff": ("Daily", "monitor.cli.diff:diff", "What changed between two revisions of an article."),
    "why": ("Daily", "monitor.cli.why:why", "The whole story of one URL."),
    "status": ("Daily", "monitor.cli.status:status", "What was looked at, what came, what needs you."),
    "export": ("Daily", "monitor.cli.export:export", "Articles as JSON lines or a spreadsheet."),
    "extract": ("Daily", "monitor.cli.extract:extract", "Read a page or file as an article, without a ledger."),
    "sources": ("Care", "monitor.cli.sources:sources", "List, look at, test, bring in, rename, judge sources."),
    "config": ("Care", "monitor.cli.config:config", "Check the configuration, show where its values come from."),
    "quarantine": ("Care", "monitor.cli.quarantine:quarantine", "Pages that could not be read; try them again."),
    "rebuild": ("Care", "monitor.cli.rebuild:rebuild", "Make the index or the articles anew from what is kept."),
    "kibana": ("Care", "monitor.cli.kibana:kibana", "Data views, searches and dashboards for Kibana."),
    "index": ("Care", "monitor.cli.index:index", "Look after the search server: set up, status, sync, rebuild."),
    "erase": ("Care", "monitor.cli.erase:erase", "Remove an article for good, leave a tombstone."),
    "ledger": ("Care", "monitor.cli.ledger:ledger", "Check the ledger, migrate it, say what it holds."),
    "doctor": ("Care", "monitor.cli.doctor:doctor", "Check ledger, archive, index, clock, disk, rights."),
}
"""Name → (section of the help, ``module:attribute``, what the help says of it)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code."""
    from monitor.cli.frame import run

    return run(list(sys.argv[1:] if arguments is None else arguments))
