"""Articles, their revisions and renditions, the spellings that lead to them, and their erasure.

An article's public id is given once, from the first key that led to it, and never computed again. Each step that
people may hear of promises a change, which gets its number just before the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from monitor.errors import LedgerError
from monitor.ledger.codec import (
    CHANGED,
    ERASED,
    GONE,
    MERGED,
    PRESENT,
    STATES,
    archive_ref,
    article_of,
    maybe_micros,
    maybe_moment,
    metadata_of,
    micros,
    moment,
    pack,
    storable,
    text_digest,
    unpack,
    url_digest,
    words_number,
)
from monitor.ledger.prepared import Prepared
from monitor.ledger.schema import ARCHIVED, articles, attempts, files, leads, revisions, sources, texts, urls
from monitor.ledger.session import Session
from monitor.model import Article, ChangeKind, Look
from monitor.ports import Known
from monitor.urls import canonical
from monitor.urls import key as key_of

_known = Prepared(
    select(
        articles.c.key,
        articles.c.public,
        sources.c.id.label("source"),
        articles.c.state,
        articles.c.into,
        articles.c.revision,
        articles.c.first_seen,
        articles.c.missing_since,
        articles.c.looks,
        articles.c.lead,
        revisions.c.content_hash,
        revisions.c.meta,
        texts.c.body,
    )
    .join_from(articles, sources, sources.c.num == articles.c.source)
    .outerjoin(revisions, revisions.c.id == articles.c.current)
    .outerjoin(texts, texts.c.id == revisions.c.text)
    .where(articles.c.key == bindparam("article"))
)
_newest_archived = Prepared(
    select(*ARCHIVED)
    .join_from(attempts, files, files.c.id == attempts.c.file)
    .where(attempts.c.lead == bindparam("lead"), attempts.c.revisit.is_(False), attempts.c.outcome.is_not(None))
    .order_by(attempts.c.id.desc())
    .limit(1)
)
_twin = Prepared(
    select(articles.c.key)
    .join_from(revisions, articles, (articles.c.key == revisions.c.article) & (articles.c.current == revisions.c.id))
    .where(
        revisions.c.text == bindparam("text"),
        revisions.c.content_hash == bindparam("content_hash"),
        # The sum keeps SQLite from beginning with all articles of the source.
        articles.c.source + 0 == bindparam("source"),
        articles.c.state != ERASED,
        articles.c.state != MERGED,
    )
    .order_by(articles.c.key)
    .limit(1)
)
_claims_of = Prepared(
    select(func.count(func.distinct(revisions.c.content_hash)))
    .join_from(articles, revisions, revisions.c.id == articles.c.current)
    .where(
        articles.c.state != ERASED,
        articles.c.state != MERGED,
        or_(
            articles.c.claim == bindparam("url"),
            and_(articles.c.key == bindparam("owner"), articles.c.url == bindparam("url")),
        ),
    )
)
_same_words = Prepared(select(texts.c.id, texts.c.digest).where(texts.c.words == bindparam("number")))
_add_text = Prepared(insert(texts).returning(texts.c.id), "words", "digest", "body")
_add_article = Prepared(
    insert(articles).returning(articles.c.key),
    *("public", "source", "url", "address", "lead", "state", "claim", "revision", "backlog", "language", "published"),
    *("first_seen", "last_seen"),
)
_add_revision = Prepared(
    insert(revisions).returning(revisions.c.id),
    *("article", "number", "rendition", "at", "extractor", "text", "content_hash", "meta"),
)
_point = Prepared(update(articles).where(articles.c.key == bindparam("article")).values(current=bindparam("row")))
_bind = Prepared(
    update(urls).where(urls.c.id == bindparam("url"), urls.c.article.is_(None)).values(article=bindparam("to"))
)


class Articles(Session):
    def known(self, keys: Sequence[str]) -> Known | None:
        """The article of the first key that has one, following aliases; a tombstone answers with state `erased`."""
        digests = [url_digest(key) for key in keys]
        found = self.find_urls(digests)
        article = next(
            (found[digest][1] for digest in digests if digest in found and found[digest][1] is not None), None
        )
        return None if article is None else self.article(article)

    def article(self, key: int) -> Known:
        row = _known.one(self.connection, article=key)
        while row is not None and row.into is not None:
            row = _known.one(self.connection, article=row.into)
        if row is None:
            raise LedgerError(f"There is no article {key} in the ledger.", article=str(key))
        now = None if row.body is None else article_of(row.meta, unpack(row.body))
        archived = None
        if now is not None:
            archived = _newest_archived.one(self.connection, lead=row.lead)
        is_missing = row.missing_since is not None and row.state in (PRESENT, CHANGED)
        return Known(
            article=row.key,
            id=bytes(row.public).hex(),
            source=row.source,
            state="missing" if is_missing else STATES[row.state],
            revision=row.revision,
            content_hash=row.content_hash or "",
            article_now=now,
            first_seen=moment(row.first_seen),
            missing_since=maybe_moment(row.missing_since),
            looks=row.looks,
            first_lead=row.lead,
            archive=None if archived is None else archive_ref(archived),
        )

    def twin(self, source: str, content_hash: str) -> Known | None:
        """The oldest article of the same source with the same words."""
        number = self.names.sources.get(source)
        if number is None:
            number = self.connection.execute(select(sources.c.num).where(sources.c.id == source)).scalar()
        if number is None:
            return None
        texts_of = _same_words.all(self.connection, number=words_number(content_hash))
        asked = {"content_hash": content_hash, "source": number}
        found = [_twin.one(self.connection, text=text.id, **asked) for text in texts_of]
        keys = [row.key for row in found if row is not None]
        return self.article(min(keys)) if keys else None

    def claims(self, key: str) -> int:
        """How many articles of different words claim this key as their rel=canonical; the article that has the key
        as its own first URL counts as one of them."""
        digest = url_digest(key)
        url, owner = self.find_urls([digest]).get(digest, (None, None))
        return 0 if url is None else int(_claims_of.one(self.connection, url=url, owner=owner)[0])

    def add_article(
        self,
        source: str,
        lead: int,
        keys: Sequence[str],
        article: Article,
        content_hash: str,
        at: datetime,
        *,
        backlog: bool,
    ) -> int:
        """The new article's key. `keys[0]` is its first canonical key; it must not lead to an article yet."""
        claimed = key_of(article.canonical) if article.canonical else None
        spellings = self.add_urls(keys if claimed is None else [*keys, claimed])
        first, owner = spellings[url_digest(keys[0])]
        if owner is not None:
            raise LedgerError("This URL has led to an article already.", url=keys[0], article=str(owner))
        claim = None if claimed is None else spellings[url_digest(claimed)][0]
        key = _add_article.one(
            self.connection,
            public=url_digest(keys[0]),
            source=self.source(source, at),
            url=first,
            address=_address(article, keys),
            lead=lead,
            state=PRESENT,
            claim=claim if claim != first else None,
            revision=1,
            backlog=backlog,
            language=storable(article.language),
            published=maybe_micros(article.published),
            first_seen=micros(at),
            last_seen=micros(at),
        ).key
        row = self._add_revision(key, 1, 0, article, content_hash, at, None)
        _point.run(self.connection, article=key, row=row)
        self._bind([spellings[url_digest(each)] for each in keys], key)
        self.promise(key, 1, ChangeKind.NEW, at)
        return int(key)

    def add_revision(self, article: int, keys: Sequence[str], new: Article, content_hash: str, at: datetime) -> int:
        """The new revision's number."""
        number = self._article_row(article).revision + 1
        row = self._add_revision(article, number, 0, new, content_hash, at, None)
        self.connection.execute(
            update(articles)
            .where(articles.c.key == article)
            .values(
                revision=number,
                current=row,
                state=CHANGED,
                language=storable(new.language),
                published=maybe_micros(new.published),
                last_seen=micros(at),
                missing_since=None,
                looks=articles.c.looks + 1,
            )
        )
        self.add_keys(article, keys)
        self.promise(article, number, ChangeKind.REVISED, at)
        return int(number)

    def add_rendition(self, article: int, new: Article, content_hash: str, at: datetime, extractor: str) -> bool:
        """The current revision as newer code reads it; False where nothing differs."""
        current = self._article_row(article)
        if article_of(current.meta, unpack(current.body)) == new:
            return False
        latest = self.connection.execute(
            select(func.max(revisions.c.rendition)).where(
                revisions.c.article == article, revisions.c.number == current.revision
            )
        ).scalar_one()
        row = self._add_revision(article, current.revision, latest + 1, new, content_hash, at, extractor)
        self.connection.execute(
            update(articles)
            .where(articles.c.key == article)
            .values(current=row, language=storable(new.language), published=maybe_micros(new.published))
        )
        self.promise(article, current.revision, ChangeKind.RENDERED, at)
        return True

    def add_keys(self, article: int, keys: Sequence[str]) -> None:
        """Spellings that led to the article from now on; one that leads to another article stays there."""
        if keys:
            self._bind(list(self.add_urls(keys).values()), article)

    def looked(self, article: int, look: Look, at: datetime) -> None:
        """A look that changed nothing but the dates (`unchanged`, `failed`, `missing`)."""
        values: dict[str, object] = {"looks": articles.c.looks + 1}
        if look is Look.UNCHANGED:
            values |= {"last_seen": micros(at), "missing_since": None}
        elif look is Look.MISSING:
            values["missing_since"] = func.coalesce(articles.c.missing_since, micros(at))
        self.connection.execute(update(articles).where(articles.c.key == article).values(values))

    def mark(self, article: int, kind: ChangeKind, at: datetime) -> None:
        """Put the article on the change log as `gone` or `returned` (or `regrouped`) and set its state."""
        row = self._article_row(article)
        values: dict[str, object] = {}
        if kind is ChangeKind.GONE:
            missing = func.coalesce(articles.c.missing_since, micros(at))
            values = {"state": GONE, "missing_since": missing, "looks": articles.c.looks + 1}
        elif kind is ChangeKind.RETURNED:
            state = PRESENT if row.revision == 1 else CHANGED
            values = {"state": state, "missing_since": None, "last_seen": micros(at), "looks": articles.c.looks + 1}
        elif kind is not ChangeKind.REGROUPED:
            raise LedgerError(f"{kind.value} is no mark: it has a method of its own.", article=str(article))
        if values:
            self.connection.execute(update(articles).where(articles.c.key == article).values(values))
        self.promise(article, row.revision, kind, at)

    def merge(self, younger: int, older: int, at: datetime) -> None:
        """Two articles have proved to be one: the younger becomes an alias of the older, with a change `merged`."""
        if younger == older:
            raise LedgerError("An article cannot become an alias of itself.", article=str(younger))
        row = self._article_row(younger)
        self._article_row(older)
        self.connection.execute(update(articles).where(articles.c.key == younger).values(state=MERGED, into=older))
        # Chains stay one link long, so that following them is one more read.
        self.connection.execute(update(articles).where(articles.c.into == younger).values(into=older))
        self.connection.execute(update(leads).where(leads.c.article == younger).values(article=older))
        self.promise(younger, row.revision, ChangeKind.MERGED, at)

    def _article_row(self, article: int) -> Any:
        row = _known.one(self.connection, article=article)
        if row is None or row.state in (ERASED, MERGED):
            raise LedgerError(f"Article {article} is not in the ledger (any more).", article=str(article))
        return row

    def _bind(self, spellings: Sequence[tuple[int, int | None]], article: int) -> None:
        free = sorted({url for url, owner in spellings if owner is None})
        if free:
            _bind.many(self.connection, [{"url": url, "to": article} for url in free])

    def _add_revision(
        self,
        article: int,
        number: int,
        rendition: int,
        new: Article,
        content_hash: str,
        at: datetime,
        extractor: str | None,
    ) -> int:
        return int(
            _add_revision.one(
                self.connection,
                article=article,
                number=number,
                rendition=rendition,
                at=micros(at),
                extractor=extractor,
                text=self._text(new.text, content_hash),
                content_hash=storable(content_hash),
                meta=metadata_of(new),
            ).id
        )

    def _text(self, text: str, content_hash: str) -> int:
        """The row of this very text, written once however many revisions and copies have it."""
        text = storable(text)
        number, digest = words_number(content_hash), text_digest(text)
        for row in _same_words.all(self.connection, number=number):
            if bytes(row.digest) == digest:
                return int(row.id)
        return int(_add_text.one(self.connection, words=number, digest=digest, body=pack(text)).id)


def _address(article: Article, keys: Sequence[str]) -> str:
    """The URL to show: the page's canonical one where admission took it as a spelling, else where the page was read."""
    if article.canonical and key_of(article.canonical) in keys:
        return storable(canonical(article.canonical) or article.canonical)
    return storable(canonical(article.url) or article.url)
