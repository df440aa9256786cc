"""Preview of a revision of a plan: what it changes, and whose status on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from models.commands.ledger import add_plan_version, find_plan, raise_version
from models.plan.file import PlanFile
from models.plan.view import PlanView
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import read_parts
from models.status import Word
from models.store.clock import knowledge_time_now
from models.store.engine import writing
from models.typed_rows import PlanChange, Standing


@dataclass(frozen=True, slots=True)
class StatusEffect:
    """A target whose status differs under the revised plan; None before it is added or after it is removed."""

    code: str
    name: str
    name_en: str | None
    before: Word | None
    after: Word | None


@dataclass(frozen=True, slots=True)
class RevisionPreview:
    """What a revision changes in the plan, and the targets whose status on a day would differ."""

    changes: tuple[PlanChange, ...]
    effects: tuple[StatusEffect, ...]


class _Undo(Exception):
    """Ends a transaction that is to be rolled back."""


def preview_revision(engine: Engine, file: PlanFile, *, as_of: date) -> RevisionPreview:
    """Compare the plan in force with its revision, and the statuses of a day under both.

    The revision is written and rolled back in one transaction, so the preview uses the production code path.
    """
    changes: tuple[PlanChange, ...] = ()
    before: Mapping[str, Standing] = {}
    after: Mapping[str, Standing] = {}
    code = file.plan.code
    try:
        with writing(engine) as session:
            raise_version(session)
            before = _judged(session, code, as_of)[1]
            number = add_plan_version(session, find_plan(session, code), file, author="preview", name="preview")
            session.flush()
            view, after = _judged(session, code, as_of)
            changes = tuple(one for one in view.changes if one.number == number)
            raise _Undo
    except _Undo:
        pass
    moved = [one for one in {**before, **after} if _word(before, one) != _word(after, one)]
    return RevisionPreview(changes, tuple(_effect(before.get(one), after.get(one)) for one in moved))


def _judged(session: Session, code: str, as_of: date) -> tuple[PlanView, Mapping[str, Standing]]:
    now = knowledge_time_now(session)
    parts = read_parts(session, code, known_at=now)
    return parts.view, {row.code: row for row in read_reports(session, parts, as_of=as_of, known_at=now).judged(as_of)}


def _word(standings: Mapping[str, Standing], code: str) -> Word | None:
    return standings[code].word if code in standings else None


def _effect(before: Standing | None, after: Standing | None) -> StatusEffect:
    row = after or before
    assert row is not None, "it has a status before or after"
    return StatusEffect(
        row.code, row.name, row.name_en, before.word if before is not None else None, after.word if after is not None else None
    )
