"""The keys as JSON Schema (draft 2020-12), for editors that complete and check while one types."""

from __future__ import annotations

from typing import Any

from monitor.settings import keys
from monitor.settings.keys import Key


def json_schema() -> dict[str, Any]:
    source = _table(keys.SOURCE, required=["id", "url"])
    source["properties"]["login"] = _table(keys.LOGIN, required=["url"])
    source["patternProperties"] = {"^name_": {"type": "string"}}
    inherited = _table(tuple(key for key in keys.SOURCE if key.name not in keys.NOT_INHERITED))
    top = _table(keys.TOP)
    top["properties"] |= {name: _table(members) for name, members in keys.TABLES.items()}
    top["properties"] |= {
        "defaults": {"type": "object", "properties": {"source": inherited}, "additionalProperties": False},
        "source": {"type": "array", "items": source},
    }
    top["properties"] |= {name: {"description": "Accepted; not read by this version."} for name in keys.LATER}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Media Monitor's configuration",
        **top,
    }


def _table(members: tuple[Key, ...], *, required: list[str] | None = None) -> dict[str, Any]:
    table: dict[str, Any] = {
        "type": "object",
        "properties": {key.name: {**key.type.schema, "description": key.text} for key in members},
        "additionalProperties": False,
    }
    return {**table, "required": required} if required else table
