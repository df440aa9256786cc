"""The overview's pictures as exhibits: ribbon, scoreboard and tiles, with the numbers of the snapshot."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from components.exhibits.address import Address
from components.exhibits.bundles import HALVES, is_empty
from components.exhibits.model import Panels
from components.exhibits.overview import DUE
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Board
from components.theme import MARKS
from models.analysis.scoreboard import behind
from models.status import Status

Asked = Callable[..., Address]
DAYS = [date(2023, 3, 31), date(2023, 8, 15), date(2023, 12, 31), date(2024, 1, 31)]


def board(builder: ExhibitBuilder, address: Address) -> Board:
    body = builder.make(address).body
    assert isinstance(body, Board)
    return body


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_each_cell_of_the_ribbon_is_the_status_at_the_end_of_its_month(builder: ExhibitBuilder, asked: Asked, day: date) -> None:
    address = asked("ribbon", as_of=day)
    body, year = board(builder, address), builder.snapshot(address).year
    assert body.keys == tuple(row.code for row in year.rows)
    for cells, row in zip(body.rows, year.rows, strict=True):
        shown = [cells[at] for at in body.marked]
        assert [cell.status for cell in shown] == [cell.status if cell else None for cell in row.cells]
        for cell in shown:
            mark = MARKS[cell.status] if cell.status else ""
            assert cell.text in ("", DUE) if cell.status in (None, Status.ON_TRACK) else cell.text == mark
    assert body.now == (None if year.current is None else year.current + 2)


def test_the_month_in_which_a_target_is_due_is_marked_as_long_as_it_is_to_come(builder: ExhibitBuilder, asked: Asked) -> None:
    body = board(builder, asked("ribbon", as_of=date(2023, 3, 31)))
    due = {key: [at for at in body.marked if row[at].text == DUE] for key, row in zip(body.keys, body.rows, strict=True)}
    assert due["BA-02"] == [body.marked[8]]
    assert body.signs
    assert not board(builder, asked("ribbon", as_of=date(2024, 1, 31))).signs


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_halves_of_the_ribbon_make_up_the_whole_and_part_no_section(builder: ExhibitBuilder, asked: Asked, day: date) -> None:
    whole = board(builder, asked("ribbon", as_of=day))
    halves = [board(builder, asked("ribbon", as_of=day, half=one)) for one in ("1", "2")]
    assert len(HALVES["ribbon"]) == 2
    assert halves[0].keys + halves[1].keys == whole.keys
    assert not {row[0].text for row in halves[0].rows} & {row[0].text for row in halves[1].rows}
    assert max(len(one.rows) for one in halves) <= 16


def test_the_sheet_of_the_ribbon_says_every_status_in_words(builder: ExhibitBuilder, asked: Asked) -> None:
    part = builder.make(asked("ribbon"))
    assert part.data.keys == part.body.keys  # type: ignore[union-attr]
    statuses = [cell for row in part.data.rows for cell in row if cell.status]
    assert statuses
    assert all(len(cell.text) > 2 for cell in statuses)


def test_the_scoreboard_has_a_column_for_each_district_the_worst_first(builder: ExhibitBuilder, asked: Asked) -> None:
    address = asked("scoreboard")
    body, verdicts = board(builder, address), builder.snapshot(address).scoreboard
    order = [column.key for column in body.columns[1:]]
    assert sorted(order) == sorted(verdicts)
    late = [behind(verdicts[one]) for one in order]
    assert late == sorted(late, reverse=True)
    for key, row in zip(body.keys, body.rows, strict=True):
        for district, cell in zip(order, row[1:], strict=True):
            own = verdicts[district].get(key)
            assert cell.status == (own.status if own else None)


def test_the_last_row_of_its_sheet_counts_what_is_behind(builder: ExhibitBuilder, asked: Asked) -> None:
    address = asked("scoreboard", most="3")
    data, verdicts = builder.make(address).data, builder.snapshot(address).scoreboard
    assert data.keys[-1] == "sum"
    counted = {column.key: cell.value for column, cell in zip(data.columns, data.rows[-1], strict=True) if column.key}
    assert counted == {district: behind(own) for district, own in verdicts.items()}


def test_of_many_targets_those_are_shown_that_most_districts_have_behind(builder: ExhibitBuilder, asked: Asked) -> None:
    few = builder.make(asked("scoreboard", most="3"))
    whole = board(builder, asked("scoreboard"))
    assert isinstance(few.body, Board)
    well = {None, Status.MET, Status.MET_LATE, Status.ON_TRACK, Status.NOT_DUE, Status.SUSPENDED}
    late = {key: sum(cell.status not in well for cell in row) for key, row in zip(whole.keys, whole.rows, strict=True)}
    assert sorted(late[key] for key in few.body.keys) == sorted(late.values())[-3:]
    assert list(few.body.keys) == [key for key in whole.keys if key in few.body.keys]
    assert any("3" in words for words in few.foot)


def test_a_chosen_district_is_marked_on_the_scoreboard(builder: ExhibitBuilder, asked: Asked) -> None:
    body = board(builder, asked("scoreboard", district="410105"))
    assert body.now is not None
    assert body.columns[body.now].key == "410105"
    assert board(builder, asked("scoreboard")).now is None


def test_heads_of_districts_are_short_and_all_different_in_english(builder: ExhibitBuilder, asked: Asked) -> None:
    heads = [column.title for column in board(builder, asked("scoreboard", "en")).columns[1:]]
    assert len(set(heads)) == len(heads)
    assert max(map(len, heads)) <= 14


def test_the_tiles_have_the_figures_and_the_course_of_each_subject(builder: ExhibitBuilder, asked: Asked) -> None:
    address = asked("tiles")
    part, tiles = builder.make(address), builder.snapshot(address).tiles
    assert isinstance(part.body, Panels)
    assert [one.key for one in part.body.panels] == list(tiles)
    for panel, tile in zip(part.body.panels, tiles.values(), strict=True):
        assert panel.figure == f"{tile.done} / {tile.whole}"
        assert panel.curve.actual.values == tuple(point.actual for point in tile.points)
        assert part.data.keys[0].startswith("projects.")


def test_a_plan_without_lists_has_neither_tiles_nor_scoreboard(builder: ExhibitBuilder, asked: Asked) -> None:
    for name in ("tiles", "scoreboard"):
        assert is_empty(builder.make(replace(asked(name), plan="zhengzhou-2023"))), name
