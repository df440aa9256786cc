"""The capsule as its readers open it: from a folder, without a network, with the numbers of the store."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from components.exhibits.address import Address, parse_address
from components.exhibits.model import Bars, Exhibit, Series, table_of
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Cell, Column, Table
from components.export import papers
from components.export.html.capsule import capsule
from models.demo import load_demonstration
from models.snapshots.snapshot import SnapshotFactory
from models.status import Status, Word
from models.store.engine import open_store
from tests.raw_store import UNKNOWN, Raw

BAD = "<img src=x onerror=alert(1)> 喆 &amp; </script><script>alert(1)</script>"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
Open = Callable[..., Page]
BASE = Address("", "zhengzhou-2023-demo", date(2023, 9, 30), date(2023, 8, 31))
#: Tables of the dashboard: the column of each figure of a row.
FIGURES = {
    "targets": {2: "actual"},
    "worst": {2: "actual"},
    "changes": {3: "before", 7: "after"},
    "district": {2: "actual", 3: "city"},
    "projects": {8: "slip_days", 9: "seats"},
    "late_programmes": {6: "slip_days"},
}
#: For every table, the address of its part and the words of its rows by their keys.
TABLES = """() => [...document.querySelectorAll("section")].map(one => [one.dataset.address,
  [...one.querySelectorAll("tbody tr")].map(row => [row.dataset.key, [...row.cells].map(cell => cell.textContent)])])"""


def parts(word: str) -> list[Exhibit]:
    body = Bars((BAD, "乙"), ("a", "b"), Series("完成", (1, 2), "actual"), ("1", "2"), None, (Word.MET, Word.MISSED))
    chart = Exhibit("bars?x", "bars", word, body, table_of("名", body.categories, body), (BAD,), (BAD,), BAD, demonstration=True)
    numbers = (("● 正常", 10), ("▲ 预警", 9), ("? 无数据", None), ("■ 滞后", 100))
    rows = tuple((Cell(text, None, Status.AT_RISK), Cell("–" if n is None else str(n), n)) for text, n in numbers)
    listed = Table((Column("状态"), Column("数", 8, "n", is_number=True)), rows, ("a", "b", "c", "d"))
    return [chart, replace(chart, address="table?x", title=BAD, body=listed, data=listed)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Path of the file."""
    path: Path = tmp_path_factory.mktemp("stick") / "看板.html"
    names = {"zh": {"": "全市", "N": "北区"}, "en": {"": "City", "N": "North"}}
    views = {(language, code): parts(f"{language} {names[language][code]}") for language in names for code in names[language]}
    path.write_bytes(capsule(views, districts=names, titles={"zh": "看板", "en": "Board"}, demonstration=True))
    return path.as_uri()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """Open the file in a window without a network; only the file may be requested, without errors."""
    trouble: list[str] = []
    contexts = []

    def new(size: str = "desk", scheme: str = "light", hash_: str = "", file: str = address) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: None if one.url.startswith(file) else trouble.append(one.url))
        page.on("console", lambda one: trouble.append(one.text))
        page.on("pageerror", lambda one: trouble.append(str(one)))
        page.on("dialog", lambda one: (trouble.append("a text ran"), one.dismiss()))
        page.goto(file + hash_)
        page.wait_for_selector("body[data-shown]")
        return page

    yield new
    for context in contexts:
        context.close()
    assert trouble == []


def first(page: Page) -> str:
    return page.locator("section h2").first.inner_text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_shows_charts_and_tables_within_the_screen(opened: Open, size: str, scheme: str) -> None:
    page = opened(size, scheme)
    assert page.locator("section figure svg").count() == 1
    assert page.locator("section").nth(1).locator("tbody tr").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth") == SIZES[size][0]
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert dark == (scheme == "dark")


def test_a_text_is_shown_as_it_is(opened: Open) -> None:
    page = opened()
    assert page.locator("section h2").nth(1).inner_text() == BAD
    assert page.locator("img").count() == 0


