"""Exhibits of the overview's pictures: the year ribbon, the scoreboard of districts, and the tiles of the subjects."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from components.exhibits.context import NOTHING, ExhibitContext, ExhibitDraft, number, status_cell
from components.exhibits.model import Curve, Panel, Panels, Series
from components.exhibits.tables import NARROW, Board, Cell, Column, Table
from components.exhibits.targets import reasons
from components.i18n import overview
from components.i18n.text import Text
from components.theme import MARKS
from models.analysis.scoreboard import Verdicts, behind, is_behind, judged_targets, worst_first
from models.analysis.subject_tiles import Tile
from models.analysis.year_ribbon import BriefVerdict, Ribbon, RibbonRow
from models.frames import rows_of
from models.status import Status
from models.typed_rows import CurvePoint, Standing

#: Mark of the month in which a target is due, as long as it is to come.
DUE = "◆"
#: Letters of a district's name in the head of a narrow column; of a longer one the first word has to do.
_LONGEST = 14


def year_ribbon(context: ExhibitContext) -> ExhibitDraft:
    """Return the status of every counted target at the end of each month; the filter ``half`` picks the sections of one half."""
    t, found = context.t, context.snapshot.year
    targets = {row.code: row for row in rows_of(context.snapshot.city, Standing)}
    title = overview.ribbon(t, found, targets, context.snapshot.as_of)
    rows = _half([(row, targets[row.code]) for row in found.rows], context.chosen.get("half", ""))
    months = tuple(_month(context, found, at) for at in range(len(found.months)))
    heads = (Column(t("grid.section"), 14), Column(t("grid.name"), 32))
    last = Column(t("overview.missing"), 8, "missing")
    keys = tuple(row.code for row, _ in rows)
    body = Board(
        (*heads, *months, last),
        tuple(_ribbon_row(context, row, target) for row, target in rows),
        keys,
        is_grouped=True,
        now=None if found.current is None else found.current + len(heads),
        signs=((DUE, t("part.due_month")),) if any(_is_to_come(row) for row, _ in rows) else (),
    )
    wide = tuple(Column(column.title, 12, column.key) for column in months)
    data = Table((*heads, *wide, last), tuple(_words_row(context, row, target) for row, target in rows), keys)
    alt = t("overview.ribbon_alt", n=len(found.rows), day=context.snapshot.as_of)
    notes = (t("part.note_ribbon", day=context.snapshot.as_of), *reasons(t, [one for _, one in rows if not one.status.is_good]))
    return ExhibitDraft(title, body, data, notes, alt)


def _half(rows: list[tuple[RibbonRow, Standing]], half: str) -> list[tuple[RibbonRow, Standing]]:
    """Return the first or the second half of the rows, parted between two sections; all of them if no half is asked for."""
    if half not in ("1", "2"):
        return rows
    starts = [at for at, (_, target) in enumerate(rows) if at == 0 or target.section != rows[at - 1][1].section]
    cut = min([*starts[1:], len(rows)], key=lambda at: abs(2 * at - len(rows)))
    return rows[:cut] if half == "1" else rows[cut:]


def _month(context: ExhibitContext, found: Ribbon, at: int) -> Column:
    t, day, end = context.t, context.snapshot.as_of, found.months[at]
    name = t("map.months").split()[end.month - 1]
    title = t("overview.today", month=name, n=day.day) if at == found.current else name
    return Column(title, NARROW, f"{end:%Y-%m}", short=str(end.month))


def _ribbon_row(context: ExhibitContext, row: RibbonRow, target: Standing) -> tuple[Cell, ...]:
    t = context.t
    cells = (_marked(cell) if cell else Cell(DUE if at == row.due else "") for at, cell in enumerate(row.cells))
    return (Cell(context.sections[target.section]), Cell(t.name(target)), *cells, Cell(overview.missing(t, target)))


def _is_to_come(row: RibbonRow) -> bool:
    return row.due is not None and row.cells[row.due] is None


def _words_row(context: ExhibitContext, row: RibbonRow, target: Standing) -> tuple[Cell, ...]:
    """Return the same row for a sheet, with statuses in words."""
    t = context.t
    due = f"{DUE} {t('part.due_month')}"
    cells = (status_cell(t, cell.word) if cell else Cell(due if at == row.due else "") for at, cell in enumerate(row.cells))
    return (Cell(context.sections[target.section]), Cell(t.name(target)), *cells, Cell(overview.missing(t, target)))


def _marked(cell: BriefVerdict) -> Cell:
    """Return the mark of a verdict; a target that is on track needs none."""
    return Cell("" if cell.status is Status.ON_TRACK else MARKS[cell.status], None, cell.status)


def scoreboard(context: ExhibitContext) -> ExhibitDraft:
    """Return the status of each target in each district, the district with most behind first; a chosen one is marked."""
    t, verdicts = context.t, context.snapshot.scoreboard
    every = judged_targets(rows_of(context.snapshot.city, Standing), verdicts)
    order, names = worst_first(verdicts), t.short_names(context.view.districts)
    chosen = context.chosen.get("district", "")
    title = (
        overview.one_of_the_scoreboard(t, verdicts, t.names(context.view.districts), chosen, context.snapshot.as_of)
        if every and chosen in verdicts
        else overview.scoreboard(t, verdicts, names, len(every), context.snapshot.as_of)
    )
    shown = _most_behind(context, every, verdicts)
    short = _short(names)
    board = tuple(Column(short[district], NARROW, district) for district in order)
    keys = tuple(target.code for target in shown)
    rows = [(Cell(t.name(target)), *(_board_cell(verdicts[one].get(target.code)) for one in order)) for target in shown]
    columns = (Column(t("grid.name"), 32), *board)
    body = Board(columns, tuple(rows), keys, now=order.index(chosen) + 1 if chosen in order else None)
    alt = t("overview.scoreboard_alt", n=len(order), targets=len(every))
    notes = (t("part.note_board", day=context.snapshot.as_of),)
    return ExhibitDraft(title, body, _board_data(context, every, order), notes, alt, context.more(shown, every))


def _heads(context: ExhibitContext, target: Standing) -> tuple[Cell, Cell]:
    return Cell(context.sections[target.section]), Cell(context.t.name(target))


def _board_cell(cell: BriefVerdict | None) -> Cell:
    return Cell("") if cell is None else _marked(cell)


def _most_behind(context: ExhibitContext, targets: Sequence[Standing], verdicts: Verdicts) -> list[Standing]:
    """Return as many targets as asked for, those that most districts have behind, in the order of the plan."""
    late = {one.code: sum(is_behind(own[one.code]) for own in verdicts.values() if one.code in own) for one in targets}
    kept = context.first_of(sorted(targets, key=lambda one: -late[one.code]))
    return [one for one in targets if one in kept]


def _short(names: Mapping[str, str]) -> dict[str, str]:
    """Return names for the heads of narrow columns: the first word of long ones, if no other name begins with it."""
    firsts = [name.split()[0] for name in names.values()]
    return {
        code: name if len(name) <= _LONGEST or firsts.count(name.split()[0]) > 1 else name.split()[0]
        for code, name in names.items()
    }


def _board_data(context: ExhibitContext, targets: Sequence[Standing], order: Sequence[str]) -> Table:
    """Return the statuses in words, with the number of targets behind in each district as the last row."""
    t, verdicts, names = context.t, context.snapshot.scoreboard, context.districts
    columns = (
        Column(t("grid.section"), 14),
        Column(t("grid.name"), 32),
        *(Column(names[one], 12, one) for one in order),
    )
    rows = [(*_heads(context, target), *(_word_cell(t, verdicts[one].get(target.code)) for one in order)) for target in targets]
    sums = (Cell(""), Cell(t("district.behind")), *(_count(behind(verdicts[one])) for one in order))
    return Table(columns, (*rows, sums) if rows else (), (*(one.code for one in targets), "sum") if rows else ())


def _word_cell(t: Text, cell: BriefVerdict | None) -> Cell:
    return Cell("") if cell is None else status_cell(t, cell.word)


def _count(n: int) -> Cell:
    return Cell(str(n), float(n))


def tiles(context: ExhibitContext) -> ExhibitDraft:
    """Return the subjects that the plan has: figure against the year's plan, its course, and what is missing by the day."""
    t, terms, found = context.t, context.view.head.terms, context.snapshot.tiles
    panels = tuple(_panel(context, name, tile) for name, tile in found.items())
    columns = (
        Column(t("part.subject"), 26),
        Column(t("grid.as_of"), 12, "day"),
        Column(t("chart.actual"), 12, "actual", is_number=True),
        Column(t("chart.plan"), 12, "planned", is_number=True),
    )
    rows = [
        (
            f"{panel.key}.{point.day.isoformat()}",
            (Cell(panel.head), _day(point), _value(t, point.actual), _value(t, point.planned)),
        )
        for panel, tile in zip(panels, found.values(), strict=True)
        for point in tile.points
    ]
    data = Table(columns, tuple(row for _, row in rows), tuple(key for key, _ in rows))
    title = overview.tiles(t, found, terms, context.snapshot.as_of)
    notes = tuple(f"{panel.head}{t('part.colon')}{panel.figure}{t('part.listed')}{panel.note}" for panel in panels)
    return ExhibitDraft(title, Panels(panels), data, notes or (title,), t("part.tiles_alt", n=len(panels)))


def _panel(context: ExhibitContext, name: str, tile: Tile) -> Panel:
    t, points = context.t, tile.points
    curve = Curve(
        tuple(point.day for point in points),
        Series(t("chart.actual"), tuple(number(point.actual) for point in points), "actual"),
        Series(t("chart.plan"), tuple(number(point.planned) for point in points), "planned"),
        context.snapshot.as_of,
        stepped=name != "recruitment",
    )
    figure = f"{overview.figure(t, tile)} / {t.number(tile.whole)}"
    return Panel(name, overview.tile_head(t, context.view.head.terms, name, tile), figure, overview.tile_gap(t, tile), curve)


def _day(point: CurvePoint) -> Cell:
    return Cell(point.day.isoformat(), point.day)


def _value(t: Text, value: Fraction | int | None) -> Cell:
    return Cell(NOTHING) if value is None else Cell(t.number(value), float(value))
