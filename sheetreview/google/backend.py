"""Google as a backend: Drive keeps the files, Sheets what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from sheetreview.errors import INHERITED, INHERITED_FROM_DRIVE, NOT_FOUND, RemoteError
from sheetreview.google import doctor
from sheetreview.google.account import new_sign_in, sign_in_for, who_is_signed_in
from sheetreview.google.folder import cycle_folder, parent_id, preflight
from sheetreview.google.gateway import Gateway, open_gateway
from sheetreview.google.limiter import CALLS_A_MINUTE
from sheetreview.google.read import book_from, notes_from
from sheetreview.google.render import FIRST_SHEET, BookSettings, build_requests, plan_digest, sheet_id
from sheetreview.model.cycle import CycleSettings
from sheetreview.online.nouns import (
    Account,
    Build,
    Check,
    Contents,
    Grant,
    Mark,
    NewSignIn,
    Notes,
    Permission,
    Remembered,
    RemoteFile,
    SignedIn,
    Wording,
)
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
    """Google Sheets, as ``online.backend.Backend``."""

    @property
    def wording(self) -> Wording:
        return _WORDING

    @property
    def sheets_a_minute(self) -> int:
        """Number of spreadsheets that can be made in a minute: each is one call that writes."""
        return CALLS_A_MINUTE

    def domains(self, settings: CycleSettings) -> tuple[str, ...]:
        return settings.google.domains

    def digest(self, plan: BookPlan, settings: CycleSettings) -> str:
        return plan_digest(plan, _book_settings(settings))

    def connect(self, settings: CycleSettings) -> GoogleConnection:
        return GoogleConnection(open_gateway(sign_in_for(settings)), settings)

    def sign_in(self, *, browser: bool, whole_drive: bool, tell: Callable[[str], None]) -> NewSignIn:
        return new_sign_in(browser=browser, whole_drive=whole_drive, tell=tell)

    def who_is_signed_in(self, settings: CycleSettings | None) -> SignedIn:
        return who_is_signed_in(settings)

    def examine(self, settings: CycleSettings | None, known: Remembered) -> Iterator[Check]:
        return doctor.examine(settings, known)


class GoogleConnection:
    """The Google Sheets of one cycle, as ``online.backend.Connection``."""

    def __init__(self, gateway: Gateway, settings: CycleSettings) -> None:
        self.gateway = gateway
        self._settings = settings
        self._book = _book_settings(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gateway.close()

    @property
    def backend(self) -> GoogleBackend:
        return GoogleBackend()

    @property
    def calls(self) -> Mapping[str, int]:
        """Number of calls so far, tries included: ``sheets reads``, ``sheets writes``, ``drive``."""
        return self.gateway.calls

    def account(self) -> Account:
        return self.gateway.me()

    def preflight(self) -> None:
        """Raise RemoteError for the first reason why no sheet could be made; two calls at most."""
        preflight(self.gateway, self._settings)

    def files(self) -> list[RemoteFile]:
        return self.gateway.files(self._settings.id, parent_id(self._settings))

    def file(self, file_id: str) -> RemoteFile | None:
        return self.gateway.file(file_id)

    def cycle_folder(self, files: Iterable[RemoteFile], known: str, keep: Callable[[str], None]) -> str:
        return cycle_folder(self.gateway, self._settings, files, known, keep)

    def make_spreadsheet(self, title: str, folder: str, key: str, *, perhaps_made: bool = False) -> RemoteFile:
        return self.gateway.make_spreadsheet(title, folder, self._settings.id, key, perhaps_made=perhaps_made)

    def mark(self, file_id: str) -> Mark:
        return self.gateway.mark(file_id)

    def prepare(self, key: str, plan: BookPlan, digest: str, there: Mark | None) -> Build:
        """The requests that build the plan's sheets in place of those built before; all there are when none was.

        Raises RemoteError when a sheet that somebody added has a title that is needed.
        """
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
        requests = build_requests(plan, sheet_ids=ids, replaces=replaced, settings=self._book, mark=digest)
        return Build(mark=digest, requests=requests)

    def turn_to_build(self) -> None:
        self.gateway.turn_to_build()

    def build(self, file_id: str, build: Build, *, at_once: bool = False) -> bool:
        """Build a spreadsheet by one batch; the mark decides when an answer is lost. Raises BuildRefusedError."""
        requests: Any = build.requests
        return self.gateway.build(file_id, requests, build.mark, at_once=at_once)

    def read(self, file_id: str) -> Contents:
        answer = self.gateway.spreadsheet(file_id)
        notes = {sheet.title: sheet.notes for sheet in notes_from(answer)}
        return Contents(book=book_from(answer), notes=notes, answer=answer)

    def put_notes(self, file_id: str, notes: Notes, seen: Contents) -> bool:
        """Set the notes of cells; False when a try failed and the spreadsheet has changed since it was ``seen``."""
        answer: Any = seen.answer
        ids = {sheet.title: sheet.sheet_id for sheet in notes_from(answer)}
        return self.gateway.put_notes(file_id, {ids[title]: notes[title] for title in notes}, answer)

    def share(self, file_id: str, email: str, *, mail: bool, message: str, check_first: bool) -> Grant:
        return self.gateway.share(file_id, email, mail=mail, message=message, check_first=check_first)

    def permissions(self, file_id: str) -> list[Permission]:
        try:
            return self.gateway.permissions(file_id)
        except RemoteError as error:
            if error.refusal == NOT_FOUND:
                return []
            raise

    def make_reader(self, file_id: str, permission_id: str) -> bool:
        """Let a person only read; False where the access comes from a folder or shared drive, or the file is gone."""
        try:
            self.gateway.set_role(file_id, permission_id, "reader")
        except RemoteError as error:
            if error.refusal in (INHERITED, INHERITED_FROM_DRIVE, NOT_FOUND):
                return False
            raise
        return True


def _added_by_people(key: str, mark: Mark) -> dict[int, str]:
    """Titles by id of the sheets that were not built here; none before anything was built."""
    if not mark.value:
        return {}
    own = {sheet_id(key, mark.value, number) for number in range(_MOST_SHEETS)}
    return {number: title for number, title in mark.sheets.items() if number not in own}


def _book_settings(settings: CycleSettings) -> BookSettings:
    return BookSettings(locale=settings.google.locale, time_zone=settings.google.time_zone)
