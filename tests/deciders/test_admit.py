"""What a page is to us."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor import admit
from monitor.admit import Act
from monitor.model import Article, Look, Outcome, Reason, Rejection
from monitor.ports import Extraction, Known

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
URL = "https://nilufar.example/news/laleh"
TEXT = "خانواده لاله سروندی می‌گویند او به سلول انفرادی در زندان کوهسار منتقل شده است."
ARTICLE = Article(url=URL, title="انتقال لاله سروندی", text=TEXT, language="fa")
KNOWN = Known(
    article=7,
    id="5f2c90aa",
    source="nilufar",
    state="present",
    revision=1,
    content_hash="old",
    article_now=ARTICLE,
    first_seen=NOW - timedelta(days=1),
    missing_since=None,
    looks=0,
    first_lead=3,
)


def read(article: Article = ARTICLE, words: str = "new") -> Extraction:
    return Extraction(article=article, content_hash=words)


def refused(reason: Reason) -> Extraction:
    return Extraction(rejection=Rejection(reason=reason, detail="why"))


def first(extraction: Extraction, **changes: object) -> admit.Admission:
    usual: dict[str, object] = {"known": None, "twin": None, "final_url": URL, "asked_url": URL}
    return admit.admit_new(extraction, **(usual | changes))  # type: ignore[arg-type]


def again(extraction: Extraction, known: Known = KNOWN, final_url: str = URL) -> admit.Admission:
    return admit.look(extraction, known=known, final_url=final_url, now=NOW, second_look=MINUTE)


def test_an_article_never_seen_is_stored() -> None:
    assert first(read()) == admit.Admission(outcome=Outcome.STORED, act=Act.STORE)


def test_another_address_of_a_stored_article_is_a_duplicate() -> None:
    got = first(read(), known=KNOWN)
    assert (got.outcome, got.article) == (Outcome.DUPLICATE, 7)


def test_the_same_words_twice_on_one_site_are_one_article() -> None:
    assert first(read(), twin=KNOWN).outcome is Outcome.DUPLICATE


def test_a_tombstone_blocks_everything_even_a_crash() -> None:
    grave = replace(KNOWN, state="erased", article_now=None)
    for extraction in (
        read(),
        refused(Reason.TOO_SHORT),
        Extraction(quarantine=Rejection(reason=Reason.EXTRACTION_CRASH)),
    ):
        assert first(extraction, known=grave).reason is Reason.ERASED
        assert again(extraction, grave).reason is Reason.ERASED


def test_a_page_that_killed_its_worker_is_quarantined() -> None:
    got = first(Extraction(quarantine=Rejection(reason=Reason.EXTRACTION_TIMEOUT, detail="20 s")))
    assert (got.outcome, got.reason, got.detail) == (Outcome.QUARANTINED, Reason.EXTRACTION_TIMEOUT, "20 s")


def test_a_redirect_to_the_home_page_is_a_soft_404() -> None:
    assert first(read(), final_url="https://nilufar.example/").reason is Reason.SOFT_404


def test_one_changed_number_is_a_revision() -> None:
    got = again(read(replace(ARTICLE, text=TEXT + " ۴۰")))
    assert (got.act, got.look, got.outcome) == (Act.REVISE, Look.REVISED, Outcome.STORED)


def test_the_same_words_are_no_revision_but_another_author_is_shown() -> None:
    assert again(read(words="old")).act is Act.LOOKED
    assert again(read(replace(ARTICLE, authors=("دانا",)), words="old")).act is Act.RENDER


@pytest.mark.parametrize("reason", [Reason.CONSENT_WALL, Reason.BOT_WALL, Reason.NOT_ARTICLE, Reason.TOO_SHORT])
def test_a_wall_never_becomes_a_revision(reason: Reason) -> None:
    got = again(refused(reason))
    assert (got.act, got.look, got.outcome) == (Act.LOOKED, Look.FAILED, Outcome.STORED)


def test_a_parked_page_never_becomes_a_revision() -> None:
    parked = Article(
        url=URL, title="This domain is for sale", text="Buy this premium domain name today, cheap and fast."
    )
    assert again(read(parked)).look is Look.FAILED


def test_gone_takes_two_looks_some_time_apart() -> None:
    assert admit.missing(KNOWN, now=NOW, second_look=MINUTE, detail="HTTP 404").look is Look.MISSING
    hurried = replace(KNOWN, state="missing", missing_since=NOW - timedelta(seconds=30))
    assert admit.missing(hurried, now=NOW, second_look=MINUTE, detail="HTTP 404").look is Look.MISSING
    patient = replace(KNOWN, state="missing", missing_since=NOW - MINUTE)
    got = admit.missing(patient, now=NOW, second_look=MINUTE, detail="HTTP 404")
    assert (got.act, got.look) == (Act.GONE, Look.GONE)


def test_a_soft_404_counts_as_missing() -> None:
    assert again(refused(Reason.SOFT_404)).look is Look.MISSING
    assert again(read(), final_url="https://nilufar.example/").look is Look.MISSING


def test_an_article_that_was_gone_may_return() -> None:
    gone = replace(KNOWN, state="gone")
    assert again(read(words="old"), gone).look is Look.RETURNED
    assert admit.unchanged(gone).look is Look.RETURNED


@pytest.mark.parametrize(
    ("canonical", "claims", "accepted"),
    [
        ("https://nilufar.example/news/laleh-sarvandi", 0, True),
        ("https://www.nilufar.example/news/laleh", 1, True),
        ("https://other.example/news/laleh", 0, False),
        ("https://nilufar.example/", 0, False),
        ("https://nilufar.example/news/laleh-sarvandi", 3, False),
        (None, 0, False),
    ],
)
def test_a_canonical_is_believed_only_on_its_own_site(canonical: str | None, claims: int, accepted: bool) -> None:
    assert (admit.accepted_canonical(URL, canonical, claims) is not None) is accepted
