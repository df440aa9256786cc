"""Snapshots: a factory that is pinned to a time knows nothing later, and says so."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.snapshots.shelf import Shelf
from models.snapshots.snapshot import SnapshotFactory

JUNE = date(2023, 6, 30)


@pytest.fixture
def pinned(small_store: Engine) -> SnapshotFactory:
    """A factory pinned to a time at which C was 2; 3 was recorded afterwards."""
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(2))], author="t")
    factory = SnapshotFactory(small_store, SnapshotFactory(small_store).now())
    store_reports(small_store, "small", [NewReport("C", JUNE, Decimal(3))], author="t")
    return factory


def actual(factory: SnapshotFactory, known_at: datetime | None = None) -> int:
    """Return the figure of C at the end of June."""
    return int(factory.snapshot("small", JUNE, known_at).city.set_index("code").at["C", "actual"])


def test_a_pinned_factory_knows_nothing_later(pinned: SnapshotFactory, small_store: Engine) -> None:
    assert actual(pinned) == 2
    assert actual(pinned, datetime.now(UTC)) == 2
    assert actual(SnapshotFactory(small_store)) == 3


def test_an_exhibit_of_a_pinned_factory_is_the_one_at_its_own_address(pinned: SnapshotFactory, small_store: Engine) -> None:
    made = ExhibitBuilder(pinned).make(Address("targets", "small", JUNE, date(2023, 5, 31)))
    again = ExhibitBuilder(SnapshotFactory(small_store)).make(made.address)
    assert again.data == made.data


def test_a_frame_that_a_reader_writes_into_is_nobody_elses(small_store: Engine) -> None:
    snapshot = SnapshotFactory(small_store).snapshot("small", JUNE)
    mine = snapshot.city
    mine["name"] = "x"
    assert "x" not in set(snapshot.city["name"])


def test_the_versions_of_a_store_share_a_shelf_though_it_is_empty_at_first(small_store: Engine) -> None:
    shelf, kept = Shelf(2**20), []
    for version in (1, 2):
        SnapshotFactory(small_store, shelf=shelf, version=version).snapshot("small", JUNE)
        kept.append(len(shelf))
    assert kept == [1, 2]
