"""The only reader of the store for pages: cached queries, keyed by the store's version, so that a write shows at once."""

from dataclasses import dataclass
from datetime import date, datetime, time
from weakref import WeakKeyDictionary

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from components.i18n.text import Text
from components.session.cache import shared
from models import queries
from models.config import DATA, read_settings
from models.demo import load_demonstration
from models.demo.shipped import load_shipped
from models.errors import StoreError
from models.imports.sheet_layouts import sheet_layouts
from models.imports.template import form_rows, form_table
from models.imports.template import template as template_of
from models.plan.file import PlanFile
from models.plan.stored import file_of
from models.plan.view import PlanView
from models.queries.accounts import read_accounts
from models.queries.audit_log import read_log
from models.queries.meetings import read_decision_events, read_narrative_history
from models.snapshots.comparison import Comparison
from models.snapshots.report_ledger import ReportLedger
from models.snapshots.shelf import MEGABYTE, Shelf
from models.snapshots.snapshot import Snapshot, SnapshotFactory
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading

#: Views of a day by district or target that stay in memory.
VIEWS = 128


@dataclass(frozen=True, slots=True)
class ViewContext:
    """A reader's selection: a plan on a date, as known now, and an earlier date, as known then."""

    plan: str
    as_of: date
    since: date
    version: int


@st.cache_resource(show_spinner=False)
def _engine(url: str) -> Engine:
    engine = open_store(url)
    if not read_settings().examples:
        return engine
    with reading(engine) as session:
        is_first_run = queries.read_plans(session).empty
    load_shipped(engine)
    if is_first_run:
        load_demonstration(engine)
    return engine


def engine() -> Engine:
    """The store of this process, opened and filled at the first call."""
    return _engine(read_settings().database_url)


@st.cache_resource(show_spinner=False)
def _ledger(url: str) -> ReportLedger:
    """The reports that were read of a store: a later version reads what is new to it."""
    return ReportLedger()


@st.cache_resource(show_spinner=False)
def _shelf(url: str) -> Shelf:
    """What is kept of the days of a store, in this process."""
    return Shelf(read_settings().cache_mb * MEGABYTE)


@st.cache_resource(show_spinner=False, max_entries=3)
def _factory(url: str, version: int) -> SnapshotFactory:
    engine = _engine(url)
    with reading(engine) as session:
        known_at = knowledge_time_now(session) if version else None
    return SnapshotFactory(engine, known_at, _ledger(url), _shelf(url), version)


def factory(version: int) -> SnapshotFactory:
    """Return the snapshots of a version of the store; 0 are those on which no later write has any effect."""
    return _factory(read_settings().database_url, version)


def snapshot(question: ViewContext) -> Snapshot:
    """Return the plan on the selected day."""
    return factory(question.version).snapshot(question.plan, question.as_of)


def comparison(question: ViewContext) -> Comparison:
    """Return the plan on the selected day, compared with the earlier day."""
    return factory(question.version).comparison(question.plan, question.as_of, question.since)


#: The highest version met of each store: one that goes back was laid over it.
_met = WeakKeyDictionary[Engine, int]()


def store_version() -> int:
    """The store's version now; part of the key of everything cached. StoreError ``store_replaced`` if it went back."""
    store = engine()
    with reading(store) as session:
        version = queries.read_store_version(session)
    if version < _met.get(store, 0):
        raise StoreError("store_replaced", where=store.url.render_as_string(hide_password=True))
    _met[store] = version
    return version


def today() -> date:
    """Today in the city."""
    return datetime.now(read_settings().zone).date()


def end_of(day: date) -> datetime:
    """The last instant of a day in the city."""
    return datetime.combine(day, time.max, read_settings().zone)


def narrative_history(question: ViewContext, view: PlanView, code: str) -> pd.DataFrame:
    """Return all narratives of one target, project or programme, newest first."""
    with reading(engine()) as session:
        return read_narrative_history(session, view.head.plan_id, code, knowledge_time_now(session))


@shared(max_entries=VIEWS)
def _decision_events(url: str, version: int, plan_id: int, number: int) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return read_decision_events(session, plan_id, number, known_at=knowledge_time_now(session))


def decision_events(question: ViewContext, view: PlanView, number: int) -> pd.DataFrame:
    """Return the events of a decision, newest first."""
    return _decision_events(read_settings().database_url, question.version, view.head.plan_id, number)


@shared(max_entries=8)
def _plans(url: str, version: int) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return queries.read_plans(session)


def plans(version: int) -> pd.DataFrame:
    """The plans of the store, the current one first."""
    return _plans(read_settings().database_url, version)


