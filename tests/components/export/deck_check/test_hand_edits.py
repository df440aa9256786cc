"""A made deck edited by hand: each changed number and date is found once, with what the deck says, and nothing else is.

Twenty kinds of edits are made at once in a deck of each language. What changes no number is told by no difference.
"""

import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Cm
from sqlalchemy import Engine

from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.deck_check.check import Checked
from components.export.pptx.tags import tagged
from models.demo import load_demonstration
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store

DAY = date(2023, 9, 30)
BASES = {language: Address("", "zhengzhou-2023-demo", DAY, date(2023, 8, 31), language) for language in ("zh", "en")}
Edit = Callable[[Any], str]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The demonstration year, which is only read."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("year"), load_demonstration))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def decks(store: Engine) -> dict[str, bytes]:
    """The deck of a meeting in each language."""
    return {language: papers.meeting_deck(builder(store), base, district="410105") for language, base in BASES.items()}


def builder(store: Engine) -> ExhibitBuilder:
    return ExhibitBuilder(SnapshotFactory(store))


def checked(store: Engine, content: bytes) -> Checked:
    return papers.renewed(builder(store), content)[1]


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def saved(deck: Any) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def slide(deck: Any, part: str) -> Any:
    """The first slide with an exhibit."""
    return next(one for one in deck.slides if any(tag.address.startswith(f"{part}?") for _, tag in tagged(one)))


def change(paragraph: Any, old: str, new: str) -> str:
    """Replace a number in the words of a paragraph, found by a pattern; return what stands there now."""
    text = "".join(run.text for run in paragraph.runs)
    assert re.search(old, text), (old, text)
    paragraph.runs[0].text = re.sub(old, new, text, count=1)
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    return new


def paragraph(slide: Any, pattern: str) -> Any:
    """The first paragraph of a text box or placeholder with a pattern."""
    texts = [one for shape in slide.shapes if shape.has_text_frame for one in shape.text_frame.paragraphs]
    return next(one for one in texts if re.search(pattern, one.text))


def table(slide: Any) -> Any:
    return next(shape.table for shape in slide.shapes if shape.has_table)


def chart(slide: Any) -> Any:
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def cell(slide: Any, pattern: str) -> Any:
    """The first paragraph of a cell of the table with a pattern, below the head."""
    rows = list(table(slide).rows)[1:]
    return next(one.text_frame.paragraphs[0] for row in rows for one in row.cells if re.search(pattern, one.text))


def notes(slide: Any, pattern: str) -> Any:
    return next(one for one in slide.notes_slide.notes_text_frame.paragraphs if re.search(pattern, one.text))


DATE = r"2023年9月30日|30 Sep 2023"
OTHER = {"zh": "2023年8月31日", "en": "31 Aug 2023"}


def other(paragraph: Any) -> str:
    """Another date, as it is written in the language of a paragraph."""
    return OTHER["zh" if "年" in paragraph.text else "en"]


def title_count(deck: Any) -> str:
    return change(slide(deck, "sections").shapes.title.text_frame.paragraphs[0], r"\b17\b|(?<=中)17", "19")


def title_day(deck: Any) -> str:
    title = slide(deck, "worst").shapes.title.text_frame.paragraphs[0]
    return change(title, DATE, other(title))


def title_share(deck: Any) -> str:
    return change(slide(deck, "late_projects").shapes.title.text_frame.paragraphs[0], "52", "58")


def note_count(deck: Any) -> str:
    return change(notes(slide(deck, "sections"), "BA-06"), r"13(?=所| schools)", "14")


def note_share(deck: Any) -> str:
    return change(notes(slide(deck, "worst"), "TE-05"), r"99\.89%", "99.98%")


def note_day(deck: Any) -> str:
    line = notes(slide(deck, "decisions"), DATE)
    return change(line, DATE, other(line))


def reason_cell(deck: Any) -> str:
    return change(table(slide(deck, "worst")).cell(1, 4).text_frame.paragraphs[0], "13", "17")


def decision_days(deck: Any) -> str:
    return change(cell(slide(deck, "decisions"), "150天"), "150", "105")


def decision_day(deck: Any) -> str:
    return change(cell(slide(deck, "decisions"), "6月|5月15日"), "5月15日", "5月25日")


def figure_cell(deck: Any) -> str:
    paragraph = table(slide(deck, "worst")).cell(1, 2).text_frame.paragraphs[0]
    change(paragraph, "^9", "8")
    return str(paragraph.text)


def day_cell(deck: Any) -> str:
    return change(cell(slide(deck, "late_projects"), "2023-11-14"), "2023-11-14", "2023-10-14")


def foot_day(deck: Any) -> str:
    line = paragraph(slide(deck, "ribbon"), rf"^(截至|As of ).*({DATE}).* · ")
    return change(line, DATE, other(line))


def foot_rows(deck: Any) -> str:
    return change(paragraph(slide(deck, "timeline"), r" · .*12.* · "), r"(?<=最要紧的)12|(?<=the )12|12(?=项)", "16")


def cover_day(deck: Any) -> str:
    line = paragraph(deck.slides[0], DATE)
    return change(line, DATE, other(line))


def cover_year(deck: Any) -> str:
    return change(deck.slides[0].shapes.title.text_frame.paragraphs[0], "2023", "2024")


def chart_value(deck: Any) -> str:
    value = chart(slide(deck, "gaps"))._chartSpace.xpath(".//c:ser[1]/c:val//c:pt[@idx='0']/c:v")[0]
    value.text = "25"
    return "25"


def workbook_value(deck: Any) -> str:
    part = chart(slide(deck, "gaps")).part.chart_workbook.xlsx_part
    part._blob = rewritten(part.blob, rb'(<c r="B3"[^>]*>)<v>13</v>', rb"\g<1><v>31</v>")
    return "31"


