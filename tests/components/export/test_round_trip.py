"""Every number of fifty random parts is in the rows of the store, and is read back from every kind of exported file.

The readers of the store (``tests.raw_store``) and of the files share no code with their makers.
"""

import base64
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from docx import Document
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import range_boundaries
from pptx import Presentation
from sqlalchemy import Engine

from components.exhibits.address import Address, parse_address
from components.exhibits.model import Bars, Body, Curve, Exhibit, Map, Panels, Stack, Timeline
from components.exhibits.registry import REGISTRY, ExhibitBuilder
from components.exhibits.tables import Board, Table
from components.export.briefing_outline import Briefing, Section, alt_of
from components.export.docx.word import briefing_docx
from components.export.html.capsule import capsule
from components.export.pptx.deck import deck
from components.export.xlsx.workbook import workbook
from components.i18n.text import Text
from components.theme import LIGHT, MARKS
from tests.raw_store import UNKNOWN, Raw, raw_store

ZH = Text("zh")
SEED = 138
SPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
}
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
Figures = dict[Any, Any]


@pytest.fixture(scope="module")
def parts(builder: ExhibitBuilder, questions: Callable[[int, int], list[Address]]) -> dict[str, Exhibit]:
    """Fifty random parts by their addresses, all different; the first of each kind leads."""
    made = [builder.make(one) for one in questions(SEED, 120)]
    first = {type(part.body): part for part in reversed(made)}
    found = {part.address: part for part in (*first.values(), *made)}
    return dict(list(found.items())[:50])


@pytest.fixture(scope="module")
def pptx(parts: Mapping[str, Exhibit]) -> bytes:
    """All of them in one deck."""
    return deck(list(parts.values()), t=ZH)


def test_there_are_fifty_parts_of_every_kind(parts: Mapping[str, Exhibit]) -> None:
    assert len(parts) == 50
    assert {type(part.body) for part in parts.values()} == {Table, Board, Bars, Stack, Curve, Timeline, Map, Panels}
    assert sum(len(part.body.figures()) for part in parts.values()) > 1000


# The store


@pytest.fixture(scope="module")
def raw(demo_year: Engine) -> Raw:
    """The rows of the store, as another program reads them."""
    return raw_store(str(demo_year.url.database), "zhengzhou-2023-demo")


def test_every_number_is_that_of_the_rows_of_the_store(parts: Mapping[str, Exhibit], raw: Raw) -> None:
    compared = dict.fromkeys(parts, 0)
    for address, part in parts.items():
        asked = parse_address(address)
        question = {"as_of": asked.as_of, "since": asked.since, "chosen": asked.chosen}
        for key, shown in numbers_of(part).items():
            wanted = raw.says(asked.part, question, key)
            if wanted is not UNKNOWN:
                assert shown == near_number(wanted), (address, key)
                compared[address] += 1
    assert sum(compared.values()) > 1000
    kinds = {parse_address(address).part for address, n in compared.items() if n}
    assert len(kinds) >= 20


def numbers_of(part: Exhibit) -> Figures:
    """Every number and date of a part; those of a table as serial numbers of a spreadsheet."""
    if not isinstance(part.body, Table):
        return dict(part.body.figures())
    return {
        f"{key}.{column.key}": cell.value
        for key, row in zip(part.body.keys, part.body.rows, strict=True)
        for column, cell in zip(part.body.columns, row, strict=True)
        if column.key
    }


def near_number(value: Any) -> Any:
    return value if value is None or isinstance(value, date) else pytest.approx(float(value), rel=1e-12, abs=1e-12)


def test_the_list_and_the_map_hold_each_work_that_the_store_holds(
    builder: ExhibitBuilder, raw: Raw, asked: Callable[..., Address]
) -> None:
    for chosen in ({}, {"district": "410105"}, {"stage": "kindergarten"}, {"q": "小学"}):
        wanted = set(raw.works(raw.projects, chosen))
        assert set(builder.make(asked("projects", **chosen)).data.keys) == wanted
        body = builder.make(asked("school_map", **chosen)).body
        assert isinstance(body, Map)
        placed = {code for code in wanted if raw.projects[code]["longitude"] is not None}
        assert {one.code for one in body.symbols} == placed
        assert sum(area.count for area in body.areas) == len(wanted)


