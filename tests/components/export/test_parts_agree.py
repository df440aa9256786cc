"""Parts about projects, programmes and quotas agree with the store, where other questions find the same."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from components.exhibits.address import Address
from components.exhibits.model import Timeline
from components.exhibits.registry import ExhibitBuilder

Asked = Callable[..., Address]
#: The newest date of each milestone and aspect: a forecast counts if made by the day, an actual date from then on.
NEWEST = """
    SELECT subject.code, milestone, aspect, day, row_number() OVER (
        PARTITION BY subject_id, milestone, aspect
        ORDER BY milestone_report.as_of DESC, milestone_report.recorded_at DESC, milestone_report.id DESC) AS age
    FROM milestone_report JOIN subject ON subject.id = subject_id
    WHERE aspect = 'actual' OR milestone_report.as_of <= :day
"""


def asked_of(engine: Engine, question: str, day: date) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question), {"day": day.isoformat()})]


@pytest.mark.parametrize("day", [date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)])
def test_the_days_of_the_timeline_are_the_newest_of_the_store(
    builder: ExhibitBuilder, asked: Asked, demo_year: Engine, day: date
) -> None:
    body = builder.make(asked("timeline", as_of=day)).body
    assert isinstance(body, Timeline)
    question = f"SELECT code, milestone, aspect, day FROM ({NEWEST}) WHERE age = 1 AND (aspect <> 'actual' OR day <= :day)"
    rows = [row for row in asked_of(demo_year, question, day) if row[3] is not None]
    held = {f"{code}.{step}.{aspect}": date.fromisoformat(when) for code, step, aspect, when in rows if aspect != "baseline"}
    shown = {key: when for key, when in body.figures().items() if not key.endswith(".baseline")}
    came = {key.removesuffix(".actual") for key in held if key.endswith(".actual")}
    wanted = {key: when for key, when in held.items() if key.partition(".")[0] in body.keys}
    assert shown == {key: when for key, when in wanted.items() if key.endswith(".actual") or key.rpartition(".")[0] not in came}


@pytest.mark.parametrize("day", [date(2023, 6, 30), date(2023, 12, 31)])
def test_the_steps_count_the_projects_that_the_store_holds(
    builder: ExhibitBuilder, asked: Asked, demo_year: Engine, day: date
) -> None:
    body = builder.make(asked("building_steps", as_of=day)).body
    question = f"""
        SELECT milestone, count(DISTINCT code) FROM ({NEWEST})
        WHERE age = 1 AND aspect = 'actual' AND day <= :day AND code IN (
            SELECT subject.code FROM project JOIN subject ON subject.id = project.subject_id)
        GROUP BY milestone
    """
    reached = {f"{step}.projects": count for step, count in asked_of(demo_year, question, day)}
    ((reached["planned.projects"],),) = asked_of(demo_year, "SELECT count(*) FROM project", day)
    figures = {key: value for key, value in body.figures().items() if value}
    assert {key: value for key, value in figures.items() if key.endswith(".projects")} == reached


def test_the_schools_have_the_programmes_of_the_store(builder: ExhibitBuilder, asked: Asked, demo_year: Engine) -> None:
    data = builder.make(asked("programme_schools")).data
    question = "SELECT level || '/' || school, kind, count(*) FROM programme GROUP BY level, school, kind"
    held = {(key, kind): count for key, kind, count in asked_of(demo_year, question, date(2023, 9, 30))}
    shown = {
        (key, column.key): cell.value
        for key, cells in zip(data.keys, data.rows, strict=True)
        for column, cell in zip(data.columns, cells, strict=True)
        if column.key not in ("", "total") and cell.value
    }
    assert shown == held


@pytest.mark.parametrize("day", [date(2023, 6, 30), date(2023, 9, 30)])
def test_the_quotas_and_who_is_in_post_are_those_of_the_store(
    builder: ExhibitBuilder, asked: Asked, demo_year: Engine, day: date
) -> None:
    data = builder.make(asked("quotas", as_of=day)).data
    question = """
        SELECT district, post, sum(quota), sum(value) FROM (
            SELECT quota.district, post, quota, report.value, row_number() OVER (
                PARTITION BY subject.code ORDER BY report.as_of DESC, report.recorded_at DESC, report.id DESC) AS age
            FROM quota JOIN subject ON subject.id = quota.subject_id
            JOIN series ON series.subject_id = subject.id JOIN report ON report.series_id = series.id
            WHERE report.as_of <= :day)
        WHERE age = 1 GROUP BY district, post
    """
    held: dict[tuple[str, str], float] = {}
    for district, post, quota, people in asked_of(demo_year, question, day):
        held |= {(district, f"{post}.target"): float(quota), (district, f"{post}.in_post"): float(people)}
    shown = {
        (key, column.key): cell.value
        for key, cells in zip(data.keys, data.rows, strict=True)
        for column, cell in zip(data.columns, cells, strict=True)
        if key != "sum" and column.key.endswith((".target", ".in_post")) and cell.value is not None
    }
    assert shown == held
