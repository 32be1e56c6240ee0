from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sheetreview.inputs.cycle_file
from sheetreview.errors import CycleError
from sheetreview.google.signin import parent_id
from sheetreview.inputs.cycle_file import cycle_yaml, parse_cycle
from sheetreview.model.cycle import CycleSettings, GoogleSettings

FULL = CycleSettings(
    id="ABCD2345",
    name='Spring "26": 50 % # done \\ é 中',
    period="2026",
    due=date(2026, 3, 31),
    layout="customer-service",
    role="manager",
    paper="letter",
    google=GoogleSettings(
        domains=("example.com", "example.org"),
        folder="https://drive.google.com/drive/folders/0ABcdEfGhIjKlMn",
        acts_as="hr@example.com",
        locale="de_DE",
        time_zone="Europe/Berlin",
    ),
    picked={"behaviours": ("listens", "responds"), "null": ("true",)},
)


def problems_of(text: str) -> list[str]:
    with pytest.raises(CycleError) as caught:
        parse_cycle(text, "cycle.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("settings", [FULL, CycleSettings(id="22222222", name="no", layout="null")])
def test_settings_are_read_back_as_they_were_written(settings: CycleSettings) -> None:
    assert parse_cycle(cycle_yaml(settings), "cycle.yaml") == settings


def test_a_person_finds_every_setting_and_its_meaning_in_the_file() -> None:
    assert cycle_yaml(FULL) == (
        "sheetreview: 1\n"
        "# Ties every issued form to this cycle: do not change it.\n"
        'id: "ABCD2345"\n'
        'name: "Spring \\"26\\": 50 % # done \\\\ é 中"\n'
        "# The time under review, as people call it.\n"
        'period: "2026"\n'
        "# Day the forms are due, as year-month-day; may be empty.\n"
        'due: "2026-03-31"\n'
        "# Layout and role for roster rows that name none; without a role, the layout decides.\n"
        'layout: "customer-service"\n'
        'role: "manager"\n'
        "# Paper the forms print on: a4 or letter.\n"
        'paper: "letter"\n'
        "# For Google Sheets only.\n"
        "google:\n"
        "  # Mail domains that forms may be shared with, such as [example.com].\n"
        '  domains: ["example.com", "example.org"]\n'
        "  # Link or id of a shared drive or folder for the sheets; when empty, your own Drive.\n"
        '  folder: "https://drive.google.com/drive/folders/0ABcdEfGhIjKlMn"\n'
        "  # Address of the person a service account acts for; may be empty.\n"
        '  acts_as: "hr@example.com"\n'
        "  # Language and country, such as en_GB or de_DE, and the time zone.\n"
        '  locale: "de_DE"\n'
        '  time_zone: "Europe/Berlin"\n'
        "# Items chosen for sections that are libraries, by section id; without any, the layout's default.\n"
        "picked:\n"
        '  behaviours: ["listens", "responds"]\n'
        '  null: ["true"]\n'
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("domains: [Example.com]", "6:13: entry 1 of 'domains' cannot be 'Example.com'; write a mail domain in small"),
        ("locale: german", "6:11: 'locale' cannot be 'german'; write language and country, such as en_GB or de_DE"),
        ("time_zone: Europe/Berlim", "6:14: there is no time zone 'Europe/Berlim'; did you mean 'Europe/Berlin'?"),
        ("time_zone: New York", "6:14: there is no time zone 'New York'; did you mean 'America/New_York'?"),
        ("time_zone: our own", "6:14: there is no time zone 'our own'; write it like Europe/Berlin"),
        (
            "folder: https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKl",
            "6:11: 'folder' is the link of a file: 'https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKl'; open the",
        ),
        (
            "folder: https://drive.google.com/drive/u/0/my-drive",
            "6:11: 'folder' is the link of your own Drive as a whole; leave it empty",
        ),
        ("folder: Reviews", "6:11: 'folder' is neither the link nor the id of a folder: 'Reviews'; open the folder"),
        ("folder: HR reviews 2026", "6:11: 'folder' is neither the link nor the id"),
        ("folder: https://drive.google.com/open?id=1AbCdEfGhIjKlMnOp", "6:11: 'folder' is neither the link nor the"),
        ("folder: https://example.com/folders/1AbCdEfGhIjKlMnOp", "6:11: 'folder' is neither the link nor the id"),
        ("folder: 1AbCdEfGhIjKlMnOp?usp=sharing", "6:11: 'folder' is neither the link nor the id of a folder"),
        ("folder: 1234567890", "6:11: 'folder' must be a text"),
        ("domain: [example.com]", "6:3: unknown key 'domain'; did you mean 'domains'?"),
    ],
)
def test_a_wrong_google_setting_is_named_with_its_place(line: str, message: str) -> None:
    text = f"sheetreview: 1\nid: AAAAAAAA\nname: X\nlayout: sales\ngoogle:\n  {line}\n"
    (problem,) = problems_of(text)
    assert problem.startswith(f"cycle.yaml:{message}")


