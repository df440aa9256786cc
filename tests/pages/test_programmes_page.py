"""The page of vocational programmes in memory: headline, stages, tables and card agree, whatever is filtered."""

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from models.commands.ledger import store_contents, store_plan
from models.commands.records import BatchContents, NewMilestone, NewProgramme
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.demo.shipped import load_shipped
from models.plan.file import parse_plan
from models.store.engine import open_store
from tests.pages.reading import headings, headline, html

Open = Callable[..., AppTest]
DAY = "2023-09-30"
OTHER = """
plan:
  code: other
  city: 试验市
  year: 2023
  title: 试验计划
  source: 测试
  districts: [{code: A, name: 甲区}]
  levels: [{code: l1, name: 初级}, {code: l2, name: 高级}]
  kinds: [{code: k1, name: 甲类}, {code: k2, name: 乙类}, {code: k3, name: 丙类}]
  stages: [{code: s1, name: 起步}, {code: s2, name: 开门}, {code: s3, name: 收尾}]
sections: [{code: one, name: 一}]
targets: [{code: T, section: one, kind: count, name: 开门数, unit: 个, target: 3, due: 2023-12-31, project_milestone: s2}]
"""


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> str:
    """The real plan, the demonstration, and a plan with other kinds, levels and stages that has three programmes."""
    url = loaded_store(tmp_path_factory.mktemp("demo"), load_shipped, load_demonstration)
    engine = open_store(url)
    store_plan(engine, parse_plan(OTHER.encode(), name="other.yaml"), author="test", name="other.yaml")
    rows = [NewProgramme(f"P{n}", f"<b>第{n}</b>", "某校", f"l{1 + n % 2}", f"k{n}", targets=("T",)) for n in (1, 2, 3)]
    days = [
        NewMilestone(f"P{n}", stage, aspect, _day(month), _day("04"), position)
        for n in (1, 2, 3)
        for position, (stage, month) in enumerate((("s1", "02"), ("s2", "05"), ("s3", "11")))
        for aspect in ("baseline", *(("actual",) if position < n else ()))
    ]
    store_contents(engine, "other", BatchContents(programmes=rows, milestones=days), author="test")
    engine.dispose()
    return url


def _day(month: str) -> date:
    return date.fromisoformat(f"2023-{month}-01")


@pytest.fixture
def page(open_page: Open, demo_url: str) -> Open:
    """Open the page on a day of the demonstration: ``page(district="410102")``."""
    return lambda **address: open_page("progress", store=demo_url, **({"as_of": DAY, "lang": "zh"} | address))


def chart(app: AppTest, key: str) -> dict[str, Any]:
    """A Plotly figure as sent to the browser."""
    (one,) = [one for one in app.get("plotly_chart") if key in one.proto.id]
    figure: dict[str, Any] = json.loads(one.proto.spec)
    return figure


def show(app: AppTest, view: str) -> AppTest:
    """The page with another table."""
    return app.radio(key="programme-view").set_value(view).run()


def numbers(words: str) -> list[int]:
    return [int(number) for number in re.findall(r"(\d+)(?:个|项)", words)]


@pytest.mark.parametrize("address", [{}, {"district": "410102"}, {"level": "higher"}, {"programme_kind": "urgent"}])
def test_headline_chart_and_table_count_the_same_programmes(page: Open, address: dict[str, str]) -> None:
    app = show(page(**address), "all")
    table = app.dataframe[0].value
    said = numbers(headline(app))
    (bars,) = (trace for trace in chart(app, "stages")["data"] if trace["type"] == "bar")
    drawn: Counter[str] = Counter()
    for stage, n in zip(bars["customdata"], bars["text"], strict=True):
        drawn[stage] += int(n)
    assert said[0] == len(table) == sum(drawn.values())
    reached = ("立项", "建设", "中期检查", "验收")
    assert said[1] == sum(drawn[name] for name in reached) == int(table["step"].isin(reached).sum())


def test_the_late_ones_come_with_owner_and_reason(page: Open) -> None:
    app = page()
    table = app.dataframe[0].value
    late = sum(numbers(headline(app))[3:])
    assert len(table) == late > 0
    assert (table["owner"] == "职业教育与成人教育处").all()
    assert table["reason"].str.contains("节点“").all()


def test_a_link_to_a_programme_shows_its_card_with_history_and_indicators(page: Open) -> None:
    app = page(programme="ZY-012")
    assert headings(app)[-1] == "示例·信息技术专业群12"
    assert "中期检查" in html(app)
    assert "招生人数" in html(app)
    app.session_state["box-history"] = True
    history = next(one.value for one in app.run().dataframe if "aspect" in one.value)
    assert {"原计划", "实际"} <= set(history["aspect"])
    app.button(key="close-programme").click().run()
    assert "programme" not in app.query_params
    assert headline(app)


def test_schools_against_kinds_add_up(page: Open) -> None:
    app = show(page(), "schools")
    matrix = next(str(one.proto.body) for one in app.get("html") if "sb-matrix" in str(one.proto.body))
    last = re.findall(r"<td>([^<]*)</td>", matrix.split("<tr>")[-1])
    assert [int(n) for n in last[2:-1]] == [50, 10, 1, 1]
    assert int(last[-1]) == 62


def test_the_goal_of_2025_shows_its_path(page: Open) -> None:
    app = show(page(), "targets")
    assert any("2025年12月31日" in words for words in headings(app))
    assert max(chart(app, "curve-VO-09")["data"][0]["x"])[:10] == "2025-12-31"


def test_a_plan_without_programmes_says_what_to_do(page: Open) -> None:
    app = page(plan="zhengzhou-2023")
    assert headline(app) == "本计划还没有导入职教项目清单。"
    assert "导入职教项目清单后，这里显示" in html(app)


@pytest.mark.parametrize("view", ["late", "all", "schools", "days", "targets"])
def test_the_page_speaks_the_words_of_another_plan(page: Open, view: str) -> None:
    app = show(page(plan="other", as_of="2023-06-30"), view)
    assert "3个职教项目中2个已到“开门”（计划3个）" in headline(app)
    (bars,) = (trace for trace in chart(app, "stages")["data"] if trace["type"] == "bar")
    assert list(dict.fromkeys(bars["customdata"])) == ["开门", "起步"], "where nobody stands, nothing is drawn"
    legend = next(str(one.proto.body) for one in app.get("html") if "sb-swatches" in str(one.proto.body))
    assert re.findall("</i>([^<]+)", legend) == ["收尾", "开门", "起步", "未申报"]


@pytest.mark.parametrize("district", ["", "410102", "HK"])
def test_the_page_in_english_has_no_chinese_words_of_ours(page: Open, district: str) -> None:
    app = page(lang="en", district=district)
    labels = [one.label for one in (*app.selectbox, *app.radio, *app.button)]
    said = [headline(app).replace(CODE, ""), *labels, *headings(app)]
    assert not [words for words in said if re.search(r"[\u4e00-\u9fff]", words) and words != "中文"]
