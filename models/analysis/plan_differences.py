"""Sentences for what differs between two plans beside their targets, items, gates and districts."""

from models.i18n import say
from models.plan.preview import OUTLINES_SIGN, PlanDifference
from models.plan.workbook.cells import shown
from models.plan.workbook.sheets import layouts


def difference_sentence(one: PlanDifference, language: str) -> str:
    """Return the sentence for one difference, with the names of its sheet and column in the workbook."""
    layout = next(layout for layout in layouts() if layout.name == one.sheet)
    sheet = layout.title(language)
    if not one.column:
        key = "added" if one.before is None else "removed"
        return say(f"plan_preview.{key}", language, sheet=sheet, name=one.after if one.before is None else one.before)
    if any(str(value).startswith(OUTLINES_SIGN) for value in (one.before, one.after)):
        return say(
            "plan_preview.outlines_" + ("added" if not one.before else "removed" if not one.after else "changed"), language
        )
    column = layout.column(one.column)
    before, after = (shown(column, value, language) for value in (one.before, one.after))
    return say("plan_preview.field", language, sheet=sheet, column=column.header(language), before=before, after=after)
