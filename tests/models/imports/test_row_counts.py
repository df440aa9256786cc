"""Every row of an import ends in one way, and the numbers add up to the rows of the files."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date

import pytest
from sqlalchemy import Engine

from models.commands.ledger import store_contents, store_reports
from models.commands.records import BatchContents, NewQuota, NewReport
from models.demo.shipped import load_shipped
from models.imports.batch import ImportBatch, stage
from models.imports.row_counts import count_rows
from models.store.engine import open_store
from tests.models.imports.messy import CASES, HEAD, JUNE, Case, book, figure

PLAN, TODAY = "zhengzhou-2023", date(2023, 7, 10)
LIST_HEAD = ("项目编码", "项目名称", "区县", "学段", "类别", "截至日期")
LIST_ROW = ("P-1", "金水区第一小学", "金水", "小学", "新建", JUNE)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The plan that ships, with one figure."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("counts"), load_shipped))
    store_reports(engine, PLAN, [NewReport("RE-03", date(2023, 6, 30), 12, district="410105")], author="test")
    yield engine
    engine.dispose()


def staged(store: Engine, content: bytes, **answers: str) -> ImportBatch:
    return stage(store, PLAN, [("表.xlsx", content)], today=TODAY, answers=answers)


MIXED = [
    HEAD,
    figure(),  # the same as known
    figure("RE-04"),
    figure("RE-05", value=13),
    figure("RE-99"),  # no such target
    figure("RE-03", "火星区"),
    figure("RE-03", "中原", value=""),  # not filled in
    figure("BA-03", "全市", value=0.9),  # a share, not percent: doubted
    ("合计", "", "", "", 50, "", "", "", ""),  # side matter, no row
]


def test_every_row_ends_in_one_way(store: Engine) -> None:
    counts = count_rows(staged(store, book(MIXED)))
    assert counts.rows == len(MIXED) - 2
    assert asdict(counts) == {
        "new": 2,
        "changed": 0,
        "withdrawn": 0,
        "same": 1,
        "doubted": 1,
        "refused": 2,
        "left_out": 1,
    }


def test_a_choice_moves_a_row_from_one_number_to_another(store: Engine) -> None:
    intake = staged(store, book(MIXED))
    doubted = intake.rows_with("doubt")
    [new, *_] = [one.fact.row for one in intake.changes if one.kind == "new"]
    before, after = count_rows(intake), count_rows(intake, left_out={new}, confirmed=doubted)
    assert (after.doubted, after.left_out, after.rows) == (before.doubted - 1, before.left_out + 1, before.rows)


def test_people_far_above_their_quota_are_doubted(store: Engine) -> None:
    quota = NewQuota("ZP-1", "410105", "teacher", "recruited", 3, targets=("BA-08",))
    store_contents(store, PLAN, BatchContents(quotas=[quota]), author="test")
    head = ("名额编码", "岗位", "截至日期", "在岗")
    [near, far] = [staged(store, book({"教师招聘": [head, ("ZP-1", "教师", JUNE, people)]})) for people in (2, 30)]
    assert near.rows_with("doubt") == set()
    assert "far_from_target" in {one.problem.key for one in far.findings}


@pytest.mark.parametrize(("answer", "lost", "left"), [("", 2, 0), ("leave", 0, 2), ("city", 0, 0)])
def test_rows_that_a_question_keeps_out_are_counted(store: Engine, answer: str, lost: int, left: int) -> None:
    rows = [HEAD, figure(district="中原"), figure("RE-04", ""), figure("RE-05", "")]
    counts = count_rows(staged(store, book(rows), district=answer))
    assert (counts.rows, counts.refused, counts.left_out) == (3, lost, left)


@pytest.mark.parametrize(("head", "new", "refused"), [(LIST_HEAD, 2, 0), (LIST_HEAD[:3] + ("年级",) + LIST_HEAD[4:], 0, 2)])
def test_entries_of_lists_are_rows_too(store: Engine, head: tuple[str, ...], new: int, refused: int) -> None:
    rows = [head, LIST_ROW, ("P-2", "金水区第二小学", *LIST_ROW[2:])]
    counts = count_rows(staged(store, book({"项目": rows})))
    assert (counts.rows, counts.new, counts.refused) == (2, new, refused)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_no_row_of_an_everyday_sheet_is_counted_twice_or_never(store: Engine, case: Case) -> None:
    intake = stage(store, PLAN, [(case.file, case.content)], today=TODAY)
    counts = count_rows(intake)
    assert counts.rows == len(intake.rows) + intake.rows_lost + intake.rows_left + intake.lists.rows
    assert counts.new + counts.changed + counts.same + counts.doubted + counts.refused > 0 or counts.left_out == counts.rows
