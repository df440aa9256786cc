"""The proposals read out of a text, a card each: the words they were taken from beside what a person corrects or drops."""

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from components.i18n.text import Text, plain
from components.session import choices
from components.session.controls import FIRST_DAY, LAST_DAY
from components.session.new_plan import NewPlan
from components.widgets import html
from models.plan.drafts import DraftTarget, PlanDraft, is_judged, quotation
from models.plan.edits import as_number
from models.plan.text.proposals import Option
from models.status import TargetKind

#: Cards on a page.
CARDS = 8
#: Letters that a line of the name has room for.
LONG_NAME = 40
#: Choices of what is shown: each a test of a row. A row stays where it was read, whatever its answers.
SHOWN: dict[str, Callable[[DraftTarget], bool]] = {
    "targets": lambda row: row.proposal.kind is not TargetKind.ACTION,
    "asked": lambda row: row.is_asked,
    "directions": lambda row: row.proposal.kind is TargetKind.ACTION,
    "dropped": lambda row: not row.is_taken,
}


def proposals(t: Text, new: NewPlan, draft: PlanDraft) -> None:
    """Draw the counts, the choice of what is shown, and a page of cards."""
    counts = draft.counts
    st.html(html.heading(t("plans.proposals", name=draft.name)))
    pairs = [
        (t("plans.count_read"), t.number(counts.read)),
        (t("plans.count_taken"), t.number(counts.taken)),
        (t("plans.count_dropped"), t.number(counts.dropped)),
        (t("plans.count_asked"), t.number(counts.asked)),
        (t("plans.count_unjudged"), t.number(counts.unjudged)),
    ]
    st.html(html.facts(pairs) + html.footnote([t("plans.counts_note")]))
    listed = {name: [n for n, row in enumerate(draft.rows) if test(row)] for name, test in SHOWN.items()}
    names = {name: t(f"plans.shown_{name}", n=len(rows)) for name, rows in listed.items()}
    key = f"plan-shown-{new.turn}"
    choices.fill_widget(key, new.shown)
    st.radio(
        t("plans.shown"),
        list(names),
        format_func=names.__getitem__,
        key=key,
        horizontal=True,
        label_visibility="collapsed",
        on_change=_show,
        args=(new, key),
    )
    numbers = listed[new.shown]
    if not numbers:
        st.html(html.footnote([t("plans.none_shown")]))
        return
    _all_of_them(t, draft, new.shown, numbers)
    new.page = min(new.page, (len(numbers) - 1) // CARDS)
    for n in numbers[new.page * CARDS : (new.page + 1) * CARDS]:
        _card(t, new, draft, n)
    _pages(t, new, len(numbers))


def _show(new: NewPlan, key: str) -> None:
    new.shown, new.page = st.session_state[key] or "targets", 0


def _all_of_them(t: Text, draft: PlanDraft, shown: str, numbers: list[int]) -> None:
    """Offer to take or drop all that are listed."""
    with st.container(horizontal=True):
        if any(draft.rows[n].is_taken for n in numbers):
            st.button(t("plans.drop_all", n=len(numbers)), key=f"drop-{shown}", on_click=_take_all, args=(draft, numbers, False))
        if any(not draft.rows[n].is_taken for n in numbers):
            st.button(t("plans.take_all", n=len(numbers)), key=f"take-{shown}", on_click=_take_all, args=(draft, numbers, True))


def _take_all(draft: PlanDraft, numbers: list[int], is_taken: bool) -> None:
    for n in numbers:
        draft.rows[n].is_taken = is_taken


def _pages(t: Text, new: NewPlan, n: int) -> None:
    """Draw the way to the other cards."""
    last = (n - 1) // CARDS
    if not last:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(t("plans.previous"), key="cards-before", disabled=new.page == 0, on_click=_turn_page, args=(new, -1))
        first = new.page * CARDS + 1
        st.html(html.footnote([t("plans.cards", first=first, last=min(first + CARDS - 1, n), n=n)]))
        st.button(t("plans.next"), key="cards-after", disabled=new.page == last, on_click=_turn_page, args=(new, 1))


def _turn_page(new: NewPlan, step: int) -> None:
    new.page += step


def _card(t: Text, new: NewPlan, draft: PlanDraft, n: int) -> None:
    row, key = draft.rows[n], f"card-{new.turn}-{n}"
    with st.container(border=True, key=f"proposal-{n}"):
        left, right = st.columns([2, 3], gap="medium")
        with left:
            st.html(_words(t, draft, row))
            choices.fill_widget(f"{key}-taken", row.is_taken)
            st.checkbox(t("plans.take"), key=f"{key}-taken", on_change=_take, args=(row, f"{key}-taken"))
        with right:
            if row.is_taken:
                _fields(t, row, key)
                _questions(t, row, key)
                if row.current.kind is not TargetKind.ACTION and not is_judged(row.current):
                    st.html(html.footnote([t("plans.unjudged")]))


def _words(t: Text, draft: PlanDraft, row: DraftTarget) -> str:
    """Return the sentence of a proposal with its words marked, below its headings."""
    found = row.proposal
    before, words, after = quotation(draft.text, found.start, found.end)
    above = t("card.dot").join(dict.fromkeys(one for one in (found.code, found.section, found.heading or "") if one))
    quoted = f"{escape(before)}<mark>{escape(words)}</mark>{escape(after)}"
    return f'<div class="sb sb-quote"><small class="sb-note">{escape(above)}</small><p>{quoted}</p></div>'


def _take(row: DraftTarget, key: str) -> None:
    row.is_taken = st.session_state[key]


def _fields(t: Text, row: DraftTarget, key: str) -> None:
    """Draw the fields of a proposal that matter for its kind."""
    now = row.current
    name: dict[str, Any] = {"label": t("plan_field.name"), "max_chars": 300}
    if len(row.proposal.name) > LONG_NAME:  # whole in sight: a line would hide its end
        _field(row, "name", now.name, key, partial(st.text_area, height="content", **name), _one_line)
    else:
        _field(row, "name", now.name, key, partial(st.text_input, **name))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kinds = list(TargetKind)
        _field(row, "kind", now.kind, key, partial(st.selectbox, t("plan_field.kind"), kinds, format_func=t.show, width=130))
        if now.kind.is_measured:
            number = None if now.value is None else float(now.value)
            options: dict[str, Any] = {"min_value": 0.0, "format": "%g", "width": 130}
            _field(row, "value", number, key, partial(st.number_input, t("plan_field.target"), **options), as_number)
            _field(row, "unit", now.unit or "", key, partial(st.text_input, t("plan_field.unit"), width=90), _words_or_none)
        if now.kind is not TargetKind.ACTION:
            days: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "YYYY-MM-DD"}
            due = partial(st.date_input, t("plan_field.due"), width=140, **days)
            _field(row, "due", now.due, key, due)
        _field(row, "scope", now.scope or "", key, partial(st.text_input, t("plans.scope"), width=120), _words_or_none)
    if now.kind is TargetKind.ITEMS:
        _field(row, "items", "、".join(now.items), key, partial(st.text_input, t("plan_field.items")), _items)


