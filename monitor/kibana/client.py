"""Kibana's HTTP API, as far as we need it: who it is, its spaces, and import, export and removal of saved objects.

Every request carries `kbn-xsrf`, which Kibana demands of whatever changes something. Redirects are not followed: Kibana
sends one to its log-in page, and with a base path that is missing from the address. What passes (it is away, not ready,
refuses an object) is a ServiceError (13); what a person must change here (address, key, privilege, authority, too old a
Kibana) a ConfigurationError (12); a space that is not there is NotFound. Each says what to do. An API key is sent only to
the address that it is for.

Endpoints: ``GET /api/status``, ``GET|POST /api/spaces/space``, and in the space
``POST /api/saved_objects/_export | _import | _bulk_delete`` (Elastic's API reference for Kibana 8 and 9).
"""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import urllib3

from monitor.errors import ConfigurationError, NotFound, ServiceError
from monitor.kibana.compile import OLDEST, SavedObject, ndjson

TIMEOUT = urllib3.Timeout(connect=10, read=60)
"""Seconds. An import of dashboards takes Kibana a second or two; its first one after a start, many."""

MOST = 64_000_000
"""Bytes of an answer that are read."""

_OUT_OF_TIME = (9, 10)
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""

XSRF = {"kbn-xsrf": "media-monitor"}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why one object was not taken. `kind` is Kibana's word: ``conflict``, ``missing_references`` …"""

    type: str
    id: str
    kind: str
    detail: str


