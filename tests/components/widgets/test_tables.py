"""Tables: columns in the reader's words, nothing lost, nothing invented."""

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest

from components.i18n.text import Text
from components.theme import LIGHT, MARKS
from components.widgets import tables
from models.plan.view import PlanView
from models.status import Reason, Status, Word
from models.typed_rows import Standing

Hostile = tuple[PlanView, pd.DataFrame, pd.DataFrame, pd.DataFrame]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])


NAMES = [field.name for field in fields(Standing)]


def row(**changes: Any) -> Standing:
    """A standing of a count, half done."""
    known = {
        "status": Status.ON_TRACK,
        "word": Word.ON_TRACK,
        "code": "C",
        "name": "开工",
        "name_en": "Starts",
        "section": "one",
        "unit": "所",
        "unit_en": "schools",
        "actual": Fraction(8),
        "target": Fraction(16),
        "expected": Fraction(7),
        "open_ended": False,
        "reported_on": date(2023, 6, 30),
        "origin": "reported",
        "grade": None,
        "owner": "规划处",
        "reason": Reason("no_baseline"),
    }
    return Standing(**{**dict.fromkeys(NAMES), **known, **changes})  # type: ignore[arg-type]


def table_of(t: Text, *rows: Standing) -> pd.DataFrame:
    """The table of some standings."""
    cells = [[getattr(one, name) for name in NAMES] for one in rows]
    return tables.targets_table(t, pd.DataFrame(cells, columns=NAMES, dtype=object), {"one": "一"})


@pytest.mark.parametrize(
    ("language", "status", "progress", "planned"),
    [("zh", "● 正常", "8 / 16所", "7所"), ("en", "● On track", "8 / 16 schools", "7 schools")],
)
def test_a_row_says_all_of_a_standing(language: str, status: str, progress: str, planned: str) -> None:
    only = table_of(Text(language), row()).iloc[0]
    assert (only["status"], only["progress"], only["planned"], only["share"]) == (status, progress, planned, 50.0)
    assert (only["code"], only["section"], only["owner"], only["reported_on"]) == ("C", "一", "规划处", date(2023, 6, 30))


def test_what_nobody_reported_is_neither_zero_nor_done() -> None:
    silent = row(actual=None, reported_on=None, origin=None, owner=None, expected=None)
    only = table_of(Text("zh"), silent).iloc[0]
    assert only["share"] is None or pd.isna(only["share"])
    assert (only["progress"], only["planned"], only["origin"], only["owner"]) == ("– / 16所", "–", "–", "–")


@pytest.mark.parametrize(
    ("changes", "share"),
    [
        ({"actual": Fraction(8929, 100), "target": Fraction(85), "unit": "%"}, 89.29),
        ({"actual": Fraction(0)}, 0.0),
        ({"actual": Fraction(20)}, 125.0),
        ({"target": None}, None),
        ({"target": Fraction(0)}, None),
    ],
    ids=["a rate is its own share", "nothing done", "more than wanted", "no target", "a target of zero"],
)
def test_the_share_is_what_is_done_of_the_target(changes: dict[str, Any], share: float | None) -> None:
    assert tables._share(row(**changes)) == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize("word", Word)
@LANGUAGES
def test_mark_and_word_go_together(language: str, word: Word) -> None:
    told = tables.status_words(Text(language), row(status=word.status, word=word))
    assert told == f"{MARKS[word.status]} {Text(language).show(word)}"


def test_a_count_that_is_not_divided_says_so_in_the_place_of_a_status() -> None:
    undivided = row(status=Status.ACTION, word=Word.ACTION, reason=Reason("no_quota"))
    assert tables.status_words(Text("zh"), undivided) == f"{MARKS[Status.ACTION]} 未分解"


def test_a_doubtful_source_is_marked() -> None:
    assert tables.origin_words(Text("zh"), row(origin="published", grade="C")) == "公开发布 · 待核实"
    assert tables.origin_words(Text("zh"), row(origin="published", grade="A")) == "公开发布"


