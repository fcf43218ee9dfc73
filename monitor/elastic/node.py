"""The client's connections: the usual one, and those for servers that do not know its headers.

To Elasticsearch before 9 and to OpenSearch, `application/vnd.elasticsearch+json; compatible-with=9` goes as
`application/json`. The client refuses whoever does not call itself Elasticsearch, so OpenSearch is vouched for, after
`client.Connection` has asked it what it is.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from elastic_transport import BaseNode

_VENDOR = re.compile(r"application/vnd\.elasticsearch\+(json|x-ndjson)\s*;\s*compatible-with=\d+")


def usual() -> type[BaseNode]:
    from elastic_transport import Urllib3HttpNode

    return Urllib3HttpNode


@cache
def plain() -> type[BaseNode]:
    from elastic_transport import HttpHeaders, Urllib3HttpNode

    class PlainNode(Urllib3HttpNode):
        def perform_request(self, method: str, target: str, body: Any = None, headers: Any = None, **more: Any) -> Any:  # type: ignore[override]
            plain = {name: _VENDOR.sub(r"application/\1", value) for name, value in (headers or {}).items()}
            return super().perform_request(method, target, body=body, headers=HttpHeaders(plain), **more)

    return PlainNode


@cache
def vouching() -> type[BaseNode]:
    from elastic_transport import HttpHeaders

    class VouchingNode(plain()):  # type: ignore[misc]
        def perform_request(self, *arguments: Any, **named: Any) -> Any:
            answer = super().perform_request(*arguments, **named)
            # Its warnings are of names that differ from Elasticsearch's, not of what we do.
            kept = {name: value for name, value in answer.meta.headers.items() if name.lower() != "warning"}
            answer.meta.headers = HttpHeaders({**kept, "x-elastic-product": "Elasticsearch"})
            return answer

    return VouchingNode
