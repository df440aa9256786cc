"""Values of a plan as cells, and lists of words in one cell: what is read from a cell is equal to what was written."""

import re
from collections.abc import Iterable
from typing import Any

from models.i18n import say
from models.plan.workbook.columns import COMMA, Column, Shape

#: What separates the words of a list, whichever way it is typed.
_SEPARATORS = "、；;，,\n"
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_WORD = re.compile(rf'\s*(?:"((?:[^"]|"")*)"|([^{_SEPARATORS}]*))\s*(?:[{_SEPARATORS}]|$)')


def shown(column: Column, value: Any, language: str) -> Any:
    """Return what a cell shows of a value; None for an empty cell."""
    if value is None or value == ():
        return None
    if column.shape is Shape.YES_NO:
        return say(f"plan_answer.{'yes' if value else 'no'}", language)
    if column.shape is Shape.LIST:
        return join(str(one) for one in value)
    if column.shape is Shape.CHOICE:
        return column.word(str(value), language)
    if not column.words or column.shape is not Shape.TEXT:
        return value
    text = column.word(value, language)
    return quoted(value) if text == value and (value in column.coded() or _QUOTED.fullmatch(value)) else text


def join(words: Iterable[str]) -> str:
    """Return words as one cell; a word with a separator or a quotation mark is quoted."""
    return COMMA.join(quoted(one) if any(mark in one for mark in (*_SEPARATORS, '"')) else one for one in words)


def split(text: str) -> list[str]:
    """Return the words of a cell."""
    words: list[str] = []
    at = 0
    while at < len(text):
        match = _WORD.match(text, at)
        assert match is not None, "whatever is not quoted is a word"
        word = match[2].strip() if match[1] is None else match[1].replace('""', '"')
        words += [word] if word else []
        at = match.end()
    return words


def quoted(text: str) -> str:
    """Return a text between quotation marks."""
    return '"' + text.replace('"', '""') + '"'


def unquoted(text: str) -> str | None:
    """Return what stands between the quotation marks of a text; None if it has none."""
    match = _QUOTED.fullmatch(text)
    return match[1].replace('""', '"') if match else None
