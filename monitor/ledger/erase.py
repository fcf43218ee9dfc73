"""Erasure: what an article said leaves the ledger; that it was erased, when and why, stays.

Removed: texts (unless another article has the same), metadata and every revision; what listings said of the leads
that led to it; the URLs themselves, whose slugs are words of the title; the details of the attempts. Kept: the
tombstone, the digests of its URLs (they block a new ingest), the numbers on the change log. SQLite overwrites what
is deleted (`secure_delete`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from monitor.ledger.article import Articles
from monitor.ledger.codec import ERASED, MERGED, OUTCOMES, archive_ref, micros, storable
from monitor.ledger.schema import (
    ARCHIVED,
    articles,
    attempts,
    files,
    lead_facts,
    lead_paths,
    leads,
    revisions,
    texts,
    tombstones,
    urls,
)
from monitor.ledger.session import parts_of
from monitor.model import ChangeKind, Outcome, Reason
from monitor.ports import ArchiveRef


class Erasure(Articles):
    def erase(self, article: int, reason: str, at: datetime) -> tuple[ArchiveRef, ...]:
        """See `ports.Transaction.erase`. Aliases of the article are erased with it."""
        row = self._article_row(article)
        family = [article, *self.connection.execute(select(articles.c.key).where(articles.c.into == article)).scalars()]
        self._erase_texts(family)
        their_leads = list(self.connection.execute(select(leads.c.id).where(leads.c.article.in_(family))).scalars())
        their_urls = list(self.connection.execute(select(urls.c.id).where(urls.c.article.in_(family))).scalars())
        their_leads = sorted({*their_leads, *self._leads_at(their_urls)})
        refs = self._erase_leads(their_leads, at)
        for part in parts_of(their_urls):
            self.connection.execute(update(urls).where(urls.c.id.in_(part)).values(key=None))
        self.connection.execute(
            update(articles)
            .where(articles.c.key.in_(family))
            .values(current=None, language=None, published=None, claim=None, address=None, missing_since=None)
        )
        self.connection.execute(update(articles).where(articles.c.key == article).values(state=ERASED))
        self.connection.execute(
            update(articles).where(articles.c.key.in_(family), articles.c.key != article).values(state=MERGED)
        )
        self.upsert(tombstones, {"article": article, "at": micros(at), "reason": storable(reason)}, "article")
        self.promise(article, row.revision, ChangeKind.ERASED, at)
        self.erases = True
        return refs

    def _leads_at(self, which: Sequence[int]) -> set[int]:
        found: set[int] = set()
        for part in parts_of(which):
            found |= set(self.connection.execute(select(leads.c.id).where(leads.c.id.in_(part))).scalars())
        return found

    def _erase_texts(self, family: Sequence[int]) -> None:
        of_family = select(revisions.c.text).where(revisions.c.article.in_(family))
        candidates = set(self.connection.execute(of_family).scalars())
        self.connection.execute(delete(revisions).where(revisions.c.article.in_(family)))
        for part in parts_of(sorted(candidates)):
            shared = set(self.connection.execute(select(revisions.c.text).where(revisions.c.text.in_(part))).scalars())
            self.connection.execute(delete(texts).where(texts.c.id.in_([each for each in part if each not in shared])))

    def _erase_leads(self, which: Sequence[int], at: datetime) -> tuple[ArchiveRef, ...]:
        """The leads become rejected(erased) and say nothing more; what the archive must remove."""
        refs: list[ArchiveRef] = []
        for part in parts_of(which):
            archived = (
                select(*ARCHIVED)
                .join_from(attempts, files, files.c.id == attempts.c.file)
                .where(attempts.c.lead.in_(part))
                .order_by(attempts.c.id)
            )
            refs += [archive_ref(row) for row in self.connection.execute(archived)]
            self.connection.execute(delete(lead_facts).where(lead_facts.c.lead.in_(part)))
            self.connection.execute(update(lead_paths).where(lead_paths.c.lead.in_(part)).values(digest=None))
            self.connection.execute(
                update(attempts)
                .where(attempts.c.lead.in_(part))
                .values(
                    url=None,
                    final_url=None,
                    detail=None,
                    content_type=None,
                    file=None,
                    offset=None,
                    length=None,
                    digest=None,
                    revisit=None,
                )
            )
            self.connection.execute(
                update(leads)
                .where(leads.c.id.in_(part))
                .values(
                    url=None,
                    outcome=OUTCOMES[Outcome.REJECTED],
                    reason=Reason.ERASED.value,
                    detail=None,
                    next_try=None,
                    hand=None,
                    published=None,
                    etag=None,
                    last_modified=None,
                    settled_at=micros(at),
                )
            )
        return tuple(refs)
