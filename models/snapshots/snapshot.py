"""Lazy snapshots of a plan: its state on one day (``as_of``) as known at one time (``known_at``).

The only place where a plan on a day is derived: pages, exhibits, files and slides share it. Every value is computed at its
first use and kept with its snapshot; each access returns a copy (see ``kept``).
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache, partial

import pandas as pd
from sqlalchemy import Engine

from models import queries
from models.analysis import programmes, schools
from models.analysis.decisions import decision_states
from models.analysis.due_soon import DueSoon, due_soon
from models.analysis.evidence import Breakdown
from models.analysis.meeting_preparation import open_questions
from models.analysis.months import month_ends
from models.analysis.recruitment import Recruitment
from models.analysis.reports_due import reports_due
from models.analysis.school_year import SchoolMonth, school_month
from models.analysis.subject_tiles import Tile, people_tile, programmes_tile, schools_tile
from models.analysis.work_items import WorksOnDay, reasons
from models.analysis.year_ribbon import BriefVerdict, Ribbon, ribbon
from models.config import read_settings
from models.frames import rows_of
from models.plan.view import PlanView
from models.queries.meetings import last_held
from models.snapshots.comparison import Comparison
from models.snapshots.kept import kept, kept_by
from models.snapshots.meeting_records import MeetingRecords, read_records
from models.snapshots.plan_data import Baseline, ReportedData, read_earlier, read_reports, read_sides
from models.snapshots.plan_parts import PlanData
from models.snapshots.report_ledger import ReportLedger
from models.snapshots.shelf import MEGABYTE, Shelf, V
from models.status import Reason
from models.store.anchors import anchor_of
from models.store.clock import knowledge_time_now
from models.store.engine import reading
from models.typed_rows import DecisionStanding, DueRow, Standing


@dataclass(frozen=True)
class Snapshot:
    """A plan at the end of ``as_of`` as known at ``known_at``."""

    factory: "SnapshotFactory"
    plan: str
    as_of: date
    known_at: datetime

    @property
    def engine(self) -> Engine:
        """The store."""
        return self.factory.engine

    @property
    def _parts(self) -> PlanData:
        """The plan with its lists, shared with other days: to be read only."""
        return self.factory.parts(self.plan, self.known_at)

    @property
    def parts(self) -> PlanData:
        """The plan with its projects, programmes and quotas."""
        return self._parts.copies()

    @property
    def view(self) -> PlanView:
        """The plan."""
        return self._parts.views()

    @property
    def _reports(self) -> ReportedData:
        """All reports up to the day, shared with what is derived from them: to be read only."""
        return self.factory.reports(self.plan, self.as_of, self.known_at)

    @property
    def reports(self) -> ReportedData:
        """All figures and dates reported up to the day."""
        return self._reports.copies()

    @property
    def origins(self) -> list[str]:
        """The origins of the figures: published, reported, or "demo" alone for a demonstration."""
        reports = self._reports
        found = set(reports.figures["origin"]) | reports.quota_figures.origins_of_figures()
        return ["demo"] if self.view.head.demonstration else sorted(found)

    @kept_by
    def standings(self, district: str = "") -> pd.DataFrame:
        """Return the standings of the targets, in the city or by the reports of one district."""
        return self._reports.standings(self.as_of, district)

    @property
    def city(self) -> pd.DataFrame:
        """The standings of the targets in the city."""
        return self.standings("")

    @kept
    def year(self) -> Ribbon:
        """The counted targets through the months of the plan's year, each month as known now."""
        months = month_ends(self.view.head.start, self.view.head.last_day)
        past = {end: self.factory.month(self.plan, end, self.known_at) for end in months if end < self.as_of}
        return ribbon(months, rows_of(self.city, Standing), past, as_of=self.as_of)

    @kept
    def scoreboard(self) -> dict[str, dict[str, BriefVerdict]]:
        """The verdicts on each district, by district and target: on divided counts and on what districts report themselves."""
        return self._reports.scoreboard(self.as_of)

    @kept
    def tiles(self) -> dict[str, Tile]:
        """The subjects that the plan has, by name: projects, programmes, recruitment."""
        view, months = self.view, month_ends(self.view.head.start, self.view.head.last_day)
        found = {
            "projects": schools_tile(self._projects, months),
            "programmes": programmes_tile(view, self._programmes, self.stages, months),
            "recruitment": people_tile(self._parts.largest_post, self._reports.quota_figures, view.head.start, self.as_of),
        }
        return {name: tile for name, tile in found.items() if tile is not None}

    @kept
    def due_soon(self) -> list[DueSoon]:
        """What falls due in the next days."""
        return due_soon(
            rows_of(self.city, Standing),
            self._projects,
            self._programmes,
            rows_of(self.decisions, DecisionStanding),
            as_of=self.as_of,
        )

    @kept
    def reports_due(self) -> list[DueRow]:
        """The reports that each district owes."""
        works = (self._projects, self._programmes)
        parts, reports = self._parts, self._reports
        owed = reports_due(parts.view, reports.figures, parts.counted_quotas, reports.quota_figures, works, as_of=self.as_of)
        return rows_of(owed, DueRow)

    @kept
    def _projects(self) -> WorksOnDay:
        parts, start = self._parts, self.view.head.start
        return schools.projects_on(parts.projects, self._reports.milestones, as_of=self.as_of, start=start)

    @kept
    def projects(self) -> pd.DataFrame:
        """All school projects with their standings."""
        return self._projects.frame(schools.FACTS, schools.MILESTONES)

    @kept
    def school_year(self) -> list[SchoolMonth]:
        """The school projects at the end of each past month of the plan's year, as known now, and last on the day."""
        months = month_ends(self.view.head.start, self.view.head.last_day)
        past = [self.factory.school_month(self.plan, end, self.known_at) for end in months if end < self.as_of]
        return [*past, school_month(self.projects, self.as_of)]

    @kept
    def published_schools(self) -> pd.DataFrame:
        """The schools that public sources name, in the state published by the day. They count for no target."""
        with reading(self.engine) as session:
            return queries.read_published_schools(session, self.view.head.plan_id, as_of=self.as_of, known_at=self.known_at)

    @kept
    def published_figures(self) -> pd.DataFrame:
        """The published figures of other years beside the targets, whatever the day: they are judged by nothing."""
        with reading(self.engine) as session:
            return queries.read_published_figures(session, self.view.head.plan_id, known_at=self.known_at)

    @kept
    def stages(self) -> list[str]:
        """The stages of programmes in their order."""
        return programmes.stages_of(self.view, self._reports.milestones, self._parts.programmes)

    @kept
    def _programmes(self) -> WorksOnDay:
        return WorksOnDay(self._parts.programmes, self._reports.milestones, self.as_of, self.view.head.start)

    @kept
    def programmes(self) -> pd.DataFrame:
        """All vocational programmes with their standings."""
        return self._programmes.frame(programmes.FACTS, self.stages)

    @property
    def _records(self) -> MeetingRecords:
        """What was said and decided, shared with other days: to be read only."""
        return self.factory.records(self.plan, self.known_at)

    @kept
    def decisions(self) -> pd.DataFrame:
        """All decisions with their states on the day, overdue ones first."""
        return decision_states(self._records.decisions, self.as_of)

    @property
    def narratives(self) -> pd.DataFrame:
        """The last narrative of each target, project and programme: reason, measure, owner, until."""
        return self._records.copies().narratives

    @property
    def meetings(self) -> pd.DataFrame:
        """All meetings of the plan, the newest day first."""
        return self._records.copies().meetings

    @kept
    def questions(self) -> pd.DataFrame:
        """The questions a leader will ask, the gravest first."""
        turning = self._reports.turning(self.as_of, self.city)
        return open_questions(self.view, self.city, self.narratives, turning, as_of=self.as_of)

    @kept
    def recruitment(self) -> Recruitment:
        """Quotas, figures of people in post, and the newest measurements of the steps before."""
        with reading(self.engine) as session:
            measured = self.factory.ledger.measured(session, self._parts.view.head.plan_id, self.known_at)
        parts = self._parts
        return Recruitment(parts.quotas, self._reports.quota_figures, measured.on(self.as_of), parts.counted_quotas)

    def why_late(self, works: pd.DataFrame) -> dict[str, Reason]:
        """Return the reasons of those of some projects or programmes that are late, by code."""
        return reasons(programmes.late_ones(works), self._reports.milestones, as_of=self.as_of, start=self.view.head.start)

    @kept_by
    def divided(self, code: str) -> Breakdown | None:
        """Return how projects, programmes or quotas make up a count; None if it is reported as a plain figure."""
        return self._reports.divided(code, self.as_of)

    @kept_by
    def history(self, codes: tuple[str, ...]) -> pd.DataFrame:
        """Return all recorded figures of some subjects, the newest first."""
        with reading(self.engine) as session:
            return queries.read_history(session, self.view.head.plan_id, codes, known_at=self.known_at)


