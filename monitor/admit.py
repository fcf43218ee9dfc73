"""What is this page to us: the decider of admission. Pure; no dependency is touched.

In: what a worker made of a page, and what the ledger knows of its URLs. Out: one `Admission`, which names the
lead's outcome and, for a page that we already have, the result of the look. The rules, in order:

1. A tombstone answers first: what was erased stays out.
2. A page that killed its worker is quarantined; a stored article it belongs to is left as it is.
3. A stored article is looked at again: missing (404, 410, a soft 404, a redirect to the home page) once is
   `missing`, twice with at least `second_look` between is `gone`; a page that is not an article now (a wall, a
   list, another text altogether) is a failed look and never a revision.
4. A URL that leads to an article we have under another URL is a `duplicate`; so is the same text twice on one site.
5. Everything else that is an article is stored.

A *revision* is a change of at least one word of the title or the text, words as `analysis` defines them (so
spaces, quotes and letter variants are no revision, while a number that moved from 41 to 40 is).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.analysis import terms
from monitor.model import Article, Look, Outcome, Reason, Rejection
from monitor.ports import Extraction, Known
from monitor.urls import is_home, same_site

KINSHIP = 0.1
"""Smallest share of words in common between two revisions of one article. Below it the page holds another text:
a parked domain, a re-used address. A live blog that grew tenfold still shares its oldest entries."""

CLAIMED_BY_MANY = 3
"""A rel=canonical that so many articles of different words claim is a template's mistake, not a statement."""


class Act(StrEnum):
    """What the ledger is told to do."""

    STORE = "store"
    REVISE = "revise"
    RENDER = "render"
    LOOKED = "looked"
    GONE = "gone"
    RETURN = "return"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """The lead's outcome, and the act that goes with it. `article` is the stored article meant, where there is one."""

    outcome: Outcome
    act: Act = Act.NOTHING
    reason: Reason | None = None
    detail: str = ""
    look: Look | None = None
    article: int | None = None


def accepted_canonical(final_url: str, canonical: str | None, claims: int) -> str | None:
    """The page's own rel=canonical where it can be believed: same site, not a home page, not claimed by many."""
    if canonical is None or canonical == final_url:
        return None
    if not same_site(final_url, canonical) or is_home(canonical) or claims >= CLAIMED_BY_MANY:
        return None
    return canonical


def kinship(old: Article, new: Article) -> float:
    """Share of the smaller text's distinct words that the other has too; 1.0 where either has none."""
    a, b = (set(terms(f"{article.title}\n{article.text}")) for article in (old, new))
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 1.0


def admit_new(
    extraction: Extraction, *, known: Known | None, twin: Known | None, final_url: str, asked_url: str
) -> Admission:
    """A lead's page, fetched for the first time. `known` has one of its URL keys; `twin` has its words."""
    if known is not None and known.state == "erased":
        return Admission(
            outcome=Outcome.REJECTED, reason=Reason.ERASED, detail="erased by a person; a tombstone keeps it out"
        )
    if extraction.quarantine is not None:
        return _quarantined(extraction.quarantine)
    if known is not None:
        return Admission(
            outcome=Outcome.DUPLICATE,
            article=known.article,
            detail=f"leads to the article {known.id[:8]}, which is stored already",
        )
    if is_home(final_url) and not is_home(asked_url):
        return Admission(outcome=Outcome.REJECTED, reason=Reason.SOFT_404, detail="redirected to the home page")
    if extraction.rejection is not None:
        rejection = extraction.rejection
        return Admission(outcome=Outcome.REJECTED, reason=rejection.reason, detail=rejection.detail)
    if twin is not None and twin.state != "erased":
        return Admission(
            outcome=Outcome.DUPLICATE,
            article=twin.article,
            detail=f"the same words as the article {twin.id[:8]} of this source",
        )
    return Admission(outcome=Outcome.STORED, act=Act.STORE)


def look(extraction: Extraction, *, known: Known, final_url: str, now: datetime, second_look: timedelta) -> Admission:
    """A later look at a stored article whose page answered with a body."""
    if known.state == "erased":
        return Admission(
            outcome=Outcome.REJECTED, reason=Reason.ERASED, detail="erased by a person; a tombstone keeps it out"
        )
    if extraction.quarantine is not None:
        return _failed_look(known, extraction.quarantine.reason, extraction.quarantine.detail)
    rejection = extraction.rejection
    if rejection is not None:
        if rejection.reason is Reason.SOFT_404:
            return missing(
                known, now=now, second_look=second_look, detail=rejection.detail or "a page that says it is not there"
            )
        return _failed_look(known, rejection.reason, rejection.detail)
    if is_home(final_url) and not is_home(known.article_now.url if known.article_now else final_url):
        return missing(known, now=now, second_look=second_look, detail="redirected to the home page")
    article = extraction.article
    assert article is not None, "an extraction holds an article, a rejection or a quarantine"
    if known.article_now is None:
        return _failed_look(known, Reason.BAD_RESPONSE, "nothing to compare with")
    if extraction.content_hash != known.content_hash:
        before = known.article_now
        if kinship(before, article) < KINSHIP:
            return _failed_look(
                known, Reason.NOT_ARTICLE, "another text stands at this address now; what was there is kept"
            )
        return Admission(outcome=Outcome.STORED, act=Act.REVISE, look=Look.REVISED, article=known.article)
    if known.state == "gone":
        return Admission(outcome=Outcome.STORED, act=Act.RETURN, look=Look.RETURNED, article=known.article)
    act = Act.RENDER if _differs(known.article_now, article) else Act.LOOKED
    return Admission(outcome=Outcome.STORED, act=act, look=Look.UNCHANGED, article=known.article)


def unchanged(known: Known) -> Admission:
    """The server said 304: nothing was sent again."""
    if known.state == "gone":
        return Admission(outcome=Outcome.STORED, act=Act.RETURN, look=Look.RETURNED, article=known.article)
    return Admission(outcome=Outcome.STORED, act=Act.LOOKED, look=Look.UNCHANGED, article=known.article)


def missing(known: Known, *, now: datetime, second_look: timedelta, detail: str) -> Admission:
    """404, 410 or as good as that. One look may be a hiccup of the server; two, some time apart, are not."""
    if known.state == "gone":
        return Admission(outcome=Outcome.STORED, act=Act.LOOKED, look=Look.GONE, article=known.article, detail=detail)
    since = known.missing_since
    if since is not None and now - since >= second_look:
        return Admission(outcome=Outcome.STORED, act=Act.GONE, look=Look.GONE, article=known.article, detail=detail)
    return Admission(outcome=Outcome.STORED, act=Act.LOOKED, look=Look.MISSING, article=known.article, detail=detail)


def _failed_look(known: Known, reason: Reason, detail: str) -> Admission:
    return Admission(
        outcome=Outcome.STORED, act=Act.LOOKED, look=Look.FAILED, article=known.article, reason=reason, detail=detail
    )


def _quarantined(why: Rejection) -> Admission:
    return Admission(outcome=Outcome.QUARANTINED, reason=why.reason, detail=why.detail)


def _differs(old: Article, new: Article) -> bool:
    """Whether what a reader sees of the article differs although its words are the same."""
    return (old.title, old.authors, old.published, old.section, old.tags, old.language) != (
        new.title,
        new.authors,
        new.published,
        new.section,
        new.tags,
        new.language,
    )
