"""Sentences in two languages: catalogues of templates, and formatting of numbers and dates.

A template is a text with ``{names}``, or a table of ``one`` and ``other`` selected by the value ``n``.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path

#: A capital that begins a word within a name such as ``TargetKind``.
_INNER_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
LANGUAGES = ("zh", "en")
FOLDER = Path(__file__).parent
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@cache
def read_catalogue(folder: Path, language: str) -> Mapping[str, str | Mapping[str, str]]:
    """Return the templates of ``folder/<language>.toml`` by dotted key."""
    with (folder / f"{language}.toml").open("rb") as file:
        return dict(_flatten(tomllib.load(file)))


def _flatten(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str | Mapping[str, str]]]:
    entries: list[tuple[str, str | Mapping[str, str]]] = []
    for name, value in table.items():
        if isinstance(value, str):
            entries.append((prefix + name, value))
        elif isinstance(value, dict) and "other" in value:
            entries.append((prefix + name, {form: str(text) for form, text in value.items()}))
        elif isinstance(value, dict):
            entries += _flatten(value, f"{prefix}{name}.")
    return entries


def say(key: str, language: str, /, **values: object) -> str:
    """Return the sentence ``key`` of this package, with its values. KeyError for an unknown key, which is a bug."""
    return fill(read_catalogue(FOLDER, language)[key], language, values)


def word(group: str, code: str, language: str, *, folder: Path = FOLDER) -> str:
    """Return the word for a code of a group, such as a milestone; the code itself if it is a name of the plan's own."""
    found = read_catalogue(folder, language).get(f"{group}.{code}", code)
    return found if isinstance(found, str) else code


def fill(template: str | Mapping[str, str], language: str, values: Mapping[str, object]) -> str:
    """Fill a template with values, each formatted for the language."""
    if not isinstance(template, str):
        template = template["one" if values.get("n") == 1 and "one" in template else "other"]
    return template.format_map({name: show(value, language) for name, value in values.items()})


@lru_cache(maxsize=None, typed=True)  # members that are strings are equal across enums
def enum_key(value: Enum) -> str:
    """Return the key of a member of an enum: ``target_kind.count`` for ``TargetKind.COUNT``."""
    return f"{_INNER_CAPITAL.sub('_', type(value).__name__).lower()}.{value.value}"


def show(value: object, language: str) -> str:
    """Format a value for a sentence: numbers and dates in the reader's format, a word for None."""
    if value is None:
        return say("none", language)
    if isinstance(value, Enum):
        return say(enum_key(value), language)
    if isinstance(value, datetime):
        return f"{show_day(value.date(), language)} {value:%H:%M}"
    if isinstance(value, date):
        return show_day(value, language)
    if isinstance(value, Fraction | Decimal | float | int):
        return show_number(value, language)
    if isinstance(value, tuple | list):
        return say("list", language).join(show(one, language) for one in value)
    return str(value)


def show_day(day: date, language: str, *, beside: date | None = None) -> str:
    """Format a date as 2023年6月30日 or 30 Jun 2023, without the year if it equals that of ``beside``."""
    same_year = beside is not None and beside.year == day.year
    if language == "zh":
        return f"{'' if same_year else f'{day.year}年'}{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}{'' if same_year else f' {day.year}'}"


def show_number(value: Fraction | Decimal | float, language: str, *, decimals: int = 2) -> str:
    """Format a number with at most ``decimals`` decimals, without trailing zeros; with thousands separators in English."""
    exact = Fraction(value)
    rounded = round(Decimal(exact.numerator) / Decimal(exact.denominator), decimals)
    text = f"{rounded:,f}" if language == "en" else f"{rounded:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def show_amount(value: Fraction | Decimal | float | None, unit: str, language: str, *, decimals: int = 2) -> str:
    """Format a number with its unit: 16所, 16 schools, 89.29%; a dash for None."""
    if value is None:
        return "–"
    number = show_number(value, language, decimals=decimals)
    if unit == "%" or language == "zh":
        return number + unit
    return f"{number} {singular(unit) if number == '1' else unit}".strip()


#: English units whose singular is another word.
_IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman"}


def singular(unit: str) -> str:
    """Return the singular of an English unit: 1 school, 1 county, 1 person. A unit in another script stays as it is."""
    first, space, last = unit.rpartition(" ")
    if last in _IRREGULAR:
        return first + space + _IRREGULAR[last]
    if last.endswith("ies"):
        return unit[:-3] + "y"
    is_plural = last.endswith("s") and not last.endswith(("ss", "us", "is"))
    return (unit[:-2] if last.endswith(("sses", "shes", "ches", "xes")) else unit[:-1]) if is_plural else unit
