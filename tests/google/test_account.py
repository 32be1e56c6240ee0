from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Mapping

import pytest

from google_standin.people import HR, SERVICE_ACCOUNT, config_folder
from google_standin.running import Standin
from sheetreview.errors import RemoteError, SignInError
from sheetreview.google.backend import GoogleBackend
from sheetreview.google.doctor import examine
from sheetreview.google.signin import OWN_FILES, WHOLE_DRIVE, sign_in_for
from sheetreview.model.cycle import CycleSettings, GoogleSettings
from sheetreview.online import Check, NewSignIn, PushHistory, State
from sheetreview.steps.online.backends import backend_for, connect, sign_in

FULL = {"limit": 1000, "used": 1000}


def settings(folder: str = "", acts_as: str = "", domains: tuple[str, ...] = ("example.com",)) -> CycleSettings:
    google = GoogleSettings(folder=folder, acts_as=acts_as, domains=domains)
    return CycleSettings(id="ABCDEFGH", name="Half-year", layout="customer-service", google=google)


def folder_of_hr(standin: Standin, **change: object) -> str:
    """A folder that HR made by hand, and is signed in to reach."""
    standin.sign_in_as("user", scopes=[WHOLE_DRIVE])
    made = standin.client_as(HR).call(
        "POST", "/drive/v3/files", body={"name": "Reviews", "mimeType": "application/vnd.google-apps.folder"}
    )
    if change:
        standin.client_as(HR).update(made["id"], **change)
    return str(made["id"])


def open_folder(standin: Standin, folder: str, permission: Mapping[str, str]) -> None:
    standin.client_as(HR).call("POST", f"/drive/v3/files/{folder}/permissions", body={"role": "reader", **permission})


def drive_of_robot(standin: Standin, role: str = "fileOrganizer") -> str:
    """A shared drive in which the service account, the only sign-in, is a member."""
    standin.sign_in_as("service account")
    return standin.shared_drive("HR", {SERVICE_ACCOUNT: role, HR: "organizer"})


def obstacle(chosen: CycleSettings) -> str:
    with connect(chosen) as connection:
        before = sum(connection.calls.values())
        with pytest.raises(RemoteError) as caught:
            connection.preflight()
        assert sum(connection.calls.values()) - before <= 2
    assert caught.value.stops
    return caught.value.reason


def passes(chosen: CycleSettings) -> bool:
    with connect(chosen) as connection:
        connection.preflight()
        return sum(connection.calls.values()) <= 2


def looked_at(chosen: CycleSettings | None) -> list[Check]:
    found = list(examine(chosen, PushHistory()))
    assert [check.said for check in found if "@" in check.said] == []
    return found


def wrong(chosen: CycleSettings | None) -> dict[str, str]:
    return {check.about: check.said for check in looked_at(chosen) if check.state is State.WRONG}


def notes(chosen: CycleSettings | None) -> dict[str, str]:
    return {check.about: check.said for check in looked_at(chosen) if check.state is State.NOTE}


def nothing_was_made(standin: Standin) -> bool:
    calls = standin.report()["calls"]
    return not {name for name in calls if name.rpartition(".")[2] not in {"get", "list", "token"}}


def test_a_cycles_folder_needs_leave_for_the_whole_drive_and_no_folder_does_not(standin: Standin) -> None:
    standin.sign_in_as("service account")
    assert sign_in_for(settings()).scopes == (OWN_FILES,)
    assert sign_in_for(settings(folder="0Adrive")).scopes == (WHOLE_DRIVE,)
    assert sign_in_for(settings(acts_as=HR)).acts_as == HR


def test_a_person_with_room_may_push(standin: Standin) -> None:
    assert standin.url
    assert passes(settings())
    assert wrong(settings()) == {}
    standin.assert_honest()


def test_a_service_account_alone_has_no_storage(standin: Standin) -> None:
    standin.sign_in_as("service account")
    assert "no storage of its own" in obstacle(settings())
    assert list(wrong(settings())) == ["Storage"]


def test_a_service_account_without_a_cycle_is_only_told_what_it_will_need(standin: Standin) -> None:
    standin.sign_in_as("service account")
    assert wrong(None) == {}
    assert "no storage of its own" in notes(None)["Storage"]


def test_a_service_account_works_in_a_shared_drive_and_who_sees_it_is_said(standin: Standin) -> None:
    drive = drive_of_robot(standin)
    link = f"https://drive.google.com/drive/folders/{drive}?usp=sharing"
    assert passes(settings(folder=drive))
    assert passes(settings(folder=link))
    assert wrong(settings(folder=link)) == {}
    assert notes(settings(folder=drive))["Who sees the folder"].startswith("1 other account with access to the shared")
    standin.assert_honest()


