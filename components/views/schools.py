"""Contents of the projects page: map, card of one project, summary, table and timeline."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from components.charts import bars, time_series, webgl_map
from components.charts.alt_text import in_words
from components.charts.geography import HEIGHT, MOST_SYMBOLS, PHONE_HEIGHT, PHONE_WIDTH, WIDTH, Geography
from components.charts.plotly_map import drawn_map
from components.i18n.text import Text
from components.session import controls
from components.session.page_context import PageContext
from components.session.selection import Picker
from components.widgets import chart, html, tables, work_item_tables
from components.widgets.export_menu import take_away
from components.widgets.work_item_card import work_card
from models.analysis.schools import MILESTONES, funnel, seats_opened, slip_by_district
from models.config import read_settings
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import Word
from models.typed_rows import ProjectStanding

#: Maximum rows of the timeline: the worst come first; filters bring up others.
MOST_ROWS = 40
PICKER = Picker("project", ("map", "drawn-map", "projects-grid"))
#: Script that sends a browser without WebGL, which shows no map, to the drawn map once.
NO_WEBGL = """<script>
{  // a block of its own: the script runs again whenever the page comes back
  const here = new URL(window.location.href);
  if (!document.createElement("canvas").getContext("webgl2") && !here.searchParams.has("map")) {
    here.searchParams.set("map", "drawn");
    window.location.replace(here);
  }
}
</script>"""


def nothing_to_show(page: PageContext) -> None:
    """Explain the empty page and how to proceed."""
    t = page.t
    known = page.snapshot.projects
    st.html(html.footnote([t("project.none") if known.empty else t("project.no_match", n=len(known))]))


def map_of_projects(page: PageContext, shown: pd.DataFrame, geography: Geography, chosen: Mapping[str, str]) -> str | None:
    """Draw the map with its legend; return the code of the project that was picked here or named in the address."""
    t = page.t
    code = PICKER.picked(shown["code"], t("project.how_far"))
    if geography.is_empty:
        st.html(html.footnote([t("map.none")]))
        return code
    if controls.wants_tables():
        chart.table(t, page.address("school_map", **chosen), key="map")
        take_away(page, "school_map", **chosen)
        return code
    district = chosen["district"]
    by_district = _by_district(t, shown, page.view, district)
    with st.container(horizontal=True, vertical_alignment="center"):
        is_drawn = controls.switch(t("map.drawn"), "map", "drawn", key="map-drawn", instead=t("address.live_map"))
        shade = st.toggle(t("map.shade"), key="map-shade", disabled=is_drawn)
    alt = in_words(t, t("map.alt", n=len(shown)), _told(t, shown, by_district))
    common: dict[str, Any] = {"look": page.look, "geography": geography, "districts": by_district, "district": district}
    common |= {"t": t, "chosen": code}
    if is_drawn:
        _draw_plotly(page, drawn_map(shown, **common), alt)
    else:
        _draw_webgl(shown, alt, shade=shade, **common)
    unplaced = int(shown["longitude"].isna().sum())
    notes = [
        t("map.unplaced", n=unplaced) if unplaced else "",
        t("map.note"),
        t("map.source", source=geography.credit(t.language)),
        _approval(t),
    ]
    st.html(html.legend(t, page.look, [Word(value) for value in shown["word"].unique()]) + html.footnote(notes))
    take_away(page, "school_map", **chosen)
    return code


def _draw_plotly(page: PageContext, figure: go.Figure, alt: str) -> None:
    """Draw the simple map, whose schools can be clicked too."""
    options: dict[str, Any] = {"config": None, "on_select": _pick_drawn, "selection_mode": "points"}
    chart.chart(page.t, figure, page.address("school_map"), key=PICKER.key("drawn-map"), alt=alt, **options)


def _draw_webgl(shown: pd.DataFrame, alt: str, **options: Any) -> None:
    """Draw the map of ``webgl_map.project_map``, smaller on a phone, with the script that replaces it where WebGL fails."""
    st.html(NO_WEBGL, unsafe_allow_javascript=True)
    sizes = (WIDTH, HEIGHT), (PHONE_WIDTH, PHONE_HEIGHT)
    width, height = sizes[controls.is_phone()]
    deck = webgl_map.project_map(shown, width=width, **options)
    st.pydeck_chart(deck, height=height, on_select=_pick_on_map, selection_mode="single-object", key=PICKER.key("map"), alt=alt)


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
    """Return the districts with their numbers of the projects shown: code, name, label, projects, behind.

    Under a filter for one district the labels of the others have no number: their projects are excluded, not zero.
    """
    slips = slip_by_district(shown).set_index("district")
    rows = []
    for code, name in t.short_names(view.districts).items():
        own = {one: int(slips[one].get(code, 0)) for one in ("projects", "behind")}
        label = f"{name} {own['projects']}" if chosen in ("", code) else name
        rows.append({"code": code, "name": name, "label": label, **own})
    return pd.DataFrame(rows)


def _pick_on_map() -> None:
    objects = st.session_state[PICKER.key("map")]["selection"]["objects"].get("projects", [])
    PICKER.pick(webgl_map.from_data(objects[0]["code"]) if objects else None, by="map")


def _pick_drawn() -> None:
    points = st.session_state[PICKER.key("drawn-map")]["selection"]["points"]
    PICKER.pick(points[0].get("customdata") if points else None, by="drawn-map")


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
    seats = [(t("project.seats_opened"), t.number(opened)), (t("project.seats_planned"), t.number(planned))]
    st.html(html.heading(t("project.how_far")) + html.facts(seats))
    figure = bars.building_funnel(funnel(shown), t=t, look=page.look)
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
        (t("grid.owner"), row.owner or "–"),
        (t("project.deadline"), _deadline(t, row)),
        (t("grid.reported_on"), t.day(row.reported_on)),
    ]


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
        figure = time_series.milestone_timeline(
            shown.head(MOST_ROWS), t=t, look=page.look, steps=MILESTONES, as_of=page.as_of, chosen=code
        )
        alt = t("project.timeline_alt", n=len(shown))
        chart.chart(t, figure, page.address("timeline", **chosen), key="timeline", alt=alt)
        if len(shown) > MOST_ROWS:
            st.html(html.footnote([t("project.first_rows", n=MOST_ROWS, of=len(shown))]))
    elif which == "districts":
        table = work_item_tables.slips_table(t, slip_by_district(shown), page.districts)
        st.dataframe(table, column_config=work_item_tables.slips_columns(t), hide_index=True, placeholder=tables.NOTHING)
    else:
        PICKER.offer("projects-grid", shown["code"])
        is_long = len(shown) > MOST_SYMBOLS  # a table sent in pieces does not support picking
        st.dataframe(
            work_item_tables.projects_table(t, shown, page.districts),
            column_config=work_item_tables.projects_columns(t, page.look),
            hide_index=True,
            placeholder=tables.NOTHING,
            height=420,
            lazy=is_long,
            on_select="ignore" if is_long else partial(PICKER.pick_row, "projects-grid"),
            selection_mode="single-row",
            key=PICKER.key("projects-grid"),
            alt=t("project.table_alt", n=len(shown)),
        )
        if is_long:
            st.html(html.footnote([t("project.too_many", n=MOST_SYMBOLS)]))
    part = {"table": "projects", "timeline": "timeline", "districts": "slips"}[which]
    take_away(page, part, **chosen)
