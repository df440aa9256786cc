"""A clock that is far wrong: what is refused, what an administrator may do, and that a later write is always known later."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from components.cli.main import main
from models.auth.roles import Role, Staff, on_behalf_of
from models.commands import clock as confirming
from models.commands import ledger
from models.commands.accounts import store_account
from models.commands.clock import confirm_clock
from models.commands.ledger import store_reports, withdraw_batch
from models.commands.meetings import hold_meeting, store_meeting
from models.commands.records import NewAccount, NewMeeting, NewReport
from models.config import read_settings
from models.errors import ConflictError, RightError, StoreError
from models.queries.audit_log import read_log
from models.snapshots.plan_data import read_standings
from models.store import clock
from models.store.engine import open_store, reading
from models.tables import Batch, columns

JUNE, JULY = date(2023, 6, 30), date(2023, 7, 31)
YEAR, DAY = timedelta(days=365), timedelta(days=1)
Set = Callable[[timedelta], None]


class Clock(datetime):
    """A clock that shows the real time and a difference, which is set."""

    ahead = timedelta(0)

    @classmethod
    def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.ahead


def with_set_clock(patch: pytest.MonkeyPatch) -> Set:
    """Set the clock ahead of the real time, or behind; each time is that of a program that was started since."""

    def change(ahead: timedelta) -> None:
        patch.setattr(Clock, "ahead", ahead)
        patch.setattr(clock, "_BEGUN", (Clock.now(UTC), clock._uptime()))

    for module in (ledger, clock, confirming):
        patch.setattr(module, "datetime", Clock)
    change(timedelta(0))
    return change


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Set:
    """The clock of the program, which a test sets."""
    return with_set_clock(monkeypatch)


def report(engine: Engine, value: int) -> int:
    return store_reports(engine, "small", [NewReport("C", JUNE, Decimal(value))], author="test")


def figure(engine: Engine, known_at: datetime | None = None) -> object:
    with reading(engine) as session:
        known = known_at or clock.knowledge_time_now(session)
        _, frame = read_standings(session, "small", as_of=JULY, known_at=known)
    return frame.set_index("code").loc["C", "actual"]


def recorded(engine: Engine, batch: int) -> datetime:
    own = columns(Batch)
    with reading(engine) as session:
        return session.execute(select(own.recorded_at).where(own.id == batch)).scalar_one()


def refused(key: str) -> Any:
    return pytest.raises(StoreError, check=lambda error: error.key == key)


# --- what is refused


def test_after_one_write_a_year_ahead_the_next_is_refused_with_both_times(small_store: Engine, set_clock: Set) -> None:
    set_clock(YEAR)
    report(small_store, 5)
    set_clock(timedelta(0))
    with refused("clock_behind") as told:
        report(small_store, 6)
    here = datetime.now(read_settings().zone)
    assert f"{here + YEAR:%Y}" in str(told.value)
    assert f"{here:%Y-%m}" in str(told.value)
    assert "confirm-clock" in str(told.value)
    assert figure(small_store) == 5


def test_a_clock_that_is_a_day_behind_or_less_is_no_reason_to_refuse(small_store: Engine, set_clock: Set) -> None:
    first = report(small_store, 5)
    set_clock(-DAY + timedelta(minutes=1))
    second = report(small_store, 6)
    assert recorded(small_store, second) - recorded(small_store, first) == timedelta(microseconds=1)
    assert figure(small_store) == 6


def test_a_store_that_nobody_wrote_to_for_long_is_no_reason_to_refuse(small_store: Engine, set_clock: Set) -> None:
    report(small_store, 5)
    set_clock(YEAR)
    report(small_store, 6)
    assert figure(small_store) == 6


def test_a_clock_that_jumps_while_the_program_runs_is_refused_before_anything_is_dated(
    small_store: Engine, set_clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "ahead", YEAR)
    with refused("clock_jumped"):
        report(small_store, 5)
    monkeypatch.setattr(Clock, "ahead", timedelta(0))
    batch = report(small_store, 6)
    assert abs(recorded(small_store, batch) - datetime.now(UTC)) < DAY


def test_time_asleep_is_no_jump(small_store: Engine, set_clock: Set, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uptime counts the time asleep, so that clock and uptime go on together."""
    begun, before = clock._BEGUN
    assert before is not None
    monkeypatch.setattr(clock, "_BEGUN", (begun - YEAR, before - YEAR.total_seconds()))
    report(small_store, 5)
    assert figure(small_store) == 5


