"""A fetched page → an Article, or a Rejection with its reason. Pure: bytes in, values out, nothing raised.

`read` is the door: it parses once (`markup`, with `charset`, `repair` and `inline`), reads the metadata (`metadata`: `structured` and `microdata` for what is
stated for machines, `seen` for what is visible, `shown` for its dates with `labels`, `titles`, `authors` with `names` and `agencies`, `dates` with
`calendars`), takes the text (`body`, `parts`, `between`, `notes`, `furniture`) and asks whether that is one article (`kind`). The
language is the page's claim; who calls decides it from the words. What sites say in many languages stands in `phrases`. This room fetches nothing and knows no ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.extract import (
    agencies,
    around,
    body,
    further,
    hook,
    kind,
    letters,
    markup,
    metadata,
    records,
    seen,
    signature,
    state,
    telegram,
    walls,
    weighed,
    words,
)
from monitor.model import Article, Lead, Origin, Page, Reason, Rejection, Source

__all__ = ["Reading", "article", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a page gave. `claim` is the language that it claims; `next_pages` are further pages of the same article."""

    result: Article | Rejection
    claim: str | None = None
    next_pages: tuple[str, ...] = ()
    text: str = ""
    """The page's words, whatever the verdict: a further page of an article is none by itself."""


def article(page: Page, source: Source, lead: Lead | None, now: datetime) -> Article | Rejection:
    return read(page, source, lead, now).result


def read(page: Page, source: Source, lead: Lead | None, now: datetime, trail: weighed.Trail = None) -> Reading:
    """With a `trail`, what was weighed for each field is left in it."""
    if (other := walls.not_a_page(page)) is not None:
        return Reading(result=Rejection(reason=Reason.NOT_HTML, detail=other))
    parsed = markup.read(page)
    if parsed is None:
        return Reading(result=Rejection(reason=Reason.NOT_HTML, detail="no markup in the response"))
    parsed = records.unfolded(letters.unfolded(telegram.unfolded(state.unfolded(parsed))))
    found = metadata.read(parsed, source, lead, min(now, page.fetched_at), trail)
    links = seen.link_texts(parsed)
    beside = around.read(parsed)
    above = (*found.lines, *found.agencies, found.site_name or "")
    text = body.text_of(parsed, source, links, title=found.title, authors=found.authors, beside=above, around=beside)
    paragraphs = text.split("\n")
    subtitle = next(
        (line for line in (found.subtitle, found.lead) if line and line not in (*paragraphs, found.title)), None
    )
    credited = tuple(dict.fromkeys((*found.agencies, *agencies.in_text(text))))
    text, signed = signature.apart(agencies.without_credit(text), found.authors)
    count = words.count(text)
    rejection = kind.judge(parsed, found, text, count, source, lead, links)
    reader = Origin.RULE if source.body and seen.selected(parsed, source.body) else Origin.TRAFILATURA
    weighed.note(trail, "text", f"{count} words", reader, "taken")
    if rejection is not None:
        weighed.note(trail, "kind", rejection.reason, "page", rejection.detail or "no article")
        return Reading(result=rejection, claim=found.language, text=text)
    result = Article(
        url=page.final_url,
        canonical=found.canonical,
        title=found.title,
        title_original=found.title_original,
        kicker=found.kicker,
        subtitle=subtitle,
        text=text,
        summary=found.summary,
        authors=found.authors or ((signed,) if signed else ()),
        agencies=credited,
        captions=beside.captions,
        published=found.published.at if found.published else None,
        published_precision=found.published.precision if found.published else None,
        modified=found.modified,
        language=found.language or "und",
        section=found.section,
        tags=found.tags,
        image=found.image,
        site_name=found.site_name,
        page_type=found.page_type,
        word_count=count,
        partial=walls.is_paid(parsed, text, found.is_free) or walls.is_cut(parsed, text),
        origins={
            **({"agencies": Origin.HTML} if credited else {}),
            **({"authors": Origin.HTML} if signed else {}),
            **found.origins,
            "text": reader,
        },
    )
    return Reading(
        text=text,
        claim=found.language,
        next_pages=further.pages(parsed, source.next_page),
        result=hook.applied(source.hook, parsed, result) if source.hook else result,
    )
