from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sheetreview.cli.main import cli
from tests.workbooks import appraisal

NEXT = """\
Wrote support-review.yaml, and sheetreview-layout.schema.json for your editor.
Next: open it in a text editor; it explains itself. Then:
  sheetreview layouts check support-review.yaml
  sheetreview layouts preview support-review.yaml
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["layouts", *arguments], prog_name="sheetreview")


@pytest.fixture(autouse=True)
def _in_an_empty_folder_without_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_new_says_what_it_wrote_and_what_comes_next() -> None:
    result = run("new", "Support Review")
    assert (result.exit_code, result.stdout) == (0, NEXT)
    assert run("check", "support-review.yaml").stdout == "support-review.yaml: no problems\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["new", "3 things"], "'3 things' cannot be the name of a layout"),
        (
            ["new", "folder/name"],
            "'folder/name' is no name; for a file in another folder, write it as folder/name.yaml",
        ),
        (["new", "nowhere/name.yaml"], "there is no folder 'nowhere' for 'name.yaml'; create it first"),
        (["extract", "absent.xlsx"], "absent.xlsx: There is no such file. Check the name and the folder."),
        (["extract", "a.xlsx", "-o", "a.txt"], "'a.txt' is no name for a layout; let it end in .yaml"),
        (["preview", "customer-servise"], "did you mean 'customer-service'?"),
        (["preview", "customer-service", "--role", "self"], "has no role 'self'; use one of: manager"),
        (["preview", "customer-service", "-o", "x.pdf"], "'x.pdf' is no name for a workbook; let it end in .xlsx"),
    ],
)
def test_a_mistake_is_answered_plainly_and_writes_nothing(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (3, "")
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_new_and_preview_never_write_over_a_file(tmp_path: Path) -> None:
    for name in ("own.yaml", "customer-service-manager-preview.xlsx"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    assert "'own.yaml' is there already and is left as it is" in run("new", "own").stderr
    assert "manager-preview.xlsx. Use --force" in run("preview", "customer-service").stderr
    assert {path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {"mine"}


def test_extract_says_what_was_found_and_where_to_decide(tmp_path: Path) -> None:
    (tmp_path / "Appraisal 2026.xlsx").write_bytes(appraisal())
    result = run("extract", "Appraisal 2026.xlsx")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "Found in Appraisal 2026.xlsx: Annual Performance Appraisal",
        "  head of the form: 7 fields",
        "  Section 1: Core competencies: 5 rows, Rating from 1 to 4, with a total",
    ]
    assert "  Section 2: Goals for next year: 5 empty rows" in lines
    assert "  Overall comments: free text" in lines
    assert lines[-1] == "  sheetreview layouts preview appraisal-2026.yaml"
    asked = next(line for line in lines if line.startswith("  line "))
    number = int(asked.split()[1].rstrip(":"))
    written = (tmp_path / "appraisal-2026.yaml").read_text(encoding="utf-8").splitlines()
    assert written[number - 1].strip().startswith("# LOOK: ")


def test_preview_without_libreoffice_writes_the_workbook_and_says_why_there_is_no_pdf(tmp_path: Path) -> None:
    result = run("preview", "customer-service", "-o", "form.xlsx")
    assert result.exit_code == 0
    assert result.stdout == "Wrote form.xlsx, the form for the role manager.\n"
    assert result.stderr.startswith("No PDF: LibreOffice is not installed")
    assert [path.name for path in tmp_path.iterdir()] == ["form.xlsx"]
    assert run("preview", "customer-service", "-o", "form.xlsx", "--force").exit_code == 0


def test_help_does_not_wait_for_heavy_libraries() -> None:
    program = (
        "import sys; from sheetreview.cli.layouts import new, extract, preview; "
        "print([name for name in ('pydantic', 'ruamel.yaml', 'openpyxl', 'rich') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
