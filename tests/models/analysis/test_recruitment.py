"""Recruitment against quotas: people in post, gaps, the division of a target, and the pace needed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, isnan
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.analysis.counted_parts import CountedQuotas
from models.analysis.months import days_to, month_ends
from models.analysis.quota_figures import QuotaFigures
from models.analysis.recruitment import cumulative, divided, in_post, pace, pipeline, shares, wanted_of
from models.commands.ledger import store_plan
from models.plan.file import parse_plan
from models.plan.view import PlanView
from models.queries import read_plan
from models.status import Reading, Status, Target, TargetKind, judge_measured
from models.store.engine import open_store, reading

START, DUE, DAY = date(2023, 1, 1), date(2023, 12, 31), date(2023, 6, 30)
ENDS = [date(2023 + month // 12, month % 12 + 1, 1) - timedelta(1) for month in range(1, 13)]
QUOTA_COLUMNS = ("code", "district", "post", "way", "school_subject", "stage", "quota", "targets", "origin")
PLAN = """
plan:
  {code: p, city: C, year: 2023, title: T, source: S, districts: [{code: N, name: 北}, {code: S, name: 南}]}
sections: [{code: s, name: S}]
targets:
  - {code: T, section: s, kind: count, name: t, unit: x, target: 500, due: 2023-12-31, plan: [{by: 2023-06-30, value: 100}]}
  - {code: M, section: s, kind: count, name: m, unit: x, target: 30, due: 2023-09-30, open_ended: true, cycle: quarter}
  - {code: H, section: s, kind: count, name: h, unit: x, target: 9, due: 2023-12-31, suspended: {document: d, since: 2023-05-01}}
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/s.sqlite")
    store_plan(engine, parse_plan(PLAN.encode(), name="p.yaml"), author="test", name="p.yaml")
    with reading(engine) as session:
        found = read_plan(session, "p", datetime.now(UTC))
    engine.dispose()
    return found


def quota(
    code: str, number: int, district: str = "N", *, post: str = "teacher", way: str = "hired", **more: Any
) -> dict[str, Any]:
    row = {"code": code, "district": district, "post": post, "way": way, "quota": number, "targets": ["T"], "origin": "reported"}
    return row | {"school_subject": None, "stage": None} | more


def as_quotas(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(QUOTA_COLUMNS), dtype=object)


def as_figures(*rows: tuple[str, date, int | None]) -> QuotaFigures:
    """Figures as (code, day, value), in the order of the query."""
    made = [
        (code, day, None if value is None else Decimal(value), "reported")
        for code, day, value in sorted(rows, key=lambda one: one[:2])
    ]
    return QuotaFigures.of(pd.DataFrame(made, columns=["code", "as_of", "value", "origin"], dtype=object))


NOTHING = as_figures()


def row_of(frame: pd.DataFrame, code: str) -> list[int | None]:
    return [None if isnan(value) else int(value) for value in frame.loc[code]]


# Days


def test_month_ends_go_from_the_first_month_to_the_last() -> None:
    assert month_ends(START, DUE) == ENDS
    assert month_ends(date(2023, 11, 30), date(2024, 2, 1)) == [*ENDS[10:], date(2024, 1, 31), date(2024, 2, 29)]
    assert month_ends(DUE, START) == []


def test_days_up_to_a_day_end_with_it_and_never_go_on() -> None:
    assert days_to(START, date(2023, 3, 30)) == [*ENDS[:2], date(2023, 3, 30)]
    assert days_to(START, ENDS[2]) == ENDS[:3]
    assert days_to(START, date(2022, 12, 5)) == [date(2022, 12, 5)]


# In post


def test_a_figure_stands_until_the_next_and_nothing_is_known_before_the_first() -> None:
    quotas = as_quotas(quota("Q1", 9), quota("Q2", 9), quota("Q3", 9))
    figures = as_figures(("Q1", date(2023, 2, 10), 2), ("Q1", ENDS[3], 5), ("Q3", ENDS[0], 1))
    frame = in_post(quotas, figures, ENDS[:5])
    assert (list(frame.index), list(frame.columns)) == (["Q1", "Q2", "Q3"], ENDS[:5])
    assert row_of(frame, "Q1") == [None, 2, 2, 5, 5]
    assert row_of(frame, "Q2") == [None] * 5
    assert row_of(frame, "Q3") == [1] * 5


