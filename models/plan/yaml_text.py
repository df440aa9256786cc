"""Plan files as YAML text: what ``models.plan.file`` reads from it is equal to what was written."""

from decimal import Decimal

import yaml

from models.plan.file import PlanFile
from models.plan.file_parts import Part


class _Dumper(yaml.SafeDumper):
    """YAML as ``yaml_source`` reads it: no references, and numbers and dates are text without quotes."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if pair[0] in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")]
    for letter, pairs in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def write_plan(plan: PlanFile) -> str:
    """Return a plan as the text of a plan file; fields that have their default are left out."""
    parts = {"plan": _fields(plan.plan), "sections": [*map(_fields, plan.sections)], "targets": [*map(_fields, plan.targets)]}
    return yaml.dump(parts, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _fields(part: Part) -> dict[str, object]:
    return {name: _plain(value) for name, value in part if value != type(part).model_fields[name].default}


def _plain(value: object) -> object:
    if isinstance(value, Part):
        return _fields(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if isinstance(value, bool) else str(value)
