"""All tables. Facts are append-only: no row is ever changed, except in ``StoreState``.

A **plan** has versions; a version holds its sections, districts, targets, points and named items as given in the plan file.
A **subject** is anything that can be reported on: a target or an item, by its code within a plan. A **series** is a subject in
one district, or in the whole city (district ``""``). **Reports** are the ledger of figures, **milestone reports** that of dates,
**measurements** that of additional figures. **Published** schools and figures count for no target.
Every row belongs to a **batch**; **batch events** withdraw or restore a batch.
**Meetings**, **decisions** and **narratives** are written one by one: each row has its own author and time.
**Seals** make any later loss or alteration of these rows detectable.
"""

from models.tables.base import NO_ROWS, Base, Exact, StoreState, UtcDateTime, columns
from models.tables.integrity import Seal
from models.tables.ledger import Batch, BatchEvent, Measurement, MilestoneReport, Report, Series, Subject
from models.tables.meetings import Decision, DecisionEvent, Meeting, Narrative
from models.tables.plan import District, Item, Plan, PlanPoint, PlanVersion, Section, Target
from models.tables.projects import Description, Programme, Project, Quota
from models.tables.published import PublishedFigure, PublishedSchool

__all__ = [
    "Base",
    "Batch",
    "BatchEvent",
    "Decision",
    "DecisionEvent",
    "Description",
    "District",
    "Exact",
    "Item",
    "Measurement",
    "Meeting",
    "MilestoneReport",
    "NO_ROWS",
    "Narrative",
    "Plan",
    "PlanPoint",
    "PlanVersion",
    "Programme",
    "Project",
    "PublishedFigure",
    "PublishedSchool",
    "Quota",
    "Report",
    "Seal",
    "Section",
    "Series",
    "StoreState",
    "Subject",
    "Target",
    "UtcDateTime",
    "columns",
]
