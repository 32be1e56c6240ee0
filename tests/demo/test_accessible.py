"""Every made file can be used by people who do not see it, see it badly, do not tell its colours, or use keys alone."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.accessibility.made import different, make_more
from tests.accessibility.workbook_rules import problems
from tests.demo.conftest import LAYOUTS, RunOf

pytestmark = pytest.mark.no_cover

KINDS = {"forms", "summary", "copies", "repaired", "bundled", "previews"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_made_workbook_is_accessible(tmp_path: Path, run_of: RunOf, layout: str) -> None:
    cycle = shutil.copytree(run_of(layout).root, tmp_path / "cycle")
    made = [*(cycle / "forms").rglob("*.xlsx"), *(cycle / "summary").glob("*.xlsx")]
    made += make_more(cycle, layout, tmp_path / "more")
    names = {path: path.relative_to(tmp_path) for path in sorted(made)}

    found = [
        problem
        for path in different(list(names))
        for problem in problems(str(names[path]), path.read_bytes(), summary="summary" in names[path].parts)
    ]

    assert not found, "\n".join(found)
    assert {part for name in names.values() for part in name.parts if part in KINDS} == KINDS
