"""Commands whose folder vanishes, whose disk is full or read-only, or that run beside another one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.cli.disturbing import PAIRS, Ended

pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process to disturb it"),
]


def disturbed(*words: object, before: tuple[str, ...] = ()) -> list[Ended]:
    """What became of commands that were disturbed in a way."""
    command = [*before, sys.executable, "-m", "tests.cli.disturbing", *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=240)
    return [Ended(**one) for one in json.loads(done.stdout)]


@cache
def reason_for_no_disk() -> str:
    """Why no disk can be made here; empty when one can."""
    if sys.platform != "linux":
        return "only Linux lets a program make a disk of its own"
    mount = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False, timeout=20)
    except OSError as error:
        return f"unshare is not there: {error}"
    return f"a disk cannot be mounted here: {done.stderr}" if done.returncode else ""


def on_a_disk(kind: str, scenario: str, folder: Path, room: int) -> Ended:
    if reason := reason_for_no_disk():
        pytest.skip(reason)
    (ended,) = disturbed(kind, scenario, folder, room, before=("unshare", "-rm"))
    return ended


def assert_plain(ended: Ended, *reasons: str) -> None:
    """One line, for a person; and the exit code that is documented for it."""
    assert ended.code == 3, ended
    assert ended.errors.count("\n") == 1, ended
    assert ended.errors.startswith("sheetreview: ")
    assert any(reason in ended.errors for reason in reasons), ended.errors


@pytest.mark.parametrize(
    ("scenario", "room"), [("generate", 0), ("generate-force", 30_000), ("collect", 30_000), ("summarize", 20_000)]
)
def test_a_full_disk_leaves_every_old_file_as_it_was(tmp_path: Path, scenario: str, room: int) -> None:
    ended = on_a_disk("full", scenario, tmp_path, room)
    full = (
        "the disk is full. Make room and run the command again",
        "the disk is full; make room and run the command again",
    )
    assert_plain(ended, *full)
    assert (ended.changed, ended.again, ended.wrong) == ([], 0, [])


@pytest.mark.parametrize("scenario", ["generate", "collect", "summarize"])
def test_a_read_only_disk_is_said_and_changes_nothing(tmp_path: Path, scenario: str) -> None:
    ended = on_a_disk("read-only", scenario, tmp_path, 0)
    assert_plain(ended, "the disk is read-only", "you may not write there")
    assert (ended.changed, ended.again) == ([], 0)


@pytest.mark.parametrize("scenario", ["generate", "collect"])
def test_a_file_that_may_not_grow_is_said_and_changes_nothing(tmp_path: Path, scenario: str) -> None:
    (ended,) = disturbed("limited", scenario, tmp_path, 4_096)
    assert_plain(ended, "a file of that size is not allowed", "is full", "No temporary file can be written")
    assert (ended.changed, ended.again) == ([], 0)


@pytest.mark.parametrize("scenario", ["generate", "collect", "summarize"])
def test_a_folder_that_vanishes_meanwhile_is_missed_and_not_made_again(tmp_path: Path, scenario: str) -> None:
    for ended in disturbed("vanish", scenario, tmp_path, 3):
        assert (ended.again, ended.wrong, ended.changed) == (0, [], [])
        if ended.code:
            assert_plain(ended, "has vanished", "it cannot be opened", "there is no folder", "No such file")


def test_two_commands_at_once_wait_for_each_other(tmp_path: Path) -> None:
    found = disturbed("together", tmp_path)
    assert len(found) == len(PAIRS)
    for ended in found:
        assert ended.code in {0, 1}, ended
        assert "bug" not in ended.errors
        assert ended.wrong == [], ended