@LANGUAGES
def test_every_column_has_a_heading(hostile: Hostile, language: str) -> None:
    t = Text(language)
    view, standings, _, history = hostile
    sections = t.names(view.sections)
    targets = tables.targets_table(t, standings, sections)
    assert set(targets.columns) == set(tables.targets_columns(t, LIGHT))
    assert set(tables.history_table(t, history, {}).columns) == set(tables.history_columns(t))
    labels = [column["label"] for column in tables.targets_columns(t, LIGHT).values()]
    assert len(set(labels)) == len(labels)


@LANGUAGES
def test_a_table_of_nothing_keeps_its_columns(language: str, hostile: Hostile) -> None:
    t = Text(language)
    empty = tables.targets_table(t, hostile[1].iloc[:0], {})
    assert list(empty.columns) == list(tables.targets_table(t, hostile[1], {"s<1>": "", "s'2": ""}).columns)
    assert empty.empty
    assert len(tables.history_table(t, hostile[3].iloc[:0], {}).columns) == 9


def test_texts_of_a_plan_go_into_cells_unchanged(hostile: Hostile) -> None:
    view, standings, _, history = hostile
    t = Text("zh")
    table = tables.targets_table(t, standings, {one["code"]: one["name"] for one in view.sections.to_dict("records")})
    assert list(table["name"]) == list(standings["name"])
    assert set(table["section"]) == set(view.sections["name"])
    cells = tables.history_table(t, history, {"ZH": "喆㛃𣲗区"})
    assert list(cells["source"]) == ["<script>window.hacked=1</script>", "–"]
    assert list(cells["district"]) == ["全市", "喆㛃𣲗区"]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        ({"value": Decimal("12.50"), "numerator": None, "denominator": None}, "12.5"),
        ({"value": None, "numerator": Decimal(850), "denominator": Decimal(1000)}, "850 / 1000"),
        ({"value": None, "numerator": None, "denominator": None}, "–"),
    ],
)
def test_a_figure_of_the_past_reads_as_it_was_reported(figure: dict[str, Any], words: str) -> None:
    past = figure | {
        "code": "C",
        "as_of": date(2023, 6, 30),
        "district": "",
        "origin": "reported",
        "grade": None,
        "source": None,
        "note": None,
        "recorded_at": datetime(2023, 7, 1),
        "author": "test",
        "counts": False,
        "file_name": None,
    }
    only = tables.history_table(Text("zh"), pd.DataFrame([past], dtype=object), {}).iloc[0]
    assert (only["value"], only["district"], only["counts"]) == (words, "全市", False)


@LANGUAGES
def test_the_columns_of_a_district_are_its_own_and_the_citys(language: str) -> None:
    t = Text(language)
    columns = tables.district_columns(t, LIGHT, "二七区")
    assert columns["in_district"]["label"] == t("grid.in_district")
    assert columns["beside"]["label"] == "二七区"


def test_a_column_is_as_wide_as_its_longest_text() -> None:
    long = "教师“一补两贴”与课后服务补助按时足额发放"
    table = table_of(Text("zh"), row(name=long), row())
    columns = tables.whole(tables.targets_columns(Text("zh"), LIGHT), table)
    assert columns["name"]["width"] >= 14 * len(long)
    assert columns["planned"]["width"] < columns["name"]["width"]
    assert set(columns) == set(tables.targets_columns(Text("zh"), LIGHT))


def test_a_long_english_name_takes_two_lines() -> None:
    name = "Schools planned into the vocational education park of the city"
    table = table_of(Text("en"), row(name_en=name))
    columns = tables.targets_columns(Text("en"), LIGHT)
    one, two = (tables.whole(columns, table, lines=lines)["name"]["width"] for lines in (1, 2))
    assert one / 2 < two < one * 0.75
    assert tables.row_height(2) > 64, "Streamlit wraps from there on"


def test_a_table_has_no_empty_row_and_scrolls_beyond_its_height() -> None:
    assert tables.height_of(3, 640) == tables.height_of(2, 640) + tables.row_height()
    assert tables.height_of(300, 640) == 640
