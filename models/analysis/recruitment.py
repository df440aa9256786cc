"""Recruitment against quotas: people in post, gaps, and pace. Pure functions of frames.

Quotas are those of ``read_quotas``, figures those of ``read_quota_figures``; people in post are cumulative counts.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

import pandas as pd

from models.analysis.series import Row, by, fraction
from models.analysis.standings import not_judged, target_of
from models.frames import records_of
from models.plan.view import PlanView
from models.status import CYCLE_DAYS, Kind, Reading, Status, Target, Verdict, add_counts, expected, judge_measured

#: Months of the trend in a cell of the table.
TREND = 6


@dataclass(frozen=True, slots=True)
class Recruitment:
    """Recruitment data known up to a day: quotas, all figures of people in post, the newest figure of each earlier step."""

    quotas: pd.DataFrame
    figures: pd.DataFrame
    measured: pd.DataFrame


def month_ends(first: date, last: date) -> list[date]:
    """Return the last day of every month from that of ``first`` to that of ``last``."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1) for month in months]


def days_to(start: date, as_of: date) -> list[date]:
    """Return the ends of the months from ``start`` up to ``as_of``, and ``as_of`` itself."""
    return sorted({*(day for day in month_ends(start, as_of) if day <= as_of), as_of})


def in_post(quotas: pd.DataFrame, figures: pd.DataFrame, days: Sequence[date]) -> pd.DataFrame:
    """Return people in post by quota at the end of each day: index code, one column per day; NaN before the first report."""
    rows = sorted(records_of(figures[figures["value"].notna()]), key=lambda row: row["as_of"])
    histories = by(rows, "code")
    cells = [[_last(histories.get(code, []), day) for day in days] for code in quotas["code"]]
    return pd.DataFrame(cells, index=list(quotas["code"]), columns=list(days), dtype="float64")


def _last(history: Sequence[Row], day: date) -> float:
    """Return the newest value by the end of a day, NaN before the first."""
    n = bisect_right(history, day, key=lambda row: row["as_of"])
    return float(history[n - 1]["value"]) if n else float("nan")


@dataclass(frozen=True, slots=True)
class Share:
    """One cell of the table: the quotas of a district and a post or way."""

    target: int
    in_post: int | None
    verdict: Verdict
    trend: tuple[int, ...]

    @property
    def gap(self) -> int:
        """Number of people missing; negative if there are more than planned."""
        return self.target - (self.in_post or 0)


def shares(
    quotas: pd.DataFrame, figures: pd.DataFrame, view: PlanView, *, group: str, as_of: date
) -> dict[tuple[str, str], Share]:
    """Return the cells of the table by (district, code of ``group``), which is a column of quotas: "post" or "way"."""
    reported = figures[figures["code"].isin(set(quotas["code"]))]
    histories = {code: _history(own) for code, own in by(records_of(reported), "code").items()}
    days = days_to(view.head.start, as_of)[-TREND:]
    monthly = in_post(quotas, reported, days)
    cells = {}
    for district, rows in by(records_of(quotas), "district").items():
        for code, own in by(rows, group).items():
            cells[district, code] = _share(own, histories, monthly, view, as_of)
    return cells


def _history(rows: Sequence[Row]) -> list[Reading]:
    return [Reading(row["as_of"], Fraction(row["value"])) for row in rows if row["value"] is not None]


def _share(
    own: Sequence[Row], histories: Mapping[str, list[Reading]], monthly: pd.DataFrame, view: PlanView, as_of: date
) -> Share:
    history = add_counts({row["code"]: histories.get(row["code"], []) for row in own})
    target = sum(row["quota"] for row in own)
    sums = monthly.loc[[row["code"] for row in own]].sum(min_count=1).dropna()
    return Share(
        target=target,
        in_post=int(history[-1].value) if history else None,
        verdict=judge_measured(_target(own, target, view), history, as_of, view.head.rules)
        if target
        else not_judged(history, "no_quota"),
        trend=tuple(int(value) for value in sums),
    )


def _target(own: Sequence[Row], number: int, view: PlanView) -> Target:
    """Return a share of quotas as a target of the status rules, due with the last of the targets for which it counts."""
    codes = {code for row in own for code in row["targets"]} & set(view.targets["code"])
    whole = [target_of(view, code) for code in sorted(codes)]
    suspended = [(one.suspended_since, one.suspended_by) for one in whole if one.suspended_since]
    last = max(suspended, key=lambda one: one[0]) if suspended and len(suspended) == len(whole) else (None, None)
    return Target(
        kind=Kind.COUNT,
        start=view.head.start,
        due=max((one.due for one in whole if one.due), default=view.head.last_day),
        target=Fraction(number),
        cycle_days=max((one.cycle_days for one in whole), default=CYCLE_DAYS["month"]),
        suspended_since=last[0],
        suspended_by=last[1],
    )


def wanted_of(shown: pd.DataFrame, quotas: pd.DataFrame, view: PlanView) -> Target:
    """Return the target of the quotas ``shown``: the city's if they are all its quotas, else their sum by its due date."""
    codes = {code for own in shown["targets"] for code in own}
    is_whole = set(shown["code"]) == _counting_for_any(quotas, codes)
    if len(codes) == 1 and codes <= set(view.targets["code"]) and is_whole:
        return target_of(view, *codes)
    return _target(records_of(shown), int(shown["quota"].sum()), view)


