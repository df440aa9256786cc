"""The capsule: the whole dashboard in one HTML file that opens from a USB stick, without a server.

It runs nothing but its own script. Each view (a district in a language) is a deflated JSON of its exhibits, which the browser
unpacks when the view is chosen. Texts are data throughout: the script sets them as text. The numbers of every exhibit are also in
clear as JSON in ``#figures``.
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from components.exhibits.model import Exhibit
from components.exhibits.tables import Board, Cell, Table
from components.export.store_head import head_words
from components.export.svg.picture import svg
from components.i18n.text import Text
from components.theme import DARK, FONTS, LIGHT, Theme

HERE = Path(__file__).parent
#: Widths of charts in pixels: for a card on a desktop, for a phone.
WIDTHS = {"wide": 760, "narrow": 520}
_LABELS = ("all", "district", "language", "numbers", "notes", "demonstration", "overview", "old_browser", "sort")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_NAMES = {"zh": "中文", "en": "English"}

Views = Mapping[tuple[str, str], Sequence[Exhibit]]


def capsule(views: Views, *, districts: Mapping[str, Mapping[str, str]], titles: Mapping[str, str], demonstration: bool) -> bytes:
    """Return one HTML file of all views by language and district ("" is the city); district names and titles are by language."""
    script = (HERE / "offline.js").read_text("utf-8")
    data = {
        "views": {f"{language}/{code}": _view(parts, Text(language)) for (language, code), parts in views.items()},
        "languages": {language: _language(language, views, districts, titles) for language in _languages(views)},
        "demonstration": demonstration,
    }
    fill = {
        "@@LANGUAGE@@": _languages(views)[0],
        "@@HEAD@@": escape(head_words([part for parts in views.values() for part in parts], Text(_languages(views)[0]))),
        "@@POLICY@@": f"{_POLICY}; script-src '{_hash(script)}'",
        "@@STYLE@@": (HERE / "offline.css").read_text("utf-8").replace("/* @@COLOURS@@ */", _colours()),
        "@@NO_SCRIPT@@": " ".join(Text(language)("capsule.no_script") for language in _languages(views)),
        "@@FIGURES@@": _json(_figures(views)),
        "@@DATA@@": _json(data),
        "@@SCRIPT@@": script,
    }
    page = (HERE / "offline.html").read_text("utf-8")
    for mark, text in fill.items():  # the data last but for the script, which is our own: no mark within a text is filled in
        page = text.join(page.split(mark, 1))
    return page.encode()


def _languages(views: Views) -> tuple[str, ...]:
    return tuple(dict.fromkeys(language for language, _ in views))


def _language(
    language: str, views: Views, districts: Mapping[str, Mapping[str, str]], titles: Mapping[str, str]
) -> dict[str, Any]:
    """Return the text of the page in a language: its title, its words, and its districts in the order of the views."""
    t, names = Text(language), districts[language]
    words = {key: t(f"capsule.{key}") for key in _LABELS}
    own = [[code, names.get(code) or (code or words["all"])] for one, code in views if one == language]
    return {"name": _NAMES.get(language, language), "title": titles[language], "words": words, "districts": own}


def _view(parts: Sequence[Exhibit], t: Text) -> str:
    """Return the exhibits of a view as JSON, deflated, in base64."""
    written = json.dumps([_part(part, t) for part in parts], ensure_ascii=False, separators=(",", ":"))
    return b64encode(zlib.compress(written.encode("utf-8", "replace"), 9)).decode()


def _part(part: Exhibit, t: Text) -> dict[str, Any]:
    is_table = isinstance(part.body, Table) and not isinstance(part.body, Board)
    said = {"address": part.address, "name": part.name, "title": part.title, "notes": part.notes, "foot": part.foot}
    table = part.body if isinstance(part.body, Table) and is_table else part.data
    return said | {"alt": part.alt, "table": _table(table), "drawn": {} if is_table else _drawn(part, t)}


def _drawn(part: Exhibit, t: Text) -> dict[str, str]:
    """Return a chart in both themes and both widths."""
    return {
        f"{look.name}-{size}": svg(part, t=t, look=look, width=width, framed=False)
        for look in (LIGHT, DARK)
        for size, width in WIDTHS.items()
    }


def _table(table: Table) -> dict[str, Any]:
    columns = [{"title": column.title, "number": column.is_number, "width": column.width} for column in table.columns]
    return {"columns": columns, "rows": [[_cell(cell) for cell in row] for row in table.rows], "keys": table.keys}


def _cell(cell: Cell) -> list[Any]:
    value = cell.value.isoformat() if isinstance(cell.value, date) else cell.value
    return [cell.text, value, cell.status.value if cell.status else ""]


def _figures(views: Views) -> dict[str, dict[str, Any]]:
    """Return every figure of every exhibit, by language/district, address of the exhibit, and name of the figure."""
    return {
        f"{language}/{code}": {part.address: part.body.figures() for part in parts} for (language, code), parts in views.items()
    }


def _json(data: Any) -> str:
    """Return JSON that is safe in a page: it contains no ``<``, so it can neither close its element nor open another."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=date.isoformat)
    return written.encode("utf-8", "replace").decode().replace("<", "\\u003c")


def _hash(script: str) -> str:
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"


def _colours() -> str:
    """Return the colours of both themes as variables; print always uses the light theme."""
    return (
        f":root{{--fonts:{FONTS};{_variables(LIGHT)}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{_variables(DARK)}}}}}"
    )


def _variables(look: Theme) -> str:
    plain = {name: getattr(look, name) for name in ("ink", "soft", "paper", "panel", "line", "accent")}
    status = {one.value: colour for one, colour in look.status.items()}
    over = {f"on-{one.value}": look.on(one) for one in look.status}
    return "".join(f"--{name}:{colour};" for name, colour in (plain | status | over).items())
