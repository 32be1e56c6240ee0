from __future__ import annotations

from pathlib import Path

import pytest

from google_standin.accounts import DRIVE, DRIVE_FILE, SPREADSHEETS
from google_standin.clock import stamp
from google_standin.people import HR, CallError
from google_standin.running import Standin
from tests.standin.app import FOLDER, SHEET, app, make, reason


def refused(error: pytest.ExceptionInfo[CallError]) -> str:
    return reason(error.value)


def test_a_folder_with_a_generated_id_cannot_be_made_twice(standin: Standin) -> None:
    hr = app(standin)
    file_id = hr.call("GET", "/drive/v3/files/generateIds", query={"count": "1"})["ids"][0]
    assert make(hr, "Reviews", FOLDER, id=file_id) == file_id
    with pytest.raises(CallError) as error:
        make(hr, "Reviews", FOLDER, id=file_id)
    assert refused(error) == "409 fileIdInUse"


def test_a_spreadsheet_takes_no_id_and_an_invented_id_is_refused(standin: Standin) -> None:
    hr = app(standin)
    file_id = hr.call("GET", "/drive/v3/files/generateIds", query={"count": "1"})["ids"][0]
    with pytest.raises(CallError, match="Generated IDs are not supported") as error:
        make(hr, id=file_id)
    assert refused(error) == "400 invalid"
    with pytest.raises(CallError, match="not usable"):
        make(hr, "Reviews", FOLDER, id="1invented")


def test_only_those_with_access_see_a_file_and_only_writers_change_it(standin: Standin) -> None:
    file_id = make(app(standin))
    boss, reader, stranger = (standin.client_as(f"{name}@example.com") for name in ("boss", "reader", "stranger"))
    hr = standin.client_as(HR)
    hr.share(file_id, boss.email)
    hr.share(file_id, reader.email, role="reader")
    boss.values_update(file_id, {"Tabellenblatt1!A1": [["4"]]})
    assert reader.values_get(file_id, "Tabellenblatt1!A1") == [["4"]]
    with pytest.raises(CallError) as error:
        reader.values_update(file_id, {"Tabellenblatt1!A1": [["5"]]})
    assert refused(error) == "403 PERMISSION_DENIED"
    with pytest.raises(CallError) as error:
        stranger.get(file_id)
    assert refused(error) == "403 PERMISSION_DENIED"
    with pytest.raises(CallError) as error:
        stranger.file(file_id)
    assert refused(error) == "404 notFound"
    with pytest.raises(CallError) as error:
        reader.update(file_id, name="Mine")
    assert refused(error) == "403 insufficientFilePermissions"
    assert stranger.files() == []


def test_a_person_whose_access_was_taken_away_sees_nothing_any_more(standin: Standin) -> None:
    file_id, hr, boss = make(app(standin)), standin.client_as(HR), standin.client_as("boss@example.com")
    hr.share(file_id, "Boss@Example.com")
    assert [one["id"] for one in boss.files()] == [file_id]
    hr.unshare(file_id, boss.email)
    assert boss.files() == []


def test_who_may_see_a_folder_may_see_what_is_in_it(standin: Standin) -> None:
    hr = app(standin)
    folder = make(hr, "Reviews", FOLDER)
    file_id = make(hr, parents=[folder])
    standin.client_as(HR).share(folder, "boss@example.com", role="reader")
    assert {one["id"] for one in standin.client_as("boss@example.com").files()} == {folder, file_id}


def test_an_app_with_drive_file_sees_only_its_own_files_and_its_properties_are_private(standin: Standin) -> None:
    standin.plant(name="Holiday plans.xlsx", owner=HR, app=False)
    mine = make(app(standin), appProperties={"sr_review": "r1"})
    assert [one["id"] for one in app(standin).files()] == [mine]
    assert len(app(standin, [DRIVE]).files()) == 2
    assert app(standin).file(mine)["appProperties"] == {"sr_review": "r1"}
    assert "appProperties" not in standin.client_as(HR).file(mine)


@pytest.mark.parametrize("value", ["it's", r"back\slash", "{ key='x' }", "a' or name = 'b"])
def test_a_property_is_found_by_its_escaped_value(standin: Standin, value: str) -> None:
    hr = app(standin)
    wanted, _ = make(hr, appProperties={"sr_review": value}), make(hr, appProperties={"sr_review": "other"})
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    found = hr.files(f"appProperties has {{ key='sr_review' and value='{escaped}' }} and trashed = false")
    assert [one["id"] for one in found] == [wanted]


