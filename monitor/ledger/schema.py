"""The tables, for SQLite and PostgreSQL alike. The migrations build them; a test compares both.

Shapes that everything else leans on:

- Times are whole microseconds since 1970 UTC. Small vocabularies (outcome, state, change kind) are integers, see
  `codec`; reasons and looks are their words. A URL is known by the first 16 bytes of the SHA-256 of its key.
- `urls` holds every spelling of every URL once. `leads.id` is the id of its URL's row, so a URL has at most one lead;
  `urls.article` is set in the transaction that stores the article and never before.
- `lanes` are the pairs of source and host. A lead waits in a lane: an excluded source or a busy host costs a claim
  nothing, however much is due there.
- A row is in hand while its `hand` is the fencing token of its host's current lease. A new lease has a new token, so
  what a dead process held is free again without anybody cleaning up.
- `texts` are shared by identical revisions and copies; `words` is eight bytes of the content hash.
- `changes.seq` is given by `counter` just before the commit; it is not an identity.

Random keys (`urls.digest`, `articles.public`, `texts.words`) are what grows with the ledger: each costs a page of the
write-ahead log per article once the ledger is large. There are these three and no more; all other indices are written
near their end. Foreign keys are not declared: one writer's code keeps them, and `check` verifies them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, SmallInteger, Table, Text
from sqlalchemy import text as sql

SCHEMA = "0001"
"""The newest migration: what this program reads and writes."""

metadata = MetaData()
_Id = BigInteger().with_variant(Integer(), "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("num", _Id, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text),
    Column("kind", Text),
    Column("country", Text),
    Column("owner", Text),
    Column("labels", Text),
    Column("first_seen", BigInteger, nullable=False),
    Column("baseline_at", BigInteger),
    Column("paused_until", BigInteger),
    Column("pause_reason", Text),
)

hosts = Table(
    "hosts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("token", BigInteger, nullable=False, server_default=sql("0")),
    Column("holder", Text),
    Column("expires", BigInteger, nullable=False, server_default=sql("0")),
    Column("used_at", BigInteger, nullable=False, server_default=sql("0")),
)

lanes = Table(
    "lanes",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("source", BigInteger, nullable=False),
    Column("host", BigInteger, nullable=False),
    Index("lanes_by_pair", "source", "host", unique=True),
)

listings = Table(
    "listings",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("source", BigInteger, nullable=False),
    Column("host", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("found_at", BigInteger, nullable=False),
    Column("next_poll", BigInteger),
    Column("last_poll", BigInteger),
    Column("last_good", BigInteger),
    Column("failures", Integer, nullable=False, server_default=sql("0")),
    Column("problem", Text),
    Column("interval_s", BigInteger),
    Column("entries", Integer, nullable=False, server_default=sql("0")),
    Column("yielded", Integer, nullable=False, server_default=sql("0")),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("hand", BigInteger),
    Column("tries", Integer, nullable=False, server_default=sql("0")),
    Index("listings_by_url", "source", "url", "kind", unique=True),
    Index("listings_by_poll", "next_poll"),
)

urls = Table(
    "urls",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("digest", LargeBinary(16), nullable=False),
    Column("key", Text),
    Column("article", BigInteger),
    Index("urls_by_digest", "digest", unique=True),
    Index(
        "urls_by_article",
        "article",
        sqlite_where=sql("article IS NOT NULL"),
        postgresql_where=sql("article IS NOT NULL"),
    ),
)

leads = Table(
    "leads",
    metadata,
    Column("id", _Id, primary_key=True, autoincrement=False),
    Column("lane", BigInteger, nullable=False),
    Column("listing", BigInteger, nullable=False),
    Column("url", Text),
    Column("outcome", SmallInteger, nullable=False),
    Column("reason", Text),
    Column("detail", Text),
    Column("next_try", BigInteger),
    Column("tries", Integer, nullable=False, server_default=sql("0")),
    Column("hand", BigInteger),
    Column("article", BigInteger),
    Column("found_at", BigInteger, nullable=False),
    Column("settled_at", BigInteger),
    Column("published", BigInteger),
    Column("etag", Text),
    Column("last_modified", Text),
    Index(
        "leads_due",
        "lane",
        "outcome",
        "next_try",
        sqlite_where=sql("next_try IS NOT NULL"),
        postgresql_where=sql("next_try IS NOT NULL"),
    ),
    Index(
        "leads_by_article",
        "article",
        sqlite_where=sql("article IS NOT NULL"),
        postgresql_where=sql("article IS NOT NULL"),
    ),
    Index("leads_refused", "settled_at", sqlite_where=sql("outcome = 2"), postgresql_where=sql("outcome = 2")),
)

lead_facts = Table(
    "lead_facts",
    metadata,
    Column("lead", _Id, primary_key=True, autoincrement=False),
    Column("known", LargeBinary, nullable=False),
)

lead_paths = Table(
    "lead_paths",
    metadata,
    Column("listing", BigInteger, primary_key=True, autoincrement=False),
    Column("lead", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", Text),
    Column("listed", Boolean, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Index("lead_paths_by_lead", "lead"),
    sqlite_with_rowid=False,
)

articles = Table(
    "articles",
    metadata,
    Column("key", _Id, primary_key=True),
    Column("public", LargeBinary(16), nullable=False),
    Column("source", BigInteger, nullable=False),
    Column("url", BigInteger, nullable=False),
    Column("address", Text),
    Column("lead", BigInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("into", BigInteger),
    Column("claim", BigInteger),
    Column("revision", Integer, nullable=False),
    Column("current", BigInteger),
    Column("backlog", Boolean, nullable=False),
    Column("language", Text),
    Column("published", BigInteger),
    Column("first_seen", BigInteger, nullable=False),
    Column("last_seen", BigInteger, nullable=False),
    Column("missing_since", BigInteger),
    Column("looks", Integer, nullable=False, server_default=sql("0")),
    Column("seq", BigInteger, nullable=False, server_default=sql("0")),
    Index("articles_by_public", "public", unique=True),
    Index("articles_by_source", "source", "key"),
    Index(
        "articles_by_alias", "into", sqlite_where=sql('"into" IS NOT NULL'), postgresql_where=sql('"into" IS NOT NULL')
    ),
    Index("articles_by_first_seen", "first_seen"),
    Index(
        "articles_by_claim", "claim", sqlite_where=sql("claim IS NOT NULL"), postgresql_where=sql("claim IS NOT NULL")
    ),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("article", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    Column("rendition", Integer, nullable=False, server_default=sql("0")),
    Column("at", BigInteger, nullable=False),
    Column("extractor", Text),
    Column("text", BigInteger, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("meta", Text, nullable=False),
    Index("revisions_by_article", "article", "number", "rendition", unique=True),
    Index("revisions_by_text", "text"),
)

texts = Table(
    "texts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("words", BigInteger, nullable=False),
    Column("digest", LargeBinary(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("texts_by_words", "words"),
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("article", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", _Id, primary_key=True, autoincrement=False),
    Column("article", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("lead", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("url", Text),
    Column("status", Integer),
    Column("final_url", Text),
    Column("content_type", Text),
    Column("size", BigInteger),
    Column("elapsed_ms", BigInteger),
    Column("look", Text),
    Column("outcome", SmallInteger),
    Column("reason", Text),
    Column("detail", Text),
    Column("file", BigInteger),
    Column("offset", BigInteger),
    Column("length", BigInteger),
    Column("digest", LargeBinary),
    Column("revisit", Boolean),
    Index("attempts_by_lead", "lead"),
    Index(
        "attempts_refused",
        "at",
        sqlite_where=sql("outcome = 2 AND file IS NOT NULL"),
        postgresql_where=sql("outcome = 2 AND file IS NOT NULL"),
    ),
)

files = Table(
    "files",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

runs = Table(
    "runs",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("pid", Integer, nullable=False),
    Column("command", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("beat_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("state", Text, nullable=False),
    Column("counters", Text, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

ARCHIVED = (files.c.name, attempts.c.offset, attempts.c.length, attempts.c.digest, attempts.c.revisit)
"""Of an attempt and its file, what `codec.archive_ref` is made from."""
