"""The nouns cross the pipe and come back equal."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Article, Discovery, Lead, Listing, ListingKind, Login, Page, Reason, Rejection, Source
from monitor.ports import Extraction
from monitor.workers import codec

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)
TIMES = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))
LEADS = st.builds(
    Lead,
    url=TEXT,
    title=st.none() | TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple),
    published=st.none() | TIMES,
    tags=st.lists(TEXT, max_size=3).map(tuple),
)
ARTICLES = st.builds(
    Article,
    url=TEXT,
    title=TEXT,
    text=TEXT,
    authors=st.lists(TEXT, max_size=3).map(tuple),
    published=st.none() | TIMES,
    partial=st.booleans(),
    origins=st.dictionaries(TEXT, TEXT, max_size=3),
)


@settings(max_examples=60)
@given(
    st.builds(
        Extraction,
        article=st.none() | ARTICLES,
        content_hash=TEXT,
        rejection=st.none() | st.builds(Rejection, reason=st.sampled_from(Reason), detail=TEXT),
    )
)
def test_an_extraction_comes_back_equal(extraction: Extraction) -> None:
    assert codec.loads(Extraction, codec.dumps(extraction)) == extraction


@settings(max_examples=40)
@given(st.builds(Discovery, leads=st.lists(LEADS, max_size=4).map(tuple), entries=st.integers(0, 10)))
def test_a_discovery_comes_back_equal(discovery: Discovery) -> None:
    assert codec.loads(Discovery, codec.dumps(discovery)) == discovery


def test_a_source_with_every_field_set_comes_back_equal() -> None:
    source = Source(
        id="a", name="آوا", url="https://a.example/", languages=("fa", "ckb"), revisit=(timedelta(hours=1), timedelta(days=2)), every=timedelta(minutes=15),
        labels={"desk": "iran"}, login=Login(url="https://a.example/in", fields={"user": "x"}), remove=("aside", ".ad"), delay=1.5, min_words=30,
    )  # fmt: skip
    assert codec.loads(Source, codec.dumps(source)) == source


def test_a_page_crosses_without_its_bytes() -> None:
    page = Page(
        url="u",
        final_url="v",
        hops=("v",),
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=b"\xff\x00",
        fetched_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert "body" not in json.loads(codec.dumps(page))
    assert codec.decoded(Page, {**codec.plain(page), "body": page.body}) == page


def test_fields_at_their_default_are_left_out() -> None:
    assert json.loads(codec.dumps(Discovery(listings=(Listing(kind=ListingKind.FEED, url="x"),)))) == {
        "listings": [{"kind": "feed", "url": "x"}]
    }
    assert {field.name for field in fields(Discovery)} > {"leads", "entries"}


@pytest.mark.parametrize(
    "data", [b"[]", b"{}", b'{"url": 1, "nonsense": 2}', b'{"seq": ', b'{"reason": "no such reason"}']
)
def test_what_is_no_such_noun_is_a_value_error(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"Rejection|JSON|Expecting|no such reason|mapping|items"):
        codec.loads(Rejection, data)
