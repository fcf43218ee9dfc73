"""The table of words and the script that counts it."""

from __future__ import annotations

from pathlib import Path

from monitor.enrich import words
from scripts import make_language_words as maker

SENTENCES = "the boats wait in the harbour and the council waits for the boats to come back\n"


def written(folder: Path, **files: str) -> list[list[str]]:
    texts, declaration = folder / "texts", folder / "declaration"
    texts.mkdir()
    declaration.mkdir()
    for name, text in files.items():
        path = texts / name.replace("__", "-").replace("_", ".")
        path.write_text(text, "utf-8")
    rows = [maker.line(each) for each in maker.spellings(maker.sources(texts, declaration))]
    return [row.split("\t") for row in rows if row]


def test_a_line_has_words_beginnings_and_ends_the_commonest_first(tmp_path: Path) -> None:
    [(code, share, whole, first, last)] = written(tmp_path, en__news_txt=SENTENCES * 4)
    assert code == "en"
    assert float(share) > 1
    assert whole.split()[1] == "the"
    assert {"boa", "har", "cou"} <= set(first.split())
    assert {"ats", "our", "cil"} <= set(last.split())


def test_each_script_of_a_language_is_a_spelling_and_one_that_says_the_language_is_none(tmp_path: Path) -> None:
    rows = written(tmp_path, sr__a_txt="рекао је да ће\n" * 3 + "rekao je da će\n" * 3, el__a_txt="και το λιμάνι\n" * 9)
    assert [row[0] for row in rows] == ["sr", "sr"]


def test_a_long_list_of_counts_does_not_drown_running_text(tmp_path: Path) -> None:
    [(_, _, whole, *_)] = written(tmp_path, en__a_txt=SENTENCES * 4, en__b_counts="you 900000\nthe 500000\n")
    assert whole.split()[1] == "the"


def test_the_table_is_whole() -> None:
    table = words._table()
    assert len({code for code, _, _ in table.spellings}) > 350
    assert all(share > 0 for _, _, share in table.spellings)
    assert (
        words.LANGDETECTS - {"el", "gu", "ja", "kn", "ko", "ml", "pa", "ta", "te", "th", "zh"} <= words._listed().keys()
    )


def test_a_language_is_sure_of_its_own_words_and_not_of_anothers() -> None:
    text = "Der Rat der Hafenstadt traf sich am Dienstag und hörte die Familien der Gefangenen."
    own, other = words.coverage(text, "de"), words.coverage(text, "en")
    assert own is not None
    assert other is not None
    assert own > 0.7 > other
