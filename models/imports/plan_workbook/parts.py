"""Parts of a plan out of the tables of its workbook, as a plan file has them, and the cell of each path of that file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from models.errors import Problem, problem
from models.imports.names import Names, plain
from models.imports.plan_workbook.tables import Line, Table, Told
from models.imports.plan_workbook.values import UNREAD, Values
from models.plan.workbook.cells import unquoted
from models.plan.workbook.columns import Column
from models.plan.workbook.sheets import OUTLINES, OWN, layouts, owned

Raw = dict[str, Any]
#: Columns that say where a line belongs, and are read before it.
_READ_FIRST = ("of", "group")


def _path(name: str) -> str:
    return name if name in ("plan", "sections", "targets") else f"plan.{name}"


#: The lists that a plan needs, each a sheet, and its head.
_NEEDED = ("plan", *(_path(layout.name) for layout in layouts() if layout.is_needed and layout.name != "plan"))
_INDEX = re.compile(r"\[\d+\]")


@dataclass(slots=True)
class Parts:
    """The plan as raw parts, the places of its paths, those of codes and names by their lists, and the targets by their codes."""

    told: Told
    raw: Raw = field(default_factory=lambda: {"plan": {}, "sections": [], "targets": []})
    places: dict[str, str] = field(default_factory=dict)
    named: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    owners: dict[str, int] = field(default_factory=dict)


def parts_of(tables: dict[str, Table], told: Told) -> Parts:
    """Return the parts of a plan; what cannot be read is told, and left out."""
    parts = Parts(told)
    for name, table in tables.items():
        parts.places[_path(name)] = table.place
        parts.incomplete |= {f"{_path(name)}.{key}" for key in table.lacks}
    values = Values(told)
    for line in tables["plan"].lines[:1] if "plan" in tables else ():
        parts.raw["plan"] = _part(parts, tables["plan"], line, "plan", values)
    year = parts.raw["plan"].get("year")
    values = replace(values, year=int(year) if year is not None and year == int(year) else None)
    for layout in layouts():
        if layout.name in ("plan", "targets", *OWN) or owned(layout) or layout.name not in tables:
            continue
        _fill(parts, tables[layout.name], layout.name, values)
    values = replace(values, sections=_names(tables, "sections", parts), districts=_names(tables, "districts", parts))
    if "targets" in tables:
        _fill(parts, tables["targets"], "targets", values)
    values = replace(values, targets=_names(tables, "targets", parts))
    parts.owners = {one["code"]: at for at, one in reversed([*enumerate(parts.raw["targets"])]) if "code" in one}
    for layout in layouts():
        if (name := owned(layout)) and layout.name in tables:
            _fill_lists(parts, tables[layout.name], name, values)
    for name, fill in (("shares", _fill_shares), ("items", _fill_items), ("words", _fill_words), (OUTLINES, _fill_outlines)):
        if name in tables:
            fill(parts, tables[name], values)
    return parts


def _names(tables: dict[str, Table], name: str, parts: Parts) -> Names | None:
    """Return the codes of parts by code and every name, a code before a name; None if their sheet has none."""
    rows: list[Raw] = (parts.raw if name in parts.raw else parts.raw["plan"]).get(name, [])
    if not rows or "code" in tables[name].lacks:
        return None
    codes = {one["code"] for one in rows if "code" in one}
    named = [(name, one["code"]) for one in rows if "code" in one for name in _called(one) if name not in codes]
    return Names([*((code, code) for code in codes), *named])


def _called(raw: Raw) -> list[str]:
    """Return the names of a part."""
    return [*(raw[key] for key in ("name", "short") if key in raw), *raw.get("aliases", ())]


def _part(parts: Parts, table: Table, line: Line, path: str, values: Values) -> Raw:
    """Return the fields of a line."""
    raw: Raw = {}
    parts.places[path] = line.place
    values = replace(values, language=table.language)
    for column in table.layout.columns:
        parts.places[path + _dotted(column)] = line.where(column.key)
        if column.is_passive or column.key in _READ_FIRST:
            continue
        value = values.read(column, line.cells.get(column.key, ""), line.where(column.key), line.cells.get("unit", "").strip())
        if value is not None and value is not UNREAD:
            _set(raw, column.path, value)
    return raw


def _dotted(column: Column) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in column.path)


def _set(raw: Raw, path: tuple[str | int, ...], value: Any) -> None:
    """Set a field; the values of a pair are together in a list."""
    names = [step for step in path if isinstance(step, str)]
    for name in names[:-1]:
        raw = raw.setdefault(name, {})
    if isinstance(path[-1], int):
        pair = raw.setdefault(names[-1], [])
        pair += [None] * (path[-1] + 1 - len(pair))
        pair[path[-1]] = value
    else:
        raw[names[-1]] = value


def _fill(parts: Parts, table: Table, name: str, values: Values) -> None:
    rows = parts.raw.setdefault(name, []) if name in parts.raw else parts.raw["plan"].setdefault(name, [])
    for line in table.lines:
        rows.append(_listed(parts, table, line, _path(name), len(rows), values))


def _listed(parts: Parts, table: Table, line: Line, path: str, at: int, values: Values) -> Raw:
    """Return a part of a list, and remember where its code and names stand."""
    raw = _part(parts, table, line, f"{path}[{at}]", values)
    for key in ("code", "name", "short", "aliases"):
        found = raw.get(key, ())
        for text in (found,) if isinstance(found, str) else found:
            parts.named.setdefault((path, text), []).append(line.where(key))
    return raw


def _owner(parts: Parts, table: Table, line: Line, values: Values) -> int | None:
    """Return the index of the target of a line; None with a problem if it names none."""
    column, place = table.layout.column("of"), line.where("of")
    code = replace(values, language=table.language).read(column, line.cells.get("of", ""), place)
    if code is None and "of" not in table.lacks:
        parts.told.problems.append(problem(place, "missing"))
    at = parts.owners.get(code) if isinstance(code, str) else None
    name = line.cells.get("of_name", "").strip()
    if at is not None and name and plain(name) != plain(parts.raw["targets"][at].get("name", name)):
        known = parts.raw["targets"][at]["name"]
        parts.told.notices.append(problem(line.where("of_name"), "other_name", value=name, code=code, name=known))
    return at


def _fill_lists(parts: Parts, table: Table, name: str, values: Values) -> None:
    """Fill a list of each target from the sheet that holds it."""
    for line in table.lines:
        at = _owner(parts, table, line, values)
        rows = parts.raw["targets"][at].setdefault(name, []) if at is not None else []
        path = f"targets[{at}].{name}" if at is not None else f"{line.place} "
        raw = _part(parts, table, line, f"{path}[{len(rows)}]", values)
        parts.places.setdefault(path, line.place)
        rows.append(raw)
    parts.incomplete |= {f"targets.{name}.{key}" for key in table.lacks}


def _fill_items(parts: Parts, table: Table, values: Values) -> None:
    """Fill the items and gates of the targets: a row is an item, one of its gates, or both, or a gate of the target."""
    for line in table.lines:
        at = _owner(parts, table, line, values)
        raw = _part(parts, table, line, line.place, values)
        if at is None:
            continue
        owner, path = parts.raw["targets"][at], f"targets[{at}]"
        if raw.keys() & {"item", "item_code"}:
            owner, path = _item(parts, owner, path, line, raw)
        elif not raw.keys() & {"gate", "by"}:
            parts.told.problems.append(problem(line.place, "neither_item_nor_gate"))
        if raw.keys() & {"gate", "by"}:
            gates = owner.setdefault("gates", [])
            here = f"{path}.gates[{len(gates)}]"
            parts.places |= {here: line.place, f"{here}.name": line.where("gate"), f"{here}.by": line.where("by")}
            parts.places[f"{path}.gates"] = line.where("gate")
            gates.append({new: raw[old] for old, new in (("gate", "name"), ("by", "by")) if old in raw})


def _item(parts: Parts, target: Raw, path: str, line: Line, raw: Raw) -> tuple[Raw, str]:
    """Return the item of a line and its path: that of an earlier line with more gates, else a new one."""
    items = target.setdefault("items", [])
    name, code = raw.get("item"), raw.get("item_code")
    for at, known in enumerate(items):
        is_same = known.get("name") == name if name is not None else known.get("code") == code
        if is_same and known.get("gates") and raw.keys() & {"gate", "by"} and code in (None, known.get("code")):
            return known, f"{path}.items[{at}]"
    here = f"{path}.items[{len(items)}]"
    parts.places |= {here: line.place, f"{here}.name": line.where("item"), f"{here}.code": line.where("item_code")}
    parts.places[f"{path}.items"] = line.where("item")
    if name is None:
        parts.told.problems.append(problem(line.where("item"), "item_without_name", value=code))
    if code is not None:
        parts.named.setdefault(("targets", code), []).append(line.where("item_code"))
    items.append({key: value for key, value in (("code", code), ("name", name)) if value is not None})
    return items[-1], here


def _fill_shares(parts: Parts, table: Table, values: Values) -> None:
    """Fill the shares of the targets: a row is a district's share, one of its planned values, or both."""
    for line in table.lines:
        at = _owner(parts, table, line, values)
        raw = _part(parts, table, line, line.place, values)
        if at is None:
            continue
        share, path = _share(parts, at, line, raw)
        if raw.keys() & {"by", "value"}:
            points = share.setdefault("plan", [])
            here = f"{path}.plan[{len(points)}]"
            parts.places |= {here: line.place, f"{here}.by": line.where("by"), f"{here}.value": line.where("value")}
            points.append({key: raw[key] for key in ("by", "value") if key in raw})
    named = {"district": "district", "share": "value"}
    parts.incomplete |= {f"targets.shares.{named[key]}" for key in table.lacks if key in named}


