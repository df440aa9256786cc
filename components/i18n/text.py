"""Screen labels in the reader's language; sentences about figures and errors come from ``models.i18n``."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from models.analysis.explanations import plan_change_sentence, points_of, reason_sentence, remedy_sentence, unit_of
from models.analysis.target_changes import BridgeStep
from models.i18n import fill, read_catalogue, say, show, show_amount, show_day, show_number, word
from models.plan.view import Terms
from models.status import TargetKind, Word
from models.typed_rows import Measured, PlanChange, Standing

LABELS = Path(__file__).parent
#: Characters that end a sentence.
STOPS = ("。", "！", "？", "；", ".", "!", "?")
#: Markdown characters: anywhere; at the start of a line (list, quote, heading, rule) and at the end of a heading.
_SIGNS = frozenset("\\`*_[]{}$~<&|")
_AT_THE_ENDS = re.compile(r"^\s*[-+>#=]+|^\s*\d+[.)]|#+\s*$")
#: Patterns that Streamlit and GFM parse after Markdown, when a backslash no longer helps: ``:emoji:``, ``:material/…:``,
#: ``https://…``, ``www.…``, e-mail addresses, and arrows made of characters.
_FOUND_LATER = re.compile(
    r"(?<!\d):(?=\S)|:(?=[^\d\s]|\w*:)|(?<=www)\.|(?<=\S)@(?=\S)|(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)", re.IGNORECASE
)


def plain(words: str) -> str:
    """Escape text for labels and messages, which are Markdown: a plan's text can neither format nor load anything."""
    said = re.sub("[\\s\ufeff]", " ", words).strip()  # a tab in front would make code of it
    later = {at for found in _FOUND_LATER.finditer(said) for at in range(*found.span())}
    ends = {at for found in _AT_THE_ENDS.finditer(said) for at in range(*found.span())}
    return "".join(_as_sign(sign, at in later, at in ends) for at, sign in enumerate(said))


def _as_sign(sign: str, is_found_later: bool, is_at_the_ends: bool) -> str:
    """Escape one character: by a span without formatting that isolates it, or by a backslash."""
    if is_found_later:
        return f":color[\\{sign}]"
    reads = sign in _SIGNS or (is_at_the_ends and not sign.isalnum() and not sign.isspace())
    return f"\\{sign}" if reads else sign