@shared(max_entries=8)
def _plan_versions(url: str, version: int, plan: str) -> pd.DataFrame:
    with reading(_engine(url)) as session:
        return queries.read_plan_versions(session, plan)


def plan_versions(version: int, plan: str) -> pd.DataFrame:
    """The versions of a plan, the newest first."""
    return _plan_versions(read_settings().database_url, version, plan)


def plan_file(plan: str) -> PlanFile:
    """The version of a plan that is in force, as a plan file."""
    with reading(engine()) as session:
        return file_of(queries.read_plan(session, plan, knowledge_time_now(session)))


def work_history(question: ViewContext, view: PlanView, code: str) -> pd.DataFrame:
    """Every date ever recorded of one work's milestones, the newest first."""
    with reading(engine()) as session:
        return queries.read_milestone_history(session, view.head.plan_id, code, known_at=knowledge_time_now(session))


def measured_years(question: ViewContext, view: PlanView, code: str) -> pd.DataFrame:
    """Return every yearly indicator of one programme up to the selected date."""
    with reading(engine()) as session:
        known_at = knowledge_time_now(session)
        return queries.read_measured_years(session, view.head.plan_id, code, as_of=question.as_of, known_at=known_at)


def work_steps(question: ViewContext, code: str) -> pd.DataFrame:
    """The milestones of one project or programme, in their order."""
    return snapshot(question).reports.milestones.frame([code])


@st.cache_data(show_spinner=False, max_entries=32)
def _template(url: str, version: int, plan: str, as_of: date, district: str, language: str) -> bytes:
    reports = _factory(url, version).snapshot(plan, as_of).reports
    return template_of(reports.parts, reports, as_of=as_of, district=district, language=language)


def template(question: ViewContext, district: str, language: str) -> bytes:
    """The workbook that a district fills in."""
    url = read_settings().database_url
    return _template(url, question.version, question.plan, question.as_of, district, language)


@st.cache_data(show_spinner=False, max_entries=16)
def _form_tables(url: str, version: int, plan: str, as_of: date, district: str, language: str) -> dict[str, pd.DataFrame]:
    reports = _factory(url, version).snapshot(plan, as_of).reports
    rows = form_rows(reports.parts, reports, as_of=as_of, district=district)
    districts = reports.parts.view.districts
    shorts = dict(zip(districts["code"], districts["short"], strict=True))
    return {
        form.title(language): form_table(form, rows[form.name], shorts, language) for form in sheet_layouts(reports.parts.view)
    }


def form_tables(question: ViewContext, district: str, language: str) -> dict[str, pd.DataFrame]:
    """The sheets of the template as tables of text, by their names."""
    return _form_tables(read_settings().database_url, question.version, question.plan, question.as_of, district, language)


def batches(question: ViewContext, view: PlanView) -> pd.DataFrame:
    """Return the batches of the plan, newest first."""
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


def batch_rows(question: ViewContext, batch: int) -> pd.DataFrame:
    """Every figure and date of one batch."""
    with reading(engine()) as session:
        return queries.read_batch_rows(session, batch)


def resting_on(question: ViewContext, batch: int) -> pd.DataFrame:
    """Return the later batches with facts on the same subjects as a batch."""
    with reading(engine()) as session:
        return queries.read_dependent_batches(session, batch)


def names_of(t: Text, view: PlanView) -> dict[str, str]:
    """The name of whatever may be reported on, by its code: targets, items, projects, programmes, quotas."""
    parts = factory(store_version()).snapshot(view.head.code, today()).parts
    terms = view.head.terms
    named = (view.targets, view.items, parts.projects, parts.programmes)
    names = {code: name for frame in named for code, name in t.names(frame).items()}
    quotas = zip(parts.quotas["code"], parts.quotas["post"], parts.quotas["way"], strict=True)
    return names | {code: f"{t.term(terms, 'posts', post)} · {t.term(terms, 'ways', way)}" for code, post, way in quotas}


def districts_of(view: PlanView) -> dict[str, str]:
    """The code of the district of each project, programme and quota, by its code; of some programmes it is nothing."""
    parts = factory(store_version()).snapshot(view.head.code, today()).parts
    frames = (parts.projects, parts.programmes, parts.quotas)
    return {code: district for frame in frames for code, district in zip(frame["code"], frame["district"], strict=True)}


@st.cache_data(show_spinner=False)
def data_files() -> pd.DataFrame:
    """Every data file that ships: path, what, source and licence, the last three in English and, with ``_zh``, in Chinese."""
    return pd.read_csv(DATA / "files.csv", dtype=str, keep_default_na=False)
