"""What holds for every page, whatever is written on it."""

from __future__ import annotations

from html import escape

from extract.pages import NOW, URL
from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor import extract
from monitor.model import Article, Page, Source
from monitor.plaintext import clean_line

# A sentence of each script, with what spelling needs: joiners, vowel marks, apostrophes, digits, emoji of several parts.
SENTENCES = (
    "The harbour office switched off four hundred lamps on Monday night and gave no reason for it.",
    "می‌گویند چراغ‌های اسکله از دوشنبه‌شب خاموش شده است و کسی علت آن را نمی‌داند؛ ۴۰۰ چراغ.",
    "أُطْفِئَت المصابيحُ في الميناء ليلة الإثنين، ولم يقدّم المكتب أيّ تفسير لذلك حتى الآن.",
    "چرا و گڵۆپەکانی بەندەر لە شەوی دووشەممەدا کوژێنرانەوە و هیچ هۆکارێک نەخرایە ڕوو بۆ خەڵک.",
    "לשכת הנמל כיבתה ארבע מאות פנסים בליל שני, ולא מסרה כל הסבר לתושבי השכונה הסמוכה.",
    "בַּלַּיְלָה כָּבוּ הַפָּנָסִים עַל הָרָצִיף, וְאִישׁ לֹא יָדַע לוֹמַר מַדּוּעַ קָרָה הַדָּבָר.",
    "В порту погасли четыреста фонарей, и никто не объяснил жителям, почему это произошло ночью.",
    "港务局星期一晚上关掉了四百盏灯，没有说明任何理由，居民们只好在黑暗中等到天亮才能上岸。",
    "港の事務所は月曜の夜に四百の灯りを消し、理由を何も説明しなかったので住民は朝まで待った。",
    "항만 사무소는 월요일 밤에 사백 개의 등을 끄고도 아무런 이유를 밝히지 않아 주민들이 기다렸다.",
    "बन्दरगाह के कार्यालय ने सोमवार की रात चार सौ बत्तियाँ बुझा दीं और कोई कारण नहीं बताया, क्‍या हुआ।",
    "சோமவார இரவு துறைமுக அலுவலகம் நானூறு விளக்குகளை அணைத்தது, காரணம் எதுவும் சொல்லவில்லை.",
    "สำนักงานท่าเรือดับไฟสี่ร้อยดวงในคืนวันจันทร์โดยไม่ให้เหตุผลใดๆ แก่ชาวบ้านที่รออยู่จนถึงเช้า",
    "Το γραφείο του λιμανιού έσβησε τετρακόσια φανάρια τη Δευτέρα και δεν έδωσε καμία εξήγηση.",
    "Limanın idarəsi bazar ertəsi gecəsi dörd yüz çırağı söndürdü, İsmayıl bəy səbəbini demədi.",
    "The crew wrote 👩‍🚒🚢 and “goodbye” to Nuʻman’s café — 3 × 4 ≠ 13, €5, ½ mile, ♥ and H₂O.",
    "ናይ ወደብ ቤት ጽሕፈት ኣርባዕተ ሚእቲ መብራህቲ ኣጥፊኡ፣ ምኽንያቱ ግን ኣይገለጸን ብሰኑይ ለይቲ።",
    "Նավահանգստի գրասենյակը երկուշաբթի գիշերը մարեց չորս հարյուր լապտեր և ոչինչ չբացատրեց։",
)
SOURCE = Source(id="lark", name="The Lark", url="https://lark.example/", min_words=10)
TITLE = "Lamps go out in Vellum Bay"
FRAME = '<html><head><meta charset="{charset}"><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>'
# Broken markup that a browser reads over: the paragraphs around it are seen, all of them, in order.
BREAKS = (
    "</html>", "</body>", "</body></html>", "<html>", "<body class=x>", "<head></head>", "</div>", "</p>", "</section></main>", "<b>", "</b>", "<i><b></i>", "<b><p></b>", "<span>", "<div>", "<p><p>", "<font size=2>",
    "<center>", "<table>", "<table><tr>", "<table><tr><td>", "</table>", "</td></tr>", "<table>loose<tr><td>cell</table>", "<svg>", "<svg><path d=x>", "<svg><title>t</title><g>", "<math>", "<a name=top>", "</a>", "<ul>", "<li>",
    "<dl><dt>", "<blockquote>", "<embed src=x>", "<source>", "<track>", "<wbr>", "<img alt='a>b'>", "<br/><br/>", "</br>", "<!-->", "<!doctype html>", "<?php x ?>", "<![CDATA[x]]>", "<![if !mso]>", "<!--[if IE]>x<![endif]-->",
    "<noscript><img src=x></noscript>", "<template><p>x</template>", "<x-box slot=a>", "<o:p></o:p>", "\0", "\ufeff", "&", "&#0;", "&nosuch;", "<", "<>", "</>", "<3", "</3>", "<p class=a b=c/ d>", "<div id='a\"b'>",
    "<video><source src=x></video>", "<ruby>x<rt>y</ruby>", "<select><option>x</select>", "<tr>", "<td>", "<tbody>", "<caption>", "<nobr>", "<q>", "<dd>", "<figure></figure>",
)  # fmt: skip
breaks = st.lists(st.tuples(st.sampled_from(BREAKS), st.integers(0, 5)), min_size=1, max_size=3)
paragraphs = st.lists(st.sampled_from(SENTENCES), min_size=4, max_size=9, unique=True)
soup = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "<p>", "</p>", "<div class=related>", "</div>", "<table><tr><td>", "<h1>", "</h1>", "<!--", "-->", "<script>", "</script>", "<figure><figcaption>", "<blockquote>",
                '<a href="//x">', "<ul><li>", "&zwnj;", "&#x200d;", "&#xD800;", "<form>", "<p class=lead>", "<body>", "</html>", "<meta name=description content='", "<svg>", "\x00", "<template>",
            ]
        ),
        st.sampled_from(SENTENCES),
    ),
    max_size=40,
)  # fmt: skip


