"""An answered page → its lead's outcome, in one transaction.

`read_answer` decides from the status line alone what the response is; `settle_page` carries out what `admit` decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from monitor import admit, schedule
from monitor.admit import Act, Admission
from monitor.model import ChangeKind, Failure, Look, Outcome, Page, Reason, Source, Task, TaskKind
from monitor.ports import Archive, ArchiveRef, Attempt, Extraction, Known, Transaction
from monitor.urls import key

FINAL_FAILURES = {
    Reason.ROBOTS: Outcome.REJECTED,
    Reason.ADDRESS: Outcome.REJECTED,
    Reason.TOO_LARGE: Outcome.QUARANTINED,
    Reason.REDIRECT_LOOP: Outcome.QUARANTINED,
}
"""Failures that another try would not mend. All others wait, and are tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResult:
    """What came of one page, for the run's counters and the live table."""

    outcome: Outcome
    reason: Reason | None = None
    look: Look | None = None
    new: bool = False
    title: str = ""


def retry_after(page: Page, now: datetime) -> datetime | None:
    """The Retry-After header (RFC 9110 §10.2.3) as a moment: seconds or an HTTP date; None where absent or nonsense."""
    value = (page.header("Retry-After") or "").strip()
    if value.isascii() and value.isdigit() and len(value) < 9:
        return now + timedelta(seconds=int(value))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo is not None else None


def read_answer(page: Page, now: datetime) -> Failure | None:
    """None where the body is worth reading (2xx, 304, 404, 410 are answers); else why it is not."""
    status = page.status
    if 200 <= status < 300 or status in (304, 404, 410):
        return None
    asked = retry_after(page, now)
    if status == 429:
        return Failure(
            reason=Reason.RATE_LIMITED, detail="HTTP 429: the server asks for fewer requests", retry_at=asked
        )
    if status in (401, 403, 407, 451):
        return Failure(reason=Reason.FORBIDDEN, detail=f"HTTP {status}: the server refuses us", retry_at=asked)
    if status == 408 or status >= 500:
        return Failure(reason=Reason.SERVER_ERROR, detail=f"HTTP {status}", retry_at=asked)
    return Failure(reason=Reason.BAD_RESPONSE, detail=f"HTTP {status}")


