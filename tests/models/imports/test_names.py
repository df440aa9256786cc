"""Names and codes as people write them: found whatever the blanks, quotes and dashes; never where two could be meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.imports.names import Names, nearest, plain

CODES = ("RE-01", "RE-02", "BA-09.1")
DASHES = "-‐‑‒–—―−－"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引进\n培育", "引进培育"),
        ("“双师型”教师", '"双师型"教师'),
        ("急（特）需", "急(特)需"),
        ("ＲＥ－０３", "re-03"),
        ("《方案》", "方案"),
    ],
)
def test_two_ways_to_write_a_name_are_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


@given(
    some.sampled_from(CODES), some.sampled_from(DASHES), some.booleans(), some.sampled_from(["", " ", "\u3000", "\n", "\u200b"])
)
def test_a_code_is_found_with_any_dash_blank_and_case(code: str, dash: str, is_small: bool, blank: str) -> None:
    written = blank + (code.lower() if is_small else code).replace("-", blank + dash)
    assert Names((one, one) for one in CODES).find(written) == code


def test_a_name_of_two_codes_is_none() -> None:
    names = Names([("方案", "A-1"), ("“方案”", "A-2"), ("办法", "B-1"), ("办法", "B-2")])
    assert [names.find(name) for name in ("方案", "“方案”", "《方案》", "办法")] == ["A-1", "A-2", None, None]


@pytest.mark.parametrize(("name", "near"), [("RE-1", "RE-01"), ("BA-9.1", "BA-09.1"), ("洛阳", None), ("", None)])
def test_the_nearest_is_proposed_only_if_it_is_near(name: str, near: str | None) -> None:
    assert nearest(name, CODES) == near
