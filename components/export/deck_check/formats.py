"""Formats that a person gave to cells of a table, kept where the table is drawn anew with other rows."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pptx.oxml.ns import qn

from components.exhibits.tables import Table
from components.export.deck_check.cells import places_of

#: Attributes of a run that a person sets with a button; its size goes with the room that the table has.
_BUTTONS = ("b", "i", "u", "strike")


@dataclass(frozen=True, slots=True)
class Format:
    """What a person changed in a cell: its ground (None for none) if ``is_filled``, the ink of its text, and its buttons."""

    is_filled: bool
    ground: Any
    ink: Any
    buttons: Mapping[str, str | None]


#: Formats by the key of a row and the place of a column.
Formats = dict[tuple[str, int], Format]


def own_formats(table: Any, as_made: Any, made: Table) -> Formats:
    """Return what a person changed in a table, next to the same one drawn as it was made; of rows of the exhibit alone."""
    rows, columns = places_of(table, made)
    found: Formats = {}
    for down, row in enumerate(rows, 1):
        for across, column in enumerate(columns):
            if row is not None and column is not None:
                own = _changed(table.cell(down, across), as_made.cell(row + 1, column))
                if own is not None:
                    found[made.keys[row], column] = own
    return found


def put_formats(table: Any, body: Table, formats: Formats) -> None:
    """Apply what a person changed to the cells of the same rows."""
    for down, key in enumerate(body.keys, 1):
        for across in range(len(body.columns)):
            own = formats.get((key, across))
            if own is not None:
                _put(table.cell(down, across), own)


def _changed(cell: Any, as_made: Any) -> Format | None:
    ground, ink = _solid(cell._tc.tcPr), _solid(_run(cell))
    is_filled = _said(ground) != _said(_solid(as_made._tc.tcPr))
    is_inked = is_filled or _said(ink) != _said(_solid(_run(as_made)))
    run, old = _run(cell), _run(as_made)
    buttons = (
        {} if run is None or old is None else {one: run.get(one) for one in _BUTTONS if _is_on(run, one) != _is_on(old, one)}
    )
    if not (is_filled or is_inked or buttons):
        return None
    return Format(is_filled, deepcopy(ground), deepcopy(ink) if is_inked else None, buttons)


def _run(cell: Any) -> Any:
    return next(cell._tc.iter(qn("a:rPr")), None)


def _is_on(run: Any, button: str) -> bool:
    return run.get(button, "0") not in ("0", "none", "noStrike", "false")


def _solid(holder: Any) -> Any:
    return None if holder is None else holder.find(qn("a:solidFill"))


def _said(paint: Any) -> list[tuple[str, str]]:
    """Return a colour as something to be compared."""
    return [] if paint is None else [(one.tag, (one.get("val") or "").upper()) for one in paint.iter()]


def _put(cell: Any, own: Format) -> None:
    if own.is_filled and own.ground is None:
        cell.fill.background()
    elif own.is_filled:
        cell.fill.solid()
        cell._tc.tcPr.find(qn("a:solidFill"))[:] = list(deepcopy(own.ground))
    for run in cell._tc.iter(qn("a:rPr")):
        for button, value in own.buttons.items():
            run.attrib.pop(button, None)
            if value is not None:
                run.set(button, value)
        paint = _solid(run)
        if own.ink is not None and paint is not None:
            paint[:] = list(deepcopy(own.ink))
