"""Invented articles and queries in several scripts, from few words, so that most queries find something."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from monitor.model import Article, Record, Searchable

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

VOCABULARIES = {
    "en": "prison prisons prisoner press Kuhsar reporter reports rights right strike freed the of anti-war l'ami".split(),
    "fa": "زندان زندانی زندانیان روزنامه‌نگار روزنامه نگار كوهسار کوهسار آزادی اعتصاب غذا می‌شود و در ۱۴۰۵ مسئول".split(),
    "ckb": "زیندان ڕۆژنامەنووس ئازادی مافەکان کوێستان لە و بۆ خۆپیشاندان".split(),
    "ar": "السجن سجين صحفي الصحافة حرية حقوق في من كِتابٌ مدرسة".split(),
    "tr": "İstanbul'da gazeteci tutuklandı hapishane özgürlük ve İnsan hakları ısparta".split(),
    "de": "Gefängnis Straße Journalistin Pressefreiheit frei und die der über".split(),
    "ru": "тюрьма тюрьмы журналист свобода ёлка мой мои и права".split(),
    "he": 'כלא עיתונאי חופש צה״ל שָׁלוֹם ו של זכויות'.split(),
    "zh": "监狱 记者 新闻 自由 中国 人权 被 释放".split(),
    "ja": "刑務所 ニュース ジャーナリスト 自由 の は ﾆｭｰｽ ひらがな".split(),
    "th": "ข่าว นักข่าว เรือนจำ เสรีภาพ".split(),
    "hi": "जेल पत्रकार आज़ादी मानवाधिकार और".split(),
}  # fmt: skip
MARKS = ["", "", "", "", ",", ".", "…", " –", "!", "؟", "»", " «", "😀", "\n", "\u200f", ":", '"']
SOURCES = {
    "kuhsar-news": ("Kuhsar News", "news", "IR", {"desk": "iran", "tier": "1"}),
    "narvan": ("مرکز نارون", "advocacy", "IR", {"desk": "iran"}),
    "wadi": ("Wadi Wire", "wire", "JO", {"desk": "levant", "tier": "2"}),
    "nilufar": ("Nilufar", "blog", None, {}),
}
HOSTS = ["www.kuhsar.example", "news.kuhsar.example", "narvan.example", "wadi.example", "xn--mgba3a4f16a.example"]
AUTHORS = ["Laleh Sarvandi", "لاله سروندی", "Omid Karimi", "Rosa Weiß", "林 记者"]
TAGS = ["press freedom", "زندان", "strike", "人权"]


def sentence(random: Random, length: int) -> str:
    languages = random.sample(list(VOCABULARIES), 2)
    words = []
    for _ in range(length):
        vocabulary = VOCABULARIES[random.choices(languages, (5, 1))[0]]
        glue = "" if vocabulary in (VOCABULARIES["zh"], VOCABULARIES["ja"]) and random.random() < 0.5 else " "
        words.append(random.choice(vocabulary) + random.choice(MARKS) + glue)
    return "".join(words)


def article(random: Random, key: int) -> Searchable:
    source = random.choice(list(SOURCES))
    name, kind, country, labels = SOURCES[source]
    seen = NOW - timedelta(minutes=random.randrange(60 * 24 * 60))
    published = None if random.random() < 0.2 else seen - timedelta(seconds=random.randrange(10**6))
    slug = random.choice(["evin-strike", "press_freedom", "%D8%B2%D9%86%D8%AF%D8%A7%D9%86", "14050901"])
    return Searchable(
        record=Record(
            id=f"{key:08x}",
            key=key,
            source=source,
            url=f"https://{random.choice(HOSTS)}/{seen:%Y/%m}/{slug}-{key}.html",
            article=Article(
                url="https://kuhsar.example/",
                title=sentence(random, random.randrange(9)),
                text="\n".join(sentence(random, random.randrange(40)) for _ in range(random.randrange(3))),
                summary=sentence(random, random.randrange(12)) if random.random() < 0.4 else None,
                authors=tuple(random.sample(AUTHORS, random.randrange(3))),
                published=published,
                published_precision=published and "second",
                language=random.choice([*VOCABULARIES, "und"]),
                tags=tuple(random.sample(TAGS, random.randrange(3))),
            ),
            revision=1,
            revisions=1,
            state=random.choice(["present", "present", "changed", "gone"]),
            first_seen=seen,
            last_seen=NOW,
            seq=key,
            content_hash="",
        ),
        source_name=name,
        source_kind=kind,
        country=country,
        labels=labels,
    )


def word(random: Random) -> str:
    return random.choice(random.choice(list(VOCABULARIES.values()))).replace('"', "")


def wildcard(random: Random) -> str:
    letters = random.choice(
        [
            one
            for one in map(str.lower, VOCABULARIES["en"] + VOCABULARIES["fa"] + VOCABULARIES["ru"])
            if one.isalpha() and len(one) > 1
        ]
    )
    at = random.randrange(len(letters))
    return random.choice(
        [
            letters[: at + 1] + "*",
            letters[:at] + "?" + letters[at + 1 :],
            letters[0] + "*" + letters[1:],
            "*" + letters[-1],
        ]
    )


def phrase(random: Random) -> str:
    words = [word(random) for _ in range(random.randrange(2, 4))]
    if random.random() < 0.3:
        words[random.randrange(len(words))] = random.choice(
            ["prison*", "زندان*", "report?r*", "*war", "журн*", "tutuk*"]
        )
    left, right = random.choice(['""', "“”", "«»", "„“"])
    return left + " ".join(words) + right


def near_side(random: Random) -> str:
    def one() -> str:
        return random.choice([word, phrase, lambda _: random.choice(["prison*", "زندان*", "gef?ngnis", "hap*ane"])])(
            random
        )

    if random.random() < 0.3:
        return "(" + " OR ".join(one() for _ in range(random.randrange(2, 4))) + ")"
    return one()


def near(random: Random) -> str:
    return f"{near_side(random)} NEAR/{random.choice([0, 1, 2, 3, 5, 10])} {near_side(random)}"


def leaf(random: Random) -> str:
    choice = random.randrange(16)
    if choice < 4:
        return word(random)
    if choice < 6:
        return phrase(random)
    if choice == 6:
        return wildcard(random)
    if choice == 7:
        return random.choice(["prisom~1", "resp~1", "زندانn~1", "тюрма~1", "gazetcei~1", "زندن~", "strikee~1"])
    if choice < 10:
        return f"({near(random)})"
    if choice == 10:
        return f'"prison {random.choice(["press", "rights", "freed"])}"~{random.randrange(6)}'
    if choice == 11:
        return random.choice(["title:", "text:"]) + random.choice(
            [
                word(random),
                phrase(random),
                wildcard(random),
                f"({near(random)})",
                f"({word(random)} OR {phrase(random)})",
            ]
        )
    if choice == 12:
        return random.choice(
            ["author:Laleh", 'author:"لاله سروندی"', "author:(omid NEAR/0 karimi)", "author:(laleh NEAR/5 omid)"]
            + [
                "author:rosa~1",
                "author:weis*",
                "tag:press",
                'tag:"press freedom"',
                "tag:زندان",
                "tag:(freedom NEAR/9 strike)",
            ]
            + ["url:evin-strike", "url:زندان", "url:2026/10", "url:1405*", 'url:"press freedom"', "url:14050901-7"]
        )
    if choice == 13:
        return random.choice(
            [
                "source:narvan",
                "source:Kuhsar*",
                'source:"مرکز نارون"',
                'source:"wadi wire"',
                "lang:fa",
                "lang:ZH",
                "lang:?a",
            ]
            + [
                "kind:advocacy",
                "kind:wire",
                "country:ir",
                "country:J?",
                "state:gone",
                "state:changed",
                "label:desk=iran",
            ]
            + [
                "label:levant",
                "label:tier=*",
                "label:TIER=1",
                "domain:kuhsar.example",
                "domain:example",
                "domain:narvan.*",
            ]
            + ["domain:www.kuhsar.example", "domain:ایران.example", "source:(narvan OR wadi)"]
        )
    day = (NOW - timedelta(days=random.randrange(70))).strftime("%Y-%m-%d")
    later = (NOW - timedelta(days=random.randrange(-5, 20))).strftime("%Y-%m-%dT%H:%M")
    return random.choice(
        [f"published:{day}", f"published:[* TO {day}]", f"first_seen:[{day} TO *]", "published:[* TO *]", "after:20d"]
        + ["before:yesterday", "published:[1405/07/01 TO ۱۴۰۵/۰۸/۰۱]", "first_seen:1405-08", f"after:{later}"]
        + [f"first_seen:[2026-08-01 TO {later}]", "published:[30d TO 7d}", f"before:{day}"]
    )  # fmt: skip


def query(random: Random, depth: int = 0) -> str:
    choice = random.random()
    if depth >= 3 or choice < 0.4:
        return leaf(random)
    parts = [query(random, depth + 1) for _ in range(random.randrange(2, 4))]
    if choice < 0.55:
        return f"-({parts[0]}) {parts[1]}" if choice < 0.5 else f"NOT ({parts[0]})"
    grouped = [f"({part})" if random.random() < 0.8 else part for part in parts]
    return random.choice([" ", " AND ", " OR ", " | "]).join(grouped)
