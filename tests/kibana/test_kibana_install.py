"""Putting objects in place, as a person meets it: again and again, after people's changes, after an upgrade."""

from __future__ import annotations

import json
import socket
from collections import Counter
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from kibana.kibana_stub import KEY, Stub, running

from monitor.errors import ConfigurationError, NotFound, ServiceError
from monitor.kibana import Item, Kibana, State, Target, compiled, install, load, survey, uninstall

SPACE = Target(space="newsroom")
OBJECTS = compiled(load(), SPACE)
MONDAY = "media-monitor-newsroom-dashboard-monday"
NEWS = "media-monitor-newsroom-view-news"


class Desk:
    """A person at the command line: one Kibana, one watch."""

    def __init__(self, stub: Stub, state: Path) -> None:
        self.stub, self.notes = stub, state / "state" / "kibana.json"
        self.kibana = Kibana(stub.url, space="newsroom")
        stub.spaces["newsroom"] = {}

    def install(self, *, overwrite: bool = False, objects=OBJECTS) -> list[Item]:
        return install(self.kibana, objects, SPACE, self.notes, overwrite=overwrite)

    def survey(self) -> list[Item]:
        return survey(self.kibana, OBJECTS, SPACE, self.notes)

    def uninstall(self, *, overwrite: bool = False) -> list[Item]:
        return uninstall(self.kibana, OBJECTS, SPACE, self.notes, overwrite=overwrite)

    def edit(self, kind: str = "dashboard", name: str = MONDAY, **attributes) -> None:
        self.stub.edit("newsroom", kind, name, **(attributes or {"title": "Monday, ours"}))


@pytest.fixture
def desk(stub: Stub, tmp_path: Path):
    found = Desk(stub, tmp_path)
    yield found
    found.kibana.close()


def states(items: list[Item]) -> dict[str, int]:
    return dict(Counter(item.state.value for item in items))


def test_the_first_time_everything_is_put_in_place(desk: Desk) -> None:
    assert states(desk.survey()) == {"missing": len(OBJECTS)}
    assert states(desk.install()) == {"installed": len(OBJECTS)}
    assert set(desk.stub.objects("newsroom")) == {(each["type"], each["id"]) for each in OBJECTS}
    assert not desk.stub.objects("default")


def test_the_second_time_nothing_is_written(desk: Desk) -> None:
    desk.install()
    before = json.dumps(list(desk.stub.objects("newsroom").values()))
    desk.stub.requests.clear()
    assert states(desk.install()) == {"same": len(OBJECTS)}
    assert not [path for _, path, _ in desk.stub.requests if "_import" in path]
    assert json.dumps(list(desk.stub.objects("newsroom").values())) == before


def test_what_a_person_changed_is_kept_and_named(desk: Desk) -> None:
    desk.install()
    desk.edit()
    (kept,) = [item for item in desk.install() if item.state is State.KEPT]
    assert kept.id == MONDAY
    assert desk.stub.objects("newsroom")["dashboard", MONDAY]["attributes"]["title"] == "Monday, ours"
    assert [item.id for item in desk.survey() if item.state is State.CHANGED] == [MONDAY]


def test_overwrite_puts_back_what_a_person_changed(desk: Desk) -> None:
    desk.install()
    desk.edit()
    assert states(desk.install(overwrite=True)) == {"installed": 1, "same": len(OBJECTS) - 1}
    assert desk.stub.objects("newsroom")["dashboard", MONDAY]["attributes"]["title"] == "Monday morning"
    assert states(desk.survey()) == {"same": len(OBJECTS)}


def test_saving_without_a_change_is_no_change(desk: Desk) -> None:
    desk.install()
    desk.edit(title="Monday morning")
    assert states(desk.install()) == {"same": len(OBJECTS)}


def test_kibanas_own_upgrade_is_no_change_of_a_persons(desk: Desk) -> None:
    desk.install()
    desk.stub.upgrade()
    assert states(desk.install()) == {"same": len(OBJECTS)}


def test_a_newer_version_of_ours_replaces_the_old_but_not_a_persons(desk: Desk) -> None:
    desk.install()
    desk.edit("search", "media-monitor-newsroom-search-gone", title="Taken down, ours")
    newer = json.loads(json.dumps(OBJECTS))
    for each in newer:
        if each["type"] == "search":
            each["attributes"]["description"] += " Better now."
    searches = sum(each["type"] == "search" for each in newer)
    assert states(desk.install(objects=newer)) == {
        "installed": searches - 1,
        "kept": 1,
        "same": len(OBJECTS) - searches,
    }