def page_keys(page: Page, *, also: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Every spelling that led to the page, as keys, the asked-for one first, without repeats."""
    spellings = (page.url, *page.hops, page.final_url, *also)
    return tuple(dict.fromkeys(name for name in map(key, spellings) if name is not None))


def settle_answer(
    tx: Transaction,
    archive: Archive | None,
    task: Task,
    page: Page,
    extraction: Extraction,
    *,
    source: Source,
    now: datetime,
    elapsed_ms: int | None,
    second_look: timedelta,
    backlog: bool,
    further: tuple[Page, ...] = (),
) -> PageResult:
    """Admit a page that answered 2xx, 304, 404 or 410, and write what that means. `further` are the other pages of an
    article that is spread over several: their addresses lead to it too."""
    lead = _lead(task)
    known = tx.article(task.article) if task.article is not None else None
    spread = tuple(url for other in further for url in (other.url, other.final_url))
    keys = page_keys(page, also=spread)
    if extraction.article is not None and extraction.article.canonical is not None:
        claimed = key(extraction.article.canonical)
        claims = tx.claims(claimed) if claimed is not None else 0
        canonical = admit.accepted_canonical(page.final_url, extraction.article.canonical, claims)
        if canonical is not None:
            keys = page_keys(page, also=(canonical, *spread))
    if known is not None and page.status == 304:
        admission = admit.unchanged(known)
    elif page.status in (404, 410):
        detail = f"HTTP {page.status}"
        admission = (
            admit.missing(known, now=now, second_look=second_look, detail=detail)
            if known is not None
            else Admission(outcome=Outcome.REJECTED, reason=Reason.NOT_FOUND, detail=detail)
        )
    elif known is not None:
        admission = admit.look(extraction, known=known, final_url=page.final_url, now=now, second_look=second_look)
    else:
        twin = tx.twin(source.id, extraction.content_hash) if extraction.article is not None else None
        admission = admit.admit_new(
            extraction, known=tx.known(keys), twin=twin, final_url=page.final_url, asked_url=page.url
        )
    archived = _keep(archive, page, admission, known)
    if admission.outcome is Outcome.STORED:
        # Before the page's own attempt: whoever reads the article anew, or erases it, finds them by that order.
        for other in further:
            kept = _keep(archive, other, admission, None)
            tx.add_attempt(lead, _fetched(other, now=now, archived=kept, detail="a further page of the article"))
    article = _carry_out(tx, admission, task, keys, extraction, now=now, backlog=backlog)
    due = _next_look(admission, known, source=source, now=now, second_look=second_look)
    etag = page.header("ETag") if 200 <= page.status < 300 else task.etag
    last_modified = page.header("Last-Modified") if 200 <= page.status < 300 else task.last_modified
    if _was_told_meanwhile(tx, admission, task, extraction):
        due, etag, last_modified = now, None, None
    tx.settle_lead(
        lead,
        admission.outcome,
        now,
        reason=admission.reason if admission.outcome is not Outcome.STORED else None,
        detail=admission.detail,
        next_try=due,
        article=article,
        etag=etag,
        last_modified=last_modified,
    )
    tx.add_attempt(lead, _attempt(page, admission, now=now, elapsed_ms=elapsed_ms, archived=archived))
    return PageResult(
        outcome=admission.outcome,
        reason=admission.reason,
        # Still gone is no news: a listing that is read late may send us to an article that two looks found gone.
        look=Look.UNCHANGED if admission.look is Look.GONE and admission.act is not Act.GONE else admission.look,
        new=admission.act is Act.STORE,
        title=extraction.article.title if extraction.article is not None else "",
    )


def settle_failure(
    tx: Transaction,
    task: Task,
    failure: Failure,
    *,
    page: Page | None,
    source: Source,
    now: datetime,
    jitter: float,
) -> PageResult:
    """A task without a readable page: it waits and is tried again, or it has come to its end."""
    lead = _lead(task)
    tries = task.tries + (1 if failure.is_try else 0)
    due = schedule.next_try(max(tries, 1), now, retry_at=failure.retry_at, jitter=jitter)
    look: Look | None = None
    reason: Reason | None = failure.reason
    detail = failure.detail
    if task.kind is TaskKind.LOOK:
        # What is stored stays stored: only the look failed. After the last retry the next regular look is due.
        assert task.article is not None
        outcome, look = Outcome.STORED, Look.FAILED
        tx.looked(task.article, look, now)
        tries = max(tries, 1)  # also where the host wanted a pause: a look that failed is not woken by impatience
        if due is None or failure.reason in FINAL_FAILURES:
            due, tries = schedule.next_look(tx.article(task.article).first_seen, now, source.revisit), 0
    elif failure.reason in FINAL_FAILURES:
        outcome, due = FINAL_FAILURES[failure.reason], None
    elif due is None:
        outcome, reason = Outcome.QUARANTINED, Reason.RETRIES_EXHAUSTED
        detail = f"given up after {tries} tries; the last: {failure.reason.value}, {failure.detail}"
    else:
        outcome = Outcome.WAITING
    tx.settle_lead(
        lead,
        outcome,
        now,
        reason=reason if outcome is not Outcome.STORED else None,
        detail=detail,
        next_try=due,
        tries=tries,
        article=task.article,
        etag=task.etag,
        last_modified=task.last_modified,
    )
    attempt = Attempt(at=now, url=task.url, look=look, outcome=outcome, reason=failure.reason, detail=failure.detail)
    if page is not None:
        attempt = replace(attempt, status=page.status, final_url=page.final_url, size=len(page.body))
    tx.add_attempt(lead, attempt)
    return PageResult(outcome=outcome, reason=reason, look=look)


def _carry_out(
    tx: Transaction,
    admission: Admission,
    task: Task,
    keys: tuple[str, ...],
    extraction: Extraction,
    *,
    now: datetime,
    backlog: bool,
) -> int | None:
    """Write the act; the article's key where the lead has one."""
    lead, article, new = _lead(task), admission.article, extraction.article
    if admission.act is Act.STORE:
        assert new is not None
        return tx.add_article(task.source, lead, keys, new, extraction.content_hash, now, backlog=backlog)
    if article is None:
        return None
    if admission.outcome is Outcome.DUPLICATE:
        tx.add_keys(article, keys)
    elif admission.act is Act.REVISE:
        assert new is not None
        tx.add_revision(article, keys, new, extraction.content_hash, now)
    elif admission.act is Act.RENDER:
        assert new is not None
        tx.add_rendition(article, new, extraction.content_hash, now, "")
        tx.looked(article, Look.UNCHANGED, now)
    elif admission.act is Act.GONE:
        tx.mark(article, ChangeKind.GONE, now)
    elif admission.act is Act.RETURN:
        tx.mark(article, ChangeKind.RETURNED, now)
    elif admission.look is not None:
        tx.looked(article, admission.look, now)
    return article


def _next_look(
    admission: Admission, known: Known | None, *, source: Source, now: datetime, second_look: timedelta
) -> datetime | None:
    if admission.outcome is not Outcome.STORED:
        return None
    if admission.look is Look.MISSING:
        since = known.missing_since if known is not None else None
        return (since or now) + second_look
    return schedule.next_look(known.first_seen if known is not None else now, now, source.revisit)


def _was_told_meanwhile(tx: Transaction, admission: Admission, task: Task, extraction: Extraction) -> bool:
    """Whether a feed told the moment of a new article after its page was asked for, and the page tells none or the day."""
    new = extraction.article
    if admission.act is not Act.STORE or new is None or (task.known and task.known.published):
        return False
    is_vague = new.published is None or new.published_precision == "day"
    return is_vague and tx.told_date(_lead(task)) is not None


def _keep(archive: Archive | None, page: Page, admission: Admission, known: Known | None) -> ArchiveRef | None:
    """Raw evidence of what was stored and of what was refused; an answer without a body has nothing to keep."""
    if archive is None or not 200 <= page.status < 300 or admission.reason is Reason.ERASED:
        return None
    return archive.append(page, same_as=known.archive if known is not None else None)


def _fetched(page: Page, *, now: datetime, archived: ArchiveRef | None, detail: str) -> Attempt:
    """That a page came, which decides nothing yet: a further page of an article leaves it at that."""
    return Attempt(
        at=now,
        url=page.url,
        status=page.status,
        final_url=page.final_url if page.final_url != page.url else None,
        content_type=page.header("Content-Type"),
        size=len(page.body),
        detail=detail,
        archive=archived,
    )


def _attempt(
    page: Page, admission: Admission, *, now: datetime, elapsed_ms: int | None, archived: ArchiveRef | None
) -> Attempt:
    return replace(
        _fetched(page, now=now, archived=archived, detail=admission.detail),
        elapsed_ms=elapsed_ms,
        look=admission.look,
        outcome=admission.outcome,
        reason=admission.reason,
    )


def _lead(task: Task) -> int:
    assert task.lead is not None, f"a {task.kind} task has a lead"
    return task.lead
