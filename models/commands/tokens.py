"""Tokens of sign-ins, stored only as SHA-256."""

import hashlib
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from models.tables.accounts import SignIn


def digest(token: str) -> str:
    """Return the hash under which the store keeps a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def end_sign_ins(session: Session, login: str, now: datetime, *, keep: str = "") -> None:
    """End the sign-ins of a login within a transaction, except that of the token ``keep``."""
    own = [col(SignIn.login) == login, col(SignIn.ended).is_(None), col(SignIn.ends) > now]
    session.execute(update(SignIn).where(*own, col(SignIn.token_sha256) != digest(keep)).values(ended=now))
