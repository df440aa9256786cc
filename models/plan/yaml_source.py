"""Safe YAML: no tags, no aliases, no duplicate keys, numbers and dates as text."""

import re
from collections import Counter
from typing import Any

import yaml

from models.errors import PlanFileError, problem


class _Loader(yaml.SafeLoader):
    """Safe YAML in which numbers and dates remain text (Pydantic parses them), and keys are unique texts.

    Aliases are rejected, because a few nested ones can expand beyond any memory; so are tags, whose errors have no line.
    """

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs are untyped
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None) not in (None, "!"):
            raise yaml.composer.ComposerError(None, None, "no aliases (*) or tags (!) here", event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        if node.flow_style:
            self._give_back_commas(node)
        keys = Counter(str(key.value) for key, _ in node.value)
        for key, _ in node.value:
            if keys[str(key.value)] > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value}: twice", key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)

    def _give_back_commas(self, node: yaml.MappingNode) -> None:
        """Rejoin texts with commas: YAML reads ``{note: one, two}`` as a key ``two`` without colon or value."""
        pairs: list[tuple[yaml.Node, yaml.Node]] = []
        for key, value in node.value:
            has_colon = ":" in self.text[key.end_mark.index : value.end_mark.index] or value.value != ""
            last = pairs[-1][1] if pairs else None
            if has_colon or not isinstance(last, yaml.ScalarNode) or last.style is not None:
                pairs.append((key, value))
                continue
            whole = self.text[last.start_mark.index : key.end_mark.index]
            last.value, last.tag, last.end_mark = re.sub(r"\s*\n\s*", " ", whole), "tag:yaml.org,2002:str", key.end_mark
        node.value = pairs


_Loader.yaml_implicit_resolvers = {
    letter: [pair for pair in pairs if pair[0] in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:null")]
    for letter, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parse_yaml(content: bytes, name: str) -> dict[str, Any]:
    try:
        raw = yaml.load(content.decode("utf-8-sig"), _Loader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        told = getattr(error, "problem", None) or getattr(error, "reason", None) or "nested too deeply"
        detail = "UTF-8" if isinstance(error, UnicodeDecodeError) else str(told)
        raise PlanFileError("plan_file_refused", [problem(where, "not_yaml", detail=detail)], file=name) from None
    if not isinstance(raw, dict):
        raise PlanFileError("plan_file_refused", [problem(name, "not_a_plan")], file=name)
    return raw
