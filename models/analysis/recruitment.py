"""Recruitment against quotas: who is in post, what is missing, how fast it goes. Pure: frames in, frames out.

Quotas are those of ``read_quotas``, figures those of ``read_quota_figures``; people in post are cumulative counts.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, nan
from typing import Any, ClassVar, TypeAlias

import numpy as np
import pandas as pd

from models.analysis.counted_parts import CountedQuotas
from models.analysis.months import days_to, month_ends
from models.analysis.plan_targets import target_of
from models.analysis.quota_figures import QuotaFigures
from models.analysis.series import fraction, group_by
from models.analysis.standings import not_judged
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import CYCLE_DAYS, Status, Target, TargetKind, Verdict, expected, judge_measured
from models.typed_rows import QuotaRow, TargetRow

#: Months of the trend in a cell of the table.
TREND = 6
#: People in post at the ends of months; NaN before the first report.
Months: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Recruitment:
    """Quotas, figures of people in post, and the newest figure of each preceding step, as known up to a date.

    ``counted`` are the quotas by the targets for which they count.
    """

    quotas: pd.DataFrame
    figures: QuotaFigures
    measured: pd.DataFrame
    counted: CountedQuotas


def in_post(quotas: pd.DataFrame, figures: QuotaFigures, days: Sequence[date]) -> pd.DataFrame:
    """Return the people in post on each quota by day: index code, a column per day; NaN before the first report."""
    return figures.on_days(list(quotas["code"]), days)


def in_post_together(codes: tuple[str, ...], figures: QuotaFigures, days: Sequence[date]) -> pd.DataFrame:
    """Return the people in post on some quotas together by day, as the one row of ``in_post``."""
    history = figures.history(codes)
    newest = [history.until(day.toordinal())[-1:] for day in days]
    return pd.DataFrame([[float(one[0].value) if one else nan for one in newest]], columns=list(days), dtype="float64")


@dataclass(frozen=True, slots=True)
class LargestPost:
    """The post with the largest quotas, their codes and their target: the same on every day."""

    is_shared: ClassVar[bool] = True
    post: str
    codes: tuple[str, ...]
    target: Target


def largest_post(quotas: pd.DataFrame, counted: CountedQuotas, view: PlanView) -> LargestPost | None:
    """Return the post with the largest quotas; None without quotas."""
    if quotas.empty:
        return None
    sums = quotas.assign(quota=quotas["quota"].astype(int)).groupby("post", sort=False)["quota"].sum()
    post = str(sums.idxmax())
    own = quotas[quotas["post"] == post]
    return LargestPost(post, tuple(own["code"]), wanted_of(own, counted, view))


@dataclass(frozen=True, slots=True)
class Share:
    """The contents of one cell of the table: the quotas of a district and a post or way."""

    target: int
    in_post: int | None
    verdict: Verdict
    trend: tuple[int, ...]

    @property
    def gap(self) -> int:
        """The number of people missing; negative if there are more than planned."""
        return self.target - (self.in_post or 0)


def shares(
    quotas: pd.DataFrame, figures: QuotaFigures, view: PlanView, *, group: str, as_of: date
) -> dict[tuple[str, str], Share]:
    """The cells of the table by (district, code of ``group``), which is a column of quotas: "post" or "way"."""
    monthly = in_post(quotas, figures, days_to(view.head.start, as_of)[-TREND:])
    trends = dict(zip(monthly.index, monthly.to_numpy(), strict=True))
    targets = _targets(view, {code for own in quotas["targets"] for code in own})
    cells = {}
    for district, rows in group_by(rows_of(quotas, QuotaRow), "district").items():
        for code, own in group_by(rows, group).items():
            cells[district, code] = _share(own, figures, trends, targets, view, as_of)
    return cells


def _targets(view: PlanView, codes: set[str]) -> dict[str, Target]:
    """Return those of some targets that the plan has, by code."""
    return {code: target_of(view, code) for code in sorted(codes & set(view.targets["code"]))}


def _share(
    own: Sequence[QuotaRow],
    figures: QuotaFigures,
    trends: Mapping[str, Months],
    targets: Mapping[str, Target],
    view: PlanView,
    as_of: date,
) -> Share:
    history = figures.history(row.code for row in own)
    target = sum(row.quota for row in own)
    months = np.array([trends[row.code] for row in own])
    trend = np.nansum(months, axis=0)[~np.isnan(months).all(axis=0)]
    return Share(
        target=target,
        in_post=int(history[-1].value) if history else None,
        verdict=judge_measured(_target(own, target, view, targets), history, as_of, view.head.rules)
        if target
        else not_judged(history, "no_quota"),
        trend=tuple(int(value) for value in trend),
    )


def _target(own: Sequence[QuotaRow], number: int, view: PlanView, targets: Mapping[str, Target]) -> Target:
    """A share of quotas as the status rules take it: due with the last of the targets that it counts for.

    Quotas of one target follow its interim targets in proportion; those of several are due in equal parts over time.
    """
    whole = [targets[code] for code in sorted({code for row in own for code in row.targets} & targets.keys())]
    suspended = [(one.suspended_since, one.suspended_by) for one in whole if one.suspended_since]
    last = max(suspended, key=lambda one: one[0]) if suspended and len(suspended) == len(whole) else (None, None)
    return Target(
        kind=TargetKind.COUNT,
        start=view.head.start,
        due=max((one.due for one in whole if one.due), default=view.head.last_day),
        target=Fraction(number),
        points=whole[0].points_for(Fraction(number)) if len(whole) == 1 else (),
        cycle_days=max((one.cycle_days for one in whole), default=CYCLE_DAYS["month"]),
        suspended_since=last[0],
        suspended_by=last[1],
    )


def wanted_of(shown: pd.DataFrame, counted: CountedQuotas, view: PlanView) -> Target:
    """Return the target of the quotas ``shown``: the city's target if they are all its quotas, else their sum by its due date."""
    codes = {code for own in shown["targets"] for code in own}
    if len(codes) == 1 and codes <= set(view.targets["code"]) and _are_all(set(shown["code"]), counted, codes):
        return target_of(view, *codes)
    return _target(rows_of(shown, QuotaRow), int(shown["quota"].sum()), view, _targets(view, codes))


