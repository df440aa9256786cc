"""The labels of the screen in the reader's language; sentences about figures and errors are those of ``models.i18n``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from models.analysis.explanations import flip_sentence, plan_change_sentence, reason_sentence, unit_of
from models.analysis.variance import Step
from models.i18n import fill, read_catalogue, say, show, show_amount, show_day, show_number, word
from models.plan.view import PlanChange, Terms
from models.status import Kind, Word

LABELS = Path(__file__).parent
#: What ends a sentence.
STOPS = ("。", "！", "？", "；", ".", "!", "?")
#: Signs that Markdown reads anywhere; at the start of a line (list, quote, heading, rule) and at the end of a heading.
_SIGNS = frozenset("\\`*_[]{}$~<&|")
_AT_THE_ENDS = re.compile(r"^\s*[-+>#=]+|^\s*\d+[.)]|#+\s*$")
#: What Streamlit and GFM still find once the text is read, when a backslash no longer helps: ``:emoji:``, ``:material/…:``,
#: ``https://…``, ``www.…``, addresses of mail, and arrows made of signs.
_FOUND_LATER = re.compile(
    r"(?<!\d):(?=\S)|:(?=[^\d\s]|\w*:)|(?<=www)\.|(?<=\S)@(?=\S)|(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)", re.IGNORECASE
)


def plain(words: str) -> str:
    """Words for a place that reads Markdown (labels, messages), shown as they are: a plan's text draws and fetches nothing."""
    said = re.sub("[\\s\ufeff]", " ", words).strip()  # a tab in front makes code of it
    later = {at for found in _FOUND_LATER.finditer(said) for at in range(*found.span())}
    ends = {at for found in _AT_THE_ENDS.finditer(said) for at in range(*found.span())}
    return "".join(_as_sign(sign, at in later, at in ends) for at, sign in enumerate(said))


def _as_sign(sign: str, is_found_later: bool, is_at_the_ends: bool) -> str:
    """A sign that is only itself: set apart from its neighbours by a span without any look, or behind a backslash."""
    if is_found_later:
        return f":color[\\{sign}]"
    reads = sign in _SIGNS or (is_at_the_ends and not sign.isalnum() and not sign.isspace())
    return f"\\{sign}" if reads else sign


@dataclass(frozen=True, slots=True)
class Text:
    """Everything that is written for one reader: ``t = Text("zh")``, then ``t("overview.title")``."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The label ``key``, filled in; of the screen's own labels first, else of the wording of the models."""
        labels = read_catalogue(LABELS, self.language)
        return fill(labels[key], self.language, values) if key in labels else say(key, self.language, **values)

    def show(self, value: object) -> str:
        """A value as it reads in a sentence: a status in words, a day, a number."""
        return show(value, self.language)

    def day(self, day: date | None) -> str:
        """A day, or a dash."""
        return "–" if day is None else show_day(day, self.language)

    def number(self, value: Fraction | Decimal | float, *, decimals: int = 2) -> str:
        """A number."""
        return show_number(value, self.language, decimals=decimals)

    def amount(self, value: Fraction | None, row: Mapping[Any, Any]) -> str:
        """A figure with the unit of its target: 16所, 89.29%, 16 schools."""
        return show_amount(value, unit_of(row, self.language).strip(), self.language)

    def word(self, group: str, code: str) -> str:
        """The word for a code such as a stage or a kind; the code itself where it is the plan's own word."""
        own = word(group, code, self.language, folder=LABELS)
        return own if own != code else word(group, code, self.language)

    def term(self, terms: Terms, group: str, code: str) -> str:
        """The plan's own word for a level, kind, stage, post and so on."""
        return terms.word(group, code, self.language)

    def name(self, row: Mapping[Any, Any], field: str = "name") -> str:
        """The name of a target, section or district in the reader's language; the Chinese one where there is no other."""
        own = row.get(f"{field}_en") if self.language == "en" else None
        return str(own or row[field])

    def reason(self, row: Mapping[Any, Any]) -> str:
        """Why a standing is what it is."""
        return reason_sentence(row["reason"], self.language, unit=unit_of(row, self.language))

    def flip(self, row: Mapping[Any, Any]) -> str | None:
        """What would make it better; None where nothing would."""
        return flip_sentence(row["flip"], self.language, unit=unit_of(row, self.language))

    def plan_change(self, change: PlanChange) -> str:
        """Return what a later version of the plan reads otherwise, and by which document."""
        return plan_change_sentence(change, self.language)

    def step(self, step: Step, row: Mapping[Any, Any]) -> str:
        """A step of a change with the unit of its target: 12所, +3所; a dash where nobody reported."""
        if step.value is None:
            return "–"
        return ("+" if step.is_part and step.value > 0 else "") + self.amount(step.value, row)

    def sentences(self, *said: str) -> str:
        """Sentences one after another, each ended where another follows; in English with a blank between them."""
        *others, last = [one for one in said if one] or [""]
        ended = [one if one.endswith(STOPS) else one + self("headline.stop") for one in others]
        return ("" if self.language == "zh" else " ").join((*ended, last))

    def progress(self, row: Mapping[Any, Any]) -> str:
        """Return done against target, "12 / 16所", and what limits it: the day of an old figure, how many districts are in it."""
        limits = []
        if row.get("reporters") and row["reported_by"] < row["reporters"]:
            limits.append(self("target.heard", n=row["reported_by"], of=row["reporters"]))
        if row.get("word") is Word.OVERDUE_REPORT and row["actual"] is not None:
            limits.append(self("target.old", day=row["reported_on"]))
        done = self._done(row)
        return self("target.limited", done=done, limits=limits) if limits else done

    def _done(self, row: Mapping[Any, Any]) -> str:
        """Return done against target: 12 / 16所; "31（目标 ≥30）" where the target is a minimum."""
        actual, target = row["actual"], row["target"]
        if row.get("kind") == Kind.DELIVER and actual is not None:
            return self("target.done" if actual else "target.not_done")
        if target is None:
            return "–" if actual is None else self.amount(actual, row)
        done = "–" if actual is None else self.number(actual)
        if row.get("open_ended") and actual is None:
            return f"– / ≥{self.amount(target, row)}"
        if row.get("open_ended"):
            return self("at_least", actual=done, target=self.number(target), unit=unit_of(row, self.language))
        return f"{done} / {self.amount(target, row)}"
