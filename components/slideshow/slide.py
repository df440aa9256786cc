"""Slides as data for the browser: headline, a drawing for wide and for narrow screens, footer. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypedDict

from components.exhibits.address import Address, parse_address
from components.exhibits.context import NOTHING
from components.exhibits.model import Bars, Body, Exhibit, Stack, Timeline
from components.exhibits.tables import Cell, Column, Table
from components.exhibits.targets import REVISED
from components.export.svg.picture import shrinkage, svg
from components.i18n import headlines
from components.i18n.text import Text
from components.theme import Theme
from components.typography import BODY, TINY, shortened
from models.typed_rows import NarrativeRow

#: Width and height of a drawn body. On a screen of 1920 by 1080 its letters of 13 to 16 units are 29 to 36 pixels high, on one of
#: 1024 by 768 they are 20 to 25.
WIDE, NARROW = (820, 360), (640, 364)
#: Least size of letters in units of a drawn body: 28 pixels on a screen of 1920 by 1080.
LEAST = 12.46
#: Table columns legible from the last row of the room; the others are only in the papers.
ROOM: Mapping[str, tuple[int, ...]] = {
    "decisions": (1, 2, 4, 5, 6),
    "worst": (0, 1, 2, 3, 5),
    "section": (0, 1, 2, 3, 5),
    "changes": (0, 1, 2, 3, 7),
    "district": (0, 1, 2, 3),
    "late_projects": (0, 1, 2, 3, 5, 6),
    "late_programmes": (0, 1, 2, 3, 5, 6),
}


#: Number columns merged into one text column for the room, placed before the last kept column; zeros are omitted.
JOINED: Mapping[str, tuple[int, ...]] = {"changes": (4, 5, 6)}
#: Maximum letters of a reason below the name of its target, and the column of that name.
LONGEST_REASON, NAMES = 28, {"worst": 1, "section": 1}


class Picture(TypedDict):
    """A picture of a film: its sentence, and its drawings for wide and for narrow screens."""

    title: str
    wide: str
    narrow: str


class Slide(TypedDict):
    """One slide for the browser; ``about`` and ``about_district`` are the possible subjects of a decision on it, by code.

    ``frames`` are shown one a key press in place of the drawing, which is the last of them.
    """

    title: str
    said: str
    wide: str
    narrow: str
    foot: str
    district: str
    demonstration: bool
    about: list[tuple[str, str]]
    about_district: str
    frames: list[Picture]


def slide(
    part: Exhibit,
    *,
    t: Text,
    look: Theme,
    names: Mapping[str, str],
    narratives: Mapping[str, NarrativeRow] | None = None,
    district: str = "",
) -> Slide:
    """Return the slide of an exhibit.

    ``names`` are those of everything that can be decided on, ``narratives`` are rows of ``read_narratives``, both by code;
    ``district`` is the district that the slide is about.
    """
    said, chosen = narratives or {}, parse_address(part.address).chosen
    shown = for_room(part, t, {code: row.reason for code, row in said.items()})

    def drawn(size: tuple[int, int], body: Body) -> str:
        return svg(replace(shown, body=body), t=t, look=look, width=size[0], height=size[1], framed=False)

    frames = [Picture(title=one.title, wide=drawn(WIDE, one.body), narrow=drawn(NARROW, one.body)) for one in part.frames]
    return Slide(
        title=part.title,
        said=headlines.narrative(t, said.get(chosen.get("target", ""))),
        wide=frames[-1]["wide"] if frames else drawn(WIDE, shown.body),
        narrow=frames[-1]["narrow"] if frames else drawn(NARROW, shown.body),
        foot=t("card.dot").join(part.foot),
        district=district,
        demonstration=part.demonstration,
        about=[(key, names[key]) for key in (chosen.get("target", ""), *part.data.keys) if key in names],
        about_district=chosen.get("district", ""),
        frames=frames,
    )


def legible(make: Callable[[Address], Exhibit], asked: Address, t: Text) -> Exhibit:
    """Return the exhibit at an address with as many rows as are legible from the last row of the room."""
    part = make(asked)
    while (rows := _rows(part)) and (over := _too_small(part, t)) > 1:
        most = max(min(int(rows / over), rows - 1), 1)
        fewer = make(replace(asked, chosen={**asked.chosen, "most": str(most)}))
        if not 0 < _rows(fewer) < rows:
            break
        part = fewer
    return part


def _too_small(part: Exhibit, t: Text) -> float:
    """Return the factor by which the smallest letters of a slide are too small; at most 1 if they are legible."""
    smallest = BODY if type(part.body) is Table else TINY
    width, height = WIDE
    return LEAST * shrinkage(for_room(part, t, {}), t=t, width=width, height=height) / smallest


def _rows(part: Exhibit) -> int:
    return len(part.body.keys) if isinstance(part.body, Table | Bars | Stack | Timeline) else 0


def for_room(part: Exhibit, t: Text, reasons: Mapping[str, str]) -> Exhibit:
    """Return the exhibit with only the columns legible from the last row, and the reasons of targets by their code."""
    name = parse_address(part.address).part
    if name not in ROOM or not isinstance(part.body, Table):
        return part
    body, kept = part.body, ROOM[name]
    joined = (*JOINED.get(name, ()), *(at for at, column in enumerate(body.columns) if column.key in REVISED))
    columns, rows = [body.columns[at] for at in kept], [[row[at] for at in kept] for row in body.rows]
    if joined:
        columns.insert(-1, Column(t("part.why"), 24))
        for short, row in zip(rows, body.rows, strict=True):
            said = [f"{body.columns[at].title}{t('part.blank')}{row[at].text}" for at in joined if row[at].value]
            short.insert(-1, Cell(t("headline.comma").join(said) or NOTHING))
    if name in NAMES:
        for short, key in zip(rows, body.keys, strict=True):
            under = shortened(reasons.get(key, ""), LONGEST_REASON * BODY)
            short[NAMES[name]] = Cell("\n".join(filter(None, (short[NAMES[name]].text, under))))
    return replace(part, body=Table(tuple(columns), tuple(map(tuple, rows)), body.keys))
