"""Reads of the chain of seals: where the ledger of a plan ends, and whether an earlier end is still in it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from models.tables import Seal, columns

_seals = columns(Seal)


@dataclass(frozen=True, slots=True)
class SealPlace:
    """A seal of a plan: every row before it is as it was while the seal is."""

    number: int = 0
    chain: str = ""


def read_last_seal(session: Session, plan_id: int) -> SealPlace:
    """Return the newest seal of a plan; that without a number if it has none."""
    newest = select(_seals.number, _seals.chain).where(_seals.plan_id == plan_id).order_by(_seals.number.desc()).limit(1)
    row = session.execute(newest).first()
    return SealPlace(row.number, row.chain) if row else SealPlace()


def read_has_seal(session: Session, plan_id: int, seal: SealPlace) -> bool:
    """Return True if a seal still stands in the chain of a plan; the one before all seals always does."""
    chain = session.scalar(select(_seals.chain).where(_seals.plan_id == plan_id, _seals.number == seal.number))
    return (chain or "") == seal.chain
