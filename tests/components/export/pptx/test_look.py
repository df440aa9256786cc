"""The look of all charts of a deck: sizes of words, fills and lines, legends, the place of the plot."""

from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE as Type
from pptx.enum.dml import MSO_FILL
from pptx.oxml.ns import qn

from components.export.chart_grid import Grid
from components.export.map_layout import Box
from components.export.pptx.look import add_chart, add_legend, after, fill, inner_place, line, marker, words_size, write_label

GRID = Grid(("北区", "南区"), ("N", "S"), (("完成", "actual"), ("序时", "plan")), ((3, None), (4, 5)))


@pytest.fixture
def chart() -> Any:
    """A chart of two series."""
    presentation = Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    return add_chart(slide, Box(0, 0, 9_000_000, 5_000_000), Type.LINE_MARKERS, GRID)[1]


@pytest.mark.parametrize(("rows", "size"), [(0, 16), (1, 16), (8, 16), (9, 14), (60, 14)])
def test_words_are_smaller_where_there_are_more_rows(rows: int, size: int) -> None:
    assert words_size(rows) == size


def test_a_new_chart_has_neither_title_nor_legend(chart: Any) -> None:
    assert (chart.has_title, chart.has_legend) == (False, False)


def test_ids_of_axes_are_within_the_limits_of_the_file_format_and_still_meet(chart: Any) -> None:
    ids = {one.get("val") for one in chart._chartSpace.iter(qn("c:axId"))}
    assert len(ids) == 2
    assert all(0 <= int(one) < 1_000_000_000 for one in ids)
    assert {one.get("val") for one in chart._chartSpace.iter(qn("c:crossAx"))} == ids


def test_a_fill_is_a_colour_or_one_of_the_theme_or_none(chart: Any) -> None:
    own = chart.series[0].format.fill
    fill(own, "#c8372d")
    assert str(own.fore_color.rgb) == "C8372D"
    fill(own, "accent1")
    assert own._xPr.xpath("a:solidFill/*/@val") == ["accent1"]
    fill(own, "")
    assert own.type == MSO_FILL.BACKGROUND


def test_a_line_has_its_width_in_points_and_none_has_no_colour(chart: Any) -> None:
    own = chart.series[0].format.line
    line(own, "#1F2933", 1.5, dash="dash")
    assert (own.width.pt, own._ln.xpath("a:prstDash/@val")) == (1.5, ["dash"])
    line(own, "", 0)
    assert own.fill.type == MSO_FILL.BACKGROUND


def test_a_marker_replaces_the_one_before(chart: Any) -> None:
    marker(chart.series[0], "circle", 9)
    marker(chart.series[0], "diamond", 7)
    assert chart.series[0]._element.xpath("c:marker/c:symbol/@val") == ["diamond"]
    assert chart.series[0]._element.xpath("c:marker/c:size/@val") == ["7"]


def test_a_legend_leaves_out_the_series_that_only_help_to_draw(chart: Any) -> None:
    add_legend(chart, hide=(1,))
    assert chart._chartSpace.xpath(".//c:legendEntry/c:idx/@val") == ["1"]
    assert chart.legend.include_in_layout is False


def test_the_plot_has_one_place_the_last_that_was_given(chart: Any) -> None:
    inner_place(chart, 0.1, 0.1, 0.5, 0.5)
    inner_place(chart, 0.25, 0.02, 0.6, 0.9)
    places = chart._chartSpace.xpath(".//c:plotArea/c:layout/c:manualLayout/*[self::c:x or self::c:y or self::c:w or self::c:h]")
    assert [one.get("val") for one in places] == ["0.2500", "0.0200", "0.6000", "0.9000"]


def test_pieces_are_inserted_in_order_behind_the_last_of_their_kind(chart: Any) -> None:
    axis = chart.value_axis._element
    pieces = ("<c:crosses {ns} val='max'/>", "<c:crossBetween {ns} val='mid'/>")
    after(axis, ("c:crossAx", "c:crosses"), *pieces, replaces="c:crosses")
    names = [one.tag.rpartition("}")[2] for one in axis]
    at = names.index("crossAx")
    assert names[at : at + 3] == ["crossAx", "crosses", "crossBetween"]
    assert axis.xpath("c:crosses/@val") == ["max"]


def test_a_label_says_its_words_as_text(chart: Any) -> None:
    write_label(chart.series[0].points[0], "<b>3所</b> & =1+1", size=16)
    (label,) = chart._chartSpace.xpath(".//c:dLbl")
    assert (label.xpath("string(.//a:t)"), label.xpath("string(.//a:rPr/@sz)")) == ("<b>3所</b> & =1+1", "1600")
