"""The user and their rights: the only place where the pages ask for them."""

from urllib.parse import urlencode

import streamlit as st
from sqlalchemy import Engine

from components.i18n.text import Text, plain
from components.session import event_log, faults, links
from components.session.identity import Known, Visit, can_sign_in, identify, sign_on_of_cookies
from components.session.queries import engine
from models.auth.roles import Role, Staff, on_behalf_of
from models.config import read_settings
from models.errors import RightError, SanbiaoError, StoreError
from models.queries.accounts import has_passwords
from models.store.engine import reading


def visit() -> Visit:
    """Return the request that opened the page; empty if the browser is gone, which identifies nobody."""
    headers = {name.lower(): value for name, value in st.context.headers.to_dict().items()}
    cookies = st.context.cookies.to_dict()
    sign_on = sign_on_of_cookies(cookies)
    return Visit(headers, cookies, st.user.to_dict() if sign_on else {}, sign_on)


def sentence(error: SanbiaoError, language: str) -> str:
    """Return an error's sentence for the reader of the running page."""
    headers = visit().headers if isinstance(error, StoreError) else {}  # invalid settings leave no visit to read
    return faults.sentence(error, language, headers)


def known() -> Known:
    """Identify the user, once more at every click, so that an ended session has an immediate effect."""
    with reading(engine()) as session:
        found = identify(session, visit())
    event_log.user.set(found.staff.login or event_log.NOBODY)
    return found


def who() -> Staff:
    """Return the user; an anonymous viewer if nobody is signed in."""
    return known().staff


def may(needed: Role) -> bool:
    """Return True if the user has the rights of a role."""
    return who().may(needed)


def acting_engine() -> Engine:
    """Return the store for writing on behalf of the user. Raise RightError if they may not write at all."""
    staff = who()
    if not staff.may(Role.REPORTER):
        raise RightError("no_right", name=staff.name or "-", role=staff.role, needed=Role.REPORTER)
    return on_behalf_of(engine(), staff)


def allowed(t: Text, needed: Role) -> bool:
    """Return True if the user has a role; otherwise show the reason in place of the button."""
    here = known()
    if not here.staff.may(needed):
        say_why(t, here, needed)
    return here.staff.may(needed)


def say_why(t: Text, here: Known, needed: Role) -> None:
    if here.is_somebody:
        st.caption(plain(t("access.needs", role=t.word("role", here.staff.role), needed=t.word("role", needed))))
    elif has_a_way():
        st.caption(plain(t("access.sign_in_to", needed=t.word("role", needed))))
        ways_in(t, f"why-{needed}")
    else:
        st.caption(plain(t("access.read_only")))


def has_a_way() -> bool:
    """Return True if there is any way to sign in."""
    with reading(engine()) as session:
        return can_sign_in(session)


def ways_in(t: Text, key: str) -> None:
    """Draw a button for each way to sign in; by password if anybody has one, or if nothing else is set up."""
    settings = read_settings()
    with reading(engine()) as session:
        by_password = has_passwords(session) or not (settings.has_oidc or settings.proxy_header)
    with st.container(horizontal=True, gap="small"):
        if settings.has_oidc:
            st.button(t("access.single_sign_on"), key=f"single-sign-on-{key}", on_click=st.login)
        if by_password:
            st.html(account_link("sign-in", t("access.sign_in")))


def account_link(page: str, words: str) -> str:
    """Return a link to a page of the account, which leads back here afterwards."""
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    home = f"/{base}" if base else ""
    onward = urlencode({"next": links.here(home)})
    return f'<a class="sb-account" href="{home}/account/{page}?{onward}">{words}</a>'
