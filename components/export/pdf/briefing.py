"""The briefing as PDF, set by Typst from a template; its text is passed as JSON and never parsed as markup."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import typst

from components.exhibits.model import Exhibit, is_blank
from components.exhibits.tables import Board, Cell, Table
from components.export.briefing_outline import Briefing, Section, alt_of, foot_of
from components.export.docx.table import widths_of
from components.export.svg.picture import svg
from components.i18n.text import Text
from components.theme import LIGHT
from components.typography import clean
from models.errors import SanbiaoError

TEMPLATE = Path(__file__).with_name("briefing.typ")
#: Fonts with Chinese characters, as named on Windows, macOS and Linux; those of official documents first.
HEADING_FONTS = ("SimHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "SimSun")
BODY_FONTS = ("FangSong", "STFangsong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", *HEADING_FONTS)
LATIN_FONTS = ("Times New Roman", "Liberation Serif", "Libertinus Serif")
#: Width of pictures in pixels: over 16 cm, letters of 16 pixels are then 8 points high.
_PIXELS = 900


class BriefingError(SanbiaoError):
    """The briefing cannot be typeset here: no Chinese font was found, or Typst failed."""


def briefing_pdf(briefing: Briefing, *, t: Text) -> bytes:
    """Return the briefing as tagged PDF with a title, A4. Raise BriefingError if it cannot be typeset."""
    try:
        return typst.compile(TEMPLATE.read_bytes(), format="pdf", font_paths=_fonts(), sys_inputs={"data": _data(briefing, t=t)})
    except typst.TypstError as error:
        raise BriefingError("pdf_failed", reason=error.message) from error


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


def _data(briefing: Briefing, *, t: Text) -> str:
    values = {
        "language": t.language,
        "fonts": _chosen(),
        "look": {"ink": LIGHT.ink, "soft": LIGHT.soft, "line": LIGHT.line, "panel": LIGHT.panel},
        "title": clean(briefing.title),
        "head": briefing.store_head,
        "day": t("briefing.as_of", day=briefing.day),
        "mark": t("briefing.demonstration") if briefing.demonstration else "",
        "lines": list(map(clean, briefing.lines)),
        "sections": [_section(section, t=t) for section in briefing.sections],
    }
    return json.dumps(values, ensure_ascii=False)


def _section(section: Section, *, t: Text) -> dict[str, Any]:
    parts = [_part(part, t=t) for part in section.parts]
    return {"heading": clean(section.heading), "sentences": list(map(clean, section.sentences)), "parts": parts}


def _part(part: Exhibit, *, t: Text) -> dict[str, Any]:
    said = {"title": clean(part.title), "notes": list(map(clean, part.notes)), "foot": foot_of(part)}
    if is_blank(part.body):
        return said | {"kind": "empty", "empty": t("briefing.empty")}
    if isinstance(part.body, Table) and not isinstance(part.body, Board):
        return said | {"kind": "table"} | _table(part.body)
    return said | {"kind": "picture", "svg": svg(part, t=t, width=_PIXELS, framed=False), "alt": alt_of(part)}


def _table(table: Table) -> dict[str, Any]:
    """Return columns, rows, and the width of each column in centimetres."""
    columns = [{"title": clean(column.title), "number": column.is_number} for column in table.columns]
    widths = [round(width.cm, 2) for width in widths_of(table)]
    return {"columns": columns, "widths": widths, "rows": [[_cell(cell) for cell in row] for row in table.rows]}


def _cell(cell: Cell) -> dict[str, str]:
    status = cell.status
    fill, ink = ("", "") if status is None else (LIGHT.status[status], LIGHT.on(status))
    return {"text": clean(cell.text), "fill": fill, "ink": ink}