def test_a_note_without_a_figure_leaves_the_figure_before_it() -> None:
    figures = as_figures(("Q1", ENDS[0], 2), ("Q1", ENDS[1], None), ("Q1", ENDS[2], 3))
    assert row_of(in_post(as_quotas(quota("Q1", 9)), figures, ENDS[:3]), "Q1") == [2, 2, 3]


def test_figures_of_other_quotas_do_not_matter() -> None:
    figures = as_figures(("Q1", ENDS[0], 2), ("Q9", ENDS[1], 8))
    assert list(in_post(as_quotas(quota("Q1", 9)), figures, ENDS[:2]).index) == ["Q1"]


def test_without_quotas_or_figures_the_frame_keeps_its_shape() -> None:
    assert in_post(as_quotas(), as_figures(("Q1", ENDS[0], 2)), ENDS[:2]).shape == (0, 2)
    unknown = in_post(as_quotas(quota("Q1", 9)), NOTHING, ENDS[:2])
    assert row_of(unknown, "Q1") == [None, None]


reports = st.lists(
    st.tuples(
        st.sampled_from(["Q0", "Q1", "Q2", "Q3"]),
        st.sampled_from([*ENDS, date(2023, 5, 9), date(2023, 8, 8)]),
        st.integers(0, 12),
    ),
    max_size=20,
    unique_by=lambda one: one[:2],
)


def last_said(rows: Sequence[tuple[str, date, int]], code: str, day: date) -> int | None:
    known = [(as_of, value) for one, as_of, value in rows if one == code and as_of <= day]
    return max(known)[1] if known else None


@given(reports)
@settings(deadline=None)
def test_in_post_is_what_was_said_last_up_to_each_day(rows: list[tuple[str, date, int]]) -> None:
    quotas = as_quotas(*(quota(f"Q{n}", 9) for n in range(4)))
    frame = in_post(quotas, as_figures(*rows), ENDS)
    for code in quotas["code"]:
        assert row_of(frame, code) == [last_said(rows, code, day) for day in ENDS]


# Shares


def test_a_share_adds_up_the_quotas_of_a_district_and_a_post(view: PlanView) -> None:
    quotas = as_quotas(
        quota("Q1", 6), quota("Q2", 4, way="trained"), quota("Q3", 5, "S"), quota("Q4", 2, post="head", targets=["M"])
    )
    figures = as_figures(("Q1", ENDS[4], 3), ("Q2", ENDS[5], 1), ("Q3", ENDS[5], 7))
    by_post = shares(quotas, figures, view, group="post", as_of=DAY)
    assert set(by_post) == {("N", "teacher"), ("N", "head"), ("S", "teacher")}
    own = by_post["N", "teacher"]
    assert (own.target, own.in_post, own.gap) == (10, 4, 6)
    assert own.trend == (3, 4)
    assert (by_post["S", "teacher"].gap, by_post["S", "teacher"].trend) == (-2, (7,))
    assert set(shares(quotas, figures, view, group="way", as_of=DAY)) == {("N", "hired"), ("N", "trained"), ("S", "hired")}


def test_a_share_of_which_nobody_spoke_lacks_everything(view: PlanView) -> None:
    cells = shares(as_quotas(quota("Q1", 6)), NOTHING, view, group="post", as_of=DAY)
    own = cells["N", "teacher"]
    assert (own.in_post, own.gap, own.trend, own.verdict.status) == (None, 6, (), Status.UNKNOWN)
    assert shares(as_quotas(), NOTHING, view, group="post", as_of=DAY) == {}


def test_the_trend_is_that_of_the_last_six_days(view: PlanView) -> None:
    figures = as_figures(*(("Q1", day, n) for n, day in enumerate(ENDS[:8])))
    day = date(2023, 8, 20)
    cells = shares(as_quotas(quota("Q1", 9)), figures.until(day), view, group="post", as_of=day)
    assert cells["N", "teacher"].trend == (2, 3, 4, 5, 6, 6)


