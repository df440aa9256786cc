"""From the ledger to verdicts: where every target of a plan stands on a day. Pure: frames in, a frame out."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import pandas as pd

from models.queries import PlanView
from models.status import (
    CYCLE_DAYS,
    Kind,
    Milestone,
    Reading,
    Reason,
    Share,
    Status,
    Target,
    Verdict,
    Work,
    add_counts,
    add_rates,
    judge_items,
    judge_measured,
    judge_work,
)

Row = dict[Hashable, Any]
#: What a standing says beyond the columns of a target.
COLUMNS = (
    "status",
    "actual",
    "expected",
    "expected_from",
    "gap",
    "slip_days",
    "reported_on",
    "reported_by",
    "reporters",
    "origin",
    "grade",
    "source",
    "flags",
    "reason",
    "flip",
)


def standings(
    view: PlanView, figures: pd.DataFrame, milestones: pd.DataFrame, *, as_of: date, district: str = ""
) -> pd.DataFrame:
    """Every target with its verdict at the end of ``as_of``, in the order of the plan.

    ``figures`` are the newest ones of each series with those around the due dates, as ``read_figures`` gives them;
    ``milestones`` as ``read_milestones`` gives them. Figures are Fractions in the target's unit, or None. With
    ``district`` only that district's own reports speak, and a count, whose target is the city's, has no status there.
    """
    evidence = _Evidence(figures[figures["as_of"] <= as_of], milestones, view, district)
    rows = [row | _standing(row, view, evidence, as_of) for row in view.targets.to_dict("records")]
    return pd.DataFrame(rows, columns=[*view.targets.columns, *COLUMNS], dtype=object)


class _Evidence:
    """What was reported, by subject."""

    def __init__(self, figures: pd.DataFrame, milestones: pd.DataFrame, view: PlanView, district: str) -> None:
        rows = figures.to_dict("records")
        self.figures = _by(rows if not district else [row for row in rows if row["district"] == district], "code")
        self.milestones = _by(milestones.to_dict("records"), "code")
        self.items = _by(view.items.to_dict("records"), "target")
        self.points = _by(view.points.to_dict("records"), "code")
        self.districts = [district] if district else list(view.districts["code"])
        self.is_city = not district


def _by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    return {code: list(group) for code, group in groupby(sorted(rows, key=lambda row: row[key]), lambda row: row[key])}


def _standing(row: Row, view: PlanView, evidence: _Evidence, as_of: date) -> Row:
    figures = evidence.figures.get(row["code"], [])
    counting = [one for one in figures if one["district"] == ""] or figures
    newest = max(counting, key=_recency, default=None)
    speaking, silent = _speaking(figures, evidence)
    return _columns(_verdict(row, view, evidence, as_of)) | {
        "origin": newest and newest["origin"],
        "grade": newest and newest["grade"],
        "source": newest and newest["source"],
        "reported_by": speaking,
        "reporters": silent,
        "target": _target_number(row, evidence),
    }


def _columns(verdict: Verdict) -> Row:
    names = ("status", "actual", "expected", "expected_from", "gap", "slip_days", "reported_on", "flags", "reason", "flip")
    return {name: getattr(verdict, name) for name in names}


def _recency(figure: Row) -> tuple[Any, Any]:
    return figure["as_of"], figure["recorded_at"]


def _speaking(figures: Sequence[Row], evidence: _Evidence) -> tuple[int | None, int | None]:
    """How many districts reported and how many there are; (None, None) where the city speaks for itself."""
    districts = {one["district"] for one in figures}
    if not districts or "" in districts or not evidence.is_city:
        return None, None
    return len(districts), len(evidence.districts)


def _target_number(row: Row, evidence: _Evidence) -> Fraction | None:
    if row["kind"] == Kind.ITEMS:
        return Fraction(len(evidence.items.get(row["code"], [])))
    return _fraction(row["target"])


def _fraction(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _verdict(row: Row, view: PlanView, evidence: _Evidence, as_of: date) -> Verdict:
    kind = Kind(row["kind"])
    target = _target(row, view, evidence.points.get(row["code"], []))
    history = readings(evidence.figures.get(row["code"], []), target, evidence.districts)
    seen = [reading for reading in history if reading.day <= as_of]
    if kind is Kind.ACTION:
        return _shown(seen, "action")
    if kind is Kind.COUNT and not evidence.is_city:
        return _shown(seen, "no_quota")
    if kind is Kind.DELIVER:
        return judge_work(_work(row["code"], row["name"], row, view, evidence, as_of), as_of)
    if kind is Kind.ITEMS:
        works = [_work(item["code"], item["name"], row, view, evidence, as_of) for item in evidence.items.get(row["code"], [])]
        return judge_items(works, as_of, due=row["due"], suspended_since=row["suspended_since"])
    return judge_measured(target, seen, as_of, view.head.rules)


def _shown(seen: list[Reading], rule: str) -> Verdict:
    """A figure that is shown and not judged: of an action, or of one district in a count whose target is the city's."""
    newest = seen[-1] if seen else None
    return Verdict(
        Status.ACTION,
        Reason(rule),
        actual=newest.value if newest else None,
        reported_on=newest.day if newest else None,
    )


