"""Filtering of frames by the selected filters. Pure functions; an empty or missing filter keeps every row."""

from collections.abc import Mapping

import pandas as pd

from models.status import Status


def matching_targets(standings: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return the standings that match the filters; text is searched in code, both names and owner."""
    kept = standings
    for column in ("section", "status", "kind"):
        if chosen.get(column):
            kept = kept[kept[column] == chosen[column]]
    if chosen.get("q"):
        word, texts = chosen["q"].casefold(), kept[["code", "name", "name_en", "owner"]].fillna("").to_numpy()
        kept = kept[pd.Series([word in " ".join(row).casefold() for row in texts], index=kept.index, dtype=bool)]
    return kept


def matching_quotas(quotas: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return the quotas that match the filters."""
    for column in ("district", "post", "way", "school_subject", "stage"):
        if chosen.get(column):
            quotas = quotas[quotas[column] == chosen[column]]
    return quotas


def matching_projects(projects: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return the projects that match the filters, ordered by worst status, then longest slip."""
    columns = {"district": "district", "stage": "stage", "project_kind": "kind", "status": "status"}
    return _matching_works(projects, chosen, columns)


def matching_programmes(programmes: pd.DataFrame, chosen: Mapping[str, str]) -> pd.DataFrame:
    """Return the programmes that match the filters, ordered by worst status, then longest slip."""
    columns = {"district": "district", "level": "level", "programme_kind": "kind", "school": "school", "status": "status"}
    return _matching_works(programmes, chosen, columns)


def _matching_works(works: pd.DataFrame, chosen: Mapping[str, str], columns: Mapping[str, str]) -> pd.DataFrame:
    kept = works
    for name, column in columns.items():
        if chosen.get(name):
            kept = kept[kept[column] == chosen[name]]
    if chosen.get("q"):
        words = (kept["code"] + " " + kept["name"] + " " + kept["owner"].fillna("")).str.casefold()
        kept = kept[words.str.contains(chosen["q"].casefold(), regex=False)]
    rank = {status.value: -status.severity for status in Status}
    severity = [rank[status] for status in kept["status"].tolist()]
    slips = (-kept["slip_days"].astype("float64").fillna(0.0)).tolist()
    keys = list(zip(severity, slips, kept["code"].tolist(), strict=True))
    return kept.iloc[sorted(range(len(keys)), key=keys.__getitem__)]
