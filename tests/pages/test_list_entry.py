"""The form for one project, programme or quota: it adds and edits, refuses what a list would refuse, and is not for everybody."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from components.session.identity import PEER_HEADER, Visit
from models.auth.roles import Role
from models.commands.accounts import store_account
from models.commands.records import NewAccount
from models.queries import read_plan, read_programmes, read_projects, read_quotas
from models.store.engine import open_store, reading

Open = Callable[..., AppTest]
RIVERTON = "riverton-2027"


@pytest.fixture
def own_store(store_urls: dict[str, str], tmp_path: Path) -> Iterator[Engine]:
    """A store of the test alone, with the plan that ships and with Riverton's, which has all lists."""
    path = tmp_path / "store.sqlite"
    shutil.copyfile(store_urls["riverton"].removeprefix("sqlite:///"), path)
    engine = open_store(f"sqlite:///{path.as_posix()}")
    yield engine
    engine.dispose()


@pytest.fixture
def opened(own_store: Engine, fresh_app: Callable[..., None], open_page: Open) -> Open:
    """Open a page with its form: ``opened("projects", "projects")``."""

    def opened(page: str, form: str, *, plan: str = RIVERTON, lang: str = "zh") -> AppTest:
        fresh_app()
        as_of = "2027-03-31" if plan == RIVERTON else "2023-06-30"
        app = open_page(page, store=own_store.url.render_as_string(), plan=plan, as_of=as_of, lang=lang)
        app.session_state[f"box-entry-{form}"] = True
        return app.run()

    return opened


def fields(app: AppTest, start: str) -> dict[str, Any]:
    """The fields of the form by their names."""
    kinds = (app.text_input, app.selectbox, app.multiselect, app.date_input, app.button, app.checkbox)
    found = {str(one.key): one for kind in kinds for one in kind if str(one.key).startswith(start)}
    return {key.removeprefix(f"{start}-"): one for key, one in found.items()}


def fill(app: AppTest, start: str, **values: Any) -> AppTest:
    for name, value in values.items():
        fields(app, start)[name].set_value(value)
    return app


def save(app: AppTest, start: str) -> AppTest:
    fields(app, start)["check"].click()
    app.run()
    assert [one.value for one in app.exception] == []
    return app


def frame(engine: Engine, read: Callable[..., pd.DataFrame], plan: str = RIVERTON) -> pd.DataFrame:
    with reading(engine) as session:
        plan_id = read_plan(session, plan, datetime.now(UTC)).head.plan_id
        return read(session, plan_id, known_at=datetime.now(UTC)).set_index("code")


def told(app: AppTest) -> list[str]:
    return [str(one.value) for kind in (app.error, app.warning, app.info) for one in kind]


NEW = "entry-projects-new-0"


def test_a_project_is_added(opened: Open, own_store: Engine) -> None:
    app = opened("projects", "projects", plan="zhengzhou-2023")
    fill(app, NEW, code="P-1", name="新学校", district="金水", stage="小学", kind="新建", seats="1,080个学位", targets=["BA-06"])
    fill(app, NEW, x="113.7", y="34.8", crs="WGS-84")
    app = save(app, NEW)
    assert told(app) == []
    row = frame(own_store, read_projects, "zhengzhou-2023").loc["P-1"]
    assert (row["name"], row["district"], row["stage"], row["kind"], row["seats"]) == ("新学校", "410105", "primary", "new", 1080)
    assert (row["given_x"], row["given_y"], row["crs"], row["targets"]) == (113.7, 34.8, "WGS-84", ("BA-06",))
    assert [one.value for one in app.toast] == ["已保存 P-1（批次 " + str(row_batch(own_store)) + "）"]


