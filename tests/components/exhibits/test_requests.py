"""Requests name everybody who owes a report or has a decision to do, the longest overdue first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from components.exhibits.address import Address
from components.exhibits.model import Exhibit
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Table
from components.i18n.text import Text
from models.analysis.reports_due import GRACE_DAYS
from models.frames import rows_of
from models.snapshots.snapshot import Snapshot
from models.typed_rows import DecisionStanding

DAY = date(2023, 9, 30)
Asked = Callable[..., Address]


@pytest.fixture
def snapshot(builder: ExhibitBuilder, asked: Asked) -> Snapshot:
    return builder.snapshot(asked("requests"))


@pytest.fixture
def made(builder: ExhibitBuilder, asked: Asked) -> Callable[..., Exhibit]:
    def make(language: str = "en", as_of: date = DAY, **chosen: str) -> Exhibit:
        return builder.make(asked("requests", language, as_of, **chosen))

    return make


def by(part: Exhibit) -> dict[str, date]:
    """The day by which each request is to be done."""
    assert isinstance(part.body, Table)
    return {key: row[2].value for key, row in zip(part.body.keys, part.body.rows, strict=True)}  # type: ignore[misc]


def test_they_are_the_decisions_not_done_and_the_debts_of_each_district(made: Callable[..., Exhibit], snapshot: Snapshot) -> None:
    decided = [row for row in rows_of(snapshot.decisions, DecisionStanding) if row.state != "done"]
    owed = {row.district: [] for row in snapshot.reports_due}
    for row in snapshot.reports_due:
        owed[row.district].append(row.since)
    wanted = {f"decision.{row.number}": row.until for row in decided}
    wanted |= {f"report.{district}": min(days) + timedelta(days=GRACE_DAYS) for district, days in owed.items()}
    assert decided
    assert owed
    assert by(made()) == wanted


def test_the_longest_overdue_come_first_and_the_sentence_counts_them(made: Callable[..., Exhibit]) -> None:
    part = made()
    days = list(by(part).values())
    assert days == sorted(days)
    late = sum(day < DAY for day in days)
    assert part.title == f"{len(days)} requests as of 30 Sep 2023; {late} overdue."
    assert sum(row[3].text.startswith("Overdue") for row in part.data.rows) == late


def test_a_district_is_asked_for_its_own_alone(made: Callable[..., Exhibit], snapshot: Snapshot) -> None:
    district = snapshot.reports_due[0].district
    own = rows_of(snapshot.decisions, DecisionStanding)
    part = made(district=district)
    numbers = {f"decision.{row.number}" for row in own if row.district == district and row.state != "done"}
    assert set(by(part)) == numbers | {f"report.{district}"}
    assert part.title.startswith(Text("en").names(snapshot.view.districts)[district])


def test_without_any_it_says_so(builder: ExhibitBuilder, asked: Asked) -> None:
    part = builder.make(replace(asked("requests", "en"), plan="zhengzhou-2023"))
    assert part.data.rows == ()
    assert part.title == "As of 30 Sep 2023, no report and no decision is outstanding."


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_owed_is_named_in_the_notes(made: Callable[..., Exhibit], snapshot: Snapshot, language: str) -> None:
    names = Text(language).names(snapshot.view.targets)
    owed = {row.code for row in snapshot.reports_due if row.code in names}
    notes = " ".join(made(language).notes)
    assert owed
    assert all(names[code] in notes for code in owed)


@pytest.mark.parametrize(("language", "office"), [("zh", "发展规划处"), ("en", "Development Planning Office")])
def test_an_office_has_its_name_in_the_language_of_the_paper(made: Callable[..., Exhibit], language: str, office: str) -> None:
    who = {row[0].text for row in made(language).data.rows}
    assert office in who
    assert ("发展规划处" in who) == (language == "zh")
