"""The command line's answer to an import: the number of changes of each kind, all findings and all changes."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from models.errors import Problem
from models.imports.batch import ImportBatch
from models.imports.cells import Level
from models.imports.diff import Change
from models.imports.row_counts import count_rows


def counts(intake: ImportBatch, *, confirmed: Collection[int] = ()) -> dict[str, int]:
    """Return the number of rows, and of those that end in each way; these add up to it."""
    counted = count_rows(intake, confirmed=confirmed)
    return {"rows": counted.rows, **asdict(counted)}


def findings_of(intake: ImportBatch) -> list[tuple[Level, Problem]]:
    """Return everything that was found, with its level: about sheets as a whole first, then about rows."""
    return [
        *(("error", one) for one in intake.sheets),
        *(("guess", one) for one in intake.notices),
        *((one.level, one.problem) for one in intake.findings),
    ]


def answer(intake: ImportBatch, batch: int | None, language: str, *, confirmed: Collection[int] = ()) -> dict[str, Any]:
    """Return the whole answer as a dictionary for JSON; ``batch`` is None if nothing was recorded."""
    findings = [{"level": level, "sentence": one.sentence(language)} for level, one in findings_of(intake)]
    changes = [_change(one) for one in intake.changes]
    about = {"batch": batch, "files": list(intake.files), **counts(intake, confirmed=confirmed)}
    return about | {"findings": findings, "changes": changes}


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