def _field(
    row: DraftTarget,
    name: str,
    value: object,
    key: str,
    draw: Callable[..., object],
    parse: Callable[[Any], object] | None = None,
) -> None:
    widget = f"{key}-{name}"
    choices.fill_widget(widget, value)
    draw(key=widget, on_change=_correct, args=(row, name, widget, parse))


def _correct(row: DraftTarget, name: str, widget: str, parse: Callable[[Any], object] | None) -> None:
    given = st.session_state[widget]
    row.correct(name, parse(given) if parse else given)


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _words_or_none(words: str) -> str | None:
    return words.strip() or None


def _items(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in words.split("、") if one.strip()))


def _questions(t: Text, row: DraftTarget, key: str) -> None:
    """Draw the questions of a proposal, the likeliest answer chosen."""
    for number, question in enumerate(row.proposal.questions):
        widget = f"{key}-question-{number}"
        chosen = row.chosen.get(number, 0)
        makes_direction = ("kind", TargetKind.ACTION) in question.options[chosen].changes
        if row.current.kind is TargetKind.ACTION and not makes_direction:
            continue  # a direction has no due date and no number to ask about
        options = [_option(t, one) for one in question.options]
        choices.fill_widget(widget, chosen)
        st.radio(
            plain(t(f"doubt.{question.doubt}")),
            range(len(options)),
            format_func=options.__getitem__,
            key=widget,
            horizontal=True,
            on_change=_answer,
            args=(row, number, widget),
        )


def _option(t: Text, option: Option) -> str:
    return plain(t(f"answer.{option.key}", **dict(option.changes)))


def _answer(row: DraftTarget, number: int, widget: str) -> None:
    row.answer(number, st.session_state[widget] or 0)