def gaps_by_district(quotas: pd.DataFrame, monthly: pd.DataFrame) -> dict[str, int]:
    """Return the gap of each district on the last day of ``monthly``, largest first; negative if it has more than its quotas."""
    now = monthly.iloc[:, -1].fillna(0)
    lack = quotas.assign(gap=quotas["quota"].astype(int) - quotas["code"].map(now).astype(int)).groupby("district")["gap"].sum()
    return {str(code): int(gap) for code, gap in lack.sort_values(ascending=False, kind="stable").items()}


@dataclass(frozen=True, slots=True)
class Divided:
    """The division of a city target: its own number, the sum of the quotas, the undivided part, and the gaps.

    ``net`` is the gap of the city as a whole, ``gaps`` the sum of the districts' gaps: a surplus in one district does not fill
    the gap of another. Unless ``is_whole``, these are only some of the quotas that count for the target, and ``target`` is their
    sum.
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
        """Number of people not assigned to any quota; negative if the quotas exceed the city's target."""
        return self.target - self.quotas


def divided(
    cells: Mapping[tuple[str, str], Share], shown: pd.DataFrame, quotas: pd.DataFrame, view: PlanView, *, group: str
) -> dict[str, Divided]:
    """Return the division of targets among the quotas ``shown``, a subset of all ``quotas``, by code of ``group``.

    The city's own number is used only if everything that counts for it is in that one group, else the sum of the quotas.
    """
    targets = view.targets.set_index("code", drop=False)
    found = {}
    for code, rows in by(records_of(shown), group).items():
        counted = {one for row in rows for one in row["targets"]} & set(targets.index)
        is_whole = bool(counted) and {row["code"] for row in rows} == _counting_for_any(quotas, counted)
        own = [share for (_, group_code), share in cells.items() if group_code == code]
        total = sum(share.target for share in own)
        wanted = sum(fraction(targets.loc[one, "target"]) or 0 for one in sorted(counted)) if is_whole else total
        found[code] = Divided(
            target=int(wanted),
            quotas=total,
            in_post=sum(share.in_post or 0 for share in own),
            net=sum(share.gap for share in own),
            gaps=sum(max(share.gap, 0) for share in own),
            open_ended=any(bool(targets.loc[one, "open_ended"]) for one in counted),
            is_whole=is_whole,
        )
    return found


@dataclass(frozen=True, slots=True)
class Grouped:
    """Quotas by district and by one of their columns: the cells of the table, and the division of each column."""

    cells: dict[tuple[str, str], Share]
    whole: dict[str, Divided]


def grouped(shown: pd.DataFrame, known: Recruitment, view: PlanView, *, group: str, as_of: date) -> Grouped:
    """Group the quotas ``shown``, a subset of all ``known``, by district and ``group``: computed once for headline and table."""
    cells = shares(shown, known.figures, view, group=group, as_of=as_of)
    return Grouped(cells, divided(cells, shown, known.quotas, view, group=group))


def lacks(found: Grouped) -> tuple[dict[str, int], dict[str, int]]:
    """Return the gaps by district, first of districts with current figures, then of unreported ones by their last figures.

    A district is unreported if the figures of any of its posts are old or missing.
    """
    silent = {district for (district, _), share in found.cells.items() if share.verdict.status is Status.UNKNOWN}
    lack: dict[str, int] = {}
    for (district, _), share in found.cells.items():
        lack[district] = lack.get(district, 0) + max(share.gap, 0)
    return {one: n for one, n in lack.items() if one not in silent}, {one: n for one, n in lack.items() if one in silent}


def _counting_for_any(quotas: pd.DataFrame, targets: set[str]) -> set[str]:
    return {code for code, own in zip(quotas["code"], quotas["targets"], strict=True) if targets & set(own)}


def pipeline(quotas: pd.DataFrame, measurements: pd.DataFrame, monthly: pd.DataFrame, steps: Sequence[str]) -> pd.DataFrame:
    """Return the number of people at each step, for quotas with reported steps: step, people, share (None at the first).

    The last row, step "in_post", counts the people in post of the same quotas; ``share`` is the conversion from the preceding
    step.
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
    """The pace of recruitment: people needed per month from now on, the best month so far, and the months left.

    ``now`` is the number of people in post, None if no quota ever reported.
    """

    now: int | None
    missing: int
    months_left: float
    needed: int | None
    best: int
    best_month: date | None


def pace(monthly: pd.DataFrame, target: Target, *, as_of: date) -> Pace:
    """Return the pace that meets ``target`` by its due date; ``needed`` is None if no time is left or nothing is missing.

    ``monthly`` is the result of ``in_post``; its columns are the ends of months up to ``as_of``, then that day. Less than a month
    left counts as one, because nobody recruits by the day.
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
    """Return people in post and the plan at the end of each month, and at ``as_of``: day, actual, planned.

    ``actual`` is None before the first report and after ``as_of``; the plan is E of the status rules.
    """
    sums = monthly.sum(min_count=1).dropna()
    days = sorted({*month_ends(target.start, max(target.due or as_of, as_of)), *sums.index})
    rows = [{"day": day, "actual": int(sums[day]) if day in sums else None, "planned": expected(target, day)[0]} for day in days]
    return pd.DataFrame(rows, columns=["day", "actual", "planned"], dtype=object)
