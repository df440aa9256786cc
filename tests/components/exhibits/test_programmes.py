"""Exhibits of vocational programmes: each programme is counted once, and a gap is an empty cell."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from components.exhibits import programmes
from components.exhibits.address import Address
from components.exhibits.context import ExhibitContext
from components.exhibits.model import Curve, Stack
from components.exhibits.registry import ExhibitBuilder
from components.i18n.text import Text

Chosen = Callable[..., ExhibitContext]


@pytest.fixture
def context(builder: ExhibitBuilder, asked: Callable[..., Address]) -> Chosen:
    """Return the demonstration at the end of September with some filters."""
    return lambda **chosen: ExhibitContext(builder.comparison(asked("stages")), Text("zh"), chosen)


def test_every_programme_is_at_one_stage(context: Chosen) -> None:
    body = programmes.stages(context()).body
    assert isinstance(body, Stack)
    found = context().snapshot.programmes
    for at, kind in enumerate(body.keys):
        assert sum(one.values[at] or 0 for one in body.segments) == (found["kind"] == kind).sum()
    assert [one.key for one in body.segments][-1] == "none"


def test_programmes_are_launched_once_and_for_good(context: Chosen) -> None:
    body = programmes.launched_by_month(context()).body
    assert isinstance(body, Curve)
    reached = [value for value in body.actual.values if value is not None]
    assert all(before <= after for before, after in pairwise(reached))
    assert reached[-1] <= len(context().snapshot.programmes)
    assert all(value is None for day, value in zip(body.days, body.actual.values, strict=True) if day > body.as_of)
    assert body.as_of in body.days


def test_a_school_has_the_sum_of_its_kinds_and_an_empty_cell_where_it_has_none(context: Chosen) -> None:
    draft = programmes.schools(context())
    gaps = 0
    for _, school, *kinds, total in draft.data.rows:
        numbers = [cell.value for cell in kinds]
        assert sum(one for one in numbers if isinstance(one, float)) == total.value, school
        assert all(cell.text == ("" if cell.value == 0 else f"{cell.value:.0f}") for cell in kinds)
        gaps += numbers.count(0)
    assert draft.title == f"{len(draft.data.rows)}所学校，{gaps}处没有该类项目。"
    assert len(set(draft.data.keys)) == len(draft.data.rows)


def test_the_table_has_a_row_for_each_programme_that_matches(context: Chosen) -> None:
    every = programmes.programmes(context()).data
    assert sorted(every.keys) == sorted(context().snapshot.programmes["code"])
    level = context().snapshot.programmes["level"].iloc[0]
    of_level = programmes.programmes(context(level=level)).data
    assert 0 < len(of_level.rows) < len(every.rows)
    assert {row[3].text for row in of_level.rows} == {Text("zh").term(context().view.head.terms, "levels", level)}


def test_programmes_that_need_attention_are_among_all_of_them(context: Chosen) -> None:
    late, every = programmes.late_programmes(context()).data, programmes.programmes(context()).data
    assert set(late.keys) < set(every.keys)
    assert [one for one in every.keys if one in late.keys] == list(late.keys)


def test_a_stage_that_few_programmes_left_has_no_median(context: Chosen) -> None:
    data = programmes.stays(context(q="没有这样的项目")).data
    assert data.keys == tuple(context().snapshot.stages[: len(data.keys)])
    assert {row[1].text for row in data.rows} == {"0"}
    assert {(row[2].text, row[3].text) for row in data.rows} == {("项目太少，不统计", "–")}


def test_filters_without_a_match_leave_exhibits_without_rows(context: Chosen) -> None:
    nothing = context(q="<b>没有</b>")
    assert programmes.programmes(nothing).data.rows == ()
    assert programmes.schools(nothing).title == "0所学校，0处没有该类项目。"
    stack = programmes.stages(nothing).body
    assert isinstance(stack, Stack)
    assert stack.categories == ()
