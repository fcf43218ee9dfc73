"""Who is credited and is no person: agencies, desks, the site itself.

`is_agency(name)` knows the world's news agencies by name and desks and bodies by the words that only such names have.
`in_text(text)` reads the credit lines of a text: the dateline (`TEHRAN (Reuters) -`, «به گزارش ایسنا،»), "according to"
an agency in the first paragraph, and a last line that names the source (`(dpa)`, «منبع: ایسنا»). Only known agencies
are taken out of a text: "according to a neighbour" credits nobody.
"""

from __future__ import annotations

import re

from monitor.plaintext import clean_line

# Agencies by the names that stand in bylines and datelines; `_` is a space. Two letters only where nobody has them as a name.
_KNOWN = """
AFP Agence_France-Presse Agence_France_Presse AP Associated_Press The_Associated_Press Reuters Thomson_Reuters dpa dpa-AFX
EFE Agencia_EFE EuropaPress Europa_Press ANSA Adnkronos AGI LaPresse Lusa APA SDA Keystone-SDA ATS Belga ANP NTB TT Ritzau STT BNS
PAP ČTK TASR MTI Agerpres BTA HINA Tanjug FENA ATA TASS ITAR-TASS RIA_Novosti Interfax Interfax-Ukraine Ukrinform UNIAN BelTA Kazinform
UPI PA PA_Media Press_Association PTI IANS ANI UNI APP Xinhua Kyodo Kyodo_News Jiji JIJI Jiji_Press Yonhap Antara Bernama VNA AAP
Anadolu Anadolu_Agency Anadolu_Ajansı Anadolu_Ajansi AA DHA İHA IHA ANKA ANF Mezopotamya_Ajansı JINHA JINNEWS Firat Fırat_Haber_Ajansı
IRNA ISNA Fars_News Tasnim Mehr_News ILNA IQNA YJC ISCA HRANA SANA WAFA MENA NNA INA KUNA QNA SPA WAM BNA APS TAP LANA SUNA
epd KNA ACN Deutsche_Welle Sputnik USA_TODAY idw ots news_aktuell Presseportal PR_Newswire Business_Wire GlobeNewswire IPS Inter_Press_Service Bloomberg Rudaw Rûdaw Kurdistan24
ایسنا ایرنا فارس تسنیم مهر ایلنا ایکنا هرانا باشگاه_خبرنگاران_جوان خبرگزاری_هرانا آسوشیتدپرس رویترز خبرگزاری_فرانسه فرانس‌پرس شینهوا آناتولی پژواک باختر خامه‌پرس
رويترز فرانس_برس أ_ف_ب أ.ف.ب ا.ف.ب وكالة_فرانس_برس أسوشيتد_برس الأناضول سانا وفا واس واع وام قنا كونا بترا الشرق_الأوسط شينخوا سبوتنيك د_ب_أ د.ب.أ
یو_این_آئی پی_ٹی_آئی اے_این_آئی اے_پی_پی روئٹرز اے_ایف_پی
ڕۆیتەرز ڕووداو ڕۆژنیوز کوردسات ئەنادۆڵ رویتەرز پژواک
ТАСС РИА_Новости Интерфакс Рейтер Укринформ УНИАН БелТА Казинформ АФП Ассошиэйтед_Пресс Франс_Пресс
新华社 新华网 新華社 中新社 中新网 路透社 法新社 美联社 美聯社 中央社 共同社 時事通信 共同通信 朝日新聞社 연합뉴스 뉴시스 뉴스1 로이터 רויטרס סוכנויות ΑΠΕ-ΜΠΕ ΑΠΕ Ρόιτερς
"""
_DASHES = re.compile(r"[\s‌_–—-]+")


def _plain(name: str) -> str:
    name = _DASHES.sub(" ", name).strip(" .")
    return name if len(name) <= 4 else name.casefold()  # `TT` is an agency, `tt` is somebody's sign


