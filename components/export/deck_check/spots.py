"""What stands in a deck, next to what stood there when it was made and what is known now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from math import isclose
from typing import Final, Literal, TypeAlias

Stand: TypeAlias = float | date | str | None
Kind: TypeAlias = Literal["moved", "edited", "gone", "sentence"]

#: What is known now of something that is no more.
GONE: Final = "\0gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """A number or sentence of a deck that is no longer what is known.

    ``slide`` counts from 1, ``part`` is the name of the part, ``key`` that of the figure, ``figure`` its words. ``then`` is as
    made, ``now`` as known now; ``stands`` is what the presenter wrote instead, where the kind is "edited". A whole part that
    is gone has the key "". A "sentence" is a title or words in a table.
    """

    slide: int
    part: str
    key: str
    figure: str
    then: str
    now: str
    kind: Kind
    stands: str = ""


@dataclass(slots=True)
class Spot:
    """A figure on a slide: ``stands`` there, ``made`` and ``now``; ``write`` puts the new one in its place.

    ``row`` is the key of its row: a spot that only ``follows`` is told where no other of its row has moved.
    """

    key: str
    figure: str
    stands: Stand
    made: Stand
    now: Stand
    write: Callable[[], None]
    unit: str = ""
    row: str = ""
    follows: bool = False
    is_sentence: bool = False

    @property
    def kind(self) -> Kind | None:
        """What happened to it; None where it still holds, or the presenter has already written what is known now."""
        if self.is_sentence:
            return None if same(self.made, self.now) or self.now == GONE or same(self.stands, self.now) else "sentence"
        if not same(self.stands, self.made):
            return None if same(self.stands, self.now) else "edited"
        if self.now == GONE:
            return "gone"
        return None if same(self.made, self.now) else "moved"

    @property
    def is_to_renew(self) -> bool:
        """Whether it stands as it was made, and something else is known now."""
        return self.now != GONE and same(self.stands, self.made) and not same(self.made, self.now)


@dataclass(slots=True)
class Found:
    """The spots of one shape; ``finish`` is called once after some of them were written."""

    spots: list[Spot]
    finish: Callable[[], None] = field(default=lambda: None)

    def renew(self) -> None:
        """Write what has moved."""
        due = [spot for spot in self.spots if spot.is_to_renew]
        for spot in due:
            spot.write()
        if due:
            self.finish()


def same(one: Stand, other: Stand) -> bool:
    """Whether two stands are the same: numbers up to what a file rounds, words up to their spaces."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def told(spots: Iterable[Spot], slide: int, part: str) -> list[Difference]:
    """The differences of spots."""
    kinds = [(spot, spot.kind) for spot in spots]
    moved = {spot.row for spot, kind in kinds if kind in ("moved", "gone") and not spot.follows}
    return [_told(spot, kind, slide, part) for spot, kind in kinds if kind and not (spot.follows and spot.row in moved)]


def _told(spot: Spot, kind: Kind, slide: int, part: str) -> Difference:
    then, now, stands = _words(spot)
    return Difference(slide, part, spot.key, spot.figure, then, now, kind, stands if kind == "edited" else "")


def _words(spot: Spot) -> list[str]:
    """The three in words, with as many decimals as tell them apart."""
    stands = [spot.made, None if spot.now == GONE else spot.now, spot.stands]
    numbers = {one for one in stands if isinstance(one, int | float)}
    decimals = next(n for n in (2, 4, 8, 15) if n == 15 or len({f"{one:.{n}f}" for one in numbers}) == len(numbers))
    return [_word(one, spot.unit, decimals) for one in stands]


def _word(stand: Stand, unit: str, decimals: int) -> str:
    if stand is None:
        return "–"
    if isinstance(stand, int | float):
        words = f"{stand:.{decimals}f}"
        return (words.rstrip("0").rstrip(".") if "." in words else words) + unit
    return stand.isoformat() if isinstance(stand, date) else stand
