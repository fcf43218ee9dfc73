"""A small watch, filled through the ledger's writer: invented articles of invented sites in six languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor import ledger
from monitor.fingerprint import content_hash
from monitor.ledger import Ledger
from monitor.model import (
    Article,
    ChangeKind,
    Kind,
    Lead,
    Listing,
    ListingKind,
    Outcome,
    Page,
    Reason,
    Source,
    Task,
    TaskKind,
)
from monitor.ports import ArchiveRef, Attempt, NewLead, Polled, Transaction
from monitor.urls import host_of, key

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""The moment at which every test of this room reads."""

HARBOUR = Source(
    id="harbour",
    name="The Harbour Ledger",
    url="https://harbour.example",
    language="en",
    country="GB",
    owner="Saltmere Press",
    time_zone="Europe/London",
    labels={"desk": "europe"},
)
NILUFAR = Source(
    id="nilufar",
    name="خبرنامه نیلوفر",
    url="https://nilufar.example",
    kind=Kind.ADVOCACY,
    language="fa",
    country="IR",
    time_zone="Asia/Tehran",
    labels={"desk": "iran"},
)
WADI = Source(
    id="wadi", name="وكالة الوادي", url="https://wadi.example", kind=Kind.WIRE, language="ar", labels={"desk": "gulf"}
)
CHIYA = Source(id="chiya", name="چیا", url="https://chiya.example", kind=Kind.ADVOCACY, language="ckb")
GALIM = Source(id="galim", name="גלים", url="https://galim.example", language="he")
RIVER = Source(id="river", name="河畔日報", url="https://river.example", language="zh")
SOURCES = (HARBOUR, NILUFAR, WADI, CHIYA, GALIM, RIVER)


@dataclass(frozen=True, kw_only=True)
class Written:
    """One invented article. `hours` before noon it was published, half an hour later it was seen."""

    source: Source
    path: str
    title: str
    text: str
    hours: float
    authors: tuple[str, ...] = ()
    summary: str | None = None
    tags: tuple[str, ...] = ()
    dated: bool = True
    later: tuple[tuple[str, str], ...] = field(default=())
    """(title, text) of further revisions, an hour apart."""

    @property
    def url(self) -> str:
        return self.source.url + self.path


ARTICLES = (
    Written(
        source=HARBOUR,
        path="/world/2026/11/22/kuhsar",
        title="Translator moved to solitary in Kuhsar prison",
        authors=("Ada Quill", "Tom Reedmace"),
        summary="Her family was told by telephone.",
        tags=("prisons", "press freedom"),
        hours=30,
        text="The translator Laleh Sarvandi was moved to a solitary cell in Kuhsar prison on Saturday.\n"
        "Her family was told by telephone after nine days without news. “We heard her voice for one minute,” "
        "her brother said.\nThe prison holds 41 people of letters, the Narvan Centre says.",
        later=(
            (
                "Translator taken to hospital from Kuhsar prison",
                "The translator Laleh Sarvandi was taken to a hospital from Kuhsar prison on Saturday.\n"
                "Her family was told by telephone after nine days without news. “We heard nothing for nine days,” "
                "her brother said.\nThe prison holds 40 people of letters, the Narvan Centre says.\n"
                "This report was changed at noon.",
            ),
        ),
    ),
    Written(
        source=HARBOUR,
        path="/town/ferry",
        title="Ferry timetable changes for the winter",
        authors=("Tom Reedmace",),
        hours=5,
        text="The ferry to the northern quay will leave at ten past the hour from Monday.\n"
        "The harbour master asked passengers to be early. No prison ship has called since 1911.",
    ),
    Written(
        source=NILUFAR,
        path="/news/laleh",
        title="انتقال لاله سروندی به سلول انفرادی",
        authors=("روزبه نیکان",),
        hours=29,
        text="لاله سروندی، مترجم و روزنامه‌نگار، شنبه به سلول انفرادی زندان کوهسار منتقل شد.\n"
        "خانواده او می‌گویند نه روز از او بی‌خبر بودند. به گفتهٔ وکیلش او دست به اعتصاب غذا زده است.",
    ),
    Written(
        source=NILUFAR,
        path="/news/strike",
        title="اعتصاب غذاي روزنامه نگار در كوهسار",
        hours=8,
        text="روزنامه نگار زندانی از پنج روز پیش غذا نمی‌خورد. زندان کوهسار پاسخی نداده است.",
    ),
    Written(
        source=NILUFAR,
        path="/news/undated",
        title="نامهٔ سرگشادهٔ خانواده‌ها",
        hours=3,
        dated=False,
        text="خانواده‌های زندانیان نامه‌ای به دادگاه نوشتند و خواستار دیدار شدند.",
    ),
    Written(
        source=WADI,
        path="/akhbar/7",
        title="نقل المترجمة لاله سروندي إلى الحبس الانفرادي",
        hours=27,
        text="نُقلت المترجمة لاله سروندي إلى زنزانة انفرادية في سجن كوهسار يوم السبت، بحسب عائلتها.",
    ),
    Written(
        source=CHIYA,
        path="/hewal/12",
        title="گواستنەوەی لالە سەروەندی بۆ ژووری تاکەکەسی",
        hours=26,
        text="لالە سەروەندی، وەرگێڕ، ڕۆژی شەممە گواسترایەوە بۆ ژووری تاکەکەسی لە زیندانی کۆهسار.",
    ),
    Written(
        source=GALIM,
        path="/hadashot/3",
        title="המתרגמת לאלה סרוונדי הועברה לבידוד",
        hours=25,
        text="המתרגמת הועברה ביום שבת לתא בידוד בכלא כוהסר, כך מסרה משפחתה.",
    ),
    Written(
        source=RIVER,
        path="/xinwen/5",
        title="翻譯員被轉入單獨囚室",
        hours=24,
        text="翻譯員星期六被轉入山城監獄的單獨囚室。她的家人說，已經九天沒有她的消息。",
    ),
)

