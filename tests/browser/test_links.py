"""No click loses the reader's place: every way from every page, found on the page itself, and back; dates just typed;
the history of the browser.
"""

import re
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, WebSocket, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from components.i18n.text import Text
from components.session import site_map
from tests.browser.conftest import Reader, Server, choose, navigate
from tests.conftest import PAGES

NewReader = Callable[..., Reader]
EN = Text("en")
DISTRICT = "410105"
REAL = {"plan": "zhengzhou-2023", "as_of": "2023-09-15", "since": "2023-08-31", "lang": "en"}
DEMO = REAL | {"plan": "zhengzhou-2023-demo"}
#: The visible parts of the address: the plan, both dates, the language, and the district where the page has one.
SCREEN = """() => {
  const group = name => [...document.querySelectorAll('.st-key-top-line [role=group]')]
    .find(one => one.getAttribute('aria-label') === name)?.innerText.replace(/\\s/g, '');
  const boxes = [...document.querySelectorAll('[role=combobox]')];
  const box = name => boxes.find(one => one.getAttribute('aria-label') === name)?.value;
  return {plan: box('Plan'), as_of: group('As of'), since: group('Compared with'), district: box('District') ?? '',
    lang: document.querySelector('.st-key-switch-language button')?.innerText};
}"""
#: Every link to one of our pages with its words; links that lead elsewhere are not ours.
LINKS = """() => [...document.querySelectorAll('a[href]')]
  .filter(one => one.origin === location.origin && !one.pathname.startsWith('/account/') && one.checkVisibility())
  .map((one, n) => { one.dataset.found = n; one.dispatchEvent(new PointerEvent('pointerover', {bubbles: true})); return {
    n, href: one.href, kind: one.dataset.testid ?? one.closest('.sb')?.className ?? one.className}; })"""
#: Every button of the page itself. Buttons of a form write something, those with a file offer it.
BUTTONS = """() => [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stButton"] button:not(:disabled)')]
  .filter(one => one.checkVisibility())
  .map((one, n) => { one.dataset.found = n; return {
    n, kind: [...one.closest('[class*=st-key-]').classList].find(name => name.startsWith('st-key-')).split('-')[2]}; })"""


STILL = '[data-test-script-state="notRunning"]'
ENTRY = "stTopNavLink"
#: What a link is itself about: the whole city, a row's own district, a cell's month.
OWN: Mapping[str, tuple[str, ...]] = {
    "worst": ("district",),
    "sb sb-strip": ("district",),
    "sb sb-board": ("district",),
    "sb sb-due-list": ("district",),
    "sb sb-quotas": ("district",),
    "sb sb-ribbon": ("district", "as_of", "since"),
}


def address(page: Page) -> dict[str, str]:
    """Return the present address."""
    return dict(parse_qsl(urlsplit(page.url).query))


def name_of(page: Page | str) -> str:
    """The name of the open page, or of the page a link leads to."""
    url = page if isinstance(page, str) else page.url
    return urlsplit(url).path.strip("/") or site_map.FIRST


def kept(before: Mapping[str, str], page: str) -> dict[str, str]:
    """Return the part of an address that the next page keeps too: plan, dates, language, and the district if it has one."""
    return {name: before[name] for name in (*REAL, "district") if name in before and name in site_map.held_by(page)}


def drawn(page: Page) -> None:
    """Wait until the page named by the address is there: a run may start a moment after the click."""
    page.wait_for_function(
        f"""() => document.querySelector(`{STILL}`) && document.querySelector('h1, #sanbiao-show')
          && new URLSearchParams(location.search).has('since')
          && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')""",
        timeout=60_000,
    )
    page.wait_for_timeout(150)
    page.wait_for_selector(STILL)


def assert_kept(page: Page, before: Mapping[str, str], screen: Mapping[str, str], why: object) -> None:
    """Check that everything the page keeps is in its address and on its screen as before."""
    wanted = kept(before, name_of(page))
    with suppress(TimeoutError):
        page.wait_for_function(
            "wanted => Object.entries(wanted).every(([name, words]) => new URLSearchParams(location.search).get(name) === words)",
            arg=wanted,
            timeout=8000,
        )
    drawn(page)
    assert {name: words for name, words in address(page).items() if name in wanted} == wanted, (why, page.url)
    seen = page.evaluate(SCREEN)
    has_district = screen["district"] and seen["district"]
    for name in [one for one in wanted if one != "district" or has_district]:
        assert seen[name] == screen[name], (why, name, page.url)


