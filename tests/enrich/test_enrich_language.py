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


def test_an_arabic_article_on_a_sorani_site_is_arabic() -> None:
    assert language(TEXTS["ar"], page_claim="ckb", source_language="ckb").code == "ar"


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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the harbour was", "en"),
        ("nach dem langen Winter", "de"),
        ("depuis plusieurs années", "fr"),
        ("bugünkü toplantıda", "tr"),
        ("μετά τη συνεδρίαση", "el"),
        ("после заседания", "ru"),
    ],
)  # fmt: skip
def test_a_few_words_are_named_where_they_say_enough(text: str, code: str) -> None:
    assert language(text).code == code


def test_one_of_close_relatives_is_named_without_much_confidence() -> None:
    verdict = language("Ljudi iz naše ulice kažu da nema vode i da im je jako teško.")
    assert verdict.code in ("hr", "bs", "sr")
    assert verdict.confidence < 0.7


def test_dzongkha_is_not_taken_for_tibetan() -> None:
    assert language("རྫོང་ཁ་འདི་ འབྲུག་གི་རྒྱལ་ཡོངས་སྐད་ཡིག་ཨིན། མི་ཚུ་གིས་ ལཱ་འབད་དོ་ཡོདཔ་ཨིན།").code == "dz"
    assert language("ང་ཚོ་སློབ་གྲྭར་འགྲོ་གི་ཡིན། དེ་རིང་གནམ་གཤིས་ཡག་པོ་རེད།").code == "bo"


def test_code_names_and_numbers_do_not_raise_and_are_not_sure_of_anything() -> None:
    for text in (
        "def f(x): return x[1:] or None  # 0x1f",
        "Tarvik Belmon, Osha Prendel, Mirko Tasvan",
        "12.5 % 2026-11-30 14:00 +49 30 1234567",
        "👍🏽 🎉🎉 ❤️ 🚢",
        "???? ---- ____ ....",
    ):
        verdict = language(text)
        assert verdict.confidence < 0.7, (text, verdict)


def test_the_same_text_gives_the_same_answer() -> None:
    assert len({language(TEXTS["pt"][:60]) for _ in range(5)}) == 1


def test_a_foreign_quote_does_not_decide() -> None:
    assert language(f"{TEXTS['fa']} {TEXTS['en'][:60]} {TEXTS['fa']} {TEXTS['fa']}").code == "fa"


_PIECES = st.one_of(
    st.sampled_from([*TEXTS.values(), "\n", " ", "ку", "a\u0301", "é", "١٢٣", "<b>"]), st.text(max_size=120)
)
_CLAIMS = st.one_of(
    st.none(), st.sampled_from(["de", "ku", "fa-IR", "zh_Hant", "mzn", "und", "x-default", ""]), st.text(max_size=6)
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_PIECES, max_size=6), _CLAIMS, _CLAIMS)
def test_no_text_and_no_claim_raises(pieces: list[str], page: str | None, source: str | None) -> None:
    verdict = language("".join(pieces), page_claim=page, source_language=source)
    assert 2 <= len(verdict.code) <= 3
    assert 0 <= verdict.confidence <= 1
    assert (verdict.code == "und") == (verdict.confidence == 0)
    assert not verdict.languages or verdict.languages[0] == verdict.code
    assert len(verdict.languages) != 1


