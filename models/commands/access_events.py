"""Access events: what readers did that changes no figure, but belongs in the audit log."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Engine

from models.store.engine import writing
from models.tables.accounts import AccessEvent

#: Longest text of a column; what a stranger may send is cut to it.
LONGEST = 500


class AccessKind(StrEnum):
    """What happened. ``signed_on``: somebody came by single sign-on or by the header of a proxy."""

    SIGNED_ON = "signed_on"
    REFUSED = "refused"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class NewAccessEvent:
    """An event to record. ``about`` names the export, the page or the write; ``note`` the filters or the reason."""

    kind: AccessKind
    login: str
    address: str
    about: str
    plan: str = ""
    note: str | None = None


def record_access(engine: Engine, event: NewAccessEvent, *, at: datetime | None = None) -> None:
    """Record an access event. It changes no figure, so the store's version stays as it is."""
    with writing(engine) as session:
        session.add(
            AccessEvent(
                at=at or datetime.now(UTC),
                kind=event.kind.value,
                login=event.login[:LONGEST],
                address=event.address[:LONGEST],
                about=event.about[:LONGEST],
                plan=event.plan[:LONGEST],
                note=event.note and event.note[:LONGEST],
            )
        )
