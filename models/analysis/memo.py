"""Values that are found once and shared by all days. Pure."""

from collections.abc import Callable, Hashable
from typing import ClassVar, Generic, TypeVar

V = TypeVar("V")


class Memo(Generic[V]):
    """Values by their keys, each found when it is first asked for. A value is never replaced: readers may share them."""

    is_shared: ClassVar[bool] = True
    own_bytes: ClassVar[int] = 0

    def __init__(self) -> None:
        self._found: dict[Hashable, V] = {}

    def take(self, key: Hashable, find: Callable[[], V]) -> V:
        """Return the value of a key."""
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]
