"""Standings of the kinds that other plans have: what less is better means over districts, and amounts with decimals."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Engine

from models.commands.ledger import store_plan, store_reports
from models.commands.records import NewReport
from models.frames import rows_of
from models.plan.file import read_plan_file
from models.snapshots.plan_data import read_standings
from models.status import Flag, Status, Word
from models.store.engine import open_store, reading
from models.typed_rows import Standing

PLAN = Path(__file__).parents[2] / "plans" / "every-kind.yaml"
MAR_31, JUN_30, DUE = date(2023, 3, 31), date(2023, 6, 30), date(2023, 12, 31)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(f"sqlite:///{tmp_path}/s.sqlite")
    store_plan(engine, read_plan_file(PLAN), author="test", name="p.yaml")
    yield engine
    engine.dispose()


def report(store: Engine, code: str, *values: str, on: date = JUN_30, parts: str = "") -> None:
    """Report values of the districts in order; with ``parts`` they are numerators over it."""
    rows = [
        NewReport(code, on, district=district, numerator=Decimal(value), denominator=Decimal(parts))
        if parts
        else NewReport(code, on, Decimal(value), district=district)
        for district, value in zip("EWN", values, strict=False)
    ]
    store_reports(store, "every-kind", rows, author="test")


def standing(store: Engine, code: str, day: date = JUN_30, district: str = "") -> Standing:
    with reading(store) as session:
        _, frame = read_standings(session, "every-kind", as_of=day, known_at=datetime.now(UTC), district=district)
    rows = rows_of(frame, Standing)
    return next(row for row in rows if row.code == code)


def test_a_limit_of_a_rate_pools_numerators(store: Engine) -> None:
    report(store, "MYOPIA", "40", "50", "51", parts="100")
    found = standing(store, "MYOPIA")
    assert (found.actual, found.status, found.reported_by) == (47, Status.ON_TRACK, 3)
    assert [standing(store, "MYOPIA", district=one).status for one in "EWN"] == [
        Status.ON_TRACK,
        Status.OFF_TRACK,
        Status.OFF_TRACK,
    ]


def test_a_silent_district_at_its_worst_has_the_highest_rate(store: Engine) -> None:
    report(store, "MYOPIA", "40", "40", parts="100")
    found = standing(store, "MYOPIA")
    assert (found.word, found.reason.numbers["worst"], found.reason.numbers["best"]) == (Word.PARTIAL, 100, 0)


def test_a_sum_under_its_limit_waits_for_every_district(store: Engine) -> None:
    report(store, "ACCIDENTS", "1", "0")
    found = standing(store, "ACCIDENTS")
    assert (found.actual, found.word, found.reason.rule) == (1, Word.PARTIAL, "partial_open")
    assert (found.reported_by, found.reporters) == (2, 3)
    report(store, "ACCIDENTS", "1", "0", "1")
    found = standing(store, "ACCIDENTS")
    assert (found.actual, found.status, found.flags) == (2, Status.ON_TRACK, ())


def test_a_sum_above_its_limit_is_known_whoever_is_silent(store: Engine) -> None:
    report(store, "ACCIDENTS", "3", "1")
    found = standing(store, "ACCIDENTS")
    assert (found.actual, found.status, found.flags) == (4, Status.OFF_TRACK, (Flag.PARTIAL,))


def test_a_district_falls_silent_as_days_pass(store: Engine) -> None:
    report(store, "ACCIDENTS", "1", "0", on=MAR_31)
    report(store, "ACCIDENTS", "1", "0", "0", on=date(2023, 4, 22))
    assert standing(store, "ACCIDENTS", JUN_30).status is Status.AT_RISK  # stale, but all are heard
    report(store, "ACCIDENTS", "1", "0", on=JUN_30)
    assert standing(store, "ACCIDENTS", JUN_30).reported_by == 3
    found = standing(store, "ACCIDENTS", date(2023, 7, 1))
    assert (found.reported_by, found.word) == (2, Word.PARTIAL)


def test_only_a_limit_of_nothing_is_that_of_each_district(store: Engine) -> None:
    report(store, "NONE", "0", "1", "0")
    assert standing(store, "NONE").status is Status.OFF_TRACK
    assert [standing(store, "NONE", district=one).status for one in "EW"] == [Status.ON_TRACK, Status.OFF_TRACK]
    report(store, "ACCIDENTS", "0", "1", "0")
    assert standing(store, "ACCIDENTS", district="E").reason.rule == "no_quota"


def test_what_is_to_fall_follows_its_points_down(store: Engine) -> None:
    report(store, "CLASSES", "41", "41", "41", parts="1000")
    found = standing(store, "CLASSES")
    assert (found.expected, found.gap, found.status) == (4, Fraction("0.1"), Status.ON_TRACK)
    report(store, "CLASSES", "45", "45", "45", parts="1000")
    found = standing(store, "CLASSES")
    assert (found.gap, found.status) == (Fraction("0.5"), Status.OFF_TRACK)
    assert found.remedy is not None
    assert (found.remedy.how, found.remedy.value, found.remedy.amount) == ("less", Fraction("4.3"), Fraction("0.2"))


def test_an_amount_adds_its_decimals_over_districts(store: Engine) -> None:
    report(store, "YUAN", "2.05", "2.1", "2.15")
    found = standing(store, "YUAN")
    assert (found.actual, found.gap, found.status) == (Fraction("6.3"), Fraction("0.7"), Status.ON_TRACK)
    report(store, "YUAN", "5.05", "5", "4", on=DUE)
    assert standing(store, "YUAN", DUE).status is Status.MET


def test_what_must_be_passed_is_not_kept_at_its_number(store: Engine) -> None:
    report(store, "OVER", "20", "20", "20", parts="100")
    assert standing(store, "OVER").status is Status.OFF_TRACK
    report(store, "OVER", "20", "20", "21", parts="100")
    assert standing(store, "OVER").status is Status.AT_RISK


def test_a_rate_on_its_own_scale_pools_on_it(store: Engine) -> None:
    report(store, "PUPIL", "1200000", "1300000", "1400000", parts="1000")
    assert standing(store, "PUPIL").actual == 1300
    assert [standing(store, "PUPIL", district=one).actual for one in "EWN"] == [1200, 1300, 1400]
    report(store, "SCORE", "450", "460", "470", parts="100")
    assert (standing(store, "SCORE").actual, standing(store, "SCORE").status) == (Fraction("4.6"), Status.ON_TRACK)
    report(store, "GROSS", "120", "130", "140", parts="100")
    assert (standing(store, "GROSS").actual, standing(store, "GROSS").status) == (130, Status.MET)


def test_without_an_end_of_the_scale_a_silent_district_may_hold_any_number(store: Engine) -> None:
    report(store, "PUPIL", "1300000", "1300000", parts="1000")
    found = standing(store, "PUPIL")
    assert (found.word, found.reason.rule, found.reason.numbers["best"]) == (Word.PARTIAL, "partial_open", None)
    report(store, "SCORE", "460", "460", parts="100")
    assert standing(store, "SCORE").reason.numbers["best"] == 5


def test_each_district_is_judged_by_its_share_and_the_city_by_the_sum(store: Engine) -> None:
    report(store, "EACH", "1", "3", "1")
    city, east, west, north = (standing(store, "EACH", district=one) for one in ("", "E", "W", "N"))
    assert (city.actual, city.target, city.expected, city.status) == (5, 7, 3, Status.ON_TRACK)
    assert (east.actual, east.target, east.expected, east.status) == (1, 2, 2, Status.AT_RISK)  # by points of its own
    assert (west.target, west.expected, west.status) == (5, Fraction(15, 7), Status.ON_TRACK)  # the city's in proportion
    assert (north.target, north.status, north.reason.rule) == (0, Status.ACTION, "no_quota")


def test_a_silent_district_with_a_share_has_no_data(store: Engine) -> None:
    report(store, "EACH", "2")
    assert standing(store, "EACH", district="E").status is Status.MET
    assert standing(store, "EACH", district="W").word is Word.NEVER_REPORTED


def test_a_range_is_kept_between_both_its_ends(store: Engine) -> None:
    report(store, "SHARE", "50", "50", "50", parts="100")
    assert standing(store, "SHARE").status is Status.ON_TRACK
    report(store, "SHARE", "60", "60", "50", parts="100")
    assert standing(store, "SHARE").reason.rule == "ceiling"
    assert standing(store, "SHARE").status is Status.OFF_TRACK


def test_a_stock_starts_from_its_baseline_adds_up_and_may_fall(store: Engine) -> None:
    report(store, "ROLL", "900", "900", "890")
    found = standing(store, "ROLL")
    assert (found.actual, found.expected, found.gap, found.status) == (2690, 2700, 10, Status.ON_TRACK)
    report(store, "ROLL", "900", "900", "800")
    assert standing(store, "ROLL").status is Status.OFF_TRACK
    assert standing(store, "ROLL", district="E").reason.rule == "no_quota"


def test_a_stock_of_which_less_is_better_waits_for_every_district(store: Engine) -> None:
    report(store, "LEFT", "10", "10")
    assert standing(store, "LEFT").word is Word.PARTIAL
    report(store, "LEFT", "10", "10", "5")
    assert standing(store, "LEFT").status is Status.MET
