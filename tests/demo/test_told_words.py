"""What the commands say at the end of a demo, against what was typed."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner

from sheetreview.cli.main import cli
from sheetreview.demo.run import AS_OF
from tests.demo.told import Told

ToldOf = Callable[[str], Told]


def said(told: Told, folder: Path, command: str) -> str:
    """The output of a command on a copy of a demo's cycle, on the demo's day."""
    copy = shutil.copytree(told.demo.root, folder / "copy")
    result = CliRunner().invoke(cli, ["-C", str(copy), command, "--as-of", AS_OF.isoformat()])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_overall_result_is_said_to_cover_what_it_covers_and_roles_are_told_apart(
    told_of: ToldOf, tmp_path: Path
) -> None:
    told = told_of("account-manager")
    output = said(told, tmp_path, "summarize")
    by_role = Counter(form.edition.role for form in told.counted)
    found = dict(re.findall(r"^(.+?) +(\d+) +[\d.]+ %$", output, flags=re.MULTILINE))
    assert found == {
        "Key Evaluation Areas (manager)": str(by_role["manager"]),
        "Key Evaluation Areas (self)": str(by_role["self"]),
        "Overall": str(by_role["manager"]),
    }


def test_what_is_closed_is_not_to_do(told_of: ToldOf, tmp_path: Path) -> None:
    told = told_of("account-manager")
    states = Counter(row.state.value for row in told.demo.summarized.shared.follow_ups)
    to_do = states["overdue"] + states["open"]
    line = f"{to_do} things to do: {states['overdue']} overdue, {states['open']} open; {states['closed']} closed."
    assert states["closed"]
    assert line in said(told, tmp_path, "summarize").splitlines()


def test_groups_of_raters_are_told_with_response_and_shares(told_of: ToldOf, tmp_path: Path) -> None:
    told = told_of("customer-report-card")
    everyone = told.demo.summarized.summary.pooled[0].everyone
    given = Counter({"not told": everyone.untold})
    for item in everyone.items:
        given.update({level.value: level.count for level in item.levels})
    shares = ", ".join(f"{value} {100 * given[value] / given.total():.0f} %" for value in ("A", "B", "D", "not told"))
    back, issued = len(told.demo.typed), len(told.assignments)
    (line,) = (line for line in said(told, tmp_path, "summarize").splitlines() if line.startswith("Customer report"))
    assert line.startswith(
        f"Customer report card: {back} of {issued} returned ({100 * back / issued:.0f} %); {shares};"
    )
    assert re.search(r"; \d of 8 people not shown: fewer than 3 raters", line)


def test_a_form_without_ratings_is_in_progress_without_a_count_of_them(told_of: ToldOf, tmp_path: Path) -> None:
    output = said(told_of("account-review"), tmp_path, "status")
    assert re.search(r"Ruth Abrams .* 1 +\d+ +\d+ +\d+ \(\d+ days\) *$", output, flags=re.MULTILINE)
    assert "(0 of 0)" not in output


def test_a_form_with_ratings_in_progress_says_how_many_there_are(told_of: ToldOf, tmp_path: Path) -> None:
    assert "1 (5 of 6)" in said(told_of("account-manager"), tmp_path, "status")


def test_no_finding_says_the_name_of_its_row_twice(told: Told) -> None:
    assert told.demo.checked.findings
    for finding in told.demo.checked.findings:
        assert not finding.message.startswith(finding.item), finding
    if told.layout.id == "account-review":
        (held,) = (f for f in told.demo.checked.findings if f.code == "missing-answer")
        assert (held.message, held.fix) == ("it is empty", "type a date such as 2026-11-30")
