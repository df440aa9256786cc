"""Contents of the projects page: map, card of one project, summary, table and timeline."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components.charts import bars, time_series
from components.charts import city_map as charts_map
from components.charts.alt_text import in_words
from components.charts.geography import MOST_SYMBOLS, Geography, symbol_radius
from components.charts.webgl_plane import is_grouped
from components.i18n.text import Text
from components.session import controls
from components.session.page_context import PageContext
from components.session.selection import Picker
from components.widgets import chart, city_map, html, tables, webgl_map, work_item_tables
from components.widgets.empty_page import missing_list
from components.widgets.export_menu import take_away
from components.widgets.work_item_card import work_card
from models.analysis.missing_seats import late_opening, missing_seats
from models.analysis.schools import MILESTONES, funnel, seats_opened, slip_by_district
from models.config import read_settings
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import Word
from models.typed_rows import ProjectStanding

#: Maximum rows of the timeline: the worst come first; filters bring up others.
MOST_ROWS = 20
PICKER = Picker("project", ("map", "projects-grid"))
CITY_MAP = "city-map"
#: Ways to draw the map: as SVG, and by WebGL, which alone can draw very many projects.
DRAWN, WEBGL = "drawn", "webgl"


def nothing_to_show(page: PageContext) -> None:
    """Explain the empty page and how to proceed."""
    t = page.t
    known = page.snapshot.projects
    if known.empty:
        missing_list(page, "projects")
    else:
        st.html(html.footnote([t("project.no_match", n=len(known))]))


def map_of_projects(page: PageContext, shown: pd.DataFrame, geography: Geography, chosen: Mapping[str, str]) -> str | None:
    """Draw the map with its legend; return the code of the project that was picked here or named in the address."""
    t = page.t
    code = PICKER.picked(shown["code"], t("project.how_far"))
    if geography.is_empty:
        st.html(html.footnote([t("map.none")]))
        return code
    if controls.wants_tables():
        for part in ("school_map", "school_year"):
            chart.table(t, page.address(part, **chosen), key=part)
            take_away(page, part, **chosen)
        return code
    kinds = {DRAWN: t("map.plain"), WEBGL: t("map.webgl")}
    usual = WEBGL if len(shown) > MOST_SYMBOLS else DRAWN
    place = st.container()  # the map comes first, the choice of how it is drawn below it
    kind = controls.view(t("map.view"), "map", kinds, usual, key="map-kind", label_visibility="collapsed")
    by_district = _by_district(t, shown, page.view, chosen["district"])
    alt = in_words(t, t("map.alt", n=len(shown)), _told(t, shown, by_district))
    common: dict[str, Any] = {"t": t, "look": page.look, "geography": geography, "districts": by_district}
    common |= {"district": chosen["district"], "chosen": code}
    with place:
        if kind == DRAWN:
            _draw(page, shown, alt, common)
        else:
            webgl_map.draw(shown, key=PICKER.key("map"), alt=alt, on_pick=_pick_on_map, **common)
            legend = html.legend(t, page.look, [Word(value) for value in shown["word"].unique()])
            st.html(legend if is_grouped(shown) else legend + _size_key(t))
    unplaced = int(shown["longitude"].isna().sum())
    notes = [
        t("map.unplaced", n=unplaced) if unplaced else "",
        t("map.grouped_note") if kind == WEBGL and is_grouped(shown) else t("map.note"),
        t("map.film_note") if kind == DRAWN else "",
        t("map.source", source=geography.credit(t.language)),
        _approval(t),
    ]
    st.html(html.footnote(notes))
    take_away(page, "school_map", "school_year", **chosen)
    return code


def _draw(page: PageContext, shown: pd.DataFrame, alt: str, common: Mapping[str, Any]) -> None:
    """Draw the map that every browser can draw, with the film of the months and the legend of all that occurs in them."""
    months, codes = page.snapshot.school_year, list(shown["code"])
    data = charts_map.city_map(page.snapshot.projects, months=months, shown=codes, **common)
    city_map.draw(data, t=page.t, look=page.look, alt=alt, key=CITY_MAP, on_pick=_pick_on_city_map)
    st.html(html.legend(page.t, page.look, charts_map.words_in(months, codes)))


def _size_key(t: Text) -> str:
    """Return what the size of a disc on the WebGL map means, and what a ring means."""
    discs = [(symbol_radius(seats), t.number(seats)) for seats in charts_map.KEY_SEATS]
    return html.size_key(discs, t("map.seats"), t("map.not_begun_rings"))


def _pick_on_city_map() -> None:
    if code := city_map.picked(CITY_MAP):
        PICKER.pick(code)


def _told(t: Text, shown: pd.DataFrame, by_district: pd.DataFrame) -> list[str]:
    """Return the text alternative of the map: the number of projects by status and by district."""
    statuses = [
        t("map.of_status", n=int(n), status=t.show(Word(str(value)))) for value, n in shown["word"].value_counts().items()
    ]
    having = by_district[by_district["projects"] > 0]
    numbers = zip(having["name"], having["projects"], having["behind"], strict=True)
    return statuses + [f"{name} {t('part.of_district', n=n, behind=behind)}" for name, n, behind in numbers]


def _approval(t: Text) -> str:
    number = read_settings().map_approval
    return t("map.approval", number=number) if number else ""


def _by_district(t: Text, shown: pd.DataFrame, view: PlanView, chosen: str) -> pd.DataFrame:
    """Return the districts with their numbers of the projects shown: code, name, label, projects, behind, is_counted.

    Under a filter for one district the labels of the others have no number: their projects are excluded, not zero.
    """
    slips = slip_by_district(shown).set_index("district")
    rows = []
    for code, name in t.short_names(view.districts).items():
        own = {one: int(slips[one].get(code, 0)) for one in ("projects", "behind")}
        is_counted = chosen in ("", code)
        label = f"{name} {own['projects']}" if is_counted else name
        rows.append({"code": code, "name": name, "label": label, "is_counted": is_counted, **own})
    return pd.DataFrame(rows)


def _pick_on_map() -> None:
    PICKER.pick(webgl_map.picked(PICKER.key("map")), by="map")


def project_or_summary(page: PageContext, shown: pd.DataFrame, chosen: Mapping[str, str], code: str | None) -> None:
    """Draw the card of the picked project, or the summary of all projects."""
    if code is None:
        _summary(page, shown, chosen)
        take_away(page, "building_steps", **chosen)
        return
    (row,) = rows_of(shown[shown["code"] == code], ProjectStanding)
    _project_card(page, row)
    st.button(page.t("project.close"), key="close-project", on_click=PICKER.pick, args=(None,))


def _summary(page: PageContext, shown: pd.DataFrame, chosen: Mapping[str, str]) -> None:
    t = page.t
    opened, planned = seats_opened(shown, page.as_of)
    missing = missing_seats(shown, page.as_of)
    seats = [
        (t("project.seats_opened"), t.large(opened)),
        (t("project.seats_planned"), t.large(planned)),
        (t("project.seats_missing", day=page.as_of), t.number(missing.seats)),
        (t("project.seat_days"), t.large(missing.seat_days)),
    ]
    unknown = t("project.seats_unknown", n=missing.unknown) if missing.unknown else ""
    st.html(html.heading(t("project.how_far")) + html.facts(seats) + html.footnote([t("project.seat_days_note"), unknown]))
    figure = bars.building_funnel(funnel(shown, page.as_of), t=t, look=page.look)
    alt = t("project.funnel_alt", n=len(shown))
    chart.chart(t, figure, page.address("building_steps", **chosen), key="funnel", alt=alt)
    st.html(html.footnote([t("project.pick_one"), t("overview.day", day=page.as_of)]))


def _project_card(page: PageContext, row: ProjectStanding) -> None:
    steps = {step: page.t.word("milestone", step) for step in MILESTONES}
    work_card(page, row, steps=steps, facts=_facts(page, row), notes=[_place(page.t, row)])


def _facts(page: PageContext, row: ProjectStanding) -> list[tuple[str, str]]:
    t, districts = page.t, page.districts
    return [
        (t("grid.district"), districts.get(row.district, row.district)),
        (t("filter.stage"), t.word("stage", row.stage)),
        (t("filter.project_kind"), t.word("project_kind", row.kind)),
        (t("project.seats_label"), "–" if row.seats is None else t.number(int(row.seats))),
        *_late_seats(page, row),
        (t("grid.owner"), t.owner(row.owner, "–")),
        (t("project.deadline"), _deadline(t, row)),
        (t("grid.reported_on"), t.day(row.reported_on)),
    ]


def _late_seats(page: PageContext, row: ProjectStanding) -> list[tuple[str, str]]:
    """Return the seat-days of a late opening with how they come about; nothing for a school in time."""
    t, late = page.t, late_opening(row, page.as_of)
    if late is None:
        return []
    if late.seat_days is None:
        return [(t("project.seat_days"), t("project.late_days", n=late.days))]
    words = t("project.seats_by_days", seats=late.seats, days=late.days, sum=late.seat_days)
    return [(t("project.seat_days"), words)]


def _deadline(t: Text, row: ProjectStanding) -> str:
    """Return the hard deadline; if a revision of the plan moved it, with the number of its document."""
    day = t.day(row.hard_deadline)
    return t("project.deadline_by", day=day, document=row.deadline_document) if row.deadline_document else day


def _place(t: Text, row: ProjectStanding) -> str:
    if row.longitude is None:
        return t("project.no_place")
    return t("project.place", x=f"{row.given_x:.6f}", y=f"{row.given_y:.6f}", crs=row.crs)


def table_or_timeline(page: PageContext, shown: pd.DataFrame, chosen: Mapping[str, str], code: str | None) -> None:
    """Draw all projects, the worst first, as a table, as a timeline of their milestones, or by district."""
    t = page.t
    views = {one: t(f"project.view_{one}") for one in ("table", "timeline", "districts")}
    which = controls.view(t("project.view"), "projects_view", views, "table", key="project-view", label_visibility="collapsed")
    if which == "timeline":
        figure = time_series.milestone_timeline(shown.head(MOST_ROWS), t=t, look=page.look, steps=MILESTONES, as_of=page.as_of)
        names = [f"{n} {t.word('milestone', step)}" for n, step in enumerate(MILESTONES, 1)]
        st.html(html.footnote([t("project.numbers", names="  ".join(names))]))
        alt = t("project.timeline_alt", n=len(shown))
        chart.chart(t, figure, page.address("timeline", **chosen), key="timeline", alt=alt)
        if len(shown) > MOST_ROWS:
            st.html(html.footnote([t("project.first_rows", n=MOST_ROWS, of=len(shown))]))
    elif which == "districts":
        table = work_item_tables.slips_table(t, slip_by_district(shown), page.districts)
        st.dataframe(
            table, column_config=work_item_tables.slips_columns(t), hide_index=True, placeholder=tables.NOTHING, height="content"
        )
    else:
        PICKER.offer("projects-grid", shown["code"])
        is_long = len(shown) > MOST_SYMBOLS  # a table sent in pieces does not support picking
        table = work_item_tables.projects_table(t, shown, page.districts)
        st.dataframe(
            table,
            column_config=tables.whole(work_item_tables.projects_columns(t, page.look), table),
            hide_index=True,
            placeholder=tables.NOTHING,
            height=tables.height_of(len(shown), 460),
            lazy=is_long,
            on_select="ignore" if is_long else partial(PICKER.pick_row, "projects-grid"),
            selection_mode="single-row",
            key=PICKER.key("projects-grid"),
            alt=t("project.table_alt", n=len(shown)),
        )
        notes = [t("project.too_many", n=MOST_SYMBOLS) if is_long else "", t("project.names_note")]
        if any(notes):
            st.html(html.footnote(notes))
    part = {"table": "projects", "timeline": "timeline", "districts": "slips"}[which]
    take_away(page, part, **chosen)