def points_of_t(share: int) -> tuple[tuple[date, Fraction], ...]:
    """The interim target of the city, 100 of 500, in proportion to a share."""
    return ((DAY, Fraction(100 * share, 500)),)


@pytest.mark.parametrize(
    ("targets", "due", "cycle"),
    [(["T"], DUE, 31), (["M"], date(2023, 9, 30), 92), (["M", "T"], DUE, 92), ([], DUE, 31), (["gone"], DUE, 31)],
)
def test_a_share_is_due_with_the_last_of_its_targets(view: PlanView, targets: list[str], due: date, cycle: int) -> None:
    quotas = as_quotas(quota("Q1", 20, targets=targets))
    for day in (ENDS[4], DAY, date(2023, 10, 20), date(2024, 1, 15)):
        cells = shares(quotas, as_figures(("Q1", ENDS[3], 7)), view, group="post", as_of=day)
        points = points_of_t(20) if targets == ["T"] else ()
        target = Target(TargetKind.COUNT, START, due, Fraction(20), points=points, cycle_days=cycle)
        assert cells["N", "teacher"].verdict == judge_measured(target, [Reading(ENDS[3], Fraction(7))], day, view.head.rules)


def test_a_share_of_a_suspended_target_is_suspended_and_one_of_two_targets_is_not(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 6, targets=["H"]), quota("Q2", 6, "S", targets=["H", "T"]))
    cells = shares(quotas, as_figures(("Q1", DAY, 1), ("Q2", DAY, 1)), view, group="post", as_of=DAY)
    assert cells["N", "teacher"].verdict.status is Status.SUSPENDED
    assert cells["S", "teacher"].verdict.status is Status.OFF_TRACK
    before = shares(quotas, as_figures(("Q1", ENDS[3], 1)), view, group="post", as_of=ENDS[3])
    assert before["N", "teacher"].verdict.status is Status.AT_RISK


@given(reports, st.sampled_from(ENDS), st.lists(st.integers(1, 12), min_size=4, max_size=4), st.sampled_from(["post", "way"]))
@settings(deadline=None)
def test_a_share_is_judged_as_a_count_of_its_own(
    view: PlanView, rows: list[tuple[str, date, int]], day: date, numbers: list[int], group: str
) -> None:
    made = [quota(f"Q{n}", number, "NS"[n % 2], way=("hired", "trained")[n // 3]) for n, number in enumerate(numbers)]
    known = [one for one in rows if one[1] <= day]
    cells = shares(as_quotas(*made), as_figures(*known), view, group=group, as_of=day)
    for (district, code), share in cells.items():
        own = [one for one in made if (one["district"], one[group]) == (district, code)]
        days = sorted({as_of for one, as_of, _ in known if one in {quota["code"] for quota in own}})
        history = [Reading(at, Fraction(sum(last_said(known, one["code"], at) or 0 for one in own))) for at in days]
        total = sum(one["quota"] for one in own)
        assert share.target == total
        assert share.in_post == (history[-1].value if history else None)
        assert share.gap == total - (history[-1].value if history else 0)
        assert share.verdict == judge_measured(
            Target(TargetKind.COUNT, START, DUE, Fraction(total), points=points_of_t(total)), history, day, view.head.rules
        )
    assert sum(share.target for share in cells.values()) == sum(numbers)


# Division of a target


def dividing(
    view: PlanView, shown: pd.DataFrame, quotas: pd.DataFrame, figures: pd.DataFrame = NOTHING, group: str = "post"
) -> Any:
    cells = shares(shown, figures, view, group=group, as_of=DAY)
    return divided(cells, shown, CountedQuotas(quotas), view, group=group)


def test_what_no_district_was_given_of_500_is_undivided(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 300), quota("Q2", 186, "S"))
    found = dividing(view, quotas, quotas)["teacher"]
    assert (found.target, found.quotas, found.undivided) == (500, 486, 14)
    assert (found.in_post, found.net, found.gaps, found.open_ended) == (0, 486, 486, False)


def test_districts_may_be_given_more_than_the_city_wants(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 300), quota("Q2", 203, "S"))
    assert dividing(view, quotas, quotas)["teacher"].undivided == -3


def test_more_than_wanted_in_one_district_does_not_fill_the_gap_of_another(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 10), quota("Q2", 10, "S"))
    found = dividing(view, quotas, quotas, as_figures(("Q1", DAY, 15), ("Q2", DAY, 5)))["teacher"]
    assert (found.in_post, found.net, found.gaps) == (20, 0, 5)


