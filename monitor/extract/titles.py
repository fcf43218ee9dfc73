"""Which of the page's titles is the headline, without the name of the site or the section.

Never a blind split: a suffix goes only where evidence says that it is one, the name of the site (og:site_name, the
publisher, the source, the host) or another title of the page that ends before it. What the reader sees as h1 wins
where another title confirms it, or where it says the same in other words (the stated one is then written for search
engines); a machine headline wins over an h1 that nothing confirms, and over the kicker that an h1 holds before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from monitor.extract.weighed import Trail, note
from monitor.model import Origin
from monitor.plaintext import levelled

_SEPARATOR = re.compile(
    r"\s+[|•·–—\-»«›:/⋆~●▪⁃<>]+\s+|\s*[|│¦»›｜]\s*|\s*--+\s*|\s+::+\s+|(?<=\S)[:：]\s+|[_＿](?=\S)|(?<=[\u3400-\u9fff！？。”》…])[-－—](?=[\u3400-\u9fff\w])"
)
# Chinese sites write their kind into their name; the window's title is where it stands.
_SITE_ENDING = re.compile(
    r"[\u3400-\u9fff]{1,8}(?:网|網|新闻|新聞|日报|日報|晚报|时报|時報|周刊|在线|频道|頻道|门户|电视台|广播电台|ニュース|新聞社)$"
)
# Old themes: `Site » Blog Archive » Headline`.
_THEME = re.compile(r"^(?:.*»\s*)?(?:Blog Archive?s?|Blog-Archiv)\s*»\s*|\s*[»|-]\s*Blog Archive?$", re.IGNORECASE)
_COMMON = frozenset(
    ["www", "com", "org", "net", "gov", "edu", "news", "blog", "web", "wordpress", "blogspot", "archive", "archiv"]
)
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)$")
_LOOSE = re.compile(r"\s+[|│¦·–—»-]+$|^[|│¦·–—»-]+\s+")
_WORD = re.compile(r"\w+")
_FEW = 15  # letters and digits; a shorter part of a heading may be anything


@dataclass(frozen=True, slots=True)
class Candidate:
    text: str
    origin: Origin
    parts: tuple[str, ...] = ()
    """Of a heading: the levelled texts of its elements, in order, with those of its kicker and subtitle."""


def choose(
    *,
    headline: Sequence[Candidate],
    seen: Sequence[Candidate],
    minor: Sequence[Candidate] = (),
    labels: Sequence[Candidate],
    names: Sequence[str],
    host: str = "",
    trail: Trail = None,
) -> Candidate | None:
    """The headline. `headline` are machine statements of the article's own title (JSON-LD, microdata, feed), `seen` the
    h1s in order, `minor` lower headings, `labels` titles that often carry the site's name (og:title, <title>), `names`
    names of the site, and `host` its host name."""
    site = _Site(frozenset(levelled(name) for name in names if name) - {""}, _words_of(host))
    every = [*headline, *seen, *labels]
    chosen, why = _choice(
        [_bare(item, site) for item in headline if not site.is_level(item.text)],
        [item for item in seen if not site.is_level(item.text)],
        [item for item in minor if not site.is_level(item.text)],
        [bare for item in labels if not site.is_level((bare := _bare(item, site)).text)],
    )
    if chosen is None and every:
        chosen, why = every[0], "taken: the page has no title but the site's name"
    is_told = False
    for item in every if trail is not None else ():
        if site.is_level(item.text):
            verdict = "the name of the site"
        elif not is_told and chosen and item.origin == chosen.origin and _bare(item, site).text == chosen.text:
            verdict, is_told = why, True
        elif chosen and levelled(_bare(item, site).text) == levelled(chosen.text):
            verdict = "the same" if item.text == chosen.text else "the same without the site's name"
        else:
            verdict = "another is believed"
        note(trail, "title", item.text, item.origin, verdict)
    return chosen


def _choice(
    headline: Sequence[Candidate], seen: Sequence[Candidate], minor: Sequence[Candidate], labels: Sequence[Candidate]
) -> tuple[Candidate | None, str]:
    """The headline and the words for why it is."""
    others = [*headline, *labels]
    confirmed = [item for item in seen if any(_confirms(other.text, item.text) for other in others)]
    if confirmed:
        # Both halves of "Headline | Site" may be headings of the page; the site's name is the shorter.
        best = max(confirmed, key=lambda item: len(levelled(item.text)))
        level = levelled(best.text)
        if not any(levelled(other.text) == level for other in headline):
            for other in others:
                if len(levelled(other.text)) < len(level) and _is_held(best, other.text):
                    return other, "taken: the rest of the heading is its kicker or its subtitle"
        stem = _ELLIPSIS.sub("", best.text)
        if stem != best.text:
            for other in others:
                is_longer = level != levelled(other.text) and levelled(other.text).startswith(level)
                if is_longer and not _is_start(stem, other.text) and not _ELLIPSIS.search(other.text):
                    return other, "taken: the heading is cut"
        return _punctuated(best, others), "taken: a heading that another title confirms"
    for other in others:
        if any(_is_held(item, other.text) or _is_end(other.text, item.text) for item in seen):
            return other, "taken: a heading holds it beside its kicker"
        for text in _cuts(other.text):
            if other.text.startswith(text) and any(len(item.parts) > 1 and _is_held(item, text) for item in seen):
                return Candidate(text, other.origin), "taken: a heading holds it beside a badge"
    for item in minor:
        if any(_begins(other.text, item.text) for other in labels):
            return _punctuated(item, labels), "taken: a lower heading, with which another title begins"
    for item in seen[:3]:
        if any(_is_reworded(other.text, item.text) for other in others):
            return item, "taken: a heading that says the same in other words"
    for item in headline:
        if not _ELLIPSIS.search(item.text):
            return item, "taken: stated as the headline, and no heading is confirmed"
    for item in labels:
        for other in (*headline, *seen, *labels):
            if other is not item and _is_start(other.text, item.text):
                return other, "taken: another title goes on behind it"
    if not headline and len(labels) == len(seen) == 1 and _is_site(labels[0].text, seen[0].text):
        return seen[0], "taken: the window's title is that of the whole site"
    return next(iter((*labels, *headline, *seen)), None), "taken: the first that is no name of the site"


@dataclass(frozen=True, slots=True)
class _Site:
    """Levelled names of the site, and the words of its host."""

    levels: frozenset[str]
    words: tuple[str, ...]

    def is_level(self, text: str) -> bool:
        return levelled(text) in self.levels

    def is_name(self, piece: str) -> bool:
        """Whether a piece behind a separator is the site: a name of it, or one that its host's name begins or ends."""
        level = levelled(piece)
        if not level:
            return False
        if level in self.levels or (_SITE_ENDING.search(piece) and len(level) <= 12):
            return True
        return any(
            level == word or (len(word) >= 5 and len(level) <= 3 * len(word) and level.startswith(word))
            for word in self.words
        )


