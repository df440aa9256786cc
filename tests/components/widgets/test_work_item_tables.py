"""Tables of works: the column by which they are ordered stands beside the name, where it is always in sight."""

import pandas as pd

from components.i18n.text import Text
from components.widgets import work_item_tables
from models.analysis.schools import FACTS


def test_the_slip_stands_beside_the_name() -> None:
    columns = [*FACTS, "word", "step", "next_step", "next_baseline", "next_forecast", "slip_days", "reported_on"]
    empty = pd.DataFrame(columns=columns, dtype=object)
    table = work_item_tables.projects_table(Text("zh"), empty, {})
    assert list(table.columns)[:3] == ["status", "name", "slip_days"]
