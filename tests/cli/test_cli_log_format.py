"""`--log-format json`: what stands on stderr is for machines, what stands on stdout stays for people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Run


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_remarks_and_errors_are_objects_and_the_answer_stays_as_it_is(run: Run, watch: Path) -> None:
    plain = run("sources", "catalogue", "--language", "ckb", expect=0)
    done = run("--log-format", "json", "sources", "catalogue", "--language", "ckb", expect=0)
    assert done.out == plain.out
    (remark,) = lines(done.err)
    assert (remark["type"], remark["v"]) == ("remark", 1)
    assert str(remark["message"]) in plain.err
    assert str(remark["at"]).endswith("Z")
    failed = run("show", "نیست", "--log-format=json", expect=1)
    assert (failed.error["code"], failed.error["exit"]) == ("not_found", 1)
    assert "نیست" in str(failed.error["message"])


@pytest.mark.parametrize("arguments", [("--log-format", "json", "sorces"), ("sorces", "--log-format=json")])
def test_a_mistake_of_the_command_line_is_told_in_the_form_that_was_asked_for(
    run: Run, arguments: tuple[str, ...]
) -> None:
    assert run(*arguments, expect=2).error["code"] == "usage"


def test_quiet_leaves_remarks_out_and_a_trace_stands_in_its_object(run: Run, watch: Path) -> None:
    assert run("-q", "--log-format", "json", "sources", "catalogue", "--language", "ckb").err == ""
    (only,) = lines(run("-vv", "--log-format", "json", "show", "abcdef", expect=1).err)
    assert "Traceback" in str(only["trace"])
