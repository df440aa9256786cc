"""Who may read what the program creates: the store, its backups, and their folders hold hashes of passwords."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from components.cli.main import main
from models.maintenance.backup import anchor_path, back_up, back_up_into, restore
from models.maintenance.transfer import move
from models.store.engine import open_store, reach_store, writing
from models.store.private_files import is_open_to_others, make_private_folder


@pytest.fixture(autouse=True)
def _open_handed() -> Iterator[None]:
    """Give away everything that is not kept back: the program must not rely on the user's umask."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return f"{stat.S_IMODE(path.stat().st_mode):o}"


def modes(folder: Path) -> dict[str, str]:
    return {path.name: mode(path) for path in folder.iterdir()}


def url_of(path: Path) -> str:
    return f"sqlite:///{path.as_posix()}"


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[Engine]:
    engine = open_store(url_of(tmp_path / "new" / "below" / "store.sqlite"))
    yield engine
    engine.dispose()


def test_a_new_store_its_logs_and_its_folders_are_the_owners_alone(new_store: Engine, tmp_path: Path) -> None:
    with writing(new_store) as session:
        session.connection()
        assert modes(tmp_path / "new" / "below") == dict.fromkeys(("store.sqlite", "store.sqlite-wal", "store.sqlite-shm"), "600")
    assert (mode(tmp_path / "new"), mode(tmp_path / "new" / "below")) == ("700", "700")


def test_an_existing_file_or_folder_is_left_as_it_is(tmp_path: Path) -> None:
    folder, path = tmp_path / "shared", tmp_path / "shared" / "store.sqlite"
    folder.mkdir(0o755)
    path.touch(0o640)
    open_store(url_of(path)).dispose()
    make_private_folder(folder)
    assert (mode(path), mode(folder)) == ("640", "755")


def test_a_backup_and_its_folder_are_the_owners_alone(small_store: Engine, tmp_path: Path) -> None:
    back_up(small_store, tmp_path / "copy.sqlite")
    written = back_up_into(small_store, tmp_path / "every" / "night", keep=3)
    copies = [tmp_path / "copy.sqlite", written]
    assert [mode(one) for copy in copies for one in (copy, anchor_path(copy))] == ["600"] * 4
    assert (mode(tmp_path / "every"), mode(tmp_path / "every" / "night")) == ("700", "700")
    assert sorted(modes(tmp_path)) == ["copy.sqlite", "copy.sqlite.anchor", "every"]


def test_the_copy_is_never_open_while_it_is_written(small_store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}

    def watch(source: Path, target: Path) -> None:
        seen.update(modes(Path(source).parent), folder=mode(Path(source).parent))
        replace(source, target)

    replace = os.replace
    monkeypatch.setattr(os, "replace", watch)
    back_up(small_store, tmp_path / "copy.sqlite")
    assert seen == {"copy.sqlite": "600", "folder": "700"}


def test_the_store_that_restore_keeps_is_the_owners_alone(small_store: Engine, tmp_path: Path) -> None:
    back_up(small_store, tmp_path / "copy.sqlite")
    kept = restore(small_store, tmp_path / "copy.sqlite")
    assert kept is not None
    assert mode(kept) == "600"


def test_a_missing_store_is_restored_for_the_owner_alone(new_store: Engine, tmp_path: Path) -> None:
    back_up(new_store, tmp_path / "copy.sqlite")
    engine = reach_store(url_of(tmp_path / "again" / "store.sqlite"))
    assert restore(engine, tmp_path / "copy.sqlite") is None
    engine.dispose()
    assert modes(tmp_path / "again")["store.sqlite"] == "600"


def test_a_store_that_was_moved_is_the_owners_alone(small_store: Engine, tmp_path: Path) -> None:
    assert all(one.same for one in move(small_store, url_of(tmp_path / "new" / "moved.sqlite")))
    assert (mode(tmp_path / "new"), mode(tmp_path / "new" / "moved.sqlite")) == ("700", "600")


def test_another_user_of_the_computer_cannot_read_the_store(public_folder: Path, as_ordinary_user: Callable[[], object]) -> None:
    open_store(url_of(public_folder / "store.sqlite")).dispose()
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    with as_ordinary_user(), pytest.raises(PermissionError):  # type: ignore[attr-defined]
        (public_folder / "store.sqlite").read_bytes()


@pytest.mark.parametrize(("file", "folder", "is_open"), [(0o644, 0o755, True), (0o640, 0o755, False), (0o644, 0o750, False)])
def test_a_store_is_open_to_others_by_its_mode_and_those_of_its_folders(
    public_folder: Path, file: int, folder: int, is_open: bool
) -> None:
    (public_folder / "below").mkdir()
    path = public_folder / "below" / "store.sqlite"
    path.touch(file)
    public_folder.chmod(folder)
    assert is_open_to_others(path) is is_open


def test_check_says_in_one_sentence_that_others_may_read_the_store(
    public_folder: Path, settings: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    path = public_folder / "store.sqlite"
    settings(DATABASE_URL=url_of(path), SANBIAO_LANGUAGE="en")
    open_store(url_of(path)).dispose()
    assert main(["check"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    path.chmod(0o644)
    assert main(["check"]) == 0
    _, line = capsys.readouterr().out.splitlines()
    assert line == f"Every user of this computer may read {path}, which holds hashes of passwords: run chmod 600 on it."
