"""The nouns as JSON and back: what crosses the pipe between this process and its workers.

Generic over dataclasses: fields at their default are left out, times are RFC 3339, intervals are seconds, tuples are
lists. `bytes` never go through JSON: they travel beside it (see `process`). Only the named classes come back: no
pickle, so a worker that was taken over by a page cannot run anything here.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Plain = dict[str, Any]


def dumps(value: object) -> bytes:
    """A dataclass as JSON. Raises TypeError on a field that has no plain form."""
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def loads(kind: type[T], data: bytes) -> T:
    """The dataclass `kind` of that JSON. Raises ValueError (of any sort) where it is not one."""
    return decoded(kind, json.loads(data))


def decoded(kind: type[T], value: object) -> T:
    try:
        decode: Callable[[Any], Any] = _decoder(kind)  # type: ignore[arg-type]
        result = decode(value)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a {kind.__name__}: {error}") from error
    assert isinstance(result, kind)
    return result


def plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            name: plain(item)
            for name, default in _defaults(value.__class__)
            if (item := getattr(value, name)) is not default and item != default and not isinstance(item, bytes)
        }
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no plain form")


@cache
def _defaults(kind: Any) -> tuple[tuple[str, object], ...]:
    return tuple(
        (field.name, field.default_factory() if field.default_factory is not MISSING else field.default)
        for field in fields(kind)
    )


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, type) and is_dataclass(kind):
        make: Any = kind
        decoders = {name: _decoder(hint) for name, hint in get_type_hints(kind).items()}
        return lambda value: make(**{name: decoders[name](item) for name, item in value.items()})
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = [_decoder(item) for item in get_args(kind) if item is not type(None)]
        return lambda value: None if value is None else inner[0](value)
    if origin is tuple:
        parts = get_args(kind)
        if len(parts) == 2 and parts[1] is Ellipsis:
            each = _decoder(parts[0])
            return lambda value: tuple(each(item) for item in value)
        several = [_decoder(part) for part in parts]
        return lambda value: tuple(decode(item) for decode, item in zip(several, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        each = _decoder(get_args(kind)[1])
        return lambda value: {key: each(item) for key, item in value.items()}
    if kind is datetime:
        return datetime.fromisoformat
    if kind is timedelta:
        return lambda value: timedelta(seconds=value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    return lambda value: value
