"""Conditional GET (RFC 9110 §13): ask again only for what has changed.

The validators are the task's, as the server gave them with the last good answer. A 304 becomes a Page without body.
"""

from __future__ import annotations

from monitor.model import Task


def validators(task: Task) -> dict[str, str]:
    """The request headers that make it conditional; empty for a first fetch."""
    headers = {}
    if task.etag and _is_sendable(task.etag):
        headers["If-None-Match"] = task.etag
    if task.last_modified and _is_sendable(task.last_modified):
        headers["If-Modified-Since"] = task.last_modified
    return headers


def _is_sendable(value: str) -> bool:
    """An ETag came from the server: what cannot stand in a header again is left out."""
    return value.isascii() and value.isprintable() and len(value) <= 1000
