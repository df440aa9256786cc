"""The reporting workbook for staff: a sheet for each form with current items, choices and rules, and one with a guide."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.workbook import Format, Workbook
from xlsxwriter.worksheet import Worksheet

from models.analysis.milestone_dates import MilestoneDates
from models.analysis.milestone_history import ASPECTS
from models.analysis.programmes import stages_of
from models.analysis.schools import MILESTONES
from models.frames import rows_of
from models.i18n import say
from models.imports.names import WHOLE_CITY
from models.imports.sheet_layouts import Column, SheetLayout, sheet_layouts
from models.snapshots.plan_data import ReportedData
from models.snapshots.plan_parts import PlanData
from models.status import TargetKind
from models.typed_rows import FigureRow, MilestoneRow, QuotaRow

#: Widths of columns in letters, by field; other columns have ``WIDTH``.
WIDTHS = {"code": 12, "name": 36, "gate": 20, "school": 26, "note": 30, "evidence": 30, "value": 10}
WIDTH = 14
#: Number of spare rows with choices and rules.
SPARE = 200
#: Maximum length of a list of choices in a workbook.
LONGEST_LIST = 255


def template(parts: PlanData, reports: ReportedData, *, as_of: date, district: str = "", language: str = "zh") -> bytes:
    """Return the workbook of a plan, or of one district, for the figures of ``as_of``, filled with those already known."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(out, options) as book:
        head = parts.view.head
        book.set_properties({"title": head.title, "subject": f"{head.code} v{head.number}", "comments": district})
        styles = {
            "head": book.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "border": 1}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        rows = form_rows(parts, reports, as_of=as_of, district=district)
        for form in sheet_layouts(parts.view):
            _sheet(book, styles, form, rows[form.name], parts, language)
        _guide(book, styles, sheet_layouts(parts.view), language)
    return out.getvalue()


def form_rows(parts: PlanData, reports: ReportedData, *, as_of: date, district: str = "") -> dict[str, list[dict[str, Any]]]:
    """Return the current items of each form by the fields of its columns, with known values as of ``as_of``."""
    stages = stages_of(parts.view, reports.milestones, parts.programmes)
    return {
        "targets": _targets(reports, as_of, district),
        "projects": _works(parts.projects, reports.milestones, MILESTONES, as_of, district),
        "programmes": _works(parts.programmes, reports.milestones, stages, as_of, district),
        "gates": [] if district else _gates(reports, as_of),
        "recruitment": _quotas(parts, reports, as_of, district),
    }


def _targets(reports: ReportedData, as_of: date, district: str) -> list[dict[str, Any]]:
    """Return the targets reported as plain figures, each with the values known for that very day."""
    view, rows = reports.parts.view, []
    known = {(row.code, row.district): row for row in rows_of(reports.figures, FigureRow) if row.as_of == as_of}
    hidden = view.targets["kind"].isin([TargetKind.ITEMS, TargetKind.ACTION]) | view.targets["code"].isin(reports.parts.divided)
    if district:
        hidden |= view.targets["code"].isin(_citys(reports))
    for frame in (view.targets[~hidden], *(() if district else (view.items,))):
        for code, name in zip(frame["code"], frame["name"], strict=True):
            subject = {"code": code, "name": name, "district": district, "as_of": as_of}
            rows.append(subject | _figure_cells(known.get((code, district))))
    return rows


def _citys(reports: ReportedData) -> set[str]:
    """Return the codes of the targets on which no district reports: deliverables, and those on which only the city ever did."""
    targets, figures = reports.parts.view.targets, rows_of(reports.figures, FigureRow)
    of_districts = {row.code for row in figures if row.district}
    deliverables = set(targets.loc[targets["kind"] == TargetKind.DELIVER, "code"])
    return deliverables | {row.code for row in figures if not row.district} - of_districts


def _figure_cells(known: FigureRow | None) -> dict[str, Any]:
    """Return the cells of a known figure, empty without one."""
    return {name: getattr(known, name) if known else None for name in ("value", "numerator", "denominator", "note")}


def _works(
    works: pd.DataFrame, milestones: MilestoneDates, names: Sequence[str], as_of: date, district: str
) -> list[dict[str, Any]]:
    """Return the works of a district with their known dates."""
    works = works[works["district"] == district] if district else works
    dates: dict[str, dict[str, Any]] = {}
    for step in rows_of(milestones.frame(set(works["code"])), MilestoneRow):
        own = dates.setdefault(step.code, {})
        actual = step.actual if step.actual is not None and step.actual <= as_of else None
        own[f"{step.milestone}_actual"] = actual
        own[f"{step.milestone}_forecast"] = None if actual else step.forecast
    schools = works["school"] if "school" in works else [None] * len(works)
    return [
        {"code": code, "name": name, "school": school, "district": own_district, "as_of": as_of}
        | {step: day for step, day in dates.get(code, {}).items() if step.rsplit("_", 1)[0] in names}
        for code, name, school, own_district in zip(works["code"], works["name"], schools, works["district"], strict=True)
    ]


def _gates(reports: ReportedData, as_of: date) -> list[dict[str, Any]]:
    """Return a row for each gate of the plan, with its known dates."""
    view = reports.parts.view
    names = {code: name for frame in (view.targets, view.items) for code, name in zip(frame["code"], frame["name"], strict=True)}
    known = {(step.code, step.milestone): step for step in rows_of(reports.milestones.frame(view.gates()), MilestoneRow)}
    rows = []
    for code, gates in view.gates().items():
        for gate in gates:
            dates = _gate_dates(known.get((code, gate)), as_of)
            rows.append({"code": code, "name": names[code], "gate": gate, "as_of": as_of, **dates})
    return rows