def target_of(view: PlanView, code: str) -> Target:
    """One target as the status rules take it. KeyError where the plan has none with this code."""
    row = view.targets.set_index("code", drop=False).loc[code].to_dict()
    return _target(row, view, _by(view.points.to_dict("records"), "code").get(code, []))


def _target(row: Row, view: PlanView, points: Sequence[Row]) -> Target:
    return Target(
        kind=Kind(row["kind"]),
        start=view.head.start,
        due=row["due"],
        target=_fraction(row["target"]),
        baseline=_fraction(row["baseline"]),
        points=tuple((point["by"], Fraction(point["value"])) for point in points),
        cycle_days=CYCLE_DAYS[row["cycle"]],
        suspended_since=row["suspended_since"],
    )


def readings(figures: Sequence[Row], target: Target, districts: Sequence[str]) -> list[Reading]:
    """The city's history of a target from its figures by district, one reading a day, by ascending day.

    Where the city itself reported, its figures are the history and the districts' only a breakdown of them.
    """
    by_district = _by(sorted(figures, key=_recency), "district")
    if not by_district:
        return []
    if "" in by_district:
        return _own_readings(by_district[""])
    if not target.kind.is_rate:
        return add_counts({district: _own_readings(own) for district, own in by_district.items()})
    if len(districts) == 1:
        return _own_readings(by_district.get(districts[0], []))
    return _pooled_readings(by_district, target, districts)


def _own_readings(figures: Sequence[Row]) -> list[Reading]:
    values = {figure["as_of"]: _value(figure) for figure in figures}
    return [Reading(day, value) for day, value in sorted(values.items()) if value is not None]


def _value(figure: Row) -> Fraction | None:
    if figure["denominator"] is not None and figure["numerator"] is not None:
        return 100 * Fraction(figure["numerator"]) / Fraction(figure["denominator"])
    return _fraction(figure["value"])


def _pooled_readings(by_district: Mapping[str, Sequence[Row]], target: Target, districts: Sequence[str]) -> list[Reading]:
    history = []
    for day in sorted({figure["as_of"] for own in by_district.values() for figure in own}):
        shares = {district: _share_on(by_district.get(district, []), day) for district in districts}
        on = min(day, target.due) if target.due else day
        reading = add_rates(shares, too_old_before=on - timedelta(days=2 * target.cycle_days + 7))
        if reading is not None:
            history.append(Reading(day, reading.value, reading.worst, reading.best))
    return history


def _share_on(figures: Sequence[Row], day: date) -> Share | None:
    known = [one for one in figures if one["as_of"] <= day and one["denominator"] is not None]
    if not known:
        return None
    newest = known[-1]
    return Share(newest["as_of"], Fraction(newest["numerator"]), Fraction(newest["denominator"]))


