"""Lines that say where a text comes from, and lines that only repeat it: what goes, and what must stay."""

from __future__ import annotations

import pytest
from extract.pages import BODY, html, kept

from monitor.extract import agencies, boxes, names


@pytest.mark.parametrize(
    ("line", "credited"),
    [
        ("المصدر: رويترز", ("رويترز",)),
        ("منبع: ایسنا", ("ایسنا",)),
        ("ع.ج/ م.س (د ب أ)", ("د ب أ",)),
        ("Quelle: dpa", ("dpa",)),
        ("Source: the harbour office", ()),
    ],
)
def test_a_last_line_that_names_the_source_is_credited_and_cut(line: str, credited: tuple[str, ...]) -> None:
    text = f"The lamps were switched off on Monday.\nNobody gave a reason.\n{line}"
    assert agencies.in_text(text) == credited
    assert agencies.without_credit(text) == "The lamps were switched off on Monday.\nNobody gave a reason."


@pytest.mark.parametrize(
    "line", ["Source of the river: a spring under ice. Nobody owns it.", "(AFP) said so twice, he claims."]
)
def test_a_sentence_that_begins_like_a_credit_stays(line: str) -> None:
    text = f"The lamps were switched off on Monday.\n{line}"
    assert agencies.without_credit(text) == text


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("كتب: سامر الرملاوي", "سامر الرملاوي"),
        ("كتبت- هالة قنواتي:", "هالة قنواتي"),
        ("تقرير: حيدر الساعدي", "حيدر الساعدي"),
        ("مرسلة بواسطة ياسمين عبد المعطي", "ياسمين عبد المعطي"),
        ("نوشته شده توسط رها کیامهر", "رها کیامهر"),
        ("گزارش‌گران: حمیرا غوثی", "حمیرا غوثی"),
        ("لەلایەن شیلان هەورامانی", "شیلان هەورامانی"),
        ("Ji aliyê Rojbîn Çelê", "Rojbîn Çelê"),
        ("یازار: آیدین قاراداغلی", "آیدین قاراداغلی"),
        ("مۇخبىر: گۈلنار ئابدۇللا", "گۈلنار ئابدۇللا"),
        ('כתבו: ד"ר מיכל אבנרי', 'ד"ר מיכל אבנרי'),
    ],
)
def test_bylines_of_the_region_give_the_name_as_it_is_written(line: str, name: str) -> None:
    assert names.is_byline(line)
    assert names.persons([line]) == (name,)


@pytest.mark.parametrize("line", ["دوشنبه ساعت ۱۱:۴۵", "نشرت في", "کد خبر", "الأربعاء هـ", "תאריך פורסם"])
def test_words_of_a_date_line_are_no_names(line: str) -> None:
    assert not names.look_like_persons([line])


def test_a_pull_quote_goes_and_a_heading_that_is_set_as_a_paragraph_stays() -> None:
    quote = "nobody had told him anything about it."
    long = f"Corwin Halvane, who has steered the last ferry for nineteen years, said that {quote}"
    blocks = [("p", long), ("p", quote), ("p", "Corwin Halvane"), ("head", "nobody had told him anything about it.")]
    assert boxes.pulled(blocks) == {quote}


def test_a_paywall_class_around_the_whole_article_cuts_nothing() -> None:
    article = kept(html(body=f"<div class='paywall-content'><article><h1>Lamps go out</h1>{BODY}</article></div>"))
    assert len(article.text.split("\n")) == 3
