"""Context shared by the functions of a page."""

from datetime import date

import pandas as pd
import pytest

from components.exhibits.address import Address
from components.i18n.text import Text
from components.session.page_context import PageContext
from components.session.queries import ViewContext
from components.theme import LIGHT
from models.plan.view import PlanView

Hostile = tuple[PlanView, pd.DataFrame, pd.DataFrame, pd.DataFrame]
ASKED = ViewContext("hostile", date(2023, 6, 30), date(2023, 5, 31), 7)


def page_of(hostile: Hostile, language: str = "zh") -> PageContext:
    return PageContext(Text(language), LIGHT, ASKED, hostile[0])


def test_an_address_has_the_plan_the_days_the_language_and_the_filters(hostile: Hostile) -> None:
    page = page_of(hostile, "en")
    assert page.address("curve", target="C") == Address(
        "curve", "hostile", date(2023, 6, 30), date(2023, 5, 31), "en", chosen={"target": "C"}
    )
    assert page.address() == Address("", "hostile", date(2023, 6, 30), date(2023, 5, 31), "en")
    assert (page.as_of, page.since) == (date(2023, 6, 30), date(2023, 5, 31))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_districts_and_sections_have_the_names_of_the_language(hostile: Hostile, language: str) -> None:
    page = page_of(hostile, language)
    assert page.districts == Text(language).names(hostile[0].districts)
    assert page.sections == Text(language).names(hostile[0].sections)
    assert len(page.districts) == len(hostile[0].districts)
