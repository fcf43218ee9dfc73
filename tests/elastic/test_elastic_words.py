"""The server's analyzer finds the words that `analysis` finds; the templates say what the program says."""

from __future__ import annotations

import hashlib
import unicodedata
from random import Random

import pytest
from query import invented

from monitor.analysis import ANALYSIS_VERSION, folds, terms
from monitor.elastic import ElasticIndex, templates

SCRIPTS = (
    "دانشجویان می‌گویند: «زنِ زندگی» کتاب‌ها ۱۴۰۵ سـلام آزادی‌ خواهان مسئول مؤسسه",
    "قال المُتَحَدِّثُ إنّ الأُسْرى في السِّجن ١٢٣ أَكَلَ لا إله",
    "ڕۆژنامەنووس لە هەولێر ده‌ستگیرکرا ێ ۆ ڵ",
    "צה״ל הודיע: שָׁלוֹם ג׳ירף",
    "東京の刑務所でニュースが ﾊﾟﾘで ｶﾞｲﾄﾞ 中国人权 '自由'",
    "ข่าวเรือนจำ เสรีภาพ ۱๒๓ ພາສາລາວ",
    "जेल में पत्रकार की आज़ादी क़लम",
    "İstanbul'da ısparta IŞIK Straße ŒUVRE ﬁn naïve l’ami l'Iran U.S.A. foo_bar 3,14 a:b",
    "Журналист Ёлка й Й її ґ",
    "e\u0301te\u0301 A\u030angstro\u0308m 한국어 각\u11a8 🇮🇷 👩‍👩‍👧 ♪ ★ ½ ² ℃ ① Ⅻ",
)


def test_the_server_finds_the_words_that_we_find(index: ElasticIndex) -> None:
    fresh = index.begin_rebuild()
    fresh.sets.create_month(f"{fresh._fixed}-2026.11", in_use=False)
    client, random = index.connection.client, Random(8)
    texts = [*SCRIPTS, *(invented.sentence(random, 30) for _ in range(200))]
    for text in texts:
        plain = unicodedata.normalize("NFC", text)
        found = client.indices.analyze(index=f"{fresh._fixed}-2026.11", analyzer="news", text=plain)
        assert [token["token"] for token in found["tokens"]] == terms(text), text


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_the_server_finds_the_words_that_we_find_in_twenty_thousand_texts(index: ElasticIndex) -> None:
    fresh = index.begin_rebuild()
    fresh.sets.create_month(f"{fresh._fixed}-2026.11", in_use=False)
    client, random, different = index.connection.client, Random(9), []
    for _ in range(200):
        texts = [invented.sentence(random, 12) for _ in range(100)]
        joined = [unicodedata.normalize("NFC", f"{text} zzparted") for text in texts]
        found = client.indices.analyze(index=f"{fresh._fixed}-2026.11", analyzer="news", text=joined)
        server = " ".join(token["token"] for token in found["tokens"]).split("zzparted")
        different += [text for text, told in zip(texts, server, strict=False) if told.split() != terms(text)]
    assert different == []


def test_the_fold_table_changes_only_with_its_version() -> None:
    """Whoever changes the table must raise ANALYSIS_VERSION: indices are named by it, and made anew."""
    table = "\n".join(f"{key}\t{value}" for key, value in sorted(folds().items()))
    digests = {2: "7df24bb434f6bfe3"}
    assert hashlib.sha256(table.encode()).hexdigest()[:16] == digests[ANALYSIS_VERSION]


def test_the_char_filter_is_the_whole_fold_table_in_its_own_notation() -> None:
    def read(escaped: str) -> str:
        units = [int(unit, 16) for unit in escaped.split("\\u")[1:]]
        return b"".join(unit.to_bytes(2, "big") for unit in units).decode("utf-16-be")

    rules = [rule.partition(" => ")[::2] for rule in templates.mappings()]
    assert {read(source): read(folded) for source, folded in rules} == dict(folds())


def test_templates_name_their_program_their_versions_and_their_prefix() -> None:
    for name in templates.NAMES:
        body = templates.body(name, prefix="desk-")
        assert all(pattern.startswith("desk-news-") for pattern in body["index_patterns"])
        assert body["_meta"]["program"] == "media-monitor"
        assert body["template"]["mappings"]["_meta"]["analysis"] == ANALYSIS_VERSION
        assert body["template"]["mappings"]["dynamic"] is False


def test_a_server_without_stemming_gets_no_field_that_needs_it() -> None:
    none = templates.body("news", stems=frozenset())["template"]["mappings"]["properties"]
    some = templates.body("news", stems=frozenset({"fa"}))["template"]["mappings"]["properties"]
    assert none["stem"]["properties"] == {}
    assert some["stem"]["properties"] == {"fa": {"type": "text", "analyzer": "persian"}}
