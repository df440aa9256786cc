"""Downloads: from exhibits to a file name and bytes. Each call makes its own file; nothing is shared between readers.

The writers are imported where they are called: together they take longer to load than the whole dashboard.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from components.exhibits.address import Address
from components.exhibits.model import Exhibit
from components.i18n.rules_text import rules_text
from components.i18n.text import Text
from models.plan.view import PlanView
from models.status import RULES_VERSION

#: Characters that are not allowed in file names on Windows.
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
#: Maximum length of a name without its extension, in letters.
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: its extension, its MIME type, and the function that makes it from exhibits."""

    extension: str
    mime: str
    make: Callable[[Sequence[Exhibit], Text, PlanView], bytes]


def _svg(parts: Sequence[Exhibit], t: Text, view: PlanView) -> bytes:
    from components.export.svg.picture import svg

    return svg(parts[0], t=t).encode()


def _png(parts: Sequence[Exhibit], t: Text, view: PlanView) -> bytes:
    from components.export.svg.picture import png

    return png(parts[0], t=t, scale=3)


def _csv(parts: Sequence[Exhibit], t: Text, view: PlanView) -> bytes:
    from components.export.exhibit_csv import csv_file

    return csv_file(parts[0], t=t)


def _xlsx(parts: Sequence[Exhibit], t: Text, view: PlanView) -> bytes:
    from components.export.xlsx.workbook import workbook

    return workbook(parts, t=t, definitions=definitions(t, view))


def _pptx(parts: Sequence[Exhibit], t: Text, view: PlanView) -> bytes:
    from components.export.pptx.deck import deck

    return deck(parts, t=t)


#: File forms by the name of their button.
FORMS: Mapping[str, Form] = {
    "pptx": Form("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation", _pptx),
    "xlsx": Form("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "png": Form("png", "image/png", _png),
    "svg": Form("svg", "image/svg+xml", _svg),
    "csv": Form("csv", "text/csv", _csv),
}


def file_name(address: Address, what: str, extension: str, *, page: str = "", choice: str = "") -> str:
    """Return a file name valid on every system: the page, the exhibit, the choice of filters and ``as_of``.

    If it is too long the choice is cut, never the date.
    """
    day = address.as_of.isoformat()
    words = _FORBIDDEN.sub("-", "_".join(part for part in (page, what, choice) if part))[: LONGEST - len(day) - 1]
    return f"{words.strip(' .')}_{day}.{extension}"


def definitions(t: Text, view: PlanView) -> list[tuple[str, str]]:
    """Return the definitions of a workbook: the plan and its source, the rules in words, and the origins of figures."""
    title = t.name(view.head, "title")
    rules = [line.lstrip("- ").replace("**", "") for line in rules_text(t, view.head.rules).splitlines() if line.strip()]
    origins = [line.lstrip("- ").replace("**", "") for line in t("about.origin_text").splitlines() if line.strip()]
    return [
        (t("about.plan"), f"{title} · {t('part.version', plan=view.head.number, rules=RULES_VERSION)}"),
        (t("grid.source"), view.head.source),
        *((t("sheet.rules"), line) for line in rules),
        *((t("about.origins"), line) for line in origins),
    ]