def test_the_citys_number_stands_only_where_all_that_counts_for_it_is_shown(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 300), quota("Q2", 100, "S"), quota("Q3", 86, "S", way="trained"))
    assert dividing(view, quotas, quotas)["teacher"].target == 500
    part = dividing(view, quotas[:2], quotas)["teacher"]
    assert (part.target, part.undivided) == (400, 0)
    by_way = dividing(view, quotas, quotas, group="way")
    assert {way: one.target for way, one in by_way.items()} == {"hired": 400, "trained": 86}


def test_a_minimum_is_marked_as_one(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 30, targets=["M"], post="head"), quota("Q2", 400))
    found = dividing(view, quotas, quotas)
    assert (found["head"].open_ended, found["teacher"].open_ended) == (True, False)


def test_quotas_that_count_for_nothing_are_their_own_target(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 7, targets=[]), quota("Q2", 5, targets=["gone"], post="head"))
    found = dividing(view, quotas, quotas)
    assert {post: (one.target, one.undivided) for post, one in found.items()} == {"teacher": (7, 0), "head": (5, 0)}


def test_nothing_is_divided_among_nobody(view: PlanView) -> None:
    assert dividing(view, as_quotas(), as_quotas(quota("Q1", 7))) == {}


some_quotas = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from("NS"),
        st.sampled_from(["teacher", "head"]),
        st.lists(st.sampled_from(["T", "M", "gone"]), max_size=2, unique=True),
        st.booleans(),
    ),
    max_size=6,
)


@given(some_quotas, reports)
@settings(deadline=None)
def test_a_part_of_a_targets_quotas_never_shows_the_citys_number(
    view: PlanView, made: list[tuple[Any, ...]], rows: list[tuple[str, date, int]]
) -> None:
    quotas = as_quotas(
        *(quota(f"Q{n}", number, where, post=post, targets=own) for n, (number, where, post, own, _) in enumerate(made))
    )
    shown = quotas[[is_shown for *_, is_shown in made]] if made else quotas
    cells = shares(shown, as_figures(*rows), view, group="post", as_of=DUE)
    for post, one in divided(cells, shown, CountedQuotas(quotas), view, group="post").items():
        own = shown[shown["post"] == post]
        assert one.quotas == sum(own["quota"])
        assert one.net == one.quotas - one.in_post
        assert one.gaps >= max(one.net, 0)
        counted = {code for codes in own["targets"] for code in codes} & {"T", "M"}
        rest = quotas[~quotas["code"].isin(set(own["code"]))]
        if any(counted & set(codes) for codes in rest["targets"]):
            assert one.target == one.quotas


# Planned values


def test_all_quotas_of_one_target_want_what_the_city_wants(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 300), quota("Q2", 186, "S"), quota("Q3", 9, targets=["M"], post="head"))
    whole = wanted_of(quotas[:2], CountedQuotas(quotas), view)
    assert (whole.target, whole.due, whole.points) == (500, DUE, ((DAY, Fraction(100)),))
    minimum = wanted_of(quotas[2:], CountedQuotas(quotas), view)
    assert (minimum.target, minimum.due) == (30, date(2023, 9, 30))


def test_a_part_of_them_wants_its_own_sum(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 300), quota("Q2", 186, "S"), quota("Q3", 9, targets=["M"], post="head"))
    part = wanted_of(quotas[:1], CountedQuotas(quotas), view)
    assert (part.target, part.points) == (300, points_of_t(300))
    assert wanted_of(quotas, CountedQuotas(quotas), view).target == 495
    assert wanted_of(quotas[:0], CountedQuotas(quotas), view).target == 0


