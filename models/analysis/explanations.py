"""Sentences for a verdict: the reason for a status, and its remedy."""

import re
from fractions import Fraction

from models.i18n import say, show, show_number, singular, word
from models.plan.view import Terms
from models.status import Reason, Remedy, Status
from models.typed_rows import Measured, PlanChange, Value


def unit_of(row: Measured, language: str) -> str:
    """Return the unit of a target as it follows a number: 所, %, or " schools"; empty without a unit."""
    unit = row.unit or ""
    if language == "zh" or unit == "%":
        return unit
    name = row.unit_en or unit
    return f" {name}" if name else ""


def points_of(unit: str, language: str) -> str:
    """Return the unit of a difference: that of the figures, but points between two rates."""
    return say("points", language) if unit == "%" else unit


def reason_sentence(reason: Reason, language: str, *, unit: str = "", terms: Terms | None = None) -> str:
    """Return the deciding line of the rules with its numbers; ``terms`` are the plan's words for stages of programmes."""
    steps = {name: _step(value, language, terms) for name, value in reason.numbers.items() if name in ("milestone", "last")}
    points = points_of(unit, language)
    values: dict[str, object] = {**reason.numbers, **steps, "points": points, "limits": points if unit == "%" else ""}
    if isinstance(margin := reason.numbers.get("margin"), Fraction):
        values |= {"margin": show_number(margin, language, decimals=4), "spare": points_of(unit or "%", language)}
    if isinstance(slip := reason.numbers.get("slip"), int):
        values["n"] = abs(slip)
    return _counted(say(f"reason.{_line(reason)}", language, unit=unit, **values), unit)


def _line(reason: Reason) -> str:
    """Return the key of a rule's sentence: limits of zero have sentences of their own, "up to 0 behind" says nothing."""
    numbers, rule = reason.numbers, reason.rule
    if rule in ("floor", "ceiling") and not numbers["margin"]:
        return f"{rule}_whole"
    if rule in ("behind", "down_behind") and not numbers["on_track_limit"]:
        return f"{rule}_none" if numbers["at_risk_limit"] else f"{rule}_strict"
    if rule == "slip" and isinstance(slip := numbers["slip"], int) and slip <= 0:
        return "slip_early" if slip else "slip_none"
    return rule


def _counted(sentence: str, unit: str) -> str:
    """Return an English sentence with "1 school" where it says "1 schools"; a Chinese unit has no plural."""
    for one in (unit, points_of("%", "en")):
        if one.startswith(" "):
            escaped = singular(one).replace("\\", r"\\")  # a unit of a plan may hold anything
            sentence = re.sub(rf"(?<![\d.,])1{re.escape(one)}\b", f"1{escaped}", sentence)
    return sentence


def remedy_sentence(remedy: Remedy | None, language: str, *, unit: str = "", terms: Terms | None = None) -> str | None:
    """Return the sentence for the smallest change that improves the status; None without a remedy."""
    if remedy is None:
        return None
    values: dict[str, Fraction | None] = {"value": remedy.value, "amount": remedy.amount}
    sentence = say(
        f"remedy.{_remedy_key(remedy, unit)}",
        language,
        unit=unit,
        points=points_of(unit, language),
        day=remedy.day,
        to=remedy.to,
        names=[_step(name, language, terms) for name in remedy.names],
        **values,
    )
    return _counted(sentence, unit)


def _remedy_key(remedy: Remedy, unit: str) -> str:
    if remedy.how == "value":
        is_more = remedy.amount is not None and remedy.amount > 0
        return ("raise" if unit == "%" else "more") if is_more else "report"
    if remedy.how == "less":
        return "less" if remedy.amount is not None and remedy.amount > 0 else "report_less"
    return "items_done" if remedy.how == "items" and remedy.to in (Status.MET, Status.MET_LATE) else remedy.how


def plan_change_sentence(change: PlanChange, language: str) -> str:
    """Return the sentence for one change of the plan, with the number of its document."""
    name = (change.name_en if language == "en" else None) or change.name
    values = {side: _plain(getattr(change, side), change.field, language) for side in ("before", "after")}
    said = say(f"plan_change.{change.subject}_{change.field}", language, name=name, **values)
    return say("plan_change.by", language, said=said, document=change.document or say("plan_change.no_document", language))


def _plain(value: Value, field: str, language: str) -> object:
    """Return a value in the form used in sentences: interim targets as dates and numbers, codes as words."""
    if isinstance(value, tuple):
        return [f"{show(day, language)} {show(number, language)}" for day, number in value] or None
    groups = {"kind": "target_kind", "project_milestone": "milestone"} | {
        name: name for name in ("cycle", "direction", "strict", "measure")
    }
    return word(groups[field], value, language) if isinstance(value, str) and field in groups else value


def _step(name: object, language: str, terms: Terms | None) -> str:
    """Return the name of a milestone: the plan's word for a stage, else the catalogue's for its code, else the gate's name."""
    own = terms.word("stages", str(name), language) if terms else str(name)
    return own if own != name else word("milestone", str(name), language)