def _share(parts: Parts, at: int, line: Line, raw: Raw) -> tuple[Raw, str]:
    """Return the share of a line and its path: that of an earlier line of the same district, else a new one."""
    shares = parts.raw["targets"][at].setdefault("shares", [])
    path, place = f"targets[{at}].shares", line.where("share")
    district, value = raw.get("district"), raw.get("share")
    for n, known in enumerate(shares):
        if district is not None and known.get("district") == district:
            if value is not None and known.setdefault("value", value) != value:
                parts.told.problems.append(problem(place, "other_share", value=value, district=district, other=known["value"]))
            return known, f"{path}[{n}]"
    here = f"{path}[{len(shares)}]"
    parts.places |= {here: place, f"{here}.value": place, f"{here}.district": line.where("district")}
    parts.places.setdefault(path, place)
    shares.append({key: one for key, one in (("district", district), ("value", value)) if one is not None})
    return shares[-1], here


def _fill_outlines(parts: Parts, table: Table, values: Values) -> None:
    """Join the pieces of the outlines in the order of their numbers."""
    pieces = [_part(parts, table, line, line.place, values) for line in table.lines]
    for line, raw in zip(table.lines, pieces, strict=True):
        for key in ("number", "text"):
            if key not in raw and key not in table.lacks:
                parts.told.problems.append(problem(line.where(key), "missing"))
    geography = parts.raw["plan"].setdefault("geography", {})
    if "areas" in geography and pieces:
        parts.told.problems.append(problem(parts.places["plan.geography.areas"], "outlines_in_two_places", sheet=table.place))
    if pieces:
        texts = [raw.get("text", "") for raw in sorted(pieces, key=lambda raw: raw.get("number", 0))]
        geography["areas"] = "".join(text if (piece := unquoted(text)) is None else piece for text in texts)


