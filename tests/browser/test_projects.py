"""The page of school projects in a browser: picking on the map and in the table, links, no network, no WebGL, hostile names."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, TimeoutError, expect

from components.charts import webgl_map
from components.charts.geography import PHONE_WIDTH, WIDTH, height_for, read_geography
from components.charts.webgl_plane import Plane, drawn_discs
from models.analysis.filters import matching_projects
from models.analysis.schools import project_standings
from models.commands.ledger import store_contents, store_plan
from models.commands.records import BatchContents, NewMilestone, NewProject
from models.plan.file import parse_plan
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import read_parts
from models.store.engine import open_store, reading
from tests.browser.conftest import (
    FLAGS,
    SIZES,
    Reader,
    Server,
    assert_not_sideways,
    choose,
    chromium_path,
    keep_warm,
    new_context,
    running_app,
)

Tab = Callable[..., Reader]
DAY = "2023-09-30"
COMMON = tuple(flag for flag in FLAGS if flag != "--disable-gpu")
#: WebGL by a renderer in software, which draws the map alone: the page around it is drawn faster without.
WITH_WEBGL = (
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-gpu-rasterization",
    "--disable-gpu-compositing",
)
WITHOUT_WEBGL = ("--disable-gpu", "--disable-software-rasterizer", "--disable-3d-apis")
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
BAD = ["<img src=x onerror=alert(1)>", "\"' onmouseover='alert(1)' x=\"", "🏫 第一小学 👩‍🏫", "长" * 60]
HOSTILE = """
plan:
  code: hostile-projects
  city: 试验市
  year: 2023
  title: 试验计划
  source: 测试
  geography: {areas: geography/districts.geojson}
  districts: [{code: "410102", name: "<img src=x onerror=alert(2)>", short: "<img src=x onerror=alert(3)>"}]
sections: [{code: one, name: 一}]
targets: [{code: C, section: one, kind: count, name: 开工, unit: 所, target: 4, due: 2023-12-31}]
"""


@dataclass
class Demo:
    """A running app that started on an empty store, and its projects as of ``DAY``."""

    server: Server
    projects: pd.DataFrame

    def link(self, **address: str) -> str:
        """The address of the page."""
        return self.server.link("projects", **({"as_of": DAY, "lang": "zh"} | address))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Demo]:
    """The app started on an empty store: it loads the real plan and the demonstration by itself."""
    folder = tmp_path_factory.mktemp("projects")
    store = f"sqlite:///{(folder / 'store.sqlite').as_posix()}"
    with running_app(folder, store) as server:
        page = browser.new_page()
        page.goto(server.link("summary"))
        page.wait_for_selector("h1", timeout=120_000)
        page.close()
        yield Demo(server, standings(store))


def standings(store: str) -> pd.DataFrame:
    """The projects of the demonstration on ``DAY`` in the order of the page; adds a plan with hostile names to the store."""
    engine, now, day = open_store(store), datetime.now(UTC), date.fromisoformat(DAY)
    with reading(engine) as session:
        parts = read_parts(session, "zhengzhou-2023-demo", known_at=now)
        reports = read_reports(session, parts, as_of=day, known_at=now)
    projects = project_standings(reports.parts.projects, reports.milestones, as_of=day, start=parts.view.head.start)
    file = parse_plan(HOSTILE.encode(), name="hostile.yaml")
    store_plan(engine, file, author="test", name="hostile.yaml")
    rows = [
        NewProject(
            f"P-{n}",
            name,
            "410102",
            "primary",
            "new",
            crs="WGS-84",
            given_x=113.55 + n / 20,
            given_y=34.75,
            seats=2000,
            owner=name,
        )
        for n, name in enumerate(BAD)
    ]
    steps = [NewMilestone(one.code, "opened", "baseline", date(2023, 9, 1), date(2023, 1, 1), 4) for one in rows]
    store_contents(engine, file.plan.code, BatchContents(projects=rows, milestones=steps), author="test", kind="import")
    engine.dispose()
    return matching_projects(projects, dict.fromkeys(("district", "stage", "project_kind", "status", "q"), ""))


@contextmanager
def tabs(browser: Browser, server: Server, flags: tuple[str, ...]) -> Iterator[Tab]:
    """A second Chromium with other flags; its windows stay open, so that their cache is warm."""
    path = chromium_path(SimpleNamespace(chromium=browser.browser_type))  # type: ignore[arg-type]
    own, kept = browser.browser_type.launch(executable_path=path, args=[*COMMON, *flags]), dict[Any, BrowserContext]()

    def new(size: str = "desk", scheme: Any = "light") -> Reader:
        if (size, scheme) not in kept:
            options: Any = {"user_agent": PHONE, "has_touch": True} if size == "phone" else {}
            kept[size, scheme] = new_context(own, size, scheme, **options)
            keep_warm(kept[size, scheme], server)
        return Reader(kept[size, scheme].new_page())

    yield new
    own.close()


@pytest.fixture(scope="module")
def webgl(browser: Browser, demo: Demo) -> Iterator[Tab]:
    """A browser that draws maps."""
    with tabs(browser, demo.server, WITH_WEBGL) as new:
        yield new


@pytest.fixture(scope="module")
def no_webgl(browser: Browser, demo: Demo) -> Iterator[Tab]:
    """A browser without WebGL, as on an old computer."""
    with tabs(browser, demo.server, WITHOUT_WEBGL) as new:
        yield new


def closing(new: Tab) -> Iterator[Tab]:
    opened: list[Reader] = []

    def tab(**options: Any) -> Reader:
        opened.append(new(**options))
        return opened[-1]

    yield tab
    trouble = [one for each in opened for one in each.trouble]
    for each in opened:
        each.page.context.set_offline(False)
        each.page.close()
    assert trouble == []


@pytest.fixture
def tab(webgl: Tab) -> Iterator[Tab]:
    """Open tabs that draw maps; at the end no error may have occurred in one."""
    yield from closing(webgl)


@pytest.fixture
def old_tab(no_webgl: Tab) -> Iterator[Tab]:
    """Open tabs of a browser without WebGL."""
    yield from closing(no_webgl)


def canvas(page: Page) -> Locator:
    """The canvas of the map, once something is drawn on it."""
    found = page.locator("#deckgl-overlay")
    expect(found).to_be_visible(timeout=30_000)
    page.wait_for_function(
        """() => document.querySelector('#deckgl-overlay').getBoundingClientRect().width > 100""", timeout=30_000
    )
    page.wait_for_timeout(1500)  # the map is drawn by a renderer in software
    return found


def plane_of(projects: pd.DataFrame, width: int) -> Plane:
    """The plane of the WebGL map of the whole city."""
    geography = read_geography("geography/districts.geojson", "geography/zones.geojson", "geography/context.geojson")
    view = webgl_map.view_of(geography, projects, "", width)
    return Plane(view.longitude, view.latitude, view.zoom, width, height_for(width))


def places_on_screen(projects: pd.DataFrame, width: int = WIDTH) -> dict[str, tuple[float, float]]:
    """The offset of each project's disc from the middle of the map, in pixels to the right and down."""
    placed = webgl_map.large_first(projects[projects["longitude"].notna()])
    discs = drawn_discs(placed, plane_of(placed, width), width)
    middle = width / 2, height_for(width) / 2
    return {code: (one.at[0] - middle[0], one.at[1] - middle[1]) for code, one in zip(placed["code"], discs, strict=True)}


