"""The part of KQL that the objects use → Elasticsearch's DSL, as Kibana itself translates it.

    outcomes.rejected > 0 or not published_at : * and (kind : gone or title : "hunger strike")

`not` binds before `and`, `and` before `or`. A value is a word, a phrase in quotation marks, or ``*`` for "there is one".
Whatever else KQL knows is an error here: an object with it could not be proved on a server.
"""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r'\s*("(?:[^"\\]|\\.)*"|<=|>=|[():<>]|[^\s():<>"]+)')
_RANGES = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


def dsl(query: str) -> dict[str, Any]:
    """ValueError where the text is not of the form above. Empty text matches everything."""
    tokens = _tokens(query)
    if not tokens:
        return {"match_all": {}}
    found = _either(tokens)
    if tokens:
        raise ValueError(f"{query!r}: nothing is expected at {tokens[0]!r}")
    return found


def named(query: str) -> list[tuple[str, str, str]]:
    """(field, operator, value) of each condition."""
    tokens = _tokens(query)
    return [
        (tokens[place - 1], token, tokens[place + 1])
        for place, token in enumerate(tokens)
        if token == ":" or token in _RANGES
    ]


def _tokens(query: str) -> list[str]:
    tokens, at = [], 0
    while query[at:].strip():
        found = _TOKEN.match(query, at)
        if found is None:
            raise ValueError(f"{query!r}: a quotation mark is never closed")
        tokens.append(found[1])
        at = found.end()
    return tokens


def _either(tokens: list[str]) -> dict[str, Any]:
    parts = [_both(tokens)]
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        parts.append(_both(tokens))
    return parts[0] if len(parts) == 1 else {"bool": {"should": parts, "minimum_should_match": 1}}


def _both(tokens: list[str]) -> dict[str, Any]:
    parts = [_one(tokens)]
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        parts.append(_one(tokens))
    return parts[0] if len(parts) == 1 else {"bool": {"filter": parts}}


def _one(tokens: list[str]) -> dict[str, Any]:
    if not tokens:
        raise ValueError("a query ends too early")
    first = tokens.pop(0)
    if first == "not":
        return {"bool": {"must_not": [_one(tokens)]}}
    if first == "(":
        inner = _either(tokens)
        if not tokens or tokens.pop(0) != ")":
            raise ValueError("a bracket is never closed")
        return inner
    if len(tokens) < 2 or (tokens[0] != ":" and tokens[0] not in _RANGES):
        raise ValueError(f"{first!r} needs a field and a value")
    operator, value = tokens.pop(0), tokens.pop(0)
    if operator in _RANGES:
        return {"range": {first: {_RANGES[operator]: value}}}
    if value == "*":
        return {"exists": {"field": first}}
    if value.startswith('"'):
        return {"match_phrase": {first: re.sub(r"\\(.)", r"\1", value[1:-1])}}
    return {"match": {first: value}}
