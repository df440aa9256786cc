"""The whole app in memory, over a store in a known state."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
import streamlit as st
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.session import user
from components.session.identity import PEER_HEADER, Visit
from models.commands.ledger import store_plan, store_reports
from models.commands.records import NewReport
from models.config import ROOT
from models.demo.shipped import load_shipped
from models.plan.file import read_plan_file
from tests.pages.reading import turned_to
from tests.riverton import PLANS, load_riverton

Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def store_urls(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> dict[str, str]:
    """Stores by their state: the plan that ships, invented cities without any report and with everything, and a
    plan whose texts are markup.
    """
    folder = tmp_path_factory.mktemp("stores")
    cities = {"real": (), "three-districts": (load_three_districts,), "hostile": (load_hostile,), "riverton": (load_riverton,)}
    return {name: loaded_store(folder / name, *loads, load_shipped) for name, loads in cities.items()}


def load_three_districts(engine: Engine) -> None:
    """A city without any report."""
    store_plan(engine, read_plan_file(PLANS / "three-districts.yaml"), author="test", name="three-districts.yaml")


def load_hostile(engine: Engine) -> None:
    """A plan and reports whose texts are markup."""
    store_plan(engine, read_plan_file(PLANS / "hostile.yaml"), author="test", name="hostile.yaml")
    note = "<script>window.hacked=1</script> ![n](http://evil.example/n.png)"
    figures = [NewReport("X'1\"", date(2023, 6, 1), Decimal(2), district=district) for district in ("<i>", "a'b\"c")]
    figures += [NewReport("X<2>", date(2023, 6, day), Decimal(80 + day), source=note, note=note) for day in (1, 15)]
    store_reports(engine, "hostile", figures, author=note)


#: Headers from a browser on the same computer.
HERE = Visit({"host": "localhost:8501", PEER_HEADER: "127.0.0.1"})


@pytest.fixture
def fresh_app(settings: Callable[..., None], visiting: Callable[[Visit], None]) -> Iterator[Callable[..., None]]:
    """Set environment variables for an app without memory of another test; the user is the local one."""
    visiting(HERE)
    st.cache_data.clear()
    st.cache_resource.clear()
    yield settings
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def visiting(monkeypatch: pytest.MonkeyPatch) -> Callable[[Visit], None]:
    """Set the headers of the reader's browser, which is absent here."""
    return lambda brought: monkeypatch.setattr(user, "visit", lambda: brought)


@pytest.fixture
def open_page(settings: Callable[..., None], visiting: Callable[[Visit], None], store_urls: dict[str, str]) -> Open:
    """Open a page by its name as a link does: ``open_page("targets", store="real", lang="en")``.

    What the app keeps of these stores stays for the next test, as it does for the next reader: it goes by store and version.
    """
    visiting(HERE)

    def opened(page: str, *, store: str = "real", **address: str) -> AppTest:
        settings(DATABASE_URL=store_urls.get(store, store))
        app = AppTest.from_file(str(ROOT / "pages" / "layout.py"), default_timeout=60)
        for key, value in address.items():
            app.query_params[key] = value
        return turned_to(app, page).run()

    return opened
