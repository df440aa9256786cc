"""Pictures show the numbers of their part, fit their words, and execute none of their texts."""

import io
import re
import struct
from dataclasses import replace
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image

from components.exhibits.model import Area, Bars, Body, Curve, Exhibit, Map, Mark, Series, Stack, Symbol, Timeline
from components.exhibits.tables import Cell, Column, Table
from components.export.svg.draw import ticks
from components.export.svg.picture import png, rasterised, svg
from components.i18n.text import Text
from components.theme import DARK, LIGHT
from components.typography import BODY, length, wrap
from models.status import Status, Word

ZH = Text("zh")
HOSTILE = '<script>alert(1)</script> & "喆㛃𣲗" =cmd|\x0b😀 ]]> #image'
DAY = date(2023, 9, 30)
NAMES = tuple(f"郑州航空港经济综合实验区第{n}小学" for n in range(16))
KEYS = tuple(f"D{n}" for n in range(16))

BARS = Bars(
    NAMES,
    KEYS,
    Series("完成", (*(float(n * 6) for n in range(15)), None), "actual"),
    tuple(f"{n} / 16所" for n in range(16)),
    Series("序时", (75.5,) * 16, "expected"),
    (Word.ON_TRACK, Word.OFF_TRACK) * 8,
    "%",
)
STACK = Stack(
    ("品牌专业", "特色专业"),
    ("a", "b"),
    (Series("已挂牌", (300, 2), "s3", "#1F4E79"), Series("未启动", (1, 41), "s0")),
    Series("计划挂牌", (50, 3), "plan"),
    "个",
)
CURVE = Curve(
    tuple(date(2023, month, 28) for month in range(1, 11)),
    Series("实际", (0, 1, 2, 2, 4, 5, 7, 9, 9, None), "actual"),
    Series("计划", (0, 2, 3, 4, 5, 6, 8, 10, 12, 16), "plan"),
    DAY,
    "所",
)
TIMELINE = Timeline(
    (HOSTILE, "金水区小学"),
    ("P1", "P2"),
    (
        (Mark("started", "baseline", date(2023, 3, 1)), Mark("started", "actual", date(2023, 3, 9))),
        (Mark("opened", "forecast", date(2023, 12, 1)),),
    ),
    {"started": "开工", "opened": "投用"},
    {"baseline": "计划", "forecast": "预计", "actual": "实际"},
    DAY,
)
RING = ((113.6, 34.7), (113.8, 34.7), (113.8, 34.9), (113.6, 34.9), (113.6, 34.7))
MAP = Map(
    (Area("410105", "金水区", (RING,), (113.7, 34.8), "金水 2", 2), Area("Z1", "郑东新区", (), (113.95, 34.75), "郑东 1", 1)),
    (Symbol("P1", HOSTILE, (113.65, 34.75), Word.ON_TRACK, 9.0), Symbol("P2", "小学", (113.75, 34.85), Word.OFF_TRACK, 12.0)),
    (((100.0, 34.9), (120.0, 34.92)),),
    {Word.ON_TRACK: "正常", Word.OFF_TRACK: "滞后"},
    unplaced=3,
)
TABLE = Table(
    (Column("状态"), Column("目标", 30), Column("完成", 12, "progress", is_number=True)),
    ((Cell("■ 滞后", None, Status.OFF_TRACK), Cell(HOSTILE), Cell("9 / 16所", 9)),),
    ("BA-02",),
)
BODIES = {"bars": BARS, "stack": STACK, "curve": CURVE, "timeline": TIMELINE, "map": MAP, "table": TABLE}
EMPTY: dict[str, Body] = {
    "bars": Bars((), (), Series("完成", (), "actual"), ()),
    "stack": Stack((), (), ()),
    "curve": Curve((), Series("实际", (), "a"), Series("计划", (), "p"), DAY),
    "timeline": Timeline((), (), (), {}, {}, DAY),
    "map": Map((), (), (), {}),
    "table": Table(TABLE.columns, (), ()),
}


