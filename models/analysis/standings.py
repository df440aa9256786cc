"""From evidence to verdicts: where every target of a plan stands on a day. Pure: frames in, a frame out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Protocol

import pandas as pd

from models.analysis.evidence import NO_QUOTAS, NO_WORKS, Breakdown, Evidence
from models.analysis.series import Row, fraction, group_by, recency_key
from models.frames import records_of
from models.plan.changes import moving
from models.plan.view import PlanView
from models.status import (
    CYCLE_DAYS,
    Flag,
    Reading,
    Reason,
    Status,
    Target,
    TargetKind,
    Verdict,
    judge_items,
    judge_measured,
    judge_work_item,
)

_OF_VERDICT = ("status", "actual", "expected", "expected_from", "gap", "slip_days", "reported_on", "flags", "reason", "flip")
#: What a standing says beyond the columns of a target.
COLUMNS = (*_OF_VERDICT, "word", "reported_by", "reporters", "origin", "grade", "source", "plan_changes")


def standings(
    view: PlanView,
    figures: pd.DataFrame,
    milestones: pd.DataFrame,
    *,
    as_of: date,
    district: str = "",
    works: pd.DataFrame = NO_WORKS,
    quotas: pd.DataFrame = NO_QUOTAS,
    with_flip: bool = True,
) -> pd.DataFrame:
    """Every target with its verdict at the end of ``as_of``, in the order of the plan.

    The frames are those of ``read_figures``, ``read_milestones``, ``read_works`` and ``read_quotas``. Figures are Fractions
    in the target's unit, or None. With ``district`` only that district's own reports speak; a count that is not divided
    among districts has no status there. What would mend a status takes a search, which ``with_flip=False`` saves.
    """
    evidence = Evidence(view, figures, milestones, works, quotas, as_of=as_of, district=district)
    points = group_by(records_of(view.points), "code")
    rows = [row | _standing(row, points.get(row["code"], []), evidence, with_flip) for row in records_of(view.targets)]
    return pd.DataFrame(rows, columns=[*view.targets.columns, *COLUMNS], dtype=object)


_NOTHING: Row = {}


def _standing(row: Row, points: Sequence[Row], evidence: Evidence, with_flip: bool) -> Row:
    target, divided = _target(evidence.view, row, points), evidence.divided(row)
    speaking, reporters = evidence.reporting(row["code"], target)
    changes = moving(evidence.view.changes, row["code"])
    verdict = _judge(row, target, divided, evidence)(evidence.as_of, with_flip=with_flip)
    if changes and verdict.status is not Status.ACTION:
        verdict = replace(verdict, flags=(*verdict.flags, Flag.REPLANNED))
    newest = max(evidence.figures(row["code"]), key=recency_key, default=_NOTHING)
    judged: Row = {name: getattr(verdict, name) for name in _OF_VERDICT}
    return judged | {
        "word": verdict.word,
        "target": _target_number(row, divided, evidence),
        "reported_by": speaking,
        "reporters": reporters,
        "origin": divided.origin if divided else newest.get("origin") or _origin_of_works(verdict, evidence),
        "grade": newest.get("grade"),
        "source": newest.get("source"),
        "plan_changes": changes,
    }


def _origin_of_works(verdict: Verdict, evidence: Evidence) -> str | None:
    """Milestones bear no origin of their own here: they are the plan's, made up in a demonstration."""
    if verdict.reported_on is None:
        return None
    return "demo" if evidence.view.head.demonstration else "reported"


def _target_number(row: Row, divided: Breakdown | None, evidence: Evidence) -> Fraction | None:
    if row["kind"] == TargetKind.ITEMS:
        return Fraction(len(evidence.items(row)))
    if divided is not None and not evidence.is_city:
        return Fraction(divided.target)
    return fraction(row["target"])


class Judge(Protocol):
    """Judges one target on a day by all that was reported on it."""

    def __call__(self, day: date, *, with_flip: bool = True) -> Verdict: ...


def judge_of(evidence: Evidence, row: Row, points: Sequence[Row]) -> Judge:
    """What judges a target of the plan, ``points`` being its own, on the day of the evidence and on later ones."""
    return _judge(row, _target(evidence.view, row, points), evidence.divided(row), evidence)


