"""The commands as they are called: what they print where, and their exit codes."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

import sheetreview.steps.status
from sheetreview.cli.main import cli
from sheetreview.demo.fill import FilledForm
from sheetreview.demo.workbooks import WorkbookPaper
from sheetreview.steps.collect import collect as collect_files
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import ANN, manager_form, rate, start, started, touch, write_roster

ANN_FORM, CY_FORM, DEE_FORM = "forms/bo-kim/ann-lee.xlsx", "forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"
FINDING_KEYS = [
    *("code", "severity", "reviewee_id", "reviewee", "reviewer", "role"),
    *("file", "sheet", "cell", "item", "message", "fix"),
]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words])


def in_cycle(root: Path, *words: str | Path) -> Result:
    return run("-C", root, *words)


def type_into(form: Path, target: Path, value: str, number: int = 0) -> str:
    """Type a value into a rating of an issued form; the cell."""
    filled = FilledForm(WorkbookPaper(form), manager_form())
    cell = [cell.address for cell in filled.inputs() if cell.column.id == "rating"][number]
    workbook = load_workbook(form)
    workbook.worksheets[0][cell].value = value
    workbook.worksheets[0][cell].data_type = "s"
    workbook.save(target)
    return cell


def with_returns(folder: Path) -> Path:
    """A cycle with one complete return, one off the scale, and one form not returned."""
    root = started(folder)
    rate(root / ANN_FORM, folder / "back" / "ann.xlsx")
    type_into(rate(root / CY_FORM, folder / "back" / "cy.xlsx"), folder / "back" / "cy.xlsx", "9")
    with OpenCycle.open(root) as cycle:
        collect_files(cycle, [folder / "back"])
    return root


Scene = Callable[[Path], list[str | Path]]


def begun(folder: Path) -> Path:
    """An issued form that somebody has only begun to fill in."""
    form = started(folder) / ANN_FORM
    touch(form)
    return form


def words(folder: Path) -> Path:
    path = folder / "words.txt"
    path.write_text("secret\n", encoding="utf-8")
    return path


def _spoilt(folder: Path, name: str, content: bytes) -> Path:
    root = start(folder)
    (root / name).write_bytes(content)
    return root


def _with_bad_roster(folder: Path) -> Path:
    return write_roster(folder / "bad.csv", [("E1", "", "Bo", "nowhere")])


def _init(folder: Path, *more: str | Path) -> list[str | Path]:
    roster = write_roster(folder / "roster.csv")
    return ["init", folder / "new", "--layout", "customer-service", "--roster", roster, "--name", "N", *more]


EXITS: dict[str, tuple[int, Scene]] = {
    "init": (0, _init),
    "generate": (0, lambda f: ["-C", start(f), "generate"]),
    "collect": (0, lambda f: ["-C", root := started(f), "collect", rate(root / ANN_FORM, f / "a.xlsx")]),
    "collect a blank form": (0, lambda f: ["-C", root := started(f), "collect", root / ANN_FORM]),
    "check before anything is back": (0, lambda f: ["-C", started(f), "check"]),
    "check a good file": (0, lambda f: ["check", rate(started(f) / ANN_FORM, f / "a.xlsx")]),
    "status": (0, lambda f: ["-C", with_returns(f), "status"]),
    "summarize": (0, lambda f: ["-C", with_returns(f), "summarize"]),
    "roster": (0, lambda f: ["-C", start(f), "roster", f / "roster.csv"]),
    "demo": (0, lambda f: ["demo", f / "demo"]),
    "check with an error": (1, lambda f: ["-C", with_returns(f), "check"]),
    "check a file with an error": (1, lambda f: ["check", begun(f)]),
    "check a file that nobody has filled in": (0, lambda f: ["check", started(f) / ANN_FORM]),
    "check with an error and a bad file": (1, lambda f: ["check", begun(f), f / "absent"]),
    "check what was collected with passwords": (2, lambda f: ["-C", start(f), "check", "--password-file", words(f)]),
    "collect something else": (1, lambda f: ["-C", start(f), "collect", f / "roster.csv"]),
    "no command": (2, lambda _: []),
    "no such command": (2, lambda _: ["generat"]),
    "init without options": (2, lambda f: ["init", f / "new"]),
    "init with an empty name": (2, lambda f: _init(f, "--name", " ")),
    "init with a long name": (2, lambda f: _init(f, "--name", "x" * 201)),
    "init with a control character": (2, lambda f: _init(f, "--name", "a\x1b[31mb")),
    "init with another date": (2, lambda f: _init(f, "--due", "31.12.2026")),
    "an empty folder name": (2, lambda _: ["-C", "", "status"]),
    "an empty roster name": (2, lambda f: _init(f, "--roster", "")),
    "collect nothing": (2, lambda f: ["-C", start(f), "collect"]),
    "collect an empty name": (2, lambda f: ["-C", start(f), "collect", ""]),
    "no cycle": (3, lambda f: ["-C", f, "status"]),
    "no folder": (3, lambda f: ["-C", f / "absent", "status"]),
    "a file as the cycle": (3, lambda f: ["-C", write_roster(f / "roster.csv"), "status"]),
    "a folder name too long": (3, lambda f: ["-C", f / ("x" * 300), "status"]),
    "init in a cycle": (3, lambda f: ["init", start(f), *_init(f)[2:]]),
    "init with an unknown layout": (3, lambda f: _init(f, "--layout", "custom")),
    "init with an absent layout file": (3, lambda f: _init(f, "--layout", "absent.yaml")),
    "init with an absent roster": (3, lambda f: _init(f, "--roster", f / "absent.csv")),
    "init with a folder as roster": (3, lambda f: _init(f, "--roster", f)),
    "init with a bad roster": (3, lambda f: _init(f, "--roster", _with_bad_roster(f))),
    "init with absent metrics": (3, lambda f: _init(f, "--metrics", f / "absent.csv")),
    "damaged settings": (3, lambda f: ["-C", _spoilt(f, "cycle.yaml", b"name: ["), "status"]),
    "settings that are no text": (3, lambda f: ["-C", _spoilt(f, "cycle.yaml", b"\xff\0"), "status"]),
    "a damaged store": (3, lambda f: ["-C", _spoilt(f, "cycle.sqlite3", b"garbage"), "status"]),
    "an empty store": (3, lambda f: ["-C", _spoilt(f, "cycle.sqlite3", b""), "generate"]),
    "a file in place of the forms": (3, lambda f: ["-C", _spoilt(f, "forms", b""), "generate"]),
    "check an absent file": (3, lambda f: ["check", f / "absent.xlsx"]),
    "check what is no form": (3, lambda f: ["check", write_roster(f / "roster.csv")]),
    "check with a bad layout": (3, lambda f: ["check", "--layout", write_roster(f / "roster.csv"), f]),
    "demo where something is": (3, lambda f: ["demo", write_roster(f / "roster.csv").parent]),
}


@pytest.mark.parametrize("scene", EXITS)
def test_exit_codes_are_as_documented_and_every_failure_says_why(tmp_path: Path, scene: str) -> None:
    code, words = EXITS[scene]
    result = run(*words(tmp_path))
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert bool(result.stderr.strip()) or code <= 1
    assert isinstance(result.exception, SystemExit | None)


def test_a_bug_is_owned_up_to_without_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("Ann Lee got a 2")

    monkeypatch.setattr(sheetreview.steps.status, "cycle_status", broken)
    root = start(tmp_path)
    result = in_cycle(root, "status")
    assert result.exit_code == 70
    assert "this is a bug in sheetreview" in result.stderr
    assert "Ann" not in result.output
    monkeypatch.setenv("SHEETREVIEW_DEBUG", "1")
    assert isinstance(in_cycle(root, "status").exception, ZeroDivisionError)


def test_what_the_system_refuses_is_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", "/some/where")

    monkeypatch.setattr(sheetreview.steps.status, "cycle_status", refused)
    result = in_cycle(start(tmp_path), "status")
    assert result.exit_code == 3
    assert result.stderr == "sheetreview: /some/where: Permission denied; check the name and the permissions\n"


def test_ctrl_c_says_that_nothing_is_torn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sheetreview.steps.status, "cycle_status", stopped)
    result = in_cycle(start(tmp_path), "status")
    assert result.exit_code == 130
    assert "run the command again" in result.stderr


def test_check_gives_findings_as_json_and_nothing_else_on_standard_output(tmp_path: Path) -> None:
    result = in_cycle(with_returns(tmp_path), "check", "--format", "json")
    (finding,) = json.loads(result.stdout)
    assert list(finding) == FINDING_KEYS
    assert finding == finding | {
        "code": "off-scale",
        "severity": "error",
        "reviewee_id": "E2",
        "reviewee": "Cy Roe",
        "reviewer": "Bo Kim",
        "role": "manager",
        "file": str(tmp_path / "back" / "cy.xlsx"),
        "sheet": "Review",
        "item": "Customer/Client Support Management",
    }
    assert result.exit_code == 1


def test_check_names_unusable_files_on_standard_error_and_keeps_json_clean(tmp_path: Path) -> None:
    result = run("check", "--format", "json", tmp_path / "absent.xlsx")
    assert json.loads(result.stdout) == []
    assert "absent.xlsx: There is no such file. Check the name and the folder." in result.stderr
    assert result.exit_code == 3


def test_check_of_nothing_usable_never_says_that_nothing_is_wrong(tmp_path: Path) -> None:
    result = run("check", tmp_path / "absent.xlsx")
    assert result.stdout == "No review checked; 1 file could not be used:\n"


def test_check_gives_csv_that_no_program_takes_for_formulas(tmp_path: Path) -> None:
    rows = [("=1+1", "@SUM(A1)", *ANN[2:])]
    root = started(tmp_path, rows)
    (form,) = (root / "forms").rglob("*.xlsx")
    type_into(form, tmp_path / "back.xlsx", "=HYPERLINK()")
    in_cycle(root, "collect", tmp_path / "back.xlsx")
    result = in_cycle(root, "check", "--format", "csv")
    found = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(found[0]) == FINDING_KEYS
    assert {row["reviewee_id"] for row in found} == {"'=1+1"}
    assert {row["reviewee"] for row in found} == {"'@SUM(A1)"}
    assert not any(value.startswith(("=", "+", "-", "@")) for row in found for value in row.values())


def test_strangers_cannot_steer_the_terminal(tmp_path: Path) -> None:
    root = started(tmp_path)
    evil = tmp_path / "x\x1b[31m\x07\u202e.xlsx"
    type_into(root / ANN_FORM, evil, "\x9b31m\u202e9")
    plain = tmp_path / "\x1b]0;title\x07.csv"
    plain.write_text("a,b\n1,2\n")
    results = [
        in_cycle(root, "collect", evil, plain),
        in_cycle(root, "check"),
        in_cycle(root, "check", "--format", "csv"),
        in_cycle(root, "check", "--format", "json"),
        run("check", evil, plain),
        run("-C", tmp_path / "\x1b[2J", "status"),
    ]
    assert [result.exit_code for result in results] == [1, 1, 1, 1, 1, 3]
    for result in results:
        text = (result.stdout + result.stderr).replace("\r\n", "\n")
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(text)


def test_collect_lists_what_needs_attention_and_counts_the_rest(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = rate(root / ANN_FORM, tmp_path / "ann.xlsx")
    first = in_cycle(root, "collect", returned)
    assert first.stdout == "1 file: 1 collected.\n"
    assert first.stderr == f"Next: sheetreview -C {root} check\n"
    again = in_cycle(root, "collect", returned, tmp_path / "absent.xlsx")
    assert "2 files: 1 already collected, 1 unreadable." in again.stdout
    assert "ann.xlsx" not in again.stdout
    assert again.stderr == ""


def test_collect_gives_every_outcome_as_json(tmp_path: Path) -> None:
    root = started(tmp_path)
    returned = rate(root / ANN_FORM, tmp_path / "ann.xlsx")
    (one,) = json.loads(in_cycle(root, "collect", "--format", "json", returned).stdout)
    assert {key: one[key] for key in ("file", "outcome", "code", "reviewee", "reviewer")} == {
        "file": str(returned),
        "outcome": "collected",
        "code": "",
        "reviewee": "Ann Lee",
        "reviewer": "Bo Kim",
    }


def test_collect_gives_the_code_of_a_refused_file_as_json(tmp_path: Path) -> None:
    (one,) = json.loads(in_cycle(started(tmp_path), "collect", "--format", "json", tmp_path / "absent.xlsx").stdout)
    assert (one["outcome"], one["code"]) == ("unreadable", "no-such-file")
    assert one["detail"].startswith("There is no such file")


def test_generate_says_which_forms_it_left_alone(tmp_path: Path) -> None:
    root = started(tmp_path)
    touch(root / ANN_FORM)
    result = in_cycle(root, "generate")
    assert f"3 forms in {root / 'forms'}: 2 already there, 1 left alone." in result.stdout
    assert ANN_FORM in result.stdout
    done = json.loads(in_cycle(root, "generate", "--force", "--format", "json").stdout)
    assert done["replaced"] == [[ANN_FORM, "backups/bo-kim/ann-lee-1.xlsx"]]
    assert (done["forms"], done["gone"], done["touched"]) == (3, [], [])


def test_generate_names_forms_of_people_who_left(tmp_path: Path) -> None:
    root = started(tmp_path)
    in_cycle(root, "roster", write_roster(tmp_path / "new.csv", [ANN]))
    result = in_cycle(root, "generate")
    assert f"No longer on the roster, do not send:\n  {CY_FORM}\n  {DEE_FORM}\n" in result.stdout


def test_status_counts_each_reviewers_forms(tmp_path: Path) -> None:
    root = with_returns(tmp_path)
    bo, gus = json.loads(in_cycle(root, "status", "--format", "json").stdout)["reviewers"]
    keys = ("name", "email", "issued", "not_started", "in_progress", "with_errors", "complete")
    assert [bo[key] for key in keys] == ["Bo Kim", "bo@example.com", 2, 0, 0, 1, 1]
    assert [gus[key] for key in keys] == ["Gus Hay", "gus@example.com", 1, 1, 0, 0, 0]
    assert bo["forms"][0] == {
        "reviewee_id": "E1",
        "reviewee": "Ann Lee",
        "role": "manager",
        "account": "",
        "month": "",
        "status": "complete",
        "issued": True,
        "rated": 18,
        "of": 18,
        "errors": 0,
        "due": "",
        "days_late": 0,
        "choice": "",
        "link": "",
    }
    people = in_cycle(root, "status", "--people").stdout
    assert "with errors (1)" in people
    assert "2 of 3 forms came back." in people


def test_summarize_prints_the_json_that_it_writes(tmp_path: Path) -> None:
    root = with_returns(tmp_path)
    result = in_cycle(root, "summarize", "--format", "json")
    written = json.loads((root / "summary" / "team-summary.json").read_text(encoding="utf-8"))
    assert json.loads(result.stdout) == written
    assert written["participation"]["counted"] == 1
    assert {path.stat().st_mode & 0o777 for path in (root / "summary").iterdir()} == {0o600}


def test_a_folder_with_a_space_is_quoted_in_what_to_run_next(tmp_path: Path) -> None:
    words = _init(tmp_path)
    words[1] = tmp_path / "my cycle"
    assert f'Next: sheetreview -C "{tmp_path / "my cycle"}" generate (or push' in run(*words).stderr


def test_in_the_cycles_own_folder_no_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(start(tmp_path))
    result = run("roster", os.path.join("..", "roster.csv"))  # noqa: PTH118 -- as a person types it
    assert result.stderr.endswith("0 new, 0 no longer on it.\nNext: sheetreview generate\n")


def test_all_problems_of_a_roster_are_listed_with_their_rows(tmp_path: Path) -> None:
    roster = write_roster(tmp_path / "bad.csv", [("E1", "", "Bo", "nowhere"), ("", "Ann", "Bo", "bo@example.com")])
    result = run(*_init(tmp_path, "--roster", roster))
    assert [line.split(": ", 1)[1].split(";")[0] for line in result.stderr.splitlines()[1:]] == [
        "name is empty",
        "reviewer_email 'nowhere' is no e-mail address",
        "employee_id is empty",
    ]
    assert f"{roster}:3: " in result.stderr
