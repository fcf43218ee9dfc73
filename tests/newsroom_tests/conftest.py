"""A newsroom for the module, and a plain client that talks to its sites without a resolver."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from newsroom import Newsroom


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


Fetch = Callable[..., Reply]


def fetch_from(newsroom: Newsroom) -> Fetch:
    def fetch(url: str, headers: dict[str, str] | None = None, method: str = "GET", body: Any = None) -> Reply:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", newsroom.port, timeout=10)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            payload = None if body is None else json.dumps(body)
            connection.request(method, target, payload, {"Host": parts.netloc, **(headers or {})})
            response = connection.getresponse()
            return Reply(response.status, {key.lower(): value for key, value in response.getheaders()}, response.read())
        finally:
            connection.close()

    return fetch


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    """All sites, six articles each. Tests that change it open one of their own."""
    with Newsroom(articles=6) as running:
        yield running


@pytest.fixture(scope="module")
def fetch(newsroom: Newsroom) -> Fetch:
    return fetch_from(newsroom)
