"""Google as a backend: Drive keeps the files, Sheets what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sheetreview.errors import FOLDER_UNFIT, NO_STORAGE, STORAGE_FULL, RemoteError, SignInError
from sheetreview.google.calls import ApiSession
from sheetreview.google.doctor import OPEN_FOLDER, examine, folder_obstacles, folder_permissions
from sheetreview.google.gateway import Gateway, open_gateway, open_session
from sheetreview.google.limiter import CALLS_A_MINUTE
from sheetreview.google.login import log_in
from sheetreview.google.render import FIRST_SHEET, BookSettings, build_requests, plan_digest, sheet_id
from sheetreview.google.signin import USER, config_folder, parent_id, read_key_file, sign_in_for
from sheetreview.model.cycle import CycleSettings
from sheetreview.online import Build, Check, Mark, NewSignIn, PushHistory, RemoteFile, SignedIn, Wording, open_to_all
from sheetreview.sheet.plan import BookPlan

_WORDING = Wording(
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

_MOST_SHEETS = 100
"""Sheets of one spreadsheet that are known again as built here."""


class GoogleBackend:
    """Google Sheets, as ``online.Backend``."""

    @property
    def wording(self) -> Wording:
        return _WORDING

    @property
    def sheets_a_minute(self) -> int:
        return CALLS_A_MINUTE  # each spreadsheet is one call that writes

    def domains(self, settings: CycleSettings) -> tuple[str, ...]:
        return settings.google.domains

    def digest(self, plan: BookPlan, settings: CycleSettings) -> str:
        return plan_digest(plan, _book_settings(settings))

    def connect(self, settings: CycleSettings) -> GoogleConnection:
        return GoogleConnection(open_session(sign_in_for(settings)), settings)

    def sign_in(self, *, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> NewSignIn:
        """What is to be saved where gspread looks for it, in place of an earlier sign-in."""
        path = config_folder() / USER
        replaces = path.exists()
        if replaces and _is_something_else(path):
            raise SignInError(
                f"{path} is not a sign-in but something else; move it elsewhere first, so that it is not lost"
            )
        text = log_in(browser=browser, tell=tell, whole_drive=whole_drive)
        return NewSignIn(path=path, text=text, replaces=replaces)

    def who_is_signed_in(self, settings: CycleSettings | None) -> SignedIn:
        sign_in = sign_in_for(settings)
        with open_gateway(sign_in) as gateway:
            account = gateway.account()
        return SignedIn(
            account=account,
            kind=sign_in.kind,
            described=sign_in.described,
            reach=sign_in.reach,
            room=sign_in.room(account),
            acts_for_somebody=bool(sign_in.acts_as),
            file=sign_in.path,
            scopes=sign_in.scopes,
        )

    def examine(self, settings: CycleSettings | None, known: PushHistory) -> Iterator[Check]:
        return examine(settings, known)


class GoogleConnection(Gateway):
    """The Google Sheets of one cycle, as ``online.Connection``."""

    def __init__(self, session: ApiSession, settings: CycleSettings) -> None:
        super().__init__(session)
        self._settings = settings

    @property
    def backend(self) -> GoogleBackend:
        return GoogleBackend()

    def preflight(self) -> None:
        """Raise RemoteError for the first reason why no sheet could be made; nothing is made, two calls at most."""
        folder = parent_id(self._settings)
        if not folder and self.sign_in.has_no_storage:
            raise RemoteError(NO_STORAGE.reason, NO_STORAGE)
        if not folder:
            if self.account().free_bytes == 0:
                raise RemoteError(STORAGE_FULL.reason, STORAGE_FULL)
            return
        for obstacle in folder_obstacles(self.file(folder), self.sign_in):
            raise obstacle
        if open_to_all(folder_permissions(self, folder)):
            raise RemoteError(OPEN_FOLDER, FOLDER_UNFIT)

    def files(self) -> list[RemoteFile]:
        return self.cycle_files(self._settings.id, parent_id(self._settings))

    def cycle_folder(self, files: Iterable[RemoteFile], known: str, keep: Callable[[str], None]) -> str:
        folders = {file.id: file for file in files if file.kind == "folder"}
        if folders:
            there = folders.get(known) or next(iter(folders.values()))
            self._require_usable(there)
            if there.id != known:
                keep(there.id)
            return there.id
        name, parent, cycle = self._settings.name, parent_id(self._settings), self._settings.id
        if known:
            # Either the run was cut off before the folder was made, or it was deleted for good, with its id.
            self.make_folder(known, name, parent, cycle)
            if self.made_before(known):
                return known
        folder_id = self.new_folder_id()
        keep(folder_id)
        self.make_folder(folder_id, name, parent, cycle)
        return folder_id

    def _require_usable(self, folder: RemoteFile) -> None:
        """Raise RemoteError for a folder in which reviews would be lost, or that others can read."""
        if folder.trashed:
            raise RemoteError(
                f"the folder {folder.name!r} with the cycle's sheets is in the bin; restore it in Google Drive, then "
                "run the command again",
                FOLDER_UNFIT,
            )
        if open_to_all(self.permissions(folder.id)):
            raise RemoteError(OPEN_FOLDER, FOLDER_UNFIT)

    def make_spreadsheet(self, title: str, folder: str, key: str, *, perhaps_made: bool = False) -> RemoteFile:
        return self.create_spreadsheet(title, folder, self._settings.id, key, perhaps_made=perhaps_made)

    def prepare(self, key: str, plan: BookPlan, digest: str, there: Mark | None) -> Build:
        mark = there or Mark(value="", sheets={FIRST_SHEET: ""})
        added = _added_by_people(key, mark)
        titles = {str(sheet.title).casefold() for sheet in plan.sheets}
        in_the_way = next((title for title in added.values() if title.casefold() in titles), None)
        if in_the_way is not None:
            raise RemoteError(
                f"somebody has added a tab named {in_the_way!r}, which is needed; rename that tab, then push"
            )
        replaced = [number for number in mark.sheets if number not in added]
        ids = [sheet_id(key, digest, number) for number in range(len(plan.sheets))]
        settings = _book_settings(self._settings)
        requests = build_requests(plan, sheet_ids=ids, replaces=replaced, settings=settings, mark=digest)
        return Build(mark=digest, requests=requests)


def _is_something_else(path: Path) -> bool:
    """Whether a file holds a key or a client; one that is damaged is nothing to be kept."""
    try:
        return "refresh_token" not in read_key_file(path)
    except SignInError:
        return False


def _added_by_people(key: str, mark: Mark) -> dict[int, str]:
    """Titles by id of the sheets that were not built here; none before anything was built."""
    if not mark.value:
        return {}
    own = {sheet_id(key, mark.value, number) for number in range(_MOST_SHEETS)}
    return {number: title for number, title in mark.sheets.items() if number not in own}


def _book_settings(settings: CycleSettings) -> BookSettings:
    return BookSettings(locale=settings.google.locale, time_zone=settings.google.time_zone)
