"""What customers said stays together over all summaries of a cycle, whatever comes in, changes or goes in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby, product
from pathlib import Path
from random import Random
from shutil import copytree
from threading import Barrier
from typing import Any

import pytest
from openpyxl import load_workbook

import sheetreview
import sheetreview.steps.summarize
from sheetreview.cycle.store import Store
from sheetreview.errors import NOT_WRITTEN, CycleError, FileError
from sheetreview.model.pooled import PooledSlice
from tests.cli.report_cards import ITEMS, Key, ReportCards, numbers
from tests.summarize.raters_over_time import ITEMS as ASKED
from tests.summarize.raters_over_time import Life, random_life, summaries

MONTH = "2026-01"
FOUR = [("Ann", by, MONTH) for by in ("Cy", "Dee", "Eve", "Flo")]
CY, DEE, EVE, FLO = FOUR


@pytest.fixture
def cards(tmp_path: Path) -> ReportCards:
    return ReportCards(tmp_path).start(FOUR)


@pytest.fixture
def three(cards: ReportCards) -> dict[str, Any]:
    """What is shown of three customers of four."""
    cards.come_back({CY: "ABA", DEE: "BBB", EVE: "DDB"})
    return cards.summary()


SHOWN = {ITEMS[0]: ({"A": 1, "B": 1, "D": 1}, 0), ITEMS[1]: ({"B": 2}, 1), ITEMS[2]: ({"B": 2}, 1)}


def test_a_fourth_customer_after_three_changes_no_count(cards: ReportCards, three: dict[str, Any]) -> None:
    assert numbers(three["everyone"]) == numbers(three["people"][0]) == numbers(three["months"][0]) == SHOWN
    cards.come_back({FLO: "DAA"})
    four = cards.summary("2026-03-02")

    for part in (four["everyone"], *four["people"], *four["months"]):
        assert numbers(part) == SHOWN
        assert (part["returned"], part["raters"], part["waiting_forms"], part["stands"]) == (4, 4, 1, "2026-03-01")
    told = " ".join(cards.run("summarize").stdout.split())
    assert "as of 1 March 2026; 1 newer return waits until 3 raters can be shown together." in told


def test_three_newer_customers_are_added_together(cards: ReportCards, three: dict[str, Any]) -> None:
    more = [("Ann", by, MONTH) for by in ("Gus", "Hal", "Ida")]
    cards.roster([*FOUR, *more])
    assert cards.run("generate").exit_code == 0
    cards.come_back({FLO: "DAA", more[0]: "DAA"})
    assert numbers(cards.summary()["everyone"]) == numbers(three["everyone"])
    cards.come_back({more[1]: "DAB", more[2]: "ABA"})
    everyone = cards.summary()["everyone"]

    assert numbers(everyone) == {
        ITEMS[0]: ({"A": 1, "B": 1, "D": 4}, 1),
        ITEMS[1]: ({"A": 3, "B": 2}, 2),
        ITEMS[2]: ({"A": 3, "B": 2}, 2),
    }
    assert (everyone["waiting_forms"], everyone["shown_forms"]) == (0, 7)


def test_four_customers_who_say_the_same_look_like_three_who_do(cards: ReportCards, tmp_path: Path) -> None:
    other = ReportCards(tmp_path / "other")
    copytree(tmp_path / "cycle", tmp_path / "other" / "cycle")
    cards.come_back(dict.fromkeys(FOUR, "ABD"))
    other.come_back({**dict.fromkeys(FOUR, "ABD"), FLO: "DAB"})

    assert cards.summary() == other.summary()
    assert numbers(cards.summary()["everyone"]) == {
        ITEMS[0]: ({"A": 3}, 1),
        ITEMS[1]: ({"B": 3}, 1),
        ITEMS[2]: ({"D": 3}, 1),
    }


def test_a_return_that_replaces_one_which_was_shown_changes_no_count(cards: ReportCards, three: dict[str, Any]) -> None:
    cards.come_back({EVE: "AAA"})
    assert numbers(cards.summary()["everyone"]) == numbers(three["everyone"])
    cards.withdraw(EVE)
    after = cards.summary()["everyone"]
    assert numbers(after) == numbers(three["everyone"])
    assert (after["returned"], after["waiting_forms"]) == (2, 0)


def test_a_rater_who_is_removed_leaves_the_counts_as_they_are(cards: ReportCards, three: dict[str, Any]) -> None:
    cards.roster([CY, DEE, FLO])
    assert numbers(cards.summary()["everyone"]) == numbers(three["everyone"])
    cards.roster(FOUR)
    assert numbers(cards.summary()["everyone"]) == numbers(three["everyone"])


def test_a_person_who_is_removed_takes_only_whole_blocks_along(tmp_path: Path) -> None:
    ben = [("Ben", by, MONTH) for by in ("Cy", "Dee", "Gus")]
    gil = [("Gil", by, MONTH) for by in ("Cy", "Dee")]
    ina = [("Ina", by, MONTH) for by in ("Eve", "Flo")]
    cards = ReportCards(tmp_path).start([*FOUR, *ben, *gil, *ina])
    cards.come_back({**dict.fromkeys(FOUR, "ABD"), **dict.fromkeys(ben, "BBB")})
    cards.come_back({**dict.fromkeys(gil, "DDD"), **dict.fromkeys(ina, "AAA")})
    whole = cards.summary("2026-04-01")
    assert [person["shown"] for person in whole["people"]] == [True, True, False, False]
    assert numbers(whole["everyone"])[ITEMS[0]] == ({"A": 3 + 2, "B": 2, "D": 2}, 2)
    cards.roster([*FOUR, *ben, *ina])

    # Without Gil, what his two customers said stays with Ina's: alone it would be theirs.
    left = cards.summary("2026-04-01")
    assert numbers(left["everyone"]) == numbers(whole["everyone"])
    cards.roster([*FOUR, *gil, *ina])
    assert numbers(cards.summary("2026-04-01")["everyone"])[ITEMS[0]] == ({"A": 3 + 2, "D": 2}, 1)


def test_a_month_is_never_shown_by_what_is_left_of_the_others(tmp_path: Path) -> None:
    keys = [("Ann", by, month) for by, month in product(("Cy", "Dee", "Eve", "Flo"), ("2026-01", "2026-02"))]
    cards = ReportCards(tmp_path).start(keys)
    cards.come_back({key: "ABD" for key in keys if key[2] == "2026-01" or key[1] == "Cy"})
    found = cards.summary()

    assert [month["shown"] for month in found["months"]] == [True, False]
    assert numbers(found["everyone"]) == numbers(found["months"][0])
    cards.come_back({("Ann", "Dee", "2026-02"): "ABD", ("Ann", "Eve", "2026-02"): "DBD"})
    found = cards.summary()
    assert [month["shown_forms"] for month in found["months"]] == [4, 3]


def test_no_customer_is_listed_in_any_file_of_the_summary(cards: ReportCards, three: dict[str, Any]) -> None:  # noqa: ARG001
    told = cards.run("summarize").stdout
    written = [told, *(path.read_text(encoding="utf-8") for path in (cards.root / "summary").glob("*.[jc]s*"))]
    book = load_workbook(cards.root / "summary" / "team-summary.xlsx")
    written += [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]

    assert len(written) > 50
    assert not [text for text in written if any(name in text for name in ("Cy", "Dee", "Eve", "Flo", "customers.ex"))]
    assert "Flo" in cards.run("status").stdout


def test_all_files_and_the_terminal_show_the_same(cards: ReportCards, three: dict[str, Any]) -> None:
    cards.come_back({FLO: "DAA"})
    told = " ".join(cards.run("summarize").stdout.split())
    sheet = load_workbook(cards.root / "summary" / "team-summary.xlsx")["Raters"]
    rows = [[cell.value for cell in row][1:6] for row in sheet.iter_rows() if str(row[0].value).startswith("always")]

    # Rated, lowest, and how often A, B and D were given.
    assert rows == [[3, None, 0, 2, 0]] * 2
    assert numbers(three["everyone"])[ITEMS[1]] == ({"B": 2}, 1)
    assert "A 11 %, B 56 %, D 11 %, not told 22 %" in told


def test_two_runs_at_once_show_the_same_and_take_no_rating_twice(cards: ReportCards) -> None:
    cards.come_back({CY: "ABA", DEE: "BBB", EVE: "DDB"})
    both = Barrier(2)

    def run() -> object:
        with sheetreview.Cycle.open(cards.root, reading=True) as cycle:
            both.wait()
            return cycle.summarize().summary.pooled

    with ThreadPoolExecutor(2) as threads:
        first, second = (threads.submit(run) for _ in range(2))
        assert first.result() == second.result()
    store = Store.open(cards.root / "cycle.sqlite3")
    assert len(store.blocks.all()) == len(ITEMS)
    store.close()


def test_what_one_run_took_is_not_taken_by_another_that_began_before(cards: ReportCards) -> None:
    cards.come_back(dict.fromkeys(FOUR, "ABD"))
    with sheetreview.Cycle.open(cards.root) as cycle:
        blocks = cycle._cycle.store.blocks
        cycle.summarize()
        (first, *_) = known = blocks.all()
        made = blocks.extended(lambda seen: [] if first in seen else [first])
        assert made == known
        calls: list[int] = []

        def late(_: object) -> list[Any]:
            calls.append(1)
            return [] if len(calls) > 1 else [first]

        assert blocks.extended(late) == known


def test_a_run_that_ends_before_the_files_are_written_shows_the_same_the_next_time(
    cards: ReportCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.come_back({CY: "ABA", DEE: "BBB", EVE: "DDB"})

    def full(_: object) -> None:
        raise FileError("the disk is full", NOT_WRITTEN)

    with monkeypatch.context() as patch:
        patch.setattr(sheetreview.steps.summarize, "write_files", full)
        assert cards.run("summarize").exit_code != 0
    cards.come_back({FLO: "DAA"})
    assert numbers(cards.summary()["everyone"]) == SHOWN


def test_nothing_is_shown_that_cannot_be_remembered(cards: ReportCards, monkeypatch: pytest.MonkeyPatch) -> None:
    cards.come_back({CY: "ABA", DEE: "BBB", EVE: "DDB"})

    def refused(*_: object) -> None:
        raise CycleError("you may not write there")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "add", refused)
        assert cards.run("summarize").exit_code != 0
    assert not list((cards.root / "summary").glob("*"))


def test_a_store_whose_blocks_are_damaged_is_said_to_be(cards: ReportCards, three: dict[str, Any]) -> None:  # noqa: ARG001
    store = Store.open(cards.root / "cycle.sqlite3")
    with store.changing():
        store.rows("UPDATE rating_blocks SET forms = '['")
    store.close()
    done = cards.run("summarize")

    assert done.exit_code != 0
    assert "what the cycle kept of the ratings that were shown is damaged" in " ".join(done.stderr.split())


def test_a_corrected_employee_id_keeps_what_was_shown(cards: ReportCards, three: dict[str, Any]) -> None:
    raters = cards._raters(FOUR)
    raters.write_text(raters.read_text(encoding="utf-8").replace("E-Ann", "E-77"), encoding="utf-8")
    assert cards.run("roster", raters, "--same", "E-Ann=E-77").exit_code == 0
    (person,) = cards.summary()["people"]

    assert person["key"] == "E-77"
    assert numbers(person) == numbers(three["people"][0])


PEOPLE, RATERS, MONTHS = ("P0", "P1"), ("R0", "R1", "R2", "R3"), ("2026-01", "2026-02")


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cycle of all forms that a small life may have."""
    return ReportCards(tmp_path_factory.mktemp("cards")).start(product(PEOPLE, RATERS, MONTHS)).root


