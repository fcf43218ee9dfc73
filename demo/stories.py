"""The demo's own news, about invented people and places, and the queries that find it."""

from __future__ import annotations

from datetime import datetime

from demo.stage import Newsroom

ENGLISH_QUERY = "Kuhsar NEAR/5 prison* AND (strike OR lawyer) -football"
ENGLISH_TITLE = "Narvan Centre: jailed translator moved to solitary cell"
ENGLISH_TEXT = [
    "The Narvan Centre said on Monday that Laleh Sarvandi had been moved to a solitary cell at Kuhsar central prison "
    "on the ninth day of her hunger strike. Her lawyer has not been allowed to see her since Friday.",
    "Sarvandi, a translator of children's books, was arrested in the spring together with three colleagues. A court in "
    "Kuhsar sentenced her to four years for what the judge called letters to strangers.",
    "Two of her cell mates told the Centre that she could hardly walk and that the doctor of the prison had refused to "
    "write down her weight. The governor of the prison did not answer written questions.",
    "Writers' unions in six towns of the coast have asked the ministry to let an independent doctor see her before the "
    "end of the week.",
]
PERSIAN_QUERY = '"روزنامه نگاران زنداني"'
"""Typed with a space and an Arabic yeh, as many keyboards give it."""
HALF_SPACE_TITLE = "اعتصاب غذای روزنامه‌نگاران زندانی در کوهسار"
HALF_SPACE_TEXT = [
    "سه تن از روزنامه‌نگاران زندانی در زندان کوهسار از روز شنبه دست به اعتصاب غذا زده‌اند و خواستار دیدار با وکیل خود هستند.",
    "خانواده لاله سروندی می‌گویند او در نهمین روز اعتصاب غذا به سلول انفرادی منتقل شده است و اجازه تماس تلفنی ندارد.",
    "مرکز نارون در بیانیه‌ای نوشته است که پزشک زندان از ثبت وضعیت سلامت آنان خودداری می‌کند و دادگاه پاسخی نداده است.",
    "انجمن نویسندگان شهرهای ساحلی از وزارت دادگستری خواسته است که یک پزشک مستقل تا پایان هفته آنان را معاینه کند.",
]
SPACE_TITLE = "نامه روزنامه نگاران زندانی به انجمن نویسندگان"
SPACE_TEXT = [
    "گروهی از روزنامه نگاران زندانی در نامه ای به انجمن نویسندگان نارون از شرایط نگهداری خود در بند هفت نوشته اند.",
    "در این نامه آمده است که نامه ها و کتاب ها از آنان گرفته شده و ملاقات با خانواده تنها از پشت شیشه ممکن است.",
    "نویسندگان نامه می گویند که تا پایان ماه به دادگاه فراخوانده نشده اند و وکیل آنان پرونده را ندیده است.",
    "انجمن نویسندگان نارون در پاسخ از همه همکاران خود خواست که نام زندانیان را در صفحه نخست روزنامه ها بیاورند.",
]
LATE_TITLE = "انتقال لاله سروندی به بیمارستان شهر"
LATE_TEXT = [
    "لاله سروندی، مترجم زندانی، بامداد امروز از زندان کوهسار به بیمارستان شهر منتقل شد، خبرنامه نیلوفر از خانواده او شنیده است.",
    "به گفته برادرش، پزشکان بیمارستان اجازه داده‌اند که یکی از بستگان در کنار او بماند، ولی مأموران در راهرو ایستاده‌اند.",
    "مرکز نارون می‌گوید که این انتقال پس از بیانیه انجمن نویسندگان انجام شده و خواستار لغو حکم چهار ساله او شده است.",
    "زندان کوهسار هنوز درباره وضعیت دو زندانی دیگر که در اعتصاب غذا هستند چیزی نگفته است.",
]
CORRECTION = "Correction: forty people had gathered at the quay, not fifty as an earlier version of this report said."


def publish(newsroom: Newsroom) -> None:
    newsroom.post("publish", site="harbour", title=ENGLISH_TITLE, paragraphs=ENGLISH_TEXT)
    newsroom.post("publish", site="nilufar", title=HALF_SPACE_TITLE, paragraphs=HALF_SPACE_TEXT)
    newsroom.post("publish", site="nilufar", title=SPACE_TITLE, paragraphs=SPACE_TEXT)


def jalali(moment: datetime) -> str:
    """The day in the Solar Hijri calendar, in Persian digits: what a Persian reader types."""
    from convertdate import persian

    year, month, day = persian.from_gregorian(moment.year, moment.month, moment.day)
    return f"{year:04}/{month:02}/{day:02}".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
