"""Months of a plan: their last days."""

from datetime import date, timedelta


def month_ends(first: date, last: date) -> list[date]:
    """The last day of every month from that of ``first`` to that of ``last``."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1) for month in months]


def days_to(start: date, as_of: date) -> list[date]:
    """The ends of the months from ``start`` that have come by ``as_of``, and that day."""
    return sorted({*(day for day in month_ends(start, as_of) if day <= as_of), as_of})
