"""What an index set holds: fields, and an article as a tantivy document.

Text is analysed by us, never by tantivy. Terms hold no white space, so a field of one value goes
in as its terms with spaces between and is split natively at them: the same terms in the same
positions as pre-tokenised text, four times as fast. Authors and tags, several values with a gap
of positions between, go in pre-tokenised. No text is stored: it lives in the ledger.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import tantivy

from monitor.analysis import ANALYSIS_VERSION, terms
from monitor.model import Searchable
from monitor.ports import Checkpoint
from monitor.query.document import Document, Field, prepare

SCHEMA_VERSION = 1

SET_NAME = f"s{SCHEMA_VERSION}-a{ANALYSIS_VERSION}"
"""First part of a set's folder name: sets of another schema or analysis are never read."""

ARTICLE, CHECKPOINT = "article", "checkpoint"
"""Values of `row`: what a tantivy document is."""

SPLIT = ("title", "summary", "text", "url")
PRETOKENIZED = ("author", "tag")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_KEY_BITS = 31


def build() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("row", stored=True, tokenizer_name="raw", index_option="basic")
    # Signed: deleting by the term of an unsigned field deletes nothing in tantivy-py 0.27, and says nothing.
    builder.add_integer_field("key", indexed=True, fast=True)
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("checkpoint", stored=True)
    for name in SPLIT:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in PRETOKENIZED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="position")
    for name in ("source", "lang", "kind", "country", "state", "domain", "label"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    # Counted values keep the case that people see.
    for name in ("by_source", "by_language", "by_author"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in ("published", "first_seen", "when"):
        builder.add_integer_field(name, indexed=True, fast=True)
    builder.add_unsigned_field("order", fast=True)
    return builder.build()


def article(searchable: Searchable) -> tantivy.Document:
    document = prepare(searchable)
    record = searchable.record
    row = tantivy.Document()
    row.add_text("row", ARTICLE)
    row.add_integer("key", record.key)
    row.add_text("id", record.id)
    for name in SPLIT:
        row.add_text(name, " ".join(terms(document.words[name].texts[0])))
    for name in PRETOKENIZED:
        if placed := _pretokenized(document.words[name]):
            row.add_pre_tokenized_text(name, placed)
    for name, values in document.values.items():
        for each in values:
            row.add_text(name, each)
    row.add_text("by_source", record.source)
    row.add_text("by_language", record.article.language)
    for author in dict.fromkeys(record.article.authors):
        row.add_text("by_author", author)
    if document.published is not None:
        row.add_integer("published", microseconds(document.published))
    row.add_integer("first_seen", microseconds(document.first_seen))
    row.add_integer("when", microseconds(document.when))
    row.add_unsigned("order", order(document, record.key))
    return row


def checkpoint(value: Checkpoint) -> tantivy.Document:
    row = tantivy.Document()
    row.add_text("row", CHECKPOINT)
    row.add_bytes("checkpoint", f"{value.generation} {value.seq} {value.ledger}".encode())
    return row


def read_checkpoint(row: tantivy.Document) -> Checkpoint:
    generation, seq, ledger = bytes(row["checkpoint"][0]).decode().split(" ", 2)
    return Checkpoint(ledger=ledger, generation=int(generation), seq=int(seq))


def microseconds(moment: datetime) -> int:
    """Since 1970 in UTC, exact."""
    since: timedelta = moment - _EPOCH
    return since // timedelta(microseconds=1)


def order(document: Document, key: int) -> int:
    """By time in whole seconds, then by key: no two articles are equal, so pages never overlap."""
    seconds = min(max(microseconds(document.when) // 1_000_000 + 2**32, 0), 2**33 - 1)  # 1834 to 2106
    return int(seconds << _KEY_BITS | key & (2**_KEY_BITS - 1))


def _pretokenized(field: Field) -> tantivy.PreTokenizedString | None:
    if not field.placed:
        return None
    # Offsets are not kept by tantivy's postings; highlights come from the matcher.
    return tantivy.PreTokenizedString("", [tantivy.Token(token.term, at, 0, 0) for at, token in field.placed])
