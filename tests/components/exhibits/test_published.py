"""Schools of public sources as an exhibit: each with source and grade, told apart from reports and demonstration."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from components.exhibits.address import Address
from components.exhibits.bundles import is_empty, meeting
from components.exhibits.registry import ExhibitBuilder

Asked = Callable[..., Address]
END = date(2023, 12, 31)


def of_the_real_plan(asked: Asked, language: str = "zh", day: date = END, **chosen: str) -> Address:
    """Return the address of the exhibit for the plan that ships."""
    return replace(asked("published_schools", language, day, **chosen), plan="zhengzhou-2023")


def test_every_school_has_its_source_date_and_grade(builder: ExhibitBuilder, asked: Asked) -> None:
    part = builder.make(of_the_real_plan(asked))
    assert part.title == "公开资料列出54所学校，其中36所已投用；本计划的建设项目清单尚未导入。"
    assert len(part.data.rows) == 54
    for row in part.data.rows:
        source, day, grade = (cell.text for cell in row[-3:])
        assert source.startswith("http")
        assert day[:4].isdecimal()
        assert grade in "ABC"


def test_it_is_called_published_and_says_that_it_counts_for_nothing(builder: ExhibitBuilder, asked: Asked) -> None:
    part = builder.make(of_the_real_plan(asked, "en", date(2023, 8, 31)))
    assert part.title.startswith("Public sources name 48 schools, 32 of them open")
    assert part.origin == "published"
    assert part.notes[0].startswith("Schools in public sources do not count for the targets of 2023")


def test_it_follows_the_filters(builder: ExhibitBuilder, asked: Asked) -> None:
    part = builder.make(of_the_real_plan(asked, district="HK"))
    assert len(part.data.rows) == 4
    assert len(builder.make(of_the_real_plan(asked, most="6")).data.rows) == 6
    assert is_empty(builder.make(of_the_real_plan(asked, status="met")))


def test_the_demonstration_has_none(builder: ExhibitBuilder, asked: Asked) -> None:
    assert is_empty(builder.make(asked("published_schools")))


def test_it_is_in_the_deck_of_a_meeting(asked: Asked) -> None:
    assert "published_years" in [one.part for chapter in meeting(asked("")).values() for one in chapter]


def test_the_slide_counts_by_state_and_year_what_the_table_lists(builder: ExhibitBuilder, asked: Asked) -> None:
    part = builder.make(replace(of_the_real_plan(asked), part="published_years"))
    assert [[cell.text for cell in row] for row in part.data.rows] == [
        ["已投用", "32", "–", "4"],
        ["已完工待验收", "–", "–", "2"],
        ["在建", "–", "–", "6"],
        ["已批未开工", "–", "–", "1"],
        ["已公布计划", "–", "9", "–"],
        ["合计", "32", "9", "13"],
    ]
    assert any("ljsggw.cn" in note for note in part.notes)
    assert is_empty(builder.make(asked("published_years")))
