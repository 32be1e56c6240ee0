"""``sheetreview google`` as it is called: what it prints where, and its exit codes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sheetreview.google.backend
from google_standin.accounts import DRIVE_FILE
from google_standin.people import HR, config_folder
from google_standin.running import Standin
from sheetreview.cli.main import cli
from tests.steps.making import start


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def cycle_with(folder: Path, google: str) -> Path:
    """A cycle whose ``cycle.yaml`` says this under ``google``."""
    root = start(folder)
    path = root / "cycle.yaml"
    before, _, after = path.read_text(encoding="utf-8").partition("google:\n")
    rest = after[after.index("\n# ") :]
    path.write_text(f"{before}google: {google}{rest}", encoding="utf-8")
    return root


def tool(standin: Standin, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sheetreview", "google", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **standin.env()},
    )


def test_whoami_says_who_by_what_and_what_it_reaches(standin: Standin, tmp_path: Path) -> None:
    result = run("-C", tmp_path, "google", "whoami")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"Account  {HR} (Human Resources)",
        f"Sign-in  yourself, as a person, by {config_folder(standin.home) / 'authorized_user.json'}",
        "Reaches  only what sheetreview itself has made",
        "Storage  15.0 GB free",
    ]


def test_whoami_gives_json_alone(standin: Standin, tmp_path: Path) -> None:
    found = json.loads(run("-C", tmp_path, "google", "whoami", "--format", "json").stdout)
    assert found == {
        "kind": "user",
        "email": HR,
        "name": "Human Resources",
        "acts_for_somebody": False,
        "file": str(config_folder(standin.home) / "authorized_user.json"),
        "scopes": [DRIVE_FILE],
        "limit_bytes": 15 * 2**30,
        "free_bytes": 15 * 2**30,
    }


def test_in_a_cycle_whoami_is_whom_the_service_account_acts_for(standin: Standin, tmp_path: Path) -> None:
    standin.sign_in_as("service account", acts_as=[DRIVE_FILE])
    result = run("-C", cycle_with(tmp_path, f"{{acts_as: {HR}}}"), "google", "whoami")
    assert f"Account  {HR}" in result.stdout
    assert "a service account that acts for a person" in result.stdout


def test_whoami_of_a_service_account_says_that_it_has_no_storage(standin: Standin, tmp_path: Path) -> None:
    standin.sign_in_as("service account")
    assert run("-C", tmp_path, "google", "whoami").stdout.endswith("Storage  none of its own\n")


def test_whoami_without_a_sign_in_says_how_to_get_one(standin: Standin, tmp_path: Path) -> None:
    standin.sign_in_as("nobody")
    result = run("-C", tmp_path, "google", "whoami")
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr == ("sheetreview: nobody is signed in to Google yet; run 'sheetreview google login'\n")


def test_doctor_finds_nothing_wrong_and_says_what_is_next(standin: Standin, tmp_path: Path) -> None:
    root = cycle_with(tmp_path, "{domains: [example.com]}")
    result = run("-C", root, "google", "doctor")
    assert result.exit_code == 0
    assert "ok      Google Sheets API: switched on\n" in result.stdout
    assert "ok      Recipients: forms may be shared with addresses at example.com\n" in result.stdout
    assert result.stdout.endswith("\nNothing is wrong.\n")
    assert result.stderr == f"Next: sheetreview -C {root} push --dry-run\n"
    standin.assert_honest()


def test_doctor_knows_what_a_cycle_remembers_of_its_pushes(standin: Standin, tmp_path: Path) -> None:
    root = start(tmp_path)
    assert run("-C", root, "push", "--allow-domain", "example.com").exit_code == 0
    result = run("-C", root, "google", "doctor")
    assert "ok      Cycle's folder: it is there" in result.stdout
    assert "forms may be shared with addresses at example.com (by --allow-domain)\n" in result.stdout
    [folder] = [file["id"] for file in standin.report()["files"] if file["mimeType"].endswith("folder")]
    standin.client_as(HR).update(folder, trashed=True)
    result = run("-C", root, "google", "doctor")
    assert (result.exit_code, "not ok  Cycle's folder: it is in the bin" in result.stdout) == (4, True)


def test_doctor_lists_all_that_is_wrong_and_exits_as_google_errors_do(standin: Standin, tmp_path: Path) -> None:
    standin.settings(disabled_apis=["sheets"])
    standin.account(HR, limit=10, used=10)
    result = run("-C", cycle_with(tmp_path, "{}"), "google", "doctor")
    assert result.exit_code == 4
    wrong = [line.split(":")[0] for line in result.stdout.splitlines() if line.startswith("not ok")]
    assert wrong == ["not ok  Google Sheets API", "not ok  Storage"]
    assert result.stdout.endswith("\n2 things to mend before sheets can be made.\n")


def test_doctor_gives_json_alone_also_when_something_is_wrong(standin: Standin, tmp_path: Path) -> None:
    standin.sign_in_as("nobody")
    result = run("-C", tmp_path, "google", "doctor", "--format", "json")
    assert result.exit_code == 4
    found = json.loads(result.stdout)
    assert [(check["about"], check["state"]) for check in found if check["state"] != "note"] == [("Sign-in", "not ok")]
    assert [sorted(check) for check in found] == [["about", "said", "state"]] * len(found)


def test_doctor_without_a_cycle_says_that_it_looked_at_none(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    result = run("-C", tmp_path, "google", "doctor")
    assert result.exit_code == 0
    assert "No cycle was looked at" in result.stderr


def test_doctor_in_a_cycle_with_damaged_settings_is_no_traceback(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = start(tmp_path)
    (root / "cycle.yaml").write_text("name: [", encoding="utf-8")
    result = run("-C", root, "google", "doctor")
    assert result.exit_code == 3
    assert "cycle.yaml" in result.stderr


@pytest.mark.parametrize(
    ("options", "wanted"), [((), (True, False)), (("--no-browser", "--whole-drive"), (False, True))]
)
def test_login_hands_its_options_on(
    standin: Standin,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    wanted: tuple[bool, bool],
) -> None:
    asked: list[tuple[bool, bool]] = []
    text = (config_folder(standin.home) / "authorized_user.json").read_text(encoding="utf-8")

    def log_in(*, browser: bool, tell: Callable[[str], None], whole_drive: bool) -> str:
        tell("http://127.0.0.1/consent")
        asked.append((browser, whole_drive))
        return text

    monkeypatch.setattr(sheetreview.google.backend, "log_in", log_in)
    result = run("-C", tmp_path, "google", "login", *options)
    assert asked == [wanted]
    assert ("opens by itself" in result.stderr) == wanted[0]
    assert "in place of the earlier one." in result.stdout
    assert f"You are signed in as {HR}. sheetreview reaches only what sheetreview itself has made." in result.stdout


def test_a_login_is_kept_even_when_nothing_else_works_yet(
    standin: Standin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = config_folder(standin.home) / "authorized_user.json"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    standin.settings(disabled_apis=["drive"])
    monkeypatch.setattr(sheetreview.google.backend, "log_in", lambda **_: text)
    result = run("-C", tmp_path, "google", "login")
    assert result.exit_code == 4
    assert result.stdout == f"The sign-in is kept in {path}.\n"
    assert "Google Drive API is not switched on" in result.stderr
    assert path.read_text(encoding="utf-8") == text


def test_the_whole_way_from_no_sign_in_to_a_clean_bill_in_processes_of_their_own(tmp_path: Path) -> None:
    with Standin(tmp_path) as standin:
        standin.sign_in_as("nobody")
        login = tool(standin, "login", "--no-browser")
        assert login.stderr is not None
        login.stderr.readline()
        address = login.stderr.readline().strip()
        visit = threading.Thread(target=lambda: urllib.request.urlopen(address, timeout=20).close())  # noqa: S310 -- the stand-in
        visit.start()
        said, _ = login.communicate(timeout=60)
        visit.join()
        assert (login.returncode, f"You are signed in as {HR}." in said) == (0, True)
        doctor = tool(standin, "doctor")
        said, complaints = doctor.communicate(timeout=60)
        assert (doctor.returncode, "Nothing is wrong." in said) == (0, True)
        assert HR not in said + complaints
        standin.assert_honest()


def test_help_of_google_imports_nothing_of_google() -> None:
    program = (
        "import sys\nfrom sheetreview.cli.main import cli\n"
        "try: cli(['google', 'doctor', '--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'gspread', 'google.auth', 'requests', 'pydantic'} & set(sys.modules)))"
    )
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=unmeasured)
    assert done.stdout.splitlines()[-1] == "[]"
