"""What a URL alone says of the page behind it: article, list, or something that is never read.

Evidence, not a verdict: many articles have addresses without a mark. Discovery adds what the listing
shows (anchor text, heading, place); admission reads it beside the page. The words are those that
publishing systems and newsrooms put into addresses, in the languages that this project reads; they are
compared per path segment, lower case, with Arabic and Persian letters levelled.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from monitor import urls


def _words(text: str) -> frozenset[str]:
    return frozenset(map(_folded, text.split()))


_LETTERS = str.maketrans(
    {"ي": "ی", "ك": "ک", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ۀ": "ه", "\u200c": "-", " ": "-", "_": "-"}
)


def _folded(text: str) -> str:
    return text.lower().translate(_LETTERS)


# One of these before the last segment or two: what follows is the name of a tag, a category, an author.
_LISTS = _words("""
    tag tags tagged topic-tag category categories cat author authors autor autoren auteur auteurs autore autores writer
    writers byline contributor contributors profile profiles people-profile user users member label labels keyword
    keywords schlagwort schlagworte stichwort kategorie kategorien rubrik rubriken rubrique rubriques categorie etiqueta
    etiquetas categoria autor-in mot-cle mots-cles etiket etiketler kategori yazar yazarlar
    тег теги метка рубрика рубрики категория автор авторы avtor teg rubrika
    برچسب برچسب‌ها دسته دسته-بندی نویسنده نویسندگان وسم وسوم تصنيف تصنيفات كاتب الكاتب كتاب-الموقع قسم اقسام
    تگ بابەت نووسەر تاگ タグ カテゴリ カテゴリー 标签 分类 作者 標籤 分類 תגית תגיות קטגוריה מחבר
""")
# As the last segment: the list itself. In front of something they are a section like any other.
_LIST_ENDS = _words("""
    archive archives archiv archivo archivos arsiv arşiv آرشیو بایگانی ارشيف أرشيف архив ארכיון latest newest all recent
    news nachrichten actualites noticias haberler novosti новости اخبار أخبار الاخبار الأخبار هەواڵ 新闻 ニュース חדשות
    blog blogs articles artikel stories topics topic sections section index home videos photos galleries search
    page feed rss sitemap press-releases statements reports publications podcasts events
    مقالات یادداشت گزارش گزارش‌ها تقارير بيانات بیانیه‌ها
""")
# Pages that every site has and that are no news.
_SERVICE = _words("""
    about about-us aboutus contact contact-us kontakt contacto privacy privacy-policy terms terms-of-use terms-of-service
    imprint impressum datenschutz agb mentions-legales legal cookies cookie-policy accessibility advertise advertising
    advertise-with-us careers jobs donate donation donations spenden newsletter newsletters subscribe subscription
    subscriptions abo login log-in signin sign-in signup sign-up register registration logout account my-account
    xmlrpc cart checkout shop store help faq faqs sitemap site-map search suche
    recherche buscar ara arama поиск rss feeds apps app mobile widgets unsubscribe preferences password-reset lost-password
    hakkimizda iletisim künye kunye gizlilik o-nas контакты о-нас
    درباره-ما تماس-با-ما درباره تماس ورود عضویت جستجو پیوندها حریم-خصوصی من-نحن اتصل-بنا عن-الموقع تسجيل بحث
    سياسه-الخصوصيه دەربارە دەربارەی-ئێمە پەیوەندی
""")
_ARTICLES = _words("""
    article articles artikel articulo articolo makale haber news story stories post posts p blog a nachricht noticia
    actualite novosti новости khabar خبر مقاله مقال یادداشت گزارش نوشته اخبار أخبار تقرير بيان بیانیه هەواڵ وتار 新闻 記事
    report press-release pressemitteilung communique statement interview opinion analysis
