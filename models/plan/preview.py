"""What a plan file would change of the plan as it is: nothing is recorded."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pandas as pd

from models.frames import frame_of
from models.plan.changes import changes_of
from models.plan.file import PlanFile
from models.plan.file_parts import GatePart, TargetPart
from models.plan.stored import file_of
from models.plan.view import TERMS, PlanHead, PlanView, Terms
from models.plan.workbook.sheets import Layout, layouts, rows_of_plan
from models.status import Rules
from models.typed_rows import DistrictRow, ItemRow, PlanChange, PointRow, SectionRow, TargetRow

#: Sheets whose differences are not among the changes of targets, items, gates and districts, with the keys of their rows.
_BESIDE: Mapping[str, tuple[str, ...]] = {"plan": (), "districts": ("code",), "sections": ("code",), "words": ("group", "code")}
_OF_DISTRICTS = ("name",)
#: Begins the value that stands for outlines within a plan, which no sentence can hold.
OUTLINES_SIGN = "GeoJSON "


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """A difference in the head, a district, a section or a word: the sheet of the workbook, the column, and the row's code.

    ``column`` is "" for a row that is added or removed as a whole.
    """

    sheet: str
    code: str
    column: str
    before: Any
    after: Any


def plan_changes_of(old: PlanView | PlanFile, new: PlanFile) -> tuple[PlanChange, ...]:
    """Return the changes from a plan to another one, which are those that its version would have in the history."""
    before = old if isinstance(old, PlanView) else view_of(old)
    known = {(target, name): code for target, name, code in before.items[["target", "name", "code"]].itertuples(index=False)}
    return changes_of([before, view_of(new, number=before.head.number + 1, codes=known)])


def other_differences(old: PlanView | PlanFile, new: PlanFile) -> tuple[PlanDifference, ...]:
    """Return what else differs: fields of the head, rules, districts, sections and words."""
    before, after = (_whole_rows(one) for one in (file_of(old) if isinstance(old, PlanView) else old, new))
    found: list[PlanDifference] = []
    for layout in layouts():
        if layout.name in _BESIDE:
            found += _differences(layout, before[layout.name], after[layout.name])
    return tuple(found)


def _whole_rows(file: PlanFile) -> dict[str, list[Mapping[str, Any]]]:
    """Return the rows of a plan with what an empty cell stands for, first day and short names, and a sign of its outlines."""
    rows = rows_of_plan(file)
    outlines = file.plan.geography.areas or ""
    whole: dict[str, Any] = {"start": file.plan.first_day}
    if outlines.startswith("{"):  # no words for a sentence: only that they are others can be told
        whole["geography.areas"] = f"{OUTLINES_SIGN}{hashlib.sha256(outlines.encode()).hexdigest()[:8]}"
    rows["plan"] = [{**row, **whole} for row in rows["plan"]]
    rows["districts"] = [{**row, "short": row["short"] or row["name"]} for row in rows["districts"]]
    return rows


def _differences(layout: Layout, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[PlanDifference]:
    keys = _BESIDE[layout.name]
    before, after = ({".".join(str(row[key]) for key in keys): row for row in rows} for rows in (old, new))
    told = [column.key for column in layout.columns if not (layout.name == "districts" and column.key in _OF_DISTRICTS)]
    found: list[PlanDifference] = []
    for code in {**before, **after}:
        if code in before and code in after:
            pairs = ((key, before[code].get(key), after[code].get(key)) for key in told)
            found += [PlanDifference(layout.name, code, key, was, now) for key, was, now in pairs if was != now]
        elif layout.name != "districts":
            found.append(PlanDifference(layout.name, code, "", _name(before.get(code)), _name(after.get(code))))
    return found


def _name(row: Mapping[str, Any] | None) -> Any:
    return None if row is None else row.get("name")


def view_of(file: PlanFile, *, number: int = 1, codes: Mapping[tuple[str, str], str] | None = None) -> PlanView:
    """Return a plan file as a version of a plan that is recorded nowhere; ``codes`` are those of items by target and name."""
    known = codes or {}
    items = {one.code: _item_codes(one, known) for one in file.targets}
    points = [PointRow(one.code, point.by, point.value) for one in file.targets for point in one.plan]
    return PlanView(
        head=_head(file, number),
        sections=frame_of([SectionRow(one.code, one.name, one.name_en) for one in file.sections], SectionRow),
        districts=frame_of(
            [DistrictRow(d.code, d.name, d.name_en, d.short or d.name, d.kind, d.aliases) for d in file.plan.districts],
            DistrictRow,
        ),
        targets=pd.DataFrame([_target(position, one) for position, one in enumerate(file.targets)], dtype=object),
        points=frame_of(points, PointRow),
        items=frame_of([row for one in file.targets for row in _items(one, items[one.code])], ItemRow),
    )


def _item_codes(target: TargetPart, known: Mapping[tuple[str, str], str]) -> list[str]:
    own = {name: code for (of, name), code in known.items() if of == target.code}
    return target.item_codes(own, own.values())


def _target(position: int, target: TargetPart) -> dict[str, Any]:
    suspended = target.suspended
    own = {
        "position": position,
        "kind": str(target.kind),
        "gates": _gates(target.gates),
        "shares": tuple(one.model_dump(mode="json") for one in target.shares) or None,
        "suspended_document": suspended.document if suspended else None,
        "suspended_since": suspended.since if suspended else None,
    }
    return {field.name: own[field.name] if field.name in own else getattr(target, field.name) for field in fields(TargetRow)}


def _items(target: TargetPart, codes: Sequence[str]) -> list[ItemRow]:
    return [
        ItemRow(target.code, position, code, item.name, tuple(_gates(item.gates or target.gates)))
        for position, (item, code) in enumerate(zip(target.items, codes, strict=True), start=1)
    ]


def _gates(gates: Sequence[GatePart]) -> list[dict[str, str]]:
    return [{"name": gate.name, "by": gate.by.isoformat()} for gate in gates]


def _head(file: PlanFile, number: int) -> PlanHead:
    plan, rules = file.plan, file.plan.rules
    return PlanHead(
        plan_id=0,
        version_id=0,
        code=plan.code,
        number=number,
        document=None,
        recorded_at=datetime.now(UTC),
        demonstration=False,
        city=plan.city,
        city_en=plan.city_en,
        year=plan.year,
        title=plan.title,
        title_en=plan.title_en,
        theme=plan.theme,
        source=plan.source,
        start=plan.first_day,
        opens_on=plan.opens_on,
        rules=Rules(
            on_track=(Fraction(rules.on_track[0]), Fraction(rules.on_track[1])),
            at_risk=(Fraction(rules.at_risk[0]), Fraction(rules.at_risk[1])),
            margin=Fraction(rules.margin),
        ),
        geography=plan.geography.model_dump(exclude_none=True),
        terms=Terms({group: tuple((one.code, one.name, one.name_en) for one in getattr(plan, group)) for group in TERMS}),
    )