# Languages that langdetect does not know: named where the words are theirs, and never taken for another one.
FURTHER = {
    "az": "لیمان شهرینین شوراسی چرشنبه آخشامی توپلاندی و گئجه بیر سؤز دئمه‌دن باشقا یئره آپاریلان دوستاقلارین عایله‌لرینی دینله‌دی. اونلار دئدی کی بو ایش داها بیر گون اولان کیمی دیر.",
    "uz": "Port shahri kengashi seshanba kuni yigʻildi va kechasi bir ogʻiz soʻzsiz koʻchirilgan mahbuslarning oilalari bilan uchrashdi. Ular bu haqida hech kim xabar bermagan deb aytdi.",
    "kk": "Порт қаласының кеңесі сейсенбі күні жиналып, түнде бір ауыз сөзсіз көшірілген тұтқындардың отбасыларын тыңдады. Олар бұл туралы ешкім хабар берген жоқ деді.",
    "ky": "Порт шаарынын кеңеши шейшемби күнү чогулуп, түнүндө бир ооз сөзсүз которулган камактагылардын үй-бүлөлөрүн укту. Алар бул тууралуу эч ким кабар берген жок деп айтты.",
    "tk": "Port şäheriniň geňeşi sişenbe güni ýygnandy we gije bir agyz söz aýdylman başga ýere äkidilen tussaglaryň maşgalalaryny diňledi. Olar bu barada hiç kim habar bermedi diýdi.",
    "mn": "Боомт хотын зөвлөл мягмар гарагт хуралдаж, шөнөөр нэг ч үг хэлэлгүй өөр газар шилжүүлсэн хоригдлуудын гэр бүлийг сонслоо. Тэд энэ тухай хэн ч мэдэгдээгүй гэж хэлэв.",
    "am": "የወደብ ከተማው ምክር ቤት ማክሰኞ ዕለት ተሰብስቦ በሌሊት ያለ ምንም ቃል የተዛወሩትን እስረኞች ቤተሰቦች አዳመጠ። ቤተሰቦቹ ስለዚህ ጉዳይ ማንም እንዳልነገራቸው ተናግረዋል።",
    "ha": "Majalisar garin tashar jiragen ruwa ta taru a ranar Talata kuma ta ji daga iyalan fursunonin da aka mayar da su cikin dare ba tare da wata magana ba. Sun ce ba wanda ya sanar da su.",
    "gl": "O consello da cidade portuaria reuniuse o martes e escoitou as familias dos presos que foron trasladados pola noite sen unha palabra. Elas din que ninguén as avisou aínda.",
    "eu": "Portu hiriko kontseilua asteartean bildu zen eta gauean hitzik gabe lekuz aldatu zituzten presoen familiei entzun zien. Haiek esan dute inork ez diela ezer jakinarazi.",
    "is": "Ráð hafnarborgarinnar kom saman á þriðjudag og hlýddi á fjölskyldur fanganna sem voru fluttir um nóttina án þess að nokkuð væri sagt. Þær segja að enginn hafi látið þær vita.",
    "ga": "Tháinig comhairle bhaile an chalafoirt le chéile Dé Máirt agus d'éist sí le teaghlaigh na bpríosúnach a aistríodh san oíche gan focal a rá leo. Deir siad nár inis aon duine dóibh faoi.",
    "mt": "Il-kunsill tal-belt tal-port iltaqa' nhar it-Tlieta u sema' lill-familji tal-priġunieri li ġew imċaqalqa bil-lejl mingħajr kelma. Huma qalu li ħadd ma kien infurmahom dwar dan.",
    "my": "ဆိပ်ကမ်းမြို့ကောင်စီသည် အင်္ဂါနေ့တွင် စည်းဝေးပြီး ညတွင်းချင်း ပြောင်းရွှေ့ခံရသော အကျဉ်းသားများ၏ မိသားစုများကို နားထောင်ခဲ့သည်။",
    "km": "ក្រុមប្រឹក្សាទីក្រុងកំពង់ផែបានជួបប្រជុំគ្នានៅថ្ងៃអង្គារ ហើយបានស្តាប់គ្រួសាររបស់អ្នកទោស។",
    "lo": "ສະພາເມືອງທ່າເຮືອໄດ້ປະຊຸມໃນວັນອັງຄານ ແລະ ໄດ້ຮັບຟັງຄອບຄົວຂອງນັກໂທດ.",
    "si": "වරාය නගර සභාව අඟහරුවාදා රැස්ව රාත්‍රියේ ගෙන යන ලද සිරකරුවන්ගේ පවුල්වලට සවන් දුන්නේය.",
}  # fmt: skip


