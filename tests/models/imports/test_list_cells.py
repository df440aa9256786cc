"""A known entry as cells of a form: read again as a list, it is the same entry."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest

from models.frames import rows_of
from models.imports.list_cells import as_table, entry_cells
from models.imports.lists import DESCRIBED, list_columns, read_list
from models.imports.reader import Sheet
from models.imports.reader_process import read
from models.snapshots.plan_parts import PlanData, read_parts
from models.store.engine import open_store, reading
from tests.riverton import load_riverton


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> PlanData:
    """Riverton's plan with its lists."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("lists"), load_riverton))
    with reading(engine) as session:
        found = read_parts(session, "riverton-2027", known_at=datetime.now(UTC))
    engine.dispose()
    return found


def frame_of(parts: PlanData, form: str) -> pd.DataFrame:
    frame: pd.DataFrame = getattr(parts, form)
    return frame


def read_again(parts: PlanData, form: str, table: str) -> Any:
    sheets = [Sheet("form", one["name"], [(n, cells) for n, cells in one["rows"]]) for one in read("csv", table.encode())]
    contents, _ = read_list(sheets, form, parts, happened={}, today=date(2028, 1, 1))
    (entry,) = getattr(contents, form)
    return entry


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", ["projects", "programmes", "quotas"])
def test_an_entry_as_cells_is_read_as_the_same_entry(parts: PlanData, form: str, language: str) -> None:
    entries = rows_of(frame_of(parts, form).head(5), DESCRIBED[form])
    assert entries
    for entry in entries:
        cells = entry_cells(parts.view, form, entry, {}, language) | {"as_of": "2027-12-31"}
        again = read_again(parts, form, as_table(parts.view, form, cells, language))
        plain = {name: value for name, value in vars_of(entry).items() if name != "origin"}
        assert {name: value for name, value in vars_of(again).items() if name != "origin"} == plain


def vars_of(entry: Any) -> dict[str, Any]:
    names = entry.__dataclass_fields__
    return {name: tuple(value) if isinstance(value := getattr(entry, name), list) else value for name in names}


def test_dates_are_shown_as_they_are_known(parts: PlanData) -> None:
    entry = rows_of(frame_of(parts, "projects").head(1), DESCRIBED["projects"])[0]
    cells = entry_cells(parts.view, "projects", entry, {"started_actual": date(2023, 3, 1), "started_forecast": None}, "zh")
    assert (cells["started_actual"], cells["started_forecast"]) == ("2023-03-01", "")
    assert set(cells) == {column.field for column in list_columns(parts.view, "projects")}
