"""What the command line answers to an import: how many changes of each kind, every finding, every change."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.imports.batch import Intake
from models.imports.diff import CHANGES, Change


def counts(intake: Intake) -> dict[str, int]:
    """Return how many changes there are of each kind, and how many rows are refused."""
    return {kind: intake.counted(kind) for kind in CHANGES} | {"refused": intake.refused}


def answer(intake: Intake, batch: int | None, language: str) -> dict[str, Any]:
    """Return all of it by name, as JSON has it; ``batch`` is None where nothing was recorded."""
    findings = [{"level": "error", "sentence": one.sentence(language)} for one in intake.sheets]
    findings += [{"level": one.level, "sentence": one.problem.sentence(language)} for one in intake.findings]
    changes = [_change(one) for one in intake.changes]
    return {"batch": batch, "files": list(intake.files), **counts(intake), "findings": findings, "changes": changes}


def _change(change: Change) -> dict[str, Any]:
    """A change as the page shows it; ``before_on`` is the day of ``before`` where that is another one than ``as_of``."""
    fact = change.fact
    return {
        "where": fact.where,
        "code": fact.code,
        "district": fact.district,
        "what": list(fact.what),
        "as_of": _plain(fact.as_of),
        "kind": change.kind,
        "before": _plain(change.before),
        "before_on": _plain(change.before_on),
        "after": _plain(fact.after),
    }


def _plain(value: Decimal | date | str | None) -> float | str | None:
    """A figure as a number (the store keeps no more digits than one has), a day as ISO writes it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value
