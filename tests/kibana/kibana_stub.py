"""A small Kibana on 127.0.0.1: the endpoints that we use, with the answers and refusals that its reference describes.

It is strict where Kibana is: `kbn-xsrf` on whatever changes something, multipart for an import, references that lead
somewhere. What it takes in it migrates, as Kibana does: it adds fields, spells JSON anew, and stamps the time.
"""

from __future__ import annotations

import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "c2VjcmV0OmtleQ=="


class Stub:
    """`spaces` maps a space to its objects. `answer_with` lays one answer over every request whose path holds a word."""

    def __init__(self) -> None:
        self.url = ""
        self.version = "9.1.2"
        self.key: str | None = None
        self.spaces: dict[str, dict[tuple[str, str], dict[str, Any]]] = {"default": {}}
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.overlay: tuple[str, int, dict[str, str], bytes] | None = None
        self._writes = 0

    def answer_with(self, word: str, status: int, body: bytes, **headers: str) -> None:
        self.overlay = (word, status, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def objects(self, space: str = "default") -> dict[tuple[str, str], dict[str, Any]]:
        return self.spaces[space]

    def save(self, space: str, saved: dict[str, Any]) -> None:
        """What Kibana does with what it takes in, also when a person saves."""
        self._writes += 1
        stored = json.loads(json.dumps(saved))
        attributes = stored["attributes"]
        for name in ("panelsJSON", "optionsJSON", "fieldAttrs", "fieldFormatMap"):
            if name in attributes:
                attributes[name] = json.dumps(json.loads(attributes[name]), separators=(",", ":"))
        stored.pop("migrationVersion", None)
        stored |= {"typeMigrationVersion": "10.3.0", "coreMigrationVersion": "8.8.0", "managed": False}
        stored |= {"updated_at": f"2026-11-21T08:00:{self._writes:02d}.000Z", "version": f"WzE{self._writes}"}
        self.spaces[space][stored["type"], stored["id"]] = stored

    def edit(self, space: str, kind: str, name: str, **attributes: Any) -> None:
        """A person saves an object with other attributes."""
        saved = self.spaces[space][kind, name]
        self.save(space, {**saved, "attributes": {**saved["attributes"], **attributes}})

    def upgrade(self) -> None:
        """A newer Kibana rewrites what it holds; nobody saved anything."""
        for objects in self.spaces.values():
            for saved in objects.values():
                saved["attributes"]["addedByMigration"] = {"of": "9.2.0"}
                saved["version"] += "x"


@contextmanager
def running(*, tls: tuple[Path, Path] | None = None) -> Iterator[Stub]:
    """`tls`: files of a certificate and its key."""
    stub = Stub()

    class Handler(_Handler):
        pass

    Handler.stub = stub
    server = _Server(("127.0.0.1", 0), Handler)
    stub.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}"
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that does not trust us hangs up; that is what the test wants."""


class _Handler(BaseHTTPRequestHandler):
    stub: Stub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._handle(b"")

    def do_POST(self) -> None:
        self._handle(self.rfile.read(int(self.headers.get("content-length", 0))))

    def _handle(self, body: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.stub.requests.append((self.command, self.path, headers))
        if self.stub.overlay and self.stub.overlay[0] in self.path:
            _, status, extra, answer = self.stub.overlay
            return self._send(status, answer, extra)
        if self.command == "POST" and "kbn-xsrf" not in headers:
            return self._refuse(400, "Bad Request", "Request must contain a kbn-xsrf header.")
        path = urlsplit(self.path).path
        space = "default"
        if found := re.match(r"/s/([a-z0-9_-]+)(/.*)", path):
            space, path = found[1], found[2]
        known = self.stub.key is None or headers.get("authorization") == f"ApiKey {self.stub.key}"
        if path == "/api/status":
            status: dict[str, Any] = {"status": {"overall": {"level": "available"}}}
            if known:
                status |= {"name": "stub", "version": {"number": self.stub.version, "build_flavor": "traditional"}}
            return self._json(200, status)
        if not known:
            return self._refuse(401, "Unauthorized", "[security_exception]: unable to authenticate")
        query = parse_qs(urlsplit(self.path).query)
        if path == "/api/spaces/space":
            return self._make_space(json.loads(body))
        if found := re.fullmatch(r"/api/spaces/space/(.+)", path):
            if found[1] not in self.stub.spaces:
                return self._refuse(404, "Not Found", "Not Found")
            return self._json(200, {"id": found[1], "name": found[1], "disabledFeatures": []})
        if space not in self.stub.spaces:
            return self._refuse(404, "Not Found", f"Saved object [space/{space}] not found")
        if path == "/api/saved_objects/_export":
            return self._export(space, json.loads(body))
        if path == "/api/saved_objects/_import":
            return self._import(space, body, overwrite=query["overwrite"] == ["true"])
        if path == "/api/saved_objects/_bulk_delete":
            return self._delete(space, json.loads(body))
        return self._refuse(404, "Not Found", "Not Found")

    def _make_space(self, wanted: dict[str, Any]) -> None:
        if wanted["id"] in self.stub.spaces:
            return self._refuse(409, "Conflict", f"A space with the identifier {wanted['id']} already exists.")
        self.stub.spaces[wanted["id"]] = {}
        return self._json(200, wanted)

    def _export(self, space: str, wanted: dict[str, Any]) -> None:
        tag = wanted.get("hasReference")
        found = [
            saved
            for (kind, _), saved in self.stub.spaces[space].items()
            if kind in wanted["type"]
            and (tag is None or any((r["type"], r["id"]) == (tag["type"], tag["id"]) for r in saved["references"]))
        ]
        lines = [json.dumps(saved) for saved in found]
        if not wanted.get("excludeExportDetails"):
            lines.append(json.dumps({"exportedCount": len(found), "missingRefCount": 0, "missingReferences": []}))
        return self._send(200, "\n".join(lines).encode(), {"content-type": "application/ndjson"})

    def _import(self, space: str, body: bytes, *, overwrite: bool) -> None:
        kind = self.headers["content-type"]
        if not kind.startswith("multipart/form-data"):
            return self._refuse(415, "Unsupported Media Type", "Unsupported Media Type")
        form = message_from_bytes(b"content-type: " + kind.encode() + b"\r\n\r\n" + body)
        (part,) = form.get_payload()
        assert part.get_param("name", header="content-disposition") == "file"
        if not str(part.get_filename()).endswith(".ndjson"):
            return self._refuse(400, "Bad Request", "Invalid file extension")
        sent = [json.loads(line) for line in part.get_payload(decode=True).decode().splitlines()]
        there = self.stub.spaces[space]
        at_hand = {*there, *((saved["type"], saved["id"]) for saved in sent)}
        errors, taken = [], []
        for saved in sent:
            key = (saved["type"], saved["id"])
            missing = [r for r in saved["references"] if (r["type"], r["id"]) not in at_hand]
            lost = [{"type": r["type"], "id": r["id"]} for r in missing if r["type"] in ("index-pattern", "search")]
            error: dict[str, Any] | None = None
            if lost:
                error = {"type": "missing_references", "references": lost}
            elif key in there and not overwrite:
                error = {"type": "conflict"}
            if error:
                errors.append({"id": key[1], "type": key[0], "title": "", "meta": {}, "error": error})
            else:
                taken.append(saved)
        if not any(error["error"]["type"] == "missing_references" for error in errors):
            for saved in taken:
                self.stub.save(space, saved)
        answer: dict[str, Any] = {"success": not errors, "successCount": len(taken), "warnings": []}
        return self._json(200, {**answer, **({"errors": errors} if errors else {})})

    def _delete(self, space: str, wanted: list[dict[str, str]]) -> None:
        statuses = []
        for each in wanted:
            if self.stub.spaces[space].pop((each["type"], each["id"]), None):
                statuses.append({**each, "success": True})
            else:
                error = {"statusCode": 404, "error": "Not Found", "message": "Saved object not found"}
                statuses.append({**each, "success": False, "error": error})
        return self._json(200, {"statuses": statuses})

    def _refuse(self, status: int, error: str, message: str) -> None:
        self._json(status, {"statusCode": status, "error": error, "message": message})

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode(), {"content-type": "application/json; charset=utf-8"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"kbn-name": "stub", **headers, "content-length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
