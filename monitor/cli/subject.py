"""Which article a person means, and how an article is told: shared by the commands that read."""

from __future__ import annotations

from datetime import UTC, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from monitor.cli.session import Session
from monitor.cli.times import shown
from monitor.errors import NotFound
from monitor.jalali import jalali_text

if TYPE_CHECKING:
    from monitor.model import Article, Record

SHORT = 8
"""Letters of an id that are shown; any unique beginning of six or more is understood."""


def short(identity: str) -> str:
    return identity[:SHORT]


def is_url(text: str) -> bool:
    return "://" in text or "/" in text or "." in text


def url_key(text: str) -> str:
    """The key of a URL as a person types it, with or without `https://`. NotFound where it is none."""
    from monitor.urls import key

    found = key(text if "://" in text else f"https://{text}")
    if found is None:
        raise NotFound(
            f'"{text}" is no address of a web page.', hint="Addresses look like https://site.example/news/1", url=text
        )
    return found


def article_of(session: Session, text: str) -> Record:
    """The article of an id (six letters or more) or of any address that led to it. NotFound says what to do."""
    book = session.watch.ledger
    if not is_url(text):
        record = book.record(text)
        if record is None:
            hint = (
                "Ids stand in front of the hits of: monitor search"
                if len(text) >= 6
                else "An id has six letters or more."
            )
            raise NotFound(f'No article has the id "{text}".', hint=hint, article=text)
        return record
    name = url_key(text)
    record = book.find(name)
    if record is None:
        stone = book.tombstone(name)
        if stone is not None:
            raise NotFound(
                f"The article at {text} was erased on {stone[1]:%Y-%m-%d}: {stone[2]}", url=text, article=stone[0]
            )
        raise NotFound(f"No article is kept of {text}.", hint=f"monitor why {text}", url=text)
    return record


def source_name(session: Session, identity: str) -> str:
    """The name in the configuration; the id where the source is not there any more."""
    return next((source.name for source in session.watch.settings.sources if source.id == identity), identity)


def wants_jalali(session: Session, language: str | None) -> bool:
    return language == "fa" and "jalali" in session.watch.settings.calendars


def zone_of(session: Session, record: Record) -> tzinfo:
    """The zone in which an article's date is told."""
    source = next((each for each in session.watch.settings.sources if each.id == record.source), None)
    return zone_of_date(session, record.article, source.time_zone if source is not None else None)


def zone_of_date(session: Session, article: Article, time_zone: str | None) -> tzinfo:
    """A date without a time of day belongs to its site: it is midnight in the source's zone, or of UTC where that has none,
    and shown in another zone it would move to the day before."""
    from zoneinfo import ZoneInfo

    if article.published_precision != "day":
        return session.zone
    try:
        return ZoneInfo(time_zone) if time_zone else UTC
    except (ValueError, OSError, KeyError):
        return UTC


def published(session: Session, record: Record) -> str:
    """`2026-11-23 06:25`, with the Jalali day beside it for Persian; empty where the page does not say."""
    article = record.article
    if article.published is None:
        return ""
    return shown(
        article.published,
        zone_of(session, record),
        precision="day" if article.published_precision == "day" else "minute",
        language=article.language,
        both=wants_jalali(session, article.language),
    )


def published_jalali(session: Session, record: Record) -> str:
    """`۲ آذر ۱۴۰۵ ۰۸:۵۵` for a Persian article; empty otherwise."""
    article = record.article
    if article.published is None or not wants_jalali(session, article.language):
        return ""
    text = jalali_text(article.published.astimezone(zone_of(session, record)))
    return text.rsplit(" ", 1)[0] if article.published_precision == "day" else text


def seen(session: Session, record: Record) -> str:
    """When we first saw it: the hour alone where it is of the day of publication."""
    text = shown(record.first_seen, session.zone)
    stated = record.article.published
    near = stated is not None and abs(record.first_seen - stated) < timedelta(days=1)
    same_day = near and published(session, record)[:10] == text[:10]
    return text[11:] if same_day else text


def facts(record: Record, name: str) -> dict[str, Any]:
    """An article's fields for `--json`, without its text."""
    article = record.article
    return {
        "id": record.id,
        "url": record.url,
        "title": article.title,
        "title_original": article.title_original,
        "kicker": article.kicker,
        "subtitle": article.subtitle,
        "summary": article.summary,
        "source": record.source,
        "source_name": name,
        "authors": list(article.authors),
        "agencies": list(article.agencies),
        "published": article.published,
        "published_precision": article.published_precision,
        "modified": article.modified,
        "first_seen": record.first_seen,
        "last_seen": record.last_seen,
        "language": article.language,
        "languages": list(article.languages),
        "section": article.section,
        "tags": list(article.tags),
        "image": article.image,
        "captions": list(article.captions),
        "word_count": article.word_count,
        "partial": article.partial,
        "state": record.state,
        "revision": record.revision,
        "revisions": record.revisions,
        "backlog": record.backlog,
        "content_hash": record.content_hash,
    }
