"""The only reader of the store for pages: cached queries, keyed by the store's version, so that a write shows at once."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from components.i18n.text import Text
from components.session.cache import shared
from models import queries
from models.analysis.decisions import decision_states
from models.analysis.evidence import Divided
from models.analysis.programmes import late_ones, programme_standings, stages_of
from models.analysis.recruitment import Recruitment
from models.analysis.schools import project_standings
from models.analysis.variance import moved, what_changed
from models.analysis.work_items import reasons
from models.config import DATA, read_settings
from models.demo import load_demonstration
from models.demo.shipped import load_shipped
from models.frames import records_of
from models.imports.sheet_layouts import forms
from models.imports.template import form_rows, form_table
from models.imports.template import template as template_of
from models.plan.changes import changes_since
from models.plan.view import PlanChange, PlanView
from models.queries.accounts import read_accounts
from models.queries.audit_log import read_log
from models.queries.meetings import read_decision_events, read_decisions, read_meetings, read_narrative_history, read_narratives
from models.snapshots.plan_data import Earlier, PlanParts, Reports, read_earlier, read_parts, read_reports
from models.snapshots.snapshot import Days
from models.status import Reason
from models.store.clock import known_by_now
from models.store.engine import open_store, reading

#: Days of which all reports stay in memory, with the demonstration a megabyte each; views of a day by district or target.
DAYS, VIEWS = 32, 128


@dataclass(frozen=True, slots=True)
class Question:
    """What a reader looks at: a plan on a day, as known now, beside an earlier day as known then."""

    plan: str
    as_of: date
    since: date
    version: int


@st.cache_resource(show_spinner=False)
def _engine(url: str) -> Engine:
    engine = open_store(url)
    with reading(engine) as session:
        is_first_run = queries.read_plans(session).empty
    load_shipped(engine)
    if is_first_run:
        load_demonstration(engine)
    return engine


def engine() -> Engine:
    """The store of this process, opened and filled at the first call."""
    return _engine(read_settings().database_url)


def days() -> Days:
    """The days of the store, for files that are made when they are asked for."""
    return Days(engine())


def store_version() -> int:
    """The store's version now; part of the key of everything cached."""
    with reading(engine()) as session:
        return queries.read_store_version(session)


def today() -> date:
    """Today in the city."""
    return datetime.now(read_settings().zone).date()


def end_of(day: date) -> datetime:
    """The last instant of a day in the city."""
    return datetime.combine(day, time.max, read_settings().zone)


@shared(max_entries=8)
def _meetings(url: str, version: int, plan_id: int) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return read_meetings(session, plan_id, known_by_now(session))


def meetings(question: Question, view: PlanView) -> pd.DataFrame:
    """The meetings of the plan, the newest day first."""
    return _meetings(read_settings().database_url, question.version, view.head.plan_id)


@shared(max_entries=8)
def _decisions(url: str, version: int, plan_id: int) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return read_decisions(session, plan_id, known_at=known_by_now(session))


def decisions(question: Question, view: PlanView) -> pd.DataFrame:
    """Every decision with its state on the day looked at."""
    known = _decisions(read_settings().database_url, question.version, view.head.plan_id)
    return decision_states(known, question.as_of)


@shared(max_entries=8)
def _narratives(url: str, version: int, plan_id: int) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return read_narratives(session, plan_id, known_by_now(session))


def narratives(question: Question, view: PlanView) -> pd.DataFrame:
    """What was said last of each target: reason, measure, owner, until."""
    return _narratives(read_settings().database_url, question.version, view.head.plan_id)


def narrative_history(question: Question, view: PlanView, code: str) -> pd.DataFrame:
    """All that was ever said of one target, project or programme, the newest first."""
    with reading(engine()) as session:
        return read_narrative_history(session, view.head.plan_id, code, known_by_now(session))


@shared(max_entries=VIEWS)
def _decision_events(url: str, version: int, plan_id: int, number: int) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return read_decision_events(session, plan_id, number, known_at=known_by_now(session))


def decision_events(question: Question, view: PlanView, number: int) -> pd.DataFrame:
    """What happened to a decision, the newest first."""
    return _decision_events(read_settings().database_url, question.version, view.head.plan_id, number)


@shared(max_entries=8)
def _plans(url: str, version: int) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return queries.read_plans(session)


def plans(version: int) -> pd.DataFrame:
    """The plans of the store, the current one first."""
    return _plans(read_settings().database_url, version)


@shared(max_entries=8)
def _parts(url: str, version: int, plan: str) -> PlanParts:
    with reading(_engine(url)) as session:
        return read_parts(session, plan, known_at=known_by_now(session))


@shared(max_entries=DAYS)
def _reports(url: str, version: int, plan: str, as_of: date) -> Reports:
    with reading(_engine(url)) as session:
        return read_reports(session, _parts(url, version, plan), as_of=as_of, known_at=known_by_now(session))


