"""Sentences in two languages: the same ones in both, and one for every message of the program."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest

import models.plan.file
import models.store.engine
from models.analysis.explanations import reason_sentence, remedy_sentence, unit_of
from models.errors import NotFoundError, problem
from models.i18n import FOLDER, LANGUAGES, enum_key, fill, read_catalogue, say, show, show_amount, show_day, show_number, singular
from models.status import ExpectedSource, Flag, Reason, Remedy, Status, TargetKind, Word

MODELS = FOLDER.parent
ZH, EN = (read_catalogue(FOLDER, language) for language in LANGUAGES)


def forms(entry: object) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())  # type: ignore[attr-defined]


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def needed(key: str) -> set[str]:
    return set().union(*(placeholders(text) for catalogue in (ZH, EN) for text in forms(catalogue[key])))


# The two catalogues


def test_both_languages_have_the_same_sentences() -> None:
    assert set(ZH) == set(EN)


def test_a_sentence_fills_in_the_same_values_in_both_languages() -> None:
    zh, en = ({key: set().union(*map(placeholders, forms(one))) for key, one in catalogue.items()} for catalogue in (ZH, EN))
    assert {key for key in zh if zh[key] != en.get(key)} == set()


@pytest.mark.parametrize("catalogue", [ZH, EN])
def test_every_sentence_says_something(catalogue: dict[str, object]) -> None:
    assert all(text.strip() or key == "list" for key, entry in catalogue.items() for text in forms(entry))


def test_every_plural_has_a_general_form() -> None:
    assert all(isinstance(entry, str) or "other" in entry for entry in (*ZH.values(), *EN.values()))


def test_a_sentence_that_is_not_there_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        say("no.such.key", "en")


def test_plural_forms_follow_the_number() -> None:
    template = {"one": "1 problem", "other": "{n} problems"}
    assert [fill(template, "en", {"n": n}) for n in (0, 1, 2)] == ["0 problems", "1 problem", "2 problems"]
    assert fill({"other": "{n} 处"}, "zh", {"n": 1}) == "1 处"
    assert fill("{n} 处", "zh", {"n": 1}) == "1 处"


# A sentence for every message of the source


def calls(*paths: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in the source files, with the name of the function."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield getattr(node.func, "id", getattr(node.func, "attr", "")), node


def texts(node: ast.expr) -> list[str]:
    """The texts that an argument may be: a constant, or one of two."""
    if isinstance(node, ast.IfExp):
        return texts(node.body) + texts(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


SOURCES = sorted(path for path in MODELS.rglob("*.py") if "migrations" not in path.parts)
JUDGES = [*sorted((MODELS / "status").glob("*.py")), MODELS / "analysis" / "standings.py"]


def emitted_rules() -> set[str]:
    """The rules that a verdict may name: where one is built, and where rule 6 returns (status, rule, limits)."""
    found = {
        text
        for name, call in calls(*JUDGES)
        if name in ("verdict", "Reason", "not_judged", "_not_judged")
        for argument in call.args[:2]
        for text in texts(argument)
    }
    for path in JUDGES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 3:
                found |= set(texts(node.value.elts[1]))
    return found


def test_the_search_finds_the_rules() -> None:
    known = {"reached", "reached_late", "behind", "floor", "no_baseline", "stale", "partial", "slip", "items_worst", "no_quota"}
    assert known <= emitted_rules()
    assert len(emitted_rules()) >= 25


def test_every_rule_that_can_decide_has_a_sentence_and_every_sentence_a_rule() -> None:
    of_zero = {"floor_whole", "ceiling_whole", "slip_none", "slip_early"}  # limits and slips of zero, and less
    of_zero |= {f"{rule}_{limit}" for rule in ("behind", "down_behind") for limit in ("none", "strict")}
    assert emitted_rules() | of_zero == {key.removeprefix("reason.") for key in ZH if key.startswith("reason.")}


def test_every_way_to_mend_a_status_has_a_sentence() -> None:
    ways = {text for name, call in calls(*JUDGES) if name == "Remedy" for text in texts(call.args[0])}
    ways |= {text for _, call in calls(*JUDGES) for given in call.keywords if given.arg == "how" for text in texts(given.value)}
    assert ways == {"value", "forecast", "reach", "done", "items", "works", "quotas", "less"}
    of_value = {"more", "raise", "report", "report_less", "items_done"}
    assert {f"remedy.{way}" for way in ways - {"value"} | of_value} == {key for key in ZH if key.startswith("remedy.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_rules_has_a_name(language: str) -> None:
    words = (*Status, *Word, *TargetKind, *Flag, *ExpectedSource)
    named = {word: say(enum_key(word), language) for word in words}
    assert {word: show(word, language) for word in words} == named


def test_statuses_are_called_as_the_rules_call_them() -> None:
    names = ["已完成", "逾期完成", "正常", "预警", "滞后", "未完成", "情况不明", "未到期", "暂停", "推进事项"]
    assert [show(status, "zh") for status in Status] == names
    unknown = {Word.NEVER_REPORTED: "无数据", Word.OVERDUE_REPORT: "数据过期", Word.PARTIAL: "数据不全"}
    assert {word: show(word, "zh") for word in Word if word.status is Status.UNKNOWN} == unknown
    assert all(show(word, "zh") == show(word.status, "zh") for word in Word if word not in unknown)


def test_every_problem_has_a_sentence_whose_values_are_given() -> None:
    found = [(call, texts(call.args[1])) for name, call in calls(*SOURCES) if name == "problem" and len(call.args) > 1]
    assert len(found) > 30
    for call, names in found:
        given = {keyword.arg for keyword in call.keywords}
        for name in names:
            assert needed(f"problem.{name}") <= given, name


def test_every_fault_of_shape_has_a_sentence() -> None:
    for name in {*models.plan.file._SHAPES.values(), "does_not_fit"}:
        assert needed(f"problem.{name}") <= {"value", "choices"}


def test_every_error_has_a_sentence_whose_values_are_given() -> None:
    found = [(name, call) for name, call in calls(*SOURCES) if re.fullmatch(r"\w+Error", name) and call.args and call.keywords]
    checked = 0
    for _, call in found:
        for key in texts(call.args[0]):
            given = {keyword.arg for keyword in call.keywords} | ({"n"} if len(call.args) > 1 else set())
            assert needed(f"error.{key}") <= given, key
            checked += 1
    assert checked > 10


def test_every_error_without_values_has_a_sentence_that_needs_none() -> None:
    ours = {"PlanFileError", "ReportError", "NotFoundError", "ConflictError", "StoreError", "SettingsError"}
    for name, call in calls(*SOURCES):
        if name in ours and not call.keywords:
            for key in texts(call.args[0]):
                assert needed(f"error.{key}") <= {"n"}, key


def test_every_fault_of_a_database_has_a_sentence() -> None:
    for key in {*models.store.engine._SQLITE_KEYS.values(), "store_unreachable"}:
        assert needed(f"error.{key}") <= {"where"}


def test_every_sentence_asked_for_by_name_is_there() -> None:
    asked = [text for name, call in calls(*SOURCES) if name == "say" for text in texts(call.args[0])]
    assert "check.ok" in asked
    assert set(asked) <= set(ZH)


# Numbers, days and words


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, "0", "0"),
        (16, "16", "16"),
        (100, "100", "100"),
        (12345, "12345", "12,345"),
        (Decimal("1234567.5"), "1234567.5", "1,234,567.5"),
        (Fraction(1, 3), "0.33", "0.33"),
        (Fraction(200, 3), "66.67", "66.67"),
        (Decimal("50.00"), "50", "50"),
        (Decimal("0.10"), "0.1", "0.1"),
        (Fraction(-1, 1000), "0", "0"),
        (Fraction(-5, 2), "-2.5", "-2.5"),
        (89.29, "89.29", "89.29"),
    ],
)
def test_a_number_reads_in_each_language(value: Fraction | Decimal | float, zh: str, en: str) -> None:
    assert (show(value, "zh"), show(value, "en")) == (zh, en)


def test_fewer_decimals_arenot_judged_where_asked() -> None:
    assert show_number(Fraction("49.96"), "zh", decimals=1) == "50"
    assert show_number(Fraction("49.94"), "zh", decimals=1) == "49.9"


def test_a_day_reads_in_each_language() -> None:
    assert show_day(date(2023, 6, 30), "zh") == "2023年6月30日"
    assert show_day(date(2023, 6, 3), "en") == "3 Jun 2023"
    assert show(datetime(2023, 6, 30, 18, 5, tzinfo=UTC), "zh") == "2023年6月30日 18:05"


def test_nothing_and_several_read_in_each_language() -> None:
    assert (show(None, "zh"), show(None, "en")) == ("无", "none")
    assert (show(("甲", "乙"), "zh"), show(["a", "b"], "en")) == ("甲、乙", "a, b")


def test_an_amount_carries_its_unit() -> None:
    assert (show_amount(16, "所", "zh"), show_amount(16, "schools", "en")) == ("16所", "16 schools")
    assert (show_amount(Fraction("89.29"), "%", "zh"), show_amount(Fraction("89.29"), "%", "en")) == ("89.29%", "89.29%")
    assert show_amount(None, "所", "zh") == "–"
    assert show_amount(3, "", "en") == "3"


@dataclass(frozen=True)
class Count:
    """A row with a unit in one or two languages."""

    unit: str | None
    unit_en: str | None = None


def test_the_unit_of_a_target_follows_its_number() -> None:
    row = Count("所", "schools")
    assert (unit_of(row, "zh"), unit_of(row, "en")) == ("所", " schools")
    assert (unit_of(Count("%"), "en"), unit_of(Count(None), "en"), unit_of(Count("个"), "en")) == ("%", "", " 个")


def test_a_reason_reads_with_its_numbers() -> None:
    numbers = {"actual": Fraction(7), "expected": Fraction(8), "gap": Fraction(1), "on_track_limit": 0, "at_risk_limit": 1}
    assert reason_sentence(Reason("behind", numbers), "zh", unit="所").startswith("完成7所，按计划应达8所，落后1所")
    assert reason_sentence(Reason("behind", numbers), "en", unit=" schools").startswith("7 schools done, 8 schools planned")


def test_a_way_to_mend_reads_as_more_or_as_a_report() -> None:
    day = date(2023, 8, 31)
    more = Remedy("value", Status.AT_RISK, day, Fraction(9), Fraction(2))
    report = Remedy("value", Status.ON_TRACK, day, Fraction(9))
    assert remedy_sentence(more, "zh", unit="所") == "到2023年8月31日再增加2所（达到9所）→ 预警"
    assert remedy_sentence(more, "en", unit=" openings") == "2 openings more by 31 Aug 2023 (9 openings in all) → At risk"
    assert "9所" in str(remedy_sentence(report, "zh", unit="所"))
    assert remedy_sentence(None, "zh") is None


def test_a_problem_says_where_and_an_error_what() -> None:
    one = problem("in.csv:2", "not_whole", value=Decimal("1.5"))
    assert one.sentence("en") == "in.csv:2: a count must be a whole number; this is 1.5."
    assert problem("", "no_rows").sentence("zh") == "没有任何数据行。"
    assert "X-1" in NotFoundError("unknown_plan", code="X-1").sentence("zh")
    assert "X-1" in str(NotFoundError("unknown_plan", code="X-1"))


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (
            Reason("floor", {"actual": Fraction("99.79"), "target": Fraction(100), "margin": Fraction(0)}),
            "目前99.79%，底线100%；达到底线为正常，低于底线为滞后。",
            "Now 99.79%, floor 100%; on track at the floor, off track below it.",
        ),
        (
            Reason(
                "behind",
                {"actual": 2, "expected": 3, "gap": 1, "on_track_limit": Fraction(0), "at_risk_limit": Fraction(1)},
            ),
            "完成2%，按计划应达3%，落后1个百分点；不落后为正常，落后不超过1个百分点为预警。",
            "2% done, 3% planned, 1 point behind; on track only with nothing behind, at risk up to 1 point.",
        ),
    ],
)
def test_a_limit_of_zero_is_said_in_words_and_rates_differ_by_points(reason: Reason, zh: str, en: str) -> None:
    assert reason_sentence(reason, "zh", unit="%") == zh
    assert reason_sentence(reason, "en", unit="%") == en


@pytest.mark.parametrize(
    ("slip", "zh", "en"),
    [
        (9, "节点“竣工”比原计划晚9天；不超过7天为正常，不超过15天为预警。", "'Completed' is 9 days behind plan;"),
        (1, "节点“竣工”比原计划晚1天；不超过7天为正常，不超过15天为预警。", "'Completed' is 1 day behind plan;"),
        (0, "节点“竣工”与原计划一致。", "'Completed' is on plan."),
        (-1, "节点“竣工”比原计划早1天。", "'Completed' is 1 day ahead of plan."),
    ],
)
def test_a_slip_is_late_early_or_none(slip: int, zh: str, en: str) -> None:
    reason = Reason("slip", {"milestone": "completed", "slip": slip, "on_track_limit": 7, "at_risk_limit": 15})
    assert reason_sentence(reason, "zh") == zh
    assert reason_sentence(reason, "en").startswith(en)


def test_one_of_a_unit_is_in_the_singular() -> None:
    missed = Reason("missed", {"due": date(2023, 12, 31), "actual": 15, "target": 16, "short": 1})
    assert reason_sentence(missed, "en", unit=" schools") == "Due 31 Dec 2023: 15 schools, 1 school short of 16 schools."
    more = Remedy("value", Status.MET_LATE, date(2023, 12, 31), value=Fraction(11), amount=Fraction(1))
    said = remedy_sentence(more, "en", unit=" counties")
    assert said == "1 county more by 31 Dec 2023 (11 counties in all) → Met late"
    assert show_amount(Fraction(1), "schools", "en") == "1 school"
    assert show_amount(Fraction(1), "所", "zh") == "1所"


@pytest.mark.parametrize(
    ("plural", "one"),
    [("schools", "school"), ("counties", "county"), ("people", "person"), ("model classes", "model class"), ("campus", "campus")],
)
def test_the_singular_of_a_unit(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_items_are_completed_or_catch_up() -> None:
    done, better = (Remedy("items", to, date(2023, 6, 30), names=("甲校",)) for to in (Status.MET_LATE, Status.AT_RISK))
    assert remedy_sentence(done, "zh") == "“甲校”办结 → 逾期完成"
    assert remedy_sentence(better, "zh") == "“甲校”赶上计划 → 预警"


def test_a_rate_is_raised_by_points() -> None:
    more = Remedy("value", Status.ON_TRACK, date(2023, 8, 31), value=Fraction(100), amount=Fraction("0.25"))
    assert remedy_sentence(more, "zh", unit="%") == "到2023年8月31日再提高0.25个百分点（达到100%）→ 正常"
    assert remedy_sentence(more, "en", unit="%") == "raise it by 0.25 points by 31 Aug 2023 (to 100%) → On track"