def go_and_come_back(page: Page, click: Callable[[], object], why: object, own: Collection[str] = ()) -> bool:
    """Click something. A link keeps the whole address but what it is itself about; one step back returns to the page before."""
    before, screen, path = address(page), page.evaluate(SCREEN), urlsplit(page.url).path
    headline, url = page.locator(f"{STILL} h1").inner_text(), page.url
    click()
    with suppress(TimeoutError):  # first any change at all, then the change itself
        page.wait_for_function(f"url => location.href !== url || !document.querySelector(`{STILL}`)", arg=url, timeout=700)
    with suppress(TimeoutError):
        page.wait_for_selector(STILL)
        page.wait_for_function("url => location.href !== url", arg=url, timeout=200)
    if page.url == url:
        page.keyboard.press("Escape")
        return False
    without = {name: words for name, words in before.items() if name not in own}
    assert_kept(page, without, screen, why)
    page.go_back()
    page.wait_for_function("path => location.pathname === path", arg=path)
    expect(page.locator(f"{STILL} h1")).to_have_text(headline, timeout=30_000)  # a show takes its time to close on a busy machine
    assert_kept(page, before, screen, f"back from {why}")
    assert address(page) == before, f"back from {why}"
    return True


class Ways:
    """Find all ways from a page, and take each kind of them once."""

    def __init__(self) -> None:
        self.gone, self.known = set[tuple[str, str]](), set[str]()

    def links(self, page: Page) -> None:
        """Check that each link has the whole address; follow one of each kind that leads to a page from here, and come back."""
        before, followed = address(page), set[tuple[str, str]]()
        for link in page.evaluate(LINKS):
            to, kind, said = name_of(link["href"]), link["kind"], dict(parse_qsl(urlsplit(link["href"]).query))
            own = next((names for start, names in OWN.items() if kind.startswith(start)), ())
            wanted = {name: words for name, words in kept(before, to).items() if name not in own}
            assert wanted.items() <= said.items(), link
            assert not kind.startswith("sb sb-quotas") or "district" in said, link
            way = ("any" if kind == ENTRY else to, kind)
            if to == name_of(page) or way in followed or way in self.gone and kind == ENTRY:
                continue
            followed.add(way)
            assert go_and_come_back(page, partial(self.click, page, link["n"]), link, own)
            self.gone.add(way)

    def click(self, page: Page, n: int) -> None:
        """Click a link by its place on the page, which a page drawn anew keeps."""
        page.evaluate(LINKS)
        page.locator(f'a[data-found="{n}"]').click()

    def buttons(self, page: Page) -> None:
        """Press every kind of button not yet known; after one that leads away, collect the others again."""
        for button in page.evaluate(BUTTONS):
            if button["kind"] in self.known | {"switch", "real", "chip"}:  # they change language and plan, and remove a filter
                continue
            self.known.add(button["kind"])
            if go_and_come_back(
                page, page.locator(f'button[data-found="{button["n"]}"]').first.click, button, OWN.get(button["kind"], ())
            ):
                self.gone.add((name_of(page), button["kind"]))
                return self.buttons(page)

    def rows(self, page: Page) -> None:
        """Tick the box of the first row of each table; the picked code goes into the address, and Back removes it."""
        for grid in page.locator('[data-testid="stMain"] [data-testid="stDataFrame"]').all():
            grid.scroll_into_view_if_needed()
            box = grid.bounding_box()
            own = ("plan",) if name_of(page) == "plans" else ()  # a row of that page is a plan
            if box and go_and_come_back(page, lambda box=box: page.mouse.click(box["x"] + 17, box["y"] + 36 + 17), "a row", own):
                self.gone.add((name_of(page), "row"))

    def marks(self, page: Page) -> None:
        """A mark on a drawn map or chart."""
        for mark in page.locator(".mark").all()[:1]:
            if go_and_come_back(page, lambda mark=mark: press(page, mark), "a mark"):
                self.gone.add((name_of(page), "mark"))

    def all_of(self, page: Page) -> None:
        """Collect all ways from the page in its present state."""
        self.links(page)
        self.buttons(page)
        self.rows(page)
        self.marks(page)


