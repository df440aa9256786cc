"""Contents of the import page."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.i18n.text import Text, plain
from components.session import commands, controls, links, queries, user
from components.session.page_context import PageContext
from components.theme import MARKS, Theme
from components.views.edited_table import draw_anew
from components.views.manual_entry import begin_anew, turn
from components.widgets import download, html, record_tables, uploader
from components.widgets.tables import whole
from models.errors import ConflictError, UnreadableFilesError
from models.frames import rows_of
from models.i18n import show_day
from models.imports.annotated_workbook import marked
from models.imports.batch import Given, ImportBatch
from models.imports.diff import Change
from models.imports.row_counts import count_rows
from models.imports.sheet_reading import CITY, DOWN, LEAVE, OWN, READ, Question
from models.plan.view import PlanView
from models.status import Status
from models.typed_rows import EffectRow

#: Extensions accepted by the uploader; the guard determines the true format of a file.
ENDINGS = ["xlsx", "xls", "ods", "et", "xlt", "xltx", "csv", "txt", "tsv"]
#: Maximum rows of findings and of changes on the screen; the rest is counted.
MOST_ROWS = 2000


def choose_district(page: PageContext) -> str:
    """Draw the district of the whole page: of the template, the upload, and what is owed. A reporter of one begins with it."""
    t = page.t
    st.html(html.heading(t("intake.template")))
    names = {"": t("grid.city")} | page.districts
    own = sorted(user.who().districts)
    return controls.one_of(t("filter.district"), "district", names, own[0] if len(own) == 1 and own[0] in names else "")


def template_button(page: PageContext, district: str) -> None:
    """Offer the template of a district, filled with the figures known as of the selected day."""
    t = page.t
    file = f"{t('intake.template')}-{page.districts.get(district, t('grid.city'))}-{page.as_of}.xlsx"
    content = partial(queries.template, page.asked, district, t.language)  # made on the click, not at every run
    download.button(t("intake.download"), content, file, address=page.address(district=district), key="template")
    st.html(html.footnote([t("intake.template_note", day=page.as_of)]))


def choose_files(t: Text) -> list[Given]:
    """Return uploaded files and a pasted table, by name."""
    st.html(html.heading(t("intake.give")))
    st.html(html.uploader_words(t))
    files = uploader.files(t("intake.files"), ENDINGS, key=f"intake-files-{turn()}")
    pasted = st.text_area(t("intake.paste"), key=f"intake-paste-{turn()}", height=68, max_chars=200_000)
    given: list[Given] = [(file.name, file.getvalue()) for file in files]
    return [*given, (t("intake.pasted"), pasted)] if pasted and pasted.strip() else given


def look_at(page: PageContext, given: list[Given], district: str) -> ImportBatch | None:
    """Check and compare the given files, which are for a district if one is chosen; return None if nothing can be read."""
    t = page.t
    if not given:
        return None
    work = _Work(t, "intake.reading", begin_anew)
    try:
        return commands.look_at(page.asked, tuple(given), _answers(district), district, work.tell)
    except UnreadableFilesError as error:
        for one in error.errors:
            st.error(plain(one.sentence(t.language)))
        return None
    finally:
        work.place.empty()


def _answers(district: str) -> dict[str, str]:
    """Return the answers so far to the questions of the sheets, by the key of each.

    Figures without a district are those of the district that is chosen on the page, unless another answer is given.
    """
    start = f"intake-answer-{turn()}-"
    given = {str(key).removeprefix(start): value for key, value in st.session_state.items() if str(key).startswith(start)}
    return ({"district": OWN} if district else {}) | given


def ask(page: PageContext, looked: ImportBatch, district: str) -> None:
    """Ask what the sheets leave open: whose figures without a district are, and whether a matrix is read rightly."""
    t = page.t
    if not looked.questions:
        return
    st.html(html.heading(t("intake.questions")))
    words = {
        OWN: t("intake.answer_own", district=page.districts.get(district, "")),
        CITY: t("intake.answer_city"),
        DOWN: t("intake.answer_down"),
        LEAVE: t("intake.answer_leave"),
        READ: t("intake.answer_read"),
    }
    words[""] = t("intake.answer_none")
    for question in looked.questions:
        choices = ["", *question.choices]
        st.selectbox(
            plain(question.asked.sentence(t.language)),
            choices,
            index=choices.index(OWN) if OWN in choices else 0,
            format_func=words.__getitem__,
            key=f"intake-answer-{turn()}-{question.key}",
        )
        if question.sample:
            _show_sample(t, question)


def _show_sample(t: Text, question: Question) -> None:
    """Show the first rows as they would be read."""
    fields = ("code", "name", "district", "as_of", "value")
    heads = {name: t(f"intake.read_{name}") for name in fields}
    shown = [{**row.cells, "value": row.figure} for row in question.sample]
    st.dataframe(
        pd.DataFrame([{heads[name]: cells.get(name, "") for name in fields} for cells in shown]),
        hide_index=True,
        height="auto" if len(question.sample) < 10 else 240,
        alt=t("intake.sample_alt", n=len(question.sample)),
    )


def review(page: PageContext, looked: ImportBatch, district: str) -> None:
    """Draw everything about an import before its commit: questions, counts, findings, changes, effects, and the button."""
    t = page.t
    ask(page, looked, district)
    counts = st.empty()  # filled in once the choices below it are known
    show_findings(t, looked)
    left_out, confirmed = choose_changes(page, looked)
    with counts:
        show_counts(t, looked, left_out, confirmed)
    show_effects(page, looked, left_out, confirmed)
    commit_button(t, looked, left_out, confirmed)


class _Work:
    """A long task: a progress bar and a button that stops it, shown once there is something to wait for.

    Pressing the button ends this run of the page at the next ``tell``; everything written by then is rolled back.
    """

    def __init__(self, t: Text, doing: str, stop: Callable[[], None]) -> None:
        self.t, self.doing, self.stop = t, doing, stop
        self.place = st.empty()
        self._bar: DeltaGenerator | None = None

    def tell(self, share: float, doing: str | None = None, **values: object) -> None:
        """Report the share done, from 0 to 1, and optionally the current step."""
        words = self.t(doing or self.doing, **values)
        if self._bar is None:
            with self.place.container(horizontal=True, vertical_alignment="bottom"):
                self._bar = st.progress(0.0, words)
                st.button(self.t("intake.stop"), key=f"stop-{self.doing}", on_click=self.stop)
        self._bar.progress(share, words)


def show_counts(t: Text, looked: ImportBatch, left_out: frozenset[int], confirmed: frozenset[int]) -> None:
    """Show the number of rows, and what becomes of how many; the parts add up to the whole."""
    counts = count_rows(looked, left_out=left_out, confirmed=confirmed)
    parts = [(one.name, getattr(counts, one.name)) for one in fields(counts)]
    facts = [("rows", counts.rows), *((name, n) for name, n in parts if n or name != "withdrawn")]
    facts += [("again", looked.taken_back)] if looked.taken_back else []
    st.html(html.facts([(t(f"intake.{name}"), t.number(n)) for name, n in facts]))


def show_findings(t: Text, looked: ImportBatch) -> None:
    """Show every finding with its place and its remedy."""
    rows = [(t("intake.error"), one) for one in looked.sheets]
    rows += [(t("intake.guess"), one) for one in looked.notices]
    rows += [
        (t(f"intake.{found.level}"), found.problem) for found in sorted(looked.findings, key=lambda one: one.level != "error")
    ]
    if not rows:
        return
    table = pd.DataFrame(
        [{"level": level, "where": one.where, "what": _without_place(one.sentence(t.language), one.where)} for level, one in rows]
    )
    st.html(html.heading(t("intake.findings")))
    st.dataframe(
        table.head(MOST_ROWS),
        column_config=whole(record_tables.findings_columns(t), table),
        hide_index=True,
        height="auto" if len(table) < 10 else 360,
        alt=t("intake.findings_alt", n=len(table)),
    )
    wrong = [*looked.sheets, *looked.notices, *(found.problem for found in looked.findings)]
    content = partial(marked, looked.read, wrong, t.language)  # made on the click: with many rows it takes a while
    download.button(t("intake.download_findings"), content, f"{t('intake.findings')}.xlsx", key="findings")


def _without_place(sentence: str, where: str) -> str:
    return sentence.removeprefix(f"{where}: ")


def choose_changes(page: PageContext, looked: ImportBatch) -> tuple[frozenset[int], frozenset[int]]:
    """Show old next to new values; return the rows that the reader excludes, and the doubted ones that the reader confirms."""
    t = page.t
    moving = [one for one in looked.changes if one.kind != "same"]
    if looked.listed:
        _show_entries(t, looked)
        if not moving:
            return frozenset(), frozenset(_confirmed(t, looked))
    if not moving:
        if looked.changes:  # else there is nothing that could be the same
            st.info(t("intake.nothing_changes"))
        return frozenset(), frozenset()
    st.html(html.heading(t("intake.preview")))
    doubted, confirmed = looked.rows_with("doubt"), _confirmed(t, looked)
    names, places = queries.names_of(t, page.view), queries.districts_of(page.view)
    districts = page.districts
    table = pd.DataFrame(
        [
            {
                "take": one.fact.row not in doubted or one.fact.row in confirmed,
                "where": one.fact.where,
                "name": names.get(one.fact.code, one.fact.code),
                "what": _what(t, page.view, one),
                "district": districts.get(one.fact.district or places.get(one.fact.code, ""), t("grid.city")),
                "as_of": one.fact.as_of,
                "before": _before(t, one),
                "after": _after(t, one),
                "kind": _kind(t, one),
            }
            for one in moving[:MOST_ROWS]
        ]
    )
    taken = st.data_editor(
        table,
        column_config=whole(record_tables.changes_columns(t), table),
        disabled=[name for name in table.columns if name != "take"],
        hide_index=True,
        height="auto" if len(table) < 10 else 420,
        key=f"changes-{looked.sha256[:12]}-{len(confirmed)}",
    )
    if len(moving) > MOST_ROWS:
        st.html(html.footnote([t("intake.more_changes", n=len(moving) - MOST_ROWS)]))
    left = {one.fact.row for one, take in zip(moving, taken["take"], strict=False) if not take}
    seen = {one.fact.row for one in moving[:MOST_ROWS]}
    return frozenset(left), frozenset((doubted & seen - left) | (set(confirmed) - left))


def _confirmed(t: Text, looked: ImportBatch) -> set[int]:
    """Ask whether doubted rows and lists are right; return those that are confirmed."""
    doubted = looked.rows_with("doubt") - looked.rows_with("error")
    return doubted if doubted and st.checkbox(t("intake.confirm", n=len(doubted)), key="intake-confirm") else set()


def _show_entries(t: Text, looked: ImportBatch) -> None:
    """Show the new and the changed projects, programmes and quotas of lists."""
    st.html(html.heading(t("intake.entries")))
    rows = [
        {
            "where": one.where,
            "form": t(f"intake.list_{one.form}"),
            "code": one.code,
            "name": one.name,
            "what": t(f"intake.{one.kind}"),
            "moved": t.show([t(f"listed.{name}") for name in one.moved]),
        }
        for one in looked.entries
        if one.kind != "same"
    ]
    heads = {
        "where": t("intake.where"),
        "form": t("intake.list"),
        "code": t("grid.code"),
        "name": t("listed.name"),
        "what": t("intake.kind"),
        "moved": t("intake.what_moves"),
    }
    st.dataframe(
        pd.DataFrame(rows[:MOST_ROWS]),
        column_config=heads,
        hide_index=True,
        height="auto" if len(rows) < 10 else 360,
        alt=t("intake.entries_alt", n=len(rows)),
    )


def _kind(t: Text, change: Change) -> str:
    """Return new or changed, and whether the same change was withdrawn before."""
    kind = t(f"intake.{change.kind}")
    return kind if change.taken_back is None else t("intake.taken_back", kind=kind, batch=str(change.taken_back))


def _what(t: Text, view: PlanView, change: Change) -> str:
    """Return the subject of a fact in words."""
    what = change.fact.what
    return record_tables.spoken_of(t, view.head.terms, what[1] if len(what) > 1 else None, what[2] if what[0] == "date" else None)


def _before(t: Text, change: Change) -> str:
    """Return the last known value, with its date if that differs."""
    value = _shown(t, change.before)
    if change.before_on is None:
        return value
    return t("intake.before_on", value=value, day=show_day(change.before_on, t.language, beside=change.fact.as_of))


def _shown(t: Text, value: Decimal | date | str | None) -> str:
    if value is None:
        return "–"
    return t.number(value) if isinstance(value, Decimal) else value if isinstance(value, str) else value.isoformat()


def _after(t: Text, change: Change) -> str:
    fact = change.fact
    if change.kind == "withdrawn":
        return "–"
    if fact.day is not None:
        return fact.day.isoformat()
    if fact.denominator is not None and fact.numerator is not None:
        return f"{t.number(fact.numerator)}/{t.number(fact.denominator)}"
    return _shown(t, fact.value) if fact.value is not None else fact.note or "–"


def show_effects(page: PageContext, looked: ImportBatch, left_out: frozenset[int], confirmed: frozenset[int]) -> None:
    """Show the effect of the changes on the statuses as of the selected day, before they are committed."""
    t = page.t
    kept = looked.kept(left_out=left_out, confirmed=confirmed)
    if not kept and not looked.listed:
        return
    effects = commands.effects_of(page.asked, looked, left_out, confirmed)
    st.html(html.heading(t("intake.effects", day=page.as_of)))
    if effects.empty:
        st.html(html.footnote([t("intake.no_effects")]))
        return
    lines = [_effect(t, page.look, row) for row in rows_of(effects, EffectRow)]
    st.html(f'<div class="sb sb-list" style="margin-top:.6rem">{"".join(lines)}</div>')


def _effect(t: Text, look: Theme, row: EffectRow) -> str:
    before, after = Status(row.before), Status(row.after)
    figures = [t.number(value) if value is not None else "–" for value in (row.actual_before, row.actual_after)]
    moved = f"{MARKS[before]} {t.show(before)} → {t.show(after)}" if before is not after else t.show(after)
    return html.reasons(look, after, f"{row.code} {t.name(row)}", [f"{moved} · {figures[0]} → {figures[1]}"])


def commit_button(t: Text, looked: ImportBatch, left_out: frozenset[int], confirmed: frozenset[int]) -> None:
    """Draw a note field and the button; the result is shown after the page is redrawn."""
    count = len(looked.kept(left_out=left_out, confirmed=confirmed)) + looked.listed_with(confirmed)
    if not count:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        note = st.text_input(t("intake.note"), key="intake-note", max_chars=300)
        clicked = st.button(t("intake.commit", n=count), type="primary", key="intake-commit")
    if not clicked:
        return
    work, chosen = _Work(t, "intake.committing", _stopped), {"left_out": left_out, "confirmed": confirmed}
    try:
        batch = commands.commit(
            looked, note=note or None, tell=lambda step, share: work.tell(share, f"intake.committing_{step}", n=count), **chosen
        )
    except ConflictError as error:
        work.place.empty()
        st.error(error.sentence(t.language))
        return
    counts = count_rows(looked, left_out=left_out, confirmed=confirmed)
    said, rest = t("intake.done", n=count, batch=batch), counts.doubted + counts.refused or len(looked.sheets)
    if rest:  # what did not come in stays on the page
        draw_anew()
        said = t("intake.done_partly", done=said, n=rest)
    else:
        begin_anew()
    st.session_state["intake-said"] = said
    st.rerun()


def _stopped() -> None:
    st.session_state["intake-stopped"] = True


def say_last(t: Text) -> None:
    """Show the result of the last commit once; if it was stopped, that nothing was written."""
    stopped = st.session_state.pop("intake-stopped", False)
    if said := st.session_state.pop("intake-said", None):  # it may be stopped after everything is written
        st.toast(said, icon=":material/check:", duration="long")
        st.success(said)
        links.page_link("office/history.py", t("intake.undo_there"))
    elif stopped:
        st.info(t("intake.stopped"))
