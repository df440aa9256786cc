"""What readers take away is recorded: who, from where, what, and with which filters."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from components.exhibits.address import Address
from components.session import exports, user
from components.session.identity import PEER_HEADER, Visit
from models.auth.roles import Staff
from models.errors import StoreError
from models.queries.audit_log import read_log
from models.store.engine import open_store, reading

ADDRESS = Address("map", "zhengzhou-2023", date(2023, 6, 30), date(2023, 5, 31), chosen={"district": "410105"})


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store, asked by a page that somebody opened from another computer."""
    engine = open_store(f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}")
    monkeypatch.setattr(exports, "engine", lambda: engine)
    monkeypatch.setattr(user, "who", Staff)
    monkeypatch.setattr(user, "visit", lambda: Visit({PEER_HEADER: "203.0.113.9"}))
    yield engine
    engine.dispose()


def taken(engine: Engine) -> list[tuple[str, ...]]:
    """Author, name, plan, filters and address of each export in the log."""
    with reading(engine) as session:
        rows = read_log(session)
    return [tuple(row) for row in rows.loc[rows["what"] == "export", ["author", "about", "plan", "note", "address"]].to_numpy()]


def test_a_file_is_recorded_when_it_is_asked_for_and_not_before(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(user, "who", lambda: Staff("wang", "王芳"))
    make = exports.recorded(lambda: b"a deck", "map.pptx", ADDRESS)
    assert taken(store) == []
    assert (make(), make()) == (b"a deck", b"a deck")
    assert taken(store) == [("wang", "map.pptx", "zhengzhou-2023", str(ADDRESS), "203.0.113.9")] * 2
    assert "district=410105" in taken(store)[0][3]


def test_an_anonymous_reader_is_recorded_by_the_address_alone(store: Engine) -> None:
    exports.recorded(lambda: b"", "log.csv")()
    assert taken(store) == [("", "log.csv", "", None, "203.0.113.9")]


def test_a_file_that_cannot_be_made_is_no_export(store: Engine) -> None:
    def broken() -> bytes:
        raise StoreError("store_busy", where="x")

    with pytest.raises(StoreError):
        exports.recorded(broken, "map.pptx", ADDRESS)()
    assert taken(store) == []


def test_a_store_that_cannot_be_written_still_gives_its_files_and_the_log_says_so(
    store: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    @event.listens_for(store, "begin")
    def read_only(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # type: ignore[attr-defined]

    assert exports.recorded(lambda: b"a deck", "map.pptx", ADDRESS)() == b"a deck"
    (record,) = [one for one in caplog.records if one.message == "export"]
    assert record.__dict__["values"]["not_recorded"] == "store_read_only"
    assert taken(store) == []
