"""What the client raises → the one sentence that a person reads.

Unreachable, slow, overloaded, blocked, full: ServiceError (13), an outage that passes. A wrong key, a missing
privilege, another product, a certificate of an unknown authority: ConfigurationError (12), which a person must change.
Nothing here tells a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from monitor.errors import ConfigurationError, MonitorError, ServiceError

OVERLOADED = frozenset({429, 502, 503, 504})
BLOCK = "cluster_block_exception"

_ACTION = re.compile(r"action \[(\S+)\]")
_PRIVILEGES = re.compile(r"privileges \[([^\]]+)\]")
_FINGERPRINTS = re.compile(r'Fingerprints did not match.*got "([0-9a-f]+)"')
_INNERMOST = re.compile(r"\[Errno -?\d+\] ([^'\"()]+)|\((?:\d+, )?'([^']+)'\)")
_FAILED = "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
_AFTERWORD = re.compile(r" \(_ssl\.c:\d+\)$")


@contextmanager
def sentences(*, doing: str = "search", url: str = "") -> Iterator[None]:
    """`doing` completes "The search server did not let us …"."""
    import elastic_transport
    from elasticsearch import ApiError

    try:
        yield
    except ApiError as error:
        raise of_status(error.status_code, error.body, doing=doing) from error
    except elastic_transport.TransportError as error:
        raise of_connection(error, url=url) from error


def of_connection(error: Exception, *, url: str = "") -> MonitorError:
    import elastic_transport

    at = f" at {url}" if url else ""
    match error:
        case elastic_transport.TlsError():
            return _of_certificate(error.message, at)
        case elastic_transport.ConnectionTimeout():
            return ServiceError(f"The search server{at} did not answer in time.", hint=_LATER)
        case elastic_transport.SerializationError():
            return ServiceError(f"The search server{at} sent an answer that cannot be read.", hint=_LATER)
        case _:
            return ServiceError(f"The search server{at} cannot be reached: {_system_words(error)}.", hint=_LATER)


def _system_words(error: Exception) -> str:
    """``Connection refused`` out of what the libraries wrap around it."""
    told = str(getattr(error, "message", error))
    found = _INNERMOST.search(told)
    return found[1] or found[2] if found else _short(told).rstrip(".")


def _of_certificate(told: str, at: str) -> MonitorError:
    """From what the TLS library says. What the server's owner must mend is an outage; what is wrong here, a mistake."""
    its = f"The search server's certificate{at}"
    if "has expired" in told or "not yet valid" in told:
        when = "has expired" if "has expired" in told else "is not valid yet"
        return ServiceError(
            f"{its} {when}.", hint="Whoever runs the server must renew it; or this machine's clock is wrong. " + _LATER
        )
    if found := _FINGERPRINTS.search(told):
        return ConfigurationError(
            f"{its} has the fingerprint {found[1]}, and [index] fingerprint names another.",
            hint="Whoever runs the server knows whether its certificate is a new one.",
        )
    if "match" in told or "not valid for" in told:
        return ConfigurationError(
            f"{its} is for another name: {_short(told.removeprefix(_FAILED))}.",
            hint="Set [index] url to a name that is in the certificate.",
        )
    if "CERTIFICATE_VERIFY_FAILED" in told:
        return ConfigurationError(
            f"{its} is not trusted: {_short(_AFTERWORD.sub('', told.removeprefix(_FAILED)))}.",
            hint="Name the authority that signed it: [index] ca_file, or the certificate: [index] fingerprint",
        )
    return ServiceError(
        f"The search server{at} does not speak TLS as it should: {_short(_AFTERWORD.sub('', told))}.",
        hint="Is [index] url https, and the server http?",
    )


def of_status(status: int, body: Any, *, doing: str) -> MonitorError:
    kind, reason = cause(body)
    if status == 401:
        return ConfigurationError(
            "The search server refuses the key or password.",
            hint="MONITOR_ELASTICSEARCH_API_KEY, or [index] user and MONITOR_ELASTICSEARCH_PASSWORD",
        )
    if kind == BLOCK or BLOCK in reason:
        return ServiceError(f"The search server is not writable now: {_short(reason)}.", hint=_BLOCKED)
    if status == 403:
        action, named = _ACTION.search(reason), _PRIVILEGES.search(reason)
        needs = f"; it needs one of: {named[1]}" if named else f" ({action[1]})" if action else ""
        return ConfigurationError(f"The search server did not let us {doing}{needs}.", hint="monitor index status")
    if status in OVERLOADED:
        return ServiceError(f"The search server is overloaded ({status}: {_short(reason or kind)}).", hint=_LATER)
    return ServiceError(f"The search server did not {doing} ({status}: {_short(reason or kind or str(body))}).")


def cause(body: Any) -> tuple[str, str]:
    """(type, reason) of an error, the root where it is told."""
    if not isinstance(body, dict):
        return "", str(body or "")
    error = body.get("error", body)
    if not isinstance(error, dict):
        return "", str(error)
    inner = error
    while isinstance(inner.get("caused_by"), dict):
        inner = inner["caused_by"]
    roots = [root for root in error.get("root_cause", ()) if isinstance(root, dict)]
    kind = str(roots[0].get("type") if roots else error.get("type", ""))
    told = [str(each.get("reason")) for each in (error, *roots, inner) if each.get("reason")]
    return kind, "; ".join(dict.fromkeys(told))


_LATER = "Nothing is lost: articles are kept, and the index catches up with: monitor index sync"
_BLOCKED = "Free some space on the server, or lift its block. Nothing is lost: monitor index sync"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 300 else line[:299] + "…"
