"""Lists of tasks as tables: columns for task, number, unit, deadline and office are found by their headers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from models.plan.text.clauses import Reading
from models.plan.text.deadlines import read_deadline
from models.plan.text.directions import read_sentence
from models.plan.text.letters import Letters
from models.plan.text.measured import proposed
from models.plan.text.numbers import ARABIC, NUMBER, read_number
from models.plan.text.proposals import Doubt, Proposal
from models.plan.text.quantities import find_quantities
from models.plan.text.questions import choice
from models.plan.text.sentences import LONGEST_SENTENCE, Block, Sentence
from models.status import TargetKind

#: Words of headers, by what the column holds; the first that fits is taken. What is passed over holds no target.
_HEADERS = {
    "passed": r"进展|完成情况|取得|备注|说明|依据|电话|联系人|分管|属性|协同|配合|协办|^序号|^第?[一二三四]季度|^\d{1,2}月",
    "due": r"时限|时间|期限|节点|日期",
    "owner": r"责任|牵头|单位\(部门\)|科室|处室|负责",
    "unit": r"^(?:计量)?单位$",
    "value": r"目标值|数量|(?:目标|计划|任务)数|指标值|^(?:20\d\d)?年?度?(?:年?(?:任务)?目标|任务量)$",
    "name": r"任务|指标|项目|内容|工作|目标|举措|事项",
}
#: A column of the number of a year: 2020年, 2025年预期值.
_YEAR_COLUMN = re.compile(r"(20\d\d)年?[底末]?(?:度?(?:目标|现状|实际|基数|基期|完成|预期|计划)值?)?")
#: Longest header, and longest cell that is read together with its name: 较上年下降1个百分点.
LONGEST_HEADER, LONGEST_VALUE = 14, 20
#: The unit of a number without one.
UNKNOWN = "项"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table by what they hold; ``base`` holds numbers of an earlier year, ``due`` is the day of the others."""

    places: dict[str, int]
    passed: frozenset[int]
    base: int | None = None
    due: date | None = None


def header_of(cells: Sequence[Letters]) -> Columns | None:
    """Return the columns of a table, None if the row is no header."""
    places: dict[str, int] = {}
    passed, years = set(), {}
    for column, text in enumerate(cell.text for cell in cells):
        if found := _YEAR_COLUMN.fullmatch(text):
            years[int(found[1])] = column
        what = next((what for what, pattern in _HEADERS.items() if what not in places and re.search(pattern, text)), None)
        if what == "passed":
            passed.add(column)
        elif what and len(text) <= LONGEST_HEADER and not re.search(r"\d+(?!\d*年)", text):
            places[what] = column
    if years and (len(years) > 1 or "value" not in places):
        places["value"] = years[max(years)]
    if "name" not in places or len(places) + len(passed) < 2:
        return None
    due = date(max(years), 12, 31) if places.get("value") in years.values() else None
    return Columns(places, frozenset(passed), years[min(years)] if len(years) > 1 else None, due)


def read_row(block: Block, columns: Columns, year: int, until: int) -> list[Proposal]:
    """Return the targets of a row: of its number, or of the sentences in its cells."""
    cells = {what: block.letters[column] for what, column in columns.places.items() if column < len(block.letters)}
    due = read_deadline(cells["due"].text, year) if "due" in cells else None
    owner = cells["owner"].text or None if "owner" in cells else None
    found = _of_value(block, cells, columns, year, until)
    if not found:
        others = {column for what, column in columns.places.items() if what in ("due", "owner", "unit")} | columns.passed
        rest = [one for column, one in enumerate(block.letters) if column not in others]
        ordered = [cells["value"], *(one for one in rest if one is not cells["value"])] if "value" in cells else rest
        found = _of_sentences(block, ordered, year, until, owner)
    return [_completed(one, due or columns.due, owner) for one in found]


def _of_sentences(block: Block, cells: Sequence[Letters], year: int, until: int, owner: str | None) -> list[Proposal]:
    """Return the targets in the sentences of the first cell that holds any, or else the first direction."""
    directions: list[Proposal] = []
    for cell in cells:
        found: list[Proposal] = []
        for part in re.finditer(r"[^。;]+", cell.text):
            letters = cell.part(part.start(), min(part.end(), part.start() + LONGEST_SENTENCE))
            if len(letters.text) >= 4:
                found += read_sentence(Reading(Sentence(letters, block.headings, owner), year, until))
        if targets := [one for one in found if one.kind is not TargetKind.ACTION]:
            return targets
        directions += found
    return directions[:1]


def _of_value(block: Block, cells: dict[str, Letters], columns: Columns, year: int, until: int) -> list[Proposal]:
    """Return the target of a cell that holds a number, read as one sentence with the name and unit of its row."""
    name, value = cells.get("name"), cells.get("value")
    if not name or not value or not name.text or len(value.text) > LONGEST_VALUE or re.search(r"[,;。、]", value.text):
        return []
    in_bracket = re.search(r"\(([^()]{1,5})\)$", name.text)
    unit = (cells["unit"].text if "unit" in cells else "") or (in_bracket[1] if in_bracket else "")
    bare = None if find_quantities(value.text) else re.search(NUMBER, value.text)
    known = unit if find_quantities(f"2{unit}") else UNKNOWN
    if bare:
        value = _with(value, bare.end(), known)
    subject = name.part(0, in_bracket.start() if in_bracket else len(name.text))
    letters = Letters(subject.text + value.text, subject.places + value.places)
    reading = Reading(Sentence(letters, block.headings), year, until)
    clause = next((one for one in reading.clauses if one.quantity.end > len(subject.text)), None)
    if clause is None:
        return []
    one = proposed(clause)
    one = replace(one, name=name.text, baseline=_number(block, columns.base) or one.baseline)
    if bare and known == UNKNOWN and unit != UNKNOWN:
        asked = () if unit else (choice(Doubt.SCALE, "as_number"),)
        one = replace(one, unit=unit or UNKNOWN, questions=(*one.questions, *asked))
    return [one]


def _with(letters: Letters, place: int, words: str) -> Letters:
    """Return letters with words put in, which have the place of the letter before them."""
    text = letters.text[:place] + words + letters.text[place:]
    return Letters(text, letters.places[:place] + (letters.places[place - 1],) * len(words) + letters.places[place:])


def _number(block: Block, column: int | None) -> Decimal | None:
    """Return the number of a cell, None if it holds anything else."""
    cell = block.letters[column].text if column is not None and column < len(block.letters) else ""
    found = re.fullmatch(rf"({ARABIC})%?", cell)
    return read_number(found[1]) if found else None


def _completed(one: Proposal, due: date | None, owner: str | None) -> Proposal:
    """Return a target with the deadline and the office of its row."""
    if one.kind is TargetKind.ACTION:
        return replace(one, due=due)
    one = replace(one, owner=one.owner or owner)
    rest = tuple(question for question in one.questions if question.doubt is not Doubt.DUE)
    return replace(one, due=due, questions=rest) if due else one
