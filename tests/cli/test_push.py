"""``push``, ``pull``, ``close`` and ``status`` of Google Sheets as they are called: what they say, and exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from google_standin.people import HR
from google_standin.running import Standin
from sheetreview.cli.main import cli
from sheetreview.cli.output import notice_pace
from sheetreview.cycle.sheets import SUMMARY_KEY, OnlineSheet, Step
from sheetreview.steps.online.backends import backend_for, connect
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import ANN, CY, DEE, start, write_roster
from tests.steps.online.conftest import cycle_of
from tests.steps.online.desk import two_roles

GUS_SLIPPED = ("E3", "Dee Fox", "Gus Hay", "gus@exmaple.com")


def in_cycle(root: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(cli, ["-C", str(root), *map(str, words)])


def pushed(folder: Path, rows: Iterable[Sequence[str]] = (ANN, CY, DEE)) -> Path:
    """A cycle whose forms are shared."""
    root = start(folder, rows)
    assert in_cycle(root, "push", "--allow-domain", "example.com").exit_code == 0
    return root


def records(root: Path) -> list[OnlineSheet]:
    """The spreadsheets of a cycle's forms, in the roster's order."""
    with OpenCycle.open(root, reading=True) as cycle:
        known = cycle.store.sheets.all()
        return [known[form] for form in cycle.store.assignments()]


def allowed(root: Path) -> set[str]:
    with OpenCycle.open(root, reading=True) as cycle:
        return set(cycle.store.sheets.allowed())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--confirm", "example.com"], "a domain with --allow-domain"),
        (["--confirm", "bla"], "'bla' is no e-mail address"),
        (["--confirm", "@example.com"], "is no e-mail address"),
        (["--confirm", "bo@example.com gus@example.com"], "is no e-mail address"),
        (["--allow-domain", "bo@example.com"], "is no mail domain"),
        (["--as-of", "2026-11-30"], "'--as-of' goes with '--summary' only"),
        (["--summary", "--bundle", "reviewer"], "'--summary' goes with"),
        (["--summary", "--bundle", "none"], "'--summary' goes with"),
        (["--summary", "--dry-run"], "'--summary' goes with"),
    ],
)
def test_options_that_mean_nothing_are_wrong_usage_and_allow_nothing(
    standin: Standin, tmp_path: Path, words: list[str], said: str
) -> None:
    root = start(tmp_path)
    result = in_cycle(root, "push", *words)
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert (allowed(root), standin.report()["files"]) == (set(), [])


def test_a_confirmed_address_is_taken_without_the_space_around_it(standin: Standin, tmp_path: Path) -> None:
    root = start(tmp_path)
    assert in_cycle(root, "push", "--confirm", " Gus@example.com ", "--only", "Dee Fox").exit_code == 0
    assert [mail["email"] for mail in standin.report()["mails"]] == ["gus@example.com"]


def test_a_push_that_allows_nobody_ends_with_the_line_that_does(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = start(tmp_path, [ANN, CY, ("E3", "Dee Fox", "Gus Hay", "gus@other.example")])
    lines = in_cycle(root, "push", "--dry-run").stdout.splitlines()
    assert f"Next: sheetreview -C {root} push --allow-domain example.com --allow-domain other.example" in lines


def test_the_line_keeps_what_the_push_was_asked(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = start(tmp_path)
    asked = ["--only", "Ann Lee", "--role", "manager", "--bundle", "reviewer", "--no-mail", "--again"]
    lines = in_cycle(root, "push", "--dry-run", *asked, "--confirm", "gus@example.com").stdout.splitlines()
    [line] = [line for line in lines if line.startswith("Next:")]
    assert line == (
        f'Next: sheetreview -C {root} push --only "Ann Lee" --role manager --bundle reviewer --no-mail --again '
        "--confirm gus@example.com --allow-domain example.com"
    )


def test_a_domain_that_looks_mistyped_is_not_offered_for_pasting(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = start(tmp_path, [ANN, CY, GUS_SLIPPED])
    lines = in_cycle(root, "push", "--dry-run").stdout.splitlines()
    assert f"Next: sheetreview -C {root} push --allow-domain example.com" in lines
    assert f"A mistyped address is mended in the roster: sheetreview -C {root} roster FILE" in lines
    later = in_cycle(root, "push", "--allow-domain", "example.com")
    assert later.exit_code == 1
    assert "did you mean example.com?" in later.stdout
    assert "Next:" not in later.stdout


def test_many_domains_are_better_named_in_the_settings(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    names = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot")
    root = start(tmp_path, [(f"E{name}", f"Of {name}", f"Boss {name}", f"boss@{name}.example") for name in names])
    found = in_cycle(root, "push", "--dry-run").stdout
    [line] = [line for line in found.splitlines() if line.startswith("Next:")]
    assert "'google: domains' in cycle.yaml" in line
    assert "--allow-domain" not in line


def test_a_table_has_a_column_for_details_only_when_there_are_any(standin: Standin, tmp_path: Path) -> None:
    root = start(tmp_path)
    assert in_cycle(root, "push", "--dry-run").stdout.splitlines()[0].split() == ["Sheet", "For", "Would", "be"]
    in_cycle(root, "push", "--allow-domain", "example.com")
    standin.client_as(HR).update(records(root)[0].file_id, trashed=True)
    result = in_cycle(root, "push")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0].split()[-1] == "Detail"
    assert "https://" not in result.stdout


def test_a_link_of_a_sheet_that_is_lost_stands_whole_on_a_line_of_its_own(standin: Standin, tmp_path: Path) -> None:
    root = pushed(tmp_path)
    lost = records(root)[0]
    standin.client_as(HR).update(lost.file_id, trashed=True)
    result = in_cycle(root, "pull")
    assert result.exit_code == 1
    assert f"  Ann Lee, by Bo Kim: {lost.link}" in result.stdout.splitlines()
    assert result.stdout.count("https://") == 1


def test_what_cannot_be_closed_is_listed_under_its_reason(standin: Standin, tmp_path: Path) -> None:
    root = pushed(tmp_path)
    first, second, _ = records(root)
    for record in (first, second):
        standin.client_as(HR).call(
            "POST", f"/drive/v3/files/{record.file_id}/permissions", body={"role": "reader", "type": "anyone"}
        )
    lines = in_cycle(root, "close").stdout.splitlines()
    assert lines[0].startswith("Not closed: anyone with the link")
    assert sorted(lines[1:3]) == sorted([f"  {first.link}", f"  {second.link}"])


def test_status_lists_links_last_and_whole(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = pushed(tmp_path)
    lines = in_cycle(root, "status", "--people").stdout.splitlines()
    who = ("Ann Lee (manager), by Bo Kim", "Cy Roe (manager), by Bo Kim", "Dee Fox (manager), by Gus Hay")
    links = [f"  {name}: {one.link}" for name, one in zip(who, records(root), strict=True)]
    assert lines[-4:] == ["Sheets:", *links]
    assert "https://" not in in_cycle(root, "status").stdout


def test_status_live_exits_as_pull_does(standin: Standin, tmp_path: Path) -> None:
    root = pushed(tmp_path)
    assert in_cycle(root, "status", "--live").exit_code == 0
    standin.client_as(HR).update(records(root)[0].file_id, trashed=True)
    unreadable = in_cycle(root, "status", "--live", "--format", "json")
    assert (unreadable.exit_code, len(json.loads(unreadable.stdout)["reviewers"])) == (1, 2)
    assert in_cycle(root, "status").exit_code == 0
    standin.faults({"kinds": ["dailyLimitExceeded"], "rate": 1.0, "calls": ["drive.files.list"], "seed": 1})
    assert in_cycle(root, "status", "--live").exit_code == 4


def test_the_summary_says_what_became_of_it_and_its_link_stands_alone(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = pushed(tmp_path)
    first = in_cycle(root, "push", "--summary", "--as-of", "2026-11-30")
    with OpenCycle.open(root, reading=True) as cycle:
        link = cycle.store.sheets.all()[SUMMARY_KEY].link
    assert (first.exit_code, first.stdout) == (0, f"The team summary is made: 0 of 3 forms came back.\n{link}\n")
    again = in_cycle(root, "push", "--summary", "--as-of", "2026-11-30").stdout
    assert again == f"The team summary is already there: 0 of 3 forms came back.\n{link}\n"
    in_cycle(root, "roster", write_roster(tmp_path / "fewer.csv", [ANN, CY]))
    later = in_cycle(root, "push", "--summary", "--as-of", "2026-11-30").stdout
    assert later == f"The team summary is brought up to date: 0 of 2 forms came back.\n{link}\n"


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        (0, ""),
        (55, ""),
        (56, "56 sheets; at Google's limit of about 55 a minute this takes about 2 minutes.\n"),
        (300, "300 sheets; at Google's limit of about 55 a minute this takes about 6 minutes.\n"),
    ],
)
def test_what_takes_longer_than_a_minute_is_announced(
    capsys: pytest.CaptureFixture[str], sheets: int, said: str
) -> None:
    notice_pace(sheets, backend_for(None))
    assert capsys.readouterr() == ("", said)


def test_only_sheets_that_are_to_be_made_take_time(standin: Standin, tmp_path: Path) -> None:
    root = cycle_of(tmp_path, 57)
    assert "57 sheets; at Google's limit" in in_cycle(root, "push", "--dry-run").stderr
    assert "at Google's limit" not in in_cycle(root, "push", "--dry-run", "--only", "Boss 1").stderr
    keep_records(root, 57, Step.SHARED)
    standin.sign_in_as("nobody")
    closing = in_cycle(root, "close")
    assert (closing.exit_code, closing.stderr.splitlines()[0][:13]) == (4, "57 sheets; at")


def keep_records(root: Path, count: int, step: Step) -> None:
    """Have the cycle remember spreadsheets that Google does not have."""
    with OpenCycle.open(root) as cycle:
        for number in range(count):
            cycle.store.sheets.put(OnlineSheet(key=f"k{number}", file_id=f"f{number}", link="", step=step))


def test_a_sheet_that_passes_for_another_is_named_as_not_used(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = pushed(tmp_path)
    key = records(root)[0].key
    with OpenCycle.open(root) as cycle, connect(cycle.settings) as connection:
        double = connection.make_spreadsheet("Second", cycle.store.sheets.folder, key)
    lines = in_cycle(root, "push").stdout.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("Not used:"))
    assert "move them to the bin" in lines[place]
    assert lines[place + 1] == f"  {double.link}"


def test_after_the_end_a_push_says_so_and_asks_google_nothing(standin: Standin, tmp_path: Path) -> None:
    root = pushed(tmp_path)
    assert in_cycle(root, "close").exit_code == 0
    calls = standin.report()["calls"]
    result = in_cycle(root, "push")
    assert (result.exit_code, result.stdout) == (3, "")
    assert "was closed on" in result.stderr
    assert standin.report()["calls"] == calls


def test_a_new_roster_leads_to_push_where_there_are_sheets(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    root = pushed(tmp_path)
    assert in_cycle(root, "roster", tmp_path / "roster.csv").stderr.endswith(f"Next: sheetreview -C {root} push\n")


def test_help_says_in_which_order_roles_are_pushed() -> None:
    said = " ".join(CliRunner().invoke(cli, ["push", "--help"]).stdout.split())
    assert "push the other first (--role self), pull it, then push this one (--role manager)" in said


def test_sheets_that_wait_for_another_role_are_counted_with_what_to_do(standin: Standin, tmp_path: Path) -> None:
    assert standin.url
    result = in_cycle(two_roles(tmp_path), "push", "--allow-domain", "example.com")
    assert (result.exit_code, result.stdout) == (0, "4 sheets: 2 shared, 2 waits for another role's answers.\n")
    assert "2 sheets show what another role has answered" in result.stderr
    assert "'pull' it, then 'push' again" in result.stderr
