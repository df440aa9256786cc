"""Figures on cards, as HTML for ``st.html``. Pure; every text from the store is escaped."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from html import escape
from pathlib import Path

import pandas as pd

from components.exhibits.tables import Cell, Column, Table
from components.i18n.text import Text
from components.theme import MARKS, ORDER, Theme
from models.analysis.explanations import reason_sentence, remedy_sentence
from models.analysis.target_changes import part_name
from models.frames import rows_of
from models.plan.view import Terms
from models.status import Status, Verdict, Word
from models.typed_rows import MilestoneRow, ScheduleStanding, Standing, TargetChange

#: Colours of the look that the style sheet uses, as variables ``--sb-<name>``.
_COLOURS = ("accent", "ink", "line", "panel", "paper", "soft")
_STYLE = Path(__file__).with_name("style.css").read_text("utf-8")


def style(look: Theme) -> str:
    """Return the style sheet of all cards, and the few corrections to Streamlit's own layout."""
    colours = "".join(f"--sb-{name}: {getattr(look, name)}; " for name in _COLOURS)
    cells = "".join(f".sb.sb td .{cell_class(status)} {{{_cell_colours(look, status)}}}\n" for status in look.status)
    return f"<style>:root {{{colours}}}\n{_STYLE}{cells}</style>"


def cell_class(status: Status) -> str:
    """Return the class of a status in a cell of ribbon or scoreboard: hundreds of cells need no colours of their own."""
    return f"sb-is-{status.value}"


def _cell_colours(look: Theme, status: Status) -> str:
    """Return the colours of a cell: quiet for good states, full for what needs attention."""
    ground = look.quiet.get(status, look.status[status])
    return f"background: {ground}; color: {look.ink_on(ground)}"


def mark_in_cell(status: Status) -> str:
    """Return the mark in a cell; a target on track, and one that is not due, needs none."""
    return "" if status in (Status.ON_TRACK, Status.NOT_DUE) else MARKS[status]


def title(words: str) -> str:
    """Return the headline of a page."""
    return f"<h1>{escape(words)}</h1>"


def heading(words: str) -> str:
    """Return the heading of a section, sent together with the HTML below it; on its own it is close to the next element.

    Streamlit's own headings are separate elements and parse Markdown: on a page of charts they take a tenth of the time.
    """
    return f"<h2>{escape(words)}</h2>"


def mark(status: Status, look: Theme) -> str:
    """Return the mark of a status on its colour, in the ink with the better contrast."""
    colours = f"background:{look.status[status]};color:{look.on(status)}"
    return f'<i class="sb-mark" aria-hidden="true" style="{colours}">{MARKS[status]}</i>'


def legend(t: Text, look: Theme, only: Iterable[Word] = Word) -> str:
    """Return every word for a status, or ``only`` some, with the mark of its status."""
    wanted = set(only)
    boxes = [
        f'<span class="sb-count">{mark(status, look)}{escape(t.show(word))}</span>'
        for status in (*ORDER, Status.ACTION)
        for word in Word
        if word.status is status and word in wanted
    ]
    return f'<div class="sb sb-strip">{"".join(boxes)}</div>'


def size_key(discs: Iterable[tuple[float, str]], unit: str, note: str) -> str:
    """Return what the sizes of discs mean: each radius in pixels with its number, their unit, and a note."""
    rings = [
        f'<span><i style="width:{2 * radius:.0f}px;height:{2 * radius:.0f}px"></i>{escape(number)}</span>'
        for radius, number in discs
    ]
    return f'<div class="sb sb-note sb-sizes">{"".join(rings)}<span>{escape(unit)}</span><span>{escape(note)}</span></div>'


def swatches(pairs: Iterable[tuple[str, str]]) -> str:
    """Return names of shades that are not statuses, side by side."""
    boxes = [f'<span><i style="background:{colour}"></i>{escape(name)}</span>' for name, colour in pairs]
    return f'<div class="sb sb-note sb-swatches">{"".join(boxes)}</div>'


