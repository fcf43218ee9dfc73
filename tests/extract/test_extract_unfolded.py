"""Articles that no element of the page shows: in an application's state, or as one post of a Telegram channel."""

from __future__ import annotations

import json

import pytest
from extract.pages import NOW, URL, kept, read
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.extract import markup, state
from monitor.model import Page

PARAGRAPHS = [
    "The lighthouse keepers of Port Alder walked out on Monday and left the lamp to a volunteer from the bakery.",
    "They say that the harbour board has not paid for oil since August, and that letters to the board came back unopened.",
    "A board member answered that the lamp is “a matter for the province”. The province did not answer at all.",
]
ROOT = '<html lang="en"><head><title>Keepers walk out</title></head><body><div id="app"></div>{script}</body></html>'


def test_a_nuxt_page_gives_the_article_that_its_list_points_to() -> None:
    values = [
        ["ShallowReactive", 1],
        {"data": 2},
        {"story": 3},
        {"title": 4, "body": 5, "publishedAt": 9},
        "Keepers walk out",
        [6, 7, 8],
        *PARAGRAPHS,
        "2026-11-16T08:00:00Z",
    ]
    script = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(values)}</script>'
    article = kept(ROOT.format(script=script))
    assert article.text.split("\n") == PARAGRAPHS
    assert article.published is not None
    assert article.published.isoformat() == "2026-11-16T08:00:00+00:00"


def test_a_state_that_is_assigned_is_read_with_its_blocks_and_headings() -> None:
    blocks = [{"type": "paragraph", "data": {"text": text}} for text in PARAGRAPHS]
    blocks.insert(1, {"type": "heading", "data": {"text": "No oil since August"}})
    story = {"headline": "Keepers walk out", "author": {"name": "Ada Quill"}, "content": {"blocks": blocks}}
    script = f"<script>window.__INITIAL_STATE__ = {json.dumps({'page': {'story': story}})};start()</script>"
    article = kept(ROOT.format(script=script))
    assert article.text.split("\n") == [PARAGRAPHS[0], "No oil since August", *PARAGRAPHS[1:]]
    assert article.authors == ("Ada Quill",)


def test_a_page_with_text_of_its_own_is_left_as_it_is() -> None:
    other = {"props": {"title": "Another story", "body": "\n".join(reversed(PARAGRAPHS)) * 9}}
    shown = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    script = f'<article>{shown}</article><script id="__NEXT_DATA__">{json.dumps(other)}</script>'
    assert kept(ROOT.format(script=script)).text.split("\n") == PARAGRAPHS


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["title", "body", "data", "x"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_no_state_is_an_error(value: object) -> None:
    text = json.dumps(value).replace("<", "\\u003c")
    for name in ("__NUXT_DATA__", "__NEXT_DATA__"):
        body = ROOT.format(script=f'<script id="{name}">{text}</script>').encode()
        page = markup.read(Page(url=URL, final_url=URL, status=200, body=body, fetched_at=NOW))
        assert page is not None
        assert state.unfolded(page).url == URL


@pytest.mark.parametrize(
    "broken", ['{"title": "Keepers', "[" * 100_000, "[[0]]", '["Reactive", 0]', "[[1, 1], [0, 0]]"]
)
def test_a_broken_or_circular_state_ends(broken: str) -> None:
    read(ROOT.format(script=f'<script id="__NUXT_DATA__">{broken}</script>'))


def test_of_several_telegram_posts_the_one_of_the_address_is_taken() -> None:
    def post(number: int, lines: list[str]) -> str:
        return (
            f'<div class="tgme_widget_message" data-post="alder/{number}"><div class="tgme_widget_message_text">'
            f'{"<br><br>".join(lines)}</div><a class="tgme_widget_message_date"><time datetime="2026-11-1{number}T08:00:00+00:00">'
            "</time></a></div>"
        )

    page = (
        '<html><head><title>Alder</title><meta property="og:title" content="Alder harbour"></head><body>'
        + post(1, ["Another post", *reversed(PARAGRAPHS)])
        + post(2, ["Keepers walk out", *PARAGRAPHS, "#harbour #oil", "🆔 @alder"])
        + "</body></html>"
    )
    article = kept(page, url="https://t.me/s/alder/2")
    assert article.title == "Keepers walk out"
    assert article.text.split("\n") == PARAGRAPHS
    assert article.published is not None
    assert article.published.day == 12


def test_a_page_that_shows_a_summary_gives_the_text_that_it_states() -> None:
    summary = "Keepers walked out on Monday, and a baker lights the lamp. " * 4
    node = {"@type": "NewsArticle", "headline": "Keepers walk out", "articleBody": "\n".join(PARAGRAPHS * 5)}
    script = f'<p>{summary}</p><script type="application/ld+json">{json.dumps(node)}</script>'
    assert kept(ROOT.format(script=script)).text.split("\n")[:3] == PARAGRAPHS


def test_a_page_that_shows_the_text_is_read_as_it_is_shown() -> None:
    shown = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    node = {
        "@type": "NewsArticle",
        "headline": "Keepers walk out",
        "articleBody": "\n".join([*PARAGRAPHS, "Read also."]),
    }
    script = f'<article>{shown}</article><script type="application/ld+json">{json.dumps(node)}</script>'
    assert kept(ROOT.format(script=script)).text.split("\n") == PARAGRAPHS
