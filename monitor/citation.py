"""Cite an article: APA, Chicago, BibTeX, RIS, or everything in plain lines.

In: a `Record`, its publisher's name, the digest of the archived page and the Jalali date where one
is wanted. Out: text that ends in a newline. Nothing is invented: what an article does not have is
left out, or said as the style says it (APA's "n.d."). The date is that of the publisher's own words
in UTC; a reader's time zone is applied by the caller before.

Sources: APA 7 (section 10.16, news websites), Chicago 18 (14.104), the biblatex manual (`online`),
the RIS specification (tags in two letters, CRLF, one ER per reference).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import regex

from monitor.model import Record

_MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
_LATIN_NAME = regex.compile(r"[\p{Latin}\p{M}'’.\- ]+")
_PARTICLES = frozenset("al el de del della di da dos van von der den la le ben bin ibn abu".split())  # noqa: SIM905
_TEX = {c: f"\\{c}" for c in "&%$#_{}"} | {
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a citation is made of. Times are already in the zone that the reader wants."""

    record: Record
    outlet: str
    published: datetime | None
    first_seen: datetime
    jalali: str = ""
    """The published date in the Jalali calendar, for what is written in Persian."""
    digest: str = ""
    """``sha256:<hex>`` of the archived page."""


def apa(cited: Cited) -> str:
    article = cited.record.article
    when = f"({cited.published:%Y}, {_month(cited.published)} {cited.published.day})" if cited.published else "(n.d.)"
    authors = _apa_authors(article.authors)
    head = f"{authors} {when}. {_sentence(article.title)}" if authors else f"{_sentence(article.title)} {when}."
    return f"{head} {cited.outlet}. {cited.record.url}\n"


def chicago(cited: Cited) -> str:
    article = cited.record.article
    when = f"{_month(cited.published)} {cited.published.day}, {cited.published:%Y}. " if cited.published else ""
    names = [inverted(article.authors[0]), *article.authors[1:]] if article.authors else []
    who = _sentence(_listed(names)) + " " if names else ""
    seen = f"{_month(cited.first_seen)} {cited.first_seen.day}, {cited.first_seen:%Y}"
    return f"{who}“{_sentence(article.title)}” {cited.outlet}. {when}Accessed {seen}. {cited.record.url}.\n"


def bibtex(cited: Cited) -> str:
    record, article = cited.record, cited.record.article
    note = f"First seen {cited.first_seen:%Y-%m-%d %H:%M %Z}"
    note += f"; {cited.jalali}" if cited.jalali else ""
    note += f"; archived page {cited.digest}" if cited.digest else ""
    fields = [
        ("title", "{" + _tex(article.title) + "}"),
        ("author", " and ".join("{" + _tex(name) + "}" for name in article.authors)),
        ("organization", "{" + _tex(cited.outlet) + "}"),
        ("date", f"{cited.published:%Y-%m-%d}" if cited.published else ""),
        ("url", record.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")),
        ("urldate", f"{cited.first_seen:%Y-%m-%d}"),
        ("langid", article.language if article.language != "und" else ""),
        ("note", _tex(note)),
    ]
    lines = "".join(f"  {name:<12} = {{{value}}},\n" for name, value in fields if value)
    return f"@online{{{record.source}-{record.id[:10]},\n{lines}}}\n"


def ris(cited: Cited) -> str:
    record, article = cited.record, cited.record.article
    tags = [
        ("TY", "NEWS"),
        ("TI", article.title),
        *(("AU", inverted(name)) for name in article.authors),
        ("T2", cited.outlet),
        ("PY", f"{cited.published:%Y}" if cited.published else ""),
        ("DA", f"{cited.published:%Y/%m/%d/}" if cited.published else ""),
        ("AB", article.summary or ""),
        *(("KW", tag) for tag in article.tags),
        ("LA", article.language if article.language != "und" else ""),
        ("UR", record.url),
        ("Y2", f"{cited.first_seen:%Y/%m/%d/}"),
        ("N1", f"Archived page {cited.digest}" if cited.digest else ""),
        ("ID", record.id),
    ]
    return "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in tags if value) + "ER  - \r\n\r\n"


def plain(cited: Cited) -> str:
    """Every fact that a footnote may need, one a line, the title last: it may be written from the right."""
    record, article = cited.record, cited.record.article
    day = article.published_precision == "day"
    published = f"{cited.published:%Y-%m-%d}" if day and cited.published else _minute(cited.published)
    facts = [
        ("Published", published + (f"  ({cited.jalali})" if cited.jalali else "") if published else "not stated"),
        ("First seen", _minute(cited.first_seen)),
        ("URL", record.url),
        ("Archived", cited.digest or "no raw page was kept"),
        ("Revision", f"{record.revision} of {record.revisions}" if record.revisions > 1 else ""),
        ("Article", record.id),
        ("Outlet", cited.outlet),
        ("By", ", ".join(article.authors)),
        ("Title", article.title),
    ]
    return "".join(f"{name:<12}{_line(value)}\n" for name, value in facts if value)


STYLES: dict[str, Callable[[Cited], str]] = {
    "plain": plain,
    "apa": apa,
    "chicago": chicago,
    "bibtex": bibtex,
    "ris": ris,
}


def inverted(name: str) -> str:
    """`Sarvandi, Laleh` of `Laleh Sarvandi`; names in other scripts, and single words, stay as they are written."""
    parts = name.split()
    if len(parts) < 2 or "," in name or not _LATIN_NAME.fullmatch(name):
        return name
    at = len(parts) - 1
    while at > 1 and parts[at - 1].lower() in _PARTICLES:
        at -= 1
    return f"{' '.join(parts[at:])}, {' '.join(parts[:at])}"


def _apa_authors(names: Sequence[str]) -> str:
    written = []
    for name in names:
        family, comma, given = inverted(name).partition(", ")
        initials = " ".join(f"{part[0]}." for part in given.split())
        written.append(f"{family}, {initials}" if comma else family)
    if len(written) > 20:
        written = [*written[:19], f"… {written[-1]}"]
    return f"{', '.join(written[:-1])}, & {written[-1]}" if len(written) > 1 else "".join(written)


def _listed(names: Sequence[str]) -> str:
    if len(names) > 1:
        return f"{', '.join(names[:-1])}, and {names[-1]}"
    return "".join(names)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "؟", "。")) else f"{text}."


def _month(moment: datetime) -> str:
    return _MONTHS[moment.month - 1]


def _minute(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}" if moment else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in _line(text))
