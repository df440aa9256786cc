"""The status rules, as pure functions: numbers and dates in, a verdict with its reason out. No status is set by hand."""

from models.status.aggregate import Share, Tally, add_counts, add_rates, districts_in, tally
from models.status.expected import expected
from models.status.many_works import NO_DATE, Schedules, Verdicts, judge_works
from models.status.measured import judge_measured
from models.status.milestones import judge_items, judge_work_item, next_slip, with_forecast, with_reached
from models.status.types import (
    CYCLE_DAYS,
    RULES_VERSION,
    ExpectedSource,
    Flag,
    Milestone,
    Reading,
    Reason,
    Remedy,
    Rules,
    Status,
    Target,
    TargetKind,
    Verdict,
    Word,
    WorkItem,
)

__all__ = [
    "CYCLE_DAYS",
    "NO_DATE",
    "RULES_VERSION",
    "Flag",
    "Remedy",
    "TargetKind",
    "Milestone",
    "Reading",
    "Reason",
    "Rules",
    "Schedules",
    "Share",
    "ExpectedSource",
    "Status",
    "Tally",
    "Target",
    "Verdict",
    "Verdicts",
    "Word",
    "WorkItem",
    "add_counts",
    "add_rates",
    "districts_in",
    "expected",
    "judge_items",
    "judge_measured",
    "judge_work_item",
    "judge_works",
    "next_slip",
    "tally",
    "with_forecast",
    "with_reached",
]
