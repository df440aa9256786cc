"""Small pictures side by side: a head, a large figure, its course through the year against the plan, and what is missing."""

from collections.abc import Callable, Sequence
from datetime import date

from components.exhibits.model import Curve, Panel, Panels, Series
from components.export.svg.days import steps_of
from components.export.svg.draw import LEADING, Drawing, Pen, Sign, block, box, disc, element, legend, line, path, words
from components.typography import BODY, TINY, length, wrap

#: Gap between panels, their padding, the least width of one, the height of its course, and the size of its figure.
_GAP, _PAD, _LEAST, _COURSE, _FIGURE = 16.0, 12.0, 200.0, 130.0, 32.0
#: Space below a course for the months.
_AXIS = 24.0


def draw_panels(body: Panels, pen: Pen) -> Drawing:
    """Draw the panels in rows, as many side by side as are wide enough; a given height is shared by their courses."""
    signs = _signs(body.panels[0].curve, pen)
    head = legend(signs, pen, 0)
    across = max(1, min(len(body.panels), int((pen.width + _GAP) // (_LEAST + _GAP))))
    width = (pen.width - (across - 1) * _GAP) / across
    rows = [body.panels[at : at + across] for at in range(0, len(body.panels), across)]
    texts = [max(_text_height(one, width) for one in row) for row in rows]
    course = _COURSE
    if pen.height is not None:
        course = max((pen.height - head.height - 8 - sum(texts) - len(rows) * (_GAP + _AXIS)) / len(rows), 60)
    found, top = [*head.elements], head.height + 8
    for row, high in zip(rows, texts, strict=True):
        for at, panel in enumerate(row):
            drawn = "".join(_panel(panel, width, high, course, pen))
            found.append(element("g", drawn, transform=f"translate({at * (width + _GAP):.1f} {top:.1f})"))
        top += high + course + _AXIS + _GAP
    return Drawing(tuple(found), top - _GAP)


def _signs(curve: Curve, pen: Pen) -> list[Sign]:
    return [
        Sign(line(-9, 0, 9, 0, pen.look.accent, wide=3), curve.actual.name),
        Sign(line(-9, 0, 9, 0, pen.look.plain, wide=2, dash="5 3"), curve.plan.name),
        Sign(line(0, -9, 0, 9, pen.look.ink), pen.t("sheet.as_of", day=curve.as_of)),
    ]


def _heads(panel: Panel, width: float) -> list[str]:
    return wrap(panel.head, width - 2 * _PAD, BODY)


def _note(panel: Panel, width: float) -> list[str]:
    return wrap(panel.note, width - 2 * _PAD, BODY)


def _text_height(panel: Panel, width: float) -> float:
    """Return the height of everything above the course of a panel."""
    return (len(_heads(panel, width)) + len(_note(panel, width))) * BODY * LEADING + _FIGURE * 1.3 + 2 * _PAD


def _panel(panel: Panel, width: float, high: float, course: float, pen: Pen) -> list[str]:
    heads, note = _heads(panel, width), _note(panel, width)
    below = _PAD + len(heads) * BODY * LEADING
    found = [box(0.5, 0.5, width - 1, high + course + _AXIS - 1, pen.look.panel, round_=6, edge=pen.look.line)]
    found += block(_PAD, _PAD, heads, pen.look.soft)
    found.append(words(_PAD, below + _FIGURE * 0.65, panel.figure, pen.look.ink, size=_FIGURE, bold=True))
    found += block(_PAD, below + _FIGURE * 1.3, note, pen.look.ink)
    drawn = "".join(_course(panel.curve, width - 2 * _PAD, course, pen))
    return [*found, element("g", drawn, transform=f"translate({_PAD:.1f} {high:.1f})")]


def _course(curve: Curve, width: float, height: float, pen: Pen) -> list[str]:
    """Draw the actual as a line over the dashed plan, with the selected date as a hairline and the months below."""
    first, last = min(curve.days), max(curve.days)
    top = max([1.0, *(value for one in curve.series for value in one.values if value is not None)])

    def at(day: date, value: float) -> tuple[float, float]:
        return (day - first).days / max((last - first).days, 1) * width, height - (height - 10) * value / top

    today = at(curve.as_of, 0)[0]
    found = [line(0, height, width, height, pen.look.soft), line(today, 0, today, height, pen.look.ink)]
    plan = _points(curve.days, curve.plan, at)
    found.append(path(steps_of(plan) if curve.stepped else plan, edge=pen.look.plain, wide=2, dash="5 3") if plan else "")
    actual = _points(curve.days, curve.actual, at)
    found.append(path(actual, edge=pen.look.accent, wide=3) if actual else "")
    found += [disc(*actual[-1], 5, pen.look.accent, edge=pen.look.paper, wide=1.5)] if actual else []
    return [*found, *_months(curve.days, width, height, pen)]


def _points(days: Sequence[date], series: Series, at: Callable[[date, float], tuple[float, float]]) -> list[tuple[float, float]]:
    return [at(day, value) for day, value in zip(days, series.values, strict=True) if value is not None]


def _months(days: Sequence[date], width: float, height: float, pen: Pen) -> list[str]:
    """Return the first and the last date of the course."""
    first, last = (f"{day:%Y-%m}" for day in (min(days), max(days)))
    found = [words(0, height + 13, first, pen.look.soft, size=TINY)]
    if length(first, TINY) + length(last, TINY) < width:
        found.append(words(width, height + 13, last, pen.look.soft, size=TINY, anchor="end"))
    return found
