"""The labels of the screen: the same in both languages, and every requested label exists."""

import ast
import string
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from components.i18n.text import LABELS, Text, plain
from models.config import ROOT
from models.i18n import FOLDER, LANGUAGES, read_catalogue
from models.status import Status
from models.typed_rows import PlanRow, SectionRow, Standing
from tests.rows import row_of

SOURCES = sorted([ROOT / "app.py", *(ROOT / "components").rglob("*.py"), *(ROOT / "pages").rglob("*.py")])


def forms(template: str | Mapping[str, str]) -> dict[str, str]:
    """The forms of a template; a plain text is its own other form."""
    return {"other": template} if isinstance(template, str) else dict(template)


def placeholders(template: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def asked_keys(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """Keys that an argument of ``t(…)`` can be: each with whether only its prefix is known."""
    if isinstance(node, ast.Constant):
        yield str(node.value), False
    elif isinstance(node, ast.JoinedStr):
        first = node.values[0]
        yield (str(first.value) if isinstance(first, ast.Constant) else ""), True
    elif isinstance(node, ast.IfExp):
        yield from asked_keys(node.body)
        yield from asked_keys(node.orelse)
    else:
        yield "", True


def calls_of_text(path: Path) -> list[ast.Call]:
    """Every ``t(…)`` and ``page.t(…)`` in a file; in ``text.py`` also ``self(…)``."""
    names = {"t", "page.t", "self"} if path.name == "text.py" else {"t", "page.t"}
    calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func) in names and call.args]


def known(language: str) -> set[str]:
    """Every key that ``t`` finds."""
    return set(read_catalogue(LABELS, language)) | set(read_catalogue(FOLDER, language))


def test_both_languages_have_the_same_labels() -> None:
    assert set(read_catalogue(LABELS, "zh")) == set(read_catalogue(LABELS, "en"))