def press(page: Page, mark: Locator) -> None:
    """Click a mark that is there only while the pointer is over it."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    page.wait_for_timeout(300)
    page.mouse.click(x, y)


def test_every_way_from_every_page_of_the_real_plan_keeps_where_the_reader_is(demo_server: Server, reader: NewReader) -> None:
    """Open pages by the navigation, one after another, so that each of its entries is clicked too."""
    tab, ways = reader(), Ways()
    page = tab.page
    tab.open(demo_server.link("targets", **REAL, district=DISTRICT))
    drawn(page)
    start, screen = address(page), page.evaluate(SCREEN)
    assert (start, screen["as_of"], screen["lang"]) == (REAL | {"district": DISTRICT}, "2023-09-15", "中文")
    for name in ["targets", *(one for one in PAGES if one != "targets"), "targets"]:
        if name != name_of(page):
            label = EN(f"nav.{ {'progress': 'programmes', 'import_report': 'import'}.get(name, name) }")
            navigate(page, label)
            page.wait_for_function("path => location.pathname === path", arg=f"/{'' if name == site_map.FIRST else name}")
        assert_kept(page, start, screen, f"the navigation to {name}")
        ways.all_of(page)
    kinds = {kind for _, kind in ways.gone}
    assert {"stPageLink-NavLink", "sb sb-ribbon", "show", "row", ENTRY} <= kinds


def test_every_way_from_the_pages_of_the_demonstration_that_have_rows(demo_server: Server, reader: NewReader) -> None:
    tab, ways = reader(), Ways()
    for name, more in (
        ("summary", {}),
        ("projects", {}),
        ("progress", {"programmes_view": "all"}),
        ("history", {}),
        ("recruitment", {}),
    ):
        tab.open(demo_server.link(name, **DEMO, **more, **({"district": DISTRICT} if name != "history" else {})))
        drawn(tab.page)
        ways.all_of(tab.page)
    rows = {("projects", "mark"), ("projects", "row"), ("progress", "row"), ("history", "row"), ("summary", "worst")}
    assert rows <= set(ways.gone)
    assert "district" in {to for to, kind in ways.gone if kind.startswith("sb")}


def state(page: Page) -> tuple[str, str, list[str]]:
    """The reader's place: the address, the headline, and every filter."""
    drawn(page)
    filters = """() => [...document.querySelectorAll('[data-testid="stSidebar"] input:is([role=combobox], [type=text])')]
      .filter(one => one.checkVisibility()).map(one => one.value)"""
    return page.url, page.locator(f"{STILL} h1").inner_text(), page.evaluate(filters)


def assert_shown(page: Page, expected: tuple[str, str, list[str]]) -> None:
    """Wait until the page shows what it showed."""
    page.wait_for_url(expected[0])
    expect(page.locator(f"{STILL} h1")).to_have_text(expected[1])
    assert state(page) == expected


def counted_runs(page: Page) -> list[int]:
    """A list that grows by one at each run of a page's script."""
    runs = list[int]()

    def hear(data: str | bytes) -> None:
        if isinstance(data, bytes) and ForwardMsg.FromString(data).WhichOneof("type") == "new_session":
            runs.append(1)

    def watch(socket: WebSocket) -> None:
        socket.on("framereceived", hear)

    page.on("websocket", watch)
    return runs


def type_day(page: Page, day: str) -> None:
    """Type the selected date, and stay in its input."""
    page.get_by_role("group", name=re.compile("As of|截至日期")).locator('[data-type="year"]').click()
    page.keyboard.type(day.replace("-", ""))
    expect(page.get_by_test_id("stDateInputCalendar")).to_be_visible()


def test_back_and_forward_show_what_they_showed(demo_server: Server, stranger: NewReader) -> None:
    """One history entry for each action of the reader and none for the page's own, even if the link was short."""
    tab = stranger()
    page, runs = tab.page, counted_runs(tab.page)
    page.goto("data:text/html,<h1>portal</h1>")
    tab.open(demo_server.link("targets", plan=REAL["plan"], as_of=REAL["as_of"], lang="en"))
    seen, length = [state(page)], page.evaluate("history.length")
    assert (address(page), len(runs)) == (REAL, 1)

    def nav(name: str) -> Callable[[], None]:
        return lambda: navigate(page, name)

    for do in (
        lambda: choose(page, "Status", "Off track"),
        lambda: choose(page, "District", "Jinshui"),
        lambda: (page.get_by_label("Search (name, code, owner)").fill("school"), page.keyboard.press("Enter")),
        lambda: (type_day(page, "2023-06-30"), page.locator("h1").click(position={"x": 5, "y": 5})),  # beside the calendar
        lambda: page.get_by_role("button", name="中文").click(),
        lambda: page.get_by_role("button", name="English").click(),
        nav("District"),
        nav("Year at a glance"),
        lambda: page.locator(".sb-ribbon td a").nth(1).click(),
    ):
        url = page.url
        do()
        page.wait_for_function("url => location.href !== url", arg=url)
        seen.append(state(page))
    assert page.evaluate("history.length") - length == len(seen) - 1
    for way, expected in [*(("back", one) for one in reversed(seen[:-1])), *(("forward", one) for one in seen[1:])]:
        page.evaluate(f"history.{way}()")
        assert_shown(page, expected)
    for way in ("back", "back", "back", "back", "forward"):  # faster than any page is drawn
        page.evaluate(f"history.{way}()")
        page.wait_for_timeout(30)
    assert_shown(page, seen[-4])
    page.reload()
    assert_shown(page, seen[-4])
    page.evaluate(f"history.go({4 - len(seen)})")
    page.wait_for_url(seen[0][0])
    page.go_back()
    expect(page.locator("h1")).to_have_text("portal")