def read(body: bytes, content_type: str = "text/html") -> extract.Reading:
    page = Page(
        url=URL, final_url=URL, status=200, headers=(("Content-Type", content_type),), body=body, fetched_at=NOW
    )
    return extract.read(page, SOURCE, None, NOW)


def page_of(lines: list[str], charset: str = "utf-8", title: str = TITLE) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return FRAME.format(charset=charset, title=escape(title), body=body)


@settings(max_examples=25, deadline=None)
@given(soup, st.sampled_from(["utf-8", "utf-16", "windows-1256", "shift_jis", "latin-1"]))
def test_a_page_of_any_markup_is_read_or_refused(pieces: list[str], encoding: str) -> None:
    body = "".join(pieces).encode(encoding, "replace")
    reading = read(body)
    assert "\ud800" not in reading.text


@settings(max_examples=50, deadline=None)
@given(breaks)
@example([("</body></html>", 0)])
@example([("<svg><g>", 0), ("<table>", 2)])
def test_what_a_browser_shows_of_a_broken_page_is_read_once_and_in_order(broken: list[tuple[str, int]]) -> None:
    lines = [f"{SENTENCES[number]} And so it went on until the morning came, {number}." for number in (0, 2, 6, 13, 17)]
    pieces = [f"<p>{line}</p>" for line in lines]
    for markup, place in broken:
        pieces.insert(place, markup)
    page = FRAME.format(charset="utf-8", title=TITLE, body="".join(pieces))
    text = " ".join(read(page.encode()).text.split())
    assert [text.count(line) for line in lines] == [1] * len(lines)
    assert sorted(lines, key=text.index) == lines


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    read(body)
    read(b"<html><body><p>" + body)


@settings(max_examples=15, deadline=None)
@given(paragraphs)
@example(list(SENTENCES))
def test_no_letter_mark_joiner_or_sign_of_any_script_is_lost(lines: list[str]) -> None:
    text = read(page_of(lines).encode()).text.split("\n")
    assert text == [clean_line(line) for line in lines]


@settings(max_examples=15, deadline=None)
@given(paragraphs)
def test_reading_what_was_read_changes_nothing(lines: list[str]) -> None:
    first = read(page_of(lines).encode())
    assert isinstance(first.result, Article)
    again = read(page_of(first.text.split("\n"), title=first.result.title).encode())
    assert isinstance(again.result, Article)
    assert (again.result.title, again.text) == (first.result.title, first.text)


@settings(max_examples=15, deadline=None)
@given(paragraphs, st.sampled_from(["windows-1256", "iso-8859-1", "gb2312", "shift_jis", "x-unknown", "utf-8"]))
def test_sound_utf8_is_read_as_such_whatever_the_page_declares(lines: list[str], declared: str) -> None:
    told = read(page_of(lines, declared).encode(), f"text/html; charset={declared}")
    assert told.text == read(page_of(lines).encode()).text


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(
        [
            ("windows-1251", 6), ("koi8-r", 6), ("windows-1255", 4), ("gb18030", 7), ("big5", 7), ("euc-jp", 8), ("shift_jis", 8), ("euc-kr", 9), ("windows-1253", 13),
        ]
    ),
    st.integers(3, 6),
)  # fmt: skip
def test_a_page_in_the_charset_that_it_declares_reads_as_in_utf8(known: tuple[str, int], count: int) -> None:
    charset, number = known
    sound = SENTENCES[number].encode(charset, "ignore").decode(charset)
    lines = [f"{place}. {sound}" for place in range(count)]
    assert read(page_of(lines, charset).encode(charset)).text == read(page_of(lines).encode()).text
