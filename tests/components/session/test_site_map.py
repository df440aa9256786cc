"""The address of each page: written and read back it is the same, and going back to a page restores it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.chrome.address_notice import _name_of
from components.i18n.text import Text
from components.session import site_map
from tests.conftest import PAGES

NAMES = frozenset(name for page in PAGES for name in site_map.held_by(page))
pages = st.sampled_from(list(PAGES))
choices = st.dictionaries(st.sampled_from(sorted(NAMES)), st.text(min_size=1, max_size=4), max_size=12)
everything = st.fixed_dictionaries(dict.fromkeys(site_map.WHOLE, st.text(min_size=1, max_size=4)))


def test_a_script_leads_to_the_name_of_its_page() -> None:
    assert {site_map.name_of(script): script for script in PAGES.values()} == PAGES


def test_only_pages_that_there_are_hold_anything() -> None:
    assert set(site_map.PAGES) <= set(PAGES)
    assert site_map.FIRST in PAGES


@pytest.mark.parametrize("page", list(PAGES))
def test_a_page_holds_nothing_twice(page: str) -> None:
    held = site_map.held_by(page)
    assert len(held) == len(set(held))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_choice_has_a_name_for_the_reader(language: str) -> None:
    names = {name: _name_of(Text(language), name) for name in NAMES}
    assert all(names.values())
    assert [name for name, words in names.items() if language == "en" and re.search("[\u4e00-\u9fff]", words)] == []


@given(pages, choices, everything, choices)
def test_who_goes_back_finds_what_the_page_showed(
    page: str, before: dict[str, str], always: dict[str, str], after: dict[str, str]
) -> None:
    address = site_map.address_of(page, before | always)
    assert site_map.is_whole(address)
    back = site_map.arrived(page, address, after | always, is_whole=True)
    assert site_map.address_of(page, back) == address


@given(pages, pages, choices, everything)
def test_whoever_goes_to_another_page_and_back_by_links_keeps_all(
    page: str, other: str, chosen: dict[str, str], always: dict[str, str]
) -> None:
    kept = chosen | always
    for one in (page, other, page):
        kept = site_map.arrived(one, site_map.address_of(one, kept), kept, is_whole=True)
    assert kept == chosen | always


@given(pages, choices, choices)
def test_a_short_address_only_says_what_it_changes(page: str, chosen: dict[str, str], said: dict[str, str]) -> None:
    held = set(site_map.held_by(page))
    expected = chosen | {name: words for name, words in said.items() if name in held}
    assert site_map.arrived(page, said, chosen, is_whole=False) == expected
    assert site_map.arrived(page, {}, chosen, is_whole=False) == chosen


@given(pages, choices, st.sampled_from(sorted(NAMES)))
def test_a_short_address_can_take_a_choice_back(page: str, chosen: dict[str, str], name: str) -> None:
    left = site_map.arrived(page, {name: ""}, chosen, is_whole=False)
    assert left == {one: words for one, words in chosen.items() if one != name or name not in site_map.held_by(page)}
