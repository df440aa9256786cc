"""Exhibits of the overview: the year at a glance, targets off track, all targets, one target, changes, one district."""

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from components.charts.axes import is_fitted
from components.exhibits.context import (
    MOST_ROWS,
    NOTHING,
    ExhibitContext,
    ExhibitDraft,
    day_cell,
    number,
    status_cell,
    words_cell,
)
from components.exhibits.model import Bars, Curve, Series, Stack, table_of
from components.exhibits.tables import Cell, Column, Table
from components.i18n import headlines
from components.i18n.text import Text
from components.theme import LIGHT, ORDER
from models.analysis.chart_data import is_stepped, plan_line, reported_line
from models.analysis.districts import across_districts
from models.analysis.explanations import unit_of
from models.analysis.filters import matching_targets
from models.analysis.standings import not_on_track, worst_first
from models.analysis.target_changes import part_name
from models.errors import ExportError
from models.frames import rows_of
from models.status import Status, TargetKind, tally
from models.typed_rows import DistrictValue, NarrativeRow, Standing, TargetChange

#: Columns of changes that are shown only if a plan was revised.
REVISED = ("target_change", "replanned")


def sections(context: ExhibitContext) -> ExhibitDraft:
    """Return the status of the targets in every section: one bar per section, one segment per status."""
    standings = context.snapshot.standings(context.chosen.get("district", ""))
    names = context.sections
    counts = {code: tally(standings.loc[standings["section"] == code, "word"]).by_status for code in names}
    shown = [code for code in names if any(counts[code][status] for status in ORDER)]
    segments = tuple(
        Series(
            context.t.show(status),
            tuple(float(counts[code][status]) for code in shown),
            status.value,
            LIGHT.quiet.get(status, LIGHT.status[status]),
            status,
        )
        for status in ORDER
        if any(counts[code][status] for code in shown)
    )
    body = Stack(tuple(names[code] for code in shown), tuple(shown), segments, unit=context.t("part.unit_targets"))
    title = headlines.year_at_a_glance(context.t, standings, names, context.snapshot.as_of)
    data = table_of(context.t("grid.section"), body.categories, body, decimals=0)
    return ExhibitDraft(title, body, data, reasons(context.t, rows_of(not_on_track(standings), Standing)))


def worst(context: ExhibitContext) -> ExhibitDraft:
    """Return the targets that are not on track, the worst first, with owner, reason and remedy."""
    bad = not_on_track(context.snapshot.standings(context.chosen.get("district", "")))
    title = headlines.worst(context.t, [row.status for row in rows_of(bad, Standing)], context.snapshot.as_of)
    shown = rows_of(context.first(bad), Standing)
    return ExhibitDraft.of_table(title, _standings_table(context, shown), reasons(context.t, shown), context.more(shown, bad))


def section(context: ExhibitContext) -> ExhibitDraft:
    """Return the status of the targets in one section, the worst first. The filter ``section`` names it."""
    code = context.chosen.get("section", "")
    if code not in context.sections:
        raise ExportError("no_such_section", value=code)
    standings = context.snapshot.standings(context.chosen.get("district", ""))
    own = worst_first(standings[standings["section"] == code])
    said = headlines.year_at_a_glance(context.t, own, context.sections, context.snapshot.as_of)
    shown = rows_of(context.first(own), Standing)
    title = context.t("part.title_section", section=context.sections[code], said=said)
    return ExhibitDraft.of_table(title, _standings_table(context, shown), reasons(context.t, shown), context.more(shown, own))


def targets(context: ExhibitContext) -> ExhibitDraft:
    """Return every target that matches the filters."""
    standings = context.snapshot.standings(context.chosen.get("district", ""))
    found = worst_first(matching_targets(standings, context.chosen))
    title = headlines.every_target(context.t, found, len(standings))
    shown = rows_of(found, Standing)
    return ExhibitDraft.of_table(title, _standings_table(context, shown), reasons(context.t, shown))


