"""Differences between the versions of a plan, each with the document behind it. Pure functions of plan views."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

from models.frames import records_of
from models.plan.view import PlanView
from models.typed_rows import PlanChange, Subject

#: Fields of a target that affect its status, in the order in which changes are listed, and those that only describe it.
JUDGED = ("kind", "target", "baseline", "points", "due", "hard_deadline", "suspended_since", "project_milestone", "cycle")
DESCRIBED = ("name", "unit", "section", "owner")
Rows: TypeAlias = Mapping[Hashable, Mapping[Any, Any]]


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
    yield from _compare("target", _targets(old), _targets(new), (*DESCRIBED, *JUDGED), new)
    yield from _compare("item", _items(old), _items(new), ("name",), new)
    yield from _compare("gate", _gates(old), _gates(new), ("by",), new)
    yield from _compare("district", _districts(old), _districts(new), ("name",), new)


def _compare(subject: Subject, old: Rows, new: Rows, fields: Sequence[str], view: PlanView) -> Iterator[PlanChange]:
    head = view.head
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key), new.get(key)
        row = after or before or {}
        about = (subject, row["owner_target"], row["code"], row["name"], row.get("name_en"))
        version = (head.number, head.document, head.recorded_at)
        if before is None or after is None:
            yield PlanChange(*about, "added" if before is None else "removed", None, None, *version)
            continue
        for field in fields:
            if before[field] != after[field]:
                yield PlanChange(*about, field, before[field], after[field], *version)


def _targets(view: PlanView) -> Rows:
    points: dict[str, list[tuple[date, Decimal]]] = {}
    for row in records_of(view.points):
        points.setdefault(row["code"], []).append((row["by"], row["value"]))
    return {
        row["code"]: {**row, "owner_target": row["code"], "points": tuple(sorted(points.get(row["code"], ())))}
        for row in records_of(view.targets)
    }


def _items(view: PlanView) -> Rows:
    return {row["code"]: {**row, "owner_target": row["target"]} for row in records_of(view.items)}


def _gates(view: PlanView) -> Rows:
    """Return the gates of a version by the code of their item or target and their name."""
    owners = [(row["code"], row) for row in records_of(view.targets)]
    with_items = set(view.items["target"])
    owners = [(code, row) for code, row in owners if code not in with_items]
    owners += [(row["target"], row) for row in records_of(view.items)]
    return {
        (row["code"], gate["name"]): {
            "owner_target": target,
            "code": row["code"],
            "name": gate["name"],
            "by": date.fromisoformat(gate["by"]),
        }
        for target, row in owners
        for gate in row["gates"]
    }


def _districts(view: PlanView) -> Rows:
    return {row["code"]: {**row, "owner_target": ""} for row in records_of(view.districts)}
