"""Colours of a deck's theme: whatever is no status takes its colour from the template, in tints of text and accent.

Statuses keep colours of their own: green, amber and red mean the same on every screen, paper and template, and a brand's red
must never read as "off track".
"""

from colorsys import hls_to_rgb, rgb_to_hls
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.slide import Slide

#: Inks by their use: a colour of the theme, and after "/" the share of its lightness in percent, the rest being white.
INK, SOFT, PLAIN, RIVER, LINE = "tx1", "tx2", "tx2/75", "tx2/40", "tx1/15"
PAPER, PANEL, ACCENT, PALE = "bg1", "bg2", "accent1", "accent1/20"
#: Palest share of an ink among the segments of a stack.
_PALEST = 20


def colour(ink: str) -> Any:
    """Return the element of a colour: ``#RRGGBB``, one of the deck's theme ("tx1"), or a tint of it ("tx1/15")."""
    name, _, share = ink.partition("/")
    is_rgb = ink.startswith("#")
    element = piece("a:srgbClr" if is_rgb else "a:schemeClr", val=ink[1:].upper() if is_rgb else name)
    if share:
        element.append(piece("a:lumMod", val=f"{share}000"))
        element.append(piece("a:lumOff", val=f"{100 - int(share)}000"))
    return element


def piece(tag: str, *children: Any, **attributes: str) -> Any:
    """Return an element of the file format."""
    element: Any = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(name, value)
    element.extend(children)
    return element


def ink_of(element: Any) -> str:
    """Return the ink of an element that ``colour`` made of the deck's theme."""
    share = element.find(qn("a:lumMod"))
    return str(element.get("val")) + ("" if share is None else f"/{int(share.get('val')) // 1000}")


def tints(segments: int) -> list[str]:
    """Return tints for segments without a status, from the full ink to a pale one in even steps; the accent may be a red."""
    return [f"{SOFT}/{round(100 - (100 - _PALEST) * at / max(1, segments - 1))}" for at in range(segments)]


def shown_as(slide: Slide, ink: str) -> str:
    """Return an ink as ``#RRGGBB``, as the theme of the slide's master has it."""
    if ink.startswith("#"):
        return ink
    name, _, share = ink.partition("/")
    master = slide.slide_layout.slide_master
    slot = master._element.find(qn("p:clrMap")).get(name, name)
    theme: Any = parse_xml(master.part.part_related_by(REL.THEME).blob)
    chosen = next(theme.iter(qn(f"a:{slot}")))[0]
    value = chosen.get("lastClr") or chosen.get("val")
    return _tinted(value, int(share or 100) / 100)


def _tinted(value: str, share: float) -> str:
    hue, light, full = rgb_to_hls(*(int(value[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    return "#" + "".join(f"{round(255 * part):02X}" for part in hls_to_rgb(hue, light * share + 1 - share, full))