class SnapshotFactory:
    """Snapshots of one version of a store, kept with what they share on a ``shelf``.

    ``known_at`` is a time after which nothing more is known to this factory: later times share its snapshots. None if the
    store goes on being written. ``ledger`` holds the reports that factories of other versions have read.
    """

    def __init__(
        self,
        engine: Engine,
        known_at: datetime | None = None,
        ledger: ReportLedger | None = None,
        shelf: Shelf | None = None,
        version: int = 0,
    ) -> None:
        self.engine = engine
        self.ledger = ledger or ReportLedger()
        self._known_at = known_at
        self._shelf = Shelf(read_settings().cache_mb * MEGABYTE) if shelf is None else shelf  # an empty one is false
        self._version = version
        self._parts = lru_cache(8)(self._read_parts)
        self._store_head = lru_cache(1)(self._read_store_head)

    def now(self) -> datetime:
        """Return a time at which everything is known that this factory knows."""
        if self._known_at is not None:
            return self._known_at
        with reading(self.engine) as session:
            return knowledge_time_now(session)

    def store_head(self) -> str:
        """Return the short head of the store's seals, read once if nothing more is to be known to this factory."""
        return self._read_store_head() if self._known_at is None else self._store_head()

    def _read_store_head(self) -> str:
        with reading(self.engine) as session:
            return anchor_of(session.connection()).short_head

    def snapshot(self, plan: str, as_of: date, known_at: datetime | None = None) -> Snapshot:
        """Return the snapshot of a day."""
        key = (plan, as_of, self._knowledge(known_at))
        return self._shelf.take(self._version, ("snapshot", *key), partial(Snapshot, self, *key))

    def comparison(
        self, plan: str, as_of: date, since: date, known_at: datetime | None = None, known_before: datetime | None = None
    ) -> Comparison:
        """Return a day compared with an earlier one; ``known_before`` defaults to the end of ``since`` in the city."""
        before = known_before or datetime.combine(since, time.max, read_settings().zone)
        now = self.snapshot(plan, as_of, known_at)
        key = ("comparison", plan, as_of, now.known_at, since, before)
        return self._shelf.take(self._version, key, partial(Comparison, now, since, before))

    def _knowledge(self, known_at: datetime | None) -> datetime:
        asked = known_at or self._known_at or self.now()
        return asked if self._known_at is None else min(asked, self._known_at)

    def parts(self, plan: str, known_at: datetime) -> PlanData:
        """Return a plan with its projects, programmes and quotas, shared with others: to be read only."""
        return self._parts(plan, known_at)

    def reports(self, plan: str, as_of: date, known_at: datetime) -> ReportedData:
        """Return all that was reported on a plan up to a day."""
        return self._shelved(self._read_reports, plan, as_of, known_at)

    def month(self, plan: str, end: date, known_at: datetime) -> dict[str, BriefVerdict]:
        """Return the verdicts on a plan's targets at the end of a month, by target."""
        return self._shelved(self._read_month, plan, end, known_at)

    def school_month(self, plan: str, end: date, known_at: datetime) -> SchoolMonth:
        """Return a plan's school projects at the end of a month."""
        return self._shelved(self._read_school_month, plan, end, known_at)

    def earlier(self, plan: str, since: date, known_before: datetime, known_at: datetime) -> Baseline:
        """Return the first side of a comparison."""
        return self._shelved(self._read_earlier, plan, since, known_before, known_at)

    def records(self, plan: str, known_at: datetime) -> MeetingRecords:
        """Return what was said and decided on a plan, shared with others: to be read only."""
        return self._shelved(self._read_records, plan, known_at)

    def last_meeting(self, plan: str, as_of: date, known_at: datetime) -> tuple[date, datetime] | None:
        """Return the day of the last meeting held before a day, and its knowledge time; None if there was none."""
        return last_held(self.records(plan, known_at).meetings, as_of)

    def _shelved(self, read: Callable[..., V], *key: Hashable) -> V:
        return self._shelf.take(self._version, (read.__name__, *key), partial(read, *key))

    def _read_parts(self, plan: str, known_at: datetime) -> PlanData:
        with reading(self.engine) as session:
            return self.ledger.parts(session, plan, known_at)

    def _read_reports(self, plan: str, as_of: date, known_at: datetime) -> ReportedData:
        parts = self.parts(plan, known_at)
        with reading(self.engine) as session:
            return read_reports(session, parts, as_of=as_of, known_at=known_at, ledger=self.ledger)

    def _read_records(self, plan: str, known_at: datetime) -> MeetingRecords:
        plan_id = self.parts(plan, known_at).view.head.plan_id
        with reading(self.engine) as session:
            return read_records(session, plan_id, known_at)

    def _read_month(self, plan: str, end: date, known_at: datetime) -> dict[str, BriefVerdict]:
        parts = self.parts(plan, known_at)

        def verdicts(codes: Collection[str] | None = None) -> dict[str, BriefVerdict]:
            return self.reports(plan, end, known_at).briefs(end, codes)

        def renewed(found: dict[str, BriefVerdict], codes: Collection[str]) -> dict[str, BriefVerdict]:
            return found | verdicts(codes)

        return self._past_day(parts, ("month",), end, known_at, find=verdicts, renew=renewed)

    def _read_school_month(self, plan: str, end: date, known_at: datetime) -> SchoolMonth:
        parts = self.parts(plan, known_at)

        def month() -> SchoolMonth:
            steps, start = self.reports(plan, end, known_at).milestones, parts.view.head.start
            return school_month(schools.project_standings(parts.projects, steps, as_of=end, start=start), end)

        def renewed(found: SchoolMonth, codes: Collection[str]) -> SchoolMonth:
            return found if set(parts.projects["code"]).isdisjoint(codes) else month()

        return self._past_day(parts, ("school month",), end, known_at, find=month, renew=renewed)

    def _past_day(
        self,
        parts: PlanData,
        key: tuple[Hashable, ...],
        day: date,
        known_at: datetime,
        find: Callable[[], V],
        renew: Callable[[V, Collection[str]], V],
    ) -> V:
        with reading(self.engine) as session:
            return self.ledger.past_day(session, parts, key, day, known_at, find=find, renew=renew)

    def _read_earlier(self, plan: str, since: date, known_before: datetime, known_at: datetime) -> Baseline:
        parts, ledger = self.parts(plan, known_at), self.ledger

        def find() -> Baseline:
            return read_earlier(session, parts, since=since, known_before=known_before, known_at=known_at, ledger=ledger)

        def renewed(found: Baseline, codes: Collection[str]) -> Baseline:
            sides = read_sides(session, parts, parts, since=since, known_before=known_before, known_at=known_at, ledger=ledger)
            return sides.renewed(found, codes)

        with reading(self.engine) as session:
            if ledger.parts(session, plan, known_before) is not parts:
                return find()
            then = ledger.known(session, parts.view.head.plan_id, known_before).batches
            return ledger.past_day(session, parts, ("earlier", then), since, known_at, find=find, renew=renewed)
