"""Write monitor/enrich/words.tsv: each language's commonest words, and how its words begin and end.

    python -m scripts.make_language_words TEXTS --udhr DECLARATION > monitor/enrich/words.tsv

TEXTS is a folder of files named CODE-anything.txt (running text) or CODE-anything.counts (a word and its count on each
line); CODE+VARIETY-anything keeps a second spelling of a language apart. DECLARATION is the folder of translations that
`benchmarks.languages` asks; two articles of three are counted, the third is left for its question.

Files of one language weigh the same however long they are (a list of subtitles does not drown the news), the
Declaration a third of that where there is anything else. Each script of a language is a spelling of its own.
`monitor.enrich.words` says what the lines mean.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.languages import ASKED, articles
from monitor.enrich import scripts
from monitor.enrich.words import FLOOR, beginning, ending, words

DECLARATION = "udhr"
LIST = 20_000
"""Words taken of a list of counts, the first ones."""
MUCH = 5_000
"""From so many words of running text on, or with any list, a language is well known and gets the longer lists."""
SIZES = {True: (260, 150, 200), False: (60, 30, 40)}
LEAST = {True: 3, False: 2}
"""Seen less often than this, a word says nothing."""
SECOND_SCRIPT = 0.25
"""Less than this share of a text in another script is names and quotes."""
# Known so that nobody else is taken for them, and never an answer: little text, names of languages that are not certain,
# or languages that no news is written in.
_UNNAMED = """
abs acu ady agr ajg amc ame ami amr arl auc auv ayo bax bba bci beb bfa bjn blt blu boa buc bvi cak cas cbi cbr cbs
cbt cbu ccx chj cic cjk cjs cni cof cot cpu cri csa ctd dbr ddn dga dje duu dyo eml ese eve evn fkv flm fri fvr gex
gjn gkp gld gnw guk guu gyr hea hlt hms hna hns hsf hus huu hva idu ijs jii jiv kbp kbr kdh kha koo kqn kqs kwi lia
lnc lns lob lot lue lun mam mas maz mcd mcf mfq mor mto mtp mwl mxi mxv mzi nba nhn nio niv njo nku not nym nzi oaa
oki orh ote pbb pcd piu pmy pov ppl prv rmn sey shk shp slr smn sms snn src srq swb tbz tca tji tly tna tob top trn
tsz tzc udu ura vmw wwa xsm yad yao yap ykg ymm yrk yuz zam zdj zro ztu bbj btb csw hmn kkh ojb
"""
UNNAMED = frozenset(_UNNAMED.split())


class Source(NamedTuple):
    """One file's words with their counts."""

    code: str
    variety: str
    weight: float
    counts: Counter[str]
    is_running: bool


class Spelling(NamedTuple):
    """How often each word comes in one spelling of a language, as a share of all."""

    code: str
    shares: Counter[str]
    counts: Counter[str]
    """As often as seen in running text; empty where a list of words was counted too."""
    is_well_known: bool


def sources(texts: Path, declaration: Path) -> Iterator[Source]:
    for path in sorted(texts.iterdir()):
        code, _, variety = path.stem.partition("-")[0].partition("+")
        if path.suffix == ".txt":
            yield Source(code, variety, 1.0, Counter(words(path.read_text("utf-8"))), True)
        elif path.suffix == ".counts":
            yield Source(code, variety, 1.0, listed(path), False)
    for code, name, pieces in articles(declaration):
        counted = (piece for number, piece in enumerate(pieces) if number % 3 != ASKED)
        yield Source(code, f"{DECLARATION} {name}", 0.3, Counter(words("\n".join(counted))), True)


def listed(path: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for line in path.read_text("utf-8").splitlines()[:LIST]:
        word, _, count = line.rpartition(" ")
        for part in words(word):
            counts[part] += float(count)  # type: ignore[assignment]  # a list may have shares instead of counts
    return counts


def spellings(found: Iterable[Source]) -> Iterator[Spelling]:
    by_code: dict[str, list[Source]] = defaultdict(list)
    for source in found:
        by_code[source.code].append(source)
    for code, those in sorted(by_code.items()):
        if scripts.is_written_alone(code):
            continue
        is_well_known = any(not each.is_running or each.counts.total() > MUCH for each in those)
        parts: dict[tuple[str, str], list[tuple[Source, Counter[str]]]] = defaultdict(list)
        varieties = {each.variety for each in those if not each.variety.startswith(DECLARATION)} or {None}
        for source in those:
            for script, counts in by_script(source.counts).items():
                # Where a language has other texts, each of the Declaration's is counted with every variety.
                is_shared = is_well_known and source.variety.startswith(DECLARATION)
                for variety in varieties if is_shared else {source.variety}:
                    parts[variety or "", script].append((source, counts))
        for (_, script), some in sorted(parts.items()):
            if scripts.is_enough(script):
                continue
            whole = sum(source.weight for source, _ in some)
            shares: Counter[str] = Counter()
            seen: Counter[str] = Counter()
            for source, counts in some:
                total = counts.total()
                for word, count in counts.items():
                    shares[word] += source.weight / whole * count / total  # type: ignore[assignment]
                seen.update(counts)
            is_running = all(source.is_running for source, _ in some)
            yield Spelling(code, shares, seen if is_running else Counter(), is_well_known)


def by_script(counts: Counter[str]) -> dict[str, Counter[str]]:
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in counts.items():
        script = scripts.of(word[0])
        if script:
            parts[script][word] += count
    total = counts.total()
    return {script: part for script, part in parts.items() if part.total() >= SECOND_SCRIPT * total}


def line(spelling: Spelling) -> str:
    """Code, expected share of hits, words, beginnings, ends; empty where nothing was seen often enough."""
    kinds = (lambda word: word, beginning, ending)
    columns, expected = [], 0.0
    for kind, size in zip(kinds, SIZES[spelling.is_well_known], strict=True):
        shares: Counter[str] = Counter()
        seen: Counter[str] = Counter()
        for word, share in spelling.shares.items():
            if piece := kind(word):
                shares[piece] += share
                seen[piece] += spelling.counts[word]
        least = LEAST[spelling.is_well_known] if spelling.counts else 0
        rows = [
            (level(share), piece)
            for piece, share in shares.most_common(size)
            if seen[piece] >= least and level(share) > 0
        ]
        expected += sum(shares[piece] for _, piece in rows)
        columns.append(grouped(rows))
    name = f"~{spelling.code}" if spelling.code in UNNAMED or not spelling.code.isalpha() else spelling.code
    return "\t".join((name, f"{expected:.2f}", *columns)) if expected else ""


def level(share: float) -> int:
    """Half nats above what is not listed."""
    return round(2 * math.log(share / FLOOR))


def grouped(rows: list[tuple[int, str]]) -> str:
    out: list[str] = []
    last = 0
    for number, piece in sorted(rows, key=lambda row: (-row[0], row[1])):
        if number != last:
            out.append(str(number))
            last = number
        out.append(piece)
    return " ".join(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--udhr", type=Path, required=True)
    options = parser.parse_args()
    for spelling in spellings(sources(options.texts, options.udhr)):
        if row := line(spelling):
            sys.stdout.write(row + "\n")


if __name__ == "__main__":
    main()