def gaps_by_district(quotas: pd.DataFrame, monthly: pd.DataFrame) -> dict[str, int]:
    """Return the gap of each district on the last day of ``monthly``, largest first; negative if it has more than its quotas."""
    now = monthly.iloc[:, -1].fillna(0)
    lack = quotas.assign(gap=quotas["quota"].astype(int) - quotas["code"].map(now).astype(int)).groupby("district")["gap"].sum()
    return {str(code): int(gap) for code, gap in lack.sort_values(ascending=False, kind="stable").items()}


@dataclass(frozen=True, slots=True)
class Divided:
    """The division of a target of the city: its own number, the sum of the quotas, the undivided rest, and the gap.

    ``net`` is what the city as a whole lacks of the quotas, ``gaps`` the sum of what districts lack: who has more than was
    wanted does not fill the gap of another. Unless ``is_whole`` these are only some of the quotas that count for the target,
    and ``target`` is their sum.
    """

    target: int
    quotas: int
    in_post: int
    net: int
    gaps: int
    open_ended: bool
    is_whole: bool

    @property
    def undivided(self) -> int:
        """The number that no district was given; negative if the quotas exceed the city's target."""
        return self.target - self.quotas


def divided(
    cells: Mapping[tuple[str, str], Share], shown: pd.DataFrame, quotas: CountedQuotas, view: PlanView, *, group: str
) -> dict[str, Divided]:
    """Return the division of targets among the quotas ``shown``, a part of all ``quotas``, by code of ``group``.

    The city's own number stands only where all that counts for it is in that one group; else the sum of the quotas does.
    """
    targets = {row.code: row for row in rows_of(view.targets, TargetRow)}
    found = {}
    for code, rows in group_by(rows_of(shown, QuotaRow), group).items():
        counted = {one for row in rows for one in row.targets} & set(targets)
        is_whole = bool(counted) and _are_all({row.code for row in rows}, quotas, counted)
        own = [share for (_, group_code), share in cells.items() if group_code == code]
        total = sum(share.target for share in own)
        wanted = sum(fraction(targets[one].target) or 0 for one in sorted(counted)) if is_whole else total
        found[code] = Divided(
            target=int(wanted),
            quotas=total,
            in_post=sum(share.in_post or 0 for share in own),
            net=sum(share.gap for share in own),
            gaps=sum(max(share.gap, 0) for share in own),
            open_ended=any(targets[one].open_ended for one in counted),
            is_whole=is_whole,
        )
    return found


@dataclass(frozen=True, slots=True)
class Grouped:
    """Quotas by district and by a column of theirs: the cells of the table, and how each of its columns is divided."""

    cells: dict[tuple[str, str], Share]
    whole: dict[str, Divided]


