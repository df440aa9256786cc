"""Who may write what. A write asks here itself, whatever page, import or command it comes from.

An engine of ``acting`` writes as one member of staff; ``require`` within the transaction refuses what that one may not do. An
engine that acts for nobody is the program itself or the person who runs the store: whoever holds its address.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine
from sqlmodel import Session

from models.errors import RightError


class Role(StrEnum):
    """What somebody may do; each role may do all that the ones before it may."""

    VIEWER = "viewer"
    REPORTER = "reporter"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what another may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is here: ``login`` names the account, ``districts`` are the codes a reporter writes for. A viewer may be nobody."""

    login: str = ""
    name: str = ""
    role: Role = Role.VIEWER
    districts: frozenset[str] = frozenset()

    @property
    def signature(self) -> str:
        """How this one signs what they write: 李娜 (li). No two sign alike, for a login has no brackets."""
        return f"{self.name} ({self.login})" if self.name else self.login

    def may(self, needed: Role) -> bool:
        """Whether the role suffices."""
        return self.role.covers(needed)

    def may_write_for(self, district: str) -> bool:
        """Whether figures of a district, or of the city as a whole (``""``), may come from this one."""
        return self.may(Role.EDITOR) or (self.role is Role.REPORTER and district in self.districts)


def acting(engine: Engine, staff: Staff) -> Engine:
    """The same store, written to as one member of staff."""
    return engine.execution_options(staff=staff)


def acting_staff(session: Session) -> Staff | None:
    """Whom a session writes for; None for the program itself."""
    staff = session.get_bind().get_execution_options().get("staff")
    return staff if isinstance(staff, Staff) else None


def signed(session: Session, author: str) -> str:
    """The author that a row bears: nobody signs as another, so whoever a session writes for signs, whatever was given."""
    staff = acting_staff(session)
    return author if staff is None else staff.signature


def require(session: Session, needed: Role) -> None:
    """RightError where the one who writes may not."""
    staff = acting_staff(session)
    if staff is not None and not staff.may(needed):
        raise RightError("no_right", name=staff.name or "-", role=staff.role, needed=needed)


def require_districts(session: Session, districts: Iterable[str]) -> None:
    """RightError where figures for one of the districts may not come from the one who writes; all or nothing."""
    require(session, Role.REPORTER)
    staff = acting_staff(session)
    foreign = sorted({one for one in districts if staff is not None and not staff.may_write_for(one)})
    if foreign:
        raise RightError("not_your_district", name=staff.name if staff else "", district=", ".join(one or "*" for one in foreign))


def tidy_login(login: str) -> str:
    """A login as it is kept: without space around it, wide letters made narrow, capitals made small."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).casefold()).strip()


#: Letters that a login and a name may have.
LONGEST_LOGIN, LONGEST_NAME = 64, 100
#: What a login may not have: an author is written as a name with the login in brackets behind it.
BRACKETS = frozenset("()")


def is_login(login: str) -> bool:
    """Whether a login may be one; no database is asked for letters that it cannot hold."""
    plain = login.isprintable() and not any(one.isspace() or one in BRACKETS for one in login)
    return 0 < len(login) <= LONGEST_LOGIN and plain and not login.startswith("?")
