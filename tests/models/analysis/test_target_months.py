"""Numerators and denominators are those of the rate beside them, whichever districts it is made of."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from models.analysis.series import newest_share, target_series
from models.status import Share, Target, TargetKind
from models.typed_rows import FigureRow
from tests.rows import row_of

DISTRICTS = ["N", "S", "W"]
AS_OF = date(2023, 9, 30)
RATE = Target(kind=TargetKind.FLOOR, start=date(2023, 1, 1), due=date(2023, 12, 31), target=Fraction(100), cycle_days=31)


def figure(district: str, day: date, numerator: int | None, denominator: int | None) -> FigureRow:
    value = Decimal(50) if denominator is None else None
    parts = [None if one is None else Decimal(one) for one in (numerator, denominator)]
    return row_of(
        FigureRow,
        code="A",
        district=district,
        as_of=day,
        value=value,
        numerator=parts[0],
        denominator=parts[1],
        recorded_at=datetime(2023, 10, 1, tzinfo=UTC),
    )


days = st.integers(0, 150).map(lambda ago: AS_OF - timedelta(days=ago))
figures = st.builds(figure, st.sampled_from(DISTRICTS), days, st.integers(0, 90), st.integers(90, 100))


@given(st.lists(figures, max_size=12))
def test_the_share_of_the_city_is_the_newest_rate(reported: list[FigureRow]) -> None:
    history = target_series(reported, RATE, DISTRICTS, AS_OF)
    share = newest_share(reported, RATE, DISTRICTS, AS_OF)
    if share is not None:
        assert history[-1].value == 100 * share.numerator / share.denominator
    else:
        assert all(one.as_of < AS_OF - timedelta(days=69) for one in reported)  # each is too old to count


@given(st.lists(figures, min_size=1, max_size=12), st.sampled_from(DISTRICTS))
def test_the_share_of_a_district_is_its_own_newest(reported: list[FigureRow], district: str) -> None:
    own = [one for one in reported if one.district == district]
    history, share = target_series(own, RATE, [district], AS_OF), newest_share(own, RATE, [district], AS_OF)
    assert (share is None) == (not own)
    assert share is None or history[-1].value == 100 * share.numerator / share.denominator


def test_the_citys_own_figure_comes_before_those_of_its_districts() -> None:
    reported = [figure("", AS_OF, 9, 10), figure("N", AS_OF, 1, 10)]
    assert newest_share(reported, RATE, DISTRICTS, AS_OF) == Share(AS_OF, Fraction(9), Fraction(10))


def test_a_bare_rate_has_neither_numerator_nor_denominator() -> None:
    assert newest_share([figure("", AS_OF, None, None)], RATE, DISTRICTS, AS_OF) is None
    assert newest_share([figure("N", AS_OF, None, None)], RATE, DISTRICTS, AS_OF) is None