def rewritten(book: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with something replaced in its sheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            assert "worksheets/" not in name or re.search(old, content)
            target.writestr(name, re.sub(old, new, content))
    return file.getvalue()


def bar_label(deck: Any) -> str:
    words = [one for one in chart(slide(deck, "counts"))._chartSpace.xpath(".//c:dLbl//a:t") if "/" in one.text]
    words[0].text = re.sub(r"(\d+)(?=\D*$)", "99", words[0].text)
    return str(words[0].text)


def course_value(deck: Any) -> str:
    value = chart(slide(deck, "in_post"))._chartSpace.xpath(".//c:ser[1]/c:val//c:pt[last()]/c:v")[0]
    value.text = "333"
    return "333"


def column_month(deck: Any) -> str:
    return change(table(slide(deck, "ribbon")).cell(0, 5).text_frame.paragraphs[0], r"^\d+$", "99")


EDITS: tuple[Edit, ...] = (
    title_count,
    title_day,
    title_share,
    note_count,
    note_share,
    note_day,
    reason_cell,
    decision_days,
    decision_day,
    figure_cell,
    day_cell,
    foot_day,
    foot_rows,
    cover_day,
    cover_year,
    chart_value,
    workbook_value,
    bar_label,
    course_value,
    column_month,
)


def resaved(content: bytes, folder: Path) -> bytes:
    """A deck as LibreOffice saves it."""
    if shutil.which("soffice") is None:
        pytest.skip("there is no LibreOffice")
    (folder / "deck.pptx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pptx", "--outdir", folder / "out", folder / "deck.pptx"]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return (folder / "out" / "deck.pptx").read_bytes()


def said(found: Checked) -> Counter[str]:
    """What the deck says at each difference, without the unit that a chart's axis has."""
    assert {one.kind for one in found.differences} <= {"edited"}
    return Counter(re.sub(r"人$| people$", "", one.stands) for one in found.differences)


@pytest.mark.parametrize("language", BASES)
def test_each_of_twenty_edits_is_found_once_and_nothing_else(store: Engine, decks: dict[str, bytes], language: str) -> None:
    deck = opened(decks[language])
    wanted = Counter(edit(deck) for edit in EDITS)
    assert said(checked(store, saved(deck))) == wanted


def test_the_edits_are_found_after_libreoffice_saved_the_deck(store: Engine, decks: dict[str, bytes], tmp_path: Path) -> None:
    deck = opened(decks["zh"])
    wanted = Counter(edit(deck) for edit in EDITS if edit is not workbook_value)  # LibreOffice drops the workbook
    found = checked(store, resaved(saved(deck), tmp_path))
    assert said(found) == wanted
    assert "resaved" in {one.kind for one in found.remarks}


def test_the_edits_are_found_on_slides_in_another_order_and_under_other_words(store: Engine, decks: dict[str, bytes]) -> None:
    deck = opened(decks["zh"])
    wanted = Counter(edit(deck) for edit in EDITS)
    slide(deck, "counts").shapes.title.text = "请各位领导审阅"
    slides = deck.slides._sldIdLst
    slides[1:] = list(slides)[:0:-1]
    found = checked(store, saved(deck))
    assert said(found) == wanted
    assert "order" in {one.kind for one in found.remarks}


def test_an_edit_on_a_copied_slide_is_found_on_each_of_the_two(store: Engine, decks: dict[str, bytes]) -> None:
    deck = opened(decks["zh"])
    edited = figure_cell(deck)
    copy = deck.slides.add_slide(deck.slide_layouts[0])
    for shape in slide(deck, "worst").shapes:
        copy.shapes._spTree.append(deepcopy(shape._element))
    found = checked(store, saved(deck))
    assert said(found) == Counter({edited: 2})
    assert "twice" in {one.kind for one in found.remarks}


def round_up(deck: Any) -> None:
    change(notes(slide(deck, "worst"), "TE-05"), r"99\.89%", "99.9%")


def rounded_bars(deck: Any) -> None:
    for one in chart(slide(deck, "counts"))._chartSpace.xpath(".//c:ser[1]/c:val//c:v"):
        one.text = str(round(float(one.text), 1))


def full_width(deck: Any) -> None:
    change(slide(deck, "sections").shapes.title.text_frame.paragraphs[0], "25", "２５")
    change(table(slide(deck, "worst")).cell(1, 2).text_frame.paragraphs[0], "9 / 13", "９ / １３")


def float_noise(deck: Any) -> None:
    value = chart(slide(deck, "gaps"))._chartSpace.xpath(".//c:ser[1]/c:val//c:pt[@idx='0']/c:v")[0]
    value.text = "22.000000000000004"


def own_words(deck: Any) -> None:
    box = slide(deck, "counts").shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(1))
    box.text_frame.text = "三所学校、二十九个项目，另有37人到岗"


def without_number(deck: Any) -> None:
    change(slide(deck, "late_projects").shapes.title.text_frame.paragraphs[0], "52", "五十余")


HARMLESS = (round_up, rounded_bars, full_width, float_noise, own_words, without_number)


def test_what_changes_no_number_is_no_difference(store: Engine, decks: dict[str, bytes]) -> None:
    deck = opened(decks["zh"])
    for edit in HARMLESS:
        edit(deck)
    found = checked(store, saved(deck))
    assert found.differences == []
    assert [(one.number, one.agrees_with) for one in found.own] == [("三", ""), ("二十九", ""), ("37", "")]


@pytest.mark.parametrize("language", BASES)
def test_an_unedited_deck_has_no_differences(store: Engine, decks: dict[str, bytes], language: str) -> None:
    found = checked(store, decks[language])
    assert (found.differences, found.own, found.remarks) == ([], [], [])