def _work(code: str, name: str, row: Row, view: PlanView, evidence: _Evidence, as_of: date) -> Work:
    steps = evidence.milestones.get(code, [])
    seen = [reading for reading in _own_readings(evidence.figures.get(code, [])) if reading.day <= as_of]
    spoken = [reading.day for reading in seen] + [step["reported_on"] for step in steps if step["reported_on"]]
    return Work(
        name=name,
        start=view.head.start,
        milestones=tuple(Milestone(step["milestone"], step["baseline"], step["forecast"], step["actual"]) for step in steps),
        due=row["due"],
        hard_deadline=row["hard_deadline"],
        done_on=_done_on(seen),
        last_report=max(spoken, default=None),
        cycle_days=CYCLE_DAYS[row["cycle"]],
        suspended_since=row["suspended_since"],
    )


def _done_on(seen: Sequence[Reading]) -> date | None:
    """The first day from which a deliverable is reported as done (1), up to the newest report."""
    done = None
    for reading in reversed(seen):
        if reading.value < 1:
            break
        done = reading.day
    return done


def city_values(view: PlanView, figures: pd.DataFrame, *, as_of: date) -> dict[str, Fraction]:
    """The city's value of each target that has one, by code: what the figures up to ``as_of`` add up to."""
    evidence = _Evidence(figures, pd.DataFrame(columns=["code"]), view, "")
    values = {}
    for row in view.targets.to_dict("records"):
        own = [one for one in evidence.figures.get(row["code"], []) if one["as_of"] <= as_of]
        history = readings(own, _target(row, view, evidence.points.get(row["code"], [])), evidence.districts)
        if history:
            values[row["code"]] = history[-1].value
    return values


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """The standings in the order of concern: the worst status first, in it what is furthest behind, actions last."""
    rows = frame.to_dict("records")
    rows.sort(key=lambda row: (not row["status"].is_counted, -row["status"].severity, -_share_behind(row), row["position"]))
    return pd.DataFrame(rows, columns=list(frame.columns), dtype=object)


def not_on_track(frame: pd.DataFrame) -> pd.DataFrame:
    """The standings that count and are not on track, the worst first."""
    ordered = worst_first(frame)
    return ordered[[status.is_counted and not status.is_good for status in ordered["status"]]]


def _share_behind(row: Row) -> Fraction:
    """How far behind, as a share of the target; what is silent counts as nothing done."""
    target = row["target"]
    return Fraction(0) if not target else (row["gap"] if row["gap"] is not None else row["expected"] or target) / target


def across_districts(figures: pd.DataFrame, view: PlanView, code: str, *, as_of: date) -> pd.DataFrame:
    """The newest figure of one target in each district that reported: code, name, name_en, value."""
    rows = []
    for district in view.districts.to_dict("records"):
        own = figures[(figures["code"] == code) & (figures["district"] == district["code"]) & (figures["as_of"] <= as_of)]
        history = _own_readings(sorted(own.to_dict("records"), key=_recency))
        if history:
            rows.append({name: district[name] for name in ("code", "name", "name_en")} | {"value": history[-1].value})
    return pd.DataFrame(rows, columns=["code", "name", "name_en", "value"], dtype=object)


def reporting_by_district(figures: pd.DataFrame, view: PlanView, *, as_of: date) -> pd.DataFrame:
    """How much each district reported by ``as_of``, who said least first: code, name, name_en, targets, newest (day or None)."""
    rows = []
    for district in view.districts.to_dict("records"):
        own = figures[(figures["district"] == district["code"]) & (figures["as_of"] <= as_of)]
        newest = max(own["as_of"], default=None)
        rows.append(
            {name: district[name] for name in ("code", "name", "name_en")} | {"targets": own["code"].nunique(), "newest": newest}
        )
    rows.sort(key=lambda row: row["targets"])
    return pd.DataFrame(rows, columns=["code", "name", "name_en", "targets", "newest"], dtype=object)
