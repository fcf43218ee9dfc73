"""The one error tree. Every error carries its subject, the sentence a person reads, and the next step.

MonitorError                      exit 1   failed; the message says of what
├── UsageError                    exit 2   the command line makes no sense
│   └── QueryError                exit 2   a query has a mistake, with its column
├── ConfigurationError            exit 12  monitor.toml or a secret is wrong; holds every complaint at once
├── LedgerError                   exit 1   the ledger refused
│   ├── NoLedger                  exit 10  there is no ledger here
│   ├── LedgerHeld                exit 11  another process holds what this one needs
│   ├── LedgerDamaged             exit 14  unreadable, or failing its own check
│   ├── LedgerEmptied             exit 14  empty where it was not before
│   └── LedgerVersion             exit 14  written by a newer program, or too old to be read
├── ArchiveError                  exit 1   raw pages cannot be written or read
├── IndexBroken                   exit 1   the search index is unusable; it can be rebuilt
├── ServiceError                  exit 13  an outside service cannot be reached, or refuses
├── NotFound                      exit 1   no article, source or URL of that name
└── Interrupted                   exit 130 stopped by the user; the same command goes on

`code` is stable and machine-readable (`ledger.held`); it is what `--json` prints. Expected
failures inside a batch are values (see `model.Outcome`), never exceptions.
"""

from __future__ import annotations

from typing import ClassVar


class MonitorError(Exception):
    """Base of all errors that a person may see.

    `message` says what happened and what it means; `hint` is the one next step; `subject` names
    what it is about, e.g. ``{"source": "hrana", "url": "https://…"}``.
    """

    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "failed"

    def __init__(self, message: str, *, hint: str = "", **subject: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.subject = subject


class UsageError(MonitorError):
    exit_code = 2
    code = "usage"


class QueryError(UsageError):
    """A query that cannot be understood. `column` is 1-based, in code points of `query`."""

    code = "query"

    def __init__(self, message: str, *, query: str, column: int, hint: str = "") -> None:
        super().__init__(message, hint=hint, query=query)
        self.query = query
        self.column = column


class ConfigurationError(MonitorError):
    """`complaints` are complete lines, ``file:line  what is wrong and the nearest right word``."""

    exit_code = 12
    code = "configuration"

    def __init__(self, message: str, *, complaints: tuple[str, ...] = (), hint: str = "", **subject: str) -> None:
        super().__init__(message, hint=hint, **subject)
        self.complaints = complaints


class LedgerError(MonitorError):
    code = "ledger"


class NoLedger(LedgerError):
    exit_code = 10
    code = "ledger.none"


class LedgerHeld(LedgerError):
    exit_code = 11
    code = "ledger.held"


class LedgerDamaged(LedgerError):
    exit_code = 14
    code = "ledger.damaged"


class LedgerEmptied(LedgerError):
    exit_code = 14
    code = "ledger.emptied"


class LedgerVersion(LedgerError):
    exit_code = 14
    code = "ledger.version"


class ArchiveError(MonitorError):
    code = "archive"


class IndexBroken(MonitorError):
    code = "index.broken"


class ServiceError(MonitorError):
    exit_code = 13
    code = "service"


class NotFound(MonitorError):
    code = "not_found"


class Interrupted(MonitorError):
    exit_code = 130
    code = "interrupted"
