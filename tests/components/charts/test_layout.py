"""The base of every figure: text that is no markup, room for labels, one layout for all."""

import pytest

from components.charts.layout import composed, drawn, room, upright, wide, wide_numbers
from components.theme import DARK, LIGHT, Theme


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("北区", "北区"),
        ("", ""),
        ("<a href='x'>&", "&lt;a href='x'&gt;&amp;"),
        ("%{customdata}", "%&#123;customdata}"),
        ("甲\n乙", "甲 乙"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_text_in_a_figure_is_no_markup(words: str, said: str) -> None:
    assert drawn(words) == said


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_a_figure_has_the_inks_of_its_theme_and_its_own_axes(look: Theme) -> None:
    bar = {"type": "bar", "x": [3], "y": ["北区"]}
    layout = composed(look, 300, [bar], x={"title": "所", "zeroline": True}, y={"type": "category"}, bargap=0.1).layout
    assert (layout.font.color, layout.paper_bgcolor, layout.xaxis.gridcolor) == (look.ink, look.paper, look.line)
    assert (layout.xaxis.title.text, layout.xaxis.zeroline, layout.yaxis.type) == ("所", True, "category")
    assert (layout.height, layout.bargap, layout.showlegend) == (300, 0.1, False)


def test_a_figure_without_traces_has_no_template_of_plotly() -> None:
    figure = composed(LIGHT, 300, [], x={}, y={})
    assert len(figure.data) == 0
    assert figure.layout.template.to_plotly_json() == {}


def test_one_figure_does_not_change_the_next() -> None:
    composed(LIGHT, 300, [], x={"range": [0, 9]}, y={})
    assert composed(LIGHT, 300, [], x={}, y={}).layout.xaxis.range is None


def test_labels_get_room_in_addition_to_the_margins() -> None:
    bare = room()
    assert room(l=100, t=20) == bare | {"l": bare["l"] + 100, "t": bare["t"] + 20}


def test_labels_are_as_wide_as_the_longest_and_a_chinese_character_is_a_square() -> None:
    assert wide([]) == 4
    assert wide(["北", "二七区"]) == 3 * 14 + 4
    assert wide(["二七区"], 12) == 3 * 12 + 4


def test_numbers_of_an_axis_have_room_for_the_digits_of_the_largest() -> None:
    assert wide_numbers([]) == wide_numbers([7]) == wide_numbers([9999.4]) == wide(["0000"])
    assert wide_numbers([3, 123_456]) == wide(["000000"])
    assert wide_numbers([50], "%") == wide(["0000%"])


def test_an_upright_line_goes_over_the_whole_height() -> None:
    line = upright("2023-09-30", color="#123456")
    assert (line["x0"], line["x1"], line["y0"], line["y1"], line["yref"]) == ("2023-09-30", "2023-09-30", 0, 1, "paper")
    assert line["line"] == {"width": 1, "color": "#123456"}
    assert upright(3, width=2)["line"] == {"width": 2}