def test_where_the_time_asleep_is_not_known_a_jump_is_not_guessed(
    small_store: Engine, set_clock: Set, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "_uptime", lambda: None)
    monkeypatch.setattr(Clock, "ahead", YEAR)
    report(small_store, 5)
    assert figure(small_store) == 5


def test_accounts_and_meetings_are_refused_alike(small_store: Engine, set_clock: Set) -> None:
    set_clock(YEAR)
    store_account(small_store, NewAccount("wang", "王芳", Role.ADMINISTRATOR), author="test")
    set_clock(timedelta(0))
    with refused("clock_behind"):
        store_account(small_store, NewAccount("li", "李娜", Role.EDITOR), author="test")
    with refused("clock_behind"):
        store_meeting(small_store, "small", NewMeeting("例会", JUNE, date(2023, 5, 31)), "test")


# --- what an administrator may do


@pytest.fixture
def year_ahead(small_store: Engine, set_clock: Set) -> Engine:
    """A store with a batch of a year ahead, the fourth figure, and a clock that is right again."""
    report(small_store, 3)
    set_clock(YEAR)
    report(small_store, 4)
    set_clock(timedelta(0))
    return small_store


def newest_batch(engine: Engine) -> int:
    with reading(engine) as session:
        return int(session.execute(select(func.max(columns(Batch).id))).scalar_one())


def test_only_an_administrator_confirms(year_ahead: Engine) -> None:
    with pytest.raises(RightError):
        confirm_clock(on_behalf_of(year_ahead, Staff("li", "李娜", Role.EDITOR)), author="test")
    with refused("clock_behind"):
        report(year_ahead, 5)


def test_after_the_confirmation_a_correction_still_follows_what_it_corrects(year_ahead: Engine) -> None:
    ahead = newest_batch(year_ahead)
    confirm_clock(year_ahead, author="test")
    later = report(year_ahead, 5)
    assert recorded(year_ahead, later) > recorded(year_ahead, ahead)
    assert figure(year_ahead) == 5


def test_once_the_batch_ahead_is_withdrawn_later_rows_are_dated_by_the_true_clock(year_ahead: Engine) -> None:
    ahead = newest_batch(year_ahead)
    confirm_clock(year_ahead, author="test")
    withdraw_batch(year_ahead, ahead, author="test")
    assert figure(year_ahead) == 3
    before = datetime.now(UTC)
    again = report(year_ahead, 4)
    assert before <= recorded(year_ahead, again) <= datetime.now(UTC)
    assert figure(year_ahead) == 4
    assert figure(year_ahead, datetime.now(UTC) + 2 * YEAR) == 4


def test_two_batches_ahead_are_withdrawn_one_after_the_other(year_ahead: Engine, set_clock: Set) -> None:
    set_clock(YEAR + DAY)
    report(year_ahead, 9)
    set_clock(timedelta(0))
    last = newest_batch(year_ahead)
    confirm_clock(year_ahead, author="test")
    for batch in (last - 1, last):
        withdraw_batch(year_ahead, batch, author="test")
    assert abs(recorded(year_ahead, report(year_ahead, 5)) - datetime.now(UTC)) < DAY
    assert figure(year_ahead) == 5


def test_a_batch_ahead_is_not_restored_over_what_was_recorded_since(year_ahead: Engine) -> None:
    ahead = newest_batch(year_ahead)
    confirm_clock(year_ahead, author="test")
    withdraw_batch(year_ahead, ahead, author="test")
    report(year_ahead, 5)
    with pytest.raises(ConflictError, check=lambda error: error.key == "batch_ahead"):
        withdraw_batch(year_ahead, ahead, author="test", withdrawn=False)
    assert figure(year_ahead) == 5


