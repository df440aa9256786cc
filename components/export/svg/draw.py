"""Drawing primitives for pictures: shapes and escaped text as SVG. Sizes are in pixels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10
from xml.sax.saxutils import escape, quoteattr

from components.i18n.text import Text
from components.theme import MARKS, Theme
from components.typography import BODY, SMALL, clean, length, wrap
from models.i18n import show_amount
from models.status import Status, Word

LEADING = 1.35
#: Dashes of what has not begun.
DASH = "3 2.5"


@dataclass(frozen=True, slots=True)
class Pen:
    """Drawing context: language, theme and size; with ``height`` None a picture is as high as it needs."""

    t: Text
    look: Theme
    width: float
    height: float | None = None

    def amount(self, value: float | None, unit: str) -> str:
        """Return a number with its unit."""
        return show_amount(value, unit, self.t.language)


@dataclass(frozen=True, slots=True)
class Drawing:
    """SVG elements drawn from the point 0, 0, and their total height."""

    elements: tuple[str, ...]
    height: float


def element(name: str, content: str | None = None, **attributes: str | float | None) -> str:
    """Return an element; ``content`` is already SVG. Attributes are escaped, those that are None omitted, numbers rounded."""
    own = "".join(f" {key.replace('_', '-')}={_quoted(value)}" for key, value in attributes.items() if value is not None)
    return f"<{name}{own}/>" if content is None else f"<{name}{own}>{content}</{name}>"


def _quoted(value: str | float | None) -> str:
    return quoteattr(clean(value)) if isinstance(value, str) else f'"{value:.1f}"'.replace('.0"', '"')


def tip(words: str) -> str:
    """Return the tooltip of a shape, which screen readers read out."""
    return element("title", escape(clean(words)))


def words(
    x: float,
    y: float,
    said: str,
    colour: str,
    *,
    size: float = BODY,
    anchor: str = "start",
    bold: bool = False,
    halo: str | None = None,
) -> str:
    """Return one line of text, vertically centred at ``y``; ``halo`` is the colour around the letters."""
    around: dict[str, str | float | None] = (
        {"stroke": halo, "stroke_width": 4, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    )
    return element(
        "text",
        escape(clean(said).replace("\n", " ")),
        x=x,
        y=y + 0.36 * size,
        font_size=size,
        fill=colour,
        text_anchor=None if anchor == "start" else anchor,
        font_weight="bold" if bold else None,
        **around,
    )


def line(x1: float, y1: float, x2: float, y2: float, colour: str, *, wide: float = 1, dash: str | None = None) -> str:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=wide, stroke_dasharray=dash)


def box(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    *,
    round_: float | None = None,
    edge: str | None = None,
    said: str = "",
) -> str:
    """Return a filled box, with ``said`` as its tooltip."""
    return element(
        "rect",
        tip(said) if said else None,
        x=x,
        y=y,
        width=max(width, 0),
        height=max(height, 0),
        fill=fill,
        rx=round_,
        stroke=edge,
    )


def disc(
    x: float,
    y: float,
    radius: float,
    fill: str,
    *,
    edge: str | None = None,
    wide: float = 1,
    dash: str | None = None,
    said: str = "",
) -> str:
    """Return a disc, or a ring if ``fill`` is the background colour."""
    ring: dict[str, str | float | None] = {} if edge is None else {"stroke": edge, "stroke_width": wide, "stroke_dasharray": dash}
    return element("circle", tip(said) if said else None, cx=x, cy=y, r=radius, fill=fill, **ring)


def path(
    points: Sequence[tuple[float, float]], *, fill: str = "none", edge: str, wide: float = 1, dash: str | None = None
) -> str:
    """Return a line through points, closed if it is filled."""
    shape = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("" if fill == "none" else "Z")
    return element("path", d=shape, fill=fill, stroke=edge, stroke_width=wide, stroke_dasharray=dash, stroke_linejoin="round")


def block(
    x: float, top: float, lines: Sequence[str], colour: str, *, size: float = BODY, anchor: str = "start", bold: bool = False
) -> list[str]:
    """Return several lines of text, one below another, starting at ``top``."""
    leading = size * LEADING
    return [
        words(x, top + (n + 0.5) * leading, one, colour, size=size, anchor=anchor, bold=bold)
        for n, one in enumerate(lines)
        if one
    ]


def ticks(most: float, least: float = 0, *, many: int = 5) -> list[float]:
    """Return about ``many`` round numbers from at most ``least`` to at least ``most``; from 0 to 1 if both are zero."""
    across = most - least or 1
    rough = across / many
    power = 10 ** floor(log10(rough))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= rough * 0.999)
    low, count = floor(least / step), 0
    while (low + count) * step < (most if most > least else least + 1) - 1e-9:
        count += 1
    return [round((low + n) * step, 9) for n in range(count + 1)]


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of a legend: a shape that fits into 18 by 18 pixels around 0, 0, and its meaning."""

    shape: str
    said: str


