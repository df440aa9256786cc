"""Exhibits of the overview: the year at a glance, targets off track, all targets, one target, changes, one district."""

from fractions import Fraction
from typing import Any

import pandas as pd

from components.exhibits.context import MOST_ROWS, NOTHING, Ask, Said, day_cell, number, status_cell, words_cell
from components.exhibits.model import Bars, Cell, Column, Curve, Series, Stack, Table, table_of
from components.i18n import headlines
from components.i18n.text import Text
from components.theme import LIGHT, ORDER
from models.analysis.chart_data import is_stepped, plan_line, reported_line
from models.analysis.districts import across_districts
from models.analysis.explanations import unit_of
from models.analysis.filters import matching_targets
from models.analysis.standings import not_on_track, worst_first
from models.analysis.variance import part_name
from models.errors import ExportError
from models.frames import records_of
from models.status import Kind, Status, Word, tally

#: Columns of changes that are shown only if a plan was revised.
REVISED = ("target_change", "replanned")


def sections(ask: Ask) -> Said:
    """Return the status of the targets in every section: one bar per section, one segment per status."""
    standings = ask.day.standings(ask.chosen.get("district", ""))
    names = ask.sections
    counts = {code: tally(standings.loc[standings["section"] == code, "word"]).by_status for code in names}
    shown = [code for code in names if any(counts[code][status] for status in ORDER)]
    segments = tuple(
        Series(ask.t.show(status), tuple(float(counts[code][status]) for code in shown), status.value, LIGHT.status[status])
        for status in ORDER
        if any(counts[code][status] for code in shown)
    )
    body = Stack(tuple(names[code] for code in shown), tuple(shown), segments, unit=ask.t("part.unit_targets"))
    title = headlines.year_at_a_glance(ask.t, standings, names, ask.day.as_of)
    data = table_of(ask.t("grid.section"), body.categories, body, decimals=0)
    return Said(title, body, data, _reasons(ask.t, not_on_track(standings)))


def worst(ask: Ask) -> Said:
    """Return the targets that are not on track, the worst first, with owner, reason and remedy."""
    bad = not_on_track(ask.day.standings(ask.chosen.get("district", "")))
    title = ask.t("part.title_worst", n=len(bad), day=ask.day.as_of) if len(bad) else ask.t("overview.all_well")
    shown = ask.first(bad)
    return Said.of_table(title, _standings_table(ask, shown), _reasons(ask.t, shown), ask.more(shown, bad))


def section(ask: Ask) -> Said:
    """Return the status of the targets in one section, the worst first. The filter ``section`` names it."""
    code = ask.chosen.get("section", "")
    if code not in ask.sections:
        raise ExportError("no_such_section", value=code)
    standings = ask.day.standings(ask.chosen.get("district", ""))
    own = worst_first(standings[standings["section"] == code])
    said = headlines.year_at_a_glance(ask.t, own, ask.sections, ask.day.as_of)
    shown = ask.first(own)
    title = ask.t("part.title_section", section=ask.sections[code], said=said)
    return Said.of_table(title, _standings_table(ask, shown), _reasons(ask.t, shown), ask.more(shown, own))


def targets(ask: Ask) -> Said:
    """Return every target that matches the filters."""
    standings = ask.day.standings(ask.chosen.get("district", ""))
    shown = worst_first(matching_targets(standings, ask.chosen))
    title = headlines.every_target(ask.t, shown, len(standings))
    return Said.of_table(title, _standings_table(ask, shown), _reasons(ask.t, shown))


def _standings_table(ask: Ask, standings: pd.DataFrame) -> Table:
    t, rows = ask.t, records_of(standings)
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.name"), 32),
        Column(t("grid.progress"), 15, "actual", is_number=True),
        Column(t("grid.planned"), 11, "expected", is_number=True),
        Column(t("grid.reported_on"), 12, "reported_on"),
        Column(t("grid.owner"), 12),
        Column(t("grid.reason"), 40),
    )
    said = ask.said
    cells = tuple(_standing_cells(t, row, said.get(row["code"])) for row in rows)
    return Table(columns, cells, tuple(row["code"] for row in rows))


def _standing_cells(t: Text, row: dict[Any, Any], said: dict[Any, Any] | None) -> tuple[Cell, ...]:
    undivided = t("grid.no_quota") if row["reason"].rule == "no_quota" else ""
    mended = t.flip(row)
    return (
        status_cell(t, row["word"], undivided),
        Cell(t.name(row)),
        Cell(t.progress(row), number(row["actual"])),
        Cell(t.amount(row["expected"], row), number(row["expected"])),
        day_cell(row["reported_on"]),
        words_cell((said or {}).get("owner") or row["owner"]),
        Cell(t.sentences(t.reason(row), mended or "", headlines.narrative(t, said))),
    )


