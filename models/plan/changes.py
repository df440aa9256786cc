"""Differences between the versions of a plan, each with the document behind it. Pure functions of plan views."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

from models.frames import rows_of
from models.plan.view import PlanView
from models.typed_rows import DistrictRow, ItemRow, PlanChange, PointRow, Subject, TargetRow, Value

#: Fields of a target that affect its status, in the order in which changes are listed, and those that only describe it.
JUDGED = (
    *(
        "kind",
        "target",
        "baseline",
        "points",
        "shares",
        "direction",
        "strict",
        "scale",
        "most",
        "upper",
        "measure",
        "due",
        "hard_deadline",
    ),
    *("suspended_since", "project_milestone", "cycle"),
)
DESCRIBED = ("name", "unit", "section", "owner")


@dataclass(frozen=True, slots=True)
class _Part:
    """A target, item, gate or district of one version: the code of its target, its own code and names, its compared fields."""

    target: str
    code: str
    name: str
    name_en: str | None
    fields: Mapping[str, Value]


Parts: TypeAlias = Mapping[Hashable, _Part]


def changes_of(versions: Sequence[PlanView]) -> tuple[PlanChange, ...]:
    """Return the changes from each version to the next one; ``versions`` in the order of their numbers."""
    return tuple(change for old, new in pairwise(versions) for change in _between(old, new))


def moving(changes: Sequence[PlanChange], target: str) -> tuple[PlanChange, ...]:
    """Return the changes that may affect the status of a target."""
    return tuple(one for one in changes if one.target == target and (one.subject in ("item", "gate") or one.field in JUDGED))


def changes_since(then: PlanView, now: PlanView) -> tuple[PlanChange, ...]:
    """Return the changes from the version in force then to the one now; a withdrawn version is compared backwards."""
    if then.head.number <= now.head.number:
        return tuple(one for one in now.changes if one.number > then.head.number)
    return tuple(_between(then, now))


def _between(old: PlanView, new: PlanView) -> Iterator[PlanChange]:
    yield from _compare("target", _targets(old), _targets(new), new)
    yield from _compare("item", _items(old), _items(new), new)
    yield from _compare("gate", _gates(old), _gates(new), new)
    yield from _compare("district", _districts(old), _districts(new), new)


def _compare(subject: Subject, old: Parts, new: Parts, view: PlanView) -> Iterator[PlanChange]:
    version = (view.head.number, view.head.document, view.head.recorded_at)
    for key, part in {**new, **{key: part for key, part in old.items() if key not in new}}.items():
        before, after = old.get(key), new.get(key)
        about = (subject, part.target, part.code, part.name, part.name_en)
        if before is None or after is None:
            yield PlanChange(*about, "added" if before is None else "removed", None, None, *version)
            continue
        for field, value in before.fields.items():
            if value != after.fields[field]:
                yield PlanChange(*about, field, value, after.fields[field], *version)


def _targets(view: PlanView) -> Parts:
    names = dict(zip(view.districts["code"], view.districts["name"], strict=True))
    points: dict[str, list[tuple[date, Decimal]]] = {}
    for point in rows_of(view.points, PointRow):
        points.setdefault(point.code, []).append((point.by, point.value))
    return {
        row.code: _Part(row.code, row.code, row.name, row.name_en, _compared(row, tuple(sorted(points.get(row.code, ()))), names))
        for row in rows_of(view.targets, TargetRow)
    }


def _compared(row: TargetRow, points: tuple[tuple[date, Decimal], ...], names: Mapping[str, str]) -> dict[str, Value]:
    told: dict[str, Value] = {
        "points": points,
        "strict": "beyond" if row.strict else "at",
        "shares": "、".join(_share_words(share, names) for share in row.shares or ()) or None,
    }
    return {name: told[name] if name in told else getattr(row, name) for name in (*DESCRIBED, *JUDGED)}


def _share_words(share: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return a district's share with its interim targets, as it is compared and told."""
    path = ", ".join(f"{one['by']} {one['value']}" for one in share["plan"])
    return f"{names.get(share['district'], share['district'])} {share['value']}" + (f" ({path})" if path else "")


def _items(view: PlanView) -> Parts:
    rows = rows_of(view.items, ItemRow)
    return {row.code: _Part(row.target, row.code, row.name, None, {"name": row.name}) for row in rows}


def _gates(view: PlanView) -> Parts:
    """Return the gates of a version by the code of their item or target and their name."""
    items = rows_of(view.items, ItemRow)
    with_items = {row.target for row in items}
    owners = [(row.code, row.code, row.gates) for row in rows_of(view.targets, TargetRow) if row.code not in with_items]
    owners += [(row.target, row.code, row.gates) for row in items]
    return {
        (code, gate["name"]): _Part(target, code, gate["name"], None, {"by": date.fromisoformat(gate["by"])})
        for target, code, gates in owners
        for gate in gates
    }


def _districts(view: PlanView) -> Parts:
    rows = rows_of(view.districts, DistrictRow)
    return {row.code: _Part("", row.code, row.name, row.name_en, {"name": row.name}) for row in rows}
