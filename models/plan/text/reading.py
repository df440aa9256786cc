"""Reading of a whole plan: proposals in the order of the text, directions, and what the reader should know beforehand."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from models.plan.text.clauses import Reading
from models.plan.text.measured import read_measured
from models.plan.text.names import clean
from models.plan.text.promises import read_promises
from models.plan.text.proposals import Proposal
from models.plan.text.sentences import Sentence, read_blocks, sentences_of
from models.plan.text.tables import header_of, read_row
from models.plan.text.verbs import DONE, is_past
from models.status import TargetKind

#: Verbs that open a direction, beside those whose object is counted.
_DIRECTS = re.compile(
    rf"加强|加快|深化|完善|优化|健全|规范|强化|提升|落实|巩固|持续|严格|推行|探索|构建|突出|坚持|抓好|做好|开展|引导|压实|贯彻|学习|改善|保障|降低|防治|治理|{DONE}"
)
SHORTEST_DIRECTION = 6
_YEAR = re.compile(r"(20\d\d)年")


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The reading of a text: targets and directions in order, and the titles of the plans that it holds."""

    year: int
    proposals: tuple[Proposal, ...]
    titles: tuple[str, ...]

    @property
    def targets(self) -> tuple[Proposal, ...]:
        """Return the proposals that are judged."""
        return tuple(one for one in self.proposals if one.kind is not TargetKind.ACTION)

    @property
    def directions(self) -> tuple[Proposal, ...]:
        """Return the proposals that are only followed."""
        return tuple(one for one in self.proposals if one.kind is TargetKind.ACTION)


def year_of(text: str) -> int | None:
    """Return the year that a plan is for: that of its title, else the one its first words name most often."""
    for block in read_blocks(text[:5_000]):
        for heading in block.headings:
            if heading.is_title and (found := _YEAR.search(heading.name)):
                return int(found[1])
    named = Counter(_YEAR.findall(text[:20_000])).most_common(1)
    return int(named[0][0]) if named else None


def read_plan_text(text: str, year: int) -> PlanReading:
    """Return the proposed targets of a plan's text for a year, each with the place of its words."""
    proposals: list[Proposal] = []
    titles: dict[str, None] = {}
    columns: dict[str, int] = {}
    for block in read_blocks(text):
        titles |= {one.name: None for one in block.headings if one.is_title}
        if any(one.is_review for one in block.headings):
            continue
        if not block.is_row:
            columns = {}
            for sentence in sentences_of(block):
                proposals += _read_sentence(sentence, year)
        elif found := header_of(block.letters):
            columns = found
        else:
            proposals += read_row(block, columns, year)
    return PlanReading(year, tuple(_numbered(proposals, text)), tuple(titles))


def _read_sentence(sentence: Sentence, year: int) -> list[Proposal]:
    reading = Reading(sentence, year)
    measured = read_measured(reading)
    found = sorted([*measured, *read_promises(reading, measured)], key=lambda one: one.start)
    return found or _direction(reading)


def _direction(reading: Reading) -> list[Proposal]:
    """Return the direction of a sentence that holds no target: its first clause with a verb of a plan."""
    if is_past(reading.text, len(reading.text), reading.year):
        return []
    for part in re.finditer(r"[^,;。?!:]+", reading.text):
        name = clean(part[0])
        if len(name) >= SHORTEST_DIRECTION and _DIRECTS.search(part[0]):
            start, end = reading.sentence.letters.span(0, len(reading.text))
            headings, owner = reading.sentence.headings, reading.sentence.owner
            return [Proposal(name, TargetKind.ACTION, start, end, headings=headings, owner=owner)]
    return []


def _numbered(proposals: list[Proposal], text: str) -> list[Proposal]:
    """Return the proposals with their words, and codes that count within each section."""
    sections: dict[str, int] = {}
    counts: Counter[str] = Counter()
    numbered = []
    for one in proposals:
        section = sections.setdefault(one.section, len(sections) + 1)
        counts[one.section] += 1
        code = f"{section:02d}-{counts[one.section]:02d}"
        numbered.append(replace(one, code=code, words=text[one.start : one.end]))
    return numbered
