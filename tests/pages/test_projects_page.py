"""The page of school projects in memory: map, table, timeline and headline agree, whatever is filtered and selected."""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.charts.geography import MOST_SYMBOLS
from models.analysis.schools import KINDS, STAGES
from models.commands.ledger import store_contents, store_plan
from models.commands.records import BatchContents, NewMilestone, NewProject
from models.config import ROOT
from models.demo import load_demonstration
from models.demo.plan import CODE
from models.demo.shipped import load_shipped
from models.plan.file import read_plan_file
from models.status import Status
from models.store.engine import open_store
from tests.pages.reading import city_map, headings, headline, html

Open = Callable[..., AppTest]
DAY = "2023-09-30"
#: The heading next to the map while no project is picked.
SUM = "建设进度"
BAD = [
    "<img src=x onerror=alert(1)>",
    "\"' onmouseover='alert(1)' x=\"",
    "🏫 第一小学 👩‍🏫",
    "长" * 60,
    "**粗** $x^2$ [a](http://evil.example) `code` :red[x]",
    "=1+1",
]


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> str:
    """A store with the real plan, and the demonstration."""
    return loaded_store(tmp_path_factory.mktemp("demo"), load_shipped, load_demonstration)


@pytest.fixture
def projects_page(open_page: Open, demo_url: str) -> Open:
    """Open the page on a day of the demonstration: ``projects_page(district="410102")``."""
    return lambda **address: open_page("projects", store=demo_url, **({"as_of": DAY, "lang": "zh"} | address))


def card(app: AppTest) -> list[str]:
    """The name on the card that replaces the summary, if any."""
    return [words for words in headings(app) if words != SUM]


def marks(app: AppTest) -> set[str]:
    """The codes of the projects on the map."""
    return {one["code"] for one in city_map(app)["marks"] if one["shown"]}


def deck(app: AppTest) -> dict[str, Any]:
    """The WebGL map as sent to the browser."""
    found: dict[str, Any] = json.loads(app.get("deck_gl_json_chart")[0].proto.json)
    return found


def layer(app: AppTest, name: str) -> list[dict[str, Any]]:
    """The rows of a layer of the WebGL map; empty if it is missing."""
    return next((one["data"] for one in deck(app)["layers"] if one["id"] == name), [])


def chart(app: AppTest, key: str) -> dict[str, Any]:
    """A Plotly figure as sent to the browser."""
    (one,) = [one for one in app.get("plotly_chart") if key in one.proto.id]
    figure: dict[str, Any] = json.loads(one.proto.spec)
    return figure


def number_said(app: AppTest) -> int:
    """The number of projects in the headline."""
    found = re.search(r"(\d+)个建设项目", headline(app))
    assert found, headline(app)
    return int(found[1])


def assert_agree(app: AppTest) -> int:
    """Check that headline, map, table, funnel, timeline and districts show the same projects; return their number."""
    table = app.dataframe[0].value
    codes = set(table["code"])
    unplaced = re.search(r"(\d+)个项目没有坐标", html(app))
    on_map = marks(app)
    assert number_said(app) == len(table) == len(codes)
    assert on_map <= codes
    assert len(on_map) + (int(unplaced[1]) if unplaced else 0) == len(codes)
    assert sum(city_map(app)["counts"].values()) == len(codes)
    assert chart(app, "funnel")["data"][0]["text"][0].startswith(f"{len(codes)}个")
    app.radio(key="project-view").set_value("timeline").run()
    assert len(chart(app, "timeline")["layout"]["annotations"]) == min(len(codes), 20), "a name above each row"
    app.radio(key="project-view").set_value("districts").run()
    assert int(app.dataframe[0].value["projects"].sum()) == len(codes)
    return len(codes)


def test_all_parts_show_all_52_projects(projects_page: Open) -> None:
    assert assert_agree(projects_page()) == 52


# Districts, a county and cities with three or four projects, and zones that are not districts.
@pytest.mark.parametrize("district", ["410102", "410108", "410122", "410181", "410185", "ZD", "HK"])
def test_all_parts_agree_on_a_district(projects_page: Open, district: str) -> None:
    assert assert_agree(projects_page(district=district)) in (3, 4)


