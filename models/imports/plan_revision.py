"""Preview of a revision of a plan: whose status it would change on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from models.commands.ledger import add_plan_version, find_plan, raise_version
from models.frames import rows_of
from models.plan.file import PlanFile
from models.snapshots.plan_data import read_reports
from models.snapshots.plan_parts import read_parts
from models.status import Word
from models.store.clock import knowledge_time_now
from models.store.engine import writing
from models.typed_rows import Standing


@dataclass(frozen=True, slots=True)
class StatusEffect:
    """A target whose status differs under the revised plan; None before it is added or after it is removed."""

    code: str
    name: str
    name_en: str | None
    before: Word | None
    after: Word | None


class _Undo(Exception):
    """Ends a transaction that is to be rolled back."""


def revision_effects(engine: Engine, file: PlanFile, *, as_of: date) -> tuple[StatusEffect, ...]:
    """Return the targets whose status on a day differs between the plan in force and its revision.

    The revision is written and rolled back in one transaction, so the preview uses the production code path.
    """
    before: Mapping[str, Standing] = {}
    after: Mapping[str, Standing] = {}
    code = file.plan.code
    try:
        with writing(engine) as session:
            raise_version(session)
            before = _standings(session, code, as_of)
            add_plan_version(session, find_plan(session, code), file, author="preview", name="preview")
            session.flush()
            after = _standings(session, code, as_of)
            raise _Undo
    except _Undo:
        pass
    return tuple(_effect(before.get(one), after.get(one)) for one in {**before, **after} if _word(before, one) != _word(after, one))


def _standings(session: Session, code: str, as_of: date) -> Mapping[str, Standing]:
    now = knowledge_time_now(session)
    parts = read_parts(session, code, known_at=now)
    frame = read_reports(session, parts, as_of=as_of, known_at=now).standings(as_of, with_remedy=False)
    return {row.code: row for row in rows_of(frame, Standing)}


def _word(standings: Mapping[str, Standing], code: str) -> Word | None:
    return standings[code].word if code in standings else None


def _effect(before: Standing | None, after: Standing | None) -> StatusEffect:
    row = after or before
    assert row is not None, "it has a status before or after"
    return StatusEffect(
        row.code, row.name, row.name_en, before.word if before is not None else None, after.word if after is not None else None
    )
