"""New plans without a document."""

from collections.abc import Callable
from datetime import date

import pytest

from models.errors import PlanFileError
from models.plan.file import PlanFile, parse_plan
from models.plan.new_plans import empty_plan, next_year

LEAP = """
plan: {code: leap, city: 某市, year: 2024, title: 某市, source: 文件, start: 2024-02-29, opens_on: 2024-06-01,
  districts: [{code: N, name: 北区}]}
sections: [{code: S, name: 一}]
targets:
  - {code: C, section: S, kind: count, name: 开工, unit: 所, target: 4, baseline: 1, due: 2025-02-28,
     plan: [{by: 2024-02-29, value: 2}], suspended: {document: 文, since: 2024-07-01}}
  - {code: I, section: S, kind: items, name: 名单, due: 2024-12-31,
     items: [{code: I.7, name: 甲, gates: [{name: 印发, by: 2024-05-31}]}]}
"""


def test_next_years_plan_has_every_date_a_year_later_and_nothing_of_last_years_state() -> None:
    file = next_year(parse_plan(LEAP.encode(), name="leap.yaml"), "leap-2025", "某市2025年工作要点")
    count, items = file.targets
    assert (file.plan.code, file.plan.year, file.plan.title) == ("leap-2025", 2025, "某市2025年工作要点")
    assert (file.plan.start, file.plan.opens_on) == (date(2025, 2, 28), None)
    assert (count.due, count.baseline, count.suspended) == (date(2026, 2, 28), None, None)
    assert [(point.by, point.value) for point in count.plan] == [(date(2025, 2, 28), 2)]
    assert (items.items[0].code, items.items[0].gates[0].by) == (None, date(2025, 5, 31))


def test_next_years_plan_keeps_districts_and_sections(small_plan: Callable[..., PlanFile]) -> None:
    file = small_plan()
    moved = next_year(file, "small-2024", "试验计划2024")
    assert (moved.plan.districts, moved.sections) == (file.plan.districts, file.sections)
    assert [one.code for one in moved.targets] == [one.code for one in file.targets]


def test_an_empty_plan_has_one_section_and_one_target_to_fill() -> None:
    file = empty_plan("p-2026", "某市", 2026, "某市2026年工作要点", section="一、", target="目标")
    assert ([one.name for one in file.sections], [one.name for one in file.targets]) == (["一、"], ["目标"])
    assert [one.name for one in file.plan.districts] == ["某市"]


def test_a_new_plan_with_a_code_that_is_none_is_refused(small_plan: Callable[..., PlanFile]) -> None:
    with pytest.raises(PlanFileError):
        next_year(small_plan(), "no code", "试验计划")
