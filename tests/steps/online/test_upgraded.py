"""A layout that changes while Google Sheets are out."""

from __future__ import annotations

from pathlib import Path

from google_standin.running import Standin
from sheetreview.inputs.layout_file import builtin_layouts
from sheetreview.steps.online.push_plan import PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.upgrade.upgrade import upgrade
from tests.steps.making import start

from .desk import ALLOWED, RATED, Desk, outcomes_of


def test_sheets_stay_in_their_version_until_push_refreshes_those_nobody_has_touched(
    standin: Standin, tmp_path: Path
) -> None:
    desk = Desk(standin, start(tmp_path))
    desk.push(ALLOWED)
    ann, cy = desk.form("Ann Lee"), desk.form("Cy Roe")
    desk.type(ann, {RATED: "4"})
    desk.pull()
    newer = tmp_path / "newer.yaml"
    text = builtin_layouts()["customer-service"].read_text(encoding="utf-8")
    newer.write_text(text.replace("\nversion: 1\n", "\nversion: 2\n"), encoding="utf-8")
    with OpenCycle.open(desk.root) as cycle:
        done = upgrade(cycle, [str(newer)])
    assert (done.sheets, done.forms) == (3, ())
    assert desk.answers(ann) == {RATED: "4"}

    assert outcomes_of(desk.push()) == [PushOutcome.TOUCHED, PushOutcome.REFRESHED, PushOutcome.REFRESHED]
    with OpenCycle.open(desk.root) as cycle:
        assert upgrade(cycle).sheets == 1
    desk.type(ann, {RATED: "5"})
    desk.type(cy, {RATED: "3"})
    desk.pull()
    assert (desk.answers(ann), desk.answers(cy)) == ({RATED: "5"}, {RATED: "3"})
    desk.standin.assert_honest()
