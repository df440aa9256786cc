"""Cards as HTML: their counts, and that no text of a plan becomes markup."""

from datetime import date
from html.parser import HTMLParser

import pandas as pd
import pytest

from components.exhibits.tables import Cell, Column, Table
from components.i18n.text import Text
from components.theme import DARK, LIGHT, MARKS, Theme
from components.widgets import html as cards
from models.frames import rows_of
from models.plan.view import PlanView
from models.status import Status, Word
from models.typed_rows import Standing, TargetChange

Hostile = tuple[PlanView, pd.DataFrame, pd.DataFrame, pd.DataFrame]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
LOOKS = pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.name)
OURS = {"div", "span", "section", "h3", "small", "i", "b", "table", "thead", "tbody", "tr", "th", "td"}
OUR_ATTRIBUTES = {"class", "style", "aria-hidden", "aria-label", "scope", "role", "tabindex"}
EVIL = "<script>alert('1')</script> & \"quoted\" 'single' 🏫 喆㛃𣲗"


class Page(HTMLParser):
    """The tags, attributes and words of a piece of HTML; every opened tag must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def value_of(page: Page, name: str) -> list[str | None]:
    """All values of an attribute."""
    return [value for one, value in page.attributes if one == name]


def drawn(hostile: Hostile, t: Text) -> dict[str, str]:
    """Every card of the hostile plan."""
    view, standings, changes, _ = hostile
    return {
        "legend": cards.legend(t, LIGHT),
        "changes": cards.change_list(t, LIGHT, changes),
        "verdicts": "".join(cards.verdict(t, LIGHT, row) for row in rows_of(standings, Standing)),
        "tags": "".join(cards.origin_tag(t, row.origin, row.grade) for row in rows_of(standings, Standing)),
        "facts": cards.facts([(EVIL, EVIL)]),
        "reasons": cards.reasons(LIGHT, Status.MISSED, EVIL, [EVIL, None]),
        "foot": cards.footnote([view.head.title, view.head.source, EVIL]),
        "table": cards.table([EVIL], [[EVIL, view.head.source]]),
    }


@LANGUAGES
def test_no_text_of_a_plan_becomes_a_tag_or_an_attribute(hostile: Hostile, language: str) -> None:
    for name, html in drawn(hostile, Text(language)).items():
        page = Page(html)
        assert set(page.tags) <= OURS, name
        assert {attribute for attribute, _ in page.attributes} <= OUR_ATTRIBUTES, name
        assert "evil.example" not in "".join(str(style) for style in value_of(page, "style")), name


@LANGUAGES
def test_every_sign_of_a_name_is_shown(hostile: Hostile, language: str) -> None:
    t = Text(language)
    view, standings, changes, _ = hostile
    shown = drawn(hostile, t)
    for row in rows_of(changes, TargetChange):
        assert t.name(row) in Page(shown["changes"]).words
    for row in rows_of(standings, Standing):
        assert t.reason(row) in Page(shown["verdicts"]).words
    for name in ("facts", "reasons", "foot", "table"):
        assert EVIL in Page(shown[name]).words
    assert view.head.source in Page(shown["table"]).words


def test_the_hostile_plan_is_hostile(hostile: Hostile) -> None:
    view, standings, changes, history = hostile
    assert len(changes) == 1
    assert "<script>" in changes.iloc[0]["name"]
    assert "<b>" in Text("zh").reason(rows_of(standings, Standing)[0])
    assert "<script>" in history.iloc[0]["source"]


@LOOKS
@pytest.mark.parametrize("status", Status)
def test_a_mark_is_the_sign_of_its_status_on_its_colour(look: Theme, status: Status) -> None:
    page = Page(cards.mark(status, look))
    assert page.words == MARKS[status]
    assert look.status[status] in str(value_of(page, "style")[0])
    assert value_of(page, "aria-hidden") == ["true"]


@LANGUAGES
def test_the_legend_names_every_word_for_a_status(language: str) -> None:
    words = Page(cards.legend(Text(language), LIGHT)).words
    assert all(MARKS[word.status] + Text(language).show(word) in words for word in Word)


@pytest.mark.parametrize(
    ("origin", "grade", "words"),
    [
        (None, None, ""),
        ("reported", None, "填报"),
        ("published", "A", "公开发布"),
        ("published", "C", "公开发布 · 待核实"),
        ("demo", None, "演示"),
    ],
)
def test_a_figure_says_where_it_comes_from(origin: str | None, grade: str | None, words: str) -> None:
    html = cards.origin_tag(Text("zh"), origin, grade)
    assert Page(html).words == words
    assert ("sb-doubt" in html) == (grade == "C")


def test_a_change_says_from_what_to_what_and_why(hostile: Hostile) -> None:
    words = Page(cards.change_list(Text("zh"), LIGHT, hostile[2])).words
    assert "– → 3<b>所</b>" in words
    assert "无数据 → 滞后" in words
    assert "首次填报+3" in words


def test_a_foot_leaves_out_what_is_empty() -> None:
    assert Page(cards.footnote(["甲", "", "乙"])).words == "甲 · 乙"


@LOOKS
def test_the_style_sheet_has_the_colours_of_its_theme_and_fetches_nothing(look: Theme) -> None:
    sheet = cards.style(look)
    assert look.ink in sheet
    assert look.line in sheet
    assert not any(word in sheet for word in ("url(", "@import", "http"))
    assert sheet.count("{") == sheet.count("}")


def test_labelled_texts_stand_one_under_the_other_and_are_only_texts() -> None:
    page = Page(cards.told([("原因", EVIL), ("措施", "–")]))
    assert page.tags == ["dl", "dt", "dd", "dt", "dd"]
    assert EVIL in page.words


@LOOKS
def test_days_and_statuses_of_a_table_stay_in_one_line_and_no_column_is_a_letter_wide(look: Theme) -> None:
    columns = (Column("状态", 11, "status"), Column("时限", 12), Column("事项", 40), Column("次数", 7, is_number=True))
    row = (Cell("■ 滞后", None, Status.OFF_TRACK), Cell("2023-09-30", date(2023, 9, 30)), Cell(EVIL), Cell("3", 3.0))
    page = Page(cards.part_table(look, Table(columns, (row,), ("1",)), "交办事项"))
    widths = [
        float(value.split(":")[1].removesuffix("em"))
        for name, value in page.attributes
        if name == "style" and value and "min-width" in value
    ]
    assert [value for name, value in page.attributes if name == "class" and value in ("sb-whole", "sb-number")] == [
        "sb-whole",
        "sb-whole",
        "sb-number",
    ]
    assert len(widths) == 4
    assert all(2 < width < 8 for width in widths)
    assert EVIL in page.words
