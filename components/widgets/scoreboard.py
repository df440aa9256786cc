"""The scoreboard as HTML: districts against the targets that they report on, a status a cell."""

from collections.abc import Collection
from html import escape

from components.session import links
from components.session.page_context import PageContext
from components.widgets import html
from models.analysis.scoreboard import Verdicts, behind, judged_targets, worst_first
from models.analysis.year_ribbon import BriefVerdict
from models.frames import rows_of
from models.typed_rows import Standing

DISTRICT_PAGE = "overview/district.py"


def scoreboard(page: PageContext, verdicts: Verdicts, chosen: Collection[str] = (), *, is_small: bool = False) -> str:
    """Return a row for each target, and a column for each district, the one with most behind first; "" without a verdict.

    The columns of the districts ``chosen`` are marked; a small board has rows as low as the ribbon's.
    """
    targets = _targets(page, verdicts)
    if not targets:
        return ""
    t, names = page.t, page.t.short_names(page.view.districts)
    order = worst_first(verdicts)
    head = "".join(
        f'<th scope="col"{_marked(one in chosen)}>{links.anchor(DISTRICT_PAGE, names[one], district=one)}</th>' for one in order
    )
    rows = []
    for target in targets:
        cells = "".join(
            f"<td{_marked(one in chosen)}>{_cell(page, names[one], target, verdicts[one].get(target.code))}</td>" for one in order
        )
        name = links.anchor(links.TARGETS_PAGE, t.name(target), target=target.code, **links.CITY_WIDE)
        rows.append(f'<tr><th scope="row" title="{escape(t.name(target))}">{name}</th>{cells}</tr>')
    totals = "".join(f"<td{_marked(one in chosen)}>{behind(verdicts[one])}</td>" for one in order)
    rows.append(f'<tr class="sb-sum"><th scope="row">{escape(t("district.behind"))}</th>{totals}</tr>')
    corner = f'<th scope="col"><span class="sb-unseen">{escape(t("target.target"))}</span></th>'
    caption = escape(t("overview.scoreboard_alt", n=len(order), targets=len(targets)))
    kind = "sb-small-board" if is_small else "sb-whole-board"
    return (
        f'<div class="sb sb-board {kind}"><table><caption class="sb-unseen">{caption}</caption>'
        f"<thead><tr>{corner}{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _targets(page: PageContext, verdicts: Verdicts) -> list[Standing]:
    return judged_targets(rows_of(page.snapshot.city, Standing), verdicts)


def _marked(is_chosen: bool) -> str:
    return ' class="sb-chosen"' if is_chosen else ""


def _cell(page: PageContext, district: str, target: Standing, cell: BriefVerdict | None) -> str:
    if cell is None:
        return ""
    t = page.t
    words = t(
        "overview.board_cell",
        district=district,
        name=t.name(target),
        status=t.show(cell.word),
        actual=t.amount(cell.actual, target),
        target=t.amount(cell.target, target),
    )
    kind, mark = html.cell_class(cell.status), html.mark_in_cell(cell.status)
    return f'<span class="{kind}" role="img" title="{escape(words)}">{mark}</span>'
