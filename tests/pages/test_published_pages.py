"""The real plan as it ships: schools and figures of public sources, and pages without data that lead on."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from models.demo import load_demonstration
from models.demo.shipped import load_shipped
from tests.pages.reading import city_map, headings, headline, html

Open = Callable[..., AppTest]
END = {"as_of": "2023-12-31", "plan": "zhengzhou-2023"}
FILTERED = [({"district": "HK"}, 4), ({"stage": "kindergarten"}, 7), ({"q": "第四十一"}, 1), ({"status": "met"}, 0)]
KNOWN = [
    ("2023-08-31", "截至2023年8月31日，21项考核目标都还没有数据。"),
    ("2023-12-31", "截至2023年12月31日，29项考核目标中5项正常或已完成，24项无数据，多在“职业教育建高地”（7项）。"),
]


@pytest.fixture(scope="module")
def with_demonstration(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> str:
    """A store with the real plan, and the demonstration."""
    return loaded_store(tmp_path_factory.mktemp("demo"), load_shipped, load_demonstration)


def buttons(app: AppTest) -> list[str]:
    """Return the buttons of a page without data, in their order."""
    shown = ["list-template", "form-template", "to-import", "to-demonstration"]
    found = [one.key for one in app.button if one.key in shown]
    downloads = [name for one in app.get("download_button") for name in shown if name in one.proto.id]
    return downloads + found


def test_the_schools_page_shows_what_is_published(open_page: Open) -> None:
    app = open_page("projects", **END, lang="zh")
    assert headline(app) == "公开资料列出54所学校，其中36所已投用；本计划的建设项目清单尚未导入。"
    (table,) = app.dataframe
    assert len(table.value) == 54
    assert set(table.value["grade"].str[0]) == {"A", "B", "C"}
    assert table.value["source"].str.startswith("http").all()
    assert "不计入2023年目标" in html(app)
    assert "位置为示意" in html(app)
    assert "2所学校的来源没有写区县，未画出" in html(app)


def test_what_is_not_published_is_left_open(open_page: Open) -> None:
    (table,) = open_page("projects", **END, lang="en").dataframe
    of_2021 = table.value[table.value["year"] == 2021]
    assert of_2021[["classes", "seats"]].isna().all().all()
    assert set(of_2021["address"]) == {"not published"}


@pytest.mark.parametrize(("chosen", "schools"), FILTERED)
def test_filters_hold_for_published_schools(open_page: Open, chosen: dict[str, str], schools: int) -> None:
    app = open_page("projects", **END, lang="zh", **chosen)
    assert [len(one.value) for one in app.dataframe] == ([schools] if schools else [])
    assert headline(app).startswith(f"公开资料列出{schools}所学校" if schools else "公开资料中没有符合条件的学校")


def test_the_map_has_a_hollow_mark_for_each_school_with_a_district(open_page: Open) -> None:
    app = open_page("projects", **END, lang="zh")
    assert len(city_map(app)["marks"]) == 52, "of 54 schools two are in no district that is known"


@pytest.mark.parametrize("page", ["projects", "progress", "recruitment"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_without_its_list_leads_on_and_names_no_command(open_page: Open, page: str, language: str) -> None:
    app = open_page(page, **END, lang=language)
    assert headline(app)
    assert buttons(app) == ["list-template", "to-import"], "this store has no demonstration"
    assert "manage.py" not in html(app)


def test_the_way_to_the_demonstration_is_offered_where_there_is_one(open_page: Open, with_demonstration: str) -> None:
    app = open_page("recruitment", store=with_demonstration, **END, lang="zh")
    assert buttons(app)[-1] == "to-demonstration"
    app.button(key="to-demonstration").click().run()
    assert "本计划还没有导入" not in headline(app)


def test_the_import_button_leads_to_the_import_page(open_page: Open) -> None:
    app = open_page("progress", **END, lang="zh")
    app.button(key="to-import").click().run()
    assert "to-import" not in buttons(app)
    assert any("template" in one.proto.id for one in app.get("download_button"))


@pytest.mark.parametrize(("day", "words"), KNOWN)
def test_the_overview_claims_nothing_that_is_not_known(open_page: Open, day: str, words: str) -> None:
    app = open_page("summary", plan="zhengzhou-2023", as_of=day, lang="zh")
    assert headline(app) == words
    assert buttons(app) == ["form-template", "to-import"]
    assert html(app).count('class="sb-tile"') == 3
    assert "公开资料列出" in html(app)
    assert "各区县" not in headings(app), "no district has reported"


def test_the_district_page_leads_on_where_nobody_has_reported(open_page: Open) -> None:
    app = open_page("district", **END, lang="zh", district="410102")
    assert "没有区县填报过数据" in html(app)
    assert buttons(app) == ["form-template", "to-import"]
    assert "manage.py" not in html(app)


def test_published_figures_stand_beside_the_target_with_links(open_page: Open) -> None:
    app = open_page("targets", **END, lang="en", target="BA-04")
    assert "Published figures by year" in headings(app)
    words = html(app)
    assert 'href="https://dzb.zzrbnews.com/news/76596" target="_blank" rel="noopener noreferrer"' in words
    assert "90.64%" in words
    assert "source of 2025-05" in words
    assert 'class="sb-later"' in words, "2024 comes after the selected date"
    assert "Affordable kindergarten coverage · province" in words


def test_a_target_without_published_figures_has_no_such_table(open_page: Open) -> None:
    assert "历年公开数据" not in headings(open_page("targets", **END, lang="zh", target="RE-03"))
