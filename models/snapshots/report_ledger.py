"""The many reports of a store, read once and kept in columns: a later state of the store reads what is new to it."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from threading import Lock

from sqlmodel import Session

from models.analysis.figure_history import NO_FIGURE_REPORTS, FigureHistory, FigureReports
from models.analysis.measured_figures import NO_MEASURED_REPORTS, MeasuredFigures, MeasuredReports
from models.analysis.milestone_dates import NO_WORKS, Works
from models.analysis.milestone_history import NO_REPORTS, MilestoneHistory, MilestoneReports
from models.analysis.quota_figures import NO_QUOTA_REPORTS, QuotaFigures, QuotaReports
from models.queries.descriptions import DescribedState, read_described
from models.queries.figures import read_figure_reports
from models.queries.measurements import read_measured_reports, read_quota_reports
from models.queries.milestones import read_milestone_reports
from models.queries.plan import read_plan_id
from models.queries.seals import SealPlace, read_has_seal, read_last_seal
from models.queries.withdrawn import read_known_batches
from models.snapshots.past_days import Batches, PastDays, V
from models.snapshots.plan_parts import PlanData, read_parts

#: States of knowledge that are kept: at 700,000 reports some 10 MB each.
STATES = 6


@dataclass(frozen=True, slots=True)
class KnownReports:
    """The figures of targets, the dates of milestones, and the figures of quotas, as known at a time."""

    figures: FigureHistory
    milestones: MilestoneHistory
    quotas: QuotaFigures
    batches: Batches


@dataclass
class _Kept:
    """The reports of a plan up to the last seal that was met, and all seals that were once the last.

    Measurements are read when they are first asked for, which most commands never do: they have seals of their own.
    """

    figures: FigureReports = NO_FIGURE_REPORTS
    milestones: MilestoneReports = NO_REPORTS
    works: Works = NO_WORKS
    quotas: QuotaReports = NO_QUOTA_REPORTS
    measurements: MeasuredReports = NO_MEASURED_REPORTS
    last: SealPlace = SealPlace()
    seen: set[SealPlace] = field(default_factory=set)
    measured: set[SealPlace] = field(default_factory=set)
    parts: dict[DescribedState, PlanData] = field(default_factory=dict)
    reading: Lock = field(default_factory=Lock)


class ReportLedger:
    """The many reports of all plans of a store. Safe in threads: the second reader of a plan waits for the first."""

    def __init__(self) -> None:
        self._plans: dict[int, _Kept] = {}
        self._states = lru_cache(STATES)(self._known)
        self._figures = lru_cache(STATES)(self._known_figures)
        self._milestones = lru_cache(STATES)(self._known_milestones)
        self._quotas = lru_cache(STATES)(self._known_quota_figures)
        self._measured = lru_cache(STATES)(self._known_measurements)
        self._seen_from = lru_cache(STATES)(self._first_days)
        self._past = PastDays()
        self._adding = Lock()

    def parts(self, session: Session, code: str, known_at: datetime) -> PlanData:
        """Return a plan with its lists as known at a time; the same object for times between which nothing was described."""
        plan_id = read_plan_id(session, code)
        kept = self._kept(plan_id)
        with kept.reading:
            self._refresh(session, plan_id, kept)
            described = read_described(session, plan_id, known_at=known_at)
            if described not in kept.parts:
                if len(kept.parts) >= STATES:
                    del kept.parts[next(iter(kept.parts))]
                kept.parts[described] = read_parts(session, code, known_at=known_at)
            return kept.parts[described]

    def known(self, session: Session, plan_id: int, known_at: datetime) -> KnownReports:
        """Return the reports on a plan as known at ``known_at`` in the state of the store that the session sees."""
        kept = self._kept(plan_id)
        with kept.reading:
            self._refresh(session, plan_id, kept)
            return self._states(plan_id, read_known_batches(session, plan_id, known_at), kept.quotas.described)

    def measured(self, session: Session, plan_id: int, known_at: datetime) -> MeasuredFigures:
        """Return the measurements of a plan as known at ``known_at`` in the state of the store that the session sees."""
        kept = self._kept(plan_id)
        with kept.reading:
            last = self._refresh(session, plan_id, kept)
            if last not in kept.measured:
                kept.measurements = read_measured_reports(session, plan_id, kept.measurements)
                kept.measured.add(last)
            return self._measured(plan_id, read_known_batches(session, plan_id, known_at))

    def past_day(
        self,
        session: Session,
        parts: PlanData,
        key: tuple[Hashable, ...],
        day: date,
        known_at: datetime,
        find: Callable[[], V],
        renew: Callable[[V, Collection[str]], V],
    ) -> V:
        """Return what ``find`` finds of a past day of a plan, carried over from another state of the store.

        Where that was found from other reports, ``renew`` takes it and the codes of which these reports say something else of
        the day: items, projects, programmes and quotas, and the targets for which they count.
        """
        plan_id = parts.view.head.plan_id
        batches = self.known(session, plan_id, known_at).batches

        def carry(value: V, before: Batches) -> V:
            codes = {code for code, first in self._seen_from(plan_id, before, batches).items() if first <= day.toordinal()}
            return renew(value, parts.concerned(codes)) if codes else value

        return self._past.take((plan_id, day, *key), parts, batches, find, carry)

    def _kept(self, plan_id: int) -> _Kept:
        with self._adding:
            return self._plans.setdefault(plan_id, _Kept())

    def _verify(self, session: Session, plan_id: int, kept: _Kept) -> SealPlace:
        """Return the last seal of a plan; forget what is kept if the last one met is gone: another store was laid over it."""
        last = read_last_seal(session, plan_id)
        if last not in kept.seen and not read_has_seal(session, plan_id, kept.last):
            kept.figures, kept.milestones = NO_FIGURE_REPORTS, NO_REPORTS
            kept.quotas, kept.measurements = NO_QUOTA_REPORTS, NO_MEASURED_REPORTS
            kept.last = SealPlace()
            for known in (kept.seen, kept.measured, kept.parts):
                known.clear()
            for derived in (self._states, self._figures, self._milestones, self._quotas, self._measured, self._seen_from):
                derived.cache_clear()
            self._past.clear()
        return last

    def _refresh(self, session: Session, plan_id: int, kept: _Kept) -> SealPlace:
        """Read what is new to a session, and return the last seal that it sees."""
        last = self._verify(session, plan_id, kept)
        if last not in kept.seen:  # else nothing is new, or the session began before the newest write: its batches are known, too
            kept.figures = read_figure_reports(session, plan_id, kept.figures)
            kept.milestones = read_milestone_reports(session, plan_id, kept.milestones)
            kept.quotas = read_quota_reports(session, plan_id, kept.quotas)
            kept.last = last
            kept.seen.add(last)
        return last

    def _known(self, plan_id: int, batches: Batches, described: int) -> KnownReports:
        """The rows of a batch never change: those of some batches are the same in every later state, unless quotas were added."""
        kept = self._plans[plan_id]
        return KnownReports(
            self._figures(plan_id, batches & kept.figures.batches),
            self._milestones(plan_id, batches & kept.milestones.batches),
            self._quotas(plan_id, batches & kept.quotas.batches, described),
            batches,
        )

    def _known_figures(self, plan_id: int, batches: Batches) -> FigureHistory:
        return self._plans[plan_id].figures.of(batches)

    def _known_milestones(self, plan_id: int, batches: Batches) -> MilestoneHistory:
        kept = self._plans[plan_id]
        found = MilestoneHistory(kept.milestones.of(batches), kept.works)
        kept.works = found.works
        return found

    def _known_quota_figures(self, plan_id: int, batches: Batches, _described: int) -> QuotaFigures:
        return self._plans[plan_id].quotas.figures(batches)

    def _first_days(self, plan_id: int, before: Batches, now: Batches) -> dict[str, int]:
        """Return the first day of which two states say something else, as an ordinal, by code."""
        kept, other, same = self._plans[plan_id], before ^ now, before & now
        found = [kept.figures.seen_from(other), kept.quotas.seen_from(other), kept.milestones.seen_from(other, same)]
        return {code: min(one[code] for one in found if code in one) for code in set().union(*found)}

    def _known_measurements(self, plan_id: int, batches: Batches) -> MeasuredFigures:
        return self._plans[plan_id].measurements.figures(batches)
