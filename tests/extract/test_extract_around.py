"""The lead above the body, captions, boxes, what a site asks of its readers, and texts that break off."""

from __future__ import annotations

import pytest
from extract.pages import BODY, PARAGRAPHS, html, kept

from monitor.extract import asks

LEAD = "Four hundred lamps went out at the harbour on Monday. Nobody has said who ordered it, or when they will burn again."


def text(page: str) -> list[str]:
    return kept(page).text.split("\n")


def test_a_lead_that_stands_apart_from_the_body_is_the_first_paragraph() -> None:
    page = html(
        body=f"<main><header><h1>Lamps go out</h1><div class=article-intro>{LEAD}</div></header>"
        f"<div class=share-bar>Share this</div><figure><img src=a.jpg></figure><div class=article-body>{BODY}</div></main>"
    )
    assert text(page) == [LEAD, *PARAGRAPHS]


def test_a_lead_of_a_comment_is_no_comment() -> None:
    page = html(
        body=f"<main><h1>Lamps go out</h1><div class=page_commentLead>{LEAD}</div><div class=article-body>{BODY}</div></main>"
    )
    assert text(page) == [LEAD, *PARAGRAPHS]


def test_a_lead_is_known_by_the_pages_description_whatever_its_class() -> None:
    page = html(
        head=f'<meta name=description content="{LEAD}">',
        body=f"<div class=x1><h1>Lamps go out</h1><div class=x2>{LEAD}</div></div><div class=article-body>{BODY}</div>",
    )
    assert text(page) == [LEAD, *PARAGRAPHS]


def test_a_lead_that_the_body_repeats_stands_once() -> None:
    page = html(
        body=f"<header><h1>Lamps go out</h1><p class=lead>{LEAD}</p></header><div class=article-body><p>{LEAD}</p>{BODY}</div>"
    )
    assert text(page) == [LEAD, *PARAGRAPHS]


def test_what_is_under_the_headline_and_no_lead_stays_out() -> None:
    page = html(
        body="<header><h1>Lamps go out</h1><p class=author-bio>Mirela Sandmann writes about harbours. She lives in Vellum Bay with two cats and a boat.</p>"
        f"<p class=caption>The eastern pier on Monday night. The lamps had been burning there since the year of the flood.</p></header><div class=article-body>{BODY}</div>"
    )
    assert text(page) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "picture",
    [
        "<figure><img src=a.jpg><figcaption>{}</figcaption></figure>",
        '<div class="wp-caption"><img src=a.jpg><p class="wp-caption-text">{}</p></div>',
        "<div class=image><img src=a.jpg></div><p class=image-description>{}</p>",
        "<table class=tr-caption-container><tr><td><img src=a.jpg></td></tr><tr><td class=tr-caption>{}</td></tr></table>",
    ],
)
def test_what_stands_under_a_picture_is_a_caption_and_no_text(picture: str) -> None:
    caption = "The eastern pier without light, seen from the hospital"
    article = kept(
        html(
            body=f"<article><h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p>{picture.format(caption)}<p>{PARAGRAPHS[1]}</p></article>"
        )
    )
    assert article.captions == (caption,)
    assert article.text.split("\n") == list(PARAGRAPHS[:2])


@pytest.mark.parametrize(
    "box",
    [
        "<form class=signup><h3>Our letter</h3><p>Every Friday the best of the harbour in your letter box.</p><input></form>",
        "<div class=author-box><p>Mirela Sandmann has written about harbours since 2009.</p></div>",
        "<div class='c-newsletter-promo'><p>Every Friday the best of the harbour in your letter box.</p></div>",
        "<section class=related-stories><h3>Also there</h3><p>Ferries that never came back from the northern islands</p></section>",
        "<div id=cookie-notice><p>This site stores small files on your machine to know you again.</p></div>",
    ],
)
def test_a_box_in_the_middle_of_an_article_is_cut(box: str) -> None:
    page = html(body=f"<article><h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p>{box}<p>{PARAGRAPHS[1]}</p></article>")
    assert text(page) == list(PARAGRAPHS[:2])


def test_a_form_around_the_whole_page_is_no_box() -> None:
    page = html(body=f"<form id=aspnetForm><article><h1>Lamps go out</h1>{BODY}</article></form>")
    assert text(page) == list(PARAGRAPHS)