def alone_on_map(projects: pd.DataFrame, among: list[str]) -> str:
    """The one of some projects whose disc is farthest from all others."""
    spots = places_on_screen(projects)

    def nearest(code: str) -> float:
        x, y = spots[code]
        return min((x - a) ** 2 + (y - b) ** 2 for other, (a, b) in spots.items() if other != code)

    return max((code for code in among if code in spots), key=nearest)


def click_on_map(page: Page, projects: pd.DataFrame, code: str) -> None:
    """Click the disc of a project; a button far down may have scrolled the page away from the map."""
    x, y = places_on_screen(projects)[code]
    tip = page.locator(".deck-tooltip").filter(has_text=projects.set_index("code").loc[code, "name"])
    across, down = 0.0, 0.0
    for _ in range(5):  # on a busy machine the mouse may arrive before the map is drawn, or before it is drawn anew elsewhere
        canvas(page).evaluate("one => one.scrollIntoView({block: 'center'})")
        box = canvas(page).bounding_box()
        assert box
        across, down = box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y
        page.mouse.move(across - 3, down)
        page.mouse.move(across, down)
        with suppress(TimeoutError):
            tip.wait_for(timeout=5000)
            break
    expect(tip).to_be_visible()
    for _ in range(3):  # on a busy machine the map may take a click for the start of a drag
        page.mouse.click(across, down)
        with suppress(TimeoutError):
            card(page).wait_for(timeout=8000)
            return


def card(page: Page) -> Locator:
    """The name on the card of a project."""
    return page.locator('[data-testid="stMain"] h2').filter(has_not_text="建设进度")


def card_text(page: Page) -> str:
    """All texts of the card."""
    return page.locator('[data-testid="stColumn"]').nth(1).inner_text()


def click_in_table(page: Page, row: int) -> None:
    """Tick the box of a row of the table, counted from 0."""
    grid = page.locator('[class*="st-key-projects-grid"] [data-testid="stDataFrame"]')
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 17, box["y"] + 36 + 35 * row + 17)


def assert_sound(page: Page) -> None:
    expect(page.locator(".stException, .stAlert, [role=dialog]")).to_have_count(0)
    assert_not_sideways(page)


