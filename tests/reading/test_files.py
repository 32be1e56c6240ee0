"""Which files are read, and what is said of those that cannot be."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from sheetreview.errors import FileError
from sheetreview.reading import files
from sheetreview.reading.files import find_files, read_bytes

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


def reason(path: Path, limit: int = 100) -> str:
    with pytest.raises(FileError) as caught:
        read_bytes(path, limit)
    return caught.value.reason


def test_a_file_up_to_the_limit_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"x" * 100)
    assert read_bytes(path, 100) == b"x" * 100


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"x" * 101)
    assert "larger than" in reason(path)


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.touch()
    assert "empty (0 bytes)" in reason(path)


@pytest.mark.parametrize("name", ["gone.xlsx", "form.xlsx/below.xlsx", "nul\0.xlsx"])
def test_a_missing_file_is_called_missing(tmp_path: Path, name: str) -> None:
    (tmp_path / "form.xlsx").write_bytes(b"x")
    assert reason(tmp_path / name) == "There is no such file. Check the name and the folder."


def test_a_name_too_long_for_the_system_is_an_error_not_a_crash(tmp_path: Path) -> None:
    assert reason(tmp_path / ("x" * 5_000)).startswith(("The file cannot be read", "There is no such file"))


def test_a_folder_is_called_a_folder(tmp_path: Path) -> None:
    assert "is a folder" in reason(tmp_path)


@posix
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real.xlsx").write_bytes(b"x")
    link = tmp_path / "link.xlsx"
    link.symlink_to(tmp_path / "real.xlsx")
    assert "link to another file" in reason(link)


@posix
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    assert "pipe or a device" in reason(pipe)


@posix
def test_an_endless_device_is_not_read() -> None:
    assert "pipe or a device" in reason(Path("/dev/zero"))


@posix
def test_a_file_that_gives_nothing_now_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"x")
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    monkeypatch.setattr(files, "_open", lambda _: reading)
    assert "pipe or a device" in reason(path)
    os.close(writing)


@posix
def test_a_socket_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.xlsx")
        assert "pipe or a device" in reason(tmp_path / "s.xlsx")


@posix
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"x")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert "not allowed" in reason(path)


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def found(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_files([folder])]


def test_files_at_any_depth_come_sorted(tmp_path: Path) -> None:
    make(tmp_path, "b.xlsx", "a/z.xlsx", "a/deep/er/y.ods", "c/x.csv", "B.xlsx")
    assert found(tmp_path) == ["B.xlsx", "a/deep/er/y.ods", "a/z.xlsx", "b.xlsx", "c/x.csv"]


def test_lock_files_and_litter_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "form.xlsx", "~$form.xlsx", ".~lock.form.xlsx#", ".DS_Store", ".hidden/form.xlsx")
    make(tmp_path, "__MACOSX/form.xlsx", "Thumbs.db", "Desktop.ini", "sub/thumbs.db")
    assert found(tmp_path) == ["form.xlsx"]


def test_a_folder_tree_deeper_than_the_recursion_limit_is_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    deep = Path(*["d"] * 900)
    deep.mkdir(parents=True)
    (deep / "form.xlsx").write_bytes(b"x")
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    try:
        assert [path.name for path in find_files([Path()])] == ["form.xlsx"]
    finally:
        sys.setrecursionlimit(old)


@posix
def test_linked_folders_are_not_followed_so_loops_end(tmp_path: Path) -> None:
    make(tmp_path, "a/form.xlsx")
    (tmp_path / "a" / "loop").symlink_to(tmp_path, target_is_directory=True)
    assert found(tmp_path) == ["a/form.xlsx"]


@posix
def test_a_linked_file_is_given_so_that_reading_it_says_why(tmp_path: Path) -> None:
    make(tmp_path, "form.xlsx")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "form.xlsx")
    assert found(tmp_path) == ["form.xlsx", "link.xlsx"]


def test_a_path_that_does_not_exist_is_given_and_a_lock_file_from_a_shell_pattern_is_not(tmp_path: Path) -> None:
    make(tmp_path, "~$form.xlsx")
    given = [tmp_path / "gone.xlsx", tmp_path / "~$form.xlsx"]
    assert list(find_files(given)) == [tmp_path / "gone.xlsx"]


@posix
def test_a_folder_that_may_not_be_opened_is_given_so_that_reading_it_says_why(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    make(tmp_path, "locked/form.xlsx")
    locked.chmod(0)
    try:
        if os.access(locked, os.R_OK):
            pytest.skip("this user may open everything")
        assert list(find_files([tmp_path])) == [locked]
        assert "not allowed" in reason(locked)
    finally:
        locked.chmod(0o700)
