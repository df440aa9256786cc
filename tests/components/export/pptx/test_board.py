"""Boards as native tables: marks in quiet cells of at least 16 points, groups merged, slides parted between groups."""

from itertools import pairwise
from typing import Any

import pytest
from pptx import Presentation

from components.exhibits.tables import NARROW, Board, Cell, Column
from components.export.map_layout import Box
from components.export.pptx.board import add_board, board_legend, board_pages, board_widths, size_of
from components.export.pptx.text import points
from components.theme import LIGHT, MARKS
from models.status import Status

BOX = Box(0, 0, points(892), points(371))


def mark(status: Status) -> Cell:
    return Cell("" if status is Status.ON_TRACK else MARKS[status], None, status)


def board(*groups: tuple[str, int], name: str = "公办园投用", status: Status = Status.MET) -> Board:
    months = tuple(Column(f"{at}月31日" if at == 8 else str(at), NARROW, f"m{at}", short=str(at)) for at in range(1, 13))
    rows = tuple(
        (Cell(group), Cell(f"{name}{n}"), *(mark(status) for _ in months), Cell("差3"))
        for group, many in groups
        for n in range(many)
    )
    keys = tuple(str(at) for at in range(len(rows)))
    return Board((Column("板块"), Column("目标"), *months, Column("还差", 8, "missing")), rows, keys, is_grouped=True, now=9)


def drawn(body: Board) -> Any:
    presentation = Presentation()
    return add_board(presentation.slides.add_slide(presentation.slide_layouts[6]), BOX, body).table


def sizes(table: Any) -> set[float]:
    return {
        run.font.size.pt
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.text_frame.paragraphs
        for run in paragraph.runs
    }


def test_all_letters_of_a_wide_slide_have_at_least_sixteen_points() -> None:
    assert sizes(drawn(board(("改革", 3)))) == {size_of(BOX)}
    assert size_of(BOX) >= 16


def test_a_narrow_slide_has_the_same_columns_in_smaller_letters() -> None:
    narrow = Box(0, 0, points(640), points(371))
    assert 12 <= size_of(narrow) < size_of(BOX)
    widths = board_widths(board(("改革", 3)), narrow)
    assert (len(widths), sum(widths)) == (15, narrow.width)
    assert widths[1] > narrow.width / 4


@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACTION])
def test_a_cell_has_the_mark_of_its_status_on_a_quiet_ground(status: Status) -> None:
    table = drawn(board(("改革", 1), status=status))
    cell = table.cell(1, 4)
    assert cell.text == ("" if status is Status.ON_TRACK else MARKS[status])
    assert f"#{cell.fill.fore_color.rgb}" == LIGHT.quiet.get(status, LIGHT.status[status])


def test_the_name_of_a_group_stands_once_over_all_its_rows() -> None:
    table = drawn(board(("改革", 3), ("基础", 1)))
    assert table.cell(1, 0).is_merge_origin
    assert table.cell(1, 0).span_height == 3
    assert [table.cell(at, 0).text for at in range(1, 5)] == ["改革", "", "", "基础"]


def test_a_head_without_room_is_short() -> None:
    assert [cell.text for cell in drawn(board(("改革", 1))).rows[0].cells][8:11] == ["7", "8", "9"]


def test_heads_that_are_too_long_are_turned() -> None:
    columns = (Column("Target"), Column("Guancheng Hui", NARROW, "a"), Column("金水", NARROW, "b"))
    table = drawn(Board(columns, ((Cell("x"), mark(Status.MET), mark(Status.MET)),), ("T",)))
    assert [table.cell(0, at)._tc.tcPr.get("vert") for at in range(3)] == [None, "vert270", "eaVert"]
    assert table.rows[0].height > points(13 * size_of(BOX) * 0.5)


def test_columns_fill_the_width_exactly() -> None:
    assert sum(board_widths(board(("改革", 3)), BOX)) == BOX.width


def test_a_slide_ends_with_a_group_where_that_needs_no_more_slides() -> None:
    body = board(("甲", 4), ("乙", 9), ("丙", 7), ("丁", 5), ("戊", 4))
    cuts = board_pages(body, BOX)
    assert [one.start for one in cuts[1:]] == [13]
    assert all(before.stop == after.start for before, after in pairwise(cuts))
    assert cuts[-1].stop == 29


def test_a_group_longer_than_a_slide_is_parted() -> None:
    cuts = board_pages(board(("甲", 40)), BOX)
    assert len(cuts) == 3
    assert max(one.stop - one.start for one in cuts) - min(one.stop - one.start for one in cuts) <= 1


def test_a_board_without_rows_is_one_slide() -> None:
    assert board_pages(board(), BOX) == [slice(0, 0)]


def test_the_legend_names_every_status_that_occurs_with_its_mark() -> None:
    said = "".join(run.words for run in board_legend(board(("甲", 1), status=Status.MISSED), {Status.MISSED: "未完成"}))
    assert said.split() == ["✖", "未完成"]


def test_the_heads_of_months_are_light_but_for_that_of_the_day() -> None:
    heads = drawn(board(("改革", 1))).rows[0].cells
    bold = [cell.text for cell in heads if cell.text_frame.paragraphs[0].runs[0].font.bold]
    assert bold == ["板块", "目标", "8", "还差"], "two bold figures would fill their column"