def _fill_words(parts: Parts, table: Table, values: Values) -> None:
    for line in table.lines:
        column = table.layout.column("group")
        text = line.cells.get("group", "")
        group = replace(values, language=table.language).read(column, text, line.where("group"))
        if group is None and "group" not in table.lacks:
            parts.told.problems.append(problem(line.where("group"), "missing"))
        if group is None or group is UNREAD:
            continue
        rows = parts.raw["plan"].setdefault(group, [])
        path = f"plan.{group}"
        parts.places.setdefault(path, table.place)
        parts.incomplete |= {f"{path}.{key}" for key in table.lacks}
        rows.append(_listed(parts, table, line, path, len(rows), values))


def in_cells(parts: Parts, found: tuple[Problem, ...]) -> Iterator[Problem]:
    """Yield the problems of a plan with the cells of their paths; none about a cell, column or sheet of which enough is said."""
    told = {one.where for one in parts.told.problems}
    for one in found:
        place = _place(parts, one)
        if place not in told and not _is_told(parts, one):
            yield _in_cell(parts, one, place)


def _is_told(parts: Parts, one: Problem) -> bool:
    """Return True if a problem only follows from a column or sheet that the workbook lacks."""
    if one.key == "unknown_section":
        return "sections" not in parts.places or "sections.code" in parts.incomplete
    if one.key not in ("missing", "needs_list", "needed_by_kind"):
        return False
    path = _INDEX.sub("", one.where)
    whole = path if path in _NEEDED else path.rpartition(".")[0]
    return path in parts.incomplete or (whole in _NEEDED and whole not in parts.places)


def _place(parts: Parts, one: Problem) -> str:
    values = dict(one.values)
    if one.key == "twice" and (same := parts.named.get((one.where, str(values.get("value"))))):
        return "、".join(dict.fromkeys([same[0], *(place.rpartition("!")[2] for place in same[1:])]))
    path = one.where
    while path not in parts.places and path:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return parts.places.get(path, one.where)


def _in_cell(parts: Parts, one: Problem, place: str) -> Problem:
    values = dict(one.values)
    lists = {owned(layout) or layout.name: layout for layout in layouts() if owned(layout) or layout.name == "items"}
    name = one.where.rpartition(".")[2]
    if one.key == "needed_by_kind" and one.where not in parts.places and name in lists:
        sheet = parts.places.get(_path(lists[name].name)) or lists[name].title("zh")
        return problem(place, "needs_rows", kind=values["kind"], sheet=sheet)
    if values.get("value") == "None":
        return problem(place, "missing")
    return replace(one, where=place)
