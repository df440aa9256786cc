"""Slides are cached one by one: a question about a district makes one, a write renews all, frozen ones stay."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import streamlit as st
from sqlalchemy import Engine

from components.exhibits import bundles
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.session import queries
from components.session.queries import ViewContext
from components.slideshow import cache
from models.commands.ledger import store_reports
from models.commands.records import NewReport

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
PLAN, DAY, BEFORE = "zhengzhou-2023", date(2023, 9, 30), date(2023, 8, 31)
BASE = Address("", PLAN, DAY, BEFORE)
ADDRESSES = (replace(BASE, part="sections"), *(replace(BASE, part=name, chosen={"most": "3"}) for name in ("worst", "changes")))


@pytest.fixture
def store(half_year_store: Engine, settings: Callable[..., None]) -> Iterator[Engine]:
    """The store of the process, with nothing cached yet."""
    st.cache_data.clear()
    st.cache_resource.clear()
    settings(DATABASE_URL=half_year_store.url.render_as_string())
    yield half_year_store
    queries.engine().dispose()
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the parts made so far."""
    names: list[str] = []
    make = ExhibitBuilder.make

    def noted(self: ExhibitBuilder, address: Address | str) -> object:
        names.append(str(address).split("?")[0])
        return make(self, address)

    monkeypatch.setattr(ExhibitBuilder, "make", noted)
    return names


def asked() -> ViewContext:
    return ViewContext(PLAN, DAY, BEFORE, queries.store_version())


def test_a_question_about_a_district_makes_one_slide(store: Engine, made: list[str]) -> None:
    city = cache.slides(asked(), ADDRESSES, "light")
    assert made == ["sections", "worst", "changes"]
    about = (ADDRESSES[0], bundles.for_district(ADDRESSES[1], "410102"), ADDRESSES[2])
    asked_about = cache.slides(asked(), about, "light")
    assert made == ["sections", "worst", "changes", "worst"]
    assert [one == two for one, two in zip(city, asked_about, strict=True)] == [True, False, True]
    assert [one["district"] for one in asked_about] == ["", "中原区", ""]


def test_what_has_nothing_to_show_is_left_out_and_made_once(store: Engine, made: list[str]) -> None:
    addresses = (*ADDRESSES, replace(BASE, part="decisions"))
    found = cache.worth_showing(asked(), addresses, "light")
    assert [one.part for one in found] == ["sections", "worst", "changes"]
    cache.slides(asked(), tuple(found), "light")
    assert made == ["sections", "worst", "changes", "decisions"]


def test_a_new_figure_shows_at_once_but_not_on_what_was_frozen(store: Engine) -> None:
    counts = replace(BASE, part="counts")
    frozen = replace(counts, known_at=datetime.now(UTC))
    before = cache.slides(asked(), (counts, frozen), "light")
    store_reports(store, PLAN, [NewReport("BA-01", date(2023, 9, 15), Decimal(6))], author="test")
    after = cache.slides(asked(), (counts, frozen), "light")
    assert [one == two for one, two in zip(before, after, strict=True)] == [False, True]


def test_a_target_or_section_of_the_agenda_is_shown_though_there_is_nothing_to_tell_and_one_that_is_gone_is_not(
    store: Engine,
) -> None:
    agenda = ("worst", "curve?target=XX-99", "curve?target=BA-01", "section?section=basic", "district?district=410102")
    found = cache.worth_showing(asked(), tuple(bundles.show(BASE, agenda)), "light")
    assert [(one.part, *one.chosen.values()) for one in found if one.part not in ("worst", "decisions")] == [
        ("curve", "BA-01"),
        ("section", "4", "basic"),
        ("district", "6", "410102"),
    ]


def test_an_agenda_with_nothing_to_show_shows_the_year_at_a_glance(store: Engine) -> None:
    found = cache.worth_showing(asked(), (replace(BASE, part="decisions"),), "light")
    assert [one.part for one in found] == ["sections"]


def test_whoever_waits_is_told_which_slide_is_being_made(store: Engine, made: list[str]) -> None:
    told: list[tuple[int, int]] = []
    cache.worth_showing(asked(), ADDRESSES, "light", lambda at: told.append((at, len(made))))
    assert told == [(0, 0), (1, 1), (2, 2)], "before each of them"