def test_a_label_has_the_same_placeholders_in_both_languages() -> None:
    chinese, english = (
        {key: placeholders(forms(template)["other"]) for key, template in read_catalogue(LABELS, language).items()}
        for language in LANGUAGES
    )
    assert {key for key in chinese if chinese[key] != english.get(key)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_singular_of_a_label_leaves_out_nothing_but_the_number(language: str) -> None:
    for key, template in read_catalogue(LABELS, language).items():
        own = forms(template)
        for form, words in own.items():
            assert form in ("one", "other"), key
            assert placeholders(own["other"]) - placeholders(words) <= {"n"}, key
            assert placeholders(words) <= placeholders(own["other"]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_that_a_file_asks_for_exists(language: str) -> None:
    labels = known(language)
    missing = [
        f"{path.relative_to(ROOT).as_posix()}:{call.lineno} t({key!r})"
        for path in SOURCES
        for call in calls_of_text(path)
        for key, is_beginning in asked_keys(call.args[0])
        if not key or not (any(one.startswith(key) for one in labels) if is_beginning else key in labels)
    ]
    assert missing == [], "a label does not exist, or its key cannot be told from the source"


def test_the_walk_over_the_sources_finds_the_calls() -> None:
    assert len([call for path in SOURCES for call in calls_of_text(path)]) > 80


def test_no_label_hides_a_wording_of_the_models() -> None:
    assert not set(read_catalogue(LABELS, "zh")) & set(read_catalogue(FOLDER, "zh"))


def test_an_unknown_key_is_a_bug_and_surfaces() -> None:
    with pytest.raises(KeyError):
        Text("zh")("no.such.label")


def test_a_label_of_one_is_in_the_singular_only_in_english() -> None:
    assert Text("en")("overview.actions", n=1).startswith("1 action without a number is")
    assert Text("en")("overview.actions", n=2).startswith("2 actions without a number are")
    assert Text("zh")("overview.actions", n=1).startswith("另有1项")


@pytest.mark.parametrize(("language", "day"), [("zh", "2023年6月30日"), ("en", "30 Jun 2023")])
def test_a_day_reads_as_the_language_writes_it(language: str, day: str) -> None:
    assert Text(language).day(date(2023, 6, 30)) == day
    assert Text(language).day(None) == "–"


@pytest.mark.parametrize(
    ("named", "chinese", "english"),
    [
        ({"actual": Fraction(12), "target": Fraction(16), "unit": "所", "unit_en": "schools"}, "12 / 16所", "12 / 16 schools"),
        ({"actual": None, "target": Fraction(16), "unit": "所", "unit_en": "schools"}, "– / 16所", "– / 16 schools"),
        ({"actual": Fraction(3), "target": None, "unit": "场", "unit_en": "talks"}, "3场", "3 talks"),
        ({"actual": None, "target": None, "unit": "场", "unit_en": "talks"}, "–", "–"),
        ({"actual": Fraction(8929, 100), "target": Fraction(85), "unit": "%"}, "89.29 / 85%", "89.29 / 85%"),
        (
            {"actual": Fraction(31), "target": Fraction(30), "unit": "个", "unit_en": "studios", "open_ended": True},
            "31（目标 ≥30个）",
            "31 (target ≥30 studios)",
        ),
        (
            {"actual": None, "target": Fraction(30), "unit": "个", "unit_en": "studios", "open_ended": True},
            "– / ≥30个",
            "– / ≥30 studios",
        ),
    ],
)
def test_progress_says_done_and_target(named: dict[str, object], chinese: str, english: str) -> None:
    row = row_of(Standing, **named)
    assert (Text("zh").progress(row), Text("en").progress(row)) == (chinese, english)


def test_a_name_falls_back_to_chinese() -> None:
    assert Text("en").name(SectionRow("a", "甲", "A")) == "A"
    assert Text("en").name(SectionRow("a", "甲", None)) == "甲"
    assert Text("zh").name(SectionRow("a", "甲", "A")) == "甲"
    assert Text("en").name(row_of(PlanRow, title="甲", title_en=""), "title") == "甲"


def test_a_status_shows_in_the_readers_words() -> None:
    assert (Text("zh").show(Status.OFF_TRACK), Text("en").show(Status.OFF_TRACK)) == ("滞后", "Off track")


@pytest.mark.parametrize("sign", "\\`*_[]$~<&|")
def test_a_sign_of_markdown_is_shown_as_it_is(sign: str) -> None:
    assert plain(f"甲{sign}乙") == f"甲\\{sign}乙"


def test_plain_words_stay_plain_on_one_line() -> None:
    assert plain("截至2023年12月31日，29项 (5 done) 喆㛃𣲗 🏫.") == "截至2023年12月31日，29项 (5 done) 喆㛃𣲗 🏫."
    assert plain("one\n# two") == "one # two"


def test_a_figure_beside_the_name_of_its_target_has_its_unit_in_chinese_and_if_it_is_a_rate() -> None:
    schools = row_of(Standing, unit="所", unit_en=" schools")
    rate = row_of(Standing, unit="%")
    assert [Text(one).short_amount(Fraction(16), schools) for one in LANGUAGES] == ["16所", "16"]
    assert [Text(one).short_amount(Fraction(1, 2), rate) for one in LANGUAGES] == ["0.5%", "0.5%"]
    assert [Text(one).short_amount(None, schools) for one in LANGUAGES] == ["–", "–"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "ceiling", "target": Fraction(5), "unit": "%"}, "4.8（目标 ≤5%）"),
        ({"kind": "ceiling", "target": Fraction(5), "unit": "%", "strict": True}, "4.8（目标 <5%）"),
        ({"kind": "reach", "direction": "down", "target": Fraction(5), "unit": "%"}, "4.8（目标 ≤5%）"),
        ({"kind": "floor", "target": Fraction(5), "unit": "%", "strict": True}, "4.8（目标 >5%）"),
        ({"kind": "floor", "target": Fraction(4), "upper": Decimal(5), "unit": "%"}, "4.8（目标 4–5%）"),
        ({"kind": "amount", "target": Fraction("14.05"), "unit": "亿元"}, "4.8 / 14.05亿元"),
    ],
)
def test_what_suffices_stands_with_its_sign(fields: dict[str, object], words: str) -> None:
    assert Text("zh").done(row_of(Standing, actual=Fraction("4.8"), **fields)) == words
