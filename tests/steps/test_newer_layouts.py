"""Newer versions of a cycle's layouts: which are taken, and everything that can be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

import sheetreview.steps.upgrade.newer_layouts
import sheetreview.steps.upgrade.upgrade
from sheetreview.errors import LayoutError
from sheetreview.steps.init import take_roster
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.upgrade.upgrade import upgrade
from tests.steps.making import tree
from tests.steps.upgrading import (
    DEE_FORM,
    V1,
    V2,
    begun,
    go_on,
    issue,
    issued,
    layout_file,
    raise_to,
    version_of,
    with_two_roles,
)


def test_a_layout_that_comes_with_the_program_in_a_newer_version_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = issued(tmp_path)
    assert go_on(root).layouts == ()
    shipped = {"checkup": layout_file(tmp_path, 2), "other": layout_file(tmp_path, 3)}
    monkeypatch.setattr(sheetreview.steps.upgrade.newer_layouts, "builtin_layouts", lambda: shipped)
    (taken,) = go_on(root).layouts
    assert (taken.layout, taken.before, taken.version) == ("checkup", 1, 2)
    assert version_of(root / DEE_FORM) == 2


def test_everything_wrong_with_newer_layouts_is_said_at_once_and_nothing_is_changed(tmp_path: Path) -> None:
    root = begun(tmp_path, with_two_roles(V1))
    issue(root)
    before = tree(root)
    old = tmp_path / "same.yaml"
    old.write_text(with_two_roles(V1).replace("Quality of work", "Quality"), encoding="utf-8")
    files = {
        "other id": V2.replace("id: checkup", "id: chekup"),
        "broken": "version: [",
        "role gone": V2,
    }
    paths = [layout_file(tmp_path, number, text) for number, text in enumerate(files.values(), start=10)]
    for given, said in (
        (
            [*paths],
            ["this cycle has no layout 'chekup'", "checkup-11.yaml", "version 2 has no role 'lead', and 3 forms"],
        ),
        ([old], ["layout 'checkup' has changed but is still version 1"]),
        ([tmp_path / "absent.yaml", paths[0]], ["there is no such file", "did you mean 'checkup'?"]),
    ):
        with OpenCycle.open(root) as cycle, pytest.raises(LayoutError) as caught:
            upgrade(cycle, [str(path) for path in given])
        text = "\n".join([caught.value.message, *map(str, caught.value.problems)])
        assert [part for part in said if part not in text] == []
    assert tree(root) == before


def test_an_older_version_is_refused_and_the_same_one_is_nothing_new(tmp_path: Path) -> None:
    root = issued(tmp_path)
    raise_to(root, 2)
    again = raise_to(root, 2)
    assert (again.layouts, [(Path(one.given).name, one.version) for one in again.known]) == (
        (),
        [("checkup-2.yaml", 2)],
    )
    with pytest.raises(LayoutError) as caught:
        raise_to(root, 1)
    assert "it is version 1, older than the cycle's version 2" in str(caught.value.problems[0])


def test_items_picked_for_the_cycle_must_be_there_in_the_newer_version(tmp_path: Path) -> None:
    library = "    pick: {at_most: 3, default: [speed]}\n    totals:"
    root = begun(tmp_path, V1.replace("    totals:", library))
    settings = root / "cycle.yaml"
    settings.write_text(settings.read_text("utf-8").replace("picked: {}", "picked:\n  work: [manners]"), "utf-8")
    issue(root)
    with pytest.raises(LayoutError) as caught:
        raise_to(root, 2, V2.replace("    totals:", library))
    assert "has no item 'manners'" in str(caught.value.problems[0])
    assert "cycle.yaml" in str(caught.value.problems[0])


def test_figures_that_have_no_cell_any_more_are_named(tmp_path: Path) -> None:
    metric = "      - {id: figure, title: Figure, kind: text, filled_by: [hr]}\n      - {id: rating, title: Rating"
    root = begun(tmp_path, V1.replace("      - {id: rating, title: Rating", metric))
    figures = tmp_path / "metrics.csv"
    figures.write_text("employee_id,item,metric\nE1,work.manners,9\nE1,work.speed,8\n", encoding="utf-8")
    with OpenCycle.open(root) as cycle:
        take_roster(cycle, tmp_path / "roster.csv", figures)
    issue(root)
    assert raise_to(root, 2, V2.replace("      - {id: rating, title: Rating", metric)).figures == ("work.manners",)
