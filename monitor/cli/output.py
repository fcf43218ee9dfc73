"""The two faces of an answer: lines for a person, or one JSON object a line.

JSON objects have `type` and `v` (1), full values, and times in RFC 3339, UTC. A person's lines go to stdout, talk to
stderr. Text from the network is cleaned before it is shown: no control character, no escape sequence reaches a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import PurePath
from typing import Any

VERSION = 1

# Some readers split lines at these too; JSON does not need them raw.
_LINE_ENDS = {code: f"\\u{code:04x}" for code in (0x7F, 0x85, 0x2028, 0x2029)}

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "mark": "1;7"}


def json_line(kind: str, fields: Mapping[str, Any]) -> str:
    """One object, not ended by a newline."""
    # Half of a surrogate pair is no text; JSON readers refuse it even when it is escaped.
    text = json.dumps({"type": kind, "v": VERSION, **fields}, ensure_ascii=False, default=_plain).translate(_LINE_ENDS)
    return text.encode("utf-8", "replace").decode()


def rfc3339(when: datetime) -> str:
    """UTC, ending in Z, with fractions only where there are some."""
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def styled(text: str, style: str) -> str:
    return f"\x1b[{STYLES[style]}m{text}\x1b[0m"


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if fields := getattr(value, "__dataclass_fields__", None):
        return {name: getattr(value, name) for name in fields}
    raise TypeError(f"{type(value).__name__} has no JSON form")
