"""The language of docstrings: a verb or a noun first, the field's terms, nothing that only a German sentence would say."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Openings that are no verb and no noun, and words of translated German.
ODD = re.compile(
    r"^(?:What|How|Where|Who|Whose|Which|When|Of|By|From|On|In|Under|With|That|Whether|If|Beside|Some|Nobody|Nothing|It|There)\b"
    r"|\b(?:anew|apart by|stands?|stood|said|told|looked at|is no longer any|of its own accord|speaks? of)\b"
)
CODE = re.compile(r"``.*?``")


def first_lines(*folders: str) -> Iterator[tuple[str, str]]:
    """The first line of each docstring with its place, code in double backticks left out."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                    words = ast.get_docstring(node)
                    if words:
                        place = f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"
                        yield place, CODE.sub("", words.splitlines()[0])


def test_the_pattern_finds_odd_openings_and_leaves_plain_ones() -> None:
    assert ODD.search("What a choice of filters leaves.")
    assert ODD.search("Return what was said anew.")
    assert not ODD.search("Return the rows of a frame.")
    assert not ODD.search("A plan with its districts.")


def test_docstrings_begin_with_a_verb_or_a_noun() -> None:
    lines = list(first_lines("models", "components", "pages", "tests"))
    odd = [f"{place} {words}" for place, words in lines if ODD.search(words)]
    assert len(lines) > 2000
    assert len(odd) <= 0.05 * len(lines), "\n".join(odd)
