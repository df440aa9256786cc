"""Where a check of a deck looks things up: the store, as known when the deck was made and as known now."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache

from components.exhibits.address import Address, parse_address
from components.exhibits.model import Exhibit
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Table
from components.export.deck_check.causes import Causes
from components.export.deck_check.check import Sources
from components.export.deck_check.own_words import Fact
from components.export.deck_check.texts import COVER
from components.i18n.text import Text
from models.analysis.explanations import unit_of
from models.config import read_settings
from models.errors import SanbiaoError
from models.frames import rows_of
from models.i18n import LANGUAGES, singular
from models.typed_rows import Standing

_DECIMALS = 6


def sources_of(builder: ExhibitBuilder, *, day: date | None = None, asked: Address | None = None) -> Sources:
    """Return the sources of a check; ``day`` is the date that a deck is moved to, ``asked`` what its reader looks at."""

    def later(address: str) -> Address:
        return moved_to(parse_address(address), day).known(builder.now)

    causes = Causes(builder)
    return Sources(
        builder.make,
        lambda address: builder.make(later(address)),
        lambda addresses: _covers(builder, addresses, later),
        cache(lambda address: _facts(builder, address, later)),
        causes.of,
        cache(lambda address: _lost_plan(builder, address)),
        builder.now,
        asked,
    )


def moved_to(address: Address, day: date | None) -> Address:
    """Return the same exhibit on another date: its changes are then those since the deck that is moved."""
    if day is None or day == address.as_of:
        return address
    if day < address.as_of:
        return replace(address, as_of=day, since=min(address.since, day))
    return replace(address, as_of=day, since=address.as_of, known_before=address.known_at)


def _covers(builder: ExhibitBuilder, addresses: Sequence[str], later: Callable[[str], Address]) -> list[tuple[Exhibit, Exhibit]]:
    """Return the covers of the decks from which slides at these addresses can come: of each day, the city and its districts."""
    found = []
    for address in addresses:
        asked = _asked(builder, address)
        if asked is None:
            continue
        for district in dict.fromkeys(("", asked.chosen.get("district", ""))):
            found.append((replace(asked, part=COVER, chosen={"district": district}), address, district))
    return [_cover_pair(builder, *one, later) for one in {str(one[0]): one for one in found}.values()]


def _cover_pair(
    builder: ExhibitBuilder, asked: Address, address: str, district: str, later: Callable[[str], Address]
) -> tuple[Exhibit, Exhibit]:
    now = replace(later(address), part=COVER, chosen=asked.chosen)
    return _as_exhibit(builder, asked, district, asked.known_at), _as_exhibit(builder, now, district, asked.known_at)


def _as_exhibit(builder: ExhibitBuilder, address: Address, district: str, made_at: datetime | None) -> Exhibit:
    t, view, empty = Text(address.language), builder.snapshot(address).view, Table((), (), ())
    plan, name = t.name(view.head, "title"), t.names(view.districts).get(district, "")
    title = t("export.district_title", district=name, plan=plan) if name else t("export.deck_title", plan=plan)
    lines = [t("export.deck_subtitle", day=address.as_of), t("overview.source", source=view.head.source)]
    if made_at is not None:  # decks of meetings say so, as the papers of one do
        lines.append(t("export.known_at", at=made_at.astimezone(read_settings().zone)))
    return Exhibit(str(address), t("export.cover"), title, empty, empty, (), tuple(lines), "", demonstration=False)


def _asked(builder: ExhibitBuilder, address: str) -> Address | None:
    """Return a parsed address; None if it is none, or of a plan that this store does not have."""
    try:
        asked = parse_address(address)
        return asked if builder.snapshot(asked).view else None
    except SanbiaoError:
        return None


def _lost_plan(builder: ExhibitBuilder, address: str) -> str:
    """Return the plan of an address if this store does not have it, else ""."""
    try:
        return parse_address(address).plan if _asked(builder, address) is None else ""
    except SanbiaoError:
        return ""


def _facts(builder: ExhibitBuilder, address: str, later: Callable[[str], Address]) -> list[Fact]:
    """Return what the plan's targets have done, and what they shall do, under their names in both languages."""
    asked = _asked(builder, address)
    if asked is None:
        return []
    old, new = (rows_of(builder.snapshot(one).city, Standing) for one in (asked, later(address)))
    before = {row.code: row for row in old}
    found = []
    for row in new:
        units = tuple(unit for language in LANGUAGES if (unit := unit_of(row, language).strip()))
        if units:
            names = tuple(name for name in (row.name, row.name_en) if name)
            earlier = before.get(row.code, row)
            pairs = ((earlier.actual, row.actual), (earlier.target, row.target))
            every = tuple({*units, *map(singular, units)})
            found += [Fact(names, every, _decimal(one), _decimal(two), row.name) for one, two in pairs]
    return found


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else round(Decimal(value.numerator) / Decimal(value.denominator), _DECIMALS).normalize()
