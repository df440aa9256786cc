"""Contents of the page about rules and sources: the data files."""

import pandas as pd

from components.i18n.text import Text
from components.widgets import html
from models.frames import records_of
from models.plan.view import PlanHead


def files_of(head: PlanHead, files: pd.DataFrame) -> pd.DataFrame:
    """Of the files that ship those that speak of this plan: itself, its results and its outlines, not another city's."""
    code = head.code.removesuffix("-demo")  # a demonstration is made from the plan whose code it bears
    own = {f"plans/{code}.yaml", f"published/{code}.csv", *head.geography.values()}
    return files[files["path"].isin(own)]


def files_table(t: Text, files: pd.DataFrame) -> str:
    """Data files with their sources and licences; a sentence where there is none."""
    if files.empty:
        return html.foot([t("about.no_files")])
    heads = ["path", "what", "source", "licence"]
    what = "what_zh" if t.language == "zh" else "what"
    rows = [[row["path"], row[what], row["source"], row["licence"]] for row in records_of(files)]
    return html.table([t(f"about_grid.{head}") for head in heads], rows)
