"""The scoreboard: which targets are judged by district, and which district comes first."""

from datetime import date

import pytest

from models.analysis.scoreboard import behind, judged_targets, worst_first
from models.analysis.year_ribbon import BriefVerdict
from models.status import Word
from models.typed_rows import Standing
from tests.rows import row_of

DAY = date(2023, 8, 31)


def verdict(word: Word) -> BriefVerdict:
    return BriefVerdict(DAY, word.status, word, None, None, None)


def own(*words: Word) -> dict[str, BriefVerdict]:
    return {f"T-{at}": verdict(word) for at, word in enumerate(words)}


@pytest.mark.parametrize("word", [Word.AT_RISK, Word.OFF_TRACK, Word.MISSED, Word.NEVER_REPORTED, Word.PARTIAL])
def test_what_is_behind_or_not_known_counts(word: Word) -> None:
    assert behind(own(word, Word.ON_TRACK)) == 1


@pytest.mark.parametrize("word", [Word.MET, Word.MET_LATE, Word.ON_TRACK, Word.NOT_DUE, Word.SUSPENDED])
def test_what_is_well_not_due_or_suspended_does_not_count(word: Word) -> None:
    assert behind(own(word)) == 0


def test_the_district_with_most_behind_comes_first_and_equal_ones_keep_the_order_of_the_plan() -> None:
    verdicts = {"A": own(Word.ON_TRACK), "B": own(Word.AT_RISK), "C": own(Word.MISSED, Word.OFF_TRACK), "D": own(Word.MISSED)}
    assert worst_first(verdicts) == ["C", "B", "D", "A"]


def test_targets_on_which_no_district_is_judged_are_left_out_in_the_order_of_the_plan() -> None:
    standings = [row_of(Standing, code=code) for code in ("T-1", "X", "T-0")]
    assert [row.code for row in judged_targets(standings, {"A": own(Word.MET), "B": own(Word.MET, Word.MET)})] == ["T-1", "T-0"]
