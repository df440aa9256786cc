"""The picture of the tables in ``docs/explanation/data-model.md``, from ``models.tables``: run ``python -m docs.data_model``."""

import importlib
import pkgutil
import re
from pathlib import Path

from models import tables

PAGE = Path(__file__).resolve().parent / "explanation" / "data-model.md"
FENCE = re.compile(r"```mermaid\n.*?```\n", re.S)


def every_table() -> dict[str, list[tuple[str, str, str]]]:
    """Return the foreign keys of each table, as table, sign of the relation and column; tables in the order of their names."""
    for module in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"{tables.__name__}.{module.name}")
    return {
        name: [
            (key.column.table.name, "|o--o{" if column.nullable else "||--o{", column.name)
            for column in table.columns
            for key in column.foreign_keys
        ]
        for name, table in sorted(tables.Base.metadata.tables.items())
    }


def diagram() -> str:
    """Return the tables and their foreign keys as a mermaid diagram; a table without any stands alone."""
    keys = every_table()
    lines = [f"  {other} {sign} {name} : {column}" for name, found in keys.items() for other, sign, column in found]
    joined = {name for name, found in keys.items() if found} | {other for found in keys.values() for other, _, _ in found}
    alone = [f"  {name}" for name in keys if name not in joined]
    return "\n".join(["```mermaid", "erDiagram", *lines, *alone, "```", ""])


def main() -> None:
    """Write the diagram into the page."""
    PAGE.write_text(FENCE.sub(lambda _: diagram(), PAGE.read_text("utf-8"), count=1), "utf-8")


if __name__ == "__main__":
    main()
