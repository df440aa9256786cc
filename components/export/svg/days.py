"""Pictures over time: the curve of a target against its plan, and the timeline of works."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from components.charts.axes import fitted, is_fitted
from components.exhibits.model import Curve, Mark, Timeline
from components.export.svg.draw import Drawing, Pen, Sign, box, disc, legend, line, path, ticks, words
from components.export.svg.rows import Rows, lay_rows
from components.typography import BODY, SMALL, TINY, length

#: Default height of a curve.
CURVE = 420.0
#: Space below the rows or curve for dates, and above them for ``as_of``.
AXIS, ABOVE = 28.0, 24.0
#: Maximum number of reports that are labelled with their numbers.
NUMBERED = 14
#: The aspects of a date, from the lowest layer to the topmost.
ASPECTS = ("baseline", "forecast", "actual")


@dataclass(frozen=True, slots=True)
class Days:
    """Horizontal scale of dates: from ``first`` at ``left`` to ``last`` at ``right``."""

    left: float
    right: float
    first: date
    last: date

    def __call__(self, day: date) -> float:
        """Return the position of a date."""
        return self.left + (day - self.first).days / ((self.last - self.first).days or 1) * (self.right - self.left)

    def months(self) -> list[date]:
        """Return firsts of months for the axis, at least 76 pixels apart."""
        found = [date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in range(1, 13)]
        found = [day for day in found if self.first <= day <= self.last]
        most = max(int((self.right - self.left) // 76), 1)
        step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(found) <= most * step or step == 1200)
        return [day for day in found if (day.year * 12 + day.month - 1) % step == 0]


def _days(left: float, right: float, days: Sequence[date]) -> Days:
    spare = timedelta(days=max((max(days) - min(days)).days * 0.02, 4))
    return Days(left, right, min(days) - spare, max(days) + spare)


def _month_lines(days: Days, top: float, bottom: float, pen: Pen) -> list[str]:
    found = []
    for day in days.months():
        found.append(line(days(day), top, days(day), bottom, pen.look.line))
        found.append(words(days(day), bottom + 15, f"{day:%Y-%m}", pen.look.soft, size=TINY, anchor="middle"))
    return found


def _as_of(day: date, days: Days, top: float, bottom: float, pen: Pen) -> list[str]:
    """Draw the line at ``as_of``, with the date above it."""
    said = pen.t("sheet.as_of", day=day)
    half = length(said, SMALL) / 2
    at = min(max(days(day), half), pen.width - half)
    return [
        line(days(day), top - 6, days(day), bottom, pen.look.ink, wide=1.5),
        words(at, top - 15, said, pen.look.ink, size=SMALL, anchor="middle", bold=True),
    ]


def draw_curve(body: Curve, pen: Pen) -> Drawing:
    """Draw the actual as a line with dots and the plan dashed, each with its name and last number at its end."""
    top, bottom = ABOVE, (pen.height or CURVE) - AXIS
    found = [value for one in body.series for value in one.values if value is not None]
    marks = fitted(found).marks if is_fitted(body.unit, found) else ticks(max([*found, 0]), min([*found, 0]))
    left = max(length(pen.amount(mark, body.unit), TINY) for mark in marks) + 10
    ends = [_end(body, values.name, values.values, pen) for values in body.series]
    right = pen.width - max((length(said, BODY) for _, _, said in ends), default=0) - 16
    days = _days(left, right, [*body.days, body.as_of])

    def up(value: float) -> float:
        return bottom - (value - marks[0]) / (marks[-1] - marks[0]) * (bottom - top)

    drawn = _month_lines(days, top, bottom, pen)
    for mark in marks:
        drawn.append(line(left, up(mark), right, up(mark), pen.look.soft if mark == 0 else pen.look.line))
        drawn.append(words(left - 8, up(mark), pen.amount(mark, body.unit), pen.look.soft, size=TINY, anchor="end"))
    drawn += _as_of(body.as_of, days, top, bottom, pen)
    plan = [(days(day), up(value)) for day, value in zip(body.days, body.plan.values, strict=True) if value is not None]
    drawn.append(path(steps_of(plan) if body.stepped else plan, edge=pen.look.accent, wide=2.5, dash="7 5") if plan else "")
    drawn += _reported(body, days, up, bottom, pen)
    drawn += _end_words(ends, days, up, days(body.as_of), pen)
    return Drawing(tuple(drawn), bottom + AXIS)


def _end(body: Curve, name: str, values: Sequence[float | None], pen: Pen) -> tuple[date, float, str]:
    """Return the end of a series and its label."""
    known = [(day, value) for day, value in zip(body.days, values, strict=True) if value is not None]
    if not known:
        return body.days[0] if body.days else body.as_of, 0.0, f"{name} –"
    return *known[-1], f"{name} {pen.amount(known[-1][1], body.unit)}"


def steps_of(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the points of a line that holds each number until the next one."""
    held = [corner for (_, y), (x, to) in zip(points, points[1:], strict=False) for corner in ((x, y), (x, to))]
    return [points[0], *held]


