"""Match rows of a chart or table in a deck to rows of an exhibit, even if a presenter deleted, moved or renamed some."""

from collections import defaultdict
from collections.abc import Hashable, Sequence


def match(found: Sequence[Sequence[Hashable]], made: Sequence[Sequence[Hashable]], *, by_place: bool = True) -> list[int | None]:
    """Return, for each found row, the index of the matching made row, or None.

    A row is a sequence of keys, the most specific first (all its words and numbers, then its words alone). Equal rows are matched
    in order. Rows left over are matched by position, if ``by_place`` and no row was added or deleted.
    """
    taken: list[int | None] = [None] * len(found)
    free = set(range(len(made)))
    for level in range(min((len(one) for one in (*found, *made)), default=0)):
        by_words = defaultdict(list)
        for at in sorted(free):
            by_words[made[at][level]].append(at)
        for at, row in enumerate(found):
            if taken[at] is None and by_words[row[level]]:
                taken[at] = by_words[row[level]].pop(0)
                free.discard(taken[at] or 0)
    if by_place and len(found) == len(made):
        for at in range(len(found)):
            if taken[at] is None and at in free:
                taken[at] = at
                free.discard(at)
    return taken
