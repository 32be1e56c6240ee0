"""Push, pull and close as processes of their own: killed, stopped, started twice, and what they let slip."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from google_standin.running import Standin
from tests.cli.pushing import (
    IN_ORDER,
    LOOK,
    NO_MAIL,
    SHEET,
    Ended,
    broken_promises,
    finished,
    left_unsaid,
    pushed,
    pushes,
    secrets_in,
    started,
    strike,
)
from tests.steps.online.conftest import cycle_of

pytestmark = pytest.mark.no_cover

FORMS = 4
LAG = 20.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return cycle_of(tmp_path, FORMS)


def ended(standin: Standin, root: Path, *words: str) -> Ended:
    return finished(started(standin, root, *words))


def test_a_cycle_through_google_from_push_to_close(standin: Standin, root: Path) -> None:
    push = ended(standin, root, "push")
    assert (push.code, "4 sheets: 4 shared." in push.output) == (IN_ORDER, True)
    assert broken_promises(standin, root) == []
    assert len((root / "links.csv").read_text(encoding="utf-8-sig").splitlines()) == 1 + FORMS
    pull = ended(standin, root, "pull")
    assert (pull.code, "4 sheets unchanged" in pull.output) == (IN_ORDER, True)
    close = ended(standin, root, "close")
    assert (close.code, "4 sheets closed, 4 permissions taken down to reading" in close.output) == (IN_ORDER, True)
    standin.assert_honest()


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("drive.files.create", "hang-after"),
        ("sheets.spreadsheets.batchUpdate", "hang-before"),
        ("sheets.spreadsheets.batchUpdate", "hang-after"),
        ("drive.permissions.create", "hang-after"),
    ],
)
def test_a_push_that_is_killed_in_a_call_goes_on_and_doubles_nothing(
    standin: Standin, root: Path, call: str, fault: str
) -> None:
    standin.faults({"kinds": [fault], "at": 2, "calls": [call]})
    process = started(standin, root, "push")
    assert standin.wait_for_hang() == call
    process.kill()
    process.communicate()
    assert process.returncode
    standin.faults()
    assert pushed(standin, root).code == IN_ORDER
    assert broken_promises(standin, root) == []


@pytest.mark.parametrize("fault", ["reset-after", "503-after", "cut-off"])
def test_a_lost_answer_makes_no_second_sheet_though_google_is_late_to_list_the_first(
    standin: Standin, root: Path, fault: str
) -> None:
    standin.settings(listing_lag=LAG)
    # The first is the folder.
    standin.faults({"kinds": [fault], "at": 2, "calls": ["drive.files.create"]})
    runs = list(pushes(standin, root, 3))
    assert runs[-1].code == IN_ORDER
    assert standin.report()["faults"] == {fault: 1}
    assert broken_promises(standin, root) == []


@pytest.mark.parametrize("which", [1, 2])
def test_a_push_killed_after_a_file_was_made_makes_no_second_one_though_google_is_late_to_list_it(
    standin: Standin, root: Path, which: int
) -> None:
    standin.settings(listing_lag=LAG)
    standin.faults({"kinds": ["hang-after"], "at": which, "calls": ["drive.files.create"]})
    process = started(standin, root, "push")
    assert standin.wait_for_hang() == "drive.files.create"
    process.kill()
    process.communicate()
    standin.faults()
    assert [run.code for run in pushes(standin, root, 3)][-1] == IN_ORDER
    assert broken_promises(standin, root) == []


def test_a_sheet_that_google_does_not_list_yet_is_not_said_to_be_gone(standin: Standin, root: Path) -> None:
    standin.settings(listing_lag=LAG)
    assert ended(standin, root, "push").code == IN_ORDER
    pull, again = ended(standin, root, "pull"), ended(standin, root, "push")
    assert standin.client_as().files() == []
    assert (pull.code, again.code) == (IN_ORDER, IN_ORDER)
    assert "4 sheets unchanged" in pull.output
    assert "4 already there" in again.output
    assert broken_promises(standin, root) == []


def test_a_sheet_that_is_deleted_for_good_is_said_to_be_gone_all_the_same(standin: Standin, root: Path) -> None:
    standin.settings(listing_lag=LAG)
    assert ended(standin, root, "push").code == IN_ORDER
    lost = next(file["id"] for file in standin.report()["files"] if file["mimeType"] == SHEET)
    standin.client_as().delete(lost)
    pull = ended(standin, root, "pull")
    assert (pull.code, pull.output.count("it is gone")) == (LOOK, 1)


def test_the_table_names_each_sheet_that_failed_with_the_reason(standin: Standin, root: Path) -> None:
    standin.faults(
        {"kinds": ["insufficientFilePermissions"], "at": 2, "calls": ["sheets.spreadsheets.batchUpdate"]},
        {"kinds": ["mail-failed"], "at": 1, "calls": ["drive.permissions.create"]},
    )
    run = pushed(standin, root, "table")
    assert (run.code, sorted(fate for _, fate, _ in run.told)) == (LOOK, ["failed", "shared"])
    reasons = {fate: reason for _, fate, reason in run.told}
    assert "it was only given the right to read, or none" in reasons["failed"]
    assert reasons["shared"].startswith(NO_MAIL)
    assert list(left_unsaid(run, root)) == []


@pytest.mark.skipif(os.name == "nt", reason="this system has no signals to send")
def test_ctrl_c_ends_a_push_at_once_also_while_google_does_not_answer(standin: Standin, root: Path) -> None:
    standin.faults({"kinds": ["hang-after"], "at": 2, "calls": ["drive.files.create"]})
    process = started(standin, root, "push")
    assert standin.wait_for_hang()
    process.send_signal(signal.SIGINT)
    # Without an answer a call is given up after 185 seconds.
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors == "Stopped. Everything written so far is whole; run the command again to go on.\n"
    standin.faults()
    assert pushed(standin, root).code == IN_ORDER
    assert broken_promises(standin, root) == []


def test_two_pushes_at_once_make_each_sheet_once(standin: Standin, root: Path) -> None:
    both = [finished(process) for process in [started(standin, root, "push") for _ in range(2)]]
    assert [one.code for one in both] == [IN_ORDER, IN_ORDER]
    assert broken_promises(standin, root) == []


def test_no_address_token_or_key_is_printed_or_logged_whatever_fails(standin: Standin, root: Path) -> None:
    strike(standin, 3, 0.3)
    runs = [logged(standin, root, words) for words in ("push", "push", "pull", "google doctor", "close")]
    assert sum(standin.report()["faults"].values()) >= 10
    assert all(run.code in (0, 1, 4) for run in runs)
    assert [secret for run in runs for secret in secrets_in(run.errors, standin.home)] == []
    shown = [secret for run in runs for secret in secrets_in(run.output, standin.home) if "@" not in secret]
    assert shown == []


def logged(standin: Standin, root: Path, words: str) -> Ended:
    """A command in a process where every library may log whatever it likes."""
    program = (
        "import logging, sys; logging.basicConfig(level=logging.DEBUG)\n"
        f"sys.argv = ['sheetreview', '-C', {str(root)!r}, *{words.split()!r}]\n"
        "from sheetreview.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, **standin.env(), "SHEETREVIEW_DEBUG": "1"},
    )
    return Ended(code=done.returncode, output=done.stdout, errors=done.stderr)


def test_a_sign_in_that_was_withdrawn_is_said_without_showing_it(standin: Standin, root: Path) -> None:
    standin.account("hr@example.com", revoke=True)
    run = ended(standin, root, "push")
    assert run.code == 4
    assert "the sign-in has run out or was withdrawn" in run.errors
    assert secrets_in(run.output + run.errors, standin.home) == []
