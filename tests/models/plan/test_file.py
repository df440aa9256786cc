"""The plan file: the shipped one is read as a whole, and a bad one is refused as a whole with every problem named by its path."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import yaml
from sqlalchemy import Engine

from models.commands.ledger import store_plan
from models.errors import PlanFileError
from models.plan.file import PlanFile, parse_plan, read_plan_file
from models.plan.file_parts import TargetPart
from models.plan.view import TERMS
from models.queries import read_plan
from models.status import TargetKind
from models.store.engine import reading

OTHER_WORDS = Path(__file__).parents[2] / "plans" / "other-words.yaml"
SHIPPED = Path(__file__).parents[3] / "data" / "plans" / "zhengzhou-2023.yaml"
Plan = dict[str, Any]


def plan(*targets: dict[str, Any], **head: Any) -> Plan:
    """A plan of one section and two districts."""
    return {
        "plan": {
            "code": "p-2023",
            "city": "某市",
            "year": 2023,
            "title": "年度工作",
            "source": "文件",
            "districts": [{"code": "E", "name": "东区"}, {"code": "W", "name": "西区", "short": "西", "aliases": ["老西区"]}],
        }
        | head,
        "sections": [{"code": "s", "name": "基础"}],
        "targets": list(targets) or [count()],
    }


def count(code: str = "T-1", **more: Any) -> dict[str, Any]:
    head = {"code": code, "section": "s", "kind": "count", "name": "开工", "unit": "所", "target": 10, "due": "2023-12-31"}
    return head | more


def reach(**more: Any) -> dict[str, Any]:
    return {"code": "T-1", "section": "s", "kind": "reach", "name": "占比", "target": 50, "due": "2023-12-31"} | more


def parse(content: Plan | str | bytes) -> PlanFile:
    if isinstance(content, dict):
        content = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return parse_plan(content.encode() if isinstance(content, str) else content, name="p.yaml")


def problems(content: Plan | str | bytes) -> list[tuple[str, str]]:
    """(path, key) of every problem of a plan that must be refused."""
    with pytest.raises(PlanFileError) as caught:
        parse(content)
    for language in ("zh", "en"):
        assert all(one.sentence(language) in caught.value.sentence(language) for one in caught.value.problems)
    return [(one.where, one.key) for one in caught.value.problems]


def flow(rest: str, *, kind: str = "action") -> str:
    """A plan as text, its one target in flow style."""
    head = "{code: p, city: C, year: 2023, title: T, source: S, districts: [{code: a, name: A}]}"
    return f"plan: {head}\nsections: [{{code: s, name: S}}]\ntargets:\n  - {{code: T-1, section: s, kind: {kind}, {rest}}}\n"


@pytest.fixture(scope="module")
def shipped() -> PlanFile:
    return read_plan_file(SHIPPED)


# The plan that ships


def test_the_shipped_plan_has_82_targets_of_which_53_are_actions(shipped: PlanFile) -> None:
    kinds = Counter(target.kind for target in shipped.targets)
    assert len(shipped.targets) == 82
    assert kinds[TargetKind.ACTION] == 53
    assert len(shipped.targets) - kinds[TargetKind.ACTION] == 29


def test_the_shipped_plan_has_16_districts_and_8_sections(shipped: PlanFile) -> None:
    assert len(shipped.plan.districts) == 16
    assert [one.code for one in shipped.sections] == ["party", "whole", "reform", "basic", "voc", "higher", "teacher", "welfare"]
    assert {target.section for target in shipped.targets} == {one.code for one in shipped.sections}


def test_the_shipped_plan_keeps_its_numbers(shipped: PlanFile) -> None:
    targets = {target.code: target for target in shipped.targets}
    assert (targets["BA-01"].target, targets["BA-01"].unit, targets["BA-01"].due) == (11, "所", date(2023, 12, 31))
    assert (targets["BA-04"].kind, targets["BA-04"].target) == (TargetKind.FLOOR, 85)
    assert targets["RE-04"].open_ended
    assert tuple(item.name for item in targets["HI-02"].items) == (
        "郑州职业技术学院",
        "郑州旅游职业学院",
        "郑州澍青医学高等专科学校",
    )
    assert targets["VO-09"].due == date(2025, 12, 31)


def test_the_shipped_plan_uses_the_percentages_of_the_rules(shipped: PlanFile) -> None:
    rules = shipped.plan.rules
    assert rules.on_track == (Decimal("0.05"), Decimal("0.10"))
    assert rules.at_risk == (Decimal("0.15"), Decimal("0.30"))
    assert rules.margin == Decimal("0.5")


def test_quotes_keep_a_comma_in_its_text(shipped: PlanFile) -> None:
    names = {target.code: target.name_en for target in shipped.targets}
    assert names["WE-03"] == "Children of school age enrolled, migrant children included"


# Reading


def test_a_small_plan_is_read_with_its_defaults() -> None:
    file = parse(plan())
    assert file.plan.first_day == date(2023, 1, 1)
    assert file.plan.rules.margin == Decimal("0.5")
    assert file.targets[0].cycle == "month"
    assert parse(plan(start="2023-09-01")).plan.first_day == date(2023, 9, 1)


def test_the_hash_is_that_of_the_bytes() -> None:
    text = flow("name: N")
    assert parse(text).sha256 == parse(text.encode()).sha256
    assert parse(text).sha256 != parse(text + "\n").sha256
    assert len(parse(text).sha256) == 64


def test_a_byte_order_mark_is_no_hindrance() -> None:
    assert parse(b"\xef\xbb\xbf" + flow("name: N").encode()).targets[0].name == "N"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("44.1", "44.1"),
        ("0.05", "0.05"),
        ("33.333333", "33.333333"),
        ("44.10", "44.1"),
        ("1e1", "10"),
        ("010", "10"),
        ('"44.5"', "44.5"),
    ],
)
def test_a_number_is_read_as_it_is_written(written: str, number: str) -> None:
    file = parse(flow(f"name: N, target: 50, due: 2023-12-31, baseline: {written}", kind="reach"))
    assert file.targets[0].baseline == Decimal(number)


@pytest.mark.parametrize(
    ("written", "note"),
    [
        ("one, two", "one, two"),
        ("one, two, three", "one, two, three"),
        ("schools, no, 010, 2023-06-30, ~", "schools, no, 010, 2023-06-30, ~"),
        ("'one, two'", "one, two"),
        ("一，二", "一，二"),
        ("3, 500 teachers", "3, 500 teachers"),
        ("1,000 pupils,no more", "1,000 pupils,no more"),
        ("as agreed, owner, due", "as agreed, owner, due"),
        ("yes, yes, yes", "yes, yes, yes"),
        ("one,\n     two", "one, two"),
    ],
)
def test_text_with_commas_in_flow_style_is_given_back_whole(written: str, note: str) -> None:
    assert parse(flow(f"name: N, note: {written}")).targets[0].note == note
    assert parse(flow(f"note: {written}, name: N")).targets[0].note == note


def test_commas_come_back_in_the_parts_of_a_part() -> None:
    file = parse(flow("name: N, due: 2023-12-31, gates: [{name: heard, and read, by: 2023-05-31}]", kind="deliver"))
    assert [gate.name for gate in file.targets[0].gates] == ["heard, and read"]


def test_a_misspelt_key_without_value_is_no_text() -> None:
    assert problems(flow("name: N, ownr: ")) == [("targets[0].ownr", "unknown_key")]
    assert problems(flow("name: 'N', ownr")) == [("targets[0].ownr", "unknown_key")]
    block = flow("name: N").replace(
        "  - {code: T-1, section: s, kind: action, name: N}", "  - code: T-1\n    section: s\n    ownr:"
    )
    assert ("targets[0].ownr", "unknown_key") in problems(block)
    assert ("targets[0].ownr", "unknown_key") in problems(block.replace("ownr:", "? ownr"))


def test_items_get_codes_of_their_own() -> None:
    target = TargetPart(code="BA-09", section="s", kind=TargetKind.ITEMS, name="n", items=("a", "b"))
    assert target.item_codes() == ["BA-09.1", "BA-09.2"]


def test_an_item_keeps_its_code_wherever_it_stands_and_no_code_passes_to_another() -> None:
    target = TargetPart(
        code="T", section="s", kind=TargetKind.ITEMS, name="n", items=("乙", {"code": "T.x", "name": "改名"}, "丁")
    )
    known = {"甲": "T.1", "乙": "T.2", "丙": "T.3"}
    assert target.item_codes(known, known.values()) == ["T.2", "T.x", "T.4"]


# The plan's own words


def test_a_plan_brings_words_of_its_own_and_they_come_back_in_their_order(empty_store: Engine) -> None:
    store_plan(empty_store, read_plan_file(OTHER_WORDS), author="test", name="other-words.yaml")
    with reading(empty_store) as session:
        terms = read_plan(session, "other-words-2023", datetime.now(UTC)).head.terms
    assert {group: terms.codes(group) for group in TERMS} == {
        "levels": ["technician", "academy"],
        "kinds": ["workshop", "twin", "pilot"],
        "stages": ["signed_up", "opened_up", "looked_over"],
        "indicators": [],
        "posts": ["coach", "nurse"],
        "ways": ["hired_in", "lent"],
        "steps": [],
    }
    assert [terms.word("kinds", "twin", language) for language in ("zh", "en")] == ["双元班", "Dual class"]
    assert terms.word("kinds", "pilot", "en") == "试点专业"
    assert terms.word("posts", "twin", "zh") == terms.word("steps", "twin", "en") == "twin"


def test_codes_that_only_the_data_know_come_after_those_of_the_plan(empty_store: Engine) -> None:
    store_plan(empty_store, read_plan_file(OTHER_WORDS), author="test", name="other-words.yaml")
    with reading(empty_store) as session:
        terms = read_plan(session, "other-words-2023", datetime.now(UTC)).head.terms
    assert terms.codes("ways", ["zeal", "lent", "aid", "zeal"]) == ["hired_in", "lent", "aid", "zeal"]
    assert terms.codes("steps", ["b", "a"]) == ["a", "b"]


def test_a_plan_without_words_has_none_and_shows_the_codes(empty_store: Engine) -> None:
    store_plan(empty_store, parse(plan()), author="test", name="p.yaml")
    with reading(empty_store) as session:
        terms = read_plan(session, "p-2023", datetime.now(UTC)).head.terms
    assert [terms.codes(group) for group in TERMS] == [[]] * len(TERMS)
    assert terms.word("kinds", "cluster", "zh") == "cluster"


@pytest.mark.parametrize("group", TERMS)
def test_a_word_that_stands_twice_in_its_list_is_refused(group: str) -> None:
    once = [{"code": "a", "name": "A"}, {"code": "b", "name": "B"}]
    assert problems(plan(**{group: [*once, {"code": "a", "name": "C"}]})) == [(f"plan.{group}", "twice")]
    assert problems(plan(**{group: [*once, {"code": "c"}]})) == [(f"plan.{group}[2].name", "missing")]
    everywhere = {other: [dict(one) for one in once] for other in TERMS}  # the same list twice would be written as an alias
    assert [one.code for one in getattr(parse(plan(**everywhere)).plan, group)] == ["a", "b"]


# Refused: files


def test_a_missing_file_and_a_folder_cannot_be_read(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(PlanFileError) as caught:
            read_plan_file(path)
        assert caught.value.key == "plan_file_unreadable"
        assert str(path) in caught.value.sentence("zh")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "not_a_plan"),
        (b"# only a remark\n", "not_a_plan"),
        (b"- plan", "not_a_plan"),
        (b"plan", "not_a_plan"),
        (b"plan: [", "not_yaml"),
        (b"plan: 'x", "not_yaml"),
        (b"a: b\n---\nc: d\n", "not_yaml"),
        (b"PK\x03\x04\xff\xfe\x00", "not_yaml"),
        (b"\x00\x01\x02", "not_yaml"),
        ("计划: 甲".encode("gb18030"), "not_yaml"),
        (flow("name: N").encode("utf-16"), "not_yaml"),
        (b"plan: !!python/object/apply:os.system [ls]", "not_yaml"),
        (b"year: !!int ''", "not_yaml"),
        (b"year: !!timestamp x", "not_yaml"),
        (b"? [a, b]\n: c", "not_yaml"),
    ],
)
def test_what_is_no_plan_is_refused_in_one_sentence(content: bytes, key: str) -> None:
    found = problems(content)
    assert [one for _, one in found] == [key]
    assert found[0][0].startswith("p.yaml")


def test_a_fault_of_yaml_is_named_by_its_line() -> None:
    assert problems("plan: x\nsections: [\n  a: b: c\n") == [("p.yaml:3", "not_yaml")]


@pytest.mark.parametrize(
    "text",
    ["plan: a\nplan: b\n", "plan: {code: a, code: b}\n", "1: a\n'1': b\n", "targets:\n  - {code: x, name: y, code: z}\n"],
)
def test_a_key_that_stands_twice_is_refused(text: str) -> None:
    assert [key for _, key in problems(text)] == ["not_yaml"]


def _alias_bomb() -> str:
    lines = ["x0: &x0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    lines += [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines) + "\n" + flow("name: *x9")


def _merge_bomb() -> str:
    lines = ["m0: &m0 {a: b}"]
    lines += [f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 10)}]}}" for n in range(1, 10)]
    return "\n".join(lines) + "\n" + flow("name: N")


@pytest.mark.parametrize(
    "make",
    [
        _alias_bomb,
        _merge_bomb,
        lambda: "plan: &a [*a]\n",
        lambda: "plan: " + "[" * 50_000,
        lambda: "plan: " + "{a: " * 50_000,
        lambda: flow("name: N, target: 0x" + "f" * 20_000, kind="count"),
        lambda: flow("name: N, target: 1e999999999", kind="count"),
        lambda: flow("name: N, target: " + "9" * 20_000, kind="count"),
    ],
)
def test_a_hostile_file_is_refused_at_once(make: Callable[[], str]) -> None:
    begun = perf_counter()
    assert problems(make())
    assert perf_counter() - begun < 5


# Refused: shape


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"sections": [{"code": "s", "name": "S"}], "targets": [count()]}, ("plan.code", "missing")),
        (plan() | {"extra": 1}, ("extra", "unknown_key")),
        (plan() | {"sections": []}, ("sections", "needs_list")),
        (plan() | {"targets": {}}, ("targets", "needs_list")),
        (plan(districts=[]), ("plan.districts", "needs_list")),
        (plan(year="next"), ("plan.year", "not_a_number")),
        (plan(year=1900), ("plan.year", "does_not_fit")),
        (plan(city=None), ("plan.city", "not_a_text")),
        (plan(title=""), ("plan.title", "does_not_fit")),
        (plan(theme="x" * 301), ("plan.theme", "does_not_fit")),
        (plan(code="a b"), ("plan.code", "does_not_fit")),
        (plan(code="a/b"), ("plan.code", "does_not_fit")),
        (plan(start="2023-13-01"), ("plan.start", "not_a_day")),
        (plan(rules={"on_track": ["0.05", 2]}), ("plan.rules.on_track[1]", "does_not_fit")),
        (plan(rules={"margin": -1}), ("plan.rules.margin", "does_not_fit")),
        (plan(count(kind="counts")), ("targets[0].kind", "not_a_choice")),
        (plan(count(cycle="week")), ("targets[0].cycle", "not_a_choice")),
        (plan(count(name=["a"])), ("targets[0].name", "not_a_text")),
        (plan(count(targt=3)), ("targets[0].targt", "unknown_key")),
        (plan(count(target="ten")), ("targets[0].target", "not_a_number")),
        (plan(count(target=float("nan"))), ("targets[0].target", "not_a_number")),
        (plan(count(target=float("inf"))), ("targets[0].target", "not_a_number")),
        (plan(count(target=-1)), ("targets[0].target", "does_not_fit")),
        (plan(count(target=1234567890123456)), ("targets[0].target", "too_many_digits")),
        (plan(reach(target="0.1234567")), ("targets[0].target", "too_many_digits")),
        (plan(reach(target="49.99999999999999999")), ("targets[0].target", "too_many_digits")),
        (plan(count(due="2023-02-29")), ("targets[0].due", "not_a_day")),
        (plan(count(due="2023-12-32")), ("targets[0].due", "not_a_day")),
        (plan(count(due="soon")), ("targets[0].due", "not_a_day")),
        (plan(count(due=20231231)), ("targets[0].due", "not_a_day")),
        (plan(count(plan=[{"by": "2023-06-31", "value": 3}])), ("targets[0].plan[0].by", "not_a_day")),
        (plan(count(suspended={"document": "文号"})), ("targets[0].suspended.since", "missing")),
    ],
)
def test_a_fault_of_shape_is_named_by_its_path(content: Plan, found: tuple[str, str]) -> None:
    assert found in problems(content)


def test_a_29th_of_february_is_a_day_where_the_year_has_one() -> None:
    assert parse(plan(count(due="2024-02-29"))).targets[0].due == date(2024, 2, 29)


# Refused: sense


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (plan(count(), count()), ("targets", "twice")),
        (plan(districts=[{"code": "E", "name": "a"}, {"code": "E", "name": "b"}]), ("plan.districts", "twice")),
        (plan(districts=[{"code": "E", "name": "a"}, {"code": "W", "name": "b", "short": "a"}]), ("plan.districts", "twice")),
        (plan(districts=[{"code": "E", "name": "a"}, {"code": "W", "name": "b", "aliases": ["a"]}]), ("plan.districts", "twice")),
        (plan() | {"sections": [{"code": "s", "name": "a"}, {"code": "s", "name": "b"}]}, ("sections", "twice")),
        (plan(count(section="t")), ("targets[0].section", "unknown_section")),
        (plan(count(due="2022-12-31")), ("targets[0].due", "before_start")),
        (plan(count(due="2023-08-31"), start="2023-09-01"), ("targets[0].due", "before_start")),
        (plan(reach(target="100.1")), ("targets[0].target", "rate_above_100")),
        (plan(reach(target=100, baseline=101)), ("targets[0].baseline", "rate_above_100")),
        (plan(reach(kind="floor", target=101)), ("targets[0].target", "rate_above_100")),
        (plan(reach(baseline="50.1")), ("targets[0].baseline", "baseline_above_target")),
        (plan(reach(direction="down", baseline="49.9")), ("targets[0].baseline", "baseline_below_target")),
        (plan(reach(kind="ceiling", target="100.1")), ("targets[0].target", "rate_above_100")),
        (plan(reach(kind="ceiling", direction="up")), ("targets[0].direction", "ceiling_goes_down")),
        (plan(count(kind="amount", unit=None)), ("targets[0].unit", "needed_by_kind")),
        (plan(reach(strict=True, target=100)), ("targets[0].strict", "nothing_beyond")),
        (plan(count(shares=[{"district": "E", "value": 9}])), ("targets[0].shares", "shares_do_not_add_up")),
        (plan(count(shares=[{"district": "X", "value": 10}])), ("targets[0].shares[0].district", "share_of_unknown_district")),
        (plan(count(shares=[{"district": "E", "value": value} for value in (4, 6)])), ("targets[0].shares", "twice")),
        (
            plan(count(shares=[{"district": "E", "value": 10}], project_milestone="opened")),
            ("targets[0].shares", "shares_need_total"),
        ),
        (plan(reach(shares=[{"district": "E", "value": 50}])), ("targets[0].shares", "shares_need_total")),
        (
            plan(count(shares=[{"district": "E", "value": 10, "plan": [{"by": "2023-06-30", "value": 11}]}])),
            ("targets[0].shares[0].plan[0].value", "above_target"),
        ),
        (plan(reach(kind="ceiling", strict=True, target=0)), ("targets[0].strict", "nothing_beyond")),
        (plan(count(kind="action", target=None, strict=True)), ("targets[0].strict", "strict_needs_number")),
        (plan(count(measure="stock")), ("targets[0].measure", "stock_is_a_level")),
        (plan(reach(measure="flow")), ("targets[0].measure", "flow_is_a_total")),
        (plan(reach(measure="stock", scale=1)), ("targets[0].scale", "scale_needs_rate")),
        (plan(reach(upper=60)), ("targets[0].upper", "upper_needs_floor")),
        (plan(reach(kind="floor", upper=50)), ("targets[0].upper", "upper_below_target")),
        (plan(reach(kind="floor", upper=101)), ("targets[0].upper", "rate_above_100")),
        (plan(count(scale=1)), ("targets[0].scale", "scale_needs_rate")),
        (plan(count(most=20)), ("targets[0].most", "scale_needs_rate")),
        (plan(reach(most=5, scale=1, target=6)), ("targets[0].target", "above_most")),
        (plan(count(target="10.5")), ("targets[0].target", "not_whole")),
        (plan(count(kind="action")), ("targets[0].target", "action_without_number")),
        (plan(count(kind="items", items=["a", "b", "a"])), ("targets[0].items", "twice")),
        (
            plan(count(kind="deliver", gates=[{"name": "a", "by": "2023-05-01"}, {"name": "a", "by": "2023-06-01"}])),
            ("targets[0].gates", "twice"),
        ),
        (plan(count("T-1", kind="items", items=["a"]), count("T-1.1")), ("targets", "twice")),
    ],
)
def test_a_fault_of_sense_is_named_by_its_path(content: Plan, found: tuple[str, str]) -> None:
    assert found in problems(content)


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        ("count", {"target", "unit", "due"}),
        ("reach", {"target", "due"}),
        ("floor", {"target", "due"}),
        ("items", {"items", "due"}),
        ("deliver", {"due"}),
    ],
)
def test_each_kind_needs_its_parts(kind: str, needs: set[str]) -> None:
    bare = {"code": "T-1", "section": "s", "kind": kind, "name": "n"}
    assert set(problems(plan(bare))) == {(f"targets[0].{name}", "needed_by_kind") for name in needs}


def test_an_action_needs_nothing_more() -> None:
    assert parse(plan({"code": "T-1", "section": "s", "kind": "action", "name": "n"})).targets[0].due is None


def points(*pairs: tuple[str, Any]) -> Plan:
    return plan(count(plan=[{"by": by, "value": value} for by, value in pairs]))


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (points(("2023-06-30", 5), ("2023-03-31", 6)), [("targets[0].plan[1]", "points_not_rising")]),
        (points(("2023-03-31", 5), ("2023-03-31", 6)), [("targets[0].plan[1]", "points_not_rising")]),
        (
            plan(
                reach(direction="down", baseline=60, plan=[{"by": "2023-03-31", "value": 55}, {"by": "2023-06-30", "value": 56}])
            ),
            [("targets[0].plan[1]", "points_not_falling")],
        ),
        (
            plan(reach(direction="down", baseline=60, plan=[{"by": "2023-03-31", "value": 49}])),
            [("targets[0].plan[0].value", "below_target")],
        ),
        (points(("2023-03-31", 5), ("2023-06-30", 4)), [("targets[0].plan[1]", "points_not_rising")]),
        (points(("2023-03-31", 11)), [("targets[0].plan[0].value", "above_target")]),
        (points(("2024-01-01", 5)), [("targets[0].plan[0].by", "after_due")]),
        (points(("2023-03-31", -1)), [("targets[0].plan[0].value", "does_not_fit")]),
    ],
)
def test_points_rise_up_to_the_target_and_the_due_date(content: Plan, found: list[tuple[str, str]]) -> None:
    assert problems(content) == found


def test_points_may_stay_level_and_end_on_the_target_and_the_due_date() -> None:
    file = parse(points(("2023-03-31", 5), ("2023-06-30", 5), ("2023-12-31", 10)))
    assert [(one.by.month, one.value) for one in file.targets[0].plan] == [(3, 5), (6, 5), (12, 10)]


def test_every_problem_of_a_file_is_named_at_once() -> None:
    bad = plan(count(due="2023-02-30"), reach(code="T-2", target=120), count("T-3", section="t", target="1.5"), year="x") | {
        "e": 1
    }
    assert set(problems(bad)) == {
        ("plan.year", "not_a_number"),
        ("e", "unknown_key"),
        ("targets[0].due", "not_a_day"),
        ("targets[1].target", "rate_above_100"),
        ("targets[2].section", "unknown_section"),
        ("targets[2].target", "not_whole"),
    }


def test_a_problem_names_the_target_where_it_stands_in_the_file_even_after_an_unreadable_one() -> None:
    assert ("targets[1].section", "unknown_section") in problems(plan(count(due="x"), count("T-2", section="t")))


def test_the_sentence_counts_the_problems_in_both_languages() -> None:
    with pytest.raises(PlanFileError) as one:
        parse(plan(count(target="1.5")))
    with pytest.raises(PlanFileError) as two:
        parse(plan(count(target="1.5", section="t")))
    assert "has 1 problem," in one.value.sentence("en")
    assert "has 2 problems," in two.value.sentence("en")
    assert "有 2 处问题" in two.value.sentence("zh")
    assert "targets[0].target" in one.value.sentence("zh")
