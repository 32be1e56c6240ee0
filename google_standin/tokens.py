"""The token endpoint and the consent page.

A service account's signed request is checked as Google does: signature, audience, times, scope, and who may act for
whom. Its times are real ones, as the client signs with the machine's clock.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from google_standin.accounts import (
    AUTH,
    CLIENT_ID,
    CLIENT_SECRET,
    TOKEN_SECONDS,
    TOKEN_URI,
    Account,
    Accounts,
    Grant,
)
from google_standin.answers import Answer, json_answer, token_refusal

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LONGEST = 3600
SLACK = 300
_TIMES = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)
_NOT_DELEGATED = (
    "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the "
    "scopes requested."
)


def token(accounts: Accounts, form: Mapping[str, str]) -> Answer:
    """The answer to ``POST /token``; raises Refusal with the endpoint's own errors."""
    kind = form.get("grant_type", "")
    if kind == JWT_GRANT:
        return _signed_request(accounts, form.get("assertion", ""))
    if kind not in {"refresh_token", "authorization_code"}:
        raise token_refusal("unsupported_grant_type", f"Invalid grant_type: {kind}")
    if form.get("client_id") != CLIENT_ID:
        raise token_refusal("invalid_client", "The OAuth client was not found.", code=401)
    if form.get("client_secret") != CLIENT_SECRET:
        raise token_refusal("invalid_client", "Unauthorized", code=401)
    if kind == "refresh_token":
        return _refreshed(accounts, form)
    grant = accounts.use_code(form.get("code", ""), form.get("redirect_uri", ""))
    if grant is None:
        raise token_refusal("invalid_grant", "Malformed auth code.")
    return _granted(accounts, grant, refresh_token=accounts.new_refresh_token(grant.email, grant.scopes))


def consent(accounts: Accounts, query: Mapping[str, str], *, email: str) -> Answer:
    """The consent page: ``email`` agrees at once, and the browser is sent back with a code."""
    problems = [
        name for name in ("client_id", "redirect_uri", "response_type", "scope", "state") if not query.get(name)
    ]
    if problems or query.get("client_id") != CLIENT_ID or query.get("response_type") != "code":
        return Answer(status=400, body=b"Error 400: invalid_request", reason="invalid_request")
    if not query["redirect_uri"].startswith(("http://localhost", "http://127.0.0.1")):
        return Answer(status=400, body=b"Error 400: redirect_uri_mismatch", reason="redirect_uri_mismatch")
    scopes = query["scope"].split()
    code = accounts.new_code(email, scopes, query["redirect_uri"])
    back = urlencode({"state": query["state"], "code": code, "scope": " ".join(scopes)})
    return Answer(status=302, headers={"Location": f"{query['redirect_uri']}?{back}"})


def _refreshed(accounts: Accounts, form: Mapping[str, str]) -> Answer:
    grant = accounts.refreshable(form.get("refresh_token", ""))
    if grant is None:
        raise token_refusal("invalid_grant", "Token has been expired or revoked.")
    wanted = frozenset(form.get("scope", "").split())
    if not wanted <= grant.scopes:
        raise token_refusal("invalid_scope", "Bad Request")
    return _granted(accounts, grant)


def _granted(accounts: Accounts, grant: Grant, **more: str) -> Answer:
    access = accounts.new_access_token(grant.email, grant.scopes, app=grant.app)
    body = {"access_token": access, "expires_in": TOKEN_SECONDS, "scope": " ".join(sorted(grant.scopes))}
    return json_answer({**body, "token_type": "Bearer", **more})


def _signed_request(accounts: Accounts, assertion: str) -> Answer:
    header, claims, signed, signature = _parts(assertion)
    account = accounts.find(str(claims.get("iss", "")))
    if account is None or account.private_key is None:
        raise token_refusal("invalid_grant", "Invalid grant: account not found")
    _check_signature(account, header, signed, signature)
    _check_claims(claims)
    scopes = frozenset(str(claims.get("scope", "")).split())
    if not scopes or any(not scope.startswith(AUTH) for scope in scopes):
        raise token_refusal("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    subject = str(claims.get("sub", account.email))
    if subject.lower() == account.email.lower():
        return _signed_token(accounts, account, scopes)
    if not scopes <= account.delegated:
        raise token_refusal("unauthorized_client", _NOT_DELEGATED, code=401)
    person = accounts.find(subject)
    if person is None or person.service:
        raise token_refusal("invalid_grant", "Invalid email or User ID")
    return _signed_token(accounts, person, scopes)


def _signed_token(accounts: Accounts, account: Account, scopes: frozenset[str]) -> Answer:
    access = accounts.new_access_token(account.email, scopes, app=True)
    return json_answer({"access_token": access, "expires_in": TOKEN_SECONDS, "token_type": "Bearer"})


def _parts(assertion: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    pieces = assertion.split(".")
    try:
        header, claims, signature = (base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)) for piece in pieces)
        parsed = json.loads(header), json.loads(claims)
    except (ValueError, binascii.Error):
        raise token_refusal("invalid_request", "Bad Request") from None
    if not all(isinstance(one, dict) for one in parsed):
        raise token_refusal("invalid_request", "Bad Request")
    return parsed[0], parsed[1], ".".join(pieces[:2]).encode(), signature


def _check_signature(account: Account, header: Mapping[str, Any], signed: bytes, signature: bytes) -> None:
    if header.get("alg") != "RS256" or account.private_key is None:
        raise token_refusal("invalid_grant", "Invalid JWT Signature.")
    try:
        account.private_key.public_key().verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise token_refusal("invalid_grant", "Invalid JWT Signature.") from None


def _check_claims(claims: Mapping[str, Any]) -> None:
    if claims.get("aud") != TOKEN_URI:
        raise token_refusal("invalid_grant", f"Invalid JWT: Failed audience check. The right audience is {TOKEN_URI}")
    issued, expires, now = claims.get("iat"), claims.get("exp"), time.time()
    if not isinstance(issued, int) or not isinstance(expires, int):
        raise token_refusal("invalid_grant", _TIMES)
    if expires - issued > LONGEST or expires < now - SLACK or issued > now + SLACK:
        raise token_refusal("invalid_grant", _TIMES)
