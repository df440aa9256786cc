"""Building blocks of a chart's DrawingML: fills, strokes, fonts and axes."""

from components.theme import Theme, contrast

FONT = "Microsoft YaHei"
TEXT = 900  # hundredths of a point


def axes(ids: tuple[int, int], look: Theme, *, top: float | None = None) -> str:
    """Return the axes of horizontal bars, with ids for categories and values: first category on top, values up to ``top``."""
    own, other = ids
    return (
        f'<c:catAx><c:axId val="{own}"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{stroke(look.line, 0.75)}<c:crossAx val="{other}"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/>'
        f"</c:catAx>{value_axis(ids, look, side='b', crosses='max', top=top)}"
    )


def value_axis(ids: tuple[int, int], look: Theme, *, side: str, crosses: str, top: float | None = None) -> str:
    """Return a value axis on a side of the plot; ``crosses`` is the position where it meets the other axis."""
    own, other = ids
    end = "" if top is None else f'<c:max val="{top:g}"/>'
    grid = f"<c:majorGridlines>{stroke(look.line, 0.5)}</c:majorGridlines>"
    return (
        f'<c:valAx><c:axId val="{other}"/><c:scaling><c:orientation val="minMax"/>{end}<c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{side}"/>{grid}<c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{text(look.soft)}<c:crossAx val="{own}"/><c:crosses val="{crosses}"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


def date_axis(look: Theme) -> str:
    """Return a date axis with monthly ticks."""
    return (
        '<c:dateAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/><c:axPos val="b"/>'
        '<c:numFmt formatCode="yyyy/m" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{stroke(look.line, 0.75)}{text(look.soft)}<c:crossAx val="2"/><c:crosses val="autoZero"/>'
        '<c:auto val="0"/><c:lblOffset val="100"/><c:baseTimeUnit val="days"/><c:majorUnit val="1"/>'
        '<c:majorTimeUnit val="months"/></c:dateAx>'
    )


def ink_on(code: str, look: Theme) -> str:
    """Return paper or ink, whichever has the better contrast on a colour."""
    return max((look.paper, look.ink), key=lambda ink: contrast(ink, code))


def colour(code: str) -> str:
    """Return the element for a colour ``#RRGGBB``."""
    return f'<a:srgbClr val="{code.removeprefix("#")}"/>'


def fill(code: str) -> str:
    """Return the properties of a shape filled with a colour, without an outline."""
    return f"<c:spPr><a:solidFill>{colour(code)}</a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>"


def stroke(code: str, points: float) -> str:
    """Return the properties of a line in a colour, ``points`` wide."""
    return f'<c:spPr><a:ln w="{points * 12700:.0f}"><a:solidFill>{colour(code)}</a:solidFill></a:ln></c:spPr>'


def run(tag: str, code: str) -> str:
    """Return the font of a text in a chart; ``tag`` names the element."""
    fonts = f'<a:latin typeface="{FONT}"/><a:ea typeface="{FONT}"/>'
    return f'<a:{tag} sz="{TEXT}" b="0"><a:solidFill>{colour(code)}</a:solidFill>{fonts}</a:{tag}>'


def text(code: str) -> str:
    """Return the font of all text in an element of a chart."""
    return f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{run('defRPr', code)}</a:pPr><a:endParaRPr/></a:p></c:txPr>"