def part_of(body: Body, title: str = "16 项中 9 项已完成") -> Exhibit:
    return Exhibit("bars?plan=zz", "图", title, body, TABLE, ("截至2023年9月30日", f"来源：{HOSTILE}"), (), "说明", True)


def said(drawn: str) -> list[str]:
    """All texts of a picture, tips included."""
    return ["".join(one.itertext()) for one in ElementTree.fromstring(drawn).iter() if one.tag.endswith(("text", "title"))]


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("framed", [True, False])
def test_a_picture_stands_alone_and_runs_nothing(kind: str, framed: bool) -> None:
    drawn = svg(part_of(BODIES[kind], HOSTILE), t=ZH, framed=framed)
    tags = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(drawn).iter()}
    assert tags <= {"svg", "g", "rect", "line", "circle", "path", "text", "title", "desc"}
    assert not re.search(r"href|url\(|\bon\w+=|<script|<style|\x0b", drawn)


@pytest.mark.parametrize("kind", ["timeline", "map", "table"])
def test_a_name_with_markup_stays_text(kind: str) -> None:
    words = "".join(said(svg(part_of(BODIES[kind]), t=ZH, framed=False))).replace(" ", "")
    assert '<script>alert(1)</script>&"喆㛃𣲗"=cmd|😀' in words


def test_each_bar_says_its_number_its_plan_and_its_status() -> None:
    words = said(svg(part_of(BARS), t=ZH))
    for name, value, label in zip(BARS.categories[:15], BARS.actual.values, BARS.labels, strict=False):
        assert any(f"{name} 完成 {ZH.number(value or 0)}% " in one and label in one for one in words)
    assert words.count("75.5%") == 16
    assert {"正常", "滞后", "序时"} <= set(words)


def test_a_bar_without_a_number_has_a_label_and_no_bar() -> None:
    drawn = svg(part_of(BARS), t=ZH)
    assert len(re.findall(r"<title>[^<]* 完成 ", drawn)) == 15
    assert any("15 / 16所" in one for one in said(drawn))


def test_the_longest_bar_is_the_largest_number_and_bars_start_at_zero() -> None:
    boxes = re.findall(r'<rect x="([\d.]+)"[^>]*? width="([\d.]+)"[^>]*><title>[^<]*完成', svg(part_of(BARS), t=ZH))
    assert len({x for x, _ in boxes}) == 1
    assert all(float(one[1]) < float(other[1]) for one, other in pairwise(boxes))


def test_segments_too_narrow_for_their_number_say_it_behind_the_bar() -> None:
    words = said(svg(part_of(STACK), t=ZH))
    assert {"300", "未启动 1", "50个", "3个"} <= set(words)
    assert {"品牌专业 已挂牌 300个", "特色专业 未启动 41个"} <= set(words)


def test_a_curve_says_every_report_and_the_day_looked_at() -> None:
    words = said(svg(part_of(CURVE), t=ZH))
    for day, value in zip(CURVE.days[:9], CURVE.actual.values, strict=False):
        assert f"{day.isoformat()} 实际 {value}所" in words
    assert {"实际 9所", "计划 16所", "截至2023年9月30日"} <= set(words)


def test_a_timeline_says_every_day() -> None:
    words = said(svg(part_of(TIMELINE), t=ZH))
    assert any("开工 计划 2023-03-01" in one for one in words)
    assert any("开工 实际 2023-03-09" in one for one in words)
    assert "金水区小学 投用 预计 2023-12-01" in words


def test_a_map_names_its_districts_and_schools() -> None:
    words = said(svg(part_of(MAP), t=ZH))
    assert {"金水 2", "郑东 1", "小学 滞后", "正常", "滞后"} <= set(words)


def test_a_table_says_every_cell() -> None:
    assert {"■ 滞后", "9 / 16所", "状态", "目标", "完成"} <= set(said(svg(part_of(TABLE), t=ZH)))


