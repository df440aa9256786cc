"""Signing in and out. Passwords are kept as Argon2id hashes, tokens as SHA-256; neither is stored in clear.

After the third wrong password in a row a login waits at its address, longer each time, also for the right one; see
``sign_in_attempts``. Attempts are counted in the store before a password is looked at, so that no number of processes or threads
can try more of them. A login that does not exist waits and takes as long as one that does, and is answered with the same words.
Where a second factor is on, a right password alone is still a failed attempt: it ends no wait of those who guess codes.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, or_, select, update
from sqlmodel import Session, col

from models.auth.passwords import check_password, fits, hash_password, is_outdated, nobodys_hash
from models.auth.roles import Role, Staff, acting_staff, author_for, normalise_login, require
from models.auth.tokens import CODE_LASTS, LASTS, digest
from models.auth.totp import matching_step
from models.commands.ledger import next_moment, raise_version
from models.commands.sign_in_attempts import accept_attempts, count_attempt, unknown_login
from models.errors import AccountError, NotFoundError, RightError, SignInError
from models.queries.accounts import find_staff, newest_account, newest_factor, read_pending
from models.store.engine import reading, writing
from models.store.hash_chain import seal
from models.tables import Plan, PlanVersion, StoreState, columns
from models.tables.accounts import Password, SecondFactor, SignIn

#: Interval at which the last use of a sign-in is written, and the seconds that this waits for other writers.
SEEN_EVERY, SEEN_WAIT = timedelta(minutes=1), 0.2


def sign_in(engine: Engine, login: str, password: str, *, address: str = "", now: datetime | None = None) -> str:
    """Return the token of a new sign-in. SignInError ``wrong_password``, or ``wait`` with ``seconds`` while the login waits.

    If the user has a second factor, the token only serves ``confirm_code``.
    """
    proof = prove_password(engine, login, password, address, now)
    begun = now or datetime.now(UTC)
    with writing(engine) as session:
        has_factor = newest_factor(session, proof.staff.login) is not None
        accept_password(session, proof, is_all=not has_factor)
        if not has_factor:
            return _begin(session, proof.staff.login, address, begun)
        return _begin(session, proof.staff.login, address, begun, lasts=CODE_LASTS, awaits_code=proof.attempt)


def confirm_code(engine: Engine, token: str, code: str, *, address: str = "", now: datetime | None = None) -> str:
    """Return the token of a new sign-in for that of a right password and the code of the second factor.

    SignInError ``code_expired`` if the password was given too long ago, ``wrong_code`` also for a code that was used before, and
    ``wait`` as in ``sign_in``: codes are counted like passwords.
    """
    at = now or datetime.now(UTC)
    with writing(engine) as session:
        pending = _pending(session, token, at)
        attempt = count_attempt(session, pending.login, address, at)
    with writing(engine) as session:
        pending = _pending(session, token, at)
        use_code(session, pending.login, code, at)
        accept_attempts(session, attempt, pending.awaits_code or attempt)
        pending.ended = at
        return _begin(session, pending.login, address, at)


def sign_out(engine: Engine, token: str) -> None:
    """End a sign-in, if it exists."""
    with writing(engine) as session:
        own = (col(SignIn.token_sha256) == digest(token), col(SignIn.ended).is_(None))
        session.execute(update(SignIn).where(*own).values(ended=datetime.now(UTC)))


def keep_alive(engine: Engine, token: str, *, now: datetime | None = None) -> None:
    """Record that a sign-in is in use, at most once a minute. StoreError if others write just now: the next use will do."""
    at = now or datetime.now(UTC)
    seen = col(SignIn.last_seen)
    due = (col(SignIn.token_sha256) == digest(token), or_(seen.is_(None), seen <= at - SEEN_EVERY))
    with reading(engine) as session:
        if session.scalar(select(columns(SignIn).id).where(*due)) is None:
            return
    with writing(engine, wait=SEEN_WAIT) as session:
        session.execute(update(SignIn).where(*due).values(last_seen=at))


def record_sign_on(engine: Engine, login: str, token: str, *, way: str, address: str, ends: datetime) -> bool:
    """Record a sign-in at another place, by the digest of its cookie; return False if it is recorded already."""
    with reading(engine) as session:
        if session.scalar(select(columns(SignIn).id).where(col(SignIn.token_sha256) == digest(token))) is not None:
            return False
    now = datetime.now(UTC)
    with writing(engine) as session:
        session.execute(select(columns(StoreState).id).with_for_update())  # two pages open at once with the same cookie
        if session.scalar(select(columns(SignIn).id).where(col(SignIn.token_sha256) == digest(token))) is not None:
            return False
        name = normalise_login(login)
        session.add(SignIn(login=name, token_sha256=digest(token), begun=now, ends=ends, address=address, way=way))
    return True


def sign_out_everywhere(engine: Engine, login: str) -> None:
    """End every sign-in of a login: one's own, or that of any user as an administrator."""
    name = normalise_login(login)
    with writing(engine) as session:
        staff = acting_staff(session)
        if staff is None or staff.login != name:
            require(session, Role.ADMINISTRATOR)
        end_sign_ins(session, name, datetime.now(UTC))


def change_password(engine: Engine, login: str, old: str, new: str, *, keep: str = "", address: str = "") -> None:
    """Change one's own password; every sign-in of the login ends, except that of the token ``keep``.

    AccountError if the new password is invalid or the old one again, SignInError as in ``sign_in``, RightError for the login of
    another user.
    """
    require_own(engine, login)
    check_password(login, new, _known_words(engine, login))
    proof = prove_password(engine, login, old, address, None)
    if old == new:
        raise AccountError("password_same")
    hashed = hash_password(new)
    with writing(engine) as session:
        accept_password(session, proof)
        _add_password(session, proof.staff.login, hashed, author=proof.staff.signature, keep=keep)


