"""The app in a browser: every page in both languages, light and dark, at a desk and on a phone; then the readers' actions."""

import csv
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from components.theme import DARK, LIGHT
from models.config import DATA, ROOT
from tests.browser.conftest import assert_not_sideways, choose, navigate
from tests.conftest import PAGES

Reader = Any  # see conftest.py
Server = Any
NewReader = Callable[..., Reader]
DAY = "2023-12-31"
CHINESE = re.compile(r"[\u4e00-\u9fff]")

#: Every piece of text that a reader sees in the page and the side bar; icons are words to a font only.
VISIBLE = """() => {
  const found = [], skip = '[data-testid="stIconMaterial"], style, script, template, canvas, noscript';
  for (const root of document.querySelectorAll('[data-testid="stMain"], [data-testid="stSidebar"]')) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (!parent.closest(skip) && parent.checkVisibility({visibilityProperty: true, opacityProperty: true}))
        found.push(walker.currentNode.textContent);
    }
    for (const input of root.querySelectorAll('input')) found.push(input.value || input.placeholder);
  }
  return found.join(' ');
}"""
#: The content of the first table, as exposed to a screen reader.
TABLE = """() => [...document.querySelectorAll('[data-testid="stDataFrame"] canvas table tbody tr')]
  .slice(0, 20).map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))"""


def words_in(text: str) -> set[str]:
    """Latin words of two letters or more, without addresses and codes of targets."""
    bare = re.sub(r"https?://\S+|\b[A-Z]{2}-\d\d\b", " ", text)
    return set(re.findall(r"[A-Za-z][A-Za-z]+", bare))


def allowed_words() -> set[str]:
    """Latin words that belong on a Chinese page: those of our Chinese labels, of the plan's Chinese, of files and sources."""
    plan = yaml.safe_load((DATA / "plans" / "zhengzhou-2023.yaml").read_text("utf-8"))
    texts = [plan["plan"]["title"], plan["plan"]["source"]]
    texts += [str(one.get(key, "")) for one in plan["targets"] for key in ("name", "owner", "heading")]
    with (DATA / "files.csv").open(encoding="utf-8", newline="") as file:
        texts += [row[key] for row in csv.DictReader(file) for key in ("path", "what_zh", "source_zh", "licence_zh")]
    labels = tomllib.loads((ROOT / "components" / "i18n" / "zh.toml").read_text("utf-8"))
    texts += [re.sub(r"\{\w+\}", " ", str(text)) for section in labels.values() for text in dict_values(section)]
    return set().union(*map(words_in, texts))


def dict_values(section: object) -> list[object]:
    """The texts of a section of labels."""
    return list(section.values()) if isinstance(section, dict) else [section]


def rgb(colour: str) -> str:
    """``#RRGGBB`` for a colour in a browser's notation."""
    return f"rgb({', '.join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5))})"


def assert_sound(page: Page) -> None:
    """Check that the page has no exception, error or dialog, and does not overflow sideways."""
    expect(page.locator(".stException, .stAlert, [role=dialog]")).to_have_count(0)
    assert_not_sideways(page)


# Colours do not depend on the size: each page once light and once dark, once wide and once narrow, the first in all ways.
@pytest.mark.parametrize(
    ("name", "size", "scheme"),
    [
        *((name, size, scheme) for name in PAGES for size, scheme in (("desk", "light"), ("phone", "dark"))),
        ("summary", "phone", "light"),
        ("summary", "desk", "dark"),
    ],
)
def test_a_page_is_sound_and_answers_in_both_languages(
    server: Server, reader: NewReader, name: str, size: str, scheme: str
) -> None:
    tab, look = reader(size, scheme), DARK if scheme == "dark" else LIGHT
    tab.open(server.link(name, lang="zh", as_of=DAY, plan="zhengzhou-2023", district="410102"))
    assert_sound(tab.page)
    expect(tab.page.locator(".stApp")).to_have_css("background-color", rgb(look.paper))
    expect(tab.page.locator("h1")).to_have_css("color", rgb(look.ink))
    expect(tab.page.locator("h1")).to_be_in_viewport(ratio=1)
    assert words_in(tab.page.evaluate(VISIBLE)) - allowed_words() == set()
    tab.page.get_by_role("button", name="English").click()
    expect(tab.page.get_by_role("button", name="中文")).to_be_visible()
    tab.settle()
    assert_sound(tab.page)
    expect(tab.page.locator("h1")).to_be_in_viewport(ratio=1)
    assert not CHINESE.search(tab.headline())
    if size == "desk":
        assert_answers_after_the_switch(tab, name)


def assert_answers_after_the_switch(tab: Reader, name: str) -> None:
    """Choose another date in the other language; after going back the address still has every choice."""
    type_day(tab.page, "As of", "2023", "12", "30")
    tab.settle()
    assert_sound(tab.page)
    tab.page.get_by_role("button", name="中文").click()
    expect(tab.page.get_by_role("button", name="English")).to_be_visible()
    tab.settle()
    address = tab.page.evaluate("location.search")
    assert "as_of=2023-12-30" in address
    assert "plan=zhengzhou-2023" in address
    assert name in ("summary", "method") or "district=410102" in address


