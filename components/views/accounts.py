"""Contents of the staff page: the user's own rights, the rights of others, and forms for changing them."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text, plain
from components.session import commands, controls, user
from components.session.page_context import PageContext
from components.widgets import html, record_tables
from models.auth.roles import LONGEST_LOGIN, LONGEST_NAME, Role
from models.commands.records import NewAccount
from models.errors import SanbiaoError
from models.frames import rows_of
from models.typed_rows import AccountRow


def who_you_are(page: PageContext) -> None:
    """Show the user's name, account, role and districts, and the way of identification."""
    t, names = page.t, page.districts
    here = user.known()
    for_whom = t.show([names.get(code, code) for code in sorted(here.staff.districts)])
    facts = [
        (t("staff.name"), here.staff.name or here.staff.login or "–"),
        (t("staff.login"), here.staff.login or "–"),
        (t("staff.role"), t.word("role", here.staff.role)),
        (t("staff.known_by"), t(f"staff.way.{here.way}")),
    ]
    st.html(html.facts([*facts, *([(t("staff.districts"), for_whom)] if for_whom else [])]))


def accounts_table(page: PageContext, accounts: pd.DataFrame) -> None:
    """Show every account as last recorded."""
    t = page.t
    st.html(html.heading(t("staff.accounts", n=len(accounts))))
    if accounts.empty:
        st.html(html.footnote([t("staff.none")]))
        return
    names = page.districts
    shown = accounts.assign(
        role=[t.word("role", role) for role in accounts["role"]],
        districts=[t.show([names.get(code, code) for code in codes]) for codes in accounts["districts"]],
    )
    st.dataframe(shown, column_config=record_tables.accounts_columns(t), hide_index=True, alt=t("staff.alt", n=len(accounts)))


def account_desk(page: PageContext, accounts: pd.DataFrame) -> None:
    """Draw a form for a new or an existing account, with further actions for an existing one."""
    t = page.t
    known = {row.login: row for row in rows_of(accounts, AccountRow)}
    names = {"": t("staff.new")} | {login: f"{row.name} ({login})" for login, row in known.items()}
    controls.reset_if_invalid("account", names)
    login = st.selectbox(t("staff.which"), list(names), format_func=names.__getitem__, key="account")
    row = known.get(login or "")
    _form(page, row)
    if row:
        with st.container(horizontal=True):
            st.button(t("staff.reset"), on_click=_reset, args=(login,), help=t("staff.reset_help"))
            if row.has_second_factor:
                st.button(t("staff.remove_factor"), on_click=_remove_factor, args=(login,), help=t("staff.remove_factor_help"))
            st.button(t("staff.end"), on_click=_end, args=(login,), help=t("staff.end_help"))


def _form(page: PageContext, row: AccountRow | None) -> None:
    t, names = page.t, page.districts
    own = row.login if row else ""
    keys = {name: f"account-{name}-{own}" for name in ("login", "name", "role", "districts", "is_open")}
    had = [code for code in (row.districts if row else ()) if code in names]
    with st.form("account-form", clear_on_submit=not row):
        if not row:
            st.text_input(t("staff.login"), max_chars=LONGEST_LOGIN, key=keys["login"])
        st.text_input(t("staff.name"), value=row.name if row else "", max_chars=LONGEST_NAME, key=keys["name"])
        roles = list(Role)
        at = roles.index(Role(row.role)) if row else 0
        st.radio(t("staff.role"), roles, index=at, format_func=lambda one: t.word("role", one), horizontal=True, key=keys["role"])
        st.multiselect(
            t("staff.districts_of"),
            list(names),
            default=had,
            format_func=names.__getitem__,
            key=keys["districts"],
            placeholder=t("staff.no_districts"),
        )
        if row:
            st.toggle(t("staff.is_open"), value=row.is_open, key=keys["is_open"])
        st.form_submit_button(t("staff.record"), type="primary", on_click=_record, args=(own, keys))


def _record(own: str, keys: Mapping[str, str]) -> None:
    told = {name: st.session_state.get(key) for name, key in keys.items()}
    role, districts = Role(str(told["role"])), tuple(told["districts"] or ())
    login, name = own or str(told["login"] or ""), str(told["name"] or "")
    account = NewAccount(login, name, role, districts, is_open=told["is_open"] is not False)
    _do(lambda: commands.describe_account(account, is_new=not own), account.login)


def _reset(login: str) -> None:
    _do(lambda: commands.reset(login), login)


def _remove_factor(login: str) -> None:
    _do(lambda: commands.remove_second_factor(login), login)


def _end(login: str) -> None:
    _do(lambda: commands.end_sign_ins(login), login)


def _do(write: Any, login: str) -> None:
    """Run a write, and keep its result until the page is redrawn."""
    try:
        st.session_state["staff-said"] = (login, write() or "", "")
    except SanbiaoError as error:
        st.session_state["staff-said"] = (login, "", user.sentence(error, controls.language()))


def say_last(t: Text) -> None:
    """Show the result of the last write once: a one-time password is never shown again."""
    if (said := st.session_state.pop("staff-said", None)) is None:
        return
    login, password, error = said
    if error:
        st.error(plain(error))
    elif password:
        st.success(plain(t("staff.password", login=login)))
        st.code(password, language=None)
    else:
        st.success(plain(t("staff.done", login=login)))
