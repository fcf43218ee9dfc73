"""One spelling per URL, one name per site, and no exception whatever a page contains."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import urls

HOSTS = [
    "News.Example",
    "خبر.example",
    "münchen.example",
    "127.0.0.1:8071",
    "[::1]:80",
    "a.b.co.uk:443",
    "日本.example.",
]
PIECES = [
    "/", "//", "/.", "/..", "/a", "/B%20b", "/خبر", "/%D8%B2", "/%d8", "%", "%%36E", "/(S(abcdefgh12345678))", ";jsessionid=1",
    "?", "&", "=", "utm_source=x", "id=3", "sid=0123456789abcdef", "#", "#!/x", "#/r", "index.html", "/index.php", "\\", "\n",
    "\ud800", "\u200c", "؟", "🙂", "amp;utm_id=1", "ref=rss", "amp/", "@", ":",
]  # fmt: skip
messy = st.builds(
    lambda scheme, host, rest: scheme + host + "".join(rest),
    st.sampled_from(["http://", "HTTPS://", "//", "", "ftp://"]),
    st.sampled_from(HOSTS) | st.text(max_size=8),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=8),
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://News.Example:80/A/../Story?utm_source=x&id=3&fbclid=q#top", "http://news.example/Story?id=3"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/%d8%b2%7e", "https://news.example/%D8%B2~"),
        ("https://news.example/زن‌ها", "https://news.example/%D8%B2%D9%86%E2%80%8C%D9%87%D8%A7"),
        ("https://خبر.example/a", "https://xn--ngblk.example/a"),
        ("https://news.example/a?b=2&a=1&b=1", "https://news.example/a?b=2&a=1&b=1"),
        ("https://news.example/a;jsessionid=0A1?x=1", "https://news.example/a?x=1"),
        ("https://news.example/(S(lit3py55t21z5v55vlm25s55))/a", "https://news.example/a"),
        ("https://news.example/a?PHPSESSID=1&page=2", "https://news.example/a?page=2"),
        ("https://reader:secret@news.example/a", "https://news.example/a"),
        ("https://news.example/#!/story/1", "https://news.example/#!/story/1"),
        ("https://news.example/100%", "https://news.example/100%25"),
    ],
)
def test_a_url_has_one_spelling(url: str, expected: str) -> None:
    assert urls.canonical(url) == expected


@pytest.mark.parametrize(
    "query", ["sid=24001", "s=evin", "ref=chapter-2", "source=reuters-17", "p=12", "from=2026-01-01"]
)
def test_a_parameter_that_may_name_a_page_stays(query: str) -> None:
    assert urls.canonical(f"https://news.example/a?{query}") == f"https://news.example/a?{query}"


@pytest.mark.parametrize(
    "query", ["ref=rss", "source=newsletter", "ref=other-site.example", "amp;utm_source=x", "UTM_Medium=m"]
)
def test_a_parameter_that_names_a_referrer_goes(query: str) -> None:
    assert urls.canonical(f"https://news.example/a?{query}") == "https://news.example/a"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("http://news.example/a/", "https://news.example/a"),
        ("https://news.example/index.html", "https://news.example"),
        ("https://news.example/fa/index.php", "https://news.example/fa/"),
    ],
)
def test_what_servers_treat_as_one_page_has_one_key(left: str, right: str) -> None:
    assert urls.key(left) == urls.key(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("https://news.example/A", "https://news.example/a"),
        ("http://127.0.0.1:8071/a", "https://127.0.0.1:8071/a"),
        ("https://news.example/index.php?id=1", "https://news.example/?id=1"),
        ("https://news.example/a", "https://m.news.example/a"),
    ],
)
def test_what_may_differ_keeps_two_keys(left: str, right: str) -> None:
    assert urls.key(left) != urls.key(right)


@pytest.mark.parametrize(
    "url",
    ["", " ", "mailto:a@news.example", "javascript:alert(1)", "data:text/html,x", "http://", "http://[", "http://[::1", "//x/a",
     "http://a b/", "http://news.example:99999/", "http://xn--/", "http://..", "https://\udc00/", "http://" + "a" * 5000],
)  # fmt: skip
def test_what_is_no_web_address_gives_none(url: str) -> None:
    assert urls.canonical(url) is None
    assert urls.key(url) is None
    assert urls.host_of(url) is None
    assert not urls.same_site(url, url)


@settings(max_examples=400, deadline=None)
@given(messy)
def test_canonical_and_key_are_idempotent_and_ascii(url: str) -> None:
    for rule in (urls.canonical, urls.key):
        once = rule(url)
        if once is not None:
            assert rule(once) == once
            assert once.isascii()
            assert " " not in once


@settings(max_examples=200, deadline=None)
@given(messy, messy)
def test_nothing_that_a_page_contains_raises(base: str, href: str) -> None:
    found = urls.absolute(base, href)
    assert found is None or urls.canonical(found) is not None
    for url in (base, href):
        urls.is_home(url), urls.site_of(url)


@settings(deadline=None)
@given(messy)
def test_the_canonical_form_of_a_url_has_the_same_key_and_site(url: str) -> None:
    clean = urls.canonical(url)
    if clean is not None:
        assert urls.key(clean) == urls.key(url)
        assert urls.site_of(clean) == urls.site_of(url)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("https://www.news.co.uk/a", "http://feeds.news.co.uk:8080/", True),
        ("https://a.blogspot.com/", "https://b.blogspot.com/", False),
        ("https://a.nilufar.example/", "https://nilufar.example/", True),
        ("http://nilufar.localhost:8071/", "http://chiya.localhost:8071/", False),
        ("http://nilufar.localhost:8071/", "http://nilufar.localhost:8071/a", True),
        ("http://127.0.0.1:8071/", "http://127.0.0.1:8072/", False),
        ("http://127.0.0.1:8071/", "http://127.0.0.1:8071/a", True),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("http://[::1]:1/", "http://[::1]:2/", False),
        ("https://خبر.ایران/", "https://a.xn--ngblk.xn--mgba3a4fra/", False),
        ("https://خبر.example/", "https://a.xn--ngblk.example/", True),
    ],
)
def test_one_site_is_one_registrable_domain_or_one_address(a: str, b: str, same: bool) -> None:
    assert urls.same_site(a, b) is same


@pytest.mark.parametrize("url", ["https://n.example", "https://n.example/", "https://n.example/fa/", "https://n.example/en-us",
                                 "https://n.example/index.html", "https://n.example/?utm_source=x"])  # fmt: skip
def test_a_front_page_is_known(url: str) -> None:
    assert urls.is_home(url)


@pytest.mark.parametrize(
    "url", ["https://n.example/narges", "https://n.example/?p=12", "https://n.example/#!/s/1", "https://n.example/fa/a"]
)
def test_a_short_slug_is_no_front_page(url: str) -> None:
    assert not urls.is_home(url)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("../خبر.html#k", "https://n.example/%D8%AE%D8%A8%D8%B1.html"),
        (" //m.n.example\\x \n", "https://m.n.example/x"),
        ("?page=2", "https://n.example/a/b?page=2"),
        ("sto\nry", "https://n.example/a/story"),
        ("#top", "https://n.example/a/b"),
        ("mailto:x@n.example", None),
        ("java\nscript:alert(1)", None),
        ("http://[", None),
    ],
)
def test_a_link_is_read_as_browsers_read_it(href: str, expected: str | None) -> None:
    assert urls.absolute("https://n.example/a/b", href) == expected