def reset_password(engine: Engine, login: str, new: str, *, author: str, is_one_time: bool = True) -> None:
    """Set a new password of a login, as an administrator; all its sign-ins end. NotFoundError if the account does not exist.

    A one-time password only lets its user choose another.
    """
    name = normalise_login(login)
    check_password(name, new, _known_words(engine, name))
    hashed = hash_password(new)
    with writing(engine) as session:
        require(session, Role.ADMINISTRATOR)
        if newest_account(session, name) is None:
            raise NotFoundError("unknown_account", login=name)
        _add_password(session, name, hashed, author=author_for(session, author), is_one_time=is_one_time)


def require_own(engine: Engine, login: str) -> None:
    """Raise RightError if a user acts for the login of another."""
    with Session(engine) as session:
        staff = acting_staff(session)
    if staff is not None and staff.login != normalise_login(login):
        raise RightError("not_your_account", name=staff.name or "-")


def _known_words(engine: Engine, login: str) -> set[str]:
    """Return the words that everybody here knows: cities and codes of plans, and the name of the account."""
    with reading(engine) as session:
        account = newest_account(session, normalise_login(login))
        cities = session.execute(select(columns(PlanVersion).city, columns(PlanVersion).city_en).distinct())
        words = {word for row in cities for word in row if word}
        codes = [part for code in session.scalars(select(columns(Plan).code)) for part in code.split("-")]
    return {*words, *(word.rstrip("市县区") for word in words), *codes, *([account.name] if account else [])}


def _begin(
    session: Session, login: str, address: str, begun: datetime, *, lasts: timedelta = LASTS, awaits_code: int | None = None
) -> str:
    token = secrets.token_urlsafe(32)
    new = SignIn(login=login, token_sha256=digest(token), begun=begun, ends=begun + lasts, address=address)
    new.awaits_code = awaits_code
    session.add(new)
    return token


def _pending(session: Session, token: str, now: datetime) -> SignIn:
    pending = read_pending(session, token, now)
    if pending is None or find_staff(session, pending.login) is None:
        raise SignInError("code_expired")
    return pending


def use_code(session: Session, login: str, code: str, now: datetime) -> None:
    """Use up a code of the second factor of a login. SignInError ``wrong_code`` if it does not fit or was used before."""
    factor = newest_factor(session, login)
    if factor is None or factor.secret is None:
        raise SignInError("code_expired")
    step = matching_step(factor.secret, code, now, after=factor.used_step)
    if step is None:
        raise SignInError("wrong_code")
    own = (col(SecondFactor.id) == factor.id, col(SecondFactor.used_step) < step)
    used = update(SecondFactor).where(*own).values(used_step=step).returning(col(SecondFactor.id))
    if session.scalar(used) is None:  # used meanwhile by another
        raise SignInError("wrong_code")


@dataclass(frozen=True, slots=True)
class Proof:
    """A correct password: its user, the attempt, the id of its row, and a better hash if it is outdated."""

    staff: Staff
    attempt: int
    password: int
    better: str | None


def prove_password(engine: Engine, login: str, password: str, address: str, now: datetime | None) -> Proof:
    """Count an attempt, then verify the password outside of any transaction."""
    unused = nobodys_hash()
    with writing(engine) as session:
        staff = find_staff(session, login)
        attempt = count_attempt(session, staff.login if staff else unknown_login(login), address, now or datetime.now(UTC))
        number, known = _newest_password(session, staff.login) if staff else (0, None)
    if not fits(known or unused, password) or known is None or staff is None:
        raise SignInError("wrong_password")
    return Proof(staff, attempt, number, hash_password(password) if is_outdated(known) else None)


def accept_password(session: Session, proof: Proof, *, is_all: bool = True) -> None:
    """Accept a password, unless the account was closed or its password changed meanwhile; a success if it ``is_all`` needed."""
    login = proof.staff.login
    if find_staff(session, login) is None or _newest_password(session, login)[0] != proof.password:
        raise SignInError("wrong_password")
    if is_all:
        accept_attempts(session, proof.attempt)
    if proof.better:
        _add_better_hash(session, proof.password, proof.better)


def _newest_password(session: Session, login: str) -> tuple[int, str | None]:
    """Return the row id and hash of a login's password; 0 and None if it has no password yet."""
    own = columns(Password)
    newest = select(own.id, own.hash).where(own.login == login).order_by(own.id.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return (0, None) if row is None else (row.id, row.hash)


def _add_password(session: Session, login: str, hashed: str, *, author: str, keep: str = "", is_one_time: bool = False) -> None:
    raise_version(session)
    at = next_moment(session)
    session.add(Password(login=login, hash=hashed, is_one_time=is_one_time, author=author, recorded_at=at))
    session.flush()
    seal(session.connection(), None)
    end_sign_ins(session, login, datetime.now(UTC), keep=keep)


def _add_better_hash(session: Session, number: int, better: str) -> None:
    """Add a row like that of a password, with a better hash of it. Its sign-ins go on."""
    raise_version(session)
    old = session.get_one(Password, number)
    others = old.model_dump(exclude={"id", "hash", "recorded_at", "replaces"})
    session.add(Password(**others, hash=better, recorded_at=next_moment(session), replaces=number))
    session.flush()
    seal(session.connection(), None)


def end_sign_ins(session: Session, login: str, now: datetime, *, keep: str = "") -> None:
    """End the sign-ins of a login within a transaction, except that of the token ``keep``."""
    own = [col(SignIn.login) == login, col(SignIn.ended).is_(None), col(SignIn.ends) > now]
    session.execute(update(SignIn).where(*own, col(SignIn.token_sha256) != digest(keep)).values(ended=now))