KEEP_PAGE = Callable[[Page], ArchiveRef]


def fill(home: Path, *, archive: KEEP_PAGE | None = None, articles: tuple[Written, ...] = ARTICLES) -> None:
    """Write the watch's configuration and a ledger with `articles` and one lead of every other outcome into `home`."""
    configure(home)
    state = home / "state"
    state.mkdir(mode=0o700, exist_ok=True)
    with ledger.create(state / "ledger.db", clock=lambda: NOON) as book:
        writer = book.writer()
        listings = writer.submit(_sources).result()
        for written in articles:
            _store(book, writer, listings[written.source.id], written, archive)
        writer.submit(lambda tx: _refused(tx, listings["harbour"])).result()
        writer.submit(lambda tx: _run(tx)).result()
        writer.close()


def configure(home: Path) -> None:
    """A `monitor.toml` with the six sources."""
    home.mkdir(parents=True, exist_ok=True)
    lines = [
        "version = 1",
        'time_zone = "UTC"',
        'calendars = ["gregorian", "jalali"]',
        "",
        "[crawl]",
        "workers = 1",
        "",
    ]
    for source in SOURCES:
        lines += ["[[source]]", f'id = "{source.id}"', f'name = "{source.name}"', f'url = "{source.url}"']
        lines += [f'kind = "{source.kind}"', f'language = "{source.language}"']
        lines.append("min_words = 5")
        lines += [f'country = "{source.country}"'] if source.country else []
        lines += [f'time_zone = "{source.time_zone}"'] if source.time_zone else []
        labels = ", ".join(f'{name} = "{text}"' for name, text in source.labels.items())
        lines += [f"labels = {{ {labels} }}"] if labels else []
        lines.append("")
    (home / "monitor.toml").write_text("\n".join(lines), encoding="utf-8")


def article(written: Written, title: str = "", text: str = "") -> Article:
    published = NOON - timedelta(hours=written.hours)
    words = text or written.text
    return Article(
        url=written.url,
        title=title or written.title,
        text=words,
        summary=written.summary,
        authors=written.authors,
        published=published if written.dated else None,
        published_precision="minute" if written.dated else None,
        language=written.source.language or "und",
        language_confidence=0.99,
        tags=written.tags,
        word_count=len(words.split()),
        origins={"title": "jsonld", "published": "jsonld", "text": "trafilatura", "language": "langdetect"},
    )


def page(written: Written, shown: Article) -> Page:
    """A page that holds the article, as its site would send it."""
    paragraphs = "".join(f"<p>{line}</p>" for line in shown.text.split("\n"))
    published = (
        f'<meta property="article:published_time" content="{shown.published.isoformat()}">' if shown.published else ""
    )
    body = (
        f'<!doctype html><html lang="{shown.language}"><head><meta charset="utf-8"><title>{shown.title}</title>'
        f'<meta property="og:type" content="article">{published}</head>'
        f"<body><article><h1>{shown.title}</h1>{paragraphs}</article></body></html>"
    )
    return Page(
        url=written.url,
        final_url=written.url,
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Server", "invented")),
        body=body.encode(),
        fetched_at=NOON - timedelta(hours=written.hours) + timedelta(minutes=30),
    )