def counts(ask: Ask) -> Said:
    """Return the share done of every count target, against the share planned by the day; those furthest behind first."""
    standings = ask.day.standings()
    own = standings[(standings["kind"] == Kind.COUNT) & standings["target"].notna()]
    rows = [row for row in records_of(own) if row["target"] and row["status"] is not Status.ACTION]
    rows.sort(key=lambda row: (_share(row, "actual") - _share(row, "expected"), row["code"]))
    every, rows = rows, ask.first_of(rows)
    keys = tuple(row["code"] for row in rows)
    done = Series(ask.t("part.done"), tuple(_percent(row, "actual") for row in rows), "actual")
    planned = Series(ask.t("grid.planned"), tuple(_percent(row, "expected") for row in rows), "expected")
    labels = tuple(_done_of(ask.t, row) for row in rows)
    names = tuple(ask.t.name(row) for row in rows)
    body = Bars(names, keys, done, labels, planned, tuple(row["word"] for row in rows), "%")
    bars = [(_percent(row, "actual"), _percent(row, "expected")) for row in every]
    title = headlines.counts(ask.t, bars, [row["word"] for row in every], ask.day.as_of)
    data = table_of(ask.t("grid.name"), names, body, decimals=1)
    return Said(title, body, data, _reasons(ask.t, pd.DataFrame(rows)), limits=ask.more(rows, every))


def _done_of(t: Text, row: dict[Any, Any]) -> str:
    """Return the actual against the target, short enough for a bar label."""
    done = NOTHING if row["actual"] is None else t.number(row["actual"])
    return f"{done} / {'≥' if row['open_ended'] else ''}{t.amount(row['target'], row)}"


def _share(row: dict[Any, Any], name: str) -> Fraction:
    return Fraction(row[name] or 0) / Fraction(row["target"])


def _percent(row: dict[Any, Any], name: str) -> float | None:
    return None if row[name] is None else float(100 * _share(row, name))


def curve(ask: Ask) -> Said:
    """Return one target over the year: reported figures against the plan. The filter ``target`` names it."""
    row = _target(ask, ask.day.city)
    divided = ask.day.divided(row["code"])
    history = ask.day.history((row["code"], *(divided.quotas if divided else ())))
    baselines = divided.baselines if divided else ()
    reported = reported_line(ask.view, row["code"], history, as_of=ask.day.as_of, divided=divided)
    plan = dict(plan_line(ask.view, row["code"], baselines))
    actual = dict(zip(reported["as_of"], reported["value"], strict=True))
    days = tuple(sorted({*plan, *actual}))
    body = Curve(
        days,
        Series(ask.t("chart.actual"), tuple(number(actual.get(day)) for day in days), "actual"),
        Series(ask.t("chart.plan"), tuple(number(plan.get(day)) for day in days), "expected"),
        ask.day.as_of,
        unit_of(row, ask.t.language),
        is_stepped(ask.view, row["code"], baselines),
    )
    title = headlines.one_target(ask.t, row, ask.day.as_of)
    data = table_of(ask.t("grid.as_of"), [day.isoformat() for day in days], body)
    alt = ask.t("chart.curve_alt", name=ask.t.name(row), day=ask.day.as_of)
    said = headlines.narrative(ask.t, ask.said.get(row["code"]))
    return Said(title, body, data, tuple(filter(None, (_reason(ask.t, row), said))), alt)


def _target(ask: Ask, standings: pd.DataFrame) -> dict[Any, Any]:
    found = standings[standings["code"] == ask.chosen.get("target", "")]
    if found.empty:
        raise ExportError("no_such_target", value=ask.chosen.get("target", ""))
    row: dict[Any, Any] = found.iloc[0].to_dict()
    return row


def changes(ask: Ask) -> Said:
    """Return the changes since the earlier day, in parts that add up: progress, late, corrected, and revisions of the plan."""
    t, shown = ask.t, ask.first(ask.day.changes)
    rows = records_of(shown)
    revised = [name for name in REVISED if any(row[name] for row in rows)]
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
            Cell(NOTHING) if row["word_before"] is None else status_cell(t, row["word_before"]),
            status_cell(t, row["word_after"]),
            Cell(t.amount(row["before"], row), number(row["before"])),
            *(_part(t, row, name) for name in ("progress", "late", "corrected")),
            Cell(t.amount(row["after"], row), number(row["after"])),
            *(_signed(t, row[name]) for name in revised),
            words_cell(row["owner"]),
        )
        for row in rows
    )
    turned = sum(_turned(row) for row in records_of(ask.day.changes))
    title = t("part.title_changes", n=len(ask.day.changes), turned=turned, since=ask.day.since, day=ask.day.as_of)
    if not rows:
        title = t("overview.no_changes", day=ask.day.since)
    keys = tuple(row["code"] for row in rows)
    return Said.of_table(title, Table(columns, cells, keys), change_notes(ask, rows), ask.more(shown, ask.day.changes))


