"""Is this page one article? If not, why not, in words for the person who asks `why`."""

from __future__ import annotations

from monitor.extract import structured
from monitor.extract.markup import Markup
from monitor.extract.metadata import Metadata
from monitor.model import Lead, Reason, Rejection, Source


def judge(
    markup: Markup, metadata: Metadata, text: str, words: int, source: Source, lead: Lead | None
) -> Rejection | None:
    """None where the page is an article that is kept."""
    if words < source.min_words:
        return Rejection(
            reason=Reason.TOO_SHORT,
            detail=f'{words} words, "{source.kind}" sources need {source.min_words}',
            title=metadata.title or None,
        )
    if (metadata.page_type or "").lower() in structured.LIST_TYPES:
        return Rejection(
            reason=Reason.NOT_ARTICLE, detail=f"the page says that it is a {metadata.page_type}", title=metadata.title
        )
    return None