class Kibana:
    """One Kibana and one of its spaces. `url` may hold a base path."""

    def __init__(
        self,
        url: str,
        *,
        space: str = "default",
        api_key: str | None = None,
        user: str | None = None,
        password: str | None = None,
        ca_file: str | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self.space = space
        self._headers = {**XSRF, "accept": "application/json"}
        if api_key:
            self._headers["authorization"] = f"ApiKey {api_key}"
        elif user and password:
            # RFC 7617: UTF-8, because passwords are in every script.
            self._headers["authorization"] = "Basic " + b64encode(f"{user}:{password}".encode()).decode()
        try:
            trust = ssl.create_default_context(cafile=ca_file)
        except OSError as problem:
            raise ConfigurationError(
                f"The file of [kibana] ca_file holds no certificate that can be read: {problem.strerror or problem}.",
                file=ca_file or "",
            ) from None
        self._pool = urllib3.PoolManager(timeout=TIMEOUT, retries=False, ssl_context=trust)

    def close(self) -> None:
        self._pool.clear()

    def version(self) -> str:
        """Its version, such as ``9.1.2``. ServiceError where it is not there or not ready, ConfigurationError where it is not
        Kibana, too old, or does not know the key."""
        status, headers, body = self._send("GET", "/api/status")
        if "osd-name" in headers:
            raise ConfigurationError(
                f"{self.url} is OpenSearch Dashboards, which has no place for these dashboards.",
                hint="It imports the data views and saved searches: monitor kibana export --for opensearch -o FILE",
                url=self.url,
            )
        if headers.get("x-elastic-product") == "Elasticsearch":
            raise ConfigurationError(
                f"{self.url} is Elasticsearch; Kibana has an address of its own (its port is 5601 where nobody changed it).",
                hint="Set [kibana] url.",
                url=self.url,
            )
        if status == 503:
            raise ServiceError(
                f"Kibana at {self.url} is not ready yet (503).", hint="Try again in a minute.", url=self.url
            )
        self._check(status, headers, body, "say its version")
        found = _json(body)
        number = found.get("version", {}).get("number") if isinstance(found, dict) else None
        if not isinstance(number, str):
            if isinstance(found, dict) and "status" in found:
                # To whom it does not know, Kibana says that it is well and nothing more.
                raise self._unauthorized()
            raise self._stranger()
        if _parts(number) < OLDEST:
            raise ConfigurationError(
                f"Kibana at {self.url} is version {number}; these objects need {OLDEST[0]}.{OLDEST[1]} or newer.",
                url=self.url,
            )
        return number

    def check_space(self) -> None:
        """NotFound where the space is not there."""
        if self.space == "default":
            return
        status, headers, body = self._send("GET", f"/api/spaces/space/{quote(self.space, safe='')}")
        if status == 404:
            raise NotFound(
                f'Kibana at {self.url} has no space "{self.space}".',
                hint="monitor kibana install --create-space makes it; or set [kibana] space.",
                space=self.space,
            )
        self._check(status, headers, body, f'look at the space "{self.space}"')

    def create_space(self, name: str) -> bool:
        """True where it was made, False where it was there."""
        wanted = {"id": self.space, "name": name, "description": "News and advocacy, followed by Media Monitor."}
        status, headers, body = self._send("POST", "/api/spaces/space", json.dumps(wanted).encode())
        if status == 409:
            return False
        self._check(status, headers, body, f'make the space "{self.space}"')
        return True

    def tagged(self, types: Sequence[str], tag: str) -> list[SavedObject]:
        """Every object of the space that refers to the tag of that id, as Kibana exports it."""
        wanted = {"type": list(types), "hasReference": {"type": "tag", "id": tag}, "excludeExportDetails": True}
        return self._export(wanted)

    def of_type(self, kind: str) -> list[SavedObject]:
        return self._export({"type": [kind], "excludeExportDetails": True})

    def put(self, objects: Sequence[SavedObject], *, overwrite: bool) -> list[Refused]:
        """Import; what was not taken. Without `overwrite` an object whose id is there is refused as ``conflict``."""
        if not objects:
            return []
        fields = {"file": ("media-monitor.ndjson", ndjson(objects), "application/ndjson")}
        body, kind = urllib3.encode_multipart_formdata(fields)
        path = f"{self._base}/api/saved_objects/_import?overwrite={'true' if overwrite else 'false'}"
        status, headers, answer = self._send("POST", path, body, kind)
        self._check(status, headers, answer, "take the objects")
        found = _json(answer)
        if not isinstance(found, dict) or "success" not in found:
            raise self._stranger()
        return [_refused(error) for error in found.get("errors", ())]

    def remove(self, objects: Iterable[tuple[str, str]]) -> list[Refused]:
        """Delete by (type, id), in every space that shares the object; what was not deleted."""
        wanted = [{"type": kind, "id": name} for kind, name in objects]
        if not wanted:
            return []
        path = f"{self._base}/api/saved_objects/_bulk_delete?force=true"
        status, headers, answer = self._send("POST", path, json.dumps(wanted).encode())
        self._check(status, headers, answer, "remove the objects")
        found = _json(answer)
        statuses = found.get("statuses", ()) if isinstance(found, dict) else ()
        # What is gone already is what was wanted.
        return [
            _refused(each)
            for each in statuses
            if not each.get("success") and each.get("error", {}).get("statusCode") != 404
        ]

    # --- one request --------------------------------------------------------------------------------

    @property
    def _base(self) -> str:
        return "" if self.space == "default" else f"/s/{quote(self.space, safe='')}"

    def _export(self, wanted: Mapping[str, Any]) -> list[SavedObject]:
        path = f"{self._base}/api/saved_objects/_export"
        status, headers, body = self._send("POST", path, json.dumps(wanted).encode())
        self._check(status, headers, body, "give out its objects")
        try:
            lines = [json.loads(line) for line in body.split(b"\n") if line.strip()]
        except ValueError:
            raise self._stranger() from None
        return [line for line in lines if isinstance(line, dict) and "type" in line and "id" in line]

    def _send(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> tuple[int, Mapping[str, str], bytes]:
        headers = {**self._headers, "content-type": kind} if body is not None else self._headers
        try:
            answer = self._pool.request(
                method, self.url + path, body=body, headers=headers, redirect=False, preload_content=False
            )
            try:
                data = answer.read(MOST + 1)
            finally:
                answer.release_conn()
        except urllib3.exceptions.SSLError as problem:
            cause = problem.args[0] if problem.args else problem
            if not isinstance(cause, ssl.SSLCertVerificationError):
                raise ServiceError(
                    f"{self.url} does not speak TLS as it should ({cause}).",
                    hint="Is [kibana] url https, and Kibana http?",
                    url=self.url,
                ) from None
            told = f"Kibana's certificate at {self.url} is not trusted: {cause.verify_message}."
            if cause.verify_code in _OUT_OF_TIME:
                raise ServiceError(
                    told, hint="Whoever runs Kibana must renew it; or this machine's clock is wrong.", url=self.url
                ) from None
            raise ConfigurationError(
                told,
                hint="Where an authority of your own signed it, name its file: [kibana] ca_file.",
                url=self.url,
            ) from None
        except urllib3.exceptions.HTTPError as problem:
            raise ServiceError(
                f"Kibana does not answer at {self.url} ({_reason(problem)}). Crawling and search go on without it.",
                hint="Is it running, and is [kibana] url its address?",
                url=self.url,
            ) from None
        if len(data) > MOST:
            raise ServiceError(f"{self.url}{path} answers with more than {MOST:,} bytes.", url=self.url)
        return answer.status, answer.headers, data

    def _check(self, status: int, headers: Mapping[str, str], body: bytes, wish: str) -> None:
        if status == 200:
            return
        if status == 401:
            raise self._unauthorized()
        if status == 403:
            raise ConfigurationError(
                f"Kibana at {self.url} does not let this key {wish} (403{_said(body)}).",
                hint="The key's role needs Saved Objects Management: All and Tags: All in that space.",
                url=self.url,
            )
        if 300 <= status < 400:
            raise ConfigurationError(
                f"{self.url} sends us on to {headers.get('location', 'another address')} instead of answering.",
                hint="A base path belongs into [kibana] url; a log-in page means that MONITOR_KIBANA_API_KEY is missing.",
                url=self.url,
            )
        if status == 404 and not _said(body):
            raise self._stranger()
        raise ServiceError(f"Kibana at {self.url} would not {wish}: {status}{_said(body)}.", url=self.url)

    def _unauthorized(self) -> ConfigurationError:
        return ConfigurationError(
            f"Kibana at {self.url} does not know who we are: the API key or password is missing, wrong or has expired (401).",
            hint="Put a key of Stack Management → API keys into MONITOR_KIBANA_API_KEY or the file of MONITOR_KIBANA_API_KEY_FILE.",
            url=self.url,
        )

    def _stranger(self) -> ConfigurationError:
        return ConfigurationError(
            f"{self.url} answers, but not as Kibana does.", hint="Is [kibana] url its address?", url=self.url
        )


def _refused(error: Mapping[str, Any]) -> Refused:
    told = error.get("error", {})
    missing = ", ".join(f"{each.get('type')} {each.get('id')}" for each in told.get("references", ()))
    detail = missing or str(told.get("message") or "")
    kind = str(told.get("type") or told.get("error") or "unknown")
    return Refused(str(error.get("type")), str(error.get("id")), kind, detail)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _said(body: bytes) -> str:
    """Kibana's own sentence, from ``{"statusCode", "error", "message"}``."""
    found = _json(body)
    message = found.get("message") if isinstance(found, dict) else None
    return f": {message[:300]}" if isinstance(message, str) and message else ""


def _reason(problem: Exception) -> str:
    if isinstance(problem, urllib3.exceptions.NameResolutionError):
        return "no such host"
    if isinstance(problem, urllib3.exceptions.NewConnectionError):
        return "the connection is refused"
    if isinstance(problem, urllib3.exceptions.TimeoutError):
        return "it takes too long"
    return type(problem).__name__


def _parts(version: str) -> tuple[int, ...]:
    numbers = [part for part in version.split("-")[0].split(".") if part.isdigit()]
    return tuple(int(number) for number in numbers[:2])


def is_plain(url: str) -> bool:
    """Whether a key would travel unencrypted to another machine."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1", "::1")
