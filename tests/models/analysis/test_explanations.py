"""Sentences on changes of the plan: codes are in words."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.analysis.explanations import plan_change_sentence
from models.typed_rows import PlanChange, Value


def change(field: str, before: Value, after: Value) -> PlanChange:
    """Return a change of one field of a target by paper No. 9."""
    return PlanChange(
        "target", "A", "A", "公办园投用", "Openings", field, before, after, 2, "9号", datetime(2023, 7, 1, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("kind", "count", "action", ("数量", "推进事项")),
        ("project_milestone", "started", "opened", ("开工", "投用")),
        ("cycle", "month", "quarter", ("月", "季")),
        ("target", Decimal(13), Decimal(15), ("13", "15")),
        ("due", date(2023, 12, 31), date(2024, 1, 31), ("2023年12月31日", "2024年1月31日")),
    ],
)
def test_a_change_names_both_values_in_words(field: str, before: Value, after: Value, words: tuple[str, str]) -> None:
    said = plan_change_sentence(change(field, before, after), "zh")
    assert all(word in said for word in words)
    assert not any(str(code) in said for code in (before, after) if isinstance(code, str))
