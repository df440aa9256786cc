"""Projects and programmes that moved between two meetings, and the meaning of a status change."""

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from models.analysis.milestone_dates import COLUMNS as STEP_COLUMNS
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.schools import MILESTONES, project_standings
from models.analysis.target_changes import CONSEQUENCES, consequence
from models.analysis.work_changes import COLUMNS, work_changes
from models.status import Status

START, SINCE, AS_OF = date(2023, 1, 1), date(2023, 6, 30), date(2023, 8, 31)
PLANNED = {"approved": date(2023, 3, 31), "started": date(2023, 6, 10), "completed": date(2023, 11, 30)}


def days(**named: Any) -> dict[str, dict[str, Any]]:
    """The milestones of ``PLANNED``, with ``<milestone>_<aspect>=day`` and ``on=day`` of the newest report."""
    on = named.pop("on", SINCE)
    steps: dict[str, dict[str, Any]] = {
        name: {"baseline": day, "forecast": None, "actual": None, "revisions": 0, "replanned_days": 0, "reported_on": on}
        for name, day in PLANNED.items()
    }
    for key, value in named.items():
        name, aspect = key.split("_", 1)
        steps[name][aspect] = value
    return steps


def standing(works: dict[str, dict[str, dict[str, Any]]], day: date) -> pd.DataFrame:
    """Projects by code, each with its milestones, as ``WorksOnDay.frame`` returns them for a day."""
    projects = pd.DataFrame(
        [{"code": code, "name": f"{code}小学", "district": "N", "targets": ["P"], "hard_deadline": None} for code in works]
    )
    for name in ("stage", "kind", "address", "crs", "given_x", "given_y", "longitude", "latitude", "seats", "classes", "area"):
        projects[name] = None
    for name in ("investment", "owner", "origin", "note"):
        projects[name] = None
    rows = [
        {"code": code, "milestone": name, "position": MILESTONES.index(name), **step}
        for code, steps in works.items()
        for name, step in steps.items()
    ]
    return project_standings(
        projects, MilestoneDates.of(pd.DataFrame(rows, columns=list(STEP_COLUMNS), dtype=object)), as_of=day, start=START
    )


def changes(before: Any, restated: Any, after: Any) -> pd.DataFrame:
    """Changes from works by code as seen then, as known now of that day, and now."""
    return work_changes(
        standing(before, SINCE), standing(restated, SINCE), standing(after, AS_OF), names=MILESTONES, since=SINCE, as_of=AS_OF
    )


def change(before: Any, restated: Any, after: Any) -> dict[Any, Any]:
    """The one project that moved."""
    (row,) = changes({"A": before}, {"A": restated}, {"A": after}).to_dict("records")
    parts = [row[name] for name in ("slip_before", "late", "corrected", "progress")]
    assert None in parts or sum(parts) == row["slip_after"]
    return row


APPROVED = {"approved_actual": date(2023, 3, 20)}


def test_a_step_reached_after_the_earlier_day_is_progress() -> None:
    seen = days(**APPROVED)
    row = change(seen, seen, days(**APPROVED, started_actual=date(2023, 7, 10), on=AS_OF))
    assert row["why"] == ("progress",)
    assert (row["step_before"], row["step_after"], row["next_after"]) == ("approved", "started", "completed")
    assert (row["milestone"], row["slip_before"], row["progress"], row["slip_after"]) == ("started", 20, 10, 30)


def test_a_step_reached_before_the_earlier_day_and_said_only_later_is_reported_late() -> None:
    late = days(**APPROVED, started_actual=date(2023, 6, 15))
    row = change(days(**APPROVED), late, late)
    assert row["why"] == ("reported_late",)
    assert (row["slip_before"], row["late"], row["corrected"], row["progress"], row["slip_after"]) == (20, -15, 0, 0, 5)


def test_a_date_that_reads_otherwise_now_is_corrected() -> None:
    row = change(days(**APPROVED), days(approved_actual=date(2023, 4, 20)), days(approved_actual=date(2023, 4, 20), on=AS_OF))
    assert row["why"] == ("corrected",)


def test_a_step_taken_back_is_corrected() -> None:
    row = change(days(**APPROVED), days(), days())
    assert row["why"] == ("corrected",)
    assert (row["step_before"], row["step_after"]) == ("approved", "")


def test_a_forecast_of_the_same_report_that_reads_otherwise_is_corrected_and_of_a_newer_one_late() -> None:
    seen = days(**APPROVED, started_forecast=date(2023, 7, 20))
    replaced = days(**APPROVED, started_forecast=date(2023, 9, 20))
    row = change(seen, replaced, replaced)
    assert (row["why"], row["late"], row["corrected"]) == (("corrected",), 0, 62)
    older = days(**APPROVED, started_forecast=date(2023, 7, 20), on=SINCE - timedelta(30))
    row = change(older, replaced, replaced)
    assert (row["why"], row["late"], row["corrected"]) == (("reported_late",), 62, 0)


