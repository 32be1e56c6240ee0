"""Quotation marks that nothing closes in the text files that people write: no row disappears into a cell above it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetreview import Cycle
from sheetreview.cli.main import cli

HEADS = "employee_id,name,reviewer_name,reviewer_email,title\n"
PEOPLE = HEADS + "E1,Ann Lee,Bo Kim,bo@example.com,Rep\n"


def init(folder: Path, text: str, option: str = "--roster", layout: str = "customer-service") -> Result:
    given = folder / "people.csv"
    given.write_text(text, encoding="utf-8")
    words = ["init", folder / "cycle", "--layout", layout, option, given, "--name", "N"]
    return CliRunner().invoke(cli, [str(word) for word in words])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (PEOPLE + 'E81,Al Zed,Bo Kim,bo@example.com,"a\nE82,Cy,Bo,bo@example.com,\nE83,Di,Bo,bo@example.com,\n', 3),
        (PEOPLE + '"E81,Al Zed,Bo Kim,bo@example.com,a\nE82,Cy,Bo,bo@example.com,', 3),
        (HEADS + 'E1,Ann Lee,Bo Kim,bo@example.com,"Rep\nEast"\nE81,Al Zed,Bo,bo@example.com,"\n', 4),
        (HEADS + 'E1,"Ann\nLee",Bo Kim,bo@example.com,"Rep\nEast\n', 3),
        ("sep=,\r\n" + PEOPLE + 'E2,Cy,Bo,bo@example.com,"a\n', 4),
    ],
)
def test_a_quotation_mark_that_is_never_closed_swallows_no_people(tmp_path: Path, text: str, line: int) -> None:
    result = init(tmp_path, text)
    assert result.exit_code == 3
    assert f"quotation mark opens in line {line} is never closed" in " ".join(result.stderr.split())
    assert not (tmp_path / "cycle" / "cycle.yaml").exists()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "below",
    [
        'E82,Cy Dow,Bo Kim,bo@example.com,Rep\nE83,Di Fox,Bo Kim,bo@example.com,"Rep"\n',
        'E82,Cy Dow,Bo Kim,bo@example.com,Rep\n\nE83,Di Fox,Bo Kim,bo@example.com,Rep"\nE84,Ed,Bo,bo@example.com,Rep\n',
    ],
)
def test_a_quotation_mark_that_another_closes_below_swallows_no_people(
    tmp_path: Path, below: str, delimiter: str
) -> None:
    text = HEADS + 'E1,Ann Lee,Bo Kim,bo@example.com,"Rep\nEast"\nE81,Al Zed,Bo Kim,bo@example.com,"a\n' + below
    result = init(tmp_path, text.replace(",", delimiter))
    assert result.exit_code == 3
    said = " ".join(result.stderr.split())
    assert "people.csv:3: the text whose quotation mark opens in line 4 has whole rows in it" in said


def test_an_accounts_file_is_guarded_alike(tmp_path: Path) -> None:
    heads = "account,account_manager,account_manager_email,line_manager,line_manager_email,tier\n"
    row = "Acme,Ann Lee,ann@example.com,Bo Ray,bo@example.com,"
    result = init(tmp_path, f'{heads}{row}"A\n{row.replace("Acme", "Best")}"A"\n', "--accounts", "account-review")
    assert "opens in line 2 has whole rows in it" in " ".join(result.stderr.split())


def test_metrics_are_guarded_alike(tmp_path: Path) -> None:
    roster, metrics = tmp_path / "roster.csv", tmp_path / "metrics.csv"
    roster.write_text(PEOPLE, encoding="utf-8")
    metrics.write_text('employee_id,item,metric\nE1,a,"1\nE1,b,"2"\nE1,c,3\n', encoding="utf-8")
    words = ["init", tmp_path / "cycle", "--layout", "sales", "--roster", roster, "--metrics", metrics, "--name", "N"]
    result = CliRunner().invoke(cli, [str(word) for word in words])
    assert "opens in line 2 has whole rows in it" in " ".join(result.stderr.split())


def test_a_text_of_several_lines_with_commas_in_it_is_taken(tmp_path: Path) -> None:
    text = HEADS.replace("title", "notes") + 'E1,Ann Lee,Bo Kim,bo@example.com,"Lead, North\nRep, East, and South"\n'
    result = init(tmp_path, text)
    assert result.exit_code == 0, result.stderr
    with Cycle.open(tmp_path / "cycle") as cycle:
        assert len(cycle.assignments) == 1
