"""The plain path: each work and milestone by itself, in loops over raw rows. Calculations in columns are checked against it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from models.status import Milestone, WorkItem, judge_work_item

Row = Mapping[str, Any]


def counted(rows: Iterable[Row], batches: Iterable[int]) -> list[Row]:
    """Return the reports that some batches brought, in the order of the ledger; ``batches`` in the order recorded."""
    turn = {batch: place for place, batch in enumerate(batches)}
    return sorted((row for row in rows if row["batch"] in turn), key=lambda row: (turn[row["batch"]], row["id"]))


def milestones_on(reports: Sequence[Row], as_of: date) -> list[dict[str, Any]]:
    """Return every milestone as of a day from reports in the order of the ledger; the columns of ``MilestoneRow``."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(reports, key=lambda row: row["as_of"]):  # stable: of a day the one recorded last comes last
        found.setdefault((row["code"], row["milestone"]), []).append(row)
    milestones = [{"code": code, "milestone": name} | _milestone(own, as_of) for (code, name), own in found.items()]
    return sorted(milestones, key=lambda row: (row["code"], row["position"], row["milestone"]))


def _milestone(reports: Sequence[Row], as_of: date) -> dict[str, Any]:
    baselines = [row for row in reports if row["aspect"] == "baseline"]
    others = [row for row in reports if row["aspect"] != "baseline"]
    baseline = newest = None
    revisions = replanned_days = 0
    for row in baselines:
        if row["day"] is None:
            continue
        if baseline is None:
            baseline = newest = row["day"]
        elif row["as_of"] <= as_of and row["day"] != newest:
            revisions += 1
            replanned_days = (row["day"] - baseline).days
            newest = row["day"]
    forecast = actual = None
    for row in others:
        if row["aspect"] == "actual":
            actual = row["day"]
        elif row["as_of"] <= as_of:
            forecast = row["day"]
    return {
        "position": baselines[0]["position"] if baselines else min(row["position"] for row in others),
        "baseline": baseline,
        "revisions": revisions,
        "replanned_days": replanned_days,
        "forecast": forecast,
        "actual": actual,
        "reported_on": max((row["as_of"] for row in others if row["as_of"] <= as_of), default=None),
    }


def work_of(name: str, steps: Sequence[Row], *, hard_deadline: date | None, start: date) -> WorkItem:
    """Return a work with its milestones in the order of its steps."""
    return WorkItem(
        name=name,
        start=start,
        milestones=tuple(Milestone(row["milestone"], row["baseline"], row["forecast"], row["actual"]) for row in steps),
        hard_deadline=hard_deadline,
        last_report=max((row["reported_on"] for row in steps if row["reported_on"] is not None), default=None),
    )


def standing(
    name: str, steps: Sequence[Row], *, hard_deadline: date | None, names: Sequence[str], as_of: date, start: date
) -> dict[str, Any]:
    """Return what ``WorksOnDay.frame`` adds to the facts of a work: its standing, then the dates of some milestones."""
    verdict = judge_work_item(work_of(name, steps, hard_deadline=hard_deadline, start=start), as_of)
    reached = [row for row in steps if row["actual"] is not None and row["actual"] <= as_of]
    ahead = [row for row in steps if row not in reached]
    dates = {f"{one}_{aspect}": None for one in names for aspect in ("baseline", "forecast", "actual")}
    for row in steps:
        if row["milestone"] in names:
            dates[f"{row['milestone']}_baseline"] = row["baseline"]
            dates[f"{row['milestone']}_forecast"] = row["forecast"]
            dates[f"{row['milestone']}_actual"] = row["actual"] if row in reached else None
    return {
        "status": verdict.status.value,
        "word": verdict.word.value,
        "slip_days": verdict.slip_days,
        "step": reached[-1]["milestone"] if reached else "",
        "next_step": ahead[0]["milestone"] if ahead else "",
        "next_baseline": ahead[0]["baseline"] if ahead else None,
        "next_forecast": ahead[0]["forecast"] if ahead else None,
        "revisions": max((row["revisions"] for row in steps), default=0),
        "replanned_days": max((row["replanned_days"] for row in steps), default=0),
        "reported_on": verdict.reported_on,
        **dates,
    }
