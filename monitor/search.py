"""Search and export: a query runs on the index, the ledger gives the articles, the matcher says where they match.

The index only ranks and counts. What is shown comes from the ledger, so a hit that is erased or older than its
index entry is never shown in its old form; highlights come from our own matcher for every engine.

`--since` and `--until` bound the time of publication, or the first sight where a page has no date: the same time
that hits are ordered by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from monitor import indexing
from monitor.analysis import tokens
from monitor.excerpt import Excerpt, Span, excerpt
from monitor.model import Searchable
from monitor.ports import Changes, Hit, SearchIndex
from monitor.query import Matcher, Node, parse, prepare
from monitor.query.document import value
from monitor.query.syntax import And, AnyOf, Between, Exact, Fuzzy, Leaf, Near, Not, Or, Phrase, Wildcard, Word

SORTS = ("best", "new", "old")
BUCKETS = ("source", "language", "day", "author")
SLICE = 2_000
"""Articles of one export step: what is held in memory at once is a tenth of it, its keys are small."""
READ = 200
NEAR_SAMPLE = 60
"""Articles read to find the words that stand near one that nobody used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asked for. `tree` is None for every article; `notes` say how dates of other calendars were read."""

    text: str
    tree: Node | None
    notes: tuple[str, ...] = ()

    @property
    def filtered(self) -> bool:
        return self.tree is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One hit. `spans` are offsets into title, summary and text; `excerpt` is of `field`."""

    hit: Hit
    shown: Searchable
    spans: Mapping[str, tuple[Span, ...]]
    field: str
    excerpt: Excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """`behind`: changes that the index has not seen; None where it is of another ledger or not there at all."""

    total: int
    found: tuple[Found, ...]
    behind: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordCount:
    """One word of a query without hits: how many articles have it, and what stands in the index near it."""

    word: str
    articles: int
    near: tuple[tuple[str, int], ...] = ()


