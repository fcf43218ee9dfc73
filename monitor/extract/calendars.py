"""Month names of some sixty languages, and three calendars beside the Gregorian.

A name means a month in one or more calendars; the year decides which: 1380–1420 is Solar Hijri (Jalali: Iran,
Afghanistan, Kurdistan), 1440–1460 Islamic (Hijri, Umm al-Qura), 2533–2593 Buddhist, 1990–2100 Gregorian. Any other year
is no date. Names are folded (`fold`) so that ي/ی, ك/ک, half-spaces, case and accents do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

GREGORIAN, JALALI, HIJRI = "gregorian", "jalali", "hijri"

# One language a line; month after month, alternatives (cases, abbreviations) with a slash, `_` is a space.
_GREGORIAN_NAMES = """
january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct november/nov december/dec
januar/jänner/jaenner februar/feber/feb märz/maerz/mrz april mai juni juli august september oktober/okt november dezember/dez
janvier/janv février/fevrier/févr/fév/fev mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre décembre/decembre/déc
enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre diciembre/dic
gennaio/gen febbraio marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre ottobre/ott novembre dicembre
janeiro fevereiro março/marco abril maio/mai junho julho agosto setembro outubro/out novembro dezembro/dez
januari februari maart/mrt april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar marts april maj juni juli august september oktober november december/des
januar februar mars april mai juni juli august september oktober november desember
tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu kesäkuuta/kesäkuu heinäkuuta/heinäkuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu joulukuuta/joulukuu
stycznia/styczeń/sty lutego/luty/lut marca/marzec kwietnia/kwiecień/kwi maja/maj czerwca/czerwiec/cze lipca/lipiec/lip sierpnia/sierpień/sie września/wrzesień/wrz października/październik/paź listopada/listopad/lis grudnia/grudzień/gru
ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září října/říjen listopadu/listopad prosince/prosinec
januára/január februára/február marca/marec apríla/apríl mája/máj júna/jún júla/júl augusta septembra októbra/október novembra decembra
január/jan február/febr március/márc április/ápr május/máj június/jún július/júl augusztus szeptember/szept október november december
ianuarie/ian februarie martie aprilie mai iunie/iun iulie/iul august septembrie octombrie noiembrie decembrie
януари февруари март април май юни юли август септември октомври ноември декември
января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн июля/июль/июл августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек
січня/січень лютого/лютий березня/березень квітня/квітень травня/травень червня/червень липня/липень серпня/серпень вересня/вересень жовтня/жовтень листопада/листопад грудня/грудень
студзеня/студзень лютага/люты сакавіка/сакавік красавіка/красавік мая/май чэрвеня/чэрвень ліпеня/ліпень жніўня/жнівень верасня/верасень кастрычніка/кастрычнік лістапада/лістапад снежня/снежань
јануар/јануара фебруар/фебруара март/марта април/априла мај/маја јун/јуна јул/јула август/августа септембар/септембра октобар/октобра новембар/новембра децембар/децембра
januar/januara februar/februara mart/marta april/aprila maj/maja jun/juna jul/jula avgust/avgusta septembar/septembra oktobar/oktobra novembar/novembra decembar/decembra
siječnja/siječanj veljače/veljača ožujka/ožujak travnja/travanj svibnja/svibanj lipnja/lipanj srpnja/srpanj kolovoza/kolovoz rujna/rujan listopad studenog/studenoga/studeni prosinca/prosinac
januar februar marec april maj junij julij avgust september oktober november december
ιανουαρίου/ιανουάριος/ιαν φεβρουαρίου/φεβρουάριος/φεβ μαρτίου/μάρτιος/μαρ απριλίου/απρίλιος/απρ μαΐου/μαίου/μάιος/μαι ιουνίου/ιούνιος/ιουν ιουλίου/ιούλιος/ιουλ αυγούστου/αύγουστος/αυγ σεπτεμβρίου/σεπτέμβριος/σεπ οκτωβρίου/οκτώβριος/οκτ νοεμβρίου/νοέμβριος/νοε δεκεμβρίου/δεκέμβριος/δεκ
ocak/oca şubat/şub mart nisan/nis mayıs haziran/haz temmuz/tem ağustos/ağu eylül/eyl ekim/eki kasım/kas aralık/ara
yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr
yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr
қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
январи феврали марти апрели майи июни июли августи сентябри октябри ноябри декабри
январ феврал март апрел май июн июл август сентябр октябр ноябр декабр
јануари февруари март април мај јуни јули август септември октомври ноември декември
ýanwar fewral mart aprel maý iýun iýul awgust sentýabr oktýabr noýabr dekabr
janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember
xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro
januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba
enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre
rêbendan/rêbendanê/çile/çileya_paşîn reşemî/reşemiyê/sibat/sibatê adar/adarê avrêl/avrêlê/nîsan/nîsanê gulan/gulanê hezîran/hezîranê/pûşper tîrmeh/tîrmehê tebax/tebaxê îlon/îlonê cotmeh/cotmehê/çiriya_pêşîn mijdar/mijdarê/çiriya_paşîn berfanbar/berfanbarê/kanûn/kanûnê/çileya_pêşîn
يناير/جانفي فبراير/فيفري مارس أبريل/ابريل/أفريل مايو/ماي/ماي يونيو/يونيه/جوان يوليو/يوليه/جويلية/يوليوز أغسطس/أوت/غشت سبتمبر/شتنبر أكتوبر نوفمبر/نونبر ديسمبر/دجنبر
كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول
ژانویه/جنوری فوریه/فبروری مارس/مارچ آوریل/اپریل/آپریل مه/می/مئی ژوئن/جون ژوئیه/ژوییه/جولای/جولائی اوت/آگوست/اگست/آگست سپتامبر/سپتمبر اکتبر/اکتوبر نوامبر/نومبر دسامبر/دسمبر
جنوري فبروري مارچ اپریل مۍ/می جون جولای اګست سپټمبر/سپتمبر اکتوبر/اکتوبر نومبر ډیسمبر/دسمبر
جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر
کانوونی_دووەم/کانونی_دووەم شوبات ئازار/ئادار نیسان ئایار/مایس/گوڵان حوزەیران/حوزه‌یران تەممووز/تەمووز/تەموز ئاب ئەیلوول/ئەیلول تشرینی_یەکەم تشرینی_دووەم کانوونی_یەکەم/کانونی_یەکەم
ינואר/ינו פברואר/פבר מרץ/מרס אפריל/אפר מאי יוני יולי אוגוסט/אוג ספטמבר/ספט אוקטובר/אוק נובמבר/נוב דצמבר/דצמ
जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर
জানুয়ারি/জানুয়ারী ফেব্রুয়ারি/ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর
जानेवारी फेब्रुवारी मार्च एप्रिल मे जून जुलै ऑगस्ट सप्टेंबर ऑक्टोबर नोव्हेंबर डिसेंबर
जनवरी फेब्रुअरी मार्च अप्रिल मे जुन जुलाई अगस्ट सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर
ਜਨਵਰੀ ਫ਼ਰਵਰੀ/ਫਰਵਰੀ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ/ਨਵੰ ਦਸੰਬਰ
જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ ઑગસ્ટ/ઓગસ્ટ સપ્ટેમ્બર ઑક્ટોબર/ઓક્ટોબર નવેમ્બર ડિસેમ્બર
జనవరి ఫిబ్రవరి మార్చి ఏప్రిల్ మే జూన్ జులై/జూలై ఆగస్టు సెప్టెంబర్/సెప్టెంబరు అక్టోబర్/అక్టోబరు నవంబర్/నవంబరు డిసెంబర్/డిసెంబరు
ಜನವರಿ ಫೆಬ್ರವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್
ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ്/മെയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ് സെപ്റ്റംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ
ජනවාරි පෙබරවාරි මාර්තු අප්‍රේල්/අප්රේල් මැයි ජූනි ජූලි අගෝස්තු සැප්තැම්බර් ඔක්තෝබර් නොවැම්බර් දෙසැම්බර්
ဇန်နဝါရီ ဖေဖော်ဝါရီ မတ် ဧပြီ မေ ဇွန် ဇူလိုင် ဩဂုတ် စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ
មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ
ມັງກອນ ກຸມພາ ມີນາ ເມສາ ພຶດສະພາ ມິຖຸນາ ກໍລະກົດ ສິງຫາ ກັນຍາ ຕຸລາ ພະຈິກ ທັນວາ
ஜனவரி பிப்ரவரி மார்ச் ஏப்ரல் மே ஜூன் ஜூலை ஆகஸ்ட் செப்டம்பர் அக்டோபர் நவம்பர் டிசம்பர்
januari februari maret april mei juni juli agustus september oktober november/nopember desember
januari februari mac april mei jun julai ogos september oktober november disember
มกราคม/ม.ค กุมภาพันธ์/ก.พ มีนาคม/มี.ค เมษายน/เม.ย พฤษภาคม/พ.ค มิถุนายน/มิ.ย กรกฎาคม/ก.ค สิงหาคม/ส.ค กันยายน/ก.ย ตุลาคม/ต.ค พฤศจิกายน/พ.ย ธันวาคม/ธ.ค
იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი
հունվարի/հունվար փետրվարի/փետրվար մարտի/մարտ ապրիլի/ապրիլ մայիսի/մայիս հունիսի/հունիս հուլիսի/հուլիս օգոստոսի/օգոստոս սեպտեմբերի/սեպտեմբեր հոկտեմբերի/հոկտեմբեր նոյեմբերի/նոյեմբեր դեկտեմբերի/դեկտեմբեր
janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre
jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember
janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio gruodžio
"""
_JALALI_NAMES = """
فروردین اردیبهشت خرداد تیر مرداد/امرداد شهریور مهر آبان آذر دی بهمن اسفند
حمل ثور جوزا سرطان اسد سنبله میزان عقرب قوس جدی دلو حوت
وری غویی غبرګولی چنګاښ زمری وږی تله لړم لیندۍ مرغومی سلواغه کب
خاکەلێوە گوڵان جۆزەردان پووشپەڕ گەلاوێژ خەرمانان ڕەزبەر گەڵاڕێزان/خەزەڵوەر سەرماوەز بەفرانبار ڕێبەندان ڕەشەمێ/ڕەشەممە
farvardin ordibehesht khordad tir mordad shahrivar mehr aban azar dey bahman esfand
xakelêwe gulan cozerdan pûşper gelawêj xermanan rezber gelarêzan sermawez befranbar rêbendan reşemê
"""
_HIJRI_NAMES = """
محرم/محرم_الحرام صفر/صفر_المظفر ربيع_الأول/ربيع_أول ربيع_الثاني/ربيع_الآخر/ربيع_ثاني جمادى_الأولى/جمادي_الاول/جمادى_الأول جمادى_الآخرة/جمادى_الثانية/جمادي_الثاني رجب/رجب_المرجب شعبان/شعبان_المعظم رمضان/رمضان_المبارک شوال/شوال_المکرم ذو_القعدة/ذي_القعدة/ذوالقعده/ذی_القعده ذو_الحجة/ذي_الحجة/ذوالحجه/ذی_الحجه
"""

_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_LETTERS = str.maketrans(
    {
        **dict(zip("يىكةأإآٱۀھەı", "ییکهااااهههi", strict=True)),
        "\u200b": None,
        "\u200c": " ",
        "\u200d": None,
        "\u0640": None,
    }
)
_DIGITS = str.maketrans(
    {chr(code): str(unicodedata.digit(chr(code))) for code in range(0x660, 0xFFFF) if chr(code).isdecimal()}
)
_YEARS = ((JALALI, 1380, 1420), (HIJRI, 1440, 1460), (GREGORIAN, 1990, 2100))
_OWN_YEARS = ((JALALI, 1343, 1472), (HIJRI, 1350, 1500), (GREGORIAN, 1900, 2100))


def fold(text: str) -> str:
    """Case, accents, Arabic letter variants, tatweel and half-spaces levelled; digits of any script as 0–9."""
    # The dotted İ would decompose to i and a dot above, which the marks take.
    text = unicodedata.normalize("NFD", text.translate(_LETTERS).casefold().translate(_DIGITS))
    return unicodedata.normalize("NFC", _MARKS.sub("", text))


def _table() -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for calendar, names in ((GREGORIAN, _GREGORIAN_NAMES), (JALALI, _JALALI_NAMES), (HIJRI, _HIJRI_NAMES)):
        for line in names.strip().splitlines():
            for month, alternatives in enumerate(line.split(), 1):
                for name in alternatives.split("/"):
                    table.setdefault(fold(name.replace("_", " ")), {}).setdefault(calendar, month)
    return table


MONTHS = _table()
"""Folded month name → calendar → 1–12."""


def to_gregorian(
    year: int, month: int, day: int, calendar: str | None = None, *, known: str | None = None
) -> date | None:
    """The Gregorian day of a day in the calendar that the year tells; None where there is no such day, or where
    `calendar` (of a month's name) says another. `known` is the calendar of the source, if that was configured: then
    years count that could be of another calendar as well (1405 is 1984 in Hijri)."""
    if 2533 <= year <= 2593:
        year -= 543  # Buddhist era: the same months
    years = _OWN_YEARS if known else _YEARS
    told = next((name for name, first, last in years if first <= year <= last and known in (None, name)), None)
    if told is None or (calendar is not None and calendar != told):
        return None
    try:
        if told == GREGORIAN:
            return date(year, month, day)
        if told == JALALI:
            return _jalali(year, month, day)
        from hijridate import Hijri

        return Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None


_NOWRUZ_1380 = date(2001, 3, 21)
_LEAP_REMAINDERS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})


def _jalali(year: int, month: int, day: int) -> date | None:
    """By the cycle of 33 years, which equals the observed calendar from 1343 to 1472. Libraries that compute the equinox
    take 80 ms a date; a page has dozens."""
    is_leap = year % 33 in _LEAP_REMAINDERS
    length = 31 if month <= 6 else 30 if month <= 11 or is_leap else 29
    if not (1 <= month <= 12 and 1 <= day <= length):
        return None
    leaps = sum(earlier % 33 in _LEAP_REMAINDERS for earlier in range(1380, year))
    leaps -= sum(later % 33 in _LEAP_REMAINDERS for later in range(year, 1380))
    days = (year - 1380) * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return _NOWRUZ_1380 + timedelta(days=days)


def digits(text: str) -> str:
    """Digits of any script as 0–9; everything else as it is."""
    return text.translate(_DIGITS)
