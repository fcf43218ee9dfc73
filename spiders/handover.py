"""What was fetched, as the Page that ingestion takes."""

from __future__ import annotations

from monitor.model import Page, Task
from spiders.fetch import Fetched


def page_of(task: Task, response: Fetched, hops: tuple[str, ...]) -> Page:
    """A Page for the task's URL. A 304 has no body, whatever a server sends along."""
    unchanged = response.status == 304
    return Page(
        url=task.url,
        final_url=hops[-1] if hops else task.url,
        hops=hops,
        status=response.status,
        headers=response.pairs,
        body=b"" if unchanged else response.body,
        wire_body=None if unchanged else response.wire_body,
        fetched_at=response.fetched_at,
    )
