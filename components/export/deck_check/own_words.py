"""Numbers in a presenter's own words: listed as such, and held against the plan where name, unit and value allow."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from components.export.deck_check.mentions import Mention, mentions
from components.export.deck_check.spots import Difference

#: Letters of a name, from which on it is taken for one wherever it stands.
_NAME = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of the plan with the names and the units under which people write of it: when the deck was made, and now."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    made: Decimal | None
    now: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number in words that are not ours: slide, number, the sentence around it, and what of the plan it agrees with."""

    slide: int
    number: str
    sentence: str
    agrees_with: str = ""


def read_own(slide: int, texts: Sequence[str], facts: Sequence[Fact]) -> tuple[list[OwnNumber], list[Difference]]:
    """Return the numbers of texts, and those that agree with what the plan said when the deck was made and no longer do."""
    own, differences = list[OwnNumber](), list[Difference]()
    for text in texts:
        named = [fact for fact in facts if any(len(name) >= _NAME and name in text for name in fact.names)]
        for one in mentions(text):
            about = [fact for fact in named if _is_of_unit(one, text, fact)]
            true = next((fact for fact in about if _is(one, fact.now)), None)
            stale = next((fact for fact in about if _is(one, fact.made)), None)
            if true is None and stale is not None:
                differences.append(_moved(slide, one, stale))
            else:
                own.append(OwnNumber(slide, one.words, text, true.words if true else ""))
    return own, differences


def _is(number: Mention, value: Decimal | None) -> bool:
    whole = None if value is None else Mention("", 0, 0, value, Decimal(0), number.is_share)
    return whole is not None and number.agrees(whole)


def _is_of_unit(number: Mention, text: str, fact: Fact) -> bool:
    if "%" in fact.units:
        return number.is_share
    return not number.is_share and text[number.end :].lstrip().startswith(fact.units)


def _moved(slide: int, number: Mention, fact: Fact) -> Difference:
    now = "" if fact.now is None else f"{fact.now:f}" + ("%" if number.is_share else "")
    return Difference(slide, "", "own", fact.words, number.words, now, "moved")
