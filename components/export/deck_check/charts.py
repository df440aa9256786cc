"""The numbers of a chart in a deck: those displayed, those in the embedded workbook, and the renewal of both."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any

from pptx.chart.chart import Chart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from components.export.chart_grid import from_serial
from models.errors import UnreadableError
from models.imports.file_guard import BROKEN, check_file

_CELL = re.compile(r"!\$?([A-Z]{1,3})\$?(\d+)(?::\$?[A-Z]{1,3}\$?(\d+))?$")
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(slots=True)
class Line:
    """A series of a chart: its element, name, places along the categories or x, and its numbers.

    ``sheet`` holds the workbook's numbers by index; for a timeline these are the dates, which are its x.
    """

    element: Any
    name: str
    places: list[str]
    values: list[float | None]
    sheet: dict[int, float | None]

    def stands(self, at: int, made: float | None) -> float | None:
        """Return the number at an index: the chart's, or the workbook's if only the workbook was edited."""
        shown = self.values[at] if at < len(self.values) else None
        inside = self.sheet.get(at, shown)
        return inside if shown == made else shown


def read_lines(chart: Chart) -> list[Line]:
    """Return all series of a chart, in the chart's order."""
    cells = _sheet_cells(chart)
    return [_line(one, cells) for one in chart._chartSpace.plotArea.sers]


def _line(series: Any, cells: dict[tuple[str, int], float] | None) -> Line:
    words = "".join(series.xpath("c:tx//c:v/text()"))
    x = series.find(qn("c:xVal"))
    y = series.find(qn("c:yVal"))
    values = _points(series.find(qn("c:val")) if y is None else y)
    places = _points(series.find(qn("c:cat")) if x is None else x)
    count = max(_count(values), _count(places))
    numbers = [_number(values.get(at)) for at in range(count)]
    return Line(series, words, [places.get(at, "") for at in range(count)], numbers, _inside(series, count, cells))


def _points(data: Any) -> dict[int, str]:
    if data is None:
        return {}
    return {int(point.get("idx")): point.findtext(qn("c:v")) or "" for point in data.iter(qn("c:pt"))}


def _count(points: dict[int, str]) -> int:
    return max(points, default=-1) + 1


def _number(words: str | None) -> float | None:
    try:
        return float(words) if words else None
    except ValueError:
        return None


def _inside(series: Any, count: int, cells: dict[tuple[str, int], float] | None) -> dict[int, float | None]:
    """Return the workbook's numbers for a series (the dates of a timeline); empty if no workbook can be read."""
    formula = "".join(series.xpath("(c:val|c:xVal)//c:f/text()"))
    found = _CELL.search(formula)
    if cells is None or not found:
        return {}
    column, first = found[1], int(found[2])
    return {at: cells.get((column, first + at)) for at in range(count)}


def _sheet_cells(chart: Chart) -> dict[tuple[str, int], float] | None:
    """Return the numbers of the first sheet of the embedded workbook, by column and row."""
    try:
        holder: Any = chart.part
        part = holder.chart_workbook.xlsx_part
    except KeyError:  # the workbook is linked, not embedded
        return None
    if part is None:
        return None
    try:
        if check_file("chart.xlsx", part.blob) != "xlsx":
            return None
        with zipfile.ZipFile(io.BytesIO(part.blob)) as archive:
            names = sorted(one for one in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", one))
            root = parse_xml(archive.read(names[0])) if names else None
    except (UnreadableError, SyntaxError, *BROKEN):
        return None
    return None if root is None else _cells(root)


def _cells(root: Any) -> dict[tuple[str, int], float]:
    cells = {}
    for cell in root.iter(_SHEET + "c"):
        place = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r") or "")
        value = _number(cell.findtext(_SHEET + "v")) if cell.get("t", "n") == "n" else None
        if place and value is not None:
            cells[place[1], int(place[2])] = value
    return cells


def day_at(place: str) -> date | None:
    """Parse a place along an axis as a date: a spreadsheet's serial number or an ISO date; None if it is neither."""
    number = _number(place)
    if number is not None:
        return from_serial(number)
    try:
        return date.fromisoformat(place)
    except ValueError:
        return None


def replace_data(chart: Any, data: Any) -> None:
    """Replace the numbers and the workbook of a chart; python-pptx keeps the formatting of its series."""
    chart.replace_data(data)


def label_at(series: Any, at: int) -> str | None:
    """Return the text of the custom label at a point; None if the presenter removed it."""
    labels = series.xpath(f"c:dLbls/c:dLbl[c:idx/@val='{at}']")
    words = [word for one in labels for word in one.xpath("c:tx//a:t/text()")]
    return "".join(words) if words else None
