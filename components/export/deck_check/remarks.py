"""What else there is to say of a checked deck, a sentence each: another day, plan or language, copies, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal

from components.exhibits.address import Address, parse_address
from components.exhibits.tables import Table
from components.export.deck_check.mentions import mentions
from components.export.deck_check.parts import Part, Sheet
from components.export.deck_check.texts import COVER
from models.errors import ExportError

RemarkKind = Literal[
    "state", "other_day", "other_plan", "other_language", "later", "resaved", "order", "removed", "twice", "cut", "foreign"
]

#: Numbers left out, beyond which they were not left by slides that were removed.
_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence by its kind, with the values in it."""

    kind: RemarkKind
    values: Mapping[str, object]


def remarks(deck: Any, sheets: Sequence[Sheet], asked: Address | None, known_at: datetime | None) -> list[Remark]:
    """Return what a reader should know beside the differences; ``asked`` is what the page or command asks about."""
    parts = [part for sheet in sheets for part in sheet.parts if not part.address.startswith(f"{COVER}?")]
    return [
        *_states(parts, asked),
        *_later(parts, known_at),
        *([Remark("resaved", {})] if _is_resaved(deck) else []),
        *_order(sheets),
        *_copies(parts),
        *_missing(parts),
        *_foreign(sheets),
    ]


def _address(part: Part) -> Address | None:
    try:
        return parse_address(part.address)
    except ExportError:
        return None


def _states(parts: Sequence[Part], asked: Address | None) -> list[Remark]:
    """Name each day and plan of a deck merged from several, else what differs from the page."""
    found: dict[tuple[str, date, str], list[int]] = {}
    for part in parts:
        one = _address(part)
        if one is not None:
            found.setdefault((one.plan, one.as_of, one.language), []).append(part.slide)
    if len(found) > 1:
        return [Remark("state", {"plan": plan, "day": day, "slides": _numbers(at)}) for (plan, day, _), at in found.items()]
    remarks = []
    for plan, day, language in found:
        if asked is not None and plan != asked.plan:
            remarks.append(Remark("other_plan", {"plan": plan, "asked": asked.plan}))
        if asked is not None and day != asked.as_of:
            remarks.append(Remark("other_day", {"day": day, "asked": asked.as_of}))
        if asked is not None and language != asked.language:
            remarks.append(Remark("other_language", {}))
    return remarks


def _later(parts: Sequence[Part], known_at: datetime | None) -> list[Remark]:
    if known_at is None:
        return []
    made = [one.known_at for part in parts if (one := _address(part)) is not None and one.known_at is not None]
    return [Remark("later", {"made": max(made).date(), "known": known_at.date()})] if made and max(made) > known_at else []


def _is_resaved(deck: Any) -> bool:
    files = (part for part in deck.part.package.iter_parts() if part.partname == "/docProps/app.xml")
    return any(b"LibreOffice" in part.blob for part in files)


def _order(sheets: Sequence[Sheet]) -> list[Remark]:
    """Say that slides of ours were moved or removed: they were numbered one after the other, and keep their numbers."""
    ours = [sheet.slide.slide_id for sheet in sheets if sheet.parts]
    missing = set(range(min(ours), max(ours))) - {sheet.slide.slide_id for sheet in sheets}
    moved = [Remark("order", {})] if ours != sorted(ours) else []
    return [*moved, *([Remark("removed", {"n": len(missing)})] if 0 < len(missing) < _MOST else [])]


def _copies(parts: Sequence[Part]) -> list[Remark]:
    found: dict[tuple[str, str], list[int]] = {}
    for part in parts:
        for piece in {tag.piece for tag in part.tags if tag.is_body} or {""}:
            found.setdefault((part.address, piece), []).append(part.slide)
    names = {part.address: part.made.name for part in parts}
    return [
        Remark("twice", {"part": names[address], "slides": _numbers(slides)})
        for (address, _), slides in found.items()
        if len(set(slides)) > 1
    ]


def _missing(parts: Sequence[Part]) -> list[Remark]:
    """Name the exhibits of which a slide with some of the rows was removed."""
    found = []
    for address in dict.fromkeys(part.address for part in parts):
        own = [part for part in parts if part.address == address]
        body = own[0].made.body
        rows = {row for part in own for tag in part.tags if tag.is_body for row in _rows(tag.rows, body)}
        if isinstance(body, Table) and own[0].now is not None and 0 < len(rows) < len(body.rows):
            values = {"part": own[0].made.name, "n": len(body.rows) - len(rows), "slides": _numbers([part.slide for part in own])}
            found.append(Remark("cut", values))
    return found


def _rows(rows: slice, body: object) -> range:
    return range(len(body.rows))[rows] if isinstance(body, Table) else range(0)


def _foreign(sheets: Sequence[Sheet]) -> list[Remark]:
    """Name the slides without anything of ours that have numbers."""
    others = [sheet.number for sheet in sheets if not sheet.parts and any(map(mentions, sheet.texts))]
    return [Remark("foreign", {"slides": _numbers(others)})] if others else []


def _numbers(slides: Sequence[int]) -> str:
    """Return numbers of slides as people write them: 2, 5–9."""
    parts: list[list[int]] = []
    for number in sorted(set(slides)):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(one[0]) if len(one) == 1 else f"{one[0]}–{one[-1]}" for one in parts)
