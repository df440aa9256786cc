"""The parts of the page about rules and sources. Pure: words and frames in, text out."""

import pandas as pd

from components import cards
from components.text import Text
from models.status import Rules


def rules_text(t: Text, rules: Rules) -> str:
    """The rules in words, with the percentages of the plan."""
    shares = [100 * share for share in (*rules.on_track, *rules.at_risk)]
    return t("about.rule_text", **dict(zip("abcd", shares, strict=True)), m=rules.margin)


def files_table(t: Text, files: pd.DataFrame) -> str:
    """Every data file with its source and licence."""
    heads = ["path", "what", "source", "licence"]
    what = "what_zh" if t.language == "zh" else "what"
    rows = [[row["path"], row[what], row["source"], row["licence"]] for row in files.to_dict("records")]
    return cards.table([t(f"about_grid.{head}") for head in heads], rows)
