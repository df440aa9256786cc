"""The chart of a sheet: native and drawn from the cells, with the plan as marks; a picture if no native chart fits."""

from io import BytesIO
from typing import Any

from components.charts.axes import fitted, is_fitted
from components.exhibits.model import Bars, Curve, Exhibit, Series, Stack
from components.exhibits.tables import Table
from components.export.svg.picture import rasterised, svg
from components.export.svg.rows import segment_colours
from components.export.xlsx.cells import FONT, Book, column_widths
from components.theme import LIGHT, MARKS
from components.typography import clean

#: Width and height of a chart in pixels below a wide table (it fills a landscape A4 page), and width next to a narrow one.
WIDE, HIGH = 1040, 440
BESIDE = 760
#: Maximum width of a narrow table, in letters.
NARROW = 112
#: Approximate number of table rows on a landscape A4 page.
ROWS_OF_A_PAGE = 32
#: Maximum length of category labels that are not rotated.
UPRIGHT = 6


def add_chart(sheet: Any, book: Book, part: Exhibit, name: str, head: int, top: int) -> None:
    """Add an exhibit's chart next to a narrow table, else below row ``top``; ``head`` is the header row on sheet ``name``."""
    body, chart = part.body, None
    is_floating = isinstance(body, Bars) and any(start is not None for start in body.starts)  # drawn as a picture
    if isinstance(body, Bars | Stack | Curve) and not is_floating and body.series[0].values and _stands_in(part.data, body):
        places = _Places(name, head, part.data)
        chart = (
            _curve(book, body, places)
            if isinstance(body, Curve)
            else _dots(book, body, places)
            if isinstance(body, Bars) and body.as_dots
            else _columns(book, body, places)
        )
    if chart is not None:
        is_narrow = sum(column_widths(part.data)) <= NARROW
        chart.set_size({"width": BESIDE if is_narrow else WIDE, "height": HIGH})
        place = (head, len(part.data.columns) + 1) if is_narrow else (top, 0)
        sheet.insert_chart(*place, chart, {"x_offset": 4, "description": clean(part.alt)[:255], "object_position": 2})
    elif not isinstance(body, Table):
        _add_picture(sheet, book, part, top)


def _stands_in(table: Table, body: Bars | Stack | Curve) -> bool:
    """Return True if the table has the chart's numbers in the chart's order."""
    keys = tuple(day.isoformat() for day in body.days) if isinstance(body, Curve) else body.keys
    return table.keys == keys and {one.key for one in body.series} <= {column.key for column in table.columns}


def _add_picture(sheet: Any, book: Book, part: Exhibit, top: int) -> None:
    drawn = rasterised(svg(part, t=book.t, width=WIDE, framed=False), scale=2)
    more = {"image_data": BytesIO(drawn), "x_scale": 0.5, "y_scale": 0.5, "x_offset": 4, "description": clean(part.alt)[:255]}
    if len(part.data.rows) > ROWS_OF_A_PAGE // 2:
        sheet.set_h_pagebreaks([top])  # do not split the picture across printed pages
    sheet.insert_image(top, 0, "picture.png", more | {"object_position": 2})


class _Places:
    """Cell ranges of the numbers of a series in the workbook."""

    def __init__(self, name: str, head: int, table: Table) -> None:
        self._name, self._head, self._last = name, head, head + len(table.rows)
        self._at = {column.key: at for at, column in enumerate(table.columns) if column.key}

    def series(self, one: Series) -> dict[str, Any]:
        """Return the name, categories and values of a series for XlsxWriter."""
        at = self._at[one.key]
        return {
            "name": [self._name, self._head, at],
            "categories": [self._name, self._head + 1, 0, self._last, 0],
            "values": [self._name, self._head + 1, at, self._last, at],
        }


def _columns(book: Book, body: Bars | Stack, places: _Places) -> Any:
    """Draw columns, stacked for segments, with the plan as dashes over them; horizontal bars support no such marks."""
    is_stack = isinstance(body, Stack)
    chart = book.file.add_chart({"type": "column", "subtype": "stacked"} if is_stack else {"type": "column"})
    own = body.segments if isinstance(body, Stack) else (body.actual,)
    colours = segment_colours(body, LIGHT) if isinstance(body, Stack) else [body.actual.colour or LIGHT.plain]
    for one, colour in zip(own, colours, strict=True):
        chart.add_series(
            places.series(one)
            | {"fill": {"color": colour}, "gap": 60 if len(body.categories) > 6 else 160}
            | _labels(one, colour, body)
            | _points(body)
        )
    if body.plan is not None:
        chart.combine(_plan(book, body.plan, places, size=18 if len(body.categories) <= 16 else 9))
    turned = max(map(len, body.categories)) > UPRIGHT and len(body.categories) > 6
    chart.set_x_axis({"num_font": _font(9, rotation=-45) if turned else _font(9), "line": {"color": LIGHT.soft}})
    return _dressed(chart, body)


