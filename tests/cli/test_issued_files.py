"""How each reviewer's forms are issued: what stays as it was, what comes beside, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from sheetreview.cli.main import cli
from tests.steps.making import ANN, CY, DEE, rate, start, started, touch, write_roster
from tests.steps.upgrading import ANN_FORM, issued, layout_file, type_in, version_of

NEW = ("E4", "Eve Ash", "Bo Kim", "bo@example.com")


def generate(root: Path, *words: str | Path) -> Result:
    result = CliRunner().invoke(cli, ["-C", str(root), "generate", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root / "forms").as_posix() for path in (root / "forms").rglob("*.xlsx"))


def bundled(folder: Path, *rows: tuple[str, ...]) -> Path:
    root = start(folder, rows or (ANN, CY, DEE))
    generate(root, "--bundle", "reviewer")
    return root


def join(root: Path, *rows: tuple[str, ...]) -> None:
    roster = write_roster(root.parent / "new.csv", rows)
    assert CliRunner().invoke(cli, ["-C", str(root), "roster", str(roster)]).exit_code == 0


def test_a_reviewer_who_has_a_workbook_gets_no_single_files_beside_it(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    result = generate(root)
    assert "3 already there" in result.stdout
    assert files(root) == ["bo-kim.xlsx", "gus-hay.xlsx"]


def test_forms_are_counted_and_not_files(tmp_path: Path) -> None:
    root = start(tmp_path, (ANN, CY, DEE))
    assert "3 forms in" in (said := generate(root, "--bundle", "reviewer").stdout)
    assert "3 written" in said


def test_a_joiner_goes_into_a_workbook_that_nobody_has_begun(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    join(root, ANN, CY, DEE, NEW)
    said = generate(root).stdout
    assert files(root) == ["bo-kim.xlsx", "gus-hay.xlsx"]
    assert "Bo Kim <bo@example.com>: new for Eve Ash; refreshed for Ann Lee, Cy Roe" in said


def test_a_joiner_of_a_begun_workbook_gets_a_form_of_their_own_and_it_is_said(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    before = (root / "forms/bo-kim.xlsx").read_bytes()
    begun = rate_tab(root)
    join(root, ANN, CY, DEE, NEW)
    for words in ((), ("--bundle", "reviewer")):
        said = generate(root, *words).stdout
        assert files(root) == ["bo-kim.xlsx", "bo-kim/eve-ash.xlsx", "gus-hay.xlsx"]
        assert (root / "forms/bo-kim.xlsx").read_bytes() == begun != before
        assert ("because the reviewer has begun the workbook" in said) == (not words)


def rate_tab(root: Path) -> bytes:
    """Bo's workbook with something typed into it."""
    from openpyxl import load_workbook  # noqa: PLC0415

    path = root / "forms/bo-kim.xlsx"
    book = load_workbook(path)
    book["Ann Lee"]["F14"] = 4
    book.save(path)
    return path.read_bytes()


def test_files_that_hr_deleted_stay_deleted_on_upgrade(tmp_path: Path) -> None:
    root = issued(tmp_path)
    generate(root, "--bundle", "reviewer")
    for path in (root / "forms").rglob("*/*.xlsx"):
        path.unlink()
    result = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2))
    assert files(root) == ["bo-kim.xlsx", "gus-hay.xlsx"]
    assert "3 forms in" in result.stdout


def test_workbooks_that_hr_deleted_stay_deleted(tmp_path: Path) -> None:
    root = issued(tmp_path)
    generate(root, "--bundle", "reviewer")
    for path in (root / "forms").glob("*.xlsx"):
        path.unlink()
    generate(root)
    generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2))
    assert files(root) == ["bo-kim/ann-lee.xlsx", "bo-kim/cy-roe.xlsx", "gus-hay/dee-fox.xlsx"]


