from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sheetreview
from sheetreview import api
from tests.steps.making import started

HEAVY = ("pydantic", "ruamel.yaml", "openpyxl", "lxml", "requests", "sqlite3", "click")
SOURCE = Path(sheetreview.__file__)


def loaded_after(statements: str) -> str:
    # Whoever measures the coverage of the process has loaded something of its own before.
    new = f"[name for name in {HEAVY} if name in sys.modules and name not in before]"
    program = f"import sys\nbefore = set(sys.modules)\n{statements}\nprint({new})"
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_loads_no_library() -> None:
    assert loaded_after("import sheetreview") == "[]"


def test_catching_errors_loads_no_library() -> None:
    assert loaded_after("from sheetreview import FileError, SheetreviewError") == "[]"


def test_reading_a_form_does_not_load_what_writes_one() -> None:
    assert "openpyxl" not in loaded_after("from sheetreview import Cycle, read_form, load_layout")


def test_checking_a_cycle_does_not_load_what_writes_copies(tmp_path: Path) -> None:
    folder = started(tmp_path)
    assert "lxml" not in loaded_after(
        f"import sheetreview\nwith sheetreview.Cycle.open({str(folder)!r}, reading=True) as cycle: cycle.check()"
    )


@pytest.mark.parametrize("name", sheetreview.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(sheetreview, name) is not None
    assert name in dir(sheetreview)


def test_editors_and_type_checkers_know_the_same_names() -> None:
    checks = [node for node in ast.parse(SOURCE.read_text(encoding="utf-8")).body if isinstance(node, ast.If)]
    imported = [
        alias.name for node in checks for one in node.body if isinstance(one, ast.ImportFrom) for alias in one.names
    ]
    assert sorted([*imported, "__version__"]) == sorted(sheetreview.__all__)


def test_everything_public_says_what_it_is() -> None:
    undocumented = [
        f"{name}.{part}".removesuffix(".")
        for name in sheetreview.__all__
        if name != "__version__"
        for part in (
            "",
            *([] if not isinstance(getattr(sheetreview, name), type) else vars(getattr(sheetreview, name))),
        )
        if not part.startswith("_")
        and callable(found := getattr(getattr(sheetreview, name), part) if part else getattr(sheetreview, name))
        and not found.__doc__
    ]
    assert undocumented == []


def test_what_is_not_public_is_an_ordinary_mistake() -> None:
    with pytest.raises(AttributeError, match="no attribute 'cycles'"):
        sheetreview.cycles  # noqa: B018 -- asking for it is the mistake
    with pytest.raises(ImportError):
        exec("from sheetreview import cycles")  # noqa: S102 -- as a program writes it


def used_from_door(source: str) -> set[str]:
    """The names that a file takes from ``api`` when it runs: annotations load nothing."""
    nodes = list(ast.walk(ast.parse(source)))
    notes = [note for node in nodes for name in ("annotation", "returns") if (note := getattr(node, name, None))]
    unused = {id(node) for note in notes for node in ast.walk(note)}
    taken = [node for node in nodes if isinstance(node, ast.Attribute) and id(node) not in unused]
    return {node.attr for node in taken if isinstance(node.value, ast.Name) and node.value.id == "api"}


def test_every_name_that_a_command_takes_from_the_door_is_there() -> None:
    used = {name for path in SOURCE.parent.glob("cli/*.py") for name in used_from_door(path.read_text("utf-8"))}
    assert {"run_demo", "new_layout", "csv_safe"} <= used
    assert [name for name in sorted(used) if getattr(api, name, None) is None] == []


def test_what_no_command_needs_is_not_behind_the_door() -> None:
    with pytest.raises(AttributeError, match="no attribute 'collect'"):
        api.collect  # type: ignore[attr-defined]  # noqa: B018 -- asking for it is the mistake


def test_the_door_of_the_commands_loads_no_library() -> None:
    assert loaded_after("from sheetreview import api") == "[]"
