"""Exhibits of recruitment: districts by post against their targets, in post by month, shortfall by district, the pipeline."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from components.exhibits.context import ExhibitContext, ExhibitDraft, number, number_cell, status_cell
from components.exhibits.model import Bars, Curve, Series, table_of
from components.exhibits.tables import Cell, Column, Table
from components.i18n import headlines
from components.i18n.text import Text
from models.analysis.filters import matching_quotas
from models.analysis.months import days_to
from models.analysis.recruitment import Divided, Share, cumulative, gaps_by_district, grouped, in_post, pace, pipeline, wanted_of
from models.errors import ExportError
from models.frames import rows_of
from models.typed_rows import CurvePoint, PipelineStep

#: Possible groupings of the table: columns of quotas, and the plan's vocabulary for their codes.
GROUPS = {"post": "posts", "way": "ways"}


def _shown(context: ExhibitContext) -> pd.DataFrame:
    return matching_quotas(context.snapshot.recruitment.quotas, context.chosen)


def _of_post(context: ExhibitContext) -> pd.DataFrame:
    """Return the quotas of the chosen post; of the one with the largest quota if none is chosen."""
    shown = _shown(context)
    if shown.empty or context.chosen.get("post"):
        return shown
    largest = shown.groupby("post")["quota"].sum().idxmax()
    return shown[shown["post"] == largest]


def _post_name(context: ExhibitContext, quotas: pd.DataFrame) -> str:
    return context.t.term(context.view.head.terms, "posts", str(quotas["post"].iloc[0])) if len(quotas) else ""


def quotas(context: ExhibitContext) -> ExhibitDraft:
    """Return districts by post (by way with the filter ``group``): target, in post, missing, status; largest gap first."""
    t, shown, known, view = context.t, _shown(context), context.snapshot.recruitment, context.view
    group = context.chosen.get("group") or "post"
    if group not in GROUPS:
        raise ExportError("bad_address", value=group)
    by_post = grouped(shown, known, view, group="post", as_of=context.snapshot.as_of)
    found = by_post if group == "post" else grouped(shown, known, view, group=group, as_of=context.snapshot.as_of)
    title, cells, whole = headlines.recruitment(t, by_post, view, context.snapshot.as_of), found.cells, found.whole
    posts = {
        code: t.term(view.head.terms, GROUPS[group], code)
        for code in view.head.terms.codes(GROUPS[group], shown[group])
        if code in whole
    }
    having = {district for district, _ in cells}
    order = [code for code in view.districts["code"] if code in having]
    order.sort(key=lambda code: -sum(max(share.gap, 0) for (one, _), share in cells.items() if one == code))
    columns = (Column(t("grid.district"), 16), *(column for code, name in posts.items() for column in _columns(t, code, name)))
    names = context.districts
    rows = [(Cell(names.get(code, code)), *_row(t, code, posts, cells, whole)) for code in order]
    sums = (Cell(t("programme.sum")), *(cell for code in posts for cell in _sum(t, whole[code])))
    notes = [_divided_words(t, name, whole[code]) for code, name in posts.items()]
    keys = (*order, "sum") if order else ()
    return ExhibitDraft.of_table(title, Table(columns, (*rows, sums) if order else (), keys), notes)


def district_quotas(context: ExhibitContext) -> ExhibitDraft:
    """Return the posts of one district: quota, in post, missing, status. The filter ``district`` names it."""
    t, code, terms = context.t, context.chosen.get("district", ""), context.view.head.terms
    if code not in context.districts:
        raise ExportError("no_such_district", value=code)
    found = grouped(_shown(context), context.snapshot.recruitment, context.view, group="post", as_of=context.snapshot.as_of)
    posts = {post: t.term(terms, "posts", post) for post in terms.codes("posts", found.whole) if (code, post) in found.cells}
    columns = (Column(t("filter.post"), 24), *(replace(one, title=one.title.strip()) for one in _columns(t, "", "")))
    rows = tuple((Cell(name), *_row(t, code, {post: name}, found.cells, found.whole)) for post, name in posts.items())
    title = headlines.recruitment(t, found, context.view, context.snapshot.as_of)
    notes = tuple(_divided_words(t, name, found.whole[post]) for post, name in posts.items())
    return ExhibitDraft.of_table(title, Table(columns, rows, tuple(posts)), notes)


def _columns(t: Text, code: str, name: str) -> tuple[Column, ...]:
    heads = ("target", "in_post", "gap")
    numbers = tuple(Column(f"{name} {t(f'recruitment.{one}')}", 12, f"{code}.{one}".strip("."), is_number=True) for one in heads)
    return (*numbers, Column(f"{name} {t('recruitment.status')}", 12, f"{code}.status".strip(".")))


def _row(
    t: Text, district: str, posts: Mapping[str, str], cells: Mapping[tuple[str, str], Share], whole: Mapping[str, Divided]
) -> tuple[Cell, ...]:
    out: list[Cell] = []
    for post in posts:
        share = cells.get((district, post))
        if share is None:
            out += [Cell("")] * 4
            continue
        minimum = "≥" if whole[post].open_ended else ""
        out += [
            Cell(f"{minimum}{share.target}", float(share.target)),
            number_cell(t, share.in_post),
            _gap(t, share.gap),
            status_cell(t, share.verdict.word),
        ]
    return tuple(out)


def _gap(t: Text, gap: int) -> Cell:
    return Cell(t("recruitment.over_by", n=-gap) if gap < 0 else str(gap), float(gap))


def _sum(t: Text, one: Divided) -> tuple[Cell, ...]:
    minimum = "≥" if one.open_ended else ""
    return (Cell(f"{minimum}{one.quotas}", float(one.quotas)), number_cell(t, one.in_post), _gap(t, one.net), Cell(""))


def _divided_words(t: Text, name: str, one: Divided) -> str:
    words = {"name": name, "quotas": one.quotas, "target": one.target}
    if not one.is_whole:
        return t("recruitment.selected", **words)
    if one.undivided > 0:
        return t("recruitment.undivided", n=one.undivided, **words)
    return t("recruitment.more_divided", n=-one.undivided, **words) if one.undivided < 0 else t("recruitment.divided", **words)


def in_post_by_month(context: ExhibitContext) -> ExhibitDraft:
    """Return the people in post by month for one post, against the plan, and the pace needed from now on."""
    t, own, known, view = context.t, _of_post(context), context.snapshot.recruitment, context.view
    if own.empty:
        return ExhibitDraft.of_table(t("headline.no_quotas"), Table((), (), ()))
    monthly = in_post(own, known.figures, days_to(view.head.start, context.snapshot.as_of))
    target = wanted_of(own, known.counted, view)
    months = rows_of(cumulative(monthly, target, as_of=context.snapshot.as_of), CurvePoint) if len(own) else []
    days = tuple(row.day for row in months)
    body = Curve(
        days,
        Series(t("chart.actual"), tuple(number(row.actual) for row in months), "actual"),
        Series(t("chart.plan"), tuple(number(row.planned) for row in months), "planned"),
        context.snapshot.as_of,
        t("part.unit_people"),
        stepped=bool(target.points),
    )
    speed = pace(monthly, target, as_of=context.snapshot.as_of)
    words = headlines.pace(t, speed, target.due)
    title = t("part.title_in_post", post=_post_name(context, own), day=context.snapshot.as_of, words=words)
    data = table_of(t("grid.as_of"), [day.isoformat() for day in days], body, decimals=0)
    told = t("part.note_in_post", day=context.snapshot.as_of, n=len(own), target=int(own["quota"].sum()))
    return ExhibitDraft(title, body, data, (told,), t("recruitment.year_alt", day=context.snapshot.as_of))


def gaps(context: ExhibitContext) -> ExhibitDraft:
    """Return the shortfall of each district for one post, largest on top."""
    t, own, names = context.t, _of_post(context), context.districts
    monthly = in_post(own, context.snapshot.recruitment.figures, days_to(context.view.head.start, context.snapshot.as_of))
    every = gaps_by_district(own, monthly)
    lack = dict(context.first_of(list(every.items())))
    missing = Series(t("recruitment.gap"), tuple(float(gap) for gap in lack.values()), "gap")
    labels = tuple(_gap(t, gap).text for gap in lack.values())
    categories = tuple(names.get(code, code) for code in lack)
    body = Bars(categories, tuple(lack), missing, labels, unit=t("part.unit_people"))
    total = sum(max(gap, 0) for gap in every.values())
    title = (
        t("part.title_gaps", post=_post_name(context, own), n=total, day=context.snapshot.as_of)
        if lack
        else t("headline.no_quotas")
    )
    data = table_of(t("grid.district"), categories, body, decimals=0)
    return ExhibitDraft(title, body, data, _gap_notes(context, own, lack), t("recruitment.gaps_alt"), context.more(lack, every))


def _gap_notes(context: ExhibitContext, quotas: pd.DataFrame, lack: Mapping[str, int]) -> tuple[str, ...]:
    """Return the quota and the people in post of each district, from which its gap follows."""
    t, given = context.t, quotas.groupby("district")["quota"].sum()
    said = (
        t("part.note_gap", name=context.districts.get(code, code), target=n, in_post=n - gap, gap=_gap(t, gap).text)
        for code, gap in lack.items()
        for n in [int(given[code])]
    )
    return (t("part.note_gaps"), *said)


def pipeline_steps(context: ExhibitContext) -> ExhibitDraft:
    """Return the number of people at each step, from posts offered to people in post."""
    t, own, terms = context.t, _of_post(context), context.view.head.terms
    monthly = in_post(own, context.snapshot.recruitment.figures, days_to(context.view.head.start, context.snapshot.as_of))
    found = rows_of(pipeline(own, context.snapshot.recruitment.measured, monthly, terms.codes("steps")), PipelineStep)
    names = tuple(t("recruitment.in_post") if row.step == "in_post" else t.term(terms, "steps", row.step) for row in found)
    people = Series(t("part.unit_people"), tuple(float(row.people) for row in found), "people")
    labels = tuple(people_at_step(t, row.people, row.share) for row in found)
    body = Bars(names, tuple(row.step for row in found), people, labels, unit=t("part.unit_people"))
    title = (
        t("part.title_pipeline", post=_post_name(context, own), day=context.snapshot.as_of)
        if len(own)
        else t("headline.no_quotas")
    )
    reporting = int(own["code"].isin(set(context.snapshot.recruitment.measured["code"])).sum())
    notes = (t("recruitment.pipeline_note", n=reporting, of=len(own)),)
    return ExhibitDraft(title, body, table_of(t("part.step"), names, body, decimals=0), notes, t("recruitment.pipeline_alt"))


def people_at_step(t: Text, people: int, share: float | None) -> str:
    """Return the number of people and its share of the previous step, as a multiple if it exceeds that step."""
    if share is None:
        return t.number(people)
    part = t("recruitment.times", n=t.number(share, decimals=1)) if share > 1 else f"{t.number(100 * share, decimals=0)}%"
    return f"{t.number(people)} · {part}"
