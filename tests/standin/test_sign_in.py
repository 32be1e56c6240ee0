from __future__ import annotations

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from google_standin.accounts import CLIENT_ID, CLIENT_SECRET, DRIVE, DRIVE_FILE, SPREADSHEETS, TOKEN_SECONDS
from google_standin.people import HR, SERVICE_ACCOUNT, CallError, Editor
from google_standin.running import Standin
from google_standin.tokens import JWT_GRANT
from tests.standin.app import app, make, reason, signed, signed_in, token_call

CLIENT = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
Key = dict[str, str]


@pytest.fixture
def key(standin: Standin) -> Key:
    found: Key = standin.account(SERVICE_ACCOUNT, service=True)["key"]
    return found


def error_of(standin: Standin, **form: str) -> str:
    """The token endpoint's error and what it says about it."""
    with pytest.raises(CallError) as error:
        token_call(standin.url, form)
    body = json.loads(error.value.body)
    return f"{body['error']}: {body['error_description']}"


def jwt_error(standin: Standin, assertion: str) -> str:
    return error_of(standin, grant_type=JWT_GRANT, assertion=assertion)


def test_a_service_account_signs_in_with_its_key(standin: Standin, key: Key) -> None:
    who = signed_in(standin, key)
    about = who.call("GET", "/drive/v3/about", query={"fields": "user"})
    assert about["user"]["emailAddress"] == SERVICE_ACCOUNT


def test_a_signed_request_for_another_audience_is_refused(standin: Standin, key: Key) -> None:
    error = jwt_error(standin, signed(key, aud=f"{standin.url}/token"))
    assert error.startswith("invalid_grant: Invalid JWT: Failed audience check")


@pytest.mark.parametrize(
    ("issued", "expires"), [(-7200, -3600), (3600, 7200), (0, 7200)], ids=["expired", "from the future", "too long"]
)
def test_a_signed_request_at_the_wrong_time_is_refused(standin: Standin, key: Key, issued: int, expires: int) -> None:
    now = int(time.time())
    error = jwt_error(standin, signed(key, iat=now + issued, exp=now + expires))
    assert error.startswith("invalid_grant: Invalid JWT: Token must be a short-lived token")


def test_a_request_signed_with_another_key_is_refused(standin: Standin, key: Key) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    error = jwt_error(standin, signed({**key, "private_key": other.decode()}))
    assert error == "invalid_grant: Invalid JWT Signature."


def test_a_changed_request_is_refused(standin: Standin, key: Key) -> None:
    header, _, signature = signed(key).split(".")
    _, claims, _ = signed(key, scope=DRIVE).split(".")
    assert jwt_error(standin, f"{header}.{claims}.{signature}") == "invalid_grant: Invalid JWT Signature."
    assert jwt_error(standin, "no.jwt") == "invalid_request: Bad Request"


def test_an_unknown_service_account_is_refused(standin: Standin, key: Key) -> None:
    assert jwt_error(standin, signed(key, iss="x@y.z")) == "invalid_grant: Invalid grant: account not found"


def test_a_signed_request_without_a_scope_is_refused(standin: Standin, key: Key) -> None:
    assert jwt_error(standin, signed(key, scope="")).startswith("invalid_scope: ")


def test_a_service_account_acts_for_a_person_only_where_the_domain_allows_it(standin: Standin, key: Key) -> None:
    assert jwt_error(standin, signed(key, sub=HR)).startswith("unauthorized_client: ")
    standin.account(SERVICE_ACCOUNT, service=True, delegated=[DRIVE_FILE])
    assert jwt_error(standin, signed(key, sub=HR, scope=DRIVE)).startswith("unauthorized_client: ")
    who = signed_in(standin, key, sub=HR)
    file_id = make(who)
    assert standin.client_as(HR).file(file_id)["owners"][0]["emailAddress"] == HR


