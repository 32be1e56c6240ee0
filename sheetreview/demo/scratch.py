"""A folder for a rehearsal, gone when it is over, or at the next one when the process was killed."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "sheetreview-rehearsal-"
_NAME = re.compile(rf"{_PREFIX}(\d+)-\w+")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that only the user can read, whose name says which process it is of."""
    sweep_scratch_folders()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def sweep_scratch_folders() -> None:
    """Remove the scratch folders of this user's processes that were killed."""
    if not hasattr(os, "getuid"):
        return  # Windows cannot be asked whether a process lives without ending it.
    for path in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        process = _NAME.fullmatch(path.name)
        if process and _is_mine(path) and not _lives(int(process[1])):
            shutil.rmtree(path, ignore_errors=True)


def _is_mine(path: Path) -> bool:
    try:
        return not path.is_symlink() and path.is_dir() and path.stat().st_uid == os.getuid()
    except OSError:
        return False


def _lives(process: int) -> bool:
    """Whether a process still runs; one that cannot be asked for does."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