def test_an_unescaped_quote_in_a_search_is_refused(standin: Standin) -> None:
    with pytest.raises(CallError) as error:
        app(standin).files("name = 'it's'")
    assert refused(error) == "400 invalid"


def test_searches_by_name_kind_folder_and_bin(standin: Standin) -> None:
    hr = app(standin)
    folder = make(hr, "Reviews", FOLDER)
    inside, binned = make(hr, "Ann", parents=[folder]), make(hr, "Bob")
    standin.client_as(HR).trash(binned)

    def found(q: str) -> set[str]:
        return {one["id"] for one in hr.files(q)}

    assert found("name = 'Ann'") == {inside}
    assert found(f"mimeType = '{FOLDER}'") == {folder}
    assert found(f"mimeType != '{FOLDER}' and trashed = false") == {inside}
    assert found(f"'{folder}' in parents") == {inside}
    assert found("'root' in parents") == {folder, binned}
    assert found("trashed = true") == {binned}
    assert found("") == {folder, inside, binned}


def test_a_list_comes_in_pages_and_in_the_order_asked_for(standin: Standin) -> None:
    hr = app(standin)
    made = [make(hr, str(number)) for number in range(5)]
    query = {"orderBy": "createdTime desc", "pageSize": "2"}
    seen: list[str] = []
    while True:
        page = hr.call("GET", "/drive/v3/files", query=query)
        seen += [one["id"] for one in page["files"]]
        if "nextPageToken" not in page:
            break
        query["pageToken"] = page["nextPageToken"]
    assert seen == made[::-1]
    assert set(page["files"][0]) == {"kind", "id", "name", "mimeType"}


def test_a_page_is_short_when_permissions_are_asked_for(standin: Standin) -> None:
    hr = app(standin)
    for number in range(101):
        make(hr, str(number), FOLDER)
    query = {"pageSize": "1000", "fields": "files(id)"}
    assert len(hr.call("GET", "/drive/v3/files", query=query)["files"]) == 101
    query["fields"] = "files(id,permissions)"
    assert len(hr.call("GET", "/drive/v3/files", query=query)["files"]) == 100


def test_the_bin_takes_a_folders_files_along_and_only_the_owner_throws_away(standin: Standin) -> None:
    hr, boss = app(standin), standin.client_as("boss@example.com")
    folder = make(hr, "Reviews", FOLDER)
    file_id = make(hr, parents=[folder])
    standin.client_as(HR).share(file_id, boss.email)
    with pytest.raises(CallError) as error:
        boss.trash(file_id)
    assert refused(error) == "403 insufficientFilePermissions"
    standin.client_as(HR).trash(folder)
    shown = hr.file(file_id)
    assert (shown["trashed"], shown["explicitlyTrashed"]) == (True, False)


def test_only_a_change_of_the_content_counts_as_a_modification(standin: Standin) -> None:
    file_id, hr = make(app(standin)), standin.client_as(HR)
    before = hr.file(file_id)
    hr.share(file_id, "boss@example.com")
    after_sharing = hr.file(file_id)
    hr.values_update(file_id, {"Tabellenblatt1!A1": [["4"]]})
    after_typing = hr.file(file_id)
    assert after_sharing["modifiedTime"] == before["modifiedTime"]
    assert after_typing["modifiedTime"] > before["modifiedTime"]
    assert int(after_typing["version"]) > int(after_sharing["version"]) > int(before["version"])


def test_a_service_account_can_own_no_file_but_can_work_in_a_shared_drive(standin: Standin) -> None:
    robot = "robot@standin.iam.gserviceaccount.com"
    standin.account(robot, service=True)
    who = app(standin, [DRIVE], email=robot)
    for mime in (SHEET, FOLDER):
        with pytest.raises(CallError, match="do not have storage quota") as error:
            make(who, mime=mime)
        assert refused(error) == "403 storageQuotaExceeded"
    drive = standin.shared_drive("HR", {robot: "fileOrganizer"})
    file_id = make(who, parents=[drive])
    shown = who.file(file_id)
    assert (shown["driveId"], "owners" in shown, "permissions" in shown) == (drive, False, False)
    assert [one["role"] for one in who.permissions(file_id)] == ["fileOrganizer"]