@shared(max_entries=VIEWS)
def _standings(url: str, version: int, plan: str, as_of: date, district: str) -> tuple[PlanView, pd.DataFrame]:
    reports = _reports(url, version, plan, as_of)
    return reports.parts.view, reports.standings(as_of, district)


def standings(question: Question, *, district: str = "") -> tuple[PlanView, pd.DataFrame]:
    """The plan, and where its targets stand; with ``district``, what that district alone reported."""
    return _standings(read_settings().database_url, question.version, question.plan, question.as_of, district)


def plan(question: Question) -> PlanView:
    """The plan alone, for pages that do not ask where its targets stand."""
    return _parts(read_settings().database_url, question.version, question.plan).view


def quotas(question: Question) -> pd.DataFrame:
    """The recruitment quotas of the plan."""
    return _parts(read_settings().database_url, question.version, question.plan).quotas


def figures(question: Question) -> pd.DataFrame:
    """The newest figures of every target in every district that reported."""
    return _reports(read_settings().database_url, question.version, question.plan, question.as_of).figures


def reporting(question: Question) -> pd.DataFrame:
    """On how many targets each district has a figure, who said least first."""
    reports = _reports(read_settings().database_url, question.version, question.plan, question.as_of)
    return reports.reporting(question.as_of)


@shared(max_entries=DAYS)
def _earlier(url: str, version: int, plan: str, since: date) -> Earlier:
    with reading(_engine(url)) as session:
        return read_earlier(
            session,
            _parts(url, version, plan),
            since=since,
            known_before=end_of(since),
            known_at=known_by_now(session),
        )


@shared(max_entries=DAYS)
def _changes(url: str, version: int, plan: str, as_of: date, since: date) -> pd.DataFrame:
    earlier = _earlier(url, version, plan, since)
    _, now = _standings(url, version, plan, as_of, "")
    return moved(what_changed(earlier.before, earlier.with_late, earlier.restated, now))


def changes(question: Question) -> pd.DataFrame:
    """What moved since the earlier day, the most consequential first."""
    return _changes(read_settings().database_url, question.version, question.plan, question.as_of, question.since)


def plan_changes(question: Question) -> tuple[PlanChange, ...]:
    """Return how the plan itself was changed since the earlier day, as it read then."""
    url = read_settings().database_url
    earlier = _earlier(url, question.version, question.plan, question.since)
    return changes_since(earlier.view, _parts(url, question.version, question.plan).view)


@shared(max_entries=DAYS)
def _projects(url: str, version: int, plan: str, as_of: date) -> pd.DataFrame:
    reports = _reports(url, version, plan, as_of)
    start = reports.parts.view.head.start
    return project_standings(reports.parts.projects, reports.milestones, as_of=as_of, start=start)


def projects(question: Question) -> pd.DataFrame:
    """Every school project of the plan on the day looked at."""
    return _projects(read_settings().database_url, question.version, question.plan, question.as_of)


@shared(max_entries=DAYS)
def _programmes(url: str, version: int, plan: str, as_of: date) -> tuple[list[str], pd.DataFrame]:
    reports = _reports(url, version, plan, as_of)
    own, view = reports.parts.programmes, reports.parts.view
    stages = stages_of(view, reports.milestones, own)
    return stages, programme_standings(own, reports.milestones, stages=stages, as_of=as_of, start=view.head.start)


def programmes(question: Question) -> tuple[list[str], pd.DataFrame]:
    """The stages of the plan's programmes, and every vocational programme on the day looked at."""
    return _programmes(read_settings().database_url, question.version, question.plan, question.as_of)


@shared(max_entries=DAYS)
def _late_reasons(url: str, version: int, plan: str, as_of: date) -> dict[str, Reason]:
    reports = _reports(url, version, plan, as_of)
    _, standings = _programmes(url, version, plan, as_of)
    return reasons(late_ones(standings), reports.milestones, as_of=as_of, start=reports.parts.view.head.start)


def late_reasons(question: Question) -> dict[str, Reason]:
    """Why each late programme is late, by code."""
    return _late_reasons(read_settings().database_url, question.version, question.plan, question.as_of)


@shared(max_entries=DAYS)
def _recruitment(url: str, version: int, plan: str, as_of: date) -> Recruitment:
    parts = _parts(url, version, plan)
    plan_id = parts.view.head.plan_id
    with reading(_engine(url)) as session:
        known_at = known_by_now(session)
        figures = queries.read_quota_figures(session, plan_id, as_of=as_of, known_at=known_at)
        measured = queries.read_measurements(session, plan_id, as_of=as_of, known_at=known_at)
    return Recruitment(parts.quotas, figures, measured)


def recruitment(question: Question) -> Recruitment:
    """All that is known of recruitment on the day looked at."""
    return _recruitment(read_settings().database_url, question.version, question.plan, question.as_of)


def work_history(question: Question, view: PlanView, code: str) -> pd.DataFrame:
    """Every date ever recorded of one work's milestones, the newest first."""
    with reading(engine()) as session:
        return queries.read_milestone_history(session, view.head.plan_id, code, known_at=known_by_now(session))


