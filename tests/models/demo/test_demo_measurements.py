"""Measurements of the demonstration: steps of recruitment, yearly indicators of programmes."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from models.commands.records import NewMeasurement
from models.demo.calendar import MONTH_ENDS
from models.demo.programmes import INDICATORS, DemoProgramme, indicators, make_programmes
from models.demo.recruitment import STEPS, DemoQuota, make_quotas, steps_of_month

DISTRICTS = [("A", "甲区"), ("B", "乙区"), ("C", "丙县")]


@pytest.fixture(scope="module")
def quotas() -> list[DemoQuota]:
    return make_quotas(Random(1), DISTRICTS)


@pytest.fixture(scope="module")
def programmes() -> list[DemoProgramme]:
    return make_programmes(Random(1), DISTRICTS)


def of_quota(rows: list[NewMeasurement], code: str) -> dict[str, int]:
    return {row.measure: int(row.value) for row in rows if row.code == code}


def test_steps_are_told_of_those_recruited_from_outside_and_not_by_all(quotas: list[DemoQuota]) -> None:
    told = {row.code for row in steps_of_month(quotas, 5, set())}
    recruited = {one.quota.code for one in quotas if one.quota.way == "recruited"}
    assert told < recruited
    assert len(told) > len(recruited) / 2


def test_a_quota_that_tells_its_steps_tells_each_once_of_the_end_of_the_month(quotas: list[DemoQuota]) -> None:
    rows = steps_of_month(quotas, 5, set())
    assert {row.as_of for row in rows} == {MONTH_ENDS[5]}
    assert {row.origin for row in rows} == {"demo"}
    assert set(Counter(row.code for row in rows).values()) == {len(STEPS)}
    assert set(Counter((row.code, row.measure) for row in rows).values()) == {1}


def test_a_late_district_tells_no_steps(quotas: list[DemoQuota]) -> None:
    places = {one.quota.code: one.quota.district for one in quotas}
    whole, without = steps_of_month(quotas, 5, set()), steps_of_month(quotas, 5, {"B"})
    assert without == [row for row in whole if places[row.code] != "B"]
    assert len(without) < len(whole)
    assert steps_of_month(quotas, 5, {"A", "B", "C"}) == []


def test_fewer_people_reach_each_step_and_no_more_are_in_post_than_were_hired(quotas: list[DemoQuota]) -> None:
    for month in range(len(MONTH_ENDS)):
        rows = steps_of_month(quotas, month, set())
        for one in quotas:
            if steps := of_quota(rows, one.quota.code):
                assert steps["applied"] >= steps["shortlisted"] >= steps["hired"] >= one.in_post[month]
                assert steps["announced"] >= steps["hired"]


def test_steps_never_go_back_from_month_to_month(quotas: list[DemoQuota]) -> None:
    for earlier, later in zip(range(13), range(1, 14), strict=True):
        before, after = steps_of_month(quotas, earlier, set()), steps_of_month(quotas, later, set())
        assert [(row.code, row.measure) for row in before] == [(row.code, row.measure) for row in after]
        assert all(old.value <= new.value for old, new in zip(before, after, strict=True))


def test_indicators_are_told_at_the_end_of_each_year_up_to_the_plans(programmes: list[DemoProgramme]) -> None:
    by_year = indicators(Random(1), programmes, 3)
    assert [{row.as_of for row in rows} for rows in by_year] == [{date(year, 12, 31)} for year in (2021, 2022, 2023)]
    for rows in by_year:
        assert {row.measure for row in rows} == set(INDICATORS)
        assert set(Counter((row.code, row.measure) for row in rows).values()) == {1}
    assert indicators(Random(1), programmes, 0) == []


def test_most_programmes_tell_their_indicators_and_some_do_not(programmes: list[DemoProgramme]) -> None:
    (rows,) = indicators(Random(1), programmes, 1)
    told, known = {row.code for row in rows}, {one.programme.code for one in programmes}
    assert told < known
    assert len(told) > len(known) * 0.8


def test_indicators_stay_within_sense_and_move_little_in_a_year(programmes: list[DemoProgramme]) -> None:
    by_year = indicators(Random(1), programmes, 12)
    for rows in by_year:
        assert all(0 <= row.value <= (100 if row.measure == "placement" else 10_000) for row in rows)
    for before, after in zip(by_year, by_year[1:], strict=False):
        for old, new in zip(before, after, strict=True):
            assert (old.code, old.measure) == (new.code, new.measure)
            assert abs(new.value - old.value) <= INDICATORS[old.measure][2]
