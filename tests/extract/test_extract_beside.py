"""Lines that systems set like the text and that are none of it: captions, pointers, tags, numbers, rules for comments."""

from __future__ import annotations

import pytest
from extract.pages import BODY, PARAGRAPHS, html, kept

STORY = "/2026/11/nurses-sleep-in-the-library"
LINK = f'<a href="{STORY}">Nurses sleep in the hospital library</a>'


def text(inside: str) -> list[str]:
    return kept(html(body=f"<article><h1>Lamps go out in Vellum Bay</h1>{inside}</article>")).text.split("\n")


@pytest.mark.parametrize(
    "caption",
    [
        "The eastern pier on Monday night. Photo: Ada Brook/The Lark",
        "Der Pier am Montagabend. (Foto: Ada Brook)",
        "Причал в понедельник вечером / Фото Ады Брук",
        "The pier of Vellum Bay on Monday (AP Photo/Ada Brook)",
        "FILE PHOTO: Lamps on the eastern pier, seen from the last ferry, in the autumn of 2024.",
        "城東碼頭的燈光在星期一晚上熄滅。（資料照）",
        "▲월요일 밤 부두의 등불이 꺼졌다. 사진=종달새신문",
    ],
)
def test_a_line_that_ends_with_whose_the_picture_is_is_no_text(caption: str) -> None:
    assert text(f"<p>{PARAGRAPHS[0]}</p><p>{caption}</p><p>{PARAGRAPHS[1]}</p>") == [*PARAGRAPHS[:2]]


@pytest.mark.parametrize(
    "sentence",
    [
        "She held up a picture: the pier in the dark, and nobody on it.",
        "The council paid Getty Images for the picture, and the office did not.",
        "Ein Foto zeigt den Pier am Montagabend.",
        "Am Montag blieb der Pier dunkel. Die Fähre wartete bis zum Morgen. Erst dann kam der Rat. Foto: Ada Brook",
    ],
)
def test_a_sentence_about_a_picture_is_text(sentence: str) -> None:
    assert sentence in text(f"<p>{PARAGRAPHS[0]}</p><p>{sentence}</p><p>{PARAGRAPHS[1]}</p>")


@pytest.mark.parametrize(
    "pointer",
    [
        f"<p>MORE: {LINK}</p>",
        f"<p><strong>From the bay | </strong><em>{LINK}</em></p>",
        f"<p>{LINK} (The Lark)</p>",
        f"<p><strong>* {LINK}<br>* <a href='/2026/11/the-clerk'>A clerk found two letters in a drawer</a></strong></p>",
    ],
)
def test_a_link_to_another_article_with_a_label_is_no_text(pointer: str) -> None:
    assert text(f"<p>{PARAGRAPHS[0]}</p>{pointer}<p>{PARAGRAPHS[1]}</p>") == [*PARAGRAPHS[:2]]


def test_a_sentence_that_is_mostly_a_link_is_text() -> None:
    sentence = "The Lark wrote that nurses sleep in the hospital library."
    linked = f'<p>The Lark wrote that <a href="{STORY}">nurses sleep in the hospital library</a>.</p>'
    assert sentence in text(f"<p>{PARAGRAPHS[0]}</p>{linked}<p>{PARAGRAPHS[1]}</p>")


def test_a_way_to_the_page_above_the_text_and_tags_below_it_are_no_text() -> None:
    way = '<p><a href="/">Home</a></p><p><a href="/bay">The bay</a></p>'
    tags = '<p>Words: <a href="/tag/lamps">lamps</a> <a href="/tag/ferries">ferries</a></p><p>17302</p>'
    assert text(f"{way}{BODY}{tags}") == [*PARAGRAPHS]


def test_a_number_in_the_middle_and_one_in_a_table_are_text() -> None:
    table = "<table><tr><td>Lamps</td><td>Years</td></tr><tr><td>400</td><td>19</td></tr></table>"
    assert text(f"<p>{PARAGRAPHS[0]}</p><p>1968</p><p>{PARAGRAPHS[1]}</p>{table}")[-4:] == [
        "1968", PARAGRAPHS[1], "Lamps | Years", "400 | 19",
    ]  # fmt: skip


def test_the_rules_for_comments_are_no_text() -> None:
    rules = "<h3>Kommentarer</h3><p>Vi ønsker en åben debat, og den skal foregå i en ordentlig tone over for alle.</p>"
    assert text(f"{BODY}{rules}") == [*PARAGRAPHS]


def test_what_readers_said_below_is_no_text() -> None:
    said = "<h3>Kommentare</h3><p>Das wundert mich nicht, in Vellum Bay brennt seit Jahren keine Lampe mehr.</p>"
    assert text(f"{BODY}{said}") == [*PARAGRAPHS]


def test_what_the_site_says_of_the_author_below_the_text_is_no_text() -> None:
    page = html(
        head='<meta name="author" content="Mirela Sandmann">',
        body=f"<article><h1>Lamps go out in Vellum Bay</h1><p>By Mirela Sandmann</p>{BODY}"
        "<p>Mirela Sandmann, 34, writes about harbours and lives in Vellum Bay.</p></article>",
    )
    assert kept(page).text.split("\n") == [*PARAGRAPHS]


def test_a_paragraph_about_somebody_who_did_not_write_it_is_text() -> None:
    last = "Corwin Halvane is nineteen years at the helm and says that nobody told him."
    assert text(f"{BODY}<p>{last}</p>") == [*PARAGRAPHS, last]


def test_a_lead_that_is_the_first_paragraph_without_its_full_stop_stands_once() -> None:
    lead = PARAGRAPHS[0].removesuffix(".")
    assert text(f'<p class="entry-lead">{lead}</p>{BODY}') in ([*PARAGRAPHS], [lead, *PARAGRAPHS[1:]])
