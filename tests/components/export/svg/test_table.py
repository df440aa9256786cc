"""Tables as pictures: every cell in its column, rows as high as their text, a status on its colour."""

from dataclasses import replace
from xml.etree import ElementTree

from components.exhibits.tables import Cell, Column, Table
from components.export.svg.draw import Drawing, Pen
from components.export.svg.table import draw_table, least_width
from components.i18n.text import Text
from components.theme import LIGHT
from models.status import Status

PEN = Pen(Text("zh"), LIGHT, 800)
HOSTILE = "<script>alert(1)</script> & =1+1\x0b"
TABLE = Table(
    (Column("状态"), Column("目标", 30), Column("完成", 12, "progress", is_number=True)),
    ((Cell("■ 滞后", None, Status.OFF_TRACK), Cell(HOSTILE), Cell("9 / 16所", 9)),),
    ("A",),
)
EMPTY = replace(TABLE, rows=(), keys=())


def root(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{''.join(drawing.elements)}</svg>")


def placed(drawing: Drawing) -> dict[str, tuple[float, str]]:
    """Return the position of each text, and whether it starts or ends there."""
    return {
        "".join(one.itertext()): (float(one.get("x", "")), one.get("text-anchor", "start")) for one in root(drawing).iter("text")
    }


def test_a_table_without_rows_has_its_head() -> None:
    assert list(placed(draw_table(EMPTY, PEN))) == ["状态", "目标", "完成"]


def test_numbers_end_where_the_head_of_their_column_ends() -> None:
    found = placed(draw_table(TABLE, PEN))
    assert found["9 / 16所"] == found["完成"] == (790, "end")
    assert found["目标"][1] == "start"


def test_a_status_is_written_on_its_colour_in_an_ink_that_can_be_read() -> None:
    drawing = draw_table(TABLE, PEN)
    assert LIGHT.status[Status.OFF_TRACK] in {one.get("fill") for one in root(drawing).iter("rect")}
    (ink,) = [one.get("fill") for one in root(drawing).iter("text") if one.text == "■ 滞后"]
    assert ink == LIGHT.on(Status.OFF_TRACK)


def test_markup_in_a_cell_stays_text() -> None:
    assert "<script>alert(1)</script> & =1+1" in placed(draw_table(TABLE, PEN))


def test_a_row_is_as_high_as_its_longest_cell() -> None:
    row = TABLE.rows[0]
    long = replace(TABLE, rows=((row[0], Cell("很长的名称" * 40), row[2]),))
    assert draw_table(long, PEN).height > draw_table(TABLE, PEN).height > draw_table(EMPTY, PEN).height
    twice = replace(TABLE, rows=(row, row), keys=("A", "B"))
    one_row = draw_table(TABLE, PEN).height - draw_table(EMPTY, PEN).height
    assert draw_table(twice, PEN).height == draw_table(TABLE, PEN).height + one_row


def test_the_least_width_grows_with_what_must_not_be_broken_and_not_with_text() -> None:
    row = TABLE.rows[0]
    wordy = replace(TABLE, rows=((row[0], Cell("很长的名称" * 40), row[2]),))
    larger = replace(TABLE, rows=((row[0], row[1], Cell("10009 / 10016所", 10_009)),))
    assert least_width(wordy) == least_width(TABLE) < least_width(larger)
