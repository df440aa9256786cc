"""The capsule as a file: one page, its texts data, its numbers readable back, its size small."""

import base64
import json
import re
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from components.exhibits.model import Bars, Curve, Exhibit, Series, table_of
from components.exhibits.tables import Cell, Column, Table
from components.export.html.capsule import capsule
from models.status import Status, Word

BAD = "</script><script>alert(1)</script><!-- 喆𣲗 &amp; =cmd| @@SCRIPT@@ @@DATA@@"
NAMES = {"zh": {"": "全市", "N": "北区"}, "en": {"": "City", "N": "North"}}
TITLES = {"zh": "看板", "en": "Board"}


def part(name: str = "bars", title: str = BAD) -> Exhibit:
    body = Bars((BAD, "乙"), ("a", "b"), Series("完成", (1.5, None), "actual"), ("1.5", "–"), None, (Word.MET,) * 2)
    data = table_of("名", body.categories, body)
    return Exhibit(f"{name}?plan=zz", name, title, body, data, (BAD,), (BAD,), BAD, demonstration=True)


def table(rows: int = 3) -> Exhibit:
    columns = (Column("状态", 10), Column("日", 10, "day"), Column("数", 8, "n", is_number=True))
    lines = tuple((Cell("✔ 完成", None, Status.MET), Cell("1日", date(2023, 1, 1 + at)), Cell(str(at), at)) for at in range(rows))
    body = Table(columns, lines, tuple(f"r{at}" for at in range(rows)))
    return replace(part("table"), body=body, data=body)


def made(views: dict[tuple[str, str], list[Exhibit]] | None = None, *, demonstration: bool = True) -> str:
    own = {(language, code): [part(), table()] for language in ("zh", "en") for code in ("", "N")}
    return capsule(own if views is None else views, districts=NAMES, titles=TITLES, demonstration=demonstration).decode()


def embedded(page: str, name: str) -> Any:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def view(page: str, key: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(embedded(page, "data")["views"][key])))


def test_a_text_ends_no_script_and_starts_none() -> None:
    page = made()
    assert page.count("<script") == page.count("</script") == 3
    assert "alert(1)</script>" not in page
    assert view(page, "zh/")[0]["title"] == BAD


def test_only_its_own_script_may_run_and_nothing_is_fetched() -> None:
    page = made()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy.startswith("default-src 'none'; ")
    assert re.search(r"script-src 'sha256-[\w+/=]+'$", policy)
    assert not re.search(r"""(src|href)=["']?(https?:)?//|url\(|@import""", page)


def test_the_numbers_can_be_read_back() -> None:
    figures = embedded(made(), "figures")
    assert set(figures) == {"zh/", "zh/N", "en/", "en/N"}
    assert figures["en/N"]["bars?plan=zz"] == {"a.actual": 1.5, "b.actual": None}
    assert figures["zh/"]["table?plan=zz"]["r1.n"] == "1"


def test_a_view_holds_charts_in_both_looks_and_widths_and_tables_as_values() -> None:
    chart, listed = view(made(), "zh/N")
    assert set(chart["drawn"]) == {"light-wide", "light-narrow", "dark-wide", "dark-narrow"}
    assert all(one.startswith("<svg") for one in chart["drawn"].values())
    assert listed["drawn"] == {}
    assert listed["table"]["rows"][1] == [["✔ 完成", None, "met"], ["1日", "2023-01-02", ""], ["1", 1, ""]]


def test_a_curve_goes_in_with_its_days() -> None:
    days = (date(2023, 1, 1), date(2023, 2, 1))
    curve = Curve(days, Series("a", (1, None), "actual"), Series("b", (1, 2), "plan"), date(2023, 1, 15))
    page = made({("zh", ""): [replace(part(), body=curve)]})
    assert embedded(page, "figures")["zh/"]["bars?plan=zz"]["2023-02-01.plan"] == 2


def test_one_language_and_no_parts_are_a_page_too() -> None:
    data = embedded(made({("en", ""): []}), "data")
    assert list(data["languages"]) == ["en"]
    assert data["languages"]["en"]["districts"] == [["", "City"]]


@pytest.mark.parametrize("demonstration", [True, False])
def test_the_mark_of_demonstration_goes_along(demonstration: bool) -> None:
    assert embedded(made(demonstration=demonstration), "data")["demonstration"] is demonstration


def test_the_same_views_make_the_same_file() -> None:
    assert made() == made()


def test_a_lone_half_of_a_letter_does_not_stop_the_file() -> None:
    assert view(made({("zh", ""): [part(title="a\ud800b")]}), "zh/")[0]["title"] == "a?b"