def row_batch(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT max(id) FROM batch").scalar_one())


def test_what_a_list_would_refuse_the_form_refuses_by_field(opened: Open, own_store: Engine) -> None:
    app = opened("projects", "projects", plan="zhengzhou-2023")
    fill(app, NEW, code="P-1", district="金水", stage="小学", kind="新建", seats="许多", x="116.4", y="39.9", crs="WGS-84")
    app = save(app, NEW)
    assert [one.value.replace("\\", "") for one in app.error][:2] == ["学位: “许多”不是数字。", "项目名称: 缺少此项。"]
    assert "市域外" in told(app)[2]
    assert frame(own_store, read_projects, "zhengzhou-2023").empty


def test_a_doubt_is_confirmed_before_it_is_saved(opened: Open, own_store: Engine) -> None:
    app = opened("projects", "projects", plan="zhengzhou-2023")
    fill(app, NEW, code="P-1", name="新学校", district="金水", stage="小学", kind="新建", x="113°42′", y="34°48′", crs="WGS-84")
    app = save(app, NEW)
    assert len(app.warning) == 2
    assert frame(own_store, read_projects, "zhengzhou-2023").empty
    fields(app, NEW)["sure"].set_value(True)
    app.run()
    app = save(app, NEW)
    assert frame(own_store, read_projects, "zhengzhou-2023").loc["P-1", "given_x"] == 113.7


def test_the_centre_of_the_district_is_a_place_to_begin_with(opened: Open) -> None:
    app = opened("projects", "projects", plan="zhengzhou-2023")
    assert fields(app, NEW)["centre"].disabled
    app = fill(app, NEW, district="金水").run()
    fields(app, NEW)["centre"].click()
    app = app.run()
    found = fields(app, NEW)
    assert found["crs"].value == "WGS-84"
    assert 113.5 < float(found["x"].value) < 114
    assert 34.7 < float(found["y"].value) < 35
    maps = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.component_name == "sanbiao_city_map"]
    (place,) = [one["place"] for one in maps if one["placing"]]
    assert place == [float(found["x"].value), float(found["y"].value)]


@pytest.mark.parametrize(
    ("page", "form", "code", "change", "read", "column"),
    [
        ("projects", "projects", "{first}", {"owner": "新处室"}, read_projects, "owner"),
        ("progress", "programmes", "{first}", {"owner": "新处室"}, read_programmes, "owner"),
        ("recruitment", "quotas", "{first}", {"quota": "77"}, read_quotas, "quota"),
    ],
)
def test_an_edit_changes_one_field_and_nothing_else(
    opened: Open, own_store: Engine, page: str, form: str, code: str, change: dict[str, str], read: Any, column: str
) -> None:
    before = frame(own_store, read)
    first = before.index[0]
    app = opened(page, form)
    app = app.selectbox(key=f"entry-which-{form}").set_value(first).run()
    start = f"entry-{form}-{first}-0"
    app = save(app, start)
    assert told(app) == ["与现有内容相同，没有需要保存的。"]
    app = save(fill(app, start, **change), start)
    assert told(app) == []
    after = frame(own_store, read)
    assert str(after.loc[first, column]) == change[column]
    pd.testing.assert_frame_equal(after.drop(columns=column), before.drop(columns=column))


@pytest.mark.parametrize(("page", "form"), [("projects", "projects"), ("progress", "programmes"), ("recruitment", "quotas")])
def test_the_form_speaks_the_language_of_the_page(opened: Open, page: str, form: str) -> None:
    app = opened(page, form, lang="en")
    assert [one.value for one in app.exception] == []
    assert fields(app, f"entry-{form}-new-0")["check"].label == "Check and save"


def test_a_quota_is_chosen_by_its_district_post_and_way(opened: Open, own_store: Engine) -> None:
    code = frame(own_store, read_quotas).index[0]
    app = opened("recruitment", "quotas", lang="en")
    assert app.selectbox(key="entry-which-quotas").options[1] == f"{code} East Fields Reading tutors·Hired"


@pytest.mark.parametrize(("login", "sees"), [("zhao", True), ("sun", False), ("li", False)])
def test_only_an_editor_sees_the_form(
    own_store: Engine,
    fresh_app: Callable[..., None],
    visiting: Callable[[Visit], None],
    open_page: Open,
    login: str,
    sees: bool,
) -> None:
    store_account(own_store, NewAccount("wang", "王芳", Role.ADMINISTRATOR), author="test")
    store_account(own_store, NewAccount("zhao", "赵敏", Role.EDITOR), author="test")
    store_account(own_store, NewAccount("sun", "孙", Role.VIEWER), author="test")
    store_account(own_store, NewAccount("li", "李娜", Role.REPORTER, ("410105",)), author="test")
    fresh_app(SANBIAO_PROXY_HEADER="X-Remote-User")
    visiting(Visit({"host": "board.example", "x-remote-user": login, PEER_HEADER: "127.0.0.1"}))
    app = open_page("projects", store=own_store.url.render_as_string(), plan="zhengzhou-2023", as_of="2023-06-30", lang="zh")
    assert ("添加或修改一个项目" in [one.label for one in app.expander]) is sees


def test_amounts_say_their_unit(opened: Open) -> None:
    app = opened("projects", "projects")
    labels = [one.label for one in app.text_input]
    assert {"面积（平方米）", "投资（万元）"} <= set(labels)


def test_a_coordinate_system_names_the_maps_that_use_it_and_is_stored_by_its_code(opened: Open) -> None:
    app = opened("projects", "projects")
    field = fields(app, NEW)["crs"]
    assert "BD-09（百度地图）" in field.options
    field.set_value("BD-09").run()
    assert fields(app, NEW)["crs"].value == "BD-09"