def _words_of(host: str) -> tuple[str, ...]:
    labels = host.casefold().removeprefix("www.").split(".")
    return tuple(word for label in labels[:-1] if len(word := levelled(label)) >= 3 and word not in _COMMON)


def _bare(item: Candidate, site: _Site) -> Candidate:
    text = _LOOSE.sub("", _without_names(_THEME.sub("", item.text), site))
    if text != item.text and site.is_name(text):
        return Candidate(next(iter(site.levels), text), item.origin)  # `The Lark |`: a template without its headline
    return Candidate(text, item.origin)


def _is_held(heading: Candidate, text: str) -> bool:
    """Whether whole elements of the heading are the text: what else it holds is its kicker, its subtitle, a button."""
    level = levelled(text)
    if len(level) < _FEW or level not in "".join(heading.parts):
        return False
    ends = list(accumulate(map(len, heading.parts), initial=0))
    whole = "".join(heading.parts)
    return any(start + len(level) in ends and whole.startswith(level, start) for start in ends)


def _is_end(text: str, heading: str) -> bool:
    level = levelled(text)
    return len(level) >= _FEW and levelled(heading).endswith(level)


def _punctuated(heading: Candidate, others: Sequence[Candidate]) -> Candidate:
    """The heading; or the same words as another title writes them, where the heading's elements stand for its colon."""
    if len(heading.parts) > 1:
        level, signs = levelled(heading.text), len(_SEPARATOR.findall(heading.text))
        for other in others:
            if levelled(other.text) == level and len(_SEPARATOR.findall(other.text)) > signs:
                return other
    return heading


def _begins(label: str, heading: str) -> bool:
    a, b = levelled(label), levelled(heading)
    return len(b) >= 0.4 * len(a) and a.startswith(b) and any(levelled(part) == b for part in (*_cuts(label), label))


def _is_reworded(other: str, heading: str) -> bool:
    """Whether half of the words of the shorter title are in the longer one; a kicker or a section has few words."""
    one, two = set(_WORD.findall(other.casefold())), set(_WORD.findall(heading.casefold()))
    return len(two) > 3 and len(one & two) >= max(3, 0.5 * min(len(one), len(two)))


def _is_site(label: str, heading: str) -> bool:
    """Whether the window's title is the same on every page, as it was of old: shorter than a headline, and without its words."""
    one, other = label.casefold().split(), heading.casefold().split()
    return len(other) > 3 and (
        len(one) <= 3 or (len(one) < len(other) and not any(len(w) > 2 and w in other for w in one))
    )


def _confirms(other: str, seen: str) -> bool:
    """Whether `seen` is the other title, or that title without a suffix or prefix behind a separator."""
    a, b = levelled(other), levelled(seen)
    if not b:
        return False
    if a == b or (_ELLIPSIS.search(other) and len(a) > 20 and b.startswith(a)):
        return True
    return len(b) >= 8 and b in a and (any(levelled(part) == b for part in _cuts(other)) or len(b) >= 0.6 * len(a))


def _cuts(text: str) -> list[str]:
    spots = [(match.start(), match.end()) for match in _SEPARATOR.finditer(text)]
    return [text[:start] for start, _ in spots] + [text[end:] for _, end in spots]


def _is_start(short: str, long: str) -> bool:
    a, b = levelled(short), levelled(long)
    return len(a) >= 8 and a != b and any(levelled(part) == a for part in _cuts(long))


def _without_names(text: str, site: _Site) -> str:
    """`text` without pieces at its end or start that are a name of the site, and without what stands beyond them."""
    for _ in range(4):
        spots = [(match.start(), match.end()) for match in _SEPARATOR.finditer(text)]
        ends = [*[start for start, _ in spots], len(text)][1:]
        for (start, end), until in reversed(list(zip(spots, ends, strict=True))):
            is_last = until == len(text)
            if text[until : until + 1] in {":", "："}:
                continue  # "Storm - Coastguard: stay at home": who says it
            # Behind the site's name stands at most its motto; a headline before it has words of its own.
            if (
                site.is_name(text[end:until])
                and (head := text[:start].strip())
                and (is_last or len(levelled(head)) >= 20)
            ):
                text = head
                break
        else:
            for start, end in spots:
                if site.is_name(text[:start]) and text[end:].strip():
                    text = text[end:].strip()
                    break
            else:
                return text
    return text
