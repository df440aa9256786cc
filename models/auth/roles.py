"""Write permissions. Every write checks them itself, whatever page, import or command it comes from.

An engine of ``on_behalf_of`` writes on behalf of one user; ``require`` refuses within the transaction what that user may not
do. An engine without a user belongs to the program itself or to the operator of the store: any holder of its address.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Engine
from sqlmodel import Session

from models.errors import RightError


class Role(StrEnum):
    """The role of a user; each role includes the permissions of the preceding ones."""

    VIEWER = "viewer"
    REPORTER = "reporter"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"

    def covers(self, needed: "Role") -> bool:
        """Return True if this role includes another."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True)
class Staff:
    """A user: ``login`` names the account, ``districts`` are the codes for which a reporter writes. A viewer may be anonymous."""

    login: str = ""
    name: str = ""
    role: Role = Role.VIEWER
    districts: frozenset[str] = frozenset()

    @property
    def signature(self) -> str:
        """The signature of the user: 李娜 (li). It is unique, because a login contains no brackets."""
        return f"{self.name} ({self.login})" if self.name else self.login

    def may(self, needed: Role) -> bool:
        """Return True if the role is sufficient."""
        return self.role.covers(needed)

    def may_write_for(self, district: str) -> bool:
        """Return True if the user may write figures of a district, or of the city as a whole (``""``)."""
        return self.may(Role.EDITOR) or (self.role is Role.REPORTER and district in self.districts)


def on_behalf_of(engine: Engine, staff: Staff) -> Engine:
    """Return an engine for the same store that writes on behalf of one user."""
    return engine.execution_options(staff=staff)


def acting_staff(session: Session) -> Staff | None:
    """Return the user on whose behalf a session writes; None for the program itself."""
    staff = session.get_bind().get_execution_options().get("staff")
    return staff if isinstance(staff, Staff) else None


def author_for(session: Session, author: str) -> str:
    """Return the author to record: the acting user if the session has one, whatever was given, else ``author``."""
    staff = acting_staff(session)
    return author if staff is None else staff.signature


def require(session: Session, needed: Role) -> None:
    """Raise RightError if the acting user's role is insufficient."""
    staff = acting_staff(session)
    if staff is not None and not staff.may(needed):
        raise RightError("no_right", name=staff.name or "-", role=staff.role, needed=needed)


def require_districts(session: Session, districts: Iterable[str]) -> None:
    """Raise RightError if the acting user may not write figures for every one of the districts."""
    require(session, Role.REPORTER)
    staff = acting_staff(session)
    foreign = sorted({one for one in districts if staff is not None and not staff.may_write_for(one)})
    if foreign:
        raise RightError("not_your_district", name=staff.name if staff else "", district=", ".join(one or "*" for one in foreign))


def normalise_login(login: str) -> str:
    """Return a login as stored: trimmed, with wide letters made narrow, in lower case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).casefold()).strip()


#: Maximum lengths of a login and a name.
LONGEST_LOGIN, LONGEST_NAME = 64, 100
#: Characters forbidden in a login: an author is written as a name followed by the login in brackets.
BRACKETS = frozenset("()")


def is_login(login: str) -> bool:
    """Return True for a valid login; others are never passed to the database, which may be unable to store their characters."""
    plain = login.isprintable() and not any(one.isspace() or one in BRACKETS for one in login)
    return 0 < len(login) <= LONGEST_LOGIN and plain and not login.startswith("?")
