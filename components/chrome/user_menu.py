"""The user menu at the edge of the page: name and role, sign-in and sign-out, and pages that need a right."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.i18n.text import Text, plain
from components.session import user
from components.session.commands import record_visit, sign_out
from components.session.identity import Known, Way
from components.session.user import account_link, has_a_way, known, say_why, ways_in
from components.widgets import html
from models.auth.roles import Role
from models.config import read_settings


def require(t: Text, needed: Role) -> None:
    """Stop the page with an explanation and a way to sign in if the user lacks the role ``needed``."""
    here = known()
    if here.staff.may(needed):
        return
    st.html(html.title(t("access.not_for_you")))
    say_why(t, here, needed)
    st.stop()


def admit(t: Text, here: Known) -> None:
    """Record the visit, and stop the page for those who have to change their password, have no account, or must sign in first."""
    record_visit(here)
    if here.must_change:
        st.html(html.title(t("access.password_first")))
        st.caption(plain(t("access.password_first_why")))
        st.html(account_link("password", t("access.password")))
        _sign_out_button(t)
        st.stop()
    if read_settings().viewers == "anonymous" or here.is_somebody:
        return
    if here.refused:
        st.html(html.title(t("access.refused_title")))
        st.caption(plain(t("access.refused", login=here.refused)))
        if user.visit().sign_on:
            _sign_out_button(t)
        st.stop()
    st.html(html.title(t("access.sign_in_first")))
    say_why(t, here, Role.VIEWER)
    st.stop()


def read_only_banner(t: Text, here: Known) -> None:
    """Show that nothing can be written, and how to change that, if nobody can sign in and the computer is not the user's own."""
    if not here.is_somebody and not has_a_way():
        st.info(plain(t("access.read_only")), icon="🔒")


def who_line(t: Text, here: Known, corner: DeltaGenerator) -> None:
    """Draw the user's name and role, and a way to sign in or out, in the reader's own corner."""
    with corner.container(key="who-line", gap="small"):
        if not here.is_somebody:
            st.caption(plain(t("access.refused", login=here.refused) if here.refused else t("access.nobody")))
            if here.refused and user.visit().sign_on:
                _sign_out_button(t)
            elif has_a_way():
                ways_in(t, "line")
            return
        st.caption(plain(f"{here.staff.name or here.staff.login} · {t.word('role', here.staff.role)}"))
        with st.container(horizontal=True, gap="small"):
            if here.way is Way.ACCOUNT:
                st.html(account_link("password", t("access.password")))
                st.html(account_link("second-factor", t("account.second-factor")))
            if here.way in (Way.ACCOUNT, Way.SINGLE_SIGN_ON):
                _sign_out_button(t)


def _sign_out_button(t: Text) -> None:
    st.button(t("access.sign_out"), key="sign-out", type="tertiary", on_click=leave)


def leave() -> None:
    """Sign out. The session also ends in the store, which makes its cookie worthless."""
    has_signed_on = user.visit().sign_on is not None
    sign_out()
    if has_signed_on:
        st.logout()
