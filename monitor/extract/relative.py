"""Times that are told from now: "3 hours ago", «۳ ساعت پیش», «قبل ساعتين», "3小时前", "yesterday, 14:20".

`read(text, …)` counts back from when the page was fetched. Minutes alone give a precision of `minute`; hours and days give the
day that they fall on in the site's zone, for nobody knows the minute of "3 hours ago". Weeks and months are no date: a
fortnight has several days, but "3 weeks, 4 days ago" has one. "Today" and "yesterday" count only with a time of day behind or before them; without one they
mostly stand in a page's masthead. Both halves must be there, a length and a word for "ago", in a text that is little else.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from monitor.extract import calendars

_LONGEST = 60
# One language a line: words before, words after, minutes, hours, days. A slash parts alternatives, `_` is a space, `-` none.
_LANGUAGES = """
-                  ago/earlier             minute/minutes/min/mins/m   hour/hours/hr/hrs/h          day/days/d
vor                -                       minute/minuten/min          stunde/stunden/std           tag/tage/tagen
il_y_a             -                       minute/minutes/min          heure/heures/h               jour/jours/j
hace               atrás                   minuto/minutos/min          hora/horas/h                 día/días/d
há/ha              atrás                   minuto/minutos/min          hora/horas/h                 dia/dias/d
-                  fa                      minuto/minuti/min           ora/ore                      giorno/giorni
fa                 -                       minut/minuts                hora/hores                   dia/dies
-                  geleden                 minuut/minuten/min          uur/uren                     dag/dagen
för/for            sedan/siden             minut/minuter/minutter/min  timme/timmar/time/timer/tim  dag/dagar/dager/dage/døgn
-                  sitten                  minuutti/minuuttia/min      tunti/tuntia/h               päivä/päivää
-                  temu                    minutę/minuty/minut/min     godzinę/godziny/godzin/godz  dzień/dni
před/pred          -                       minutou/minutami/minutou    hodinou/hodinami/hod         dnem/dny/dňom/dňami
acum               -                       minut/minute/min            oră/ore/o_oră                zi/zile
-                  ezelőtt/-e              perce/perccel/perc          órája/órával/óra             napja/nappal
преди              -                       минута/минути/мин           час/часа/часове              ден/дни/дена
пре/prije/pre      -                       минут/минута/минуте/minut/minuta/minute  сат/сата/сати/sat/sata/sati  дан/дана/dan/dana
-                  назад/тому/таму         минуту/минуты/минут/мин/хвилину/хвилини/хвилин/хв/хвілін/хвіліны  час/часа/часов/ч/годину/години/годин/год/гадзін/гадзіны  день/дня/дней/дні/днів/дзён/дні
-                  önce/əvvəl/evvel        dakika/dk/dəqiqə            saat/sa                      gün
berî/beriya        berê                    deqe/deqîqe/deqîqeyan/xulek saet/saetan/demjimêr         roj/rojan
-                  پیش/قبل                 دقیقه                       ساعت                         روز
-                  مخکې/وړاندې             دقیقې/دقیقه/دقيقې           ساعته/ساعت/ساعتونه           ورځې/ورځ
قبل/منذ/من         مضت                     دقيقة/دقائق/دقيقه           ساعة/ساعات                   يوم/أيام
پێش                لەمەوپێش/پێش_ئێستا      خولەک/دەقیقە/خوله‌ک         کاتژمێر/سەعات                ڕۆژ/رۆژ
-                  پہلے/قبل                منٹ                         گھنٹے/گھنٹہ                  دن
לפני               -                       דקה/דקות                    שעה/שעות                     יום/ימים
-                  पहले                     मिनट                        घंटे/घंटा/घण्टे                दिन
-                  আগে                     মিনিট                       ঘণ্টা/ঘন্টা                   দিন
-                  முன்/முன்பு             நிமிடங்களுக்கு/நிமிடம்      மணிநேரத்திற்கு/மணி_நேரத்திற்கு   நாட்களுக்கு/நாள்
πριν/πριν_από      -                       λεπτό/λεπτά                 ώρα/ώρες                     ημέρα/ημέρες/μέρες
-                  -/yang_lalu/lalu/yg_lalu  menit/minit               jam                          hari
-                  trước                   phút                        giờ/tiếng                    ngày
-                  ที่แล้ว/ที่ผ่านมา/ก่อน      นาที                         ชั่วโมง/ชม                    วัน
-                  წინ                     წუთის/წუთი                  საათის/საათი                 დღის/დღე
-                  առաջ                    րոպե                        ժամ                          օր
-                  бұрын/мурун             минут                       сағат/саат                   күн
-                  пеш                     дақиқа                      соат                         рӯз
-                  oldin                   daqiqa/minut                soat                         kun
-                  前                      分钟/分鐘/分                小时/小時/時間/个小时/個小時   天/日
-                  전                      분                          시간                         일
"""
_DUALS = {"دقیقتین": (2, "m"), "دقیقتان": (2, "m"), "ساعتین": (2, "h"), "ساعتان": (2, "h"), "یومین": (2, "d"), "یومان": (2, "d"), "שעתיים": (2, "h"), "יומיים": (2, "d")}  # fmt: skip
_ONES = "a an one ein eine einer einem un une una uma en ett et een o jednu jednou één ένα μία ena mia bir یک یو ایک واحدة یەک yek אחת एक এক"
_TODAY = "today heute aujourd'hui aujourd’hui hoy hoje oggi vandaag idag dzisiaj dziś dnes astăzi ma днес сегодня сьогодні сёння bugün bu_gün îro امروز الیوم اليوم ئەمڕۆ نن آج היום आज আজ σήμερα hari_ini hôm_nay วันนี้ დღეს այսօր бүгін 今天 今日 오늘 danas данас avui"
_YESTERDAY = "yesterday gestern hier ayer ontem ieri gisteren igår wczoraj včera ieri eilen вчера вчора учора dün dünən duh دیروز أمس دوێنێ پرون אתמול গতকাল χθες εχθές kemarin hôm_qua เมื่อวาน გუშინ երեկ кеше 昨天 昨日 어제 jučer juče јуче ahir tegnap"
_WEEKS = "week weeks wk wks settimana settimane semana semanas week weken vecka veckor uge uger uke uker viikko viikkoa tydzień tygodnie tygodni týden týdny týdnů неделю недели недель тиждень тижні тижнів hafta hefte هفته هفتې هەفتە ہفتے שבוע שבועות"
_AND = "and y e en och og ja i a и і ve û و او"
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})[:.٫h](\d{2})(?!\d)")
_SECONDS = {"m": 60, "h": 3600, "d": 86400}
_MORE = {"more_h": 3600, "more_d": 86400, "more_w": 7 * 86400}


def _words(cell: str) -> list[str]:
    return [calendars.fold(word.replace("_", " ")) for word in cell.split("/") if word != "-"]


def _pattern(words: set[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_JOIN = rf"(?:\s*[,،]\s*|\s+(?:{'|'.join(map(calendars.fold, _AND.split()))})\s+|\s+)"
_LONGER = re.compile(rf"\d\s*[^\W\d_]+(?:\s*[,،]|\s+(?:{'|'.join(map(calendars.fold, _AND.split()))}))\s*$")


def _expressions() -> list[re.Pattern[str]]:
    """One expression a language: the number may be a figure, a word for one, or nothing (`قبل ساعة`)."""
    ones = _pattern({calendars.fold(word) for word in _ONES.split()})
    found = []
    for line in _LANGUAGES.strip().splitlines():
        before, after, *units = line.split()
        unit = "|".join(f"(?P<{name}>{_pattern(set(_words(cell)))})" for name, cell in zip("mhd", units, strict=True))
        number = rf"(?:(?P<number>\d{{1,2}})\s*|(?:{ones})\s+)"
        edge = r"(?![^\W\d_])" if not re.search("[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7a3]", line) else ""
        weeks = _pattern({calendars.fold(word) for word in _WEEKS.split()})
        larger = zip(
            ("more_w", "more_d", "more_h"),
            (weeks, *(_pattern(set(_words(cell))) for cell in (units[2], units[1]))),
            strict=True,
        )
        more = "".join(rf"(?:(?P<{name}>\d{{1,2}})\s*(?:{words}){edge}{_JOIN})?" for name, words in larger if words)
        starts, ends = _pattern(set(_words(before))), _pattern(set(_words(after)))
        forms = []
        if starts:
            forms.append(rf"(?<![^\W\d_])(?:{starts})\s*(?:{number})?(?:{unit}){edge}")
        if ends:
            forms.append(rf"(?<!\d){more}{number}(?:{unit}){edge}\s*(?:{ends})")
        found += [re.compile(form) for form in forms]
    return found


_EXPRESSIONS = _expressions()
_AGO = re.compile(
    _pattern({word for line in _LANGUAGES.strip().splitlines() for cell in line.split()[:2] for word in _words(cell)})
)
_DUAL = re.compile(rf"(?:قبل|منذ|לפני)\s+(?P<dual>{'|'.join(_DUALS)})(?![^\W\d_])")
_DAYS = [(0, _TODAY), (1, _YESTERDAY)]
# A longer word may have an ending of two letters; `ma` with one is `Mai`, and `März` with two.
_NAMED = [
    (
        back,
        re.compile(
            rf"(?<![^\W\d_])(?:(?:{_pattern({word for word in words if len(word) > 3})})(?![^\W\d_]{{3}})|(?:{_pattern({word for word in words if len(word) <= 3})})(?![^\W\d_]))"
        ),
    )
    for back, line in _DAYS
    if (words := {calendars.fold(word.replace("_", " ")) for word in line.split()})
]


def read(text: str, *, zone: tzinfo, now: datetime) -> tuple[datetime, str, date] | None:
    """The moment as aware time in `zone`, its precision (`minute` or `day`), and its day; None where none is told."""
    if len(text) > _LONGEST:
        return None
    plain = calendars.fold(text).strip()
    here = now.astimezone(zone)
    if clock := _CLOCK.search(plain):
        for back, named in _NAMED:
            if named.search(plain) and int(clock[1]) < 24 and int(clock[2]) < 60:
                day = here.date() - timedelta(days=back)
                return datetime.combine(day, time(int(clock[1]), int(clock[2])), zone), "minute", day
    if not _AGO.search(plain):
        return None
    length = _length(plain)
    if length is None:
        return None
    at = here - length[0]
    if length[1] == "m":
        return at.replace(second=0, microsecond=0), "minute", at.date()
    return datetime.combine(at.date(), time(), zone), "day", at.date()


def tells(text: str) -> bool:
    """Whether the text tells a time from now."""
    if len(text) > _LONGEST:
        return False
    plain = calendars.fold(text)
    if _CLOCK.search(plain) and any(named.search(plain) for _, named in _NAMED):
        return True
    return _AGO.search(plain) is not None and _length(plain) is not None


def _length(plain: str) -> tuple[timedelta, str] | None:
    if dual := _DUAL.search(plain):
        count, unit = _DUALS[dual["dual"]]
        return timedelta(seconds=count * _SECONDS[unit]), unit
    for expression in _EXPRESSIONS:
        if match := expression.search(plain):
            if _LONGER.search(plain[: match.start()]):
                return None  # "1 month, 3 days ago"
            unit = next(name for name in "mhd" if match[name])
            told = match.groupdict()
            more = sum(int(told.get(name) or 0) * seconds for name, seconds in _MORE.items())
            return timedelta(seconds=int(match["number"] or 1) * _SECONDS[unit] + more), "h" if more else unit
    return None