def test_the_words_of_a_number_are_that_number(parts: Mapping[str, Exhibit]) -> None:
    told = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万?)")
    done = [Text(language)("target.done") for language in ("zh", "en")]  # a deliverable is done or not
    for part in parts.values():
        numbered = (cell for row in part.data.rows for cell in row if isinstance(cell.value, float) and cell.value)
        for cell in (one for one in numbered if one.text not in done):
            found = told.search(cell.text)
            assert found, (part.address, cell)
            said = float(found[1].replace(",", "")) * (10_000 if found[2] else 1)
            rounded = 51 if found[2] else 0.0501 if "." in found[1] else 0.501  # 2.4 people in the plan are written as 2
            assert said == pytest.approx(abs(cell.value), abs=rounded), (part.address, cell)


# Common to all files of Office: charts and the workbooks inside them.


def found_at(element: Any, path: str) -> Any:
    """Elements or a string at a path; the elements of Office libraries do not know our namespaces."""
    return etree._Element.xpath(element, path, namespaces=SPACES)


def cached(series: Any, name: str) -> dict[int, str]:
    """The content of a chart, by index."""
    return {int(one.get("idx")): found_at(one, "string(c:v)") for one in found_at(series, f"c:{name}//c:pt")}


def inside(series: Any, name: str, book: bytes) -> list[Any]:
    """The cells of the workbook inside a chart from which the chart is drawn."""
    formula = found_at(series, f"string(c:{name}//c:f)")
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    left, top, right, bottom = range_boundaries(formula.rpartition("!")[2].replace("$", ""))
    assert left == right
    return [sheet.cell(row, left).value for row in range(top, bottom + 1)]


def numbers(series: Any, name: str, book: bytes) -> list[float | None]:
    """The numbers of a series, which are the same in the chart and in its workbook."""
    held = [serial(one) if isinstance(one, date) else one for one in inside(series, name, book)]
    shown = cached(series, name)
    assert held == [near(float(shown[at])) if at in shown else None for at in range(len(held))]
    return held


def serial(day: date) -> float:
    return float((date(day.year, day.month, day.day) - date(1899, 12, 30)).days)


def day_of(number: float | None) -> date:
    assert number is not None
    return date(1899, 12, 30) + timedelta(number)


def read_rows(chart: Any, body: Bars | Stack, keys: tuple[str, ...], book: bytes) -> Figures:
    found: Figures = {}
    for one, series in zip(body.series, found_at(chart, ".//c:ser"), strict=False):
        found |= {f"{key}.{one.key}": value for key, value in zip(keys, numbers(series, "val", book), strict=True)}
    return found


def read_days(chart: Any, body: Curve, book: bytes) -> Figures:
    found: Figures = {}
    for one, series in zip(body.series, found_at(chart, ".//c:ser"), strict=False):
        days = [day_of(number) for number in numbers(series, "cat", book)]
        values = dict(zip(days, numbers(series, "val", book), strict=True))
        found |= {f"{day.isoformat()}.{one.key}": values[day] for day in body.days}
    return found


def known(figures: Mapping[str, Any]) -> Figures:
    """The figures with a known value."""
    return {key: value for key, value in figures.items() if value is not None}


def near(value: Any) -> Any:
    """A number at the precision of files: Office itself writes 15 digits."""
    return pytest.approx(value, rel=1e-14, abs=0) if isinstance(value, float) else value


def near_all(figures: Mapping[str, Any]) -> Figures:
    return {key: near(value) for key, value in known(figures).items()}


# PowerPoint


def test_every_number_is_read_back_from_powerpoint(parts: Mapping[str, Exhibit], pptx: bytes) -> None:
    found: dict[str, Figures] = {address: {} for address in parts}
    for slide in Presentation(io.BytesIO(pptx)).slides:
        for shape in slide.shapes:
            address, piece = tag(shape)
            if address not in parts:
                continue
            body = in_deck(parts[address])
            if isinstance(body, Panels):
                found[address] |= on_panel(shape, body, piece)
            elif not piece or piece.startswith("rows="):
                found[address] |= on_slide(shape, body, piece)
    for address, part in parts.items():
        assert known(found[address]) == near_all(as_shown(in_deck(part))), address


