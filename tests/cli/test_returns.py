"""Which of several returns counts: by the files' times, by what workbooks say of themselves, and by choice."""

from __future__ import annotations

import json
import os
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.steps.making import rate, started

from .test_commands import ANN_FORM, in_cycle

NOON = 1_790_000_000.0
Returned = Callable[..., Path]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return started(tmp_path)


@pytest.fixture
def returned(root: Path, tmp_path: Path) -> Returned:
    def make(name: str, rating: int, *, saved: str = "", file_time: float = NOON) -> Path:
        """Ann's form, rated all alike, saved at a time by what the workbook says and by its file's time."""
        path = rate(root / ANN_FORM, tmp_path / "back" / f"{name}.xlsx", rating)
        tell(path, saved or "2000-01-01T00:00:00Z")
        os.utime(path, (file_time, file_time))
        return path

    return make


def tell(path: Path, saved: str) -> None:
    """Have a workbook say when it was saved."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    core = parts["docProps/core.xml"].decode()
    core, found = re.subn(r"(<dcterms:modified\b[^>]*>)[^<]*", rf"\g<1>{saved}", core)
    assert found == 1
    parts["docProps/core.xml"] = core.encode()
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)


def counts(root: Path) -> dict[str, Any]:
    """Ann's returns by file name: their state."""
    listed = json.loads(in_cycle(root, "returns", "list", "--only", "E1", "--format", "json").stdout)
    return {Path(one["file"]).name: one["state"] for one in listed}


def number(root: Path, name: str) -> str:
    listed = json.loads(in_cycle(root, "returns", "list", "--only", "E1", "--format", "json").stdout)
    return next(str(one["number"]) for one in listed if Path(one["file"]).name == name)


def collected(root: Path, *paths: Path) -> tuple[int, dict[str, tuple[str, str]]]:
    done = in_cycle(root, "collect", *paths, "--format", "json")
    found = {Path(one["file"]).name: (one["outcome"], one["detail"]) for one in json.loads(done.stdout)}
    return done.exit_code, found


def ratings(root: Path) -> set[str]:
    """What the return that counts rates."""
    in_cycle(root, "summarize")
    lines = (root / "summary" / "ratings.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(",")[-3].strip('"') for line in lines}


def test_of_files_with_the_same_time_the_one_saved_later_counts_whatever_it_is_called(
    root: Path, returned: Returned
) -> None:
    returned("a-late", 3, saved="2026-11-20T10:00:00Z")
    returned("z-early", 1, saved="2026-11-19T10:00:00Z")
    code, found = collected(root, root.parent / "back")
    assert (code, found["z-early.xlsx"][0]) == (0, "older than what counts")
    assert counts(root) == {"z-early.xlsx": "earlier", "a-late.xlsx": "counts"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param({}, {}, id="nothing tells"),
        pytest.param({}, {"file_time": NOON + 1}, id="copied together"),
        pytest.param({"saved": "2026-11-20T10:00:00Z"}, {}, id="one tells nothing"),
        pytest.param(
            {"saved": "2026-11-20T10:00:00Z"},
            {"saved": "2026-11-19T10:00:00Z", "file_time": NOON + 3600},
            id="two things differ",
        ),
        pytest.param({"saved": "2126-11-20T10:00:00Z"}, {"saved": "2026-11-20T10:00:00Z"}, id="a clock is wrong"),
    ],
)
def test_what_nothing_decides_is_an_error_and_does_not_count_until_somebody_chooses(
    root: Path, returned: Returned, one: dict[str, Any], other: dict[str, Any]
) -> None:
    returned("a", 3, **one)
    returned("b", 1, **other)
    code, found = collected(root, root.parent / "back")
    assert (code, found["b.xlsx"][0]) == (1, "may not be the latest")
    assert counts(root) == {"a.xlsx": "undecided", "b.xlsx": "undecided"}
    checked = in_cycle(root, "check")
    assert checked.exit_code == 1
    assert "it is not certain that this is the latest return" in checked.stdout
    assert "with errors" in in_cycle(root, "status", "--people").stdout
    listed = in_cycle(root, "returns", "list")
    assert (listed.exit_code, "2000-01-01" in listed.stdout) == (1, False)

    done = in_cycle(root, "returns", "use", number(root, "a.xlsx"), "--reason", "Bo Kim says so")

    assert done.exit_code == 0
    assert counts(root) == {"b.xlsx": "earlier", "a.xlsx": "counts"}
    checked = in_cycle(root, "check")
    assert checked.exit_code == 0
    assert "a.xlsx was chosen on" in checked.stdout
    assert "Bo Kim says so" not in checked.stdout
    assert "Bo Kim says so" in in_cycle(root, "returns", "list", "--format", "json").stdout
    assert "Bo Kim says so" in in_cycle(root, "status", "--format", "csv").stdout
    assert "3" in ratings(root)


