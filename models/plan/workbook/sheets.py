"""Sheets of the plan workbook, and the rows of a plan on each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.i18n import FOLDER, LANGUAGES, read_catalogue, say
from models.plan.file import PlanFile
from models.plan.file_parts import NamedPart, Part, PlanPart, SectionPart, TargetPart
from models.plan.workbook.cells import quoted
from models.plan.workbook.columns import COMMA, Column, Shape, columns_of, lists_of

#: Lists of a target whose sheets hold lists within them, too.
SHARED = ("items", "gates", "shares")
#: The sheet of outlines that are part of a plan; it is there only if they are.
OUTLINES = "outlines"
#: Longest piece of them in a cell, before its quotation marks are doubled, and longest text that stays on the sheet of the plan.
LONGEST_PIECE, LONGEST_NAME = 8_000, 300
#: The sheet that explains the others.
GUIDE = "guide"
#: Sheets that are no list of parts.
OWN = ("shares", "items", "words", OUTLINES)
#: A row: the values of its columns by their keys.
Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: its name in the catalogue and its columns. The sheet ``plan`` has one row, written downwards."""

    name: str
    columns: tuple[Column, ...]
    is_needed: bool = False

    def title(self, language: str) -> str:
        """Return the name of the sheet in a language."""
        return say(f"plan_sheet.{self.name}", language)

    def titles(self) -> tuple[str, ...]:
        """Return every name under which the sheet is found."""
        other = [read_catalogue(FOLDER, language).get(f"plan_sheet_also.{self.name}", "") for language in LANGUAGES]
        words = [one for names in other if isinstance(names, str) for one in names.split(COMMA) if one]
        return (*(self.title(language) for language in LANGUAGES), *words)

    def column(self, key: str) -> Column:
        """Return the column of a key."""
        return next(column for column in self.columns if column.key == key)


@cache
def layouts() -> tuple[Layout, ...]:
    """Return the sheets of the workbook in their order."""
    of_plan, of_target = lists_of(PlanPart), lists_of(TargetPart)
    return (
        Layout("plan", tuple(columns_of(PlanPart, "plan", elsewhere=of_plan)), is_needed=True),
        *(
            Layout(name, tuple(columns_of(part, name)), PlanPart.model_fields[name].is_required())
            for name, part in of_plan.items()
            if part is not NamedPart
        ),
        Layout("sections", tuple(columns_of(SectionPart, "sections")), is_needed=True),
        Layout("targets", tuple(columns_of(TargetPart, "targets", elsewhere=of_target)), is_needed=True),
        *(_list_of_target(name, part) for name, part in of_target.items() if name not in SHARED),
        _shares(),
        _items(),
        _words(tuple(name for name, part in of_plan.items() if part is NamedPart)),
        Layout(OUTLINES, (Column(OUTLINES, ("number",), Shape.NUMBER, True), Column(OUTLINES, ("text",), Shape.TEXT, True))),
    )


def owned(layout: Layout) -> str:
    """Return the list of a target that a sheet holds; "" for any other sheet."""
    return layout.name.removeprefix("target_") if layout.name.startswith("target_") else ""


def _owner(sheet: str) -> tuple[Column, Column]:
    """Return the columns that name the target of a row; the second is there to be read only."""
    return Column(sheet, ("of",), Shape.TARGET, is_needed=True), Column(sheet, ("of_name",), Shape.TEXT, is_passive=True)


def _list_of_target(name: str, part: type[Part]) -> Layout:
    sheet = f"target_{name}"
    return Layout(sheet, (*_owner(sheet), *columns_of(part, sheet)))


def _shares() -> Layout:
    needed = {"district": Shape.DISTRICT, "share": Shape.NUMBER}
    columns = [Column("shares", (name,), shape, is_needed=True) for name, shape in needed.items()]
    point = [Column("shares", (name,), shape) for name, shape in (("by", Shape.DAY), ("value", Shape.NUMBER))]
    return Layout("shares", (*_owner("shares"), *columns, *point))


def _items() -> Layout:
    shapes = {"item_code": Shape.TEXT, "item": Shape.TEXT, "gate": Shape.TEXT, "by": Shape.DAY}
    return Layout("items", (*_owner("items"), *(Column("items", (name,), shape) for name, shape in shapes.items())))


def _words(groups: tuple[str, ...]) -> Layout:
    group = Column("words", ("group",), Shape.CHOICE, is_needed=True, choices=groups, words="plan_terms")
    return Layout("words", (group, *columns_of(NamedPart, "words")))


def rows_of_plan(file: PlanFile) -> dict[str, list[Cells]]:
    """Return the rows of every sheet of a plan."""
    rows = {layout.name: list(_rows(file, layout)) for layout in layouts() if layout.name not in OWN}
    names = lists_of(PlanPart)
    words = [(name, one) for name, part in names.items() if part is NamedPart for one in getattr(file.plan, name)]
    rows["words"] = [{"group": name, **dict(one)} for name, one in words]
    rows["items"] = [row for target in file.targets for row in _rows_of_items(target)]
    rows["shares"] = [row for target in file.targets for row in _rows_of_shares(target)]
    outlines = file.plan.geography.areas or ""
    if len(outlines) > LONGEST_NAME:
        rows["plan"] = [{**row, "geography.areas": None} for row in rows["plan"]]
        pieces = (outlines[at : at + LONGEST_PIECE] for at in range(0, len(outlines), LONGEST_PIECE))
        rows[OUTLINES] = [{"number": n, "text": quoted(one)} for n, one in enumerate(pieces, start=1)]
    return rows


def _rows(file: PlanFile, layout: Layout) -> Iterator[Cells]:
    if name := owned(layout):
        for target in file.targets:
            for part in getattr(target, name):
                yield {"of": target.code, "of_name": target.name, **_cells(part, layout)}
        return
    of_name = {"plan": (file.plan,), "sections": file.sections, "targets": file.targets}
    for part in of_name[layout.name] if layout.name in of_name else getattr(file.plan, layout.name):
        yield _cells(part, layout)


def _cells(part: Part, layout: Layout) -> Cells:
    return {column.key: _at(part, column.path) for column in layout.columns if column.path[0] in type(part).model_fields}


def _at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = None if value is None else value[step] if isinstance(step, int) else getattr(value, step)
    return value


def _rows_of_shares(target: TargetPart) -> Iterator[Cells]:
    """Yield a row for each share of a target with its first planned value, then one for each further value."""
    for share in target.shares:
        own = {"of": target.code, "of_name": target.name, "district": share.district}
        first, *others = ({"by": point.by, "value": point.value} for point in share.plan) if share.plan else ({},)
        yield {**own, "share": share.value, **first}
        yield from ({**own, **one} for one in others)


def _rows_of_items(target: TargetPart) -> Iterator[Cells]:
    """Yield a row for each gate of a target, and for each item with its first gate, then one for each further gate."""
    of = {"of": target.code, "of_name": target.name}
    for gate in target.gates:
        yield {**of, "gate": gate.name, "by": gate.by}
    for item in target.items:
        own = {**of, "item_code": item.code, "item": item.name}
        yield from ({**own, "gate": gate.name, "by": gate.by} for gate in item.gates)
        if not item.gates:
            yield own
