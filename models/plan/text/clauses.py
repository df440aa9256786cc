"""Clauses: the part of a sentence that belongs to one quantity, and what others lend it: noun, deadline, scope."""

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cached_property

from models.plan.text.comparators import WORDS
from models.plan.text.deadlines import Deadline, find_deadlines
from models.plan.text.quantities import Quantity, find_quantities, names_in
from models.plan.text.scopes import Scope, find_scope
from models.plan.text.sentences import Sentence
from models.plan.text.verbs import FIRM, is_past

_AND = re.compile(r"、|以及|(?<![合一])并且?|(?<!共)和(?!谐)|(?<![涉普顾])及(?!时)|(?<!参)与|或")
_FROM = re.compile(r"(?:由|从|自)[^,;]{0,12}$|基础上?$|(?:去年|上年|20\d\d年)的?$")
#: A comparator apart from its share: 不低于教师总数的10%.
_OF_WHOLE = re.compile(r"(不低于|不少于|不超过|超过|达到)[^,;、]{2,18}的$")
_ALONE = re.compile(rf"(?:{WORDS})*")
_TO = re.compile(
    r"(?:左右|以上)?(?:的)?(?:基础上)?,?(?:再|逐步|力争|进一步)*(?:提高|提升|上升|增加|扩大|增长|增|升|降低|下降|压减|减少|降|减)?(?:到|至|为)"
)


@dataclass(frozen=True)
class Clause:
    """A quantity with the words around it; ``baseline`` is the level from which the text starts."""

    sentence: "Reading"
    quantity: Quantity
    left: int
    right: int
    baseline: Quantity | None = None
    #: Words before the quantity that it shares with others: 甲率、乙率分别达到98%和96%.
    lent: str = ""

    @property
    def is_in_bracket(self) -> bool:
        """True for a quantity in brackets."""
        return self.sentence.bracket(self.quantity.start) > 0

    @property
    def before(self) -> str:
        """The words of the clause before the quantity."""
        return self.lent or self.sentence.text[self.left : (self.baseline or self.quantity).start]

    @property
    def between(self) -> str:
        """The words that say how the number counts: those before it, and those behind the baseline."""
        if self.lent:
            return self.lent
        start = self.baseline.end if self.baseline else self.left
        words = re.sub(r"(?:每(?:学期|学年|\w))+$", "", self.sentence.text[start : self.quantity.start])
        return _OF_WHOLE.sub(r"\1", words) if self.quantity.form == "share" else words

    @property
    def behind(self) -> str:
        """The words of the clause behind the quantity."""
        return self.sentence.text[self.quantity.end : self.right]


