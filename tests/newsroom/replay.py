"""Serves a folder of saved pages as sites under their own host names, through the server's proxy side.

`FOLDER/pages.jsonl` has one object a line: `{"url", "file", "content_type"?}`; `file` is relative to
the folder. Every host gets a home page that links to its pages, a sitemap.xml that lists them, and a
robots.txt that allows all. `https` addresses are served under `http`: the proxy speaks http only.
A page saved at the address `/` stands in for the home page and moves to `/saved-home`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from newsroom.exchange import Request, Response, data, decoded_path, html
from newsroom.listings import sitemap
from newsroom.markup import esc


@dataclass(slots=True)
class ReplayedHost:
    """The saved pages of one host, by decoded path and query."""

    host: str
    pages: dict[tuple[str, str], tuple[Path, str, str]] = field(default_factory=dict)
    """(decoded path, query) → (file, content type, path and query as written)."""

    def respond(self, request: Request) -> Response:
        saved = self.pages.get((request.path, request.query))
        if saved:
            return data(saved[0].read_bytes(), saved[1])
        if request.path == "/robots.txt":
            return data("User-agent: *\nDisallow:\n", "text/plain; charset=utf-8")
        if request.path == "/sitemap.xml":
            return data(sitemap((request.root + target, None) for target in self.targets()), "application/xml")
        if request.path == "/":
            return self._home()
        return html("<!doctype html><title>404</title><h1>Not saved</h1>", status=404)

    def targets(self) -> list[str]:
        return [target for _, _, target in self.pages.values()]

    def _home(self) -> Response:
        links = "".join(f'<li><a href="{esc(target)}">{esc(target)}</a></li>' for target in self.targets())
        return html(
            f'<!doctype html><html><head><title>{esc(self.host)}</title><link rel="sitemap" '
            f'type="application/xml" href="/sitemap.xml"></head><body><h1>{esc(self.host)}</h1><ul>{links}</ul></body>'
            "</html>"
        )


def read_folder(folder: Path) -> dict[str, ReplayedHost]:
    """Hosts by name. Raises OSError or ValueError where the index is missing or wrong."""
    hosts: dict[str, ReplayedHost] = {}
    with (folder / "pages.jsonl").open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            entry = json.loads(line)
            parts = urlsplit(entry["url"])
            if not parts.hostname:
                raise ValueError(f"pages.jsonl:{number}: {entry['url']!r} has no host")
            written = parts.path + (f"?{parts.query}" if parts.query else "")
            if written in ("", "/"):
                written = "/saved-home"
            kind = entry.get("content_type") or "text/html"
            page = (folder / entry["file"], kind, written)
            host = parts.hostname.encode("idna").decode()
            hosts.setdefault(host, ReplayedHost(host)).pages[decoded_path(written)] = page
    return hosts
