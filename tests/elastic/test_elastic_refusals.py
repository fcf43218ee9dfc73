"""Certificates, keys and privileges: one clear message each, with its exit code, and crawling goes on.

Security is not in the packages that the servers are made of: a proxy before them speaks TLS, and refuses keys and
privileges with the bodies that Elasticsearch's reference shows.
"""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from elastic.change_log import Log, grow
from end_to_end.desk import Desk
from newsroom import Newsroom
from servers.faulty import DROPPED_BEFORE, Act, FaultyProxy, answers, says

from monitor import indexing
from monitor.elastic import Connection, ElasticIndex
from monitor.elastic.state import look
from monitor.errors import ConfigurationError, MonitorError, ServiceError

ROOT = answers({"version": {"number": "9.5.3"}})
NOWHERE = "http://127.0.0.1:9"
PAST, FUTURE = (datetime(2020, 1, 1), datetime(2021, 1, 1)), (datetime(2090, 1, 1), datetime(2091, 1, 1))


class Authority:
    """Signs certificates, and has a file."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        self._ca = trustme.CA()
        self.file = str(folder / f"{name}.pem")
        self._ca.cert_pem.write_to_path(self.file)

    def server(
        self, name: str = "127.0.0.1", valid: tuple[datetime, datetime] | None = None
    ) -> tuple[ssl.SSLContext, str]:
        """What a server speaks with, and its fingerprint."""
        leaf = self._ca.issue_cert(
            name, **(dict(zip(("not_before", "not_after"), valid, strict=True)) if valid else {})
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf.configure_cert(context)
        certificate = x509.load_pem_x509_certificate(leaf.cert_chain_pems[0].bytes())
        return context, certificate.fingerprint(hashes.SHA256()).hex(":").upper()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def refused(tls: ssl.SSLContext | None, **how: str) -> MonitorError:
    """What a person is told."""
    with FaultyProxy(NOWHERE, tls=tls) as proxy:
        proxy.fault = lambda method, path, body: ROOT
        scheme = how.pop("scheme", "https" if tls else "http")
        with pytest.raises(MonitorError) as caught:
            _ = Connection(url=proxy.url.replace("https" if tls else "http", scheme, 1), **how).client
    return caught.value


@pytest.mark.parametrize("by", ["ca_file", "fingerprint"])
def test_a_certificate_of_an_authority_of_ones_own_is_trusted_by_file_or_fingerprint(
    by: str, server: str, opened: Callable[..., ElasticIndex], authority: Authority
) -> None:
    tls, fingerprint = authority.server()
    log = Log()
    grow(log, 3)
    with FaultyProxy(server, tls=tls) as proxy:
        index = opened(url=proxy.url, **{by: authority.file if by == "ca_file" else fingerprint})
        indexing.catch_up(log, index)
        assert index.search(None, sort="new", limit=5).total == 3
        index.close()


def test_an_unknown_authority_is_told_with_what_names_it(authority: Authority, tmp_path: Path) -> None:
    tls, _ = authority.server()
    for how in ({}, {"ca_file": Authority(tmp_path, "another").file}):
        told = refused(tls, **how)
        assert isinstance(told, ConfigurationError)
        assert "is not trusted: unable to get local issuer certificate." in told.message
        assert "[index] ca_file" in told.hint


@pytest.mark.parametrize(("valid", "words"), [(PAST, "has expired"), (FUTURE, "is not valid yet")])
def test_a_certificate_out_of_its_time_is_for_the_servers_owner(
    valid: tuple[datetime, datetime], words: str, authority: Authority
) -> None:
    told = refused(authority.server(valid=valid)[0], ca_file=authority.file)
    assert isinstance(told, ServiceError)
    assert words in told.message
    assert "renew" in told.hint
    assert "Nothing is lost" in told.hint


def test_a_certificate_of_another_host_names_both(authority: Authority) -> None:
    told = refused(authority.server("search.example")[0], ca_file=authority.file)
    assert isinstance(told, ConfigurationError)
    assert "'127.0.0.1' doesn't match 'search.example'" in told.message


def test_another_fingerprint_than_the_one_that_was_named_is_told_as_the_server_has_it(authority: Authority) -> None:
    tls, fingerprint = authority.server()
    told = refused(tls, fingerprint="00" * 32)
    assert isinstance(told, ConfigurationError)
    assert fingerprint.replace(":", "").lower() in told.message


def test_a_fingerprint_that_is_none_and_a_file_that_is_none_are_mistakes_of_the_configuration(
    authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "junk.pem").write_text("گواهی", encoding="utf-8")
    tls, _ = authority.server()
    for how in (
        {"fingerprint": "xyz"},
        {"ca_file": str(tmp_path / "none.pem")},
        {"ca_file": str(tmp_path / "junk.pem")},
    ):
        told = refused(tls, **how)
        assert isinstance(told, ConfigurationError), how
        assert next(iter(how)) in told.message.lower()


def test_https_and_http_mixed_up_are_told_apart_from_a_bad_certificate(authority: Authority) -> None:
    told = refused(None, scheme="https")
    assert isinstance(told, ServiceError)
    assert "does not speak TLS" in told.message
    assert "is not trusted" not in told.message
    assert isinstance(refused(authority.server()[0], scheme="http"), ServiceError)


BASIC = b64encode("نرگس:گل سرخ".encode()).decode()


@pytest.mark.parametrize(
    ("header", "how"),
    [
        ("ApiKey c2VjcmV0OmtleQ==", {"api_key": "c2VjcmV0OmtleQ=="}),
        (f"Basic {BASIC}", {"user": "نرگس", "password": "گل سرخ"}),
    ],
)
def test_the_right_key_opens_and_a_wrong_one_is_told_without_being_shown(header: str, how: dict[str, str]) -> None:
    with FaultyProxy(NOWHERE, authorization=header) as proxy:
        proxy.fault = lambda method, path, body: ROOT
        assert Connection(url=proxy.url, **how).product.version == "9.5.3"
        wrong = {name: value if name == "user" else "d3Jvbmc6a2V5" for name, value in how.items()}
        for given in (wrong, {}):
            with pytest.raises(ConfigurationError, match="refuses the key or password") as caught:
                _ = Connection(url=proxy.url, **given).client
            assert "d3Jvbmc6a2V5" not in caught.value.message + caught.value.hint
            assert "MONITOR_ELASTICSEARCH_API_KEY" in caught.value.hint


def denied(action: str, privileges: str = "") -> Act:
    granted = f", this action is granted by the index privileges [{privileges}]" if privileges else ""
    reason = f"action [{action}] is unauthorized for API key id [a1] of user [elastic] on indices [news]{granted}"
    return says(403, "security_exception", reason)


@pytest.mark.parametrize(
    ("part", "act", "words"),
    [
        ("/_index_template", denied("indices:admin/index_template/put"), "(indices:admin/index_template/put)"),
        ("/_bulk", denied("indices:data/write/bulk[s]", "create_doc,create,index,write,all"), "create_doc,create,index,write,all"),
        ("/_refresh", denied("indices:admin/refresh", "maintenance,manage,all"), "maintenance,manage,all"),
        ("/_aliases", denied("indices:admin/aliases", "manage,all"), "manage,all"),
    ],
)  # fmt: skip
def test_a_missing_privilege_is_named_when_it_is_needed_and_nothing_is_lost(
    part: str, act: Act, words: str, server: str, opened: Callable[..., ElasticIndex]
) -> None:
    log = Log()
    grow(log, 3)
    with FaultyProxy(server) as proxy:
        proxy.fault = lambda method, path, body: act if part in path and method != "GET" else None
        with pytest.raises(ConfigurationError) as caught:
            indexing.catch_up(log, opened(url=proxy.url))
        assert words in caught.value.message
        assert caught.value.hint == "monitor index status"
    index = opened()
    indexing.catch_up(log, index)
    assert index.search(None, sort="new", limit=5).total == 3


def test_a_key_that_may_not_ask_for_analyzers_goes_without_stemming(
    server: str, opened: Callable[..., ElasticIndex]
) -> None:
    log = Log()
    grow(log, 3)
    with FaultyProxy(server) as proxy:
        proxy.fault = lambda method, path, body: denied("indices:admin/analyze") if "/_analyze" in path else None
        index = opened(url=proxy.url)
        indexing.catch_up(log, index)
        assert index.search(None, sort="new", limit=5).total == 3
        assert "fa" in look(index).unstemmed
        proxy.fault = lambda method, path, body: DROPPED_BEFORE if "/_analyze" in path else None
        with pytest.raises(ServiceError, match="cannot be reached"):
            index.setup()


def test_the_status_names_each_missing_privilege_and_what_it_could_not_see(
    server: str, opened: Callable[..., ElasticIndex]
) -> None:
    log = Log()
    grow(log, 1)
    indexing.catch_up(log, opened())
    prefix = opened().connection.prefix
    has = {
        "username": "desk",
        "has_all_requested": False,
        "cluster": {"monitor": True, "manage_index_templates": False},
        "index": {f"{prefix}news*": {"read": True, "maintenance": False, "manage": False}},
        "application": {},
    }
    with FaultyProxy(server) as proxy:

        def fault(method: str, path: str, body: bytes) -> Act | None:
            if "/_has_privileges" in path:
                wanted = json.loads(body)
                assert wanted["index"][0]["names"] == [f"{prefix}news*"]
                return answers(has)
            return denied("cluster:monitor/health") if "/_cluster/health" in path else None

        proxy.fault = fault
        state = look(opened(url=proxy.url))
    assert state.missing == (
        "cluster:manage_index_templates",
        f"{prefix}news*:maintenance",
        f"{prefix}news*:manage",
    )
    assert (state.health, state.articles) == ("not told", 1)
    assert state.problems == ("The search server did not let us ask for its health (cluster:monitor/health).",)


def test_crawling_goes_on_whatever_the_server_refuses(tmp_path: Path, authority: Authority) -> None:
    tls, _ = authority.server()
    with (
        Newsroom(["harbour"], start=datetime.now(UTC), articles=4) as newsroom,
        FaultyProxy(NOWHERE, tls=tls) as proxy,
    ):
        watch = Desk(tmp_path / "watch", newsroom)
        with watch.config.open("a", encoding="utf-8") as file:
            file.write(f'\n[index]\nengine = "elasticsearch"\nurl = "{proxy.url}"\n')
        try:
            said = watch.told("crawl", expect=(0, 3))
            assert "Not indexed yet: The search server's certificate" in said
            assert "is not trusted" in said
            assert watch.lead_outcomes()["stored", None] >= 4
            assert "is not trusted" in watch.told("index", "sync", expect=12)
        finally:
            watch.close()
