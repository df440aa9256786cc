"""Text of the method page. Pure: words in, text out."""

from components.i18n.text import Text
from models.status import Rules


def rules_text(t: Text, rules: Rules) -> str:
    """Return the rules in words, with the percentages of the plan."""
    shares = [100 * share for share in (*rules.on_track, *rules.at_risk)]
    return t("about.rule_text", **dict(zip("abcd", shares, strict=True)), m=rules.margin)
