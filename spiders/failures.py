"""What went wrong with a fetch, as the ledger's words.

`FetchFailed` carries a `Failure` from wherever it is known to the spider's errback; `failure_of` reads any other
exception. What it does not know is BAD_RESPONSE with the exception's own words, and `is_expected` says so, so that
the spider logs it loudly.
"""

from __future__ import annotations

import asyncio
import re
import ssl

import aiohttp
from aiohttp.http_exceptions import BadHttpMessage, LineTooLong

from monitor.model import Failure, Reason

_HEADERS_TOO_LARGE = re.compile(r"Got more than|Too many|too (?:large|long)", re.I)
"""The HTTP parser says it in words only."""


class FetchFailed(Exception):
    """A request that got no usable response, with the reason that the ledger keeps."""

    def __init__(self, reason: Reason, detail: str, *, is_passing: bool = False) -> None:
        super().__init__(detail)
        self.failure = Failure(reason=reason, detail=detail)
        self.is_passing = is_passing
        """A dropped connection: one more try at once may well succeed."""


class NotAsked(FetchFailed):
    """The host is paused: nothing was sent to it."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.reason, failure.detail)
        self.failure = failure


class AddressRefused(OSError):
    """A host stands for addresses that are not public and not in a network that the user allows."""


class Unsent(Exception):
    """The crawl was interrupted before the request was sent: its task stays waiting, unanswered."""


def as_fetch_failed(error: Exception, *, timeout_s: float) -> FetchFailed:
    """An HTTP client's exception in the ledger's words."""
    if isinstance(error, FetchFailed):
        return error
    refused = _refused(error)
    if refused is not None:
        return FetchFailed(Reason.ADDRESS, str(refused))
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return FetchFailed(Reason.TIMEOUT, f"no complete answer within {timeout_s:g} s")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchFailed(Reason.CONNECTION, f"the name {error.host} does not resolve")
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return FetchFailed(Reason.CONNECTION, f"TLS: {_tls_words(error)}")
    if isinstance(error, (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError)) or type(
        error
    ).__module__.startswith(("aiohttp_socks", "python_socks")):
        return FetchFailed(Reason.CONNECTION, f"the proxy does not serve us: {type(error).__name__}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return FetchFailed(Reason.CONNECTION, f"no connection: {error.strerror or 'refused'}")
    if isinstance(error, aiohttp.ClientResponseError):
        if isinstance(error.__cause__, LineTooLong) or _HEADERS_TOO_LARGE.search(error.message):
            return FetchFailed(Reason.TOO_LARGE, "the response's headers are larger than any honest ones")
        return FetchFailed(Reason.BAD_RESPONSE, f"not HTTP: {_one_line(error.message)}")
    if isinstance(error, BadHttpMessage):
        return FetchFailed(Reason.BAD_RESPONSE, f"not HTTP: {_one_line(str(error))}")
    if isinstance(error, aiohttp.InvalidURL):
        return FetchFailed(Reason.BAD_RESPONSE, "not a URL that can be fetched")
    if isinstance(error, (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, OSError)):
        return FetchFailed(Reason.CONNECTION, "the connection was lost before the answer was complete", is_passing=True)
    return FetchFailed(Reason.BAD_RESPONSE, _one_line(f"{type(error).__name__}: {error}"))


def failure_of(error: BaseException) -> Failure:
    """The Failure of any exception that reached the spider."""
    if isinstance(error, FetchFailed):
        return error.failure
    return Failure(reason=Reason.BAD_RESPONSE, detail=_one_line(f"{type(error).__name__}: {error}"))


def _refused(error: BaseException) -> AddressRefused | None:
    """The guard's refusal, which the HTTP client wraps once or twice."""
    seen: BaseException | None = error
    for _ in range(4):
        if seen is None or isinstance(seen, AddressRefused):
            return seen
        seen = getattr(seen, "os_error", None) or seen.__cause__
    return None


def _tls_words(error: Exception) -> str:
    certificate = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return _one_line(
        str(getattr(certificate, "verify_message", "") or getattr(certificate, "reason", "") or certificate)
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
