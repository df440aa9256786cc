"""The plans page and the first steps: from a text to a plan, from a change to a version, and who may do so."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.session import drafts, user
from components.session.identity import Known, Way
from components.views.plans import FORMATS
from models.auth.roles import Role, Staff
from models.commands.ledger import store_contents, store_plan, store_reports
from models.commands.records import BatchContents, NewProject, NewReport
from models.config import ROOT
from models.errors import StoreError
from models.imports.outlines import read_outlines
from models.plan.file import PlanFile
from models.plan.file_parts import PointPart, SharePart
from models.plan.stored import checked, file_of
from models.plan.workbook.sheets import layouts
from models.plan.workbook.writing import plan_workbook
from models.plan.yaml_text import write_plan
from models.queries import read_plan, read_plan_versions, read_plans
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading
from models.typed_rows import PlanRow
from tests.pages.reading import city_map, headings, html, turned_to

#: The kind of a workbook, as a browser names it.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Open = Callable[..., AppTest]
TEXT = """滨江市教育局2024年工作要点
一、学前教育
新建公办幼儿园12所，新增学位4320个。学前教育毛入园率达到93%。
二、义务教育
6月底前完成26所农村学校食堂改造。加强学校安全管理，完善制度。
"""
TWO = TEXT + "滨海市教育局2024年工作要点\n一、义务教育\n新建学校3所。\n"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store without a plan."""
    found = open_store(f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}")
    yield found
    found.dispose()


@pytest.fixture
def small_store(engine: Engine, small_plan: Callable[..., PlanFile]) -> Engine:
    """A store with a small plan, of which a count is reported."""
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    store_reports(engine, "small", [NewReport("C", date(2023, 12, 1), Decimal(20))], author="test")
    return engine


@pytest.fixture
def opened(fresh_app: Callable[..., None], engine: Engine) -> Open:
    """Open a page over that store; nothing is loaded into it."""

    def open_it(page: str = "plans", **address: str) -> AppTest:
        fresh_app(DATABASE_URL=engine.url.render_as_string(), SANBIAO_EXAMPLES="false")
        app = AppTest.from_file(str(ROOT / "pages" / "layout.py"), default_timeout=60)
        for key, value in ({"lang": "zh"} | address).items():
            app.query_params[key] = value
        return whole(turned_to(app, page).run())

    return open_it