""")
_ARTICLE_PARAMETERS = frozenset(
    {"p", "id", "newsid", "news_id", "articleid", "article_id", "aid", "nid", "storyid", "story_id", "post"}
)
_LIST_PARAMETERS = frozenset(
    {
        "page",
        "paged",
        "pg",
        "tag",
        "cat",
        "category",
        "author",
        "s",
        "q",
        "query",
        "search",
        "m",
        "year",
        "month",
        "taxonomy",
        "start",
        "offset",
    }
)
_SERVICE_PARAMETERS = frozenset(
    {"replytocom", "share", "print", "action", "redirect_to", "add-to-cart", "format", "feed", "rest_route"}
)

_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|mp[34]|m4[av]|webm|ogg|oga|ogv|wav|avi|mov|wmv|flv|m3u8|xlsx?|"
    r"pptx?|zip|rar|gz|7z|exe|apk|dmg|css|js|mjs|map|json|xml|rss|atom|txt|csv|ics|woff2?|ttf|eot)\Z",
    re.I,
)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf|epub)\Z", re.I)
_FEED = re.compile(
    r"(?:^|/)(?:feeds?|rss2?|atom|syndication)(?:/(?:all|atom|rss2?|latest|news|full|default))?/?\Z|"
    r"(?:^|/)(?:[\w-]*(?:rss|atom|feed)[\w-]*|index)\.(?:xml|rss|atom|json|rdf)\Z|\.(?:rss|atom|rdf)\Z|/(?:feeds?|rss)/[\w./-]+\.xml\Z",
    re.I,
)
_COMMENTS = re.compile(r"comments?(?:/|\.|-|\Z)|(?:^|/)replies(?:/|\Z)", re.I)
_DATE_IN_PATH = re.compile(
    r"/(?P<y>(?:19|20)\d\d|1[34]\d\d)[/-](?P<m>0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?(?=[/-]|\Z)"
    r"|(?:^|[/_-])(?:20\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?=\D|\Z)"
)
_ONLY_DATE = re.compile(r"(?:/[a-z]{2})?/(?:19|20|13|14)\d\d(?:/\d{1,2}){0,2}/?\Z|/(?:19|20)\d\d-\d\d(?:-\d\d)?/?\Z")
_PAGE_NUMBER = re.compile(
    r"(?:^|/)(?:page|seite|pagina|sayfa|strana|страница|صفحه|صفحة|p|index|list)[/_-]?\d{1,4}(?:\.html?)?/?\Z", re.I
)
_PAGE_EXTENSION = re.compile(r"\.(?:s?html?|phtml|php|aspx?|jsp|ece|cms|stm|do)\Z", re.I)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_TOKEN = re.compile(r"[^\W_]+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HEX_ID = re.compile(
    r"(?=[0-9a-f-]*\d)(?=[0-9a-f-]*[a-f])[0-9a-f-]{16,}\Z|(?=\w*\d)(?=\w*[a-z])[a-z0-9]{10,14}\Z", re.I
)

ARTICLE = 1.5
"""The score from which a URL alone says article."""


class Evidence(NamedTuple):
    """`score`: how much the address looks like an article's (about -3 … 5); `list`: it names a list;
    `service`: it is no page to read (about, log in, media, feeds)."""

    score: float
    list: bool
    service: bool


@lru_cache(maxsize=8192)
def evidence(url: str) -> Evidence:
    """What the address says. Never raises; what is no http(s) URL is a service page."""
    clean = urls.canonical(url)
    if clean is None:
        return Evidence(-3.0, False, True)
    parts = urlsplit(clean)
    path = unquote(parts.path, errors="replace")
    names = [pair.partition("=")[0].lower() for pair in parts.query.split("&") if pair]
    if _FILES.search(path) or is_feed(clean) or any(name in _SERVICE_PARAMETERS for name in names):
        return Evidence(-3.0, False, True)
    if _DOCUMENT.search(path):
        return Evidence(0.0, False, False)
    segments = [_folded(_PAGE_EXTENSION.sub("", piece)) for piece in path.split("/") if piece]
    if urls.is_home(clean):
        return Evidence(-3.0, True, False)
    if _is_service(segments):
        return Evidence(-3.0, False, True)
    if _is_list(path, segments, names):
        return Evidence(-2.5, True, False)
    return Evidence(_article_score(path, segments, parts.query, names, parts.fragment), False, False)


def is_feed(url: str) -> bool:
    """Whether the address looks like a feed of articles (comment feeds are none)."""
    clean = urls.canonical(url)
    if clean is None:
        return False
    parts = urlsplit(clean)
    if _COMMENTS.search(parts.path) or "feed=comments" in parts.query:
        return False
    return bool(_FEED.search(parts.path)) or any(
        pair in ("feed=rss2", "feed=atom", "feed=rss", "format=feed", "format=rss", "type=rss", "type=100")
        for pair in parts.query.split("&")
    )


def readable(url: str) -> str:
    """The path with its letters instead of percent signs, for looking at words in it."""
    return unquote(urlsplit(url).path, errors="replace")


def page_number(url: str) -> int:
    """Which page of a list the address names; 1 where it names none."""
    parts = urlsplit(url)
    found = _PAGE_NUMBER.search(unquote(parts.path, errors="replace"))
    if found:
        return int(re.sub(r"\D", "", found[0].removesuffix("/").removesuffix(".html").removesuffix(".htm")) or 1)
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        if name.lower() in ("page", "paged", "pg", "pagina", "sayfa") and value.isdecimal() and len(value) <= 4:
            return int(value)
    return 1


def slug_words(segment: str) -> int:
    """How many words a slug holds; two letters of a script without spaces count as one."""
    cjk = len(_CJK.findall(segment))
    return (
        sum(1 for token in _TOKEN.findall(segment) if not token.isdecimal() and not _CJK.search(token)) + (cjk + 1) // 2
    )


def _is_service(segments: list[str]) -> bool:
    if segments and segments[0] in ("wp-login", "wp-admin", "wp-json", "wp-content", "wp-includes", "cdn-cgi"):
        return True
    if not segments or len(segments) > 3:
        return False
    first = segments[1] if len(segments[0]) == 2 and len(segments) > 1 else segments[0]
    return first in _SERVICE and len(segments) < 3 and slug_words(segments[-1]) < 4


def _is_list(path: str, segments: list[str], names: list[str]) -> bool:
    if _ONLY_DATE.match(path) and not any(name in _ARTICLE_PARAMETERS for name in names):
        return True
    if any(name in _LIST_PARAMETERS for name in names) and (
        not segments or (not any(name in _ARTICLE_PARAMETERS for name in names) and _slug_score(segments[-1]) < 1.5)
    ):
        return True
    if not segments:
        return False
    if _PAGE_NUMBER.search(path):
        # /page/2 is a list; /2026/11/23/a-long-story/page/2 is an article's second page.
        return _slug_score(segments[-3] if len(segments) > 2 else "") < 1.5 and not _DATE_IN_PATH.search(path)
    for place, segment in enumerate(segments):
        if segment in _LISTS:
            behind = segments[place + 1 :]
            # /category/world/2026/11/a-story and /tag/x/123456-a-story are articles below a list's name.
            return not (_DATE_IN_PATH.search(path) or (len(behind) >= 2 and _slug_score(behind[-1]) >= 1.5))
    return segments[-1] in _LIST_ENDS and len(segments) <= 3 and not any(name in _ARTICLE_PARAMETERS for name in names)


def _article_score(path: str, segments: list[str], query: str, names: list[str], fragment: str) -> float:
    if not segments:
        return 1.5 if any(name in _ARTICLE_PARAMETERS for name in names) or fragment else -1.0
    last = segments[-1]
    score = _slug_score(last)
    if _DATE_IN_PATH.search(path):
        score += 1.5
    if len(segments) > 1 and any(segment in _ARTICLES for segment in segments[:-1]):
        score += 1.0
    if len(segments) > 1 and (re.fullmatch(r"\d{2,}", last) or _HEX_ID.match(last)):
        score += 1.0
    if any(_LONG_NUMBER.search(segment) for segment in segments[:-1]):
        score += 1.5
    if _PAGE_EXTENSION.search(path):
        score += 0.5
    if any(name in _ARTICLE_PARAMETERS for name in names) and re.search(r"=\d+", query):
        score += 1.5
    return score


def _slug_score(segment: str) -> float:
    """0 … 2.5 by the words of a slug and the long numbers in it."""
    count = slug_words(segment)
    score = 0.0 if count < 3 else 1.0 if count == 3 else 1.5 if count == 4 else 2.0
    if _LONG_NUMBER.search(segment):
        score += 1.5 if count else 1.0
    return min(score, 2.5)
