"""The gates of a target as rows: those that all items share, and those of one item alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.plan.file_parts import GatePart, ItemPart, TargetPart


@dataclass(frozen=True, slots=True)
class GateRow:
    """A gate: the name of its item, "" where every item has it or there are no items, its own name, and its planned date."""

    item: str
    name: str
    by: date


def gate_rows(target: TargetPart) -> list[GateRow]:
    """Return the gates of a target, then those of items that have others."""
    rows = [GateRow("", gate.name, gate.by) for gate in target.gates]
    for item in target.items:
        if item.gates != target.gates:
            rows += [GateRow(item.name, gate.name, gate.by) for gate in item.gates]
    return rows


def with_gates(target: TargetPart, rows: Sequence[GateRow]) -> dict[str, tuple[GatePart, ...] | tuple[ItemPart, ...]]:
    """Return the changed fields of a target with the gates of ``rows``; an item without rows of its own has those of all."""
    shared = _gates(rows, "")
    items = tuple(one.model_copy(update={"gates": _gates(rows, one.name) or shared}) for one in target.items)
    return {"gates": shared, "items": items}


def _gates(rows: Sequence[GateRow], item: str) -> tuple[GatePart, ...]:
    return tuple(GatePart.model_construct(name=row.name, by=row.by) for row in rows if row.item == item)
