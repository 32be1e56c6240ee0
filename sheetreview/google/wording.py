"""What Google's refusals mean, in words for the person who runs the reviews: what happened, and how to mend it.

No sentence here ever takes in an e-mail address, a file's content, a token or a key.
"""

from __future__ import annotations

from sheetreview.errors import RemoteError, SharingStopped, SignInError
from sheetreview.google import retry
from sheetreview.google.retry import Meaning
from sheetreview.online.nouns import Wording

_AGAIN = "run the same command again: it goes on where it stopped"
_LOG_IN = "run 'sheetreview google login'"

NO_STORAGE = (
    "a service account has no storage of its own in Google Drive, so it cannot own a sheet; either give the cycle a "
    "folder in a shared drive of which the service account is a member, or let it act for a person of your domain, "
    f"or sign in as yourself: {_LOG_IN}"
)
FOLDER_GONE = (
    "the folder for the sheets is not there, or this account has no access to it; check the folder's id, and share the "
    "folder with this account as editor (a shared drive: as content manager)"
)
DRIVE_FULL = f"the Google Drive of this account is full; make room in Drive, its bin, Gmail and Photos, and {_AGAIN}"
NO_PARENT_ACCESS = (
    "this account may not put files into the folder; have the folder shared with it as editor (a shared drive: as "
    "content manager)"
)
NOT_BUILT = (
    "Google refused to build the sheet; see whether cycle.yaml has a 'locale' and a 'time_zone' that Google knows, "
    "such as en_GB and Europe/London; if it has, please report it as a fault of sheetreview"
)
NOT_NOTED = (
    "Google refused the notes; where this is not the account that made the sheet, sign in with that one, because the "
    "sheet is protected against others; otherwise please report it as a fault of sheetreview"
)
WORDING = Wording(
    service="Google",
    in_bin="it is in the bin of Google Drive; restore it there, or run 'push --again' to make a new, empty one",
    gone="it is gone, or out of this account's reach; sign in with the account and the OAuth client that made it, or "
    "run 'push --again' to make a new, empty one",
    not_a_sheet="in its place there is an uploaded Excel file, not a Google Sheet; download it and hand it to "
    "'collect', or open it in Google Drive and choose File > Save as Google Sheets",
    no_key="no tab of it carries the hidden key of the form any more; restore an earlier version in Google Sheets "
    "(File > Version history)",
    not_built="Google did not take the sheet, as often as it was tried; run the same command again",
    no_mail="Google's mail about it may not have gone out; send the link in links.csv yourself",
    open_to_all="anyone with the link, or everybody in a domain, can still read it; in Google Sheets set its general "
    "access to 'Restricted' (Share > General access)",
    closed_sheet="its sheet is closed, so that its reviewer can only read it, and nothing was marked; to have it "
    "corrected, make them an editor of it in Google Drive, and tell them what is listed here",
    write_again="share their sheet in Google Drive as editor, then 'pull' and 'close' again",
)
"""What ``push``, ``pull``, ``close`` and the notes of ``check`` say of Google's sheets."""
PART_SEARCHED = f"Google did not search all of your Drive this time; {_AGAIN}"

