"""Typed rows of the frames: what a function takes and returns, while frames stay within queries and at the edge of tables.

The fields of a class are columns of its frame; ``models.frames.rows_of`` converts one to the other. Missing values are None.
"""

from models.typed_rows.of_meetings import DecisionRow, DecisionStanding, MeetingRow, NarrativeRow
from models.typed_rows.of_plan import (
    DistrictRow,
    ItemRow,
    Measured,
    Named,
    PartRow,
    PlanChange,
    PlanRow,
    PointRow,
    QuotaRow,
    SectionRow,
    Subject,
    TargetRow,
    Value,
)
from models.typed_rows.of_reports import AccountRow, BatchRow, FigureRow, HistoryRow, MeasurementRow, MilestoneRow, QuotaFigureRow
from models.typed_rows.of_standings import (
    DistrictValue,
    DueRow,
    ProgrammeStanding,
    ProjectStanding,
    QuestionRow,
    ReportingRow,
    ScheduleStanding,
    Standing,
    TargetChange,
    TurnRow,
    WorkChange,
)

__all__ = [
    "AccountRow",
    "BatchRow",
    "DecisionRow",
    "DecisionStanding",
    "DistrictRow",
    "DistrictValue",
    "DueRow",
    "FigureRow",
    "HistoryRow",
    "ItemRow",
    "Measured",
    "MeasurementRow",
    "MeetingRow",
    "MilestoneRow",
    "Named",
    "NarrativeRow",
    "PartRow",
    "PlanChange",
    "PlanRow",
    "PointRow",
    "ProgrammeStanding",
    "ProjectStanding",
    "QuestionRow",
    "QuotaFigureRow",
    "QuotaRow",
    "ReportingRow",
    "ScheduleStanding",
    "SectionRow",
    "Standing",
    "Subject",
    "TargetChange",
    "TargetRow",
    "TurnRow",
    "Value",
    "WorkChange",
]
