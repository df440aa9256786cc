"""Boards as pictures: quiet colours, marks, turned heads, groups, and the frame of the selected column."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from components.exhibits.tables import NARROW, Board, Cell, Column
from components.export.svg.board import draw_board, quiet
from components.export.svg.draw import Drawing, Pen
from components.i18n.text import Text
from components.theme import DARK, LIGHT, MARKS, Theme, contrast
from models.status import Status

PEN = Pen(Text("zh"), LIGHT, 820, 360)


def mark(status: Status | None) -> Cell:
    return Cell("" if status in (None, Status.ON_TRACK) else MARKS[status], None, status)


def board(*rows: tuple[str, str, Status | None], heads: tuple[str, ...] = ("1", "2")) -> Board:
    columns = (
        Column("板块"),
        Column("目标"),
        *(Column(head, NARROW, f"m{at}") for at, head in enumerate(heads)),
        Column("还差", 8),
    )
    cells = tuple((Cell(group), Cell(name), *(mark(status) for _ in heads), Cell("差3")) for group, name, status in rows)
    return Board(columns, cells, tuple(str(at) for at in range(len(rows))), is_grouped=True, now=2, signs=(("◆", "到期"),))


SMALL = board(("改革", "<b>开工</b>\x0b", Status.OFF_TRACK), ("改革", "投用", Status.ON_TRACK), ("基础", "占比", None))


def root(drawing: Drawing) -> ElementTree.Element:
    return ElementTree.fromstring(f"<svg>{''.join(drawing.elements)}</svg>")


def texts(drawing: Drawing) -> list[str]:
    return ["".join(one.itertext()) for one in root(drawing).iter("text")]


def cells(drawing: Drawing) -> dict[str, str]:
    """The colour of each cell by its tip."""
    return {"".join(one.itertext()): one.get("fill", "") for one in root(drawing).iter("rect") if list(one)}


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_good_states_are_quiet_and_others_have_their_full_colour(look: Theme) -> None:
    found = cells(draw_board(SMALL, replace(PEN, look=look)))
    assert found["<b>开工</b> 1 滞后"] == look.status[Status.OFF_TRACK]
    assert found["投用 1 正常"] == look.quiet[Status.ON_TRACK]
    assert found["占比 1"] == look.panel


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("status", [one for one in Status if one is not Status.ACTION])
def test_marks_are_legible_on_their_ground(look: Theme, status: Status) -> None:
    ground = quiet(status, look)
    assert contrast(look.ink_on(ground), ground) >= 3


def test_every_status_that_is_not_on_track_has_its_mark_and_its_word_in_the_legend() -> None:
    found = texts(draw_board(SMALL, PEN))
    assert found.count("■") == 3, "two cells and the legend"
    assert {"滞后", "正常", "到期", "◆"} <= set(found)
    assert "●" not in found


def test_a_group_is_named_once() -> None:
    assert texts(draw_board(SMALL, PEN)).count("改革") == 1


def test_heads_are_turned_if_they_are_longer_than_their_columns_are_wide() -> None:
    names = ("Zhongyuan", "Guancheng Hui") * 8
    wide = draw_board(board(("R", "Target", Status.MET), heads=names), PEN)
    turned = [one for one in root(wide).iter("g") if "rotate" in one.get("transform", "")]
    assert len(turned) == len(names)
    assert not [one for one in root(draw_board(SMALL, PEN)).iter("g") if "rotate" in one.get("transform", "")]


def test_chinese_heads_are_written_from_top_to_bottom() -> None:
    tall = draw_board(board(("改", "目标", Status.MET), heads=("航空港区", "郑东") * 8), replace(PEN, width=500))
    assert not [one for one in root(tall).iter("g") if "rotate" in one.get("transform", "")]
    assert texts(tall).count("港") == 8


def test_rows_fill_the_height_that_is_given_and_no_more() -> None:
    many = board(*((f"板块{n // 4}", f"目标{n}", Status.MET) for n in range(15)))
    for one in (SMALL, many):
        assert draw_board(one, PEN).height <= 360
    assert draw_board(many, PEN).height > 340
    assert draw_board(many, replace(PEN, height=None)).height > draw_board(SMALL, replace(PEN, height=None)).height


def test_nothing_is_drawn_beyond_the_width() -> None:
    long = board(("Vocational education", "Secondary vocational schools that meet the national standard", Status.MISSED))
    rects = root(draw_board(long, PEN)).iter("rect")
    assert max(float(one.get("x", 0)) + float(one.get("width", 0)) for one in rects) <= 820


def test_the_heads_of_months_are_never_turned() -> None:
    heads = tuple(str(month) for month in range(1, 13))
    body = board(("改革", "Outstanding principals recruited or trained (talent plan) " * 3, None), heads=heads)
    drawn = draw_board(body, replace(PEN, height=None))
    assert [one for one in texts(drawn) if one.isdecimal()] == list(heads)


def test_the_name_of_a_group_of_one_row_never_runs_into_the_next() -> None:
    long = "Teaching workforce and high-quality development programme of the city " * 3
    drawn = draw_board(board((long, "One", None), (long, "Two", None)), replace(PEN, height=None))
    said = [one for one in root(drawn).iter("text") if one.get("font-weight") and "".join(one.itertext()) != "差3"]
    tops = [float(one.get("y", 0)) for one in said]
    assert tops == sorted(tops)
    assert any("".join(one.itertext()).endswith("…") for one in said)
