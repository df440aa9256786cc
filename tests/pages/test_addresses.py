"""The address of a page in memory: a bad one is reported, the browser's history is followed, nothing is lost."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.chrome.address_notice import _name_of
from components.i18n.text import Text
from components.session import choices, site_map
from tests.conftest import PAGES
from tests.pages.reading import headline, html

Open = Callable[..., AppTest]
DAY = {"plan": "zhengzhou-2023", "as_of": "2023-09-15", "since": "2023-08-31", "lang": "en"}
NAMES = frozenset(name for page in PAGES for name in site_map.held_by(page))
HOSTILE = "<img src=x onerror=alert(1)>"


def notices(app: AppTest) -> list[str]:
    """The message of a page about an address that is not understood, as it reads."""
    assert [one.value for one in (*app.exception, *app.error)] == []
    return [unescape(words) for words in re.findall(r'sb-notice" role="status">(.*?)</div>', html(app))]


def address(app: AppTest) -> dict[str, str]:
    """The address after the page was drawn."""
    return {name: "".join(values) for name, values in app.query_params.items()}


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch) -> Callable[[AppTest, dict[str, str]], AppTest]:
    """Go to an address of the same page by the browser's history, as Back and Forward do."""

    def go(app: AppTest, to: dict[str, str]) -> AppTest:
        app.query_params.clear()
        app.query_params.update(to)
        with monkeypatch.context() as patch:
            patch.setattr(choices, "went_through_history", lambda: True)
            return app.run()

    return go


#: Values that pages of that city do not show: no slides are on, and the city has neither a map nor a figure by district.
_UNSEEN = {"present": ("seconds", "endless", "slide"), "district": ("compare",), "projects": ("map",)}


@pytest.mark.parametrize("page", sorted(site_map.PAGES))
def test_each_part_of_an_address_that_nobody_understands_is_told_in_one_notice(open_page: Open, page: str) -> None:
    asked = {name: HOSTILE for name in site_map.held_by(page) if name not in ("q", "lang", *_UNSEEN.get(page, ()))}
    app = open_page(page, store="riverton", lang="en", **asked)
    (told,) = notices(app)
    assert [name for name in asked if f"{_name_of(Text('en'), name)} '{HOSTILE}' (shown instead: " not in told] == []
    assert HOSTILE not in html(app)
    assert HOSTILE not in address(app).values()


def test_a_target_that_no_district_reported_is_told_on_the_page_of_a_district(open_page: Open) -> None:
    app = open_page("district", store="hostile", plan="hostile", lang="en", compare="NOPE")
    (told,) = notices(app)
    assert "Target compared across districts 'NOPE' (shown instead: " in told
    assert address(app)["compare"] == app.selectbox(key="compare").value


def test_a_link_to_slides_that_nobody_understands_is_told(open_page: Open) -> None:
    app = open_page("present", **DAY, slide="0", seconds="soon", endless="yes", look="pink", meeting="77")
    (told,) = notices(app)
    assert [words for words in ("'0'", "'soon'", "'yes'", "'pink'", "'77'") if words not in told] == []


@pytest.mark.parametrize(
    ("name", "words", "told", "instead"),
    [
        ("plan", "atlantis", "计划“atlantis”（现显示：郑州市教育系统2023年重点工作）", "zhengzhou-2023"),
        ("as_of", "2023-99-99", "截至日期“2023-99-99”（现显示：2023年12月31日）", "2023-12-31"),
        ("as_of", "0001-01-01", "截至日期“0001-01-01”（现显示：2023年12月31日）", "2023-12-31"),
        ("since", "2023-12-31", "对比日期“2023-12-31”（现显示：2023年8月31日）", "2023-08-31"),
        ("lang", "fr", "语言“fr”（现显示：中文）", "zh"),
        ("tables", "perhaps", "以表格代替图“perhaps”（现显示：图表）", ""),
        ("section", "nowhere", "板块“nowhere”（现显示：全部）", ""),
        ("district", "999999", "区县“999999”（现显示：全部）", ""),
        ("status", "brilliant", "状态“brilliant”（现显示：全部）", ""),
        ("target", "NOPE", "目标“NOPE”（现显示：公办园学位占比）", ""),
        ("target", "长" * 90, f"目标“{'长' * 40}…”（现显示：公办园学位占比）", ""),
    ],
)
def test_a_part_that_nobody_understands_is_put_right_and_the_rest_kept(
    open_page: Open, name: str, words: str, told: str, instead: str
) -> None:
    rest = DAY | {"lang": "zh", "kind": "count", "q": "a"} if name != "target" else DAY | {"lang": "zh"}
    app = open_page("targets", **(rest | {name: words}))
    assert notices(app) == [f"链接中有无法识别或不适用的内容：{told}。"]
    assert address(app) == {key: value for key, value in (rest | {name: instead}).items() if value}


