"""The map of schools in a browser, measured: everything in the frame, nothing over anything; wheel, buttons, film, and slides."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Reader, Server, assert_not_sideways

DEMO = {"plan": "zhengzhou-2023-demo", "as_of": "2023-09-30", "since": "2023-08-31"}
WIDTHS = (1920, 1440, 1024, 390)
MARKS = 49
#: The boxes of names, marks, outlines and the frame, as seen from the frame's corner, without what is hidden while zoomed.
BOXES = """frame => {
  const corner = frame.querySelector('svg').getBoundingClientRect();
  const box = one => {
    const {left, top, right, bottom} = one.getBoundingClientRect();
    return [left - corner.left, top - corner.top, right - corner.left, bottom - corner.top];
  };
  const all = name => [...frame.querySelectorAll(name)].filter(one => !one.hasAttribute('hidden')).map(box);
  return {frame: box(frame.querySelector('svg')), names: all('.name'), marks: all('.mark circle'), areas: all('.area')};
}"""
Box = list[float]


@pytest.fixture
def tab(browser: Browser, reader: Callable[..., Reader]) -> Callable[[int], Reader]:
    """Open an empty tab of a width."""

    def opened(width: int) -> Reader:
        one = reader()
        one.page.set_viewport_size({"width": width, "height": 900})
        return one

    return opened


def boxes(page: Page) -> dict[str, list[Box]]:
    frame = page.locator(".frame")
    expect(frame.locator(".name")).to_have_count(16, timeout=30_000)
    found: dict[str, list[Box]] = frame.evaluate(BOXES)
    return found


def meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] - 0.5 and b[0] < a[2] - 0.5 and a[1] < b[3] - 0.5 and b[1] < a[3] - 0.5


def overlaps(found: dict[str, list[Box]]) -> list[tuple[Box, Box]]:
    names = found["names"]
    pairs = [(a, b) for n, a in enumerate(names) for b in names[n + 1 :]]
    pairs += [(a, b) for a in names for b in found["marks"]]
    return [(a, b) for a, b in pairs if meet(a, b)]


def assert_inside(found: dict[str, list[Box]], *kinds: str) -> None:
    left, top, right, bottom = found["frame"]  # type: ignore[misc]
    for kind in kinds:
        for one in found[kind]:
            assert one[0] >= left - 1, kind  # type: ignore[operator]
            assert one[1] >= top - 1, kind  # type: ignore[operator]
            assert one[2] <= right + 1, kind  # type: ignore[operator]
            assert one[3] <= bottom + 1, kind  # type: ignore[operator]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_whole_city_is_in_the_frame_and_nothing_covers_anything(
    demo_server: Server, tab: Callable[[int], Reader], width: int, language: str
) -> None:
    one = tab(width)
    one.open(demo_server.link("projects", **DEMO, lang=language))
    found = boxes(one.page)
    assert len(found["areas"]) == 12
    assert len(found["marks"]) == MARKS
    assert_inside(found, "areas", "names", "marks")
    assert overlaps(found) == []
    assert_not_sideways(one.page)
    for _ in range(2):
        one.page.locator(".tools [name=in]").click()
        closer = boxes(one.page)
        assert overlaps(closer) == []
        assert_inside(closer, "names")
        assert closer["names"], "those that the frame would cut are left out"


def test_no_mark_covers_another(demo_server: Server, tab: Callable[[int], Reader]) -> None:
    one = tab(390)
    one.open(demo_server.link("projects", **DEMO, lang="zh"))
    discs = [((a[0] + a[2]) / 2, (a[1] + a[3]) / 2, (a[2] - a[0]) / 2) for a in boxes(one.page)["marks"]]
    for n, (x, y, r) in enumerate(discs):
        assert [other for other in discs[n + 1 :] if (x - other[0]) ** 2 + (y - other[1]) ** 2 < (r + other[2] - 1.5) ** 2] == []


def test_the_wheel_scrolls_the_page_and_with_ctrl_it_zooms(demo_server: Server, tab: Callable[[int], Reader]) -> None:
    page = tab(1440).page
    page.goto(demo_server.link("projects", **DEMO, lang="zh"))
    before = boxes(page)
    scrolled = "() => document.querySelector('[data-testid=\"stMain\"]').scrollTop"
    box = page.locator(".frame").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.wheel(0, 200)
    page.wait_for_function(f"() => ({scrolled})() > 100")
    assert [b[2] - b[0] for b in boxes(page)["areas"]] == pytest.approx([b[2] - b[0] for b in before["areas"]], abs=1)
    top = page.evaluate(scrolled)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    expect(page.locator(".tools [name=out]")).to_be_enabled()
    assert page.evaluate(scrolled) == top
    wide = [b[2] - b[0] for b in boxes(page)["areas"]]
    assert wide == pytest.approx([2 * (b[2] - b[0]) for b in before["areas"]], rel=0.02)


def test_the_buttons_zoom_and_bring_back_the_whole_city(demo_server: Server, tab: Callable[[int], Reader]) -> None:
    one = tab(1440)
    one.open(demo_server.link("projects", **DEMO, lang="en"))
    page, before = one.page, boxes(one.page)
    closer, farther, whole = (page.locator(f".tools [name={name}]") for name in ("in", "out", "whole"))
    expect(farther).to_be_disabled()
    closer.click()
    closer.click()
    expect(closer).to_be_disabled()
    assert boxes(page) != before
    frame = page.locator(".frame").bounding_box()
    assert frame
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    was = boxes(page)["areas"][0]
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 40, middle[1] + 30, steps=4)
    page.mouse.up()
    moved = boxes(page)["areas"][0]
    assert (moved[0] - was[0], moved[1] - was[1]) == pytest.approx((40, 30), abs=2)
    farther.click()
    whole.click()
    for kind, drawn in boxes(page).items():
        assert drawn == [pytest.approx(box, abs=0.1) for box in before[kind]], kind


def test_a_mark_under_the_mouse_keeps_its_colour_and_says_what_it_is(demo_server: Server, tab: Callable[[int], Reader]) -> None:
    page = tab(1440).page
    page.goto(demo_server.link("projects", **DEMO, lang="zh"))
    boxes(page)
    fill = "one => getComputedStyle(one.querySelector('circle')).fill"
    for word in ("met", "on_track", "off_track"):
        mark = page.locator(f'.mark.begun[data-word="{word}"]').first
        before = mark.evaluate(fill)
        mark.hover()
        expect(page.locator(".tip")).to_be_visible()
        assert mark.evaluate(fill) == before
        assert page.locator(".tip").inner_text().split("\n")[0] in (mark.get_attribute("aria-label") or "")


def test_marks_are_reached_by_keyboard_and_opened_with_enter(demo_server: Server, tab: Callable[[int], Reader]) -> None:
    one = tab(1440)
    one.open(demo_server.link("projects", **DEMO, lang="zh"))
    boxes(one.page)
    assert one.page.locator('.mark[tabindex="0"]').count() == 1
    one.page.locator('.mark[tabindex="0"]').focus()
    one.page.keyboard.press("ArrowRight")
    told = one.page.locator(".mark:focus").get_attribute("aria-label") or ""
    code = one.page.locator(".mark:focus").get_attribute("data-code")
    one.page.keyboard.press("Enter")
    one.page.wait_for_function("code => location.search.includes(code)", arg=f"project={code}")
    expect(one.page.locator('[data-testid="stMain"] h2').first).to_have_text(told.split(", ")[0])
    expect(one.page.locator(f'.mark.chosen[data-code="{code}"]')).to_have_count(1)


def test_the_film_runs_in_the_browser_from_january_to_the_day_shown(demo_server: Server, tab: Callable[[int], Reader]) -> None:
    one = tab(1440)
    one.open(demo_server.link("projects", **DEMO, lang="zh"))
    boxes(one.page)
    slider, said = one.page.locator(".film input"), one.page.locator(".map .said")
    expect(said).to_have_text("截至2023年9月30日：已投用22个，在建27个，未开工3个；滞后9个")
    asked = list[str]()
    one.page.on("websocket", lambda socket: asked.append(socket.url))
    one.page.on("request", lambda request: asked.append(request.url))
    slider.focus()
    one.page.keyboard.press("Home")
    expect(said).to_contain_text("截至2023年1月31日：已投用0个")
    assert slider.get_attribute("aria-valuetext") == "2023年1月31日"
    statuses = "all => all.map(one => one.dataset.word)"
    january = one.page.locator(".mark").evaluate_all(statuses)
    one.page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("截至2023年2月28日")
    one.page.locator(".film button").click()
    expect(one.page.locator(".film button")).to_have_attribute("aria-label", "暂停")
    one.page.locator(".film button").click()
    expect(one.page.locator(".film button")).to_have_attribute("aria-label", "播放")
    slider.focus()
    one.page.keyboard.press("End")
    expect(said).to_contain_text("截至2023年9月30日")
    one.page.locator(".film button").click()
    expect(said).to_contain_text("截至2023年1月31日")
    expect(said).to_contain_text("截至2023年9月30日：已投用22个", timeout=30_000)
    expect(one.page.locator(".film button")).to_have_attribute("aria-label", "播放")
    assert one.page.locator(".mark").evaluate_all(statuses) != january
    assert [url for url in asked if not url.endswith(("_stcore/health", "/store-version"))] == []


def test_on_the_slide_a_key_moves_a_month_and_then_to_the_next_slide(demo_server: Server, tab: Callable[[int], Reader]) -> None:
    one = tab(1440)
    one.page.goto(demo_server.link("present", **DEMO, lang="zh", slide="1"))
    show = one.page.locator("#sanbiao-show")
    expect(show.locator(".title")).not_to_be_empty(timeout=60_000)
    for _ in range(30):
        if "·" in show.locator(".number").inner_text():
            break
        one.page.keyboard.press("ArrowRight")
    film = re.search(r"slide=(\d+)", one.page.url)
    seen = []
    for month in range(1, 10):
        expect(show.locator(".number")).to_contain_text(f"{month}/9 · ")
        seen.append(show.locator(".title").inner_text())
        one.page.keyboard.press("ArrowRight")
    assert film
    assert seen[0].startswith("截至2023年1月31日：已投用0个")
    assert seen[-1].startswith("截至2023年9月30日，52个建设项目中22个已投用")
    assert len(set(seen)) == 9
    expect(show.locator(".number")).not_to_contain_text("·")
    assert f"slide={int(film[1]) + 1}" in one.page.url
    one.page.keyboard.press("ArrowLeft")
    expect(show.locator(".title")).to_have_text(seen[-1])
    one.page.keyboard.press("ArrowLeft")
    expect(show.locator(".title")).to_have_text(seen[-2])
    one.page.keyboard.press("Escape")