def test_open_only_leaves_out_what_has_come_back(tmp_path: Path) -> None:
    root = started(tmp_path)
    back = rate(root / "forms/bo-kim/ann-lee.xlsx", tmp_path / "back.xlsx")
    CliRunner().invoke(cli, ["-C", str(root), "collect", str(back)])
    for path in (root / "forms").rglob("*.xlsx"):
        path.unlink()
    done = json.loads(generate(root, "--open-only", "--format", "json").stdout)
    assert done["written"] == ["forms/bo-kim/cy-roe.xlsx", "forms/gus-hay/dee-fox.xlsx"]


def test_what_is_new_or_refreshed_is_listed_by_reviewer(tmp_path: Path) -> None:
    root = started(tmp_path)
    touch(root / "forms/bo-kim/cy-roe.xlsx")
    join(root, ("E1", "Ann Leigh", *ANN[2:]), CY, DEE, NEW)
    said = generate(root).stdout
    assert "Bo Kim <bo@example.com>: new for Eve Ash; refreshed for Ann Leigh" in said
    assert "Gus Hay <" not in said


def test_an_upgrade_of_the_open_forms_counts_forms_and_leaves_none_of_them_in_two_versions(tmp_path: Path) -> None:
    root = issued(tmp_path)
    generate(root, "--bundle", "reviewer")
    type_in(root / "forms/bo-kim.xlsx", {("Speed", "Rating"): 4}, tab="Cy Roe")
    back = type_in(root / ANN_FORM, {("Speed", "Rating"): 4}, tmp_path / "back.xlsx")
    assert CliRunner().invoke(cli, ["-C", str(root), "collect", str(back)]).exit_code == 0
    done = generate(root, "--upgrade", "--open-only", "--layout", layout_file(tmp_path, 2))
    assert "3 forms in" in done.stdout
    assert "Ann Lee, Cy Roe in forms/bo-kim/ann-lee.xlsx, forms/bo-kim.xlsx (begun), forms/bo-kim/cy" in done.stdout
    assert "Ann Lee by" not in done.stdout
    assert {version_of(path) for path in (root / "forms").rglob("*.xlsx")} == {2}


def test_single_forms_after_a_begun_workbook_are_said_to_be_issued_twice(tmp_path: Path) -> None:
    root = bundled(tmp_path)
    rate_tab(root)
    done = generate(root, "--bundle", "none")
    twice = "Bo Kim <bo@example.com>: Ann Lee, Cy Roe in forms/bo-kim/ann-lee.xlsx, forms/bo-kim.xlsx (begun)"
    assert twice in done.stdout
    assert twice in generate(root).stdout, "said until one is deleted"
    assert "Gus Hay <gus@example.com>: Dee Fox in forms/gus-hay/dee-fox.xlsx, forms/gus-hay.xlsx\n" in done.stdout
    assert "3 forms in" in done.stdout


def test_a_workbook_after_a_begun_single_form_is_said_to_be_issued_twice(tmp_path: Path) -> None:
    root = started(tmp_path)
    touch(root / "forms/bo-kim/ann-lee.xlsx")
    (root / "forms/gus-hay/dee-fox.xlsx").unlink()
    done = generate(root, "--bundle", "reviewer")
    assert "Ann Lee, Cy Roe in forms/bo-kim.xlsx, forms/bo-kim/ann-lee.xlsx (begun), forms/bo-kim/cy" in done.stdout
    assert "Dee Fox" not in done.stdout


def test_what_is_lost_of_a_form_in_two_files_is_said_once(tmp_path: Path) -> None:
    root = issued(tmp_path)
    type_in(root / ANN_FORM, {("Manners", "Rating"): 5})
    generate(root, "--bundle", "reviewer")
    said = generate(root, "--upgrade", "--layout", layout_file(tmp_path, 2)).stdout
    assert said.count("Manners · Rating") == 1
    assert f"Ann Lee by Bo Kim: {ANN_FORM} and forms/bo-kim.xlsx" in said