def _sources(tx: Transaction) -> dict[str, int]:
    began = NOON - timedelta(days=5)
    tx.describe_sources(SOURCES, began)
    listings = {}
    for source in SOURCES:
        feed = Listing(kind=ListingKind.FEED, url=f"{source.url}/feed.xml", title=source.name)
        listings[source.id] = tx.add_listings(source.id, [feed], began)[0]
        poll = Task(
            kind=TaskKind.POLL,
            source=source.id,
            host=source.url[8:],
            url=feed.url,
            token=0,
            listing=listings[source.id],
        )
        ended = Polled(at=NOON - timedelta(minutes=11), next_poll=NOON, interval_s=660, status=200, entries=10)
        tx.settle_poll(poll, ended)
        tx.set_baseline(source.id, began)
    return listings


def _lead(tx: Transaction, listing: int, source: Source, url: str, title: str, at: datetime) -> int:
    name = key(url)
    assert name is not None
    lead = Lead(url=url, title=title)
    new = NewLead(key=name, host=host_of(url) or "", lead=lead, digest="0" * 16, next_try=at)
    return tx.add_leads(source.id, listing, [new], at)[0]


def _store(book: Ledger, writer: ledger.Writer, listing: int, written: Written, archive: KEEP_PAGE | None) -> None:
    at = NOON - timedelta(hours=written.hours) + timedelta(minutes=30)
    now = article(written)
    name = key(written.url)
    assert name is not None
    lead = writer.submit(lambda tx: _lead(tx, listing, written.source, written.url, written.title, at)).result()

    def first(tx: Transaction) -> int:
        stored = tx.add_article(
            written.source.id, lead, [name], now, content_hash(now.title, now.text), at, backlog=False
        )
        tx.settle_lead(lead, Outcome.STORED, at, article=stored)
        tx.add_attempt(lead, _attempt(written, page(written, now), at, archive))
        return stored

    stored = writer.submit(first).result()
    for hour, (title, text) in enumerate(written.later, start=1):
        then = at + timedelta(hours=hour)
        changed = article(written, title, text)

        def revise(tx: Transaction, changed: Article = changed, then: datetime = then) -> None:
            tx.add_revision(stored, [name], changed, content_hash(changed.title, changed.text), then)
            tx.add_attempt(lead, _attempt(written, page(written, changed), then, archive))

        writer.submit(revise).result()


def _attempt(written: Written, sent: Page, at: datetime, archive: KEEP_PAGE | None) -> Attempt:
    return Attempt(
        at=at,
        url=written.url,
        status=200,
        content_type="text/html; charset=utf-8",
        size=len(sent.body),
        elapsed_ms=312,
        outcome=Outcome.STORED,
        archive=archive(replace(sent, fetched_at=at)) if archive is not None else None,
    )


def _refused(tx: Transaction, listing: int) -> None:
    at = NOON - timedelta(hours=2)
    for path, title, outcome, reason, detail in (
        ("/gallery/19", "Pictures of the regatta", Outcome.REJECTED, Reason.TOO_SHORT, '42 words, "news" needs 60'),
        ("/slow", "A page that is slow", Outcome.WAITING, Reason.TIMEOUT, "no answer within 20 s"),
        ("/heavy", "صفحهٔ سنگین", Outcome.QUARANTINED, Reason.EXTRACTION_TIMEOUT, "not read within 20 s"),
    ):
        lead = _lead(tx, listing, HARBOUR, HARBOUR.url + path, title, at)
        waiting = outcome is Outcome.WAITING
        tx.settle_lead(
            lead,
            outcome,
            at,
            reason=reason,
            detail=detail,
            next_try=NOON + timedelta(minutes=20) if waiting else None,
            tries=1 if waiting else 0,
        )
        status = None if waiting else 200
        tx.add_attempt(
            lead,
            Attempt(
                at=at,
                url=HARBOUR.url + path,
                status=status,
                content_type=None if waiting else "text/html",
                size=None if waiting else 48_000,
                elapsed_ms=312,
                outcome=outcome,
                reason=reason,
                detail=detail,
            ),
        )


def gone(book: Ledger, article_key: int) -> None:
    """The site took the article down: seen missing twice."""
    writer = book.writer()
    writer.submit(lambda tx: tx.mark(article_key, ChangeKind.GONE, NOON)).result()
    writer.close()


def _run(tx: Transaction) -> None:
    run = tx.start_run(4121, "crawl", NOON - timedelta(minutes=12))
    tx.end_run(run, NOON - timedelta(minutes=10), "finished", {})
