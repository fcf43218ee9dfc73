"""What stands in front of an article: bot checks, consent, pay; and what is served in place of one that is not there.

Each is told by marks in the markup or words in many languages (`phrases/walls.txt`), and only while the text is short:
an article about cookies, robots or a page not found is long. Bytes that are no page at all are told by how they begin.
"""

from __future__ import annotations

import re

from monitor.extract.markup import Markup
from monitor.extract.phrases import SPACES, alternatives
from monitor.model import Page
from monitor.urls import host_of

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"PK\x03\x04", "an archive (ZIP or office document)"),
    (b"\x1f\x8b", "a compressed file"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound or video file"),
    (b"\x1aE\xdf\xa3", "a video file"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an office document"),
    (b"\x00\x00\x01\x00", "an icon"),
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_SITEMAP = re.compile(rb"<(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype html|html|head|body|article|div|p|meta|title|h1)[\s>]", re.IGNORECASE)
_PLAIN_TYPES = re.compile(
    r"(?:image|video|audio|font)/|application/(?:pdf|json|zip|octet-stream|msword|vnd\.|javascript)|text/(?:css|javascript|csv)",
    re.IGNORECASE,
)

_NOT_FOUND = re.compile(alternatives("walls.txt", "not found", space=SPACES), re.IGNORECASE)
_BOT_TITLE = re.compile(rf"^(?:{alternatives('walls.txt', 'bot checks')})", re.IGNORECASE)
_BOT_MARKS = re.compile(
    r"_cf_chl_opt|cf-browser-verification|captcha-delivery\.com|px-captcha|_Incapsula_Resource|ddos-guard/js-challenge|/cdn-cgi/challenge-platform|awsWafCookieDomainList|g-recaptcha-response|hcaptcha\.com/1/api|"
    r"__arcsjs|geetest|sucuri_cloudproxy|Enable JavaScript and cookies to continue|disable any ad blocker"
)
_CONSENT = re.compile(alternatives("walls.txt", "consent"), re.IGNORECASE)
_CONSENT_TITLE = re.compile(alternatives("walls.txt", "titles of consent"), re.IGNORECASE)
_PIECES = re.compile(r"\s[-|–—]\s")
# Class names of paywalls, as they stand in markup; a search for each is faster than one expression for all.
_PAY_MARKS = {
    name: (f'class="{name}', f"class='{name}", f'id="{name}')
    for name in (
        "paywall",
        "subscriber-only",
        "subscribers-only",
        "premium-content",
        "metered-content",
        "paid-content",
        "regwall",
    )
}
_PAY_WORDS = re.compile(alternatives("walls.txt", "pay"), re.IGNORECASE)

_CUT_SHORT = re.compile(r"(?:\[\s*(?:…|\.{3})\s*\]|\(\s*(?:…|\.{3})\s*\))\W*$")
_TRAILS_OFF = re.compile(r"(?:…|\.{3})\W*$")
_GO_ON = re.compile(rf"^\W*(?:{alternatives('walls.txt', 'go on')})", re.IGNORECASE)


def not_a_page(page: Page) -> str | None:
    """What the bytes are when they are no HTML, in words; None where they may be."""
    head = page.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return "a video file"
    if head.startswith(b"RIFF"):
        return "an image or sound file"
    if not head:
        return "an empty response"
    if not _HTML.search(head):
        if _FEED.search(head):
            return "a feed"
        if _SITEMAP.search(head):
            return "a sitemap"
    kind = (page.header("content-type") or "").partition(";")[0].strip().lower()
    if _PLAIN_TYPES.match(kind) and not _HTML.search(head):
        return f"not a page: {kind}"
    if head[:1] in (b"{", b"[") and not _HTML.search(head):
        return "JSON"
    return None


def is_bot_wall(markup: Markup, title: str, words: int) -> bool:
    if words > 150:
        return False
    if _BOT_TITLE.search(title):
        return True
    # A short article may have a captcha below it, for its comments.
    says_article = (markup.meta("og:type") or "").lower() == "article" or markup.meta("article:published_time")
    return words < 60 and not says_article and _BOT_MARKS.search(markup.text) is not None


def is_consent_wall(markup: Markup, title: str, text: str, words: int) -> bool:
    if (host_of(markup.url) or "").startswith(("consent.", "cmp.", "privacy-mgmt.")):
        return True
    if words > 250:
        return False
    asked = len(_CONSENT.findall(text))
    if words <= 120 and asked and any(_CONSENT_TITLE.match(piece) for piece in _PIECES.split(title)):
        return True
    return asked * 12 > max(words, 60) and _CONSENT_TITLE.search(f"{title} {text[:200]}") is not None


def is_not_found(markup: Markup, title: str, headings: list[str], text: str, words: int) -> bool:
    if words > 160:
        return False
    for item in (title, *headings):
        match = _NOT_FOUND.search(item) if len(item) <= 90 else None
        # "Error 404: how a small town lost its harbour" is a headline.
        if match and (words < 60 or len(match[0]) > 0.35 * len(item)):
            return True
    return words < 80 and _NOT_FOUND.search(text[:300]) is not None


def is_paid(markup: Markup, text: str, is_free: bool | None) -> bool:
    """Whether the page says that the rest is for payers."""
    if is_free is not None:
        return not is_free
    if (markup.meta("article:content_tier") or "").lower() in {"locked", "metered", "premium"}:
        return True
    return _PAY_WORDS.search(text[-600:]) is not None or any(
        name in markup.text and any(mark in markup.text for mark in marks) for name, marks in _PAY_MARKS.items()
    )


def is_cut(markup: Markup, text: str) -> bool:
    """Whether the text breaks off: at "[…]", or at an ellipsis on a page that has a link to go on reading."""
    end = text[-200:]
    if _CUT_SHORT.search(end):
        return True
    return _TRAILS_OFF.search(end) is not None and any(
        _GO_ON.match(words) for link in markup.tree.iter("a") if len(words := "".join(link.itertext())) <= 40
    )
