"""The user menu at the edge of the page: name and role, sign-in and sign-out, and pages that need a right."""

import streamlit as st

from components.i18n.text import Text, plain
from components.session.commands import sign_out
from components.session.identity import COOKIE, Known, Way
from components.session.user import account_link, has_a_way, known, say_why, visit, ways_in
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
    """Stop the page for anonymous users if the settings require everybody to sign in."""
    if read_settings().viewers == "anonymous" or here.is_somebody:
        return
    st.html(html.title(t("access.sign_in_first")))
    say_why(t, here, Role.VIEWER)
    st.stop()


def read_only_banner(t: Text, here: Known) -> None:
    """Show that nothing can be written, and how to change that, if nobody can sign in and the computer is not the user's own."""
    if not here.is_somebody and not has_a_way():
        st.info(plain(t("access.read_only")), icon="🔒")


def who_line(t: Text, here: Known) -> None:
    """Draw a small line in the sidebar: the user's name and role, and a way to sign in or out."""
    with st.sidebar.container(key="who-line", gap="small"):
        if not here.is_somebody:
            st.caption(plain(t("access.nobody")))
            if has_a_way():
                ways_in(t, "line")
            return
        st.caption(plain(f"{here.staff.name or here.staff.login} · {t.word('role', here.staff.role)}"))
        with st.container(horizontal=True, gap="small"):
            if here.way is Way.ACCOUNT:
                st.html(account_link("password", t("access.password")))
            if here.way in (Way.ACCOUNT, Way.SINGLE_SIGN_ON):
                st.button(t("access.sign_out"), key="sign-out", type="tertiary", on_click=leave)


def leave() -> None:
    """Sign out. An account's session is also ended in the store, which invalidates its cookie."""
    if known().way is Way.SINGLE_SIGN_ON:
        st.logout()
    elif token := visit().cookies.get(COOKIE):
        sign_out(token)
