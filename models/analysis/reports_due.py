"""Reports due: the reports that each district owes, and since when. Pure function of frames."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, timedelta
from itertools import compress

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.analysis.counted_parts import CountedQuotas
from models.analysis.days import NEVER, Days, to_date
from models.analysis.quota_figures import QuotaFigures
from models.analysis.work_items import WorksOnDay
from models.frames import frame_of, rows_of
from models.plan.view import PlanView
from models.status import Status
from models.typed_rows import DueRow, FigureRow, TargetRow

#: Days after the end of a period within which its report may still arrive.
GRACE_DAYS = 5
#: Months of a cycle.
MONTHS = {"month": 1, "quarter": 3, "year": 12}
COLUMNS = tuple(field.name for field in fields(DueRow))
_DONE = (Status.MET, Status.MET_LATE)


def period_end(as_of: date, cycle: str) -> date:
    """Return the last day of the newest period whose report is due by ``as_of``."""
    day = as_of - timedelta(days=GRACE_DAYS)
    months = MONTHS[cycle]
    month = (day.month - 1) // months * months
    return date(day.year, month + 1, 1) - timedelta(days=1)


def reports_due(
    view: PlanView,
    figures: pd.DataFrame,
    quotas: CountedQuotas,
    quota_figures: QuotaFigures,
    works: Iterable[WorksOnDay],
    *,
    as_of: date,
) -> pd.DataFrame:
    """Return the reports owed by each district, as ``DueRow``.

    A district owes a figure that any district reports on, figures of its quotas (``code`` is their target), and reports on its
    unfinished works (``code`` is "projects" or "programmes" by the order of ``works``, and ``works`` is their number). ``since``
    is the end of the missing period.
    """
    reported, targets = rows_of(figures, FigureRow), {row.code: row for row in rows_of(view.targets, TargetRow)}
    rows = [*_figures_due(view, targets, reported, as_of), *_quotas_due(targets, quotas, quota_figures, as_of)]
    for name, own in zip(("projects", "programmes"), works, strict=True):
        rows += _works_due(name, own, as_of)
    order = {code: place for place, code in enumerate(view.districts["code"])}
    rows.sort(key=lambda row: (order.get(row.district, len(order)), row.code))
    return frame_of([row for row in rows if row.since >= view.head.start], DueRow)


def _figures_due(view: PlanView, targets: Mapping[str, TargetRow], figures: Iterable[FigureRow], as_of: date) -> Iterator[DueRow]:
    of_districts = [row for row in figures if row.code in targets and row.district]
    newest: dict[tuple[str, str], date] = {}
    for row in of_districts:
        if _counts(row, targets[row.code], view):
            key = row.code, row.district
            newest[key] = max(newest.get(key, row.as_of), row.as_of)
    for code in sorted({row.code for row in of_districts}):
        due = _due(targets[code], as_of)
        for district in view.districts["code"]:
            last = newest.get((code, district))
            if last is None or last < due:
                yield DueRow(district, code, None, last, due, (code,))


def _due(target: TargetRow, as_of: date) -> date:
    """Return the end of the newest period whose report on a target is due by ``as_of``."""
    return period_end(min(as_of, target.due or as_of), target.cycle)


def _counts(figure: FigureRow, target: TargetRow, view: PlanView) -> bool:
    """Return True if a figure settles its district's report; a rate also needs numerator and denominator for the city's."""
    needs_parts = target.rate_scale is not None and len(view.districts) > 1
    return figure.denominator is not None or not needs_parts


def _quotas_due(targets: Mapping[str, TargetRow], quotas: CountedQuotas, figures: QuotaFigures, as_of: date) -> Iterator[DueRow]:
    for code, district, own in quotas.by_district():
        if code in targets:
            due = _due(targets[code], as_of)
            days = figures.last_days(own.codes)
            late = tuple(compress(own.codes, _is_late(days, due).tolist()))
            if late:
                yield DueRow(district, code, None, _first(days), due, late)


def _works_due(name: str, works: WorksOnDay, as_of: date) -> Iterator[DueRow]:
    due, reported = period_end(as_of, "month"), works.steps.schedules.last_report
    is_done = np.logical_or.reduce([works.statuses == status for status in _DONE])
    late = np.flatnonzero(~is_done & _is_late(reported, due))
    places, districts = pd.factorize(works.works["district"].to_numpy(dtype=object)[late])
    codes = works.works["code"].to_numpy(dtype=object)[late]
    for place, district in enumerate(districts):
        own = places == place
        yield DueRow(district, name, int(own.sum()), _first(reported[late][own]), due, tuple(codes[own]))


def _is_late(reported: Days, due: date) -> NDArray[np.bool_]:
    """Return where there is no report for the period that ends on ``due``, or for a later one."""
    late: NDArray[np.bool_] = (reported == NEVER) | (reported < due.toordinal())
    return late


def _first(reported: Days) -> date | None:
    """Return the first of some days; None if none of them is one."""
    return to_date(int(reported.min()))
