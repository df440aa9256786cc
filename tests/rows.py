"""Typed rows with only the fields that a test names."""

from dataclasses import fields
from typing import Any, TypeVar

R = TypeVar("R")


def row_of(kind: type[R], /, **named: Any) -> R:
    """Make a typed row; its other fields are None."""
    others = dict.fromkeys(field.name for field in fields(kind))  # type: ignore[arg-type]
    return kind(**{**others, **named})