def test_a_plan_full_of_markup_shows_it_as_text(server: Server, reader: NewReader) -> None:
    """Check every page; more in ``test_hostile.py``."""
    tab = reader()
    tab.open(server.link("summary", plan="hostile", as_of="2023-06-30"))
    assert_sound(tab.page)
    assert tab.page.evaluate("window.hacked") is None
    main = tab.page.locator('[data-testid="stMain"]')
    expect(main.locator("script, iframe, img, h1 :not(span, div, a)")).to_have_count(0)
    expect(main).to_contain_text("<script>window.hacked=1</script> ![x](http://evil.example/x.png) **粗** $x^2$")
    expect(main).to_contain_text("喆㛃𣲗 🏫")


def test_filters_narrow_the_table_and_the_headline(server: Server, reader: NewReader) -> None:
    tab = reader()
    tab.open(server.link("targets", as_of=DAY))
    expect(tab.page.locator("h1")).to_contain_text("考核目标")
    choose(tab.page, "状态", "已完成")
    expect(tab.page.locator("h1")).to_contain_text("筛选后5项")
    tab.page.wait_for_function(f"() => ({TABLE})().length === 5")
    assert all("已完成" in row[0] for row in tab.page.evaluate(TABLE))
    search = tab.page.get_by_label("搜索（名称、编码、责任处室）")
    search.fill("普惠率")
    search.press("Enter")
    expect(tab.page.locator("h1")).to_contain_text("筛选后1项")
    tab.page.wait_for_function(f"() => ({TABLE})().length === 1")


def test_a_copied_link_shows_the_next_person_the_same(server: Server, reader: NewReader, stranger: NewReader) -> None:
    tab = reader()
    tab.open(server.link("targets", plan="zhengzhou-2023"))
    type_day(tab.page, "截至日期", "2023", "06", "30")
    choose(tab.page, "板块", "基础教育筑高台")
    tab.page.get_by_role("button", name="English").click()
    expect(tab.page.locator("h1")).to_contain_text("measured targets")
    tab.page.wait_for_function("() => location.search.includes('section=basic') && location.search.includes('lang=en')")
    tab.settle()
    link = tab.page.evaluate("location.href")
    assert "as_of=2023-06-30" in link
    other = stranger()
    other.open(link)
    expect(other.page.locator("h1")).to_have_text(tab.headline())
    other.page.wait_for_function(f"() => ({TABLE})().length > 0")
    assert other.page.evaluate(TABLE) == tab.page.evaluate(TABLE)
    expect(other.page.locator('[data-testid="stMain"] h2').first).to_have_text(
        tab.page.locator('[data-testid="stMain"] h2').first.inner_text()
    )


def test_the_switch_of_language_leaves_the_page_and_its_filters(server: Server, reader: NewReader) -> None:
    tab = reader()
    tab.open(server.link("targets", as_of=DAY, status="met"))
    tab.page.get_by_role("button", name="English").click()
    expect(tab.page.locator("h1")).to_have_text(
        "5 of 5 measured targets are on track or done, 5 of 82 targets and actions shown."
    )
    tab.page.get_by_role("button", name="中文").click()
    expect(tab.page.locator("h1")).to_have_text("考核目标5项，其中5项正常或已完成，筛选后5项，共82项目标和推进事项。")
    assert tab.page.evaluate("location.pathname") == "/targets"


def test_the_navigation_keeps_the_day_and_the_language(server: Server, reader: NewReader) -> None:
    tab = reader()
    tab.open(server.link("summary", as_of="2023-06-30", lang="en"))
    for name, heading in (("District", "nothing reported by 30 Jun 2023"), ("All targets", "measured targets")):
        navigate(tab.page, name)
        expect(tab.page.locator("h1")).to_contain_text(heading)
        tab.page.wait_for_function("() => location.search.includes('as_of=2023-06-30')")
        assert_sound(tab.page)


def test_a_page_stays_when_the_network_is_gone(server: Server, stranger: NewReader) -> None:
    tab = stranger()
    tab.open(server.link("targets", as_of=DAY, target="BA-02"))
    history = tab.page.locator('[data-testid="stExpander"]').filter(has_text="全部填报")
    history.locator("summary").click()
    expect(history.locator('[data-testid="stDataFrame"]')).to_be_visible()
    before = (tab.headline(), tab.page.evaluate(TABLE))
    tab.page.context.set_offline(True)
    for _ in range(2):  # closed and opened again
        history.locator("summary").click()
    expect(history.locator('[data-testid="stDataFrame"]')).to_be_visible()
    assert (tab.headline(), tab.page.evaluate(TABLE)[: len(before[1])]) == before
    assert_sound(tab.page)
    tab.page.context.set_offline(False)


def test_the_server_logged_no_fault(server: Server) -> None:
    log = server.log.read_text("utf-8", errors="replace")
    assert "Traceback" not in log
    assert "Error" not in log


def type_day(page: Page, label: str, year: str, month: str, day: str) -> None:
    """Type a date into a date input; it counts once the reader leaves the input."""
    page.get_by_role("group", name=label, exact=True).locator('[data-type="year"]').click()
    page.keyboard.type(year + month + day)
    page.locator("h1").click(position={"x": 5, "y": 5})  # beside the calendar
    page.wait_for_function("day => location.search.includes(day)", arg=f"as_of={year}-{month}-{day}")