def in_deck(part: Exhibit) -> Body:
    """The body with the columns that a slide has room for."""
    asked = parse_address(part.address)
    labels, t = REGISTRY[asked.part].slide, Text(asked.language)
    return part.body.only(list(map(t, labels))) if labels and isinstance(part.body, Table) else part.body


def on_panel(shape: Any, body: Panels, piece: str) -> Figures:
    """The figure of a panel, or the numbers of its chart."""
    if shape.has_text_frame and piece.endswith(".figure"):
        return {piece: shape.text_frame.text}
    panels = {one.key: one for one in body.panels}
    if not shape.has_chart or piece not in panels:
        return {}
    days = read_days(shape.chart._chartSpace, panels[piece].curve, book_of(shape))
    return {f"{piece}.{key}": value for key, value in days.items()}


def tag(shape: Any) -> tuple[str, str]:
    """The address and the piece at the end of the name of a shape."""
    words = found_at(shape._element, "string(.//p:cNvPr/@name)").rpartition("sanbiao:")[2]
    address, _, piece = words.partition("#")
    return address, piece


def on_slide(shape: Any, body: Body, piece: str) -> Figures:
    if shape.shape_type is not None and hasattr(shape, "shapes"):
        assert isinstance(body, Map)
        return read_map(shape)
    first, last = map(int, piece.removeprefix("rows=").split("-")) if piece else (0, None)
    match body:
        case Table() if shape.has_table:
            return read_table(shape.table._tbl, "a", body, body.keys[first:last])
        case Bars() | Stack() if shape.has_chart:
            return read_rows(shape.chart._chartSpace, body, body.keys[first:last], book_of(shape))
        case Curve() if shape.has_chart:
            return read_days(shape.chart._chartSpace, body, book_of(shape))
        case Timeline() if shape.has_chart:
            return read_dots(shape.chart._chartSpace, body, body.keys[first:last], book_of(shape))
    return {}


def book_of(shape: Any) -> bytes:
    blob: bytes = shape.chart.part.chart_workbook.xlsx_part.blob
    return blob


def read_table(table: Any, space: str, body: Table, keys: tuple[str, ...]) -> Figures:
    """Cells by row and title; columns without a figure are compared on the way. The namespace is that of Word or of drawings."""
    cells = [found_at(row, f"{space}:tc") for row in found_at(table, f"{space}:tr")]
    rows = [["".join(found_at(cell, f".//{space}:t/text()")) for cell in row] for row in cells]
    if isinstance(body, Board):
        return read_marks(rows, body, keys)
    assert rows[0] == [column.title for column in body.columns]
    found: Figures = {}
    for key, texts in zip(keys, rows[1:], strict=True):
        assert texts == [cell.text for cell in body.rows[body.keys.index(key)]]
        found |= {f"{key}.{column.key}": text for column, text in zip(body.columns, texts, strict=True) if column.key}
    return found


def read_marks(rows: list[list[str]], body: Board, keys: tuple[str, ...]) -> Figures:
    """Marks by row and column; heads may be short, and the name of a group stands once."""
    assert rows[0] == [column.short or column.title for column in body.columns]
    first = int(body.is_grouped)
    found: Figures = {}
    for key, texts in zip(keys, rows[1:], strict=True):
        assert texts[first:] == [cell.text for cell in body.rows[body.keys.index(key)]][first:]
        found |= {f"{key}.{column.key}": text for column, text in zip(body.columns, texts, strict=True) if column.key}
    return found


def read_dots(chart: Any, body: Timeline, keys: tuple[str, ...], book: bytes) -> Figures:
    named = {f"{step} · {aspect}": f"{a}.{b}" for a, step in body.steps.items() for b, aspect in body.aspects.items()}
    found: Figures = {}
    for series in found_at(chart, ".//c:ser"):
        name = found_at(series, "string(c:tx//c:v)")
        for x, y in zip(numbers(series, "xVal", book), numbers(series, "yVal", book), strict=True):
            if name in named:
                assert y is not None
                found[f"{keys[int(y) - 1]}.{named[name]}"] = day_of(x)
    return found


