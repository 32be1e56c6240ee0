from __future__ import annotations

import difflib
from contextlib import chdir
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.docs.documents import DOCS, read
from tests.docs.sessions import START, Told, run_document, with_keys

pytestmark = pytest.mark.no_cover


@pytest.fixture(scope="module", params=sorted(START))
def followed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, list[Told]]:
    folder = tmp_path_factory.mktemp("session")
    with chdir(folder):
        return request.param, folder, list(run_document(request.param))


def test_commands_print_what_the_document_shows(followed: tuple[str, Path, list[Told]]) -> None:
    _, _, told = followed
    assert told
    differences = [
        line
        for one in told
        for line in difflib.unified_diff(one.shown.splitlines(), one.real.splitlines(), "document", "real", lineterm="")
    ]
    assert differences == [], "python -m tests.docs.sessions writes the real output into the documents"


def test_every_sheet_of_the_team_summary_is_explained_to_hr(followed: tuple[str, Path, list[Told]]) -> None:
    name, folder, _ = followed
    guide = read(DOCS / "hr.md")
    for summary in folder.glob("*/summary/team-summary.xlsx"):
        titles = load_workbook(summary).sheetnames
        assert [title for title in titles if f"**{title}**" not in guide] == [], name


def test_a_changed_key_replaces_the_old_one_and_a_new_one_is_added() -> None:
    assert with_keys("id: a\nroles:\n  - x\ntitle: T\n", "roles:\n  - y\nbands: []\n") == (
        "id: a\nroles:\n  - y\ntitle: T\nbands: []\n"
    )
