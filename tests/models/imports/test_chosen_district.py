"""The district that the reader has chosen: rows of another are doubted, rows of none may be its own."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from models.demo.shipped import load_shipped
from models.imports.batch import ImportBatch, stage
from models.store.engine import open_store
from tests.models.imports.messy import HEAD, JINSHUI, book, figure

PLAN, TODAY = "zhengzhou-2023", date(2023, 7, 10)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The plan that ships; nothing is written here."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("chosen"), load_shipped))
    yield engine
    engine.dispose()


def staged(store: Engine, rows: list[tuple[object, ...]], chosen: str = JINSHUI, **answers: str) -> ImportBatch:
    return stage(store, PLAN, [("表.xlsx", book(rows))], today=TODAY, answers=answers, district=chosen)


def test_rows_of_another_district_and_of_the_city_are_doubted(store: Engine) -> None:
    rows = [HEAD, figure(), figure("RE-04", "二七"), figure("RE-05", "全市")]
    assert [one.problem.sentence("zh") for one in staged(store, rows).findings] == [
        "指标进度!E3: 这一行是二七的，填报的是金水：核对后确认，或改正区县。",
        "指标进度!E4: 这一行是全市的数，填报的是金水：核对后确认，或填上区县。",
    ]
    assert staged(store, rows).rows_with("doubt") == {1, 2}
    assert staged(store, rows, "").findings == []


def test_figures_without_a_district_may_be_those_of_the_chosen_one(store: Engine) -> None:
    rows = [tuple(cell for at, cell in enumerate(row) if at != 2) for row in (HEAD, figure(), figure("RE-04"))]
    [question] = staged(store, rows).questions
    assert question.choices == ("own", "city", "leave")
    intake = staged(store, rows, district="own")
    assert [(one.fact.code, one.fact.district) for one in intake.changes] == [("RE-03", JINSHUI), ("RE-04", JINSHUI)]
    assert (intake.findings, intake.sheets) == ([], [])


def test_a_blank_column_of_the_template_is_asked_once_a_district_is_chosen(store: Engine) -> None:
    rows = [HEAD, figure(district="")]
    assert [one.fact.district for one in staged(store, rows, "").changes] == [""]
    assert staged(store, rows).changes == []
    assert staged(store, rows).questions[0].choices == ("own", "city", "down", "leave")


def test_without_a_chosen_district_nothing_can_be_its_own(store: Engine) -> None:
    assert staged(store, [HEAD, figure(), figure("RE-04", "")], "", district="own").questions[0].choices == (
        "city",
        "down",
        "leave",
    )