def measured_years(question: Question, view: PlanView, code: str) -> pd.DataFrame:
    """Every yearly indicator of one programme up to the day looked at."""
    with reading(engine()) as session:
        known_at = known_by_now(session)
        return queries.read_measured_years(session, view.head.plan_id, code, as_of=question.as_of, known_at=known_at)


def work_steps(question: Question, code: str) -> pd.DataFrame:
    """The milestones of one project or programme, in their order."""
    milestones = _reports(read_settings().database_url, question.version, question.plan, question.as_of).milestones
    return milestones[milestones["code"] == code].sort_values("position")


@shared(max_entries=VIEWS)
def _divided(url: str, version: int, plan: str, as_of: date, code: str) -> Divided | None:
    return _reports(url, version, plan, as_of).divided(code, as_of)


def divided(question: Question, code: str) -> Divided | None:
    """How projects, programmes or quotas make a count up; None where it is reported as a plain figure."""
    return _divided(read_settings().database_url, question.version, question.plan, question.as_of, code)


@shared(max_entries=VIEWS)
def _history(url: str, version: int, plan_id: int, codes: tuple[str, ...]) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return queries.read_history(session, plan_id, codes, known_at=known_by_now(session))


def history(question: Question, view: PlanView, codes: tuple[str, ...]) -> pd.DataFrame:
    """Every figure recorded of a target and its quotas, the newest first."""
    return _history(read_settings().database_url, question.version, view.head.plan_id, codes)


@st.cache_data(show_spinner=False, max_entries=32)
def _template(url: str, version: int, plan: str, as_of: date, district: str, language: str) -> bytes:
    reports = _reports(url, version, plan, as_of)
    return template_of(reports.parts, reports, as_of=as_of, district=district, language=language)


def template(question: Question, district: str, language: str) -> bytes:
    """The workbook that a district fills in."""
    url = read_settings().database_url
    return _template(url, question.version, question.plan, question.as_of, district, language)


@st.cache_data(show_spinner=False, max_entries=16)
def _form_tables(url: str, version: int, plan: str, as_of: date, district: str, language: str) -> dict[str, pd.DataFrame]:
    reports = _reports(url, version, plan, as_of)
    rows = form_rows(reports.parts, reports, as_of=as_of, district=district)
    districts = reports.parts.view.districts
    shorts = dict(zip(districts["code"], districts["short"], strict=True))
    return {form.title(language): form_table(form, rows[form.name], shorts, language) for form in forms(reports.parts.view)}


def form_tables(question: Question, district: str, language: str) -> dict[str, pd.DataFrame]:
    """The sheets of the template as tables of text, by their names."""
    return _form_tables(read_settings().database_url, question.version, question.plan, question.as_of, district, language)


def batches(question: Question, view: PlanView) -> pd.DataFrame:
    """What came into the plan, the newest first."""
    with reading(engine()) as session:
        return queries.read_batches(session, view.head.plan_id)


def log(view: PlanView | None) -> pd.DataFrame:
    """Every write of a plan, or with None every write there is, the newest first."""
    with reading(engine()) as session:
        return read_log(session, view.head.plan_id if view else None)


def accounts() -> pd.DataFrame:
    """Every account as last described."""
    with reading(engine()) as session:
        return read_accounts(session)


def batch_rows(question: Question, batch: int) -> pd.DataFrame:
    """Every figure and date of one batch."""
    with reading(engine()) as session:
        return queries.read_batch_rows(session, batch)


def resting_on(question: Question, batch: int) -> pd.DataFrame:
    """The later batches that speak of the same as one does."""
    with reading(engine()) as session:
        return queries.read_resting_on(session, batch)


def names_of(t: Text, view: PlanView) -> dict[str, str]:
    """The name of whatever may be reported on, by its code: targets, items, projects, programmes, quotas."""
    parts = _parts(read_settings().database_url, store_version(), view.head.code)
    terms = view.head.terms
    named = (view.targets, view.items, parts.projects, parts.programmes)
    names = {row["code"]: t.name(row) for frame in named for row in records_of(frame)}
    return names | {
        row["code"]: f"{t.term(terms, 'posts', row['post'])} · {t.term(terms, 'ways', row['way'])}"
        for row in records_of(parts.quotas)
    }


def districts_of(view: PlanView) -> dict[str, str]:
    """The code of the district of each project, programme and quota, by its code; of some programmes it is nothing."""
    parts = _parts(read_settings().database_url, store_version(), view.head.code)
    frames = (parts.projects, parts.programmes, parts.quotas)
    return {code: district for frame in frames for code, district in zip(frame["code"], frame["district"], strict=True)}


@st.cache_data(show_spinner=False)
def data_files() -> pd.DataFrame:
    """Every data file that ships: path, what, what_zh, source, licence."""
    return pd.read_csv(DATA / "files.csv", dtype=str, keep_default_na=False)