_AGENCIES = frozenset(_plain(name) for name in _KNOWN.split())
_DESK = re.compile(
    r"""\b(?:staff(?:[ ]?(?:writer|reporter|report)s?)?|newsroom|news[ ]?(?:desk|team)|newsdesk|desk|(?:gast|externe[ ])?autoren|editorial|editors|web[ ]?(?:desk|team)|press[ ]office|pressestelle|webteam|the[ ]editors|agencies|agenturen|news[ ]service[ ]reports|
    \w*redaktion(?:en)?|redaktionen|redaksjonen|redactie|rédaction|redacción|redaccion|redazione|redação|redakcja|redakce|redakcia|redakcija|szerkesztőség|toimitus|uredništvo|
    haber[ ]merkezi|navenda[ ]nûçeyan|tim[ ]redaksi|redaksi|redaksiya|tahririyat|ban[ ]biên[ ]tập|tòa[ ]soạn|dış[ ]haberler|el[ ]equipo|equipo[ ]editorial|agencias|agences|agenzie|agentur|
    news[ ]agency|nachrichtenagentur|agência|agencia|agenzia|ajansı|ajansi|correspondents|wire[ ]services?|guest[ ](?:author|post)|press[ ]release)\b|
    редакция|редакція|συντακτικ|редакцыя|агентство|агенция|пресс-служба|соб\.[ ]корр|
    تحریریه|هیئت[ ]تحریر|خبرگزاری|روابط[ ]عمومی|(?:^|\s)(?:گروه|سرویس)\s|وكالة|وكالات|هيئة[ ]التحرير|فريق[ ]التحرير|قسم[ ]الأخبار|غرفة[ ]الأخبار|ئاژانسی|دەستەی[ ]نووسەران|ستاف|نیوز[ ]ڈیسک|ویب[ ]ڈیسک|
    מערכת|סוכנויות|通讯社|通信社|編集部|编辑部|編輯部|編輯室|본지|편집부|취재팀|समाचार[ ]एजेंसी|(?:न्यूज़|न्यूज)[ ]डेस्क|ডেস্ক|প্রতিবেদক""",
    re.IGNORECASE | re.VERBOSE,
)
_BODY = re.compile(
    r"""\b(?:e\.?[ ]?v\.?|gmbh|ag|inc|ltd|llc|s\.?[ap]\.?|plc|d\.o\.o|foundation|\w*stiftung|\w*verband|\w*verein|sekretariat|partei|gewerkschaft|polizei\w*|police|feuerwehr|rotes[ ]kreuz|red[ ]cross|deutschland|schweiz|österreich|portal|jornal|diario|diário|sports?|international|fondation|fundación|association|organi[sz]ation|committee|institute?|universit\w+|university|ministry|\w*ministerium|departe?ment|
    office|agency|press|m[ée]dias?|network|newspaper|magazine?|magazin|daily|times|tribune|gazette|herald|journal|online|news|nachrichten|zeitung|radio|tv|television|broadcasting|channel|studio|
    human[ ]rights|amnesty|greenpeace|watch|union|federation|centre|center|council|commission|bureau|group|team|club|ngo|bbc|cnn|nhk|dw|rfi|rferl|
    vakfı|derneği|merkezi|komisyonu|fundacja|stowarzyszenie|ассоциация|фонд|центр|газета|новости|вестник|известия|телеканал)\b|نيوز|نیوز|
    کمیته|سازمان|انجمن|کانون|کمپین|پایگاه|مرکز|وزارت|بنیاد|روزنامه|تلویزیون|شبکه|شبكة|منظمة|جمعية|مؤسسة|وزارة|لجنة|صحيفة|موقع|قناة|ڕێکخراوی|سەنتەری|ارگان|תנועת|עמותת|新聞社|日报|日報|晚报|电视台|신문사""",
    re.IGNORECASE | re.VERBOSE,
)
_DESK_SIGN = re.compile(r"/[a-z]{2,4}$")
_STROKE = re.compile(r"\s*[/,،]\s*")
_HEAD = 400
_NAMES = "|".join(
    sorted(
        (re.escape(name.replace("_", " ")).replace(r"\ ", r"[\s‌]") for name in _KNOWN.split()), key=len, reverse=True
    )
)
_BRACKETED = re.compile(rf"\((?P<name>(?:{_NAMES})(?:\s*[/,،]\s*(?:{_NAMES}))*)(?:/[a-z]{{2,4}})?\)")
_ACCORDING = re.compile(
    r"(?:^|(?<=[\s«\"“(،,]))(?i:according to|nach angaben der|laut|wie die|selon|según|secondo|volgens|ifølge|enligt|göre|по сообщению|по данным|сообщает|повідомляє|"
    r"به گزارش|به نقل از|بنا به گزارش|بنابر گزارش|نقلا عن|نقلًا عن|بحسب|وفقا ل|حسب|بە پێی|بەپێی|د|کے مطابق|据|據)[\s:]*"
    r"(?i:the|news agency|nachrichtenagentur|agence|agencia|agenzia|агентства?|خبرگزاری|خبرنگار|وكالة(?: أنباء)?|(?:ئاژانسی )?(?:هەواڵی )?)?\s*"
    rf"(?P<name>{_NAMES})(?:(?![\w‌])|(?<=[\u3400-\u9fff\uac00-\ud7a3]))"
)
_LABEL = r"(?i:source|quelle|fuente|fonte|bron|kilde|källa|źródło|zdroj|kaynak|çavkanî|источник|джерело|منبع|مأخذ|المصدر|مصدر|سەرچاوە|سرچينه|سرچینه|ماخذ|ذریعہ|מקור|来源|來源)\w*\s*[:：]\s*"
_LABELLED = re.compile(rf"^[\s(\[]*{_LABEL}[^.!?؟。]+$")
_SOURCE = re.compile(
    rf"^[\s(\[]*(?:{_LABEL})?"
    rf"(?P<name>(?:{_NAMES})(?:\s*[/,،]\s*(?:{_NAMES}))*)[\s)\].]*$"
)


