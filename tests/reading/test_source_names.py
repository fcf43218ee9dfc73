"""Rename, remove and reset a source: in the configuration, in the ledger, in the index."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from reading.conftest import Desk
from reading.fill import ARTICLES

from monitor import ledger, settings
from monitor.model import Outcome, Task, TaskKind
from monitor.ports import Polled

SORANI = next(written for written in ARTICLES if written.source.id == "chiya")
ADDED = (
    "# Mine.\n\n[[source]]\n"
    'id   = "chiya"\nname = "چیا"\nurl  = "https://chiya.example"\nlanguage = "ckb"\nmin_words = 5\n'
    '# from the catalogue\n[source.labels]\ndesk = "kurdish"\n\n'
    "[[source]]\nid = \"other\"\nurl = \"https://other.example\"\nname = '''\n[[source]]\nid = \"chiya\"'''\n"
)


@pytest.fixture
def added(own_desk: Desk) -> Desk:
    """`chiya` stands in sources/added.toml, the others in the file that a person wrote."""
    path = own_desk.home / "monitor.toml"
    tables = path.read_text(encoding="utf-8").split("[[source]]\n")
    kept = [table for table in tables[1:] if 'id = "chiya"' not in table]
    head = tables[0].replace("version = 1", 'version = 1\ninclude = ["sources/*.toml"]')
    path.write_text("[[source]]\n".join([head, *kept]), encoding="utf-8")
    (own_desk.home / "sources").mkdir()
    (own_desk.home / "sources" / "added.toml").write_text(ADDED, encoding="utf-8")
    return own_desk


def names(desk: Desk) -> list[str]:
    return [source.id for source in settings.load(desk.home / "monitor.toml", {}).sources]


def test_a_renamed_source_keeps_its_articles_and_is_found_under_its_new_name(added: Desk) -> None:
    hand_written = (added.home / "monitor.toml").read_bytes()
    assert "chiya → chiya-kurdi" in added.run("sources", "rename", "chiya", "chiya-kurdi")
    assert "chiya" not in names(added)
    text = (added.home / "sources" / "added.toml").read_text(encoding="utf-8")
    assert text == ADDED.replace('id   = "chiya"', 'id   = "chiya-kurdi"'), "nothing but its id was touched"
    assert (added.home / "monitor.toml").read_bytes() == hand_written
    assert added.ask("show", SORANI.url)[0]["source"] == "chiya-kurdi"
    assert added.ask("search", "source:chiya-kurdi")[-1]["total"] == 1
    assert added.ask("search", "source:chiya")[-1]["total"] == 0
    assert added.ask("doctor", "index")[-1]["problems"] == 0
    added.run("sources", "rename", "chiya", "chiya-kurdi", expect=1)


def test_a_file_that_a_person_wrote_is_never_rewritten_but_the_ledger_follows_it(added: Desk) -> None:
    path = added.home / "monitor.toml"
    before = path.read_bytes()
    added.run("sources", "rename", "harbour", "quay", expect=12)
    assert 'id = "harbour"   becomes   id = "quay"' in added.err
    added.run("sources", "remove", "harbour", expect=12)
    assert "monitor.toml:" in added.err
    assert path.read_bytes() == before
    path.write_bytes(before.replace(b'id = "harbour"', b'id = "quay"'))
    assert added.ask("sources", "rename", "harbour", "quay")[-1]["articles"] == 2
    assert added.ask("search", "source:quay")[-1]["total"] == 2


@pytest.mark.parametrize(("new", "exit"), [("nilufar", 2), ("چیا", 2), ("Chiya", 2), ("", 2)])
def test_a_name_that_is_taken_or_none_changes_nothing(added: Desk, new: str, exit: int) -> None:
    added.run("sources", "rename", "chiya", new, expect=exit)
    assert (added.home / "sources" / "added.toml").read_text(encoding="utf-8") == ADDED
    assert "chiya" in names(added)


def test_a_removed_source_leaves_its_articles_unless_they_are_purged(added: Desk) -> None:
    assert "stays" in added.run("sources", "remove", "chiya")
    assert names(added)[-1] == "other"
    text = (added.home / "sources" / "added.toml").read_text(encoding="utf-8")
    assert text.startswith('# Mine.\n\n[[source]]\nid = "other"')
    assert added.ask("search", "source:chiya")[-1]["total"] == 1
    added.run("sources", "remove", "chiya", expect=1)
    added.run("sources", "remove", "chiya", "--purge", expect=2)
    assert added.ask("search", "source:chiya")[-1]["total"] == 1
    assert added.ask("sources", "remove", "chiya", "--purge", "--yes")[-1]["erased"] == 1
    assert added.ask("search", "source:chiya")[-1]["total"] == 0
    added.run("show", SORANI.url, expect=1)
    assert "erased" in added.err


def test_a_reset_source_is_looked_at_afresh_and_keeps_what_it_has(own_desk: Desk) -> None:
    before = own_desk.ask("search", "source:harbour")[-1]["total"]
    done = own_desk.ask("sources", "reset", "harbour")[0]
    assert done["listings"] > 0
    with ledger.open(own_desk.home / "state" / "ledger.db") as book:
        outcomes = book.counts("harbour").outcomes
        assert outcomes[Outcome.QUARANTINED] == 0
        assert outcomes[Outcome.WAITING] == done["leads"] > 0
        assert all(
            not each.failures and each.problem is None and each.etag is None for each in book.listings("harbour")
        )
        assert not book.check()
    assert own_desk.ask("search", "source:harbour")[-1]["total"] == before


def test_health_and_gaps_say_what_ails_a_source_and_end_with_4(own_desk: Desk) -> None:
    now = datetime.now(UTC)
    with ledger.open(own_desk.home / "state" / "ledger.db") as book:
        writer = book.writer()
        for row in book.listings("harbour"):
            task = Task(kind=TaskKind.POLL, source="harbour", host="", url=row.url, token=0, listing=row.id)
            failed = Polled(at=now, next_poll=now, interval_s=None, status=200, problem="the feed is empty")
            writer.submit(lambda tx, task=task, failed=failed: tx.settle_poll(task, failed)).result()  # type: ignore[misc]
        writer.close()
    *symptoms, summary = own_desk.ask("sources", "health", "-l", "desk=europe", expect=4)
    assert [(each["source"], each["kind"]) for each in symptoms] == [("harbour", "failing")]
    assert "the feed is empty (1 look, good last" in symptoms[0]["evidence"]
    assert (summary["sources"], summary["ill"]) == (1, 1)
    assert "monitor sources show harbour" in own_desk.run("sources", "health", expect=4)
    own_desk.run("sources", "pause", "harbour")
    assert own_desk.ask("sources", "health", "-l", "desk=europe")[-1]["paused"] == 1
    assert own_desk.ask("sources", "gaps", "nilufar")[-1]["missed"] == 0
    own_desk.run("sources", "gaps", "nilufa", expect=1)
    assert 'Did you mean "nilufar"?' in own_desk.err
