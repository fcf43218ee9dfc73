"""The phrases of many languages stand beside the code, one a line: each file can be read, and each line by itself."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from monitor.extract import phrases

FILES = sorted(entry.name for entry in files("monitor.extract.phrases").iterdir() if entry.name.endswith(".txt"))
# What turns the direction of the text around it: no reader sees it, and no page's line begins with it.
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_an_expression_by_itself_and_so_is_every_section(file: str) -> None:
    for section, lines in phrases.sections(file).items():
        for line in lines:
            re.compile(line)
        re.compile(phrases.alternatives(file, section, space=phrases.SPACES), re.IGNORECASE)


@pytest.mark.parametrize("file", FILES)
def test_no_phrase_stands_twice_in_a_section(file: str) -> None:
    for section, lines in phrases.sections(file).items():
        assert len(set(lines)) == len(lines), (section, sorted(line for line in set(lines) if lines.count(line) > 1))


@pytest.mark.parametrize("file", FILES)
def test_no_file_hides_a_mark_of_direction(file: str) -> None:
    source = files("monitor.extract.phrases").joinpath(file).read_text("utf-8")
    assert [line for line in source.split("\n") if DIRECTIONS.search(line)] == []


def test_a_section_holds_its_lines_in_order_without_comments_and_layout() -> None:
    told = "# a file\n\n[read on]\n# de\nmehr lesen\n  weiter(?:lesen)? \n\n# fa\nبیشتر بخوانید\n[signs]\n[»›]\n\\#\n"
    assert phrases.parsed(told) == {
        "read on": ("mehr lesen", "weiter(?:lesen)?", "بیشتر بخوانید"),
        "signs": ("[»›]", r"\#"),
    }


@pytest.mark.parametrize(
    ("source", "reason"),
    [("mehr lesen\n[read on]\n", "before the first section"), ("[read on]\na\n[read on]\nb\n", "stands twice")],
)
def test_a_file_that_is_not_clear_is_refused(source: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        phrases.parsed(source)


@pytest.mark.parametrize(
    ("file", "section", "reason"),
    [
        ("asks.txt", "no such section", r"asks\.txt has no section \[no such section\]"),
        ("nothing.txt", "read also", r"no file of phrases is called nothing\.txt"),
    ],
)
def test_what_is_missing_is_named(file: str, section: str, reason: str) -> None:
    with pytest.raises(LookupError, match=reason):
        phrases.alternatives(file, section)


def test_a_space_in_a_phrase_stands_for_what_the_code_says() -> None:
    said = phrases.alternatives("asks.txt", "read also", space=phrases.SPACES)
    assert re.fullmatch(said, "lees\xa0\n ook")
    assert not re.fullmatch(phrases.alternatives("asks.txt", "read also"), "lees\xa0ook")
