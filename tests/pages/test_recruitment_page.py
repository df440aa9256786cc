"""The page of recruitment in memory: headline, table, total and the district's own page agree."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from models.commands.ledger import store_contents, store_plan
from models.commands.records import BatchContents, NewQuota, NewReport
from models.demo import load_demonstration
from models.demo.shipped import load_shipped
from models.plan.file import parse_plan
from models.store.engine import open_store
from tests.pages.reading import headline

Open = Callable[..., AppTest]
DAY = "2023-09-30"
OTHER = """
plan:
  code: other
  city: 试验市
  year: 2023
  title: 试验计划
  source: 测试
  districts: [{code: A, name: 甲区}, {code: B, name: 乙区}]
  posts: [{code: coach, name: 教练}, {code: nurse, name: 校医}]
  ways: [{code: moved, name: 调入}, {code: lent, name: 借用}]
sections: [{code: one, name: 一}]
targets:
  - {code: T, section: one, kind: count, name: 教练数, unit: 名, target: 10, due: 2023-12-31}
  - {code: U, section: one, kind: count, name: 校医数, unit: 名, target: 30, open_ended: true, due: 2023-12-31}
"""
QUOTAS = [
    NewQuota("Q1", "A", "coach", "moved", 4, targets=("T",)),
    NewQuota("Q2", "B", "coach", "lent", 4, targets=("T",)),
    NewQuota("Q3", "A", "nurse", "lent", 30, targets=("U",)),
]
FILLED = {"Q1": ("A", 7), "Q2": ("B", 1), "Q3": ("A", 31)}


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> str:
    """The real plan, the demonstration, and a plan with other posts and ways: one district over its quota, one short."""
    url = loaded_store(tmp_path_factory.mktemp("demo"), load_shipped, load_demonstration)
    engine = open_store(url)
    store_plan(engine, parse_plan(OTHER.encode(), name="other.yaml"), author="test", name="other.yaml")
    figures = [NewReport(code, date(2023, 6, 30), Decimal(n), district=district) for code, (district, n) in FILLED.items()]
    store_contents(engine, "other", BatchContents(quotas=QUOTAS, reports=figures), author="test")
    engine.dispose()
    return url


@pytest.fixture
def page(open_page: Open, demo_url: str) -> Open:
    """Open the page on a day of the demonstration."""
    return lambda **address: open_page("recruitment", store=demo_url, **({"as_of": DAY, "lang": "zh"} | address))


def html(app: AppTest) -> list[str]:
    return [str(one.proto.body) for one in app.get("html")]


def rows(app: AppTest) -> dict[str, list[str]]:
    """The cells of the table by the name at the head of each row, without marks and bars."""
    (table,) = [one for one in html(app) if "sb-quotas" in one and "<table>" in one]
    found = {}
    for row in table.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]:
        name = re.sub("<[^>]+>", "", row.split("</th>")[0])
        found[name] = [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
    return found


def test_the_rows_add_up_to_the_total_and_the_headline(page: Open) -> None:
    app = page()
    table = rows(app)
    total = table.pop("合计")
    for at in (0, 1, 6, 7, 12, 13):
        assert sum(int(cells[at].lstrip("≥")) for cells in table.values()) == int(total[at].lstrip("≥"))
    assert (total[0], total[6], total[12]) == ("50", "486", "≥30")
    assert f"校长{total[1]} / 50" in headline(app)
    assert f"教师{total[7]} / 500" in headline(app)
    assert f"{total[13]}（目标 ≥30）" in headline(app)


def test_what_is_not_divided_is_said(page: Open) -> None:
    assert any("分解合计486，市级目标500，尚有14名未分解" in one for one in html(page()))


def test_the_largest_gap_stands_first_or_the_order_of_the_plan(page: Open) -> None:
    app = page()
    gaps = [sum(int(cells[at]) for at in (2, 8, 14) if cells[at].isdigit()) for cells in list(rows(app).values())[:-1]]
    assert gaps == sorted(gaps, reverse=True)
    app.radio(key="quota-order").set_value("plan").run()
    assert next(iter(rows(app))) == "中原"


def test_grouping_by_way_keeps_the_numbers(page: Open) -> None:
    app = page(post="teacher")
    by_post = rows(app)["合计"]
    app.radio(key="quota-group").set_value("way").run()
    by_way = rows(app)["合计"]
    assert int(by_way[0]) + int(by_way[6]) == int(by_post[0]) == 486
    assert int(by_way[1]) + int(by_way[7]) == int(by_post[1])


@pytest.mark.parametrize("district", ["410102", "410106", "HK"])
def test_a_district_s_page_shows_the_same_numbers(page: Open, open_page: Open, demo_url: str, district: str) -> None:
    (name, cells), *_ = rows(page(district=district)).items()
    own = open_page("district", store=demo_url, as_of=DAY, lang="zh", district=district)
    shown = own.dataframe[0].value.set_index("name")["in_district"]
    assert shown["引进培育中小学优秀校长"] == f"{cells[1]} / {cells[0]}名", name
    assert shown["引进培育中小学优秀教师"] == f"{cells[7]} / {cells[6]}名", name


def test_a_district_alone_never_stands_against_the_city_s_target(page: Open) -> None:
    app = page(district="410106")
    assert "/ 500" not in headline(app)
    assert not any("市级目标500" in one for one in html(app))


def test_more_in_one_district_does_not_hide_the_gap_of_another(page: Open) -> None:
    app = page(plan="other", as_of="2023-07-31")
    table = rows(app)
    assert table["甲区"][:4] == ["4", "7", "超3", "175%"]
    assert table["乙区"][:4] == ["4", "1", "3", "25%"]
    assert table["合计"][:3] == ["8", "8", "0"]
    assert any("教练：分解合计8，市级目标10，尚有2名未分解；净缺0，各区县缺额合计3" in one for one in html(app))


def test_a_minimum_that_is_passed_is_no_percentage(page: Open) -> None:
    app = page(plan="other", as_of="2023-07-31")
    assert rows(app)["甲区"][6:10] == ["≥30", "31", "超1", "已达下限"]
    assert "校医31（目标 ≥30）" in headline(app)


def test_a_plan_without_quotas_says_what_to_do(page: Open) -> None:
    app = page(plan="zhengzhou-2023")
    assert headline(app) == "本计划还没有导入引进培育指标清单。"
    assert any("导入引进培育指标清单后，这里" in one for one in html(app))


def test_before_the_first_report_nothing_is_in_post(page: Open) -> None:
    app = page(plan="other", as_of="2023-01-15")
    assert rows(app)["甲区"][:4] == ["4", "–", "4", "–"]


def test_the_page_in_english_has_no_chinese_words_of_ours(page: Open) -> None:
    app = page(lang="en")
    labels = [one.label for one in (*app.selectbox, *app.radio)]
    assert not [words for words in (headline(app), *labels, *rows(app)) if re.search(r"[\u4e00-\u9fff]", words)]
