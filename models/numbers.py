"""Numbers that both databases keep exactly."""

from decimal import Decimal

#: Digits that a figure may have in all: SQLite keeps figures as binary64, which holds any 15 decimal digits exactly.
EXACT_DIGITS = 15
DECIMALS = 6


def is_exact(number: Decimal) -> bool:
    """Tell whether a finite number has at most ``EXACT_DIGITS`` digits, ``DECIMALS`` of them behind the point."""
    _, digits, exponent = number.as_tuple()  # not normalize(), which rounds to 28 digits and fails on 1e9999999
    significant = "".join(map(str, digits)).rstrip("0")
    places = len(significant) - len(digits) - int(exponent)
    return len(significant) <= EXACT_DIGITS and places <= DECIMALS and (not number or number.adjusted() < EXACT_DIGITS)
