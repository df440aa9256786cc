"""Invented stores, thousands per minute: a plan on a day with random reports and no database."""

import random
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import pandas as pd
from sqlalchemy import Engine

from models.analysis.counted_parts import CountedQuotas
from models.analysis.decisions import decision_states
from models.analysis.milestone_dates import COLUMNS, MilestoneDates
from models.analysis.programmes import programme_standings
from models.analysis.published import STATES
from models.analysis.quota_figures import QuotaFigures
from models.analysis.recruitment import Recruitment
from models.analysis.schools import MILESTONES, project_standings
from models.analysis.work_changes import work_changes
from models.snapshots.comparison import Comparison
from models.snapshots.past_days import V
from models.snapshots.plan_data import Baseline, ReportedData
from models.snapshots.plan_parts import PlanData
from models.snapshots.snapshot import Snapshot, SnapshotFactory
from models.typed_rows import DecisionRow, PlanChange, PublishedSchoolRow
from tests.rows import records_of

NOW = datetime(2028, 1, 1, tzinfo=UTC)
#: Possible troubles of a year; several at once by chance.
MODES = (
    "usual",
    "empty",
    "silent",
    "all met",
    "no lists",
    "one district",
    "suspended",
    "over-divided",
    "under-divided",
    "first figures",
    "before the year",
    "after the year",
)
FIGURES = ("code", "district", "as_of", "value", "numerator", "denominator", "origin", "source", "grade", "note", "recorded_at")
MEASURED = ("code", "measure", "as_of", "value")
NARRATIVES = ("code", "reason", "measure", "owner", "until", "meeting", "author", "recorded_at")
PUBLISHED = tuple(field.name for field in fields(PublishedSchoolRow))
DECISIONS = tuple(field.name for field in fields(DecisionRow))


def frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows as the store returns them: columns of objects, None stays None."""
    return pd.DataFrame(rows, columns=list(columns), dtype=object)


@dataclass(frozen=True)
class MadeUpSnapshot(Snapshot):
    """A day of an invented year: the reads of a snapshot are drawn once, the rest is derived as usual."""

    factory: "MadeUpYear"

    @property
    def decisions(self) -> pd.DataFrame:
        """Decisions, with their states."""
        return decision_states(self.factory.decisions, self.as_of)

    @property
    def narratives(self) -> pd.DataFrame:
        """Reasons of some targets."""
        return self.factory.narratives

    @property
    def recruitment(self) -> Recruitment:
        """Quotas, people in post, and people at the steps before that."""
        measured, quotas = self.factory.measured, self.parts.quotas
        known = measured[measured["as_of"] <= self.as_of]
        return Recruitment(quotas, self._reports.quota_figures, known, CountedQuotas(quotas))

    @property
    def published_schools(self) -> pd.DataFrame:
        """Schools that public sources name, of which some years have none."""
        return self.factory.published

    def history(self, codes: tuple[str, ...]) -> pd.DataFrame:
        """Return all figures of some subjects, the newest first."""
        own = self.factory.figures[self.factory.figures["code"].isin(codes)]
        return own.assign(counts=True, author="made up").sort_values("as_of", ascending=False, kind="stable")


@dataclass(frozen=True)
class MadeUpComparison(Comparison):
    """Two days of an invented year, without corrections or late reports between them."""

    now: MadeUpSnapshot

    @property
    def _earlier(self) -> Baseline:
        """The earlier day."""
        seen = self.now.factory.reports(self.now.plan, self.since, self.now.known_at).standings(self.since)
        late = dict(zip(seen["code"], seen["actual"], strict=True))
        return Baseline(replace(self.now.view, changes=()), seen, late, seen)

    @cached_property
    def _moved_works(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        now, days = self.now, (self.since, self.now.as_of)
        start, steps = now.view.head.start, [now.factory.reports(now.plan, day, now.known_at).milestones for day in days]
        sides = list(zip(steps, days, strict=True))
        schools = [project_standings(now.parts.projects, own, as_of=day, start=start) for own, day in sides]
        parts, stages = now.parts, now.stages
        courses = [programme_standings(parts.programmes, own, stages=stages, as_of=day, start=start) for own, day in sides]
        return (
            work_changes(schools[0], schools[0], schools[1], names=MILESTONES, since=self.since, as_of=now.as_of),
            work_changes(courses[0], courses[0], courses[1], names=stages, since=self.since, as_of=now.as_of),
        )


class MadeUpYear(SnapshotFactory):
    """A year by its seed: the same seed gives the same year. ``whole`` is the plan with all its lists, of any store."""

    def __init__(self, whole: PlanData, seed: int) -> None:
        super().__init__(cast(Engine, None))
        self.chance = random.Random(seed)
        self.mode = MODES[seed % len(MODES)]
        self.start, self.end = whole.view.head.start, whole.view.head.last_day
        span = {"before the year": (-40, -1), "after the year": (366, 430)}.get(self.mode, (20, 364))
        self.as_of = self.start + timedelta(days=self.chance.randint(*span))
        self.since = self.as_of - timedelta(days=self.chance.randint(5, 90))
        self.made = self._drawn(whole)
        self.figures = frame(self._figures(), FIGURES)
        self.milestones = self._milestones()
        self.measured = frame(self._measured(), MEASURED)
        self.narratives = frame(self._narratives(), NARRATIVES)
        self.decisions = frame(self._decisions(), DECISIONS)
        self.published = frame(self._published(random.Random(seed)), PUBLISHED)

    def store_head(self) -> str:
        """The empty text: a made-up year stands in no store."""
        return ""

    def snapshot(self, plan: str, as_of: date, known_at: datetime | None = None) -> Snapshot:
        """Return a day of the year."""
        return MadeUpSnapshot(self, plan, as_of, known_at or NOW)

    def comparison(
        self, plan: str, as_of: date, since: date, known_at: datetime | None = None, known_before: datetime | None = None
    ) -> Comparison:
        """Return a day of the year compared with an earlier one."""
        return MadeUpComparison(MadeUpSnapshot(self, plan, as_of, known_at or NOW), since, known_before or NOW)

    def _past_day(self, *about: Any, find: Callable[[], V], renew: object) -> V:
        """A past day, which is not carried over: a made-up year has one state."""
        return find()

    def _read_parts(self, plan: str, known_at: datetime) -> PlanData:
        """The plan with the remaining entries of its lists."""
        return self.made

    def _read_reports(self, plan: str, as_of: date, known_at: datetime) -> ReportedData:
        """The reports up to a day; a date is reported on the day it is about."""
        steps = records_of(self.milestones)
        for step in steps:
            said = [one for one in (step["said"], step["actual"]) if one and one <= as_of]
            step["forecast"] = step["forecast"] if step["said"] and step["said"] <= as_of else None
            step["reported_on"] = max(said, default=None)
        figures = self.figures[self.figures["as_of"] <= as_of]
        is_quota = figures["code"].isin(set(self.made.quotas["code"]))
        quota_figures = QuotaFigures.of(figures[is_quota])
        return ReportedData(self.made, figures[~is_quota], MilestoneDates.of(frame(steps, COLUMNS)), quota_figures)

    def _drawn(self, whole: PlanData) -> PlanData:
        view, lists = whole.view, [whole.projects, whole.programmes, whole.quotas]
        if self.mode in ("empty", "no lists"):
            lists = [one.iloc[:0] for one in lists]
        else:
            lists = [one[[self.chance.random() < 0.8 for _ in range(len(one))]] for one in lists]
        targets = view.targets
        if self.mode == "one district":
            view = replace(view, districts=view.districts.iloc[:1])
            lists = [one[one["district"] == view.districts["code"].iloc[0]] for one in lists]
        if self.mode == "suspended":
            stopped = self.chance.choice(list(targets["code"]))
            targets = targets.copy()
            targets.loc[targets["code"] == stopped, "suspended_since"] = self.start + timedelta(days=30)
            targets.loc[targets["code"] == stopped, "suspended_document"] = "Paper 9"
        if self.mode in ("over-divided", "under-divided"):
            factor = 3 if self.mode == "over-divided" else 1
            lists[2] = lists[2].assign(quota=[max(factor * n // 2, 1) for n in lists[2]["quota"]])
        changes = view.changes
        if self.chance.random() < 0.3:
            one = records_of(targets)[0]
            before = one["target"] - 1
            words = {"name": one["name"], "name_en": None, "field": "target", "number": 2, "document": "Paper 7"}
            changes = (
                PlanChange("target", one["code"], one["code"], before=before, after=one["target"], recorded_at=NOW, **words),
            )
        return PlanData(replace(view, targets=targets, changes=changes), *lists)

    def _figures(self) -> list[dict[str, Any]]:
        """Figures of the city, of districts and of quotas; silent ones stay so, or fall silent half way."""
        if self.mode in ("empty", "silent"):
            return []
        counted = self.made.divided
        rows = [own for row in records_of(self.made.view.targets) if row["code"] not in counted for own in self._of_target(row)]
        for row in records_of(self.made.quotas):
            rows += self._series(row["code"], row["district"], Decimal(int(row["quota"])))
        return rows

    def _of_target(self, row: dict[Any, Any]) -> list[dict[str, Any]]:
        if row["kind"] in ("action", "items", "deliver"):
            items = self.made.view.items
            codes = [*items["code"][items["target"] == row["code"]]] or [row["code"]]
            return [] if row["kind"] == "action" else [one for code in codes for one in self._series(code, "", Decimal(1))]
        if row["kind"] == "count":
            places = [""] if self.chance.random() < 0.5 else list(self.made.view.districts["code"])
            return [one for place in places for one in self._series(row["code"], place, row["target"] / len(places))]
        if self.chance.random() < 0.5:
            return self._series(row["code"], "", row["target"])
        return [
            one | {"numerator": one["value"], "denominator": Decimal(100)}
            for place in self.made.view.districts["code"]
            for one in self._series(row["code"], place, row["target"])
        ]

    def _series(self, code: str, district: str, goal: Decimal) -> list[dict[str, Any]]:
        """A figure per month up to its last; it rises towards the goal, or past it."""
        if self.mode != "all met" and self.chance.random() < 0.2:
            return []
        days = [self.start + timedelta(days=30 * month) for month in range(1, 15)]
        days = days[-1:] if self.mode == "first figures" else days[: self.chance.randint(1, 14)]
        reach = Decimal(1) if self.mode == "all met" else Decimal(self.chance.randint(0, 12)) / 10
        last = len(days) if self.mode == "all met" else 12
        values = [min(goal * reach * (at + 1) / last, goal * reach).quantize(Decimal(1)) for at in range(len(days))]
        if self.mode == "all met":
            values = [goal for _ in days]
        if self.mode == "first figures":
            days = [self.since + timedelta(days=3)]
        same = {"origin": "reported", "source": "made up", "grade": "A", "note": None, "recorded_at": NOW}
        own = {"code": code, "district": district, "numerator": None, "denominator": None}
        return [own | same | {"as_of": day, "value": value} for day, value in zip(days, values, strict=True)]

    def _milestones(self) -> pd.DataFrame:
        """Steps of every work: planned, sometimes expected later, reached or not."""
        stages = self.made.view.head.terms.codes("stages")
        works = [(code, list(MILESTONES)) for code in self.made.projects["code"]]
        works += [(code, stages) for code in self.made.programmes["code"]]
        rows = []
        for code, names in works:
            is_silent = self.mode in ("empty", "silent") or self.chance.random() < 0.15
            far = len(names) if self.mode == "all met" else self.chance.randint(0, len(names))
            day = self.start + timedelta(days=self.chance.randint(0, 90))
            for at, name in enumerate(names):
                planned = day if self.chance.random() < 0.9 else None
                came = day + timedelta(days=self.chance.randint(-30, 40)) if at < far and not is_silent else None
                slips = not is_silent and self.chance.random() < 0.4
                expected = day + timedelta(days=self.chance.randint(-10, 120)) if slips else None
                said = self.start + timedelta(days=self.chance.randint(1, 300)) if slips else None
                row = dict(zip(COLUMNS, (code, name, at, planned, 0, 0, expected, came, None), strict=True))
                rows.append(row | {"said": said})
                day += timedelta(days=self.chance.randint(10, 90))
        return frame(rows, (*COLUMNS, "said"))

    def _measured(self) -> list[dict[str, Any]]:
        if self.mode in ("empty", "silent"):
            return []
        steps = self.made.view.head.terms.codes("steps")
        half = [code for code in self.made.quotas["code"] if self.chance.random() < 0.5]
        day = self.start + timedelta(days=60)
        return [
            {"code": code, "measure": step, "as_of": day, "value": Decimal(self.chance.randint(0, 20))}
            for code in half
            for step in steps
        ]

    def _narratives(self) -> list[dict[str, Any]]:
        said = {"reason": "Rain", "measure": "", "owner": "Ada", "until": self.end, "meeting": None, "author": "Ada"}
        codes = [code for code in self.made.view.targets["code"] if self.chance.random() < 0.2]
        return [said | {"code": code, "recorded_at": NOW} for code in codes]

    def _published(self, chance: random.Random) -> list[dict[str, Any]]:
        districts = ["", *self.made.view.districts["code"]]
        about = {"source": "https://a.example/1", "source_date": "2026", "grade": "B", "state_on": self.start}
        return [
            {"code": f"S-{n}", "name": f"School {n}", "district": chance.choice(districts), "stage": "primary"}
            | {"year": chance.randint(2024, 2026), "state": chance.choice(STATES)}
            | about
            for n in range(chance.choice((0, 0, 1, 5)))
        ]

    def _decisions(self) -> list[dict[str, Any]]:
        same = {
            "what": "Drain the site",
            "who": "Ada",
            "subject": "",
            "note": "",
            "evidence": "",
            "postponements": 0,
            "author": "A",
        }
        districts = ["", *self.made.view.districts["code"]]
        return [
            same
            | {
                "number": number,
                "until": self.as_of + timedelta(days=self.chance.randint(-60, 60)),
                "district": self.chance.choice(districts),
                "is_closed": self.chance.random() < 0.4,
            }
            for number in range(1, self.chance.randint(1, 5))
        ]
