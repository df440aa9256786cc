"""Implausible figures compared with earlier ones, over the demonstration's year and worse."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from models.demo import load_demonstration
from models.demo.plan import CODE
from models.imports.figure_history import Figure, Past, odd_steps, pasts
from models.queries import read_figures_between
from models.snapshots.plan_parts import PlanData, read_parts
from models.status import TargetKind
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading
from tests.rows import records_of

DAY = date(2023, 6, 30)


def rate(numerator: int, denominator: int) -> tuple[None, Decimal, Decimal]:
    return None, Decimal(numerator), Decimal(denominator)


def path(*amounts: int | str | None | tuple[None, Decimal, Decimal]) -> list[Figure]:
    """A figure at the end of each day from a first one: values, rates in parts, and notes."""
    figures = []
    for number, amount in enumerate(amounts):
        said = amount if isinstance(amount, tuple) else (None if amount is None else Decimal(amount), None, None)
        figures.append(Figure(DAY + timedelta(days=number), *said))
    return figures


def odd(figures: Sequence[Figure], kind: TargetKind, wanted: int | None = 100) -> Iterator[tuple[int, str]]:
    """The place of each odd figure, and the reason."""
    before = pasts(figures)
    for number, figure in enumerate(figures):
        past = before.get(figure.day, Past())
        goal = None if wanted is None else Decimal(wanted)
        for one in odd_steps(figure, past, kind=kind, wanted=goal, place=str):
            assert one.sentence("zh")
            assert one.sentence("en")
            yield number, one.key


ODD: dict[str, tuple[TargetKind, list[Figure], list[tuple[int, str]]]] = {
    "a first count": (TargetKind.COUNT, path(99), []),
    "a first rate": (TargetKind.FLOOR, path(rate(1, 9)), []),
    "a fall and a rise": (TargetKind.COUNT, path(10, 8, 15), [(1, "falls"), (2, "rises")]),
    "a fall and the way back": (TargetKind.COUNT, path(10, 8, 11), [(1, "falls")]),
    "a rise after months without any": (TargetKind.COUNT, path(10, 10, 10, 16), []),
    "half of the target at once after months without any": (TargetKind.COUNT, path(10, 10, 61), [(2, "leaps")]),
    "a single thing more": (TargetKind.COUNT, path(0, 0, 1, 1, 2), []),
    "a count that gives up": (TargetKind.COUNT, path(5, 0), [(1, "falls")]),
    "done and not done": (TargetKind.DELIVER, path(0, 1, 0), [(2, "falls")]),
    "a note between two counts": (TargetKind.COUNT, path(10, None, 9), [(2, "falls")]),
    "a rate in parts after a bare one": (TargetKind.REACH, path("45", rate(56, 100)), [(1, "far_from_last")]),
    "a bare rate between two in parts": (TargetKind.REACH, path(rate(45, 100), "46", rate(90, 201)), [(2, "denominator_moves")]),
    "thirds that are ten points apart": (TargetKind.REACH, path(rate(10, 30), rate(13, 30)), []),
    "a hair more than ten points": (TargetKind.REACH, path("33.333333", rate(13_000_001, 30_000_000)), [(1, "far_from_last")]),
    "a rate that falls far": (TargetKind.FLOOR, path("100", "89.999999"), [(1, "far_from_last")]),
    "none of none": (TargetKind.COUNT, path(0, 0, 0), []),
}


@pytest.mark.parametrize(("kind", "figures", "expected"), ODD.values(), ids=ODD.keys())
def test_each_figure_is_held_against_those_before_it(
    kind: TargetKind, figures: list[Figure], expected: list[tuple[int, str]]
) -> None:
    assert list(odd(figures, kind)) == expected


def test_the_sentences_name_both_values_and_the_day_of_the_old_one() -> None:
    figures = path("10.0", "12.00", 20)
    [one] = odd_steps(figures[2], pasts(figures)[figures[2].day], kind=TargetKind.COUNT, wanted=None, place=str)
    assert one.sentence("zh") == "value: 由2023年7月1日的12增加到20，超过上一次变化2的3倍，请核对或确认。"
    assert one.sentence("en") == "value: From 12 on 1 Jul 2023 to 20 is more than 3 times the step before (2): check or confirm."


def test_a_count_without_a_target_never_leaps_but_rises() -> None:
    assert list(odd(path(1, 2, 99), TargetKind.COUNT, None)) == [(2, "rises")]
    assert list(odd(path(1, 1, 99), TargetKind.COUNT, None)) == []


def test_figures_may_come_in_any_order_and_the_day_alone_counts() -> None:
    figures = path(10, 8, 15)
    assert pasts(figures) == pasts(figures[::-1])


def test_ten_thousand_days_are_held_against_each_other_in_one_go() -> None:
    figures = path(*range(10_000))
    before = pasts(figures)
    assert len(before) == 10_000
    assert before[figures[-1].day] == Past(figures[-2], figures[-3])
    assert list(odd(figures, TargetKind.COUNT)) == []


@pytest.fixture
def demonstration(databases: Any) -> Iterator[Engine]:
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        yield engine
        engine.dispose()


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_of_an_ordinary_year_hardly_any_figure_is_doubted(demonstration: Engine) -> None:
    """The demonstration's reports month by month: 4 of some 2,700 odd, two of them after months of silence."""
    with reading(demonstration) as session:
        parts = read_parts(session, CODE, known_at=knowledge_time_now(session))
        goals = goals_of(parts)
        figures = read_figures_between(
            session, parts.view.head.plan_id, list(goals), first=date.min, last=date.max, known_at=knowledge_time_now(session)
        )
    steps, doubted = 0, []
    for series, rows in by_series(records_of(figures)).items():
        kind, wanted = goals[series[0]]
        own = [Figure(row["as_of"], row["value"], row["numerator"], row["denominator"]) for row in rows]
        steps += len(own) - 1
        doubted += [(series, own[at - 1].day, own[at].day, why) for at, why in odd(own, kind, wanted)]
    assert steps > 2000
    assert len(doubted) < steps / 500
    assert {why for *_, why in doubted} <= {"rises", "far_from_last"}
    assert all((day - last).days > 45 for _, last, day, why in doubted if why == "far_from_last")


def goals_of(parts: PlanData) -> dict[str, tuple[TargetKind, int | None]]:
    """The kind and number of every subject of figures, by code."""
    targets = {row["code"]: (TargetKind(row["kind"]), row["target"]) for row in records_of(parts.view.targets)}
    return targets | {row["code"]: (TargetKind.COUNT, row["quota"]) for row in records_of(parts.quotas)}


def by_series(rows: Iterable[Mapping[Any, Any]]) -> dict[tuple[str, str], list[Mapping[Any, Any]]]:
    series: dict[tuple[str, str], list[Mapping[Any, Any]]] = {}
    for row in rows:
        series.setdefault((row["code"], row["district"]), []).append(row)
    return series