def playable(life: Life) -> Life | None:
    """A life in which nothing comes back of forms that are not on the roster, which is never empty."""
    roster, steps = {*life.forms}, []
    for step in life.steps:
        if step.what in ("back", "withdrawn") and not roster >= {*step.keys}:
            continue
        roster = roster - {*step.keys} if step.what == "gone" else roster
        roster = roster | {*step.keys} if step.what == "there" else roster
        if not roster:
            return None
        steps.append(step)
    return replace(life, least=3, steps=tuple(steps))


def told(part: PooledSlice) -> tuple[object, ...]:
    """What a part of a summary shows, as the JSON of the command line has it."""
    items = {
        ITEMS[ASKED.index(item.item)]: ({one.value: one.count for one in item.levels if one.count}, item.untold)
        for item in part.items
    }
    return part.key, part.issued, part.returned, part.shown_forms, part.waiting_forms, items


def as_told(part: dict[str, Any]) -> tuple[object, ...]:
    return (*(part[name] for name in ("key", "issued", "returned", "shown_forms", "waiting_forms")), numbers(part))


def live(life: Life, cards: ReportCards, letters: str) -> list[list[tuple[object, ...]]]:
    """Take a life through the command line; what its summaries show."""
    shown = []
    roster = list(life.forms)
    cards.roster(roster)
    for what, found in groupby(life.steps, lambda step: step.what):
        steps = list(found)
        match what:
            case "back":
                rated: dict[Key, str] = {}
                for step in steps:
                    given = {item: letters[number] for item, number in step.ratings}
                    rated[step.keys[0]] = "".join(given.get(item, "-") for item in ASKED)
                cards.come_back(rated)
            case "withdrawn":
                for step in steps:
                    cards.withdraw(step.keys[0])
            case "gone" | "there":
                for step in steps:
                    gone = step.what == "gone"
                    roster = [k for k in roster if k not in step.keys] if gone else [*life.forms]
                cards.roster(roster)
            case _:
                group = cards.summary("2026-04-01" if steps[0].over else "2026-03-01")
                parts = [group["everyone"], *group["people"], *group["months"]]
                shown.append([as_told(part) for part in parts])
    return shown


LIVES = [life for seed in range(60) if (life := playable(random_life(Random(seed), small=True, most_ratings=16)))][:30]


@pytest.mark.no_cover
@pytest.mark.parametrize("life", LIVES, ids=range(len(LIVES)))
def test_the_command_line_shows_what_was_proved_to_tell_of_nobody(issued: Path, tmp_path: Path, life: Life) -> None:
    copytree(issued, tmp_path / "cycle")
    random = Random(len(life.steps))
    letters = "".join(random.choice("AABD") for _ in life.raters)
    proved = [[told(p) for p in (s.group.everyone, *s.group.people, *s.group.months)] for s in summaries(life, letters)]

    assert live(life, ReportCards(tmp_path), letters) == proved
