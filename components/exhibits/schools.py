"""Exhibits of school projects: map, year, table of late ones, all of them, timeline, steps reached, and slips by district."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from components.charts.geography import MOST_SYMBOLS, Geography, drawn_places, read_geography, symbol_radius
from components.exhibits.context import ExhibitContext, ExhibitDraft, day_cell, number_cell, status_cell, words_cell
from components.exhibits.model import Area, Bars, Frame, Map, Mark, Rings, Series, Stack, Symbol, Timeline, table_of
from components.exhibits.tables import Cell, Column, Table
from components.exhibits.work_items import late_table, words_of, work_notes
from components.i18n import headlines
from components.theme import LIGHT, stage_shades
from models.analysis.filters import matching_projects
from models.analysis.milestone_history import ASPECTS
from models.analysis.school_year import SchoolMonth, is_started, step_counts
from models.analysis.schools import MILESTONES, funnel, seats_opened, slip_by_district
from models.frames import rows_of
from models.status import Word
from models.typed_rows import DistrictSlip, ProjectStanding, StepCount

#: Maximum rows of the timeline: the worst come first; filters bring up others.
MOST_BARS = 20
#: Maximum schools on a map of shapes: more would cover each other, and slow the program that opens the file.
MOST_SHAPES = 300


def map_body(context: ExhibitContext, geography: Geography, shown: pd.DataFrame) -> Map:
    """Return the map of some projects on the day that is shown."""
    placed = shown[shown["longitude"].notna()].sort_values("code")
    symbols = tuple(
        Symbol(
            row.code,
            row.name,
            place,
            Word(row.word),
            symbol_radius(row.seats),
            None if row.seats is None else int(row.seats),
            is_started(row.step),
        )
        for row, place in zip(rows_of(placed, ProjectStanding), drawn_places(placed), strict=True)
    )
    return Map(
        _areas(context, geography, shown),
        symbols,
        _lines(geography),
        words_of(context, shown),
        context.chosen.get("district", ""),
        len(shown) - len(placed),
    )


def school_year(context: ExhibitContext) -> ExhibitDraft:
    """Return how far the projects were at the end of each month, as bars; where pictures can move, as a map for each month."""
    t, shown = context.t, matching_projects(context.snapshot.projects, context.chosen)
    months, codes = context.snapshot.school_year, set(shown["code"])
    counts = [step_counts(month, codes) for month in months]
    names, keys = tuple(t.day(month.day) for month in months), tuple(month.day.isoformat() for month in months)
    shades = stage_shades(LIGHT, 2)
    parts = (
        (t("map.opened"), "opened", [one.opened for one in counts]),
        (t("map.building"), "building", [one.building for one in counts]),
        (t("map.not_begun"), "planned", [one.planned for one in counts]),
    )
    segments = tuple(
        Series(name, tuple(map(float, values)), key, shade) for (name, key, values), shade in zip(parts, shades, strict=True)
    )
    body = Stack(names, keys, segments, unit=t("programme.unit")) if codes else Stack((), (), ())
    heads = (Column(t("map.month_end"), 24), *(Column(one.name, 14, one.key, is_number=True) for one in segments))
    late = Column(t("map.late"), 14, "late", is_number=True)
    rows = tuple(
        (Cell(name), *(number_cell(t, value) for value in (one.opened, one.building, one.planned, one.late)))
        for name, one in zip(names, counts, strict=True)
    )
    data = Table((*heads, late), rows if codes else (), keys if codes else ())
    notes = (t("map.film_note"), *work_notes(context, shown))
    alt = t("map.film_alt", n=len(codes))
    return ExhibitDraft(_headline(context, shown), body, data, notes, alt, frames=_frames(context, shown, months))


def _frames(context: ExhibitContext, shown: pd.DataFrame, months: Sequence[SchoolMonth]) -> tuple[Frame, ...]:
    """Return the map at the end of each month; none without geography or projects, or with too many to be told apart."""
    geography = _geography(context)
    if geography.is_empty or not 0 < len(shown) <= MOST_SYMBOLS:
        return ()
    last = map_body(context, geography, shown)
    codes = set(shown["code"])
    past = [Frame(headlines.school_month(context.t, month, codes), at_month(last, month)) for month in months[:-1]]
    return (*past, Frame(_headline(context, shown), last))


def at_month(body: Map, month: SchoolMonth) -> Map:
    """Return a map with the statuses of a month."""
    states = [month.states[symbol.code] for symbol in body.symbols]
    symbols = tuple(
        replace(symbol, word=one.word, is_started=is_started(one.step)) for symbol, one in zip(body.symbols, states, strict=True)
    )
    return replace(body, symbols=symbols)


def school_map(context: ExhibitContext) -> ExhibitDraft:
    """Return the map of projects, with colour and mark of their status; without geography, the number in each district."""
    t, shown = context.t, matching_projects(context.snapshot.projects, context.chosen)
    geography = _geography(context)
    if geography.is_empty:
        body = _per_district(context, shown)
        notes = (t("map.none"), *work_notes(context, shown))
        return ExhibitDraft(
            _headline(context, shown), body, _all(context, shown), notes, t("part.per_district_alt", n=len(shown))
        )
    every = map_body(context, geography, shown)
    drawn = _worst(every)
    notes = (t("map.note"), t("map.source", source=geography.credit(t.language)), *work_notes(context, shown))
    limits = (
        *((t("map.unplaced", n=drawn.unplaced),) if drawn.unplaced else ()),
        *((t("map.worst_drawn", n=len(drawn.symbols), of=len(every.symbols)),) if drawn is not every else ()),
    )
    return ExhibitDraft(_headline(context, shown), drawn, _all(context, shown), notes, t("map.alt", n=len(drawn.symbols)), limits)


def _worst(body: Map) -> Map:
    """Return a map with as many schools as shapes may be, those with the worst status first."""
    if len(body.symbols) <= MOST_SHAPES:
        return body
    chosen = {one.code for one in sorted(body.symbols, key=lambda one: (-one.status.severity, one.code))[:MOST_SHAPES]}
    symbols = tuple(one for one in body.symbols if one.code in chosen)
    seen = {one.word for one in symbols}
    return replace(body, symbols=symbols, words={word: said for word, said in body.words.items() if word in seen})


def _per_district(context: ExhibitContext, shown: pd.DataFrame) -> Bars:
    """Return bars in place of a map: the number of projects in each district, and how many of them are behind."""
    rows = rows_of(slip_by_district(shown).sort_values(["projects", "behind"], ascending=False), DistrictSlip)
    codes = tuple(row.district for row in rows)
    many = Series(context.t("grid.projects"), tuple(float(row.projects) for row in rows), "projects")
    labels = tuple(context.t("part.of_district", n=row.projects, behind=row.behind) for row in rows)
    return Bars(tuple(context.districts.get(code, code) for code in codes), codes, many, labels)


def _headline(context: ExhibitContext, shown: pd.DataFrame) -> str:
    names = context.t.names(context.view.districts)
    return headlines.new_schools(context.t, shown, names, context.snapshot.as_of)


def _geography(context: ExhibitContext) -> Geography:
    files = context.view.head.geography
    return read_geography(files.get("areas"), files.get("points"), files.get("context"))


def _areas(context: ExhibitContext, geography: Geography, shown: pd.DataFrame) -> tuple[Area, ...]:
    outlines, anchors, counts = geography.outlines(), geography.anchors(), shown["district"].value_counts()
    chosen = (
        context.chosen.get("district") or None
    )  # the filter removes the projects of other districts; their counts are left out
    return tuple(
        Area(
            code,
            name,
            _rings(outlines.get(code, [])),
            anchors[code],
            f"{name} {counts.get(code, 0)}" if chosen in (None, code) else name,
            int(counts.get(code, 0)),
        )
        for code, name in context.districts.items()
        if code in anchors
    )


def _rings(rings: list[list[tuple[float, float]]]) -> Rings:
    return tuple(tuple(ring) for ring in rings)


def _lines(geography: Geography) -> Rings:
    lines = (one["geometry"] for one in geography.context["features"])
    return tuple(tuple((x, y) for x, y, *_ in one["coordinates"]) for one in lines if one["type"] == "LineString")


def late_projects(context: ExhibitContext) -> ExhibitDraft:
    """Return the projects that are behind or not reported, with owner and reason."""
    steps = {step: context.t.word("milestone", step) for step in MILESTONES}
    return late_table(context, matching_projects(context.snapshot.projects, context.chosen), steps, is_school=True)


def projects(context: ExhibitContext) -> ExhibitDraft:
    """Return every project that matches the filters."""
    shown = matching_projects(context.snapshot.projects, context.chosen)
    return ExhibitDraft.of_table(_headline(context, shown), _all(context, shown), work_notes(context, shown))


def _all(context: ExhibitContext, shown: pd.DataFrame) -> Table:
    t, districts = context.t, context.districts
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.project"), 30),
        Column(t("grid.district"), 12),
        Column(t("grid.stage"), 12),
        Column(t("grid.step"), 10, "step"),
        Column(t("grid.next_step"), 10, "next_step"),
        Column(t("grid.next_baseline"), 12, "next_baseline"),
        Column(t("grid.next_forecast"), 12, "next_forecast"),
        Column(t("grid.slip_days"), 9, "slip_days", is_number=True),
        Column(t("grid.seats"), 9, "seats", is_number=True),
        Column(t("grid.owner"), 12),
    )
    rows = tuple(
        (
            status_cell(t, Word(row.word)),
            Cell(row.name),
            words_cell(districts.get(row.district, row.district)),
            Cell(t.word("stage", row.stage)),
            Cell(t.word("milestone", row.step or "planned")),
            words_cell(row.next_step and t.word("milestone", row.next_step)),
            day_cell(row.next_baseline),
            day_cell(row.next_forecast),
            number_cell(t, row.slip_days),
            number_cell(t, row.seats),
            words_cell(t.owner(row.owner)),
        )
        for row in rows_of(shown, ProjectStanding)
    )
    return Table(columns, rows, tuple(shown["code"]))


def timeline(context: ExhibitContext) -> ExhibitDraft:
    """Return the planned, forecast and actual date of each milestone, the worst projects first."""
    t, shown = context.t, matching_projects(context.snapshot.projects, context.chosen)
    first = context.first(shown.head(MOST_BARS))
    rows = rows_of(first, ProjectStanding)
    body = Timeline(
        tuple(row.name for row in rows),
        tuple(row.code for row in rows),
        tuple(_marks(row) for row in rows),
        {step: t.word("milestone", step) for step in MILESTONES},
        {aspect: t(f"aspect.{aspect}") for aspect in ASPECTS},
        context.snapshot.as_of,
    )
    alt = t("project.timeline_alt", n=len(rows))
    notes = work_notes(context, first)
    return ExhibitDraft(_timeline_title(context, shown), body, _dates(context, body), notes, alt, context.more(first, shown))


def _marks(project: ProjectStanding) -> tuple[Mark, ...]:
    """Return the dates of each milestone; a forecast is left out once there is an actual date."""
    dates = {(step, aspect): project.dates[f"{step}_{aspect}"] for step in MILESTONES for aspect in ASPECTS}
    return tuple(
        Mark(step, aspect, day)
        for (step, aspect), day in dates.items()
        if day and not (aspect == "forecast" and dates[step, "actual"])
    )


def _timeline_title(context: ExhibitContext, shown: pd.DataFrame) -> str:
    """Return the number of projects still to be opened, and how many of them are slipping at the next step."""
    to_come = shown[shown["next_step"] != ""]
    slips = [int(days) for days in to_come["slip_days"].dropna() if days > 0]
    if not slips:
        return context.t("part.title_timeline_well", n=len(to_come), day=context.snapshot.as_of)
    return context.t("part.title_timeline", n=len(to_come), late=len(slips), most=max(slips), day=context.snapshot.as_of)


def _dates(context: ExhibitContext, body: Timeline) -> Table:
    t, heads = context.t, [(step, aspect) for step in MILESTONES for aspect in ASPECTS]
    columns = (
        Column(t("grid.project"), 30),
        *(Column(f"{body.steps[step]} {body.aspects[aspect]}", 12, f"{step}.{aspect}") for step, aspect in heads),
    )
    rows = []
    for name, marks in zip(body.rows, body.marks, strict=True):
        days = {(mark.step, mark.aspect): mark.day for mark in marks}
        rows.append((Cell(name), *(day_cell(days.get(head)) for head in heads)))
    return Table(columns, tuple(rows), body.keys)


def building_steps(context: ExhibitContext) -> ExhibitDraft:
    """Return the number of projects, and of their seats, that have reached each step."""
    t, shown = context.t, matching_projects(context.snapshot.projects, context.chosen)
    rows = rows_of(funnel(shown, context.snapshot.as_of), StepCount)
    names = tuple(t.word("milestone", row.step) for row in rows)
    reached = Series(t("grid.projects"), tuple(float(row.projects) for row in rows), "projects")
    planned = Series(t("grid.planned"), tuple(float(row.planned) for row in rows), "planned")
    labels = tuple(t.reached(row.projects, row.seats) for row in rows)
    body = Bars(names, tuple(row.step for row in rows), reached, labels, planned, unit=t("programme.unit"))
    opened, wanted = seats_opened(shown, context.snapshot.as_of)
    title = t("part.title_steps", opened=opened, planned=wanted, n=len(shown), day=context.snapshot.as_of)
    notes, alt = (t("part.note_steps", day=context.snapshot.as_of),), t("project.funnel_alt", n=len(shown))
    return ExhibitDraft(title, body, table_of(t("project.milestone"), names, body, decimals=0), notes, alt)


def slips(context: ExhibitContext) -> ExhibitDraft:
    """Return the number of projects in each district, how many are behind, and by how much."""
    t, shown, names = context.t, matching_projects(context.snapshot.projects, context.chosen), context.districts
    found = rows_of(slip_by_district(shown).sort_values(["behind", "projects"], ascending=False), DistrictSlip)
    columns = (
        Column(t("grid.district"), 20),
        Column(t("grid.projects"), 12, "projects", is_number=True),
        Column(t("grid.behind"), 12, "behind", is_number=True),
        Column(t("grid.median_slip"), 18, "median_slip", is_number=True),
    )
    rows = tuple(
        (
            Cell(names.get(row.district, row.district)),
            number_cell(t, row.projects),
            number_cell(t, row.behind),
            Cell(t("grid.too_few")) if row.median_slip is None else number_cell(t, row.median_slip),
        )
        for row in found
    )
    behind = sum(row.behind for row in found)
    title = t("part.title_slips", n=behind, districts=sum(row.behind > 0 for row in found), day=context.snapshot.as_of)
    return ExhibitDraft.of_table(title, Table(columns, rows, tuple(row.district for row in found)), work_notes(context, shown))
