"""The plan workbook as a file: headers, choices, notes, print set-up; the template is the workbook of an empty plan."""

import io

import openpyxl
import pytest
from openpyxl import Workbook

from models.i18n import show
from models.plan.file import read_plan_file
from models.plan.workbook.sheets import OUTLINES, layouts
from models.plan.workbook.writing import plan_workbook, plan_workbook_template
from models.status import TargetKind
from tests.models.imports.plan_workbook.test_round_trip import PLANS

SHEETS = {
    "zh": ["计划", "区县", "板块", "目标", "分期目标", "区县份额", "分项与节点", "名词"],
    "en": ["Plan", "Districts", "Sections", "Targets", "Plan points", "Shares", "Items and gates", "Words"],
}


def book_of(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_has_the_sheets_of_a_plan_after_the_guide(language: str) -> None:
    own, template = book_of(plan_workbook(read_plan_file(PLANS[0]), language)), book_of(plan_workbook_template(language))
    assert set(SHEETS[language]) <= set(own.sheetnames)
    assert template.sheetnames == [own.sheetnames[-1], *own.sheetnames[:-1]]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_header_has_a_note_with_an_example(language: str) -> None:
    book = book_of(plan_workbook_template(language))
    for layout in layouts():
        if layout.name in ("plan", OUTLINES):
            continue
        for column, cell in zip(layout.columns, book[layout.title(language)][1], strict=True):
            assert cell.value == column.header(language)
            assert column.about(language) in cell.comment.text
            assert column.example(language) in cell.comment.text


def test_a_kind_a_section_and_a_day_have_choices_and_rules() -> None:
    sheet = book_of(plan_workbook_template("zh"))["目标"]
    rules = {next(iter(rule.sqref.ranges)).min_col: rule for rule in sheet.data_validations.dataValidation}
    heads = {cell.value: cell.column for cell in sheet[1]}
    assert rules[heads["目标类型"]].formula1 == '"' + ",".join(show(kind, "zh") for kind in TargetKind) + '"'
    assert rules[heads["所属板块"]].formula1 == "'板块'!$A$2:$A$301"
    assert rules[heads["完成期限"]].type == "date"
    assert {rule.errorStyle for rule in rules.values()} == {"warning"}


def test_sheets_are_printed_across_with_their_header_on_every_page() -> None:
    for sheet in book_of(plan_workbook_template("zh")):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        if sheet.title != "填写说明":
            assert sheet.print_title_rows == "$1:$1"
            assert (sheet.page_setup.fitToWidth or 1) == (2 if sheet.title == "目标" else 1)
            assert sheet.freeze_panes
