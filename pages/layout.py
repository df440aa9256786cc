"""Frame of every page: configuration, language, user and navigation. The script that ``app.py`` serves.

Page paths are relative to this file.
"""

import streamlit as st

from components.chrome import address_notice, brand, demo_banner, filter_chips, html_lang, not_found, update_notice, user_menu
from components.i18n.text import Text, plain
from components.session import choices, controls, links, script_limit, site_map, user
from components.views import first_steps
from components.widgets import html
from models.errors import SanbiaoError

st.set_page_config(page_icon="📊", layout="wide", initial_sidebar_state="auto")


def pages(t: Text) -> dict[str, list[st.Page]]:
    """Return the pages by heading, in the reader's language; Streamlit draws those without one first."""
    return {
        "": [  # without a heading, so that what a leader looks at is one click away
            st.Page("overview/overview.py", title=t("nav.summary"), url_path="summary", default=True),
            st.Page("overview/targets.py", title=t("nav.targets"), url_path="targets"),
            st.Page("overview/district.py", title=t("nav.district"), url_path="district"),
            st.Page("schools/projects.py", title=t("nav.projects"), url_path="projects"),
            st.Page("vocational/progress.py", title=t("nav.programmes"), url_path="progress"),
            st.Page("teachers/recruitment.py", title=t("nav.recruitment"), url_path="recruitment"),
        ],
        t("nav.meeting"): [
            st.Page("meeting/meetings.py", title=t("nav.meetings"), url_path="meetings"),
            st.Page("meeting/present.py", title=t("nav.present"), url_path="present"),
            st.Page("meeting/briefing.py", title=t("nav.briefing"), url_path="briefing"),
        ],
        t("nav.office"): [
            st.Page("office/import_report.py", title=t("nav.import"), url_path="import_report"),
            st.Page("office/plans.py", title=t("nav.plans"), url_path="plans"),
            st.Page("office/history.py", title=t("nav.history"), url_path="history"),
            st.Page("office/log.py", title=t("nav.log"), url_path="log"),
            st.Page("office/staff.py", title=t("nav.staff"), url_path="staff"),
        ],
        t("nav.about"): [st.Page("about/rules.py", title=t("nav.method"), url_path="method")],
    }


with script_limit.taken():
    try:
        choices.arrive()
        t = controls.text()
        page = st.navigation(not_found.with_page(t, pages(t)), position="top", expanded=True)  # on a phone it is a list
        choices.settle(page.url_path or site_map.FIRST)
        brand.draw(t, page.title)
        links.go_on()
        st.html(html.style(controls.look()))
        html_lang.say(t)
        here = user.known()
        user_menu.admit(t, here)
        user_menu.read_only_banner(t, here)
        line = st.container(horizontal=True, vertical_alignment="bottom", key="top-line")
        if first_steps.is_empty():
            user_menu.who_line(t, here, controls.short_line(t, line))
            first_steps.empty_store(t)
            st.stop()
        question = controls.top_line(t, line)
        corner = controls.own_corner(t, line)
        user_menu.who_line(t, here, corner)
        demo_banner.demonstration(t, question)
        controls.tables_switch(t, corner)
        chips = st.container()
        page.run()
        filter_chips.draw(t, chips)
        address_notice.say_not_understood(t)
        choices.publish()
        update_notice.offer(t, question.version)
    except SanbiaoError as error:
        st.error(plain(user.sentence(error, controls.language())))
