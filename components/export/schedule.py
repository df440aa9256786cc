"""The schedule of papers, a YAML file: which papers are made on which day of the month, and what each file is called."""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from models.errors import PlanFileError, Problem, ProblemsError, problem
from models.plan.file import shape_problems
from models.plan.file_parts import Part
from models.plan.yaml_source import parse_yaml

#: Extensions of the papers; that of the briefing is chosen.
_EXTENSIONS = {"deck": "pptx", "workbook": "xlsx", "dataset": "xlsx", "capsule": "html"}
#: Papers that one district can have.
_OF_DISTRICT = ("deck", "briefing")
#: The word for every district in turn.
EACH = "each"
#: For so long a paper is made later if nothing ran on its day: the computer was off over a week-end or a holiday.
CATCH_UP = timedelta(days=10)
_FORBIDDEN = re.compile(r"[^\w.-]+")


class ScheduleError(ProblemsError):
    """A schedule that cannot be read, or does not fit."""


class PaperPart(Part):
    """An entry of the schedule: ``day`` of the month, ``figures`` those of that day or of the end of the month before."""

    paper: Literal["deck", "briefing", "workbook", "dataset", "capsule"]
    day: Annotated[int, Field(ge=1, le=31)]
    district: str = ""
    language: Literal["zh", "en"] | None = None
    plan: str = ""
    form: Literal["docx", "pdf"] = "docx"
    figures: Literal["day", "last_month"] = "day"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The folder for the files, and the entries in their order."""

    folder: Path
    entries: tuple[PaperPart, ...]


@dataclass(frozen=True, slots=True)
class ScheduledPaper:
    """A paper that is due, for one district or the city (""), with its figures as of a day."""

    entry: PaperPart
    plan: str
    district: str
    due: date
    language: str

    @property
    def as_of(self) -> date:
        """The day of its figures."""
        return self.due if self.entry.figures == "day" else self.due.replace(day=1) - timedelta(days=1)

    @property
    def name(self) -> str:
        """The name of its file: plan, day, paper, district and language."""
        extension = _EXTENSIONS.get(self.entry.paper, self.entry.form)
        parts = (self.plan, self.as_of.isoformat(), self.entry.paper, self.district, self.language)
        return f"{'_'.join(_FORBIDDEN.sub('-', part) for part in parts if part)}.{extension}"

    def make(self, builder: ExhibitBuilder, base: Address) -> bytes:
        """Return the file; ``base`` has its plan, days and language."""
        match self.entry.paper:
            case "deck" if self.district:
                return papers.district_deck(builder, base, self.district)
            case "deck":
                return papers.meeting_deck(builder, base)
            case "briefing":
                return papers.briefing(builder, base, self.entry.form, district=self.district)
            case "workbook":
                return papers.workbook(builder, base)
            case "dataset":
                return papers.dataset_book(builder, base)
            case "capsule":
                return papers.capsule(builder, base)


def parse_schedule(content: bytes, path: Path) -> Schedule:
    """Parse a schedule; its folder is relative to that of the file. ScheduleError with every problem."""
    try:
        raw = parse_yaml(content, path.name)
    except PlanFileError as error:
        found = [problem(one.where, "needs_list") if one.key == "not_a_plan" else one for one in error.problems]
        raise ScheduleError("schedule_refused", found, file=path.name) from None
    entries, problems = _entries(raw.get("papers"))
    problems += [problem(key, "unknown_key") for key in raw if key not in ("folder", "papers")]
    folder = raw.get("folder")
    if not isinstance(folder, str) or not folder.strip():
        problems.append(problem("folder", "schedule_folder"))
    if problems:
        raise ScheduleError("schedule_refused", problems, file=path.name)
    return Schedule(path.parent / str(folder).strip(), tuple(entries))


def _entries(raw: Any) -> tuple[list[PaperPart], list[Problem]]:
    if not isinstance(raw, list) or not raw:
        return [], [problem("papers", "needs_list")]
    entries, problems = [], list[Problem]()
    for n, one in enumerate(raw):
        where = f"papers[{n}]"
        try:
            entry = PaperPart.model_validate(one)
        except ValidationError as error:
            problems += shape_problems(where, error)
            continue
        if entry.district and entry.paper not in _OF_DISTRICT:
            problems.append(problem(where, "schedule_district", value=entry.paper))
        if entry in entries:
            problems.append(problem(where, "schedule_twice"))
        entries.append(entry)
    return entries, problems


def due_on(entry: PaperPart, today: date) -> date:
    """Return the last day up to ``today`` on which an entry was due: in a short month its last day stands in for later ones."""
    this = _day_in(entry, today)
    return this if this <= today else _day_in(entry, today.replace(day=1) - timedelta(days=1))


def _day_in(entry: PaperPart, month: date) -> date:
    return month.replace(day=min(entry.day, monthrange(month.year, month.month)[1]))


def due_papers(entry: PaperPart, today: date, *, plan: str, language: str, districts: Sequence[str]) -> Iterator[ScheduledPaper]:
    """Yield the papers of an entry that were due today, or within ``CATCH_UP`` before."""
    due = due_on(entry, today)
    if today - due <= CATCH_UP:
        for district in districts if entry.district == EACH else (entry.district,):
            yield ScheduledPaper(entry, plan, district, due, entry.language or language)
