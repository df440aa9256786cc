"""Reports due: the reports that each district owes, and since when. Pure function of frames."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from models.analysis.series import Row, group_by
from models.frames import records_of
from models.plan.view import PlanView
from models.status import Status, TargetKind

#: Days after the end of a period within which its report may still arrive.
GRACE_DAYS = 5
#: Months of a cycle.
MONTHS = {"month": 1, "quarter": 3, "year": 12}
COLUMNS = ("district", "code", "works", "newest", "since")
_DONE = (Status.MET, Status.MET_LATE)


def period_end(as_of: date, cycle: str) -> date:
    """Return the last day of the newest period whose report is due by ``as_of``."""
    day = as_of - timedelta(days=GRACE_DAYS)
    months = MONTHS[cycle]
    month = (day.month - 1) // months * months
    return date(day.year, month + 1, 1) - timedelta(days=1)


def reports_due(
    view: PlanView, figures: pd.DataFrame, quotas: pd.DataFrame, works: Iterable[pd.DataFrame], *, as_of: date
) -> pd.DataFrame:
    """Return the reports owed by each district: district, code, works (None for a figure), newest (None: never reported), since.

    A district owes a figure that any district reports on, figures of its quotas (``code`` is their target), and reports on its
    unfinished works (``code`` is "projects" or "programmes" by the order of ``works``, and ``works`` is their number). ``since``
    is the end of the missing period.
    """
    reported = records_of(figures)
    rows = [*_figures_due(view, reported, as_of), *_quotas_due(view, reported, quotas, as_of)]
    for name, frame in zip(("projects", "programmes"), works, strict=True):
        rows += _works_due(name, frame, as_of)
    order = {code: place for place, code in enumerate(view.districts["code"])}
    rows.sort(key=lambda row: (order.get(row["district"], len(order)), row["code"]))
    return pd.DataFrame([row for row in rows if row["since"] >= view.head.start], columns=list(COLUMNS), dtype=object)


def _newest(figures: Iterable[Row], *names: str) -> dict[tuple[Any, ...], date]:
    """Return the newest day reported, by the values of some columns."""
    newest: dict[tuple[Any, ...], date] = {}
    for figure in figures:
        key = tuple(figure[name] for name in names)
        newest[key] = max(newest.get(key, figure["as_of"]), figure["as_of"])
    return newest


def _figures_due(view: PlanView, figures: Iterable[Row], as_of: date) -> list[Row]:
    targets = {row["code"]: row for row in records_of(view.targets)}
    of_districts = [row for row in figures if row["code"] in targets and row["district"]]
    newest = _newest((row for row in of_districts if _counts(row, targets, view)), "code", "district")
    rows: list[Row] = []
    for code in sorted({row["code"] for row in of_districts}):
        due = period_end(min(as_of, targets[code]["due"] or as_of), targets[code]["cycle"])
        for district in view.districts["code"]:
            last = newest.get((code, district))
            if last is None or last < due:
                rows.append({"district": district, "code": code, "works": None, "newest": last, "since": due})
    return rows


def _counts(figure: Row, targets: Mapping[str, Row], view: PlanView) -> bool:
    """Return True if a figure settles its district's report; a rate also needs numerator and denominator for the city's."""
    needs_parts = TargetKind(targets[figure["code"]]["kind"]).is_rate and len(view.districts) > 1
    return figure["denominator"] is not None or not needs_parts


def _quotas_due(view: PlanView, figures: Iterable[Row], quotas: pd.DataFrame, as_of: date) -> list[Row]:
    newest = _newest(figures, "code")
    targets = {row["code"]: row for row in records_of(view.targets)}
    rows: list[Row] = []
    for district, own in group_by(records_of(quotas), "district").items():
        for code in sorted({code for row in own for code in row["targets"]} & set(targets)):
            due = period_end(min(as_of, targets[code]["due"] or as_of), targets[code]["cycle"])
            days = [newest.get((row["code"],)) for row in own if code in row["targets"]]
            spoken = [day for day in days if day is not None]
            if len(spoken) < len(days) or min(spoken) < due:
                rows.append(
                    {"district": district, "code": code, "works": None, "newest": min(spoken, default=None), "since": due}
                )
    return rows


def _works_due(name: str, works: pd.DataFrame, as_of: date) -> list[Row]:
    due = period_end(as_of, "month")
    late = [
        row
        for row in records_of(works)
        if row["status"] not in _DONE and (pd.isna(row["reported_on"]) or row["reported_on"] < due)
    ]
    rows: list[Row] = []
    for district, own in group_by(late, "district").items():
        spoken = [row["reported_on"] for row in own if not pd.isna(row["reported_on"])]
        rows.append({"district": district, "code": name, "works": len(own), "newest": min(spoken, default=None), "since": due})
    return rows
