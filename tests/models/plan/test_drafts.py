"""A draft of a plan: answers, corrections, counts that add up, and the words beside each proposal."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan.accepted import PlanHead
from models.plan.drafts import PlanDraft, free_code, quotation
from models.plan.file_parts import DistrictPart
from models.plan.text.reading import read_plan_text
from models.status import TargetKind
from tests.models.plan.text.manners import MANNERS

DISTRICTS = tuple(DistrictPart(code=code, name=name) for code, name in (("E", "东区"), ("W", "西区")))
HEAD = PlanHead("p-2024", "某市教育局2024年工作要点", 2024, "某市", "文件", DISTRICTS)
ALL = "\n".join(MANNERS)
READING = read_plan_text(ALL, 2024)


def draft_of(text: str) -> PlanDraft:
    return PlanDraft.of("文件.txt", text, read_plan_text(text, 2024))


def test_a_draft_begins_with_everything_taken_and_the_likeliest_answers() -> None:
    (row,) = draft_of("新增公办幼儿园12所。").rows
    assert row.is_taken
    assert (row.current.kind, row.current.value, row.current.due) == (TargetKind.COUNT, Decimal(12), date(2024, 12, 31))


def test_an_answer_takes_back_a_correction_of_the_same_field_and_no_other() -> None:
    (row,) = draft_of("新增公办幼儿园12所。").rows
    row.correct("due", date(2024, 9, 1))
    row.correct("name", "幼儿园")
    row.answer(0, 1)
    assert (row.current.due, row.current.name) == (date(2024, 6, 30), "幼儿园")


def test_a_correction_counts_more_than_an_answer() -> None:
    (row,) = draft_of("新增公办幼儿园12所。").rows
    row.answer(0, 1)
    row.correct("due", date(2024, 9, 1))
    assert row.current.due == date(2024, 9, 1)


def test_a_scope_that_a_person_gave_stands_before_the_name() -> None:
    (row,) = draft_of("新增公办幼儿园12所。").rows
    row.correct("scope", "农村")
    assert row.accepted.name == f"农村: {row.current.name}"
    row.correct("name", "农村幼儿园")
    assert row.accepted.name == "农村幼儿园"


def test_only_what_is_taken_gets_into_the_plan() -> None:
    draft = draft_of("新增公办幼儿园12所。招聘教师30名。")
    draft.rows[0].is_taken = False
    assert [one.target for one in draft.plan(HEAD).targets] == [Decimal(30)]


@settings(deadline=None, max_examples=20)
@given(dropped=st.sets(st.integers(0, 60)))
def test_the_counts_add_up(dropped: set[int]) -> None:
    draft = PlanDraft.of("文件.txt", ALL, READING)
    for at in dropped:
        draft.rows[at].is_taken = False
    counts = draft.counts
    assert counts.read == counts.taken + counts.dropped == len(draft.rows)
    assert counts.dropped == len(dropped)
    assert max(counts.asked, counts.unjudged) <= counts.taken
    judged = [one for one in draft.plan(HEAD).targets if one.kind is not TargetKind.ACTION]
    assert len(judged) == counts.taken - counts.unjudged


@given(data=st.data())
def test_a_quotation_has_the_words_of_the_text_in_their_order(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(READING.proposals))
    before, words, after = quotation(ALL, one.start, one.end)
    assert words == "".join(ALL[one.start : one.end].split("\n"))
    assert before + words + after in ALL


def test_a_quotation_ends_with_its_sentence_and_joins_broken_lines() -> None:
    text = "去年很好。今年新建公\n办园11所，另有改造；再说。"
    start = text.index("新建")
    assert quotation(text, start, text.index("所") + 1) == ("今年", "新建公办园11所", "，另有改造；")


def test_a_free_code_is_that_of_no_other_plan() -> None:
    assert free_code("某市", 2024, ["某市-2024", "某市-2024-2"]) == "某市-2024-3"
    assert free_code("New Town", 2024, []) == "NewTown-2024"
