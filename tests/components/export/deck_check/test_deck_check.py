"""An old deck: exactly the moved figures are found, and only they are renewed, whatever the presenter did to the rest."""

import io
import random
import re
import subprocess
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openxml_audit import OpenXmlValidator
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Pt

from components.exhibits.address import Address, parse_address
from components.exhibits.model import Area, Bars, Body, Curve, Exhibit, Map, Mark, Panels, Series, Stack, Symbol, Timeline
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from components.exhibits.tables import Cell, Column, Table
from components.export.deck_check.check import Difference, Sources, check_deck, renew_deck
from components.export.pptx.deck import deck
from components.i18n.text import Text
from components.theme import LIGHT, MARKS
from models.errors import ExportError, UnreadableError
from models.status import Status, Word

ZH = Text("zh")
THEN, NOW = "known_at=2023-10-01", "known_at=2023-11-01"
DAY = date(2023, 9, 30)
HOSTILE = '=cmd|calc <b>&"喆㛃𣲗😀'

BARS = Bars(
    (HOSTILE, "学校投用", "学校投用"),
    ("A", "B", "C"),
    Series("完成", (900 / 11, 56.25, None), "actual"),
    ("9 / 11所", "9 / 16所", "–"),
    Series("序时", (75.0, 75.0, 50.0), "expected"),
    (Word.ON_TRACK, Word.OFF_TRACK, Word.NEVER_REPORTED),
    "%",
)
STACK = Stack(
    ("品牌", "特色"), ("a", "b"), (Series("挂牌", (3, 2), "s1"), Series("建设", (5, 1), "s2")), Series("计划", (5, 3), "plan")
)
CURVE = Curve(
    tuple(date(2023, month, 28) for month in range(1, 8)),
    Series("实际", (0, 1, 2, 2, 4, 5, None), "actual"),
    Series("计划", (0, 2, 3, 4, 5, 6, 8), "plan"),
    DAY,
    "所",
)
TIMELINE = Timeline(
    (HOSTILE, *("金水区小学",) * 19),
    tuple(f"P{n}" for n in range(20)),
    tuple(
        (Mark("started", "baseline", DAY + timedelta(n)), Mark("opened", "forecast", DAY + timedelta(2 * n))) for n in range(20)
    ),
    {"started": "开工", "opened": "投用"},
    {"baseline": "原计划", "forecast": "预计", "actual": "实际"},
    DAY,
)
SQUARE = ((113.6, 34.7), (113.8, 34.7), (113.8, 34.9), (113.6, 34.9), (113.6, 34.7))
MAP = Map(
    (Area("N", "北区", (SQUARE,), (113.7, 34.8), "北 2", 2),),
    (Symbol("P1", HOSTILE, (113.65, 34.75), Word.ON_TRACK, 9.0), Symbol("P2", "二中", (113.7, 34.85), Word.OFF_TRACK, 9.0)),
    (),
    {word: ZH.show(word) for word in Word},
)
TABLE = Table(
    (Column("状态", 10, "status"), Column("目标", 30), Column("完成", 12, "progress", True), Column("原因", 40)),
    tuple(
        (Cell("■ 滞后", None, Status.OFF_TRACK), Cell(f"目标{n // 2}{HOSTILE}"), Cell(f"{n} / 40所", n), Cell("还差几所"))
        for n in range(30)
    ),
    tuple(f"T{n}" for n in range(30)),
)
BODIES: dict[str, Body] = {"bars": BARS, "stack": STACK, "curve": CURVE, "timeline": TIMELINE, "map": MAP, "table": TABLE}


def part_of(name: str, body: Body, title: str = "共 11 项") -> Exhibit:
    return Exhibit(f"{name}?plan=zz&{THEN}", name, title, body, TABLE, (f"截至{DAY}",), ("说明",), "图", demonstration=True)


OLD = {part.address: part for part in (part_of(name, body) for name, body in BODIES.items())}


def known(**bodies: Body) -> dict[str, Exhibit]:
    """Present figures by the addresses of the deck."""
    return {
        old: replace(part, address=old.replace(THEN, NOW), body=bodies.get(part.name, part.body)) for old, part in OLD.items()
    }


def put(values: tuple[Any, ...], at: int, value: Any) -> tuple[Any, ...]:
    return (*values[:at], value, *values[at + 1 :])


