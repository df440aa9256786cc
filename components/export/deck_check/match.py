"""Which row of a chart or table in a deck is which row of a part, after a presenter has deleted, moved or renamed some."""

from collections import defaultdict
from collections.abc import Hashable, Sequence


def match(found: Sequence[Sequence[Hashable]], made: Sequence[Sequence[Hashable]]) -> list[int | None]:
    """For each found row the number of the made one, or None.

    A row is a sequence of what it may be known by, the surest first (all its words and numbers, then its words alone). Equal
    rows are taken in their order. Where nothing else is left and nothing was added or deleted, the place decides.
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
    if len(found) == len(made):
        for at in range(len(found)):
            if taken[at] is None and at in free:
                taken[at] = at
                free.discard(at)
    return taken