_WORDS = {
    retry.RATE_LIMIT: "Google allows only so many calls a minute, and waiting did not help: something else is using up "
    f"the calls of the same Google project; wait a few minutes and {_AGAIN}",
    "dailyLimitExceeded": "the Google project has used up its calls for today; run the same command again tomorrow, or "
    "raise the quota in the Google Cloud console",
    "storageQuotaExceeded": DRIVE_FULL,
    "domainPolicy": "the administrator of your Google domain does not allow this (apps that work with Google Drive, or "
    "sharing of this kind); ask the administrator to allow it",
    "insufficientParentPermissions": NO_PARENT_ACCESS,
    "teamDriveFileLimitExceeded": "the shared drive is full; take files out of it, or use another one",
    "numChildrenInNonRootLimitExceeded": "the folder holds as many files as Google allows; use another folder",
    "activeItemCreationLimitExceeded": "this account owns as many files as Google allows; delete files that are not "
    "needed, and empty the bin",
    retry.SHARING_LIMIT: "Google lets this account share nothing more for now, usually until tomorrow; sheets are "
    "still made and read, and the same command shares the rest when you run it again",
    retry.NOT_FOUND: "Google finds no such file for this account: it was deleted for good, or the access to it was "
    "taken away; restore it or have it shared with this account again",
    retry.NO_ACCESS: "this account may not do that with the file: it was only given the right to read, or none; ask "
    "the file's owner to share it with this account as editor (a service account: with the address in its key file)",
    "forbidden": "Google says only that this is forbidden: the file may belong to somebody else, or a rule of your "
    "domain is against it; open the file with this account in a browser to see which",
    "appNotAuthorizedToFile": "this sign-in reaches only files that sheetreview itself has made with it, and this is "
    "not one of them; sign in with the account and the OAuth client that made the file",
    retry.BAD_SHARING: "Google does not share with this address: most often it has no Google account, or a rule of "
    "your domain is against it; check the address, or share again and let Google send its mail, which also invites "
    "people without a Google account",
    "shareOutNotPermitted": "your domain does not allow sharing with people outside it; ask the administrator, or use "
    "an address of the domain",
    "cannotModifyInheritedPermission": "this access comes from the folder or the shared drive, not from the file; "
    "change it there",
    retry.NOT_A_SHEET: "this file is an uploaded Excel file, not a Google Sheet; open it in Google Drive and choose "
    "File > Save as Google Sheets, or download it and hand it to 'sheetreview collect'",
    retry.UNREACHABLE: "Google cannot be reached; check the network (and the proxy, where there is one: HTTPS_PROXY), "
    f"and {_AGAIN}",
    retry.CERTIFICATE: "the secure connection to Google could not be verified: a proxy or virus scanner in between "
    "answers with a certificate of its own; ask IT for that certificate's file and name it in REQUESTS_CA_BUNDLE",
    retry.NOT_GOOGLE: "something other than Google answered, such as the login page of a network or a proxy; open "
    f"https://drive.google.com in a browser to see it, and {_AGAIN}",
    retry.SERVER_ERROR: f"Google had a fault of its own and did not recover in time; {_AGAIN}",
    retry.CONNECTION_LOST: f"the connection to Google broke off again and again; check the network, and {_AGAIN}",
    retry.TIMED_OUT: f"Google gave no answer within three minutes; {_AGAIN}",
    retry.IN_USE: "Google already has a file of this id, and it is another one; run the same command again",
    retry.BAD_REQUEST: "Google refused the request as wrong; if it happens again, please report it as a fault of "
    "sheetreview",
}
_WORDS["quotaExceeded"] = _WORDS["dailyLimitExceeded"]
_WORDS["cannotModifyInheritedTeamDrivePermission"] = _WORDS["cannotModifyInheritedPermission"]
_WORDS["ABORTED"] = _WORDS[retry.SERVER_ERROR]

_NO_SCOPE = {
    "user": f"the sign-in does not allow this; {_LOG_IN} again and tick every box that Google shows",
    "service account": "the service account is not allowed this; an administrator of your domain enters its client id "
    "in the Admin console (Security > API controls > Manage Domain Wide Delegation), with the scope "
    "https://www.googleapis.com/auth/drive.file (and https://www.googleapis.com/auth/drive for a folder of your own)",
}
_REFUSED = {
    "user": f"Google no longer accepts the sign-in; {_LOG_IN} again",
    "service account": "Google does not accept the service account's key; make a new key (JSON) in the Google Cloud "
    "console and save it as service_account.json",
}
_PERMANENT = frozenset({retry.RATE_LIMIT, retry.UNREACHABLE, retry.NOT_GOOGLE})


