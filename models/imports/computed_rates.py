"""Computed rates, which come with more decimals than are stored: rounded, and told."""

import re
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from models.errors import problem
from models.imports.cells import Told
from models.imports.sheet_rows import Row
from models.numbers import DECIMALS

#: A rate with more decimals than are stored, and its percent sign.
_LONG_RATE = re.compile(rf"([+-]?\d{{1,6}}\.\d{{{DECIMALS + 1},}})\s*(%?)")


def with_rounded_rate(row: Row) -> tuple[Row, Told]:
    """Return a row whose rate has no more decimals than are stored, with a notice if it had."""
    rate = _LONG_RATE.fullmatch(row.cells.get("value", ""))
    if rate is None:
        return row, []
    number = Decimal(rate[1]).quantize(Decimal(1).scaleb(-DECIMALS), ROUND_HALF_UP)
    rounded = f"{number}{rate[2]}"
    told = problem(row.where("value"), "rounded_rate", value=rate[0], number=rounded)
    return replace(row, cells={**row.cells, "value": rounded}), [("guess", told)]
