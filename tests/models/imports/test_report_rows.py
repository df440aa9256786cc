"""Figures as people enter them: read as text, checked against the plan, refused as a whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from models.commands.ledger import store_plan
from models.commands.records import NewReport
from models.errors import FileError, ReportError, UnreadableError
from models.imports.report_rows import COLUMNS, LONGEST, ReportRow, contents_from, district_codes, parse_day, read_entries
from models.plan.file import parse_plan
from models.plan.view import PlanView
from models.queries import read_plan
from models.store.engine import open_store, reading

TODAY = date(2023, 7, 1)
PLAN = """
plan:
  code: p
  city: 某市
  year: 2023
  title: 年度工作
  source: 文件
  districts:
    - {code: "410101", name: 东区, short: 东}
    - {code: HK, name: 航空港区, short: 航空港, aliases: [港区]}
sections: [{code: s, name: 基础}]
targets:
  - {code: C, section: s, kind: count, name: 数量, unit: 所, target: 16, due: 2023-12-31}
  - {code: R, section: s, kind: reach, name: 达到, target: 50, due: 2023-12-31}
  - {code: F, section: s, kind: floor, name: 保持, target: 85, due: 2023-12-31}
  - {code: D, section: s, kind: deliver, name: 成果, due: 2023-12-31}
  - {code: I, section: s, kind: items, name: 分项, due: 2023-12-31, items: [甲, 乙]}
  - {code: A, section: s, kind: action, name: 推进}
"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> PlanView:
    engine = open_store(f"sqlite:///{tmp_path_factory.mktemp('store')}/s.sqlite")
    store_plan(engine, parse_plan(PLAN.encode(), name="p.yaml"), author="test", name="p.yaml")
    with reading(engine) as session:
        found = read_plan(session, "p", datetime.now(UTC))
    engine.dispose()
    return found


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "in.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def entry(code: str, value: str = "", **more: str) -> ReportRow:
    return ReportRow(**{"where": "in.csv:2", "code": code, "as_of": "2023-06-30", "value": value} | more)


def accepted(view: PlanView, *entries: ReportRow) -> list[NewReport]:
    return list(contents_from(entries, view, today=TODAY).reports)


def refused(view: PlanView, *entries: ReportRow) -> list[tuple[str, str]]:
    """(where, key) of every problem."""
    with pytest.raises(ReportError) as caught:
        contents_from(entries, view, today=TODAY)
    for language in ("zh", "en"):
        assert all(one.sentence(language) in caught.value.sentence(language) for one in caught.value.problems)
    return [(one.where, one.key) for one in caught.value.problems]


def keys(view: PlanView, *entries: ReportRow) -> list[str]:
    return [key for _, key in refused(view, *entries)]


# Accepted figures


def test_a_figure_becomes_a_report_with_all_that_was_said(view: PlanView) -> None:
    [report] = accepted(view, entry("C", "12", district="东", source="月报", note="含两所在建", grade="A"))
    assert report == NewReport(
        "C", date(2023, 6, 30), Decimal(12), district="410101", source="月报", grade="A", note="含两所在建"
    )


def test_what_was_left_blank_is_nothing_not_empty_text(view: PlanView) -> None:
    [report] = accepted(view, entry("C", "12"))
    assert (report.source, report.note, report.grade, report.district, report.origin) == (None, None, None, "", "reported")


def test_the_origin_is_as_given(view: PlanView) -> None:
    [report] = contents_from([entry("C", "1")], view, today=TODAY, origin="published").reports
    assert report.origin == "published"


@pytest.mark.parametrize("name", ["HK", "航空港区", "航空港", "港区"])
def test_a_district_is_known_by_code_name_short_name_and_alias(view: PlanView, name: str) -> None:
    assert district_codes(view)[name] == "HK"
    assert accepted(view, entry("C", "1", district=name))[0].district == "HK"


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("C", "0"),
        ("C", "16"),
        ("C", "17"),
        ("C", "12.0"),
        ("R", "0"),
        ("R", "100"),
        ("F", "89.29"),
        ("D", "0"),
        ("D", "1"),
        ("I.1", "1"),
    ],
)
def test_a_figure_that_fits_its_kind_is_taken(view: PlanView, code: str, value: str) -> None:
    assert accepted(view, entry(code, value))[0].value == Decimal(value)


def test_a_rate_may_come_as_numerator_over_denominator(view: PlanView) -> None:
    [report] = accepted(view, entry("R", numerator="1", denominator="3"))
    assert (report.value, report.numerator, report.denominator) == (None, 1, 3)
    assert accepted(view, entry("F", numerator="0", denominator="3"), entry("F", numerator="3", denominator="3"))


def test_a_districts_rate_comes_with_its_parts_and_its_count_without(view: PlanView) -> None:
    rate, count = accepted(view, entry("R", district="东", numerator="1", denominator="3"), entry("C", "3", district="东"))
    assert (rate.district, rate.denominator, count.value) == ("410101", 3, 3)


