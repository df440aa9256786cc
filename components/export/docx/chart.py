"""Native Word charts: DrawingML with the numbers, and the workbook that "Edit data" opens.

Both are made from one ``Grid``, so they hold the same numbers. A planned value is a frame around its bar, as long as the bar
should be. It moves with the number, and Word, WPS and LibreOffice draw it alike, unlike ticks made of error bars.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date
from xml.sax.saxutils import escape

from components.exhibits.model import Bars, Curve, Stack
from components.export.docx.grid import Chart, Grid, carrier
from components.export.docx.ink import TEXT, axes, colour, date_axis, fill, ink_on, run, stroke, text, value_axis
from components.theme import Theme
from components.typography import clean

_EPOCH = date(1899, 12, 30)
_SPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{path}"'
    for prefix, path in (
        ("c", "drawingml/2006/chart"),
        ("a", "drawingml/2006/main"),
        ("r", "officeDocument/2006/relationships"),
    )
)

#: The plot leaves an eighth of the width free, for the label at the end of the longest bar.
_ROOM = (
    '<c:layout><c:manualLayout><c:layoutTarget val="outer"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    '<c:x val="0"/><c:y val="0.01"/><c:w val="0.87"/><c:h val="0.98"/></c:manualLayout></c:layout>'
)


def chart_space(body: Chart, grid: Grid, *, look: Theme, book: str) -> bytes:
    """Return the DrawingML of a chart; ``book`` is the relationship to its workbook."""
    plot = _plot(body, grid, look)
    room = _ROOM if isinstance(body, Bars) else "<c:layout/>"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace {_SPACES}>'
        '<c:date1904 val="0"/><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/>'
        f'<c:plotArea>{room}{plot}</c:plotArea><c:plotVisOnly val="1"/><c:dispBlanksAs val="span"/></c:chart>'
        f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{text(look.ink)}"
        f'<c:externalData r:id="{book}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _plot(body: Chart, grid: Grid, look: Theme) -> str:
    if isinstance(body, Bars):
        return _bars(body, grid, look)
    return _stack(body, grid, look) if isinstance(body, Stack) else _curve(body, grid, look)


def _bars(body: Bars, grid: Grid, look: Theme) -> str:
    plain = body.actual.colour or look.plain
    points = "".join(
        f'<c:dPt><c:idx val="{at}"/><c:invertIfNegative val="0"/><c:bubble3D val="0"/>{fill(look.status[one])}</c:dPt>'
        for at, one in enumerate(body.statuses)
    )
    drawn = [_bar(grid, 0, fill(plain), points + _labels(body, 0, look))]
    if body.plan is not None:
        drawn.append(_bar(grid, 1, _frame(look), _labels(body, 1, look)))
    top = 100.0 if body.unit == "%" and _top(grid) <= 100 else None
    return _bar_chart("clustered", drawn, (1, 2)) + axes((1, 2), look, top=top)


def _stack(body: Stack, grid: Grid, look: Theme) -> str:
    drawn = [
        _bar(grid, at, fill(one.colour or look.plain), _values(ink_on(one.colour or look.plain, look)))
        for at, one in enumerate(body.segments)
    ]
    top = _round_up(
        max((sum(value or 0 for value in row) for row in zip(*(one.values for one in body.segments), strict=True)), default=1)
    )
    return _bar_chart("stacked", drawn, (1, 2)) + axes((1, 2), look, top=top)


def _curve(body: Curve, grid: Grid, look: Theme) -> str:
    accent = body.actual.colour or look.accent
    dot = f'<c:marker><c:symbol val="circle"/><c:size val="6"/>{fill(accent)}</c:marker>'
    none = '<c:marker><c:symbol val="none"/></c:marker>'
    hair = f'<a:ln w="12700"><a:solidFill>{colour(look.soft)}</a:solidFill><a:prstDash val="sysDash"/></a:ln>'
    drop = (
        '<c:errBars><c:errDir val="y"/><c:errBarType val="minus"/><c:errValType val="percentage"/><c:noEndCap val="1"/>'
        f'<c:val val="100"/><c:spPr>{hair}</c:spPr></c:errBars>'
    )
    lines = [
        _line(grid, 0, stroke(accent, 2.5), dot),
        _line(grid, 1, stroke(look.plain, 1.75), none),
        _line(grid, 2, "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>", none + drop),
    ]
    days = date_axis(look) + value_axis((1, 2), look, side="l", crosses="autoZero")
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{"".join(lines)}<c:marker val="1"/>'
        f'<c:axId val="1"/><c:axId val="2"/></c:lineChart>{days}'
    )


def _bar_chart(grouping: str, drawn: Sequence[str], axes: tuple[int, int]) -> str:
    ids = "".join(f'<c:axId val="{one}"/>' for one in axes)
    return (
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{"".join(drawn)}'
        f'<c:gapWidth val="65"/><c:overlap val="100"/>{ids}</c:barChart>'
    )


def _bar(grid: Grid, at: int, shape: str, rest: str) -> str:
    return f'{_head(grid, at)}{shape}<c:invertIfNegative val="0"/>{rest}{_numbers(grid, at)}</c:ser>'


def _line(grid: Grid, at: int, shape: str, rest: str) -> str:
    return f'{_head(grid, at)}{shape}{rest}{_numbers(grid, at)}<c:smooth val="0"/></c:ser>'


def _head(grid: Grid, at: int) -> str:
    name, cell = escape(clean(grid.columns[at].name)), f"Sheet1!${_letter(at + 1)}$1"
    cache = f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache>'
    return f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>{cell}</c:f>{cache}</c:strRef></c:tx>'


def _numbers(grid: Grid, at: int) -> str:
    last = len(grid.rows) + 1
    numbers = _cache(grid.columns[at].values, lambda value: f"{value:.15g}")
    values = f"<c:numCache><c:formatCode>General</c:formatCode>{numbers}</c:numCache>"
    letter = _letter(at + 1)
    return (
        f"<c:cat>{_names(grid, f'Sheet1!$A$2:$A${last}')}</c:cat>"
        f"<c:val><c:numRef><c:f>Sheet1!${letter}$2:${letter}${last}</c:f>{values}</c:numRef></c:val>"
    )


def _names(grid: Grid, cells: str) -> str:
    if isinstance(grid.rows[0], date):
        days = _cache([(day - _EPOCH).days if isinstance(day, date) else None for day in grid.rows], str)
        return f"<c:numRef><c:f>{cells}</c:f><c:numCache><c:formatCode>yyyy-mm-dd</c:formatCode>{days}</c:numCache></c:numRef>"
    return f"<c:strRef><c:f>{cells}</c:f><c:strCache>{_cache(grid.rows, lambda name: escape(str(name)))}</c:strCache></c:strRef>"


def _cache(values: Sequence[object], write: Callable[..., str]) -> str:
    points = (f'<c:pt idx="{at}"><c:v>{write(one)}</c:v></c:pt>' for at, one in enumerate(values) if one is not None)
    return f'<c:ptCount val="{len(values)}"/>{"".join(points)}'


def _letter(column: int) -> str:
    return chr(ord("A") + column)


def _frame(look: Theme) -> str:
    ink = f'<a:ln w="15875"><a:solidFill>{colour(look.ink)}</a:solidFill><a:miter lim="800000"/></a:ln>'
    return f"<c:spPr><a:noFill/>{ink}</c:spPr>"


def _labels(body: Bars, at: int, look: Theme) -> str:
    """Return the labels at the ends of the bars that series ``at`` carries; beyond the plan's mark if that is further out."""
    rows = [row for row in range(len(body.categories)) if carrier(body, row) == at]
    own = "".join(
        f'<c:dLbl><c:idx val="{row}"/><c:tx><c:rich><a:bodyPr wrap="none"/><a:p><a:pPr><a:defRPr sz="{TEXT}"/></a:pPr><a:r>'
        f"{run('rPr', look.ink)}<a:t>{escape(clean(body.labels[row]))}</a:t></a:r></a:p></c:rich></c:tx>"
        f'<c:dLblPos val="outEnd"/>{_shown(value=True)}</c:dLbl>'
        for row in rows
    )
    return f"<c:dLbls>{own}{_shown(value=False)}</c:dLbls>"


def _values(ink: str) -> str:
    """Return the number labels on segments; none for 0."""
    form = '<c:numFmt formatCode="[=0]&quot;&quot;;General" sourceLinked="0"/>'
    return f"<c:dLbls>{form}<c:spPr><a:noFill/></c:spPr>{text(ink)}{_shown(value=True)}</c:dLbls>"


def _shown(*, value: bool) -> str:
    flags = {"LegendKey": 0, "Val": int(value), "CatName": 0, "SerName": 0, "Percent": 0, "BubbleSize": 0}
    return "".join(f'<c:show{name} val="{flag}"/>' for name, flag in flags.items())


def _top(grid: Grid) -> float:
    return max((value for one in grid.columns for value in one.values if value is not None), default=1)


def _round_up(value: float) -> float:
    """Return the next round number: 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 or 10 times a power of ten."""
    size = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(size * step for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if size * step >= value)
