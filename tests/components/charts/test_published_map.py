"""Schools of public sources on the map: hollow, without a status, and named."""

import json
from datetime import date

import pandas as pd
import pytest

from components.charts.approximate_marks import marks_in_districts
from components.charts.published_map import published_map
from components.i18n.text import Text
from components.theme import DARK, LIGHT, Theme
from tests.components.charts.test_webgl_map import GEOGRAPHY

SCHOOLS = [("410102", "✔" if n % 2 else "", f"学校{n}", "已投用（2021年）") for n in range(13)]
MARKS = marks_in_districts(SCHOOLS, GEOGRAPHY)
DISTRICTS = pd.DataFrame({"code": ["410102", "410103"], "name": ["中原", "二七"]})


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
def test_the_marks_are_hollow_and_bear_no_colour_of_a_status(look: Theme) -> None:
    made = published_map(MARKS, t=Text("zh"), look=look, geography=GEOGRAPHY, districts=DISTRICTS, as_of=date(2023, 8, 31))
    (month,) = made["months"]
    assert [is_begun for _, is_begun in month["states"]] == [False] * 13
    assert [made["looks"][sign]["ring"] for sign, _ in month["states"]] == [mark.sign for mark in MARKS]
    assert not {one["edge"] for one in made["looks"].values()} & {*look.status.values(), *look.quiet.values()}


def test_each_mark_says_name_and_state_and_the_district_their_number() -> None:
    made = published_map(MARKS, t=Text("zh"), look=LIGHT, geography=GEOGRAPHY, districts=DISTRICTS, as_of=date(2023, 8, 31))
    assert [(one["name"], one["seats"]) for one in made["marks"]] == [(name, state) for _, _, name, state in SCHOOLS]
    assert made["counts"] == {"410102": 13}
    assert made["key"] == "", "the size tells no seats"
    assert len(json.loads(made["city"])["layouts"][0]["zooms"][0]["marks"]) == 13