@pytest.mark.parametrize(("key", "value"), [*(("stage", one) for one in STAGES), *(("project_kind", one) for one in KINDS)])
def test_all_parts_agree_on_a_stage_and_a_kind(projects_page: Open, key: str, value: str) -> None:
    app = projects_page(**{key: value})
    if not headline(app).startswith("没有"):
        assert 0 < assert_agree(app) < 52


def test_stages_kinds_and_statuses_each_add_up_to_all(projects_page: Open) -> None:
    app = projects_page()
    for key, values in (("stage", STAGES), ("project_kind", KINDS), ("status", [one.value for one in Status][:9])):
        total = 0
        for value in values:
            app.selectbox(key=key).set_value(value).run()
            total += len(app.dataframe[0].value) if "没有符合条件" not in headline(app) else 0
        assert total == 52, key
        app.selectbox(key=key).set_value("").run()


@pytest.mark.parametrize("status", ["met", "on_track", "at_risk", "off_track"])
def test_all_parts_agree_on_a_status(projects_page: Open, status: str) -> None:
    app = projects_page(status=status)
    words = set(app.dataframe[0].value["status"])
    assert assert_agree(app) > 0
    assert len(words) == 1


@pytest.mark.parametrize("day", ["2022-12-31", "2023-02-28", "2023-07-01", "2023-09-01", "2023-12-31", "2024-12-31"])
def test_all_parts_agree_on_other_days(projects_page: Open, day: str) -> None:
    assert assert_agree(projects_page(as_of=day)) == 52


def test_a_search_narrows_all_parts(projects_page: Open) -> None:
    assert 0 < assert_agree(projects_page(q="幼儿园")) < 52


def test_the_map_flies_to_the_district(projects_page: Open) -> None:
    city, district = (deck(projects_page(map="webgl", **own))["initialViewState"] for own in ({}, {"district": "410106"}))
    assert district["zoom"] > city["zoom"] + 1
    assert district["longitude"] == pytest.approx(113.3, abs=0.1)


def test_the_map_takes_nothing_from_outside(projects_page: Open) -> None:
    sent = json.dumps(city_map(projects_page()))
    assert not re.search("https?:|carto|mapbox|tile", sent)
    app = projects_page(map="webgl")
    text = app.get("deck_gl_json_chart")[0].proto.json
    assert not re.search("https?:|carto|mapbox|tile", text)
    assert json.loads(text).get("mapProvider") is None


def test_a_link_shows_the_card_and_the_button_closes_it(projects_page: Open) -> None:
    app = projects_page(project="XM-005")
    name = app.dataframe[-1].value.set_index("code").loc["XM-005", "name"]
    assert card(app) == [name]
    assert "投用" in html(app)
    assert city_map(app)["chosen"] == "XM-005"
    ring = next(row for row in layer(projects_page(project="XM-005", map="webgl"), "projects") if row["code"] == "XM-005")
    assert ring["width"] > 2
    app.button(key="close-project").click().run()
    assert card(app) == []
    assert "project" not in app.query_params
    assert headings(app)[0] == SUM


@pytest.mark.parametrize("code", ["nothing", "", "<script>"])
def test_a_link_to_a_project_that_is_not_there_shows_the_sum(projects_page: Open, code: str) -> None:
    app = projects_page(project=code)
    headline(app)
    assert card(app) == []


def test_a_project_that_the_filters_hide_has_no_card(projects_page: Open) -> None:
    app = projects_page(project="XM-005")
    other = "senior_high" if "幼儿园" in card(app)[0] else "kindergarten"
    assert card(projects_page(project="XM-005", stage=other)) == []


def test_every_project_has_a_card(projects_page: Open) -> None:
    app = projects_page()
    for code in app.dataframe[0].value["code"]:
        app.query_params["project"] = code
        app.run()
        headline(app)
        assert len(card(app)) == 1, code


@pytest.mark.parametrize("district", ["", "410105"])
def test_the_webgl_map_shows_the_same_projects(projects_page: Open, district: str) -> None:
    chosen = {"district": district} if district else {}
    app = projects_page(map="webgl", **chosen)
    assert [one for one in app.get("bidi_component") if one.proto.component_name == "sanbiao_city_map"] == []
    assert app.radio(key="map-kind").value == "webgl"
    assert marks(projects_page(**chosen)) == {row["code"] for row in layer(app, "projects")}


