"""Exhibits of recruitment: a district with too many people does not fill the gap of another, and sums say so."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from components.exhibits import recruitment
from components.exhibits.address import Address
from components.exhibits.context import ExhibitContext, ExhibitDraft
from components.exhibits.model import Bars, Curve
from components.exhibits.registry import ExhibitBuilder
from components.exhibits.tables import Cell
from components.i18n.text import Text
from models.analysis.recruitment import Divided, Share
from models.status import Reason, Status, Verdict

ZH = Text("zh")
Chosen = Callable[..., ExhibitContext]
WHOLE = Divided(target=50, quotas=50, in_post=42, net=8, gaps=10, open_ended=False, is_whole=True)
OPEN = replace(WHOLE, open_ended=True)


@pytest.fixture
def context(builder: ExhibitBuilder, asked: Callable[..., Address]) -> Chosen:
    """Return the demonstration at the end of September with some filters."""
    return lambda **chosen: ExhibitContext(builder.comparison(asked("quotas")), ZH, chosen)


def share(target: int, in_post: int | None) -> Share:
    return Share(target, in_post, Verdict(Status.ON_TRACK, Reason("met")), ())


@pytest.mark.parametrize(("gap", "text"), [(3, "3"), (0, "0"), (-2, "超2")])
def test_a_gap_below_zero_is_told_as_people_too_many(gap: int, text: str) -> None:
    assert recruitment._gap(ZH, gap) == Cell(text, gap)


@pytest.mark.parametrize(
    ("divided", "said"),
    [
        (WHOLE, "校长：分解合计50，与市级目标一致"),
        (replace(WHOLE, quotas=36), "校长：分解合计36，市级目标50，尚有14名未分解"),
        (replace(WHOLE, quotas=53), "校长：分解合计53，比市级目标50多3名"),
        (replace(WHOLE, quotas=36, is_whole=False), "校长：所选名额合计36"),
    ],
    ids=["all", "less", "more", "a selection"],
)
def test_a_note_says_how_far_the_target_is_divided(divided: Divided, said: str) -> None:
    assert recruitment._divided_words(ZH, "校长", divided) == said


def test_a_district_without_a_quota_has_empty_cells_and_one_without_a_figure_lacks_all() -> None:
    cells = {("N", "teacher"): share(4, None), ("S", "teacher"): share(4, 6)}

    def texts(district: str, whole: Divided) -> list[str]:
        return [cell.text for cell in recruitment._row(ZH, district, {"teacher": "教师"}, cells, {"teacher": whole})]

    assert texts("N", WHOLE)[:3] == ["4", "–", "4"]
    assert texts("S", OPEN)[:3] == ["≥4", "6", "超2"]
    assert texts("X", WHOLE) == ["", "", "", ""]


def test_the_last_row_is_the_sum_of_the_districts(context: Chosen) -> None:
    data = recruitment.quotas(context()).data
    *districts, whole = data.rows
    assert data.keys[-1] == "sum"
    for at, column in enumerate(data.columns):
        if column.key.endswith((".target", ".in_post")):
            numbers = [value for row in districts if isinstance(value := row[at].value, float)]
            assert sum(numbers) == whole[at].value, column.title


def test_districts_are_listed_by_what_they_lack_in_all(context: Chosen) -> None:
    data = recruitment.quotas(context()).data
    gaps = [at for at, column in enumerate(data.columns) if column.key.endswith(".gap")]
    lack = [sum(max(float(str(row[at].value or 0)), 0) for at in gaps) for row in data.rows[:-1]]
    assert lack == sorted(lack, reverse=True)


def test_a_district_with_too_many_does_not_count_in_the_gaps_of_the_others(context: Chosen) -> None:
    draft = recruitment.gaps(context(post="teacher"))
    assert isinstance(draft.body, Bars)
    values = [value or 0 for value in draft.body.actual.values]
    assert values == sorted(values, reverse=True)
    assert f"合计{sum(max(value, 0) for value in values):.0f}名" in draft.title
    assert list(draft.body.labels) == [recruitment._gap(ZH, int(value)).text for value in values]


def test_the_first_gaps_are_shown_and_those_left_out_still_count(context: Chosen) -> None:
    few, every = recruitment.gaps(context(post="teacher", most="2")), recruitment.gaps(context(post="teacher"))
    assert (len(few.data.rows), few.title) == (2, every.title)
    assert len(few.limits) == 1


def test_people_in_post_are_told_up_to_the_day_looked_at_and_planned_beyond(context: Chosen) -> None:
    body = recruitment.in_post_by_month(context(post="teacher")).body
    assert isinstance(body, Curve)
    pairs = list(zip(body.days, body.actual.values, strict=True))
    assert all((value is None) == (day > body.as_of) for day, value in pairs)
    planned = [value for value in body.plan.values if value is not None]
    assert all(before <= after for before, after in pairwise(planned))


def test_the_last_step_of_the_pipeline_is_in_post(context: Chosen) -> None:
    body = recruitment.pipeline_steps(context(post="teacher")).body
    assert isinstance(body, Bars)
    assert body.keys == (*context().view.head.terms.codes("steps"), "in_post")


@pytest.mark.parametrize("build", [recruitment.gaps, recruitment.in_post_by_month, recruitment.pipeline_steps])
def test_filters_without_a_match_are_told_in_the_title(context: Chosen, build: Callable[[ExhibitContext], ExhibitDraft]) -> None:
    assert build(context(post="<b>")).title == ZH("headline.no_quotas")