def test_district_and_language_stay_in_the_address(opened: Open) -> None:
    page = opened()
    page.select_option("#district", "N")
    page.wait_for_selector('body[data-shown="zh/N"]')
    page.get_by_role("button", name="English").click()
    page.wait_for_selector('body[data-shown="en/N"]')
    assert first(page) == "en North"
    page.reload()
    page.wait_for_selector('body[data-shown="en/N"]')
    assert page.locator("html").get_attribute("lang") == "en"
    page.go_back()
    page.wait_for_selector('body[data-shown="zh/N"]')
    assert first(page) == "zh 北区"


def test_an_unknown_choice_shows_the_city(opened: Open) -> None:
    assert first(opened(hash_="#lang=xx&district=nowhere&part=99&sort2=77&sort=x")) == "zh 全市"


def test_a_table_sorts_by_number_and_what_is_unknown_comes_last(opened: Open) -> None:
    page = opened()
    table = page.locator("section").nth(1)
    for order in (["9", "10", "100", "–"], ["100", "10", "9", "–"]):
        before = page.url
        table.get_by_role("button", name="数").click()
        page.wait_for_url(lambda url, before=before: url != before)
        page.wait_for_function("() => document.querySelector('#part2 th[aria-sort]')")
        assert table.locator("td.number").all_inner_texts() == order
    page.reload()
    page.wait_for_selector("body[data-shown]")
    assert table.locator("td.number").all_inner_texts() == ["100", "10", "9", "–"]


def test_paper_is_light_and_its_charts_too(opened: Open) -> None:
    page = opened(scheme="dark")
    before = page.locator("figure svg").inner_html()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("figure svg").inner_html() != before
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("figure svg").inner_html() == before


def test_many_notes_are_folded_and_few_are_not(opened: Open) -> None:
    page = opened()
    assert page.locator("section > p.note").count() == 2
    assert page.locator("section details > p.note").count() == 0


def test_the_whole_dashboard_shows_the_numbers_of_the_store_with_the_network_cut(
    opened: Open, tmp_path: Path, loaded_store: Callable[..., str]
) -> None:
    engine = open_store(loaded_store(tmp_path, load_demonstration))
    (tmp_path / "看板.html").write_bytes(papers.capsule(ExhibitBuilder(SnapshotFactory(engine)), BASE))
    engine.dispose()
    raw = Raw(str(tmp_path / "store.sqlite"), BASE.plan)
    page = opened(file=(tmp_path / "看板.html").as_uri())
    compared = same_numbers(page, raw)
    drawn = set(page.locator("figure svg text").all_text_contents())
    assert {f"金水 {_in_district(raw, '410105')}", f"航空港 {_in_district(raw, 'HK')}"} <= drawn
    page.select_option("#district", "410105")
    page.wait_for_selector('body[data-shown="zh/410105"]')
    assert compared + same_numbers(page, raw) > 150


def _in_district(raw: Raw, code: str) -> int:
    return sum(row["district"] == code for row in raw.projects.values())


def same_numbers(page: Page, raw: Raw) -> int:
    """Compare the numbers of the tables with the rows of the store; return how many there are."""
    compared = 0
    for address, rows in page.evaluate(TABLES):
        asked = parse_address(address)
        question = {"as_of": asked.as_of, "since": asked.since, "chosen": asked.chosen}
        for key, cells in rows:
            if raw.targets.get(key, {}).get("kind") == "deliver":  # done or not, in words
                continue
            for column, figure in FIGURES.get(asked.part, {}).items():
                wanted = raw.says(asked.part, question, f"{key}.{figure}")
                if wanted is not UNKNOWN:
                    assert number_in(cells[column]) == written(wanted), (address, key)
                    compared += 1
    return compared


def number_in(words: str) -> float | None:
    """The first number that can be read."""
    found = re.search(r"-?\d[\d,]*(?:\.\d+)?", words)
    return float(found[0].replace(",", "")) if found and not words.startswith("–") else None


def written(value: Any) -> Any:
    """A number as written: with two decimals at most."""
    return None if value is None else pytest.approx(float(value), abs=0.00501)
