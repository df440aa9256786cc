"""Which works count for which target, in the whole city or in a district. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import pandas as pd

from models.frames import rows_of
from models.typed_rows import PartRow

NO_WORKS = pd.DataFrame(columns=[field.name for field in fields(PartRow)])


@dataclass(frozen=True, slots=True)
class WorkList:
    """The codes of some works; ``origin`` is that of the first, None if there are none."""

    codes: tuple[str, ...] = ()
    origin: str | None = None


class CountedWorks:
    """An index of projects and programmes by the targets for which they count, and by district."""

    def __init__(self, works: pd.DataFrame) -> None:
        rows: dict[tuple[str, str], list[PartRow]] = {}
        for row in rows_of(works, PartRow):
            for target in row.targets:
                for district in ("", row.district) if row.district else ("",):
                    rows.setdefault((target, district), []).append(row)
        self._lists = {key: _list_of(own) for key, own in rows.items()}
        #: The targets for which any work counts.
        self.targets = {target for target, _ in rows}

    def of(self, target: str, district: str = "") -> WorkList:
        """Return the works that count for a target, in the city or in a district."""
        return self._lists.get((target, district), WorkList())


def _list_of(rows: Sequence[PartRow]) -> WorkList:
    return WorkList(tuple(row.code for row in rows), rows[0].origin)
