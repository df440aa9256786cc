"""The workbook that staff fill in: its contents, and that it can be imported without a change, from every program."""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from models.commands.ledger import store_contents, store_plan
from models.commands.records import BatchContents, NewProject, NewReport
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.imports.batch import stage
from models.imports.template import template
from models.plan.file import PlanFile, parse_plan
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import read_parts
from models.store.engine import open_store, reading

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
JUNE, TODAY = date(2023, 6, 30), date(2023, 12, 31)
SHEETS = {
    "zh": ["指标进度", "建设项目", "职教专业", "节点进度", "教师招聘", "填报说明"],
    "en": ["Targets", "Projects", "Programmes", "Gates", "Recruitment", "Guide"],
}
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.fixture
def store(databases: Any) -> Iterator[Engine]:
    """The demonstration year."""
    with databases.copy("demonstration", load_demonstration) as url:
        engine = open_store(url)
        yield engine
        engine.dispose()


def workbook(engine: Engine, *, code: str = CODE, as_of: date = JUNE, district: str = "", language: str = "zh") -> bytes:
    now = datetime.now(UTC)
    with reading(engine) as session:
        parts = read_parts(session, code, known_at=now)
        known = read_reports(session, parts, as_of=as_of, known_at=now)
    return template(parts, known, as_of=as_of, district=district, language=language)


def rows(content: bytes, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet by header."""
    heads, *lines = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name(sheet).to_python()
    return [dict(zip(map(str, heads), line, strict=True)) for line in lines]


def part(content: bytes, name: str) -> ElementTree.Element:
    """A part of the workbook; its tags without namespaces."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        tree = ElementTree.fromstring(archive.read(name))
    for element in tree.iter():
        element.tag = element.tag.rpartition("}")[2]
    return tree


def with_number(content: bytes, cell: str, old: float, new: int) -> bytes:
    """The workbook with another number in a cell of the first sheet."""
    out, path = io.BytesIO(), "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            words = before.read(name)
            if name == path:
                assert words.count(f'<c r="{cell}"><v>{old:g}</v>'.encode()) == 1
                words = words.replace(f'<c r="{cell}"><v>{old:g}</v>'.encode(), f'<c r="{cell}"><v>{new}</v>'.encode())
            after.writestr(name, words)
    return out.getvalue()


def comes_back(engine: Engine, name: str, content: bytes) -> int:
    """The number of facts read back; none of them is a change, and no row has a finding."""
    intake = stage(engine, CODE, [(name, content)], today=TODAY)
    assert [one.sentence("zh") for one in intake.sheets] == []
    assert [one.problem.sentence("zh") for one in intake.findings] == []
    assert [one for one in intake.changes if one.kind != "same"] == []
    return len(intake.changes)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("district", "least"), [("", 250), ("410105", 15)])