def test_the_file_with_the_later_time_counts_where_workbooks_tell_nothing(root: Path, returned: Returned) -> None:
    returned("z-early", 1)
    returned("a-late", 3, file_time=NOON + 3600)
    assert collected(root, root.parent / "back")[0] == 0
    assert counts(root) == {"z-early.xlsx": "earlier", "a-late.xlsx": "counts"}


def test_a_return_of_a_later_run_counts_unless_it_says_that_it_is_older(root: Path, returned: Returned) -> None:
    collected(root, returned("first", 3, saved="2026-11-20T10:00:00Z"))
    assert collected(root, returned("second", 2, saved="2026-11-21T10:00:00Z", file_time=NOON - 9))[0] == 0
    assert counts(root)["second.xlsx"] == "counts"
    code, found = collected(root, returned("found-in-the-mail", 1, saved="2026-11-18T10:00:00Z"))
    assert (code, found["found-in-the-mail.xlsx"][0]) == (1, "may not be the latest")
    assert counts(root)["first.xlsx"] == "earlier"


def test_a_discarded_return_counts_no_more_and_is_not_taken_in_again(root: Path, returned: Returned) -> None:
    first, second = returned("first", 3), returned("second", 1)
    collected(root, first)
    collected(root, second)
    assert (
        in_cycle(root, "returns", "discard", number(root, "second.xlsx"), "--reason", "sent by mistake").exit_code == 0
    )
    assert counts(root) == {"second.xlsx": "discarded", "first.xlsx": "counts"}
    outcome, detail = collected(root, second)[1]["second.xlsx"]
    assert (outcome, "sent by mistake" in detail) == ("discarded before", True)
    assert counts(root)["first.xlsx"] == "counts"
    in_cycle(root, "returns", "discard", number(root, "first.xlsx"), "--reason", "so was this")
    assert "not started" in in_cycle(root, "status", "--people").stdout
    in_cycle(root, "returns", "use", number(root, "second.xlsx"), "--reason", "it was right")
    assert counts(root) == {"first.xlsx": "discarded", "second.xlsx": "counts"}


def test_a_return_after_a_choice_counts_as_ever(root: Path, returned: Returned) -> None:
    returned("a", 3)
    returned("b", 1)
    collected(root, root.parent / "back")
    in_cycle(root, "returns", "use", number(root, "a.xlsx"), "--reason", "asked")
    assert collected(root, returned("c", 2))[1]["c.xlsx"][0] == "replaces an earlier return"
    assert counts(root)["c.xlsx"] == "counts"


def test_repeats_of_an_older_return_are_said(root: Path, returned: Returned) -> None:
    first = returned("first", 3)
    collected(root, first)
    collected(root, returned("second", 1))
    assert "repeats an older return" in in_cycle(root, "collect", first).stdout
    outcome, detail = collected(root, first)[1]["first.xlsx"]
    assert (outcome, detail.endswith("second.xlsx counts")) == ("repeats an older return", True)
    outcome, detail = collected(root, returned("again", 3, saved="2026-11-20T10:00:00Z"))[1]["again.xlsx"]
    assert (outcome, "says the same as the older return" in detail) == ("replaces an earlier return", True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("use", "99", "--reason", "x"), 3, "there is no return 99;"),
        (("use", "1", "--reason", " "), 3, "a choice needs its reason"),
        (("use", "1"), 2, "--reason"),
        (("discard", "1", "--reason", "x", "--only", "Nobody"), 3, "no form of this cycle is for or by 'nobody'"),
    ],
)
def test_a_choice_that_cannot_be_made_says_why(
    root: Path, returned: Returned, words: tuple[str, ...], code: int, said: str
) -> None:
    collected(root, returned("first", 3))
    done = in_cycle(root, "returns", *words)
    assert (done.exit_code, said in done.stderr) == (code, True)


