"""Seals of the hash chain."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.base import Base


class Seal(Base, table=True):
    """A seal over the rows that one write added to one table, to detect loss or alteration: see ``hash_chain``.

    ``plan_id`` is the plan to which the rows belong; None for the chain of the staff.
    """

    __tablename__ = "seal"
    __table_args__ = (UniqueConstraint("plan_id", "number"), Index("seal_newest", "name", "until"))
    id: int | None = Field(default=None, primary_key=True)
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    number: int
    name: str
    after: int
    until: int
    rows: int
    sha256: str
    chain: str
