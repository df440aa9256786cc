"""The briefing as PDF, set by Typst from a template; its text is passed as JSON and never parsed as markup."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import typst

from components.exhibits.model import Exhibit, Map, is_blank
from components.exhibits.tables import Board, Cell, Table
from components.export.briefing_outline import Briefing, Caption, Section, alt_of, captions_of, foot_of, label_of
from components.export.docx.table import widths_of
from components.export.grey import grey_svg
from components.export.pptx.cuts import cut
from components.export.pptx.table import fair_cuts
from components.export.svg.picture import svg
from components.i18n.text import Text
from components.theme import LIGHT, grey
from components.typography import clean
from models.errors import SanbiaoError

TEMPLATE = Path(__file__).with_name("briefing.typ")
#: Fonts with Chinese characters, as named on Windows, macOS and Linux; those of official documents first.
HEADING_FONTS = ("SimHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimSun")
BODY_FONTS = ("FangSong", "STFangsong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", *HEADING_FONTS)
LATIN_FONTS = ("Times New Roman", "Liberation Serif", "Libertinus Serif")
#: PDF that can be read aloud; Typst refuses what does not conform.
_STANDARD: Final = "ua-1"
#: Width of pictures in pixels: over 16 cm, letters of 16 pixels are then 8 points high.
_PIXELS = 900
#: Width of a map as a share of that of the text: it shares its page with a table.
_MAP = 0.75
#: Greatest height of a board in pixels: with title and sentences, it has room on the first page.
_HIGH = 900


class BriefingError(SanbiaoError):
    """The briefing cannot be typeset here: no Chinese font was found, or Typst failed."""


def briefing_pdf(briefing: Briefing, *, t: Text, in_grey: bool = False) -> bytes:
    """Return the briefing as PDF/UA on A4: tagged, with title and language; ``in_grey`` for a printer without colours.

    Raise BriefingError if it cannot be typeset.
    """
    try:
        return _typeset(_data(briefing, t=t, shown_as=grey if in_grey else str))
    except typst.TypstError as error:
        raise BriefingError("pdf_failed", reason=error.message) from error


def _typeset(data: str) -> bytes:
    """Return the PDF as PDF/UA; as tagged PDF where a sign, such as an emoji, is in no font of this machine."""
    template, values = TEMPLATE.read_bytes(), {"data": data}
    try:
        return typst.compile(template, format="pdf", font_paths=_fonts(), sys_inputs=values, pdf_standards=[_STANDARD])
    except typst.TypstError:
        return typst.compile(template, format="pdf", font_paths=_fonts(), sys_inputs=values)


@cache
def _fonts() -> typst.Fonts:
    """Return the fonts of this machine, searched for once."""
    return typst.Fonts()


def _chosen() -> dict[str, list[Any]]:
    """Return the installed fonts among those wished for: Latin letters have a font of their own in running text."""
    there = {name.casefold(): name for name in _fonts().families()}
    heading, body, latin = (
        [there[name.casefold()] for name in wanted if name.casefold() in there]
        for wanted in (HEADING_FONTS, BODY_FONTS, LATIN_FONTS)
    )
    if not body:
        raise BriefingError("no_chinese_font", fonts=", ".join(BODY_FONTS[:3]))
    own = [{"name": name, "covers": "latin-in-cjk"} for name in latin[:1]]
    return {"heading": heading or body, "body": [*own, *body]}


def _data(briefing: Briefing, *, t: Text, shown_as: Callable[[str], str]) -> str:
    titles = iter(captions_of(briefing.sections))
    values = {
        "language": t.language,
        "fonts": _chosen(),
        "look": {name: shown_as(getattr(LIGHT, name)) for name in ("ink", "soft", "line", "panel")},
        "title": clean(briefing.title),
        "head": briefing.store_head,
        "day": t("briefing.as_of", day=briefing.day),
        "mark": t("briefing.demonstration") if briefing.demonstration else "",
        "lines": list(map(clean, briefing.lines)),
        "sections": [_section(section, titles, t=t, shown_as=shown_as) for section in briefing.sections],
    }
    return json.dumps(values, ensure_ascii=False)


def _section(section: Section, titles: Iterator[Caption], *, t: Text, shown_as: Callable[[str], str]) -> dict[str, Any]:
    parts = [
        _part(part, t=t, shown_as=shown_as) | {"title": label_of(title, t=t)}
        for part, title in zip(section.parts, titles, strict=False)
    ]
    return {"heading": clean(section.heading), "sentences": list(map(clean, section.sentences)), "parts": parts}


def _part(part: Exhibit, *, t: Text, shown_as: Callable[[str], str]) -> dict[str, Any]:
    said = {"notes": list(map(clean, part.notes)), "foot": foot_of(part)}
    if is_blank(part.body):
        return said | {"kind": "empty", "empty": t("briefing.empty")}
    if isinstance(part.body, Table) and not isinstance(part.body, Board):
        return said | {"kind": "table"} | _table(part.body, shown_as)
    width = _MAP if isinstance(part.body, Map) else 1
    drawn = [grey_svg(one) if shown_as is grey else one for one in _pieces(part, round(_PIXELS * width), t=t)]
    return said | {"kind": "picture", "svgs": drawn, "alt": alt_of(part), "width": width}


def _pieces(part: Exhibit, width: int, *, t: Text) -> list[str]:
    """Return an exhibit as pictures: a board that is too high for the rest of a page in several, parted between its groups."""
    whole, body = svg(part, t=t, width=width, framed=False), part.body
    found = re.search(r'height="([\d.]+)"', whole)
    high = float(found[1]) if found else 0
    if not isinstance(body, Board) or high <= _HIGH:
        return [whole]
    room = max(1, int(len(body.rows) * _HIGH / high))
    cuts = fair_cuts([1] * len(body.rows), room, frozenset(group.start for group in body.groups))
    return [svg(replace(part, body=cut(body, rows)), t=t, width=width, framed=False) for rows in cuts]


def _table(table: Table, shown_as: Callable[[str], str]) -> dict[str, Any]:
    """Return columns, rows, and the width of each column in centimetres."""
    columns = [{"title": clean(column.title), "number": column.is_number} for column in table.columns]
    widths = [round(width.cm, 2) for width in widths_of(table)]
    return {"columns": columns, "widths": widths, "rows": [[_cell(cell, shown_as) for cell in row] for row in table.rows]}


def _cell(cell: Cell, shown_as: Callable[[str], str]) -> dict[str, str]:
    status = cell.status
    fill, ink = ("", "") if status is None else (shown_as(LIGHT.status[status]), LIGHT.on(status))
    return {"text": clean(cell.text), "fill": fill, "ink": ink}