# `ع.ج/ م.س (د ب أ)`: the editors' initials before the agency; `MA / Mêrdîn`: the reporter's place behind it.
_INITIALLED = re.compile(
    rf"^(?:[^\W\d_]{{1,3}}\.?[ ./،,]*){{1,8}}\((?P<name>(?:{_NAMES})(?:\s*[/,،]\s*(?:{_NAMES}))*)\)\s*$"
)
# `mkr/dpa/AFP`: editors' initials before the agencies; `SOURCE Brightloom Ltd`: the last line of a wire's release.
_SIGNED = re.compile(
    rf"^[\s(]*(?:[^\W\d_]{{2,4}}\s*/\s*)+(?P<name>(?:{_NAMES})(?:\s*/\s*(?:{_NAMES}))*)(?:/[a-z]{{2,4}})?[\s)]*$"
)
_RELEASED = re.compile(
    r"^SOURCE:?\s+[A-Z0-9].{1,70}[^.!?]$|^(?i:source|quelle|fuente|fonte|bron|kilde|källa|źródło|zdroj|kaynak)\s*:\s*(?:https?://|www\.)\S+$|^SOURCE:?\s+.{1,60}(?:Inc|Ltd|Co|Corp)\.$"
)
_FROM_A_PLACE = re.compile(rf"^(?P<name>{_NAMES}|MA|JİNNEWS)\s*[/–-]\s*[^\W\d_][^\d.!?؟/]{{1,24}}$")


def is_agency(name: str) -> bool:
    """Whether a name in a byline is an agency, a desk or another body, and no person."""
    return (
        is_news_agency(name)
        or name.startswith("The ")
        or _DESK.search(name) is not None
        or _BODY.search(name) is not None
    )


def is_desk(line: str) -> bool:
    """Whether a line is nothing but the name of an agency or a newsroom's desk."""
    return is_news_agency(line) or (len(line.split()) <= 4 and _DESK.search(line) is not None)


def is_news_agency(name: str) -> bool:
    """Whether it is the name of a news agency, with a desk's sign at most (`dpa/lno`)."""
    return _plain(_DESK_SIGN.sub("", name)) in _AGENCIES


def is_credit(line: str) -> bool:
    """Whether a line is nothing but the credit of a known agency."""
    return _credit(line) is not None


def _credit(line: str) -> re.Match[str] | None:
    if len(line) >= 80:
        return None
    return next((found for form in (_SOURCE, _INITIALLED, _FROM_A_PLACE, _SIGNED) if (found := form.match(line))), None)


def without_credit(text: str) -> str:
    """The text without a last line that is nothing but the name of a source or an agency."""
    rest, _, last = text.rpartition("\n")
    is_credit = len(last) < 80 and any(
        form.match(last) for form in (_SOURCE, _LABELLED, _INITIALLED, _FROM_A_PLACE, _SIGNED, _RELEASED)
    )
    return rest if rest and is_credit else text


def in_text(text: str) -> tuple[str, ...]:
    """The agencies that a text credits, as it writes them, each once."""
    head = text[:_HEAD].partition("\n")[0]
    found: list[str] = []
    for bracketed in _BRACKETED.finditer(head[:120]):
        found += _STROKE.split(bracketed["name"])
    if according := _ACCORDING.search(head):
        found.append(according["name"])
    last = text[-120:].rpartition("\n")[2]
    if source := _credit(last):
        found += _STROKE.split(source["name"])
    return tuple(dict.fromkeys(clean_line(name) for name in found))
