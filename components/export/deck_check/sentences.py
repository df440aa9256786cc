"""Sentences of a deck: every number and date in them next to the one it was made with and the one known now."""

from collections.abc import Callable

from components.export.deck_check.mentions import Mention, frame_of_words, mentions
from components.export.deck_check.spots import GONE, Spot, same

_Write = Callable[[], None]


def read_sentence(key: str, figure: str, stands: str, made: str, now: str, write: _Write, *, row: str = "") -> list[Spot]:
    """Return a sentence as one spot while nobody edited it, else each of its numbers that is not, or no longer, true.

    The numbers of an edited sentence have the key of the sentence and their place in it. ``write`` renews an unedited one.
    """
    if same(stands, made) or same(stands, now):
        is_gone = now == GONE and bool(mentions(made))
        return [Spot(key, figure, stands, made, now, write, row=row, is_sentence=not is_gone)]
    later = "" if now == GONE else now
    if frame_of_words(stands) == frame_of_words(made):
        return _by_place(key, figure, stands, made, later, row)
    return _by_value(key, figure, stands, made, later, row)


def _by_place(key: str, figure: str, stands: str, made: str, now: str, row: str) -> list[Spot]:
    """Compare the numbers of a sentence whose other words are as made, one after the other."""
    old, new = mentions(made), mentions(now)
    later = new if frame_of_words(now) == frame_of_words(made) else []
    found = []
    for at, (one, then) in enumerate(zip(mentions(stands), old, strict=True)):
        known = later[at].words if later else now or GONE
        is_known = bool(later) and one.agrees(later[at])
        if not one.agrees(then) and not is_known:
            found.append(_number(key, at, figure, one, then.words, known, row))
        elif not is_known and (later or not any(one.agrees(number) for number in new)):
            found.append(_number(key, at, figure, one, one.words, known, row))
    return found


def _by_value(key: str, figure: str, stands: str, made: str, now: str, row: str) -> list[Spot]:
    """Compare the numbers of a reworded sentence with all of those it was made with, and all those known now."""
    old, new = mentions(made), mentions(now)
    found = []
    for at, one in enumerate(mentions(stands)):
        if any(one.agrees(number) for number in new):
            continue
        was_made = any(one.agrees(number) for number in old)
        found.append(_number(key, at, figure, one, one.words if was_made else made, now or GONE, row))
    return found


def _number(key: str, at: int, figure: str, number: Mention, made: str, now: str, row: str) -> Spot:
    return Spot(f"{key}.{at + 1}", figure, number.words, made, now, _nothing, row=row)


def _nothing() -> None:
    """Do nothing: the presenter's own words are not overwritten."""