def test_what_was_deleted_comes_back(desk: Desk) -> None:
    desk.install()
    del desk.stub.objects("newsroom")["dashboard", MONDAY]
    assert states(desk.install()) == {"installed": 1, "same": len(OBJECTS) - 1}


def test_an_object_that_lost_our_tag_is_kept(desk: Desk) -> None:
    desk.install()
    saved = desk.stub.objects("newsroom")["dashboard", MONDAY]
    saved["references"] = [reference for reference in saved["references"] if reference["type"] != "tag"]
    (kept,) = [item for item in desk.install() if item.state is State.KEPT]
    assert (kept.id, kept.detail) == (MONDAY, "it is there without our tag")


@pytest.mark.parametrize("damage", ["lost", "half", "foreign"])
def test_without_our_notes_untouched_objects_are_recognised_and_changed_ones_kept(desk: Desk, damage: str) -> None:
    desk.install()
    desk.edit()
    if damage == "lost":
        desk.notes.unlink()
    else:
        desk.notes.write_text('{"a": ' if damage == "half" else "[]", encoding="utf-8")
    assert states(desk.install()) == {"same": len(OBJECTS) - 1, "kept": 1}


def test_the_notes_hold_no_secret_and_nothing_of_another_space(desk: Desk, stub: Stub) -> None:
    stub.key = KEY
    stub.spaces["second"] = {}
    for space in ("newsroom", "second"):
        target = Target(space=space)
        client = Kibana(stub.url, space=space, api_key=KEY)
        assert states(install(client, compiled(load(), target), target, desk.notes)) == {"installed": len(OBJECTS)}
        client.close()
    assert KEY not in desk.notes.read_text(encoding="utf-8")
    assert len(json.loads(desk.notes.read_text(encoding="utf-8"))) == 2


# --- taking out ---------------------------------------------------------------------------------------


def test_uninstall_removes_ours_and_nothing_else(desk: Desk) -> None:
    desk.install()
    tag = {"type": "tag", "id": "media-monitor-newsroom-tag", "name": "tag-ref"}
    desk.stub.save(
        "newsroom", {"type": "search", "id": "theirs", "attributes": {"title": "Theirs"}, "references": [tag]}
    )
    assert states(desk.uninstall()) == {"removed": len(OBJECTS)}
    assert list(desk.stub.objects("newsroom")) == [("search", "theirs")]
    assert desk.uninstall() == []
    assert states(desk.survey()) == {"missing": len(OBJECTS)}


def test_uninstall_keeps_what_a_person_changed_with_all_that_it_needs(desk: Desk) -> None:
    desk.install()
    desk.edit("search", "media-monitor-newsroom-search-gone", title="Ours")
    kept = {item.id for item in desk.uninstall() if item.state is State.KEPT}
    assert kept == {"media-monitor-newsroom-search-gone", NEWS, "media-monitor-newsroom-tag"}
    assert {name for _, name in desk.stub.objects("newsroom")} == kept
    assert states(desk.uninstall(overwrite=True)) == {"removed": 3}
    assert not desk.stub.objects("newsroom")


# --- what goes over the wire --------------------------------------------------------------------------


def test_every_request_carries_what_kibana_demands(desk: Desk, stub: Stub) -> None:
    stub.key = KEY
    desk.kibana = Kibana(stub.url + "/", space="newsroom", api_key=KEY)
    desk.install()
    desk.uninstall()
    assert len(stub.requests) > 6
    for method, path, headers in stub.requests:
        assert headers["kbn-xsrf"]
        assert headers["authorization"] == f"ApiKey {KEY}"
        assert path.startswith("/s/newsroom/api/saved_objects/"), path
        assert method == "POST"
        if "_import" in path:
            assert headers["content-type"].startswith("multipart/form-data; boundary=")
        else:
            assert headers["content-type"] == "application/json"


def test_a_reference_that_is_missing_is_named(desk: Desk) -> None:
    (refused,) = desk.kibana.put(
        [each for each in OBJECTS if each["id"] == "media-monitor-newsroom-search-gone"], overwrite=False
    )
    assert (refused.kind, refused.detail) == ("missing_references", f"index-pattern {NEWS}")


def test_a_space_is_made_once(stub: Stub) -> None:
    client = Kibana(stub.url, space="desk")
    with pytest.raises(NotFound, match='no space "desk"') as refused:
        client.check_space()
    assert "--create-space" in refused.value.hint
    assert client.create_space("Media Monitor") is True
    assert client.create_space("Media Monitor") is False
    client.check_space()
    client.close()


# --- what can be wrong --------------------------------------------------------------------------------

PASSES = (400, 500, 503)
"""What is no matter of our configuration."""