MOVED = known(
    bars=replace(
        BARS,
        actual=replace(BARS.actual, values=(900 / 11, 62.5, 10.0)),
        labels=("9 / 11所", "10 / 16所", "1所"),
        words=(Word.ON_TRACK, Word.AT_RISK, Word.OFF_TRACK),
    ),
    stack=replace(STACK, segments=(replace(STACK.segments[0], values=(4, 2)), STACK.segments[1])),
    curve=replace(
        CURVE,
        days=(*CURVE.days[:5], date(2023, 6, 10), *CURVE.days[5:]),
        actual=replace(CURVE.actual, values=(0, 1, 2, 2, 4, 4.5, 6, 9)),
        plan=replace(CURVE.plan, values=(0, 2, 3, 4, 5, None, 6, 8)),
    ),
    timeline=replace(
        TIMELINE, marks=put(TIMELINE.marks, 15, (TIMELINE.marks[15][0], Mark("opened", "actual", date(2024, 6, 1))))
    ),
    map=replace(
        MAP,
        areas=(replace(MAP.areas[0], label="北 3", count=3),),
        symbols=put(MAP.symbols, 1, replace(MAP.symbols[1], word=Word.MET)),
    ),
    table=replace(
        TABLE,
        rows=put(
            TABLE.rows, 21, (Cell("▲ 预警", None, Status.AT_RISK), TABLE.rows[21][1], Cell("22 / 40所", 22), TABLE.rows[21][3])
        ),
    ),
)
KEYS = {
    "bars": {"B.actual", "C.actual"},
    "stack": {"a.s1"},
    "curve": {"2023-06-10.actual", "2023-06-28.actual", "2023-07-28.actual"},
    "timeline": {"P15.opened.forecast", "P15.opened.actual"},
    "map": {"N.count", "P2.status"},
    "table": {"T21.status", "T21.progress"},
}


@pytest.fixture(scope="module")
def made() -> bytes:
    return deck(list(OLD.values()), t=ZH)


