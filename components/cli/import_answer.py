"""The command line's answer to an import: the number of changes of each kind, all findings and all changes."""

from datetime import date
from decimal import Decimal
from typing import Any

from models.imports.batch import ImportBatch
from models.imports.diff import CHANGES, Change


def counts(intake: ImportBatch) -> dict[str, int]:
    """Return the number of changes of each kind, and of refused rows."""
    return {kind: intake.counted(kind) for kind in CHANGES} | {"refused": intake.refused}


def answer(intake: ImportBatch, batch: int | None, language: str) -> dict[str, Any]:
    """Return the whole answer as a dictionary for JSON; ``batch`` is None if nothing was recorded."""
    findings = [{"level": "error", "sentence": one.sentence(language)} for one in intake.sheets]
    findings += [{"level": one.level, "sentence": one.problem.sentence(language)} for one in intake.findings]
    changes = [_change(one) for one in intake.changes]
    return {"batch": batch, "files": list(intake.files), **counts(intake), "findings": findings, "changes": changes}


def _change(change: Change) -> dict[str, Any]:
    """Return a change as the page shows it; ``before_on`` is the date of ``before`` if it differs from ``as_of``."""
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
    """Return a figure as a number (the store keeps no more digits than a float holds), a date in ISO format."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value
