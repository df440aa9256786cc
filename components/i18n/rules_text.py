"""The parts of the page about rules and sources. Pure: words and frames in, text out."""

from components.i18n.text import Text
from models.status import Rules


def rules_text(t: Text, rules: Rules) -> str:
    """The rules in words, with the percentages of the plan."""
    shares = [100 * share for share in (*rules.on_track, *rules.at_risk)]
    return t("about.rule_text", **dict(zip("abcd", shares, strict=True)), m=rules.margin)
