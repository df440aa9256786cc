"""The known data that an import is checked against: as much of the store as its rows speak of, however large the store is."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial

from sqlmodel import Session

from models import queries
from models.analysis.schools import MILESTONES
from models.auth.roles import acting_staff
from models.frames import rows_of
from models.imports.facts import Known
from models.imports.figure_history import Figure
from models.imports.names import Names
from models.imports.sheet_rows import Row
from models.plan.view import PlanView
from models.snapshots.plan_parts import PlanData
from models.store.clock import knowledge_time_now
from models.tables import Programme, Project, Quota
from models.typed_rows import DateRow, FigureRow


def read_brief_parts(session: Session, view: PlanView, *, known_at: datetime) -> PlanData:
    """Return a plan with what reports on its works are checked against: of each work and quota a few columns."""
    read = partial(queries.read_in_brief, session, plan_id=view.head.plan_id, known_at=known_at)
    return PlanData(view, read(Project), read(Programme), read(Quota))


def read_actual_dates(
    session: Session, view: PlanView, codes: Iterable[str], *, known_at: datetime
) -> dict[str, dict[str, date]]:
    """Return the known actual dates of some works and deliverables, by code and milestone."""
    own = sorted(codes)
    if not own:
        return {}
    rows = queries.read_dates_between(session, view.head.plan_id, own, first=date.min, last=date.max, known_at=known_at)
    happened: dict[str, dict[str, date | None]] = {}
    for row in rows_of(rows, DateRow):
        if row.aspect == "actual":
            happened.setdefault(row.code, {})[row.milestone] = row.day  # the newest report comes last
    return {code: {name: day for name, day in days.items() if day is not None} for code, days in happened.items()}


def read_known(session: Session, parts: PlanData, rows: Sequence[Row], *, today: date) -> Known:
    """Read the known data for the checks of these rows."""
    view, now = parts.view, knowledge_time_now(session)
    works: dict[str, tuple[str, Sequence[str], str]] = {}
    for form, frame, order in (
        ("projects", parts.projects, MILESTONES),
        ("programmes", parts.programmes, tuple(view.head.terms.codes("stages"))),
    ):
        works |= {code: (form, order, district) for code, district in zip(frame["code"], frame["district"], strict=True)}
    works |= {code: ("gates", names, "") for code, names in view.gates().items()}
    posts = parts.quotas
    quotas = {code: (own, n) for code, own, n in zip(posts["code"], posts["district"], posts["quota"], strict=True)}
    happened = read_actual_dates(session, view, _works_in(works, rows), known_at=now)
    codes = _codes(view, quotas, rows)
    frame = queries.read_figures_between(session, view.head.plan_id, codes, first=date.min, last=date.max, known_at=now)
    figures: dict[tuple[str, str], list[Figure]] = {}
    for row in rows_of(frame, FigureRow):
        figure = Figure(row.as_of, row.value, row.numerator, row.denominator)
        figures.setdefault((row.code, row.district), []).append(figure)
    return Known(view, works, quotas, figures, happened, parts.divided, today, acting_staff(session))


def _codes(view: PlanView, quotas: Iterable[str], rows: Sequence[Row]) -> list[str]:
    """Return the codes of the plan for which rows give figures, by code or by name; unknown ones are ignored."""
    named = [pair for frame in (view.targets, view.items) for pair in zip(frame["name"], frame["code"], strict=True)]
    known = {*view.targets["code"], *view.items["code"], *quotas}
    names, codes = Names(named), Names((code, code) for code in known)
    figures = [row.cells for row in rows if row.form in ("targets", "recruitment")]
    found = (codes.find(cells["code"]) if cells.get("code") else names.find(cells.get("name", "")) for cells in figures)
    return sorted({code for code in found if code})


def _works_in(works: Iterable[str], rows: Sequence[Row]) -> set[str]:
    """Return the codes of the works and deliverables for which rows give dates; unknown ones are ignored."""
    codes = Names((code, code) for code in works)
    found = (codes.find(row.cells.get("code", "")) for row in rows if row.form in ("projects", "programmes", "gates"))
    return {code for code in found if code}