def test_a_table_of_many_columns_is_drawn_smaller_and_breaks_no_day_and_no_status() -> None:
    cells = (Cell("✔ 逾期完成", None, Status.MET_LATE), Cell("2023-09-06", date(2023, 9, 6))) * 8
    wide = Table(tuple(Column("校长工作室建设") for _ in cells), (cells,), ("a",))
    words = said(svg(part_of(wide), t=ZH))
    assert (words.count("✔ 逾期完成"), words.count("2023-09-06")) == (8, 8)


@pytest.mark.parametrize("kind", EMPTY)
@pytest.mark.parametrize("height", [None, 400])
def test_an_empty_picture_says_what_to_do(kind: str, height: int | None) -> None:
    assert ZH("sheet.empty") in said(svg(part_of(EMPTY[kind]), t=ZH, height=height))


def test_a_framed_picture_has_title_foot_and_mark_of_demonstration() -> None:
    words = said(svg(part_of(BARS), t=ZH))
    assert "演示数据" in words
    assert any("截至2023年9月30日  ·  来源：" in one for one in words)
    assert "演示数据" not in said(svg(replace(part_of(BARS), demonstration=False), t=ZH))
    assert "演示数据" not in said(svg(part_of(BARS), t=ZH, framed=False))


@pytest.mark.parametrize("kind", BODIES)
def test_a_picture_has_the_size_asked_for(kind: str) -> None:
    root = ElementTree.fromstring(svg(part_of(BODIES[kind]), t=ZH, width=900, height=500))
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("900", "500", "0 0 900 500.0")


def test_a_crowded_body_is_drawn_smaller_rather_than_cut() -> None:
    drawn = svg(part_of(BARS), t=ZH, width=1000, height=460, framed=False)
    scale = float(re.findall(r"scale\(([\d.]+)\)", drawn)[0])
    ends = [float(y) for y in re.findall(r'<text x="[-\d.]+" y="([\d.]+)"', drawn)]
    assert 0.5 < scale < 1
    assert max(ends) * scale <= 461


def test_both_looks_and_both_languages_draw() -> None:
    drawn = svg(part_of(BARS), t=Text("en"), look=DARK)
    assert DARK.paper in drawn
    assert LIGHT.ink not in drawn
    assert "Off track" in said(drawn)


@pytest.mark.parametrize("kind", BODIES)
def test_a_png_is_as_large_as_its_scale_says(kind: str) -> None:
    made = png(part_of(BODIES[kind], HOSTILE), t=ZH, scale=1.5, width=800, height=500)
    assert made[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", made[16:24]) == (1200, 750)
    assert Image.open(io.BytesIO(made)).info["dpi"] == pytest.approx((144, 144), abs=0.1)


def test_what_looks_like_markup_of_the_page_is_not_read_by_it() -> None:
    assert rasterised(svg(part_of(BARS, '") #read("/etc/hosts") #panic()'), t=ZH))[:4] == b"\x89PNG"


def test_words_are_wrapped_within_the_width_and_none_is_lost() -> None:
    whole = "新建、改扩建公办幼儿园（30所），其中 Kindergarten-with-a-very-long-name-indeed 不少于三十所。"
    lines = wrap(whole, 120)
    assert all(length(one) <= 120 + BODY for one in lines)
    assert "".join(lines).replace(" ", "") == whole.replace(" ", "")
    assert not any(one.startswith(("，", "、", "。", "）")) for one in lines)


def test_what_does_not_fit_into_the_lines_allowed_ends_in_dots() -> None:
    lines = wrap("新建改扩建公办幼儿园" * 9, 200, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")


@pytest.mark.parametrize(("most", "least"), [(0, 0), (1, 0), (0.03, 0), (99, 0), (100, 0), (12500, 0), (7, -3), (0, -5)])
def test_axes_cover_their_numbers_with_few_round_ones(most: float, least: float) -> None:
    found = ticks(most, least)
    assert found[0] <= least <= most <= found[-1] + 1e-9
    assert 2 <= len(found) <= 8
    assert found[0] < found[-1]