@pytest.mark.parametrize("code", FURTHER)
def test_a_language_beyond_the_detectors_is_named_by_its_words(code: str) -> None:
    assert language(FURTHER[code]).code == code
    assert language(FURTHER[code], page_claim="en").code == code


def test_an_invented_language_is_undetermined_whatever_its_letters() -> None:
    text = "Morvath esk luna tarrin ve hollum sekta, brini ol davun merrisk tolva heskun arbelo. "
    assert language(text * 3).code == "und"
    assert language("Вонту рела маску дарин тох велуса, брини колта мерру сек. " * 4).code == "und"


def test_the_refrain_of_a_song_does_not_name_a_language() -> None:
    assert language("La la la, na na na, hey hey, oh na na. " * 12).code == "und"


def test_vietnamese_is_not_taken_for_kurdish() -> None:
    text = "Hội đồng thành phố cảng đã họp vào thứ ba và lắng nghe gia đình của những tù nhân bị chuyển đi trong đêm mà không một lời."
    assert language(text).code == "vi"


def test_page_and_source_decide_between_close_relatives() -> None:
    text = (
        "Vijeće lučkoga grada sastalo se u utorak i saslušalo obitelji zatvorenika koji su noću premješteni bez riječi."
    )
    assert language(text, page_claim="bs").code == "bs"
    assert language(text, page_claim="hr").code == "hr"
    assert language(text, page_claim="de").code in ("hr", "bs", "sr")


def test_a_text_in_two_languages_has_its_main_language_and_the_list_of_both() -> None:
    text = "\n".join([TEXTS["fa"], TEXTS["en"], TEXTS["fa"], TEXTS["fa"]])
    verdict = language(text)
    assert verdict.code == "fa"
    assert verdict.languages == ("fa", "en")


def test_the_longest_share_is_the_main_language_even_where_the_page_begins_in_another() -> None:
    text = "\n".join([TEXTS["en"], TEXTS["ckb"], TEXTS["ckb"], TEXTS["ckb"], TEXTS["kmr"]])
    verdict = language(text)
    assert verdict.code == "ckb"
    assert set(verdict.languages) == {"ckb", "en", "kmr"}
    assert verdict.languages[0] == "ckb"


def test_one_short_foreign_paragraph_in_a_long_text_makes_no_list() -> None:
    assert language("\n".join([TEXTS["ru"]] * 9 + [TEXTS["en"]])).languages == ()


def test_a_text_in_one_language_has_no_list() -> None:
    for code in TEXTS:
        assert language("\n".join([TEXTS[code]] * 4)).languages == (), code


def test_a_text_whose_sampled_places_are_lists_of_names_is_read_at_more_length() -> None:
    names = "Zorbek Talvani, Mirhan Dostev, Quelma Ravik, Tersin Bolgar, Vasho Kelmit, Orlek Tambur, Nuriz Palvek, Gendal Moruk, Shovar Eltin, Brusko Mandev, Kaldur Yarvik, Feltan Norsuk"
    prose = (
        "Belediye meclisi dün akşam toplandı ve l",
        "Toplantıya katılanların adları kapıda okundu, ardından herkes sırayla söz aldı ve düşüncelerini anlattı. Balıkçılar ise bu kararın çok geç geldiğini söyledi.",
        "Başkan, çalışmaların ilkbahara kadar bitmeyeceğini, bu yüzden kayıkların başka bir yere taşınacağını da sözlerine ekledi ve sabır istedi.",
        "Gelecek hafta yeni bir toplantı daha yapılacak ve bütün sorular orada yanıtlanacak, çünkü belgelerin tamamı ancak o zaman hazır olacak.",
    )
    assert language(" ".join(f"{piece} {names} {names[:64]}." for piece in prose[:3]) + " " + prose[3]).code == "tr"
