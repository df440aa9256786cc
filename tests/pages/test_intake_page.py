"""The import page and the history page: one figure or date by hand, from the form to the history."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from streamlit.testing.v1 import AppTest

from components.session import user
from components.session.identity import Known, Way
from models.auth.roles import Role, Staff
from models.commands.ledger import store_contents, store_plan
from models.commands.records import BatchContents, NewProject, NewQuota, NewReport
from models.config import ROOT
from models.demo.shipped import load_shipped
from models.plan.file import read_plan_file
from models.store.engine import open_store
from tests.pages.reading import headings, turned_to

RIVERTON = Path(__file__).parent.parent / "plans" / "riverton-2027.yaml"
PLAN, DAY = "zhengzhou-2023", date(2023, 9, 30)
Open = Callable[..., AppTest]


@pytest.fixture
def store(tmp_path: Path, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The plan that ships, a figure, and a project of 金水."""
    engine = open_store(loaded_store(tmp_path, load_shipped))
    project = NewProject(code="XM-1", name="某小学", district="410105", stage="primary", kind="new")
    report = NewReport("BA-08", date(2023, 8, 31), Decimal(10))
    store_contents(engine, PLAN, BatchContents(projects=[project], reports=[report]), author="test")
    yield engine
    engine.dispose()


@pytest.fixture
def opened(fresh_app: Callable[..., None], store: Engine) -> Open:
    """Open a page over that store as a link does."""

    def open_it(page: str = "import_report", **address: str) -> AppTest:
        fresh_app(DATABASE_URL=store.url.render_as_string())
        app = AppTest.from_file(str(ROOT / "pages" / "layout.py"), default_timeout=60)
        for key, value in ({"plan": PLAN, "as_of": DAY.isoformat(), "lang": "zh"} | address).items():
            app.query_params[key] = value
        return whole(turned_to(app, page).run())

    return open_it


def with_form(app: AppTest) -> AppTest:
    """The page with the form for one figure or date opened, which it draws only then."""
    app.session_state["box-one"] = True
    return whole(app.run())


def whole(app: AppTest) -> AppTest:
    """Check that the page has no error, and return it."""
    assert [one.value for one in app.exception] == []
    return app


def labelled(elements: object, label: str) -> object:
    """The first of some widgets with a label."""
    return next(one for one in elements if one.label == label)  # type: ignore[attr-defined]


def tables(app: AppTest) -> str:
    """All texts of the tables of the page."""
    return "\n".join(one.value.to_string() for one in app.dataframe)


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_one_figure_goes_from_the_form_into_the_ledger(opened: Open, store: Engine) -> None:
    app = with_form(opened())
    app.selectbox(key="one-targets").set_value("BA-08")
    app = whole(labelled(app.text_input, "数值").set_value("16").run())  # type: ignore[attr-defined]
    assert any("对2023年9月30日状态的影响" in words for words in headings(app))
    app = whole(app.button(key="intake-commit").click().run())
    assert any("已提交1条" in one.value for one in app.success)
    newest = "SELECT file_name, value, as_of FROM report JOIN batch ON batch.id = batch_id ORDER BY report.id DESC LIMIT 1"
    [(name, value, day)] = rows(store, newest)
    assert (name, Decimal(str(value)), day) == ("填写一条（一个数值或一个节点日期）", 16, "2023-09-30")
    assert labelled(app.text_input, "数值").value == ""  # type: ignore[attr-defined]


def test_one_date_of_a_milestone_comes_in_and_is_told_in_words(opened: Open, store: Engine) -> None:
    app = with_form(opened())
    app = whole(app.radio(key="one-form").set_value("建设项目").run())
    app.selectbox(key="one-step-projects").set_value("started_actual")
    app = whole(labelled(app.date_input, "日期").set_value(date(2023, 9, 12)).run())  # type: ignore[attr-defined]
    app = whole(app.button(key="intake-commit").click().run())
    found = "SELECT batch_id, milestone, aspect, day FROM milestone_report WHERE day = '2023-09-12'"
    [(batch, *said)] = rows(store, found)
    assert said == ["started", "actual", "2023-09-12"]
    history = opened("history", batch=str(batch))
    assert "开工 · 实际" in tables(history)
    assert "某小学" in tables(history)


def test_the_day_on_which_a_gate_was_passed_comes_in(opened: Open, store: Engine) -> None:
    store_plan(store, read_plan_file(RIVERTON), author="test", name=RIVERTON.name)
    app = with_form(opened(plan="riverton-2027", as_of="2026-11-20", lang="en"))
    app = whole(app.radio(key="one-form").set_value("Gates").run())
    assert [app.selectbox(key="one-gates").options] == [
        ["T3 Draft Handbook for apprentices", "T3 Printed Handbook for apprentices"]
    ]
    app.selectbox(key="one-gates").set_value("T3 Draft")
    app.selectbox(key="one-step-gates").set_value("actual")
    app = whole(labelled(app.date_input, "Day").set_value(date(2026, 11, 18)).run())  # type: ignore[attr-defined]
    whole(app.button(key="intake-commit").click().run())
    found = rows(store, "SELECT milestone, aspect, day FROM milestone_report WHERE aspect = 'actual'")
    assert found == [("Draft", "actual", "2026-11-18")]


