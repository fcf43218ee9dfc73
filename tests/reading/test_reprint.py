"""A kept article as one HTML page that can be kept, mailed and opened anywhere, whatever its words are."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from reading.conftest import Desk
from reading.fill import ARTICLES, NOON, article

from monitor import ledger
from monitor.model import Article, Record
from monitor.reprint import Reprinted, direction, page

LALEH, SORANI = ARTICLES[2], ARTICLES[6]
RICH = replace(
    article(LALEH),
    kicker="گزارش",
    subtitle="خانواده‌اش نه روز بی‌خبر بودند",
    title_original="انتقال لاله سروندی به سلول انفرادی | خبرنامه نیلوفر",
    captions=("لاله سروندی، ۱۴۰۴. عکس: آرشیو", "دروازهٔ زندان کوهسار"),
    agencies=("خبرگزاری نارون",),
    languages=("fa", "ckb"),
)


def record(shown: Article, **more: object) -> Record:
    values = {
        "id": "5f2c91ab00", "key": 1, "source": "nilufar", "url": shown.url, "article": shown, "revision": 1,
        "revisions": 1, "state": "present", "first_seen": NOON, "last_seen": NOON, "seq": 1, "content_hash": "0" * 64,
    }  # fmt: skip
    return Record(**{**values, **more})  # type: ignore[arg-type]


def printed(shown: Article, **more: object) -> html.HtmlElement:
    return html.document_fromstring(page(Reprinted(record=record(shown), outlet="خبرنامه", **more)))  # type: ignore[arg-type]


hostile = st.text(st.sampled_from("<>\"'&a!-ن\u200c/=\u202e\x00\x1b\ud800]\n😀 "), min_size=1, max_size=40).filter(
    str.strip
)


@given(title=hostile, text=hostile, caption=hostile, url=hostile)
def test_no_word_of_an_article_becomes_markup(title: str, text: str, caption: str, url: str) -> None:
    shown = replace(RICH, title=title, text=text, captions=(caption,), image=url, language="fa\" onload='x")
    made = page(Reprinted(record=record(shown, url=url), outlet=title, first_seen=text, digest=caption))
    made.encode()
    tree = html.document_fromstring(made)
    tags = {element.tag for element in tree.iter()}
    assert tags <= set("html head meta title style body article h1 p hr ul li footer dl dt dd a".split())  # noqa: SIM905
    assert not {name for element in tree.iter() for name in element.attrib if name.startswith("on")}
    assert all(link.get("href").startswith(("http://", "https://")) for link in tree.iter("a"))


def test_a_script_and_a_javascript_address_are_shown_as_the_words_that_they_are() -> None:
    shown = replace(RICH, title="<script>alert(1)</script> لاله", image="javascript:alert(1)")
    tree = printed(shown)
    assert tree.findtext(".//h1") == "<script>alert(1)</script> لاله"
    assert [link.get("href") for link in tree.iter("a")] == [LALEH.url]


def test_a_page_loads_nothing_and_says_so_itself() -> None:
    made = page(Reprinted(record=record(replace(RICH, image="https://nilufar.example/1.jpg")), outlet="نیلوفر"))
    assert "default-src 'none'" in made
    assert not {"img", "link", "script", "iframe", "video"} & {
        each.tag for each in html.document_fromstring(made).iter()
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("«۱۲» لاله", "rtl"),
        ("12 גשר", "rtl"),
        ("لالە", "rtl"),
        ("「東京」", "ltr"),
        ("2026: Gate", "ltr"),
        ("123", "ltr"),
    ],
)
def test_the_direction_is_that_of_the_first_letter_that_has_one(text: str, wanted: str) -> None:
    assert direction(text) == wanted


@pytest.fixture
def rich(own_desk: Desk) -> Desk:
    """The Persian article, with every field that a page may have."""
    with ledger.open(own_desk.home / "state" / "ledger.db") as book:
        writer = book.writer()
        key = next(each.key for each in book.recent(20) if each.url == LALEH.url)
        writer.submit(lambda tx: tx.add_rendition(key, RICH, "0" * 64, NOON, "newer")).result()
        writer.close()
    own_desk.run("rebuild", "index")
    return own_desk


def test_a_person_keeps_the_page_of_an_article(rich: Desk, tmp_path: Path) -> None:
    file = tmp_path / "laleh.html"
    assert str(file) in rich.run("show", LALEH.url, "--html", "-o", str(file))
    tree = html.document_fromstring(file.read_bytes())
    assert (tree.get("lang"), tree.get("dir")) == ("fa", "rtl")
    words = tree.text_content()
    for part in (RICH.kicker, RICH.subtitle, *RICH.captions, *RICH.agencies, "روزبه نیکان", "۱ آذر ۱۴۰۵", "sha256:"):
        assert part in words
    assert [paragraph for paragraph in RICH.text.split("\n") if paragraph not in words] == []
    assert rich.run("show", LALEH.url, "--html") == file.read_text(encoding="utf-8")
    document, summary = rich.ask("show", SORANI.url, "--html")
    assert 'lang="ckb" dir="rtl"' in document["text"]
    assert summary["format"] == "html"
    rich.run("show", LALEH.url, "--text", "-o", str(file), expect=2)


def test_every_field_of_a_page_is_shown_told_of_and_exported(rich: Desk, tmp_path: Path) -> None:
    out = rich.run("show", LALEH.url)
    assert (
        out.index(RICH.kicker or "") < out.index(RICH.title) < out.index(RICH.subtitle or "") < out.index("published")
    )
    assert out.index(RICH.text.split()[-1]) < out.index(RICH.captions[0])
    told, where = rich.ask("show", LALEH.url)[0], rich.run("show", LALEH.url, "--where")
    rich.run("export", "--source", "nilufar", "-o", str(tmp_path / "week.csv"))
    with (tmp_path / "week.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["url"] == LALEH.url)
    assert row["captions"].split("\n") == list(RICH.captions)
    assert (row["agencies"], row["kicker"], row["subtitle"]) == (RICH.agencies[0], RICH.kicker, RICH.subtitle)
    for name in ("kicker", "subtitle", "title_original", "captions", "agencies", "languages"):
        value = getattr(RICH, name)
        assert told[name] == (list(value) if isinstance(value, tuple) else value)
        assert f"\n{name} " in where
