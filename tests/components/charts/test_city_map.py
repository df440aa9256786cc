"""The map of the browser as data: its layouts for every width and zoom, its marks, and the months of the film."""

import json
from datetime import date
from itertools import combinations
from math import hypot
from typing import Any

import pandas as pd
import pytest

from components.charts.city_map import ZOOMS, School, city_map, laid_out, words_in
from components.charts.geography import MOST_SYMBOLS, WIDTHS
from components.charts.map_ground import MOST_SPREAD
from components.i18n.text import Text
from components.theme import DARK, LIGHT, MARKS
from models.analysis.school_year import SchoolMonth, SchoolState
from models.status import Status, Word
from tests.components.charts.test_webgl_map import BAD, GEOGRAPHY, NAMES, frame, many, project

APRIL, MAY = date(2023, 4, 30), date(2023, 5, 31)


def month(rows: pd.DataFrame, day: date = MAY, **changed: SchoolState) -> SchoolMonth:
    states = {row.code: SchoolState(row.step, Word(row.word)) for row in rows.itertuples()}
    return SchoolMonth(day, states | changed)


def data(rows: pd.DataFrame, **options: Any) -> dict[str, Any]:
    counts = rows["district"].value_counts()
    districts = pd.DataFrame(
        [{"code": code, "name": name, "projects": int(counts.get(code, 0)), "is_counted": True} for code, name in NAMES.items()]
    )
    usual: dict[str, Any] = {"t": Text("zh"), "look": LIGHT, "geography": GEOGRAPHY, "districts": districts}
    return city_map(rows, **(usual | {"months": [month(rows)], "shown": list(rows["code"])} | options))


def layouts(found: dict[str, Any]) -> list[tuple[int, int, dict[str, Any]]]:
    """Every layout with the width and height of its whole map."""
    city = json.loads(found["city"])
    return [
        (one["width"] * zoom, one["height"] * zoom, own)
        for one in city["layouts"]
        for zoom, own in zip(ZOOMS, one["zooms"], strict=True)
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_at_every_width_and_zoom_nothing_covers_anything_and_all_is_in_the_map(language: str) -> None:
    found = layouts(data(many(50), t=Text(language)))
    assert len(found) == len(WIDTHS) * len(ZOOMS)
    for width, height, one in found:
        marks = [(x, y, r) for x, y, r, *_ in one["marks"]]
        boxes = [name["box"] for name in one["names"]]
        assert len(boxes) == 16
        assert all(hypot(a[0] - b[0], a[1] - b[1]) > a[2] + b[2] - 1 for a, b in combinations(marks, 2))
        taken = boxes + [[x - r, y - r, x + r, y + r] for x, y, r in marks]
        for n, a in enumerate(boxes):
            assert a[0] >= 0
            assert a[1] >= 0
            assert a[2] <= width
            assert a[3] <= height
            assert not [b for b in taken[n + 1 :] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_the_outlines_of_all_districts_are_in_the_frame() -> None:
    city = json.loads(data(frame(project()))["city"])
    assert len(city["areas"]) == len(city["boxes"]) == 12
    assert city["zones"] == ["ZD", "JK", "GX", "HK"]
    for one in city["layouts"]:
        first = one["zooms"][0]
        scale = first["degree"] / city["units"]
        for left, top, right, bottom in city["boxes"].values():
            assert first["left"] + left * scale >= 0
            assert first["left"] + right * scale <= one["width"]
            assert first["top"] + top * scale >= 0
            assert first["top"] + bottom * scale <= one["height"]


def test_a_filter_moves_no_mark_and_no_name() -> None:
    rows = many(30)
    assert data(rows)["city"] == data(rows, shown=["P-1", "P-2"])["city"]
    shown = {one["code"] for one in data(rows, shown=["P-1", "P-2"])["marks"] if one["shown"]}
    assert shown == {"P-1", "P-2"}


def test_of_very_many_projects_those_of_the_filter_alone_are_laid_out() -> None:
    rows = many(MOST_SYMBOLS + 1)
    found = data(rows, shown=["P-1", "P-2"])
    assert [(one["code"], one["shown"]) for one in found["marks"]] == [("P-1", True), ("P-2", True)]
    assert {len(one["marks"]) for _, _, one in layouts(found)} == {2}
    assert all(len(month["states"]) == 2 for month in found["months"])


def test_names_lie_upon_more_marks_than_leave_room() -> None:
    schools = tuple(School(f"P-{n}", (113.61, 34.75), 6.0) for n in range(MOST_SPREAD + 1))

    def names(marks: tuple[School, ...]) -> list[Any]:
        return [one["names"] for _, _, one in layouts({"city": laid_out(GEOGRAPHY, marks, (("410102", "中原 401"),))})]

    assert names(schools) == names(())


def test_a_month_has_its_status_and_step_for_every_mark_and_its_sentence() -> None:
    rows = frame(project("A"), project("B", step="", word="not_due", status="not_due"))
    april = month(rows, APRIL, A=SchoolState("", Word.OFF_TRACK))
    found = data(rows, months=[april, month(rows)])
    codes = [one["code"] for one in found["marks"]]
    first, last = (dict(zip(codes, own["states"], strict=True)) for own in found["months"])
    assert (first["A"], last["A"]) == (["off_track", False], ["on_track", True])
    assert first["B"] == last["B"] == ["not_due", False]
    assert [one["label"] for one in found["months"]] == ["4月", "5月"]
    assert found["months"][0]["said"] == "截至2023年4月30日：已投用0个，在建0个，未开工2个；滞后1个"
    assert found["months"][1]["said"] == "截至2023年5月31日：已投用0个，在建1个，未开工1个；滞后0个"


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_colour_and_mark_tell_the_status(look: Any) -> None:
    found = data(frame(project()), look=look)["looks"]
    for word in Word:
        assert found[word.value]["fill"] == look.status[word.status]
        assert found[word.value]["mark"] == ("" if word.status is Status.ON_TRACK else MARKS[word.status])


def test_a_project_without_place_has_no_mark_but_is_counted() -> None:
    rows = frame(project("A"), project("B", longitude=None, latitude=None))
    found = data(rows)
    assert [one["code"] for one in found["marks"]] == ["A"]
    assert found["counts"]["410102"] == 2
    assert "在建2个" in found["months"][0]["said"]


def test_under_a_filter_for_one_district_the_others_have_no_number() -> None:
    rows = frame(project("A"))
    districts = pd.DataFrame(
        [{"code": code, "name": name, "projects": 1, "is_counted": code == "410102"} for code, name in NAMES.items()]
    )
    assert data(rows, districts=districts)["counts"] == {"410102": 1}


def test_very_many_projects_are_left_to_the_webgl_map() -> None:
    found = data(many(MOST_SYMBOLS + 1))
    assert found["marks"] == []
    assert sum(found["counts"].values()) > MOST_SYMBOLS / 10


def test_hostile_names_are_plain_data() -> None:
    found = data(frame(project(name=BAD)))
    assert found["marks"][0]["name"] == BAD
    assert "<" not in found["city"]


def test_the_legend_has_the_words_of_all_months_and_of_those_that_are_shown() -> None:
    rows = frame(project("A"), project("B", word="missed", status="missed"))
    april = month(rows, APRIL, A=SchoolState("", Word.OFF_TRACK))
    assert set(words_in([april, month(rows)], ["A"])) == {Word.OFF_TRACK, Word.ON_TRACK}
    assert words_in([], ["A"]) == []