def test_what_is_wrong_on_the_form_is_said_like_that_of_a_file(opened: Open, store: Engine) -> None:
    before, app = rows(store, "SELECT count(*) FROM batch"), with_form(opened())
    app.selectbox(key="one-targets").set_value("BA-08")
    app = whole(labelled(app.text_input, "数值").set_value("十六").run())  # type: ignore[attr-defined]
    assert "“十六”不是数字。" in tables(app)
    assert [one for one in app.button if one.key == "intake-commit"] == []
    assert rows(store, "SELECT count(*) FROM batch") == before


def previewed(app: AppTest) -> pd.DataFrame:
    """The table of the preview."""
    [table] = [one.value for one in app.dataframe if "before" in one.value]
    return table


@pytest.mark.parametrize(("lang", "original"), [("zh", "10（8月31日）"), ("en", "10 (31 Aug)")])
def test_the_original_is_the_last_value_with_its_day(opened: Open, lang: str, original: str) -> None:
    app = with_form(opened(lang=lang))
    app.selectbox(key="one-targets").set_value("BA-08")
    label = "数值" if lang == "zh" else "Value"
    app = whole(labelled(app.text_input, label).set_value("12").run())  # type: ignore[attr-defined]
    assert list(previewed(app)["before"]) == [original]


def test_the_original_of_another_year_has_its_whole_day_and_of_the_same_day_none(opened: Open, store: Engine) -> None:
    reports = [NewReport("BA-08", date(2022, 12, 31), Decimal(3), district="410105"), NewReport("VO-08", DAY, Decimal(4))]
    store_contents(store, PLAN, BatchContents(reports=reports), author="test")
    app = opened()
    table = "指标编码,区县,截至日期,数值\nBA-08,金水,2023-09-30,5\nVO-08,全市,2023-09-30,5\nBA-08,中原,2023-09-30,1"
    app = whole(app.text_area(key="intake-paste-0").set_value(table).run())
    assert list(previewed(app)["before"]) == ["3（2022年12月31日）", "4", "–"]


def test_a_districts_rate_without_its_parts_cannot_be_committed(opened: Open, store: Engine) -> None:
    before, app = rows(store, "SELECT count(*) FROM report"), opened()
    app = whole(app.text_area(key="intake-paste-0").set_value("指标编码,区县,截至日期,数值\nBA-03,登封,2023-09-30,2").run())
    assert "区县的比率不能只填数值（2）" in tables(app)
    assert [one for one in app.button if one.key == "intake-commit"] == []
    assert rows(store, "SELECT count(*) FROM report") == before


