"""The embedded index on invented articles: how fast it answers, how fast it fills, how large it is.

Articles of 12 languages and 9 scripts, 300 words each, words drawn by Zipf's law from 20,000 a language, from 60
sources over two years. Each kind of query is asked 300 times, words chosen from the articles so that most find
something, parsing included, the best and the newest twenty.

    python -m benchmarks search                      300,000 articles, then up to 500,000 for the cost of one more
    python -m benchmarks search --articles 20000     the short form (--short); the bars are for 300,000

"One more" is a turn of 500 articles, commit included, in an index of 10,000 and in the large one, taken alternately:
what else the machine does weighs on both. Where it is busy, `processor.p99` says what a query costs without waiting
for its turn. Prints `bench NAME VALUE bar BAR ok|short`, writes build/bench/search.json.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks.report import Report
from monitor.index import EmbeddedIndex
from monitor.model import Article, Record, Searchable
from monitor.ports import Checkpoint
from monitor.query import parse

NOW = datetime(2026, 11, 23, tzinfo=UTC)
WORDS_AN_ARTICLE = 300
VOCABULARY = 20_000
SOURCES = 60
QUERIES = 300
BATCH = 500
SMALL = 10_000
SYLLABLES = {
    "en": "ba ter ing pro ri son de men ci ty ar lo wi sh mo un th er st on",
    "fa": "زن دا نی روز نا مه آ گ ار کو ه سا ری می شو د تهر ان پ ی ش",
    "ar": "ال سج ين ص حف ي حر ية ح قو ق م در سة ك تا ب و لا د",
    "ckb": "زی ند ان ڕۆ ژ نام ە ئا زا دی ما ف کو ێ ستا ن بۆ خۆ پ ی",
    "fr": "pri son li ber té jour na lis te é lec tion ma ni fes ta sou ve rain dé çu",
    "de": "ge fäng nis frei heit ver ein straß ung pres se mel den über land rat schul wahl en",
    "tr": "ga ze te ci tu tuk lan dı öz gür lük hak lar ı ist an bul şe hir",
    "ru": "тю рь ма сво бо да пра во жур на лист го род за кон но вост ей ск",
    "es": "pri sión li ber tad de re cho pe rio dis ta ciu dad no ti cia año ma ña na",
    "he": "כל א עי תו נא י חו פש זכ ויות של ום ב ית מש פט מ די נה",
    "hi": "जे ल प त्र का र आ ज़ा दी मा न वा धि अ धि का री दि ल्ली",
    "zh": "监 狱 记 者 新 闻 自 由 中 国 人 权 释 放 城 市 法 院 律 师 家 属 政 府 抗 议",
}


class World:
    """Invented articles, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        maker = Random(1)
        self.words = {
            language: ["".join(maker.choices(syllables.split(), k=maker.randrange(1, 5))) for _ in range(VOCABULARY)]
            for language, syllables in SYLLABLES.items()
        }
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
        self.languages = list(SYLLABLES)

    def article(self, key: int) -> Searchable:
        random = self.random
        language = random.choice(self.languages)
        words = random.choices(self.words[language], cum_weights=self.weights, k=WORDS_AN_ARTICLE)
        glue = "" if language == "zh" else " "
        seen = NOW - timedelta(minutes=random.randrange(2 * 365 * 24 * 60))
        source = random.randrange(SOURCES)
        article = Article(
            url="https://narvan.example/",
            title=glue.join(words[:9]),
            summary=glue.join(words[9:30]),
            text=". ".join(glue.join(words[at : at + 15]) for at in range(30, len(words), 15)),
            authors=(f"Author {random.randrange(500)}",),
            published=seen - timedelta(minutes=7),
            published_precision="minute",
            language=language,
        )
        record = Record(
            id=f"{key:016x}",
            key=key,
            source=f"source-{source}",
            url=f"https://site{source}.example/{seen:%Y/%m/%d}/{key}-{language}.html",
            article=article,
            revision=1,
            revisions=1,
            state="present",
            first_seen=seen,
            last_seen=seen,
            seq=key,
            content_hash="",
        )
        return Searchable(
            record=record, source_name=f"Source {source}", source_kind="news", country="IR", labels={"desk": "iran"}
        )

    def excerpt(self) -> list[str]:
        """Neighbouring words as they stand in some articles: common ones often, rare ones at times."""
        language = self.random.choice([language for language in self.languages if language != "zh"])
        while True:
            words = self.random.choices(self.words[language], cum_weights=self.weights, k=4)
            if len(set(words)) == 4:
                return words


