"""Every field of a plan has a place in the workbook, with words in both languages."""

import pytest

from models.i18n import FOLDER, LANGUAGES, read_catalogue
from models.imports.names import plain
from models.plan.file_parts import GatePart, ItemPart, NamedPart, Part, PlanPart, PointPart, SectionPart, SharePart, TargetPart
from models.plan.workbook.columns import Column, Shape, columns_of, core, list_of, lists_of
from models.plan.workbook.sheets import SHARED, Layout, layouts, owned

EVERY = [column for layout in layouts() for column in layout.columns]


def fields_of(layout: Layout) -> set[str]:
    return {str(column.path[0]) for column in layout.columns}


def parts() -> list[tuple[str, type[Part]]]:
    """The parts of a plan, each with the sheet that holds its fields."""
    of_target = [(f"target_{name}", part) for name, part in lists_of(TargetPart).items() if name not in SHARED]
    of_plan = [(name, part) for name, part in lists_of(PlanPart).items() if part is not NamedPart]
    whole: list[tuple[str, type[Part]]] = [("plan", PlanPart), ("sections", SectionPart), ("targets", TargetPart)]
    return [*whole, *of_plan, *of_target, ("words", NamedPart)]


@pytest.mark.parametrize(("sheet", "part"), parts(), ids=[sheet for sheet, _ in parts()])
def test_every_field_of_a_part_has_a_column_or_a_sheet(sheet: str, part: type[Part]) -> None:
    layout = next(one for one in layouts() if one.name == sheet)
    lists = set(lists_of(part))
    assert set(part.model_fields) - lists <= fields_of(layout)
    held = {owned(one) or one.name for one in layouts()} | set(SHARED)
    words = {name for name, own in lists_of(PlanPart).items() if own is NamedPart}
    assert lists <= held | words


def test_items_and_gates_have_no_field_beyond_those_of_their_sheet() -> None:
    assert set(ItemPart.model_fields) == {"code", "name", "gates"}
    assert set(GatePart.model_fields) == {"name", "by"}


def test_shares_have_no_field_beyond_those_of_their_sheet() -> None:
    assert set(SharePart.model_fields) == {"district", "value", "plan"}
    assert set(PointPart.model_fields) == {"by", "value"}


def test_a_list_within_a_list_without_a_sheet_is_an_error_of_ours() -> None:
    with pytest.raises(TypeError, match="no column"):
        columns_of(SharePart, "target_shares")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("column", EVERY, ids=[f"{one.sheet}.{one.key}" for one in EVERY])
def test_every_column_has_its_words(column: Column, language: str) -> None:
    assert column.header(language)
    assert column.about(language)
    assert column.example(language)
    catalogue = read_catalogue(FOLDER, language)
    if column.shape is Shape.CHOICE:
        assert all(f"{column.words}.{code}" in catalogue for code in column.choices)


def test_there_are_no_words_for_a_column_that_is_gone() -> None:
    named = {key.removeprefix("plan_field.").rpartition(".")[0] for key in read_catalogue(FOLDER, "zh") if "plan_field." in key}
    assert named == {f"{column.sheet}.{column.key}" for column in EVERY}


@pytest.mark.parametrize("layout", layouts(), ids=[one.name for one in layouts()])
def test_a_header_is_of_one_column_only(layout: Layout) -> None:
    for language in LANGUAGES:
        heads = [plain(column.header(language)) for column in layout.columns]
        assert len(set(heads)) == len(heads)
    others = [(plain(word), column.key) for column in layout.columns for word in {*column.also(), column.header("zh")}]
    assert len({word for word, _ in others}) == len(set(others))


@pytest.mark.parametrize("column", [one for one in EVERY if one.words], ids=lambda one: f"{one.sheet}.{one.key}")
def test_a_word_is_of_one_code_only(column: Column) -> None:
    for language in LANGUAGES:
        codes = set(column.coded().values())
        assert len({plain(column.word(code, language)) for code in codes}) == len(codes)


def test_a_field_that_no_cell_can_hold_is_an_error_of_ours() -> None:
    class Odd(Part):
        pairs: dict[str, str] = {}

    with pytest.raises(TypeError, match="no column"):
        columns_of(Odd, "odd")


def test_a_list_of_parts_is_no_column() -> None:
    assert list_of(core(TargetPart.model_fields["plan"].annotation)) is lists_of(TargetPart)["plan"]
    assert list_of(core(TargetPart.model_fields["name"].annotation)) is None
