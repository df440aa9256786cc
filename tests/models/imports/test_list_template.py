"""The empty lists that a clerk downloads: every column with its choices, and importable once filled in."""

import io
from datetime import UTC, date, datetime

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from models.imports.batch import stage
from models.imports.list_template import list_template
from models.imports.lists import NEEDED, list_columns
from models.plan.view import PlanView
from models.queries import read_plan
from models.store.engine import reading

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
FORMS = pytest.mark.parametrize("form", ["projects", "programmes", "quotas"])
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
#: The cells of a project by the fields of its columns.
PROJECT = {
    **{"code": "N-1", "name": "新小学", "district": "金水", "stage": "小学", "kind": "新建"},
    **{"seats": 1080, "targets": "BA-05", "as_of": "2023-06-30"},
}


@pytest.fixture
def view(real_plan_store: Engine) -> PlanView:
    """The plan that ships."""
    with reading(real_plan_store) as session:
        return read_plan(session, "zhengzhou-2023", datetime.now(UTC))


def rows(content: bytes) -> list[list[object]]:
    """Return the only sheet of a workbook."""
    (name,) = CalamineWorkbook.from_object(io.BytesIO(content)).sheet_names
    return list(CalamineWorkbook.from_object(io.BytesIO(content)).get_sheet_by_name(name).to_python())


@FORMS
@LANGUAGES
def test_a_list_has_every_column_and_no_row(view: PlanView, form: str, language: str) -> None:
    (heads,) = rows(list_template(view, form, language))
    assert heads == [column.header(language) for column in list_columns(view, form)]
    assert {column.field for column in list_columns(view, form)} >= set(NEEDED[form])


@FORMS
def test_a_list_that_was_not_filled_in_says_so(view: PlanView, real_plan_store: Engine, form: str) -> None:
    given = [("list.xlsx", list_template(view, form, "zh"))]
    looked = stage(real_plan_store, "zhengzhou-2023", given, today=date(2023, 7, 10))
    assert [one.sentence("zh") for one in looked.sheets] == ["没有任何数据行。"]
    assert (looked.entries, looked.changes) == ([], [])


def test_a_filled_list_is_imported(view: PlanView, real_plan_store: Engine) -> None:
    (heads,) = rows(list_template(view, "projects", "zh"))
    own = {column.zh: PROJECT.get(column.field, "") for column in list_columns(view, "projects")}
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("建设项目清单")
        sheet.write_row(0, 0, heads)
        sheet.write_row(1, 0, [own[str(head)] for head in heads])
    looked = stage(real_plan_store, "zhengzhou-2023", [("list.xlsx", out.getvalue())], today=date(2023, 7, 10))
    assert [one.sentence("zh") for one in looked.sheets] == []
    assert [(one.code, one.kind) for one in looked.entries] == [("N-1", "new")]
