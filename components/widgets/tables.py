"""Tables for ``st.dataframe``: plain columns in the reader's words, and the configuration of each."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.session import authors
from components.theme import MARKS, Theme, chip
from components.typography import length, wrap
from models.config import read_settings
from models.frames import rows_of
from models.status import Word
from models.typed_rows import DateHistoryRow, HistoryRow, Standing

#: Content of an empty text cell.
NOTHING = "–"
#: Height of a row and of the header in pixels, and of a row in which Streamlit wraps texts, which it does from 65 on.
ROW, WRAPPED = 35, 66
#: Widest text column in pixels, width around its words, and font size of its words.
_WIDEST, _AROUND, _LETTER = 760, 20, 14


def targets_table(t: Text, standings: pd.DataFrame, sections: dict[str, str]) -> pd.DataFrame:
    """Return one row per target: status mark and word, name, actual against target, planned, date, origin, reason."""
    rows = [_target_row(t, row, sections) for row in rows_of(standings, Standing)]
    columns = ["status", "name", "progress", "planned", "share", "owner", "reason", "reporters", "reported_on", "origin"]
    return pd.DataFrame(rows, columns=[*columns, "section", "code"])


def _target_row(t: Text, row: Standing, sections: dict[str, str]) -> dict[str, Any]:
    return {
        "status": status_words(t, row),
        "code": row.code,
        "name": t.name(row),
        "section": sections[row.section],
        "progress": t.done(row),
        "reporters": t("target.of", n=row.reported_by, of=row.reporters) if row.reporters else NOTHING,
        "share": _share(row),
        "planned": t.amount(row.expected, row),
        "reported_on": row.reported_on,
        "origin": origin_words(t, row),
        "owner": t.owner(row.owner, NOTHING),
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
    """Return the share done of a count in percent, for sorting by delay; a rate is its own share. None where less is better."""
    if row.actual is None or not row.target or row.is_falling:
        return None
    return float(row.actual if row.unit == "%" else 100 * row.actual / row.target)


def targets_columns(t: Text, look: Theme) -> dict[str, Any]:
    """Return the configuration of the columns of ``targets_table``."""
    return {
        "status": status_column(t, look),
        "code": st.column_config.TextColumn(t("grid.code"), width=80),
        "name": st.column_config.TextColumn(t("grid.name"), width=215),
        "section": st.column_config.TextColumn(t("grid.section"), width=180),
        "progress": st.column_config.TextColumn(t("grid.progress"), width=125),
        "share": st.column_config.ProgressColumn(
            t("grid.share"), format="%.1f%%", width=130, min_value=0, max_value=100, color=look.plain
        ),
        "planned": st.column_config.TextColumn(t("grid.planned"), width=95),
        "reporters": st.column_config.TextColumn(t("target.reporters"), width=90),
        "reported_on": st.column_config.DateColumn(t("grid.reported_on"), format="YYYY-MM-DD", width=105),
        "origin": st.column_config.TextColumn(t("grid.origin"), width=160),
        "owner": st.column_config.TextColumn(t("grid.owner"), width=160),
        "reason": st.column_config.TextColumn(t("grid.reason"), width=470),
    }


def whole(columns: Mapping[str, Any], table: pd.DataFrame, *, lines: int = 1) -> dict[str, Any]:
    """Return the configuration with text columns as wide as their longest text on some ``lines``, so that no name is cut.

    Only rows of one script can be wrapped: Streamlit's grid takes the average width of all letters for that of each.
    """
    fitted = dict(columns)
    for name in table.columns:
        column = columns.get(name)
        if column and (column.get("type_config") or {}).get("type") == "text":
            longest = sorted(map(str, table[name].unique().tolist()), key=len)[-5:]
            words = max((_text_width(text, lines) for text in longest), default=0)
            fitted[name] = column | {"width": round(min(max(words, length(column["label"] or "", _LETTER)) + _AROUND, _WIDEST))}
    return fitted


def _text_width(text: str, lines: int) -> float:
    """Return the width in which a text takes at most ``lines`` lines."""
    width = length(text, _LETTER)
    if lines == 1 or width <= _ONE_LINE:
        return width
    narrow = max(width / lines, _ONE_LINE)
    return next(at for at in (narrow * (1 + more / 20) for more in range(21)) if len(wrap(text, at, _LETTER)) <= lines)


#: Width up to which an English text stays on one line.
_ONE_LINE = 120


def lines_of(t: Text) -> int:
    """Return how many lines the name of a target takes: one in Chinese, two in English."""
    return 1 if t.language == "zh" else 2


def row_height(lines: int = 1) -> int:
    """Return the height of a row of one line, or of more."""
    return ROW if lines == 1 else WRAPPED


def height_of(rows: int, most: int, *, lines: int = 1) -> int:
    """Return the height of a table in pixels: that of its rows without an empty one, at most ``most``."""
    return min(ROW + row_height(lines) * rows + 3, most)


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
            "author": authors.shown(t, row.author),
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
            "author": authors.shown(t, row.author),
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


def district_columns(t: Text, look: Theme, other: str) -> dict[str, Any]:
    """Return the configuration of the columns of a district's table; ``other`` names what it stands beside."""
    return targets_columns(t, look) | {
        "in_district": st.column_config.TextColumn(t("grid.in_district"), width=125),
        "beside": st.column_config.TextColumn(other, width=125),
    }


def status_column(t: Text, look: Theme) -> Any:
    """Return the configuration of a column of status marks and words, each in its colour."""
    return st.column_config.MultiselectColumn(
        t("grid.status"),
        width=100 if t.language == "zh" else 112,
        pinned=True,
        options=[f"{MARKS[word.status]} {t.show(word)}" for word in Word],
        color=[chip(look.status[word.status]) for word in Word],
    )
