"""Published figures of several years beside a target: a small table whose figures are links to their sources."""

from html import escape

import streamlit as st

from components.i18n.text import Text
from components.session.page_context import PageContext
from components.widgets import html
from models.analysis.published import Measure, measures_of
from models.typed_rows import PublishedFigureRow


def published_figures(page: PageContext, target: str) -> None:
    """Draw the published figures beside a target; nothing where there are none."""
    t, measures = page.t, measures_of(page.snapshot.published_figures, target)
    if not measures:
        return
    years = sorted({year for one in measures for year in one.by_year})
    head = "".join(f'<th scope="col">{year}</th>' for year in years)
    rows = "".join(_row(t, one, years, page.as_of.year) for one in measures)
    name = t("published.history")
    st.html(
        f'{html.heading(name)}<div class="sb sb-published" {html.scrolls(name)}><table>'
        f'<thead><tr><th scope="col">{escape(t("published.measure"))}</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        + html.footnote([t("published.history_note")])
    )


def _row(t: Text, measure: Measure, years: list[int], this_year: int) -> str:
    name = measure.name_en if t.language == "en" else measure.name
    words = [name] if measure.area == "city" else [name, t.word("published_area", measure.area)]
    tag = f' <span class="sb-tag">{escape(t("published.own_measure"))}</span>' if measure.is_target_measure else ""
    cells = "".join(_cell(t, measure.by_year.get(year), year > this_year) for year in years)
    return f'<tr><th scope="row">{escape(t("card.dot").join(words))}{tag}</th>{cells}</tr>'


def _cell(t: Text, row: PublishedFigureRow | None, is_later: bool) -> str:
    """Return a figure as a link whose title tells its source; one of a year after the day looked at is pale."""
    if row is None:
        return "<td>–</td>"
    unit = row.unit_en if t.language == "en" else row.unit
    space = " " if t.language == "en" and unit != "%" else ""
    figure = f"{t.number(row.value)}{space}{unit}".strip()
    said = [t("published.dated", day=row.source_date), t("published.grade", grade=row.grade, words=t.word("grade", row.grade))]
    said += [t.name(row, "note")] if row.note else []
    title, doubt = escape(t("card.dot").join(said)), "*" if row.grade == "C" else ""
    kind = ' class="sb-later"' if is_later else ""
    link = f'<a href="{escape(row.source)}" target="_blank" rel="noopener noreferrer" title="{title}">{escape(figure)}</a>'
    return f"<td{kind}>{link}{doubt}</td>"
