"""What a killed rehearsal left in the temporary folder goes at the next one, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sheetreview.demo.rehearsal import scratch_folder

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="processes cannot be asked for")

KILLED = """
import os, signal, tempfile
tempfile.tempdir = {folder!r}
from sheetreview.demo.rehearsal import scratch_folder
with scratch_folder() as folder:
    (folder / "cycle").mkdir()
    (folder / "cycle" / "form.xlsx").write_bytes(b"x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def killed(temporary: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED.format(folder=str(temporary))], check=False, timeout=60)


def test_the_folder_of_a_killed_rehearsal_is_removed_by_the_next(temporary: Path) -> None:
    killed(temporary)
    (left,) = temporary.iterdir()
    assert list(left.rglob("*.xlsx"))
    with scratch_folder() as folder:
        assert list(temporary.iterdir()) == [folder]
        assert folder.stat().st_mode & 0o077 == 0
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_rehearsal_that_runs_and_what_is_no_such_folder_stay(temporary: Path) -> None:
    killed(temporary)
    (left,) = temporary.iterdir()
    elsewhere = temporary.parent / "elsewhere"
    left.rename(elsewhere)
    left.symlink_to(elsewhere)
    others = [left]
    for name in (f"sheetreview-rehearsal-{os.getppid()}-x", "sheetreview-rehearsal-old", f"x-{left.name}"):
        (temporary / name).mkdir()
        others.append(temporary / name)
    plain = left.with_name(f"{left.name}x")
    plain.write_text("a file")
    with scratch_folder() as mine, scratch_folder() as second:
        assert {*temporary.iterdir()} == {*others, plain, mine, second}
    assert list(elsewhere.rglob("*.xlsx"))
