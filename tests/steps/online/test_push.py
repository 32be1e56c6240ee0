"""Pushing: each form made once, and shared with its reviewer alone."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest

from google_standin.people import HR
from google_standin.running import Standin
from sheetreview.errors import CycleError
from sheetreview.google.render import MARK_KEY
from sheetreview.steps.form_filter import FormFilter
from sheetreview.steps.init import init_cycle
from sheetreview.steps.online.push import plan_push
from sheetreview.steps.online.push_plan import PushOptions, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.steps.making import csv_text, start

from .desk import ALLOWED, BO, GUS, RATED, SELF_NOTED, Desk, outcomes_of, two_roles

TITLE = "Customer Service/Account Management Performance Review"
FOLDER = "application/vnd.google-apps.folder"


@pytest.fixture
def desk(standin: Standin, tmp_path: Path) -> Desk:
    """A cycle with forms for Ann and Cy (by Bo) and for Dee (by Gus); nothing is pushed."""
    return Desk(standin, start(tmp_path))


def test_each_form_is_one_spreadsheet_that_its_reviewer_alone_may_edit(desk: Desk) -> None:
    done = desk.push(ALLOWED)

    assert outcomes_of(done) == [PushOutcome.SHARED] * 3
    assert [one.title for one in done.sent] == [f"{TITLE}: {name}" for name in ("Ann Lee", "Cy Roe", "Dee Fox")]
    sheets = desk.sheets()
    assert len(sheets) == 3
    [folder] = desk.folders()
    assert {sheet["parent"] for sheet in sheets} == {folder}
    readers = {sheet["name"].rpartition(": ")[2]: desk.access(sheet["id"]) for sheet in sheets}
    assert readers == {
        "Ann Lee": {HR: "owner", BO: "writer"},
        "Cy Roe": {HR: "owner", BO: "writer"},
        "Dee Fox": {HR: "owner", GUS: "writer"},
    }
    assert desk.access(folder) == {HR: "owner"}
    assert desk.mails() == [(BO, 1), (BO, 1), (GUS, 1)]
    desk.standin.assert_honest()


def test_a_reviewer_cannot_share_on(desk: Desk) -> None:
    desk.push(ALLOWED)
    ann = desk.form("Ann Lee")
    with pytest.raises(Exception, match="sufficient permissions"):
        desk.editor(ann).share(desk.record(ann).file_id, "friend@example.com")


def test_a_reviewer_cannot_share_on_from_a_folder_in_somebody_s_own_drive(desk: Desk) -> None:
    """The whole Drive is asked for to reach a folder that the app has not made; it need not be in a shared drive."""
    scope = "https://www.googleapis.com/auth/drive"
    desk.standin.sign_in_as("user", scopes=[scope])
    hr = desk.standin.client_as()
    body = {"name": "Reviews", "mimeType": FOLDER}
    folder = hr.call("POST", "/drive/v3/files", body=body)["id"]
    settings = desk.root / "cycle.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^  folder:.*$", f"  folder: {folder}", text), encoding="utf-8")
    desk.push(ALLOWED)

    ann = desk.form("Ann Lee")
    with pytest.raises(Exception, match="sufficient permissions"):
        desk.editor(ann).share(desk.record(ann).file_id, "friend@example.com")


def test_a_second_push_makes_shares_and_mails_nothing(desk: Desk) -> None:
    desk.push(ALLOWED)
    before = desk.standin.report()
    done = desk.push()
    after = desk.standin.report()

    assert outcomes_of(done) == [PushOutcome.KEPT] * 3
    assert (after["files"], after["mails"]) == (before["files"], before["mails"])


def test_nothing_is_shared_with_no_share_and_the_next_push_shares_it(desk: Desk) -> None:
    assert outcomes_of(desk.push(replace(ALLOWED, share=False))) == [PushOutcome.MADE] * 3
    assert [desk.access(sheet["id"]) for sheet in desk.sheets()] == [{HR: "owner"}] * 3
    assert desk.mails() == []

    assert outcomes_of(desk.push(ALLOWED)) == [PushOutcome.SHARED] * 3
    assert len(desk.sheets()) == 3
    assert desk.mails() == [(BO, 1), (BO, 1), (GUS, 1)]


def test_without_mail_nobody_is_written_to(desk: Desk) -> None:
    assert outcomes_of(desk.push(replace(ALLOWED, mail=False))) == [PushOutcome.SHARED] * 3
    assert desk.mails() == []


def test_a_dry_run_asks_google_nothing_and_keeps_nothing(desk: Desk) -> None:
    before = desk.standin.report()["calls"]
    with OpenCycle.open(desk.root, reading=True) as cycle:
        assert outcomes_of(plan_push(cycle, ALLOWED)) == [PushOutcome.SHARED] * 3
        assert cycle.store.sheets.allowed() == frozenset()
    assert desk.standin.report()["calls"] == before
    assert desk.records() == {}


def test_a_domain_that_nobody_confirmed_gets_nothing_and_the_others_do(standin: Standin, tmp_path: Path) -> None:
    rows = [("E1", "Ann Lee", "Bo Kim", BO), ("E2", "Cy Roe", "Bo Kim", "bo@exemple.com")]
    desk = Desk(standin, start(tmp_path, rows))
    done = desk.push(ALLOWED)

    assert outcomes_of(done) == [PushOutcome.SHARED, PushOutcome.REFUSED]
    [refused] = done.refused
    assert (refused.email, refused.allow) == ("bo@exemple.com", "exemple.com")
    assert "did you mean example.com?" in refused.reason
    assert [sheet["name"] for sheet in desk.sheets()] == [f"{TITLE}: Ann Lee"]
    assert outcomes_of(desk.push()) == [PushOutcome.KEPT, PushOutcome.REFUSED]


def test_what_was_confirmed_once_stays_confirmed(standin: Standin, tmp_path: Path) -> None:
    rows = [("E1", "Ann Lee", "Bo Kim", "sales@example.com"), ("E2", "Cy Roe", "Al Ray", "sale@example.com")]
    desk = Desk(standin, start(tmp_path, [*rows, ("E3", "Dee Fox", "Bo Kim", "sales@example.com")]))
    assert outcomes_of(desk.push(ALLOWED)) == [PushOutcome.SHARED, PushOutcome.REFUSED, PushOutcome.SHARED]
    assert outcomes_of(desk.push()) == [PushOutcome.KEPT, PushOutcome.REFUSED, PushOutcome.KEPT]
    assert outcomes_of(desk.push(PushOptions(allow=["Sale@Example.com"]))) == [
        PushOutcome.KEPT,
        PushOutcome.SHARED,
        PushOutcome.KEPT,
    ]
    assert desk.push().refused == ()


def test_an_address_that_no_reviewer_has_cannot_be_confirmed(desk: Desk) -> None:
    with pytest.raises(CycleError, match=r"no reviewer of this cycle has the address bo@example\.org"):
        desk.push(PushOptions(allow=["bo@example.org"]))
    assert desk.sheets() == []


def test_a_sheet_made_before_its_recipient_was_refused_is_not_shared(desk: Desk) -> None:
    desk.push(PushOptions(share=False))
    assert outcomes_of(desk.push()) == [PushOutcome.REFUSED] * 3
    assert [desk.access(sheet["id"]) for sheet in desk.sheets()] == [{HR: "owner"}] * 3


def test_only_what_is_asked_for_is_pushed(desk: Desk) -> None:
    done = desk.push(replace(ALLOWED, wanted=FormFilter(people=["Cy Roe"])))
    assert [one.title.rpartition(": ")[2] for one in done.sent] == ["Cy Roe"]
    assert len(desk.sheets()) == 1
    assert len(desk.push().sent) == 3


def test_only_the_forms_of_a_role_and_a_month_are_pushed(standin: Standin, tmp_path: Path) -> None:
    desk = Desk(standin, report_cards(tmp_path))
    done = desk.push(replace(CUSTOMERS, wanted=FormFilter(months=["2026-11"])))
    assert [one.title for one in done.sent] == ["Customer Report Card: Sam Lee, 2026-11"]
    with pytest.raises(CycleError, match="2026-12"):
        desk.push(replace(CUSTOMERS, wanted=FormFilter(months=["2026-12"])))

    own = Desk(standin, two_roles(tmp_path))
    selves = own.push(replace(ALLOWED, wanted=FormFilter(roles=["self"])))
    assert [one.email for one in selves.sent] == ["ann@example.com", "cy@example.com"]


def test_a_bundle_is_one_spreadsheet_a_reviewer_whose_index_leads_to_each_form(desk: Desk) -> None:
    done = desk.push(replace(ALLOWED, bundle="reviewer"))

    assert [(one.title, one.email) for one in done.sent] == [
        ("Test cycle: reviews by Bo Kim", BO),
        ("Test cycle: reviews by Gus Hay", GUS),
    ]
    assert len(desk.sheets()) == 2
    book = desk.standin.client_as().get(desk.record(desk.form("Ann Lee")).file_id)
    tabs = {sheet["properties"]["title"]: sheet["properties"]["sheetId"] for sheet in book["sheets"]}
    assert list(tabs) == ["Start here", "Ann Lee", "Cy Roe"]
    linked = re.findall(r"#gid=(\d+)", str(book["sheets"][0]))
    assert {int(number) for number in linked} == {tabs["Ann Lee"], tabs["Cy Roe"]}
    assert "Dee Fox" not in str(book)
    desk.standin.assert_honest()


def test_a_bundle_holds_only_what_was_asked_for(standin: Standin, tmp_path: Path) -> None:
    desk = Desk(standin, two_roles(tmp_path))
    first = desk.push(replace(ALLOWED, bundle="reviewer", wanted=FormFilter(roles=["self"])))
    assert [one.email for one in first.sent] == ["ann@example.com", "cy@example.com"]
    assert {form.role for record in desk.records().values() for form in record.forms} == {"self"}

    desk.type(desk.form("Ann Lee", "self"), {SELF_NOTED: "Patient"})
    second = desk.push(replace(ALLOWED, bundle="reviewer", wanted=FormFilter(roles=["self", "manager"])))
    assert sorted(outcomes_of(second)) == sorted([PushOutcome.KEPT, PushOutcome.KEPT, PushOutcome.SHARED])
    held = [sorted(form.role for form in record.forms) for record in desk.records().values()]
    assert sorted(held) == [["manager", "manager"], ["self"], ["self"]]


def test_a_form_that_comes_to_the_roster_reaches_its_reviewer_though_their_bundle_is_being_filled_in(
    desk: Desk,
) -> None:
    with OpenCycle.open(desk.root, reading=True) as cycle:
        everybody = cycle.store.assignments()
    cy = desk.form("Cy Roe")
    desk.set_roster(((form, one) for form, one in everybody.items() if form != cy))
    desk.push(replace(ALLOWED, bundle="reviewer"))
    desk.type(desk.form("Ann Lee"), {RATED: "4"})
    desk.set_roster(everybody.items())
    desk.push(replace(ALLOWED, bundle="reviewer"))

    assert desk.access(desk.record(cy).file_id) == {HR: "owner", BO: "writer"}
    desk.type(cy, {RATED: "2"})
    assert desk.pull().in_order
    assert desk.answers(cy) == {RATED: "2"}
    assert desk.answers(desk.form("Ann Lee")) == {RATED: "4"}


def test_a_form_that_leaves_the_roster_leaves_the_untouched_bundle_and_is_missed_by_nobody(desk: Desk) -> None:
    desk.push(replace(ALLOWED, bundle="reviewer"))
    cy, bundle = desk.form("Cy Roe"), desk.record(desk.form("Cy Roe")).file_id
    desk.set_roster([(form, one) for form, one in desk.roster().items() if form != cy])
    done = desk.push(replace(ALLOWED, bundle="reviewer"))

    assert outcomes_of(done) == [PushOutcome.REFRESHED, PushOutcome.KEPT]
    assert "Cy Roe" not in str(desk.standin.client_as().get(bundle))
    desk.type(desk.form("Ann Lee"), {RATED: "4"})
    assert desk.pull().in_order


HEADS = ("customer_name", "customer_email", "company", "employee_id", "salesperson", "month", "team", "notes")
NORA = ("Nora Buyer", "nora@acme.example", "Acme", "SECRET-77", "Sam Lee", "2026-10", "Team-Zebra", "internal-remark")
PAUL = ("Paul Chief", "paul@zeta.example", "Zeta", "SECRET-77", "Sam Lee", "2026-10", "Team-Zebra", "internal-remark")
LATER = (*NORA[:5], "2026-11", *NORA[6:])
INTERNAL = ("SECRET", "Zebra", "internal-remark", "Paul", "zeta.example", "Secret cycle")
CUSTOMERS = PushOptions(allow=["acme.example", "zeta.example"])


def report_cards(folder: Path) -> Path:
    raters = folder / "raters.csv"
    raters.write_text(csv_text([HEADS, NORA, PAUL, LATER]), encoding="utf-8")
    root = folder / "cards"
    init_cycle(root, layout="customer-report-card", roster=raters, kind="raters", name="Secret cycle")
    return root


@pytest.mark.parametrize("bundle", ["none", "reviewer"])
def test_a_customer_s_spreadsheet_holds_nothing_internal_and_is_never_bundled(
    standin: Standin, tmp_path: Path, bundle: Literal["none", "reviewer"]
) -> None:
    desk = Desk(standin, report_cards(tmp_path))
    done = desk.push(replace(CUSTOMERS, bundle=bundle))

    assert [one.title for one in done.sent] == [
        "Customer Report Card: Sam Lee, 2026-10",
        "Customer Report Card: Sam Lee, 2026-10",
        "Customer Report Card: Sam Lee, 2026-11",
    ]
    nora = standin.client_as("nora@acme.example")
    seen = [file for file in nora.files() if file["mimeType"] != FOLDER]
    assert len(seen) == 2
    for file in seen:
        told = str(nora.get(file["id"])) + str(nora.file(file["id"])) + str(nora.permissions(file["id"]))
        assert "Sam Lee" in told
        assert [word for word in INTERNAL if word in told] == []
        assert set(desk.access(file["id"])) == {HR, "nora@acme.example"}
        [mark] = nora.get(file["id"])["developerMetadata"]
        assert (mark["metadataKey"], mark["visibility"]) == (MARK_KEY, "PROJECT")
        assert re.fullmatch(r"[0-9a-f]{16}", mark["metadataValue"])
        assert not nora.file(file["id"]).get("properties")


def links(desk: Desk) -> list[list[str]]:
    text = (desk.root / "links.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def test_the_list_of_links_has_a_line_a_sheet_in_the_roster_s_order_and_is_private(desk: Desk) -> None:
    desk.push(replace(ALLOWED, wanted=FormFilter(people=["Dee Fox"])))
    done = desk.push(PushOptions(share=False))

    assert done.links == desk.root / "links.csv"
    assert (desk.root / "links.csv").stat().st_mode & 0o777 == 0o600
    link = {form.form_id: one.link for one in desk.records().values() for form in one.forms}
    assert links(desk) == [
        ["reviewer", "email", "forms for", "state", "link"],
        ["Bo Kim", BO, "Ann Lee", "not shared", link[desk.form("Ann Lee")]],
        ["Bo Kim", BO, "Cy Roe", "not shared", link[desk.form("Cy Roe")]],
        ["Gus Hay", GUS, "Dee Fox", "shared", link[desk.form("Dee Fox")]],
    ]
    assert all(line[4].startswith("https://docs.google.com/spreadsheets/d/") for line in links(desk)[1:])


def test_names_in_the_list_of_links_are_never_formulas(standin: Standin, tmp_path: Path) -> None:
    rows = [("E1", '=HYPERLINK("http://x","y")', "+Bo, Kim", BO), ("E2", "@Cy", "+Bo, Kim", BO)]
    desk = Desk(standin, start(tmp_path, rows))
    desk.push(replace(ALLOWED, bundle="reviewer"))

    [line] = links(desk)[1:]
    assert line[:4] == ["'+Bo, Kim", BO, '\'=HYPERLINK("http://x","y"), @Cy', "shared"]