@pytest.fixture(scope="module")
def resaved(made: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The deck rewritten by LibreOffice: without alternative texts and without workbooks."""
    folder = tmp_path_factory.mktemp("resaved")
    (folder / "deck.pptx").write_bytes(made)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pptx",
        "--outdir",
        str(folder / "out"),
        str(folder / "deck.pptx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (folder / "out" / "deck.pptx").read_bytes()


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def saved(presentation: Any) -> bytes:
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


def check(content: bytes, now: dict[str, Exhibit] = MOVED) -> list[Difference]:
    return check_deck(content, Sources(OLD.__getitem__, now.__getitem__)).differences


def renew(content: bytes, now: dict[str, Exhibit] = MOVED) -> bytes:
    return renew_deck(content, Sources(OLD.__getitem__, now.__getitem__))[0]


def again(content: bytes, now: dict[str, Exhibit] = MOVED) -> list[Difference]:
    """Differences between a renewed deck and the current figures."""
    by_new = {part.address: part for part in now.values()}
    return check_deck(content, Sources(by_new.__getitem__, by_new.__getitem__)).differences


def keys(differences: list[Difference], kind: str = "moved") -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in differences:
        if one.kind == kind:
            found.setdefault(one.part, set()).add(one.key)
    return found


def shapes(presentation: Any, name: str) -> list[Any]:
    """The frames of charts or tables of a part, over all slides; the shapes of its map."""
    found = []
    for slide in presentation.slides:
        for shape in slide.shapes:
            if f"sanbiao:{name}?" in str(shape._element.xpath(".//p:cNvPr")[0].get("name")):
                found += [shape] if shape.has_chart or shape.has_table else list(getattr(shape, "shapes", []))
    return found


def test_a_deck_of_which_nothing_moved_differs_in_nothing(made: bytes) -> None:
    assert check(made, known()) == []


def test_exactly_what_moved_is_found(made: bytes) -> None:
    differences = check(made)
    assert keys(differences) == KEYS
    assert {one.kind for one in differences} == {"moved"}


def test_libreoffice_changes_nothing(resaved: bytes) -> None:
    assert check(resaved, known()) == []
    assert keys(check(resaved)) == KEYS


def test_a_difference_says_slide_row_and_both_numbers(made: bytes) -> None:
    bars, *_ = check(made)
    assert bars == Difference(1, "bars", "B.actual", "学校投用 · 完成", "56.25%", "62.5%", "moved")


def test_what_came_and_what_went_is_told_with_a_dash(made: bytes) -> None:
    said = {one.key: (one.then, one.now) for one in check(made)}
    assert said["P15.opened.actual"] == ("–", "2024-06-01")
    assert said["P15.opened.forecast"][1] == "–"
    assert said["2023-06-10.actual"] == ("–", "4.5所")


def test_numbers_that_differ_little_are_told_apart(made: bytes) -> None:
    body = replace(BARS, actual=replace(BARS.actual, values=(900 / 11, 56.2501, None)))
    (one,) = check(made, known(bars=body))
    assert one.then != one.now


@pytest.mark.parametrize("source", ["made", "resaved"])
def test_a_renewed_deck_is_true_and_valid(source: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    content = renew(request.getfixturevalue(source))
    assert again(content) == []
    if source == "made":
        (tmp_path / "deck.pptx").write_bytes(content)
        assert OpenXmlValidator().validate(tmp_path / "deck.pptx").errors == []


def test_a_renewed_deck_says_as_known_when(made: bytes) -> None:
    slides = zipfile.ZipFile(io.BytesIO(renew(made)))
    text = "".join(slides.read(name).decode() for name in slides.namelist() if name.startswith("ppt/slides/slide"))
    assert THEN not in text
    assert NOW in text


def test_chart_and_workbook_are_renewed_together(made: bytes) -> None:
    chart = shapes(opened(renew(made)), "bars")[0].chart
    assert list(chart.plots[0].series[0].values)[1:] == [62.5, 10.0]
    with zipfile.ZipFile(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<v>62.5</v>" in sheet
    assert b"<f>" not in sheet


def test_a_status_that_moved_has_its_colour_mark_and_word(made: bytes) -> None:
    new = opened(renew(made))
    chart = shapes(new, "bars")[0].chart
    assert f"#{chart.plots[0].series[0].points[1].format.fill.fore_color.rgb}" == LIGHT.status[Status.AT_RISK]
    assert "▲ 10 / 16所" in [one.text for one in chart._chartSpace.iter(qn("a:t"))]
    cell = next(row.cells[0] for shape in shapes(new, "table") for row in shape.table.rows if row.cells[2].text == "22 / 40所")
    assert (cell.text, f"#{cell.fill.fore_color.rgb}") == ("▲ 预警", LIGHT.status[Status.AT_RISK])
    symbol = next(one for one in shapes(new, "map") if one.name.startswith("二中"))
    assert (symbol.text_frame.text, f"#{symbol.fill.fore_color.rgb}") == (MARKS[Status.MET], LIGHT.status[Status.MET])
    assert "预警" in "".join(shape.text_frame.text for shape in new.slides[0].shapes if shape.name.startswith("legend "))


def test_the_presenters_own_words_colours_and_numbers_stay(made: bytes) -> None:
    old = opened(made)
    old.slides[0].shapes.title.text = "我的一句话"
    chart = shapes(old, "bars")[0].chart
    own = chart.plots[0].series[0].points[1].format.fill
    own.fore_color.rgb = RGBColor(1, 2, 3)
    table = shapes(old, "table")[0].table
    table.cell(1, 2).text = "约半数"
    new = opened(renew(saved(old)))
    assert new.slides[0].shapes.title.text == "我的一句话"
    assert str(shapes(new, "bars")[0].chart.plots[0].series[0].points[1].format.fill.fore_color.rgb) == "010203"
    assert shapes(new, "table")[0].table.cell(1, 2).text == "约半数"


def test_cells_keep_how_they_look(made: bytes) -> None:
    old = opened(made)
    for shape in shapes(old, "table"):
        for row in shape.table.rows:
            for run in row.cells[2].text_frame.paragraphs[0].runs:
                run.font.size, run.font.italic = Pt(9), True
    cells = [row.cells[2] for shape in shapes(opened(renew(saved(old))), "table") for row in shape.table.rows]
    (run,) = next(cell for cell in cells if cell.text == "22 / 40所").text_frame.paragraphs[0].runs
    assert (run.font.size, run.font.italic) == (Pt(9), True)


def test_a_number_edited_by_hand_is_told_and_kept(made: bytes) -> None:
    old = opened(made)
    shapes(old, "table")[0].table.cell(1, 2).text = "大约一半"
    differences = check(saved(old), known())
    assert [(one.key, one.kind, one.then, one.now, one.stands) for one in differences] == [
        ("T0.progress", "edited", "0 / 40所", "0 / 40所", "大约一半")
    ]


def test_a_number_edited_in_a_chart_or_only_in_its_workbook_is_told(made: bytes) -> None:
    old = opened(made)
    chart = shapes(old, "stack")[0].chart
    chart._chartSpace.xpath(".//c:val//c:pt[@idx='0']/c:v")[0].text = "33"
    assert [(one.key, one.kind, one.stands) for one in check(saved(old), known())] == [("a.s1", "edited", "33")]
    old = opened(made)
    part = shapes(old, "stack")[0].chart.part.chart_workbook.xlsx_part
    part._blob = _sheet(part.blob, rb'(<c r="B2"[^>]*>)<v>3</v>', rb"\g<1><v>44</v>")
    assert [(one.key, one.kind, one.stands) for one in check(saved(old), known())] == [("a.s1", "edited", "44")]


def _sheet(book: bytes, old: bytes, new: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            assert "worksheets/" not in name or re.search(old, content)
            target.writestr(name, re.sub(old, new, content))
    return file.getvalue()


def test_an_edit_that_is_true_by_now_is_no_difference(made: bytes) -> None:
    old = opened(made)
    shapes(old, "stack")[0].chart._chartSpace.xpath(".//c:val//c:pt[@idx='0']/c:v")[0].text = "4"
    assert "stack" not in {one.part for one in check(saved(old))}


def test_reordered_and_deleted_slides_are_still_found(made: bytes) -> None:
    old = opened(made)
    listed = old.slides._sldIdLst
    listed.insert(0, listed[-1])
    old.part.drop_rel(listed[2].rId)
    listed.remove(listed[2])
    before, after = check(made), check(saved(old))
    assert {(one.part, one.key) for one in after} == {(one.part, one.key) for one in before if one.part != "stack"}
    assert again(renew(saved(old))) == []


def test_a_copied_table_is_looked_up_too(made: bytes) -> None:
    old = opened(made)
    frame = next(shape for shape in shapes(old, "table") if any(row.cells[2].text == "21 / 40所" for row in shape.table.rows))
    old.slides[0].shapes._spTree.append(deepcopy(frame._element))
    found = [(one.slide, one.key) for one in check(saved(old)) if one.part == "table"]
    assert len(found) == 4
    assert again(renew(saved(old))) == []


def test_rows_may_be_deleted_and_moved(made: bytes) -> None:
    old = opened(made)
    for shape in shapes(old, "table"):
        rows = shape.table._tbl.findall(qn("a:tr"))
        shape.table._tbl.remove(rows[1])
        rows[2].addprevious(rows[-1])
    assert keys(check(saved(old))) == KEYS
    assert check(saved(old), known()) == []


def test_recoloured_bars_and_symbols_are_no_difference(made: bytes) -> None:
    old = opened(made)
    for shape in shapes(old, "map"):
        shape.fill.solid()
        shape.fill.fore_color.rgb = RGBColor(9, 9, 9)
    for point in range(3):
        fill = shapes(old, "bars")[0].chart.plots[0].series[0].points[point].format.fill
        fill.solid()
        fill.fore_color.rgb = RGBColor(9, 9, 9)
    assert check(saved(old), known()) == []


def test_foreign_slides_and_charts_are_passed_over(made: bytes) -> None:
    old = opened(made)
    slide = old.slides.add_slide(old.slide_layouts[0])
    slide.shapes.add_table(2, 2, 0, 0, 900_000, 900_000)
    assert check(saved(old)) == check(made)


def test_a_sentence_is_told_and_renewed_where_nobody_reworded_it(made: bytes) -> None:
    now = {key: replace(part, title="共 12 项") for key, part in known().items()}
    differences = check(made, now)
    assert {one.kind for one in differences} == {"sentence"}
    assert {(one.then, one.now) for one in differences} >= {("共 11 项", "共 12 项"), ("共 11 项（续）", "共 12 项（续）")}
    titles = [slide.shapes.title.text for slide in opened(renew(made, now)).slides]
    assert set(titles) == {"共 12 项", "共 12 项（续）"}


def test_words_in_a_table_are_sentences(made: bytes) -> None:
    rows = put(TABLE.rows, 3, put(TABLE.rows[3], 3, Cell("已经完成")))
    differences = check(made, known(table=replace(TABLE, rows=rows)))
    assert [(one.kind, one.then, one.now) for one in differences] == [("sentence", "还差几所", "已经完成")]


def test_a_row_and_a_part_that_are_gone_are_told_and_left(made: bytes) -> None:
    def gone(address: str) -> Exhibit:
        if address.startswith("curve"):
            raise ExportError("no_such_target", value="x")
        return known(stack=replace(STACK, categories=("特色",), keys=("b",), segments=cut_first(STACK), plan=None))[address]

    differences = check_deck(made, Sources(OLD.__getitem__, gone)).differences
    assert keys(differences, "gone") == {"curve": {""}, "stack": {"a.s1", "a.s2", "a.plan", "b.plan"}}
    content, _ = renew_deck(made, Sources(OLD.__getitem__, gone))
    assert list(shapes(opened(content), "stack")[0].chart.plots[0].series[0].values) == [3, 2]


def cut_first(body: Stack) -> tuple[Series, ...]:
    return tuple(replace(one, values=one.values[1:]) for one in body.segments)


@pytest.mark.parametrize("content", [b"", b"no deck", b"PK\x03\x04 no deck"])
def test_what_is_no_deck_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        check(content)


def test_a_deck_of_somebody_else_is_refused() -> None:
    with pytest.raises(UnreadableError) as caught:
        check(saved(Presentation()))
    assert caught.value.key == "deck_no_parts"


@pytest.mark.parametrize("seed", range(6))
def test_of_random_parts_exactly_the_random_moves_are_found(
    seed: int, builder: ExhibitBuilder, questions: Callable[[int, int], list[Address]]
) -> None:
    chance = random.Random(seed)
    asked = [str(one) for one in questions(seed + 100, 10) if one.part != "waterfall"]
    then = {address: builder.make(address) for address in dict.fromkeys(asked)}
    parts = {part.address: part for part in then.values()}
    moved = {address: _moved(part, chance) for address, part in parts.items()}
    content = deck(list(parts.values()), t=ZH)
    assert check_deck(content, Sources(parts.__getitem__, parts.__getitem__)).differences == []
    found = check_deck(content, Sources(parts.__getitem__, lambda address: moved[address][0])).differences
    wanted = {(parts[address].name, key) for address, (_, keys) in moved.items() for key in keys}
    assert {(one.part, one.key) for one in found} == wanted
    renewed, _ = renew_deck(content, Sources(parts.__getitem__, lambda address: moved[address][0]))
    assert check_deck(renewed, Sources(lambda address: moved[address][0], lambda address: moved[address][0])).differences == []


def _titles_on_slide(part: Exhibit) -> list[str]:
    """The titles of the columns that a slide has room for."""
    asked = parse_address(part.address)
    assert isinstance(part.body, Table)
    labels, t = REGISTRY[asked.part].slide, Text(asked.language)
    return list(map(t, labels)) or [column.title for column in part.body.columns]


def _moved(part: Exhibit, chance: random.Random) -> tuple[Exhibit, set[str]]:
    """The part with some of its figures changed, and their keys."""
    match part.body:
        case Bars() | Stack() | Curve() as body:
            series = body.actual if not isinstance(body, Stack) else body.segments[0]
            names = [day.isoformat() for day in body.days] if isinstance(body, Curve) else body.keys
            known = [at for at, value in enumerate(series.values) if value is not None]
            hit = {at for at in known if chance.random() < 0.3}
            new = replace(
                series, values=tuple((value or 0) + 3 if at in hit else value for at, value in enumerate(series.values))
            )
            changed = replace(body, segments=(new, *body.segments[1:])) if isinstance(body, Stack) else replace(body, actual=new)
            return replace(part, body=changed), {f"{names[at]}.{series.key}" for at in hit}
        case Table() as table:
            hits = [
                (at, n)
                for at in range(len(table.rows))
                for n, one in enumerate(table.columns)
                if one.key and chance.random() < 0.1
            ]
            rows = [list(row) for row in table.rows]
            for at, n in hits:
                rows[at][n] = replace(rows[at][n], text=rows[at][n].text + "7")
            shown = _titles_on_slide(part)
            return replace(part, body=replace(table, rows=tuple(map(tuple, rows)))), {
                f"{table.keys[at]}.{table.columns[n].key}" for at, n in hits if table.columns[n].title in shown
            }
        case Panels() as several:
            first, *others = several.panels
            new_figure = replace(first, figure=first.figure + "7")
            return replace(part, body=Panels((new_figure, *others))), {f"{first.key}.figure"}
        case Timeline() as line:
            marks = [[replace(m, day=m.day + timedelta(9)) if chance.random() < 0.2 else m for m in row] for row in line.marks]
            new_line = replace(line, marks=tuple(map(tuple, marks)))
            before = line.figures()
            return replace(part, body=new_line), {key for key, day in new_line.figures().items() if before[key] != day}
        case Map() as drawn:
            other = tuple(replace(one, word=Word.SUSPENDED) if chance.random() < 0.2 else one for one in drawn.symbols)
            new_map = replace(drawn, symbols=other)
            before_map = drawn.figures()
            return replace(part, body=new_map), {key for key, value in new_map.figures().items() if before_map[key] != value}
    raise AssertionError
