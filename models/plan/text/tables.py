"""Lists of tasks as tables: columns for task, number, unit, deadline and office are found by their headers."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from models.plan.text.clauses import Reading
from models.plan.text.comparators import Comparator
from models.plan.text.deadlines import read_deadline
from models.plan.text.directions import read_sentence
from models.plan.text.letters import Letters
from models.plan.text.numbers import NUMBER, read_number
from models.plan.text.proposals import Doubt, Proposal
from models.plan.text.questions import choice, due_question, number_questions
from models.plan.text.sentences import LONGEST_SENTENCE, Block, Sentence
from models.plan.text.units import PERCENT, total_of
from models.status import TargetKind

#: Words of headers, by what the column holds; the first column that fits is taken.
_HEADERS = {
    "due": r"时限|时间|期限|节点|日期",
    "owner": r"责任|牵头|单位\(部门\)|科室|处室|负责",
    "unit": r"^(?:计量)?单位$",
    "value": r"目标值|数量|(?:目标|计划|任务)数|指标值|^(?:20\d\d)?年?度?(?:年?目标|任务量)$",
    "name": r"任务|指标|项目|内容|工作|目标|举措|事项",
}
_NUMBER = re.compile(rf"(?P<sign>≥|>=|≤|<=|>|<|不低于|不少于|不超过)?(?P<number>{NUMBER})(?P<unit>%|[^\d,;。]{{0,5}})(?:以上)?")
_SIGNS = {
    "≤": Comparator.AT_MOST,
    "<=": Comparator.AT_MOST,
    "<": Comparator.LESS_THAN,
    ">": Comparator.MORE_THAN,
    "不超过": Comparator.AT_MOST,
}


def header_of(cells: Sequence[Letters]) -> dict[str, int]:
    """Return the columns of a table by what they hold; empty if the row is no header."""
    columns: dict[str, int] = {}
    for column, cell in enumerate(cells):
        for what, pattern in _HEADERS.items():
            if (
                what not in columns
                and len(cell.text) <= 14
                and not re.search(r"\d+(?!\d*年)", cell.text)
                and re.search(pattern, cell.text)
            ):
                columns[what] = column
                break
    return columns if "name" in columns and len(columns) >= 2 else {}


def read_row(block: Block, columns: dict[str, int], year: int) -> list[Proposal]:
    """Return the targets of a row: of its number, or of the sentences in its cells."""
    cells = {what: block.letters[column] for what, column in columns.items() if column < len(block.letters)}
    due = read_deadline(cells["due"].text, year) if "due" in cells else None
    owner = cells["owner"].text or None if "owner" in cells else None
    number = _NUMBER.fullmatch(cells["value"].text) if "value" in cells else None
    if number and cells["name"].text:
        found = [_of_number(block, cells, number)]
    else:
        others = [one for column, one in enumerate(block.letters) if column not in (columns.get("due"), columns.get("owner"))]
        found = _of_sentences(block, others, year, owner)
    return [_completed(one, due, owner, year) for one in found]


def _of_sentences(block: Block, cells: Sequence[Letters], year: int, owner: str | None) -> list[Proposal]:
    """Return the targets in the sentences of some cells, or else the first direction."""
    found: list[Proposal] = []
    for cell in cells:
        for part in re.finditer(r"[^。;]+", cell.text):
            letters = cell.part(part.start(), min(part.end(), part.start() + LONGEST_SENTENCE))
            if len(letters.text) >= 4:
                found += read_sentence(Reading(Sentence(letters, block.headings, owner), year))
    targets = [one for one in found if one.kind is not TargetKind.ACTION]
    return targets or found[:1]


def _of_number(block: Block, cells: dict[str, Letters], number: re.Match[str]) -> Proposal:
    name, value = cells["name"], cells["value"]
    unit = (
        number["unit"] or (cells["unit"].text if "unit" in cells else "") or re.sub(r".*\(([^()]{1,5})\)$|.*", r"\1", name.text)
    )
    start, end = min(name.places[0], value.places[0]), max(name.places[-1], value.places[-1]) + 1
    sign = _SIGNS.get(number["sign"] or "", Comparator.AT_LEAST)
    kind = TargetKind.CEILING if sign.is_limit else TargetKind.REACH if unit == PERCENT else total_of(unit)
    one = Proposal(
        name=name.text,
        kind=kind,
        start=start,
        end=end,
        headings=block.headings,
        value=read_number(number["number"]),
        unit=unit or "项",
        comparator=sign,
    )
    questions = [*number_questions(one, is_rate_unclear=kind is TargetKind.REACH)]
    return replace(one, questions=(*questions, *(() if unit else (choice(Doubt.SCALE, "as_number"),))))


def _completed(one: Proposal, due: date | None, owner: str | None, year: int) -> Proposal:
    """Return a target with the deadline and the office of its row."""
    if one.kind is TargetKind.ACTION:
        return replace(one, due=due)
    rest = tuple(question for question in one.questions if question.doubt is not Doubt.DUE)
    if due is not None:
        return replace(one, due=due, owner=one.owner or owner, questions=rest)
    asked = () if one.due and rest == one.questions and one.due != date(year, 12, 31) else (due_question(date(year, 12, 31)),)
    return replace(one, due=one.due or date(year, 12, 31), owner=one.owner or owner, questions=(*rest, *asked))
