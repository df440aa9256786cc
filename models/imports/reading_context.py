"""What the sheets of an import are read against: the forms of a plan, its districts, targets and lists."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from models.analysis.milestone_history import ASPECTS
from models.imports.lists import TELLING, list_columns
from models.imports.matrix import Heads
from models.imports.names import Districts
from models.imports.sheet_layouts import sheet_layouts, tidy
from models.imports.sheet_reading import Context
from models.plan.view import PlanView


def context_of(view: PlanView, answers: Mapping[str, str] = MappingProxyType({}), district: str = "") -> Context:
    """Return what the sheets of a plan are read against; ``district`` is the code of the chosen one, "" for none."""
    named = [pair for frame in (view.targets, view.items) for pair in zip(frame["name"], frame["code"], strict=True)]
    codes = {code: code for _, code in named}
    districts = Districts(view) if len(view.districts) else None
    chosen = districts.name(district) if districts is not None and district else ""
    heads = Heads(districts, {"".join(name.split()): code for name, code in named} | codes, view.head.year)

    def lacking(form: str, given: Sequence[str]) -> list[str]:
        """Return the columns that a list of a form needs, if the heads look like such a list."""
        own = {"recruitment": "quotas"}.get(form, form)
        if own not in TELLING:
            return []
        columns = [one for one in list_columns(view, own) if not one.field.endswith(ASPECTS)]
        known = {tidy(word): one.field for one in columns for word in (one.zh, one.en)}
        there = {known.get(tidy(head)) for head in given}
        more = there - {
            None,
            *(column.field for layout in sheet_layouts(view) if layout.name == form for column in layout.columns),
        }
        return [one.zh for one in columns if one.field in TELLING[own] and one.field not in there] if len(more) > 1 else []

    return Context(sheet_layouts(view), heads, frozenset(codes), answers=answers, district=chosen, lacking=lacking)
