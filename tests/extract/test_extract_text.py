"""The words themselves: every letter that a reader sees, none of the site's furniture, whatever the bytes claim."""

from __future__ import annotations

import unicodedata
from html import escape

import pytest
from extract.pages import BODY, NOW, PARAGRAPHS, html, kept, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor import extract
from monitor.extract import charset, words
from monitor.model import Article, Page, Rejection, Source

PERSIAN = "خانواده‌های زندانیان می‌گویند که نامه‌هایشان بی‌پاسخ مانده است و هیچ‌کس پاسخ‌گو نیست. آن‌ها روز سه‌شنبه برابر دادگاه گرد هم آمدند و خواستند که با فرزندانشان دیدار کنند. "
ARABIC = "قال رئيس الجمعية إن الصيادين سيرفعون رسالة إلى المحافظ مطلع الأسبوع المقبل، وأضاف أن الوعود تكررت ثلاث مرات من دون نتيجة في المدينة القديمة. "
RUSSIAN = "Жители города подписали обращение к совету с просьбой сохранить старый мост, которому в будущем году исполнится девяносто лет. "


def test_half_spaces_and_joiners_survive_as_letters_and_as_entities() -> None:
    body = f"<article><h1>بی‌خبری</h1><p>{PERSIAN}</p><p>{PERSIAN.replace(chr(0x200C), '&zwnj;')}</p><p>क्&zwj;ष {PERSIAN}</p></article>"
    article = kept(html(body=body, attributes="lang=fa dir=rtl"))
    assert article.title == "بی‌خبری"
    assert article.text.split("\n")[0] == PERSIAN.strip()
    assert article.text.count("\u200c") == PERSIAN.count("\u200c") * len(article.text.split("\n"))


def test_soft_hyphens_and_bidi_overrides_are_gone_and_text_is_nfc() -> None:
    text = kept(
        html(
            body=f"<h1>x</h1>{BODY}<p>The pris&shy;oner wrote cafe\u0301 and \u202eevil\u202c to Ma\u0308rz, and nobody answered the letter.</p>"
        )
    ).text
    assert text.split("\n")[-1] == "The prisoner wrote café and evil to März, and nobody answered the letter."


def test_quotes_lists_and_tables_are_text() -> None:
    body = (
        f"<article><h1>Lamps</h1>{BODY}<blockquote><p>Nobody told us about the pier, said the nurse.</p></blockquote><ul><li>four hundred lamps</li><li>nineteen years of service</li></ul>"
        f"<figure><blockquote><p>A quote that an editor put into a figure.</p></blockquote></figure><p>{PARAGRAPHS[0]} Again.</p></article>"
    )
    lines = kept(html(body=body)).text.split("\n")
    for line in (
        "Nobody told us about the pier, said the nurse.",
        "four hundred lamps",
        "A quote that an editor put into a figure.",
    ):
        assert line in lines


@pytest.mark.parametrize(
    "line",
    [
        "Follow us on Twitter and Facebook", "Share this story", "Read also: Harbour office under fire", "© 2026 The Lark. All rights reserved.", "Subscribe to our newsletter",
        "The Lark (follow them on Twitter and Facebook)", "and Friends of the Harbour – HARBOUR – YouTube", "Lesen Sie auch", "À lire aussi", "Читайте также", "بیشتر بخوانید", "اقرأ أيضا", "تابعونا على فيسبوك",
        "انتهای پیام/", "ما را در تلگرام دنبال کنید", "关注我们的微信", "İlgili haberler", "هاوبەشی پێ بکە",
        "REKLAMA", "広告", "Haberin Devamı", "Story continues below advertisement", "La suite après cette publicité", "Listen to this article 3 min", "Źródło: Okno", "Is this page useful?", "Weitere Informationen:",
        "Updated 23 November 2026", "The Lark is a reader-supported publication. To receive new posts, become a subscriber.",
    ],
)  # fmt: skip
def test_furniture_at_the_end_is_cut(line: str) -> None:
    assert kept(html(body=f"<article><h1>Lamps go out</h1>{BODY}<p>{line}</p></article>")).text.split("\n") == list(
        PARAGRAPHS
    )


def test_what_a_site_says_of_the_author_below_the_text_is_cut() -> None:
    body = f"<article><h1>Lamps go out</h1><p class=byline>By <a rel=author href=/a>Ada Brook</a></p>{BODY}<p><a href=/a>Ada Brook</a> covers the coast for The Lark.</p></article>"
    assert kept(html(body=body)).text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize("name", ["text--icons-left", "slider-off", "expandable", "viewport-m"])