#: Everything that can be clicked: the page, the element, how long it is pressed, and the sign that the click was registered.
#: A tap ends before the typed date is sent; at the end of a slow press the page has been redrawn, with the element elsewhere.
TAP, SLOW = 0, 250
CLICKED: Mapping[str, tuple[str, str, int, str]] = {
    "a line of the list": ("summary", ".st-key-worst button:visible >> nth=2", SLOW, "location.pathname === '/targets'"),
    "a link": ("summary", '[data-testid="stPageLink-NavLink"]', SLOW, "location.pathname === '/targets'"),
    "a link tapped": ("summary", '[data-testid="stPageLink-NavLink"]', TAP, "location.pathname === '/targets'"),
    "the navigation": ("summary", f'[data-testid="{ENTRY}"] >> nth=2', TAP, "location.pathname === '/district'"),
    "the switch of language": ("summary", ".st-key-switch-language button", SLOW, "location.search.includes('lang=zh')"),
    "take away": ("summary", '[class*="st-key-take-"] button', SLOW, "document.querySelector('[role=dialog]')"),
    "a toggle": ("projects", ".st-key-map-kind label >> nth=2", TAP, "location.search.includes('map=webgl')"),
    "a fold": ("targets", "details summary", SLOW, "document.querySelector('details').open"),
    "a row": ("targets", '[data-testid="stDataFrame"]', TAP, "location.search.includes('target=')"),
    "the real plan": ("progress", ".st-key-real-plan button", SLOW, "location.search.includes('plan=zhengzhou-2023&')"),
    "a view": ("progress", ".st-key-programme-view label >> nth=2", TAP, "location.search.includes('=all')"),
    "a link in a table": ("recruitment", ".sb-quotas a >> nth=3", TAP, "location.pathname === '/district'"),
}


def test_the_first_click_after_a_typed_day_is_heard_and_the_day_too(demo_server: Server, reader: NewReader) -> None:
    tab = reader()
    page, swallowed = tab.page, list[str]()
    for what, (where, target, held, heard) in CLICKED.items():
        tab.open(demo_server.link(where, **(REAL if where == "targets" else DEMO)))
        drawn(page)
        type_day(page, "2023-06-30")
        found = page.locator(target).first
        found.scroll_into_view_if_needed()
        box = found.bounding_box()
        assert box
        page.mouse.move(box["x"] + min(17, box["width"] / 2), box["y"] + min(53, box["height"] / 2))
        page.mouse.down()
        page.wait_for_timeout(held)
        page.mouse.up()
        try:
            page.wait_for_function(f"() => ({heard}) && location.search.includes('as_of=2023-06-30')", timeout=15_000)
        except TimeoutError:
            swallowed.append(f"{what}: {page.url}")
    assert swallowed == []


def test_a_link_opens_in_a_new_tab_with_all_that_it_says(demo_server: Server, stranger: NewReader) -> None:
    """Check that sessions are separate: another plan in one tab does not affect the other."""
    tab = stranger()
    page = tab.page
    tab.open(demo_server.link("summary", **REAL))
    drawn(page)
    for target, path in (('[data-testid="stPageLink-NavLink"]', "targets"), (f'[data-testid="{ENTRY}"] >> nth=2', "district")):
        with page.context.expect_page() as opened:
            page.locator(target).first.click(modifiers=["Control"])
        drawn(opened.value)
        assert name_of(opened.value) == path
        assert {name: address(opened.value)[name] for name in REAL} == REAL
        choose(opened.value, "Plan", "Zhengzhou education system, key work 2023 (demonstration)")
        opened.value.wait_for_url(re.compile("2023-demo"))
        assert (name_of(page), address(page)) == ("summary", REAL)
    page.get_by_role("button", name="中文").click()
    page.wait_for_url(re.compile("lang=zh"))
    assert address(page)["plan"] == REAL["plan"]


def test_a_bad_address_is_told_and_put_right_without_another_run(demo_server: Server, reader: NewReader) -> None:
    tab = reader()
    page, runs = tab.page, counted_runs(tab.page)
    bad = "<img src=x onerror=alert(1)>"
    tab.open(demo_server.link("targets", **(REAL | {"as_of": "2023-99-99", "target": bad, "district": DISTRICT, "old": "1"})))
    drawn(page)
    told = page.locator(".sb-notice")
    expect(told).to_have_count(1)
    assert told.inner_text().startswith(
        "This link contains parts that are not understood or do not apply: As of '2023-99-99' (shown instead: 31 Dec 2023)"
    )
    assert bad in told.inner_text()
    expect(told).to_be_in_viewport(ratio=1)
    assert address(page) == REAL | {"as_of": "2023-12-31", "district": DISTRICT}
    assert len(runs) == 1
