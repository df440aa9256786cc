"""A plan being made out of a text: each proposal with the answers and corrections of a person. Nothing of it is stored."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from models.plan.accepted import PlanHead, plan_of
from models.plan.file import PlanFile
from models.plan.stored import problems_by_name
from models.plan.text.proposals import Proposal, answered
from models.plan.text.questions import fits
from models.plan.text.reading import PlanReading
from models.status import TargetKind

#: Characters that end a sentence, and letters shown at most on either side of a proposal's words.
_STOPS, MOST_AROUND = "。；;！？!?\n\u2029", 80


@dataclass(slots=True)
class DraftTarget:
    """A proposal as a person left it: taken or dropped, options chosen (the likeliest if none), corrections."""

    proposal: Proposal
    is_taken: bool = True
    chosen: dict[int, int] = field(default_factory=dict)
    corrections: dict[str, Any] = field(default_factory=dict)

    @property
    def current(self) -> Proposal:
        """The proposal with its answers, then its corrections."""
        found = self.proposal
        for number, question in enumerate(self.proposal.questions):
            found = answered(found, question.doubt, question.options[self.chosen.get(number, 0)])
        return replace(found, **self.corrections)

    @property
    def is_asked(self) -> bool:
        """True if the text leaves something open."""
        return bool(self.proposal.questions)

    @property
    def accepted(self) -> Proposal:
        """The proposal to store: a scope that a person gave and that the name lacks stands before the name."""
        found, scope = self.current, self.corrections.get("scope")
        return replace(found, name=f"{scope}: {found.name}") if scope and scope not in found.name else found

    def answer(self, number: int, option: int) -> None:
        """Choose an option of a question; corrections of the fields that its options set no longer apply."""
        self.chosen[number] = option
        fields = {name for one in self.proposal.questions[number].options for name, _ in one.changes}
        self.corrections = {name: value for name, value in self.corrections.items() if name not in fields}

    def correct(self, name: str, value: object) -> None:
        """Set a field."""
        self.corrections[name] = value


@dataclass(frozen=True, slots=True)
class DraftCounts:
    """Numbers of a draft: ``read`` are taken or dropped; of the taken, ``asked`` have questions, ``unjudged`` no status."""

    read: int
    taken: int
    dropped: int
    asked: int
    unjudged: int


@dataclass(slots=True)
class PlanDraft:
    """A text with its reading, as far as a person has gone through it."""

    name: str
    text: str
    reading: PlanReading
    rows: list[DraftTarget]

    @classmethod
    def of(cls, name: str, text: str, reading: PlanReading) -> "PlanDraft":
        """Begin with every proposal taken and the likeliest answers."""
        return cls(name, text, reading, [DraftTarget(one) for one in reading.proposals])

    @property
    def counts(self) -> DraftCounts:
        """The numbers shown above the proposals."""
        taken = [row for row in self.rows if row.is_taken]
        return DraftCounts(
            len(self.rows),
            len(taken),
            len(self.rows) - len(taken),
            sum(row.is_asked for row in taken),
            sum(not is_judged(row.current) for row in taken),
        )

    def plan(self, head: PlanHead) -> PlanFile:
        """Return the plan of the taken proposals. PlanFileError if it has a problem."""
        taken = [row.accepted for row in self.rows if row.is_taken]
        with problems_by_name([(one.code, one.name) for one in taken]):
            return plan_of(taken, head)


def is_judged(proposal: Proposal) -> bool:
    """Return True if a proposal gets a status: it is a target, and the plan file can express it."""
    return proposal.kind is not TargetKind.ACTION and fits(proposal)


def quotation(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the words of a proposal with the rest of their sentence before and after them."""
    first = max((text.rfind(stop, 0, start) for stop in _STOPS), default=-1) + 1
    ends = [at + 1 for stop in _STOPS if (at := text.find(stop, max(end - 1, start))) >= 0]
    before, after = text[first:start], text[end : max(min(ends, default=len(text)), end)]
    before = before if len(before) <= MOST_AROUND else "…" + before[-MOST_AROUND:]
    after = after if len(after) <= MOST_AROUND else after[:MOST_AROUND] + "…"
    return _one_line(before).lstrip(), _one_line(text[start:end]), _one_line(after).rstrip()


def _one_line(words: str) -> str:
    """Return words without the breaks of their lines; Chinese has no spaces where a line breaks."""
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])", "", re.sub(r"\s+", " ", words))


def free_code(city: str, year: int, taken: Iterable[str]) -> str:
    """Return a code for the plan of a city and year that no other plan has."""
    begun = re.sub(r"[\s/#?&]+", "", city)[:30] or "plan"
    known, code, number = set(taken), f"{begun}-{year}", 1
    while code in known:
        number += 1
        code = f"{begun}-{year}-{number}"
    return code
