"""The catalogue is complete, its codes are real, and nothing stands in it twice."""

from __future__ import annotations

import re
import subprocess
import sys
from zoneinfo import available_timezones

import pytest

from monitor import catalogue, urls
from monitor.catalogue import Entry
from monitor.model import Kind

LANGUAGES = set("fa ar ckb kmr en fr de tr ru es he ja zh ps".split())  # noqa: SIM905
COUNTRIES = set(
    "AF AT BE CA CH CZ DE EG ES FR GB HK IE IL IQ IR JP LB LV MA NI NL NO QA RU SD SG SY TN TR US YE".split()  # noqa: SIM905
)


def test_it_holds_what_people_would_thank_for() -> None:
    found = catalogue.entries()
    assert len(found) >= 70
    for language, least in {
        "fa": 25,
        "ckb": 5,
        "kmr": 2,
        "ar": 15,
        "en": 20,
        "tr": 5,
        "ru": 4,
        "fr": 3,
        "de": 3,
        "es": 2,
    }.items():
        assert len(catalogue.select(languages=(language,))) >= least, language
    assert len(catalogue.select(kinds=(Kind.ADVOCACY,))) >= 30
    assert len(catalogue.select(text="press freedom")) >= 8
    assert not any(entry.verified for entry in found)


@pytest.mark.parametrize("entry", catalogue.entries(), ids=lambda entry: entry.source.id)
def test_every_entry_is_complete_and_its_codes_are_real(entry: Entry) -> None:
    source = entry.source
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,40}", source.id)
    assert source.name.strip() == source.name
    assert source.name.isprintable()
    assert source.owner
    assert source.language in LANGUAGES
    assert source.country in COUNTRIES
    assert source.time_zone in available_timezones()
    assert entry.own_name
    assert source.labels == {"desk": entry.desk}
    for address in (source.url, *source.feeds, *source.sitemaps):
        assert address.startswith("https://")
        assert urls.canonical(address) is not None
    assert source.discover is not bool(source.feeds or source.sitemaps)


def test_nothing_stands_in_it_twice() -> None:
    found = catalogue.entries()
    for values in (
        [entry.source.id for entry in found],
        [entry.source.name for entry in found],
        [urls.key(entry.source.url) for entry in found],
        [feed for entry in found for feed in entry.source.feeds],
    ):
        assert len(values) == len(set(values))


@pytest.mark.parametrize("language", ["fa", "ar", "ckb", "he", "ja", "zh"])
def test_outlets_have_their_name_in_their_own_script(language: str) -> None:
    for entry in catalogue.select(languages=(language,)):
        assert not entry.own_name.isascii(), entry.source.id


def test_a_selection_combines_its_conditions() -> None:
    found = catalogue.select(languages=("fa",), kinds=(Kind.ADVOCACY,), text="هرانا")
    assert [entry.source.id for entry in found] == ["hrana"]
    assert catalogue.select(languages=("fa",), countries=("JP",)) == ()
    assert {entry.desk for entry in catalogue.select(desks=("kurdish",))} == {"kurdish"}


def test_editions_of_one_house_have_one_owner() -> None:
    assert {entry.source.owner for entry in catalogue.select(text="bbc")} == {"BBC"}


def test_one_edition_of_a_house_keeps_to_its_part_of_the_site() -> None:
    editions = {entry.source.id: entry.source for entry in catalogue.select(text="hengaw")}
    article = "https://hengaw.net/fa/news/2026/11/article-1"
    matching = [
        name for name, source in editions.items() if all(re.search(pattern, article) for pattern in source.include)
    ]
    assert matching == ["hengaw-fa"]
    assert all(re.search(pattern, source.url) for source in editions.values() for pattern in source.include)


def test_reading_it_loads_nothing_heavy() -> None:
    code = "import sys; from monitor import catalogue; catalogue.entries(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"lxml", "sqlalchemy", "pydantic", "tldextract", "scrapy"} & set(loaded)
