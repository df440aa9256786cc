"""Colours, marks and base layout of figures, shared by the screen and all exports."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from models.status import Status

FONTS = "'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"

MARKS = {
    Status.MET: "✔",
    Status.MET_LATE: "✔",
    Status.ON_TRACK: "●",
    Status.AT_RISK: "▲",
    Status.OFF_TRACK: "■",
    Status.MISSED: "✖",
    Status.UNKNOWN: "?",
    Status.NOT_DUE: "○",
    Status.SUSPENDED: "‖",
    Status.ACTION: "–",
}


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of one theme. ``status`` colours mean status and nothing else; ``plain`` is for everything without a status.

    ``quiet`` are the colours of good and unknown states in cells and areas, so that what needs attention is seen first.
    """

    name: str
    ink: str
    soft: str
    paper: str
    panel: str
    line: str
    accent: str
    plain: str
    status: dict[Status, str]
    quiet: dict[Status, str]

    def ink_on(self, ground: str) -> str:
        """Return white or dark ink, whichever has the better contrast on a colour."""
        return max(("#FFFFFF", "#12181F"), key=lambda colour: contrast(colour, ground))

    def on(self, status: Status) -> str:
        """Return white or dark ink, whichever has the better contrast on the status's colour."""
        return self.ink_on(self.status[status])

    def edge(self, status: Status) -> str:
        """Return the colour of a ring in a status: its own, or a plain one for the pale grey of what is not due."""
        return self.soft if status is Status.NOT_DUE else self.status[status]


LIGHT = Theme(
    name="light",
    ink="#1F2933",
    soft="#52606D",
    paper="#FFFFFF",
    panel="#F4F6F8",
    line="#D9DEE4",
    accent="#1F4E79",
    plain="#7B8FA6",
    status={
        Status.MET: "#0B5A43",
        Status.MET_LATE: "#8A6100",
        Status.ON_TRACK: "#1B7F5C",
        Status.AT_RISK: "#D98E04",
        Status.OFF_TRACK: "#C8372D",
        Status.MISSED: "#7A1F1A",
        Status.UNKNOWN: "#8A9199",
        Status.NOT_DUE: "#C9CED4",
        Status.SUSPENDED: "#6B7280",
        Status.ACTION: "#E4E8ED",
    },
    quiet={
        Status.MET: "#5E9F86",
        Status.MET_LATE: "#B79A5B",
        Status.ON_TRACK: "#CBE3D8",
        Status.UNKNOWN: "#E3E6EA",
        Status.NOT_DUE: "#F0F2F4",
        Status.SUSPENDED: "#C9CED4",
    },
)

DARK = Theme(
    name="dark",
    ink="#E8ECF0",
    soft="#A9B4C0",
    paper="#12181F",
    panel="#1B232C",
    line="#3A4551",
    accent="#8CB8E0",
    plain="#8FA3BA",
    status={
        Status.MET: "#7FD6B5",
        Status.MET_LATE: "#D9B25A",
        Status.ON_TRACK: "#3DAE85",
        Status.AT_RISK: "#F2A81D",
        Status.OFF_TRACK: "#F0625A",
        Status.MISSED: "#C9807B",
        Status.UNKNOWN: "#8A9199",
        Status.NOT_DUE: "#5B6672",
        Status.SUSPENDED: "#77808C",
        Status.ACTION: "#36414D",
    },
    quiet={
        Status.MET: "#3F8A6D",
        Status.MET_LATE: "#8A7136",
        Status.ON_TRACK: "#23473A",
        Status.UNKNOWN: "#36414D",
        Status.NOT_DUE: "#1F2831",
        Status.SUSPENDED: "#4A545F",
    },
)


def theme(name: str | None) -> Theme:
    """Return the theme by the name that the browser reports; light if it reports none."""
    return DARK if name == "dark" else LIGHT


@cache
def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours ``#RRGGBB``, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lights = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@cache
def grey(colour: str) -> str:
    """Return the grey with the luminance of a colour ``#RRGGBB``: its contrast with any other one stays."""
    light = _luminance(colour)
    part = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(255 * part):02X}" * 3


def _mixed(one: str, other: str, share: float) -> str:
    """Mix two colours, by the share of the other one."""
    parts = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (one, other)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in zip(*parts, strict=True))


@cache
def chip(colour: str) -> str:
    """Return the colour of a chip in a table; Streamlit writes on it in white, or in black above a luminance of one half.

    It is unchanged if white is legible on it (4.5 to 1), else lightened as much as black needs.
    """
    if contrast("#FFFFFF", colour) >= 4.5:
        return colour
    lighter = (_mixed(colour, "#FFFFFF", share / 100) for share in range(101))
    return next(one for one in lighter if _luminance(one) > 0.5)


def stage_shades(look: Theme, stages: int) -> list[str]:
    """Return a shade for each stage, the last one first, and one for programmes not yet begun; none is a status colour.

    The lightness of CIELAB falls or rises in even steps, so that every two neighbours are told apart.
    """
    first = look.accent if look.name == "light" else _mixed(look.accent, "#FFFFFF", 0.5)
    mixes = [_mixed(first, look.line, share / 200) for share in range(201)]
    ends = lightness(mixes[0]), lightness(mixes[-1])
    wanted = [ends[0] + (ends[1] - ends[0]) * step / max(stages, 1) for step in range(stages + 1)]
    return [min(mixes, key=lambda one: abs(lightness(one) - value)) for value in wanted]


@cache
def lightness(colour: str) -> float:
    """Return the lightness of a colour ``#RRGGBB`` in CIELAB, 0 for black to 100 for white."""
    light = _luminance(colour)
    return 116 * light ** (1 / 3) - 16 if light > 216 / 24389 else light * 24389 / 27


#: Font size of figures in pixels, and their margins without the space of labels.
LETTER = 14
MARGIN = {"l": 8, "r": 16, "t": 12, "b": 8}


def figure_layout(look: Theme) -> dict[str, Any]:
    """Return the base layout of every figure: our fonts and inks, hairlines, no legend where labels are direct.

    A finger that passes over a figure scrolls the page instead of the figure.
    """
    axis = {"gridcolor": look.line, "linecolor": look.line, "zeroline": False, "ticks": "", "fixedrange": True}
    return {
        "font": {"family": FONTS, "size": LETTER, "color": look.ink},
        "paper_bgcolor": look.paper,
        "plot_bgcolor": look.paper,
        "colorway": [look.plain, look.accent],
        "margin": MARGIN,
        "xaxis": axis,
        "yaxis": axis,
        "hoverlabel": {"font": {"family": FONTS}},
        "separators": ".,",
        "showlegend": False,
        "bargap": 0.35,
    }


#: Order of statuses on the strip and in bars, the best first.
ORDER = (
    Status.MET,
    Status.MET_LATE,
    Status.ON_TRACK,
    Status.AT_RISK,
    Status.OFF_TRACK,
    Status.MISSED,
    Status.UNKNOWN,
    Status.NOT_DUE,
    Status.SUSPENDED,
)
