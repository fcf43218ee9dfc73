"""Requests and responses of the newsroom: plain values, bytes at the edges."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote


@dataclass(slots=True, kw_only=True)
class Request:
    method: str
    host: str
    """Lower case, without the port."""
    authority: str
    """Host and port as the client wrote them: absolute links are made from it."""
    path: str
    """Percent-decoded."""
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case; of repeated headers the last."""
    body: bytes = b""

    @property
    def root(self) -> str:
        return f"http://{self.authority}"

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    def parameter(self, name: str, default: str = "") -> str:
        return dict(parse_qsl(self.query, keep_blank_values=True)).get(name, default)


@dataclass(slots=True, kw_only=True)
class Response:
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    delay: float = 0.0
    """Seconds before the first byte."""
    endless: str | None = None
    """`body`: the body never ends; `headers`: the response headers never do."""
    drop: str | None = None
    """`before`: the connection closes instead of an answer; `middle`: after half of the body."""
    trickle: float = 0.0
    """Bytes per second; 0 sends at once."""

    def head(self, close: bool) -> bytes:
        try:
            phrase = HTTPStatus(self.status).phrase
        except ValueError:
            phrase = "Unknown"
        lines = [f"HTTP/1.1 {self.status} {phrase}"]
        lines.extend(f"{name}: {value}" for name, value in self.headers.items())
        if self.endless is None and self.status not in (204, 304):
            lines.append(f"Content-Length: {len(self.body)}")
        if close:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


def html(text: str, *, status: int = 200, charset: str = "utf-8", label: str | None = None, **headers: str) -> Response:
    """An HTML page; `label` is the charset that the header claims (empty: none), else the true one."""
    claimed = charset if label is None else label
    kind = f"text/html; charset={claimed}" if claimed else "text/html"
    body = text.encode(charset, "xmlcharrefreplace")
    return Response(status=status, headers={"Content-Type": kind, **headers}, body=body)


def data(body: bytes | str, kind: str, *, status: int = 200, **headers: str) -> Response:
    raw = body.encode() if isinstance(body, str) else body
    return Response(status=status, headers={"Content-Type": kind, **headers}, body=raw)


def as_json(value: object, *, status: int = 200) -> Response:
    return data(json.dumps(value, ensure_ascii=False), "application/json; charset=utf-8", status=status)


def redirect(location: str, status: int = 301) -> Response:
    return Response(status=status, headers={"Location": location, "Content-Type": "text/plain"}, body=b"moved\n")


def decoded_path(raw: str) -> tuple[str, str]:
    """Splits a request target into its decoded path and its raw query."""
    path, _, query = raw.partition("?")
    return unquote(path.partition("#")[0]) or "/", query
