"""Anchors: what the chain alone cannot show is shown by a line kept outside the store."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, inspect, text

from models.auth.roles import Role
from models.auth.totp import STEP, code_at, new_secret
from models.commands.accounts import store_account
from models.commands.ledger import delete_demonstration, store_plan, store_reports
from models.commands.records import NewAccount, NewReport
from models.commands.second_factor import turn_on
from models.commands.sign_in import confirm_code, reset_password, sign_in
from models.errors import FileError, SanbiaoError, UnreadableError
from models.maintenance import backup as backups
from models.maintenance.integrity import find_damage, find_other_demonstrations
from models.plan.file import PlanFile
from models.store.anchors import Anchor, anchor_of, append_anchor, find_differences, read_anchors
from models.store.engine import open_store, reach_store
from models.store.hash_chain import seal
from tests.chain_attacks import attack, cut_off, recompute, seals_of
from tests.models.conftest import fill

JULY, AUGUST = date(2023, 7, 31), date(2023, 8, 31)
only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
Plans = Callable[..., PlanFile]


def anchor(engine: Engine) -> Anchor:
    with engine.connect() as connection:
        return anchor_of(connection)


def kinds(engine: Engine, *anchors: Anchor) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(one.kind, one.chain.plan) for one in find_differences(connection, anchors)]


def report(engine: Engine, value: int, plan: str = "small") -> None:
    store_reports(engine, plan, [NewReport("C", AUGUST, Decimal(value))], author="test")


def add_an_administrator(engine: Engine) -> None:
    store_account(engine, NewAccount("li", "李", Role.ADMINISTRATOR), author="test")
    reset_password(engine, "li", "a long secret phrase", author="test")


@pytest.fixture
def staffed_store(small_store_with: Callable[..., Engine], quick_hashes: None) -> Engine:
    """A store with rows in every table of the ledger, and an administrator with a password."""
    return small_store_with(fill, add_an_administrator)


def test_a_store_goes_on_from_all_its_anchors(staffed_store: Engine) -> None:
    anchors = [anchor(staffed_store)]
    for value in range(3):
        report(staffed_store, value)
        anchors.append(anchor(staffed_store))
    assert kinds(staffed_store, *anchors) == []
    assert len({one.head for one in anchors}) == 4
    assert [one.seals for one in anchors] == [anchors[0].seals + n for n in (0, 3, 5, 7)]  # batch and report; first the series
    assert find_damage(staffed_store, "en", anchors) == []


def test_an_anchor_has_the_heads_of_the_plans_and_of_the_staff(staffed_store: Engine) -> None:
    one = anchor(staffed_store)
    assert [chain.plan for chain in one.chains] == ["", "small"]
    with staffed_store.connect() as connection:
        ends = [seals_of(connection, plan)[-1] for plan in (None, 1)]
    assert [(chain.number, chain.chain) for chain in one.chains] == [(end["number"], end["chain"]) for end in ends]


# --- The attacks: each leaves a store in which the chain alone finds nothing


def test_a_tail_cut_off_together_with_its_seals_is_found(staffed_store: Engine) -> None:
    known = anchor(staffed_store)
    with attack(staffed_store) as connection:
        n = len(seals_of(connection))
        cut_off(connection, n - 1)
    assert find_damage(staffed_store, "en") == []
    (found,) = find_damage(staffed_store, "en", [known])
    assert found.startswith(f"small: the store has {n - 1} of the {n} seals of the anchor of ")
    assert found.endswith("(line 1): the end was cut off, or a backup was restored")


def test_a_chain_computed_anew_after_an_alteration_is_found(staffed_store: Engine) -> None:
    known = anchor(staffed_store)
    with attack(staffed_store) as connection:
        connection.execute(text("UPDATE report SET value = 99 WHERE id = 2"))
        recompute(connection)
    assert find_damage(staffed_store, "en") == []
    (found,) = find_damage(staffed_store, "en", [known])
    assert "the chain was computed anew after a change" in found


def test_a_store_cut_off_and_written_on_is_found(staffed_store: Engine) -> None:
    known = anchor(staffed_store)
    with attack(staffed_store) as connection:
        cut_off(connection, len(seals_of(connection)) - 1)
    report(staffed_store, 7)
    assert find_damage(staffed_store, "en") == []
    assert kinds(staffed_store, known) == [("recomputed", "small")]


def test_an_older_store_laid_over_is_found(staffed_store: Engine, tmp_path: Path) -> None:
    first = anchor(staffed_store)
    backups.back_up(staffed_store, tmp_path / "old.sqlite")
    report(staffed_store, 7)
    second = anchor(staffed_store)
    if staffed_store.dialect.name == "sqlite":
        path = Path(str(staffed_store.url.database))
        staffed_store.dispose()
        for suffix in ("-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(tmp_path / "old.sqlite", path)
        expected = "older"
    else:
        backups.restore(staffed_store, tmp_path / "old.sqlite")
        expected = "cut"  # the program's own restore raises the version
    assert find_damage(staffed_store, "en", [first]) == []
    assert kinds(staffed_store, first, second) == [(expected, "small")]
    assert len(find_damage(staffed_store, "en", [first, second])) == 1


def test_a_table_of_seals_that_was_dropped_is_not_made_again(staffed_store: Engine) -> None:
    known = anchor(staffed_store)
    with attack(staffed_store) as connection:
        connection.execute(text("DROP TABLE seal"))
    with pytest.raises(SanbiaoError) as caught:
        report(staffed_store, 1)
    assert caught.value.key == "seals_missing"
    assert "seal" not in inspect(staffed_store).get_table_names()
    assert find_damage(staffed_store, "en")[0] == "seal: this table is missing"
    assert any(
        "small: the store has 0 of" in line or "small: the plan is gone" in line
        for line in find_damage(staffed_store, "en", [known])
    )


def test_seals_that_were_emptied_are_not_written_anew(staffed_store: Engine) -> None:
    known = anchor(staffed_store)
    with attack(staffed_store) as connection:
        connection.execute(text("DELETE FROM seal"))
    with pytest.raises(SanbiaoError) as caught:
        report(staffed_store, 1)
    assert caught.value.key == "rows_unsealed"
    with attack(staffed_store) as connection:  # with the program's own code the attacker can: then the anchor shows it
        for plan in (1, None):
            seal(connection, plan)
    assert find_damage(staffed_store, "en") == []
    assert {plan for _, plan in kinds(staffed_store, known)} >= {"small"}


def test_rows_planted_past_the_program_are_never_sealed_by_the_next_write(staffed_store: Engine) -> None:
    with attack(staffed_store) as connection:
        connection.execute(
            text(
                "INSERT INTO account (login, name, role, districts, is_open, author, recorded_at) SELECT "
                "'eve', 'Eve', role, districts, is_open, author, recorded_at FROM account WHERE login = 'li'"
            )
        )
    damage = find_damage(staffed_store, "en")
    assert len(damage) == 1
    assert damage[0].startswith("account: 1 rows numbered between 2 and 2 were not written")
    with pytest.raises(SanbiaoError) as caught:
        report(staffed_store, 1)
    assert (caught.value.key, caught.value.values["table"]) == ("rows_unsealed", "account")
    assert "manage.py check" in str(caught.value)
    assert find_damage(staffed_store, "en") == damage


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE account SET role = 'administrator', name = 'x' WHERE id = 1",
        "UPDATE password SET hash = 'planted' WHERE id = 1",
        "DELETE FROM password",
    ],
)
def test_an_altered_role_or_a_planted_password_is_found(staffed_store: Engine, change: str) -> None:
    known = anchor(staffed_store)
    with attack(staffed_store) as connection:
        connection.execute(text(change))
    assert len(find_damage(staffed_store, "en")) == 1
    with attack(staffed_store) as connection:
        recompute(connection, None)
    assert kinds(staffed_store, known) == [("recomputed", "")]
    assert find_damage(staffed_store, "en", [known])[-1].startswith("accounts and passwords: seal 2 differs from the anchor")


@pytest.mark.parametrize(
    "change",
    ["UPDATE second_factor SET secret = NULL", "DELETE FROM second_factor", "UPDATE second_factor SET secret = 'PLANTED'"],
)
def test_a_second_factor_taken_away_is_found(staffed_store: Engine, change: str) -> None:
    word = "a long secret phrase"
    secret, step = new_secret(), int(datetime.now(UTC).timestamp()) // STEP
    turn_on(staffed_store, "li", word, secret, code_at(secret, step))
    confirm_code(staffed_store, sign_in(staffed_store, "li", word), code_at(secret, step + 1))
    assert find_damage(staffed_store, "en") == [], "a code that was used is no damage"
    with attack(staffed_store) as connection:
        connection.execute(text(change))
    assert len(find_damage(staffed_store, "en")) == 1


def test_a_schema_version_set_back_does_not_seal_anew(staffed_store: Engine) -> None:
    url = staffed_store.url.render_as_string(hide_password=False)
    for version in ("0005", "0009"):
        with attack(staffed_store) as connection:
            if version == "0005":
                connection.execute(text("CREATE TABLE kept AS SELECT * FROM seal"))
                connection.execute(text("DROP TABLE seal"))
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
        with pytest.raises(SanbiaoError) as caught:
            open_store(url)
        assert caught.value.key == "version_set_back"
        if version == "0005":
            with attack(staffed_store) as connection:
                connection.execute(text("CREATE TABLE seal (plan_id INTEGER NULL)"))


# --- Any cut, any altered row


@pytest.fixture(scope="module")
def anchored(tmp_path_factory: pytest.TempPathFactory, small_plan: Plans) -> tuple[Path, Anchor]:
    """A SQLite store with eight seals, and its anchor."""
    path = tmp_path_factory.mktemp("anchored") / "store.sqlite"
    engine = open_store(f"sqlite:///{path.as_posix()}")
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    store_account(engine, NewAccount("li", "李", Role.ADMINISTRATOR), author="test")
    for value in range(4):
        report(engine, value)
    known = anchor(engine)
    engine.dispose()
    return path, known


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_cut_and_any_altered_row_is_found_by_the_anchor(
    anchored: tuple[Path, Anchor], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path, known = anchored
    copy = tmp_path_factory.mktemp("attacked") / "store.sqlite"
    shutil.copyfile(path, copy)
    engine = reach_store(f"sqlite:///{copy.as_posix()}")
    try:
        with attack(engine) as connection:
            plan = data.draw(st.sampled_from([1, None]))
            seals = seals_of(connection, plan)
            if data.draw(st.booleans()):
                cut_off(connection, data.draw(st.integers(0, len(seals) - 1)), plan)
            else:
                alter_a_row(connection, data.draw(st.sampled_from(seals)), data)
                recompute(connection, plan)
        assert find_damage(engine, "en", [known])
        assert kinds(engine, known)
    finally:
        engine.dispose()
        shutil.rmtree(copy.parent)


def alter_a_row(connection: Any, own: dict[str, Any], data: st.DataObject) -> None:
    """Alter one value of a row under a seal, other than its keys."""
    name = own["name"]
    columns = [row[1] for row in connection.execute(text(f"PRAGMA table_info({name})"))]
    values = [one for one in columns if not one.endswith("id") and one not in ("code", "login")]
    column = data.draw(st.sampled_from(values or ["code"]))
    number = data.draw(st.integers(own["after"] + 1, own["until"]))
    changed = connection.execute(text(f'UPDATE {name} SET "{column}" = :value WHERE id = :id'), {"value": "9", "id": number})
    assert changed.rowcount == 1


# --- Plans that are gone


def test_a_plan_that_is_gone_is_reported_unless_it_was_a_demonstration(staffed_store: Engine, small_plan: Plans) -> None:
    store_plan(staffed_store, small_plan("demo"), author="a", name="d.yaml", demonstration=True)
    known = anchor(staffed_store)
    assert delete_demonstration(staffed_store, "demo")
    assert kinds(staffed_store, known) == [("gone", "demo")]
    assert find_damage(staffed_store, "en", [known]) == []
    assert find_other_demonstrations(staffed_store, "en", [known]) == [
        "The demonstration plan demo was removed or loaded again since the anchor, which is no damage."
    ]
    with attack(staffed_store) as connection:
        cut_off(connection, 0)
    assert kinds(staffed_store, known) == [("gone", "demo"), ("gone", "small")]
    assert find_damage(staffed_store, "en", [known])[-1].startswith("small: the plan is gone; the anchor of ")


# --- The file


def test_a_file_of_anchors_only_grows(staffed_store: Engine, tmp_path: Path) -> None:
    path, contents = tmp_path / "anchors.jsonl", [b""]
    for value in range(3):
        report(staffed_store, value)
        append_anchor(path, anchor(staffed_store))
        contents.append(path.read_bytes())
    assert all(later.startswith(earlier) for earlier, later in zip(contents, contents[1:], strict=False))
    assert [one.head for one in read_anchors(path)][-1] == anchor(staffed_store).head
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(contents[-1].rstrip(b"\n"))  # as an editor may leave it
    append_anchor(path, anchor(staffed_store))
    assert len(read_anchors(path)) == 4


def test_an_anchor_is_read_as_it_was_written(staffed_store: Engine, tmp_path: Path) -> None:
    one = anchor(staffed_store)
    append_anchor(tmp_path / "a", one)
    assert read_anchors(tmp_path / "a") == [one]
    assert set(json.loads(one.as_line())) == {"at", "version", "seals", "head", "chains"}


BAD = {
    "empty": (b"", "no_anchor"),
    "blank": (b"\n \n", "no_anchor"),
    "no JSON": (b"SQLite format 3\x00\n", "not_an_anchor"),
    "other JSON": (b"[1]\n", "not_an_anchor"),
    "no text": (b"\xff\xfe\x00", "not_an_anchor"),
    "deep": (b"[" * 100_000, "not_an_anchor"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_file_without_anchors_is_refused_in_one_sentence(tmp_path: Path, kind: str) -> None:
    content, key = BAD[kind]
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        read_anchors(tmp_path / "a")
    assert caught.value.key == key


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        read_anchors(tmp_path / "none")
    assert caught.value.key == "file_unreadable"


def test_an_altered_anchor_is_named_by_its_line(small_store: Engine, tmp_path: Path) -> None:
    one = anchor(small_store)
    append_anchor(tmp_path / "a", one)
    line = one.as_line()
    (tmp_path / "a").write_text(f"{line}\n{line.replace(one.chains[0].chain, '0' * 64)}\n")
    with pytest.raises(UnreadableError) as caught:
        read_anchors(tmp_path / "a")
    assert (caught.value.key, caught.value.values["line"]) == ("not_an_anchor", 2)


@only_sqlite
def test_nothing_is_appended_to_a_file_of_another_kind(small_store: Engine) -> None:
    path = Path(str(small_store.url.database))
    with pytest.raises(UnreadableError):
        append_anchor(path, anchor(small_store))
    with closing(small_store.raw_connection()) as connection:
        assert connection.cursor().execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_time_of_an_anchor_is_in_utc(small_store: Engine) -> None:
    with small_store.connect() as connection:
        one = anchor_of(connection, datetime(2023, 6, 30, 1, 2, 3, tzinfo=UTC))
    assert json.loads(one.as_line())["at"] == "2023-06-30T01:02:03Z"
