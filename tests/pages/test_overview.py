"""The year at a glance, every target, one district: with the plan that ships, with none, and with a hostile one."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from components.i18n.text import plain
from models.commands.ledger import store_reports
from models.commands.records import NewReport
from models.demo.shipped import load_shipped
from models.plan.file import read_plan_file
from models.store.engine import open_store
from tests.pages.reading import headings, headline, html

Open = Callable[..., AppTest]
HOSTILE = read_plan_file(Path(__file__).parent.parent / "plans" / "hostile.yaml")


def table(app: AppTest, nth: int = 0) -> list[dict[str, object]]:
    """The rows of a table."""
    rows: list[dict[str, object]] = app.dataframe[nth].value.to_dict("records")
    return rows


def names_on_worst(app: AppTest) -> list[str]:
    """The targets that need attention first, as named on the page."""
    return [one.label for one in app.button if one.key and one.key.startswith("worst-")]


def with_report(folder: Path, report: NewReport) -> str:
    """Return the address of a store with the plan that ships and one report."""
    url = f"sqlite:///{(folder / 'store.sqlite').as_posix()}"
    engine = open_store(url)
    load_shipped(engine)
    store_reports(engine, "zhengzhou-2023", [report], author="test")
    engine.dispose()
    return url


def test_the_year_ends_as_published(open_page: Open) -> None:
    app = open_page("summary", as_of="2023-12-31")
    assert headline(app) == "截至2023年12月31日，29项考核目标中5项正常或已完成，24项无数据，多在“职业教育建高地”（7项）。"
    assert names_on_worst(app) == [], "of 24 nothing is known: none is worse than another"
    assert app.get("page_link")[0].proto.label == "查看这24项目标"


def test_before_the_year_nothing_is_due_and_all_is_well(open_page: Open) -> None:
    app = open_page("summary", as_of="2022-12-31", since="2022-11-30")
    assert headline(app) == "截至2022年12月31日，还没有目标到期。"
    assert names_on_worst(app) == []
    assert "没有预警、滞后或缺数据的目标。" in html(app)
    assert "自2022年11月30日以来没有变化。" in html(app)


def test_what_changed_is_listed(open_page: Open) -> None:
    app = open_page("summary", as_of="2023-12-31", since="2023-11-30", lang="en")
    words = html(app)
    assert "What changed since 30 Nov 2023" in headings(app)
    assert "– → 13 kindergartens" in words
    assert "first figure +13" in words


def test_a_city_that_reported_nothing_has_pages_that_say_so(open_page: Open) -> None:
    of_summer = {"store": "three-districts", "as_of": "2026-06-30"}
    assert headline(open_page("summary", **of_summer)) == "截至2026年6月30日，1项考核目标还没有数据。"
    targets = open_page("targets", **of_summer)
    assert headline(targets) == "考核目标1项，其中0项正常或已完成，1项无数据。"
    assert [row["code"] for row in table(targets)] == ["T-1", "T-2"]
    assert "还没有任何填报" in html(targets)
    district = open_page("district", **of_summer)
    assert headline(district) == "甲区：截至2026年6月30日没有填报任何数据。"
    assert "没有区县填报过数据" in html(district)


def test_the_plan_that_is_current_comes_first_and_the_other_can_be_chosen(open_page: Open) -> None:
    app = open_page("summary", store="three-districts")
    assert app.selectbox(key="plan").options == ["三区市2026年教育重点工作", "郑州市教育系统2023年重点工作"]
    app.selectbox(key="plan").select("zhengzhou-2023").run()
    assert "29项" in headline(app)
    assert app.query_params["plan"] == "zhengzhou-2023"


def test_a_filter_narrows_table_and_headline_and_stands_in_the_address(open_page: Open) -> None:
    app = open_page("targets", as_of="2023-12-31")
    assert len(table(app)) == 82
    app.selectbox(key="status").select("met").run()
    assert headline(app) == "考核目标5项，其中5项正常或已完成，筛选后5项，共82项目标和推进事项。"
    assert {row["status"] for row in table(app)} == {"✔ 已完成"}
    assert app.query_params["status"] == "met"
    app.text_input(key="q").set_value("ba-0").run()
    assert sorted(str(row["code"]) for row in table(app)) == ["BA-01", "BA-02", "BA-04", "BA-05", "BA-06"]
    app.selectbox(key="status").select("").run()
    assert "status" not in app.query_params


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ({"section": "basic", "kind": "floor"}, 1),
        ({"status": "met", "q": "BA-01"}, 1),
        ({"section": "party", "status": "met"}, 0),
        ({"section": "party", "status": "met", "q": "x"}, 0),
        ({"q": "a" * 500}, 0),
    ],
    ids=["two filters", "filter and text", "nothing left", "nothing left to search", "a very long text"],
)
def test_a_link_brings_its_filters(open_page: Open, address: dict[str, str], codes: int) -> None:
    app = open_page("targets", as_of="2023-12-31", **address)
    if codes:
        assert f"筛选后{codes}项，共82项目标和推进事项" in headline(app)
        assert len(table(app)) == codes
    else:
        assert headline(app) == "没有符合条件的目标（共82项），请放宽左侧的筛选。"
        assert len(app.dataframe) == 0


def test_a_link_to_a_target_opens_it_with_its_curve_and_history(open_page: Open) -> None:
    app = open_page("targets", as_of="2023-12-31", target="BA-02")
    assert headings(app)[0] == "公办园投用：已完成，截至2023年12月31日为13 / 13所。"
    assert len(app.get("plotly_chart")) == 1
    assert len(app.dataframe) == 1, "the history is made when its box is opened"
    app.session_state["box-history"] = True
    assert [row["value"] for row in table(app.run(), 1)] == ["13"]
    assert "待核实" in html(app), "the source is a copy: the figure says so"


def test_what_needs_attention_opens_with_one_click_whatever_was_filtered_before(open_page: Open, tmp_path: Path) -> None:
    url = with_report(tmp_path, NewReport("RE-03", date(2023, 12, 20), Decimal(40)))
    app = open_page("targets", store=url, as_of="2023-12-31", section="party", district="HK", q="nothing")
    app.switch_page("overview/overview.py").run()
    name = names_on_worst(app)[0]
    assert (name, len(names_on_worst(app))) == ("引进培育中小学优秀校长", 5)
    assert app.get("page_link")[0].proto.label == "还有19项，查看全部目标"
    next(one for one in app.button if one.label == name).click().run()
    assert headline(app) == "考核目标29项，其中5项正常或已完成，1项未完成，23项无数据。"
    assert headings(app)[0].startswith(f"{name}：未完成，截至2023年12月31日为40 / 50名")


def test_a_district_shows_what_it_reported_beside_the_city(open_page: Open, tmp_path: Path) -> None:
    url = with_report(tmp_path, NewReport("BA-06", date(2023, 9, 1), Decimal(4), district="410102"))
    app = open_page("district", store=url, as_of="2023-12-31", district="410102")
    assert headline(app) == "中原区：截至2023年12月31日填报1项，计划没有分解到区县，只列数值。"
    (row,) = table(app)
    assert (row["in_district"], row["beside"], row["status"]) == ("4所", "16所", "– 未分解")
    assert len(app.get("plotly_chart")) == 1


def test_a_district_that_is_silent_says_so(open_page: Open) -> None:
    app = open_page("district", as_of="2023-12-31", district="HK", lang="en")
    assert headline(app) == "Airport Economy Zone: nothing reported by 31 Dec 2023."
    assert "This district has no figures" in html(app)


def test_a_write_to_the_store_shows_at_the_next_look(open_page: Open, tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}"
    app = open_page("summary", store=url, plan="zhengzhou-2023", as_of="2023-12-31")
    assert "5项正常或已完成" in headline(app)
    engine = open_store(url)
    store_reports(engine, "zhengzhou-2023", [NewReport("RE-03", date(2023, 12, 20), Decimal(50))], author="test")
    engine.dispose()
    assert "6项正常或已完成" in headline(app.run())


def test_a_new_store_is_filled_with_what_ships_once(open_page: Open, tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}"
    open_page("summary", store=url)
    engine = open_store(url)
    assert load_shipped(engine) == []
    engine.dispose()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_text_of_a_plan_is_never_markdown(open_page: Open, language: str) -> None:
    target = HOSTILE.targets[0]
    name = str(target.name if language == "zh" else target.name_en)
    summary = open_page("summary", store="hostile", as_of="2023-06-30", lang=language)
    assert plain(name) in names_on_worst(summary)
    card = open_page("targets", store="hostile", as_of="2023-06-30", lang=language, target=target.code)
    assert headings(card)[0].startswith(name)
    assert table(card)[0]["name"] == name or name in [row["name"] for row in table(card)]
    method = open_page("method", store="hostile", lang=language)
    title = str(HOSTILE.plan.title if language == "zh" else HOSTILE.plan.title_en)
    assert any(title in words for words in headings(method))


@pytest.mark.parametrize("page", ["summary", "targets", "district", "method"])
def test_a_text_of_a_plan_is_never_html(open_page: Open, page: str) -> None:
    words = html(open_page(page, store="hostile", as_of="2023-06-30", target="X'1\""))
    assert not [tag for tag in ("<script", "<img", "<iframe", "<h1>板块", "<b>所", "<b>甲") if tag in words]


def test_the_rules_are_told_with_the_percentages_of_the_plan(open_page: Open) -> None:
    app = open_page("method")
    assert headline(app) == "规则与来源：每个状态都由同一套规则算出。"
    assert "min(目标的 5%, 应达数的 10%)" in app.markdown[0].value
    assert "高出底线 0.5 个百分点" in app.markdown[0].value
    assert "geography/districts.geojson" in html(app)


CELLS = re.compile(r'<a class="sb-is-\w+" tabindex="(-1|0)" data-jump href="([^"]+)" title="([^"]+)"')


def cells_of(app: AppTest) -> list[dict[str, str]]:
    """The addresses of the cells of the year ribbon."""
    return [dict(parse_qsl(urlsplit(unescape(href)).query)) for _, href, _ in CELLS.findall(html(app))]


def test_each_cell_of_the_year_leads_to_its_target_on_its_day(open_page: Open) -> None:
    cells = cells_of(open_page("summary", as_of="2023-09-15", since="2023-08-31", lang="en"))
    days = [cell["as_of"] for cell in cells if cell["target"] == "BA-02"]
    assert [day[5:] for day in days] == ["01-31", "02-28", "03-31", "04-30", "05-31", "06-30", "07-31", "08-31", "09-15"]
    assert {(cell["plan"], cell["lang"], cell["since"]) for cell in cells} == {("zhengzhou-2023", "en", "2023-08-31")}


def test_a_row_of_the_year_for_each_counted_target(open_page: Open) -> None:
    app = open_page("summary", as_of="2023-12-31")
    assert len({cell["target"] for cell in cells_of(app)}) == 29
    assert html(app).count('<tr class="sb-of">') == 6


def test_the_tab_key_enters_the_year_once(open_page: Open) -> None:
    app = open_page("summary", as_of="2023-12-31")
    assert [stop for stop, _, _ in CELLS.findall(html(app))].count("0") == 1


def test_before_the_year_no_cell_has_a_figure(open_page: Open) -> None:
    assert cells_of(open_page("summary", as_of="2022-12-31", since="2022-11-30")) == []


def test_the_chips_count_what_the_headline_says_and_lead_to_it(open_page: Open) -> None:
    app = open_page("summary", as_of="2023-12-31")
    chips = re.findall(r'<a class="sb-count"[^>]*href="([^"]+)"[^>]*>.*?<b>(\d+)</b></a>', html(app))
    assert sum(int(n) for _, n in chips) == 29
    counted = {dict(parse_qsl(urlsplit(unescape(href)).query))["status"]: int(n) for href, n in chips}
    assert counted == {"met": 5, "unknown": 24}
    for status, n in counted.items():
        assert len(table(open_page("targets", as_of="2023-12-31", status=status))) == n


def test_active_filters_stand_over_the_content_and_can_be_removed(open_page: Open) -> None:
    app = open_page("targets", as_of="2023-12-31", status="met", q="幼")
    chips = {one.key: one for one in app.button if str(one.key).startswith("chip-")}
    assert [one.label for one in chips.values()] == ["状态：已完成 ×", "搜索：幼 ×", "取消全部筛选"]
    app = chips["chip-status"].click().run()
    assert [one.key for one in app.button if str(one.key).startswith("chip-")] == ["chip-q"]
    assert headline(app).startswith("筛选后1项，共82项目标和推进事项")
    app = open_page("targets", as_of="2023-12-31", status="met", q="幼")
    app = next(one for one in app.button if one.key == "chip-all").click().run()
    assert headline(app) == "考核目标29项，其中5项正常或已完成，24项无数据。"


def test_a_page_without_filters_has_no_chips(open_page: Open) -> None:
    assert [one.key for one in open_page("targets", as_of="2023-12-31").button if str(one.key).startswith("chip-")] == []


def test_two_districts_stand_side_by_side(open_page: Open) -> None:
    city = {"store": "riverton", "plan": "riverton-2027", "as_of": "2027-03-31", "lang": "en"}
    app = open_page("district", **city)
    names = app.sidebar.selectbox[0].options
    assert app.sidebar.selectbox[1].options == ["Whole city", *names[1:]]
    alone = {row["name"]: row for row in table(app)}
    app = open_page("district", **city, beside="quay")
    assert f"{names[0]} and {names[1]}" in headings(app)
    beside = {row["name"]: row for row in table(app)}
    assert {name: row["in_district"] for name, row in beside.items()} == {name: row["in_district"] for name, row in alone.items()}
    own = {row["name"]: row for row in table(open_page("district", **city, district="quay"))}
    assert {name: row["beside"] for name, row in beside.items() if name in own} == {
        name: f"{str(row['status']).split()[0]} {row['in_district']}" for name, row in own.items() if name in beside
    }