def origin_tag(t: Text, origin: str | None, grade: str | None = None) -> str:
    """Return the origin of a figure as a tag: published, reported or demonstration; grade C is still to be verified."""
    if origin is None:
        return ""
    doubt = grade == "C"
    words = t(f"origin.{origin}") + (t("card.dot") + t("grade.C") if doubt else "")
    return f'<span class="sb-tag{" sb-doubt" if doubt else ""}">{escape(words)}</span>'


def change_list(t: Text, look: Theme, changes: pd.DataFrame) -> str:
    """Return the changes, one line each: statuses, figures, and the parts of the difference by kind."""
    return f'<div class="sb sb-list">{"".join(_change_row(t, look, row) for row in rows_of(changes, TargetChange))}</div>'


def _change_row(t: Text, look: Theme, row: TargetChange) -> str:
    after, words = row.status_after, (row.word_before, row.word_after)
    same = words[0] in (None, words[1])
    statuses = t.show(words[1]) if same else f"{t.show(words[0])} → {t.show(words[1])}"
    figures = ""
    if row.before != row.after:
        figures = f"{'–' if row.before is None else t.number(row.before)} → {t.amount(row.after, row)}"
    kinds = [
        t(f"change.{part_name(row, part)}", amount=_signed(t, amount))
        for part in ("progress", "late", "corrected", "target_change", "replanned")
        if (amount := getattr(row, part))
    ]
    why = t("card.dot").join([statuses, *kinds])
    return (
        f'<div class="sb-row">{mark(after, look)}<span>{escape(t.name(row))}</span><span>{escape(figures)}</span>'
        f"<small>{escape(why)}</small></div>"
    )


def _signed(t: Text, value: Fraction) -> str:
    return ("+" if value > 0 else "−") + t.number(abs(value))


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return small labelled figures side by side."""
    boxes = [f"<div><small>{escape(label)}</small><b>{escape(value)}</b></div>" for label, value in pairs]
    return f'<div class="sb sb-facts">{"".join(boxes)}</div>'


def told(pairs: Iterable[tuple[str, str]]) -> str:
    """Return labelled texts, one below another."""
    lines = [f"<dt>{escape(label)}</dt><dd>{escape(words)}</dd>" for label, words in pairs]
    return f'<dl class="sb sb-told">{"".join(lines)}</dl>'


def verdict(t: Text, look: Theme, row: Standing) -> str:
    """Return a status with its reason, its flags and its remedy."""
    lines = [f"<b>{escape(t.show(row.word))}</b> {origin_tag(t, row.origin, row.grade)}"]
    lines.append(escape(t.reason(row)))
    if row.flags:
        lines.append(f'<small class="sb-note">{escape(t("target.flags"))}{escape(t.show(list(row.flags)))}</small>')
    lines += [f'<small class="sb-note">{escape(t.plan_change(one))}</small>' for one in row.plan_changes]
    if mended := t.remedy(row):
        lines.append(f"{escape(t('target.remedy'))}{escape(mended)}")
    body = "".join(f"<div>{line}</div>" for line in lines)
    return f'<div class="sb sb-row" style="align-items:start">{mark(row.status, look)}<div class="sb-list">{body}</div></div>'


def work_verdict(t: Text, look: Theme, row: ScheduleStanding, found: Verdict, terms: Terms) -> str:
    """Return a work's status with its reason, its slip, the number of plan changes, and its remedy."""
    lines = [f"<b>{escape(t.show(found.word))}</b> {origin_tag(t, row.origin)}"]
    lines.append(escape(reason_sentence(found.reason, t.language, terms=terms)))
    if row.revisions:
        lines.append(escape(t("project.replanned", n=row.revisions, days=f"{row.replanned_days:+d}")))
    if found.flags:
        lines.append(f'<small class="sb-note">{escape(t("target.flags"))}{escape(t.show(list(found.flags)))}</small>')
    if mended := remedy_sentence(found.remedy, t.language, terms=terms):
        lines.append(f"{escape(t('target.remedy'))}{escape(mended)}")
    body = "".join(f"<div>{line}</div>" for line in lines)
    return f'<div class="sb sb-row" style="align-items:start">{mark(found.status, look)}<div class="sb-list">{body}</div></div>'


