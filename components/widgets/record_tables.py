"""Tables of what was recorded: imports, batches, reports due, accounts, the audit log."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import authors
from components.widgets.tables import NOTHING, history_columns, history_table, history_value, recorded_at_column
from models.frames import rows_of
from models.plan.view import Terms
from models.typed_rows import BatchRow, EntryRow


def basket_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of the presenter's own deck."""
    return {
        "order": st.column_config.NumberColumn(t("export.order"), min_value=0, step=1, width=70),
        "said": st.column_config.TextColumn(t("export.said"), disabled=True, width=520),
        "title": st.column_config.TextColumn(t("export.own_title"), width=420),
        "address": None,
    }


def findings_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of an intake's findings."""
    return {
        "level": st.column_config.TextColumn(t("intake.level"), width=70),
        "where": st.column_config.TextColumn(t("intake.where"), width=150),
        "what": st.column_config.TextColumn(t("intake.what"), width=760),
    }


def changes_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of an intake's changes."""
    return {
        "take": st.column_config.CheckboxColumn(t("intake.take"), width=60),
        "where": st.column_config.TextColumn(t("intake.where"), width=130),
        "name": st.column_config.TextColumn(t("grid.name"), width=205),
        "what": st.column_config.TextColumn(t("grid.aspect"), width=120),
        "district": st.column_config.TextColumn(t("grid.district"), width=100),
        "as_of": st.column_config.DateColumn(t("grid.as_of"), format="YYYY-MM-DD", width=100),
        "before": st.column_config.TextColumn(t("intake.before"), width=185),
        "after": st.column_config.TextColumn(t("intake.after"), width=100),
        "kind": st.column_config.TextColumn(t("intake.kind"), width=110),
    }


def due_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of the reports due."""
    return {
        "district": st.column_config.TextColumn(t("grid.district"), width=100),
        "name": st.column_config.TextColumn(t("due.what"), width=205),
        "since": st.column_config.DateColumn(t("due.since"), format="YYYY-MM-DD", width=105),
        "newest": st.column_config.DateColumn(t("grid.newest"), format="YYYY-MM-DD", width=105),
        "days": st.column_config.NumberColumn(t("due.days"), width=85),
    }


def batches_table(t: Text, batches: pd.DataFrame) -> pd.DataFrame:
    """Return one row per batch: number, time, author, file or kind, number of rows, whether it counts, remark."""
    return pd.DataFrame(
        {
            "id": batches["id"],
            "recorded_at": batches["recorded_at"],
            "author": [authors.shown(t, one) for one in batches["author"]],
            "file": [row.file_name or t(f"batch.{row.kind}") for row in rows_of(batches, BatchRow)],
            "rows": batches["rows"],
            "counts": ~batches["is_withdrawn"].astype(bool),
            "note": batches["note"].fillna(NOTHING),
        }
    )


def batches_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of ``batches_table``."""
    return {
        "id": st.column_config.NumberColumn(t("history.id"), width=60),
        "code": st.column_config.TextColumn(t("grid.code"), width=80),
        "recorded_at": recorded_at_column(t),
        "author": st.column_config.TextColumn(t("grid.author"), width=100),
        "file": st.column_config.TextColumn(t("history.file"), width=330),
        "rows": st.column_config.NumberColumn(t("history.rows"), width=70),
        "counts": st.column_config.CheckboxColumn(t("grid.counts"), width=70),
        "note": st.column_config.TextColumn(t("grid.note"), width=260),
    }


def batch_table(t: Text, rows: pd.DataFrame, districts: dict[str, str], names: Mapping[str, str], terms: Terms) -> pd.DataFrame:
    """Return the rows of a batch: code, name, kind of entry, value, and the other columns of its history."""
    table = history_table(t, rows, districts)
    entries = rows_of(rows, EntryRow)
    said = [history_value(t, row) if row.what is None else _said(t, row.said) for row in entries]
    what = [spoken_of(t, terms, row.what, row.aspect) for row in entries]
    own = [names.get(row.code, row.code) for row in entries]
    order = ["code", "name", "what", "value", "district", "as_of", "note", "source", "origin"]
    return table.assign(code=list(rows["code"]), name=own, what=what, value=said)[order]


def _said(t: Text, said: date | Decimal | int | str | None) -> str:
    return NOTHING if said is None else t.number(said) if isinstance(said, Decimal | int) else str(said)


def spoken_of(t: Text, terms: Terms, what: str | None, aspect: str | None) -> str:
    """Return the kind of an entry in words: a figure, a date of a milestone, a step of recruitment, a description."""
    if what is None:
        return t("grid.value")
    if aspect is None:
        return t.term(terms, "posts", t.term(terms, "steps", what))
    own = t.term(terms, "stages", what)
    return f"{own if own != what else t.word('milestone', what)} · {t(f'aspect.{aspect}')}"


def batch_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of ``batch_table``."""
    return history_columns(t) | {
        "code": st.column_config.TextColumn(t("grid.code"), width=80),
        "name": st.column_config.TextColumn(t("listed.name"), width=260),
        "what": st.column_config.TextColumn(t("history.what"), width=130),
        "source": st.column_config.TextColumn(t("grid.source"), width=160),
    }


def accounts_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of the accounts."""
    return {
        "login": st.column_config.TextColumn(t("staff.login"), width=120),
        "name": st.column_config.TextColumn(t("staff.name"), width=120),
        "role": st.column_config.TextColumn(t("staff.role"), width=110),
        "districts": st.column_config.TextColumn(t("staff.districts"), width=220),
        "is_open": st.column_config.CheckboxColumn(t("staff.is_open"), width=70),
        "has_password": st.column_config.CheckboxColumn(t("staff.has_password"), width=80),
        "has_second_factor": st.column_config.CheckboxColumn(t("staff.has_second_factor"), width=80),
        "author": st.column_config.TextColumn(t("staff.by"), width=120),
        "recorded_at": recorded_at_column(t),
    }


def log_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of the audit log."""
    return {
        "recorded_at": recorded_at_column(t),
        "author": st.column_config.TextColumn(t("log.author"), width=130),
        "address": st.column_config.TextColumn(t("log.address"), width=120),
        "what": st.column_config.TextColumn(t("log.what"), width=150),
        "about": st.column_config.TextColumn(t("log.about"), width=230),
        "plan": st.column_config.TextColumn(t("log.of_plan"), width=180),
        "note": st.column_config.TextColumn(t("log.note"), width=280),
    }
