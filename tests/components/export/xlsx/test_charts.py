"""The chart of a sheet: native from the cells where they hold its numbers, else a picture."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter

from components.exhibits.model import Bars, Body, Curve, Exhibit, Series, Stack, Timeline, table_of
from components.exhibits.tables import Table
from components.export.xlsx.cells import Book
from components.export.xlsx.charts import add_chart
from components.i18n.text import Text
from components.theme import LIGHT
from models.status import Status, Word

DAY = date(2023, 6, 30)
HOSTILE = "=cmd|'/C calc'!A0 <b>&\x0b"
BARS = Bars(
    (HOSTILE, "南区"),
    ("N", "S"),
    Series("完成", (75.0, None), "actual"),
    ("75%", "–"),
    Series("序时", (60.0, 50.0), "plan"),
    (Word.ON_TRACK, Word.NEVER_REPORTED),
    "%",
)
STACK = Stack(("专业群",), ("A",), (Series("挂牌", (3,), "a"), Series("建设", (5,), "b")), None, "个")
CURVE = Curve(
    (date(2023, 3, 31), DAY), Series("实际", (2, 5), "actual"), Series("计划", (3, 6), "plan"), DAY, "所", stepped=False
)


def part(body: Body, data: Table, *, alt: str = "说明") -> Exhibit:
    return Exhibit("x?plan=zz", "名", "题", body, data, (), (), alt, demonstration=True)


def charted(body: Bars | Stack | Curve, **changes: str) -> Exhibit:
    names = [day.isoformat() for day in body.days] if isinstance(body, Curve) else body.categories
    return part(body, table_of("名称", names, body), **changes)


def files(one: Exhibit) -> dict[str, str]:
    """The parts of a workbook with the chart of one exhibit, whose table begins in the third row of a sheet."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        add_chart(sheet, Book(book, Text("zh")), one, "表", 2, 20)
    with zipfile.ZipFile(made) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


def chart_of(one: Exhibit) -> str:
    return files(one)["xl/charts/chart1.xml"]


def test_a_chart_is_drawn_from_the_cells_of_its_table() -> None:
    assert re.findall(r"<c:f>(.*?)</c:f>", chart_of(charted(STACK))) == [
        *("表!$B$3", "表!$A$4", "表!$B$4"),
        *("表!$C$3", "表!$A$4", "表!$C$4"),
    ]


def test_a_bar_has_the_colour_of_its_status() -> None:
    points = re.findall(r'<c:dPt><c:idx val="(\d)"/>.*?<a:srgbClr val="(\w+)"', chart_of(charted(BARS)))
    statuses = (Status.ON_TRACK, BARS.statuses[1])
    assert points == [(str(at), LIGHT.status[status].removeprefix("#")) for at, status in enumerate(statuses)]


def test_percentages_have_an_axis_to_a_hundred_unless_one_is_higher() -> None:
    assert '<c:max val="100"/>' in chart_of(charted(BARS))
    assert '<c:max val="100"/>' not in chart_of(charted(replace(BARS, actual=Series("完成", (120.0, None), "actual"))))
    assert '<c:max val="100"/>' not in chart_of(charted(STACK))


def test_a_planned_number_that_holds_is_a_mark_and_another_a_dashed_line() -> None:
    assert '<a:prstDash val="dash"/>' in chart_of(charted(CURVE))
    assert '<a:prstDash val="dash"/>' not in chart_of(charted(replace(CURVE, stepped=True)))


@pytest.mark.parametrize(
    "one",
    [
        part(BARS, replace(table_of("名称", BARS.categories, BARS), keys=("S", "N"))),
        part(BARS, table_of("名称", BARS.categories, replace(BARS, plan=None))),
        part(
            Timeline(("甲",), ("N",), ((),), {}, {}, DAY),
            table_of("名称", BARS.categories, BARS),
        ),
    ],
    ids=["other order", "without the plan", "no native chart"],
)
def test_a_table_that_lacks_the_numbers_of_the_chart_gets_a_picture(one: Exhibit) -> None:
    names = files(one)
    assert "xl/charts/chart1.xml" not in names
    assert "xl/media/image1.png" in names


def test_a_table_is_not_drawn_a_second_time() -> None:
    table = table_of("名称", BARS.categories, BARS)
    assert not [name for name in files(part(table, table)) if "drawing" in name]


def test_a_description_loses_control_characters_and_stays_text_and_short() -> None:
    drawn = files(charted(BARS, alt=HOSTILE + "长" * 300))["xl/drawings/drawing1.xml"]
    (words,) = re.findall(r'descr="(.*?)"', drawn)
    assert words.startswith("=cmd|'/C calc'!A0 &lt;b&gt;&amp;长")
    assert len(words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")) == 255
