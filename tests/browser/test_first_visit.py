"""The first visit after a start: a shared link to any page leads there, before anybody opened the overview."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.conftest import Reader, running_app


def test_a_shared_link_is_the_first_that_anybody_opens(browser: Browser, tmp_path: Path) -> None:
    with running_app(tmp_path, f"sqlite:///{(tmp_path / 'store.sqlite').as_posix()}") as app:
        tab = browser.new_page()
        one = Reader(tab)
        one.open(app.link("projects", lang="zh"))
        assert tab.get_by_text("Page not found").count() == 0
        assert "/projects" in tab.url
        assert one.trouble == []
        tab.close()