def test_a_quota_of_no_target_does_not_stand_in_for_one_that_is_left_out(view: PlanView) -> None:
    quotas = as_quotas(quota("Q1", 300), quota("Q2", 5, targets=[]), quota("Q3", 186, "S"))
    assert wanted_of(quotas[:2], CountedQuotas(quotas), view).target == 305


# Pipeline

STEPS = ("announced", "applied", "hired")


def measured(*rows: tuple[str, str, int]) -> pd.DataFrame:
    made = [(code, measure, DAY, Decimal(value)) for code, measure, value in rows]
    return pd.DataFrame(made, columns=["code", "measure", "as_of", "value"], dtype=object)


def test_each_step_is_a_share_of_the_one_before_and_in_post_of_the_same_quotas() -> None:
    quotas = as_quotas(quota("Q1", 9), quota("Q2", 9, "S"), quota("Q3", 9, "S"))
    monthly = in_post(quotas, as_figures(("Q1", DAY, 4), ("Q2", DAY, 2), ("Q3", DAY, 9)), [DAY])
    numbers = {"announced": (10, 10), "applied": (30, 20), "hired": (8, 2)}
    rows = [(code, step, value) for step, values in numbers.items() for code, value in zip(("Q1", "Q2"), values, strict=True)]
    frame = pipeline(quotas, measured(*rows, ("Q9", "applied", 99), ("Q1", "other", 99)), monthly, STEPS)
    assert list(frame["step"]) == [*STEPS, "in_post"]
    assert list(frame["people"]) == [20, 50, 10, 6]
    assert list(frame["share"]) == [None, 2.5, 0.2, 0.6]


def test_after_a_step_of_nobody_there_is_no_share() -> None:
    monthly = in_post(as_quotas(quota("Q1", 9)), NOTHING, [DAY])
    frame = pipeline(as_quotas(quota("Q1", 9)), measured(("Q1", "announced", 3), ("Q1", "hired", 1)), monthly, STEPS)
    assert list(frame["people"]) == [3, 0, 1, 0]
    assert list(frame["share"]) == [None, 0, None, 0]


def test_where_no_steps_are_reported_there_is_no_pipeline() -> None:
    quotas = as_quotas(quota("Q1", 9))
    monthly = in_post(quotas, NOTHING, [DAY])
    for frame in (
        pipeline(quotas, measured(), monthly, STEPS),
        pipeline(quotas, measured(("Q9", "applied", 1)), monthly, STEPS),
        pipeline(quotas, measured(("Q1", "applied", 1)), monthly, ()),
    ):
        assert frame.empty
        assert list(frame.columns) == ["step", "people", "share"]


# Pace


def count(number: int, due: date = DUE) -> Target:
    return Target(TargetKind.COUNT, START, due, Fraction(number))


def months(*values: int | None, as_of: date = DAY, quotas: int = 1) -> pd.DataFrame:
    """The values of one quota at the ends of months, the last value at ``as_of``."""
    days = days_to(START, as_of)[-len(values) :]
    rows = [("Q1", day, value) for day, value in zip(days, values, strict=True) if value is not None]
    return in_post(as_quotas(*(quota(f"Q{n + 1}", 9) for n in range(quotas))), as_figures(*rows), days_to(START, as_of))


def test_the_pace_needed_is_what_is_missing_over_the_months_left() -> None:
    found = pace(months(0, 2, 5, 6, 12, 14), count(50), as_of=DAY)
    assert (found.missing, found.needed) == (36, ceil(36 / (184 * 12 / 365)))
    assert found.months_left == pytest.approx(6.05, abs=0.01)
    assert (found.best, found.best_month) == (6, ENDS[4])


def test_the_first_report_is_a_gain_of_its_month() -> None:
    found = pace(months(8, 9), count(50), as_of=DAY)
    assert (found.best, found.best_month) == (8, ENDS[4])


def test_the_first_of_two_best_months_is_named() -> None:
    assert pace(months(0, 4, 4, 8), count(50), as_of=DAY).best_month == ENDS[3]