def grouped(shown: pd.DataFrame, known: Recruitment, view: PlanView, *, group: str, as_of: date) -> Grouped:
    """The quotas ``shown``, some of all that are ``known``, by district and ``group``: reckoned once for headline and table."""
    cells = shares(shown, known.figures, view, group=group, as_of=as_of)
    return Grouped(cells, divided(cells, shown, known.counted, view, group=group))


def lacks(found: Grouped) -> tuple[dict[str, int], dict[str, int]]:
    """Return what each district lacks by its current figures, and what the districts lack that are silent, by their last.

    A district is silent where the figures of any of its posts are old or were never reported.
    """
    silent = {district for (district, _), share in found.cells.items() if share.verdict.status is Status.UNKNOWN}
    lack: dict[str, int] = {}
    for (district, _), share in found.cells.items():
        lack[district] = lack.get(district, 0) + max(share.gap, 0)
    return {one: n for one, n in lack.items() if one not in silent}, {one: n for one, n in lack.items() if one in silent}


def _are_all(codes: set[str], counted: CountedQuotas, targets: Collection[str]) -> bool:
    """Return True if some quotas are exactly those that count for any of some targets."""
    of_targets = [counted.of(target).codes for target in targets]
    return all(code in codes for own in of_targets for code in own) and codes == set().union(*of_targets)


def pipeline(quotas: pd.DataFrame, measurements: pd.DataFrame, monthly: pd.DataFrame, steps: Sequence[str]) -> pd.DataFrame:
    """Return the number of people at each step of the quotas whose steps are reported: step, people, share (None at the first).

    The last row, step "in_post", is who is in post of the very same quotas; ``share`` is the conversion from the step before.
    """
    own = measurements[measurements["code"].isin(set(quotas["code"])) & measurements["measure"].isin(list(steps))]
    if own.empty:
        return pd.DataFrame(columns=["step", "people", "share"])
    sums = own.assign(value=own["value"].astype("float64")).groupby("measure")["value"].sum()
    people = [int(sums.get(step, 0)) for step in steps]
    people.append(int(monthly.loc[monthly.index.isin(set(own["code"]))].iloc[:, -1].sum()))
    before = [None, *people]
    rows = [
        {"step": step, "people": n, "share": n / last if last else None}
        for step, n, last in zip([*steps, "in_post"], people, before, strict=False)
    ]
    return pd.DataFrame(rows, columns=["step", "people", "share"], dtype=object)


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of recruitment: people needed per month from now on, the best month so far, and the number of months left.

    ``now`` is how many are in post, None where no quota ever reported.
    """

    now: int | None
    missing: int
    months_left: float
    needed: int | None
    best: int
    best_month: date | None


def pace(monthly: pd.DataFrame, target: Target, *, as_of: date) -> Pace:
    """The pace that meets ``target`` by its due date; ``needed`` is None where no time is left or nothing is missing.

    ``monthly`` as ``in_post`` gives it, its columns the ends of months up to ``as_of``, then that day. Less than a month left
    counts as one: nobody recruits by the day.
    """
    sums = monthly.fillna(0).sum()
    gains = sums.diff().fillna(sums)
    now = int(sums.iloc[-1]) if len(sums) else 0
    days = (target.due - as_of).days if target.due else 0
    missing = max(int(target.target or 0) - now, 0)
    days_of: list[date] = list(sums.index)
    best_month = None if gains.empty or gains.max() <= 0 else days_of[int(gains.argmax())]
    return Pace(
        now=None if monthly.isna().all(axis=None) else now,
        missing=missing,
        months_left=max(days, 0) * 12 / 365,
        needed=ceil(missing / max(Fraction(days * 12, 365), Fraction(1))) if missing and days > 0 else None,
        best=int(gains.max()) if best_month else 0,
        best_month=best_month,
    )


def cumulative(monthly: pd.DataFrame, target: Target, *, as_of: date) -> pd.DataFrame:
    """Return people in post against the plan at the end of each month and on ``as_of``: day, actual, planned.

    ``actual`` is None before the first report and after ``as_of``; the plan is E of the status rules.
    """
    sums = monthly.sum(min_count=1).dropna()
    days = sorted({*month_ends(target.start, max(target.due or as_of, as_of)), *sums.index})
    rows = [{"day": day, "actual": int(sums[day]) if day in sums else None, "planned": expected(target, day)[0]} for day in days]
    return pd.DataFrame(rows, columns=["day", "actual", "planned"], dtype=object)
