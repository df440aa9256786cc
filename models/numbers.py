"""Numbers that both databases store exactly."""

from decimal import Decimal

#: Maximum number of digits of a figure: SQLite stores figures as binary64, which holds any 15 decimal digits exactly.
EXACT_DIGITS = 15
DECIMALS = 6


def is_exact(number: Decimal) -> bool:
    """Return True if a finite number has at most ``EXACT_DIGITS`` digits, ``DECIMALS`` of them after the decimal point."""
    _, digits, exponent = number.as_tuple()  # not normalize(), which rounds to 28 digits and fails on 1e9999999
    significant = "".join(map(str, digits)).rstrip("0")
    places = len(significant) - len(digits) - int(exponent)
    return len(significant) <= EXACT_DIGITS and places <= DECIMALS and (not number or number.adjusted() < EXACT_DIGITS)
