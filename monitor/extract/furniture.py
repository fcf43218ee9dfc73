"""What extraction leaves of a site's furniture: cut by what it says and where it stands.

In: blocks (kind, line) in order, and the title. Out: lines. The title repeated at the top goes, with date and byline, and header lines that
stand again further down; from the end backwards everything that asks to follow, share, subscribe, read also, or claims
copyright; such lines in between only where the whole short line says nothing else. A sentence of the article is never cut:
a line counts as furniture only while it is short.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from monitor.extract import agencies, asks, dates, words
from monitor.plaintext import levelled

_NETWORKS = r"(?:twitter|facebook|instagram|telegram|youtube|whats\s?app|linkedin|tiktok|mastodon|bluesky|threads|توییتر|تویتر|فیسبوک|فیس[\s‌]?بوک|اینستاگرام|تلگرام|یوتیوب|واتس[\s‌]?[اآ]پ|تويتر|فيسبوك|انستغرام|إنستغرام|تلغرام|تيليغرام|تیلیگرام|يوتيوب|واتساب|твиттер\w*|телеграм\w*|фейсбук\w*|вконтакте|ютуб\w*|推特|臉書|脸书|微信|微博|트위터|페이스북|פייסבוק|فەیسبووک|تێلێگرام|ئینستاگرام|تویتەر|یوتیوب|یوتووب|فېسبوک|فیس\s?بک|ٹوئٹر|واٹس\s?ایپ|טוויטר|טלגרם)"
_ASKS = r"""(?:follow\s+(?:us|our|me|on|@)|follow\W*$|like\s+(?:us|this|our)|like\W*$|join\s+(?:us|our|the\s+(?:conversation|discussion))|join\W*$|find\s+us|subscribe\b|share\s+(?:this|on|via|with|the\s+(?:story|article|post))|share\W*$|tweet\b|email\s+(?:this|us)|email\W*$|print\s+(?:this|article|page)|print\W*$|sign\s+up|newsletter|read\s+(?:also|more|next)|see\s+also|also\s+read|related|more\s+(?:on|from|about|stories)|recommended|you\s+may\s+also|most\s+read|
    advertisement|sponsored|all\s+rights\s+reserved|click\s+here|download\s+(?:the|our)|support\s+(?:us|our)|donate|leave\s+a\s+(?:comment|reply)|comments?\s*(?:\(?\d|[:：]|are\s+closed|off\b|\W*$)|no\s+comments|tags?\s*[:：]|filed\s+under|topics?\s*[:：]|photo\s*[:：]|image\s*[:：]|source\s*[:：]|(?:quelle|fuente|fonte|bron|källa|kilde|lähde|źródło|zdroj|forrás|izvor|sursa|πηγή|источник|джерело|kaynak|منبع|المصدر|来源|來源|出典|출처)\s*[:：]|
    folge[nt]?\s+(?:sie\s+)?(?:uns|mir)\b|teilen\s*(?:auf\b|via\b|mit\b|per\b|sie\b|[:：]|$)|abonnier\w*|newsletter|mehr\s+(?:zum|zu|lesen)|lesen\s+sie\s+auch|auch\s+interessant|anzeige\s*(?:[-–—:,|].{0,60}|$)|alle\s+rechte|(?:seite\s+|artikel\s+)?drucken\W*$|
    suivez|partage[rz]\s*(?:sur\b|cet|ce\b|par\b|[:：]|$)|abonnez|lire\s+aussi|à\s+lire|voir\s+aussi|lisez\s+aussi|tous\s+droits|publicité\W*$|inscrivez|
    s[ií]gue(?:nos|me)\b|sigue\s+(?:leyendo|a\s+\w+\s+en)|comparte\s+(?:est[ea]|en|la\s+noticia)|comparte\W*$|compartir\s+(?:en|est[ea])|compartir\W*$|suscr[ií]b\w*|lea\s+también|lee\s+también|te\s+puede\s+interesar|publicidad\W*$|todos\s+los\s+derechos|
    seguici\b|condividi|iscriviti|leggi\s+anche|tutti\s+i\s+diritti|siga|compartilh\w+|assine|leia\s+(?:também|mais)|todos\s+os\s+direitos|
    volg\s+(?:ons|mij|via)|deel\s+(?:dit|deze|via|op)|deel\W*$|lees\s+ook|følg\s+(?:oss|os|med\s+på)|del\s+(?:på|via|denne|artik\w+|saken)|del\W*$|les\s+også|läs\s+(?:också|mer|även)|dela\s+(?:på|via|med|artikeln|denna)|dela\W*$|lue\s+myös|jaa\s+(?:artikkeli|juttu|tämä)|jaa\W*$|śledź\s+nas|udostępnij|czytaj\s+(?:też|także|więcej)|zobacz\s+(?:też|także)|sdílet|čtěte\s+také|
    bizi\s+(?:sosyal\s+\w+\s+)?takip|takip\s+edin|paylaş(?:ın)?\W*$|abone\s+ol|ayrıca\s+oku\w*|ilgili\s+haber\w*|bunları\s+da|tüm\s+hakları|reklam\W*$|
    подписывайтесь|подпишитесь|читайте\s+(?:также|нас)|поделиться\s*(?:в\b|на\b|ссылк|новост|стать|[:：]|$)|поделитесь|смотрите\s+также|все\s+права|реклама\W*$|по\s+теме\s*(?:[:：]|$)|следите\s+за|
    підпис\w+|читайте\s+також|поділитися|
    ما\s+را\s+(?:در|دنبال)|دنبال\s+کنید|به\s+اشتراک\s+(?:بگذار|گذاری)|اشتراک[\s‌]?گذاری|هم[\s‌]?رسانی|(?:بیشتر\s+)?بخوانید\s*[:：]|بیشتر\s+بخوانید|بیشتر\s+بدانید|همچنین\s+بخوانید|در\s+همین\s+(?:زمینه|رابطه)\s*(?:[:：]|$)|مطالب\s+مرتبط|اخبار\s+مرتبط|خبرهای\s+مرتبط|عضو\s+شوید|خبرنامه|تمامی?\s+حقوق|کلیه\s+حقوق|همه\s+حقوق|چاپ\s+(?:خبر|این)|نسخ[هۀ]\s+(?:چاپی|قابل\s+چاپ)|ارسال\s+به\s+دوستان|(?:نوشته|ارسال|منتشر)\s+شده\s+(?:در|توسط)|نظرات\s*(?:\(|[:：]|کاربران|خوانندگان|شما|\d|$)|برچسب[\s‌]?ها|انتهای\s+پیام|کپی\s+لینک|
    تابعونا|تابعنا|شارك(?:ها|نا|وا)?\s*(?:على|عبر|هذا|هذه|المقال|الخبر|[:：]|$)|مشاركة\s*(?:عبر|على|الخبر|المقال|[:：]|$)|اشترك\s+(?:في\s+(?:النشرة|القناة|قناتنا|نشرتنا)|الآن)|اشترك\W*$|اقرأ\s+(?:أيض|المزيد)|إقرأ\s+أيض|اقرأوا|ذات\s+صلة|مواضيع\s+متعلقة|جميع\s+الحقوق|إعلان\W*$|النشرة\s+البريدية|(?:انقر|اضغط)\s+هنا|
    هاوبەشی|بڵاوی\s+بکەرەوە|شوێنمان\s+بکەو|زیاتر\s+بخوێنەوە|هەروەها\s+بخوێنەوە|هەموو\s+مافەکان|بابەتی\s+پەیوەندیدار|parve\s+bike|me\s+bişopînin|bixwînin|(?:her\s*wiha|zêdetir|her\s+weha)\s+bixwîn\w*|نور\s+ولولئ|دا\s+هم\s+ولولئ|شریک\s+یې\s+کړئ|
    شیئر\s+کریں|مواد\s+پر\s+جائیں|مزید\s+پڑھیں|یہ\s+بھی\s+پڑھیں|עקבו\s+אחרינו|שתפו|שיתוף|קראו\s+(?:גם|עוד)|הירשמו|לתגובות|רוצים\s+להתעדכן|הצטרפו\s+(?:ל|אל)|תגיות\s*[:：]|כל\s+הזכויות|
    关注我们|關注我們|分享(?:到|至|给|給|本文|此文|這篇|这篇|\W*$)|延伸阅读|延伸閱讀|相关(?:新闻|阅读|文章)|相關(?:新聞|閱讀|文章)|版权所有|版權所有|阅读更多|订阅|訂閱|關鍵字|
    フォロー(?:する|してください)?\W*$|シェア(?:する)?\W*$|関連記事|あわせて読みたい|続きを読む|無断転載|購読|공유(?:하기)?\W*$|관련\s*기사|구독(?:하기|신청)?\W*$|무단\s*전재|저작권자)"""
_ASK = re.compile(rf"^[\W\d_]*{_ASKS}", re.IGNORECASE | re.VERBOSE)
_ANY_NETWORK = re.compile(_NETWORKS, re.IGNORECASE)
_FOLLOW = re.compile(
    rf"(?:follow|join|like|find|subscribe|folge|suivez|síguenos|siga|segui|volg|följ|takip|подпис|читайте|دنبال|عضو|بپیوندید|تابع|شوێن|עקבו)[^.!?؟。]{{0,60}}{_NETWORKS}",
    re.IGNORECASE,
)
# Said to the reader, never of somebody: cut though they end like sentences.
_TO_THE_READER = re.compile(
    r"^[^\w\"“«„‘]*(?:(?:to (?:view|watch|see) (?:this|the) \w+,? (?:please )?enable|please enable) java|برای (?:مشاهد[هۀ]|دیدن|پخش|تماشای)[^.]{0,40}(?:جاوا|مرورگر)|(?:يرجى|الرجاء|لمشاهدة|لعرض)[^.]{0,60}جافا|follow us|join our|subscribe to our|sign up (?:for|to) our|support our work|bizi (?:sosyal \w+ )?takip|abonnieren sie|folgen sie uns|suivez-nous|abonnez-vous|síguenos|suscríbete|"
    r"seguici|iscriviti|siga-nos|подпишитесь|подписывайтесь|читайте нас|ما را در|به کانال|در کانال (?:ما|تلگرام)|تابعونا|اشترك في|عضو کانال|关注我们|フォローしてください|עקבו אחרינו)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^[\W\d_]*(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|[:：]|by\b|(?:the\s+)?[^.]{0,60}\d{4}|\W*$))|©\s*\d{4}|all rights reserved",
    re.IGNORECASE,
)
# What a site says below every opinion.
_DISCLAIMER = re.compile(
    r"(?:المقالات|الآراء|المقال|هذا المقال|آراء)[^.]{0,80}(?:لا ت?ي?عبّ?ر|تعبّ?ر عن (?:رأي|آراء))[^.]{0,120}|dette er (?:et|en) (?:debat|kronik|kommentar|leder|opinion)\w*\b.{0,140}|(?:det här|detta) är en (?:debatt|ledar|krönik|opinion)\w*\b.{0,140}|(?:the )?(?:views|opinions) expressed (?:here|in this)[^.]{0,200}|"
    r"(?:مطالب|نظرات|دیدگاه|این یادداشت|نوشته)[^.]{0,80}(?:لزوماً|الزاماً|لزوما|الزاما)[^.]{0,100}|(?:ادارے|ادارہ) کا[^۔]{0,60}متفق ہونا[^۔]{0,40}|(?:הדעות|הכתוב)[^.]{0,80}(?:אינן|אינו)[^.]{0,80}(?:המערכת|האתר)[^.]{0,30}",
    re.IGNORECASE,
)
# What kind of text a page is, as systems print it beside the headline.
_GENRE = re.compile(
    r"(?:debat|debatt|opinion|kommentar|kolumn|krönika|kronikk?|leder|ledare|tribune|opinión|editorial|comment|meinung|listen|escuchar|écouter|anhören|ascolta|luister|lyt)|"
    r"(?:press|news|media) (?:release|statement)s?|news provided by|urgent action|(?:joint|public) statement|open letter|for immediate release|pressemitteilung|medienmitteilung|stellungnahme|"
    r"communiqué(?: de presse)?|comunicado(?: de (?:prensa|imprensa))?|nota de (?:prensa|imprensa)|comunicato(?: stampa)?|persbericht|pressmeddelande|pressemelding|pressemeddelelse|lehdistötiedote|tiedote|"
    r"komunikat(?: prasowy)?|tisková zpráva|sajtóközlemény|comunicat(?: de presă)?|basın açıklaması|siaran pers|пресс-релиз|прес-реліз|اعلامیه|بیانیه|اطلاعیه|بيان(?: صحفي)?|بەیاننامە|daxuyanî",
    re.IGNORECASE,
)
# What stood beside days in elements of their own.
_TIME_LABELS = re.compile(
    r"\W*(?:(?:published|updated|modified|posted|veröffentlicht|aktualisiert|publi[ée]|publicad[oa]|actualizad[oa]|atualizad[oa]|mis à jour|pubblicato|aggiornato|gepubliceerd|bijgewerkt|publicera[dt]|uppdatera[dt]|publisert|oppdatert|publiceret|opdateret|julkaistu|päivitetty|opublikowano|zaktualizowano|опубликовано|обновлено|yayınlanma|güncelleme|منتشر شده|به[\s\u200c]?روز شده|نشر في|آخر تحديث|עודכן|פורסם|公開|更新|입력|수정)(?!\w)\W*)+",
    re.IGNORECASE,
)
_END = re.compile(r"[\W_]*(?:ends?|-30-|\#\s?\#\s?\#|ende|fin)[\W_]*", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:for (?:further|more) information,?(?: please)? contact|(?:press|media) contacts?|contacts? presse|(?:presse)?kontakt|(?:rück|an)fragen (?:bitte )?an|contactos?(?: de prensa)?|contatti(?: stampa)?|perscontact|kontakt dla mediów)\s*:?",
    re.IGNORECASE,
)
_CONTACTS = 16  # lines
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w[\w.]*")
_COMMENTS = re.compile(
    r"(?:(?:reader |your )?comments?|kommentare?|kommentarer|comentarios?|comentários?|commentaires?|commenti|reacties|komentarze|komentáře|komentari|комментари[ий]|коментар[іи]|yorumlar|نظرات|دیدگاه‌?ها|التعليقات|تعليقات|תגובות|評論|评论|コメント|댓글)(?: \(?\d+\)?)?:?",
    re.IGNORECASE,
)
_AFTER = 0.5  # of the text: so much at most stands below the heading of comments
_NUMBERS = re.compile(r"(?!\d?\d[:.]\d\d$)[\W\d_]{1,9}")  # no time, which heads an entry; a longer one is a telephone's
_ONLY_PUNCTUATION = re.compile(r"^[\W_]*$")
_SENTENCE_END = re.compile(r"[.!?؟。！？…:：]['\"”»’)]*$")
_APOSTROPHES = str.maketrans("’ʼ", "''")  # one page spells a name both ways: typographers leave <meta> alone
# Behind an author's name: what an author is and does, in the present.
_ABOUT = re.compile(
    r"(?:,? \(?\w[^.]{0,60}[,)])? (?:is|was|are|has|joined|writes|covers|works|reports|lives|can be reached|ist|war|arbeitet|schreibt|studierte|lebt|est|écrit|travaille|collabore|es|escribe|trabaja|è|scrive|é|escreve|is een|schrijft|är|skriver|er|jest|pisze)\b"
)
_LONGEST_PORTRAIT = 600
_DATA = frozenset({"row", "item", "cell"})  # where a number is what is told
_SHORT = 160
_ANNOUNCED = 4  # words before a colon with nothing behind it
_KICKER = 60  # letters before the title in its heading
_BIO = 300  # characters that a site says of an author below the text
_HEADERS = 6  # how many of the first lines may be header lines


def without_furniture(
    blocks: Sequence[tuple[str, str]],
    title: str,
    elsewhere: Collection[str] = (),
    authors: Collection[str] = (),
    beside: Collection[str] = (),
) -> list[str]:
    """`elsewhere` are lines that are links to other pages of the site, behind a label perhaps: teasers; a short one (a
    section, a tag) only beside the headline or below the text. `beside` are lines beside the headline that say who and
    when."""
    blocks = [(kind, line) for kind, line in blocks if words.letters(line) < 25 or line not in elsewhere]
    kept = [(kind, line) for kind, line in blocks if not _ONLY_PUNCTUATION.match(line)]
    whole = {levelled(f"{line} {title}") for line in beside}  # kicker and headline in one heading
    kept = _without_header(kept, levelled(title), {*whole, *map(levelled, beside)}, authors, elsewhere)
    kept = _without_comments(_without_contacts(kept))
    kept = _without_lists(_without_footer(kept, authors, elsewhere), elsewhere)
    last = kept[-1][1] if kept and agencies.is_credit(kept[-1][1]) else None
    return [line for _, line in kept if line == last or not is_furniture(line)]


def _without_lists(blocks: list[tuple[str, str]], elsewhere: Collection[str]) -> list[tuple[str, str]]:
    """Without the headings of related stories or appendices, and the headlines that follow one. A heading that has
    prose below it is the article's: `More from the valley` may head a section."""
    kept: list[tuple[str, str]] = []
    pending: list[tuple[str, str]] = []
    is_below = False
    for kind, line in blocks:
        is_headline = len(line) <= _SHORT and (line in elsewhere or not _SENTENCE_END.search(line))
        if asks.heads_a_list(line) and not agencies.is_credit(line):
            is_below = True
            pending = [(kind, line)]
        elif not is_below or is_headline:
            (pending if is_below else kept).append((kind, line))
        else:
            # A heading of some words with prose right below it is a section's; headlines in between were a list.
            is_section = len(pending) == 1 and len(pending[0][1].split()) >= 4
            # The list itself may have gone before: then the one heading below belongs to what follows.
            is_subhead = len(pending) == 2 and pending[1][0] == "head" and pending[1][1] not in elsewhere
            kept += [*(pending[-1:] if is_section or is_subhead else ()), (kind, line)]
            is_below, pending = False, []
    return kept


def _without_header(
    blocks: list[tuple[str, str]],
    own: str,
    beside: Collection[str],
    authors: Collection[str],
    elsewhere: Collection[str],
) -> list[tuple[str, str]]:
    headers = {own, *beside}
    counts = Counter(_same(line) for _, line in blocks)
    text = next((n for n, (kind, line) in enumerate(blocks) if kind != "head" and len(line) >= 60), len(blocks))
    head = [
        (kind, line)
        for place, (kind, line) in enumerate(blocks[:_HEADERS])
        if not (
            (level := levelled(line)) in headers
            or (place < text and kind == "head" and own and level.endswith(own) and len(level) <= len(own) + _KICKER)
            or (counts[_same(line)] > 1 and len(line) < 60 and not _SENTENCE_END.search(line))
            or dates.is_only_a_date(line)
            or (place < text and kind not in _DATA and _NUMBERS.fullmatch(line))
            or (place < text and len(line) < 25 and line in elsewhere)
            or _is_byline(line, authors)
            or _GENRE.fullmatch(line)
            or _TIME_LABELS.fullmatch(line)
            or (kind != "head" and not _SENTENCE_END.search(line) and agencies.is_desk(line) and line != blocks[-1][1])
        )
    ]
    seen = {line for line in counts if counts[line] > 1 and len(line) >= 60}
    rest: list[tuple[str, str]] = []
    for kind, line in [*head, *blocks[_HEADERS:]]:
        if (same := _same(line)) in seen:
            if counts[same] == 0:
                continue  # a long line once more: a pull quote, a lead or a teaser of the same text
            counts[same] = 0
        rest.append((kind, line))
    return rest


def _same(line: str) -> str:
    """Equal for a sentence and for itself as a lead, which many systems print without its full stop."""
    return line.rstrip(" .…")


def _is_byline(line: str, authors: Collection[str]) -> bool:
    """Whether a line is the authors' names and at most two words more (`by`, `reporter:`)."""
    rest = line = line.translate(_APOSTROPHES)
    for author in authors:
        rest = rest.replace(author.translate(_APOSTROPHES), " ")
    return rest != line and len(re.findall(r"[^\W\d_]+", rest)) <= 2


def _without_contacts(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without a release's mark of its end, and the block of names and numbers for the press below it."""
    blocks = [(kind, line) for kind, line in blocks if not _END.fullmatch(line)]
    for place in range(max(1, len(blocks) - _CONTACTS), len(blocks)):
        rest = [line for _, line in blocks[place + 1 :]]
        if _CONTACT.fullmatch(blocks[place][1]) and all(
            len(line) <= 100 and not _SENTENCE_END.search(line) for line in rest
        ):
            return blocks[:place]
    return blocks


def _without_comments(blocks: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without a heading of comments, and what readers said or the site says to them below it."""
    left = _AFTER * sum(len(line) for _, line in blocks)
    end = len(blocks)
    for place in range(len(blocks) - 1, 0, -1):
        line = blocks[place][1]
        left -= len(line)
        if left < 0:
            break
        if len(line) < 30 and _COMMENTS.fullmatch(line):
            end = place
    return blocks[:end]


def _without_footer(
    blocks: list[tuple[str, str]], authors: Collection[str], elsewhere: Collection[str]
) -> list[tuple[str, str]]:
    end = len(blocks)
    while end > 1:
        kind, line = blocks[end - 1]
        # A heading with nothing below it headed what was cut; one that is a sentence may be the last line.
        is_heading = kind == "head" and len(line) < 100 and not line.endswith((".", "!", "。", "۔"))
        if agencies.is_credit(line):
            break  # `agencies` reads it, and takes it out
        is_link = line in elsewhere and not _SENTENCE_END.search(line)
        is_number = kind not in _DATA and _NUMBERS.fullmatch(line) is not None
        # A bare date or an open announcement is what remains of a box.
        is_open = len(line.split()) <= _ANNOUNCED and line.endswith((":", "："))
        is_day = dates.is_only_a_date(line) and not dates.is_only_a_date(blocks[end - 2][1]) and line[0] not in "—–"
        is_bio = len(line) <= _BIO and any(" " in author and line.startswith(author) for author in authors)
        if (
            is_link
            or is_number
            or is_heading
            or is_open
            or is_day
            or is_bio
            or is_furniture(line)
            or _is_contact(line)
            or _is_social(line)
            or _is_byline(line, authors)
            or _is_portrait(line, authors)
        ):
            end -= 1
        else:
            break
    return blocks[:end]


def _is_portrait(line: str, authors: Collection[str]) -> bool:
    """What a site says of its author below the text: `Ada Brook writes about harbours. She lives …`"""
    return len(line) <= _LONGEST_PORTRAIT and any(
        _ABOUT.match(line, len(author)) for author in authors if " " in author and line.startswith(author)
    )


def _is_contact(line: str) -> bool:
    """A short line with an address for mail, below a text: the press office, or whoever wrote it."""
    return len(line) <= _SHORT and _MAIL.search(line) is not None and not _SENTENCE_END.search(line)


def _is_social(line: str) -> bool:
    """A short line about where else to find the site."""
    return len(line) <= _SHORT and (
        _FOLLOW.search(line) is not None or (_ANY_NETWORK.search(line) is not None and not _SENTENCE_END.search(line))
    )


def is_furniture(line: str) -> bool:
    if asks.leads_away(line) or asks.asks(line) or asks.is_credit(line) or asks.is_label(line):
        return True
    if len(line) > _SHORT:
        return False
    if _RIGHTS.search(line) or _TO_THE_READER.match(line) or _DISCLAIMER.match(line):
        return True
    if _ASK.match(line):
        words = len(line.split())
        # "Related charges were dropped." is a sentence of the article; "Related stories" is not.
        return (
            words <= 4
            or not _SENTENCE_END.search(line)
            or _ANY_NETWORK.search(line) is not None
            or line.endswith((":", "："))
        )
    return False
