"""The findings of a check in words, for the screen and the terminal."""

from components.export.deck_check.own_words import OwnNumber
from components.export.deck_check.refresh import Refreshed
from components.export.deck_check.remarks import Remark
from components.export.deck_check.spots import Difference
from components.i18n.text import Text


def difference_words(t: Text, one: Difference) -> list[str]:
    """Return a difference as words: slide, exhibit, figure, what the deck says, what is known now, and why they differ."""
    place = one.figure or t(f"export.in_{one.key.partition('.')[0]}") if one.key else t("export.in_whole")
    return [str(one.slide), one.part or t("export.in_own"), place, one.deck_says, one.now or "–", _why(t, one)]


def _why(t: Text, one: Difference) -> str:
    if one.kind == "edited":
        return t("export.why_edited", made=one.then)
    if one.kind == "gone":
        return t("export.difference_gone")
    reasons = t("part.listed").join(t(f"why.{reason}") for reason in one.why)
    return reasons or t(f"export.difference_{one.kind}")


def own_words(t: Text, one: OwnNumber) -> list[str]:
    """Return a number of the presenter's own as words: slide, number, sentence, and what of the plan it agrees with."""
    return [str(one.slide), one.number, one.sentence, one.agrees_with or t("export.own_unknown")]


def remark_words(t: Text, one: Remark) -> str:
    """Return a remark as a sentence."""
    return t(f"export.remark_{one.kind}", **one.values)


def refreshed_words(t: Text, one: Refreshed) -> list[str]:
    """Return what became of an exhibit as words: slide, exhibit, and what was done."""
    return [str(one.slide), one.part, t(f"export.refreshed_{one.outcome}", n=one.n)]