def _standings_table(context: ExhibitContext, rows: Sequence[Standing]) -> Table:
    t = context.t
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.name"), 32),
        Column(t("grid.progress"), 15, "actual", is_number=True),
        Column(t("grid.planned"), 11, "expected", is_number=True),
        Column(t("grid.reported_on"), 12, "reported_on"),
        Column(t("grid.owner"), 12),
        Column(t("grid.reason"), 40),
        Column(t("grid.remedy"), 24),
    )
    said = context.said
    cells = tuple(_standing_cells(t, row, said.get(row.code)) for row in rows)
    return Table(columns, cells, tuple(row.code for row in rows))


def _standing_cells(t: Text, row: Standing, said: NarrativeRow | None) -> tuple[Cell, ...]:
    undivided = t("grid.no_quota") if row.reason.rule == "no_quota" else ""
    mended = t.remedy(row)
    return (
        status_cell(t, row.word, undivided),
        Cell(t.name(row)),
        Cell(t.progress(row), number(row.actual)),
        Cell(t.amount(row.expected, row), number(row.expected)),
        day_cell(row.reported_on),
        words_cell(t.owner((said.owner if said else None) or row.owner)),
        Cell(t.sentences(t.reason(row), mended or "", headlines.narrative(t, said))),
        words_cell(t.sentences(mended or "")),
    )


def counts(context: ExhibitContext) -> ExhibitDraft:
    """Return the share done of every count and amount, against the share planned by the day; those furthest behind first."""
    standings = context.snapshot.standings()
    own = standings[standings["kind"].isin([TargetKind.COUNT, TargetKind.AMOUNT]) & standings["target"].notna()]
    rows = [row for row in rows_of(own, Standing) if row.target and row.status is not Status.ACTION]
    rows.sort(key=lambda row: (_share(row.actual, row) - _share(row.expected, row), row.code))
    every, rows = rows, context.first_of(rows)
    keys = tuple(row.code for row in rows)
    done = Series(context.t("part.done"), tuple(_percent(row.actual, row) for row in rows), "actual")
    planned = Series(context.t("grid.planned"), tuple(_percent(row.expected, row) for row in rows), "expected")
    labels = tuple(_done_of(context.t, row) for row in rows)
    names = tuple(context.t.name(row) for row in rows)
    body = Bars(names, keys, done, labels, planned, tuple(row.word for row in rows), "%")
    bars = [(_percent(row.actual, row), _percent(row.expected, row)) for row in every]
    title = headlines.counts(context.t, bars, [row.word for row in every], context.snapshot.as_of)
    data = table_of(context.t("grid.name"), names, body, decimals=1)
    return ExhibitDraft(title, body, data, reasons(context.t, rows), limits=context.more(rows, every))


def _done_of(t: Text, row: Standing) -> str:
    """Return the actual against the target, short enough for a bar label."""
    done = NOTHING if row.actual is None else t.number(row.actual)
    return f"{done} / {'>' if row.strict else '≥' if row.open_ended else ''}{t.short_amount(row.target, row)}"


def _share(value: Fraction | None, row: Standing) -> Fraction:
    """Return a value as a share of the target, 0 without either."""
    return value / row.target if value and row.target else Fraction(0)


def _percent(value: Fraction | None, row: Standing) -> float | None:
    return None if value is None else float(100 * _share(value, row))


def curve(context: ExhibitContext) -> ExhibitDraft:
    """Return one target over the year: reported figures against the plan. The filter ``target`` names it."""
    row = _target(context, context.snapshot.city)
    divided = context.snapshot.divided(row.code)
    history = context.snapshot.history((row.code, *(divided.quotas if divided else ())))
    baselines = divided.baselines if divided else ()
    reported = reported_line(context.view, row.code, history, as_of=context.snapshot.as_of, divided=divided)
    plan = dict(plan_line(context.view, row.code, baselines))
    actual = dict(zip(reported["as_of"], reported["value"], strict=True))
    days = tuple(sorted({*plan, *actual}))
    body = Curve(
        days,
        Series(context.t("chart.actual"), tuple(number(actual.get(day)) for day in days), "actual"),
        Series(context.t.plan_line(row), tuple(number(plan.get(day)) for day in days), "expected"),
        context.snapshot.as_of,
        unit_of(row, context.t.language),
        is_stepped(context.view, row.code, baselines),
    )
    title = headlines.one_target(context.t, row, context.snapshot.as_of)
    data = table_of(context.t("grid.as_of"), [day.isoformat() for day in days], body)
    alt = context.t("chart.curve_alt", name=context.t.name(row), day=context.snapshot.as_of)
    said = headlines.narrative(context.t, context.said.get(row.code))
    return ExhibitDraft(title, body, data, tuple(filter(None, (_reason(context.t, row), said))), alt)


