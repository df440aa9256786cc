"""A deck is complete, native and editable, agrees with its parts, and executes none of its texts."""

import io
import re
import subprocess
import textwrap
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.oxml.ns import qn

from components.exhibits.address import Address
from components.exhibits.model import Area, Bars, Body, Curve, Exhibit, Map, Mark, Series, Stack, Symbol, Timeline
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Cell, Column, Table
from components.export.deck_check.charts import day_at, read_lines
from components.export.pptx.cuts import cut, cuts_of
from components.export.pptx.deck import Cover, deck, on_one_line
from components.export.pptx.page import sheets
from components.export.pptx.table import SIZES, widths_of
from components.export.pptx.tags import tag_of, tagged
from components.export.pptx.text import Run, points
from components.i18n.text import Text
from components.theme import MARKS
from models.errors import UnreadableError
from models.status import Status, Word

ZH, EN = Text("zh"), Text("en")
HOSTILE = "=cmd|' /C calc'!A0 <b>&\"喆㛃𣲗😀\x0b" + "长" * 60
DAY = date(2023, 9, 30)
COVER = Cover("九月例会 <&>", "市教育局", ("2023年9月30日",))

BARS = Bars(
    (HOSTILE, "学校投用", "职教专业群"),
    ("A", "B", "C"),
    Series("完成", (81.8, 56.25, None), "actual"),
    ("9 / 11所", "9 / 16所", "–"),
    Series("序时", (75.0, 75.0, 50.0), "expected"),
    (Word.ON_TRACK, Word.OFF_TRACK, Word.NEVER_REPORTED),
    "%",
)
STACK = Stack(
    (HOSTILE, "特色专业"),
    ("a", "b"),
    (Series("已挂牌", (3, 2), "s3", "#1F4E79"), Series("未启动", (2, 4), "s0")),
    Series("计划挂牌", (5, 3), "plan"),
    "个",
)
CURVE = Curve(
    tuple(date(2023, month, 28) for month in range(1, 11)),
    Series("实际", (0, 1, 2, 2, 4, 5, 7, 9, 9, None), "actual"),
    Series("计划", (0, 2, 3, 4, 5, 6, 8, 10, 12, 16), "plan"),
    DAY,
    "所",
)
STEPS, ASPECTS = {"started": "开工", "opened": "投用"}, {"baseline": "原计划", "forecast": "预计", "actual": "实际"}
TIMELINE = Timeline(
    (HOSTILE, "金水区小学"),
    ("P1", "P2"),
    (
        (
            Mark("started", "baseline", date(2023, 3, 1)),
            Mark("started", "actual", date(2023, 3, 9)),
            Mark("opened", "forecast", date(2023, 12, 1)),
        ),
        (Mark("started", "baseline", date(2023, 4, 1)),),
    ),
    STEPS,
    ASPECTS,
    DAY,
)
SQUARE = ((113.6, 34.7), (113.8, 34.7), (113.8, 34.9), (113.6, 34.9), (113.6, 34.7))
MAP = Map(
    (Area("410105", "金水区", (SQUARE,), (113.7, 34.8), "金水 2", 2), Area("Z1", "郑东新区", (), (113.95, 34.75), "郑东 1", 1)),
    (
        Symbol("P1", "郑州一中", (113.65, 34.75), Word.ON_TRACK, 9.0, 900),
        Symbol("P2", HOSTILE, (113.75, 34.85), Word.OFF_TRACK, 12.0, 2000),
    ),
    (((113.5, 34.88), (113.62, 34.89), (113.9, 34.85), (120.0, 30.0)),),
    {Word.ON_TRACK: "正常", Word.OFF_TRACK: "滞后"},
)
TABLE = Table(
    (Column("状态", 10, "status"), Column("目标", 30), Column("完成", 12, "progress", True), Column("原因", 40)),
    (
        (Cell("■ 滞后", None, Status.OFF_TRACK), Cell(HOSTILE), Cell("9 / 16所", 9), Cell('=HYPERLINK("http://x")')),
        (Cell("● 正常", None, Status.ON_TRACK), Cell("学校"), Cell("5所", 5), Cell("按序时进度")),
    ),
    ("BA-02", "BA-03"),
)
BODIES: dict[str, Body] = {"bars": BARS, "stack": STACK, "curve": CURVE, "timeline": TIMELINE, "map": MAP, "table": TABLE}
EMPTY: dict[str, Body] = {
    "bars": cut(BARS, slice(0, 0)),
    "stack": cut(STACK, slice(0, 0)),
    "curve": replace(CURVE, days=(), actual=Series("实际", (), "actual"), plan=Series("计划", (), "plan")),
    "timeline": cut(TIMELINE, slice(0, 0)),
    "map": replace(MAP, areas=(), symbols=()),
    "table": cut(TABLE, slice(0, 0)),
}