def test_a_reporter_is_told_of_a_foreign_district_before_the_commit(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Known(Staff("li", "李娜", Role.REPORTER, frozenset({"410105"})), Way.ACCOUNT)
    monkeypatch.setattr(user, "known", lambda: here)
    app = with_form(opened())
    assert app.selectbox(key="district").value == "410105"
    app.selectbox(key="district").set_value("410103")
    app = whole(app.run())
    app = whole(labelled(app.text_input, "数值").set_value("1").run())  # type: ignore[attr-defined]
    assert "二七区" in tables(app)
    assert [one for one in app.button if one.key == "intake-commit"] == []


def test_the_forms_are_drawn_once_they_are_opened_and_what_is_in_them_stays_when_they_are_closed(opened: Open) -> None:
    app = opened()
    assert [one for one in app.radio if one.key == "one-form"] == []
    app = whole(labelled(with_form(app).text_input, "数值").set_value("16").run())  # type: ignore[attr-defined]
    app.session_state["box-one"] = False
    assert labelled(whole(app.run()).text_input, "数值").value == "16"  # type: ignore[attr-defined]


def pasted(app: AppTest, *lines: str) -> AppTest:
    """The page with a pasted table of these lines."""
    return whole(app.text_area(key="intake-paste-0").set_value("\n".join(lines)).run())


def committable(app: AppTest) -> list[str]:
    """The labels of the buttons that commit."""
    return [one.label for one in app.button if one.label.startswith("提交")]


@pytest.mark.parametrize(
    ("answer", "district", "label"),
    [("都是全市的数", "全市", "提交2条"), ("与上一行同一区县", "金水区", "提交2条"), ("不导入", None, "提交1条")],
)
def test_the_page_asks_whose_a_figure_without_a_district_is(opened: Open, answer: str, district: str | None, label: str) -> None:
    app = pasted(opened(), "指标编码,区县,截至日期,数值", "VO-08,金水,2023-09-30,5", "BA-08,,2023-09-30,11")
    assert "没有写区县" in tables(app)
    assert committable(app) == ["提交1条"]
    [question] = [one for one in app.selectbox if "没有写区县" in one.label]
    app = whole(question.select(answer).run())
    assert committable(app) == [label]
    found = list(previewed(app)["district"])
    assert found[1:] == ([] if district is None else [district])


def counted(app: AppTest) -> dict[str, str]:
    """The numbers of rows on the page by their labels."""
    [facts] = [one.proto.body for one in app.get("html") if "数据行" in one.proto.body]
    return dict(re.findall(r"<small>([^<]+)</small><b>([^<]+)</b>", facts))


def test_the_district_of_the_page_reaches_the_upload(opened: Open) -> None:
    app = opened(district="410105")
    assert app.selectbox(key="district").value == "410105"
    app = pasted(app, "指标编码,截至日期,数值", "BA-08,2023-09-30,11", "VO-08,2023-09-30,6")
    [question] = [one for one in app.selectbox if "没有区县一列" in one.label]
    app = whole(question.select("都是金水区的数").run())
    assert list(previewed(app)["district"]) == ["金水区", "金水区"]
    app = pasted(opened(district="410105"), "指标编码,区县,截至日期,数值", "BA-08,二七,2023-09-30,5", "VO-08,金水,2023-09-30,6")
    assert "这一行是二七的，填报的是金水" in tables(app)
    assert committable(app) == ["提交1条"]


def test_the_numbers_of_rows_add_up_and_follow_the_choices(opened: Open) -> None:
    lines = ("BA-08,金水,2023-09-30,5", "BA-08,二七,2023-09-30,", "BA-99,金水,2023-09-30,5", "RE-03,二七,2023-09-30,9999")
    app = pasted(opened(), "指标编码,区县,截至日期,数值", *lines)
    before = {"数据行": "4", "新增": "1", "修改": "0", "无变化": "0", "待确认": "1", "不能导入": "1", "未填或略去": "1"}
    assert counted(app) == before
    app = whole(app.checkbox(key="intake-confirm").check().run())
    assert counted(app) == before | {"新增": "2", "待确认": "0"}


def test_what_a_district_owes_is_filled_in_where_it_stands(opened: Open, store: Engine) -> None:
    reports = [NewReport("BA-08", date(2023, 5, 31), Decimal(1), district="410105")]
    quotas = [NewQuota("ZP-1", "410105", "teacher", "recruited", 12, targets=("RE-05",))]
    store_contents(store, PLAN, BatchContents(reports=reports, quotas=quotas), author="test")
    app = opened(district="410105")
    assert [one for one in headings(app) if "金水区有3项到期未报，可直接填在这里" in one]
    editors = [one for one in app.dataframe if "owed-" in one.proto.id]
    assert len(editors) == 3
    debts = next(one.value for one in app.dataframe if "since" in one.value)
    assert set(debts["district"]) == {"金水区"}
    everybody = opened()
    assert not [one for one in headings(everybody) if "可直接填在这里" in one]
    assert len(next(one.value for one in everybody.dataframe if "since" in one.value)) > len(debts)


def test_a_debt_that_somebody_else_settles_meanwhile_is_no_longer_asked_for(opened: Open, store: Engine) -> None:
    reports = [NewReport(code, date(2023, 5, 31), Decimal(1), district="410105") for code in ("BA-08", "VO-08")]
    store_contents(store, PLAN, BatchContents(reports=reports), author="test")
    app = opened(district="410105")
    before = [len(one.value) for one in app.dataframe if "owed-" in one.proto.id]
    settled = NewReport("BA-08", date(2023, 9, 1), Decimal(2), district="410105")
    store_contents(store, PLAN, BatchContents(reports=[settled]), author="somebody else")
    after = [len(one.value) for one in whole(app.run()).dataframe if "owed-" in one.proto.id]
    assert sum(after) == sum(before) - 1


def test_the_page_shows_how_it_reads_a_matrix_and_takes_it_once_that_is_confirmed(opened: Open, store: Engine) -> None:
    app = pasted(opened(), "指标编码,截至日期,金水,中原", "BA-08,2023-09-30,5,6")
    assert committable(app) == []
    assert "金水" in tables(app)
    [question] = [one for one in app.selectbox if "一列一个区县的表" in one.label]
    app = whole(question.select("读法正确，照此导入").run())
    assert committable(app) == ["提交2条"]
    whole(app.button(key="intake-commit").click().run())
    newest = "SELECT value FROM report ORDER BY id DESC LIMIT 2"
    assert sorted(Decimal(str(value)) for (value,) in rows(store, newest)) == [5, 6]


def test_a_sheet_that_is_not_understood_is_not_called_the_same(opened: Open) -> None:
    app = pasted(opened(), "指标编码,区县,截至日期,本月完成", "BA-08,金水,2023-09-30,5")
    assert "本月完成 (1) → 数值" in tables(app)
    assert [one.value for one in app.info if "没有变化" in one.value] == []