def _gate_dates(step: MilestoneRow | None, as_of: date) -> dict[str, date | None]:
    """Return the known dates of a gate; the forecast is left out once it is passed."""
    if step is None:
        return dict.fromkeys(ASPECTS)
    actual = step.actual if step.actual is not None and step.actual <= as_of else None
    return {"baseline": step.baseline, "forecast": None if actual else step.forecast, "actual": actual}


def _quotas(parts: PlanData, reports: ReportedData, as_of: date, district: str) -> list[dict[str, Any]]:
    terms = parts.view.head.terms
    quotas = [row for row in rows_of(parts.quotas, QuotaRow) if district in ("", row.district)]
    figures = reports.quota_figures.frame({row.code for row in quotas})
    known = {
        code: value for code, day, value in zip(figures["code"], figures["as_of"], figures["value"], strict=True) if day == as_of
    }
    return [
        {
            "code": row.code,
            "name": f"{terms.word('posts', row.post, 'zh')}·{terms.word('ways', row.way, 'zh')}",
            "district": row.district,
            "quota": row.quota,
            "as_of": as_of,
            "value": known.get(row.code),
        }
        for row in quotas
    ]


def form_table(form: SheetLayout, rows: Sequence[dict[str, Any]], districts: dict[str, str], language: str) -> pd.DataFrame:
    """Return a form as a table of text under its headers, for editing by hand; ``districts`` are short names by code."""
    heads = {column.header(language): column for column in form.columns}
    cells = [{head: _text(_shown(row, column, districts, language)) for head, column in heads.items()} for row in rows]
    return pd.DataFrame(cells, columns=list(heads), dtype=str)


def _text(value: Any) -> str:
    return "" if value is None or value != value else f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _sheet(
    book: Workbook, styles: dict[str, Format], form: SheetLayout, rows: Sequence[dict[str, Any]], parts: PlanData, language: str
) -> None:
    sheet = book.add_worksheet(form.title(language))
    sheet.freeze_panes(1, 2)
    names = dict(zip(parts.view.districts["code"], parts.view.districts["short"], strict=True))
    for at, column in enumerate(form.columns):
        sheet.write_string(0, at, column.header(language), styles["head"])
        sheet.write_comment(0, at, _about(column, language), {"x_scale": 2})
        sheet.set_column(at, at, WIDTHS.get(column.field, WIDTH))
        choices = [*names.values(), *([WHOLE_CITY[language]] if names and form.name == "targets" else [])]
        _rules(sheet, at, column, len(rows) + SPARE, choices, language)
    for number, row in enumerate(rows, start=1):
        for at, column in enumerate(form.columns):
            _cell(sheet, number, at, _shown(row, column, names, language), styles)


def _shown(row: dict[str, Any], column: Column, names: dict[str, str], language: str) -> Any:
    """Return the content of a cell; a figure of the whole city says so, where there are districts."""
    value = row.get(column.field)
    if column.field != "district" or not isinstance(value, str):
        return value
    return names.get(value, value or (WHOLE_CITY[language] if names else ""))


def _cell(sheet: Worksheet, number: int, at: int, value: Any, styles: dict[str, Format]) -> None:
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(number, at, value, styles["day"])
    elif isinstance(value, str):
        sheet.write_string(number, at, value)
    else:
        sheet.write_number(number, at, float(value))


def _rules(sheet: Worksheet, at: int, column: Column, last: int, districts: Sequence[str], language: str) -> None:
    """Add choices and rules for dates and numbers, so that Excel and WPS reject invalid input immediately."""
    rule: dict[str, Any] | None = None
    if column.field == "district" and 0 < len(",".join(districts)) <= LONGEST_LIST:
        rule = {"validate": "list", "source": list(districts)}
    elif column.field in ("as_of", "forecast", "actual") or column.field.endswith(("_forecast", "_actual")):
        rule = {"validate": "date", "criteria": "between", "minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31)}
        if column.field != "as_of":
            rule["error_type"] = "warning"  # a date may also be withdrawn by a word
    elif column.field in ("value", "numerator", "denominator") or column.field.startswith("step_"):
        rule = {"validate": "decimal", "criteria": ">=", "value": 0}
    if rule is not None:
        rule["error_message"] = _about(column, language)[:250]
        sheet.data_validation(1, at, last, at, rule)


def _about(column: Column, language: str) -> str:
    """Return a sentence about the contents of a column."""
    name = column.field
    if name.endswith(("_forecast", "_actual")):
        name = name.rsplit("_", 1)[1]
    elif name.startswith("step_"):
        name = "step"
    return say(f"column.{name}", language)


def _guide(book: Workbook, styles: dict[str, Format], every: Iterable[SheetLayout], language: str) -> None:
    sheet = book.add_worksheet("Guide" if language == "en" else "填报说明")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 80)
    row = 0
    for line in say("column.guide", language).split("|"):
        sheet.write_string(row, 0, line)
        row += 1
    for form in every:
        for column in form.columns:
            row += 1
            for at, words in enumerate((form.title(language), column.header(language), _about(column, language))):
                sheet.write_string(row, at, words)
