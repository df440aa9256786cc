"""The version of the tables, read without Alembic, and that it equals Alembic's own answer."""

import subprocess
import sys

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from models.config import ROOT
from models.store.migrate import MIGRATIONS, known_versions, versions

OPENING = """
import sys
from models.store.engine import open_store

open_store(sys.argv[1]).dispose()
print(sorted({"alembic", "mako"} & set(sys.modules)))
"""


def test_the_versions_are_those_that_alembic_goes_through() -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix())
    walked = [one.revision for one in ScriptDirectory.from_config(config).walk_revisions()]
    assert known_versions() == walked[::-1]


def test_the_version_of_a_store_is_the_one_alembic_wrote(empty_store: Engine) -> None:
    with empty_store.connect() as connection:
        assert versions(connection) == (MigrationContext.configure(connection).get_current_revision(), known_versions()[-1])


def test_a_store_of_this_version_is_opened_without_alembic(empty_store: Engine) -> None:
    url = empty_store.url.render_as_string(hide_password=False)
    said = subprocess.run([sys.executable, "-c", OPENING, url], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert said == "[]\n"