def test_a_service_account_that_may_only_read_a_shared_drive_is_told_before_anything_is_made(standin: Standin) -> None:
    drive = drive_of_robot(standin, role="reader")
    assert "may not put files into the folder" in obstacle(settings(folder=drive))
    assert "may not put files into the folder" in wrong(settings(folder=drive))["Folder"]
    assert notes(settings(folder=drive))["Who sees the folder"].startswith("all members of a shared drive")
    assert nothing_was_made(standin)


def test_a_service_account_in_somebodys_own_folder_still_has_no_storage(standin: Standin) -> None:
    folder = folder_of_hr(standin)
    standin.client_as(HR).share(folder, SERVICE_ACCOUNT)
    standin.sign_in_as("service account")
    assert "no storage of its own" in obstacle(settings(folder=folder))
    assert list(wrong(settings(folder=folder))) == ["Storage"]


def test_a_service_account_that_may_act_for_hr_pushes_as_hr(standin: Standin) -> None:
    standin.sign_in_as("service account", acts_as=[OWN_FILES])
    assert passes(settings(acts_as=HR))
    assert wrong(settings(acts_as=HR)) == {}
    assert GoogleBackend().who_is_signed_in(settings(acts_as=HR)).account.email == HR


def test_a_service_account_that_may_act_for_nobody_is_told_where_the_leave_is_given(standin: Standin) -> None:
    standin.sign_in_as("service account")
    found = wrong(settings(acts_as=HR))
    assert list(found) == ["Token"]
    assert "Manage Domain Wide Delegation" in found["Token"]


def test_a_full_drive_is_found_before_anything_is_made(standin: Standin) -> None:
    standin.account(HR, **FULL)
    assert "Drive of this account is full" in obstacle(settings())
    assert "Drive of this account is full" in wrong(settings())["Storage"]
    assert nothing_was_made(standin)


@pytest.mark.parametrize("folder", ["1nowhere", "https://drive.google.com/drive/folders/1nowhere"])
def test_a_folder_that_is_not_there_is_named_as_such(standin: Standin, folder: str) -> None:
    standin.sign_in_as("user", scopes=[WHOLE_DRIVE])
    assert "the folder for the sheets is not there" in obstacle(settings(folder=folder))
    assert "the folder for the sheets is not there" in wrong(settings(folder=folder))["Folder"]


def test_a_folder_in_the_bin_and_a_file_in_its_place_are_found(standin: Standin) -> None:
    trashed = folder_of_hr(standin, trashed=True)
    assert "is in the bin" in obstacle(settings(folder=trashed))
    file = standin.plant(name="Old.xlsx", owner=HR)
    assert "is a file" in obstacle(settings(folder=file))
    assert "is a file" in wrong(settings(folder=file))["Folder"]


@pytest.mark.parametrize("whom", [{"type": "anyone"}, {"type": "domain", "domain": "example.com"}])
def test_nothing_is_put_into_a_folder_that_everybody_can_open(standin: Standin, whom: dict[str, str]) -> None:
    folder = folder_of_hr(standin)
    assert passes(settings(folder=folder))
    open_folder(standin, folder, whom)
    assert "could read every review" in obstacle(settings(folder=folder))
    assert "could read every review" in wrong(settings(folder=folder))["Who sees the folder"]


def test_whoever_shares_the_folder_is_counted_and_not_named(standin: Standin) -> None:
    folder = folder_of_hr(standin)
    assert "Who sees the folder" not in notes(settings(folder=folder))
    standin.client_as(HR).share(folder, "jo@example.com", "reader")
    standin.client_as(HR).share(folder, "al@example.com", "reader")
    assert notes(settings(folder=folder))["Who sees the folder"].startswith("2 other accounts with access")


def test_a_sign_in_for_its_own_files_does_not_do_for_a_folder(standin: Standin) -> None:
    assert standin.url
    assert "google login --whole-drive" in wrong(settings(folder="0Adrive"))["Sign-in"]


def test_every_api_that_is_off_is_named(standin: Standin) -> None:
    standin.settings(disabled_apis=["drive", "sheets"])
    found = wrong(settings())
    assert list(found) == ["Google Drive API", "Google Sheets API"]
    assert all(f"the {name} is not switched on" in said for name, said in found.items())
    standin.settings(disabled_apis=["sheets"])
    assert list(wrong(settings())) == ["Google Sheets API"]


def test_a_sign_in_that_ran_out_says_why_it_happens_every_week(standin: Standin) -> None:
    standin.account(HR, revoke=True)
    found = wrong(settings())
    assert list(found) == ["Token"]
    assert "lasts seven days" in found["Token"]


def test_without_a_sign_in_the_cycles_own_settings_are_still_looked_at(standin: Standin) -> None:
    standin.sign_in_as("nobody")
    found = {check.about: check.state for check in looked_at(settings(domains=())) if check.about != "Google"}
    assert found == {"Sign-in": State.WRONG, "Recipients": State.NOTE}


def test_more_leave_than_is_needed_is_noted(standin: Standin) -> None:
    standin.sign_in_as("user", scopes=[WHOLE_DRIVE])
    assert "more than is needed" in notes(settings())["Scopes"]
    assert "Scopes" not in notes(settings(folder=folder_of_hr(standin)))


