"""A source's own rules for its pages: what is wrong with them is said when they are read, not when a page comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.settings import Checked

Read = Callable[..., Checked]
GOOD = '[[source]]\nid = "nilufar"\nurl = "https://nilufar.example"\n'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('body = "div..text"', '"div..text" is not a CSS selector'),
        ('title = "//h1["', '"//h1[" is not an XPath'),
        ('author = ""', "author is empty"),
        ('next_page = "a["', "is not a CSS selector"),
        ('remove = [".ad", "(//div"]', "member 2: "),
        ('calendar = "persian"', "is not one of gregorian, jalali, hijri"),
        ('date_format = "%d/%m/%Q"', 'has "%Q"; known are %d %m'),
        ('date_format = "%H:%M"', "should hold a day, a month and a year"),
        ('date_format = "%d.%m.%Y %d"', "names the same part twice"),
        ('hook = "correct"', "is not a Python file and a function in it"),
        ('hook = "nowhere.py:correct"', '"nowhere.py" cannot be read'),
        ('hook = "rules.py:corect"', 'has no function "corect". Did you mean "correct"?'),
        ('hook = "broken.py:correct"', "is not readable as Python"),
    ],
)
def test_a_wrong_rule_is_named_with_its_line(read: Read, tmp_path: Path, line: str, expected: str) -> None:
    (tmp_path / "rules.py").write_text("def correct(html, url, fields):\n    return None\n")
    (tmp_path / "broken.py").write_text("def correct(:\n")
    complaints = [f"{complaint.place} {complaint.text}" for complaint in read(GOOD + line).complaints]
    assert len(complaints) == 1
    assert complaints[0].startswith("monitor.toml:4 ")
    assert expected in complaints[0]


def test_right_rules_arrive_at_the_source(read: Read, tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("def correct(html, url, fields):\n    raise RuntimeError('never run here')\n")
    rules = (
        'body = "div.text > p"\ntitle = "//h1/text()"\ndate = "(//time)[1]/@datetime"\ndate_format = "%d %B %Y، %H:%M"\n'
        'calendar = "jalali"\nnext_page = "a.next"\nhook = "rules.py:correct"\n'
    )
    checked = read(GOOD + rules)
    assert checked.settings is not None, checked.complaints
    (source,) = checked.settings.sources
    assert (source.title, source.date_format, source.calendar) == ("//h1/text()", "%d %B %Y، %H:%M", "jalali")
    assert source.hook == f"{tmp_path.resolve()}/rules.py:correct"