def test_a_notice_is_gone_at_the_next_click(open_page: Open) -> None:
    app = open_page("targets", **DAY, target="NOPE")
    assert len(notices(app)) == 1
    assert notices(app.selectbox(key="kind").select("count").run()) == []


@pytest.mark.parametrize("page", list(PAGES))
def test_what_other_pages_hold_and_what_none_knows_is_no_fault(open_page: Open, page: str) -> None:
    others = dict.fromkeys(NAMES - set(site_map.held_by(page)), "x")
    app = open_page(page, **DAY, **others, utm_source="mail", year="2019")
    assert notices(app) == []
    kept = {name: "x" for name in others if name in site_map.FILTERS | site_map.PICKED}
    assert address(app).items() >= (DAY | kept).items()
    assert set(address(app)) <= {*site_map.held_by(page), *kept}


@pytest.mark.parametrize("page", ["projects", "progress", "history", "meetings"])
def test_a_link_to_something_that_the_plan_has_not_is_told_on_an_empty_page_too(open_page: Open, page: str) -> None:
    (name,) = site_map.PAGES[page].picked
    app = open_page(page, **DAY, **{name: "NOPE"})
    (told,) = notices(app)
    assert "'NOPE' (shown instead: none)" in told or page == "history"
    assert name not in address(app)


def test_back_and_forward_show_what_they_showed(open_page: Open, step: Callable[[AppTest, dict[str, str]], AppTest]) -> None:
    app = open_page("targets", **DAY)
    seen = [(address(app), headline(app))]
    for change in (
        lambda: app.selectbox(key="kind").select("count"),
        lambda: app.selectbox(key="section").select("basic"),
        lambda: app.text_input(key="q").set_value("school"),
        lambda: app.button(key="switch-language").click(),
        lambda: app.selectbox(key="kind").select(""),
    ):
        change().run()
        seen.append((address(app), headline(app)))
    assert len({str(where) for where, _ in seen}) == len(seen)
    for where, words in [*reversed(seen), *seen]:
        step(app, where)
        assert (address(app), headline(app)) == (where, words)
    assert app.selectbox(key="section").value == "basic"
    assert app.selectbox(key="kind").value == ""


def test_a_click_that_brings_an_old_address_along_changes_what_it_says_and_nothing_else(open_page: Open) -> None:
    """A quick second click: the browser does not know the first one's address yet."""
    app = open_page("targets", **DAY)
    before = address(app)
    app.selectbox(key="kind").select("count").run()
    app.query_params.clear()
    app.query_params.update(before)
    app.selectbox(key="section").select("basic").run()
    assert (address(app)["kind"], address(app)["section"]) == ("count", "basic")


def test_the_navigation_keeps_what_the_next_page_holds_and_remembers_the_rest(open_page: Open) -> None:
    app = open_page("targets", **DAY, district="410105", section="basic")
    for page, held in (
        ("recruitment", {"district": "410105"}),
        ("summary", {}),
        ("district", {"district": "410105"}),
        ("targets", {"district": "410105", "section": "basic"}),
    ):
        app.query_params.clear()  # as an entry of the navigation does
        app.switch_page(PAGES[page]).run()
        headline(app)
        found = address(app)
        found.pop("compare", None)
        assert found == DAY | held


def test_a_district_that_nobody_chose_is_not_taken_along(open_page: Open) -> None:
    app = open_page("district", **DAY)
    assert address(app)["district"] == "410102"
    app.query_params.clear()
    app.switch_page(PAGES["targets"]).run()
    assert address(app) == DAY


def test_what_needs_attention_opens_with_the_day_the_plan_and_the_language(open_page: Open) -> None:
    city = {"plan": "riverton-2027", "as_of": "2027-03-31", "since": "2026-12-31", "lang": "en"}
    app = open_page("summary", store="riverton", **city)
    worst = next(one for one in app.button if str(one.key).startswith("worst-"))
    worst.click().run()
    assert address(app) == city | {"target": str(worst.key).removeprefix("worst-")}
    assert "measured targets are on track or done" in headline(app)


def test_only_the_helpers_make_ways_to_other_pages_and_write_the_address() -> None:
    """A link written by hand, without the plan or the date."""
    root = Path(choices.__file__).parent.parent
    own = {"links.py", "choices.py", "account_pages.py", "redirects.py"}
    by_hand = re.compile(r"switch_page\(|st\.page_link\(|query_params\b|href=")
    elsewhere = ["user.py", "published_figures.py"]  # to the pages of the account, which are none of ours, and to sources
    sources = [path for path in (*root.rglob("*.py"), *(root.parent / "pages").rglob("*.py")) if path.name not in own]
    assert [path.name for path in sources if by_hand.search(path.read_text("utf-8"))] == elsewhere
    assert [path.read_text("utf-8").count("href=") for path in sources if path.name in elsewhere] == [1, 1]
