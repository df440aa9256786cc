"""Tables of school projects and vocational programmes: rows and column settings."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components.i18n.text import Text
from components.theme import MARKS, Theme
from components.widgets.tables import NOTHING, status_column
from models.analysis.schools import MILESTONES
from models.frames import mapped
from models.plan.view import PlanView
from models.status import Word


def projects_table(t: Text, projects: pd.DataFrame, districts: dict[str, str]) -> pd.DataFrame:
    """Return one row per project: status, name, slip (by which it is ordered), district, stage, milestones, seats, owner."""
    words = {word.value: f"{MARKS[word.status]} {t.show(word)}" for word in Word}
    steps = {step: t.word("milestone", step) for step in (*MILESTONES, "planned")}
    return pd.DataFrame(
        {
            "status": projects["word"].map(words),
            "name": projects["name"],
            "slip_days": projects["slip_days"].astype("Int64"),
            "district": projects["district"].map(districts),
            "stage": mapped(projects["stage"], lambda code: t.word("stage", code)),
            "step": projects["step"].replace("", "planned").map(steps),
            "next_step": projects["next_step"].map(steps).fillna(NOTHING),
            "next_baseline": projects["next_baseline"],
            "next_forecast": projects["next_forecast"],
            "seats": projects["seats"].astype("Int64"),
            "owner": mapped(projects["owner"].fillna(""), lambda name: t.owner(name, NOTHING)),
            "reported_on": projects["reported_on"],
            "code": projects["code"],
        }
    )


def projects_columns(t: Text, look: Theme) -> dict[str, Any]:
    """Return the configuration of the columns of ``projects_table``."""
    return {
        "status": status_column(t, look),
        "name": st.column_config.TextColumn(t("grid.project"), width=200),
        "district": st.column_config.TextColumn(t("grid.district"), width=115 if t.language == "zh" else 140),
        "stage": st.column_config.TextColumn(t("grid.stage"), width=100),
        "step": st.column_config.TextColumn(t("grid.step"), width=95),
        "next_step": st.column_config.TextColumn(t("grid.next_step"), width=95),
        "next_baseline": st.column_config.DateColumn(t("grid.next_baseline"), format="YYYY-MM-DD", width=105),
        "next_forecast": st.column_config.DateColumn(t("grid.next_forecast"), format="YYYY-MM-DD", width=105),
        "slip_days": st.column_config.NumberColumn(t("grid.slip_days"), width=90),
        "seats": st.column_config.NumberColumn(t("grid.seats"), width=70),
        "owner": st.column_config.TextColumn(t("grid.owner"), width=160),
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
    """Return one row per programme: status, name, slip (by which it is ordered), school, level, kind, stages, owner."""
    words = {word.value: f"{MARKS[word.status]} {t.show(word)}" for word in Word}
    terms, districts = view.head.terms, t.names(view.districts)
    levels, kinds = (
        {code: t.term(terms, f"{one}s", code) for code in terms.codes(f"{one}s", programmes[one])} for one in ("level", "kind")
    )
    return pd.DataFrame(
        {
            "status": programmes["word"].map(words),
            "name": programmes["name"],
            "slip_days": programmes["slip_days"].astype("Int64"),
            "school": programmes["school"],
            "level": programmes["level"].map(levels),
            "kind": programmes["kind"].map(kinds),
            "field": programmes["field"].fillna(NOTHING),
            "district": programmes["district"].map(districts).fillna(t("grid.city")),
            "step": programmes["step"].map(stages).fillna(t("programme.not_begun")),
            "next_step": programmes["next_step"].map(stages).fillna(NOTHING),
            "next_baseline": programmes["next_baseline"],
            "next_forecast": programmes["next_forecast"],
            "owner": mapped(programmes["owner"].fillna(""), lambda name: t.owner(name, NOTHING)),
            "reported_on": programmes["reported_on"],
            "code": programmes["code"],
        }
    )


def programmes_columns(t: Text, look: Theme) -> dict[str, Any]:
    """Return the configuration of the columns of ``programmes_table``."""
    return projects_columns(t, look) | {
        "name": st.column_config.TextColumn(t("grid.programme"), width=200),
        "reason": st.column_config.TextColumn(t("grid.reason"), width=320),
        "school": st.column_config.TextColumn(t("grid.school"), width=170),
        "level": st.column_config.TextColumn(t("filter.level"), width=100),
        "kind": st.column_config.TextColumn(t("filter.programme_kind"), width=145),
        "field": st.column_config.TextColumn(t("grid.field"), width=110),
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
