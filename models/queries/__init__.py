"""All reads. One function per question: takes a session and returns a DataFrame with named columns, which an empty result keeps.

``known_at`` is the system time of the read: rows recorded later, or in batches withdrawn by then, do not count.
"""

from models.queries.batches import read_batch_rows, read_batches, read_dependent_batches, read_withdrawn_facts
from models.queries.descriptions import read_described, read_in_brief, read_programmes, read_projects, read_quotas
from models.queries.figures import read_figures, read_figures_between, read_history, read_newest, read_newest_late
from models.queries.measurements import read_measured_years, read_measurements, read_quota_figures
from models.queries.milestones import read_actual_dates, read_dates_between, read_milestone_history, read_milestones
from models.queries.plan import read_plan, read_plan_versions, read_plans, read_store_version
from models.queries.published import read_published_figures, read_published_schools
from models.queries.withdrawn import read_withdrawn_batches

__all__ = [
    "read_batch_rows",
    "read_batches",
    "read_dates_between",
    "read_figures",
    "read_figures_between",
    "read_actual_dates",
    "read_history",
    "read_in_brief",
    "read_measured_years",
    "read_measurements",
    "read_milestone_history",
    "read_milestones",
    "read_newest",
    "read_newest_late",
    "read_plan",
    "read_plan_versions",
    "read_plans",
    "read_programmes",
    "read_projects",
    "read_published_figures",
    "read_published_schools",
    "read_quota_figures",
    "read_quotas",
    "read_dependent_batches",
    "read_store_version",
    "read_withdrawn_facts",
    "read_described",
    "read_withdrawn_batches",
]