@dataclass(frozen=True, slots=True)
class Text:
    """All text for one reader: ``t = Text("zh")``, then ``t("overview.title")``."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Return the label ``key``, filled in; the screen's own labels take precedence over the wording of the models."""
        labels = read_catalogue(LABELS, self.language)
        return fill(labels[key], self.language, values) if key in labels else say(key, self.language, **values)

    def show(self, value: object) -> str:
        """Return a value as in a sentence: a status in words, a date, a number."""
        return show(value, self.language)

    def day(self, day: date | None) -> str:
        """Return a date, or a dash."""
        return "–" if day is None else show_day(day, self.language)

    def number(self, value: Fraction | Decimal | float, *, decimals: int = 2) -> str:
        """Return a number."""
        return show_number(value, self.language, decimals=decimals)

    def amount(self, value: Fraction | None, row: Measured) -> str:
        """Return a figure with the unit of its target: 16所, 89.29%, 16 schools."""
        return show_amount(value, unit_of(row, self.language).strip(), self.language)

    def gap(self, value: Fraction | None, row: Measured) -> str:
        """Return a difference with its unit: 2所, and points between two rates: 0.25个百分点."""
        unit = unit_of(row, self.language)
        return show_amount(value, points_of(unit, self.language).strip(), self.language)

    def large(self, value: float) -> str:
        """Return a large whole number as people say it: 7.85万 in Chinese, 78,533 in English."""
        if self.language == "en" or abs(value) < 10_000:
            return self.number(value, decimals=0)
        return f"{self.number(value / 10_000)}万"

    def reached(self, projects: int, seats: int) -> str:
        """Return the number of projects at a step, and of their seats: 46个 · 6.6万个学位."""
        words = self("project.seats_large", n=seats, seats=self.large(seats))
        return self("project.funnel", projects=projects, seats=words)

    def owner(self, name: str | None, instead: str = "") -> str:
        """Return an office in charge, ``instead`` if none is named; in English by its English name, if it is a common one."""
        return self.word("office", name) if name else instead

    def short_amount(self, value: Fraction | None, row: Measured) -> str:
        """Return a figure for a narrow place beside the name of its target, which in English says the unit."""
        if value is None or self.language == "zh" or unit_of(row, self.language) == "%":
            return self.amount(value, row)
        return self.number(value)

    def word(self, group: str, code: str) -> str:
        """Return the word for a code such as a stage or a kind; the code itself if it is the plan's own word."""
        own = word(group, code, self.language, folder=LABELS)
        return own if own != code else word(group, code, self.language)

    def term(self, terms: Terms, group: str, code: str) -> str:
        """Return the plan's own word for a level, kind, stage, post and so on."""
        return terms.word(group, code, self.language)

    def name(self, row: Any, field: str = "name") -> str:
        """Return the name of a target, section or district in the reader's language, else the Chinese one."""
        own = getattr(row, f"{field}_en", None) if self.language == "en" else None
        return str(own or getattr(row, field))

    def names(self, frame: pd.DataFrame) -> dict[str, str]:
        """Return the names of sections, districts, targets and so on by code; the Chinese name where there is no English one."""
        chinese = dict(zip(frame["code"], frame["name"], strict=True))
        if self.language == "zh" or "name_en" not in frame:
            return chinese
        return {code: own or chinese[code] for code, own in zip(frame["code"], frame["name_en"], strict=True)}

    def short_names(self, districts: pd.DataFrame) -> dict[str, str]:
        """Return the names of districts by code for narrow places: short forms in Chinese, whole names in English."""
        return dict(zip(districts["code"], districts["short"], strict=True)) if self.language == "zh" else self.names(districts)

    def reason(self, row: Standing) -> str:
        """Return the reason for a status."""
        return reason_sentence(row.reason, self.language, unit=unit_of(row, self.language))

    def remedy(self, row: Standing) -> str | None:
        """Return the remedy, the smallest change that would improve the status; None if nothing would."""
        return remedy_sentence(row.remedy, self.language, unit=unit_of(row, self.language))

    def plan_change(self, change: PlanChange) -> str:
        """Return a revision of the plan, and its document, in words."""
        return plan_change_sentence(change, self.language)

    def step(self, step: BridgeStep, row: Measured) -> str:
        """Return a step of a change with the unit of its target: 12所, +3所; a dash if nothing was reported."""
        if step.value is None:
            return "–"
        return ("+" if step.is_part and step.value > 0 else "") + self.amount(step.value, row)

    def sentences(self, *said: str) -> str:
        """Join sentences, ending each one that another follows; in English with capitals and a space between them."""
        *others, last = [one[:1].upper() + one[1:] for one in said if one] or [""]
        ended = [one if one.endswith(STOPS) else one + self("headline.stop") for one in others]
        return ("" if self.language == "zh" else " ").join((*ended, last))

    def goal(self, row: Standing) -> str:
        """Return the number of a target with the sign of what suffices: 16所, ≤5%, >20%, 45–55%."""
        sign = ("<" if row.strict else "≤") if row.is_falling else ">" if row.strict else ""
        if row.upper is not None and row.target is not None:
            return f"{self.number(row.target)}–{self.amount(Fraction(row.upper), row)}"
        return "–" if row.target is None else sign + self.amount(row.target, row)

    def plan_line(self, row: Standing) -> str:
        """Return the name of the planned line of a target: a limit that is to be kept, or the plan."""
        return self("chart.limit" if row.kind == TargetKind.CEILING else "chart.plan")

    def progress(self, row: Standing) -> str:
        """Return actual against target, "12 / 16所", with limits: the date of an old figure, the number of districts heard."""
        limits = []
        if row.reporters and row.reported_by is not None and row.reported_by < row.reporters:
            limits.append(self("target.heard", n=row.reported_by, of=row.reporters))
        if row.word is Word.OVERDUE_REPORT and row.actual is not None:
            limits.append(self("target.old", day=row.reported_on))
        done = self.done(row)
        return self("target.limited", done=done, limits=limits) if limits else done

    def done(self, row: Standing) -> str:
        """Return actual against target: 12 / 16所; "31（目标 ≥30）" for a minimum, "4.8（目标 ≤5%）" if less is better."""
        actual, target = row.actual, row.target
        if row.kind == TargetKind.DELIVER and actual is not None:
            return self("target.done" if actual else "target.not_done")
        if target is None:
            return "–" if actual is None else self.amount(actual, row)
        done = "–" if actual is None else self.number(actual)
        if row.is_falling or row.strict or row.upper is not None:
            return self("limited", actual=done, target=self.goal(row))
        if row.open_ended and actual is None:
            return f"– / ≥{self.amount(target, row)}"
        if row.open_ended:
            return self("at_least", actual=done, target=self.amount(target, row), unit="")
        return f"{done} / {self.amount(target, row)}"
