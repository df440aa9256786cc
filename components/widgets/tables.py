"""Tables for ``st.dataframe``: plain columns in the reader's words, and the configuration of each."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.theme import MARKS, Theme, chip
from models.analysis.schools import MILESTONES
from models.config import read_settings
from models.frames import records_of
from models.plan.view import PlanView, Terms
from models.status import Word

#: Content of an empty text cell.
NOTHING = "–"


def targets_table(t: Text, standings: pd.DataFrame, sections: dict[str, str]) -> pd.DataFrame:
    """Return one row per target: status mark and word, name, actual against target, planned, date, origin, reason."""
    rows = [_target_row(t, row, sections) for row in records_of(standings)]
    columns = ["status", "name", "progress", "planned", "share", "reported_on", "origin", "owner", "code", "section", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _target_row(t: Text, row: dict[Any, Any], sections: dict[str, str]) -> dict[str, Any]:
    return {
        "status": status_words(t, row),
        "code": row["code"],
        "name": t.name(row),
        "section": sections[row["section"]],
        "progress": t.progress(row),
        "share": _share(row),
        "planned": t.amount(row["expected"], row),
        "reported_on": row["reported_on"],
        "origin": origin_words(t, row),
        "owner": row["owner"] or NOTHING,
        "reason": t.reason(row),
    }


def status_words(t: Text, row: dict[Any, Any]) -> str:
    """Return mark and word, as shown together everywhere; in a district, a count not divided among districts has no status."""
    word = t("grid.no_quota") if row["reason"].rule == "no_quota" else t.show(row["word"])
    return f"{MARKS[row['status']]} {word}"


def origin_words(t: Text, row: dict[Any, Any]) -> str:
    """Return published, reported or demonstration; grade C is still to be verified."""
    if row["origin"] is None:
        return NOTHING
    return t(f"origin.{row['origin']}") + (f" · {t('grade.C')}" if row["grade"] == "C" else "")


def _share(row: dict[Any, Any]) -> float | None:
    """Return the share done of a count in percent, for sorting by delay; a rate is its own share."""
    if row["actual"] is None or not row["target"]:
        return None
    return float(row["actual"] if row["unit"] == "%" else 100 * row["actual"] / row["target"])


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
            "as_of": row["as_of"],
            "value": _history_value(t, row),
            "district": districts.get(row["district"], t("grid.city")),
            "origin": origin_words(t, row),
            "source": row["source"] or NOTHING,
            "note": row["note"] or NOTHING,
            "recorded_at": row["recorded_at"],
            "author": row["author"],
            "counts": row["counts"],
        }
        for row in records_of(history)
    ]
    columns = ["as_of", "value", "district", "origin", "source", "note", "recorded_at", "author", "counts"]
    return pd.DataFrame(rows, columns=columns)


def _history_value(t: Text, row: dict[Any, Any]) -> str:
    if row["denominator"] is not None:
        return f"{t.number(row['numerator'])} / {t.number(row['denominator'])}"
    return NOTHING if row["value"] is None else t.number(row["value"])


def _recorded_at(t: Text) -> Any:
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
        "recorded_at": _recorded_at(t),
        "author": st.column_config.TextColumn(t("grid.author"), width=90),
        "counts": st.column_config.CheckboxColumn(t("grid.counts"), width=70),
    }


def dates_table(t: Text, history: pd.DataFrame, steps: Mapping[str, str]) -> pd.DataFrame:
    """Return every date of a work's milestones: report date, milestone, aspect, the date itself, and its recording."""
    rows = [
        {
            "as_of": row["as_of"],
            "step": steps.get(row["milestone"], row["milestone"]),
            "aspect": t(f"aspect.{row['aspect']}"),
            "day": row["day"],
            "note": row["note"] or NOTHING,
            "origin": t(f"origin.{row['origin']}"),
            "recorded_at": row["recorded_at"],
            "author": row["author"],
            "counts": row["counts"],
        }
        for row in records_of(history)
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


def projects_table(t: Text, projects: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    """Return one row per project: status, name, district, stage, last and next milestone with its dates, slip, seats, owner."""
    words = {word.value: f"{MARKS[word.status]} {t.show(word)}" for word in Word}
    steps = {step: t.word("milestone", step) for step in (*MILESTONES, "planned")}
    return pd.DataFrame(
        {
            "status": projects["word"].map(words),
            "name": projects["name"],
            "district": projects["district"].map(districts),
            "stage": projects["stage"].map(lambda code: t.word("stage", code)),
            "step": projects["step"].replace("", "planned").map(steps),
            "next_step": projects["next_step"].map(steps).fillna(NOTHING),
            "next_baseline": projects["next_baseline"],
            "next_forecast": projects["next_forecast"],
            "slip_days": projects["slip_days"].astype("Int64"),
            "seats": projects["seats"].astype("Int64"),
            "owner": projects["owner"],
            "reported_on": projects["reported_on"],
            "code": projects["code"],
        }
    )


def projects_columns(t: Text, look: Theme) -> dict[str, Any]:
    """Return the configuration of the columns of ``projects_table``."""
    return {
        "status": status_column(t, look),
        "name": st.column_config.TextColumn(t("grid.project"), width=230),
        "district": st.column_config.TextColumn(t("grid.district"), width=110 if t.language == "zh" else 220),
        "stage": st.column_config.TextColumn(t("grid.stage"), width=120),
        "step": st.column_config.TextColumn(t("grid.step"), width=90),
        "next_step": st.column_config.TextColumn(t("grid.next_step"), width=90),
        "next_baseline": st.column_config.DateColumn(t("grid.next_baseline"), format="YYYY-MM-DD", width=105),
        "next_forecast": st.column_config.DateColumn(t("grid.next_forecast"), format="YYYY-MM-DD", width=105),
        "slip_days": st.column_config.NumberColumn(t("grid.slip_days"), width=95),
        "seats": st.column_config.NumberColumn(t("grid.seats"), width=80),
        "owner": st.column_config.TextColumn(t("grid.owner"), width=110),
        "reported_on": st.column_config.DateColumn(t("grid.reported_on"), format="YYYY-MM-DD", width=105),
        "code": st.column_config.TextColumn(t("grid.code"), width=80),
    }


def slips_table(t: Text, slips: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    """Return one row per district: projects, number behind, median slip, or "too few to compare" under three."""
    middle = [t("grid.too_few") if days is None else t("grid.days", n=days) for days in slips["median_slip"]]
    return pd.DataFrame(
        {
            "district": slips["district"].map(districts),
            "projects": slips["projects"].astype(int),
            "behind": slips["behind"].astype(int),
            "median_slip": middle,
        }
    ).sort_values(["behind", "projects"], ascending=False)


def slips_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of ``slips_table``."""
    return {
        "district": st.column_config.TextColumn(t("grid.district"), width=160),
        "projects": st.column_config.NumberColumn(t("grid.projects"), width=100),
        "behind": st.column_config.NumberColumn(t("grid.behind"), width=100),
        "median_slip": st.column_config.TextColumn(t("grid.median_slip"), width=160),
    }


def programmes_table(t: Text, programmes: pd.DataFrame, view: PlanView, stages: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per programme: status, name, school, level, kind, field, district, last and next stage, slip, owner."""
    words = {word.value: f"{MARKS[word.status]} {t.show(word)}" for word in Word}
    terms, districts = view.head.terms, {row["code"]: t.name(row) for row in records_of(view.districts)}
    levels, kinds = (
        {code: t.term(terms, f"{one}s", code) for code in terms.codes(f"{one}s", programmes[one])} for one in ("level", "kind")
    )
    return pd.DataFrame(
        {
            "status": programmes["word"].map(words),
            "name": programmes["name"],
            "school": programmes["school"],
            "level": programmes["level"].map(levels),
            "kind": programmes["kind"].map(kinds),
            "field": programmes["field"].fillna(NOTHING),
            "district": programmes["district"].map(districts).fillna(t("grid.city")),
            "step": programmes["step"].map(stages).fillna(t("programme.not_begun")),
            "next_step": programmes["next_step"].map(stages).fillna(NOTHING),
            "next_baseline": programmes["next_baseline"],
            "next_forecast": programmes["next_forecast"],
            "slip_days": programmes["slip_days"].astype("Int64"),
            "owner": programmes["owner"].fillna(NOTHING),
            "reported_on": programmes["reported_on"],
            "code": programmes["code"],
        }
    )


def programmes_columns(t: Text, look: Theme) -> dict[str, Any]:
    """Return the configuration of the columns of ``programmes_table``."""
    return projects_columns(t, look) | {
        "name": st.column_config.TextColumn(t("grid.programme"), width=210),
        "reason": st.column_config.TextColumn(t("grid.reason"), width=330),
        "school": st.column_config.TextColumn(t("grid.school"), width=170),
        "level": st.column_config.TextColumn(t("filter.level"), width=80),
        "kind": st.column_config.TextColumn(t("filter.programme_kind"), width=130),
        "field": st.column_config.TextColumn(t("grid.field"), width=100),
    }


def stays_table(t: Text, stays: pd.DataFrame, stages: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per stage: the number of programmes that have left it, and after how many days; "too few" under three."""

    def days(value: float | None) -> str:
        return t("grid.too_few_programmes") if value is None else t("grid.days", n=t.number(value, decimals=1))

    return pd.DataFrame(
        {
            "stage": stays["stage"].map(stages),
            "programmes": stays["programmes"].astype(int),
            "median": [days(value) for value in stays["median"]],
            "spread": [
                NOTHING if low is None else t("grid.from_to", low=low, high=high)
                for low, high in zip(stays["shortest"], stays["longest"], strict=True)
            ],
        }
    )


def stays_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of ``stays_table``."""
    return {
        "stage": st.column_config.TextColumn(t("grid.from_stage"), width=130),
        "programmes": st.column_config.NumberColumn(t("grid.left_stage"), width=150),
        "median": st.column_config.TextColumn(t("grid.median_days"), width=170),
        "spread": st.column_config.TextColumn(t("grid.spread_days"), width=170),
    }


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
            "author": batches["author"],
            "file": [row["file_name"] or t(f"batch.{row['kind']}") for row in records_of(batches)],
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
        "recorded_at": _recorded_at(t),
        "author": st.column_config.TextColumn(t("grid.author"), width=100),
        "file": st.column_config.TextColumn(t("history.file"), width=330),
        "rows": st.column_config.NumberColumn(t("history.rows"), width=70),
        "counts": st.column_config.CheckboxColumn(t("grid.counts"), width=70),
        "note": st.column_config.TextColumn(t("grid.note"), width=260),
    }


def batch_table(t: Text, rows: pd.DataFrame, districts: dict[str, str], names: Mapping[str, str], terms: Terms) -> pd.DataFrame:
    """Return the rows of a batch: code, name, kind of entry, value, and the other columns of its history."""
    table = history_table(t, rows, districts)
    records = records_of(rows)
    said = [_history_value(t, row) if row["what"] is None else _said(t, row["said"]) for row in records]
    what = [spoken_of(t, terms, row["what"], row["aspect"]) for row in records]
    own = [names.get(row["code"], row["code"]) for row in records]
    order = ["code", "name", "what", "value", "district", "as_of", "note", "source", "origin"]
    return table.assign(code=list(rows["code"]), name=own, what=what, value=said)[order]


def _said(t: Text, said: Any) -> str:
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


def status_column(t: Text, look: Theme) -> Any:
    """Return the configuration of a column of status marks and words, each in its colour."""
    return st.column_config.MultiselectColumn(
        t("grid.status"),
        width=100,
        pinned=True,
        options=[f"{MARKS[word.status]} {t.show(word)}" for word in Word],
        color=[chip(look.status[word.status]) for word in Word],
    )


def accounts_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of the accounts."""
    return {
        "login": st.column_config.TextColumn(t("staff.login"), width=120),
        "name": st.column_config.TextColumn(t("staff.name"), width=120),
        "role": st.column_config.TextColumn(t("staff.role"), width=110),
        "districts": st.column_config.TextColumn(t("staff.districts"), width=220),
        "is_open": st.column_config.CheckboxColumn(t("staff.is_open"), width=70),
        "has_password": st.column_config.CheckboxColumn(t("staff.has_password"), width=80),
        "author": st.column_config.TextColumn(t("staff.by"), width=120),
        "recorded_at": _recorded_at(t),
    }


def log_columns(t: Text) -> dict[str, Any]:
    """Return the configuration of the columns of the audit log."""
    return {
        "recorded_at": _recorded_at(t),
        "author": st.column_config.TextColumn(t("log.author"), width=160),
        "what": st.column_config.TextColumn(t("log.what"), width=150),
        "about": st.column_config.TextColumn(t("log.about"), width=240),
        "plan": st.column_config.TextColumn(t("log.of_plan"), width=140),
        "note": st.column_config.TextColumn(t("log.note"), width=320),
    }
