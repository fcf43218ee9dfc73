"""Every mistake is named: file, line, key, and the nearest right word; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ConfigurationError, NoLedger
from monitor.settings import Checked, check, find, load
from monitor.settings.keys import CRAWL, INDEX, SOURCE, STORE, TOP

GOOD = '[[source]]\nid = "nilufar"\nurl = "https://nilufar.example"\n'


def told(checked: Checked) -> list[str]:
    return [f"{complaint.place} {complaint.text}" for complaint in checked.complaints]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('langauge = "fa"', 'monitor.toml:1 unknown key "langauge". Did you mean "language"?'),
        (
            GOOD + 'langauge = "fa"',
            'monitor.toml:4 [[source]] "nilufar": unknown key "langauge". Did you mean "language"?',
        ),
        ("[crawl]\nxyzzy = 1", 'monitor.toml:2 [crawl] unknown key "xyzzy".'),
        ("[crawll]", 'monitor.toml:1 unknown key "crawll". Did you mean "crawl"?'),
        ("[crawl]\n\n# so\ndelay = '1s'", 'monitor.toml:4 [crawl] delay should be a number, is "1s"'),
        ("[crawl]\nper_host = 0", "monitor.toml:2 [crawl] per_host should be from 1 to 64, is 0"),
        ("[crawl]\nper_host = true", "monitor.toml:2 [crawl] per_host should be a whole number, is true"),
        ('[crawl]\nsecond_look = "soon"', '"15m", "1h" or "7d", is "soon"'),
        ('[crawl]\nbackfill = "everything"', '"7d" or "all", is "everything"'),
        ('[crawl]\nallow_networks = "10.0.0.0/8"', "allow_networks should be a list in [ ]"),
        ('[crawl]\nallow_networks = ["10.0.0.0/8", "10.0.0.1/8"]', "member 2: "),
        ('[crawl]\nproxy = "localhost:9050"', "is not a proxy's address"),
        ('[crawl]\nproxy = "http://me:hush@proxy.example:3128"', "holds a password"),
        ('crawl = "fast"', "monitor.toml:1 crawl is a table: write [crawl]"),
        ('time_zone = "Teheran"', "is not a time zone"),
        ('time_zone = "tehran"', 'Did you mean "Asia/Tehran"?'),
        ('time_zone = "../../etc/passwd"', "is not a time zone"),
        ('language = "persian"', "is not one of en, fa"),
        ('[index]\nengine = "elastic"', 'Did you mean "elasticsearch"?'),
        ('[index]\nengine = ["embedded", "elastic"]', 'member 2: "elastic" is not one of embedded, elasticsearch'),
        ('[index]\nengine = ["embedded", "embedded"]', '[index] engine names "embedded" twice'),
        ('[index]\nengine = ["embedded", "elasticsearch"]', 'needs "url" or "cloud_id"'),
        ("[index]\nengine = []", "[index] engine is empty"),
        ('[kibana]\nspace = "newsroom"', 'monitor.toml:1 [kibana] needs its "url"'),
        ('[kibana]\nurl = "https://kibana.example"\nspaces = "newsroom"', 'Did you mean "space"?'),
        ('[kibana]\nurl = "https://kibana.example"\nspace = "The newsroom"', "is not a space's id"),
        ('[kibana]\nurl = "https://me:hush@kibana.example"', "holds a password"),
        ('[store]\nledger = "mysql://x"', "is not sqlite:///FILE or postgresql://"),
        (
            '[store]\nledger = "postgresql://m:hush@db.example/m"',
            "holds a password; put it into MONITOR_LEDGER_PASSWORD",
        ),
        ("[source]\nid = 'a'", "sources are written [[source]], with two brackets"),
        ('[[source]]\nurl = "https://a.example"', 'monitor.toml:1 [[source]] number 1: "id" is missing'),
        ('[[source]]\nid = "a"', 'monitor.toml:1 [[source]] "a": "url" is missing'),
        ('[[source]]\nid = "A b"\nurl = "https://a.example"', "is not an id"),
        ('[[source]]\nid = "a"\nurl = "a.example"', 'url "a.example" is not a web address'),
        ('[[source]]\nid = "a"\nurl = "file:///etc/passwd"', "is not a web address"),
        ('[[source]]\nid = "a"\nurl = "https://a:b@a.example"', "holds a password"),
        (GOOD + 'kind = "ngo"', "is not one of news, advocacy, wire, government, blog."),
        (GOOD + 'kind = "adovcacy"', 'Did you mean "advocacy"?'),
        (GOOD + 'country = "Iran"', "is not a country code"),
        (GOOD + 'exclude = ["/tag/", "("]', "member 2: "),
        (GOOD + 'headers = { Authorization = "hush" }', '"Authorization" is a secret'),
        (GOOD + 'headers = { cookie = "hush" }', '"cookie" is a secret'),
        (GOOD + "labels = { desk = 1 }", '"desk" should be a text'),
        (GOOD + 'revisit = ["1h", "often"]', "revisit member 2"),
        (GOOD + "[source.login]\nfields = {}", 'login needs its "url"'),
        ('[defaults.source]\nid = "x"', 'monitor.toml:2 [defaults.source] "id" belongs to one source only'),
        ("[defaults.sources]", 'Did you mean "source"?'),
        ('include = ["sources/none.toml"]', 'there is no file "sources/none.toml"'),
        ("version = 2\nwhatever = 1", "version = 2 needs a newer Media Monitor; this one reads version 1"),
        ("[crawl\ndelay = 1", "monitor.toml:1 is not readable as TOML"),
        ('a = "x', "monitor.toml:1 is not readable as TOML"),
        ("a = [1,\n2,", "monitor.toml:2 is not readable as TOML"),
        (b"name = '\xff'", "monitor.toml:1 is not UTF-8"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str | bytes, expected: str, read) -> None:
    checked = read(text)
    assert checked.settings is None
    assert len(checked.complaints) == 1, told(checked)
    assert expected in told(checked)[0]


def test_all_mistakes_are_told_at_once_over_all_files(read) -> None:
    checked = read(
        'include = ["sources/*.toml"]\n' + GOOD + 'langauge = "fa"\n[crawl]\ndelay = -1\n',
        sources__gulf_toml='\n\n[[source]]\nid = "nilufar"\nurl = "https://other.example"\n[crawl]\nlook = "1h"\nx = 2\n',
    )
    assert told(checked) == [
        'monitor.toml:5 [[source]] "nilufar": unknown key "langauge". Did you mean "language"?',
        "monitor.toml:7 [crawl] delay should be from 0 to 3600, is -1",
        'sources/gulf.toml:4 "nilufar" is also in monitor.toml:3. Ids are used once.',
        'sources/gulf.toml:8 [crawl] unknown key "x".',
    ]


def test_loading_raises_with_every_complaint_in_one_column(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    path.write_text("a = 1\n" + "#\n" * 10 + "b = 1\n")
    with pytest.raises(ConfigurationError) as raised:
        load(path, {})
    assert raised.value.exit_code == 12
    assert raised.value.message == "2 mistakes in 1 file; nothing was started."
    assert raised.value.complaints == (
        'monitor.toml:1   unknown key "a".',
        'monitor.toml:12  unknown key "b".',
    )


def test_a_key_given_in_two_files_is_a_mistake(read) -> None:
    checked = read('include = ["more.toml"]\n[crawl]\ndelay = 2', more_toml="[crawl]\ndelay = 3\n")
    assert told(checked) == ["more.toml:2 [crawl] delay is also in monitor.toml:3"]


def test_only_the_main_file_includes(read) -> None:
    checked = read('include = ["more.toml"]', more_toml='include = ["other.toml"]')
    assert told(checked) == ["more.toml:1 include works in monitor.toml only"]


def test_an_included_file_of_a_newer_version_is_refused(read) -> None:
    assert "needs a newer" in told(read('include = ["m*.toml"]', more_toml="version = 7\nnew = 1"))[0]


def test_a_missing_configuration_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path / "none.toml", {})
    assert "none.toml:1  cannot be read" in raised.value.complaints[0]


def test_where_no_watch_is_the_places_looked_at_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoLedger) as raised:
        find(tmp_path, {"XDG_CONFIG_HOME": str(tmp_path / "config")})
    assert raised.value.exit_code == 10
    assert str(tmp_path / "config") in raised.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('headers_env = { Authorization = "NILUFAR_TOKEN" }', "the environment variable NILUFAR_TOKEN is not set"),
        ('cookies_file = { session = "secrets/none" }', "the file secrets/none cannot be read"),
        ('proxy_env = "NILUFAR_PROXY"', "the environment variable NILUFAR_PROXY is not set"),
    ],
)
def test_a_secret_that_is_not_there_is_named_unless_nobody_looks(
    text: str, expected: str, read, tmp_path: Path
) -> None:
    checked = read(GOOD + text)
    assert expected in told(checked)[0]
    assert check(tmp_path / "monitor.toml", None).settings is not None


def test_an_empty_secret_is_a_mistake(read) -> None:
    checked = read(GOOD + 'headers_env = { X = "EMPTY" }', environ={"EMPTY": " "})
    assert "EMPTY is empty" in told(checked)[0]


VALUES = st.recursive(
    st.one_of(
        st.text(st.characters(codec="utf-8"), max_size=12),
        st.integers(-(2**63), 2**63 - 1),
        st.floats(allow_nan=True),
        st.booleans(),
        st.sampled_from(["1h", "all", "https://a.example", "://", "[", "(", "\x00", "fa", "１２m", "http://[", "/x y"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=4,
)
EVERY_KEY = [(key, table) for table in (TOP, STORE, INDEX, CRAWL, SOURCE) for key in table]


@given(st.sampled_from(EVERY_KEY), VALUES)
@settings(max_examples=300)
def test_any_value_of_any_key_is_read_or_refused_in_a_sentence(key_and_table, value) -> None:
    from monitor.settings.kinds import Wrong

    key, _ = key_and_table
    sentence = "read"
    try:
        key.type.read(value)
    except Wrong as wrong:
        sentence = str(wrong)
    assert sentence


PIECES = [*"[]{}=\"'#\n\\ .,a1:-", "[[source]]\n", "id = ", "[crawl]\n"]


@given(text=st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_read_or_complained_about(text: str, tmp_path: Path) -> None:
    path = tmp_path / "any.toml"
    path.write_text(text)
    checked = check(path, {})
    assert (checked.settings is None) == bool(checked.complaints)