POINTERS = [
    "Read also: Who paid for the lamps?",
    "Lesen Sie auch: Wer hat die Lampen bezahlt?",
    "À lire aussi : Qui a payé les lampes ?",
    "Vea también: ¿Quién pagó las lámparas?",
    "Leia também: Quem pagou as lâmpadas?",
    "Leggi anche: Chi ha pagato le lampade?",
    "Lees ook: Wie heeft de lampen betaald?",
    "Läs också: Vem betalade lamporna?",
    "Les også: Hvem betalte lampene?",
    "Lue myös: Kuka maksoi lamput?",
    "Czytaj też: Kto zapłacił za lampy?",
    "Čtěte také: Kdo zaplatil lampy?",
    "Čítajte aj: Kto zaplatil lampy?",
    "Olvassa el ezt is: Ki fizette a lámpákat?",
    "Citește și: Cine a plătit lămpile?",
    "Pročitajte još: Ko je platio lampe?",
    "Διαβάστε επίσης: Ποιος πλήρωσε τις λάμπες;",
    "Прочетете още: Кой плати лампите?",
    "Читайте также: Кто заплатил за лампы?",
    "Читайте також: Хто заплатив за лампи?",
    "Ayrıca okuyun: Lambaların parasını kim ödedi?",
    "Həmçinin oxuyun: Çıraqların pulunu kim verdi?",
    "بیشتر بخوانید: پول چراغ‌ها را چه کسی داد؟",
    "اقرأ أيضاً: من دفع ثمن المصابيح؟",
    "هەروەها بخوێنەوە: کێ پارەی گڵۆپەکانی دا؟",
    "Her wiha bixwîne: Kê perê lembeyan da?",
    "Czytaj więcej: Kto zapłacił za latarnie?",
    "یہ بھی پڑھیں: چراغوں کی قیمت کس نے دی؟",
    "نور ولولئ: د څراغونو پیسې چا ورکړې؟",
    "קראו גם: מי שילם על הפנסים?",
    "यह भी पढ़ें: बत्तियों का दाम किसने दिया?",
    "আরও পড়ুন: বাতির দাম কে দিল?",
    "Baca juga: Siapa yang membayar lampu?",
    "Xem thêm: Ai đã trả tiền cho đèn?",
    "อ่านเพิ่มเติม: ใครจ่ายค่าโคมไฟ",
    "延伸閱讀：誰付了燈錢？",
    "あわせて読みたい：灯りの代金は誰が払ったのか",
    "관련 기사: 누가 등값을 냈나?",
]


@pytest.mark.parametrize("line", POINTERS)
def test_a_pointer_to_another_article_is_told_in_every_language(line: str) -> None:
    assert asks.leads_away(line)
    assert text(
        html(body=f"<article><h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p><p>{line}</p><p>{PARAGRAPHS[1]}</p></article>")
    ) == list(PARAGRAPHS[:2])


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the teacher told them, and fewer letters from the council.",
        "Subscribers left the harbour's own paper in droves after the report of the second inspection.",
        "“Subscribe to our letter,” the clerk said, and closed the window of the office.",
        "سجّل اللاعب هدفين في الشوط الثاني من المباراة التي أقيمت على ملعب الميناء.",
        "در کانال آبی شهر قایق‌ها تا بامداد ماندند و کسی سراغ آن‌ها را نگرفت.",
        "Además de las lámparas, el puerto perdió dos barcos en la tormenta del lunes.",
        "More from the council was not to be had on Monday, said the nurse.",
        "Related charges against the other nurse were dropped.",
    ],
)
def test_a_sentence_that_begins_like_a_wish_of_the_site_is_kept(line: str) -> None:
    page = html(
        body=f"<article><h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p><p>{line}</p><p>{PARAGRAPHS[1]}</p></article>"
    )
    assert text(page) == [PARAGRAPHS[0], line, PARAGRAPHS[1]]


def test_a_list_of_headlines_goes_with_its_heading_and_a_section_keeps_its_own() -> None:
    headlines = "<h3>Ferries that never came</h3><h3>Who owns the eastern pier</h3>"
    page = html(
        body=f"<article><h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p><h2>Contents of the eastern store</h2><p>{PARAGRAPHS[1]}</p>"
        f"<h2>Related stories</h2>{headlines}<p>{PARAGRAPHS[2]}</p></article>"
    )
    assert text(page) == [PARAGRAPHS[0], "Contents of the eastern store", *PARAGRAPHS[1:]]


@pytest.mark.parametrize(
    ("end", "link", "is_partial"),
    [
        ("The ferries will […]", "", True),
        ("The ferries will stop at …", "Continue reading", True),
        ("قایق‌ها از فردا ...", "ادامهٔ مطلب", True),
        ("ستتوقف العبّارات عند ...", "اقرأ المزيد", True),
        ("They waited, and waited …", "", False),
        ("The ferries stop at sunset.", "Continue reading", False),
    ],
)
def test_a_text_that_breaks_off_is_marked_partial(end: str, link: str, is_partial: bool) -> None:
    page = html(body=f"<article><h1>Lamps go out</h1>{BODY}<p>{end}</p></article><p><a href=/full>{link}</a></p>")
    assert kept(page).partial is is_partial


def test_a_short_article_with_a_captcha_for_its_comments_is_no_bot_wall() -> None:
    head = '<meta property="og:type" content="article"><script>var x = "g-recaptcha-response"</script>'
    assert kept(html(head=head, body=f"<article><h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p></article>"))


@pytest.mark.parametrize(
    "heading",
    [
        "Finding a fix",
        "Like father, like son",
        "Copyright for nurses",
        "Folgen des Unfalls",
        "Anzeige gegen den Minister",
        "Sigue la búsqueda del barco",
        "Del campo a la ciudad",
        "Comparte piso con su hermana",
        "Partager le pouvoir",
        "Śledź po kaszubsku",
        "إعلان الطوارئ في المرفأ",
        "شارك عشرون بحاراً",
        "نظرات ملوانان بندر",
        "در همین زمینه، شورا جلسه گذاشت",
        "分享會的最後一夜",
        "Reklam pastası küçülüyor",
    ],
)
def test_a_heading_that_begins_like_a_button_is_kept(heading: str) -> None:
    page = html(
        body=f"<article><h1>Lamps go out</h1><p>{PARAGRAPHS[0]}</p><h2>{heading}</h2><p>{PARAGRAPHS[1]}</p></article>"
    )
    assert text(page) == [PARAGRAPHS[0], heading, PARAGRAPHS[1]]
