"""What the browser is given of each slide: its sentence, its drawing for a wide and for a narrow screen, its foot. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

from components.export.address import parse_address
from components.export.parts import Part, Table
from components.export.pictures.picture import svg
from components.export.subjects.overview import REVISED
from components.text import Text
from components.theme import Theme

#: Width and height in which a body is drawn. On a screen of 1920 by 1080 its letters of 13 to 16 units are 29 to 36 pixels
#: high, on one of 1024 by 768 they are 20 to 25.
WIDE, NARROW = (820, 360), (640, 364)
#: The columns of tables that can be read from the last row of the room; what a table says beside them is in the papers.
ROOM: Mapping[str, tuple[int, ...]] = {
    "decisions": (1, 2, 4, 5, 6),
    "worst": (0, 1, 2, 3, 5),
    "changes": (0, 1, 2, 4, 5, 6, 7),
    "late_projects": (0, 1, 2, 3, 5, 6),
    "late_programmes": (0, 1, 2, 3, 5, 6),
}


class Slide(TypedDict):
    """One slide as the browser takes it; ``about`` are the codes and names that a decision on it can hang on."""

    title: str
    wide: str
    narrow: str
    foot: str
    district: str
    demonstration: bool
    about: list[tuple[str, str]]


def slide(part: Part, *, t: Text, look: Theme, names: Mapping[str, str], district: str = "") -> Slide:
    """The slide of a part; ``names`` are those of everything that can be decided on, ``district`` that which it is about."""

    shown = for_room(part)

    def drawn(size: tuple[int, int]) -> str:
        return svg(shown, t=t, look=look, width=size[0], height=size[1], framed=False)

    return Slide(
        title=part.title,
        wide=drawn(WIDE),
        narrow=drawn(NARROW),
        foot=t("card.dot").join(part.foot),
        district=district,
        demonstration=part.demonstration,
        about=[(key, names[key]) for key in part.data.keys if key in names],
    )


def for_room(part: Part) -> Part:
    """The part with those columns of its table that can be read from the last row, and with what a revised plan changed."""
    kept = ROOM.get(parse_address(part.address).part)
    if kept is None or not isinstance(part.body, Table):
        return part
    revised = tuple(at for at, column in enumerate(part.body.columns) if column.key in REVISED)
    columns = tuple(part.body.columns[at] for at in (*kept, *revised))
    rows = tuple(tuple(row[at] for at in (*kept, *revised)) for row in part.body.rows)
    return replace(part, body=Table(columns, rows, part.body.keys))