@pytest.mark.parametrize("as_of", [JUNE, TODAY], ids=str)
def test_a_template_comes_back_without_a_change(store: Engine, district: str, least: int, as_of: date, language: str) -> None:
    content = workbook(store, as_of=as_of, district=district, language=language)
    assert comes_back(store, "template.xlsx", content) >= least


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_a_template_comes_back_from_an_office_program_without_a_change(store: Engine, tmp_path: Path, kind: str) -> None:
    if OFFICE is None and os.environ.get("CI") != "true":
        pytest.skip("LibreOffice is not installed")
    assert OFFICE is not None, "LibreOffice has to be installed where everything is tested"
    content = workbook(store)
    (tmp_path / "filled.xlsx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        OFFICE,
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "filled.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    converted = (tmp_path / "out" / f"filled.{kind}").read_bytes()
    assert converted != content
    assert comes_back(store, f"filled.{kind}", converted) == comes_back(store, "filled.xlsx", content)


def test_a_figure_that_is_filled_in_is_the_only_change(store: Engine) -> None:
    content = workbook(store)
    [(line, row)] = [(at, row) for at, row in enumerate(rows(content, "指标进度"), start=2) if row["指标编码"] == "BA-08"]
    changed = with_number(content, f"E{line}", row["数值"], 29)
    changes = [one for one in stage(store, CODE, [("x.xlsx", changed)], today=TODAY).changes if one.kind != "same"]
    assert [(one.fact.where, one.fact.code, one.before, one.fact.value) for one in changes] == [
        (f"指标进度!E{line}", "BA-08", row["数值"], Decimal(29))
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_has_a_sheet_for_each_form_and_one_that_explains(store: Engine, language: str) -> None:
    content = workbook(store, language=language)
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == SHEETS[language]
    words = " ".join(str(cell) for row in part(content, "xl/sharedStrings.xml").iter("t") for cell in [row.text])
    assert ("空格不改变任何内容" if language == "zh" else "empty cells are ignored") in words


def test_a_workbook_says_which_plan_and_version_it_is_of(store: Engine) -> None:
    about = part(workbook(store, district="410105"), "docProps/core.xml")
    found = {element.tag: element.text for element in about}
    assert found["title"] == "郑州市教育系统2023年重点工作（演示）"
    assert found["subject"] == f"{CODE} v1"
    assert found["description"] == "410105"


def test_the_city_has_every_target_that_is_reported_as_a_figure_and_every_item(store: Engine) -> None:
    with reading(store) as session:
        view = read_parts(session, CODE, known_at=datetime.now(UTC)).view
    listed = [row["指标编码"] for row in rows(workbook(store), "指标进度")]
    counted = {"BA-01", "BA-02", "BA-05", "BA-06", "BA-13", "VO-03", "VO-04", "VO-07", "RE-03", "RE-04", "RE-05"}
    plain = view.targets[~view.targets["kind"].isin(["items", "action"])]["code"]
    assert listed == [*(code for code in plain if code not in counted), *view.items["code"]]


def test_a_district_has_its_own_works_only(store: Engine) -> None:
    city, own = workbook(store), workbook(store, district="410105")
    for sheet in ("建设项目", "教师招聘"):
        assert {row["区县"] for row in rows(own, sheet)} == {"金水"}
        mine = [row for row in rows(city, sheet) if row["区县"] == "金水"]
        assert 0 < len(mine) < len(rows(city, sheet))
        assert rows(own, sheet) == mine
    assert {row["区县"] for row in rows(own, "指标进度")} == {"金水"}
    assert not [row for row in rows(own, "指标进度") if "." in row["指标编码"]]


def test_a_district_is_not_asked_for_what_only_the_city_reports(store: Engine) -> None:
    city, own = ({row["指标编码"] for row in rows(workbook(store, district=one), "指标进度")} for one in ("", "410105"))
    assert {"BA-03", "WE-05"} <= own < city
    with reading(store) as session:
        parts = read_parts(session, CODE, known_at=datetime.now(UTC))
        figures = read_reports(session, parts, as_of=JUNE, known_at=datetime.now(UTC)).figures
    deliverables = set(parts.view.targets.loc[parts.view.targets["kind"] == "deliver", "code"])
    is_part = figures["district"] != ""
    assert deliverables
    assert not deliverables & own
    assert not (set(figures.loc[~is_part, "code"]) - set(figures.loc[is_part, "code"])) & own


def test_a_step_that_has_happened_has_its_day_and_no_forecast(store: Engine) -> None:
    by_code = {row["项目编码"]: row for row in rows(workbook(store), "建设项目")}
    assert (by_code["XM-013"]["开工实际"], by_code["XM-013"]["开工预计"]) == (date(2023, 4, 25), "")
    assert by_code["XM-013"]["投用实际"] == ""
    assert {row["截至日期"] for row in by_code.values()} == {JUNE}


def rules(content: bytes, sheet: int) -> dict[str, dict[str, Any]]:
    """The validation rule of each column: type, and the value it compares with."""
    found = part(content, f"xl/worksheets/sheet{sheet}.xml").iter("dataValidation")
    return {one.attrib["sqref"].split(":")[0]: {"type": one.attrib["type"], "formula": one.findtext("formula1")} for one in found}


def test_districts_days_and_numbers_have_rules(store: Engine) -> None:
    own = rules(workbook(store), 1)
    assert own["C2"]["type"] == "list"
    assert own["C2"]["formula"].startswith('"中原,二七,管城,金水,')
    assert {name: own[name]["type"] for name in ("D2", "E2", "F2", "G2")} == {
        "D2": "date",
        "E2": "decimal",
        "F2": "decimal",
        "G2": "decimal",
    }
    assert {rule["type"] for rule in rules(workbook(store), 2).values()} == {"list", "date"}


def test_every_header_says_what_belongs_there(store: Engine) -> None:
    content = workbook(store)
    notes = list(part(content, "xl/comments1.xml").iter("comment"))
    assert [one.attrib["ref"] for one in notes] == [f"{letter}1" for letter in "ABCDEFGHI"]
    assert "".join(notes[3].itertext()) == "数据截至哪一天，如 2023-06-30。"


# Plans that are less tidy than the demonstration


@pytest.fixture
def other(databases: Any) -> Iterator[Callable[[str], Engine]]:
    """Make a store with a plan from its text."""
    with databases.copy("empty", lambda _: None) as url:
        engine = open_store(url)

        def make(words: str) -> Engine:
            plan: PlanFile = parse_plan(words.encode(), name="p.yaml")
            store_plan(engine, plan, author="test", name="p.yaml")
            return engine

        yield make
        engine.dispose()


PLAN = """
plan: {{code: p, city: 某市, year: 2023, title: '=1+1', source: 文件, districts: [{districts}]}}
sections: [{{code: s, name: 基础}}]
targets: [{{code: C, section: s, kind: count, name: '=1+1', unit: 所, target: 16, due: 2023-12-31}}]
"""


def test_a_name_that_looks_like_a_formula_stays_text(other: Callable[[str], Engine]) -> None:
    engine = other(PLAN.format(districts="{code: N, name: '=2+2', short: '=2+2'}"))
    project = NewProject(code="X", name='=HYPERLINK("http://x","y")', district="N", stage="primary", kind="new")
    store_contents(
        engine,
        "p",
        BatchContents(projects=[project], reports=[NewReport("C", JUNE, Decimal(1), note="=3+3")]),
        author="test",
    )
    content = workbook(engine, code="p")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 5
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<hyperlink" in sheet]
    assert [(row["指标名称"], row["说明"]) for row in rows(content, "指标进度")] == [("=1+1", "=3+3")]
    assert [(row["项目名称"], row["区县"]) for row in rows(content, "建设项目")] == [('=HYPERLINK("http://x","y")', "=2+2")]


def test_more_districts_than_a_list_may_have_go_without_it(other: Callable[[str], Engine]) -> None:
    engine = other(PLAN.format(districts=", ".join(f"{{code: N{n}, name: 第{n}号试验区}}" for n in range(60))))
    content = workbook(engine, code="p")
    assert "C2" not in rules(content, 1)
    assert rules(content, 1)["D2"]["type"] == "date"
