"""Figures of which a sheet does not say whose they are: they are the city's only where the sheet says so.

The city's own template may leave its column of districts empty; a sheet that names a district elsewhere is no such template.
"""

from collections.abc import Sequence, Set
from dataclasses import replace
from pathlib import PurePath

from models.imports.cells import says_nothing
from models.imports.matrix import Heads
from models.imports.names import WHOLE_CITY
from models.imports.reader import Sheet
from models.imports.sheet_columns import Header
from models.imports.sheet_layouts import tidy
from models.imports.sheet_rows import HEADER_ROWS, Row, clean

#: Words of a title that speaks of districts, too.
_PARTS = ("各", "区", "县")
#: The fields of a figure.
_FIGURES = ("value", "numerator", "denominator")


def without_district(rows: Sequence[Row], sheet: Sheet, header: Header, heads: Heads, chosen: str) -> set[int]:
    """Return the indexes of the rows with a figure of which the sheet does not say whose it is.

    ``chosen`` is the name of the district that the reader has chosen, "" for none.
    """
    if header.form.name != "targets" or heads.districts is None:
        return set()
    blank = {at for at, row in enumerate(rows) if not row.cells.get("district") and _has_figure(row)}
    is_citys = _says_city(sheet, header) and not _names_district(sheet, header, heads)
    column = next((at for at, name in enumerate(header.fields) if name == "district"), None)
    if column is None:
        return set() if is_citys else blank
    own = next(one for one in header.form.columns if one.field == "district")
    is_template = tidy(header.heads[column]) in (tidy(own.zh), tidy(own.en)) and not _names_district(sheet, header, heads)
    is_bare = not any(row.cells.get("district") for row in rows)
    return set() if is_bare and (is_citys or (is_template and not chosen)) else blank


def with_district(rows: Sequence[Row], nowhere: Set[int], meant: str, *, is_down: bool) -> tuple[list[Row], int]:
    """Return the rows with the district that is meant, or the one above it, and the number of those left without one."""
    found: list[Row] = []
    last = ""
    for at, row in enumerate(rows):
        last = row.cells.get("district") or last
        if at not in nowhere:
            found.append(row)
        elif district := last if is_down else meant:
            found.append(replace(row, cells={**row.cells, "district": district}))
    return found, len(rows) - len(found)


def _titles(sheet: Sheet, header: Header) -> list[str]:
    """Return the name of a sheet and the titles above its header."""
    return [sheet.name, *(clean(cell) for _, cells in sheet.rows[: min(header.first, HEADER_ROWS)] for cell in cells)]


def _says_city(sheet: Sheet, header: Header) -> bool:
    """Return True if the name of the sheet or a title above its header says that its figures are the whole city's."""
    return any(
        WHOLE_CITY["zh"] in title and not any(part in title.replace(WHOLE_CITY["zh"], "") for part in _PARTS)
        for title in _titles(sheet, header)
    )


def _names_district(sheet: Sheet, header: Header, heads: Heads) -> bool:
    """Return True if the name of the file or of the sheet, or a title above the header, names a district."""
    titles = [PurePath(sheet.file).stem, *_titles(sheet, header)]
    return heads.districts is not None and any(heads.districts.is_in(title) for title in titles)


def _has_figure(row: Row) -> bool:
    return not all(says_nothing(row.cells.get(name, "")) for name in _FIGURES)