def test_the_buttons_of_the_webgl_map_zoom_and_bring_back_the_whole_city(projects_page: Open) -> None:
    app = projects_page(map="webgl")
    whole = deck(app)["initialViewState"]
    app.button(key="map-in").click().run()
    assert deck(app)["initialViewState"]["zoom"] == pytest.approx(whole["zoom"] + 1)
    app.button(key="map-in").click().run()
    app.button(key="map-out").click().run()
    assert deck(app)["initialViewState"]["zoom"] == pytest.approx(whole["zoom"] + 1)
    app.button(key="map-whole").click().run()
    again = deck(app)["initialViewState"]
    assert again["zoom"] == pytest.approx(whole["zoom"])
    assert again != whole, "a step that is not seen, for Streamlit applies only what differs"
    assert (again["longitude"], again["latitude"]) == pytest.approx((whole["longitude"], whole["latitude"]), abs=1e-6)


def test_the_film_goes_from_the_first_month_to_the_day_shown(projects_page: Open) -> None:
    months = city_map(projects_page())["months"]
    assert [one["label"] for one in months] == [f"{n}月" for n in range(1, 10)]
    assert months[-1]["said"] == "截至2023年9月30日：已投用22个，在建27个，未开工3个；滞后9个"
    march = city_map(projects_page(as_of="2023-03-31"))["months"]
    assert march == months[:3], "a month of the film is the map of its last day"
    late = city_map(projects_page(as_of="2024-12-31"))["months"]
    assert len(late) == 13
    assert len(city_map(projects_page(as_of="2023-01-01"))["months"]) == 1


@pytest.mark.parametrize("chosen", [{"district": "410105"}, {"stage": "kindergarten"}, {"status": "off_track"}])
def test_the_film_counts_what_the_filters_leave(projects_page: Open, chosen: dict[str, str]) -> None:
    app = projects_page(**chosen)
    n = number_said(app)
    for month in city_map(app)["months"]:
        opened, building, planned = (
            int(re.findall(rf"{word}(\d+)个", month["said"])[0]) for word in ("已投用", "在建", "未开工")
        )
        assert opened + building + planned == n


def test_seats_that_are_missing_stand_in_the_headline_the_figures_and_the_card(projects_page: Open) -> None:
    app = projects_page()
    missing = re.search(r"应投用而未投用的学位(\d+)个", headline(app))
    assert missing
    assert f"<b>{missing[1]}</b>" in html(app)
    assert "缺学位·天数" in html(app)
    late = app.dataframe[-1].value.set_index("code")
    before = projects_page(as_of="2023-08-31")
    assert "应投用而未投用" not in headline(before)
    open_late = next(
        code for code in late.index if "个×29天＝" in html(projects_page(project=code)) and late.loc[code, "status"] is not None
    )
    seats = int(late.loc[open_late, "seats"])
    assert f"{seats}个×29天＝{seats * 29}" in html(projects_page(project=open_late))


def test_a_map_that_there_is_none_of_is_told(projects_page: Open) -> None:
    app = projects_page(map="upside-down", lang="en")
    assert "Map &#x27;upside-down&#x27; (shown instead: Map)" in html(app)
    assert "map" not in app.query_params


def test_districts_are_coloured_on_demand(projects_page: Open) -> None:
    app = projects_page(map="webgl")
    plain = [one["properties"]["fill"] for one in layer(app, "areas")["features"]]
    app.toggle(key="map-shade").set_value(True).run()
    shaded = [one["properties"]["fill"] for one in layer(app, "areas")["features"]]
    assert len({str(one) for one in plain}) == 1
    assert len({str(one) for one in shaded}) > 1