def test_a_shared_drive_is_there_only_for_those_who_ask_for_it(standin: Standin) -> None:
    drive = standin.shared_drive("HR", {HR: "organizer", "colleague@example.com": "writer"})
    file_id = make(app(standin, [DRIVE]), parents=[drive])
    colleague = standin.client_as("colleague@example.com")
    with pytest.raises(CallError) as error:
        colleague.call("GET", f"/drive/v3/files/{file_id}")
    assert refused(error) == "404 notFound"
    assert colleague.call("GET", "/drive/v3/files")["files"] == []
    assert [one["id"] for one in colleague.files()] == [file_id]
    assert [one["name"] for one in colleague.call("GET", "/drive/v3/drives")["drives"]] == ["HR"]
    with pytest.raises(CallError) as error:
        make(app(standin), parents=[drive])
    assert refused(error) == "404 notFound"


def test_a_full_drive_takes_no_more_files(standin: Standin) -> None:
    standin.account(HR, used=15 * 2**30)
    about = app(standin).call("GET", "/drive/v3/about", query={"fields": "storageQuota"})
    assert about == {
        "storageQuota": {
            "limit": "16106127360",
            "usage": "16106127360",
            "usageInDrive": "16106127360",
            "usageInDriveTrash": "0",
        }
    }
    with pytest.raises(CallError) as error:
        make(app(standin))
    assert refused(error) == "403 storageQuotaExceeded"


def test_about_needs_its_fields(standin: Standin) -> None:
    with pytest.raises(CallError) as error:
        app(standin).call("GET", "/drive/v3/about")
    assert refused(error) == "400 required"


def test_an_address_without_an_account_can_only_be_invited_by_mail(standin: Standin) -> None:
    standin.settings(without_account=["New@example.com"])
    file_id, hr = make(app(standin)), standin.client_as(HR)
    with pytest.raises(CallError, match="no Google account") as error:
        hr.share(file_id, "new@example.com")
    assert refused(error) == "400 invalidSharingRequest"
    assert len(hr.permissions(file_id)) == 1
    body = {"type": "user", "role": "writer", "emailAddress": "new@example.com"}
    hr.call("POST", f"/drive/v3/files/{file_id}/permissions", body=body)
    assert [one["emailAddress"] for one in hr.permissions(file_id)] == [HR, "new@example.com"]
    assert standin.report()["mails"] == [{"file": file_id, "email": "new@example.com", "times": 1}]


def test_a_file_is_shared_even_when_the_mail_about_it_fails(standin: Standin) -> None:
    standin.settings(mail_fails=["boss@example.com"])
    file_id, hr = make(app(standin)), standin.client_as(HR)
    body = {"type": "user", "role": "writer", "emailAddress": "boss@example.com"}
    with pytest.raises(CallError, match="successfully shared") as error:
        hr.call("POST", f"/drive/v3/files/{file_id}/permissions", body=body)
    assert refused(error) == "400 invalidSharingRequest"
    assert len(hr.permissions(file_id)) == 2
    report = standin.report()
    assert report["mails"] == []
    assert report["failed_mails"] == [{"file": file_id, "email": "boss@example.com", "times": 1}]


def test_sharing_twice_gives_one_permission_and_two_mails(standin: Standin) -> None:
    file_id, hr = make(app(standin)), standin.client_as(HR)
    body = {"type": "user", "role": "writer", "emailAddress": "boss@example.com"}
    ids = {hr.call("POST", f"/drive/v3/files/{file_id}/permissions", body=body)["id"] for _ in range(2)}
    assert len(ids) == 1
    with pytest.raises(AssertionError, match=f"2 mails about {file_id}"):
        standin.assert_honest()


def test_a_writer_becomes_a_reader(standin: Standin) -> None:
    file_id, hr, boss = make(app(standin)), standin.client_as(HR), standin.client_as("boss@example.com")
    permission = hr.share(file_id, boss.email)
    app(standin).call("PATCH", f"/drive/v3/files/{file_id}/permissions/{permission}", body={"role": "reader"})
    with pytest.raises(CallError):
        boss.values_update(file_id, {"Tabellenblatt1!A1": [["5"]]})
    assert boss.values_get(file_id, "Tabellenblatt1!A1") == []


def test_an_uploaded_workbook_is_no_spreadsheet(standin: Standin) -> None:
    file_id = make(app(standin))
    standin.plant(id=file_id)
    with pytest.raises(CallError, match="not supported for this document") as error:
        app(standin).get(file_id)
    assert refused(error) == "400 FAILED_PRECONDITION"


def test_a_file_has_the_same_name_in_drive_and_in_the_spreadsheet(standin: Standin) -> None:
    file_id, hr = make(app(standin)), standin.client_as(HR)
    hr.update(file_id, name="Renamed")
    assert hr.get(file_id)["properties"]["title"] == "Renamed"
    title = {"updateSpreadsheetProperties": {"properties": {"title": "Again"}, "fields": "title"}}
    hr.batch_update(file_id, [title])
    assert hr.file(file_id)["name"] == "Again"