def _target(context: ExhibitContext, standings: pd.DataFrame) -> Standing:
    found = standings[standings["code"] == context.chosen.get("target", "")]
    if found.empty:
        raise ExportError("no_such_target", value=context.chosen.get("target", ""))
    return rows_of(found, Standing)[0]


def changes(context: ExhibitContext) -> ExhibitDraft:
    """Return the changes since the earlier day, in parts that add up: progress, late, corrected, and revisions of the plan."""
    t, shown = context.t, context.first(context.comparison.changes)
    rows = rows_of(shown, TargetChange)
    revised = [name for name in REVISED if any(getattr(row, name) for row in rows)]
    columns = (
        Column(t("grid.name"), 32),
        Column(t("part.status_before"), 11, "status_before"),
        Column(t("part.status_after"), 11, "status_after"),
        Column(t("part.before"), 11, "before", is_number=True),
        Column(t("part.progress"), 10, "progress", is_number=True),
        Column(t("part.late"), 10, "late", is_number=True),
        Column(t("part.corrected"), 10, "corrected", is_number=True),
        Column(t("part.after"), 11, "after", is_number=True),
        *(Column(t(f"part.{name}"), 11, name, is_number=True) for name in revised),
        Column(t("grid.owner"), 12),
    )
    cells = tuple(
        (
            Cell(t.name(row)),
            Cell(NOTHING) if row.word_before is None else status_cell(t, row.word_before),
            status_cell(t, row.word_after),
            Cell(t.short_amount(row.before, row), number(row.before)),
            *(_part(t, row, name) for name in ("progress", "late", "corrected")),
            Cell(t.short_amount(row.after, row), number(row.after)),
            *(_signed(t, getattr(row, name)) for name in revised),
            words_cell(t.owner(row.owner)),
        )
        for row in rows
    )
    turned = sum(_turned(row) for row in rows_of(context.comparison.changes, TargetChange))
    title = t(
        "part.title_changes",
        n=len(context.comparison.changes),
        turned=turned,
        since=context.comparison.since,
        day=context.snapshot.as_of,
    )
    if not rows:
        title = t("overview.no_changes", day=context.comparison.since)
    keys = tuple(row.code for row in rows)
    return ExhibitDraft.of_table(
        title, Table(columns, cells, keys), change_notes(context, rows), context.more(shown, context.comparison.changes)
    )


def plan_changes(context: ExhibitContext) -> ExhibitDraft:
    """Return the revisions of the plan since the earlier day, with their documents."""
    t, found = context.t, list(context.comparison.plan_changes)
    shown = context.first_of(found)
    columns = (Column(t("part.what_changed"), 60), Column(t("part.plan_version"), 10), Column(t("part.document"), 20))
    rows = tuple((Cell(t.plan_change(one)), Cell(f"v{one.number}"), words_cell(one.document)) for one in shown)
    keys = tuple(f"{one.subject}.{one.code}.{one.name}.{one.field}.v{one.number}" for one in shown)
    days = {"since": context.comparison.since, "day": context.snapshot.as_of}
    title = t("part.title_plan_changes", n=len(found), **days) if found else t("part.no_plan_changes", **days)
    return ExhibitDraft.of_table(title, Table(columns, rows, keys), (), context.more(shown, found))


def change_notes(context: ExhibitContext, rows: Sequence[TargetChange]) -> tuple[str, ...]:
    """Return how the parts of each change add up, and the reason for the status."""
    t, city = context.t, {row.code: row for row in rows_of(context.snapshot.city, Standing)}
    said = [
        t(
            "part.note_change",
            code=row.code,
            name=t.name(row),
            reason=t.reason(city[row.code]),
            **{part: t.amount(getattr(row, part), row) for part in ("before", "progress", "late", "corrected", "after")},
        )
        for row in rows[:MOST_ROWS]
    ]
    return (t("part.note_changes", since=context.comparison.since), *said) if said else ()