def part_of(name: str, body: Body, *, title: str = "11 项中 3 项滞后", demonstration: bool = True) -> Exhibit:
    foot, notes = ("截至2023年9月30日", "来源：演示数据"), ("BA-02：16所投用中9所已完成；序时应完成 12 所。",)
    return Exhibit(f"{name}?plan=zz&q=%E5%B9%BC", name, title, body, TABLE, foot, notes, f"{name}的说明", demonstration)


PARTS = [part_of(name, body) for name, body in BODIES.items()]


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def errors(content: bytes, folder: Path) -> list[Any]:
    path = folder / "deck.pptx"
    path.write_bytes(content)
    return OpenXmlValidator().validate(path).errors


def words(slide: Any) -> str:
    return " ".join(text.text or "" for text in slide.shapes._spTree.iter(qn("a:t")))


def test_every_kind_of_part_is_valid(tmp_path: Path) -> None:
    assert errors(deck(PARTS, t=ZH, cover=COVER), tmp_path) == []


def test_parts_without_anything_are_valid_and_say_so(tmp_path: Path) -> None:
    content = deck([part_of(name, body) for name, body in EMPTY.items()], t=ZH)
    assert errors(content, tmp_path) == []
    assert all("没有数据" in words(slide) for slide in opened(content).slides)


def test_a_deck_without_parts_is_a_deck() -> None:
    assert len(opened(deck([], t=ZH)).slides) == 0


def test_each_slide_has_its_sentence_as_a_real_title_and_a_number() -> None:
    for slide in opened(deck(PARTS, t=ZH)).slides:
        assert slide.shapes.title.text == "11 项中 3 项滞后"
        assert slide.shapes._spTree.xpath(".//a:fld[@type='slidenum']")


def test_every_slide_of_a_demonstration_says_so() -> None:
    assert all("演示数据" in words(slide) for slide in opened(deck(PARTS, t=ZH, cover=COVER)).slides)
    assert all("Demonstration data" in words(slide) for slide in opened(deck(PARTS, t=EN, cover=COVER)).slides)
    real = [part_of("bars", replace(BARS, categories=("甲", "乙", "丙")), demonstration=False)]
    assert "演示" not in words(opened(deck(real, t=ZH)).slides[0]).replace("来源：演示数据", "")


def test_notes_say_how_the_numbers_came_about_and_where_from() -> None:
    notes = opened(deck(PARTS[:1], t=ZH)).slides[0].notes_slide.notes_text_frame.text
    assert notes.splitlines() == [*PARTS[0].notes, *PARTS[0].foot]


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_name_comes_through_whole(name: str) -> None:
    slide = opened(deck([part_of(name, BODIES[name] if name != "curve" else CURVE, title=HOSTILE)], t=ZH)).slides[0]
    wanted = HOSTILE.replace("\x0b", "")
    assert slide.shapes.title.text == wanted
    charts = [shape.chart for shape in slide.shapes if shape.has_chart]
    inside = [*(point.text or "" for chart in charts for point in chart._chartSpace.iter(qn("c:v"))), words(slide)]
    names = [shape.get("name") for shape in slide.shapes._spTree.iter(qn("p:cNvPr"))]
    assert name == "curve" or any(wanted in one for one in [*inside, *names])


def test_no_name_is_a_formula_or_a_link_in_a_workbook() -> None:
    with zipfile.ZipFile(io.BytesIO(deck(PARTS, t=ZH))) as archive:
        books = [archive.read(name) for name in archive.namelist() if name.endswith(".xlsx")]
    assert len(books) == 4
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as inside:
            sheets = b"".join(inside.read(name) for name in inside.namelist() if "worksheets/" in name)
        assert b"<f>" not in sheets
        assert b"hyperlink" not in sheets


def test_nothing_is_fetched_from_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(deck(PARTS, t=ZH))) as archive:
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert b"External" not in relations


def test_axes_have_no_negative_numbers() -> None:
    with zipfile.ZipFile(io.BytesIO(deck(PARTS, t=ZH))) as archive:
        charts = b"".join(archive.read(name) for name in archive.namelist() if "charts/chart" in name)
    assert re.findall(rb'<c:(?:axId|crossAx) val="-', charts) == []


