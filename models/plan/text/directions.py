"""Directions: sentences of a plan that name work, but neither number nor end."""

import re

from models.plan.text.clauses import Reading
from models.plan.text.measured import read_measured
from models.plan.text.names import clean
from models.plan.text.promises import read_promises
from models.plan.text.proposals import Proposal
from models.plan.text.verbs import DONE
from models.status import TargetKind

#: Verbs that open a direction, beside those whose object is counted.
_DIRECTS = re.compile(
    rf"加强|加快|深化|完善|优化|健全|规范|强化|提升|落实|巩固|持续|严格|推行|探索|构建|突出|坚持|抓好|做好|开展|引导|压实|贯彻|学习|改善|保障|降低|防治|治理|{DONE}"
)
SHORTEST_DIRECTION = 6
#: A clause that says what something is.
_STATES = re.compile(r"(?<!特别)(?<!尤其)(?<!凡)是")


def read_sentence(reading: Reading) -> list[Proposal]:
    """Return the targets of a sentence in order, or else its direction."""
    measured = read_measured(reading)
    found = sorted([*measured, *read_promises(reading, measured)], key=lambda one: one.start)
    return found or _direction(reading)


def _direction(reading: Reading) -> list[Proposal]:
    """Return the direction of a sentence that holds no target: its first clause with a verb of a plan."""
    if reading.is_past(len(reading.text)):
        return []
    for part in re.finditer(r"[^,;。?!:]+", reading.text):
        name = clean(part[0])
        if len(name) >= SHORTEST_DIRECTION and _DIRECTS.search(part[0]) and not _STATES.search(part[0]):
            start, end = reading.sentence.letters.span(0, len(reading.text))
            headings, owner = reading.sentence.headings, reading.sentence.owner
            return [Proposal(name, TargetKind.ACTION, start, end, headings=headings, owner=owner)]
    return []
