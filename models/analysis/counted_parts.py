"""Which works and quotas count for which target, in the whole city or in a district. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import ClassVar, Generic, TypeVar

import pandas as pd

from models.frames import rows_of
from models.typed_rows import PartRow, QuotaRow

P = TypeVar("P", bound=PartRow)
NO_WORKS = pd.DataFrame(columns=[field.name for field in fields(PartRow)])
NO_QUOTAS = pd.DataFrame(columns=[field.name for field in fields(QuotaRow)])


@dataclass(frozen=True, slots=True)
class PartList:
    """The codes of some works or quotas; ``origin`` is that of the first, ``quota`` the sum of the quotas."""

    codes: tuple[str, ...] = ()
    origin: str | None = None
    quota: int = 0


class CountedParts(Generic[P]):
    """An index of works or quotas by the targets for which they count, and by district; it belongs to the plan on all days."""

    is_shared: ClassVar[bool] = True
    own_bytes: ClassVar[int] = 0

    def __init__(self, parts: Iterable[P]) -> None:
        rows: dict[tuple[str, str | None], list[P]] = {}
        for row in parts:
            for target in row.targets:
                for district in (None, row.district):
                    rows.setdefault((target, district), []).append(row)
        self._lists = {key: self._list_of(own) for key, own in rows.items()}
        #: The targets for which any of them counts.
        self.targets = frozenset(target for target, _ in rows)

    def of(self, target: str, district: str = "") -> PartList:
        """Return those that count for a target, in the city or in a district."""
        return self._lists.get((target, district or None), PartList())

    def by_district(self) -> Iterator[tuple[str, str, PartList]]:
        """Return each target with each district of which any counts for it ("" for those of none), and these."""
        return ((target, district, own) for (target, district), own in self._lists.items() if district is not None)

    def _list_of(self, rows: Sequence[P]) -> PartList:
        return PartList(tuple(row.code for row in rows), rows[0].origin)


class CountedWorks(CountedParts[PartRow]):
    """An index of projects and programmes."""

    def __init__(self, works: pd.DataFrame) -> None:
        super().__init__(rows_of(works, PartRow))


@dataclass(frozen=True, slots=True)
class _Quota(PartRow):
    """A quota as far as it counts for targets."""

    quota: int


class CountedQuotas(CountedParts[_Quota]):
    """An index of quotas."""

    def __init__(self, quotas: pd.DataFrame) -> None:
        super().__init__(rows_of(quotas, _Quota))

    def _list_of(self, rows: Sequence[_Quota]) -> PartList:
        return PartList(tuple(row.code for row in rows), rows[0].origin, sum(row.quota for row in rows))
