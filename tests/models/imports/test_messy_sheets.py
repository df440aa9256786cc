"""Everyday sheets with a flaw: no figure vanishes without a word, none comes in that the sheet does not say."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import pytest
from sqlalchemy import Engine

from models.demo.shipped import load_shipped
from models.imports.batch import ImportBatch, stage
from models.store.engine import open_store
from tests.models.imports.messy import CASES, ERQI, HEAD, JINSHUI, JUNE, MATRICES, SHEETS, WHERE, ZHONGYUAN, Case, book, figure

PLAN, TODAY = "zhengzhou-2023", date(2023, 7, 10)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The plan that ships; nothing is written here."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("messy"), load_shipped))
    yield engine
    engine.dispose()


def staged(store: Engine, case: Case, **answers: str) -> ImportBatch:
    return stage(store, PLAN, [(case.file, case.content)], today=TODAY, answers=answers)


@pytest.fixture(scope="module")
def everyday(store: Engine) -> Callable[[str], ImportBatch]:
    """Return what comes of an everyday sheet by its name; each is read once."""
    return cache(lambda name: staged(store, CASES[name]))


def figures(intake: ImportBatch) -> list[tuple[str, str, str]]:
    return [(one.fact.code, one.fact.district, f"{one.fact.after}") for one in intake.changes]


def sentences(intake: ImportBatch) -> str:
    found = [*intake.sheets, *intake.notices, *(one.problem for one in intake.findings)]
    return "\n".join(one.sentence("zh") for one in found)


@pytest.mark.parametrize("name", CASES)
def test_what_a_sheet_says_comes_in_and_the_rest_is_told(everyday: Callable[[str], ImportBatch], name: str) -> None:
    case, intake = CASES[name], everyday(name)
    assert figures(intake) == list(case.figures)
    told = sentences(intake)
    assert [words for words in case.words if words not in told] == [], told
    if not case.figures:
        assert intake.sheets or intake.rows_with("error")


def test_every_sentence_exists_in_english(everyday: Callable[[str], ImportBatch]) -> None:
    for name in CASES:
        intake = everyday(name)
        for one in [*intake.sheets, *intake.notices]:
            assert one.sentence("en")


# Questions and answers


ASKED = WHERE["a district once"]


@pytest.mark.parametrize(
    ("answer", "more"),
    [
        ("city", [("RE-04", "", "2"), ("RE-05", "", "9")]),
        ("down", [("RE-04", JINSHUI, "2"), ("RE-05", JINSHUI, "9")]),
        ("leave", []),
        ("nonsense", []),
    ],
)
def test_figures_without_a_district_come_in_as_the_answer_says(
    store: Engine, answer: str, more: list[tuple[str, str, str]]
) -> None:
    intake = staged(store, ASKED, district=answer)
    assert figures(intake) == [("RE-03", JINSHUI, "3"), *more]
    assert (intake.sheets == []) is (answer != "nonsense")
    assert ("按选择不导入2行" in sentences(intake)) is (answer == "leave")


def test_the_parts_of_a_rate_may_have_the_unit_of_what_they_count(store: Engine) -> None:
    rows = [HEAD, figure("VO-09", value="", numerator="12所", denominator="18 所")]
    [change] = stage(store, PLAN, [("表.xlsx", book(rows))], today=TODAY).changes
    assert (change.fact.numerator, change.fact.denominator) == (12, 18)


def test_sheets_of_one_name_in_several_files_are_told_apart(store: Engine) -> None:
    files = [(f"{name}.xlsx", book([HEAD, figure(value=value)])) for name, value in (("甲", 12), ("乙", 13))]
    intake = stage(store, PLAN, files, today=TODAY)
    assert [one.problem.where for one in intake.findings] == ["甲.xlsx · 指标进度!E2", "乙.xlsx · 指标进度!E2"]


def test_an_answer_is_one_to_the_question_of_its_own_sheet(store: Engine) -> None:
    rows = [HEAD, figure(), figure("RE-05", "")]
    case = Case("两表.xlsx", book({"一": rows, "二": [HEAD, figure(district="中原"), figure("RE-05", "")]}), ())
    first, second = staged(store, case).questions
    intake = stage(store, PLAN, [(case.file, case.content)], today=TODAY, answers={first.key: "down"})
    assert figures(intake) == [("RE-03", JINSHUI, "12"), ("RE-05", JINSHUI, "12"), ("RE-03", ZHONGYUAN, "12")]
    assert [one.key for one in intake.questions] == [first.key, second.key]
    assert [one.where for one in intake.sheets] == ["二!C3"]


def test_a_blank_above_the_first_district_cannot_be_filled_down(store: Engine) -> None:
    intake = staged(store, WHERE["a blank in the first row"], district="down")
    assert figures(intake) == [("RE-05", JINSHUI, "12")]
    assert "没有写区县" in sentences(intake)


READ = {
    "districts as columns": [("RE-03", JINSHUI, "12"), ("RE-03", ZHONGYUAN, "3")],
    "districts as rows": [("RE-03", JINSHUI, "1"), ("RE-05", JINSHUI, "2")],
    "months as columns": [("RE-03", JINSHUI, "1"), ("RE-03", JINSHUI, "12")],
    "parts of figures below districts": [("BA-04", JINSHUI, "25/28"), ("BA-04", ZHONGYUAN, "30/40"), ("RE-03", JINSHUI, "5")],
    "names of targets below their codes": [("RE-03", JINSHUI, "1"), ("RE-05", JINSHUI, "2")],
    "subtotals between districts": [("RE-03", JINSHUI, "12"), ("RE-03", "410183", "4"), ("RE-03", "", "16")],
    "months beside the whole year": [("RE-03", JINSHUI, "1"), ("RE-03", JINSHUI, "2")],
    "quarters as columns": [("RE-03", JINSHUI, "1"), ("RE-03", JINSHUI, "2")],
    "a figure over two districts": [],
    "a stranger among districts": [],
}


def test_a_figure_over_two_districts_is_neithers(store: Engine) -> None:
    intake = staged(store, MATRICES["a figure over two districts"], matrix="read")
    assert "C2: “12”合并了C2:D2几列，看不出是哪一列的数" in sentences(intake)


@pytest.mark.parametrize("name", READ)
def test_a_matrix_comes_in_once_its_reading_is_confirmed(store: Engine, name: str) -> None:
    [question, *more] = staged(store, MATRICES[name]).questions or [None]
    assert more == []
    intake = staged(store, MATRICES[name], matrix="read")
    assert figures(intake) == READ[name]
    if question is not None and READ[name]:
        assert [row.figure for row in question.sample] == [value for _, _, value in READ[name]]
    if name == "months as columns":
        assert [one.fact.as_of for one in intake.changes] == [date(2023, 1, 31), date(2023, 6, 30)]


def test_a_matrix_takes_its_day_from_a_title_and_each_figure_its_place(store: Engine) -> None:
    rows = [("截至2023年6月30日各区县进度",), ("指标编码", "金水", "中原", "二七"), ("RE-03", 12, "", 4)]
    intake = staged(store, Case("表.xlsx", book(rows), ()), matrix="read")
    assert [(one.fact.where, one.fact.district, one.fact.as_of.isoformat()) for one in intake.changes] == [
        ("指标进度!B3", JINSHUI, JUNE),
        ("指标进度!D3", ERQI, JUNE),
    ]


def test_a_list_is_read_beside_running_numbers_and_totals(store: Engine) -> None:
    content = (SHEETS / "s_seq_col.xlsx").read_bytes()
    intake = stage(store, PLAN, [("清单.xlsx", content)], today=TODAY)
    assert [one.code for one in intake.entries] == ["P-1"]
    assert "“序号”一列不导入（1格有内容）" in sentences(intake)
