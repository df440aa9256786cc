"""Gates as rows of a table, and back."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.plan.file_parts import GatePart, ItemPart, TargetPart
from models.plan.gates import GateRow, gate_rows, with_gates
from models.status import TargetKind

DAY = date(2024, 6, 30)
gates = st.lists(st.sampled_from(["征求意见", "印发", "验收"]), unique=True, max_size=3).map(
    lambda names: tuple(GatePart(name=name, by=DAY) for name in names)
)


def target(own: tuple[GatePart, ...], *of_items: tuple[GatePart, ...]) -> TargetPart:
    items = tuple(ItemPart(name=f"第{n}批", gates=one) for n, one in enumerate(of_items, start=1))
    return TargetPart(code="B-1", section="B", kind=TargetKind.ITEMS, name="创建", due=DAY, items=items, gates=own)


@given(gates, st.lists(gates, max_size=3))
def test_rows_that_are_not_changed_change_no_gate_that_counts(
    own: tuple[GatePart, ...], of_items: list[tuple[GatePart, ...]]
) -> None:
    before = target(own, *of_items)
    after = before.model_copy(update=with_gates(before, gate_rows(before)))
    assert after.gates == before.gates
    assert [one.gates or after.gates for one in after.items] == [one.gates or before.gates for one in before.items]


def test_gates_that_all_items_share_are_one_row_each() -> None:
    shared = (GatePart(name="印发", by=DAY),)
    assert gate_rows(target(shared, shared, ())) == [GateRow("", "印发", DAY)]


def test_a_gate_of_one_item_is_its_own_and_a_shared_one_that_of_the_others() -> None:
    changed = with_gates(target((), (), ()), [GateRow("", "印发", DAY), GateRow("第2批", "验收", DAY)])
    assert [[gate.name for gate in one.gates] for one in changed["items"] if isinstance(one, ItemPart)] == [["印发"], ["验收"]]
