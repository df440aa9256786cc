"""Tables and maps in a deck: cells, labels of districts and marks of schools, found by their words and renewed in place."""

from dataclasses import replace
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE

from components.exhibits.model import Area, Map, Symbol
from components.exhibits.tables import NARROW, Board, Cell, Column, Table
from components.export.deck_check.cells import read_map, read_table
from components.export.deck_check.spots import Found, told
from components.export.map_layout import Box
from components.export.pptx.board import add_board
from components.export.pptx.map import paint
from components.export.pptx.table import add_table
from components.theme import LIGHT, MARKS
from models.status import Status, Word

HOSTILE = '=HYPERLINK("http://x") <b>&\x0b'
MADE = Table(
    (Column("状态", 10, "status"), Column("目标", 30), Column("完成", 12, "progress", True)),
    (
        (Cell("■ 滞后", None, Status.OFF_TRACK), Cell(HOSTILE), Cell("9 / 16所", 9)),
        (Cell("● 正常", None, Status.ON_TRACK), Cell("幼儿园"), Cell("5所", 5)),
    ),
    ("A", "B"),
)
FIRST = (Cell("● 正常", None, Status.ON_TRACK), Cell(HOSTILE), Cell("12 / 16所", 12))
NOW = replace(MADE, rows=(FIRST, MADE.rows[1]))
MAP = Map(
    (Area("N", "北区", (), (113.7, 34.8), "北 2", 2),),
    (Symbol("P1", "一中", (113.6, 34.7), Word.OFF_TRACK, 9.0),),
    (),
    {Word.OFF_TRACK: "滞后", Word.MET: "已完成"},
)


def blank() -> Any:
    presentation = Presentation()
    return presentation.slides.add_slide(presentation.slide_layouts[6])


def drawn(body: Table) -> Any:
    return add_table(blank(), Box(0, 0, 9_000_000, 3_000_000), body, 12, [2_000_000, 5_000_000, 2_000_000]).table


def differences(found: Found) -> list[tuple[str, str, str]]:
    return [(one.key, one.kind, one.now) for one in told(found.spots, 1, "table")]


def test_a_table_of_which_nothing_moved_differs_in_nothing() -> None:
    assert differences(read_table(drawn(MADE), MADE, MADE)) == []


def test_a_cell_that_moved_is_renewed_with_its_words_and_its_colour() -> None:
    table = drawn(MADE)
    found = read_table(table, MADE, NOW)
    assert differences(found) == [("A.status", "moved", "● 正常"), ("A.progress", "moved", "12 / 16所")]
    found.renew()
    assert [table.cell(1, at).text for at in (0, 2)] == ["● 正常", "12 / 16所"]
    assert f"#{table.cell(1, 0).fill.fore_color.rgb}" == LIGHT.status[Status.ON_TRACK]


def test_a_text_that_changed_is_a_sentence_and_a_row_that_went_is_gone() -> None:
    renamed = replace(MADE, rows=(MADE.rows[0], (MADE.rows[1][0], Cell("公办幼儿园"), MADE.rows[1][2])))
    assert differences(read_table(drawn(MADE), MADE, renamed)) == [("B.1", "sentence", "公办幼儿园")]
    short = replace(MADE, rows=MADE.rows[:1], keys=MADE.keys[:1])
    assert differences(read_table(drawn(MADE), MADE, short)) == [("B.status", "gone", "–"), ("B.progress", "gone", "–")]


def test_a_column_is_found_by_its_key_if_its_head_was_reworded() -> None:
    reworded = replace(NOW, columns=(*NOW.columns[:2], Column("实际", 12, "progress", True)))
    assert ("A.progress", "moved", "12 / 16所") in differences(read_table(drawn(MADE), MADE, reworded))


def test_a_table_without_rows_has_no_figures() -> None:
    nothing = replace(MADE, rows=(), keys=())
    assert read_table(drawn(nothing), nothing, MADE).spots == []
    assert read_table(drawn(MADE), nothing, MADE).spots == []


def label(words: str) -> Any:
    box = blank().shapes.add_textbox(0, 0, 100, 100)
    box.text_frame.text = words
    return box


def disc(status: Status) -> Any:
    oval = blank().shapes.add_shape(MSO_SHAPE.OVAL, 0, 0, 100, 100)
    oval.text_frame.text = MARKS[status]
    paint(oval, status)
    return oval


def test_label_and_mark_on_a_map_are_renewed() -> None:
    now = replace(MAP, areas=(replace(MAP.areas[0], label="北 3", count=3),), symbols=(replace(MAP.symbols[0], word=Word.MET),))
    area, school = label("北 2"), disc(Status.OFF_TRACK)
    found = read_map([(area, "N.count"), (school, "P1.status")], MAP, now)
    assert differences(found) == [("N.count", "moved", "北 3"), ("P1.status", "moved", "已完成")]
    found.renew()
    assert (area.text_frame.text, school.text_frame.text) == ("北 3", MARKS[Status.MET])
    assert f"#{school.fill.fore_color.rgb}" == LIGHT.status[Status.MET]


