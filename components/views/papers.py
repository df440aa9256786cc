"""Contents of the briefing page: ready-made files, the presenter's own deck, and the check of an old deck."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pandas as pd
import streamlit as st

from components.exhibits import bundles
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.export.deck_check import words
from components.export.deck_check.check import Checked
from components.export.download import FORMS, file_name
from components.i18n.text import Text, plain
from components.session import controls, deck_basket, queries, user
from components.session.deck_basket import Kept
from components.session.page_context import PageContext
from components.widgets import download, html, record_tables, uploader
from components.widgets.meeting_title import title_of
from models.errors import SanbiaoError
from models.frames import rows_of
from models.queries.meetings import last_held
from models.typed_rows import MeetingRow

_MIME = {name: form.mime for name, form in FORMS.items()} | {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
    "zip": "application/zip",
}
#: Papers that are made in greys in another way than decks.
_BRIEFINGS = ("briefing", "district_briefing")


def ready_made(page: PageContext, template: bytes | None) -> None:
    """Offer the decks, the briefing, the workbook and the offline file; each is made when its button is clicked."""
    t = page.t
    base = _since_last_meeting(page)
    districts = page.districts
    days = queries.factory(page.asked.version)
    in_grey = st.toggle(t("export.in_grey"), key="paper-grey", help=t("export.in_grey_note"))

    def offer(label: str, what: str, extension: str, make: Callable[[ExhibitBuilder], bytes], choice: str = "") -> None:
        is_deck = in_grey and extension == "pptx"
        grey = t("export.file_grey") if is_deck or (in_grey and what in _BRIEFINGS) else ""
        download.button(
            label,
            lambda: papers.printed(make(ExhibitBuilder(days))) if is_deck else make(ExhibitBuilder(days)),
            file_name(base, t(f"export.file_{what}"), extension, choice="_".join(filter(None, [choice, grey]))),
            address=base,
            mime=_MIME[extension],
            key=f"paper-{what}-{extension}",
            width="stretch",
        )

    left, right = st.columns(2, gap="medium")
    with left:
        code = _district(t, districts) if districts else ""
        said = t("export.whole_and", district=districts[code]) if code else t("export.whole")
        offer(plain(said), "deck", "pptx", lambda builder: papers.meeting_deck(builder, base, district=code, template=template))
        if code:
            offer(
                plain(t("export.one_district", district=districts[code])),
                "district",
                "pptx",
                lambda builder: papers.district_deck(builder, base, code, template=template),
                districts[code],
            )
            for form in ("docx", "pdf"):
                offer(
                    plain(t(f"export.district_{form}", district=districts[code])),
                    "district_briefing",
                    form,
                    partial(papers.briefing, base=base, form=form, district=code, in_grey=in_grey),
                    districts[code],
                )
        meeting = _held_meeting(page)
        if meeting is not None:
            offer(
                t("export.held_deck"),
                "held_deck",
                "pptx",
                lambda builder: papers.held_meeting_deck(builder, base, meeting.number, template=template),
                meeting.name,
            )
    with right:
        for form in ("docx", "pdf"):
            offer(t(f"export.{form}"), "briefing", form, partial(papers.briefing, base=base, form=form, in_grey=in_grey))
        offer(t("export.xlsx"), "workbook", "xlsx", lambda builder: papers.workbook(builder, base))
        offer(t("export.dataset"), "dataset", "xlsx", lambda builder: papers.dataset_book(builder, base))
        offer(t("export.data_files"), "data_files", "zip", lambda builder: papers.data_files(builder, base))
        offer(t("export.capsule"), "capsule", "html", lambda builder: papers.capsule(builder, base))


def _since_last_meeting(page: PageContext) -> Address:
    """Return the address of the papers: changes since the last meeting if one was held and is chosen, else since ``since``."""
    t = page.t
    base = page.address()
    last = last_held(page.snapshot.meetings, page.as_of)
    if last is None:
        return base
    names = {"meeting": t("export.since_meeting", day=last[0]), "day": t("export.since_day", day=page.since)}
    controls.reset_if_invalid("paper-since", names)
    chosen = st.segmented_control(t("export.since"), list(names), format_func=names.__getitem__, required=True, key="paper-since")
    return replace(base, since=last[0], known_before=last[1]) if chosen == "meeting" else base


def _held_meeting(page: PageContext) -> MeetingRow | None:
    """Draw the choice of a meeting that was held, the newest first; return None if there is none."""
    t = page.t
    held = {row.number: row for row in rows_of(page.snapshot.meetings, MeetingRow) if row.known_at is not None}
    if not held:
        return None
    controls.reset_if_invalid("paper-held", list(held))
    number = st.selectbox(
        t("export.held"),
        list(held),
        format_func=lambda number: title_of(t, held[number]),
        key="paper-held",
        persist_state="session",
    )
    return held.get(number)


def _district(t: Text, districts: dict[str, str]) -> str:
    """Draw the choice of a district with a slide in the meeting's deck and a deck of its own; return "" for none."""
    controls.reset_if_invalid("paper-district", ["", *districts])
    code = st.selectbox(
        t("export.district"),
        ["", *districts],
        format_func=lambda code: districts.get(code, t("export.no_district")),
        key="paper-district",
        persist_state="session",
    )
    return code or ""


def choose_template(t: Text) -> bytes | None:
    """Return the bureau's own template, or None if no file is uploaded."""
    with st.expander(t("export.template")):
        st.html(html.footnote([t("export.template_note")]))
        given = uploader.one_file(t("export.template"), ["pptx", "potx"], key="paper-template")
    return None if given is None else given.getvalue()


