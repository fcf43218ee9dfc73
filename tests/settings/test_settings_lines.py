"""On which line a key stands, in every way that TOML has of writing it."""

from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from monitor.settings.lines import key_lines, line_of

TEXT = '''# a comment = with a sign
a = 1
"b c" = """
[not.a.table]
d = 2
"""   # the end
e.f = [ # a list
  "]", ']', # ] in a comment
  { x = "}" },
]

[g."h.i"]  # a table
j = \'\'\'
k = 1\'\'\'

[[l]]
m = 1
[[l]]
m = { n = 2 }
[l.o]
p = 2026-11-23 08:00:00
[[l.q]]
r = "\\"\\\\"
'''


def test_every_way_of_writing_a_key_has_its_line() -> None:
    tomllib.loads(TEXT)
    assert key_lines(TEXT) == {
        ("a",): 2,
        ("b c",): 3,
        ("e",): 7,
        ("e", "f"): 7,
        ("g", "h.i"): 12,
        ("g", "h.i", "j"): 13,
        ("l", 0): 16,
        ("l", 0, "m"): 17,
        ("l", 1): 18,
        ("l", 1, "m"): 19,
        ("l", 1, "o"): 20,
        ("l", 1, "o", "p"): 21,
        ("l", 1, "q", 0): 22,
        ("l", 1, "q", 0, "r"): 23,
    }


def test_what_has_no_line_of_its_own_gets_that_of_its_table() -> None:
    lines = key_lines(TEXT)
    assert line_of(lines, ("l", 1, "m", "n")) == 19
    assert line_of(lines, ("l", 0, "missing")) == 16
    assert line_of(lines, ("nothing",)) == 1


def test_line_ends_of_windows_count_once() -> None:
    assert key_lines("a = 1\r\n\r\nb = 2\r\n") == {("a",): 1, ("b",): 3}


VALUES = st.sampled_from(
    [
        "1",
        '"x"',
        "'x'",
        '"]"',
        '"#"',
        '"\\""',
        '"""\n[t]\nk = 1\n"""',
        "'''\n]\n'''",
        "[1,\n 2]",
        "[ # ]\n]",
        '{ a = "}" }',
        "[[1], [\n2]]",
        '""',
        '""""x"""',
    ]
)


@given(st.lists(st.tuples(VALUES, st.sampled_from(["", "  # [x]", " "])), min_size=1, max_size=8))
def test_keys_after_any_values_are_found_where_they_stand(values: list[tuple[str, str]]) -> None:
    text, expected = "", {}
    for number, (value, end) in enumerate(values):
        expected[f"k{number}"] = text.count("\n") + 1
        text += f"k{number} = {value}{end}\n"
    tomllib.loads(text)
    lines = key_lines(text)
    assert {name: lines[name,] for name in expected} == expected
