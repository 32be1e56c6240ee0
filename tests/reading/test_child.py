"""The child process: whatever it does, only the file it was reading is refused, and the next one is read."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

from sheetreview.errors import FileError
from sheetreview.reading import frames, worker
from sheetreview.reading.child import CHILD, Child, worker_command
from sheetreview.sheet.grid import Book, Grid
from sheetreview.sheet.kept import kept_book
from tests.reading.nasty.old import CELL, book, compound

GOOD = compound(book(CELL))
BAD_WORKER = (sys.executable, "-I", str(Path(__file__).with_name("bad_worker.py")), *filter(os.path.isabs, sys.path))
BROKE = "brought down the program"

unix_only = pytest.mark.skipif(sys.platform == "win32", reason="limits and signals of Unix")


def said(child: Child, data: bytes) -> str:
    with pytest.raises(FileError) as caught:
        child.read_xls(data)
    return caught.value.reason


def reads(child: Child) -> bool:
    (grid,) = child.read_xls(GOOD).sheets
    return dict(grid.cells) == {(1, 1): 4}


@unix_only
@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("abort", BROKE),
        ("leave", BROKE),
        ("break-down", BROKE),
        ("spin", "takes too long"),
        ("eat", "holds more than a form"),
        ("write-file", "cannot be read"),
        ("chat", "said aloud"),
        ("long-frame", BROKE),
        ("cut-frame", BROKE),
        ("nothing", BROKE),
        ("unknown-letter", BROKE),
        ("no-book", BROKE),
        ("no-json", BROKE),
        ("not-finite", BROKE),
        ("number-of-digits", BROKE),
        ("other-format", BROKE),
        ("no-sheet", BROKE),
        ("far-away", "beyond row 2000"),
        ("no-code", BROKE),
        ("unknown-code", BROKE),
        ("long-text", BROKE),
        ("long-error", BROKE),
        ("long-remark", BROKE),
        ("far-remark", BROKE),
        ("many-remarks", BROKE),
    ],
)
def test_a_child_that_misbehaves_costs_its_own_file_only(what: str, reason: str) -> None:
    with Child(BAD_WORKER) as child:
        assert reads(child)
        assert reason in said(child, what.encode())
        assert reads(child)


@unix_only
def test_a_child_that_does_nothing_for_too_long_is_ended() -> None:
    with Child(BAD_WORKER, wall_seconds=1.5) as child:
        assert "takes too long" in said(child, b"wait")
        assert reads(child)


@unix_only
def test_nothing_of_a_file_reaches_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with Child(BAD_WORKER) as child:
        said(child, b"chat")
        said(child, b"break-down")
    assert capfd.readouterr() == ("", "")


@unix_only
def test_a_reason_is_short_and_moves_no_cursor() -> None:
    with Child(BAD_WORKER) as child:
        reason = said(child, b"long-reason")
    assert reason.startswith("a")
    assert reason.isprintable()
    assert len(reason) <= 500


@unix_only
@pytest.mark.parametrize(("what", "code"), [("chat", "empty"), ("eat", "too-large")])
def test_a_refusal_keeps_its_code_on_the_way_from_the_child(what: str, code: str) -> None:
    with Child(BAD_WORKER) as child, pytest.raises(FileError) as caught:
        child.read_xls(what.encode())
    assert caught.value.refusal.code == code


@unix_only
def test_the_child_has_little_memory_no_files_and_no_core() -> None:
    with Child(BAD_WORKER) as child:
        memory, file, core, descriptors = map(int, said(child, b"limits").split())
    assert (memory, file, core) == (600_000_000, 0, 0)
    assert descriptors <= 16


@unix_only
def test_the_child_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_TOKEN", "hush")
    with Child(BAD_WORKER) as child:
        reason = said(child, b"environment")
    assert reason.startswith("environment:")
    assert "hush" not in reason


@unix_only
def test_one_child_reads_many_files_and_another_after_a_large_one() -> None:
    with Child(BAD_WORKER) as child:
        first = said(child, b"process")
        assert reads(child)
        assert said(child, b"process") == first
        child.read_xls(compound(book(CELL) + b"\0" * 1_000_000))
        assert said(child, b"process") != first


def test_modules_lying_about_are_not_taken_for_pythons_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path))
    with Child() as child:
        assert reads(child)


@pytest.mark.parametrize("command", [("/no/such/program",), (sys.executable, "-c", "pass")])
def test_a_child_that_cannot_be_started_is_said_so(command: tuple[str, ...]) -> None:
    with Child(command) as child:
        assert "cannot be started" in said(child, GOOD)


def test_a_large_file_is_taken_whole() -> None:
    data = os.urandom(9_999_000)
    with Child() as child:
        assert "damaged" in said(child, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data)


PARENT = """
import os, sys
from pathlib import Path
from sheetreview.reading.child import CHILD
print(CHILD.read_xls(Path(sys.argv[1]).read_bytes()).format, CHILD._process._process.pid, flush=True)
sys.stdin.read()
"""


@unix_only
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="this system cannot wait for a process that is not its own")
def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "form.xls").write_bytes(GOOD)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path / "form.xls")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as parent:
        assert parent.stdout is not None
        kind, process = parent.stdout.readline().split()
        child = os.pidfd_open(int(process))
        try:
            assert kind == b"xls"
            assert select.select([child], [], [], 0) == ([], [], [])
            parent.send_signal(signal.SIGKILL)
            assert select.select([child], [], [], 30)[0] == [child]
        finally:
            os.close(child)


FORKED = """
import os, sys
from pathlib import Path
from sheetreview.reading.child import CHILD
data = Path(sys.argv[1]).read_bytes()
CHILD.read_xls(data)
before = CHILD._process._process.pid
forked = os.fork()
CHILD.read_xls(data)
print(CHILD._process._process.pid == before, flush=True)
if forked:
    os.waitpid(forked, 0)
    CHILD.read_xls(data)
    print(CHILD._process._process.pid == before, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork a process")
def test_a_forked_process_has_a_child_of_its_own_and_leaves_the_others_alone(tmp_path: Path) -> None:
    (tmp_path / "form.xls").write_bytes(GOOD)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", FORKED, str(tmp_path / "form.xls")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert sorted(done.stdout.split()) == ["False", "True", "True"]
    assert done.stderr == ""


def test_closing_twice_and_using_it_again_is_fine() -> None:
    child = Child()
    child.close()
    assert reads(child)
    child.close()
    child.close()


def test_the_usual_child_reads_files() -> None:
    assert reads(CHILD)
    assert worker_command()[0] == sys.executable


def asked(*requests: tuple[dict[str, object], bytes], monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What a worker in this process answers, which must not limit this process."""
    monkeypatch.setattr(worker, "limit_time", lambda: None)
    stream, answers = BytesIO(), BytesIO()
    for request, data in requests:
        frames.write_frame(stream, json.dumps(request).encode())
        frames.write_frame(stream, data)
    stream.seek(0)
    worker.serve(stream, answers)
    answers.seek(0)
    assert frames.read_frame(answers) == b""
    return [frames.read_frame(answers) or b"" for _ in requests]


def test_every_request_has_its_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    xls: dict[str, object] = {"do": "xls", "max_rows": 2_000}
    unlock: dict[str, object] = {"do": "unlock", "passwords": []}
    found = asked((xls, GOOD), (xls, b"nonsense"), (unlock, GOOD), (xls, GOOD), monkeypatch=monkeypatch)
    expected = Book(format="xls", sheets=(Grid(name="Form", cells={(1, 1): 4}),))
    assert [kept_book(found[place][1:]) for place in (0, 3)] == [expected, expected]
    assert found[1].startswith(b"!damaged\nThe file is damaged")
    assert found[2] == b"=" + GOOD


def test_a_workbook_that_needs_too_much_is_refused_by_the_child_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def eat(data: bytes, max_rows: int) -> Book:
        del data, max_rows
        raise MemoryError

    xls: dict[str, object] = {"do": "xls", "max_rows": 2_000}
    monkeypatch.setattr(worker, "MAX_FRAME_BYTES", 50)
    (long,) = asked((xls, GOOD), monkeypatch=monkeypatch)
    monkeypatch.setattr(worker, "read_xls", eat)
    (eaten,) = asked((xls, GOOD), monkeypatch=monkeypatch)
    assert long == eaten
    assert long.startswith(b"!too-large\nThe file holds more than a form")


def test_a_frame_that_is_cut_off_is_none_and_a_longer_one_is_refused() -> None:
    assert frames.read_frame(BytesIO(b"\0\0\0\5abc")) is None
    assert frames.read_frame(BytesIO(b"\0\0")) is None
    with pytest.raises(ValueError, match="too long"):
        frames.read_frame(BytesIO(b"\x7f\0\0\0abc"))
