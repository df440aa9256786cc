"""Contents of the recruitment page: the table of districts and posts, the year's curve, gaps, pipeline and pace."""

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd
import streamlit as st

from components.charts import bars, time_series
from components.exhibits.recruitment import people_at_step
from components.i18n import headlines
from components.i18n.text import Text
from components.session import controls, links
from components.session.page_context import PageContext
from components.theme import Theme
from components.widgets import chart, html
from components.widgets.empty_page import missing_list
from components.widgets.export_menu import take_away
from models.analysis.months import days_to
from models.analysis.recruitment import (
    Divided,
    Grouped,
    Recruitment,
    Share,
    cumulative,
    gaps_by_district,
    grouped,
    in_post,
    pace,
    pipeline,
    wanted_of,
)
from models.status import Target

#: Possible groupings of the table: columns of quotas, and the plan's vocabulary for their codes.
GROUPS = {"post": "posts", "way": "ways"}


def nothing_to_show(page: PageContext) -> None:
    """Explain the empty page and how to proceed."""
    t = page.t
    known = page.snapshot.parts.quotas
    if known.empty:
        missing_list(page, "quotas")
    else:
        st.html(html.footnote([t("recruitment.no_match", n=len(known))]))


def quota_table(page: PageContext, quotas: pd.DataFrame, known: Recruitment, chosen: Mapping[str, str], by_post: Grouped) -> None:
    """Draw districts by posts or ways: target, in post, gap, share, status, trend; the sum, and the undivided rest."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center"):
        groups = {one: t(f"filter.{one}") for one in GROUPS}
        orders = {one: t(f"recruitment.by_{one}") for one in ("gap", "plan")}
        group = controls.view(t("recruitment.group"), "group", groups, "post", key="quota-group")
        order = controls.view(t("recruitment.order"), "order", orders, "gap", key="quota-order")
    found = by_post if group == "post" else grouped(quotas, known, page.view, group=group, as_of=page.as_of)
    terms, whole = page.view.head.terms, found.whole
    columns = {code: t.term(terms, GROUPS[group], code) for code in terms.codes(GROUPS[group], quotas[group]) if code in whole}
    districts = _in_order(found.cells, list(page.view.districts["code"]), order)
    names = t.short_names(page.view.districts)
    rows = [_row(page, code, names.get(code, code), columns, found) for code in districts]
    st.html(_table(t, columns, rows, _total(t, columns, whole)))
    st.html(html.footnote([_how_divided(t, columns[code], whole[code]) for code in columns]))
    st.html(html.footnote([t("recruitment.over"), *_day_and_origin(page)]))
    take_away(page, "quotas", **chosen, group=group)


def _in_order(cells: Mapping[tuple[str, str], Share], districts: Sequence[str], order: str) -> list[str]:
    """Return the districts that have quotas, the largest shortfall first or in plan order."""
    found = {district for district, _ in cells}
    listed = [code for code in districts if code in found]
    if order == "plan":
        return listed
    gaps = {code: sum(max(share.gap, 0) for (district, _), share in cells.items() if district == code) for code in listed}
    return sorted(listed, key=lambda code: -gaps[code])


def _row(page: PageContext, code: str, name: str, columns: Mapping[str, str], found: Grouped) -> str:
    link = links.anchor("overview/district.py", name, district=code)
    body = "".join(
        _cells(page, found.cells[code, one], found.whole[one].open_ended) if (code, one) in found.cells else "<td></td>" * 6
        for one in columns
    )
    return f'<tr><th scope="row">{link}</th>{body}</tr>'


def _cells(page: PageContext, share: Share, open_ended: bool) -> str:
    t, word = page.t, share.verdict.word
    words = f"{html.mark(word.status, page.look)} {escape(t.show(word))}"
    target = f"≥{share.target}" if open_ended else str(share.target)
    present = "–" if share.in_post is None else str(share.in_post)
    return (
        f"<td>{target}</td><td>{present}</td><td>{escape(_gap(t, share.gap))}</td>"
        f"<td>{escape(_percent(t, share.in_post, share.target, open_ended))}</td>"
        f'<td class="sb-status">{words}</td><td data-screen="1">{_trend(page.look, share.trend)}</td>'
    )


def _gap(t: Text, gap: int) -> str:
    return t("recruitment.over_by", n=-gap) if gap < 0 else str(gap)


def _percent(t: Text, present: int | None, target: int, open_ended: bool) -> str:
    """Return the share that is done; for a minimum that is reached, the words for it instead of a percentage."""
    if present is None or not target:
        return "–"
    return t("recruitment.minimum") if open_ended and present >= target else f"{t.number(100 * present / target, decimals=0)}%"


def _trend(look: Theme, values: Sequence[int]) -> str:
    """Return the last months as small bars, from zero."""
    if not values:
        return ""
    top = max(*values, 1)
    bars = "".join(f'<i style="height:{round(18 * value / top)}px;background:{look.plain}"></i>' for value in values)
    return f'<span class="sb-trend" role="img" aria-label="{" ".join(map(str, values))}">{bars}</span>'


def _total(t: Text, columns: Mapping[str, str], whole: Mapping[str, Divided]) -> str:
    cells = []
    for code in columns:
        one = whole[code]
        target = f"≥{one.quotas}" if one.open_ended else str(one.quotas)
        share = _percent(t, one.in_post, one.quotas, one.open_ended)
        cells.append(
            f"<td>{target}</td><td>{one.in_post}</td><td>{escape(_gap(t, one.net))}</td><td>{escape(share)}</td>"
            '<td></td><td data-screen="1"></td>'
        )
    return f'<tr class="sb-sum"><th scope="row">{escape(t("programme.sum"))}</th>{"".join(cells)}</tr>'


def _table(t: Text, columns: Mapping[str, str], rows: Sequence[str], total: str) -> str:
    heads = ("target", "in_post", "gap", "share", "status", "trend")
    groups = "".join(f'<th scope="colgroup" colspan="6" data-span="5">{escape(name)}</th>' for name in columns.values())
    names = "".join(
        f'<th scope="col"{" data-screen=1" if one == "trend" else ""}>{escape(t(f"recruitment.{one}"))}</th>' for one in heads
    )
    button = (
        f'<button type="button" class="sb-copy" data-done="{escape(t("recruitment.copied"))}">'
        f"{escape(t('recruitment.copy'))}</button>"
    )
    return (
        f'<div class="sb sb-bar-of-table"><h2>{escape(t("recruitment.table"))}</h2>{button}</div>'
        f'<div class="sb sb-quotas" {html.scrolls(t("recruitment.table"))}>'
        f'<table><thead><tr><th rowspan="2" scope="col">{escape(t("grid.district"))}</th>'
        f"{groups}</tr><tr>{names * len(columns)}</tr></thead><tbody>{''.join(rows)}{total}</tbody></table></div>"
    )


def _how_divided(t: Text, name: str, one: Divided) -> str:
    """Return how the city's target is divided, and the net shortfall next to the sum of the districts' gaps."""
    words = {"name": name, "quotas": one.quotas, "target": one.target, "net": one.net, "gaps": one.gaps}
    if not one.is_whole:
        first = t("recruitment.selected", **words)
    elif one.undivided > 0:
        first = t("recruitment.undivided", n=one.undivided, **words)
    elif one.undivided < 0:
        first = t("recruitment.more_divided", n=-one.undivided, **words)
    else:
        first = t("recruitment.divided", **words)
    reached = t("at_least", actual=t.number(one.in_post), target=t.number(one.target), unit="") if one.open_ended else ""
    lack = t("recruitment.net", **words) if one.net >= 0 else t("recruitment.net_over", over=-one.net, **words)
    return t("recruitment.then").join(part for part in (first, reached, lack) if part)


def progress(page: PageContext, quotas: pd.DataFrame, known: Recruitment, chosen: Mapping[str, str]) -> None:
    """Draw, for one post, people in post against the plan by month, the pace needed, district gaps, and the pipeline."""
    t, terms = page.t, page.view.head.terms
    present = set(quotas["post"].unique())
    found = [post for post in terms.codes("posts", present) if post in present]
    largest = max(found, key=lambda post: int(quotas.loc[quotas["post"] == post, "quota"].sum()))
    names = {one: t.term(terms, "posts", one) for one in found}
    post = controls.view(t("recruitment.which"), "curve", names, largest, key="quota-post")
    own = quotas[quotas["post"] == post]
    monthly = in_post(own, known.figures, days_to(page.view.head.start, page.as_of))
    target = wanted_of(own, known.counted, page.view)
    of_post = {**chosen, "post": post}
    with st.container(key="side-by-side-post"):
        left, middle, right = st.columns(3, gap="medium")
    with left:
        _curve(page, monthly, target, of_post)
    with middle:
        _gaps(page, own, monthly, of_post)
    with right:
        _pipeline(page, own, known.measured, monthly, of_post)
    take_away(page, "in_post", "gaps", "pipeline", **of_post)


def _curve(page: PageContext, monthly: pd.DataFrame, target: Target, chosen: Mapping[str, str]) -> None:
    t = page.t
    st.html(html.heading(t("recruitment.year")))
    months = cumulative(monthly, target, as_of=page.as_of)
    figure = time_series.month_curve(months, t=t, look=page.look, as_of=page.as_of, unit="", stepped=bool(target.points))
    alt = t("recruitment.year_alt", day=page.as_of)
    chart.chart(t, figure, page.address("in_post", **chosen), key="in-post", alt=alt)
    speed = pace(monthly, target, as_of=page.as_of)
    best = "" if speed.best_month is None else t("recruitment.best", n=speed.best, month=f"{speed.best_month:%Y-%m}")
    words = headlines.pace(t, speed, target.due)
    words += t("recruitment.faster") if speed.needed is not None and speed.needed > speed.best else ""
    st.html(html.footnote([words, best, *_day_and_origin(page)]))


def _gaps(page: PageContext, quotas: pd.DataFrame, monthly: pd.DataFrame, chosen: Mapping[str, str]) -> None:
    t = page.t
    st.html(html.heading(t("recruitment.gaps")))
    lack = gaps_by_district(quotas, monthly)
    names = t.short_names(page.view.districts)
    words = [_gap(t, gap) for gap in lack.values()]
    figure = bars.gap_bars([names.get(code, code) for code in lack], list(lack.values()), words, look=page.look)
    chart.chart(t, figure, page.address("gaps", **chosen), key="gaps", alt=t("recruitment.gaps_alt"))


def _pipeline(
    page: PageContext, quotas: pd.DataFrame, measured: pd.DataFrame, monthly: pd.DataFrame, chosen: Mapping[str, str]
) -> None:
    t, terms = page.t, page.view.head.terms
    st.html(html.heading(t("recruitment.pipeline")))
    steps = pipeline(quotas, measured, monthly, terms.codes("steps"))
    if steps.empty:
        st.html(html.footnote([t("recruitment.no_pipeline")]))
        return
    names = [t("recruitment.in_post") if step == "in_post" else t.term(terms, "steps", step) for step in steps["step"]]
    words = [people_at_step(t, int(people), share) for people, share in zip(steps["people"], steps["share"], strict=True)]
    figure = bars.step_bars(names, [int(n) for n in steps["people"]], words, look=page.look)
    chart.chart(t, figure, page.address("pipeline", **chosen), key="pipeline", alt=t("recruitment.pipeline_alt"))
    reporting = int(quotas["code"].isin(set(measured["code"])).sum())
    st.html(html.footnote([t("recruitment.pipeline_note", n=reporting, of=len(quotas))]))


def _day_and_origin(page: PageContext) -> list[str]:
    t = page.t
    return [t("overview.day", day=page.as_of), t("origin.demo") if page.view.head.demonstration else t("origin.reported")]
