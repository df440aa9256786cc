"""What is kept of the days that were asked for, within a bound in bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from operator import itemgetter
from threading import Lock
from typing import Any, TypeVar

from models.snapshots.kept import bytes_kept
from models.snapshots.sizes import size_of

V = TypeVar("V")
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class _Entry:
    """A value, and its own bytes without what it computes later."""

    value: Any
    size: int

    @property
    def held(self) -> int:
        """The bytes of the value now."""
        return self.size + bytes_kept(self.value)


class Shelf:
    """Values by the version of the store and a key, at most ``most`` bytes of them. Safe in threads.

    Those of the oldest version leave first, and of one version those that nobody asked for longest. The newest value stays,
    however large it is. A reader who still has a value that left keeps it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[tuple[Any, ...], _Entry] = OrderedDict()
        self._lock = Lock()

    def take(self, version: int, key: tuple[Hashable, ...], make: Callable[[], V]) -> V:
        """Return the value of a key, made if it is not there."""
        whole = (version, *key)
        with self._lock:
            if whole in self._entries:
                self._entries.move_to_end(whole)
                found: V = self._entries[whole].value
                return found
        made = make()  # without the lock: making a value asks for others
        entry = _Entry(made, size_of(made))
        with self._lock:
            entry = self._entries.setdefault(whole, entry)
            self._entries.move_to_end(whole)
            self._make_room()
            kept: V = entry.value
        return kept

    @property
    def held(self) -> int:
        """The bytes of all values now."""
        with self._lock:
            return sum(entry.held for entry in self._entries.values())

    def __len__(self) -> int:
        """The number of values."""
        return len(self._entries)

    def _make_room(self) -> None:
        held = {key: entry.held for key, entry in self._entries.items()}
        total = sum(held.values())
        for key in sorted(list(held)[:-1], key=itemgetter(0)):  # stable: of one version in the order of their last use
            if total <= self._most:
                return
            total -= held[key]
            del self._entries[key]