def plan_changes(ask: Ask) -> Said:
    """Return the revisions of the plan since the earlier day, with their documents."""
    t, found = ask.t, list(ask.day.plan_changes)
    shown = ask.first_of(found)
    columns = (Column(t("part.what_changed"), 60), Column(t("part.plan_version"), 10), Column(t("part.document"), 20))
    rows = tuple((Cell(t.plan_change(one)), Cell(f"v{one.number}"), words_cell(one.document)) for one in shown)
    keys = tuple(f"{one.subject}.{one.code}.{one.name}.{one.field}.v{one.number}" for one in shown)
    days = {"since": ask.day.since, "day": ask.day.as_of}
    title = t("part.title_plan_changes", n=len(found), **days) if found else t("part.no_plan_changes", **days)
    return Said.of_table(title, Table(columns, rows, keys), (), ask.more(shown, found))


def change_notes(ask: Ask, rows: list[dict[Any, Any]]) -> tuple[str, ...]:
    """Return how the parts of each change add up, and the reason for the status."""
    t, city = ask.t, {row["code"]: row for row in records_of(ask.day.city)}
    said = [
        t(
            "part.note_change",
            code=row["code"],
            name=t.name(row),
            reason=t.reason(city[row["code"]]),
            **{part: t.amount(row[part], row) for part in ("before", "progress", "late", "corrected", "after")},
        )
        for row in rows[:MOST_ROWS]
    ]
    return (t("part.note_changes", since=ask.day.since), *said) if said else ()


def _turned(row: dict[Any, Any]) -> bool:
    return bool(row["word_before"] != row["word_after"])


def _part(t: Text, row: dict[Any, Any], name: str) -> Cell:
    """Return a part of a change; the first figure ever reported is labelled as such."""
    value = row[name]
    if value and part_name(row, name) == "first":
        return Cell(t("change.first", amount=t.number(value)), float(value))
    return _signed(t, value)


def _signed(t: Text, value: Fraction) -> Cell:
    return Cell(NOTHING, 0.0) if value == 0 else Cell(("+" if value > 0 else "−") + t.number(abs(value)), float(value))


def district(ask: Ask) -> Said:
    """Return the figures of one district next to those of the city. The filter ``district`` names it."""
    t, code = ask.t, ask.chosen.get("district", "")
    names = {row["code"]: t.name(row) for row in records_of(ask.view.districts)}
    if code not in names:
        raise ExportError("no_such_district", value=code)
    standings, city = ask.day.standings(code), ask.day.city.set_index("code")
    reported = standings[standings["actual"].notna()]
    columns = (
        Column(t("grid.status"), 11, "status"),
        Column(t("grid.name"), 34),
        Column(t("grid.in_district"), 15, "actual", is_number=True),
        Column(t("grid.in_city"), 12, "city", is_number=True),
        Column(t("grid.reported_on"), 12, "reported_on"),
        Column(t("grid.reason"), 40),
    )
    shown = ask.first(worst_first(reported))
    rows = tuple(_district_cells(t, row, city.loc[row["code"], "actual"]) for row in records_of(shown))
    title = headlines.one_district(t, names[code], standings, ask.day.as_of)
    return Said.of_table(title, Table(columns, rows, tuple(shown["code"])), _reasons(t, shown), ask.more(shown, reported))


def _district_cells(t: Text, row: dict[Any, Any], city: Fraction | None) -> tuple[Cell, ...]:
    is_undivided = row["reason"].rule == "no_quota"
    return (
        status_cell(t, row["word"], t("grid.no_quota") if is_undivided else ""),
        Cell(t.name(row)),
        Cell(t.amount(row["actual"], row) if is_undivided else t.progress(row), number(row["actual"])),
        Cell(t.amount(city, row), number(city)),
        day_cell(row["reported_on"]),
        Cell(t.reason(row)),
    )


def compare(ask: Ask) -> Said:
    """Return one target in every district that reported it, highest on top. The filter ``target`` names it."""
    t, row = ask.t, _target(ask, ask.day.city)
    values = across_districts(ask.day.reports.figures, ask.view, row["code"], as_of=ask.day.as_of)
    own = sorted(records_of(values), key=lambda one: (-one["value"], one["code"]))
    names = tuple(t.name(one) for one in own)
    done = Series(t.name(row), tuple(number(one["value"]) for one in own), "actual")
    unit = unit_of(row, t.language)
    labels = tuple(f"{t.number(one['value'])}{unit}" for one in own)
    body = Bars(names, tuple(one["code"] for one in own), done, labels, unit=unit)
    title = t("part.title_compare", name=t.name(row), n=len(own), day=ask.day.as_of)
    data, alt = table_of(t("grid.district"), names, body), t("chart.districts_alt", name=t.name(row), day=ask.day.as_of)
    return Said(title, body, data, (t("part.note_compare", day=ask.day.as_of), _reason(t, row)), alt)


def _reasons(t: Text, standings: pd.DataFrame) -> tuple[str, ...]:
    """Return the reasons for every status, for the speaker."""
    rows = records_of(standings.head(MOST_ROWS))
    return tuple(_reason(t, row) for row in rows)


def _reason(t: Text, row: dict[Any, Any]) -> str:
    return t("part.reason", code=row["code"], name=t.name(row), status=t.show(Word(row["word"])), reason=t.reason(row))
