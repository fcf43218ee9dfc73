"""What a configuration comes to."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Kind, Source
from monitor.settings import Checked, Crawl, Index, Settings, Store, find, format_duration, load, parse_duration
from monitor.settings.effective import effective
from monitor.settings.keys import CRAWL, INDEX, SOURCE, STORE, TABLES, TOP
from monitor.settings.schema import json_schema

A = '[[source]]\nid = "a"\nurl = "https://www.a.example/home"\n'


def good(checked: Checked) -> Settings:
    assert checked.settings is not None, checked.complaints
    return checked.settings


def test_an_empty_file_is_a_configuration(read, tmp_path: Path) -> None:
    settings = good(read(""))
    assert settings == Settings(
        path=tmp_path / "monitor.toml", home=tmp_path, state=tmp_path / "state", files=(tmp_path / "monitor.toml",)
    )


@pytest.mark.parametrize(
    ("table", "made"), [(TOP, Settings), (STORE, Store), (INDEX, Index), (CRAWL, Crawl), (SOURCE, Source)]
)
def test_the_stated_defaults_are_the_real_ones(table, made) -> None:
    real = {field.name: field.default for field in fields(made)}
    for key in table:
        try:
            stated = tomllib.loads(f"x = {key.default}")["x"]
        except tomllib.TOMLDecodeError:
            continue  # said in words: "one per core"
        if stated not in ([], {}) and key.name in real:
            assert key.type.read(stated) == real[key.name], key.name


def test_every_key_has_a_field_and_every_field_a_key() -> None:
    assert {key.name for key in CRAWL} - {"proxy_env", "proxy_file"} == {field.name for field in fields(Crawl)}
    assert {key.name for key in STORE} == {field.name for field in fields(Store)}
    assert {key.name for key in INDEX} == {field.name for field in fields(Index)} - {"api_key", "password"}
    secret = {f"{name}_{how}" for name in ("headers", "cookies", "proxy") for how in ("env", "file")}
    assert {key.name for key in SOURCE} - secret - {"credit", "render"} == {field.name for field in fields(Source)}


def test_a_source_of_two_lines_gets_sensible_values(read) -> None:
    (source,) = good(read(A)).sources
    assert source == Source(id="a", name="www.a.example", url="https://www.a.example/home")
    assert source.discover


def test_listings_may_be_paths_and_end_the_looking_for_others(read) -> None:
    (source,) = good(read(A + 'feeds = ["/feed.xml", "https://feeds.example/a"]')).sources
    assert source.feeds == ("https://www.a.example/feed.xml", "https://feeds.example/a")
    assert not source.discover
    (both,) = good(read(A + 'feeds = ["/feed.xml"]\ndiscover = true')).sources
    assert both.discover


def test_everything_that_can_be_said_of_a_source_is_kept(read) -> None:
    text = """
    name = "خبرنامه نیلوفر"
    name_en = "Nilufar Bulletin"
    kind = "advocacy"
    owner = "Nilufar Collective"
    language = "fa-IR"
    country = "ir"
    time_zone = "Asia/Tehran"
    labels = { desk = "iran", tier = "1" }
    every = "10m"
    min_words = 10
    revisit = ["1h", "7d"]
    languages = ["fa", "ckb"]
    delay = 2
    obey_robots = false
    exclude = ["/tag/"]
    remove = [".related"]
    credit = ["WPA"]
    """
    settings = good(read(A + text))
    (source,) = settings.sources
    assert (source.name, source.kind, source.language, source.country) == ("خبرنامه نیلوفر", Kind.ADVOCACY, "fa", "IR")
    assert source.every == timedelta(minutes=10)
    assert source.revisit == (timedelta(hours=1), timedelta(days=7))
    assert source.delay == 2.0
    assert source.labels == {"desk": "iran", "tier": "1"}
    assert settings.pending == ("source.credit", "source.name_…")


def test_sources_inherit_from_their_own_file_then_from_the_main_one(read) -> None:
    settings = good(
        read(
            'include = ["teams/*.toml"]\n[defaults.source]\nmin_words = 30\nkind = "advocacy"\nlabels = { desk = "a" }\n'
            + A,
            teams__b_toml='[defaults.source]\nmin_words = 10\nlabels = { team = "b" }\n'
            '[[source]]\nid = "b"\nurl = "https://b.example"\nkind = "wire"\nlabels = { tier = "1" }\n',
        )
    )
    a, b = settings.sources
    assert (a.min_words, a.kind, a.labels) == (30, Kind.ADVOCACY, {"desk": "a"})
    assert (b.min_words, b.kind, b.labels) == (10, Kind.WIRE, {"team": "b", "tier": "1"})
    assert settings.origins["source.a.min_words"] == "monitor.toml:3"
    assert settings.origins["source.b.min_words"] == "teams/b.toml:2"
    assert settings.origins["source.b.kind"] == "teams/b.toml:7"


def test_the_crawl_sets_what_a_source_leaves_out(read) -> None:
    (source,) = good(read('[crawl]\nlook = "1h"\nobey_robots = false\n' + A)).sources
    assert source.every == timedelta(hours=1)
    assert source.obey_robots is False


def test_tables_that_are_still_to_come_are_accepted_and_named(read) -> None:
    text = '[[rule]]\nid = "kuhsar"\nanything = { x = 1 }\n[[recipient]]\nid = "desk"\n[watchdog]\nping = ""\n[people]\nfile = "p.csv"\n'
    assert good(read(text)).pending == ("people", "recipient", "rule", "watchdog")


def test_files_of_one_pattern_come_by_name_and_only_once(read, tmp_path: Path) -> None:
    settings = good(
        read(
            'include = ["s/*.toml", "s/a.toml", "*.toml"]',
            s__b_toml='[[source]]\nid = "b"\nurl = "https://b.example"',
            s__a_toml=A,
        )
    )
    assert [path.relative_to(tmp_path).as_posix() for path in settings.files] == [
        "monitor.toml",
        "s/a.toml",
        "s/b.toml",
    ]
    assert [source.id for source in settings.sources] == ["a", "b"]


def test_two_sources_at_one_address_are_worth_a_look(read) -> None:
    checked = read(A + A.replace('"a"', '"b"'))
    assert checked.settings is not None
    assert [f"{remark.line} {remark.text}" for remark in checked.remarks] == [
        '6 [[source]] "b": the same address as "a"'
    ]


def test_the_nearest_file_upwards_is_found_and_then_the_users_own(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    own = tmp_path / "config" / "media-monitor" / "monitor.toml"
    deep = tmp_path / "watch" / "a" / "b"
    own.parent.mkdir(parents=True)
    deep.mkdir(parents=True)
    own.touch()
    assert find(deep, environ) == own
    (tmp_path / "watch" / "monitor.toml").touch()
    assert find(deep, environ) == tmp_path / "watch" / "monitor.toml"


# --- secrets ------------------------------------------------------------------------------------------

HUSH = "s3cret/with:odd@letters"


def test_the_ledgers_password_comes_from_the_environment_or_a_file(read, tmp_path: Path) -> None:
    text = '[store]\nledger = "postgresql://monitor@db.example/monitor"'
    expected = "postgresql://monitor:s3cret%2Fwith%3Aodd%40letters@db.example/monitor"
    (tmp_path / "password").write_text(HUSH + "\n")
    by_variable = good(read(text, environ={"MONITOR_LEDGER_PASSWORD": HUSH}))
    by_file = good(read(text, environ={"MONITOR_LEDGER_PASSWORD_FILE": "password"}))
    assert by_variable.store.ledger == by_file.store.ledger == expected
    assert by_variable.secrets == {"store.ledger": "set, 23 characters, from the environment"}
    assert by_file.secrets == {"store.ledger": "set, 23 characters, from the file password"}


SECRETIVE = (
    '[store]\nledger = "postgresql://monitor@db.example/monitor"\n[crawl]\nproxy_env = "PROXY"\n'
    + A
    + 'headers = { X-From = "desk" }\nheaders_env = { Authorization = "TOKEN" }\ncookies_env = { session = "TOKEN" }\n'
    'proxy_env = "PROXY"\n[source.login]\nurl = "https://a.example/login"\nfields = { user = "desk" }\n'
    'fields_env = { password = "TOKEN" }\n'
)
ENVIRON = {"MONITOR_LEDGER_PASSWORD": HUSH, "TOKEN": HUSH, "PROXY": f"http://me:{HUSH}@proxy.example:1"}


def test_secrets_reach_the_fields_that_need_them(read) -> None:
    settings = good(read(SECRETIVE, environ=ENVIRON))
    (source,) = settings.sources
    assert source.headers == {"X-From": "desk", "Authorization": HUSH}
    assert source.cookies == {"session": HUSH}
    assert source.login is not None
    assert source.login.fields == {"user": "desk", "password": HUSH}
    assert source.proxy == settings.crawl.proxy == ENVIRON["PROXY"]


def test_no_secret_is_ever_shown(read) -> None:
    settings = good(read(SECRETIVE, environ=ENVIRON))
    shown = "\n".join(str(value) for value in effective(settings))
    assert HUSH not in shown
    assert "s3cret" not in shown
    assert shown.count("set, 23 characters, from the environment") >= 4


def test_every_value_is_shown_with_where_it_was_written(read) -> None:
    values = {value.key: value for value in effective(good(read('[crawl]\nlook = "90m"\n' + A)))}
    assert (values["crawl.look"].value, values["crawl.look"].origin) == ("1h 30m", "monitor.toml:2")
    assert values["crawl.delay"].origin is None
    assert values["source.a.url"].origin == "monitor.toml:5"
    assert {f"{table}.{key.name}" for table, keys in TABLES.items() for key in keys} - values.keys() == {
        "crawl.proxy_env",
        "crawl.proxy_file",
    }


# --- the rest -----------------------------------------------------------------------------------------


def test_the_schema_knows_every_key() -> None:
    schema = json_schema()["properties"]
    assert {key.name for key in TOP} <= schema.keys()
    assert set(schema["source"]["items"]["properties"]) == {key.name for key in SOURCE}
    assert set(schema["crawl"]["properties"]) == {key.name for key in CRAWL}
    assert "id" not in schema["defaults"]["properties"]["source"]["properties"]


@given(st.integers(0, 10**8).map(lambda seconds: timedelta(seconds=seconds)))
def test_a_length_of_time_is_read_back_as_it_is_written(length: timedelta) -> None:
    assert parse_duration(format_duration(length)) == length


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("15m", 900), ("1h", 3600), ("7d", 604800), ("2 years", 63072000), ("1h 30m", 5400), ("90S", 90), ("۷d", 604800)],
)
def test_lengths_of_time_are_read_as_people_write_them(text: str, seconds: int) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "m", "7", "7 parsecs", "1h x", "-1h", "1.5h"])
def test_what_is_no_length_of_time_is_none(text: str) -> None:
    assert parse_duration(text) is None


def test_three_thousand_sources_are_read_in_a_moment(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    text = "".join(
        f'[[source]]\nid = "s{n}"\nname = "Source {n}"\nurl = "https://s{n}.example"\nkind = "news"\n'
        f'language = "fa"\ncountry = "IR"\ntime_zone = "Asia/Tehran"\nlabels = {{ desk = "iran" }}\n\n'
        for n in range(3000)
    )
    path.write_text(text)
    settings = load(path, {})
    assert len(settings.sources) == 3000
    assert settings.origins["source.s2999.url"] == f"monitor.toml:{2999 * 10 + 4}"