def test_shapes_have_numbers_of_their_own() -> None:
    for slide in opened(deck(PARTS, t=ZH, cover=COVER)).slides:
        numbers = [one.get("id") for one in slide.shapes._spTree.iter(qn("p:cNvPr"))]
        assert len(numbers) == len(set(numbers))


def test_no_words_are_smaller_than_ten_points() -> None:
    many = Timeline(("名" * 60,) * 40, tuple(f"P{n}" for n in range(40)), TIMELINE.marks[:1] * 40, STEPS, ASPECTS, DAY)
    small = Map(MAP.areas, tuple(replace(one, radius=14.0) for one in MAP.symbols), (), MAP.words)
    for slide in opened(deck([*PARTS[:4], part_of("t", many), part_of("m", small)], t=ZH)).slides:
        runs = [one for one in slide.shapes._spTree.iter(qn("a:r")) if one.find(qn("a:t")).text not in MARKS.values()]
        sizes = [int(one.find(qn("a:rPr")).get("sz")) for one in runs if one.find(qn("a:rPr")).get("sz")]
        assert min(sizes) >= 1000


def test_charts_show_the_numbers_of_their_part() -> None:
    bars, stack, curve = (next(one for one in slide.shapes if one.has_chart).chart for slide in list(_slides())[:3])
    assert [list(one.values) for plot in bars.plots for one in plot.series] == [[81.8, 56.25, None], [75.0, 75.0, 50.0]]
    assert [list(one.values) for plot in stack.plots for one in plot.series] == [[3, 2], [2, 4], [5, 3]]
    known = [value for value in curve.plots[0].series[0].values if value is not None]
    assert known == [value for value in CURVE.actual.values if value is not None]


def _slides() -> Any:
    return opened(deck(PARTS, t=ZH)).slides


def test_the_first_category_is_on_top() -> None:
    chart = next(one for one in next(iter(_slides())).shapes if one.has_chart).chart
    assert {one.get("val") for axis in chart._chartSpace.iter(qn("c:catAx")) for one in axis.iter(qn("c:orientation"))} == {
        "maxMin"
    }


def test_bars_and_frames_have_one_scale_from_zero() -> None:
    for slide in list(_slides())[:2]:
        chart = next(one for one in slide.shapes if one.has_chart).chart
        axes = list(chart._chartSpace.iter(qn("c:valAx")))
        scales = {(axis.find(".//" + qn("c:min")).get("val"), axis.find(".//" + qn("c:max")).get("val")) for axis in axes}
        assert len(axes) == 2
        assert len(scales) == 1
        assert scales.pop()[0] == "0"


def test_a_stepped_plan_holds_until_the_day_before_the_next_number() -> None:
    chart = next(one for one in _slides()[2].shapes if one.has_chart).chart
    plan = read_lines(chart)[1]
    values = dict(zip(map(day_at, plan.places), plan.values, strict=True))
    assert values[date(2023, 2, 27)] == 0
    assert values[date(2023, 2, 28)] == 2


def test_bars_have_the_colour_of_their_status_and_mark_and_label() -> None:
    chart = next(one for one in next(iter(_slides())).shapes if one.has_chart).chart
    series = chart.plots[0].series[0]
    assert str(series.points[1].format.fill.fore_color.rgb) == "C8372D"
    labels = [one.text for one in chart._chartSpace.iter(qn("a:t"))]
    assert sorted(labels) == sorted(["● 9 / 11所", "■ 9 / 16所", "? –"])


def test_a_long_table_goes_on_over_slides_with_its_head() -> None:
    rows = tuple(
        (Cell("● 正常", None, Status.ON_TRACK), Cell(f"目标{n}" + "长" * 60), Cell(f"{n}所", n), Cell("原因")) for n in range(40)
    )
    table = Table(TABLE.columns, rows, tuple(f"T{n}" for n in range(40)))
    slides = opened(deck([part_of("table", table)], t=ZH)).slides
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert len(tables) > 1
    assert sum(len(one.rows) - 1 for one in tables) == 40
    assert {one.cell(0, 1).text for one in tables} == {"目标"}
    assert [slide.shapes.title.text.endswith("（续）") for slide in slides] == [False] + [True] * (len(tables) - 1)
    assert all(shape.top + shape.height < opened(deck([], t=ZH)).slide_height for slide in slides for shape in slide.shapes)


