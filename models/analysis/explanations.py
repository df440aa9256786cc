"""Sentences for a verdict: the reason for a status, and its remedy."""

from fractions import Fraction

from models.i18n import say, show, word
from models.plan.view import Terms
from models.status import Reason, Remedy
from models.typed_rows import Measured, PlanChange, Value


def unit_of(row: Measured, language: str) -> str:
    """Return the unit of a target as it follows a number: 所, %, or " schools"; empty without a unit."""
    unit = row.unit or ""
    if language == "zh" or unit == "%":
        return unit
    name = row.unit_en or unit
    return f" {name}" if name else ""


def reason_sentence(reason: Reason, language: str, *, unit: str = "", terms: Terms | None = None) -> str:
    """Return the deciding line of the rules with its numbers; ``terms`` are the plan's words for stages of programmes."""
    steps = {name: _step(value, language, terms) for name, value in reason.numbers.items() if name in ("milestone", "last")}
    return say(f"reason.{reason.rule}", language, unit=unit, **{**reason.numbers, **steps})


def remedy_sentence(remedy: Remedy | None, language: str, *, unit: str = "", terms: Terms | None = None) -> str | None:
    """Return the sentence for the smallest change that improves the status; None without a remedy."""
    if remedy is None:
        return None
    is_more = remedy.how == "value" and remedy.amount is not None and remedy.amount > 0
    key = ("more" if is_more else "report") if remedy.how == "value" else remedy.how
    values: dict[str, Fraction | None] = {"value": remedy.value, "amount": remedy.amount}
    return say(
        f"remedy.{key}",
        language,
        unit=unit,
        day=remedy.day,
        to=remedy.to,
        names=[_step(name, language, terms) for name in remedy.names],
        **values,
    )


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
    groups = {"kind": "target_kind", "project_milestone": "milestone", "cycle": "cycle"}
    return word(groups[field], value, language) if isinstance(value, str) and field in groups else value


def _step(name: object, language: str, terms: Terms | None) -> str:
    """Return the name of a milestone: the plan's word for a stage, else the catalogue's for its code, else the gate's name."""
    own = terms.word("stages", str(name), language) if terms else str(name)
    return own if own != name else word("milestone", str(name), language)
