"""Reading of a whole plan: proposals in the order of the text, directions, and what the reader should know beforehand."""

import re
from collections import Counter
from dataclasses import dataclass, replace

from models.plan.text.clauses import Reading
from models.plan.text.deadlines import FIVE_YEARS, end_of_five_years
from models.plan.text.directions import read_sentence
from models.plan.text.letters import tight
from models.plan.text.proposals import Doubt, Proposal
from models.plan.text.questions import no_target_question
from models.plan.text.sentences import read_blocks, sentences_of
from models.plan.text.tables import Columns, header_of, read_row
from models.status import TargetKind

#: No plan has so many targets and directions.
MOST_PROPOSALS = 5_000
#: No title is longer, and no plan holds for more years.
LONGEST_TITLE, MOST_YEARS = 60, 15
_YEAR = re.compile(r"(20\d\d)年")
_SEVERAL = re.compile(rf"20\d\d年?[-~至到](?P<last>20\d\d)年(?!度)|{FIVE_YEARS}.{{0,24}}(?:规划|计划|方案)")


@dataclass(frozen=True, slots=True)
class PlanReading:
    """The reading of a text: targets and directions in order, and the titles of the plans that it holds.

    ``is_cut`` if the text goes on behind more proposals than any plan has.
    """

    year: int
    proposals: tuple[Proposal, ...]
    titles: tuple[str, ...]
    is_cut: bool = False

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


def until_of(text: str, year: int) -> int:
    """Return the last year of a plan by its title: 2025 of “十四五”规划 or 方案(2022-2025年); else the plan's ``year``."""
    for line in text[:2_000].splitlines()[:20]:
        title = tight(line, 0, len(line)).text
        found = _SEVERAL.search(title)
        if found and len(title) <= LONGEST_TITLE and not re.search("[,。;《]", title):
            last = int(found["last"]) if found["last"] else end_of_five_years(found["five"])
            return last if year <= last <= year + MOST_YEARS else year
    return year


def city_of(text: str) -> str:
    """Return the name of the city that a plan names first, 本市 if it names none."""
    found = re.search(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,5}?[市县区州](?=教育|人民政府)", text[:20_000])
    return found[0] if found else "本市"


def read_plan_text(text: str, year: int) -> PlanReading:
    """Return the proposed targets of a plan's text for a year, each with the place of its words."""
    proposals: list[Proposal] = []
    titles: dict[str, None] = {}
    columns: Columns | None = None
    until = until_of(text, year)
    for block in read_blocks(text):
        titles |= {one.name: None for one in block.headings if one.is_title}
        if len(proposals) > MOST_PROPOSALS:
            break
        if any(one.is_review for one in block.headings):
            continue
        if not block.is_row:
            columns = None
            for sentence in sentences_of(block):
                if len(proposals) <= MOST_PROPOSALS and not any(one.is_review for one in sentence.headings):
                    proposals += read_sentence(Reading(sentence, year, until))
        elif found := header_of(block.letters):
            columns = found
        else:
            proposals += read_row(block, columns or Columns({}, frozenset()), year, until)
    kept = proposals[:MOST_PROPOSALS]
    return PlanReading(year, tuple(_numbered(kept, text)), tuple(titles), is_cut=len(kept) < len(proposals))


def _numbered(proposals: list[Proposal], text: str) -> list[Proposal]:
    """Return the proposals with their words, codes that count within each section, and a question where one comes twice."""
    names: dict[tuple[object, ...], set[str]] = {}
    sections: dict[str, int] = {}
    counts: Counter[str] = Counter()
    numbered = []
    for one in proposals:
        section = sections.setdefault(one.section, len(sections) + 1)
        counts[one.section] += 1
        code = f"{section:02d}-{counts[one.section]:02d}"
        same = names.setdefault((one.kind.is_measured and one.value, one.unit, one.due), set())
        is_again = one.kind.is_measured and any(one.name in name or name in one.name for name in same)
        same.add(one.name)
        asked = (*one.questions, no_target_question(Doubt.TWICE)) if is_again else one.questions
        numbered.append(replace(one, code=code, words=text[one.start : one.end], questions=asked))
    return numbered
