"""The table of one set, and the pages to look at."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.fidelity.cases import Case
from benchmarks.fidelity.measures import Body, Judged
from benchmarks.fidelity.readers import Answer

FIELDS = ("title", "authors", "no author", "day", "invented", "minute", "language", "half-spaces")
WORSE = 0.1
"""By how much a page's F1 may be below trafilatura's without a reason."""


def total(pages: Sequence[Judged]) -> Body:
    body = Body()
    for page in pages:
        body.add(page.body)
    return body


def row(name: str, pages: Sequence[Judged], answers: Sequence[Answer]) -> dict[str, str]:
    body = total(pages)
    cells = {
        "reader": name,
        "precision": f"{body.precision:.4f}",
        "recall": f"{body.recall:.4f}",
        "F1": f"{body.f1:.4f}",
    }
    for field in FIELDS:
        known = [page.fields[field] for page in pages if field in page.fields]
        if known:
            cells[field] = f"{sum(known)}/{len(known)}"
    cells["CPU ms"] = f"{1000 * sum(answer.cpu for answer in answers) / max(1, len(answers)):.1f}"
    return cells


def printed(rows: Sequence[Mapping[str, str]]) -> str:
    columns = list(dict.fromkeys(name for each in rows for name in each))
    widths = {name: max(len(name), *(len(each.get(name, "")) for each in rows)) for name in columns}
    lines = [
        "  ".join(f"{text:<{widths[name]}}" if name == "reader" else f"{text:>{widths[name]}}" for name, text in cells)
        for cells in [
            [(name, name) for name in columns],
            *([(name, each.get(name, "–")) for name in columns] for each in rows),
        ]
    ]
    return "\n".join(lines)


def reasons() -> dict[str, str]:
    """Address → why we do worse there on purpose."""
    told = tomllib.loads(Path(__file__).with_name("reasons.toml").read_text("utf-8"))
    return {page["url"]: page["why"] for page in told.get("page", [])}


def worse(
    cases: Sequence[Case], answers: Sequence[Answer], own: Sequence[Judged], theirs: Sequence[Judged]
) -> list[tuple[float, Case, Answer, Judged]]:
    """Pages where our F1 is lower than theirs by more than `WORSE`, the worst first."""
    found = [
        (other.body.f1 - page.body.f1, case, answer, page)
        for case, answer, page, other in zip(cases, answers, own, theirs, strict=True)
    ]
    return sorted((each for each in found if each[0] > WORSE), key=lambda each: -each[0])


def told(case: Case, answer: Answer, page: Judged) -> str:
    """A page with what was lost and what should not be there."""
    lines = [f"{page.body.f1:.2f} {case.url}"]
    if answer.why:
        lines.append(f"     refused: {answer.why}")
    else:
        lines += [f"     lost:  {text[:150]}" for text in page.lost[:4]]
        lines += [f"     extra: {text[:150]}" for text in page.extra[:4]]
    wrong = [name for name, right in page.fields.items() if right == (name == "invented")]
    if wrong and not answer.why:
        lines.append(f"     not right: {', '.join(wrong)}")
    return "\n".join(lines)
