"""Tables for ``st.dataframe``: plain columns in the reader's words, and the configuration of each."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.theme import MARKS, Theme, chip
from models.config import read_settings
from models.frames import rows_of
from models.status import Word
from models.typed_rows import DateHistoryRow, HistoryRow, Standing

#: Content of an empty text cell.
NOTHING = "–"


def targets_table(t: Text, standings: pd.DataFrame, sections: dict[str, str]) -> pd.DataFrame:
    """Return one row per target: status mark and word, name, actual against target, planned, date, origin, reason."""
    rows = [_target_row(t, row, sections) for row in rows_of(standings, Standing)]
    columns = ["status", "name", "progress", "planned", "share", "reported_on", "origin", "owner", "code", "section", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _target_row(t: Text, row: Standing, sections: dict[str, str]) -> dict[str, Any]:
    return {
        "status": status_words(t, row),
        "code": row.code,
        "name": t.name(row),
        "section": sections[row.section],
        "progress": t.progress(row),
        "share": _share(row),
        "planned": t.amount(row.expected, row),
        "reported_on": row.reported_on,
        "origin": origin_words(t, row),
        "owner": row.owner or NOTHING,
        "reason": t.reason(row),
    }


def status_words(t: Text, row: Standing) -> str:
    """Return mark and word, as shown together everywhere; in a district, a count not divided among districts has no status."""
    word = t("grid.no_quota") if row.reason.rule == "no_quota" else t.show(row.word)
    return f"{MARKS[row.status]} {word}"


def origin_words(t: Text, row: Standing | HistoryRow) -> str:
    """Return published, reported or demonstration; grade C is still to be verified."""
    if row.origin is None:
        return NOTHING
    return t(f"origin.{row.origin}") + (f" · {t('grade.C')}" if row.grade == "C" else "")


def _share(row: Standing) -> float | None:
    """Return the share done of a count in percent, for sorting by delay; a rate is its own share."""
    if row.actual is None or not row.target:
        return None
    return float(row.actual if row.unit == "%" else 100 * row.actual / row.target)


def targets_columns(t: Text, look: Theme) -> dict[str, Any]:
    """Return the configuration of the columns of ``targets_table``."""
    return {
        "status": status_column(t, look),
        "code": st.column_config.TextColumn(t("grid.code"), width=70),
        "name": st.column_config.TextColumn(t("grid.name"), width=250),
        "section": st.column_config.TextColumn(t("grid.section"), width=120),
        "progress": st.column_config.TextColumn(t("grid.progress"), width=150),
        "share": st.column_config.NumberColumn(t("grid.share"), format="%.1f%%", width=80),
        "planned": st.column_config.TextColumn(t("grid.planned"), width=100),
        "reported_on": st.column_config.DateColumn(t("grid.reported_on"), format="YYYY-MM-DD", width=105),
        "origin": st.column_config.TextColumn(t("grid.origin"), width=130),
        "owner": st.column_config.TextColumn(t("grid.owner"), width=110),
        "reason": st.column_config.TextColumn(t("grid.reason"), width=420),
    }


def history_table(t: Text, history: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    """Return every figure of a target: ``as_of``, value, district, origin, source, and time and author of its recording."""
    rows = [
        {
            "as_of": row.as_of,
            "value": history_value(t, row),
            "district": districts.get(row.district, t("grid.city")),
            "origin": origin_words(t, row),
            "source": row.source or NOTHING,
            "note": row.note or NOTHING,
            "recorded_at": row.recorded_at,
            "author": row.author,
            "counts": row.counts,
        }
        for row in rows_of(history, HistoryRow)
    ]
    columns = ["as_of", "value", "district", "origin", "source", "note", "recorded_at", "author", "counts"]
    return pd.DataFrame(rows, columns=columns)


def history_value(t: Text, row: HistoryRow) -> str:
    """Return a figure as it was reported: a value, or a numerator and a denominator."""
    if row.numerator is not None and row.denominator is not None:
        return f"{t.number(row.numerator)} / {t.number(row.denominator)}"
    return NOTHING if row.value is None else t.number(row.value)


def recorded_at_column(t: Text) -> Any:
    """Return the column of the recording time, in the city's time zone."""
    zone = read_settings().timezone
    return st.column_config.DatetimeColumn(t("grid.recorded_at"), format="YYYY-MM-DD HH:mm", timezone=zone, width=140)


def history_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of ``history_table``."""
    return {
        "as_of": st.column_config.DateColumn(t("grid.as_of"), format="YYYY-MM-DD", width=105),
        "value": st.column_config.TextColumn(t("grid.value"), width=100),
        "district": st.column_config.TextColumn(t("grid.district"), width=110),
        "origin": st.column_config.TextColumn(t("grid.origin"), width=130),
        "source": st.column_config.TextColumn(t("grid.source"), width=280),
        "note": st.column_config.TextColumn(t("grid.note"), width=260),
        "recorded_at": recorded_at_column(t),
        "author": st.column_config.TextColumn(t("grid.author"), width=90),
        "counts": st.column_config.CheckboxColumn(t("grid.counts"), width=70),
    }


def dates_table(t: Text, history: pd.DataFrame, steps: Mapping[str, str]) -> pd.DataFrame:
    """Return every date of a work's milestones: report date, milestone, aspect, the date itself, and its recording."""
    rows = [
        {
            "as_of": row.as_of,
            "step": steps.get(row.milestone, row.milestone),
            "aspect": t(f"aspect.{row.aspect}"),
            "day": row.day,
            "note": row.note or NOTHING,
            "origin": t(f"origin.{row.origin}"),
            "recorded_at": row.recorded_at,
            "author": row.author,
            "counts": row.counts,
        }
        for row in rows_of(history, DateHistoryRow)
    ]
    columns = ["as_of", "step", "aspect", "day", "note", "origin", "recorded_at", "author", "counts"]
    return pd.DataFrame(rows, columns=columns)


def dates_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of ``dates_table``."""
    return history_columns(t) | {
        "step": st.column_config.TextColumn(t("project.milestone"), width=110),
        "aspect": st.column_config.TextColumn(t("grid.aspect"), width=80),
        "day": st.column_config.DateColumn(t("grid.day"), format="YYYY-MM-DD", width=105),
    }


def district_columns(t: Text, look: Theme) -> dict[str, Any]:
    """Return the configuration of the columns of a district's table."""
    return targets_columns(t, look) | {
        "name": st.column_config.TextColumn(t("grid.name"), width=210),
        "in_district": st.column_config.TextColumn(t("grid.in_district"), width=130),
        "in_city": st.column_config.TextColumn(t("grid.in_city"), width=85),
    }


def reporting_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of the districts' reporting."""
    return {
        "name": st.column_config.TextColumn(t("grid.district"), width=160),
        "targets": st.column_config.NumberColumn(t("grid.targets_reported"), width=110),
        "newest": st.column_config.DateColumn(t("grid.newest"), format="YYYY-MM-DD", width=110),
    }


def status_column(t: Text, look: Theme) -> Any:
    """Return the configuration of a column of status marks and words, each in its colour."""
    return st.column_config.MultiselectColumn(
        t("grid.status"),
        width=100,
        pinned=True,
        options=[f"{MARKS[word.status]} {t.show(word)}" for word in Word],
        color=[chip(look.status[word.status]) for word in Word],
    )
