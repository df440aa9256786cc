"""The capsule as its readers open it: from a folder, without a network."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from components.export.capsule.capsule import capsule
from components.export.parts import Bars, Cell, Column, Part, Series, Table, table_of
from models.status import Status

BAD = "<img src=x onerror=alert(1)> 喆 &amp; </script><script>alert(1)</script>"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
Open = Callable[..., Page]


def parts(word: str) -> list[Part]:
    body = Bars((BAD, "乙"), ("a", "b"), Series("完成", (1, 2), "actual"), ("1", "2"), None, (Status.MET, Status.MISSED))
    chart = Part("bars?x", "bars", word, body, table_of("名", body.categories, body), (BAD,), (BAD,), BAD, demonstration=True)
    numbers = (("● 正常", 10), ("▲ 预警", 9), ("? 无数据", None), ("■ 滞后", 100))
    rows = tuple((Cell(text, None, Status.AT_RISK), Cell("–" if n is None else str(n), n)) for text, n in numbers)
    listed = Table((Column("状态"), Column("数", 8, "n", is_number=True)), rows, ("a", "b", "c", "d"))
    return [chart, replace(chart, address="table?x", title=BAD, body=listed, data=listed)]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the file is."""
    path: Path = tmp_path_factory.mktemp("stick") / "看板.html"
    names = {"zh": {"": "全市", "N": "北区"}, "en": {"": "City", "N": "North"}}
    views = {(language, code): parts(f"{language} {names[language][code]}") for language in names for code in names[language]}
    path.write_bytes(capsule(views, districts=names, titles={"zh": "看板", "en": "Board"}, demonstration=True))
    return path.as_uri()


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Open]:
    """Opens the file in a window without a network; nothing may be asked for but the file, and nothing go wrong."""
    trouble: list[str] = []
    contexts = []

    def new(size: str = "desk", scheme: str = "light", hash_: str = "") -> Page:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda one: None if one.url.startswith(address) else trouble.append(one.url))
        page.on("console", lambda one: trouble.append(one.text))
        page.on("pageerror", lambda one: trouble.append(str(one)))
        page.on("dialog", lambda one: (trouble.append("a text ran"), one.dismiss()))
        page.goto(address + hash_)
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
