"""The detector with comprehensions answers as langdetect's own does, to the last bit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("langdetect")

TEXTS = [
    "Die Fischer von Quenmouth warten seit DREI Wochen auf eine Antwort des Hafenamts, sagte der Sprecher.",
    "Le conseil du port a écouté les pêcheurs pendant trois heures, puis n'a rien décidé du tout.",
    "هیئت بندر سه ساعت به سخنان ماهیگیران گوش داد و می‌خواهد هفتهٔ آینده تصمیم بگیرد.",
    "Совет порта три часа слушал рыбаков и ничего не решил.",
    "港の理事会は三時間にわたって漁師たちの話を聞いたが、何も決めなかった。",
    "Hội đồng cảng đã nghe ngư dân trong ba giờ và không quyết định gì.",
    "הנהלת הנמל הקשיבה לדייגים שלוש שעות ולא החליטה דבר.",
    "Consiliul portului i-a ascultat pe pescari trei ore și nu a hotărât nimic: țărmul așteaptă.",
]


def answers(detector: object, text: str) -> list[tuple[str, float]] | str:
    from langdetect import LangDetectException

    detector.n_trial = 4  # type: ignore[attr-defined]
    detector.append(text)  # type: ignore[attr-defined]
    try:
        return [(found.lang, found.prob) for found in detector.get_probabilities()]  # type: ignore[attr-defined]
    except LangDetectException as error:
        return str(error)


def both(text: str) -> tuple[object, object]:
    from langdetect import detector_factory

    from monitor import enrich
    from monitor.enrich.detector import create

    enrich.warm()
    return answers(create(), text), answers(detector_factory._factory.create(), text)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_gets_the_same_answers_as_from_langdetect_itself(text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=20)), max_size=3))
def test_so_does_any_text(pieces: list[str]) -> None:
    ours, theirs = both(" ".join(pieces))
    assert ours == theirs