@pytest.mark.parametrize("page", ["summary", "targets", "district", "projects", "method"])
@pytest.mark.parametrize(("language", "words"), [("zh", "演示数据"), ("en", "Demonstration")])
def test_every_page_of_the_demonstration_says_so(open_page: Open, demo_url: str, page: str, language: str, words: str) -> None:
    app = open_page(page, store=demo_url, lang=language, as_of=DAY)
    headline(app)
    assert app.query_params["plan"] == CODE
    assert f'sb-banner">{words}' in html(app)
    app.button(key="real-plan").click().run()
    headline(app)
    kept = {name: "".join(app.query_params[name]) for name in ("plan", "as_of", "lang")}
    assert kept == {"plan": "zhengzhou-2023", "as_of": DAY, "lang": language}
    assert "sb-banner" not in html(app).replace(".sb-banner", "")


def test_filters_that_leave_nothing_say_so(projects_page: Open) -> None:
    app = projects_page(q="there is no such school")
    headline(app)
    assert "请放宽左侧的筛选" in html(app)
    assert "sanbiao_city_map" not in {one.proto.component_name for one in app.get("bidi_component")}


def three_districts(open_page: Open, tmp_path: Any, names: list[str]) -> Open:
    """Open the page of a city without geography with projects of these names in its three districts."""
    url = f"sqlite:///{(tmp_path / 'three.sqlite').as_posix()}"
    engine = open_store(url)
    store_plan(engine, read_plan_file(ROOT / "tests" / "plans" / "three-districts.yaml"), author="test", name="three.yaml")
    store_contents(engine, "three-districts", contents(names, ["A", "B", "C"]), author="test", kind="import")
    engine.dispose()
    return lambda **address: open_page("projects", store=url, **({"as_of": "2026-06-30", "lang": "zh"} | address))


def contents(names: list[str], districts: list[str]) -> BatchContents:
    """Projects of these names, one after the other in these districts, each with one milestone."""
    projects = [
        NewProject(f"P-{n}", name, districts[n % len(districts)], "primary", "new", seats=900, owner=name, note=name)
        for n, name in enumerate(names)
    ]
    steps = [
        NewMilestone(one.code, "opened", "baseline", date(2026, 9, 1), date(2026, 1, 1), 4, note=one.name) for one in projects
    ]
    return BatchContents(projects=projects, milestones=steps)


def test_a_plan_without_geography_shows_the_table_and_says_why_there_is_no_map(open_page: Open, tmp_path: Any) -> None:
    app = three_districts(open_page, tmp_path, ["甲小学", "乙小学", "丙小学"])()
    assert number_said(app) == 3
    assert "这个计划没有地图文件" in html(app)
    assert "sanbiao_city_map" not in {one.proto.component_name for one in app.get("bidi_component")}
    assert sorted(app.dataframe[0].value["name"]) == sorted(["甲小学", "乙小学", "丙小学"])


def test_hostile_names_stay_text(open_page: Open, tmp_path: Any) -> None:
    page = three_districts(open_page, tmp_path, BAD)
    app = page()
    headline(app)
    assert set(app.dataframe[0].value["name"]) == set(BAD)
    for code in app.dataframe[0].value["code"]:
        card = page(project=code)
        headline(card)
        assert "<img" not in html(card)
        assert "onmouseover='" not in html(card)
    app.radio(key="project-view").set_value("timeline").run()
    assert "<img" not in json.dumps(chart(app, "timeline"))
    assert len(chart(app, "timeline")["layout"]["annotations"]) == len(BAD)


def test_median_slip_is_not_told_of_few(projects_page: Open) -> None:
    app = projects_page()
    app.radio(key="project-view").set_value("districts").run()
    table: pd.DataFrame = app.dataframe[0].value
    assert table.columns.tolist() == ["district", "projects", "behind", "median_slip"]
    assert set(table["median_slip"]) - {"项目太少，不比较"}, "some are compared"


def test_with_very_many_projects_the_page_still_opens(open_page: Open, tmp_path: Any) -> None:
    n = MOST_SYMBOLS + 1
    app = three_districts(open_page, tmp_path, [f"第{i}小学" for i in range(n)])()
    assert number_said(app) == len(app.dataframe[0].value) == n
    assert f"{MOST_SYMBOLS}个以内" in html(app)
    app.selectbox(key="district").set_value("A").run()
    assert number_said(app) == len(app.dataframe[0].value) == 501
    assert "个以内" not in html(app)