@pytest.mark.parametrize("why", ["为什么" * 4, "为什么滞后，措施和时限" * 12], ids=["short", "long"])
def test_a_column_of_words_is_as_wide_as_its_longest_latin_word(why: str) -> None:
    """Check a narrow table: next to a long reason, actual and owner were broken letter by letter."""
    columns = (Column("Done / target", 15, is_number=True), Column("Owner", 12), Column("Why", 40))
    rows = ((Cell("9 / 13 kindergartens", 9.0), Cell("职业教育与成人教育处"), Cell(why)),)
    box = sheets(None).body
    for size in SIZES:
        done, owner, _ = (one - points(12) for one in widths_of(Table(columns, rows, ("T",)), box, size))
        assert done >= len("kindergartens") * points(size * 0.55)
        assert owner >= len("职业教育与") * points(size), "two lines"


def test_no_row_is_lost_where_parts_are_cut() -> None:
    box = sheets(None).body
    for rows in (0, 1, 12, 13, 16, 17, 40):
        body = Timeline(("甲",) * rows, tuple(f"P{n}" for n in range(rows)), ((),) * rows, STEPS, ASPECTS, DAY)
        _, cuts = cuts_of(body, box)
        assert [key for one in cuts for key in cut(body, one).keys] == list(body.keys)  # type: ignore[union-attr]


def test_a_status_cell_has_its_colour_and_readable_ink() -> None:
    table = next(one for one in _slides()[5].shapes if one.has_table).table
    assert str(table.cell(1, 0).fill.fore_color.rgb) == "C8372D"
    assert str(table.cell(1, 0).text_frame.paragraphs[0].runs[0].font.color.rgb) == "FFFFFF"


def test_the_map_is_shapes_with_names() -> None:
    group = next(one for one in _slides()[4].shapes if one.name.startswith("map "))
    names = [one.name for one in group.shapes]
    assert "金水区" in names
    tags = {tag.piece: one for one in group.shapes if (tag := tag_of(one._element))}
    assert set(tags) == set(MAP.figures())
    assert tags["P1.status"].name.startswith("郑州一中")


def test_a_river_stays_on_the_slide() -> None:
    width = opened(deck([], t=ZH)).slide_width
    group = next(one for one in _slides()[4].shapes if one.name.startswith("map "))
    assert all(one.left >= 0 and one.left + one.width <= width for one in group.shapes)


def test_bodies_and_titles_carry_words_and_the_address() -> None:
    for slide, part in zip(_slides(), PARTS, strict=True):
        tags = [tag_of(slide.shapes.title._element)]
        tags += [tag_of(one._element) for one in slide.shapes if one.has_chart or one.has_table or one.name.startswith("map ")]
        assert [(tag.alt, tag.address) for tag in tags] == [("", part.address), (part.alt, part.address)]


def test_no_alternative_text_holds_an_address() -> None:
    for slide in opened(deck(PARTS, t=ZH, cover=COVER)).slides:
        spoken = [one.get("descr") or "" for one in slide.shapes._spTree.iter(qn("p:cNvPr"))]
        assert not [words for words in spoken if "sanbiao:" in words or "plan=" in words]


def test_addresses_survive_libreoffice(tmp_path: Path) -> None:
    content = through_libreoffice(deck(PARTS, t=ZH), tmp_path)
    for slide, part in zip(opened(content).slides, PARTS, strict=True):
        assert {tag.address for _, tag in tagged(slide)} == {part.address}


def through_libreoffice(content: bytes, folder: Path) -> bytes:
    (folder / "out").mkdir()
    source = folder / "deck.pptx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pptx", "--outdir", str(folder / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "out" / "deck.pptx").read_bytes()


def _template(*, width: int = 9_144_000, own_slides: int = 2) -> bytes:
    made = Presentation()
    made.slide_width = width
    for _ in range(own_slides):
        made.slides.add_slide(made.slide_layouts[1]).shapes.title.text = "模板自带的一页"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("width", [9_144_000, 12_192_000, 16_000_000])
def test_a_template_keeps_its_size_and_loses_its_slides(tmp_path: Path, width: int) -> None:
    content = deck(PARTS, t=ZH, cover=COVER, template=_template(width=width))
    made = opened(content)
    assert made.slide_width == width
    assert "模板自带的一页" not in "".join(words(slide) for slide in made.slides)
    assert {slide.slide_layout.name for slide in list(made.slides)[1:]} == {"Title Only"}
    assert made.slides[0].slide_layout.name == "Title Slide"
    assert errors(content, tmp_path) == []