def ask(
    text: str,
    *,
    now: datetime,
    zone: tzinfo,
    since: datetime | None = None,
    until: datetime | None = None,
    sources: Sequence[str] = (),
    languages: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> Asked:
    """The query and the options as one tree. `labels` are ``key=value`` or a value. QueryError with its column."""
    parsed = parse(text, now=now, zone=zone)
    parts: list[Node] = [parsed.tree] if parsed.tree is not None else []
    if since is not None:
        parts.append(Between("when", since, None))
    if until is not None:
        parts.append(Between("when", None, until))
    for field, given in (("source", sources), ("lang", languages)):
        if given:
            parts.append(_any([Exact(field, value(each)) for each in given]))
    parts.extend(Exact("label", value(label if "=" in label else f"={label}")) for label in labels)
    tree = And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None
    return Asked(text=text, tree=tree, notes=tuple(parsed.notes))


def search(
    asked: Asked,
    *,
    index: SearchIndex,
    changes: Changes,
    sort: str,
    limit: int,
    offset: int = 0,
    width: int = 160,
) -> Results:
    """One page of hits. `width` is the excerpt's, in columns."""
    behind = indexing.behind(changes, index)
    if behind is None:
        return Results(total=0, found=(), behind=None)
    hits = index.search(asked.tree, sort=sort, limit=limit, offset=offset)
    shown = {each.record.key: each for each in changes.searchable([hit.key for hit in hits.hits])}
    matcher = Matcher(asked.tree)
    found = tuple(_found(hit, shown[hit.key], matcher, width) for hit in hits.hits if hit.key in shown)
    return Results(total=hits.total, found=found, behind=behind)


def _found(hit: Hit, shown: Searchable, matcher: Matcher, width: int) -> Found:
    article = shown.record.article
    match = matcher.match(prepare(shown))
    spans = dict(match.spans) if match is not None else {}
    # Where only the title matched, the text's beginning says most of what it is about.
    field = "summary" if article.summary and spans.get("summary") and not spans.get("text") else "text"
    text = (article.summary or "") if field == "summary" else article.text
    cut = excerpt(text, spans.get(field, ()), width=width)
    return Found(hit=hit, shown=shown, spans=spans, field=field, excerpt=cut)


def explain_nothing(asked: Asked, *, index: SearchIndex, changes: Changes) -> tuple[WordCount, ...]:
    """Word by word, why a query has no hits; near words for those that no article has."""
    surface = {token.term: asked.text[token.start : token.end] for token in tokens(asked.text)}
    counts = []
    for word in dict.fromkeys(_words(asked.tree)):
        leaf = Leaf(word)
        total = index.search(leaf, sort="best", limit=1).total
        name = word.term if isinstance(word, Word | Fuzzy) else word.pattern
        near = _near_words(name, index=index, changes=changes) if total == 0 and isinstance(word, Word) else ()
        counts.append(WordCount(word=surface.get(name, name), articles=total, near=near))
    return tuple(counts)


def _near_words(term: str, *, index: SearchIndex, changes: Changes) -> tuple[tuple[str, int], ...]:
    """Words of the index one edit away, else with the same beginning; the most used first, as articles write them."""
    stem = term[: max(3, len(term) - 2)]
    tries: list[Fuzzy | Wildcard] = [Fuzzy(term)] if len(term) > 3 else []
    tries += [Wildcard(f"{stem}*")] if len(stem) < len(term) else []
    for operand in tries:
        leaf = Leaf(operand)
        hits = index.search(leaf, sort="best", limit=NEAR_SAMPLE).hits
        matcher, written = Matcher(leaf), dict[str, str]()
        for shown in changes.searchable([hit.key for hit in hits]):
            match = matcher.match(prepare(shown))
            article = shown.record.article
            texts = {"title": article.title, "summary": article.summary or "", "text": article.text}
            for field, spans in match.spans.items() if match is not None else ():
                for start, end in spans:
                    as_written = texts[field][start:end]
                    written.setdefault(next((token.term for token in tokens(as_written)), ""), as_written)
        written.pop("", None)
        counted = [(name, index.search(Leaf(Word(near)), sort="best", limit=1).total) for near, name in written.items()]
        if counted:
            return tuple(sorted(counted, key=lambda pair: (-pair[1], pair[0]))[:5])
    return ()


def _words(node: Node | None) -> Iterator[Word | Wildcard | Fuzzy]:
    """The positive words of a tree, in order."""
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _words(child)
        case Leaf(operand, _):
            yield from _operand_words(operand)
        case Not() | _:
            return


def _operand_words(operand: object) -> Iterator[Word | Wildcard | Fuzzy]:
    match operand:
        case Word() | Wildcard() | Fuzzy():
            yield operand
        case Phrase(parts):
            yield from parts
        case AnyOf(operands):
            for each in operands:
                yield from _operand_words(each)
        case Near(_, left, right):
            yield from _operand_words(left)
            yield from _operand_words(right)


def count(asked: Asked, by: str, *, index: SearchIndex, zone_name: str) -> tuple[int, tuple[tuple[str, int], ...]]:
    """(how many articles, [(value, how many)]); days are in order, the rest most first."""
    total = index.search(asked.tree, sort="best", limit=1).total
    return total, index.counts(asked.tree, by, time_zone=zone_name)


def export(asked: Asked, *, index: SearchIndex, changes: Changes, now: datetime) -> Iterator[Searchable]:
    """Every article that the query finds, in the order in which they were first seen, however many.

    Without a query, and where the index is not usable, the ledger is read through by key, the matcher deciding; else
    the index is asked in slices of time, so that no page of hits is deep.
    """
    if asked.tree is None or indexing.behind(changes, index) is None:
        yield from _scanned(asked.tree, changes)
        return
    for start, end in _slices(asked.tree, index, datetime(1970, 1, 1, tzinfo=UTC), now + timedelta(days=2)):
        wanted = And((asked.tree, Between("first_seen", start, end)))
        total = index.search(wanted, sort="old", limit=1).total
        keys = sorted(hit.key for hit in index.search(wanted, sort="old", limit=total or 1).hits)
        for at in range(0, len(keys), READ):
            yield from changes.searchable(keys[at : at + READ])


def _slices(tree: Node, index: SearchIndex, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of first-seen time with at most `SLICE` hits each, in order; a second is not cut further."""
    hits = index.search(And((tree, Between("first_seen", start, end))), sort="old", limit=1).total
    if hits == 0:
        return
    if hits <= SLICE or end - start <= timedelta(seconds=1):
        yield start, end
        return
    middle = start + timedelta(seconds=int((end - start).total_seconds()) // 2 or 1)
    yield from _slices(tree, index, start, middle)
    yield from _slices(tree, index, middle, end)


def _scanned(tree: Node | None, changes: Changes) -> Iterator[Searchable]:
    matcher, key = Matcher(tree), 0
    while page := changes.scan(key, READ):
        key = page[-1].record.key
        yield from (each for each in page if tree is None or matcher.matches(prepare(each)))


def _any(nodes: Sequence[Node]) -> Node:
    return Or(tuple(nodes)) if len(nodes) > 1 else nodes[0]
