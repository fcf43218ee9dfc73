"""Which of the page's titles is the headline, without the name of the site or the section.

Never a blind split: a suffix goes only where evidence says that it is one, the name of the site (og:site_name, the
publisher, the source, the host) or another title of the page that ends before it. What the reader sees as h1 wins
where another title confirms it; a machine headline wins over an h1 that nothing confirms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.model import Origin

_SEPARATOR = re.compile(r"\s+[|•·–—\-»«›:/⋆~●▪⁃<>]+\s+|\s*[|»›｜]\s*|\s+::+\s+|(?<=\S)[:：]\s+|[_＿](?=\S)")
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class Candidate:
    text: str
    origin: Origin


def choose(
    *, headline: Sequence[Candidate], seen: Sequence[Candidate], labels: Sequence[Candidate], names: Sequence[str]
) -> Candidate | None:
    """The headline. `headline` are machine statements of the article's own title (JSON-LD, microdata, feed), `seen` the
    h1s in order, `labels` titles that often carry the site's name (og:title, <title>), `names` names of the site."""
    levels = {_level(name) for name in names if name} - {""}
    headline = [item for item in headline if _level(item.text) not in levels]
    seen = [item for item in seen if _level(item.text) not in levels]
    labels = [Candidate(_without_names(item.text, levels), item.origin) for item in labels]
    labels = [item for item in labels if _level(item.text) not in levels]
    others = [*headline, *labels]
    confirmed = [item for item in seen if any(_confirms(other.text, item.text) for other in others)]
    if confirmed:
        # Both halves of "Headline | Site" may be headings of the page; the site's name is the shorter.
        return max(confirmed, key=lambda item: len(_level(item.text)))
    for item in headline:
        if not _ELLIPSIS.search(item.text):
            return item
    for item in labels:
        for other in (*headline, *seen, *labels):
            if other is not item and _is_start(other.text, item.text):
                return other
    if not headline and len(labels) == len(seen) == 1 and _is_site(labels[0].text, seen[0].text):
        return seen[0]
    return next(iter((*labels, *headline, *seen)), None)


def _is_site(label: str, heading: str) -> bool:
    """Whether the window's title is the same on every page, as it was of old: shorter than a headline, and without its words."""
    one, other = label.casefold().split(), heading.casefold().split()
    return len(other) > 3 and (
        len(one) <= 3 or (len(one) < len(other) and not any(len(w) > 2 and w in other for w in one))
    )


def _confirms(other: str, seen: str) -> bool:
    """Whether `seen` is the other title, or that title without a suffix or prefix behind a separator."""
    a, b = _level(other), _level(seen)
    if not b:
        return False
    if a == b or (_ELLIPSIS.search(other) and len(a) > 20 and b.startswith(a)):
        return True
    return len(b) >= 8 and b in a and (any(_level(part) == b for part in _cuts(other)) or len(b) >= 0.6 * len(a))


def _cuts(text: str) -> list[str]:
    spots = [(match.start(), match.end()) for match in _SEPARATOR.finditer(text)]
    return [text[:start] for start, _ in spots] + [text[end:] for _, end in spots]


def _is_start(short: str, long: str) -> bool:
    a, b = _level(short), _level(long)
    return len(a) >= 8 and a != b and any(_level(part) == a for part in _cuts(long))


def _without_names(text: str, levels: set[str]) -> str:
    """`text` without pieces at its end or start that are a name of the site."""
    for _ in range(4):
        spots = list(_SEPARATOR.finditer(text))
        for match in reversed(spots):
            if _is_name(text[match.end() :], levels) and text[: match.start()].strip():
                text = text[: match.start()].strip()
                break
        else:
            for match in spots:
                if _is_name(text[: match.start()], levels) and text[match.end() :].strip():
                    text = text[match.end() :].strip()
                    break
            else:
                return text
    return text


def _is_name(piece: str, levels: set[str]) -> bool:
    level = _level(piece)
    return bool(level) and level in levels


def _level(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
