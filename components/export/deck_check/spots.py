"""Figures in a deck as displayed, as made and as known now, and the differences between them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isclose, isfinite
from typing import Final, Literal, TypeAlias

from components.export.deck_check.mentions import is_rounded, is_same_amount

Stand: TypeAlias = float | date | str | None
Kind: TypeAlias = Literal["moved", "edited", "gone", "sentence"]

#: Current value of a figure that no longer exists.
GONE: Final = "\0gone"


@dataclass(frozen=True, slots=True)
class Difference:
    """A number or sentence of a deck that differs from current data.

    ``slide`` counts from 1, ``part`` is the name of the exhibit, ``key`` the key of the figure, ``figure`` its words. ``then`` is
    the value as made, ``now`` as known now; ``stands`` is what the presenter wrote instead if the kind is "edited". The key of a
    whole exhibit that is gone is "". A "sentence" is a title, a text in a table, or a line of notes or footer. ``why`` holds what
    the ledger knows of the reason; see ``causes``.
    """

    slide: int
    part: str
    key: str
    figure: str
    then: str
    now: str
    kind: Kind
    stands: str = ""
    why: tuple[str, ...] = ()

    @property
    def deck_says(self) -> str:
        """What stands in the deck."""
        return self.stands or self.then


@dataclass(slots=True)
class Spot:
    """A figure on a slide: the value displayed, the value as made, the value known now, and a function that writes the latter.

    These are ``stands``, ``made``, ``now`` and ``write``. ``row`` is the key of its row. A spot that only ``follows`` is reported
    only if no other spot of its row moved.
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
        """The kind of difference; None if the value still holds, or the presenter already wrote the current one."""
        if self.is_sentence:
            return None if same(self.made, self.now) or self.now == GONE or same(self.stands, self.now) else "sentence"
        if not is_right(self.stands, self.made):
            return None if is_right(self.stands, self.now) else "edited"
        if self.now == GONE:
            return "gone"
        return None if same(self.made, self.now) else "moved"

    @property
    def is_to_renew(self) -> bool:
        """True if the value was not edited, and differs from the one known now."""
        return self.now != GONE and same(self.stands, self.made) and not same(self.made, self.now)


@dataclass(slots=True)
class Found:
    """The spots of one shape, and its words that are not ours; ``finish`` is called once if any of the spots was written."""

    spots: list[Spot]
    finish: Callable[[], None] = field(default=lambda: None)
    own: tuple[str, ...] = ()

    def renew(self) -> None:
        """Write the spots that have changed."""
        due = [spot for spot in self.spots if spot.is_to_renew]
        for spot in due:
            spot.write()
        if due:
            self.finish()


def same(one: Stand, other: Stand) -> bool:
    """Compare two values: numbers within the rounding of a file, text regardless of whitespace."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(one, str) and isinstance(other, str):
        return one.split() == other.split()
    return one == other


def is_right(stands: Stand, truth: Stand) -> bool:
    """Return True if a value is the true one, or that one rounded to the digits it has."""
    if same(stands, truth):
        return True
    if isinstance(stands, int | float) and isinstance(truth, int | float):
        if not (isfinite(stands) and isfinite(truth)):
            return False
        number = Decimal(repr(stands)).normalize()
        return is_rounded(number, Decimal(1).scaleb(min(int(number.as_tuple().exponent), 0)), Decimal(repr(truth)))
    return isinstance(stands, str) and isinstance(truth, str) and is_same_amount(stands, truth)


def told(spots: Iterable[Spot], slide: int, part: str) -> list[Difference]:
    """Return the differences of spots."""
    kinds = [(spot, spot.kind) for spot in spots]
    moved = {spot.row for spot, kind in kinds if kind in ("moved", "gone") and not spot.follows}
    return [_told(spot, kind, slide, part) for spot, kind in kinds if kind and not (spot.follows and spot.row in moved)]


def _told(spot: Spot, kind: Kind, slide: int, part: str) -> Difference:
    then, now, stands = _words(spot)
    return Difference(slide, part, spot.key, spot.figure, then, now, kind, stands if kind == "edited" else "")


def _words(spot: Spot) -> list[str]:
    """Return the three values as text, with enough decimals to distinguish them."""
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
