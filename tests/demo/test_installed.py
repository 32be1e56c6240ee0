"""The demo with Google Sheets needs a checkout, and runs nothing that only has the stand-in's name."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from shutil import unpack_archive

import pytest

from google_standin.running import ROOT
from sheetreview.errors import EXIT_INPUT

NEEDS_A_CHECKOUT = (
    "this demo needs a checkout of sheetreview's source, because the stand-in for Google that it talks to is not part "
    "of what is installed; get the source, and run in its folder: pip install -e '.[test]'"
)
FOREIGN = "raise SystemExit('the foreign package ran')\n"
START_AND_ASK = "from sheetreview.demo.sheets import stand_in\nwith stand_in() as standin: print(standin.now())"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    return _build("wheel", tmp_path_factory.mktemp("built"))


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A folder with packages that have the names of the stand-in and of the tests."""
    folder = tmp_path / "foreign"
    for package in ("google_standin", "tests", "tests/google_standin"):
        (folder / package).mkdir(parents=True, exist_ok=True)
        for module in ("__init__", "running", "schemas"):
            (folder / package / f"{module}.py").write_text(FOREIGN, encoding="utf-8")
    return folder


def _build(kind: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.iterdir()
    if kind == "sdist":
        return made
    unpack_archive(made, folder / "installed", "zip")
    return folder / "installed"


def _run(*command: str, within: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    return subprocess.run(
        [sys.executable, *command], cwd=within, env=environment, capture_output=True, text=True, check=False
    )


def test_from_a_wheel_the_demo_runs_and_with_google_it_says_that_it_needs_a_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    assert {path.name for path in wheel.iterdir() if path.suffix != ".dist-info"} == {"sheetreview"}
    listed = _run("-m", "sheetreview", "layouts", "list", within=tmp_path, path=wheel)
    assert (listed.returncode, "customer-service" in listed.stdout) == (0, True)
    done = _run("-m", "sheetreview", "demo", "--google", within=tmp_path, path=wheel)
    assert (done.returncode, done.stdout) == (EXIT_INPUT, "")
    assert NEEDS_A_CHECKOUT in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_from_a_wheel_a_foreign_package_of_the_same_name_is_not_run(wheel: Path, foreign: Path) -> None:
    before = sorted(foreign.rglob("*"))
    done = _run("-m", "sheetreview", "demo", "--google", within=foreign, path=wheel)
    assert (done.returncode, done.stdout) == (EXIT_INPUT, "")
    assert NEEDS_A_CHECKOUT in done.stderr
    assert sorted(foreign.rglob("*")) == before


def test_a_package_of_the_same_name_that_is_installed_beside_a_wheel_is_not_run(wheel: Path, foreign: Path) -> None:
    (foreign / "sheetreview").symlink_to(wheel / "sheetreview")
    done = _run("-m", "sheetreview", "demo", "--google", within=foreign.parent, path=foreign)
    assert (done.returncode, done.stdout) == (EXIT_INPUT, "")
    assert NEEDS_A_CHECKOUT in done.stderr


def test_in_a_checkout_its_own_stand_in_is_run_wherever_a_foreign_one_lies(foreign: Path) -> None:
    done = _run("-c", START_AND_ASK, within=foreign, path=foreign)
    assert (done.returncode, done.stdout) == (0, "0.0\n"), done.stderr


def test_in_a_checkout_its_own_stand_in_is_run_even_after_a_foreign_one_was_imported(foreign: Path) -> None:
    for path in (foreign / "google_standin").iterdir():
        path.write_text("", encoding="utf-8")
    imports = "import google_standin.running, google_standin.schemas\n"
    done = _run("-c", imports + START_AND_ASK, within=foreign, path=foreign)
    assert (done.returncode, done.stdout) == (0, "0.0\n"), done.stderr


def test_the_source_distribution_holds_the_stand_in_beside_the_tests(tmp_path: Path) -> None:
    with tarfile.open(_build("sdist", tmp_path)) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "google_standin/running.py", "tests/conftest.py"} <= names
