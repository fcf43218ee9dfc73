"""A name alone under a text signs it; a list of names, an editor and a closing sentence do not."""

from __future__ import annotations

import pytest

from monitor.extract import signature

SENTENCE = "The council of the harbour town met on Tuesday and heard the families."


@pytest.mark.parametrize(
    ("last", "name"),
    [
        ("Ada Brook", "Ada Brook"),
        ("（早瀬みのり）", "早瀬みのり"),
        ("(Ada Brook)", "Ada Brook"),
        ("Rəşad Göytəpəli", "Rəşad Göytəpəli"),
    ],
)
def test_a_name_alone_under_the_text_signs_it(last: str, name: str) -> None:
    assert signature.apart(f"{SENTENCE}\n{last}", ()) == (SENTENCE, name)


def test_a_name_that_is_known_already_goes_from_the_text() -> None:
    assert signature.apart(f"{SENTENCE}\nAda Brook", ("Ada Brook",)) == (SENTENCE, None)


def test_who_only_edited_is_no_author() -> None:
    before = "村民们已经凑钱买了一条旧船，准备自己轮流摆渡。"
    assert signature.apart(f"{before}\n（责任编辑：方砚）", ()) == (before, None)


@pytest.mark.parametrize(
    "text",
    [
        "Ada Brook",
        f"{SENTENCE}\nThe names of the prisoners:\nAda Brook\nBen Hill",
        f"{SENTENCE}\nNobody came.",
        f"{SENTENCE}\nآوا کوهستانی",
        "",
    ],
)
def test_lists_sentences_and_single_lines_are_no_signatures(text: str) -> None:
    assert signature.apart(text, ()) == (text, None)
