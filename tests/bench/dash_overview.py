"""The overview as an app of Plotly Dash, for comparison: the same exhibits of the same store, on another day at a click.

It shows what the overview does: the sentence on the year, the ribbon, the board of the districts, what needs attention, what
changed, and the three curves, computed by the same snapshots. Run by ``table.py``; the address of the store is in
``DATABASE_URL``, the port the only argument.
"""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, SupportsFloat

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from components.exhibits.address import Address
from components.exhibits.model import Exhibit
from components.exhibits.registry import ExhibitBuilder
from models.config import read_settings
from models.demo.plan import CODE
from models.snapshots.snapshot import SnapshotFactory
from models.store.clock import knowledge_time_now
from models.store.engine import open_store, reading

PARTS = ("sections", "ribbon", "scoreboard", "worst", "changes")
SINCE = date(2023, 8, 31)
DAYS = [SINCE + timedelta(days=days) for days in range(1, 31)]


def builder_of_store() -> ExhibitBuilder:
    """Return the builder of exhibits of the store, as it is now."""
    engine = open_store(read_settings().database_url)
    with reading(engine) as session:
        return ExhibitBuilder(SnapshotFactory(engine, knowledge_time_now(session)))


def shown(exhibit: Exhibit) -> Any:
    """Return an exhibit as its sentence and its table."""
    head = html.Tr([html.Th(column.title) for column in exhibit.data.columns])
    rows = [html.Tr([html.Td(cell.text) for cell in row]) for row in exhibit.data.rows]
    return html.Section([html.H2(exhibit.title), html.Table([html.Thead(head), html.Tbody(rows)])])


def curves(builder: ExhibitBuilder, day: date) -> Iterator[Any]:
    """Yield the curves of schools, programmes and people in post."""
    for tile in builder.factory.snapshot(CODE, day).tiles.values():
        days = [point.day for point in tile.points]
        planned, actual = ([number(getattr(point, name)) for point in tile.points] for name in ("planned", "actual"))
        lines = [go.Scatter(x=days, y=planned, name="plan"), go.Scatter(x=days, y=actual, name="actual")]
        yield dcc.Graph(figure=go.Figure(lines, {"height": 160, "margin": {"t": 10, "b": 20, "l": 30, "r": 10}}))


def number(value: SupportsFloat | None) -> float | None:
    """Return a figure as the browser takes it."""
    return None if value is None else float(value)


def main() -> None:
    """Serve the app."""
    builder = builder_of_store()
    app = Dash(__name__)
    days = dcc.RadioItems([str(day) for day in DAYS], str(DAYS[-1]), id="day", inline=True)
    app.layout = html.Div([days, html.H1(id="title"), html.Div(id="parts")])

    @app.callback(Output("title", "children"), Output("parts", "children"), Input("day", "value"))
    def another_day(words: str) -> tuple[str, list[Any]]:
        day = date.fromisoformat(words)
        made = [builder.make(Address(part, CODE, day, SINCE, "zh")) for part in PARTS]
        return f"{words} {made[0].title}", [*map(shown, made), *curves(builder, day)]

    app.run(port=int(sys.argv[1]), debug=False)


if __name__ == "__main__":
    main()
