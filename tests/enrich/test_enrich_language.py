"""The language of a text in words of our own; what nobody can know is `und`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.enrich import language

TEXTS = {
    "en": "The council of the harbour town met on Tuesday and heard the families of the prisoners who were moved in the night without a word.",
    "de": "Der Rat der Hafenstadt traf sich am Dienstag und hörte die Familien der Gefangenen, die in der Nacht ohne ein Wort verlegt wurden.",
    "fr": "Le conseil de la ville portuaire s'est réuni mardi et a entendu les familles des prisonniers qui ont été déplacés dans la nuit.",
    "es": "El consejo de la ciudad portuaria se reunió el martes y escuchó a las familias de los presos que fueron trasladados por la noche.",
    "it": "Il consiglio della città portuale si è riunito martedì e ha ascoltato le famiglie dei prigionieri che sono stati trasferiti di notte.",
    "pt": "O conselho da cidade portuária reuniu-se na terça-feira e ouviu as famílias dos presos que foram transferidos durante a noite.",
    "nl": "De raad van de havenstad kwam dinsdag bijeen en luisterde naar de families van de gevangenen die in de nacht werden verplaatst.",
    "tr": "Liman kentinin meclisi salı günü toplandı ve gece tek söz edilmeden başka yere götürülen mahkumların ailelerini dinledi.",
    "ru": "Совет портового города собрался во вторник и выслушал семьи заключённых, которых ночью перевели без единого слова.",
    "uk": "Рада портового міста зібралася у вівторок і вислухала родини в'язнів, яких уночі перевели без жодного слова.",
    "fa": "شورای شهر بندری روز سه‌شنبه گرد هم آمد و سخنان خانواده‌های زندانیانی را شنید که شبانه و بی‌خبر جابه‌جا شده بودند.",
    "ar": "اجتمع مجلس المدينة الساحلية يوم الثلاثاء واستمع إلى عائلات السجناء الذين نقلوا ليلا من دون أي كلمة.",
    "ckb": "ئەنجومەنی شاری بەندەر ڕۆژی سێشەممە کۆبووەوە و گوێی لە خێزانی ئەو زیندانیانە گرت کە بە شەو بێ هیچ وشەیەک گواسترانەوە.",
    "kmr": "Encûmena bajarê benderê roja sêşemê civiya û guh da malbatên girtiyên ku di şevê de bê gotinek hatine veguhestin.",
    "ur": "بندرگاہ والے شہر کی کونسل منگل کو بیٹھی اور ان قیدیوں کے خاندانوں کی بات سنی جنہیں رات کو بغیر کچھ کہے منتقل کیا گیا تھا۔",
    "ps": "د بندر ښار شورا د سې شنبې په ورځ راټوله شوه او د هغو بندیانو د کورنیو خبرې یې واورېدې چې د شپې بې له کومې خبرې لېږدول شوي وو.",
    "az": "Liman şəhərinin şurası çərşənbə axşamı toplandı və gecə bir söz demədən köçürülən məhbusların ailələrini dinlədi.",
    "tg": "Шӯрои шаҳри бандарӣ рӯзи сешанбе ҷамъ омад ва сухани оилаҳои маҳбусонро шунид, ки шабона бе ягон сухан кӯчонида шуданд.",
    "ug": "پورت شەھىرىنىڭ كېڭىشى سەيشەنبە كۈنى يىغىلىپ، كېچىدە بىر ئېغىز سۆز قىلماي يۆتكەلگەن مەھبۇسلارنىڭ ئائىلىلىرىنى ئاڭلىدى.",
    "he": "מועצת עיר הנמל התכנסה ביום שלישי ושמעה את משפחות האסירים שהועברו בלילה בלי מילה.",
    "el": "Το συμβούλιο της πόλης συνεδρίασε την Τρίτη και άκουσε τις οικογένειες των κρατουμένων.",
    "zh": "港口城市的议会星期二开会，听取了囚犯家属的讲话，这些囚犯在夜里被悄悄转移。",
    "ja": "港町の議会は火曜日に開かれ、夜のうちに何も言われずに移された囚人の家族の話を聞きました。",
    "ko": "항구 도시 의회는 화요일에 모여 밤중에 말없이 옮겨진 수감자 가족들의 이야기를 들었다.",
    "hy": "Նավահանգստային քաղաքի խորհուրդը հավաքվեց երեքշաբթի օրը։",
    "ka": "საპორტო ქალაქის საბჭო სამშაბათს შეიკრიბა და პატიმრების ოჯახებს მოუსმინა.",
    "th": "สภาเมืองท่าประชุมเมื่อวันอังคารและรับฟังครอบครัวของนักโทษ",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_is_named_by_its_language(code: str) -> None:
    verdict = language(TEXTS[code])
    assert verdict.code == code
    assert 0.5 <= verdict.confidence <= 1


@pytest.mark.parametrize("code", ["ckb", "kmr", "ps", "az", "ug", "tg", "he", "ru"])
def test_the_words_win_over_what_the_page_claims(code: str) -> None:
    assert language(TEXTS[code] * 3, page_claim="fa", source_language="en").code == code


@pytest.mark.parametrize("text", ["", "1234 5678 90", "— … !!! 👍", "\u200c\u200c", "\x00", "https://lark.example/a"])
def test_a_text_without_words_is_undetermined(text: str) -> None:
    assert language(text).code == "und"


def test_a_few_words_take_the_claim_only_where_script_and_source_allow_it() -> None:
    assert language("Lampen aus", page_claim="de", source_language="de").code == "de"
    assert language("Lampen aus").code == "und"
    assert language("خاموشی", page_claim="en").code == "und"


def test_a_language_that_the_detector_does_not_know_takes_the_page_at_its_word() -> None:
    assert language(TEXTS["fa"], source_language="mzn").code == "mzn"


def test_the_same_text_gives_the_same_answer() -> None:
    assert len({language(TEXTS["pt"][:60]) for _ in range(5)}) == 1


def test_a_foreign_quote_does_not_decide() -> None:
    assert language(f"{TEXTS['fa']} {TEXTS['en'][:60]} {TEXTS['fa']} {TEXTS['fa']}").code == "fa"


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=120))
def test_no_text_raises(text: str) -> None:
    verdict = language(text)
    assert 2 <= len(verdict.code) <= 3
