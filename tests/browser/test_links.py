"""No click loses where the reader is: every way from every page, found on the page itself, and back; days that were just typed;
the history of the browser.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Locator, Page, TimeoutError, expect

from components import site_map
from components.text import Text
from tests.browser.conftest import Reader, Server
from tests.conftest import PAGES

NewReader = Callable[..., Reader]
EN = Text("en")
DISTRICT = "410105"
REAL = {"plan": "zhengzhou-2023", "as_of": "2023-09-15", "since": "2023-08-31", "lang": "en"}
DEMO = REAL | {"plan": "zhengzhou-2023-demo"}
#: What of the address can be seen: the plan, both days, the language, and the district where the page has one.
SCREEN = """() => {
  const group = name => [...document.querySelectorAll('.st-key-top-line [role=group]')]
    .find(one => one.getAttribute('aria-label') === name)?.innerText.replace(/\\s/g, '');
  const boxes = [...document.querySelectorAll('[role=combobox]')];
  const box = name => boxes.find(one => one.getAttribute('aria-label') === name)?.value;
  return {plan: box('Plan'), as_of: group('As of'), since: group('Compared with'), district: box('District') ?? '',
    lang: document.querySelector('.st-key-switch-language button')?.innerText};
}"""
#: Every link to one of our pages with the words that lead there; what leads elsewhere is none of ours.
LINKS = """() => [...document.querySelectorAll('a[href]')]
  .filter(one => one.origin === location.origin && !one.pathname.startsWith('/account/') && one.checkVisibility())
  .map((one, n) => { one.dataset.found = n; one.dispatchEvent(new PointerEvent('pointerover', {bubbles: true})); return {
    n, href: one.href, kind: one.dataset.testid ?? one.closest('[class*=sb-]')?.className ?? one.className}; })"""
#: Every button of the page itself. Those of a form write something, those with a file hand it out.
BUTTONS = """() => [...document.querySelectorAll('[data-testid="stMain"] [data-testid="stButton"] button:not(:disabled)')]
  .filter(one => one.checkVisibility())
  .map((one, n) => { one.dataset.found = n; return {
    n, kind: [...one.closest('[class*=st-key-]').classList].find(name => name.startsWith('st-key-')).split('-')[2]}; })"""


STILL = '[data-test-script-state="notRunning"]'
ENTRY = "stSidebarNavLink"


def address(page: Page) -> dict[str, str]:
    """What the address says now."""
    return dict(parse_qsl(urlsplit(page.url).query))


def name_of(page: Page | str) -> str:
    """The name of the page that is open, or that a link leads to."""
    url = page if isinstance(page, str) else page.url
    return urlsplit(url).path.strip("/") or site_map.FIRST


def kept(before: Mapping[str, str], page: str) -> dict[str, str]:
    """What of an address the next page holds too: plan, days, language, and the district if it has one."""
    return {name: before[name] for name in (*REAL, "district") if name in before and name in site_map.held_by(page)}


def drawn(page: Page) -> None:
    """Wait until the page that the address names is there: a run may begin a moment after the click."""
    page.wait_for_function(
        f"""() => document.querySelector(`{STILL}`) && document.querySelector('h1, #sanbiao-show')
          && new URLSearchParams(location.search).has('since')
          && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')""",
        timeout=60_000,
    )
    page.wait_for_timeout(150)
    page.wait_for_selector(STILL)


def assert_kept(page: Page, before: Mapping[str, str], screen: Mapping[str, str], why: object) -> None:
    """Whatever of the address the page holds is in its address and on its screen as it was before."""
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
    for name in {*REAL, *(("district",) if screen["district"] and seen["district"] and "district" in wanted else ())}:
        assert seen[name] == screen[name], (why, name, page.url)


def go_and_come_back(page: Page, click: Callable[[], object], why: object, to_own_district: bool = False) -> bool:
    """Click something. Where it leads somewhere all is kept there, and one step back is where the reader was before."""
    before, screen, path = address(page), page.evaluate(SCREEN), urlsplit(page.url).path
    headline, url = page.locator(f"{STILL} h1").inner_text(), page.url
    click()
    with suppress(TimeoutError):  # first that anything happens at all, then that it has happened
        page.wait_for_function(f"url => location.href !== url || !document.querySelector(`{STILL}`)", arg=url, timeout=700)
    with suppress(TimeoutError):
        page.wait_for_selector(STILL)
        page.wait_for_function("url => location.href !== url", arg=url, timeout=200)
    if page.url == url:
        page.keyboard.press("Escape")
        return False
    without = {name: words for name, words in before.items() if name != "district" or not to_own_district}
    assert_kept(page, without, screen, why)
    page.go_back()
    page.wait_for_function("path => location.pathname === path", arg=path)
    expect(page.locator(f"{STILL} h1")).to_have_text(headline)
    assert_kept(page, before, screen, f"back from {why}")
    assert address(page) == before, f"back from {why}"
    return True


