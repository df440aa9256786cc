"""Readable colours: by contrast, and for colour-blind readers."""

from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import pytest

from components.theme import DARK, LIGHT, MARKS, Theme, chip, contrast, figure_layout, lightness, stage_shades, theme
from models.status import Status

LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
#: Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "full sight": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
}
#: Fixed by look.md.
AGREED = {
    Status.MET: "#0B5A43",
    Status.MET_LATE: "#8A6100",
    Status.ON_TRACK: "#1B7F5C",
    Status.AT_RISK: "#D98E04",
    Status.OFF_TRACK: "#C8372D",
    Status.MISSED: "#7A1F1A",
    Status.UNKNOWN: "#8A9199",
    Status.NOT_DUE: "#C9CED4",
    Status.SUSPENDED: "#6B7280",
}
Triple = tuple[float, float, float]


def linear(colour: str) -> Triple:
    """``#RRGGBB`` as linear RGB, 0 to 1."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return red, green, blue


def times(matrix: tuple[tuple[float, float, float], ...], rgb: Triple) -> Triple:
    """A matrix times a colour."""
    first, second, third = (sum(a * b for a, b in zip(row, rgb, strict=True)) for row in matrix)
    return first, second, third


def lab(rgb: Triple) -> Triple:
    """Linear sRGB as CIE L*a*b* (D65)."""
    to_xyz = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    clipped = (min(max(rgb[0], 0), 1), min(max(rgb[1], 0), 1), min(max(rgb[2], 0), 1))
    white = (0.95047, 1.0, 1.08883)
    x, y, z = (
        one ** (1 / 3) if one > 216 / 24389 else (24389 / 27 * one + 16) / 116
        for one in (value / whole for value, whole in zip(times(to_xyz, clipped), white, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Triple, other: Triple) -> float:
    """Distance of two L*a*b* colours (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c7 = ((hypot(a1, b1) + hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - sqrt(mean_c7 / (mean_c7 + 25**7)))
    c1, c2 = hypot((1 + g) * a1, b1), hypot((1 + g) * a2, b2)
    h1, h2 = degrees(atan2(b1, (1 + g) * a1)) % 360, degrees(atan2(b2, (1 + g) * a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    if turn == -180 and h2 > h1:
        turn = 180.0
    delta_l, delta_c, delta_h = l2 - l1, c2 - c1, 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    weight = (
        1
        - 0.17 * cos(radians(mean_h - 30))
        + 0.24 * cos(radians(2 * mean_h))
        + 0.32 * cos(radians(3 * mean_h + 6))
        - 0.20 * cos(radians(4 * mean_h - 63))
    )
    scale_l = 1 + 0.015 * (mean_l - 50) ** 2 / sqrt(20 + (mean_l - 50) ** 2)
    scale_c, scale_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * weight
    rotation = -sin(radians(60 * exp(-(((mean_h - 275) / 25) ** 2)))) * 2 * sqrt(mean_c**7 / (mean_c**7 + 25**7))
    part_l, part_c, part_h = delta_l / scale_l, delta_c / scale_c, delta_h / scale_h
    return sqrt(part_l**2 + part_c**2 + part_h**2 + rotation * part_c * part_h)


def distance(one: str, other: str, sight: str) -> float:
    """Distance of two colours for a kind of colour vision."""
    first, second = (lab(times(SIGHTS[sight], linear(colour))) for colour in (one, other))
    return ciede2000(first, second)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((50, -1, 2), (50, 0, 0), 2.3669),
    ],
)
def test_the_colour_distance_is_that_of_its_authors(one: Triple, other: Triple, expected: float) -> None:
    assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)


def test_white_against_black_has_the_greatest_contrast() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@LOOKS
@pytest.mark.parametrize("ground", ["paper", "panel"])
@pytest.mark.parametrize("colour", ["ink", "soft", "accent"])
def test_text_reads_on_its_ground(look: Theme, colour: str, ground: str) -> None:
    assert contrast(getattr(look, colour), getattr(look, ground)) >= 4.5


@LOOKS
def test_what_has_no_status_is_seen_on_paper(look: Theme) -> None:
    assert contrast(look.plain, look.paper) >= 3


@LOOKS
@pytest.mark.parametrize("status", Status)
def test_a_mark_is_seen_on_its_colour(look: Theme, status: Status) -> None:
    assert contrast(look.on(status), look.status[status]) >= 3


@LOOKS
@pytest.mark.parametrize("sight", SIGHTS)
def test_two_statuses_differ_in_mark_or_clearly_in_colour(look: Theme, sight: str) -> None:
    alike = [
        (one, other)
        for one, other in combinations(Status, 2)
        if MARKS[one] == MARKS[other] and distance(look.status[one], look.status[other], sight) < 15
    ]
    assert alike == []


@LOOKS
def test_every_status_has_a_colour_and_a_mark_of_one_sign(look: Theme) -> None:
    assert set(look.status) == set(Status) == set(MARKS)
    assert all(len(mark) == 1 for mark in MARKS.values())


@LOOKS
def test_what_has_no_status_has_no_colour_of_a_status(look: Theme) -> None:
    others = {look.ink, look.soft, look.paper, look.panel, look.line, look.accent, look.plain}
    assert not others & set(look.status.values())


def test_the_light_colours_are_those_agreed() -> None:
    assert {status: LIGHT.status[status] for status in AGREED} == AGREED


def test_a_browser_that_does_not_say_gets_the_light_theme() -> None:
    assert (theme(None), theme("light"), theme("dark")) == (LIGHT, LIGHT, DARK)


@LOOKS
def test_a_figure_has_the_colours_of_its_theme(look: Theme) -> None:
    layout = figure_layout(look)
    assert (layout["paper_bgcolor"], layout["plot_bgcolor"], layout["font"]["color"]) == (look.paper, look.paper, look.ink)
    assert not set(layout["colorway"]) & set(look.status.values())


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("status", list(Status))
def test_a_chip_can_be_read_in_the_ink_that_streamlit_takes(look: Theme, status: Status) -> None:
    colour = chip(look.status[status])
    is_bright = contrast(colour, "#000000") > (0.5 + 0.05) / 0.05  # a luminance of over one half
    assert contrast(colour, "#000000" if is_bright else "#FFFFFF") >= 4.5


def test_a_chip_keeps_a_colour_that_white_reads_on() -> None:
    assert chip(LIGHT.status[Status.OFF_TRACK]) == LIGHT.status[Status.OFF_TRACK]
    assert chip(LIGHT.status[Status.AT_RISK]) != LIGHT.status[Status.AT_RISK]


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
@pytest.mark.parametrize("stages", [1, 3, 5, 6])
def test_the_tints_of_stages_rise_in_even_steps_of_lightness(look: Theme, stages: int) -> None:
    steps = [lightness(shade) for shade in stage_shades(look, stages)]
    apart = [abs(after - before) for before, after in zip(steps, steps[1:], strict=False)]
    assert len(steps) == stages + 1
    assert min(apart) >= 8
    assert max(apart) - min(apart) < 1
