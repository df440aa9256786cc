"""Sentences of the overview's pictures: their numbers add up, for none, one and many, in both languages."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from components.i18n import overview
from components.i18n.text import Text
from models.analysis.subject_tiles import Tile
from models.analysis.year_ribbon import BriefVerdict, Ribbon, RibbonRow
from models.plan.view import Terms
from models.status import Word
from models.typed_rows import CurvePoint, Standing
from tests.rows import row_of

DAY = date(2023, 8, 31)
ZH, EN = Text("zh"), Text("en")
NO_TERMS = Terms({})


def verdict(word: Word) -> BriefVerdict:
    return BriefVerdict(DAY, word.status, word, None, None, None)


def year(*rows: tuple[Word, ...]) -> tuple[Ribbon, dict[str, Standing]]:
    """A year of rows by their months; the last month of each is the current one."""
    found = tuple(RibbonRow(f"T-{at}", tuple(map(verdict, row)), None) for at, row in enumerate(rows))
    standings = {one.code: row_of(Standing, code=one.code, status=row[-1].status) for one, row in zip(found, rows, strict=True)}
    return Ribbon((DAY,) * 3, 2, found), standings


STEADY, LAPSE, BAD, SILENT = (
    (Word.NOT_DUE, Word.ON_TRACK, Word.MET),
    (Word.MET, Word.AT_RISK, Word.ON_TRACK),
    (Word.ON_TRACK, Word.MISSED),
    (Word.ON_TRACK, Word.NEVER_REPORTED),
)


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        ((STEADY,), "1项考核目标中1项各月都正常或已完成。", "of 1 measured target, 1 was on track or done in every month."),
        (
            (LAPSE, LAPSE),
            "2项考核目标中2项并非各月都正常、但现已正常或完成。",
            "of 2 measured targets, 2 are on track or done now but were not in every month.",
        ),
        ((SILENT, SILENT), "2项考核目标中2项情况不明。", "of 2 measured targets, 2 are not known."),
        (
            (SILENT, BAD),
            "2项考核目标中1项需要关注，1项情况不明。",
            "of 2 measured targets, 1 needs attention, 1 is not known.",
        ),
        ((BAD,), "1项考核目标中1项需要关注。", "of 1 measured target, 1 needs attention."),
        (
            (STEADY, STEADY, LAPSE, BAD, BAD),
            "5项考核目标中2项各月都正常或已完成，1项并非各月都正常、但现已正常或完成，2项需要关注。",
            "of 5 measured targets, 2 were on track or done in every month, "
            "1 is on track or done now but was not in every month, 2 need attention.",
        ),
    ],
)
def test_the_ribbon_counts_every_target_once(rows: tuple[tuple[Word, ...], ...], zh: str, en: str) -> None:
    found, standings = year(*rows)
    assert overview.ribbon(ZH, found, standings, DAY) == f"截至2023年8月31日，{zh}"
    assert overview.ribbon(EN, found, standings, DAY) == f"As of 31 Aug 2023, {en}"


def test_a_ribbon_without_rows_says_that_nothing_is_due() -> None:
    assert overview.ribbon(ZH, Ribbon((), None, ()), {}, DAY) == ZH("headline.nothing_due", day=DAY)


@pytest.mark.parametrize(
    ("late", "zh", "en"),
    [
        ((0, 0, 0), "3个区县的2项目标没有滞后、预警或无数据的。", "no target is behind or unknown in 3 districts (2 targets)."),
        (
            (1, 2, 0),
            "3个区县中2个有目标滞后、预警或无数据，最多的是乙（2项）。",
            "2 of 3 districts have targets that are behind or not known; Yi has",
        ),
        ((1, 1, 0), "最多的是甲和乙（各1项）。", "Jia and Yi have most (1 each)."),
        ((1, 1, 1), "最多的3个区县各有1项。", "3 districts have most (1 each)."),
    ],
)
def test_the_scoreboard_names_the_districts_with_most_behind(late: tuple[int, ...], zh: str, en: str) -> None:
    verdicts = {
        code: {f"T-{n}": verdict(Word.MISSED if n < many else Word.MET) for n in range(2)}
        for code, many in zip("ABC", late, strict=True)
    }
    assert zh in overview.scoreboard(ZH, verdicts, {"A": "甲", "B": "乙", "C": "丙"}, 2, DAY)
    assert en in overview.scoreboard(EN, verdicts, {"A": "Jia", "B": "Yi", "C": "Bing"}, 2, DAY)


def test_a_scoreboard_without_targets_says_so() -> None:
    assert overview.scoreboard(EN, {"A": {}}, {"A": "Jia"}, 0, DAY) == "As of 31 Aug 2023, no target is judged by district."


def tile(done: int | None, planned: int, **more: Any) -> Tile:
    return Tile(done, planned, 29, (CurvePoint(DAY, done, planned),), **more)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (tile(None, 3), "尚无数据，计划应有3"),
        (tile(3, 3), "与计划持平"),
        (tile(5, 3), "比计划多2"),
        (tile(1, 3, seats=540), "比计划少2，540个学位未按期投用"),
        (tile(1, 3, pace=38), "比计划少2，今后每月需38名"),
        (tile(3, 3, pace=38), "与计划持平"),
    ],
)
def test_a_tile_says_how_far_it_is_from_its_plan(one: Tile, words: str) -> None:
    assert overview.tile_gap(ZH, one) == words


def test_the_tiles_say_what_is_done_of_each_plan() -> None:
    assert overview.tiles(ZH, {"projects": tile(28, 29)}, NO_TERMS, DAY) == "截至2023年8月31日，新建学校 · 已投用28 / 29。"
    assert overview.tiles(EN, {}, NO_TERMS, DAY) == EN("headline.tiles_none")


def standing(**more: Any) -> Standing:
    own = {"status": Word.MISSED.status, "actual": Fraction(3), "expected": Fraction(13), "unit": "所", "unit_en": "schools"}
    return row_of(Standing, **own | {"reporters": None} | more)


def test_what_is_missing_is_the_way_to_the_plan_or_the_districts_that_were_heard() -> None:
    assert overview.missing(ZH, standing()) == "差10"
    assert overview.missing(EN, standing()) == "−10"
    assert overview.missing(ZH, standing(actual=Fraction(9979, 100), expected=None, target=Fraction(100), unit="%")) == "差0.21"
    assert overview.missing(ZH, standing(reporters=16, reported_by=14)) == "14/16"
    assert overview.missing(ZH, standing(status=Word.ON_TRACK.status)) == ""
    assert overview.missing(ZH, standing(status=Word.NEVER_REPORTED.status, actual=None)) == ""


def test_what_lies_above_a_limit_is_told_as_above() -> None:
    limit = {"kind": "ceiling", "expected": None, "target": Fraction(3), "unit": "起"}
    assert overview.missing(ZH, standing(actual=Fraction(5), **limit)) == "超2"
    assert overview.missing(EN, standing(actual=Fraction(5), **limit)) == "+2"
    assert overview.missing(ZH, standing(actual=Fraction(2), **limit)) == ""
    falls = {"kind": "reach", "direction": "down", "expected": Fraction(4), "target": Fraction(2), "unit": "%"}
    assert overview.missing(ZH, standing(actual=Fraction(5), **falls)) == "超1"
    between = {"kind": "floor", "expected": None, "target": Fraction(45), "upper": Decimal(55), "unit": "%"}
    assert overview.missing(ZH, standing(actual=Fraction(58), **between)) == "超3"
    assert overview.missing(ZH, standing(actual=Fraction(40), **between)) == "差5"
