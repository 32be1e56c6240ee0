from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sheetreview.cycle.files import aside_of, make_folder, sweep, write_file, write_files, write_new
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
    with pytest.raises(FileError, match=f"Cannot write .*form.xlsx: .*{reason}"):
        write_file(path, b"new")
    monkeypatch.undo()
    assert {entry.name: entry.read_bytes() for entry in tmp_path.iterdir()} == {"form.xlsx": b"old"}


def test_of_several_files_none_gets_its_name_when_the_disk_fills_up_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch, os, "fsync", errno.ENOSPC, after=2)
    with pytest.raises(FileError, match=r"Cannot write .*2: the disk is full"):
        write_files((tmp_path / str(number), b"x") for number in range(4))
    assert list(tmp_path.iterdir()) == []


def test_a_refused_name_leaves_no_file_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, Path, "replace", errno.EACCES, after=1)
    with pytest.raises(FileError, match=r"Cannot write .*b: you may not write there"):
        write_files([(tmp_path / "a", b"1"), (tmp_path / "b", b"2")])
    assert {entry.name for entry in tmp_path.iterdir()} == {"a"}


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_takes_no_name_that_something_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    if not links:
        refuse(monkeypatch, os, "link", errno.EPERM)
    path, dangling = tmp_path / "form.xlsx", tmp_path / "dangling"
    dangling.symlink_to(tmp_path / "absent")
    (tmp_path / "folder").mkdir()
    assert write_new(path, b"first")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [write_new(other, b"second") for other in (path, dangling, tmp_path / "folder")] == [False] * 3
    assert path.read_bytes() == b"first"
    assert {entry.name for entry in tmp_path.iterdir()} == {"form.xlsx", "dangling", "folder"}


@pytest.mark.parametrize("links", [True, False])
def test_of_many_at_once_one_gets_the_name_with_all_of_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    if not links:
        refuse(monkeypatch, os, "link", errno.EOPNOTSUPP)
    texts = [bytes([number]) * 10_000 for number in range(16)]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda text: write_new(tmp_path / "form.xlsx", text), texts))
    assert done.count(True) == 1
    assert (tmp_path / "form.xlsx").read_bytes() == texts[done.index(True)]


@pytest.mark.parametrize(("call", "owner"), [("fsync", os), ("open", os), ("replace", Path)])
def test_a_new_file_that_the_disk_refuses_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, owner: object
) -> None:
    refuse(monkeypatch, os, "link", errno.EPERM)
    refuse(monkeypatch, owner, call, errno.ENOSPC)
    with pytest.raises(FileError, match=r"Cannot write .*form\.xlsx: the disk is full"):
        write_new(tmp_path / "form.xlsx", b"x")
    assert list(tmp_path.iterdir()) == []


def test_where_others_may_be_writing_only_what_is_old_is_swept(tmp_path: Path) -> None:
    old, fresh = aside_of(tmp_path / "a"), aside_of(tmp_path / "b")
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (old.stat().st_mtime - 7200,) * 2)
    assert sweep([tmp_path], running=True) == 1
    assert list(tmp_path.iterdir()) == [fresh]


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