def read_map(group: Any) -> Figures:
    """Labels as written; for a school the mark and the colour."""
    found: Figures = {}
    for shape in group.shapes:
        key = tag(shape)[1]
        if key.endswith(".count"):
            found[key] = shape.text_frame.text
        elif key.endswith(".status"):
            found[key] = (shape.text_frame.text, f"#{shape.fill.fore_color.rgb}")
    return found


def as_shown(body: Body) -> Mapping[str, Any]:
    """The figures of a part; those of a map as labels, marks and colours show them."""
    if not isinstance(body, Map):
        return body.figures()
    counted = [area for area in body.areas if body.chosen in ("", area.code)]
    assert all(re.findall(r"\d+", area.label)[-1] == str(area.count) for area in counted)
    assert all(area.label == area.name for area in body.areas if area not in counted)
    shown = {f"{one.code}.status": (MARKS[one.status], LIGHT.status[one.status]) for one in body.symbols}
    return {f"{area.code}.count": area.label for area in body.areas} | shown


def test_every_chinese_run_in_powerpoint_has_its_font(pptx: bytes) -> None:
    runs = 0
    with zipfile.ZipFile(io.BytesIO(pptx)) as packed:
        for name in packed.namelist():
            if re.fullmatch(r"ppt/(slides|charts|notesSlides|slideLayouts|slideMasters)/[^/]+\.xml", name):
                root = etree.fromstring(packed.read(name))
                for run in found_at(root, "//a:r[a:t]"):
                    if CHINESE.search(found_at(run, "string(a:t)")):
                        is_placed = bool(found_at(run, "ancestor::p:sp//p:ph"))  # has the font of its layout
                        assert is_placed or found_at(run, "string(a:rPr/a:ea/@typeface)") == "+mn-ea", name
                        runs += 1
                if name.startswith("ppt/charts/") and CHINESE.search("".join(found_at(root, "//c:v/text()"))):
                    assert found_at(root, "string(/c:chartSpace/c:txPr//a:defRPr/a:ea/@typeface)"), name
    assert runs > 1000


# Excel


def test_every_number_is_read_back_from_excel(parts: Mapping[str, Exhibit]) -> None:
    book = load_workbook(io.BytesIO(workbook(list(parts.values()), t=ZH)))
    for part, sheet in zip(parts.values(), book.worksheets, strict=False):
        data = part.data
        titles = [column.title for column in data.columns]
        rows = [[cell.value for cell in row[: len(titles)]] for row in sheet.iter_rows()]
        head = rows.index(titles)
        read = rows[head + 1 : head + 1 + len(data.rows)]
        for key, cells, texts in zip(data.keys, data.rows, read, strict=True):
            for at, cell in enumerate(cells):
                wanted = cell.value if cell.value is not None else cell.text
                if at == 0 and isinstance(part.body, Curve):
                    wanted = date.fromisoformat(key)
                assert plain(texts[at]) == (None if texts[at] is None and wanted in ("", "–") else near(wanted)), (
                    part.address,
                    key,
                )
        assert known(in_sheet(part)) == near_all(charted(part.body)), part.address


def plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def charted(body: Body) -> Mapping[str, Any]:
    """The figures that the sheet has to contain: those of a chart; a map is counted in its list."""
    if isinstance(body, Panels):
        return {key: value for key, value in body.figures().items() if not key.endswith(".figure")}
    return {} if isinstance(body, Table | Map) else body.figures()


def in_sheet(part: Exhibit) -> Figures:
    """The numbers of the table of a part by the keys of its chart."""
    keys = set(charted(part.body))
    return {
        key: cell.value
        for row, cells in zip(part.data.keys, part.data.rows, strict=True)
        for column, cell in zip(part.data.columns, cells, strict=True)
        if (key := f"{row}.{column.key}") in keys
    }


# Word


def test_every_number_is_read_back_from_word(parts: Mapping[str, Exhibit]) -> None:
    drawn = [part for part in parts.values() if not isinstance(part.body, Timeline)]  # a picture there, in no briefing
    chosen = list({alt_of(part): part for part in drawn}.values())  # by which they are found
    section = Section("全部", (), tuple(chosen))
    document = Document(io.BytesIO(briefing_docx(Briefing("简报", date(2023, 9, 30), (), (section,), True), t=ZH)))
    found: dict[str, Figures] = {part.address: {} for part in chosen}
    for address, figures in in_word(document, chosen):
        found[address] |= figures
    for part in chosen:
        assert known(found[part.address]) == near_all(as_shown(part.body)), part.address


