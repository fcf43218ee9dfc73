"""A kept article as one HTML page: nothing to load, nothing that runs, in the direction of its script.

In: a `Reprinted`. Out: a whole HTML5 document, UTF-8, lines ended by LF. Every word of the article is text: markup in it
is escaped, control characters and marks that turn the order of a line are left out. The page asks no server for anything
(its picture is an address to follow, not an image), and its own policy forbids that too; links are of the web alone and
tell nobody where they were followed from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from monitor.model import Record

_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.1rem/1.7 Georgia,'Noto Naskh Arabic',serif}"
    "h1{line-height:1.3}.kicker,.about,footer{color:#555;font-size:.9rem}.subtitle{font-size:1.2rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0;overflow-wrap:anywhere}"
    "@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}a{color:#8bf}.kicker,.about,footer{color:#aaa}}"
)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""No characters of HTML, and those that would turn the order of what stands beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprinted:
    """What stands on the page beside the article. Times are written already, as the reader wants them."""

    record: Record
    outlet: str
    published: str = ""
    first_seen: str = ""
    digest: str = ""
    """``sha256:<hex>`` of the archived page."""


def page(shown: Reprinted) -> str:
    """The whole document."""
    article = shown.record.article
    language = article.language if _TAG.fullmatch(article.language) else "und"
    by = ", ".join((*article.authors, *article.agencies))
    blocks = [
        _block("p", article.kicker, "kicker"),
        _block("h1", article.title),
        _block("p", article.subtitle, "subtitle"),
        _block("p", " · ".join(part for part in (shown.outlet, by, shown.published) if part), "about"),
        *(_block("p", paragraph) for paragraph in article.text.split("\n")),
        *_captions(article.captions),
    ]
    lines = [
        "<!doctype html>",
        f'<html lang="{language}" dir="{direction(article.title + " " + article.text[:500])}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="referrer" content="no-referrer">',
        '<meta name="robots" content="noindex">',
        f"<title>{_text(article.title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<article>",
        *(block for block in blocks if block),
        "</article>",
        '<footer lang="en" dir="ltr">',
        "<dl>",
        *_facts(shown),
        "</dl>",
        "</footer>",
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def direction(text: str) -> str:
    """`rtl` or `ltr`: that of the first letter that has one (rule P2 of Unicode Annex 9)."""
    for letter in text:
        strong = unicodedata.bidirectional(letter)
        if strong in ("R", "AL", "L"):
            return "ltr" if strong == "L" else "rtl"
    return "ltr"


def _captions(captions: Sequence[str]) -> list[str]:
    items = [_block("li", caption) for caption in captions]
    return ["<hr>", '<ul class="captions">', *items, "</ul>"] if any(items) else []


def _facts(shown: Reprinted) -> Iterable[str]:
    record, article = shown.record, shown.record.article
    told = (
        ("Address", _link(record.url)),
        ("First seen", _text(shown.first_seen)),
        ("Revision", f"{record.revision} of {record.revisions}" if record.revisions > 1 else ""),
        ("State", "gone from the site" if record.state == "gone" else ""),
        ("Text", "only its beginning" if article.partial else ""),
        ("Picture", _link(article.image) if article.image else ""),
        ("Archived page", _text(shown.digest)),
        ("Article", _text(record.id)),
    )
    return (f"<dt>{name}</dt><dd>{value}</dd>" for name, value in told if value)


def _block(tag: str, text: str | None, name: str = "") -> str:
    """One element with a direction of its own: a quotation in another script stays readable."""
    words = _text(text or "").strip()
    named = f' class="{name}"' if name else ""
    return f'<{tag} dir="auto"{named}>{words}</{tag}>' if words else ""


def _link(url: str) -> str:
    """An address of the web as a link, any other as text."""
    try:
        is_web = urlsplit(url).scheme.lower() in ("http", "https")
    except ValueError:
        is_web = False
    text = _text(url)
    return f'<a href="{text}" rel="noopener noreferrer nofollow">{text}</a>' if is_web else text


def _text(text: str) -> str:
    return escape(_UNSAFE.sub("", text), quote=True)
