"""Sentences under their headings: broken lines are joined, lists and rows of tables stay apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from models.plan.text.headings import Heading, is_heading, mark_of, start_heading
from models.plan.text.letters import Letters, tight
from models.plan.text.quantities import find_quantities

#: A line of text, and letters with which a line is finished.
_LINE = re.compile(r"[^\n\r\f\v\u2028\u2029]+")
_FINISHED = re.compile(r"[。;:?!][”\"]?$")
_SENTENCE = re.compile(r"(?:[^。;?!“\"《(]|\([^()]{0,60}\)|“[^”]{0,80}”|\"[^\"]{0,80}\"|《[^》]{0,80}》|[“\"《(])+[。;?!]?")
#: A clause that holds a deadline only, before what it holds for: 到2025年,…
_LEAD = re.compile(r"(?:^|(?<=[,:]))(?:到|至|截至|力争)?[^,;:。]{0,6}(?:20\d\d|[今明]|十[一-九]五)[^,;:。]{0,8}(?=,)")
_OWNER = re.compile(
    r"[(\[]?(?:责任|牵头|主责|承办|主办)(?:单位|处室|科室|部门|人)[:](?P<owner>[^)\]。;]{2,60})[^)\]。]{0,30}[)\]]?"
)
#: The deadline of a whole paragraph, in its last bracket.
_LIMIT = re.compile(r"\([^()]{0,60}(?:时限|时间):[^()]{2,30}\)[。;]?$")
#: Separates paragraphs that were never broken into lines, as those of Word.
END_OF_PARAGRAPH = "\u2029"
#: A shorter line was not broken by the width of its page.
SHORTEST_BROKEN = 16
#: No sentence of a plan is longer, and no paragraph; what is, is cut.
LONGEST_SENTENCE, LONGEST_PARAGRAPH = 500, 20_000


@dataclass(slots=True)
class Block:
    """A paragraph, or the cells of a row, under its headings."""

    headings: tuple[Heading, ...]
    letters: list[Letters]
    is_row: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence under its headings, with the office in charge if the text names one."""

    letters: Letters
    headings: tuple[Heading, ...] = ()
    owner: str | None = None
    #: The sentence before it in the same paragraph, for what it leaves out.
    before: str = field(default="", compare=False)
    #: The deadline that an earlier part of the paragraph begins with, and whether a full stop lies between.
    lead: str = field(default="", compare=False)
    is_lead_far: bool = field(default=False, compare=False)

    @property
    def text(self) -> str:
        """The letters to read."""
        return self.letters.text


def read_blocks(original: str) -> list[Block]:
    """Return paragraphs and rows of a text in order, each under its headings."""
    blocks: list[Block] = []
    path: tuple[Heading, ...] = ()
    is_open = False
    last_end = 0
    for match in _LINE.finditer(original):
        if not match[0].strip():
            continue
        if cells := _cells(match[0]):
            blocks.append(Block(path, [tight(original, match.start() + a, match.start() + b) for a, b in cells], is_row=True))
            is_open, last_end = False, match.end()
            continue
        line = tight(original, *match.span())
        if not line.text:
            continue
        level, length = mark_of(line.text)
        words = line.part(length, len(line.text))
        gap = original[last_end : match.start()]
        last_end = match.end()
        previous = blocks[-1].letters[0].text if is_open else ""
        if is_open and not level and _goes_on(previous, line.text, gap):
            letters = blocks[-1].letters[0]
            blocks[-1].letters[0] = Letters(letters.text + line.text, letters.places + line.places)
        elif is_heading(words.text, is_marked=bool(level)):
            name = re.sub(r"\s+", " ", original[words.places[0] : words.places[-1] + 1]).strip(" 。:")
            path = _under(path, Heading(level or 1, name))
            is_open = False
        else:
            path = _under(path, None, level)
            blocks.append(Block(path, [words]))
            is_open = bool(words.text)
    return [one for one in blocks if any(letters.text for letters in one.letters)]


def _cells(line: str) -> list[tuple[int, int]]:
    """Return the spans of the cells of a row of a table, which tabs or bars separate; none for other lines."""
    if line.count("\t") + line.count("|") < 1 or not re.search(r"\S\s*[\t|]\s*\S", line):
        return []
    return [found.span() for found in re.finditer(r"[^\t|]+|(?<=[\t|])(?=[\t|])", line)]


def _goes_on(previous: str, line: str, gap: str) -> bool:
    """Return True if a line goes on with the sentence of the line before: that one is unfinished, and as long as its page."""
    if not 0 < len(previous) < LONGEST_PARAGRAPH or END_OF_PARAGRAPH in gap or _FINISHED.search(previous[-2:]):
        return False
    if previous[-1] in ",、(《“的和与及在为至到" or previous[-1].isdigit():
        return True
    if gap.count("\n") > 1 and is_heading(line, is_marked=False):
        return False
    ends_in_quantity = any(
        one.end == len(previous) for one in find_quantities(previous) if len(previous) <= 30 and "。" not in previous
    )
    return len(previous) >= SHORTEST_BROKEN and not ends_in_quantity


def _under(path: tuple[Heading, ...], heading: Heading | None, level: int = 0) -> tuple[Heading, ...]:
    """Return the path of headings with a new one, or without those that a list item of ``level`` ends."""
    if heading is not None:
        return (*(one for one in path if one.level < heading.level), heading)
    return tuple(one for one in path if not level or one.level < level)


def sentences_of(block: Block) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph; its short first one is the heading of the others."""
    letters, path = block.letters[0], block.headings
    start, before, lead, is_far = start_heading(letters.text), "", "", False
    limit = found[0] if (found := _LIMIT.search(letters.text)) else ""
    if start:
        path = _under(path, Heading(9, letters.text[: start - 1]))
    owner = _owner_of(letters.text)
    for match in _SENTENCE.finditer(letters.text, start):
        named = _OWNER.search(match[0])
        end = match.start() + named.start() if named and not re.search("时限|时间|月", named[0]) else match.end()
        for begin in range(match.start(), end, LONGEST_SENTENCE):
            one = letters.part(begin, min(end, begin + LONGEST_SENTENCE))
            if len(one.text.rstrip("。;?!")) >= 2:
                yield Sentence(one, path, owner, before, lead or limit, is_far)
                before = one.text
                if leads := _LEAD.findall(one.text):
                    lead, is_far = leads[-1], False
                if one.text[-1] in "。?!":
                    lead, is_far = (lead, True) if lead.startswith(("到", "至")) else ("", False)


def _owner_of(text: str) -> str | None:
    found = _OWNER.search(text)
    return found["owner"] if found else None