def test_an_empty_store_comes_up_with_the_demonstration(demo: Demo, tab: Tab) -> None:
    one = tab()
    one.open(demo.link())
    assert "plan=zhengzhou-2023-demo" in one.page.evaluate("location.search")
    assert "52个建设项目" in one.headline()
    expect(one.page.locator(".sb-banner")).to_contain_text("演示数据")
    one.page.get_by_role("button", name="查看真实计划").click()
    expect(one.page.locator(".sb-banner")).to_have_count(0)
    expect(one.page.locator('[data-testid="stMain"]')).to_contain_text("清单尚未导入")
    assert_sound(one.page)


def test_a_click_on_the_map_and_one_in_the_table_show_the_same_card(demo: Demo, tab: Tab) -> None:
    one, first_rows = tab(), list(demo.projects["code"][:8])
    one.open(demo.link(map="webgl"))
    code = alone_on_map(demo.projects, first_rows)
    row = demo.projects.set_index("code").loc[code]
    click_on_map(one.page, demo.projects, code)
    expect(card(one.page)).to_have_text(row["name"], timeout=15_000)
    one.page.wait_for_function("code => location.search.includes(code)", arg=f"project={code}")
    one.settle()
    from_map = card_text(one.page)
    one.page.wait_for_function("() => location.search.includes('map=webgl')")  # the address is whole once the page is drawn
    assert f"plan=zhengzhou-2023-demo&as_of={DAY}&since=2023-08-31&lang=zh" in one.page.url
    for words in ("责任处室", "最后期限", "节点", "投用"):
        assert words in from_map
    assert_sound(one.page)

    one.page.get_by_role("button", name="返回汇总").click()
    expect(card(one.page)).to_have_count(0)
    expect(one.page.locator('[data-testid="stMain"] h2')).to_have_text("建设进度")
    click_in_table(one.page, first_rows.index(code))
    expect(card(one.page)).to_have_text(row["name"], timeout=15_000)
    one.settle()
    assert card_text(one.page) == from_map

    other = next(index for index, one_code in enumerate(first_rows) if one_code != code)
    click_in_table(one.page, other)
    expect(card(one.page)).to_have_text(demo.projects["name"].iloc[other], timeout=15_000)


def test_after_the_sum_the_same_school_can_be_clicked_again(demo: Demo, tab: Tab) -> None:
    one = tab()
    one.open(demo.link(map="webgl"))
    code = alone_on_map(demo.projects, list(demo.projects["code"]))
    name = demo.projects.set_index("code").loc[code, "name"]
    for _ in range(2):
        click_on_map(one.page, demo.projects, code)
        expect(card(one.page)).to_have_text(name, timeout=15_000)
        one.page.get_by_role("button", name="返回汇总").click()
        expect(card(one.page)).to_have_count(0)
        one.settle()


def test_a_link_shows_the_card(demo: Demo, tab: Tab) -> None:
    one, row = tab(), demo.projects.iloc[0]
    one.open(demo.link(project=row["code"]))
    expect(card(one.page)).to_have_text(row["name"])
    one.page.get_by_role("button", name="返回汇总").click()
    expect(card(one.page)).to_have_count(0)
    one.page.wait_for_function("() => !location.search.includes('project=')")


def test_a_district_is_chosen_and_everything_agrees(demo: Demo, tab: Tab) -> None:
    one = tab()
    one.open(demo.link(map="webgl"))
    canvas(one.page)
    district = "410102"
    n = int((demo.projects["district"] == district).sum())
    choose(one.page, "区县", "中原区")
    expect(one.page.locator("h1")).to_contain_text(f"{n}个建设项目", timeout=15_000)
    one.settle()
    rows = one.page.locator('[data-testid="stDataFrame"] canvas table tbody tr')
    one.page.wait_for_function(
        """n => document.querySelectorAll('[data-testid="stDataFrame"] canvas table tbody tr').length === n""", arg=n
    )
    expect(rows).to_have_count(n)
    one.page.get_by_text("节点进度", exact=True).click()
    ticks = one.page.locator(".st-key-timeline .annotation-text")
    expect(ticks).to_have_count(n)
    assert_sound(one.page)


def test_no_request_leaves_the_machine_and_the_page_stands_without_a_network(demo: Demo, tab: Tab) -> None:
    one, asked = tab(), list[str]()
    one.page.on("request", lambda request: asked.append(request.url))
    one.open(demo.link(map="webgl"))
    canvas(one.page)
    assert [url for url in asked if re.search("carto|mapbox|tile", url.split("/static/")[0])] == []
    assert all(url.startswith((demo.server.url, "blob:", "data:")) for url in asked)
    headline = one.headline()
    one.page.context.set_offline(True)
    box = canvas(one.page).bounding_box()
    assert box
    one.page.mouse.move(box["x"] + 300, box["y"] + 200)
    one.page.mouse.wheel(0, -300)
    one.page.wait_for_timeout(1500)
    assert one.headline() == headline
    expect(canvas(one.page)).to_be_visible()
    assert_sound(one.page)
    one.page.context.set_offline(False)