def test_a_return_older_than_one_in_doubt_is_not_told_that_this_one_counts(root: Path, returned: Returned) -> None:
    returned("a", 3)
    returned("b", 1, saved="2026-11-20T10:00:00Z")
    returned("c", 2, saved="2026-11-19T10:00:00Z")
    code, found = collected(root, root.parent / "back")
    outcome, detail = found["c.xlsx"]
    assert (code, outcome, "b.xlsx and counts" in detail) == (1, "older than what counts", False)
    assert "b.xlsx was saved later; it is undecided which of" in detail
    assert "choose one, as 'sheetreview returns list' says" in detail
    assert "may be the later one" in found["a.xlsx"][1]


def test_what_is_undecided_stays_so_when_it_is_collected_again(root: Path, returned: Returned) -> None:
    returned("a", 3)
    returned("b", 1)
    collected(root, root.parent / "back")
    code, found = collected(root, root.parent / "back")
    assert (code, {outcome for outcome, _ in found.values()}) == (1, {"may not be the latest"})
    assert all("it is undecided which of" in detail for _, detail in found.values())


def test_a_later_return_of_the_same_run_ends_the_doubt_about_those_before(root: Path, returned: Returned) -> None:
    returned("a", 3)
    returned("b", 1)
    returned("c", 2, file_time=NOON + 3600)
    code, found = collected(root, root.parent / "back")
    assert (code, found["b.xlsx"][0]) == (0, "older than what counts")
    assert counts(root)["c.xlsx"] == "counts"


def test_returns_are_listed_by_number(root: Path, returned: Returned) -> None:
    for name, rating in (("first", 3), ("second", 2), ("third", 1)):
        collected(root, returned(name, rating))
    in_cycle(root, "returns", "use", "2", "--reason", "asked")
    listed = json.loads(in_cycle(root, "returns", "list", "--format", "json").stdout)
    assert [one["number"] for one in listed] == [1, 2, 3]


def test_a_check_of_nothing_but_discarded_returns_says_so(root: Path, returned: Returned) -> None:
    collected(root, returned("first", 3))
    in_cycle(root, "returns", "discard", "1", "--reason", "sent by mistake")
    said = in_cycle(root, "check").stdout
    assert "no review is there yet" not in said
    assert "Nothing to check: all returns of 1 form were discarded." in said
    assert "returns use NUMBER --reason TEXT" in said


def test_what_was_in_doubt_is_so_again_when_the_chosen_return_is_discarded(root: Path, returned: Returned) -> None:
    for name, rating in (("a", 3), ("b", 2), ("c", 1)):
        returned(name, rating)
    collected(root, root.parent / "back")
    in_cycle(root, "returns", "use", number(root, "a.xlsx"), "--reason", "asked")
    assert counts(root) == {"a.xlsx": "counts", "b.xlsx": "earlier", "c.xlsx": "earlier"}
    listed = in_cycle(root, "returns", "list").stdout
    assert "counts; chosen on" in listed
    in_cycle(root, "returns", "discard", number(root, "a.xlsx"), "--reason", "it was not")
    assert counts(root) == {"a.xlsx": "discarded", "b.xlsx": "undecided", "c.xlsx": "undecided"}
    assert "discarded (" not in in_cycle(root, "returns", "list").stdout


def test_a_choice_for_the_wrong_person_names_the_person(root: Path, returned: Returned) -> None:
    collected(root, returned("first", 3))
    done = in_cycle(root, "returns", "use", "1", "--reason", "x", "--only", "Cy Roe")
    assert (done.exit_code, "return 1 is of no form for or by Cy Roe" in done.stderr) == (3, True)
