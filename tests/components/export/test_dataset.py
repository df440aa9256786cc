"""The data for analysis: the numbers of the charts and of the store, as numbers and dates, in three kinds of files."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator
from sqlalchemy import Engine, text

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.data_files import csv_files, parquet_files
from components.export.dataset import Dataset, dataset
from components.export.xlsx.dataset_book import dataset_book
from components.i18n.text import Text
from models.status import Word

PLAN, DAY = "zhengzhou-2023-demo", date(2023, 9, 30)
BASE = Address("", PLAN, DAY, date(2023, 8, 31), "en")
T = Text("en")
Row = dict[str, Any]


@pytest.fixture(scope="module")
def data(builder: ExhibitBuilder) -> Dataset:
    """The tables at the end of September, in English."""
    return papers.data_for_analysis(builder, BASE)


@pytest.fixture(scope="module")
def book(data: Dataset) -> bytes:
    """Their workbook."""
    return dataset_book(data, t=T)


def rows(data: Dataset, table: int) -> list[Row]:
    return [dict(zip(data.tables[table].keys, row, strict=True)) for row in data.tables[table].rows]


def find(data: Dataset, code: str, day: date = DAY, district: str | None = None) -> Row:
    (row,) = (one for one in rows(data, 0) if (one["code"], one["as_of"], one["district_code"]) == (code, day, district))
    return row


def share(value: float | None, row: Row) -> float | None:
    """The number of a chart in the unit of the table."""
    return float(Fraction(value) / 100) if value is not None and row["unit"] == T("dataset.share") else value


def near(value: float | None) -> Any:
    """The same number but for its last digit, or None."""
    return None if value is None else pytest.approx(value, rel=1e-12)


def test_every_target_of_the_city_is_there_at_the_end_of_every_month(data: Dataset, builder: ExhibitBuilder) -> None:
    codes = set(builder.snapshot(BASE).view.targets["code"])
    of_city = [(row["as_of"].month, row["code"]) for row in rows(data, 0) if row["district_code"] is None]
    assert sorted(of_city) == sorted((month, code) for month in range(1, 10) for code in codes)


@pytest.mark.parametrize("day", [date(2023, 3, 31), date(2023, 6, 30), DAY])
def test_the_figures_are_those_of_the_table_of_targets_on_that_day(
    data: Dataset, builder: ExhibitBuilder, asked: Callable[..., Address], day: date
) -> None:
    shown = builder.make(asked("targets", "en", day)).data
    at = {column.key: place for place, column in enumerate(shown.columns) if column.key}
    for code, cells in zip(shown.keys, shown.rows, strict=True):
        row = find(data, code, day)
        for name, column in (("done", "actual"), ("expected", "expected")):
            assert row[name] == near(share(cells[at[column]].value, row)), (code, name)
        assert row["reported_on"] == cells[at["reported_on"]].value
        assert row["status_code"] == Word(row["status_code"]).value
        assert cells[at["status"]].text.endswith(row["status"])


@pytest.mark.parametrize("code", ["BA-04", "WE-05", "VO-09"])
def test_the_figures_of_districts_are_the_bars_of_their_comparison(
    data: Dataset, builder: ExhibitBuilder, asked: Callable[..., Address], code: str
) -> None:
    figures = builder.make(asked("compare", "en", target=code)).body.figures()
    bars = {key.removesuffix(".actual"): value for key, value in figures.items() if key.endswith(".actual")}
    assert bars
    for district, value in bars.items():
        row = find(data, code, DAY, district)
        assert row["done"] == near(share(value, row))


def test_the_statuses_are_the_cells_of_the_scoreboard(
    data: Dataset, builder: ExhibitBuilder, asked: Callable[..., Address]
) -> None:
    board = builder.make(asked("scoreboard", "en")).data
    districts = [column.key for column in board.columns]
    for code, cells in zip(board.keys[:-1], board.rows[:-1], strict=True):
        for district, cell in zip(districts[2:], cells[2:], strict=True):
            if cell.text:
                assert cell.text.endswith(find(data, code, DAY, district)["status"]), (code, district)


def test_numerator_over_denominator_is_the_rate_and_their_sums_are_those_of_the_store(data: Dataset, demo_year: Engine) -> None:
    told = [row for row in rows(data, 0) if row["numerator"] is not None]
    assert len(told) > 1000
    for row in told:
        assert row["numerator"] / row["denominator"] == pytest.approx(row["done"], rel=1e-12)
    newest = text(
        "select sum(numerator), sum(denominator) from report join series on series.id = report.series_id"
        " join subject on subject.id = series.subject_id join plan on plan.id = subject.plan_id"
        " where plan.code = :plan and subject.code = :code and report.id ="
        " (select id from report as newest where newest.series_id = series.id and newest.as_of <= :day"
        " order by newest.as_of desc, newest.id desc limit 1)"
    )
    with demo_year.connect() as connection:
        sums = connection.execute(newest, {"plan": PLAN, "code": "WE-05", "day": DAY}).one()
    city = find(data, "WE-05")
    assert (city["numerator"], city["denominator"]) == tuple(map(float, sums))


def test_all_milestones_of_all_projects_are_there(data: Dataset, builder: ExhibitBuilder) -> None:
    snapshot = builder.snapshot(BASE)
    own = [row for row in rows(data, 1) if row["group"] == T("dataset.project")]
    assert {row["code"] for row in own} == set(snapshot.projects["code"])
    assert len({row["code"] for row in own}) == 52
    known = {(row["code"], row["milestone_code"]): row for row in own}
    for work in snapshot.projects.to_dict("records"):
        for step in ("approved", "started", "topped_out", "completed", "opened"):
            for aspect in ("baseline", "forecast", "actual"):
                told = known[work["code"], step][aspect] if (work["code"], step) in known else None
                assert told == (work[f"{step}_{aspect}"] or None), (work["code"], step, aspect)
    assert all(row["actual"] is None or row["actual"] <= DAY for row in rows(data, 1))


def test_the_workbook_holds_tables_names_numbers_and_dates(book: bytes, data: Dataset, tmp_path: Path) -> None:
    opened = load_workbook(io.BytesIO(book))
    sheets = {table.name: sheet for sheet in opened.worksheets for table in sheet.tables.values()}
    assert list(sheets) == ["targets", "milestones"]
    assert set(opened.defined_names) == {"plan_code", "as_of", "known_at"}
    sheet, table = sheets["targets"], data.tables[0]
    assert sheet.tables["targets"].ref == f"A1:U{len(table.rows) + 1}"
    heads = [cell.value for cell in sheet[1]]
    assert heads == [T(f"dataset.head.{key}") for key in table.keys]
    at = next(n for n, row in enumerate(table.rows, 2) if row[5] == "WE-05" and row[1] == DAY)
    done, due = sheet.cell(at, heads.index("Done") + 1), sheet.cell(at, heads.index("Due") + 1)
    assert isinstance(done.value, float)
    assert 0.9 < done.value < 1
    assert done.number_format == "0.00%"
    assert (due.value, due.number_format) == (datetime(2023, 12, 31), "yyyy-mm-dd")
    assert sheet.oddHeader.right.text == T("sheet.demonstration")
    (tmp_path / "book.xlsx").write_bytes(book)
    assert OpenXmlValidator().validate(tmp_path / "book.xlsx").errors == []


def test_every_cell_of_the_workbook_the_csv_and_the_parquet_is_the_same(book: bytes, data: Dataset) -> None:
    opened, texts, columns = load_workbook(io.BytesIO(book), read_only=True), csv_files(data, t=T), parquet_files(data)
    for table, sheet in zip(data.tables, opened.worksheets[1:], strict=True):
        cells = [tuple(_day(value) for value in row) for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert cells == list(table.rows)
        packed = pq.read_table(io.BytesIO(columns[table.name]))
        assert packed.column_names == list(table.keys)
        assert list(zip(*packed.to_pydict().values(), strict=True)) == list(table.rows)
        _, *lines = csv.reader(io.StringIO(texts[table.name].decode("utf-8-sig")))
        assert [line[0] for line in lines] == [row[0] for row in table.rows]
        numbers = table.keys.index("done") if "done" in table.keys else table.keys.index("slip_days")
        assert [line[numbers] for line in lines] == ["" if row[numbers] is None else f"{row[numbers]:.15g}" for row in table.rows]


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def test_the_same_data_give_the_same_bytes(builder: ExhibitBuilder, book: bytes, data: Dataset) -> None:
    again = dataset(builder.snapshot(BASE), T)
    assert again == data
    assert dataset_book(again, t=T) == book
    assert papers.data_files(builder, BASE) == papers.data_files(builder, BASE)


def test_the_archive_holds_each_table_twice(builder: ExhibitBuilder) -> None:
    with zipfile.ZipFile(io.BytesIO(papers.data_files(builder, BASE))) as packed:
        assert sorted(packed.namelist()) == ["milestones.csv", "milestones.parquet", "targets.csv", "targets.parquet"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_plan_without_reports_has_its_targets_and_no_milestone(builder: ExhibitBuilder, language: str, tmp_path: Path) -> None:
    base = Address("", "zhengzhou-2023", date(2023, 1, 1), date(2022, 12, 31), language)
    empty = papers.data_for_analysis(builder, base)
    assert {row["as_of"] for row in rows(empty, 0)} == {date(2023, 1, 1)}
    assert empty.tables[1].rows == ()
    (tmp_path / "book.xlsx").write_bytes(dataset_book(empty, t=Text(language)))
    assert OpenXmlValidator().validate(tmp_path / "book.xlsx").errors == []
