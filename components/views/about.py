"""Contents of the method page: the data files."""

import pandas as pd

from components.i18n.text import Text
from components.widgets import html
from models.plan.view import PlanHead


def files_of(head: PlanHead, files: pd.DataFrame) -> pd.DataFrame:
    """Return the shipped files of this plan: itself, its results and its outlines, not those of another city."""
    code = head.code.removesuffix("-demo")  # a demonstration is made from the plan whose code it carries
    own = {f"plans/{code}.yaml", f"published/{code}.csv", *head.geography.values()}
    return files[files["path"].isin(own)]


def files_table(t: Text, files: pd.DataFrame) -> str:
    """Return data files with their sources and licences; a sentence if the list is empty."""
    if files.empty:
        return html.footnote([t("about.no_files")])
    heads = ["path", "what", "source", "licence"]
    own = "_zh" if t.language == "zh" else ""
    rows = files[["path", f"what{own}", f"source{own}", f"licence{own}"]].to_numpy().tolist()
    return html.table([t(f"about_grid.{head}") for head in heads], rows)
