"""The last resort of a source: a Python function of its own, `file.py:function`, that corrects what was read.

It is called in the worker process with the page's HTML, its address and the fields as a dict (`title`, `text`, `authors`,
`published`, …), and gives a dict of the fields that it changes; None or an empty dict changes nothing. What it raises
quarantines that page with its words. A hook is code of the person who runs the program: it is not confined further.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from monitor.extract.markup import Markup
from monitor.model import Article, Origin

Hook = Callable[[str, str, Mapping[str, Any]], Mapping[str, Any] | None]
_NAMES = tuple(field.name for field in fields(Article) if field.name not in {"url", "origins"})
_LISTS = frozenset({"authors", "agencies", "tags", "captions", "languages"})


class HookError(Exception):
    """What went wrong in a hook; its text names the hook."""


def applied(hook: str, markup: Markup, article: Article) -> Article:
    """The article with what the hook says. Raises HookError."""
    try:
        told = _function(hook)(markup.text, markup.url, {name: getattr(article, name) for name in _NAMES})
    except Exception as error:
        raise HookError(f"{Path(hook).name}: {type(error).__name__}: {error}") from error
    if not told:
        return article
    if not isinstance(told, Mapping):
        raise HookError(f"{Path(hook).name}: it should give a dict of fields, not {type(told).__name__}")
    if unknown := sorted(set(told) - set(_NAMES)):
        raise HookError(f"{Path(hook).name}: an article has no field {', '.join(map(repr, unknown))}")
    values: dict[str, Any] = {name: tuple(value) if name in _LISTS else value for name, value in told.items()}
    at = values.get("published", article.published)
    if at is not None and (not isinstance(at, datetime) or at.tzinfo is None):
        raise HookError(f"{Path(hook).name}: published should be a datetime with its zone")
    if "published" in values and "published_precision" not in values:
        values["published_precision"] = "second" if at else None
    origins = {**article.origins, **dict.fromkeys(values, Origin.RULE)}
    return replace(article, **values, origins=origins)


@lru_cache(maxsize=64)
def _function(hook: str) -> Hook:
    path, _, name = hook.rpartition(":")
    spec = importlib.util.spec_from_file_location(f"monitor_hook_{abs(hash(path))}", path)
    if spec is None or spec.loader is None:
        raise HookError(f"{path} cannot be loaded as Python")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Hook = getattr(module, name)
    return found
