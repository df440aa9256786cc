"""The year ribbon as HTML: one row per counted target, one cell per month, each a link to the target on that day."""

from collections.abc import Callable
from html import escape

import pandas as pd

from components.i18n import overview
from components.i18n.text import Text
from components.session import links
from components.session.page_context import PageContext
from components.widgets import html
from models.analysis.year_ribbon import BriefVerdict, Ribbon, RibbonRow
from models.frames import rows_of
from models.typed_rows import Standing


def year_ribbon(page: PageContext, standings: pd.DataFrame) -> str:
    """Return the ribbon of the year with its targets by section; the cell of the current month is that of the selected date."""
    t, found = page.t, page.snapshot.year
    targets = {row.code: row for row in rows_of(standings, Standing)}
    parts, section = [], ""
    link = links.attributes_of_many(links.TARGETS_PAGE)
    for row in found.rows:
        target = targets[row.code]
        if target.section != section:
            section = target.section
            parts.append(
                f'<tr class="sb-of"><th colspan="{len(found.months) + 2}" scope="rowgroup">{_name(page, section)}</th></tr>'
            )
        parts.append(_row(page, target, row, found, link))
    rows = "".join(parts).replace(' tabindex="-1"', ' tabindex="0"', 1)  # Tab enters the grid once; arrow keys lead on
    head = "".join(_head(t, found, at, page) for at in range(len(found.months)))
    caption = escape(t("overview.ribbon_alt", n=len(found.rows), day=page.as_of))
    return (
        f'<div class="sb sb-ribbon" data-grid><table><caption class="sb-unseen">{caption}</caption>'
        f'<thead><tr><th scope="col"><h2>{escape(t("overview.ribbon"))}</h2></th>{head}'
        f'<th scope="col">{escape(t("overview.missing"))}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _name(page: PageContext, section: str) -> str:
    return escape(page.sections.get(section, section))


def _head(t: Text, found: Ribbon, at: int, page: PageContext) -> str:
    month = found.months[at].month
    name = t("map.months").split()[month - 1]
    kind = ""
    if at == found.current:
        name, kind = t("overview.today", month=name, n=page.as_of.day), ' class="sb-now"'
    return f'<th scope="col"{kind}><span class="sb-wide">{escape(name)}</span><span class="sb-narrow">{month}</span></th>'


def _row(page: PageContext, target: Standing, row: RibbonRow, found: Ribbon, link: Callable[..., str]) -> str:
    cells = []
    for at, cell in enumerate(row.cells):
        kinds = [name for name, holds in (("sb-due", at == row.due), ("sb-now", at == found.current)) if holds]
        classes = f' class="{" ".join(kinds)}"' if kinds else ""
        cells.append(f"<td{classes}>{'' if cell is None else _cell(page, target, cell, link)}</td>")
    name = links.anchor(links.TARGETS_PAGE, page.t.name(target), target=target.code, **links.CITY_WIDE)
    head = f'<th scope="row" title="{escape(page.t.name(target))}">{name}</th>'
    missing = escape(overview.missing(page.t, target))
    return f'<tr>{head}{"".join(cells)}<td class="sb-missing">{missing}</td></tr>'


def _cell(page: PageContext, target: Standing, cell: BriefVerdict, link: Callable[..., str]) -> str:
    """Return one month: a link whose words name target, day, status and figures; its colour is quiet if all is well."""
    t = page.t
    done = page.t.name(target)
    words = t(
        "overview.ribbon_cell",
        name=done,
        day=cell.day,
        status=t.show(cell.word),
        actual=t.amount(cell.actual, target),
        expected=t.amount(cell.expected, target),
    )
    words, mark = escape(words), html.mark_in_cell(cell.status)
    where = link(target=target.code, as_of=cell.day, **links.CITY_WIDE)
    named = f' aria-label="{words}"' if mark else ""  # an empty link is named by its title
    return f'<a class="{html.cell_class(cell.status)}" tabindex="-1" {where} title="{words}"{named}>{mark}</a>'
