"""The address of an exhibit: its name, plan, dates, filters and system time, as text that a file can carry for years."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import parse_qsl, urlencode

from models.errors import ExportError
from models.i18n import LANGUAGES

_INSTANTS = ("known_at", "known_before")
#: Years of plans; beyond them dates can be parsed and not computed with.
_FIRST_YEAR, _LAST_YEAR = 1900, 2999
#: Digits of a number of rows.
_LONGEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class Address:
    """Parameters of an exhibit: ``part`` is its key in the registry, the rest as in the address of a page.

    ``known_at`` None means as known now; ``known_before`` None means as known at the end of ``since``. ``chosen`` holds the
    filters that are set.
    """

    part: str
    plan: str
    as_of: date
    since: date
    language: str = "zh"
    known_at: datetime | None = None
    known_before: datetime | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return ``part?plan=…&as_of=…``, identical for identical exhibits."""
        pairs = {"plan": self.plan, "as_of": self.as_of.isoformat(), "since": self.since.isoformat(), "lang": self.language}
        instants = {name: getattr(self, name).isoformat() for name in _INSTANTS if getattr(self, name) is not None}
        set_ones = {name: value for name, value in sorted(self.chosen.items()) if value}
        return f"{self.part}?{urlencode(pairs | instants | set_ones)}"

    def known(self, at: datetime | None) -> "Address":
        """Return the same exhibit as known at another time; None is now."""
        return replace(self, known_at=at)


def parse_address(words: str) -> Address:
    """Parse the output of ``str(address)``. Raise ExportError if it is not an address."""
    part, _, query = words.partition("?")
    pairs = dict(parse_qsl(query))
    try:
        instants = {name: datetime.fromisoformat(pairs.pop(name)) if name in pairs else None for name in _INSTANTS}
        plan, language = pairs.pop("plan"), pairs.pop("lang")
        as_of, since = (date.fromisoformat(pairs.pop(name)) for name in ("as_of", "since"))
    except (KeyError, ValueError):
        raise ExportError("bad_address", value=words[:80]) from None
    times = [one for one in instants.values() if one is not None]
    is_plausible = all(_FIRST_YEAR <= day.year <= _LAST_YEAR for day in (as_of, since, *times))
    is_known = language in LANGUAGES and len(pairs.get("most", "")) <= _LONGEST_NUMBER
    if not is_plausible or not is_known or any(time.tzinfo is None for time in times):
        raise ExportError("bad_address", value=words[:80])
    return Address(part, plan, as_of, since, language, **instants, chosen=pairs)