def test_a_redirect_to_another_machine_is_refused_before_the_sign_in_is_read(
    standin: Standin, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "stand-in on this machine" in notes(None)["Google"]
    standin.sign_in_as("nobody")
    monkeypatch.setenv("SHEETREVIEW_GOOGLE_API", "http://10.0.0.1:8080")
    assert list(wrong(settings())) == ["Google"]


def own_folder(kept: PushHistory) -> tuple[State, str] | None:
    """What is said of the cycle's own folder; None when nothing is."""
    found = {check.about: (check.state, check.said) for check in examine(settings(), kept)}
    return found.get("Cycle's folder")


def test_the_cycles_own_folder_is_looked_at_once_there_is_one(standin: Standin) -> None:
    folder = folder_of_hr(standin)
    kept = PushHistory(folder=folder, sheets=3)
    assert own_folder(PushHistory()) is None
    assert own_folder(kept) == (State.FINE, "it is there, and open to named people only")
    open_folder(standin, folder, {"type": "anyone"})
    assert "could read every review" in _said_wrong(own_folder(kept))
    standin.client_as(HR).update(folder, trashed=True)
    assert "in the bin" in _said_wrong(own_folder(kept))


def test_an_own_folder_that_is_gone_is_wrong_only_when_there_were_sheets_in_it(standin: Standin) -> None:
    assert standin.url
    assert "out of this account's reach" in _said_wrong(own_folder(PushHistory(folder="1spent", sheets=1)))
    assert own_folder(PushHistory(folder="1spent")) is None


def _said_wrong(found: tuple[State, str] | None) -> str:
    assert found is not None
    assert found[0] is State.WRONG
    return found[1]


@pytest.mark.parametrize(
    ("domains", "allowed", "said"),
    [
        (("example.com",), (), "addresses at example.com"),
        (("example.com",), ("example.com", "b.example"), "addresses at example.com, b.example (by --allow-domain)"),
        ((), ("b.example", "jo@c.example"), "addresses at b.example (by --allow-domain) and 1 confirmed address"),
        ((), ("jo@c.example", "al@c.example"), "2 confirmed addresses"),
    ],
)
def test_domains_are_named_and_confirmed_addresses_counted(
    standin: Standin, domains: tuple[str, ...], allowed: tuple[str, ...], said: str
) -> None:
    standin.sign_in_as("nobody")
    *_, last = examine(settings(domains=domains), PushHistory(allowed=allowed))
    assert (last.about, last.state, last.said) == ("Recipients", State.FINE, f"forms may be shared with {said}")


def test_examining_makes_and_changes_nothing(standin: Standin) -> None:
    files = standin.report()["files"]
    assert len(looked_at(settings())) > 5
    assert nothing_was_made(standin)
    assert standin.report()["files"] == files
    standin.assert_honest()


def visit(address: str) -> None:
    """Open an address as a person's browser does; the answer is awaited elsewhere."""

    def follow() -> None:
        with urllib.request.urlopen(address, timeout=20) as page:  # noqa: S310 -- the stand-in
            page.read()

    threading.Thread(target=follow).start()


def login(*, whole_drive: bool) -> NewSignIn:
    return sign_in(backend_for(None), browser=False, whole_drive=whole_drive, tell=visit)


def test_a_new_sign_in_is_kept_private_and_is_used(standin: Standin) -> None:
    standin.sign_in_as("nobody")
    kept = login(whole_drive=False)
    assert kept.path == config_folder(standin.home) / "authorized_user.json"
    assert not kept.replaces
    assert kept.path.stat().st_mode & 0o777 == 0o600
    assert GoogleBackend().who_is_signed_in(None).account.email == HR


def test_a_new_sign_in_takes_the_place_of_the_old_one_and_says_so(standin: Standin) -> None:
    path = config_folder(standin.home) / "authorized_user.json"
    kept = login(whole_drive=True)
    assert kept.replaces
    assert json.loads(path.read_text(encoding="utf-8"))["scopes"] == [WHOLE_DRIVE]
    assert {entry.name for entry in path.parent.iterdir()} == {
        "authorized_user.json",
        "credentials.json",
        "service_account.json",
    }


def test_a_key_in_the_place_of_the_sign_in_is_not_overwritten(standin: Standin) -> None:
    folder = config_folder(standin.home)
    key = (folder / "service_account.json").read_bytes()
    (folder / "authorized_user.json").write_bytes(key)
    with pytest.raises(SignInError, match="move it elsewhere first"):
        login(whole_drive=False)
    assert (folder / "authorized_user.json").read_bytes() == key


def test_a_damaged_sign_in_is_replaced(standin: Standin) -> None:
    path = config_folder(standin.home) / "authorized_user.json"
    path.write_text("{broken", encoding="utf-8")
    assert login(whole_drive=False).replaces
    assert GoogleBackend().who_is_signed_in(None).account.email == HR
