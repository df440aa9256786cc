"""Axes: fitted to rates, however close together, from zero where values lie far apart."""

import pytest

from components.charts.axes import fitted, is_fitted


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ([99.17, 99.72, 100], (99, 100)),
        ([47.6, 53.6, 50], (46, 56)),
        ([88.7, 85], (84, 90)),
        ([100, 100], (99, 100)),
        ([20, 80], (0, 100)),
        ([0, 44, 50], (0, 60)),
        ([99.5, 104], (98, 106)),
        ([None], (0, 100)),
        ([], (0, 100)),
    ],
)
def test_an_axis_holds_all_its_values_and_little_more(values: list[float | None], ends: tuple[float, float]) -> None:
    axis = fitted(values)
    assert (axis.low, axis.high) == ends
    assert axis.marks[0] == axis.low
    assert axis.marks[-1] == axis.high
    assert 2 <= len(axis.marks) <= 8


@pytest.mark.parametrize("low", [0, 12.3, 61.25, 99])
@pytest.mark.parametrize("spread", [0, 0.01, 0.4, 3, 38])
def test_no_value_lies_outside_its_axis(low: float, spread: float) -> None:
    high = min(low + spread, 100)
    axis = fitted([low, high])
    assert axis.low <= low <= high <= axis.high
    assert axis.high - axis.low >= 1


@pytest.mark.parametrize(
    ("unit", "values", "expected"),
    [("%", [99.1, 99.7], True), ("%", [50, 120], False), ("所", [3, 5], False), ("%", [None], False), ("%", [], False)],
)
def test_only_rates_are_fitted(unit: str, values: list[float | None], expected: bool) -> None:
    assert is_fitted(unit, values) is expected
