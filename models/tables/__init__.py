"""Every table. Facts are only ever added; what a row says is never changed, except in ``StoreState``.

A **plan** has versions; a version holds its sections, districts, targets, points and named items as the plan file gave them.
A **subject** is what can be reported on: a target or an item, by its code within a plan. A **series** is a subject in one
district, or in the whole city (district ``""``). **Reports** are the ledger of figures, **milestone reports** of dates,
**measurements** of what is known beside them.
Every row came in with a **batch**; **batch events** withdraw a batch or bring it back.
**Meetings**, **decisions** and **narratives** are written one by one: each row bears its own author and time.
**Seals** tell later whether anything of all this was lost or altered.
"""

from models.tables.base import NO_ROWS, Base, Exact, StoreState, UtcDateTime, columns
from models.tables.integrity import Seal
from models.tables.ledger import Batch, BatchEvent, Measurement, MilestoneReport, Report, Series, Subject
from models.tables.meetings import Decision, DecisionEvent, Meeting, Narrative
from models.tables.plan import District, Item, Plan, PlanPoint, PlanVersion, Section, Target
from models.tables.projects import Description, Programme, Project, Quota

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