def _turned(row: TargetChange) -> bool:
    return row.word_before != row.word_after


def _part(t: Text, row: TargetChange, name: str) -> Cell:
    """Return a part of a change; the first figure ever reported is labelled as such."""
    value: Fraction = getattr(row, name)
    if value and part_name(row, name) == "first":
        return Cell(t("change.first", amount=t.number(value)), float(value))
    return _signed(t, value)


def _signed(t: Text, value: Fraction) -> Cell:
    return Cell(NOTHING, 0.0) if value == 0 else Cell(("+" if value > 0 else "−") + t.number(abs(value)), float(value))


def district(context: ExhibitContext) -> ExhibitDraft:
    """Return the figures of one district next to those of the city. The filter ``district`` names it."""
    t, code = context.t, context.chosen.get("district", "")
    names = t.names(context.view.districts)
    if code not in names:
        raise ExportError("no_such_district", value=code)
    standings, city = context.snapshot.standings(code), {row.code: row for row in rows_of(context.snapshot.city, Standing)}
    reported = standings[standings["actual"].notna()]
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.name"), 34),
        Column(t("grid.in_district"), 15, "actual", is_number=True),
        Column(t("grid.in_city"), 12, "city", is_number=True),
        Column(t("grid.reported_on"), 12, "reported_on"),
        Column(t("grid.reason"), 40),
    )
    shown = context.first(worst_first(reported))
    found = rows_of(shown, Standing)
    rows = tuple(_district_cells(t, row, city[row.code].actual) for row in found)
    title = headlines.one_district(t, names[code], standings, context.snapshot.as_of)
    return ExhibitDraft.of_table(
        title, Table(columns, rows, tuple(shown["code"])), reasons(t, found), context.more(shown, reported)
    )


def _district_cells(t: Text, row: Standing, city: Fraction | None) -> tuple[Cell, ...]:
    is_undivided = row.reason.rule == "no_quota"
    return (
        status_cell(t, row.word, t("grid.no_quota") if is_undivided else ""),
        Cell(t.name(row)),
        Cell(t.amount(row.actual, row) if is_undivided else t.progress(row), number(row.actual)),
        Cell(t.amount(city, row), number(city)),
        day_cell(row.reported_on),
        Cell(t.reason(row)),
    )


def compare(context: ExhibitContext) -> ExhibitDraft:
    """Return one target in every district that reported it, best on top. The filter ``target`` names it."""
    t, row = context.t, _target(context, context.snapshot.city)
    values = across_districts(context.snapshot.reports.figures, context.view, row.code, as_of=context.snapshot.as_of)
    own = sorted(rows_of(values, DistrictValue), key=lambda one: (one.value if row.is_falling else -one.value, one.code))
    names = tuple(t.name(one) for one in own)
    done = Series(t.name(row), tuple(number(one.value) for one in own), "actual")
    unit = unit_of(row, t.language)
    labels = tuple(f"{t.number(one.value)}{unit}" for one in own)
    wanted = Series(t("chart.limit" if row.is_falling else "chart.target"), tuple(number(row.target) for _ in own), "target")
    as_dots = is_fitted(unit, [*done.values, *wanted.values])
    plan = wanted if row.rate_scale is not None and row.target is not None else None
    body = Bars(names, tuple(one.code for one in own), done, labels, plan, unit=unit, as_dots=as_dots)
    title = t("part.title_compare", name=t.name(row), n=len(own), day=context.snapshot.as_of)
    data, alt = table_of(t("grid.district"), names, body), t("chart.districts_alt", name=t.name(row), day=context.snapshot.as_of)
    return ExhibitDraft(title, body, data, (t("part.note_compare", day=context.snapshot.as_of), _reason(t, row)), alt)


def reasons(t: Text, standings: Sequence[Standing]) -> tuple[str, ...]:
    """Return the reasons for every status, for the speaker."""
    return tuple(_reason(t, row) for row in standings[:MOST_ROWS])


def _reason(t: Text, row: Standing) -> str:
    return t("part.reason", code=row.code, name=t.name(row), status=t.show(row.word), reason=t.reason(row))