def test_a_person_signs_in_at_the_consent_page(standin: Standin) -> None:
    query = {"client_id": CLIENT_ID, "redirect_uri": "http://localhost:1/", "response_type": "code", "state": "s"}
    page = f"{standin.url}/o/oauth2/auth"
    sent = requests.get(page, params={**query, "scope": DRIVE_FILE}, allow_redirects=False, timeout=20)
    back = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["Location"]).query).items()}
    assert (sent.status_code, back["state"], back["scope"]) == (302, "s", DRIVE_FILE)
    form = {**CLIENT, "grant_type": "authorization_code", "code": back["code"], "redirect_uri": "http://localhost:1/"}
    answer = token_call(standin.url, form)
    user = Editor(standin.url, HR, answer["access_token"]).call("GET", "/drive/v3/about", query={"fields": "user"})
    assert user["user"]["emailAddress"] == HR
    assert answer["refresh_token"]
    assert error_of(standin, **form) == "invalid_grant: Malformed auth code."


def test_the_consent_page_sends_nobody_elsewhere(standin: Standin) -> None:
    query = {"client_id": CLIENT_ID, "redirect_uri": "https://example.com/", "response_type": "code", "state": "s"}
    page = f"{standin.url}/o/oauth2/v2/auth"
    assert requests.get(page, params={**query, "scope": DRIVE_FILE}, timeout=20).status_code == 400


def test_a_refresh_token_that_was_taken_back_is_refused(standin: Standin) -> None:
    refresh = standin.account(HR, scopes=[DRIVE_FILE])["refresh_token"]
    form = {**CLIENT, "grant_type": "refresh_token", "refresh_token": refresh}
    who = Editor(standin.url, HR, token_call(standin.url, form)["access_token"])
    standin.account(HR, revoke=True)
    assert error_of(standin, **form) == "invalid_grant: Token has been expired or revoked."
    with pytest.raises(CallError) as error:
        who.files()
    assert reason(error.value) == "401 authError"


def test_a_refresh_token_gives_no_more_than_was_consented_to(standin: Standin) -> None:
    refresh = standin.account(HR, scopes=[DRIVE_FILE])["refresh_token"]
    form = {**CLIENT, "grant_type": "refresh_token", "refresh_token": refresh}
    assert error_of(standin, **form, scope=DRIVE).startswith("invalid_scope: ")
    assert error_of(standin, **{**form, "client_secret": "other"}) == "invalid_client: Unauthorized"


def test_an_access_token_ends_after_an_hour(standin: Standin) -> None:
    who = app(standin)
    standin.sleep_until(TOKEN_SECONDS - 1)
    assert who.files() == []
    standin.sleep_until(TOKEN_SECONDS + 1)
    with pytest.raises(CallError) as error:
        who.files()
    assert reason(error.value) == "401 authError"


def test_a_call_without_a_token_is_refused(standin: Standin) -> None:
    with pytest.raises(CallError) as error:
        Editor(standin.url, HR, "").get("1x")
    assert reason(error.value) == "401 UNAUTHENTICATED"


def test_each_method_needs_one_of_its_scopes(standin: Standin) -> None:
    file_id = make(app(standin))
    who = app(standin, [SPREADSHEETS])
    assert who.get(file_id)["spreadsheetId"] == file_id
    with pytest.raises(CallError, match="ACCESS_TOKEN_SCOPE_INSUFFICIENT") as error:
        who.file(file_id)
    assert reason(error.value) == "403 insufficientPermissions"


def test_an_api_that_is_not_switched_on_says_so(standin: Standin) -> None:
    file_id = make(app(standin))
    standin.settings(disabled_apis=["sheets", "drive"])
    with pytest.raises(CallError, match="SERVICE_DISABLED") as error:
        app(standin).get(file_id)
    assert reason(error.value) == "403 PERMISSION_DENIED"
    with pytest.raises(CallError, match="has not been used in project") as error:
        app(standin).file(file_id)
    assert reason(error.value) == "403 accessNotConfigured"
