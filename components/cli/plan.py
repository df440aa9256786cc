"""The command ``plan propose``: the text of a work plan becomes proposed targets with their words, and questions."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from components.cli.common import (
    JsonOption,
    console,
    language_of_errors,
    print_error,
    print_json,
    print_line,
    read_bytes,
    write_bytes,
)
from models.errors import UnreadableError
from models.i18n import say, show, show_amount
from models.imports.plan_document import read_plan_document
from models.plan.accepted import PlanHead, plan_of
from models.plan.text.proposals import Option, Proposal, Question, with_likeliest
from models.plan.text.questions import fits
from models.plan.text.reading import PlanReading, city_of, read_plan_text, year_of
from models.plan.yaml_text import write_plan
from models.status import TargetKind
from models.text import one_line

plan_app = typer.Typer(no_args_is_help=True, help="Plans out of documents.")
#: Fields of a proposal in JSON.
FIELDS: tuple[str, ...] = (
    *("code", "kind", "name", "value", "unit", "due", "comparator", "high", "baseline", "open_ended", "scope", "is_each"),
    *("is_period", "owner", "section", "heading", "start", "end", "words"),
)
#: Longest quotation in the table.
LONGEST_WORDS = 60


@plan_app.command()
def propose(
    file: Annotated[Path, typer.Argument(help="The work plan: .docx, .pdf with text, or .txt.")],
    year: Annotated[int | None, typer.Option(min=1949, max=2200, help="Year of the plan; that of its title if left out.")] = None,
    yaml: Annotated[Path | None, typer.Option(help="A plan file to write, with the likeliest answers.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Read targets out of the text of a work plan, each with its words and questions; nothing is recorded."""
    text = read_plan_document(file.name, read_bytes(file))
    planned = year or year_of(text)
    if planned is None:
        raise UnreadableError("document_no_year", file=file.name)
    reading = read_plan_text(text, planned)
    if not reading.proposals:
        raise UnreadableError("document_no_plan", file=file.name)
    language = language_of_errors()
    if len(reading.titles) > 1:
        names = "、".join(reading.titles)
        print_error(say("plan_reading.several", language, n=len(reading.titles), names=names))
    if reading.is_cut:
        print_error(say("plan_reading.cut", language, n=len(reading.proposals)))
    if as_json:
        print_json(_answer(reading, language))
    else:
        _print(reading, language)
    if yaml is not None:
        head = PlanHead(f"plan-{planned}", reading.titles[0] if reading.titles else file.stem, planned, city_of(text), file.name)
        accepted = [with_likeliest(one) for one in reading.proposals]
        write_bytes(yaml, write_plan(plan_of(accepted, head)).encode())
        if n := len(reading.targets) - sum(1 for one in accepted if one.kind is not TargetKind.ACTION and fits(one)):
            print_error(say("plan_reading.limits", language, n=n))


def _print(reading: PlanReading, language: str) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(5):
        table.add_column(overflow="fold")
    for one in reading.targets:
        words = one.words if len(one.words) <= LONGEST_WORDS else one.words[: LONGEST_WORDS - 1] + "…"
        cells = (one.code, show(one.kind, language), one.name, f"{_value(one, language)} {_rest(one, language)}", f"“{words}”")
        table.add_row(*map(one_line, cells))
    console().print(table)
    for one in reading.targets:
        for question in one.questions:
            answers = " / ".join(_option(option, language) for option in question.options)
            print_line(f"{one.code} {say(f'doubt.{question.doubt}', language)} {answers}")
    n = sum(len(one.questions) for one in reading.targets)
    print_line(
        say(
            "plan_reading.summary",
            language,
            targets=len(reading.targets),
            directions=len(reading.directions),
            questions=n,
        )
    )


def _value(one: Proposal, language: str) -> str:
    """Return the number with its comparator: ≥ 50%, 3–5所."""
    if one.value is None:
        return "、".join(one.items)
    sign = say(f"comparator.{one.comparator}", language)
    amount = show_amount(one.value, one.unit or "", language)
    if one.high is not None:
        return f"{show_amount(one.value, '', language)}{sign}{show_amount(one.high, one.unit or '', language)}"
    return f"{sign} {amount}{'+' if one.open_ended else ''}"


def _rest(one: Proposal, language: str) -> str:
    return " ".join(str(part) for part in (one.scope, show(one.due, language) if one.due else None, one.owner) if part)


def _option(option: Option, language: str) -> str:
    return say(f"answer.{option.key}", language, **dict(option.changes))


def _answer(reading: PlanReading, language: str) -> dict[str, Any]:
    """Return a reading for JSON."""
    return {
        "year": reading.year,
        "titles": list(reading.titles),
        "targets": [_proposal_json(one, language) for one in reading.targets],
        "directions": [_proposal_json(one, language) for one in reading.directions],
    }


def _proposal_json(one: Proposal, language: str) -> dict[str, Any]:
    plain = {name: _plain(getattr(one, name)) for name in FIELDS}
    questions = [_question_json(question, language) for question in one.questions]
    return plain | {"items": list(one.items), "fits": fits(one), "questions": questions}


def _question_json(question: Question, language: str) -> dict[str, Any]:
    options = [
        {"answer": _option(option, language), "changes": {name: _plain(value) for name, value in option.changes}}
        for option in question.options
    ]
    return {"doubt": question.doubt.value, "question": say(f"doubt.{question.doubt}", language), "options": options}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, TargetKind) else value