def _reported(body: Curve, days: Days, up: Callable[[float], float], bottom: float, pen: Pen) -> list[str]:
    known = [(day, value) for day, value in zip(body.days, body.actual.values, strict=True) if value is not None]
    points = [(days(day), up(value)) for day, value in known]
    colour = body.actual.colour or pen.look.plain
    found = [path(points, edge=colour, wide=3)] if points else []
    for (x, y), (day, value) in zip(points, known, strict=True):
        said = f"{day.isoformat()} {body.actual.name} {pen.amount(value, body.unit)}"
        found.append(disc(x, y, 5.5, pen.look.ink, edge=pen.look.paper, wide=1.5, said=said))
        if len(known) <= NUMBERED and day != known[-1][0]:
            beside = y + (17 if y + 24 < bottom else -17)
            found.append(words(x + 4, beside, pen.t.number(value), pen.look.soft, size=TINY, halo=pen.look.paper))
    return found


def _end_words(
    ends: Sequence[tuple[date, float, str]],
    days: Days,
    up: Callable[[float], float],
    today: float,
    pen: Pen,
) -> list[str]:
    """Draw the name and last number of each series right of its end, clear of each other and of the ``as_of`` line."""
    places = [[days(day) + 12, up(value)] for day, value, _ in ends]
    (actual, plan), reach = places, length(ends[0][2])
    below = 1 if actual[1] >= plan[1] else -1
    if actual[0] + reach > plan[0] and abs(actual[1] - plan[1]) < 24:
        actual[1] = plan[1] + below * 24
    elif actual[0] + reach < plan[0]:
        actual[1] += below * 16
    if actual[0] < today + 8 < actual[0] + reach + 8:
        actual[0] = today + 8
    return [
        words(x, y, said, colour, bold=True, halo=pen.look.paper)
        for (x, y), (_, _, said), colour in zip(places, ends, (pen.look.ink, pen.look.accent), strict=True)
    ]


def draw_timeline(body: Timeline, pen: Pen) -> Drawing:
    """Draw a tick for each baseline, a dot for each actual, a ring for each forecast; step numbers are explained in the legend.

    A thin line from the baseline of a step to its actual or forecast date shows its slip.
    """
    numbers = {step: str(n) for n, step in enumerate(body.steps, 1)}
    head = legend(_timeline_signs(body, numbers, pen), pen, 0)
    rows = lay_rows(body.rows, pen, top=head.height + ABOVE + 8, below=AXIS, least=36)
    days = _days(rows.left + 8, pen.width - 12, [*(mark.day for own in body.marks for mark in own), body.as_of])
    found = [*head.elements, *_stripes(rows, pen), *_month_lines(days, rows.tops[0], rows.bottom, pen), *rows.names]
    found += _as_of(body.as_of, days, rows.tops[0], rows.bottom, pen)
    for name, middle, marks in zip(body.rows, rows.middles, body.marks, strict=True):
        found += _row_marks(body, name, middle, marks, numbers, days, pen)
    return Drawing(tuple(found), rows.bottom + AXIS)


def _timeline_signs(body: Timeline, numbers: Mapping[str, str], pen: Pen) -> list[Sign]:
    shapes = {aspect: "".join(_shape(aspect, 0, 0, "", pen)) for aspect in ASPECTS}
    signs = [Sign(shapes[aspect], body.aspects[aspect]) for aspect in ASPECTS if aspect in body.aspects]
    used = {mark.step for marks in body.marks for mark in marks}
    return signs + [
        Sign(words(0, 0, numbers[step], pen.look.ink, size=SMALL, anchor="middle", bold=True), said)
        for step, said in body.steps.items()
        if step in used
    ]


def _stripes(rows: Rows, pen: Pen) -> list[str]:
    """Draw every second row on a light background, to guide the eye from the name to its marks."""
    lanes = zip(rows.tops[1::2], rows.heights[1::2], strict=True)
    return [box(0, top, pen.width, height, pen.look.panel) for top, height in lanes]


def _shape(aspect: str, x: float, y: float, number: str, pen: Pen, said: str = "") -> list[str]:
    if aspect == "baseline":
        digit = [words(x + 4, y - 9, number, pen.look.soft, size=TINY, halo=pen.look.paper)] if number else []
        return [box(x - 1.5, y - 12, 3, 24, pen.look.plain, said=said), *digit]
    came = aspect == "actual"
    fill, colour = (pen.look.ink, pen.look.paper) if came else (pen.look.paper, pen.look.accent)
    digit = [words(x, y, number, colour, size=TINY, anchor="middle", bold=True)] if number else []
    return [disc(x, y, 10, fill, edge=pen.look.paper if came else pen.look.accent, wide=1 if came else 2.2, said=said), *digit]


def _row_marks(
    body: Timeline, name: str, y: float, marks: Sequence[Mark], numbers: Mapping[str, str], days: Days, pen: Pen
) -> list[str]:
    """Draw slips at the bottom, ticks above them, dots and rings on top; a step with an actual date has no forecast."""
    by_step: dict[str, dict[str, date]] = {}
    for mark in marks:
        by_step.setdefault(mark.step, {})[mark.aspect] = mark.day
    slips, shapes = [], []
    for step, found in by_step.items():
        end = found.get("actual") or found.get("forecast")
        if end and "baseline" in found:
            slips.append(line(days(found["baseline"]), y, days(end), y, pen.look.plain, wide=2))
        for at, aspect in enumerate(ASPECTS):
            if aspect not in found or (aspect == "forecast" and "actual" in found):
                continue
            number = "" if aspect == "baseline" and end else numbers.get(step, "")
            said = f"{name} {body.steps.get(step, step)} {body.aspects.get(aspect, aspect)} {found[aspect].isoformat()}"
            shapes.append((at, _shape(aspect, days(found[aspect]), y, number, pen, said)))
    return [*slips, *(one for _, shape in sorted(shapes, key=lambda shape: shape[0]) for one in shape)]