def own_deck(page: PageContext, template: bytes | None) -> None:
    """Draw the basket as a table for reordering and retitling, and its deck."""
    t = page.t
    st.html(html.heading(t("export.basket")))
    own = deck_basket.kept()
    if not own:
        st.html(html.footnote([t("export.basket_empty")]))
        return
    table = pd.DataFrame(
        {
            "order": range(1, len(own) + 1),
            "said": [one.said for one in own],
            "title": [one.title for one in own],
            "address": [one.address for one in own],
        }
    )
    edited = st.data_editor(
        table,
        column_config=record_tables.basket_columns(t),
        hide_index=True,
        num_rows="delete",
        key=f"basket-grid-{deck_basket.turn()}",
        width="stretch",
    )
    in_order = rows_of(edited.sort_values("order", kind="stable"), Kept)
    now = [replace(one, title=str(one.title or "").strip()) for one in in_order]
    if now != own:
        deck_basket.keep(now)
        st.rerun()
    st.html(html.footnote([t("export.basket_note")]))
    days = queries.factory(page.asked.version)
    base = page.address()
    download.button(
        t("export.basket_pptx", n=len(own)),
        lambda: papers.own_deck(ExhibitBuilder(days), t, [(one.address, one.title) for one in own], template=template),
        file_name(base, t("export.file_basket"), "pptx"),
        address=base,
        mime=_MIME["pptx"],
        key="paper-basket",
    )


def existing_deck(page: PageContext) -> None:
    """Take a presenter's own deck: add exhibits to it, and refresh those that are in it."""
    t = page.t
    st.html(html.heading(t("export.into")))
    st.html(html.footnote([t("export.into_note")]))
    given = uploader.one_file(t("export.into_file"), ["pptx"], key="own-pptx")
    if given is None:
        return
    content, base = given.getvalue(), page.address()
    days = queries.factory(page.asked.version)
    try:
        has_exhibits = papers.check_existing(content)
    except SanbiaoError as error:
        st.error(plain(user.sentence(error, t.language)))
        return
    names = {name: t(f"part.{name}") for name in bundles.MEETING}
    names |= {one.address: one.title or one.said for one in deck_basket.kept()}
    chosen = st.multiselect(t("export.into_parts"), list(names), format_func=names.__getitem__, key="own-pptx-parts")
    if chosen:
        addresses = [one if "?" in one else bundles.for_slide(base, one) for one in chosen]
        download.button(
            t("export.into_add", n=len(chosen)),
            lambda: papers.added(ExhibitBuilder(days), content, addresses, t=t),
            file_name(base, t("export.file_into"), "pptx"),
            address=base,
            mime=_MIME["pptx"],
            key="own-pptx-add",
        )
    if has_exhibits:
        _refresh(page, content)


def _refresh(page: PageContext, content: bytes) -> None:
    """Offer a deck with our exhibits in it made anew, and say what became of each."""
    t, base = page.t, page.address()
    days = {False: t("export.into_own_day"), True: t("overview.day", day=page.as_of)}
    is_moved = st.segmented_control(
        t("export.into_day"), list(days), format_func=days.__getitem__, default=False, required=True, key="own-pptx-day"
    )
    builder = ExhibitBuilder(queries.factory(page.asked.version))
    refreshed, told = papers.refreshed(builder, content, day=page.as_of if is_moved else None)
    heads = [t(f"export.{head}") for head in ("slide", "part", "outcome")]
    st.html(html.table(heads, [words.refreshed_words(t, one) for one in told]))
    download.button(
        t("export.into_refresh"),
        lambda: refreshed,
        file_name(base, t("export.file_into"), "pptx"),
        address=base,
        mime=_MIME["pptx"],
        key="own-pptx-refresh",
    )


def still_true(page: PageContext) -> None:
    """Compare every number of an uploaded deck with current data, and offer the deck with only those renewed."""
    t = page.t
    st.html(html.heading(t("export.check")))
    st.html(html.uploader_words(t))
    st.html(html.footnote([t("export.check_note")]))
    given = uploader.one_file(t("export.check_file"), ["pptx"], key="old-deck")
    if given is None:
        return
    builder, content = ExhibitBuilder(queries.factory(page.asked.version)), given.getvalue()
    base = page.address()
    try:
        renewed, checked = papers.renewed(builder, content, asked=base)
    except SanbiaoError as error:
        st.error(plain(user.sentence(error, t.language)))
        return
    if not checked.differences:
        st.success(t("export.still_true"))
    if checked.remarks:
        st.html(html.footnote([words.remark_words(t, one) for one in checked.remarks]))
    _findings(t, checked)
    if not checked.differences:
        return
    download.button(
        t("export.renewed"),
        lambda: renewed,
        file_name(base, t("export.file_renewed"), "pptx"),
        address=base,
        mime=_MIME["pptx"],
        key="renewed-deck",
    )
    st.html(html.footnote([t("export.renewed_note")]))


def _findings(t: Text, checked: Checked) -> None:
    """Draw the differences of a deck, and the numbers in it that are not ours."""
    if checked.differences:
        st.html(html.footnote([t("export.moved", n=len(checked.differences))]))
        heads = [t(f"export.{head}") for head in ("slide", "part", "figure", "stands", "now", "why")]
        st.html(html.table(heads, [words.difference_words(t, one) for one in checked.differences]))
    if checked.own:
        with st.expander(plain(t("export.own", n=len(checked.own)))):
            heads = [t(f"export.{head}") for head in ("slide", "own_number", "own_sentence", "own_agrees")]
            st.html(html.table(heads, [words.own_words(t, one) for one in checked.own]))