FOLDER_ID = "1AbCdEfGhIjKlMn-_p"


@pytest.mark.parametrize(
    "folder",
    [
        FOLDER_ID,
        f"https://drive.google.com/drive/folders/{FOLDER_ID}",
        f"https://drive.google.com/drive/u/1/folders/{FOLDER_ID}?usp=sharing",
        f"https://drive.google.com/a/example.com/drive/folders/{FOLDER_ID}/",
        f"https://drive.google.com/drive/drives/{FOLDER_ID}#top",
        f"drive.google.com/drive/folders/{FOLDER_ID}",
    ],
)
def test_a_folder_is_named_by_its_id_or_by_any_link_to_it(folder: str) -> None:
    text = f"id: AAAAAAAA\nname: X\nlayout: sales\ngoogle:\n  folder: ' {folder} '\n"
    found = parse_cycle(text, "cycle.yaml")
    assert parent_id(found) == FOLDER_ID


@pytest.mark.parametrize("zone", ["Etc/UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"])
def test_a_time_zone_goes_by_its_usual_name(zone: str) -> None:
    text = f"id: AAAAAAAA\nname: X\nlayout: sales\ngoogle:\n  time_zone: {zone}\n"
    assert parse_cycle(text, "cycle.yaml").google.time_zone == zone


def test_a_computer_without_a_list_of_time_zones_takes_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheetreview.inputs.cycle_file, "available_timezones", set)
    text = "id: AAAAAAAA\nname: X\nlayout: sales\ngoogle:\n  time_zone: Nowhere/Else\n"
    assert parse_cycle(text, "cycle.yaml").google.time_zone == "Nowhere/Else"


def test_a_cycle_without_picked_items_says_where_they_go() -> None:
    assert cycle_yaml(CycleSettings(id="22222222", name="no", layout="null")).endswith("\npicked: {}\n")


def test_a_file_edited_by_hand_may_leave_quotes_and_defaults_out() -> None:
    text = "id: ABCD2345\nname: Spring\ndue: 2026-03-31\nlayout: sales\n"
    assert parse_cycle(text, "cycle.yaml") == CycleSettings(
        id="ABCD2345", name="Spring", due=date(2026, 3, 31), layout="sales"
    )


DATE_FIX = "write it as year-month-day, such as 2026-03-31"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("due: 31.3.2026", f"3:6: 'due' must be a date, not '31.3.2026'; {DATE_FIX}"),
        ("due: 2026-02-30", f"3:6: 'due' must be a date, not '2026-02-30'; {DATE_FIX}"),
        ("due: 20260331", f"3:6: 'due' must be a date, not '20260331'; {DATE_FIX}"),
        ("paper: A4", "3:8: 'paper' cannot be 'A4'; did you mean 'a4'?"),
        ("period: 2026", "3:9: 'period' must be a text, but '2026' without quotes is a number; write it as \"2026\""),
        ("perod: x", "3:1: unknown key 'perod'; did you mean 'period'?"),
        ("picked: {a: [b, b]}", "3:17: item 'b' is picked twice; remove one"),
        ("picked: {a: []}", "3:10: no item of section 'a' is picked; name the items, or remove the section"),
        ("picked: {a: b}", "3:13: 'a' must be a list; write it as [b]"),
        ("sheetreview: 0", "3:14: 'sheetreview' cannot be '0'; use one of: 1"),
    ],
)
def test_a_mistake_is_named_at_its_place(line: str, problem: str) -> None:
    text = f"id: ABCD2345\nname: Spring\n{line}\nlayout: sales\n"
    assert problems_of(text) == [f"cycle.yaml:{problem}"]


def test_every_problem_is_reported_at_once() -> None:
    assert problems_of("id: abc\nlayout: Sales\n") == [
        "cycle.yaml:1:1: missing 'name'; add 'name: …' here",
        "cycle.yaml:1:5: 'id' cannot be 'abc'; an id given by 'init' is 8 capitals and digits from 2 to 7",
        (
            "cycle.yaml:2:9: 'layout' cannot be 'Sales', which is no id; an id is small letters, digits and single "
            "hyphens, begins with a letter and has at most 48, such as sales"
        ),
    ]


def test_a_file_of_a_newer_program_is_recognised() -> None:
    assert problems_of("sheetreview: 2\nshape: new\n") == [
        (
            "cycle.yaml:1:14: this file is written in version 2 of the language, for a newer sheetreview; "
            "update sheetreview; this one reads version 1"
        )
    ]


ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cn"]), max_size=40)


@given(ANY_TEXT.filter(lambda text: bool(text.strip())), ANY_TEXT)
@settings(max_examples=60, deadline=None)
def test_any_name_and_period_are_read_back(name: str, period: str) -> None:
    written = CycleSettings(id="ABCD2345", name=name, period=period, layout="sales")
    assert parse_cycle(cycle_yaml(written), "cycle.yaml") == written