def test_another_planned_day_is_replanned_and_leaves_the_slip() -> None:
    seen = days(**APPROVED, started_forecast=date(2023, 9, 20))
    again = days(**APPROVED, started_forecast=date(2023, 9, 20), started_revisions=1, started_replanned_days=60)
    row = change(seen, seen, again)
    assert row["why"] == ("replanned",)
    assert row["slip_before"] == row["slip_after"] == 102


def test_another_forecast_is_named() -> None:
    seen = days(**APPROVED)
    row = change(seen, seen, days(**APPROVED, started_forecast=date(2023, 9, 20), on=AS_OF))
    assert (row["why"], row["next_forecast_before"], row["next_forecast_after"]) == (("forecast",), None, date(2023, 9, 20))


def test_a_status_that_moved_by_itself_moved_by_time() -> None:
    on_time = days(**APPROVED, started_actual=date(2023, 6, 5))
    row = change(on_time, on_time, on_time)
    assert row["why"] == ("time",)
    assert row["status_before"] is Status.ON_TRACK
    assert row["status_after"] is not Status.ON_TRACK
    assert row["consequence"] == "fell_behind"


def test_a_work_that_did_not_move_is_left_out() -> None:
    done = days(**{f"{name}_actual": day for name, day in PLANNED.items() if name != "completed"}, completed_actual=SINCE)
    assert changes({"A": done}, {"A": done}, {"A": done}).empty
    assert list(changes({"A": done}, {"A": done}, {"A": done}).columns) == list(COLUMNS)


def test_a_work_described_only_later_is_added() -> None:
    seen = days(**APPROVED, started_actual=date(2023, 6, 5), on=AS_OF)
    found = changes({"A": seen}, {"A": seen, "B": seen}, {"A": seen, "B": seen})
    row = found.set_index("code").loc["B"]
    assert (row["why"], row["status_before"], row["slip_before"]) == (("added",), None, None)


def test_a_milestone_without_a_planned_day_has_no_slip() -> None:
    seen = days(**APPROVED, started_baseline=None)
    row = change(seen, seen, days(**APPROVED, started_baseline=None, started_actual=date(2023, 7, 10), on=AS_OF))
    assert (row["why"], row["milestone"], row["slip_after"]) == (("progress",), "started", None)


def test_works_come_by_consequence() -> None:
    behind = days(**APPROVED)
    ahead = days(**APPROVED, started_actual=date(2023, 6, 5))
    done = {f"{name}_actual": day for name, day in PLANNED.items() if name != "completed"}
    before = {"A": behind, "B": behind, "C": ahead, "D": ahead}
    after = {
        "A": days(**done, completed_actual=AS_OF, on=AS_OF),
        "B": days(**APPROVED, started_actual=date(2023, 7, 10), on=AS_OF),
        "C": days(**APPROVED, started_actual=date(2023, 6, 5), completed_forecast=date(2024, 6, 30), on=AS_OF),
        "D": days(**APPROVED, started_actual=date(2023, 6, 5), completed_forecast=date(2023, 11, 30), on=AS_OF),
    }
    found = changes(before, before, after)
    assert list(zip(found["code"], found["consequence"], strict=True)) == [
        ("C", "fell_behind"),
        ("B", "caught_up"),
        ("A", "done"),
        ("D", "moved"),
    ]


def test_no_work_leaves_the_columns() -> None:
    nothing = standing({"A": days()}, SINCE).iloc[:0]
    found = work_changes(nothing, nothing, nothing, names=MILESTONES, since=SINCE, as_of=AS_OF)
    assert found.empty
    assert list(found.columns) == list(COLUMNS)


# --- the meaning of a status change


@pytest.mark.parametrize(
    ("before", "after", "means"),
    [
        ("on_track", "at_risk", "fell_behind"),
        ("at_risk", "off_track", "fell_behind"),
        ("met", "off_track", "fell_behind"),
        ("on_track", "unknown", "fell_behind"),
        ("unknown", "off_track", "new_red"),
        ("not_due", "missed", "new_red"),
        (None, "off_track", "new_red"),
        ("off_track", "at_risk", "caught_up"),
        ("unknown", "on_track", "caught_up"),
        ("off_track", "met", "done"),
        (None, "met", "done"),
        ("missed", "met_late", "done"),
        ("met", "met_late", "moved"),
        ("at_risk", "unknown", "moved"),
        ("unknown", "at_risk", "moved"),
        ("not_due", "on_track", "moved"),
        ("on_track", "suspended", "moved"),
        (None, "on_track", "moved"),
        ("action", "action", "moved"),
        ("off_track", "off_track", "moved"),
    ],
)
def test_what_a_change_of_status_means(before: str | None, after: str, means: str) -> None:
    assert consequence(Status(before) if before else None, Status(after)) == means


def test_every_pair_of_statuses_means_something_and_no_change_is_only_moved() -> None:
    for before in (None, *Status):
        for after in Status:
            found = consequence(before, after)
            assert found in CONSEQUENCES
            assert found == "moved" or before is not after