def milestones(t: Text, steps: Iterable[MilestoneRow], words: Mapping[str, str], as_of: date) -> str:
    """Return the milestones of a work, in ``words`` by code: baseline, forecast, and actual date by ``as_of``."""
    rows = []
    for step in steps:
        happened = step.actual if step.actual is not None and step.actual <= as_of else None
        expected = None if happened else step.forecast
        name = words.get(step.milestone, step.milestone)
        rows.append([name, t.day(step.baseline), t.day(expected), t.day(happened)])
    return table([t("project.milestone"), t("aspect.baseline"), t("aspect.forecast"), t("aspect.actual")], rows)


def reasons(look: Theme, status: Status, first: str, lines: Iterable[str | None]) -> str:
    """Return the lines below a name: the mark and first line, then small lines."""
    body = "".join(f"<div>{escape(line)}</div>" for line in lines if line)
    return f'<div class="sb sb-why">{mark(status, look)}<div class="sb-note"><b>{escape(first)}</b>{body}</div></div>'


def listed(head: str, lines: Iterable[str]) -> str:
    """Return a list of lines, below a small heading if one is given."""
    body = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<div class="sb">{f"<h3>{escape(head)}</h3>" if head else ""}<ul>{body}</ul></div>'


def lines(words: Iterable[str]) -> str:
    """Return sentences one below another."""
    return '<ul class="sb">' + "".join(f"<li>{escape(one)}</li>" for one in words) + "</ul>"


def notice(words: str) -> str:
    """Return a line that a screen reader announces by itself."""
    return f'<div class="sb sb-notice" role="status">{escape(words)}</div>'


def paragraph(words: str) -> str:
    """Return a sentence of the page's own text."""
    return f'<p class="sb sb-text">{escape(words)}</p>'


def footnote(words: Iterable[str]) -> str:
    """Return the notes below a chart that are exported with it: date, source, origin."""
    return f'<div class="sb sb-note">{escape(" · ".join(word for word in words if word))}</div>'


def table(heads: Iterable[str], rows: Iterable[Iterable[str]], *, is_matrix: bool = False) -> str:
    """Return a plain table of texts; a matrix has centred numbers from the third column on, and its sums in the last row."""
    names = list(heads)
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    kind = ' class="sb-matrix"' if is_matrix else ""
    box = f'<div class="sb sb-scroll" {scrolls(" · ".join(filter(None, names)))}>'
    return f"{box}<table{kind}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


#: Streamlit's uploader is in English only. Its hint is hidden, as the label says the same, and its button gets our word; the
#: original word stays for screen readers, since a button without any text has no name.
_UPLOADER = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] {{display: none;}}
[data-testid="stFileUploaderDropzone"] button p {{position: absolute; opacity: 0; pointer-events: none;}}
[data-testid="stFileUploaderDropzone"] button [data-testid="stMarkdownContainer"]::after {{content: "{choose}";}}
</style>"""


def uploader_words(t: Text) -> str:
    """Return a style that shows the uploaders of a page in the reader's language."""
    return _UPLOADER.format(choose=t("intake.choose"))


def scrolls(name: str) -> str:
    """Return the attributes that make a scrolling box reachable by keyboard, and give it a name."""
    return f'role="group" tabindex="0" aria-label="{escape(name)}"'


def part_table(look: Theme, table: Table, name: str) -> str:
    """Return an exhibit's table, labelled ``name``, in a scrolling box: numbers on the right, each status marked and coloured."""
    heads = "".join(f'<th scope="col" style="min-width:{_em(column)}em">{escape(column.title)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>" + "".join(_part_cell(look, column, cell) for column, cell in zip(table.columns, row, strict=True)) + "</tr>"
        for row in table.rows
    )
    return f'<div class="sb sb-part" {scrolls(name)}><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _em(column: Column) -> float:
    """Return the minimum width of a column in Chinese characters, so that no text is broken into single characters."""
    return round(min(column.width, 16) * 0.42, 1)


def _part_cell(look: Theme, column: Column, cell: Cell) -> str:
    if cell.status is not None:
        return f"<td class=sb-whole>{mark(cell.status, look)} {escape(cell.text.split(' ', 1)[-1])}</td>"
    kind = " class=sb-number" if column.is_number else " class=sb-whole" if isinstance(cell.value, date) else ""
    return f"<td{kind}>{escape(cell.text)}</td>"