def test_a_meeting_held_ahead_keeps_what_was_known_there(small_store: Engine, set_clock: Set) -> None:
    """Where a meeting froze a time ahead, no later row may be known before it."""
    set_clock(YEAR)
    report(small_store, 4)
    number = store_meeting(small_store, "small", NewMeeting("例会", JUNE, date(2023, 5, 31)), "test")
    hold_meeting(small_store, "small", number, "test")
    with reading(small_store) as session:
        held = clock.newest_moment(session)
    set_clock(timedelta(0))
    confirm_clock(small_store, author="test")
    later = report(small_store, 5)
    assert held is not None
    assert recorded(small_store, later) > held
    assert (figure(small_store, held), figure(small_store)) == (4, 5)


def test_an_account_ahead_dates_no_figures_once_the_clock_is_confirmed(small_store: Engine, set_clock: Set) -> None:
    set_clock(YEAR)
    store_account(small_store, NewAccount("wang", "王芳", Role.ADMINISTRATOR), author="test")
    set_clock(timedelta(0))
    confirm_clock(small_store, author="test")
    assert abs(recorded(small_store, report(small_store, 5)) - datetime.now(UTC)) < DAY


def test_a_confirmation_holds_for_the_rows_that_there_were_and_not_for_the_next_leap(year_ahead: Engine, set_clock: Set) -> None:
    confirm_clock(year_ahead, author="test")
    report(year_ahead, 5)
    set_clock(3 * YEAR)
    report(year_ahead, 6)
    set_clock(timedelta(0))
    with refused("clock_behind"):
        report(year_ahead, 7)


def test_the_command_confirms_and_the_log_tells_by_whom(
    year_ahead: Engine, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    settings(DATABASE_URL=year_ahead.url.render_as_string(hide_password=False), SANBIAO_LANGUAGE="en")
    assert main(["report", "C", "--as-of", "2023-06-30", "--value", "5"]) == 2
    assert "confirm-clock" in capsys.readouterr().err
    assert main(["confirm-clock", "--by", "王芳"]) == 0
    assert capsys.readouterr().out.startswith(f"{datetime.now(UTC) + timedelta(hours=8):%Y-%m-%d}")
    assert main(["report", "C", "--as-of", "2023-06-30", "--value", "5"]) == 0
    with reading(year_ahead) as session:
        log = read_log(session)
    assert list(log.loc[log["what"] == "clock_confirmed", "author"]) == ["王芳"]


# --- whatever the clock shows

STEPS = st.tuples(st.sampled_from(["report", "withdraw", "confirm"]), st.integers(-72, 72))


@examples(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=2, max_size=6))
def test_a_later_write_is_always_known_and_always_later(
    databases: Any, small_plan: Callable[..., Any], steps: list[tuple[str, int]]
) -> None:
    """Model: figures in the order in which they were written, less those that were withdrawn."""
    with (
        pytest.MonkeyPatch.context() as patch,
        databases.copy("small", lambda engine: ledger.store_plan(engine, small_plan(), author="test", name="small.yaml")) as url,
    ):
        engine = open_store(url)
        set_to = with_set_clock(patch)
        written: list[tuple[int, int]] = []
        for value, (what, hours) in enumerate(steps, start=1):
            set_to(timedelta(hours=hours))
            with reading(engine) as session:
                known_before = clock.newest_moment(session)
            try:
                if what == "report":
                    batch = report(engine, value)
                    assert known_before is not None
                    assert recorded(engine, batch) > known_before
                    written.append((batch, value))
                elif what == "withdraw" and written:
                    withdraw_batch(engine, written[-1][0], author="test")
                    written.pop()
                elif what == "confirm":
                    confirm_clock(engine, author="test")
            except StoreError as error:
                if error.key != "clock_behind":
                    raise
            assert figure(engine) == (written[-1][1] if written else None)
        engine.dispose()