def refusal(code: str, *, kind: str, api: str) -> RemoteError:
    """The error for what Google answered.

    ``code`` as of ``retry.code_of``; ``kind`` is how one is signed in (``user`` or ``service account``), ``api`` the
    name of the API that was called.
    """
    found = retry.meaning(code)
    if code == retry.NO_SCOPE:
        return SignInError(_NO_SCOPE[kind], code=code)
    if code == retry.NOT_SIGNED_IN:
        return SignInError(_REFUSED[kind], code=code)
    if found is Meaning.STOP_SHARING:
        return SharingStopped(_WORDS[code], code=code)
    return RemoteError(_sentence(code, kind, api), stops=found is Meaning.STOP, code=code)


def gave_up(codes: list[str], *, kind: str, api: str) -> RemoteError:
    """The error for a call that was tried as often as is allowed; ``codes`` is what each try ended with.

    When every try ended alike and the cause lies outside of the one file, the run stops: the next calls would fare no
    better and only take as long.
    """
    error = refusal(codes[-1], kind=kind, api=api)
    error.stops = error.stops or (len(codes) > 1 and len(set(codes)) == 1 and codes[0] in _PERMANENT)
    return error


def asked_to_wait(seconds: float) -> RemoteError:
    """The error for an answer that asks for a longer wait than a run should take."""
    minutes = round(seconds / 60)
    return RemoteError(
        f"Google asks to wait {minutes} minutes before the next call; after that, {_AGAIN}",
        stops=True,
        code=retry.RATE_LIMIT,
    )


def _sentence(code: str, kind: str, api: str) -> str:
    if code == "storageQuotaExceeded" and kind == "service account":
        return NO_STORAGE
    if code == retry.API_OFF:
        return (
            f"the {api} is not switched on in your Google Cloud project; switch on the Google Sheets API and the "
            f"Google Drive API there (APIs & Services > Library), wait five minutes, and {_AGAIN}"
        )
    return _WORDS.get(code) or (
        f"Google refused it and gives only its own word for the reason, {code}; look that word up in Google's guide to "
        "errors of the Drive and Sheets API, or ask whoever looks after Google for you"
    )


def token_refused(error: str, description: str, *, kind: str) -> SignInError:
    """The error for a sign-in that Google's token service refused; ``error`` and ``description`` as it gave them."""
    if kind == "user":
        return SignInError(_user_token(error), code=error)
    return SignInError(_service_token(error, description.casefold()), code=error)


def _user_token(error: str) -> str:
    if error in ("invalid_client", "deleted_client", "disabled_client", "unauthorized_client"):
        return (
            "the OAuth client of your Google Cloud project was deleted or switched off; download a new one (desktop "
            f"app) as credentials.json, then {_LOG_IN}"
        )
    if error in ("admin_policy_enforced", "org_internal", "access_denied"):
        return (
            "the administrator of your Google domain does not allow this app; ask for the OAuth client to be trusted "
            f"(Admin console: Security > API controls), then {_LOG_IN}"
        )
    if error == "invalid_scope":
        return _NO_SCOPE["user"]
    return (
        f"the sign-in has run out or was withdrawn; {_LOG_IN} again. If this happens every week, the app is still in "
        "'Testing' in your Google Cloud project, where a sign-in lasts seven days: publish the app there (or make it "
        "'Internal'), then sign in once more. A changed password can also end a sign-in"
    )


def _service_token(error: str, description: str) -> str:
    if error in ("unauthorized_client", "access_denied", "invalid_scope"):
        return _NO_SCOPE["service account"]
    if "iat and exp" in description or "timeframe" in description:
        return "Google refuses the sign-in because this machine's clock is wrong; set the clock and try again"
    if "email or user id" in description or "account not found" in description:
        return (
            "Google does not know the person for whom the service account acts, or the service account itself; check "
            "the address that it acts for (an account of your own Google Workspace domain), or make a new key (JSON) "
            "in the Google Cloud console and save it as service_account.json"
        )
    return (
        "Google refuses the service account's key: the key or the service account was deleted or switched off; make a "
        "new key (JSON) in the Google Cloud console and save it as service_account.json"
    )