REFUSALS = [
    (401, b'{"statusCode":401,"error":"Unauthorized","message":"expired"}', {}, "does not know who we are"),
    (403, b'{"statusCode":403,"error":"Forbidden","message":"Unable to bulk_create dashboard"}', {}, "Unable to bulk"),
    (404, b"<html>not here</html>", {}, "not as Kibana does"),
    (400, b'{"statusCode":400,"error":"Bad Request","message":"more than 10001 objects"}', {}, "more than 10001"),
    (500, b'{"statusCode":500,"error":"Internal Server Error","message":"oh"}', {}, "500: oh"),
    (503, b"Kibana server is not ready yet", {}, "503"),
    (302, b"", {"location": "/login?next=%2F"}, "sends us on to /login"),
    (200, b"<html>a proxy's page</html>", {}, "not as Kibana does"),
]


@pytest.mark.parametrize(("status", "body", "headers", "sentence"), REFUSALS, ids=lambda value: str(value)[:20])
def test_each_refusal_of_an_import_has_its_sentence(
    desk: Desk, status: int, body: bytes, headers: dict[str, str], sentence: str
) -> None:
    desk.stub.answer_with("_import", status, body, **headers)
    with pytest.raises(ServiceError if status in PASSES else ConfigurationError, match=sentence) as refused:
        desk.install()
    assert refused.value.subject["url"] == desk.stub.url
    assert not desk.stub.objects("newsroom")


@pytest.mark.parametrize(
    ("status", "body", "headers", "sentence"),
    [
        (503, b"Kibana server is not ready yet", {}, "not ready yet"),
        (404, b"no such page", {}, "not as Kibana does"),
        (200, b"hello", {}, "not as Kibana does"),
        (200, b"[]", {}, "not as Kibana does"),
        (200, b'{"version": {"number": "8.6.2"}}', {}, "is version 8.6.2; these objects need 8.7"),
        (200, b'{"version": {"number": "3.8.0"}}', {"osd_name": "dash"}, "OpenSearch Dashboards"),
        (404, b"{}", {"x_elastic_product": "Elasticsearch"}, "is Elasticsearch; Kibana has an address of its own"),
        (302, b"", {"location": "/base/api/status"}, "sends us on to /base"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_who_is_not_a_kibana_that_we_can_use_is_told_apart(
    stub: Stub, status: int, body: bytes, headers: dict[str, str], sentence: str
) -> None:
    stub.answer_with("/api/status", status, body, **headers)
    with pytest.raises(ServiceError if status in PASSES else ConfigurationError, match=sentence):
        Kibana(stub.url).version()


@pytest.mark.parametrize("version", ["8.7.0", "8.19.4", "9.0.0-SNAPSHOT", "10.0.0"])
def test_versions_from_the_oldest_on_are_taken(stub: Stub, version: str) -> None:
    stub.version = version
    assert Kibana(stub.url).version() == version


def test_a_wrong_key_is_found_out_at_the_first_question(stub: Stub) -> None:
    stub.key = KEY
    with pytest.raises(ConfigurationError, match="does not know who we are") as refused:
        Kibana(stub.url, api_key="d3Jvbmc=").version()
    assert "MONITOR_KIBANA_API_KEY" in refused.value.hint
    assert "d3Jvbmc" not in str(vars(refused.value))


def test_where_nobody_listens_it_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ServiceError, match="the connection is refused"):
            Kibana(url).version()


def test_a_certificate_file_that_is_none_is_a_mistake_of_the_configuration(stub: Stub, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="ca_file"):
        Kibana(stub.url.replace("http:", "https:"), ca_file=str(tmp_path / "none.pem")).version()


def test_plain_text_where_tls_is_asked_is_told_apart_from_a_bad_certificate(stub: Stub) -> None:
    with pytest.raises(ServiceError, match="does not speak TLS"):
        Kibana(stub.url.replace("http:", "https:")).version()


def certificate(folder: Path, *, days: int) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, valid from 2020 for so many days."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "kibana.example")])
    begin = datetime(2020, 1, 1)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return public, private


def test_an_own_authority_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    public, private = certificate(tmp_path, days=36_500)
    with running(tls=(public, private)) as stub:
        with pytest.raises(ConfigurationError, match="is not trusted: self-signed"):
            Kibana(stub.url).version()
        assert Kibana(stub.url, ca_file=str(public)).version() == stub.version


def test_an_expired_certificate_is_refused_even_from_a_named_authority(tmp_path: Path) -> None:
    public, private = certificate(tmp_path, days=30)
    with running(tls=(public, private)) as stub, pytest.raises(ServiceError, match=r"is not trusted.*expired"):
        Kibana(stub.url, ca_file=str(public)).version()