def test_the_rate_of_an_only_district_is_the_citys_and_may_be_bare(view: PlanView) -> None:
    alone = replace(view, districts=view.districts.iloc[:1])
    assert accepted(alone, entry("R", "45", district="东"))[0].value == 45


def test_an_action_may_be_a_note_alone(view: PlanView) -> None:
    assert accepted(view, entry("A", note="已部署"))[0].note == "已部署"
    assert accepted(view, entry("A", "3"))[0].value == 3


@pytest.mark.parametrize(
    "value", ["89.123456", "0.000001", "99.9000000000", "1e1", "+12", "000000000000000000012", "0E-99999999", "-0"]
)
def test_up_to_15_digits_and_6_decimals_are_kept_exactly(view: PlanView, value: str) -> None:
    assert accepted(view, entry("R", value))[0].value == Decimal(value)


def test_a_number_of_15_digits_is_taken(view: PlanView) -> None:
    assert accepted(view, entry("C", "123456789012345"), entry("C", "1e14"))[0].value == 123456789012345


# Rejected figures


@pytest.mark.parametrize(
    ("broken", "key"),
    [
        (entry("X", "1"), "unknown_code"),
        (entry("", "1"), "unknown_code"),
        (entry("I.3", "1"), "unknown_code"),
        (entry("C", "1", district="南区"), "unknown_district"),
        (entry("C", "1", as_of="2023-06-31"), "not_a_day"),
        (entry("C", "1", as_of=""), "not_a_day"),
        (entry("C", "1", as_of="2023-07-02"), "in_the_future"),
        (entry("C", "twelve"), "not_a_number"),
        (entry("C", "1,000"), "not_a_number"),
        (entry("C", "12所"), "not_a_number"),
        (entry("C", "NaN"), "not_a_number"),
        (entry("C", "Infinity"), "not_a_number"),
        (entry("R", numerator="a", denominator="3"), "not_a_number"),
        (entry("R", "0.0000001"), "too_many_digits"),
        (entry("C", "1234567890123456"), "too_many_digits"),
        (entry("C", "1e15"), "too_many_digits"),
        (entry("C", "1e9999999"), "too_many_digits"),
        (entry("R", "1e-9999999"), "too_many_digits"),
        (entry("R", "0.1" + "0" * 40 + "1"), "too_many_digits"),
        (entry("C"), "no_value"),
        (entry("A"), "no_value"),
        (entry("C", note="只有说明"), "no_value"),
        (entry("C", "-1"), "negative"),
        (entry("R", "-0.01"), "negative"),
        (entry("R", "100.01"), "rate_above_100"),
        (entry("F", "101"), "rate_above_100"),
        (entry("C", "1.5"), "not_whole"),
        (entry("D", "0.5"), "not_done_or_not"),
        (entry("D", "2"), "not_done_or_not"),
        (entry("I.1", "2"), "not_done_or_not"),
        (entry("I", "1"), "report_the_items"),
        (entry("C", numerator="1", denominator="2"), "ratio_needs_rate"),
        (entry("R", "50", numerator="1", denominator="2"), "value_or_ratio"),
        (entry("R", "45", district="东"), "bare_rate"),
        (entry("F", "2", district="港区"), "bare_rate"),
        (entry("R", "45", district="东", numerator="1", denominator="2"), "value_or_ratio"),
        (entry("R", numerator="1"), "half_a_ratio"),
        (entry("R", denominator="2"), "half_a_ratio"),
        (entry("R", numerator="3", denominator="2"), "bad_ratio"),
        (entry("R", numerator="0", denominator="0"), "bad_ratio"),
        (entry("R", numerator="-1", denominator="2"), "bad_ratio"),
        (entry("C", "1", note="x" * (LONGEST + 1)), "too_long"),
        (entry("C", "1", source="x" * (LONGEST + 1)), "too_long"),
    ],
)
def test_a_figure_that_does_not_fit_is_refused_where_it_stands(view: PlanView, broken: ReportRow, key: str) -> None:
    assert refused(view, broken) == [("in.csv:2", key)]


def test_today_is_not_the_future(view: PlanView) -> None:
    assert accepted(view, entry("C", "1", as_of="2023-07-01"))


def test_the_longest_note_is_taken(view: PlanView) -> None:
    assert accepted(view, entry("C", "1", note="x" * LONGEST))


def test_no_rows_are_no_reports(view: PlanView) -> None:
    assert refused(view) == [("", "no_rows")]


def test_every_problem_of_one_row_is_named(view: PlanView) -> None:
    broken = entry("C", "-1.5", as_of="2024-01-01", district="南区", note="x" * (LONGEST + 1))
    assert set(keys(view, broken)) == {"in_the_future", "unknown_district", "negative", "not_whole", "too_long"}
    assert set(keys(view, entry("X", "z", as_of="z", numerator="y"))) == {"unknown_code", "not_a_day", "not_a_number"}


