"""The published facts that ship with a plan, read from ``data/published``: schools, and figures of other years."""

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from models.commands.records import BatchContents, NewPublishedFigure, NewPublishedSchool
from models.imports.csv_file import read_rows

#: Columns of a file of schools and of a file of figures; those of the second line may be empty.
SCHOOL_COLUMNS = (
    *("code", "name", "district", "year", "stage", "state", "state_on", "source", "source_date", "grade"),
    *("progress", "classes", "seats", "address", "note", "note_en", "other_source"),
)
FIGURE_COLUMNS = (
    *("target", "year", "area", "measure", "measure_en", "value", "unit", "unit_en", "is_target_measure"),
    *("source", "source_date", "grade", "note", "note_en"),
)
GRADES = ("A", "B", "C")


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_schools(path: Path) -> BatchContents:
    """Return the schools of a file of this program. ValueError if a cell is not what its column needs."""
    rows = read_rows(path, known=SCHOOL_COLUMNS, needed=SCHOOL_COLUMNS)
    return BatchContents(published_schools=[_school(cells) for _, cells in rows])


def read_figures(path: Path) -> BatchContents:
    """Return the figures of a file of this program. ValueError if a cell is not what its column needs."""
    rows = read_rows(path, known=FIGURE_COLUMNS, needed=FIGURE_COLUMNS)
    return BatchContents(published_figures=[_figure(cells) for _, cells in rows])


def _school(cells: Mapping[str, str]) -> NewPublishedSchool:
    return NewPublishedSchool(
        code=cells["code"],
        name=cells["name"],
        district=cells["district"],
        year=int(cells["year"]),
        stage=cells["stage"],
        state=cells["state"],
        state_on=date.fromisoformat(cells["state_on"]),
        progress=_whole(cells["progress"]),
        classes=_whole(cells["classes"]),
        seats=_whole(cells["seats"]),
        address=cells["address"] or None,
        note=cells["note"] or None,
        note_en=cells["note_en"] or None,
        source=_address(cells["source"]),
        other_source=_address(cells["other_source"]) if cells["other_source"] else None,
        source_date=cells["source_date"],
        grade=_grade(cells["grade"]),
    )


def _figure(cells: Mapping[str, str]) -> NewPublishedFigure:
    return NewPublishedFigure(
        target=cells["target"],
        year=int(cells["year"]),
        area=cells["area"],
        measure=cells["measure"],
        measure_en=cells["measure_en"],
        value=Decimal(cells["value"]),
        unit=cells["unit"],
        unit_en=cells["unit_en"],
        is_target_measure=cells["is_target_measure"] == "1",
        source=_address(cells["source"]),
        source_date=cells["source_date"],
        grade=_grade(cells["grade"]),
        note=cells["note"] or None,
        note_en=cells["note_en"] or None,
    )


def _whole(words: str) -> int | None:
    return int(words) if words else None


def _address(words: str) -> str:
    """Return an address that may stand in a link."""
    if not words.startswith(("http://", "https://")):
        raise ValueError(f"not an address: {words!r}")
    return words


def _grade(words: str) -> str:
    if words not in GRADES:
        raise ValueError(f"not a grade: {words!r}")
    return words