def test_a_layout_is_found_by_its_places_and_not_by_its_name() -> None:
    made = opened(_template())
    for layout in made.slide_layouts:
        layout.name = "版式"
    file = io.BytesIO()
    made.save(file)
    slide = opened(deck(PARTS[:1], t=ZH, template=file.getvalue())).slides[0]
    assert [one.placeholder_format.type for one in slide.slide_layout.placeholders if one.placeholder_format.idx == 0] == [1]
    assert len([one for one in slide.slide_layout.placeholders if one.placeholder_format.idx < 10]) == 1


def _with(content: bytes, name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, data)
    return file.getvalue()


BAD: dict[str, Callable[[], bytes]] = {
    "deck_unknown": lambda: b"not a deck",
    "deck_damaged": lambda: _template()[:-2000],
    "deck_macro": lambda: _with(_template(), "ppt/vbaProject.bin", b"x"),
    "deck_swells": lambda: _with(_template(), "ppt/media/image1.png", b"\0" * 30_000_000),
    "deck_encrypted": lambda: bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
}


@pytest.mark.parametrize("key", BAD)
def test_a_template_that_cannot_be_used_is_refused_with_one_sentence(key: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        deck(PARTS, t=ZH, template=BAD[key]())
    assert caught.value.key == key
    assert caught.value.sentence("zh") != caught.value.sentence("en")


def test_a_broken_or_hostile_part_of_a_template_is_refused() -> None:
    entity = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    for data in (b"<not xml", entity):
        with pytest.raises(UnreadableError):
            deck(PARTS, t=ZH, template=_with(_template(), "ppt/presentation.xml", data))


def test_a_long_title_is_written_smaller_and_whole() -> None:
    title = "各区县" * 40
    slide = opened(deck([part_of("bars", BARS, title=title)], t=ZH)).slides[0]
    run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
    assert run.text == title
    assert 16 <= run.font.size.pt < 26


def test_ten_people_at_once_get_their_own_decks() -> None:
    def make(number: int) -> str:
        part = part_of("bars", BARS, title=f"第{number}人的一页")
        return str(opened(deck([part] * 3, t=ZH)).slides[2].shapes.title.text)

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(make, range(10))) == [f"第{number}人的一页" for number in range(10)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_parts_of_the_demonstration_year_are_valid(
    builder: ExhibitBuilder, questions: Callable[[int, int], list[Address]], tmp_path: Path, language: str
) -> None:
    parts = [builder.make(one) for one in questions(7 if language == "zh" else 8, 15) if one.part != "waterfall"]
    assert errors(deck(parts, t=Text(language), cover=COVER), tmp_path) == []


def test_a_row_of_english_words_is_as_high_as_words_that_are_not_broken() -> None:
    said = "Inspection completed; recommended responsibilities: accreditation documentation outstanding. " * 4
    body = Table((Column("What", 20), Column("Words", 60)), ((Cell(said), Cell(said)),), ("A",))
    made = opened(deck([part_of("words", body)], t=EN))
    table = next(one for one in made.slides[0].shapes if one.has_table).table
    size = table.cell(1, 0).text_frame.paragraphs[0].runs[0].font.size.pt
    letters = int((table.columns[0].width / 12_700 - 12) / (size * 0.55))
    assert table.rows[1].height / 12_700 >= len(textwrap.wrap(said, letters)) * size * 1.35


@pytest.mark.parametrize("bars", [1, 2, 12])
def test_a_bar_is_never_thicker_than_can_be_looked_at(bars: int) -> None:
    names = tuple(f"区{n}" for n in range(bars))
    body = Bars(names, names, Series("缺额", tuple(float(n + 1) for n in range(bars)), "gap"), names, unit="人")
    made = opened(deck([part_of("gaps", body)], t=ZH))
    frame = next(one for one in made.slides[0].shapes if one.has_chart)
    thick = 0.88 * frame.height / bars / (1 + frame.chart.plots[0].gap_width / 100)
    assert thick <= 2.1 * 360_000


@pytest.mark.parametrize("width", [500, 420, 100])
def test_a_legend_is_as_large_as_one_line_lets_it_be_and_parts_no_mark_from_its_word(width: int) -> None:
    runs = [Run("■ ", 13), Run("Off track    ", 13), Run("◆ Due    ", 13)] * 3
    found = on_one_line(runs, points(width))
    assert {one.size for one in found} == {{500: 13, 420: 11, 100: 10}[width]}
    assert [one.words for one in found[:3]] == ["■\u00a0", "Off\u00a0track    ", "◆\u00a0Due    "]
