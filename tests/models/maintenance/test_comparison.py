"""A backup compared with the store that it replaces and with anchors: equal, older, newer, different."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.errors import UnreadableError
from models.maintenance.backup import back_up, restore
from models.maintenance.comparison import compare_backup
from models.store.anchors import Anchor, anchor_of
from models.store.engine import reach_store
from tests.chain_attacks import attack, recompute

JUNE = date(2023, 6, 30)
only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def report(engine: Engine, value: int) -> None:
    store_reports(engine, "small", [NewReport("C", JUNE, Decimal(value))], author="test")


def anchor(engine: Engine) -> Anchor:
    with engine.connect() as connection:
        return anchor_of(connection)


@pytest.fixture
def reported_store(small_store: Engine) -> Engine:
    report(small_store, 0)
    return small_store


@pytest.fixture
def backup(reported_store: Engine, tmp_path: Path) -> Path:
    back_up(reported_store, tmp_path / "backup.sqlite")
    return tmp_path / "backup.sqlite"


def test_a_fresh_backup_is_the_store(reported_store: Engine, backup: Path) -> None:
    assert compare_backup(reported_store, backup, "en") == ["The backup is the store as it was before."]


def test_a_backup_is_older_by_the_seals_written_since(reported_store: Engine, backup: Path) -> None:
    at = anchor(reported_store)
    report(reported_store, 1)
    now = anchor(reported_store)
    assert compare_backup(reported_store, backup, "en", [at, now]) == [
        "The backup is 2 seals older than the store before.",
        f"The backup is 2 seals older than the anchor of {now.at:%Y-%m-%d %H:%M} UTC.",
    ]
    (_, with_anchor) = compare_backup(reported_store, backup, "en", [at])
    assert with_anchor == f"The backup is the store of the anchor of {at.at:%Y-%m-%d %H:%M} UTC."


def test_a_backup_is_newer_than_a_store_restored_from_an_older_one(reported_store: Engine, backup: Path, tmp_path: Path) -> None:
    at = anchor(reported_store)
    report(reported_store, 1)
    back_up(reported_store, tmp_path / "newer.sqlite")
    restore(reported_store, backup)
    assert compare_backup(reported_store, tmp_path / "newer.sqlite", "en", [at]) == [
        "The backup is 2 seals newer than the store before.",
        f"The backup goes on from the anchor of {at.at:%Y-%m-%d %H:%M} UTC, with 2 seals more.",
    ]


def test_a_backup_whose_chain_was_computed_anew_differs(reported_store: Engine, backup: Path) -> None:
    known = anchor(reported_store)
    forged = reach_store(f"sqlite:///{backup.as_posix()}")
    with attack(forged) as connection:
        connection.execute(text("UPDATE report SET value = 99"))
        recompute(connection)
    forged.dispose()
    assert compare_backup(reported_store, backup, "en", [known]) == [
        "The backup differs from the store before: neither goes on from the other.",
        f"The backup differs from the anchor of {known.at:%Y-%m-%d %H:%M} UTC: do not trust it before this is explained.",
    ]


@only_sqlite
@pytest.mark.parametrize("content", [None, b"rubbish" * 1000])
def test_without_a_readable_store_there_is_nothing_to_compare_with(backup: Path, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "store.sqlite"
    if content:
        path.write_bytes(content)
    engine = reach_store(f"sqlite:///{path.as_posix()}")
    assert compare_backup(engine, backup, "en") == ["There was no readable store before with which to compare the backup."]
    assert path.exists() == (content is not None)
    engine.dispose()


def test_a_backup_that_has_lost_its_seals_is_not_restored(reported_store: Engine, backup: Path) -> None:
    stripped = reach_store(f"sqlite:///{backup.as_posix()}")
    with attack(stripped) as connection:
        connection.execute(text("DROP TABLE seal"))
    stripped.dispose()
    before = anchor(reported_store).head
    for work in (restore, lambda engine, source: compare_backup(engine, source, "en")):
        with pytest.raises(UnreadableError) as caught:
            work(reported_store, backup)
        assert caught.value.key == "backup_unsealed"
    assert anchor(reported_store).head == before
