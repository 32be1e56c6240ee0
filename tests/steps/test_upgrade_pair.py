"""A layout that changes where one role's form shows what another has answered, and what the cycle before left."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.upgrade.upgrade import Upgraded, upgrade
from tests.steps.making import tree
from tests.steps.pair import ANN, CY, MANAGER, PAIR, SELF, Typed, cells, issue, send_back, start, take

RENAMED = PAIR.replace("version: 1\n", "version: 2\n").replace("{id: care, label: Care}", "{id: caring, label: Care}")
ACTIONS: Typed = {
    "areas.care": {"rating": 4},
    "areas.speed": {"rating": 3},
    "actions.row-1": {"action": "Call back", "due": date(2026, 6, 30), "progress": "Open"},
    "actions.row-2": {"action": "Write it up", "due": date(2026, 8, 1)},
}


def own(root: Path) -> Path:
    return root / "forms/ann-lee/ann-lee-self.xlsx"


def managers(root: Path) -> Path:
    return root / "forms/bo-kim/ann-lee-manager.xlsx"


def raise_version(root: Path, text: str = RENAMED) -> Upgraded:
    newer = root.parent / "pair-2.yaml"
    newer.write_text(text, encoding="utf-8")
    with OpenCycle.open(root) as cycle:
        return upgrade(cycle, [str(newer)])


def test_what_another_role_has_answered_is_shown_in_the_words_of_the_new_form(tmp_path: Path) -> None:
    root, _ = start(tmp_path, (ANN, CY))
    issue(root, "self")
    take(root, send_back(own(root), SELF, tmp_path / "own.xlsx"))
    issue(root, "manager")
    send_back(managers(root), MANAGER, managers(root))
    raise_version(root)
    found = cells(managers(root))
    assert found["areas.caring"]["Own rating"] == 4
    assert found["areas.caring"]["Own view"] == "Nobody waited."
    assert found["areas.speed"]["Own rating"] == 2
    assert (found["areas.caring"]["Rating"], found["areas.speed"]["Rating"]) == (3, 5)
    assert cells(own(root))["areas.caring"]["Own rating"] == 4
    before = tree(root / "forms")
    issue(root)
    assert tree(root / "forms") == before


def test_a_newer_answer_of_the_other_role_is_shown_instead(tmp_path: Path) -> None:
    root, _ = start(tmp_path, (ANN, CY))
    issue(root)
    take(root, send_back(own(root), SELF, tmp_path / "own.xlsx"))
    raise_version(root)
    take(root, send_back(own(root), {"areas.caring": {"self-rating": 1}}, tmp_path / "own-2.xlsx"))
    assert "forms/bo-kim/ann-lee-manager.xlsx" in issue(root).refreshed
    assert cells(managers(root))["areas.caring"]["Own rating"] == 1


def test_actions_of_the_cycle_before_keep_the_progress_that_was_typed_beside_them(tmp_path: Path) -> None:
    former, _ = start(tmp_path, (ANN, CY), name="former")
    issue(former)
    take(former, send_back(managers(former), ACTIONS, tmp_path / "former.xlsx"))
    root, _ = start(tmp_path, (ANN, CY), former=former)
    issue(root)
    typed: Typed = {"before.row-2": {"progress": "Done"}, "before.row-3": {"action": "Sing", "progress": "Open"}}
    send_back(managers(root), typed, managers(root))
    done = raise_version(root)
    rows = [cells(managers(root))[f"before.row-{number}"] for number in (1, 2, 3)]
    assert [(row["Action"], row["Progress"]) for row in rows] == [
        ("Call back", None),
        ("Write it up", "Done"),
        ("Sing", "Open"),
    ]
    assert [form.unplaced for form in done.forms if form.unplaced] == []
    sent = send_back(managers(root), {"areas.speed": {"rating": 3}}, tmp_path / "back.xlsx")
    (came,) = take(root, sent)
    assert came.outcome.taken
