"""Files and folders for the owner alone: the store and its copies hold hashes of passwords."""

import os
import stat
from contextlib import suppress
from pathlib import Path


def create_private_file(path: Path) -> None:
    """Create an empty file that its owner alone may read; an existing file is left as it is.

    SQLite takes over the permissions of its file for the ones it makes next to it. Where a file cannot be created, nothing is
    said: whoever opens it next tells why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def make_private_folder(folder: Path) -> None:
    """Create a folder, and those above it that are missing, for the owner alone; an existing one is left as it is.

    OSError if it cannot be created, or a file stands there.
    """
    missing = [one for one in folder.parents if not one.exists()]
    for one in (*reversed(missing), folder):
        one.mkdir(mode=0o700, exist_ok=True)


def is_open_to_others(path: Path) -> bool:
    """Return True if every user of the computer may read a file. False on Windows, where a mode does not say so."""
    if os.name != "posix" or not path.is_file():
        return False
    ways = [folder.stat().st_mode & stat.S_IXOTH for folder in path.resolve().parents]
    return bool(path.stat().st_mode & stat.S_IROTH and all(ways))
