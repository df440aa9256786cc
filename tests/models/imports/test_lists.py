"""Lists of projects, programmes and quotas among the sheets: recognised by header, shown, committed with the rest, undone."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from models import queries
from models.commands.ledger import withdraw_batch
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.errors import ConflictError
from models.imports.batch import ImportBatch, commit, effects, stage
from models.imports.lists import FACTS, list_columns
from models.snapshots.plan_data import read_standings
from models.snapshots.plan_parts import PlanData, read_parts
from models.store.engine import open_store, reading

Counts = Callable[[Engine], dict[str, int]]
TODAY, JULY = date(2023, 7, 10), date(2023, 7, 1)
PROJECTS = (
    "项目编码,项目名称,区县,学段,类别,经度,纬度,坐标系,学位,计入目标,开工计划,开工实际,立项计划,立项实际,截至日期\n"
    "X-1,金水新小学,金水,小学,新建,113.66,34.80,WGS-84,1080,BA-05,2023-03-01,2023年3月5日,2023-01-10,2023/1/12,2023-06-30\n"
)
PROGRAMMES = "专业编码,专业名称,学校,层次,类别,计入目标\nY-1,新能源汽车,甲校,高职,cluster,VO-03\n"
QUOTAS = "Quota code,District,Post,Way,Quota,Stage,Counts for\nQ-1,Jinshui,Teachers,Recruited,12,Primary,RE-05\n"


@pytest.fixture
def store(databases: Any) -> Iterator[Engine]:
    """The demonstration year."""
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        yield engine
        engine.dispose()


def looked(engine: Engine, *words: str) -> ImportBatch:
    files = [(f"{number}.csv", one.encode()) for number, one in enumerate(words)]
    return stage(engine, CODE, files, today=TODAY)


def entries(intake: ImportBatch) -> list[tuple[str, str, str, tuple[str, ...]]]:
    assert [one.sentence("zh") for one in intake.sheets] == []
    return [(one.where, one.code, one.kind, one.moved) for one in intake.entries]


def parts(engine: Engine) -> PlanData:
    with reading(engine) as session:
        return read_parts(session, CODE, known_at=datetime.now(UTC))


def committed(engine: Engine, *words: str) -> int:
    batch = commit(engine, looked(engine, *words), author="test")
    assert batch is not None
    return batch


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_headers_of_a_list_are_the_same(store: Engine, language: str) -> None:
    for form in FACTS:
        heads = [column.header(language) for column in list_columns(parts(store).view, form)]
        assert len(heads) == len(set(heads))


def test_lists_come_in_with_reports_as_one_batch(store: Engine, row_counts: Counts) -> None:
    before = row_counts(store)
    lines = (PROJECTS, PROGRAMMES, QUOTAS.replace("Jinshui", "金水"), "指标编码,区县,截至日期,数值\nRE-02,,2023-07-01,1\n")
    intake = looked(store, *lines)
    assert entries(intake) == [
        ("0.csv!2", "X-1", "new", ("dates",)),
        ("1.csv!2", "Y-1", "new", ()),
        ("2.csv!2", "Q-1", "new", ()),
    ]
    assert (intake.counted("new"), intake.listed, row_counts(store)) == (4, 3, before)
    assert commit(store, intake, author="test") is not None
    after = row_counts(store)
    grown = {
        name: after[name] - before[name] for name in ("batch", "project", "programme", "quota", "report", "milestone_report")
    }
    assert grown == {"batch": 1, "project": 1, "programme": 1, "quota": 1, "report": 1, "milestone_report": 4}
    project = parts(store).projects.set_index("code").loc["X-1"]
    assert (project["stage"], project["kind"], project["district"], project["seats"]) == ("primary", "new", "410105", 1080)
    programme = parts(store).programmes.set_index("code").loc["Y-1"]
    assert (programme["level"], programme["kind"]) == ("higher", "cluster")
    quota = parts(store).quotas.set_index("code").loc["Q-1"]
    assert (quota["post"], quota["way"], quota["stage"], quota["quota"]) == ("teacher", "recruited", "primary", 12)


def test_what_a_list_brought_in_stands_in_its_batch(store: Engine) -> None:
    batch = commit(store, looked(store, PROJECTS, QUOTAS.replace("Jinshui", "金水")), author="test")
    assert batch is not None
    with reading(store) as session:
        newest = queries.read_batches(session, parts(store).view.head.plan_id).iloc[0]
        rows = queries.read_batch_rows(session, batch)
    assert (newest["id"], newest["rows"]) == (batch, 6)  # four dates of the project, the project, the quota
    assert sorted(set(rows["code"])) == ["Q-1", "X-1"]
    assert len(rows) == 6


def test_the_same_list_again_changes_nothing(store: Engine, row_counts: Counts) -> None:
    lines = (PROJECTS, PROGRAMMES, QUOTAS.replace("Jinshui", "金水"))
    committed(store, *lines)
    before = row_counts(store)
    again = looked(store, *lines)
    assert [kind for _, _, kind, _ in entries(again)] == ["same"] * 3
    assert commit(store, again, author="test") is None
    assert row_counts(store) == before


def test_what_changes_of_an_entry_is_named(store: Engine, row_counts: Counts) -> None:
    committed(store, PROJECTS, PROGRAMMES)
    before = row_counts(store)
    moved = looked(store, PROJECTS.replace("1080", "1200").replace("3月5日", "3月6日"), PROGRAMMES)
    assert [one[2:] for one in entries(moved)] == [("changed", ("seats", "dates")), ("same", ())]
    assert commit(store, moved, author="test") is not None
    after = row_counts(store)
    assert (after["project"] - before["project"], after["programme"], after["milestone_report"]) == (
        1,
        before["programme"],
        before["milestone_report"] + 1,
    )


def test_what_a_list_does_is_shown_before(store: Engine) -> None:
    with reading(store) as session:
        before = read_standings(session, CODE, as_of=JULY, known_at=datetime.now(UTC))[1].set_index("code")
    intake = looked(store, PROGRAMMES)
    told = effects(store, CODE, [], as_of=JULY, lists=intake.lists)
    committed(store, PROGRAMMES)
    with reading(store) as session:
        later = datetime.now(UTC) + timedelta(days=1)
        after = read_standings(session, CODE, as_of=JULY, known_at=later)[1].set_index("code")
    changed = [
        code
        for code in before.index
        if tuple(before.loc[code, ["status", "actual"]]) != tuple(after.loc[code, ["status", "actual"]])
    ]
    assert list(told["code"]) == changed


def test_a_list_can_be_undone(store: Engine) -> None:
    batch = committed(store, PROJECTS)
    withdraw_batch(store, batch, author="test")
    assert "X-1" not in set(parts(store).projects["code"])
    assert [kind for _, _, kind, _ in entries(looked(store, PROJECTS))] == ["new"]


def test_an_entry_that_somebody_else_brought_in_meanwhile_has_to_be_looked_at(store: Engine) -> None:
    intake = looked(store, PROGRAMMES)
    committed(store, PROGRAMMES.replace("甲校", "乙校"))
    with pytest.raises(ConflictError):
        commit(store, intake, author="second")


WRONG = {
    "a word that is none": (
        PROGRAMMES.replace("高职", "大学"),
        ["0.csv!2: “大学”不在可选值之内（secondary, higher, undergraduate）。"],
    ),
    "a strange column": (
        PROGRAMMES.replace("计入目标", "联系人"),
        ["0.csv!1: 不认识列“联系人”，可用的列：专业编码、专业名称、学校、层次、类别、专业领域、区县、责任单位、"],
    ),
    "a missing column": (PROGRAMMES.replace("学校,", "").replace("甲校,", ""), ["0.csv!1: 表头缺少“学校”一列。"]),
    "a column twice": (PROGRAMMES.replace("计入目标", "层次"), ["0.csv!1: “层次”出现了两次。"]),
    "a code of another kind": (PROGRAMMES.replace("Y-1", "XM-001"), ["0.csv!2: 编码“XM-001”已用于另一类条目，请换一个。"]),
    "a code twice": (PROGRAMMES + "Y-1,二,乙校,中职,base,\n", ["“Y-1”出现了两次。"]),
}


@pytest.mark.parametrize(("words", "sentences"), WRONG.values(), ids=WRONG.keys())
def test_a_list_with_anything_wrong_stays_out_whole(store: Engine, words: str, sentences: list[str]) -> None:
    intake = looked(store, words)
    found = [one.sentence("zh") for one in intake.sheets]
    assert len(found) == len(sentences)
    assert all(one.startswith(sentence) for one, sentence in zip(found, sentences, strict=True))
    assert (intake.entries, intake.listed) == ([], 0)
    assert commit(store, intake, author="test") is None


def test_a_code_in_two_lists_keeps_both_out(store: Engine) -> None:
    intake = looked(store, PROGRAMMES, QUOTAS.replace("Jinshui", "金水").replace("Q-1", "Y-1"))
    assert [one.sentence("zh") for one in intake.sheets] == ["“Y-1”出现了两次。"]
    assert intake.listed == 0


def test_reports_on_projects_are_no_list(store: Engine) -> None:
    intake = looked(store, "项目编码,项目名称,截至日期,开工实际\nXM-014,某校,2023-07-01,2023-02-05\n")
    assert (intake.entries, len(intake.changes)) == ([], 1)


def test_an_entry_is_of_the_day_it_speaks_of(store: Engine) -> None:
    committed(store, PROJECTS)
    with reading(store) as session:
        plan_id = queries.read_plan(session, CODE, datetime.now(UTC)).head.plan_id
        frame = queries.read_milestones(session, plan_id, as_of=TODAY, known_at=datetime.now(UTC)).frame()
    steps = frame[frame["code"] == "X-1"].set_index("milestone")
    assert steps.loc["started", "actual"] == date(2023, 3, 5)
    assert steps.loc["started", "baseline"] == date(2023, 3, 1)