def test_a_school_that_is_gone_and_a_mark_of_the_presenters_own_are_told() -> None:
    nothing = replace(MAP, areas=(), symbols=())
    pairs = [(label("北 2"), "N.count"), (disc(Status.OFF_TRACK), "P1.status")]
    assert differences(read_map(pairs, MAP, nothing)) == [("N.count", "gone", "–"), ("P1.status", "gone", "–")]
    (spot,) = read_map([(label("★"), "P1.status")], MAP, MAP).spots
    assert (spot.kind, spot.stands) == ("edited", "★")


def test_shapes_that_are_no_figure_of_the_map_are_left_alone() -> None:
    assert read_map([(label("我的"), "Z.count"), (label("?"), "")], MAP, MAP).spots == []
    assert read_map([], MAP, MAP).spots == []


def mark(status: Status | None) -> Cell:
    return Cell("" if status in (None, Status.ON_TRACK) else MARKS[status], None, status)


def board(*statuses: Status | None) -> Board:
    months = tuple(Column(f"{at}月末", NARROW, f"2023-0{at}", short=str(at)) for at in range(1, len(statuses) + 1))
    rows = tuple((Cell("改革"), Cell(name), *map(mark, statuses)) for name in (HOSTILE, "投用"))
    return Board((Column("板块"), Column("目标"), *months), rows, ("A", "B"), is_grouped=True)


def on_slide(body: Board) -> Any:
    return add_board(blank(), Box(0, 0, 9_000_000, 3_000_000), body).table


def test_a_board_of_which_nothing_moved_differs_in_nothing() -> None:
    made = board(Status.ON_TRACK, Status.AT_RISK, None)
    assert differences(read_table(on_slide(made), made, made)) == []


def test_a_cell_of_a_board_is_renewed_with_its_mark_and_its_quiet_colour() -> None:
    made, now = board(Status.ON_TRACK, Status.AT_RISK, None), board(Status.OFF_TRACK, Status.MET, Status.ON_TRACK)
    table = on_slide(made)
    found = read_table(table, made, now)
    assert ("A.2023-01", "moved", "■") in differences(found)
    assert ("B.2023-02", "moved", "✔") in differences(found)
    found.renew()
    assert [table.cell(1, at).text for at in (2, 3)] == ["■", "✔"]
    grounds = [f"#{table.cell(1, at).fill.fore_color.rgb}" for at in (2, 3)]
    assert grounds == [LIGHT.status[Status.OFF_TRACK], LIGHT.quiet[Status.MET]]


def test_rows_of_a_board_are_found_where_one_was_deleted() -> None:
    made, now = board(Status.ON_TRACK), board(Status.MISSED)
    table = on_slide(made)
    table._tbl.remove(table.rows[1]._tr)
    assert differences(read_table(table, made, now)) == [("B.2023-01", "moved", "✖")]


def test_columns_that_have_another_order_now_keep_their_heads_over_their_own_cells() -> None:
    columns = (Column("目标", 30), Column("金水", NARROW, "JS"), Column("上街", NARROW, "SJ"))
    met, off = Cell(MARKS[Status.MET], None, Status.MET), Cell(MARKS[Status.OFF_TRACK], None, Status.OFF_TRACK)
    made = Board(columns, ((Cell("开工"), off, met),), ("A",))
    now = Board((columns[0], columns[2], columns[1]), ((Cell("开工"), met, met),), ("A",))
    table = add_board(blank(), Box(0, 0, 9_000_000, 3_000_000), made).table
    found = read_table(table, made, now)
    assert differences(found) == [("A.JS", "moved", MARKS[Status.MET])]
    found.renew()
    assert [cell.text for cell in table.rows[0].cells] == ["目标", "金水", "上街"]
    assert [cell.text for cell in table.rows[1].cells] == ["开工", MARKS[Status.MET], MARKS[Status.MET]]


def test_a_row_that_is_none_of_ours_is_told_as_own_words_and_not_taken_for_the_one_in_its_place() -> None:
    gone = (Cell("✖ 未完成", None, Status.MISSED), Cell("托育中心"), Cell("1 / 3个", 1))
    found = read_table(drawn(replace(MADE, rows=(MADE.rows[0], gone))), MADE, NOW)
    assert differences(found) == [("A.status", "moved", "● 正常"), ("A.progress", "moved", "12 / 16所")]
    assert found.own == ("✖ 未完成 · 托育中心 · 1 / 3个",)


def test_a_row_is_found_where_another_slide_shows_it_now() -> None:
    table = drawn(replace(MADE, rows=MADE.rows[1:]))
    assert differences(read_table(table, MADE, MADE, slice(0, 1))) == []
    assert read_table(table, MADE, MADE, slice(0, 1)).own == ()
