"""The planned course of a target as a small picture: its interim values as steps up to its number on the due date."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from html import escape
from urllib.parse import quote

from components.i18n.text import Text
from components.theme import Theme
from models.plan.file_parts import PointPart

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 420, 150, 12, 24, 22


def plan_curve(
    t: Text,
    look: Theme,
    points: Sequence[PointPart],
    *,
    first_day: date,
    due: date,
    goal: Decimal | None,
    baseline: Decimal | None,
) -> str:
    """Return the picture with its values as words; "" if there is neither a number nor a point."""
    ends = [(point.by, point.value) for point in points]
    if goal is not None and (not ends or ends[-1][0] < due):
        ends.append((due, goal))
    if not ends:
        return ""
    start = (first_day, baseline or Decimal(0))
    days = max((max(ends[-1][0], due) - first_day).days, 1)
    values = [start[1], *(value for _, value in ends)]
    low, high = min(values), max(values)
    span = (high - low) or Decimal(1)

    def place(day: date, value: Decimal) -> tuple[float, float]:
        across = LEFT + (WIDTH - 2 * LEFT) * max((day - first_day).days, 0) / days
        return across, HEIGHT - BOTTOM - float((value - low) / span) * (HEIGHT - BOTTOM - TOP)

    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in [place(*start), *(place(*one) for one in ends)])
    marks = "".join(_mark(t, look, *place(day, value), day, value) for day, value in ends)
    ground = HEIGHT - BOTTOM
    words = t("plans.curve_alt", points=[f"{t.day(day)}: {t.number(value)}" for day, value in ends])
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
        f'<line x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{ground}" y2="{ground}" stroke="{look.line}"/>'
        f'<polyline points="{path}" fill="none" stroke="{look.accent}" stroke-width="2"/>{marks}</svg>'
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