def _judge(row: Row, target: Target, divided: Breakdown | None, evidence: Evidence) -> Judge:
    kind, rules = TargetKind(row["kind"]), evidence.view.head.rules
    if kind in (TargetKind.DELIVER, TargetKind.ITEMS) and not evidence.is_city:
        return _not_judged([], "no_quota")
    if kind is TargetKind.DELIVER:
        return partial(judge_work_item, evidence.work(row, row))
    if kind is TargetKind.ITEMS:
        suspended = {"suspended_since": row["suspended_since"], "suspended_by": row["suspended_document"]}
        return partial(judge_items, evidence.items(row), due=row["due"], **suspended)
    if divided is not None:
        return _judge_divided(row, target, divided, evidence)
    history = evidence.history(row["code"], target, evidence.as_of)
    if kind is TargetKind.ACTION or (kind is TargetKind.COUNT and not evidence.is_city):
        return _not_judged(history, "action" if kind is TargetKind.ACTION else "no_quota")
    if not kind.is_rate:
        return partial(judge_measured, target, history, rules=rules)

    def judge(day: date, *, with_flip: bool = True) -> Verdict:
        # Which districts a rate is made of moves with the day, though nothing new is reported.
        return judge_measured(target, evidence.history(row["code"], target, day), day, rules, with_flip=with_flip)

    return judge


def _judge_divided(row: Row, target: Target, divided: Breakdown, evidence: Evidence) -> Judge:
    """Judge a count of works or quotas; in a district its own share of them is the target."""
    if not evidence.is_city and divided.target == 0:
        return _not_judged(divided.history, "no_quota")
    own = replace(target, item_baselines=divided.baselines)
    if not evidence.is_city:
        own = replace(own, target=Fraction(divided.target), points=())
    known = divided.history[-1].value if divided.history else Fraction(0)
    names = () if divided.quotas else (row["project_milestone"],)

    def judge(day: date, *, with_flip: bool = True) -> Verdict:
        verdict = judge_measured(own, divided.history, day, evidence.view.head.rules, with_flip=with_flip)
        if verdict.flip is None:
            return verdict
        more = (verdict.flip.value or 0) - known
        flip = replace(verdict.flip, how="quotas" if divided.quotas else "works", amount=more, names=names)
        return replace(verdict, flip=flip)

    return judge


def _not_judged(history: list[Reading], rule: str) -> Judge:
    """Return the same verdict for every day."""
    verdict = not_judged(history, rule)
    return lambda day, *, with_flip=True: verdict


def not_judged(history: list[Reading], rule: str) -> Verdict:
    """A figure that is shown and not judged: of an action, or of one district in a count whose target is the city's."""
    newest = history[-1] if history else None
    return Verdict(
        Status.ACTION,
        Reason(rule),
        actual=newest.value if newest else None,
        reported_on=newest.day if newest else None,
    )


def target_of(view: PlanView, code: str) -> Target:
    """One target as the status rules take it. KeyError where the plan has none with this code."""
    row = view.targets.set_index("code", drop=False).loc[code].to_dict()
    return _target(view, row, group_by(records_of(view.points), "code").get(code, []))


def _target(view: PlanView, row: Row, points: Sequence[Row]) -> Target:
    return Target(
        kind=TargetKind(row["kind"]),
        start=view.head.start,
        due=row["due"],
        target=fraction(row["target"]),
        baseline=fraction(row["baseline"]),
        points=tuple((point["by"], Fraction(point["value"])) for point in points),
        cycle_days=CYCLE_DAYS[row["cycle"]],
        suspended_since=row["suspended_since"],
        suspended_by=row["suspended_document"],
    )


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """The standings in the order of concern: the worst status first, in it what is furthest behind, actions last."""
    rows = records_of(frame)
    rows.sort(key=lambda row: (not row["status"].is_counted, -row["status"].severity, -_share_behind(row), row["position"]))
    return pd.DataFrame(rows, columns=list(frame.columns), dtype=object)


def not_on_track(frame: pd.DataFrame) -> pd.DataFrame:
    """The standings that count and are not on track, the worst first."""
    ordered = worst_first(frame)
    return ordered[[status.is_counted and not status.is_good for status in ordered["status"]]]


def _share_behind(row: Row) -> Fraction:
    """How far behind, as a share of the target; what is silent counts as nothing done."""
    target = row["target"]
    if not target:
        return Fraction(0)
    behind = row["gap"] if row["gap"] is not None else row["expected"] or target
    return Fraction(behind / target)