def swatch(colour: str, said: str, edge: str | None = None) -> Sign:
    """Return a legend entry for a colour."""
    return Sign(box(-8, -7, 16, 14, colour, round_=2, edge=edge), said)


def tick(colour: str, said: str) -> Sign:
    """Return the legend entry for the tick of a plan."""
    return Sign(line(0, -9, 0, 9, colour, wide=3), said)


def status_signs(words: Iterable[Word], pen: Pen) -> list[Sign]:
    """Return a sign for each word once, the worst first: a disc in the colour of its status with its mark, and the word."""
    found = sorted(set(words), key=lambda word: (-word.status.severity, word.value))
    return [Sign("".join(status_disc(0, 0, 11, word.status, pen.look)), pen.t.show(word)) for word in found]


def not_begun_sign(pen: Pen) -> Sign:
    """Return the legend entry of a dashed ring: building has not begun."""
    return Sign(disc(0, 0, 8, pen.look.paper, edge=pen.look.soft, wide=1.5, dash=DASH), pen.t("map.not_begun"))


def status_disc(
    x: float, y: float, radius: float, status: Status, look: Theme, said: str = "", *, is_begun: bool = True
) -> list[str]:
    """Return a disc in the colour of a status with its mark; for on track the plain disc is the mark.

    What has not begun is a dashed ring in the colour of its status.
    """
    if not is_begun:
        ring = disc(x, y, radius - 1, look.paper, edge=look.edge(status), wide=2, dash=DASH, said=said)
        plain = status in (Status.ON_TRACK, Status.NOT_DUE)
        mark = words(x, y, MARKS[status], look.ink, size=radius * 1.05, anchor="middle", bold=True)
        return [ring] if plain else [ring, mark]
    shape = disc(x, y, radius, look.status[status], edge=look.paper, said=said)
    if status is Status.ON_TRACK:
        return [shape]
    return [shape, words(x, y, MARKS[status], look.on(status), size=radius * 1.15, anchor="middle", bold=True)]


def legend(signs: Sequence[Sign], pen: Pen, top: float) -> Drawing:
    """Lay out signs side by side below ``top``, on as many lines as they need; the height is 0 without signs."""
    x, y, found = 0.0, top + 14, []
    for sign in signs:
        lines = wrap(sign.said, pen.width - 28, SMALL)
        wide = 27 + max(length(one, SMALL) for one in lines) + 22
        if x and x + wide - 22 > pen.width:
            x, y = 0.0, y + 26
        if sign.shape:
            found.append(element("g", sign.shape, transform=f"translate({x + 11:.1f} {y:.1f})"))
        left = x + 27 if sign.shape else x
        found += block(left, y - SMALL * LEADING / 2, lines, pen.look.soft, size=SMALL)
        x, y = x + wide - (0 if sign.shape else 27), y + (len(lines) - 1) * SMALL * LEADING
    return Drawing(tuple(found), y + 14 - top if signs else 0)
