"""The tables for analysis as files for programs: CSV and Parquet, one file per table, alone or in one archive."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pyarrow as pa
import pyarrow.parquet as pq

from components.exhibits.tables import Cell, Column, Table
from components.export.dataset import Dataset, DataTable, Kind, Value
from components.export.exhibit_csv import csv_table
from components.i18n.text import Text

_TYPES: Mapping[Kind, pa.DataType] = {
    "text": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "date": pa.date32(),
}


def csv_files(data: Dataset, *, t: Text) -> dict[str, bytes]:
    """Return each table as CSV, by its name; heads are those of the workbook."""
    return {table.name: csv_table(_table(table, t)) for table in data.tables}


def _table(table: DataTable, t: Text) -> Table:
    columns = tuple(Column(t(f"dataset.head.{key}")) for key in table.keys)
    rows = tuple(tuple(map(_cell, row)) for row in table.rows)
    return Table(columns, rows, tuple(map(str, range(len(rows)))))


def _cell(value: Value) -> Cell:
    if value is None or isinstance(value, str):
        return Cell(value or "")
    return Cell(str(value), value if isinstance(value, date) else float(value))


def parquet_files(data: Dataset) -> dict[str, bytes]:
    """Return each table as Parquet, by its name; columns have the same names in every language, and the file says what it is."""
    facts = {
        "plan": data.plan,
        "title": data.title,
        "as_of": data.as_of.isoformat(),
        "known_at": data.known_at.isoformat(),
        "demonstration": str(data.demonstration).lower(),
    }
    return {table.name: _parquet(table, facts) for table in data.tables}


def _parquet(table: DataTable, facts: Mapping[str, str]) -> bytes:
    types = [pa.field(key, _TYPES[kind]) for key, kind in zip(table.keys, table.kinds, strict=True)]
    schema = pa.schema(types, metadata=facts)
    columns = [[row[at] for row in table.rows] for at in range(len(table.keys))]
    file = BytesIO()
    pq.write_table(pa.table(columns, schema=schema), file)
    return file.getvalue()


def archive(data: Dataset, *, t: Text) -> bytes:
    """Return all CSV and Parquet files in one archive."""
    files = {f"{name}.csv": content for name, content in csv_files(data, t=t).items()}
    files |= {f"{name}.parquet": content for name, content in parquet_files(data).items()}
    paper = BytesIO()
    with ZipFile(paper, "w") as packed:
        for name, content in files.items():
            packed.writestr(ZipInfo(name), content, ZIP_DEFLATED)  # without the time of making: same data, same bytes
    return paper.getvalue()
