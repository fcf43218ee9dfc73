"""Faults that are ordered: which requests of a site go wrong, how, and how often."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from newsroom.exchange import Response


@dataclass(slots=True, kw_only=True)
class Fault:
    """Applies to requests whose path matches `path` (shell pattern; `*` also matches slashes), `times` times."""

    path: str = "*"
    status: int | None = None
    retry_after: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    content_type: str | None = None
    delay: float = 0.0
    endless: str | None = None
    drop: str | None = None
    trickle: float = 0.0
    wrong_304: bool = False
    """Answers 304 to every conditional request, whatever has changed."""
    times: int | None = None

    def covers(self, path: str) -> bool:
        return (self.times is None or self.times > 0) and fnmatchcase(path, self.path)

    def spoil(self, response: Response, conditional: bool) -> Response:
        """The response as this fault leaves it; counts `times` down."""
        if self.times is not None:
            self.times -= 1
        changed = replace(response, headers=dict(response.headers))
        if self.wrong_304 and conditional:
            changed.status, changed.body = 304, b""
        if self.status is not None:
            changed.status = self.status
            if self.body is None and self.status >= 400:
                changed.body = f"<!doctype html><title>{self.status}</title><h1>Error {self.status}</h1>".encode()
                changed.headers = {"Content-Type": "text/html; charset=utf-8"}
        if self.body is not None:
            changed.body = self.body.encode()
        if self.content_type is not None:
            changed.headers["Content-Type"] = self.content_type
        if self.retry_after is not None:
            changed.headers["Retry-After"] = self.retry_after
        changed.headers.update(self.headers)
        changed.delay = self.delay or changed.delay
        changed.endless = self.endless or changed.endless
        changed.drop = self.drop or changed.drop
        changed.trickle = self.trickle or changed.trickle
        return changed
