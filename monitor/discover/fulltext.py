"""Whether a feed carries the whole article or its beginning, and small readings that both feed formats share."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING

from monitor import urls
from monitor.discover import markup
from monitor.discover.links import slug_words
from monitor.plaintext import clean_text

if TYPE_CHECKING:
    from lxml.etree import _Element

FULL_WORDS = 80
"""A content element from so many words on is an article; shorter ones are as often a teaser."""
SUMMARY_WORDS = 200
"""A description has to be this long to pass for one."""

_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|\[[^\]\n]{2,20}\]|»|→)\s*\Z")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8})*\Z", re.I)


def full_text(bodies: Sequence[str], summary: str, link: str) -> str | None:
    """The article's text where the feed has all of it, else None. `bodies` are content elements, `summary` the
    description; both may be markup. A last paragraph that only leads back to `link` is cut."""
    texts = [_plain(body, link) for body in bodies]
    best = max(texts, key=len, default="")
    if slug_words(best) >= FULL_WORDS and not _CUT.search(best):
        return best
    if not best:
        whole = _plain(summary, link)
        if slug_words(whole) >= SUMMARY_WORDS and not _CUT.search(whole):
            return whole
    return None


def plain_text(value: str) -> str:
    """An attribute's value, its references read."""
    return unescape(value).strip()


def language_of(value: object) -> str | None:
    """The primary subtag of a language tag, lower case (`fa-IR` → `fa`); None where it is none."""
    found = _LANGUAGE.match(str(value or "").strip())
    code = found[1].lower() if found else None
    return None if code in ("und", "mul", "zxx") else code


def _plain(body: str, link: str) -> str:
    body = body[: markup.MAX_TEXT]
    if "<" not in body:
        return markup.paragraphs(body)
    root = markup.tree(body)
    if root is None:
        return ""
    _cut_back_link(root, link)
    return clean_text(markup.text_of(root))


def _cut_back_link(root: _Element, link: str) -> None:
    """WordPress and others end an entry with "The post … appeared first on …", in the site's language."""
    tail = deque(root.iter("p"), maxlen=1)
    last = tail[0] if tail else None
    if last is None or len(markup.text_of(last, 600)) > 500:
        return
    targets = [urls.absolute(link, str(anchor.get("href") or "")) for anchor in last.iter("a")]
    same = urls.key(link)
    parent = last.getparent()
    if len(targets) >= 2 and any(target and urls.key(target) == same for target in targets) and parent is not None:
        parent.remove(last)
