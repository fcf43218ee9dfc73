"""Settings → a client of the server that is there, whichever product and version it is.

The server is asked what it is before anything else. Elasticsearch 9 gets the client's own headers; older versions and
OpenSearch get plain JSON from a small node class. Nothing is asked until the first use: a server that is down must
not keep a crawl from starting.
"""

from __future__ import annotations

import logging
import re
import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from monitor.elastic import node as _node
from monitor.elastic.refusals import of_connection, of_status, sentences
from monitor.errors import ConfigurationError

if TYPE_CHECKING:
    from elastic_transport import BaseNode
    from elasticsearch import Elasticsearch

OLDEST = {"Elasticsearch": (7, 17), "OpenSearch": (2, 4)}
"""7.17 is the first that the newer clients know; OpenSearch has points in time since 2.4."""

TIMEOUT_S = 60.0
API_KEY, PASSWORD = "MONITOR_ELASTICSEARCH_API_KEY", "MONITOR_ELASTICSEARCH_PASSWORD"


@dataclass(frozen=True, slots=True)
class Product:
    name: str
    version: str

    @property
    def number(self) -> tuple[int, int]:
        major, minor = [*re.findall(r"\d+", self.version), "0", "0"][:2]
        return int(major), int(minor)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """How to reach the server. `prefix` stands before every name that we make there."""

    url: str | None = None
    cloud_id: str | None = None
    user: str | None = None
    ca_file: str | None = None
    fingerprint: str | None = None
    prefix: str = ""
    api_key: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)
    timeout_s: float = TIMEOUT_S

    def __post_init__(self) -> None:
        if find_spec("elasticsearch") is None:
            raise ConfigurationError(
                "The client of the search server is not installed.", hint="pip install 'media-monitor[elasticsearch]'"
            )
        if not self.url and not self.cloud_id:
            raise ConfigurationError(
                '[index] engine = "elasticsearch" needs the address of the server.',
                hint='[index] url = "https://localhost:9200", or cloud_id',
            )
        if self.user and not self.password:
            raise ConfigurationError(
                "[index] user is set, but its password is not.", hint=f"{PASSWORD} or {PASSWORD}_FILE"
            )

    @cached_property
    def product(self) -> Product:
        """What answers there. ServiceError where nothing does, ConfigurationError where it is something else."""
        import elastic_transport
        from elasticsearch import ApiError, UnsupportedProductError

        client = self._made(_node.plain())
        accept = {"accept": "application/json"}
        is_elasticsearch = True
        try:
            try:
                body: Any = client.perform_request("GET", "/", headers=accept).body
            except UnsupportedProductError as other:
                body, is_elasticsearch = other.body, False
            except ApiError as error:
                if error.status_code not in (400, 404, 405) or "x-elastic-product" not in error.meta.headers:
                    raise
                # A server without its root page (a distribution's choice) still says what its nodes are.
                path = "/_nodes/_local?filter_path=nodes.*.version"
                nodes = client.perform_request("GET", path, headers=accept).body["nodes"]
                body = {"version": {"number": next(iter(nodes.values()))["version"]}}
        except ApiError as error:
            if error.status_code in (401, 403, 429, 502, 503, 504):
                raise of_status(error.status_code, error.body, doing="ask what it is") from error
            raise self._stranger() from None
        except elastic_transport.SerializationError:
            raise self._stranger() from None
        except elastic_transport.TransportError as error:
            raise of_connection(error, url=self.shown) from error
        finally:
            client.close()
        version = body.get("version") if isinstance(body, dict) else None
        if not isinstance(version, dict) or not version.get("number"):
            raise self._stranger()
        if not is_elasticsearch and version.get("distribution") != "opensearch":
            raise self._stranger()
        name = "Elasticsearch" if is_elasticsearch else "OpenSearch"
        product = Product(name, str(version["number"]))
        if product.number < OLDEST[name]:
            oldest = ".".join(map(str, OLDEST[name]))
            raise ConfigurationError(
                f"{name} {product.version} at {self.shown} is too old.", hint=f"{name} {oldest} or newer is needed."
            )
        return product

    @cached_property
    def client(self) -> Elasticsearch:
        product = self.product
        if product.name == "OpenSearch":
            return self._made(_node.vouching())
        return self._made(_node.usual() if product.number >= (9, 0) else _node.plain())

    @property
    def shown(self) -> str:
        """The address for messages, without what could be a secret in it."""
        return re.sub(r"//[^/@]*@", "//", self.url or f"cloud id {(self.cloud_id or '').partition(':')[0]}")

    def open_pit(self, index: str, keep_alive: str) -> str:
        """A point in time over what is searched: every page of one answer sees the same articles."""
        with sentences(url=self.shown):
            if self.product.name == "OpenSearch":
                path = f"/{index}/_search/point_in_time?keep_alive={keep_alive}"
                answer: Any = self.client.perform_request("POST", path, headers={"accept": "application/json"}).body
                return str(answer["pit_id"])
            return str(self.client.open_point_in_time(index=index, keep_alive=keep_alive)["id"])

    def close_pit(self, pit: str) -> None:
        with sentences(url=self.shown):
            if self.product.name == "OpenSearch":
                headers = {"accept": "application/json", "content-type": "application/json"}
                self.client.perform_request("DELETE", "/_search/point_in_time", headers=headers, body={"pit_id": [pit]})
            else:
                self.client.close_point_in_time(id=pit)

    def close(self) -> None:
        if "client" in self.__dict__:
            self.client.close()

    def _made(self, node: type[BaseNode]) -> Elasticsearch:
        from elasticsearch import Elasticsearch

        options: dict[str, Any] = {
            "node_class": node,
            "request_timeout": self.timeout_s,
            "max_retries": 0,  # what may be sent again, and when, is decided by who sends it
            "retry_on_timeout": False,
        }
        if self.cloud_id:
            options["cloud_id"] = self.cloud_id
        else:
            options["hosts"] = [self.url]
        if self.ca_file:
            _check_authority(self.ca_file)
            options["ca_certs"] = self.ca_file
        if self.fingerprint:
            options["ssl_assert_fingerprint"] = self.fingerprint
        if self.api_key:
            options["api_key"] = self.api_key
        elif self.user and self.password:
            # RFC 7617: UTF-8, because passwords are in every script; the client's own way is ASCII.
            known = b64encode(f"{self.user}:{self.password}".encode()).decode()
            options["headers"] = {"authorization": f"Basic {known}"}
        # Its warnings say what our errors say, and would stand on the terminal beside them.
        logging.getLogger("elastic_transport").setLevel(logging.ERROR)
        try:
            return Elasticsearch(**options)
        except (ValueError, TypeError, OSError) as problem:
            raise ConfigurationError(
                f"[index] cannot be used as the address of a search server: {problem}",
                hint='url = "https://localhost:9200", with scheme and port',
            ) from None

    def _stranger(self) -> ConfigurationError:
        return ConfigurationError(
            f"What answers at {self.shown} is not Elasticsearch.", hint="Check [index] url: scheme, host and port"
        )


def _check_authority(path: str) -> None:
    """The client would find out at its first connection, and blame the server."""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as problem:
        raise ConfigurationError(
            f"The file of [index] ca_file holds no certificate that can be read: {problem.strerror or problem}.",
            file=path,
        ) from None