def test_two_files_for_one_review_are_told(standin: Standin) -> None:
    hr = app(standin)
    for _ in range(2):
        make(hr, appProperties={"sr_cycle": "c", "sr_review": "r"})
    make(hr, appProperties={"sr_cycle": "c", "sr_review": "s"})
    with pytest.raises(AssertionError, match=r"^2 files for c/r$"):
        standin.assert_honest()


def test_a_file_that_anyone_can_open_is_told(standin: Standin) -> None:
    file_id = make(app(standin))
    standin.client_as(HR).call(
        "POST", f"/drive/v3/files/{file_id}/permissions", body={"type": "anyone", "role": "reader"}
    )
    with pytest.raises(AssertionError, match="anyone can open"):
        standin.assert_honest()


def test_a_stand_in_starts_anew(standin: Standin, tmp_path: Path) -> None:
    make(app(standin, [DRIVE_FILE, SPREADSHEETS]))
    before = (tmp_path / ".config/gspread/authorized_user.json").read_text()
    standin.reset()
    assert standin.report()["files"] == []
    assert (tmp_path / ".config/gspread/authorized_user.json").read_text() != before


def test_a_new_file_is_found_by_its_id_before_it_is_listed(standin: Standin) -> None:
    standin.settings(listing_lag=20)
    who = app(standin)
    folder = make(who, "Reviews", FOLDER)
    file_id, made = make(who, parents=[folder], appProperties={"sr_review": "r1"}), standin.now()
    searches = ("", f"'{folder}' in parents", "appProperties has { key='sr_review' and value='r1' }")
    standin.sleep_until(made + 19.9)
    assert who.file(file_id)["appProperties"] == {"sr_review": "r1"}
    assert [who.files(q) for q in searches] == [[], [], []]
    standin.sleep_until(made + 20)
    assert [len(who.files(q)) for q in searches] == [2, 1, 1]


def test_a_second_file_that_is_not_listed_yet_is_told_all_the_same(standin: Standin) -> None:
    standin.settings(listing_lag=20)
    for _ in range(2):
        make(app(standin), appProperties={"sr_cycle": "c", "sr_review": "r"})
    with pytest.raises(AssertionError, match="2 files for c/r"):
        standin.assert_honest()


def test_the_time_of_a_change_can_be_told_late(standin: Standin) -> None:
    file_id, hr = make(app(standin)), standin.client_as(HR)
    standin.settings(modified_lag=30)

    def told() -> tuple[str, str]:
        return hr.file(file_id)["modifiedTime"], hr.files()[0]["modifiedTime"]

    made, created = told(), hr.file(file_id)["createdTime"]
    hr.values_update(file_id, {"Tabellenblatt1!A1": [["4"]]})
    first = standin.now()
    standin.sleep_until(first + 20)
    hr.values_update(file_id, {"Tabellenblatt1!A1": [["5"]]})
    second = standin.now()
    assert hr.values_get(file_id, "Tabellenblatt1!A1") == [["5"]]
    assert told() == made == (created, created)
    standin.sleep_until(first + 30)
    assert told() == (stamp(first), stamp(first))
    standin.sleep_until(second + 30)
    assert told() == (stamp(second), stamp(second))


def test_a_person_is_listed_by_their_primary_address(standin: Standin) -> None:
    standin.settings(aliases={"jo@example.com": "joanna@example.com"})
    file_id, hr = make(app(standin)), standin.client_as(HR)
    body = {"type": "user", "role": "writer"}
    query = {"fields": "id,emailAddress", "sendNotificationEmail": "false"}
    made = [
        hr.call("POST", f"/drive/v3/files/{file_id}/permissions", query=query, body=body | {"emailAddress": email})
        for email in ("Jo@Example.com", "joanna@example.com")
    ]
    assert made[0] == made[1] == {"id": made[0]["id"], "emailAddress": "joanna@example.com"}
    assert [one["emailAddress"] for one in hr.permissions(file_id)] == [HR, "joanna@example.com"]
    shown = hr.call("GET", f"/drive/v3/files/{file_id}/permissions/{made[0]['id']}", query={"fields": "emailAddress"})
    assert shown == {"emailAddress": "joanna@example.com"}
    for email in ("jo@example.com", "joanna@example.com"):
        assert [one["id"] for one in standin.client_as(email).files()] == [file_id]
