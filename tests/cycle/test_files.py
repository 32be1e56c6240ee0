from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sheetreview.cycle.files import aside_of, make_folder, sweep, write_file, write_files
from sheetreview.errors import FileError


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    before = os.umask(0)
    os.umask(before)
    yield os.umask
    os.umask(before)


def refuse(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, code: int, after: int = 0) -> None:
    """Let a function fail with an error of the operating system from the call after so many on."""
    real = getattr(owner, name)
    calls = 0

    def refusing(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls > after:
            raise OSError(code, os.strerror(code))
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, refusing)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o277, 0o777])
def test_nobody_else_can_read_what_is_written_whatever_the_umask(
    tmp_path: Path, umask: Callable[[int], int], mask: int
) -> None:
    umask(mask)
    make_folder(tmp_path / "a" / "b")
    write_file(tmp_path / "a" / "b" / "form", b"x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "a" / "b" / "form").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("call", ["fsync", "open"])
@pytest.mark.parametrize(
    ("code", "reason"),
    [(errno.ENOSPC, "disk is full"), (errno.EDQUOT, "quota"), (errno.EROFS, "read-only"), (errno.EIO, "rror")],
)
def test_a_refused_write_leaves_the_old_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, reason: str
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"old")
    refuse(monkeypatch, os, call, code)
    with pytest.raises(FileError, match=f"form.xlsx could not be written: .*{reason}"):
        write_file(path, b"new")
    monkeypatch.undo()
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"form.xlsx": b"old"}


def test_of_several_files_none_gets_its_name_when_the_disk_fills_up_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, os, "fsync", errno.ENOSPC, after=2)
    with pytest.raises(FileError, match="2 could not be written: the disk is full"):
        write_files((tmp_path / str(number), b"x") for number in range(4))
    assert list(tmp_path.iterdir()) == []


def test_a_refused_name_leaves_no_file_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, Path, "replace", errno.EACCES, after=1)
    with pytest.raises(FileError, match="b could not be written: you may not write there"):
        write_files([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")])
    assert {entry.name for entry in tmp_path.iterdir()} == {"a"}


def test_a_folder_in_the_way_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx" / "inside").mkdir(parents=True)
    with pytest.raises(FileError, match="a folder of that name is in the way"):
        write_file(tmp_path / "form.xlsx", b"x")


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_place_of_a_folder_is_said_so(tmp_path: Path, below: str) -> None:
    (tmp_path / "forms").write_text("")
    with pytest.raises(FileError, match="a file, not a folder"):
        make_folder(tmp_path / "forms" / below)


def test_a_folder_that_is_there_keeps_its_permissions(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    make_folder(tmp_path / "shared")
    assert (tmp_path / "shared").stat().st_mode & 0o777 == 0o755


def test_a_folder_is_not_made_where_the_one_above_has_vanished(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="the folder has vanished"):
        make_folder(tmp_path / "cycle" / "forms" / "boss", inside=tmp_path / "cycle")
    assert list(tmp_path.iterdir()) == []


def test_sweeping_takes_what_a_killed_run_left_and_nothing_else(tmp_path: Path) -> None:
    aside_of(tmp_path / "form.xlsx").write_bytes(b"half")
    (tmp_path / "form.xlsx").write_bytes(b"whole")
    (tmp_path / ".hidden.tmp").write_bytes(b"somebody's")
    assert sweep([tmp_path, tmp_path / "absent"]) == 1
    assert {entry.name for entry in tmp_path.iterdir()} == {"form.xlsx", ".hidden.tmp"}
