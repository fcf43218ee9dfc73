"""Who reads the pages: our own extraction in worker processes, the others through `foreign`."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks.fidelity.cases import Case
from monitor.model import Page
from monitor.workers import tasks

# A day is asked of a moment in UTC: it is right in one of the zones that the sets' pages are from.
ZONES = (0, 2, -5, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reader gives for a page. `days` are the spellings of one date; `why` is set where the page was refused."""

    text: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    days: frozenset[str] = field(default_factory=frozenset)
    moment: datetime | None = None
    language: str | None = None
    why: str = ""
    cpu: float = 0.0


def prepare() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    tasks.warm()


def ours(case: Case) -> Answer:
    page = Page(
        url=case.url,
        final_url=case.url,
        status=200,
        headers=(("Content-Type", "text/html"),),
        body=case.body,
        fetched_at=case.fetched_at,
    )
    began = time.process_time()
    extraction = tasks.extraction(page, case.source, case.lead, case.fetched_at)
    cpu = time.process_time() - began
    article = extraction.article
    if article is None:
        refusal = extraction.rejection or extraction.quarantine
        why = f"{refusal.reason.value}: {refusal.detail}" if refusal else "nothing"
        return Answer(text=extraction.text, why=why, cpu=cpu)
    at = article.published
    spellings = [at] if article.published_precision == "day" else [at + timedelta(hours=h) for h in ZONES] if at else []
    return Answer(
        text=article.text,
        title=article.title,
        authors=article.authors,
        days=frozenset(moment.date().isoformat() for moment in spellings if moment),
        moment=at if article.published_precision != "day" else None,
        language=article.language,
        cpu=cpu,
    )


def all_ours(cases: Sequence[Case], processes: int) -> list[Answer]:
    with ProcessPoolExecutor(processes, initializer=prepare) as pool:
        return list(pool.map(ours, cases, chunksize=10))


def others(cases: Sequence[Case], names: Iterable[str], python: str) -> dict[str, list[Answer]]:
    """Answers by `name version`, of those readers that the interpreter has."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number, case in enumerate(cases):
            file = Path(folder) / f"{number}.html"
            file.write_bytes(case.body)
            files.append(json.dumps({"url": case.url, "file": str(file)}))
        script = Path(__file__).with_name("foreign.py")
        run = subprocess.run(
            [python, str(script), *names], input="\n".join(files), capture_output=True, text=True, check=False
        )
    if run.returncode:
        print(run.stderr[-2000:], file=sys.stderr)
        raise SystemExit(f"{python} could not run the other readers")
    # Some libraries print to standard output.
    lines = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    versions: dict[str, str] = lines[0]
    answers: dict[str, list[Answer]] = {f"{name} {number}": [] for name, number in versions.items()}
    for told in lines[1:]:
        day = (told.get("date") or "")[:10]
        answers[f"{told['reader']} {versions[told['reader']]}"].append(
            Answer(
                text=told.get("text") or "",
                title=told.get("title") or "",
                authors=tuple(name for name in told.get("authors") or () if name),
                days=frozenset([day] if day else ()),
                moment=_moment(told.get("date")),
                language=told.get("language"),
                cpu=told["cpu"],
            )
        )
    return answers


def _moment(date: str | None) -> datetime | None:
    """A moment with its zone; a day or a local time is none."""
    if not date or len(date) < 16:
        return None
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo else None
