"""The tile of people: what many quotas add up to together is what each of them says, and their post is the largest."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from models.analysis.counted_parts import CountedQuotas
from models.analysis.recruitment import LargestPost, in_post, in_post_together, largest_post
from models.analysis.subject_tiles import people_tile
from models.plan.view import PlanView
from models.status import Target, TargetKind
from tests.models.analysis.test_recruitment import DAY, DUE, START, as_figures, as_quotas, quota, view

__all__ = ["view"]

CODES = ("A", "B", "C")
DAYS = [DAY + timedelta(days=at) for at in range(0, 12, 3)]
reports = st.tuples(
    st.sampled_from(CODES), st.integers(0, 10).map(lambda at: DAY + timedelta(days=at)), st.none() | st.integers(0, 30)
)


@given(st.lists(reports, max_size=12, unique_by=lambda row: row[:2]), st.sampled_from(DAYS))
def test_people_on_quotas_together_are_the_sum_of_those_on_each(rows: list[tuple[str, date, int | None]], last: date) -> None:
    figures = as_figures(*rows).until(last)
    each = in_post(as_quotas(*(quota(code, 9) for code in CODES)), figures, DAYS).sum(min_count=1)
    (together,) = in_post_together(CODES, figures, DAYS).to_numpy().tolist()
    assert [None if pd.isna(one) else one for one in together] == [None if pd.isna(one) else one for one in each]


def test_the_largest_post_is_that_with_the_most_people_whatever_the_number_of_its_quotas(view: PlanView) -> None:
    quotas = as_quotas(quota("A", 10), quota("B", 20), quota("C", 40, post="principal"))
    found = largest_post(quotas, CountedQuotas(quotas), view)
    assert found is not None
    assert (found.post, found.codes, found.target.target) == ("principal", ("C",), 40)
    assert largest_post(as_quotas(), CountedQuotas(as_quotas()), view) is None


def test_the_tile_of_people_says_who_is_in_post_and_how_many_a_month_are_needed() -> None:
    target = Target(kind=TargetKind.COUNT, start=START, due=DUE, target=40)
    post = LargestPost("teacher", ("A", "B"), target)
    tile = people_tile(post, as_figures(("A", DAY, 10), ("B", DAY, 6)), START, DAY)
    assert tile is not None
    assert (tile.what, tile.done, tile.whole, tile.pace) == ("teacher", 16, 40, 4)
    assert people_tile(None, as_figures(), START, DAY) is None
