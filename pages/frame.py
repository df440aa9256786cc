"""What stands round every page: configuration, language, who is here, navigation. The script that ``app.py`` serves.

Pages are named by their place beside this file.
"""

import streamlit as st

from components import access, banner, cards, choices, filters, links, lost, page_language, site_map, turns
from components.news import line
from components.text import Text, plain
from models.errors import SanbiaoError

st.set_page_config(page_title="三标看板 Sanbiao", page_icon="📊", layout="wide", initial_sidebar_state="auto")


def pages(t: Text) -> dict[str, list[st.Page]]:
    """The pages by heading, in the reader's language."""
    return {
        t("nav.overview"): [
            st.Page("overview/summary.py", title=t("nav.summary"), url_path="summary", default=True),
            st.Page("overview/targets.py", title=t("nav.targets"), url_path="targets"),
            st.Page("overview/district.py", title=t("nav.district"), url_path="district"),
        ],
        t("nav.schools"): [st.Page("schools/projects.py", title=t("nav.projects"), url_path="projects")],
        t("nav.vocational"): [st.Page("vocational/progress.py", title=t("nav.programmes"), url_path="progress")],
        t("nav.teachers"): [st.Page("teachers/recruitment.py", title=t("nav.recruitment"), url_path="recruitment")],
        t("nav.meeting"): [
            st.Page("meeting/meetings.py", title=t("nav.meetings"), url_path="meetings"),
            st.Page("meeting/present.py", title=t("nav.present"), url_path="present"),
            st.Page("meeting/briefing.py", title=t("nav.briefing"), url_path="briefing"),
        ],
        t("nav.office"): [
            st.Page("office/import_report.py", title=t("nav.import"), url_path="import_report"),
            st.Page("office/history.py", title=t("nav.history"), url_path="history"),
            st.Page("office/log.py", title=t("nav.log"), url_path="log"),
            st.Page("office/staff.py", title=t("nav.staff"), url_path="staff"),
        ],
        t("nav.about"): [st.Page("about/method.py", title=t("nav.method"), url_path="method")],
    }


with turns.taken():
    try:
        choices.arrive()
        t = filters.text()
        page = st.navigation(lost.with_page(t, pages(t)), expanded=True)
        choices.settle(page.url_path or site_map.FIRST)
        links.go_on()
        st.html(cards.style(filters.look()))
        page_language.say(t)
        here = access.known()
        access.who_line(t, here)
        access.admit(t, here)
        access.read_only_banner(t, here)
        question = filters.top_line(t)
        banner.demonstration(t, question)
        filters.tables_switch(t)
        page.run()
        filters.say_not_understood(t)
        choices.publish()
        line.offer(t, question.version)
    except SanbiaoError as error:
        st.error(plain(error.sentence(filters.language())))
