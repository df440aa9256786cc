"""The planned course of a target as a small picture: its interim values up to its number on the due date, and its upper limit."""

from datetime import date
from decimal import Decimal
from html import escape
from urllib.parse import quote

from components.i18n.text import Text
from components.theme import Theme
from models.plan.file_parts import TargetPart

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 420, 150, 12, 24, 22


def plan_curve(t: Text, look: Theme, target: TargetPart, *, first_day: date, due: date) -> str:
    """Return the picture with its values as words; "" if there is neither a number nor a point.

    A level to keep has no course from nothing: without a baseline its line is level from the first day.
    """
    ends = [(point.by, point.value) for point in target.plan]
    if target.target is not None and (not ends or ends[-1][0] < due):
        ends.append((due, target.target))
    if not ends:
        return ""
    start = (first_day, ends[0][1] if target.kind.is_kept else target.baseline or Decimal(0))
    days = max((max(ends[-1][0], due) - first_day).days, 1)
    limit = [] if target.upper is None else [target.upper]
    values = [start[1], *(value for _, value in ends), *limit]
    low, high = min(values), max(values)
    span = (high - low) or Decimal(1)

    def place(day: date, value: Decimal) -> tuple[float, float]:
        across = LEFT + (WIDTH - 2 * LEFT) * max((day - first_day).days, 0) / days
        return across, HEIGHT - BOTTOM - float((value - low) / span) * (HEIGHT - BOTTOM - TOP)

    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in [place(*start), *(place(*one) for one in ends)])
    marks = "".join(_mark(t, look, *place(day, value), day, value) for day, value in ends)
    ground = HEIGHT - BOTTOM
    words = t("plans.curve_alt", points=[f"{t.day(day)}: {t.number(value)}" for day, value in ends])
    upper = ""
    if target.upper is not None:
        words = t.sentences(words, t("plans.curve_upper", value=target.upper))
        upper = _limit(t, look, place(first_day, target.upper)[1], target.upper)
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
        f'<line x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{ground}" y2="{ground}" stroke="{look.line}"/>'
        f'<polyline points="{path}" fill="none" stroke="{look.accent}" stroke-width="2"/>{marks}{upper}</svg>'
    )
    return f'<img class="sb-plan-curve" alt="{escape(words)}" src="data:image/svg+xml,{quote(drawn)}">'


def _mark(t: Text, look: Theme, x: float, y: float, day: date, value: Decimal) -> str:
    """Return a point with its value above it and its month below the axis."""
    amount = escape(t.number(value))
    side = "end" if x > WIDTH - 40 else "start" if x < 40 else "middle"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{look.accent}"/>'
        f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="{side}" font-size="13" fill="{look.ink}">{amount}</text>'
        f'<text x="{x:.1f}" y="{HEIGHT - 7}" text-anchor="{side}" font-size="11" fill="{look.soft}">{day:%m-%d}</text>'
    )


def _limit(t: Text, look: Theme, y: float, value: Decimal) -> str:
    """Return the upper limit of a level to keep: a dashed line over the year with its value at the left."""
    words = escape(t("plans.curve_upper", value=value))
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{look.accent}" stroke-dasharray="5 4"/>'
        f'<text x="{LEFT}" y="{y - 6:.1f}" font-size="13" fill="{look.ink}">{words}</text>'
    )
