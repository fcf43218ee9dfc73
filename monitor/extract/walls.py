"""What stands in front of an article: bot checks, consent, pay; and what is served in place of one that is not there.

Each is told by marks in the markup or words in many languages, and only while the text is short: an article about
cookies, robots or a page not found is long. Bytes that are no page at all are told by how they begin.
"""

from __future__ import annotations

import re

from monitor.extract.markup import Markup
from monitor.model import Page
from monitor.urls import host_of

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"PK\x03\x04", "an archive (ZIP or office document)"),
    (b"\x1f\x8b", "a compressed file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an office document"),
    (b"\x00\x00\x01\x00", "an icon"),
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|div|p|meta|title|h1)[\s>]", re.IGNORECASE)
_PLAIN_TYPES = re.compile(
    r"(?:image|video|audio|font)/|application/(?:pdf|json|zip|octet-stream|msword|vnd\.|javascript)|text/(?:css|javascript|csv)",
    re.IGNORECASE,
)

_NOT_FOUND = re.compile(
    r"""\b(?:error\s*)?404\b|(?:page|article|story|content|post)\s+(?:you\s+(?:are|were)\s+looking\s+for\s+|you\s+requested\s+)?(?:was|is|could|can|has)?\s*(?:not\s+(?:be\s+)?found|no\s+longer|been\s+(?:removed|deleted))|not\s+found|
    nothing\s+(?:was\s+)?found|page\s+doesn.t\s+exist|can.t\s+find\s+(?:that|the)\s+page|
    seite\s+(?:wurde\s+)?nicht\s+gefunden|nicht\s+(?:mehr\s+)?(?:vorhanden|verfügbar)|page\s+(?:introuvable|non\s+trouvée)|n.existe\s+(?:pas|plus)|página\s+no\s+encontrada|no\s+(?:se\s+ha\s+)?encontrad[ao]|pagina\s+non\s+trovata|
    página\s+não\s+encontrada|pagina\s+niet\s+gevonden|sidan\s+(?:kunde\s+inte|hittades\s+inte)|siden\s+(?:blev|ble)\s+ikke\s+funnet|nie\s+znaleziono|stránka\s+nenalezena|sayfa\s+bulunamadı|aradığınız\s+sayfa|səhifə\s+tapılmadı|
    страница\s+не\s+найдена|не\s+найден[ао]?\b|не\s+существует|сторінк\w+\s+не\s+знайден\w|صفحه\s+(?:مورد\s+نظر\s+)?(?:پیدا|یافت)\s+نشد|یافت\s+نشد|صفحه[‌\s]?ای\s+(?:پیدا|یافت)\s+نشد|
    الصفحة\s+(?:المطلوبة\s+)?غير\s+موجودة|لم\s+يتم\s+العثور|غير\s+متوفرة|پەڕەکە\s+نەدۆزرایەوە|نەدۆزرایەوە|rûpel\s+nehat\s+dîtin|صفحہ\s+نہیں\s+ملا|הדף\s+לא\s+נמצא|העמוד\s+(?:המבוקש\s+)?לא\s+נמצא|
    页面不存在|找不到(?:页面|頁面|网页|網頁)|頁面不存在|ページが見つかりません|お探しのページ|페이지를\s+찾을\s+수\s+없""",
    re.IGNORECASE | re.VERBOSE,
)
_BOT_TITLE = re.compile(
    r"^(?:just a moment|attention required|checking your browser|please wait|access denied|ddos-guard|security check|are you (?:a )?(?:human|robot)|human verification|pardon our interruption|"
    r"robot check|verify(?:ing)? (?:you are|you.re) human|one more step|bot verification|client challenge|vercel security checkpoint|einen moment|un momento|un instant|bir dakika|один момент|"
    r"در حال انتقال|transferring to the website|403 forbidden|error 403|captcha)",
    re.IGNORECASE,
)
_BOT_MARKS = re.compile(
    r"_cf_chl_opt|cf-browser-verification|captcha-delivery\.com|px-captcha|_Incapsula_Resource|ddos-guard/js-challenge|/cdn-cgi/challenge-platform|awsWafCookieDomainList|g-recaptcha-response|hcaptcha\.com/1/api|"
    r"__arcsjs|geetest|sucuri_cloudproxy|Enable JavaScript and cookies to continue|disable any ad blocker"
)
_CONSENT = re.compile(
    r"cookies?|consent|privacy|gdpr|datenschutz|einwillig\w+|zustimm\w+|werbung|tracking|traceurs|consentement|confidentialité|privacidad|consentimiento|çerez\w*|gizlilik|personalis\w+|partners?\b|\bcookie-?ləri|куки|кук|کوکی|خصوصي|موافق|شركاؤنا|حریم خصوصی|פרטיות|עוגיות|ملفات تعريف|ιδιωτικότητ\w*|συγκατάθεσ\w*|συναινέσ\w*|prywatnoś\w*|ciasteczk\w*|soukromí|súkromi\w*|privacidade|integritet\w*|toestemming|samty[ck]k\w*|suostum\w*|consenso|hozzájárul\w*|souhlas\w*|adatvédelm\w*|süti\w*|confidențialitate\w*|поверителност\w*|бисквитк\w*|конфіденційн\w*|kolačić\w*|プライバシー|クッキー|개인정보|쿠키|隐私|隱私",
    re.IGNORECASE,
)
_CONSENT_TITLE = re.compile(
    r"σεβόμαστε την ιδιωτικότητ|η ιδιωτικότητά σας|szanujemy (?:twoją|państwa) prywatność|vaše soukromí|valorizamos (?:a )?sua privacidade|a sua privacidade|respetamos tu privacidad|gestionar (?:el )?consentimiento|rispettiamo la (?:tua|vostra) privacy|ми поважаємо вашу (?:приватність|конфіденційність)|プライバシー設定|개인정보 (?:보호|설정)|隐私设置|隱私設定|إعدادات الخصوصية|نهتم بخصوصيتك|خصوصيتك تهم|تنظیمات حریم خصوصی|حریم خصوصی شما|הגדרות פרטיות|הפרטיות שלך|gizlilik ayarları|настройки конфиденциальности|privacy gate|om (?:je|jouw|uw) toestemming|ditt samtyck|dit samtykke|suostumuksesi|before you continue|we value your privacy|your privacy|cookie|consent|datenschutz-?einstellungen|privacy settings|zustimm|einwillig|gestion des cookies",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\s[-|–—]\s")
# Class names of paywalls, as they stand in markup; a search for each is faster than one expression for all.
_PAY_MARKS = {
    name: (f'class="{name}', f"class='{name}", f'id="{name}')
    for name in (
        "paywall",
        "subscriber-only",
        "subscribers-only",
        "premium-content",
        "metered-content",
        "paid-content",
        "regwall",
    )
}
_PAY_WORDS = re.compile(
    r"subscribe (?:now )?to (?:continue|read|keep)|to (?:continue|keep) reading[^.]{0,40}(?:subscribe|log ?in|sign)|this (?:article|content|story) is (?:only |exclusively )?(?:for|available to) (?:our )?(?:paying )?(?:subscribers|members)|already a subscriber|"
    r"nur für abonnenten|mit .{0,20}abo weiterlesen|jetzt weiterlesen|réservé aux abonnés|il vous reste .{0,30} de cet article|contenido exclusivo para suscriptores|para seguir leyendo|contenuto riservato|abbonati per|"
    r"alleen voor abonnees|für .{0,12}leser\*?innen|доступно (?:только )?по подписке|ویژه مشترکان|للمشتركين فقط|للمشتركين|abonelere özel|למנויים|会員限定|有料会員",
    re.IGNORECASE,
)

_CUT_SHORT = re.compile(r"(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\))\W*$")
_TRAILS_OFF = re.compile(r"(?:…|\.{3})\W*$")
_GO_ON = re.compile(
    r"^\W*(?:continue reading|read (?:more|on|the (?:rest|full))|keep reading|full (?:story|article|text)|weiterlesen|mehr lesen|ganzen artikel|zum (?:ganzen |vollständigen )?artikel|lire (?:la suite|l.article|plus)|"
    r"(?:seguir|sigue|continuar) leyendo|leer (?:más|completo)|ler mais|leia mais|continue lendo|leggi (?:tutto|di più)|continua a leggere|lees (?:verder|meer)|läs (?:mer|vidare)|les mer|læs (?:mere|videre)|lue lisää|czytaj (?:dalej|więcej|całość)|"
    r"číst (?:dále|více|celý)|čítať (?:ďalej|viac)|tovább(?: olvas\w*)?|cite[sș]te (?:mai (?:mult|departe)|continuarea)|pročitaj(?:te)? (?:više|cijeli)|διαβάστε (?:περισσότερα|τη συνέχεια)|читать (?:далее|дальше|полностью|целиком)|подробнее|"
    r"читати (?:далі|повністю)|devamı(?:nı oku)?|ardını oxu|davamı|(?:متن کامل|ادامهٔ?|مشاهدهٔ? کامل)(?: (?:مطلب|خبر|متن|مقاله))?|بیشتر بخوانید|(?:ا|إ)قرأ المزيد|(?:تابع|أكمل|مواصلة) القراءة|المزيد|زیاتر بخوێنەوە|درێژەی|bêhtir bixwîn\w*|dewam\w*|"
    r"نور ولولئ|مزید پڑھیں|مکمل (?:خبر|مضمون)|המשך (?:קריאה|לקרוא|לכתבה)|קרא(?:ו)? עוד|לכתבה המלאה|और पढ़ें|पूरा पढ़ें|আরও পড়ুন|baca selengkapnya|xem tiếp|đọc tiếp|อ่านต่อ|继续阅读|繼續閱讀|阅读全文|閱讀全文|続きを読む|全文を読む|더 ?보기|계속 읽기|전문 보기)",
    re.IGNORECASE,
)


def not_a_page(page: Page) -> str | None:
    """What the bytes are when they are no HTML, in words; None where they may be."""
    head = page.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return "a video file"
    if head.startswith(b"RIFF"):
        return "an image or sound file"
    if not head:
        return "an empty response"
    if not _HTML.search(head):
        if _FEED.search(head):
            return "a feed"
        if _SITEMAP.search(head):
            return "a sitemap"
    kind = (page.header("content-type") or "").partition(";")[0].strip().lower()
    if _PLAIN_TYPES.match(kind) and not _HTML.search(head):
        return f"not a page: {kind}"
    if head[:1] in (b"{", b"[") and not _HTML.search(head):
        return "JSON"
    return None


def is_bot_wall(markup: Markup, title: str, words: int) -> bool:
    if words > 150:
        return False
    if _BOT_TITLE.search(title):
        return True
    # A short article may have a captcha below it, for its comments.
    says_article = (markup.meta("og:type") or "").lower() == "article" or markup.meta("article:published_time")
    return words < 60 and not says_article and _BOT_MARKS.search(markup.text) is not None


def is_consent_wall(markup: Markup, title: str, text: str, words: int) -> bool:
    if (host_of(markup.url) or "").startswith(("consent.", "cmp.", "privacy-mgmt.")):
        return True
    if words > 250:
        return False
    asked = len(_CONSENT.findall(text))
    if words <= 120 and asked and any(_CONSENT_TITLE.match(piece) for piece in _PIECES.split(title)):
        return True
    return asked * 12 > max(words, 60) and _CONSENT_TITLE.search(f"{title} {text[:200]}") is not None


def is_not_found(markup: Markup, title: str, headings: list[str], text: str, words: int) -> bool:
    if words > 160:
        return False
    for item in (title, *headings):
        match = _NOT_FOUND.search(item) if len(item) <= 90 else None
        # "Error 404: how a small town lost its harbour" is a headline.
        if match and (words < 60 or len(match[0]) > 0.35 * len(item)):
            return True
    return words < 80 and _NOT_FOUND.search(text[:300]) is not None


def is_paid(markup: Markup, text: str, is_free: bool | None) -> bool:
    """Whether the page says that the rest is for payers."""
    if is_free is not None:
        return not is_free
    if (markup.meta("article:content_tier") or "").lower() in {"locked", "metered", "premium"}:
        return True
    return _PAY_WORDS.search(text[-600:]) is not None or any(
        name in markup.text and any(mark in markup.text for mark in marks) for name, marks in _PAY_MARKS.items()
    )


def is_cut(markup: Markup, text: str) -> bool:
    """Whether the text breaks off: at "[…]", or at an ellipsis on a page that has a link to go on reading."""
    end = text[-200:]
    if _CUT_SHORT.search(end):
        return True
    return _TRAILS_OFF.search(end) is not None and any(
        _GO_ON.match(words) for link in markup.tree.iter("a") if len(words := "".join(link.itertext())) <= 40
    )