class Ways:
    """Finds all ways from a page, and goes each kind of them once."""

    def __init__(self) -> None:
        self.gone, self.known = set[tuple[str, str]](), set[str]()

    def links(self, page: Page) -> None:
        """Each link says the whole address; of each kind that leads to a page from here one is followed and come back from."""
        before, followed = address(page), set[tuple[str, str]]()
        for link in page.evaluate(LINKS):
            to, kind, said = name_of(link["href"]), link["kind"], dict(parse_qsl(urlsplit(link["href"]).query))
            is_of_a_row = kind.startswith("sb sb-quotas")  # which leads to its own district
            wanted = {name: words for name, words in kept(before, to).items() if name != "district" or not is_of_a_row}
            assert wanted.items() <= said.items(), link
            assert is_of_a_row <= ("district" in said), link
            way = ("any" if kind == ENTRY else to, kind)
            if to == name_of(page) or way in followed or way in self.gone and kind == ENTRY:
                continue
            followed.add(way)
            assert go_and_come_back(page, page.locator(f'a[data-found="{link["n"]}"]').click, link, is_of_a_row)
            self.gone.add(way)

    def buttons(self, page: Page) -> None:
        """Every kind of button that is not known yet; after one that leads away the others are found anew."""
        for button in page.evaluate(BUTTONS):
            if button["kind"] in self.known | {"switch", "real"}:  # these two are there to change language and plan
                continue
            self.known.add(button["kind"])
            if go_and_come_back(page, page.locator(f'button[data-found="{button["n"]}"]').first.click, button):
                self.gone.add((name_of(page), button["kind"]))
                return self.buttons(page)

    def rows(self, page: Page) -> None:
        """The box of the first row of each table; the code that is picked goes into the address, and Back takes it out."""
        for grid in page.locator('[data-testid="stMain"] [data-testid="stDataFrame"]').all():
            grid.scroll_into_view_if_needed()
            box = grid.bounding_box()
            if box and go_and_come_back(page, lambda box=box: page.mouse.click(box["x"] + 17, box["y"] + 36 + 17), "a row"):
                self.gone.add((name_of(page), "row"))

    def marks(self, page: Page) -> None:
        """A mark on a drawn map or chart."""
        for mark in page.locator('[class*="st-key-drawn-map"] .scatterlayer .point').all()[:1]:
            if go_and_come_back(page, lambda mark=mark: press(page, mark), "a mark"):
                self.gone.add((name_of(page), "mark"))

    def all_of(self, page: Page) -> None:
        """All ways from a page as it stands."""
        self.links(page)
        self.buttons(page)
        self.rows(page)
        self.marks(page)


def press(page: Page, mark: Locator) -> None:
    """Click a mark that is only there for who points at it."""
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 2, y)
    page.mouse.move(x, y)
    page.wait_for_timeout(300)
    page.mouse.click(x, y)


def test_every_way_from_every_page_of_the_real_plan_keeps_where_the_reader_is(demo_server: Server, reader: NewReader) -> None:
    """Pages are opened by the navigation, one after another, so that each of its entries is clicked too."""
    tab, ways = reader(), Ways()
    page = tab.page
    tab.open(demo_server.link("targets", **REAL, district=DISTRICT))
    drawn(page)
    start, screen = address(page), page.evaluate(SCREEN)
    assert (start, screen["as_of"], screen["lang"]) == (REAL | {"district": DISTRICT}, "2023-09-15", "中文")
    for name in ["targets", *(one for one in PAGES if one != "targets"), "targets"]:
        if name != name_of(page):
            label = EN(f"nav.{ {'progress': 'programmes', 'import_report': 'import'}.get(name, name) }")
            page.locator('[data-testid="stSidebarNav"]').get_by_role("link", name=label, exact=True).click()
            page.wait_for_function("path => location.pathname === path", arg=f"/{'' if name == site_map.FIRST else name}")
        assert_kept(page, start, screen, f"the navigation to {name}")
        ways.all_of(page)
    kinds = {kind for _, kind in ways.gone}
    assert {"stPageLink-NavLink", "worst", "show", "row", ENTRY} <= kinds


def test_every_way_from_the_pages_of_the_demonstration_that_have_rows(demo_server: Server, reader: NewReader) -> None:
    tab, ways = reader(), Ways()
    for name, more in (
        ("projects", {"map": "drawn"}),
        ("progress", {"programmes_view": "all"}),
        ("history", {}),
        ("recruitment", {}),
    ):
        tab.open(demo_server.link(name, **DEMO, **more, **({"district": DISTRICT} if name != "history" else {})))
        drawn(tab.page)
        ways.all_of(tab.page)
    assert {("projects", "mark"), ("projects", "row"), ("progress", "row"), ("history", "row")} <= set(ways.gone)
    assert "district" in {to for to, kind in ways.gone if kind.startswith("sb")}