def kinds(world: World) -> dict[str, Callable[[], str]]:
    def pick() -> list[str]:
        return world.excerpt()

    def prefix() -> str:
        word = next(word for word in iter(lambda: pick()[0], None) if len(word) > 3)
        return f"{word[:4]}*"

    def boolean() -> str:
        a, b, c, d = pick()
        return world.random.choice(
            [f"{a} {b}", f"{a} OR {b} OR {c}", f"({a} OR {b}) -{c}", f"{a} {b} -{c} lang:fa OR {d}"]
        )

    return {
        "term": lambda: pick()[0],
        "phrase": lambda: '"{} {}"'.format(*pick()),
        "boolean": boolean,
        "near": lambda: "{} NEAR/5 {}".format(*pick()),
        "prefix": prefix,
    }


def fill(index: EmbeddedIndex, world: World, keys: range) -> float:
    """Seconds spent inside the index."""
    spent = 0.0
    for first in range(keys.start, keys.stop, BATCH):
        articles = [world.article(key) for key in range(first, min(first + BATCH, keys.stop))]
        began = time.perf_counter()
        index.apply(articles, (), Checkpoint(ledger="bench", generation=1, seq=first + len(articles)))
        spent += time.perf_counter() - began
    return spent


def milliseconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return (time.perf_counter() - began) * 1000


def percentile(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


def ask(report: Report, index: EmbeddedIndex, world: World) -> None:
    for name, make in kinds(world).items():
        for sort in ("best", "new"):
            found = 0

            def one(text: str, sort: str = sort) -> int:
                tree = parse(text, now=NOW, zone=UTC).tree
                return index.search(tree, sort=sort, limit=20).total

            texts = [make() for _ in range(QUERIES)]
            for text in texts[:20]:
                one(text)
            times, processor = [], []
            for text in texts:
                began, began_working = time.perf_counter(), time.process_time()
                found += one(text) > 0
                times.append((time.perf_counter() - began) * 1000)
                processor.append((time.process_time() - began_working) * 1000)
            report.figure(f"{name}.{sort}.p50", statistics.median(times), unit=" ms")
            report.figure(f"{name}.{sort}.p99", percentile(times), 10, unit=" ms")
            report.figure(f"{name}.{sort}.processor.p99", percentile(processor), unit=" ms")
            if found < QUERIES / 4:
                report.note(f"only {found} of {QUERIES} found anything")
    for by in ("source", "day", "language", "author"):
        times = [milliseconds(lambda by=by: index.counts(None, by, time_zone="Europe/Berlin")) for _ in range(20)]
        report.figure(f"counts.{by}.p50", statistics.median(times), 50, unit=" ms")
        report.figure(f"counts.{by}.max", max(times), unit=" ms")


def turns(large: EmbeddedIndex, small: EmbeddedIndex, world: World, rounds: int) -> Iterator[tuple[float, float]]:
    """Seconds for one more batch in the large index and in the small one."""
    key = 10_000_000
    for _ in range(rounds):
        yield fill(large, world, range(key, key + BATCH)), fill(small, world, range(key, key + BATCH))
        key += BATCH


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300_000)
    parser.add_argument("--grow", type=int, default=None, help="articles for the cost of one more (500,000)")
    parser.add_argument("--short", action="store_true", help="20,000 articles, not grown")
    parser.add_argument("--folder", type=Path, default=None, help="keep the indexes here, and use those that are there")
    options = parser.parse_args()
    articles = 20_000 if options.short else options.articles
    grown = options.grow or (500_000 if articles >= 300_000 else articles)
    report, world = Report("search"), World(7)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="bench-search-"))
    try:
        with EmbeddedIndex(folder / "large") as large, EmbeddedIndex(folder / "small") as small:
            if large.checkpoint() is None:
                spent = fill(large, world, range(1, articles + 1))
                report.figure("index.articles_per_s", articles / spent)
                large.close()
            report.figure("index.bytes_per_article", large.size() / articles)
            report.note(f"{articles:,} articles of {WORDS_AN_ARTICLE} words in {large.segments()} segments")
            ask(report, large, world)
            fill(large, world, range(articles + 1, grown + 1))
            fill(small, world, range(1, min(SMALL, articles) + 1))
            large.close()
            small.close()
            pairs = list(turns(large, small, world, 9 if options.short else 21))[1:]
            ratio = statistics.median(one for one, _ in pairs) / statistics.median(other for _, other in pairs)
            report.figure(f"index.one_more_at_{grown}_over_{min(SMALL, articles)}", ratio, 1.3)
    finally:
        if options.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    report.write()


if __name__ == "__main__":
    main()