def test_without_webgl_a_link_to_that_map_turns_to_the_other(demo: Demo, old_tab: Tab) -> None:
    one = old_tab()
    one.page.goto(demo.link(map="webgl"))
    one.page.wait_for_function("() => !location.search.includes('map=webgl')", timeout=30_000)
    one.settle()
    assert one.page.evaluate("() => document.createElement('canvas').getContext('webgl2')") is None
    expect(one.page.locator(".mark")).to_have_count(int(demo.projects["longitude"].notna().sum()))
    code = demo.projects.loc[demo.projects["longitude"].notna(), "code"].iloc[0]
    one.page.locator(f'.mark[data-code="{code}"]').click()
    expect(card(one.page)).to_have_text(demo.projects.set_index("code").loc[code, "name"], timeout=15_000)
    assert_sound(one.page)


# Other pairs of language, size and scheme are in test_accessible.py, with the drawn map.
@pytest.mark.parametrize(("language", "size", "scheme"), [("en", "desk", "dark"), ("zh", "phone", "light")])
def test_the_page_is_sound(demo: Demo, tab: Tab, language: str, size: str, scheme: str) -> None:
    one = tab(size=size, scheme=scheme)
    one.open(demo.link(lang=language, map="webgl"))
    box = canvas(one.page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= SIZES[size][0]
    assert_sound(one.page)
    one.page.get_by_text({"zh": "节点进度", "en": "Milestones"}[language], exact=True).click()
    expect(one.page.locator(".st-key-timeline .annotation-text").first).to_be_visible(timeout=15_000)
    assert_sound(one.page)
    one.open(demo.link(lang=language, project=demo.projects["code"].iloc[0]))
    expect(card(one.page)).to_have_count(1)
    assert_sound(one.page)


def test_on_a_phone_a_finger_on_the_map_opens_the_card(demo: Demo, tab: Tab) -> None:
    one, code = tab(size="phone"), alone_on_map(demo.projects, list(demo.projects["code"]))
    one.open(demo.link(map="webgl"))
    canvas(one.page).evaluate("one => one.scrollIntoView({block: 'center'})")
    box = canvas(one.page).bounding_box()
    assert box
    x, y = places_on_screen(demo.projects, PHONE_WIDTH)[code]
    for _ in range(3):  # on a busy machine the finger may arrive before the map is drawn
        one.page.touchscreen.tap(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)
        with suppress(TimeoutError):
            card(one.page).wait_for(timeout=8000)
            break
    expect(card(one.page)).to_have_text(demo.projects.set_index("code").loc[code, "name"])
    assert_sound(one.page)


def height_of_discs(box: Any) -> float:
    """The vertical positions of the hostile projects on the map: all on one latitude."""
    geography = read_geography("geography/districts.geojson", None, None)
    view = webgl_map.view_of(geography, pd.DataFrame({"longitude": []}), "", WIDTH)
    plane = Plane(view.longitude, view.latitude, view.zoom, WIDTH, height_for(WIDTH))
    return float(box["height"] / 2 + plane.at((113.6, 34.75))[1] - height_for(WIDTH) / 2)


def test_hostile_names_stay_text_in_card_table_timeline_and_tooltip(demo: Demo, tab: Tab) -> None:
    one = tab()
    for n, name in enumerate(BAD):
        one.open(demo.link(plan="hostile-projects", project=f"P-{n}", map="webgl"))
        expect(card(one.page)).to_have_text(name)
        assert_sound(one.page)
    box = canvas(one.page).bounding_box()
    assert box
    tips = set()
    for across in range(20, int(box["width"]), 12):  # over every disc, for its tooltip
        one.page.mouse.move(box["x"] + across, box["y"] + height_of_discs(box))
        one.page.wait_for_timeout(40)
        tips |= set(one.page.locator(".deck-tooltip").all_inner_texts())
    assert any(tip.startswith(BAD[0]) for tip in tips)
    one.page.get_by_text("节点进度", exact=True).click()
    ticks = one.page.locator(".st-key-timeline .annotation-text")
    expect(ticks).to_have_count(len(BAD), timeout=15_000)
    expect(ticks.filter(has_text="<img src=x onerror")).to_have_count(1)
    one.page.get_by_text("各区县延期", exact=True).click()
    one.settle()
    expect(one.page.locator('[data-testid="stMain"] img')).to_have_count(0)
    assert_sound(one.page)


def test_the_server_logged_no_fault(demo: Demo) -> None:
    log = Path(demo.server.log).read_text("utf-8", errors="replace")
    assert "Traceback" not in log