def test_every_row_with_a_problem_is_named_and_no_row_is_taken(view: PlanView) -> None:
    rows = [entry("C", "1", where="in.csv:2"), entry("C", "x", where="in.csv:3"), entry("X", "1", where="in.csv:4")]
    assert refused(view, *rows) == [("in.csv:3", "not_a_number"), ("in.csv:4", "unknown_code")]


# Days


@pytest.mark.parametrize("text", ["2023-06-30", "2023/6/30", "2023.06.30", "2023年6月30日", "2023年06月30日", " 2023-6-30 "])
def test_a_day_may_be_written_in_several_ways(text: str) -> None:
    assert parse_day(text) == date(2023, 6, 30)


@pytest.mark.parametrize(
    "text", ["", "2023-02-29", "2023-13-01", "30/6/2023", "2023-06", "20230630", "2023-06-30T00:00", "yesterday"]
)
def test_what_is_no_day_of_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day is out of range|month must be|^.{0,16}$"):
        parse_day(text)


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_is_read_in_each_encoding_that_offices_use(csv_file: Callable[..., Path], encoding: str, newline: str) -> None:
    text = newline.join(["code,as_of,value,district,note", "C,2023-06-30,12,航空港区,“含两所”", ""])
    [row] = read_entries(csv_file(text.encode(encoding)))
    assert row == ReportRow("in.csv:2", "C", "2023-06-30", "12", "航空港区", note="“含两所”")


def test_columns_come_in_any_order_and_blank_rows_are_skipped(csv_file: Callable[..., Path]) -> None:
    rows = read_entries(csv_file(" value , as_of,code\n\n 3 ,2023-06-30, C \n,,\n4,2023-06-30,C\n"))
    assert [(row.where, row.code, row.value) for row in rows] == [("in.csv:3", "C", "3"), ("in.csv:5", "C", "4")]


def test_quotes_keep_commas_and_line_breaks(csv_file: Callable[..., Path]) -> None:
    [row] = read_entries(csv_file('code,as_of,value,note\nC,2023-06-30,3,"one, two\nthree ""x"""\n'))
    assert row.note == 'one, two\nthree "x"'


def test_a_header_alone_has_no_rows(csv_file: Callable[..., Path]) -> None:
    assert read_entries(csv_file("code,as_of,value\n")) == []


def test_every_column_of_an_entry_can_be_given(csv_file: Callable[..., Path]) -> None:
    figures = ("code", "as_of", "value", "district", "numerator", "denominator", "source", "note")
    assert (*figures, "gate", "forecast", "actual") == COLUMNS
    [row] = read_entries(csv_file(",".join([*COLUMNS, "grade"]) + "\na,b,c,d,e,f,g,h,i,j,k,A\n"))
    assert (row.code, row.denominator, row.note, row.grade) == ("a", "f", "h", "A")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", [("in.csv:1", "missing_column"), ("in.csv:1", "missing_column")]),
        ("code,value\nC,1\n", [("in.csv:1", "missing_column")]),
        ("code,as_of,valeu\n", [("in.csv:1", "unknown_column")]),
        ("code,as_of,where\n", [("in.csv:1", "unknown_column")]),
        ("code,as_of,\n", [("in.csv:1", "unknown_column")]),
        ("code,as_of,value,value\n", [("in.csv:1", "twice"), ("in.csv:1", "twice")]),
        ("code,as_of,value\nC,2023-06-30\nC,2023-06-30,1,2\n", [("in.csv:2", "row_width"), ("in.csv:3", "row_width")]),
        ("code,valeu\nC\n", [("in.csv:1", "unknown_column"), ("in.csv:1", "missing_column"), ("in.csv:2", "row_width")]),
        ('code,as_of\n"C,2023\n', [("in.csv:2", "not_csv")]),
        ("code,as_of,value\nC,2023-06-30," + "9" * 200_000 + "\n", [("in.csv:2", "not_csv")]),
    ],
)
def test_a_file_of_another_shape_is_refused(csv_file: Callable[..., Path], content: str, found: list[tuple[str, str]]) -> None:
    with pytest.raises(ReportError) as caught:
        read_entries(csv_file(content))
    assert [(one.where, one.key) for one in caught.value.problems] == found


@pytest.mark.parametrize("content", [b"PK\x03\x04\xff\xfe\x00\x00", b"\xff\xfe\x00c", bytes(range(256))])
def test_a_binary_file_is_refused(csv_file: Callable[..., Path], content: bytes) -> None:
    path = csv_file(content)
    with pytest.raises((ReportError, UnreadableError)):
        read_entries(path)


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(FileError) as caught:
            read_entries(path)
        assert caught.value.key == "file_unreadable"
