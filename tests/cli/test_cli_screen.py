"""Columns and directions, in every script."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.bidi import ISOLATE, POP, has_right_to_left, is_right_to_left, isolated
from monitor.cli.table import cell_width, cut, table, wrapped

PERSIAN, HEBREW, CHINESE, SORANI = "روزنامه‌نگار", "קול העמק", "清溪县报", "دەنگەکانی چیا"
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)


def test_widths_are_those_of_the_screen() -> None:
    assert cell_width("abc") == 3
    assert cell_width(CHINESE) == 8
    assert cell_width("می‌شود") == 5  # the half-space takes no column
    assert cell_width("e\u0301") == 1
    assert cell_width("کِتاب") == 4


def test_columns_stand_under_each_other_in_every_script() -> None:
    lines = table([("清溪", "12", CHINESE), ("abc", "3", PERSIAN)], header=("id", "n", "name"), right=(1,))
    assert lines == ["id     n  name", "清溪  12  清溪县报", f"abc    3  {PERSIAN}"]


def test_only_the_last_column_is_cut() -> None:
    lines = table([("a-very-long-identity-that-counts", "word " * 30)], width=60)
    assert lines[0].startswith("a-very-long-identity-that-counts  word")
    assert lines[0].endswith("…")
    assert cell_width(lines[0]) <= 60


@given(TEXT, st.integers(2, 40))
def test_a_cut_text_fits(text: str, width: int) -> None:
    assert cell_width(cut(text, width)) <= width


@given(TEXT, st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_right_to_left_lines_are_isolated_where_a_terminal_may_turn_them() -> None:
    for text in (PERSIAN, HEBREW, SORANI):
        assert has_right_to_left(text)
        assert is_right_to_left(text)
        assert isolated(text, "isolate") == f"{ISOLATE}{text}{POP}"
        assert isolated(text, "raw") == text
    assert isolated("plain 清溪", "isolate") == "plain 清溪"
    assert isolated(f"one\n{PERSIAN}", "isolate") == f"one\n{ISOLATE}{PERSIAN}{POP}"
    assert not is_right_to_left(f"Evin: {PERSIAN}")
