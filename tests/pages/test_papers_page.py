"""The page of papers: exhibits in a presenter's own deck, and the check of a deck made here."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Cm
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.exhibits import bundles
from components.exhibits.address import Address
from components.exhibits.registry import ExhibitBuilder
from components.export import papers
from components.i18n.text import Text
from components.widgets import download
from models.config import ROOT
from models.demo import load_demonstration
from models.snapshots.snapshot import SnapshotFactory
from models.store.engine import open_store
from tests.pages.reading import html, turned_to

PLAN, DAY = "zhengzhou-2023-demo", date(2023, 9, 30)
BASE = Address("", PLAN, DAY, date(2023, 8, 31))
MIME = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, loaded_store: Callable[..., str]) -> Iterator[Engine]:
    """The demonstration year, which is only read."""
    engine = open_store(loaded_store(tmp_path_factory.mktemp("year"), load_demonstration))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def own() -> bytes:
    """A presenter's deck without anything of ours."""
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[5])
    return saved(deck)


@pytest.fixture(scope="module")
def added(store: Engine, own: bytes) -> bytes:
    """The presenter's deck with an exhibit."""
    asked = [bundles.for_slide(BASE, "sections")]
    return papers.added(ExhibitBuilder(SnapshotFactory(store)), own, asked, t=Text("zh"))


@pytest.fixture
def page(fresh_app: Callable[..., None], store: Engine) -> AppTest:
    """The page of papers."""
    fresh_app(DATABASE_URL=store.url.render_as_string())
    app = AppTest.from_file(str(ROOT / "pages" / "layout.py"), default_timeout=60)
    for key, value in {"plan": PLAN, "as_of": DAY.isoformat(), "lang": "zh"}.items():
        app.query_params[key] = value
    return turned_to(app, "briefing").run()


def saved(deck: Any) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def uploaded(page: AppTest, key: str, content: bytes) -> AppTest:
    app = page.file_uploader(key=key).upload("deck.pptx", content, MIME).run()
    assert [one.value for one in app.exception] == []
    return app


def has_button(app: AppTest, key: str) -> bool:
    return any(key in str(one.proto.id) for one in app.get("download_button"))


def cells(app: AppTest) -> list[str]:
    return re.findall(r"<td>([^<]*)</td>", html(app))


def test_a_deck_without_exhibits_can_be_added_to_and_not_refreshed(page: AppTest, own: bytes) -> None:
    app = uploaded(page, "own-pptx", own)
    assert not has_button(app, "own-pptx-add")
    app = app.multiselect(key="own-pptx-parts").select("worst").run()
    assert has_button(app, "own-pptx-add")
    assert not has_button(app, "own-pptx-refresh")


def test_what_becomes_of_each_exhibit_is_told_before_the_refreshed_deck_is_taken(page: AppTest, added: bytes) -> None:
    app = uploaded(page, "own-pptx", added)
    assert cells(app) == ["2", "各板块", "已是最新"]
    assert has_button(app, "own-pptx-refresh")


def test_a_file_that_is_no_deck_is_refused_in_a_sentence(page: AppTest) -> None:
    app = uploaded(page, "own-pptx", b"no deck")
    assert [one.value for one in app.error] == ["这不是 PowerPoint 演示文稿：请选 .pptx 文件，旧格式请先另存为 .pptx。"]


def test_the_check_lists_an_edit_and_the_numbers_that_are_not_ours(page: AppTest, added: bytes) -> None:
    deck: Any = Presentation(io.BytesIO(added))
    title = deck.slides[1].shapes.title
    title.text = title.text.replace("25项", "26项")
    deck.slides[1].shapes.add_textbox(0, 0, Cm(3), Cm(1)).text_frame.text = "另有37人到岗"
    app = uploaded(page, "old-deck", saved(deck))
    found = cells(app)
    assert found[:6] == ["2", "各板块", "标题", "26", "25", "文件里改过（原为25）"]
    assert found[6:9] == ["2", "37", "另有37人到岗"]
    assert has_button(app, "renewed-deck")


def test_of_a_deck_that_is_true_it_is_said(page: AppTest, added: bytes) -> None:
    app = uploaded(page, "old-deck", added)
    assert [one.value for one in app.success] == ["全部数字和日期都和现在的数据一致。"]
    assert not has_button(app, "renewed-deck")


def test_in_greys_the_decks_and_briefings_are_and_are_named_so(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    offered: dict[str, tuple[Callable[[], bytes], str]] = {}

    def record(label: str, make: Callable[[], bytes], file_name: str, *, key: str, **_: object) -> None:
        offered[key] = (make, file_name)

    monkeypatch.setattr(download, "button", record)
    page.run()
    make, plain = offered["paper-deck-pptx"]
    coloured = make()
    page.toggle(key="paper-grey").set_value(True).run()
    make, named = offered["paper-deck-pptx"]
    assert make() == papers.printed(coloured) != coloured
    assert named == plain.replace("_2023", "_灰度_2023")
    assert "灰度" in offered["paper-briefing-pdf"][1]
    assert "灰度" not in offered["paper-dataset-xlsx"][1], "figures for analysis have no colours"