def _dots(book: Book, body: Bars, places: _Places) -> Any:
    """Draw rates as dots, with the target as a line."""
    chart = book.file.add_chart({"type": "line"})
    dot = {"type": "circle", "size": 9, "fill": {"color": LIGHT.plain}, "border": {"color": LIGHT.paper}}
    labels = {"data_labels": {"value": True, "position": "above", "font": _font(9)}}
    chart.add_series(places.series(body.actual) | {"line": {"none": True}, "marker": dot} | labels)
    if body.plan is not None:
        chart.add_series(places.series(body.plan) | {"line": {"color": LIGHT.ink, "width": 1.75}, "marker": {"type": "none"}})
    chart.set_x_axis({"num_font": _font(9, rotation=-45), "line": {"color": LIGHT.soft}})
    return _dressed(chart, body)


def _labels(one: Series, colour: str, body: Bars | Stack) -> dict[str, Any]:
    """Return the number at each column, blank for a segment of zero."""
    if isinstance(body, Bars):
        return {"data_labels": {"value": True, "position": "outside_end", "font": _font(9), "num_format": "#,##0.##;-#,##0.##;0"}}
    mark = f'"{MARKS[one.status]} "' if one.status else ""
    font = _font(9, color=LIGHT.ink_on(colour))
    return {"data_labels": {"value": True, "position": "center", "font": font, "num_format": f"{mark}#,##0.##;-#,##0.##;;"}}


def _points(body: Bars | Stack) -> dict[str, Any]:
    """Return the colours of the statuses."""
    statuses = body.statuses if isinstance(body, Bars) else ()
    return {"points": [{"fill": {"color": LIGHT.status[status]}} for status in statuses]} if statuses else {}


def _plan(book: Book, plan: Series, places: _Places, *, size: int) -> Any:
    marks = book.file.add_chart({"type": "line"})
    marks.add_series(places.series(plan) | {"line": {"none": True}, "marker": _dash(size, LIGHT.ink)})
    return marks


def _dash(size: int, colour: str) -> dict[str, Any]:
    return {"type": "long_dash", "size": size, "fill": {"color": colour}, "border": {"color": LIGHT.paper, "width": 0.75}}


def _curve(book: Book, body: Curve, places: _Places) -> Any:
    """Draw the actual as a line with dots; the plan dashed, or as marks if its numbers hold until the next one."""
    chart = book.file.add_chart({"type": "line"})
    colour = body.actual.colour or LIGHT.plain
    dots = {"type": "circle", "size": 7, "fill": {"color": LIGHT.ink}, "border": {"color": LIGHT.paper}}
    numbers = {"data_labels": {"value": True, "position": "below", "font": _font(9)}} if len(body.days) <= 24 else {}
    chart.add_series(places.series(body.actual) | {"line": {"color": colour, "width": 2.25}, "marker": dots} | numbers)
    dashed = {"line": {"color": LIGHT.accent, "width": 1.75, "dash_type": "dash"}}
    held = {"line": {"none": True}, "marker": _dash(12, LIGHT.accent)}
    chart.add_series(places.series(body.plan) | (held if body.stepped else dashed))
    chart.show_blanks_as("span")
    axis = {"num_format": "yyyy-mm", "num_font": _font(9, rotation=-45), "line": {"color": LIGHT.soft}}
    chart.set_x_axis({**axis, "date_axis": True, "major_unit": 1, "major_unit_type": "months"})
    return _dressed(chart, body)


def _dressed(chart: Any, body: Bars | Stack | Curve) -> Any:
    """Format the chart: numbers from zero with their unit, hairlines, names on top; no title, as the sheet has it."""
    axis: dict[str, Any] = {
        "num_font": _font(9),
        "major_gridlines": {"visible": True, "line": {"color": LIGHT.line, "width": 0.5}},
        "line": {"none": True},
    }
    values = [one for own in body.series for one in own.values]
    if isinstance(body, Curve | Bars) and is_fitted(body.unit, values) and (isinstance(body, Curve) or body.as_dots):
        rates = fitted(values)
        axis |= {"min": rates.low, "max": rates.high, "major_unit": rates.step}
    elif body.unit == "%" and not isinstance(body, Stack) and all(0 <= (one or 0) <= 100 for one in values):
        axis |= {"min": 0, "max": 100}
    if body.unit:
        axis |= {"name": clean(body.unit), "name_font": _font(9, bold=False, rotation=0)}
    chart.set_y_axis(axis)
    chart.set_legend({"position": "top", "font": _font(10)})
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"color": LIGHT.line}, "fill": {"color": LIGHT.paper}})
    return chart


def _font(size: float, **more: Any) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": LIGHT.ink, **more}
