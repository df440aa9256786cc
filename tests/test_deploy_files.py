"""The files of ``docs/deploy``, checked by their own tools, and for agreement among each other."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit import config

from models.config import ROOT, Settings

DEPLOY = ROOT / "docs" / "deploy"


def words(name: str) -> str:
    """A file of the folder."""
    return (DEPLOY / name).read_text("utf-8")


def checked(tool: str, *arguments: str | Path) -> None:
    """Run a tool of the environment or the machine that must find nothing; skip if it is missing."""
    own = Path(sys.executable).parent  # not on the path if pytest is called by its full name
    found = shutil.which(tool, path=os.pathsep.join((str(own), os.environ["PATH"])))
    if found is None:
        pytest.skip(f"there is no {tool}")
    ended = subprocess.run([found, *map(str, arguments)], capture_output=True, text=True, cwd="/")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "warning" not in ended.stderr.lower(), ended.stderr


def test_the_dockerfile_has_no_fault() -> None:
    checked("hadolint", DEPLOY / "Dockerfile")


def test_the_compose_file_is_of_the_shape_that_compose_takes() -> None:
    checked("check-jsonschema", "--builtin-schema", "vendor.compose-spec", DEPLOY / "compose.yaml")


def test_nothing_in_the_configuration_of_nginx_is_known_to_be_unsafe() -> None:
    checked("gixy", DEPLOY / "nginx.conf")


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = words("sanbiao@.service").replace("/opt/sanbiao/.venv/bin/streamlit", "/bin/true")
    (tmp_path / "sanbiao@8601.service").write_text(unit, encoding="utf-8")
    checked("systemd-analyze", "verify", "--man=no", tmp_path / "sanbiao@8601.service")


def test_every_variable_of_the_settings_file_is_a_setting() -> None:
    ours = {str(field.validation_alias or f"SANBIAO_{name.upper()}") for name, field in Settings.model_fields.items()}
    theirs = {option.env_var for option in config.get_config_options().values()}
    named = set(re.findall(r"^(?:# )?([A-Z_]+)=", words("sanbiao.env"), re.MULTILINE))
    assert len(named) >= 6
    assert named - ours - theirs == set()


def test_the_same_ports_stand_in_every_file() -> None:
    ports = {"8601", "8602"}
    assert set(re.findall(r"server 127\.0\.0\.1:(\d+)", words("nginx.conf"))) == ports
    assert set(re.findall(r'PORT: "(\d+)"', words("compose.yaml"))) == ports
    assert set(re.findall(r"enable --now sanbiao@(\d+) sanbiao@(\d+)", words("README.md"))) == {("8601", "8602")}


def test_nginx_lets_through_what_the_program_takes_and_hardly_more() -> None:
    streamlit = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    (most,) = re.findall(r"client_max_body_size\s+(\d+)m", words("nginx.conf"))
    assert 0 < int(most) - streamlit["server"]["maxUploadSize"] <= 1


def test_the_image_holds_the_whole_program() -> None:
    lines = re.findall(r"^COPY (.+) \S+$", words("Dockerfile"), re.MULTILINE)
    copied = {name for line in lines for name in line.split()}
    assert copied == {".streamlit", "app.py", "components", "data", "manage.py", "models", "pages", "requirements.txt"}
    assert {"manage.py"} == set(re.findall(r"command: \[python, (\S+), init\]", words("compose.yaml")))
    assert "data/store" in words("Dockerfile.dockerignore").splitlines()


@pytest.mark.parametrize("name", ["nginx.conf", "sanbiao@.service", "sanbiao.env", "Dockerfile", "compose.yaml"])
def test_every_file_is_in_the_guide(name: str) -> None:
    assert f"`{name}`" in words("README.md")


def test_the_guide_installs_files_that_there_are() -> None:
    named = set(re.findall(r"(?<![\w/])(docs/deploy/[\w@.]+)", words("README.md")))
    assert {DEPLOY / os.path.basename(one) for one in named} <= set(DEPLOY.iterdir()) | {DEPLOY / "certificate"}