def in_word(document: Any, chosen: Sequence[Exhibit]) -> Iterator[tuple[str, Figures]]:
    told, parts = {alt_of(part): part.address for part in chosen}, {part.address: part for part in chosen}
    for table in document.tables:
        address = told[found_at(table._tbl, "string(w:tblPr/w:tblDescription/@w:val)")]
        body = parts[address].body
        if isinstance(body, Panels):
            cells = ["".join(found_at(cell, ".//w:t/text()")) for cell in found_at(table._tbl, "w:tr/w:tc")]
            assert all(panel.figure in words for panel, words in zip(body.panels, cells, strict=True))
            yield address, {f"{panel.key}.figure": panel.figure for panel in body.panels}
            continue
        assert isinstance(body, Table)
        yield address, read_table(table._tbl, "w", body, body.keys)
    for drawing in found_at(document.element.body, ".//wp:inline[.//c:chart]"):
        address = told[found_at(drawing, "string(wp:docPr/@descr)")]
        part = document.part.related_parts[found_at(drawing, "string(.//c:chart/@r:id)")]
        book = next(iter(part.rels.values())).target_part.blob
        chart, body = etree.fromstring(part.blob), parts[address].body
        if isinstance(body, Panels):
            panel = next(one for one in body.panels if one.head == found_at(drawing, "string(wp:docPr/@name)"))
            yield address, {f"{panel.key}.{key}": value for key, value in read_days(chart, panel.curve, book).items()}
            continue
        assert isinstance(body, Bars | Stack | Curve)
        yield address, read_days(chart, body, book) if isinstance(body, Curve) else read_rows(chart, body, body.keys, book)
        if isinstance(body, Stack) and body.plan is not None:
            yield address, read_plans(chart, body)
    for drawing in found_at(document.element.body, ".//wp:inline[.//wps:wsp]"):
        yield told[found_at(drawing, "string(wp:docPr/@descr)")], drawn_map(drawing)


def drawn_map(group: Any) -> Figures:
    """Labels as written; for a school the mark and the colour."""
    found: Figures = {}
    for shape in found_at(group, ".//wps:wsp"):
        key = found_at(shape, "string(wps:cNvPr/@name)").rpartition("#")[2]
        words = "".join(found_at(shape, ".//w:t/text()"))
        if key.endswith(".count"):
            found[key] = words.replace("\xa0", " ")  # what may not part at the end of a line
        elif key.endswith(".status"):
            found[key] = (words, f"#{found_at(shape, 'string(wps:spPr/a:solidFill/a:srgbClr/@val)')}")
    return found


def read_plans(chart: Any, body: Stack) -> Figures:
    """The planned values: Word draws no bar over a stack, so they follow the words of their row."""
    assert body.plan is not None
    words = cached(found_at(chart, ".//c:ser")[0], "cat")
    said = {key: re.search(rf"（{re.escape(body.plan.name)} (\S+)）$", words[at]) for at, key in enumerate(body.keys)}
    return {f"{key}.{body.plan.key}": float(one[1]) for key, one in said.items() if one}


# The file that opens without a server


def test_every_number_is_read_back_from_the_capsule(parts: Mapping[str, Exhibit]) -> None:
    names = {"zh": {"": "全市"}}
    page = capsule({("zh", ""): list(parts.values())}, districts=names, titles={"zh": "看板"}, demonstration=True).decode()
    figures = embedded(page, "figures")["zh/"]
    drawn = json.loads(zlib.decompress(base64.b64decode(embedded(page, "data")["views"]["zh/"])))
    assert [one["address"] for one in drawn] == list(parts)
    for shown, (address, part) in zip(drawn, parts.items(), strict=True):
        wanted = part.body.figures()
        assert figures[address] == {key: one.isoformat() if isinstance(one, date) else one for key, one in wanted.items()}
        table = part.body if isinstance(part.body, Table) and not isinstance(part.body, Board) else part.data
        assert [[cell[0] for cell in row] for row in shown["table"]["rows"]] == [
            [cell.text for cell in row] for row in table.rows
        ]


def embedded(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])
