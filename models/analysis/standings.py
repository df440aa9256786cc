"""Standings: the verdict on every target of a plan on a day, from its evidence. Pure: frames in, a frame out."""

from collections.abc import Collection, Sequence
from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Protocol

import pandas as pd

from models.analysis.counted_parts import NO_QUOTAS, NO_WORKS, CountedQuotas, CountedWorks
from models.analysis.evidence import Breakdown, Evidence
from models.analysis.milestone_dates import MilestoneDates
from models.analysis.plan_targets import PlanTarget
from models.analysis.quota_figures import NO_QUOTA_FIGURES, QuotaFigures
from models.analysis.series import recency_key
from models.analysis.year_ribbon import BriefVerdict
from models.frames import frame_of, rows_of
from models.plan.view import PlanView
from models.status import (
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
from models.typed_rows import Standing, TargetRow

_OF_TARGET = [field.name for field in fields(TargetRow) if field.name != "target"]
_OF_VERDICT = ("status", "actual", "expected", "expected_from", "gap", "slip_days", "reported_on", "flags", "reason", "remedy")
#: What a standing says beyond the columns of a target.
COLUMNS = (*_OF_VERDICT, "word", "reported_by", "reporters", "origin", "grade", "source", "plan_changes")


def standings(
    view: PlanView,
    figures: pd.DataFrame,
    milestones: MilestoneDates,
    *,
    as_of: date,
    district: str = "",
    works: pd.DataFrame = NO_WORKS,
    quotas: pd.DataFrame = NO_QUOTAS,
    quota_figures: QuotaFigures = NO_QUOTA_FIGURES,
    with_remedy: bool = True,
) -> pd.DataFrame:
    """Every target with its verdict at the end of ``as_of``, in the order of the plan.

    ``figures``, ``milestones`` and ``quotas`` are those of ``read_figures``, ``read_milestones`` and ``read_quotas``, ``works``
    the projects and programmes. Figures are Fractions
    in the target's unit, or None. With ``district`` only that district's own reports speak; a count that is not divided
    among districts has no status there. What would mend a status takes a search, which ``with_remedy=False`` saves.
    """
    evidence = Evidence(
        view,
        figures,
        milestones,
        CountedWorks(works),
        CountedQuotas(quotas),
        quota_figures,
        as_of=as_of,
        district=district,
    )
    return frame_of(judged(evidence, with_remedy=with_remedy), Standing)


def judged(evidence: Evidence, *, with_remedy: bool = True, codes: Collection[str] | None = None) -> list[Standing]:
    """Every target, or those with some ``codes``, with its verdict by some evidence, in the order of the plan."""
    return [_standing(one, evidence, with_remedy) for one in evidence.targets if codes is None or one.row.code in codes]


def briefs(evidence: Evidence, codes: Collection[str] | None = None) -> dict[str, BriefVerdict]:
    """Return the verdicts on the targets, or on some of them, in a few values, by target; without remedies."""
    found = {}
    for one in evidence.targets:
        if codes is None or one.row.code in codes:
            own, divided = _own_target(one, evidence), evidence.divided(one.row)
            verdict = _judge(one, own, divided, evidence)(evidence.as_of, with_remedy=False)
            number = _target_number(one.row, own, divided, evidence)
            found[one.row.code] = BriefVerdict(
                evidence.as_of, verdict.status, verdict.word, verdict.actual, number, verdict.expected
            )
    return found


def _standing(one: PlanTarget, evidence: Evidence, with_remedy: bool) -> Standing:
    row, target, divided = one.row, _own_target(one, evidence), evidence.divided(one.row)
    speaking, reporters = evidence.reporting(row.code, target)
    verdict = _judge(one, target, divided, evidence)(evidence.as_of, with_remedy=with_remedy)
    if one.changes and verdict.status is not Status.ACTION:
        verdict = replace(verdict, flags=(*verdict.flags, Flag.REPLANNED))
    newest = max(evidence.figures(row.code), key=recency_key, default=None)
    reported_origin = newest.origin if newest else _origin_of_works(verdict, evidence)
    return Standing(
        **{name: getattr(row, name) for name in _OF_TARGET},
        **{name: getattr(verdict, name) for name in _OF_VERDICT},
        word=verdict.word,
        target=_target_number(row, target, divided, evidence),
        reported_by=speaking,
        reporters=reporters,
        origin=divided.origin if divided else reported_origin,
        grade=newest.grade if newest else None,
        source=newest.source if newest else None,
        plan_changes=one.changes,
    )


def _origin_of_works(verdict: Verdict, evidence: Evidence) -> str | None:
    """Milestones bear no origin of their own here: they are the plan's, made up in a demonstration."""
    if verdict.reported_on is None:
        return None
    return "demo" if evidence.view.head.demonstration else "reported"


def _target_number(row: TargetRow, own: Target, divided: Breakdown | None, evidence: Evidence) -> Fraction | None:
    if row.kind == TargetKind.ITEMS:
        return Fraction(len(evidence.items(row)))
    if divided is not None and not evidence.is_city:
        return Fraction(divided.target)
    return own.target


def _own_target(one: PlanTarget, evidence: Evidence) -> Target:
    return one.target if evidence.is_city else one.of_district(evidence.district)


class Judge(Protocol):
    """Judges one target on a day by all that was reported on it."""

    def __call__(self, day: date, *, with_remedy: bool = True) -> Verdict: ...


def judge_of(evidence: Evidence, one: PlanTarget) -> Judge:
    """Return the function that judges a target on the day of the evidence or a later one."""
    return _judge(one, _own_target(one, evidence), evidence.divided(one.row), evidence)


def _judge(one: PlanTarget, target: Target, divided: Breakdown | None, evidence: Evidence) -> Judge:
    row = one.row
    kind, rules = TargetKind(row.kind), evidence.view.head.rules
    if kind in (TargetKind.DELIVER, TargetKind.ITEMS) and not evidence.is_city:
        return _not_judged([], "no_quota")
    if kind is TargetKind.DELIVER:
        return partial(judge_work_item, evidence.work(row, row))
    if kind is TargetKind.ITEMS:
        assert row.due is not None, "the plan file requires it"
        since, by = row.suspended_since, row.suspended_document
        return partial(judge_items, evidence.items(row), due=row.due, suspended_since=since, suspended_by=by)
    if divided is not None:
        return _judge_divided(row, target, divided, evidence)
    history = evidence.history(row.code, target, evidence.as_of)
    if kind is TargetKind.ACTION or not (evidence.is_city or _holds_in_each(target) or one.has_share(evidence.district)):
        return _not_judged(history, "action" if kind is TargetKind.ACTION else "no_quota")
    if target.kind.is_total:
        return partial(judge_measured, target, history, rules=rules)

    def judge(day: date, *, with_remedy: bool = True) -> Verdict:
        # Which districts a level is made of moves with the day, though nothing new is reported.
        return judge_measured(target, evidence.history(row.code, target, day), day, rules, with_remedy=with_remedy)

    return judge


def _holds_in_each(target: Target) -> bool:
    """Return True if the city's target is that of every district: for a rate, and where nothing at all may happen."""
    return target.is_rate or (target.kind is TargetKind.CEILING and target.target == 0)


def _judge_divided(row: TargetRow, target: Target, divided: Breakdown, evidence: Evidence) -> Judge:
    """Judge a count of works or quotas; in a district its own share of them is the target."""
    if not evidence.is_city and divided.target == 0:
        return _not_judged(divided.history, "no_quota")
    own = replace(target, item_baselines=divided.baselines)
    if not evidence.is_city:
        share = Fraction(divided.target)
        own = replace(own, target=share, points=target.points_for(share))
    known = divided.history[-1].value if divided.history else Fraction(0)
    names = () if divided.quotas or row.project_milestone is None else (row.project_milestone,)

    def judge(day: date, *, with_remedy: bool = True) -> Verdict:
        verdict = judge_measured(own, divided.history, day, evidence.view.head.rules, with_remedy=with_remedy)
        if verdict.remedy is None:
            return verdict
        more = (verdict.remedy.value or 0) - known
        remedy = replace(verdict.remedy, how="quotas" if divided.quotas else "works", amount=more, names=names)
        return replace(verdict, remedy=remedy)

    return judge


def _not_judged(history: Sequence[Reading], rule: str) -> Judge:
    """Return the same verdict for every day."""
    verdict = not_judged(history, rule)
    return lambda day, *, with_remedy=True: verdict


def not_judged(history: Sequence[Reading], rule: str) -> Verdict:
    """A figure that is shown and not judged: of an action, or of one district in a count whose target is the city's."""
    newest = history[-1] if history else None
    return Verdict(
        Status.ACTION,
        Reason(rule),
        actual=newest.value if newest else None,
        reported_on=newest.day if newest else None,
    )


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """The standings in the order of concern: the worst status first, in it what is furthest behind, actions last."""
    rows = rows_of(frame, Standing)
    rows.sort(key=lambda row: (not row.status.is_counted, -row.status.severity, -_share_behind(row), row.position))
    return frame_of(rows, Standing)


def not_on_track(frame: pd.DataFrame) -> pd.DataFrame:
    """The standings that count and are not on track, the worst first."""
    ordered = worst_first(frame)
    return ordered[[status.is_counted and not status.is_good for status in ordered["status"]]]


def _share_behind(row: Standing) -> Fraction:
    """Return the gap as a share of the target; without a report nothing counts as done."""
    if not row.target:
        return Fraction(0)
    behind = row.gap if row.gap is not None else row.expected or row.target
    return Fraction(behind / row.target)