def test_a_block_of_paragraphs_is_text_however_it_looks(name: str) -> None:
    first, *rest = (f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    body = f"<article><h1>Lamps go out</h1><div class='rich-text {name}'>{first}{rest[0]}</div><div class=rich-text>{rest[1]}</div></article>"
    assert kept(html(body=body)).text.split("\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Monday after the ministry spoke.",
        "Follow the money, the auditor told the court on Tuesday, and you will find the lamps.",
        "Print shops in Halvane closed their doors for a day.",
        "Subscribe or perish, he wrote in his last letter.",
        "Sources close to the council say that the contract was never signed.",
        "Related charges against the other nurse were dropped.",
        "Advertisements for the lamps had hung on the pier since June.",
        "Listen to the sea, the pilot told them, and you will find the pier.",
        "Updated lists of the missing lamps were read aloud on the quay.",
    ],
)
def test_a_sentence_of_the_article_is_never_cut(line: str) -> None:
    assert (
        line
        in kept(
            html(body=f"<article><h1>Lamps go out</h1>{BODY}<p>{line}</p><p>{PARAGRAPHS[0]} So it went.</p></article>")
        ).text
    )


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (PERSIAN, "utf-8"),
        (PERSIAN, "utf-16"),
        (ARABIC, "utf-16-le"),
        (ARABIC, "cp1256"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        ("Die Bürger fordern Akteneinsicht für den Verein über Nacht. ", "latin-1"),
    ],
)
@pytest.mark.parametrize("label", ["right", "iso-8859-1", "nonsense", None])
def test_sound_bytes_give_the_same_text_whatever_their_label(text: str, codec: str, label: str | None) -> None:
    label = codec.replace("cp", "windows-").replace("_", "-") if label == "right" else label
    body = (
        f"<html><head>{f'<meta charset={label}>' if label else ''}<title>t</title></head><body><h1>t</h1>"
        + f"<p>{text * 3}</p>" * 3
        + "</body></html>"
    )
    decoded, _ = charset.decode(body.encode(codec), f"text/html; charset={label}" if label else None)
    assert text in decoded


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It's a test", 3),
        ("می‌روم به خانه", 3),
        ("东京都知事", 3),
        ("", 0),
        ("👍 — …", 0),
        ("ภาษาไทยสวย", 3),
        ("l'Iran, 3.5 million", 4),
    ],
)
def test_words_are_counted_as_people_would(text: str, count: int) -> None:
    assert words.count(text) == pytest.approx(count, abs=1)


def test_further_pages_of_the_same_article_are_named_and_the_next_post_is_not() -> None:
    page = html(
        '<link rel=next href="/2026/11/harbour-lamps?page=2">',
        f"<h1>Lamps</h1>{BODY}<a rel=next href='/2026/11/other-story'>Next post</a>",
    )
    fetched = Page(
        url="u", final_url="https://lark.example/2026/11/harbour-lamps", status=200, body=page.encode(), fetched_at=NOW
    )
    reading = extract.read(fetched, Source(id="a", name="a", url="https://lark.example/", min_words=5), None, NOW)
    assert reading.next_pages == ("https://lark.example/2026/11/harbour-lamps?page=2",)


@pytest.mark.parametrize(
    ("address", "following", "is_further"),
    [
        ("/archives/26", "/archives/27", False),  # a setting of WordPress: articles have numbers, not names
        ("/?p=26", "/?p=27", False),
        ("/26", "/27", False),
        ("/press-releases/26", "/press-releases/27", False),
        ("/2026/11/harbour-lamps/2", "/2026/11/harbour-lamps/3/", True),
        ("/harbour-lamps?page=2", "/harbour-lamps?page=3", True),
        ("/harbour-lamps-2.html", "/harbour-lamps-3.html", True),
    ],
)
def test_the_article_of_the_next_number_is_not_the_next_page(address: str, following: str, is_further: bool) -> None:
    pager = "<a href='/press-releases'>All</a> <a href='/2026/11/harbour-lamps/'>1</a> <a href='/harbour-lamps' rel=prev>«</a> <a href='/harbour-lamps.html'>1</a>"
    page = html(f"<h1>Lamps</h1>{BODY}{pager}<a rel=next href='{following}'>Next</a>")
    site = "https://lark-post.example"
    fetched = Page(url="u", final_url=site + address, status=200, body=page.encode(), fetched_at=NOW)
    reading = extract.read(fetched, Source(id="a", name="a", url=site, min_words=5), None, NOW)
    assert reading.next_pages == ((site + following,) if is_further else ())


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: html(body=text).encode("utf-8", "replace")))
def test_no_bytes_raise(body: bytes) -> None:
    assert isinstance(read(body), Article | Rejection)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                *PARAGRAPHS,
                PERSIAN.strip(),
                ARABIC.strip(),
                RUSSIAN.strip(),
                "日本の新聞は昨日、新しい橋について長い記事を書きました。",
            ]
        ),
        min_size=3,
        max_size=6,
        unique=True,
    )
)
def test_reading_what_was_read_gives_the_same(paragraphs: list[str]) -> None:
    def page(lines: list[str]) -> str:
        return html(
            "<title>Lamps go out</title>",
            "<article><h1>Lamps go out</h1>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + "</article>",
        )

    once = kept(page(paragraphs), min_words=5)
    assert once.text.split("\n") == [unicodedata.normalize("NFC", paragraph) for paragraph in paragraphs]
    assert kept(page(once.text.split("\n")), min_words=5).text == once.text


def test_a_byline_is_known_by_its_names_whatever_apostrophe_they_are_set_with() -> None:
    stated = '<meta name="author" content="Hermine d\'Orval"><meta name="author" content="Octave Malet">'
    line = "<p><strong>Hermine d’Orval, Octave Malet</strong></p>"
    article = kept(html(stated, f"<article><h1>Lamps go out in Vellum Bay</h1>{line}<div>{BODY}</div></article>"))
    assert article.text == "\n".join(PARAGRAPHS)


def test_a_first_paragraph_that_is_printed_under_the_headline_too_stays_in_the_text() -> None:
    first = "One night in November all four hundred lamps of the harbour went out and nobody said why."
    page = html(
        body=f"<article><header><h2><a href=''>Lamps go out</a></h2><h3 class=article-subtitle> {first} </h3></header>"
        f"<section><p>{first}</p>{BODY}</section></article>"
    )
    article = kept(page)
    assert (article.subtitle, article.text) == (None, "\n".join((first, *PARAGRAPHS)))