def whole(app: AppTest) -> AppTest:
    assert [one.value for one in app.exception] == []
    return app


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader is an editor, who may not record plans."""
    here = Known(Staff("zhao", "赵敏", Role.EDITOR), Way.ACCOUNT)
    monkeypatch.setattr(user, "known", lambda: here)


def plans_of(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [str(code) for code in read_plans(session)["code"]]


def stored(engine: Engine, code: str) -> PlanFile:
    with reading(engine) as session:
        return file_of(read_plan(session, code, knowledge_time_now(session)))


def pasted(app: AppTest, text: str, year: int | None = None) -> AppTest:
    """Paste a text and read it."""
    area = next(one for one in app.text_area if one.key.startswith("plan-paste"))
    area.set_value(text)
    if year:
        app.number_input(key="plan-read-year").set_value(year)
    return whole(app.button(key="plan-read").click().run())


def labelled(elements: Any, label: str) -> Any:
    """The first of some widgets with a label."""
    return next(one for one in elements if one.label == label)


def test_an_empty_store_opens_every_page_on_the_three_steps(opened: Open) -> None:
    for page in ("summary", "targets", "plans"):
        app = opened(page)
        assert headings(app, 1) == ["三步开始使用"]
        assert "1 计划" in html(app)


def test_a_pasted_text_becomes_the_current_plan_with_one_click_and_nothing_before(opened: Open, engine: Engine) -> None:
    app = pasted(opened("summary"), TEXT)
    assert plans_of(engine) == []
    assert "<mark>新建公办幼儿园12所</mark>" in html(app)
    app = whole(app.button(key="plan-store").click().run())
    assert plans_of(engine) == ["滨江市-2024"]
    file = stored(engine, "滨江市-2024")
    assert (file.plan.title, file.plan.city, file.plan.year) == ("滨江市教育局2024年工作要点", "滨江市", 2024)
    assert [one.name for one in file.sections] == ["学前教育", "义务教育"]
    assert [(one.target, one.unit) for one in file.targets[:3]] == [(12, "所"), (4320, "个"), (93, "%")]
    assert "4项考核目标都还没有数据" in headings(app, 1)[0]


def test_what_is_corrected_answered_and_dropped_is_what_is_stored(opened: Open, engine: Engine) -> None:
    app = pasted(opened("summary"), TEXT)
    app.text_input(key="card-1-0-name").set_value("公办园").run()
    app.number_input(key="card-1-0-value").set_value(14.0).run()
    app.radio(key="card-1-0-question-0").set_value(1).run()
    app.checkbox(key="card-1-1-taken").uncheck().run()
    assert app.date_input(key="card-1-0-due").value == date(2024, 6, 30)
    whole(app.button(key="plan-store").click().run())
    first, second, *_ = stored(engine, "滨江市-2024").targets
    assert (first.name, first.target, first.due) == ("公办园", Decimal(14), date(2024, 6, 30))
    assert second.target == Decimal(93)


def test_the_counts_follow_what_is_dropped(opened: Open) -> None:
    app = pasted(opened("summary"), TEXT)
    assert "<small>读出</small><b>5</b>" in html(app)
    app = whole(app.button(key="drop-targets").click().run())
    found = html(app)
    assert "<small>采用</small><b>1</b>" in found
    assert "<small>舍去</small><b>4</b>" in found


def test_a_correction_stays_while_another_page_of_cards_or_of_the_dashboard_is_open(opened: Open, small_store: Engine) -> None:
    app = pasted(opened(plans_view="new"), TEXT)
    app.text_input(key="card-1-0-name").set_value("公办园").run()
    app.radio(key="plans-view").set_value("versions").run()
    app = whole(app.radio(key="plans-view").set_value("new").run())
    assert app.text_input(key="card-1-0-name").value == "公办园"


@pytest.mark.parametrize(
    ("text", "year", "words"),
    [
        ("The bureau will build 12 kindergartens in 2024.", None, "几乎没有中文"),
        ("新建公办幼儿园12所，新增学位4320个。", None, "没有写明是哪一年"),
        (TWO, None, "2 份计划"),
        ("很" * 3_000, 2024, "没有读出目标"),
    ],
)
def test_a_text_that_is_no_plan_is_refused_with_one_sentence(
    opened: Open, engine: Engine, text: str, year: int | None, words: str
) -> None:
    app = pasted(opened("summary"), text, year)
    assert [words in one.value for one in app.error] == [True]
    assert plans_of(engine) == []


def test_a_head_that_is_invalid_is_told_and_nothing_is_stored(opened: Open, engine: Engine) -> None:
    app = pasted(opened("summary"), TEXT)
    app.text_input(key="new-1-code").set_value("a b").run()
    app = whole(app.button(key="plan-store").click().run())
    assert ["1处需要改正" in one.value for one in app.error] == [True]
    assert plans_of(engine) == []


def test_a_problem_of_a_target_names_it_in_the_readers_words(opened: Open, engine: Engine) -> None:
    app = pasted(opened("summary"), TEXT)
    app.text_input(key="card-1-0-unit").set_value("").run()
    app = whole(app.button(key="plan-store").click().run())
    (error,) = [one.value for one in app.error]
    assert "01-01 新建公办幼儿园 · 单位" in error


def test_a_code_that_somebody_took_meanwhile_is_refused(
    opened: Open, engine: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    app = pasted(opened("summary"), TEXT)
    store_plan(engine, small_plan("滨江市-2024"), author="other", name="x.yaml")
    app = whole(app.button(key="plan-store").click().run())
    assert any("已属于计划" in one.value for one in app.error)
    assert stored(engine, "滨江市-2024").plan.title == "试验计划"


def test_the_districts_of_a_city_that_the_store_knows_are_offered(opened: Open, small_store: Engine) -> None:
    app = pasted(opened(plans_view="new"), TEXT.replace("滨江市", "试验市"))
    whole(app.button(key="plan-store").click().run())
    assert [one.name for one in stored(small_store, "试验市-2024").plan.districts] == ["北区", "南区"]


def test_a_later_plan_is_the_current_one_only_if_asked(opened: Open, small_store: Engine) -> None:
    app = pasted(opened(plans_view="new"), TEXT)
    whole(app.button(key="plan-store").click().run())
    assert plans_of(small_store)[0] == "small"
    app = pasted(opened(plans_view="new"), TEXT.replace("2024", "2025"))
    app.checkbox(key="new-1-current").check().run()
    whole(app.button(key="plan-store").click().run())
    assert plans_of(small_store)[0] == "滨江市-2025"


def test_last_years_plan_is_copied_a_year_later(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="new")
    app = whole(app.button(key="plan-copy").click().run())
    whole(app.button(key="plan-store").click().run())
    file = stored(small_store, "试验市-2024")
    assert {one.due.year for one in file.targets if one.due} == {2024}
    assert [one.baseline for one in file.targets if one.code == "R"] == [None]


def test_a_plan_can_begin_with_nothing(opened: Open, engine: Engine) -> None:
    app = opened("summary")
    app.text_input(key="plan-empty-city").set_value("新城市")
    app.number_input(key="plan-empty-year").set_value(2025)
    app = whole(app.button(key="plan-empty").click().run())
    whole(app.button(key="plan-store").click().run())
    assert [one.name for one in stored(engine, "新城市-2025").targets] == ["第一个目标"]


def suspended(app: AppTest) -> AppTest:
    """Suspend the target C in the form."""
    labelled(app.text_input, "暂停：文号").set_value("三号").run()
    return whole(labelled(app.date_input, "暂停：自").set_value(date(2023, 12, 2)).run())


def test_a_change_shows_whose_status_differs_and_becomes_a_version_with_its_document(opened: Open, small_store: Engine) -> None:
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    assert any("状态会变的目标（1个）" in words for words in headings(app))
    assert "已完成 → 暂停" in html(app)
    app.text_input(key="plan-document").set_value("试教〔2023〕3号").run()
    app.date_input(key="plan-document-day").set_value(date(2023, 12, 3)).run()
    app.text_input(key="plan-reason").set_value("选址调整").run()
    app = whole(app.button(key="plan-record").click().run())
    assert [one.value for one in app.success] == ["已保存为第2版。"]
    with reading(small_store) as session:
        newest = read_plan_versions(session, "small").iloc[0]
    assert newest["document"] == "试教〔2023〕3号（2023-12-03）"
    assert newest["note"] == "试教〔2023〕3号（2023-12-03）；选址调整"
    shown = html(opened())
    assert "试教〔2023〕3号" in shown
    assert "“开工”暂停日期" in shown


def test_a_change_without_document_or_reason_is_refused(opened: Open, small_store: Engine) -> None:
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    app = whole(app.button(key="plan-record").click().run())
    assert ["须写明文号、日期和原因" in one.value for one in app.error] == [True]


def test_a_change_after_somebody_elses_is_refused(opened: Open, small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    store_plan(small_store, small_plan(goal=30), author="other", name="x.yaml", revise=True, document="一号")
    app.text_input(key="plan-document").set_value("二号").run()
    app.text_input(key="plan-reason").set_value("调整").run()
    app = whole(app.button(key="plan-record").click().run())
    assert any("已有新的版本" in one.value for one in app.error)
    assert stored(small_store, "small").targets[0].target == Decimal(30)


def test_a_plan_without_reports_can_be_corrected(opened: Open, engine: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    assert app.text_input(key="plan-document").value == "录入更正"
    assert "（录入更正）" in html(app)


def test_a_target_is_added_and_another_withdrawn(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="targets", as_of="2023-12-31")
    app = whole(app.button(key="edit-small-add").click().run())
    assert app.selectbox(key="edit-small-target").value == "one-01"
    app.selectbox(key="edit-small-target").set_value("F").run()
    app = whole(labelled(app.button, "撤销这个目标").click().run())
    changes = html(app)
    assert "“新目标”" in changes
    assert "“普惠率”" in changes


def test_a_version_is_withdrawn_and_brought_back(opened: Open, small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(small_store, small_plan(goal=30), author="other", name="x.yaml", revise=True, document="一号")
    app = whole(opened().button(key="undo-version").click().run())
    assert stored(small_store, "small").targets[0].target == Decimal(20)
    whole(app.button(key="undo-version").click().run())
    assert stored(small_store, "small").targets[0].target == Decimal(30)


def test_an_editor_prepares_a_plan_and_a_change_but_records_neither(opened: Open, small_store: Engine, editor: None) -> None:
    app = pasted(opened(plans_view="new"), TEXT)
    assert "plan-store" not in [one.key for one in app.button]
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    assert "plan-record" not in [one.key for one in app.button]
    assert any("管理员" in one.value for one in app.caption)


def test_a_viewer_sees_the_plans_and_no_way_to_change_them(
    opened: Open, small_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Known(Staff("sun", "孙", Role.VIEWER), Way.ACCOUNT)
    monkeypatch.setattr(user, "known", lambda: here)
    assert "试验计划" in headings(opened(), 1)[0]
    for view in ("targets", "districts", "new"):
        app = opened(plans_view=view)
        assert [one.key for one in app.button if str(one.key).startswith(("plan-", "edit-"))] == []


def test_the_steps_are_shown_until_something_is_reported(
    opened: Open, engine: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    store_plan(engine, small_plan(), author="test", name="small.yaml")
    assert "step-figures" in [one.key for one in opened().button]
    store_reports(engine, "small", [NewReport("C", date(2023, 12, 1), Decimal(20))], author="test")
    assert "step-figures" not in [one.key for one in opened().button]


SQUARE = [[113.0, 34.0], [113.1, 34.0], [113.1, 34.1], [113.0, 34.1], [113.0, 34.0]]


@pytest.fixture
def mapped_store(engine: Engine, small_plan: Callable[..., PlanFile]) -> Engine:
    """A small plan of which one district has an outline within the plan, with a school in it."""
    area = {"type": "Polygon", "coordinates": [SQUARE]}
    own = {"type": "Feature", "properties": {"name": "北区"}, "geometry": area}
    content = json.dumps({"type": "FeatureCollection", "features": [own]}).encode()
    file = small_plan()
    areas = read_outlines("轮廓.geojson", content, file.plan.districts)
    plan = file.plan.model_copy(update={"geography": file.plan.geography.model_copy(update={"areas": areas})})
    store_plan(engine, checked(plan, file.sections, file.targets), author="test", name="small.yaml")
    place = {"given_x": 113.05, "given_y": 34.05, "crs": "WGS-84"}
    project = NewProject(code="XM-1", name="某小学", district="N", stage="primary", kind="new", **place)
    store_contents(engine, "small", BatchContents(projects=[project]), author="test")
    return engine


def test_the_outlines_of_a_plan_are_shown_with_the_districts_that_lack_one(opened: Open, mapped_store: Engine) -> None:
    found = html(opened(plans_view="districts"))
    assert "2个区县中1个在地图上" in found
    assert "没有轮廓：南区" in found


def test_the_outlines_of_a_plan_are_its_map(opened: Open, mapped_store: Engine) -> None:
    drawn = json.dumps(city_map(opened("projects", as_of="2023-12-31")), ensure_ascii=False)
    assert "某小学" in drawn
    assert "北区" in drawn


def test_a_plan_file_without_outlines_keeps_those_of_the_store(
    opened: Open, mapped_store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    app = opened(plans_view="new", as_of="2023-12-31")
    app.file_uploader[0].upload("small.yaml", write_plan(small_plan(goal=40)).encode(), "text/yaml")
    app = whole(app.button(key="plan-read").click().run())
    assert app.session_state["plan-edits"]["small"].plan.geography.areas is not None


def test_the_plans_are_listed_with_the_current_one_first(opened: Open, small_store: Engine) -> None:
    with reading(small_store) as session:
        rows = read_plans(session)
    assert list(rows["code"]) == ["small"]
    assert set(PlanRow.__dataclass_fields__) <= set(rows.columns)
    assert "试验计划" in opened().dataframe[0].value.to_string()


def edited(app: AppTest, key: str, rows: dict[int, dict[str, Any]], added: list[dict[str, Any]] | None = None) -> AppTest:
    """Change cells of a table as its reader does."""
    app.session_state[key] = {"edited_rows": rows, "added_rows": added or [], "deleted_rows": []}
    return whole(app.run())


def table_key(app: AppTest, beginning: str) -> str:
    """The key of a table to edit."""
    return next(str(one.key) for one in app.data_editor if str(one.key).startswith(beginning))


def test_cells_of_the_table_change_the_targets(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="targets", as_of="2023-12-31")
    cells = {0: {"target": 40, "owner": "基础教育处"}, 2: {"due": "2023-10-31"}, 4: {"kind": "推进事项", "due": None}}
    found = html(edited(app, table_key(app, "edit-small-table"), cells))
    assert "“开工”目标由20改为40" in found
    assert "“占比”期限由2023年9月30日改为2023年10月31日" in found
    assert "基础教育处" in found
    assert "“方案”由“成果任务”改为“推进事项”" in found


def test_an_edited_cell_that_contradicts_another_is_told_by_its_target(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="targets")
    app = edited(app, table_key(app, "edit-small-table"), {2: {"target": 120}})
    assert any("R 占比 · 目标数" in one.value for one in app.error)
    app = whole(app.button(key="plan-give-up").click().run())
    assert [one.value for one in app.error] == []


def test_interim_values_are_drawn_as_they_are_typed(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="targets")
    added = [{"by": "2023-06-30", "value": 8}, {"by": "2023-03-31", "value": 2}]
    app = edited(app, table_key(app, "edit-small-1-C-points"), {}, added)
    assert "计划曲线：2023年3月31日: 2、2023年6月30日: 8、2023年12月31日: 20" in html(app)


def test_districts_are_added_and_named_in_the_table(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="districts")
    key = table_key(app, "edit-districts-small")
    app = edited(app, key, {0: {"aliases": "北新区、城北"}}, [{"name": "西区"}])
    assert "新增区县西区" in html(app)
    assert "plan-record" in [one.key for one in app.button]
    districts = app.session_state["plan-edits"]["small"].plan.districts
    assert [(one.code, one.name, one.aliases) for one in districts] == [
        ("N", "北区", ("北新区", "城北")),
        ("S", "南区", ()),
        ("西区", "西区", ()),
    ]


def test_outlines_that_match_no_district_are_refused_with_one_sentence(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="districts")
    geojson = '{"type":"FeatureCollection","features":[{"properties":{"name":"火星"},"geometry":null}]}'.encode()
    app.file_uploader[0].upload("轮廓.geojson", geojson, "application/json")
    app = whole(app.run())
    assert ["对不上任何区县" in one.value for one in app.error] == [True]


def test_an_uploaded_document_is_read(opened: Open, engine: Engine) -> None:
    app = opened("summary")
    app.file_uploader[0].upload("要点.txt", TEXT.encode("gb18030"), "text/plain")
    app = whole(app.button(key="plan-read").click().run())
    assert "从“要点.txt”读出的目标" in html(app)


def test_a_plan_file_of_a_stored_plan_becomes_its_change(
    opened: Open, small_store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    app = opened(plans_view="new", as_of="2023-12-31")
    app.file_uploader[0].upload("small.yaml", write_plan(small_plan(goal=40)).encode(), "text/yaml")
    app = whole(app.button(key="plan-read").click().run())
    assert "“开工”目标由20改为40" in html(app)


def test_a_plan_file_with_problems_lists_them(opened: Open, engine: Engine) -> None:
    app = opened("summary")
    app.file_uploader[0].upload("x.yaml", b"plan: {code: a b}\nsections: []", "text/yaml")
    app = whole(app.button(key="plan-read").click().run())
    assert len(app.error) == 1
    assert app.error[0].value.count("\n- ") >= 3


def changed_book(file: PlanFile, change: Callable[[Workbook], object]) -> bytes:
    """A plan as a workbook, after a change."""
    book = openpyxl.load_workbook(io.BytesIO(plan_workbook(file, "zh")))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def target_cells(**values: object) -> Callable[[Workbook], object]:
    """Change cells of the first target by their headers."""

    def change(book: Workbook) -> None:
        heads = {cell.value: cell.column for cell in book["目标"][1]}
        for head, value in values.items():
            book["目标"].cell(2, heads[head]).value = value

    return change


def uploaded(app: AppTest, name: str, content: bytes) -> AppTest:
    app.file_uploader[0].upload(name, content, XLSX)
    return whole(app.button(key="plan-read").click().run())


def test_a_workbook_of_a_stored_plan_becomes_its_change_and_a_version(
    opened: Open, small_store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    content = changed_book(stored(small_store, "small"), target_cells(目标值="40所"))
    app = uploaded(opened(plans_view="new", as_of="2023-12-31"), "small.xlsx", content)
    assert ["“small.xlsx”已读入，有1处请核对" in one.value and "“40所”认作40" in one.value for one in app.info] == [True]
    found = html(app)
    assert "“开工”目标由20改为40" in found
    assert any("状态会变的目标（1个）" in words for words in headings(app))
    assert stored(small_store, "small").targets[0].target == Decimal(20)
    app.text_input(key="plan-document").set_value("试教〔2023〕3号").run()
    app.date_input(key="plan-document-day").set_value(date(2023, 12, 3)).run()
    app.text_input(key="plan-reason").set_value("任务调整").run()
    app = whole(app.button(key="plan-record").click().run())
    assert [one.value for one in app.success] == ["已保存为第2版。"]
    assert stored(small_store, "small").targets[0].target == Decimal(40)
    assert [one.value for one in app.info] == []


def test_a_workbook_as_it_was_downloaded_changes_nothing(opened: Open, mapped_store: Engine) -> None:
    file = stored(mapped_store, "small")
    app = uploaded(opened(plans_view="new"), "small.xlsx", FORMATS["xlsx"](file, "en"))
    assert not app.session_state["plan-edits"]["small"].is_changed
    assert app.session_state["plan-edits"]["small"].plan.geography.areas == file.plan.geography.areas


def test_what_a_workbook_changes_of_the_head_is_told_too(opened: Open, small_store: Engine) -> None:
    def change(book: Workbook) -> None:
        labels = {row[0].value: row[0].row for row in book["计划"].iter_rows()}
        book["计划"].cell(labels["保持比率的余量"], 2, 2)

    app = uploaded(opened(plans_view="new"), "small.xlsx", changed_book(stored(small_store, "small"), change))
    assert "计划：“保持比率的余量”由0.5改为2" in html(app)


def test_a_workbook_of_a_new_plan_is_stored_by_one_click(
    opened: Open, engine: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    file = small_plan("fresh")
    app = uploaded(opened("summary"), "计划.xlsx", plan_workbook(file, "zh"))
    assert plans_of(engine) == []
    whole(app.button(key="plan-store").click().run())
    found = stored(engine, "fresh")
    assert (found.plan, found.sections) == (file.plan, file.sections)
    assert [one.code for one in found.targets] == [one.code for one in file.targets]


def test_problems_of_a_workbook_are_listed_by_cell(
    opened: Open, small_store: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    content = changed_book(small_plan(), target_cells(目标值="很多", 完成期限="年内某日"))
    app = uploaded(opened(plans_view="new"), "small.xlsx", content)
    (error,) = [one.value for one in app.error]
    assert "2处需要改正" in error
    assert "目标!I2: “很多”不是数字" in error
    assert "目标!K2: " in error


def test_a_file_that_is_no_workbook_is_refused_with_one_sentence(opened: Open, engine: Engine) -> None:
    app = uploaded(opened("summary"), "计划.xlsx", b"PK\x03\x04 broken")
    assert ["计划.xlsx" in one.value for one in app.error] == [True]


def test_a_plan_and_the_empty_workbook_are_offered(opened: Open, small_store: Engine) -> None:
    assert {"下载计划工作簿（Excel）", "下载计划文件（YAML）"} <= {one.label for one in opened().get("download_button")}
    assert "下载空白计划工作簿（Excel）" in {one.label for one in opened(plans_view="new").get("download_button")}


def test_a_new_plan_outlives_the_session_until_it_is_stored(opened: Open, engine: Engine) -> None:
    app = pasted(opened("summary"), TEXT)
    app.text_input(key="card-1-0-name").set_value("公办园").run()
    app.number_input(key="card-1-0-value").set_value(14.0).run()
    whole(app.checkbox(key="card-1-1-taken").uncheck().run())
    assert plans_of(engine) == []
    app = opened("summary")  # another session, as after a reload
    assert app.text_input(key="card-1-0-name").value == "公办园"
    assert app.number_input(key="card-1-0-value").value == 14.0
    assert not app.checkbox(key="card-1-1-taken").value
    whole(app.button(key="plan-store").click().run())
    assert stored(engine, "滨江市-2024").targets[0].name == "公办园"
    assert "从文件或文字" in headings(opened(plans_view="new"))


def test_a_new_plan_that_is_given_up_does_not_come_back(opened: Open) -> None:
    app = pasted(opened("summary"), TEXT)
    whole(app.button(key="plan-discard").click().run())
    assert "从文件或文字" in headings(opened("summary"))


def test_a_change_outlives_the_session_with_its_document_until_it_is_recorded(opened: Open, small_store: Engine) -> None:
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    app.text_input(key="plan-document").set_value("三号").run()
    whole(app.date_input(key="plan-document-day").set_value(date(2023, 12, 3)).run())
    app = opened(plans_view="targets", as_of="2023-12-31")
    assert "已完成 → 暂停" in html(app)
    assert app.text_input(key="plan-document").value == "三号"
    assert app.date_input(key="plan-document-day").value == date(2023, 12, 3)
    app.text_input(key="plan-reason").set_value("选址调整").run()
    app = whole(app.button(key="plan-record").click().run())
    assert [one.value for one in app.success] == ["已保存为第2版。"]
    assert "plan-record" not in [one.key for one in opened(plans_view="targets").button]


def test_a_change_that_is_given_up_does_not_come_back(opened: Open, small_store: Engine) -> None:
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    whole(app.button(key="plan-give-up").click().run())
    assert "plan-record" not in [one.key for one in opened(plans_view="targets").button]


def test_nobody_sees_the_draft_of_another(opened: Open, small_store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    suspended(opened(plans_view="targets", as_of="2023-12-31"))
    other = Known(Staff("zhao", "赵敏", Role.ADMINISTRATOR), Way.ACCOUNT)
    monkeypatch.setattr(user, "known", lambda: other)
    assert "plan-record" not in [one.key for one in opened(plans_view="targets", as_of="2023-12-31").button]


def test_a_draft_that_the_store_refuses_does_not_stop_the_page(
    opened: Open, small_store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("store_read_only", where="store")

    monkeypatch.setattr(drafts, "keep_draft", refuse)
    app = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    assert "plan-record" in [one.key for one in app.button]


def test_kinds_of_districts_are_words_and_are_stored_as_codes(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="districts")
    key = table_key(app, "edit-districts-small")
    shown = json.loads(next(one for one in app.data_editor if one.key == key).proto.columns)["kind"]["type_config"]["options"]
    assert [(one["value"], one["label"]) for one in shown] == [
        ("district", "区"),
        ("county", "县"),
        ("county_city", "县级市"),
        ("zone", "功能区"),
    ]
    app = edited(app, key, {0: {"kind": "zone"}})
    assert app.session_state["plan-edits"]["small"].plan.districts[0].kind == "zone"
    assert "功能区" in html(app)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_further_field_has_a_name_and_its_choices_have_words(opened: Open, small_store: Engine, language: str) -> None:
    app = opened(plans_view="targets", lang=language)
    app.session_state["opened-edit-small-more-0"] = True
    app = whole(app.run())
    names = {column.key for layout in layouts() if layout.name == "targets" for column in layout.columns}
    own = [one for kind in (app.selectbox, app.number_input, app.checkbox, app.text_input, app.date_input) for one in kind]
    fields = {str(one.key).rpartition("-")[2]: one for one in own if str(one.key).rpartition("-")[2] in names}
    assert {"direction", "strict", "scale", "most", "upper", "measure", "project_milestone", "stage"} <= set(fields)
    assert {one.label for one in fields.values()} & names == set()
    words = {option for name in ("direction", "measure", "project_milestone") for option in fields[name].options}
    assert words & {"up", "down", "flow", "stock", "started", "None"} == set()


def test_a_choice_of_a_further_field_is_stored_as_its_code(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="targets")
    app.session_state["opened-edit-small-more-0"] = True
    app = whole(app.run())
    labelled(app.selectbox, "按学校项目的节点计数").set_value("completed").run()
    whole(app.number_input(key="edit-small-1-C-scale").set_value(2.0).run())
    target = app.session_state["plan-edits"]["small"].target("C")
    assert (target.project_milestone, target.scale) == ("completed", Decimal(2))


def test_gates_are_added_in_the_table_and_become_part_of_the_version(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="targets", as_of="2023-12-31")
    app.selectbox(key="edit-small-target").set_value("D").run()
    key = table_key(app, "edit-small-1-D-gates")
    app = edited(app, key, {}, [{"name": "征求意见", "by": "2023-05-31"}, {"name": "未定"}])
    assert "征求意见" in html(app)
    app.text_input(key="plan-document").set_value("三号").run()
    app.text_input(key="plan-reason").set_value("补充节点").run()
    whole(app.button(key="plan-record").click().run())
    (target,) = [one for one in stored(small_store, "small").targets if one.code == "D"]
    assert ("征求意见", date(2023, 5, 31)) in [(gate.name, gate.by) for gate in target.gates]
    assert "未定" not in [gate.name for gate in target.gates]


def test_a_suspension_has_no_day_before_one_is_chosen(opened: Open, small_store: Engine) -> None:
    app = opened(plans_view="targets", as_of="2023-12-31")
    app = whole(labelled(app.text_input, "暂停：文号").set_value("三号").run())
    assert labelled(app.date_input, "暂停：自").value is None
    assert "plan-record" not in [one.key for one in app.button]


def test_an_old_document_of_word_is_refused_with_what_to_do(opened: Open, engine: Engine) -> None:
    app = opened("summary")
    app.file_uploader[0].upload("要点.doc", bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "application/msword")
    app = whole(app.button(key="plan-read").click().run())
    assert ["另存为 .docx" in one.value for one in app.error] == [True]


def test_what_changes_of_the_outlines_is_told_without_their_text(opened: Open, mapped_store: Engine) -> None:
    app = opened(plans_view="districts")
    area = {"type": "Polygon", "coordinates": [[[x + 1, y] for x, y in SQUARE]]}
    content = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "南区"}, "geometry": area}]}
    app.file_uploader[0].upload("轮廓.geojson", json.dumps(content).encode(), "application/json")
    found = html(whole(app.run()))
    assert "更换区县轮廓" in found
    assert "FeatureCollection" not in found


def test_what_was_done_with_a_version_is_said(opened: Open, small_store: Engine, small_plan: Callable[..., PlanFile]) -> None:
    store_plan(small_store, small_plan(goal=30), author="other", name="x.yaml", revise=True, document="一号")
    app = whole(opened().button(key="undo-version").click().run())
    assert [one.value for one in app.toast] == ["第2版已撤回。"]
    app = whole(app.button(key="undo-version").click().run())
    assert [one.value for one in app.toast] == ["第2版已恢复。"]


def test_the_form_of_one_target_begins_with_one_that_is_judged(
    opened: Open, engine: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    file = small_plan()
    store_plan(engine, checked(file.plan, file.sections, [*file.targets[-1:], *file.targets[:-1]]), author="t", name="small.yaml")
    assert opened(plans_view="targets").selectbox(key="edit-small-target").value == "C"


def test_a_long_name_is_shown_whole_and_stays_one_line(opened: Open, engine: Engine) -> None:
    name = "郑东新区及经济技术开发区和高新技术产业开发区" * 2 + "农村学校食堂改造"
    app = pasted(opened("summary"), TEXT.replace("农村学校食堂改造", name))
    area = next(one for one in app.text_area if str(one.key).endswith("-name"))
    whole(area.set_value("农村学校\n食堂改造").run())
    whole(app.button(key="plan-store").click().run())
    assert "农村学校 食堂改造" in [one.name for one in stored(engine, "滨江市-2024").targets]


def test_a_plan_of_long_ago_can_be_read(opened: Open) -> None:
    app = pasted(opened("summary"), TEXT.replace("2024", "2008"))
    assert app.date_input(key="card-1-0-due").value == date(2008, 12, 31)


def test_the_same_change_in_two_tabs_is_one_version(opened: Open, small_store: Engine) -> None:
    first = suspended(opened(plans_view="targets", as_of="2023-12-31"))
    second = opened(plans_view="targets", as_of="2023-12-31")
    for app in (first, second):
        app.text_input(key="plan-document").set_value("三号").run()
        app.text_input(key="plan-reason").set_value("选址调整").run()
    whole(first.button(key="plan-record").click().run())
    second = whole(second.button(key="plan-record").click().run())
    assert [one.value for one in second.info] == ["与现行版本相同，没有产生新版本。"]
    with reading(small_store) as session:
        assert len(read_plan_versions(session, "small")) == 2


def test_a_plan_without_outlines_says_why_there_is_no_map_to_click(opened: Open, small_store: Engine) -> None:
    app = opened("projects")
    app.session_state["box-entry-projects"] = True
    assert "还没有区县轮廓" in html(whole(app.run()))


def test_a_count_is_divided_among_districts_and_keeps_their_interim_values(
    opened: Open, engine: Engine, small_plan: Callable[..., PlanFile]
) -> None:
    file = small_plan()
    plan = (PointPart(by=date(2023, 6, 30), value=Decimal(1)),)
    shares = (SharePart(district="S", value=Decimal(8), plan=plan), SharePart(district="N", value=Decimal(12)))
    targets = [one.model_copy(update={"shares": shares}) if one.code == "C" else one for one in file.targets]
    store_plan(engine, checked(file.plan, file.sections, targets), author="test", name="small.yaml")
    app = opened(plans_view="targets")
    app.session_state["box-edit-small-1-C-shares-box"] = True
    app = whole(app.run())
    assert not app.session_state["plan-edits"]["small"].is_changed
    key = table_key(app, "edit-small-1-C-shares")
    app = edited(app, key, {0: {"value": 13}})
    assert ["各区县份额之和为21" in one.value for one in app.error] == [True]
    app = edited(app, key, {0: {"value": 13}, 1: {"value": 7}})
    found = app.session_state["plan-edits"]["small"].target("C").shares
    assert [(one.district, one.value, one.plan) for one in found] == [("S", 7, plan), ("N", 13, ())]
    app = edited(app, key, {0: {"value": None}, 1: {"value": None}})
    assert app.session_state["plan-edits"]["small"].target("C").shares == ()
