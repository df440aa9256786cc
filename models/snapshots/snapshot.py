"""A plan on a day, as it was known at an instant: everything that what leaves the dashboard is made of, read when asked for."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

import pandas as pd
from sqlalchemy import Engine

from models import queries
from models.analysis.decisions import decision_states
from models.analysis.evidence import Divided
from models.analysis.meeting_preparation import questions, turns
from models.analysis.programmes import late_ones, programme_standings, stages_of
from models.analysis.recruitment import Recruitment
from models.analysis.schools import project_standings
from models.analysis.variance import moved, what_changed
from models.analysis.work_items import reasons
from models.config import read_settings
from models.plan.changes import changes_since
from models.plan.view import PlanChange, PlanView
from models.queries.meetings import last_held, read_decisions, read_meetings, read_narratives
from models.snapshots.plan_data import Earlier, PlanParts, Reports, read_earlier, read_moved_works, read_parts, read_reports
from models.status import Reason
from models.store.clock import known_by_now
from models.store.engine import reading


@dataclass(frozen=True)
class Day:
    """The end of ``as_of`` as known at ``known_at``, beside the end of ``since`` as known at ``known_before``.

    Each property reads the store once; a day is kept for one file that is made, never for longer.
    """

    engine: Engine
    plan: str
    as_of: date
    since: date
    known_at: datetime
    known_before: datetime

    @cached_property
    def parts(self) -> PlanParts:
        """The plan with its projects, programmes and quotas."""
        with reading(self.engine) as session:
            return read_parts(session, self.plan, known_at=self.known_at)

    @property
    def view(self) -> PlanView:
        """The plan."""
        return self.parts.view

    @cached_property
    def reports(self) -> Reports:
        """What was reported up to the day."""
        with reading(self.engine) as session:
            return read_reports(session, self.parts, as_of=self.as_of, known_at=self.known_at)

    @property
    def origins(self) -> list[str]:
        """Whether its figures were published, reported or made up: "demo" alone of a demonstration."""
        return ["demo"] if self.view.head.demonstration else sorted(set(self.reports.figures["origin"]))

    @cached_property
    def city(self) -> pd.DataFrame:
        """Where the targets stand."""
        return self.reports.standings(self.as_of)

    def standings(self, district: str = "") -> pd.DataFrame:
        """Where the targets stand, in the city or by what one district reported."""
        return self.reports.standings(self.as_of, district) if district else self.city

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What moved since the earlier day, the most consequential first."""
        earlier = self._earlier
        return moved(what_changed(earlier.before, earlier.with_late, earlier.restated, self.city))

    @property
    def plan_changes(self) -> tuple[PlanChange, ...]:
        """How the plan itself was changed since the earlier day, as it read then."""
        return changes_since(self._earlier.view, self.view)

    @cached_property
    def _earlier(self) -> Earlier:
        with reading(self.engine) as session:
            return read_earlier(session, self.parts, since=self.since, known_before=self.known_before, known_at=self.known_at)

    @cached_property
    def projects(self) -> pd.DataFrame:
        """Every school project."""
        start = self.view.head.start
        return project_standings(self.parts.projects, self.reports.milestones, as_of=self.as_of, start=start)

    @cached_property
    def stages(self) -> list[str]:
        """The stages of programmes in their order."""
        return stages_of(self.view, self.reports.milestones, self.parts.programmes)

    @cached_property
    def programmes(self) -> pd.DataFrame:
        """Every vocational programme."""
        return programme_standings(
            self.parts.programmes, self.reports.milestones, stages=self.stages, as_of=self.as_of, start=self.view.head.start
        )

    @cached_property
    def _moved_works(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        with reading(self.engine) as session:
            return read_moved_works(
                session,
                self.parts,
                since=self.since,
                known_before=self.known_before,
                as_of=self.as_of,
                known_at=self.known_at,
            )

    @property
    def project_changes(self) -> pd.DataFrame:
        """The school projects that moved since the earlier day, by consequence."""
        return self._moved_works[0]

    @property
    def programme_changes(self) -> pd.DataFrame:
        """The vocational programmes that moved since the earlier day, by consequence."""
        return self._moved_works[1]

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """Every decision with its state on the day, the overdue ones first."""
        with reading(self.engine) as session:
            known = read_decisions(session, self.view.head.plan_id, known_at=self.known_at)
        return decision_states(known, self.as_of)

    @cached_property
    def narratives(self) -> pd.DataFrame:
        """What was said last of each target: reason, measure, owner, until."""
        with reading(self.engine) as session:
            return read_narratives(session, self.view.head.plan_id, self.known_at)

    @cached_property
    def questions(self) -> pd.DataFrame:
        """What a leader will ask, the gravest first."""
        turning = turns(
            self.view,
            self.reports.figures,
            self.reports.milestones,
            self.city,
            as_of=self.as_of,
            works=self.parts.works,
            quotas=self.parts.quotas,
        )
        return questions(self.view, self.city, self.narratives, turning, as_of=self.as_of)

    @cached_property
    def recruitment(self) -> Recruitment:
        """All that is known of recruitment."""
        plan_id = self.view.head.plan_id
        with reading(self.engine) as session:
            figures = queries.read_quota_figures(session, plan_id, as_of=self.as_of, known_at=self.known_at)
            measured = queries.read_measurements(session, plan_id, as_of=self.as_of, known_at=self.known_at)
        return Recruitment(self.parts.quotas, figures, measured)

    def why_late(self, works: pd.DataFrame) -> dict[str, Reason]:
        """Why those of some works that are late are so, by code."""
        return reasons(late_ones(works), self.reports.milestones, as_of=self.as_of, start=self.view.head.start)

    def divided(self, code: str) -> Divided | None:
        """How projects, programmes or quotas make a count up; None where it is reported as a plain figure."""
        return self.reports.divided(code, self.as_of)

    def history(self, codes: tuple[str, ...]) -> pd.DataFrame:
        """Every figure recorded of some subjects, the newest first."""
        with reading(self.engine) as session:
            return queries.read_history(session, self.view.head.plan_id, codes, known_at=self.known_at)


@dataclass(frozen=True)
class Days:
    """The days of one store, for those who may not reach it themselves."""

    engine: Engine

    def now(self) -> datetime:
        """By when everything is known that is known now."""
        with reading(self.engine) as session:
            return known_by_now(session)

    def of(self, plan: str, as_of: date, since: date, known_at: datetime, known_before: datetime | None = None) -> Day:
        """A day; ``known_before`` left out is the end of ``since`` in the city."""
        before = known_before or datetime.combine(since, time.max, read_settings().zone)
        return Day(self.engine, plan, as_of, since, known_at, before)

    def last_meeting(self, plan: str, as_of: date, known_at: datetime) -> tuple[date, datetime] | None:
        """The day of the last meeting held before a day, and when what it saw was known; None where there was none."""
        with reading(self.engine) as session:
            plan_id = queries.read_plan(session, plan, known_at).head.plan_id
            return last_held(read_meetings(session, plan_id, known_at), as_of)