@dataclass(frozen=True)
class Reading:
    """A sentence of a plan's year with its quantities, names and deadlines; ``until`` is the last year of the plan."""

    sentence: Sentence
    year: int
    until: int

    @property
    def text(self) -> str:
        """The letters to read."""
        return self.sentence.text

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The quantities in order."""
        return find_quantities(self.text)

    @cached_property
    def names(self) -> list[tuple[int, int]]:
        """The spans of names and titles."""
        return names_in(self.text)

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """The deadlines in order."""
        return [one for one in find_deadlines(self.text, self.year) if not self.in_name(one.start - 1)]

    def is_past(self, place: int) -> bool:
        """Return True if the last tense before a place is the past; parts of a sentence share it across semicolons."""
        earlier = self.sentence.before if self.sentence.before.endswith(";") else ""
        return is_past(earlier + self.text, len(earlier) + place, self.year)

    def in_name(self, place: int) -> bool:
        """Return True for a place within a name or title."""
        return any(start <= place < end for start, end in self.names)

    def without_deadlines(self, start: int, end: int) -> str:
        """Return a part of the sentence without the deadlines in it."""
        words, place = "", start
        for one in self.deadlines:
            if place <= one.start and one.end <= end:
                words, place = words + self.text[place : one.start], one.end
        return words + self.text[place:end]

    @cached_property
    def commas(self) -> list[int]:
        """Where comma clauses end, without commas in names."""
        return [found.start() for found in re.finditer(r"[,;:。?!]", self.text) if not self.in_name(found.start())]

    def comma_before(self, place: int) -> int:
        """Return where the comma clause that holds a place begins."""
        number = bisect_left(self.commas, place)
        return self.commas[number - 1] + 1 if number else 0

    def comma_after(self, place: int) -> int:
        """Return where the comma clause that holds a place ends."""
        number = bisect_left(self.commas, place)
        return self.commas[number] if number < len(self.commas) else len(self.text)

    @cached_property
    def clauses(self) -> list[Clause]:
        """One clause for each quantity; a baseline belongs to the quantity behind it."""
        clauses: list[Clause] = []
        pending: Quantity | None = None
        left = 0
        for number, one in enumerate(self.quantities):
            following = self.quantities[number + 1] if number + 1 < len(self.quantities) else None
            left = max(left, self.comma_before((pending or one).start), self.bracket(one.start))
            if following and self._is_baseline(one, following):
                pending = one
                continue
            right = self.comma_after(one.end)
            if following and following.start < right:
                right = self._cut(one, following)
            if (closed := self.text.find(")", one.end, right)) >= 0 and self.bracket(one.start):
                right = closed
            clauses.append(Clause(self, one, left, right, pending))
            pending, left = None, right + len(_AND.match(self.text, right)[0]) if _AND.match(self.text, right) else right  # type: ignore[index]
        return self._respective(self._shared(clauses))

    def _shared(self, clauses: list[Clause]) -> list[Clause]:
        """Return the clauses; a share without words of its own has those of the one before: 占比2024年达到50%、2026年达到60%."""
        found: list[Clause] = []
        for one in clauses:
            is_listed = found and one.quantity.form == "share" and self.text[one.left - 1] == "、"
            if is_listed and _ALONE.fullmatch(self.own(one)):
                one = replace(one, lent=found[-1].lent or self.own(found[-1]))
            found.append(one)
        return found

    def _respective(self, clauses: list[Clause]) -> list[Clause]:
        """Return the clauses with the words that each has of a list before 分别, here or in the sentence before."""
        for number, first in enumerate(clauses):
            names, found, link = self.own(first).partition("分别")
            names = names or re.split("[,:;]", self.sentence.before.partition("分别")[0])[-1]
            group = [one for one in clauses[number:] if one.right <= self.comma_after(first.left)]
            parts = re.split(r"、|和|以及|与", names)
            if found and len(parts) == len(group) > 1:
                lent = [replace(one, lent=part + link) for one, part in zip(group, parts, strict=True)]
                return [*clauses[:number], *lent, *clauses[number + len(group) :]]
        return clauses

    def own(self, clause: Clause) -> str:
        """Return the words of a clause before its number, without deadlines."""
        return self.without_deadlines(clause.left, (clause.baseline or clause.quantity).start)

    def bracket(self, place: int) -> int:
        """Return where the bracket around a place begins; 0 outside brackets."""
        opened, closed = self.text.rfind("(", 0, place), self.text.rfind(")", 0, place)
        return opened + 1 if opened > closed else 0

    def _is_baseline(self, one: Quantity, following: Quantity) -> bool:
        is_same = one.form == following.form and one.unit == following.unit
        return is_same and bool(
            _FROM.search(self.text[: one.start]) and _TO.match(self.text, one.end) and following.start - one.end < 14
        )

    def _cut(self, one: Quantity, following: Quantity) -> int:
        """Return where the words of a quantity end and those of the next begin: 11所…开工、13所…投用, 校长50名、骨干教师500名."""
        between = self.text[one.end : following.start]
        if bracket := re.search(r"[;:]|\((?![^)]*\))", between):
            return one.end + bracket.start()
        marks = [found for found in _AND.finditer(between) if not self.in_name(one.end + found.start())]
        if not marks:
            return one.end if not re.match(r"\w", between) else one.end + _turn(between)
        noun_first = bool(re.match(r"(?:以上|左右|以内|以下)?(?:、|和|及|以及|并)", between))
        return one.end + (marks[0] if noun_first else marks[-1]).start()

    def deadline_for(self, left: int, right: int) -> Deadline | None:
        """Return the deadline that holds for a part of the sentence: one within, before, in its last bracket, or carried."""
        within = [one for one in self.deadlines if left <= one.start < right]
        before = [one for one in self.deadlines if one.end <= left]
        bracket = re.search(r"\([^()]*\)[。;]?$", self.text)
        behind = [one for one in self.deadlines if bracket and one.start > bracket.start()]
        for found in (within, before, behind):
            if found:
                exact = [one for one in found if not one.is_year] if found is within else found
                return (exact or found)[-1]
        carried = find_deadlines(self.sentence.lead, self.year)
        return replace(carried[-1], is_carried=self.sentence.is_lead_far) if carried else None

    def scope_for(self, left: int, right: int) -> Scope | None:
        """Return the scope of a part of the sentence: one within, else the last before it."""
        within = find_scope(self.text[left:right])
        if within:
            return within
        near = find_scope(self.text[self.comma_before(left) : left])
        far = near if near and near.is_each else find_scope(self.text[:left])
        return (
            far if far and (far is near or not far.is_each) and not far.is_period and far.words not in ("全市", "市级") else None
        )


def _turn(between: str) -> int:
    """Return where, without any mark between two quantities, a verb begins what belongs to the second."""
    return max((found.start() for found in re.finditer(FIRM, between)), default=0)