@pytest.mark.parametrize("number", [14, 10, 0])
def test_where_nothing_is_missing_no_pace_is_needed(number: int) -> None:
    found = pace(months(3, 14), count(number), as_of=DAY)
    assert (found.missing, found.needed) == (0, None)


@pytest.mark.parametrize("due", [DAY, date(2023, 6, 1), date(2023, 1, 1)])
def test_where_no_time_is_left_no_pace_helps(due: date) -> None:
    found = pace(months(3, 14), count(50, due), as_of=DAY)
    assert (found.missing, found.needed, found.months_left) == (36, None, 0)


def test_less_than_a_month_counts_as_one() -> None:
    assert pace(months(3, 14), count(50, DAY + timedelta(1)), as_of=DAY).needed == 36
    assert pace(months(3, 14), count(50, DAY + timedelta(30)), as_of=DAY).needed == 36


def test_who_never_reported_has_no_best_month() -> None:
    found = pace(months(None), count(50), as_of=DAY)
    assert (found.missing, found.best, found.best_month) == (50, 0, None)
    falling = pace(months(0, 0), count(50), as_of=DAY)
    assert (falling.best, falling.best_month) == (0, None)


@given(st.integers(0, 600), st.integers(1, 900))
@example(384, 32)  # in floats this is 365.00000000000006
@settings(deadline=None)
def test_the_pace_needed_is_the_smallest_whole_one_that_arrives_in_time(missing: int, days: int) -> None:
    found = pace(months(None), count(missing, DAY + timedelta(days)), as_of=DAY)
    left = max(Fraction(12 * days, 365), 1)
    assert found.missing == missing
    if missing:
        assert found.needed is not None
        assert found.needed * left >= missing > (found.needed - 1) * left
    else:
        assert found.needed is None


# The year


def test_the_curve_goes_on_to_the_due_date_and_in_post_ends_on_the_day_looked_at() -> None:
    day = date(2023, 4, 10)
    frame = cumulative(months(1, 3, as_of=day), count(365), as_of=day)
    assert list(frame["day"]) == sorted([*ENDS, day])
    actual = dict(zip(frame["day"], frame["actual"], strict=True))
    assert {at: value for at, value in actual.items() if value is not None} == {ENDS[2]: 1, day: 3}
    planned = dict(zip(frame["day"], frame["planned"], strict=True))
    assert (planned[ENDS[0]], planned[day], planned[DUE]) == (31, 100, 365)


def test_the_curve_of_points_is_stepped() -> None:
    target = Target(TargetKind.COUNT, START, DUE, Fraction(50), points=((DAY, Fraction(16)),))
    frame = cumulative(months(1), target, as_of=DAY)
    assert list(frame["planned"]) == [0] * 5 + [16] * 6 + [50]


def test_after_the_due_date_the_curve_goes_on_to_the_day_looked_at() -> None:
    frame = cumulative(months(1, as_of=date(2024, 2, 10)), count(50), as_of=date(2024, 2, 10))
    assert list(frame["day"])[-3:] == [date(2024, 1, 31), date(2024, 2, 10), date(2024, 2, 29)]
    assert list(frame["actual"])[-3:] == [None, 1, None]
    assert list(frame["planned"])[-3:] == [50] * 3


@given(reports, st.dates(START, date(2024, 3, 1)))
@settings(deadline=None)
def test_the_curve_never_goes_above_the_day_looked_at_and_ends_on_what_is_in_post(
    rows: list[tuple[str, date, int]], day: date
) -> None:
    known = [one for one in rows if one[1] <= day]
    monthly = in_post(as_quotas(*(quota(f"Q{n}", 9) for n in range(4))), as_figures(*known), days_to(START, day))
    frame = cumulative(monthly, count(40), as_of=day)
    stated = [(at, value) for at, value in zip(frame["day"], frame["actual"], strict=True) if value is not None]
    assert all(at <= day for at, _ in stated)
    spoken = [last_said(known, f"Q{n}", day) for n in range(4)]
    assert ([value for at, value in stated if at == day] or [None])[0] == (
        None if all(one is None for one in spoken) else sum(one or 0 for one in spoken)
    )
    assert list(frame["day"]) == sorted(set(frame["day"]))
