"""List of what falls due in the next days, as HTML."""

from html import escape

from components.session import links
from components.session.page_context import PageContext
from models.analysis.due_soon import DueSoon
from models.frames import rows_of
from models.i18n import show_day
from models.typed_rows import Standing

_PAGES = {"decision": "meeting/meetings.py", "project": "schools/projects.py", "programme": "vocational/progress.py"}


def due_list(page: PageContext, *, most: int) -> str:
    """Return the next ``most`` things due, with their days; each is a link to where it is shown."""
    t, found = page.t, page.snapshot.due_soon
    if not found:
        return f'<p class="sb sb-note">{escape(t("overview.due_none"))}</p>'
    names = {row.code: t.name(row) for row in rows_of(page.snapshot.city, Standing)}
    lines = [
        f"<dt>{escape(show_day(one.day, t.language, beside=page.as_of))}</dt><dd>{_line(page, one, names)}</dd>"
        for one in found[:most]
    ]
    if len(found) > most:
        lines.append(f"<dt></dt><dd>{escape(t('overview.due_more', n=len(found) - most))}</dd>")
    return f'<dl class="sb sb-due-list">{"".join(lines)}</dl>'


def _line(page: PageContext, one: DueSoon, names: dict[str, str]) -> str:
    t, terms = page.t, page.view.head.terms
    if one.kind == "target":
        return links.anchor(
            links.TARGETS_PAGE, t("overview.due_target", name=names[one.code]), target=one.code, **links.CITY_WIDE
        )
    if one.kind == "decision":
        return links.anchor(_PAGES["decision"], t("overview.due_decision", code=one.code, name=one.name))
    is_project = one.kind == "project"
    step = t.word("milestone", one.code) if is_project else t.term(terms, "stages", one.code)
    if one.n == 1:
        words = t("overview.due_work", name=one.name, step=step)
    elif is_project:
        words = t("overview.due_projects", n=one.n, step=step)
    else:
        words = t("overview.due_programmes", n=one.n, step=step)
    return links.anchor(_PAGES[one.kind], words)
