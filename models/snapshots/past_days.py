"""What was found of past days, carried over to other states of the store: only what new reports touch is found again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeAlias, TypeVar

from models.snapshots.plan_parts import PlanData

V = TypeVar("V")
#: Numbers of the batches whose reports are known.
Batches: TypeAlias = frozenset[int]
#: Values that are carried over: some years of months.
MOST = 64


@dataclass(frozen=True, slots=True)
class _PastDay:
    parts: PlanData
    batches: Batches
    value: Any


@dataclass
class PastDays:
    """Values of past days by a key, each with the plan and the batches from which it was found. Safe in threads."""

    _found: OrderedDict[Hashable, _PastDay] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(
        self,
        key: Hashable,
        parts: PlanData,
        batches: Batches,
        find: Callable[[], V],
        renew: Callable[[V, Batches], V],
    ) -> V:
        """Return the value of a key for a plan and the reports of some batches.

        ``renew`` makes it from the value found for other batches, which it takes, too; ``find`` makes it if there is none of the
        same plan.
        """
        with self._lock:
            before = self._found.get(key)
        value: V = renew(before.value, before.batches) if before is not None and before.parts is parts else find()
        with self._lock:
            self._found[key] = _PastDay(parts, batches, value)
            self._found.move_to_end(key)
            if len(self._found) > MOST:
                self._found.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget all values."""
        with self._lock:
            self._found.clear()
