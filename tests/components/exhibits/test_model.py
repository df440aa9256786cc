"""Bodies of exhibits: the bars of a waterfall, boards and their groups, what is blank, columns of a table."""

from datetime import date

import pytest

from components.exhibits.model import Bars, Body, Curve, Map, Panels, Series, Stack, Timeline, is_blank
from components.exhibits.tables import NARROW, Board, Cell, Column, Table
from models.status import Status

DAY = date(2023, 8, 31)
FALL = Bars(
    ("上次", "进展", "更正", "本次", "原目标", "现目标"),
    ("before", "progress", "corrected", "after", "target_before", "target_after"),
    Series("开工", (12.0, 5.0, -3.0, 14.0, 20.0, 40.0), "value"),
    ("12", "+5", "−3", "14", "20", "40"),
    starts=(None, 12.0, 17.0, None, None, None),
)


def test_a_step_of_a_waterfall_floats_from_the_running_total_and_sums_stand_on_zero() -> None:
    assert FALL.spans == ((0, 12), (12, 17), (14, 17), (0, 14), (0, 20), (0, 40))
    assert FALL.totals == (12, 17, 14, 14, 20, 40)
    assert [FALL.is_sum(at) for at in range(6)] == [True, False, False, True, True, True]


def test_a_waterfall_joins_its_steps_and_no_sum_to_the_next_one() -> None:
    assert FALL.joints == (0, 1, 2)


def test_bars_that_do_not_float_stand_on_zero() -> None:
    bars = Bars(("甲", "乙"), ("A", "B"), Series("完成", (4.0, None), "actual"), ("4", "–"))
    assert (bars.spans, bars.joints, bars.is_sum(0)) == (((0, 4), (0, 0)), (), False)


MARKS = (Column("板块"), Column("目标"), Column("1", NARROW, "2023-01"), Column("还差", 8))
ROWS = tuple(
    (Cell(section), Cell(name), Cell("■", None, status), Cell(""))
    for section, name, status in (("甲", "a", Status.MET), ("甲", "b", Status.MISSED), ("乙", "c", Status.MET))
)


def test_a_board_has_a_group_for_each_name_and_its_statuses_worst_first() -> None:
    board = Board(MARKS, ROWS, ("a", "b", "c"), is_grouped=True)
    assert board.groups == (slice(0, 2), slice(2, 3))
    assert (board.marked, board.names) == ((2,), 1)
    assert board.statuses == (Status.MISSED, Status.MET)


def test_a_board_without_groups_is_one() -> None:
    board = Board(MARKS[1:], tuple(row[1:] for row in ROWS), ("a", "b", "c"))
    assert (board.groups, board.names) == ((slice(0, 3),), 0)
    for is_grouped in (True, False):
        assert Board(MARKS, (), (), is_grouped=is_grouped).groups == ()


def test_a_table_can_be_narrowed_to_some_columns_in_another_order() -> None:
    table = Table(MARKS, ROWS, ("a", "b", "c")).only(["还差", "目标", "没有"])
    assert [column.title for column in table.columns] == ["还差", "目标"]
    assert [cell.text for cell in table.rows[1]] == ["", "b"]


NONE = Series("完成", (None, None), "actual")


@pytest.mark.parametrize(
    "body",
    [
        Table((Column("a"),), (), ()),
        Board((Column("a"),), (), ()),
        Bars(("甲", "乙"), ("A", "B"), NONE, ("–", "–")),
        Stack(("甲", "乙"), ("A", "B"), (NONE,)),
        Curve((DAY, DAY), NONE, Series("计划", (None, None), "plan"), DAY),
        Timeline((), (), (), {}, {}, DAY),
        Map((), (), (), {}),
        Panels(()),
    ],
    ids=lambda body: type(body).__name__,
)
def test_a_body_without_a_number_is_blank(body: Body) -> None:
    assert is_blank(body)


def test_a_zero_is_a_number() -> None:
    assert not is_blank(Curve((DAY,), Series("实际", (0.0,), "actual"), Series("计划", (None,), "plan"), DAY))
