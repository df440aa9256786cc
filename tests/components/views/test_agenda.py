"""Entries of a meeting: pages, sections, targets and districts, each once and in words; decisions on the second slide."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from components.exhibits import bundles
from components.exhibits.address import Address
from components.i18n.text import Text
from components.views import agenda
from models.plan.view import PlanView
from models.queries import read_plan
from models.store.engine import reading

SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
BASE = Address("", "zhengzhou-2023", date(2023, 9, 30), date(2023, 8, 31))


@pytest.fixture
def view(half_year_store: Engine) -> PlanView:
    """The plan that ships."""
    with reading(half_year_store) as session:
        return read_plan(session, "zhengzhou-2023", datetime.now(UTC))


@SQLITE
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_target_and_district_can_be_on_the_agenda_each_with_words_of_its_own(view: PlanView, language: str) -> None:
    found = agenda.entries(Text(language), view)
    for part, key, frame in (("section", "section", view.sections), ("curve", "target", view.targets)):
        assert {f"{part}?{key}={code}" for code in frame["code"]} <= found.keys()
    assert {f"district?district={code}" for code in view.districts["code"]} <= found.keys()
    assert len(set(found.values())) == len(found)


def test_slides_come_in_the_order_of_the_agenda_with_decisions_second() -> None:
    chosen = ("curve?target=BA-08", "worst", "section?section=basic", "district?district=410105")
    slides = bundles.show(BASE, chosen)
    assert [one.part for one in slides] == ["curve", "decisions", "worst", "section", "district"]
    assert [slides[at].chosen for at in (0, 3)] == [{"target": "BA-08"}, {"most": "4", "section": "basic"}]
    assert [one.part for one in bundles.show(BASE, ("worst", "counts", "decisions"))] == ["worst", "decisions", "counts"]
    usual = [name for name in bundles.SHOW for _ in bundles.HALVES.get(name, (name,))]
    assert [one.part for one in bundles.show(BASE)] == usual


@SQLITE
def test_the_ribbon_has_a_slide_for_each_half_with_words_of_its_own(view: PlanView) -> None:
    slides = bundles.show(BASE, ("sections", "ribbon"))
    assert [one.chosen.get("half") for one in slides] == [None, None, "1", "2"]
    assert agenda.words(Text("zh"), view, ("sections", "ribbon"))[2:] == ["全年进展（上）", "全年进展（下）"]


def test_where_the_first_slide_has_nothing_to_show_decisions_are_still_the_second() -> None:
    left = bundles.show(BASE, ("worst", "counts", "changes"))[1:]
    assert [one.part for one in bundles.in_order(left)] == ["counts", "decisions", "changes"]


@SQLITE
def test_an_agenda_is_told_in_words_and_what_the_plan_has_no_more_by_its_code(view: PlanView) -> None:
    told = agenda.words(Text("zh"), view, ("section?section=basic", "curve?target=XX-1"))
    assert told == ["板块：基础教育筑高台", "交办事项", "curve?target=XX-1"]
