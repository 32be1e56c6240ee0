"""The client of Google Drive and Google Sheets: what needs to know no cycle."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from gspread.urls import SPREADSHEET_URL

from sheetreview.errors import BAD_REQUEST, NO_ACCESS, NOT_FOUND, RemoteError
from sheetreview.google.calls import ApiSession, Call, Doubt
from sheetreview.google.drive import Drive
from sheetreview.google.limiter import LoopbackClock, SystemClock
from sheetreview.google.notation import Place, Request
from sheetreview.google.read import FIELDS, book_from, notes_from
from sheetreview.google.refusals import NOT_BUILT, NOT_NOTED
from sheetreview.google.render import MARK_KEY
from sheetreview.google.signin import SignIn
from sheetreview.google.transport import redirect
from sheetreview.online import Build, BuildRefusedError, Contents, Mark, Notes

_NO_SPREADSHEET = "0" * 44


def open_session(sign_in: SignIn, standin: str | None = None) -> ApiSession:
    """The way to Google for this sign-in; close it when done.

    ``standin`` is the address of a stand-in for Google; None: the one that the environment names, if any. Raises
    RemoteError for a stand-in that cannot be one.
    """
    base = redirect(standin)
    return ApiSession(sign_in, base, LoopbackClock(base) if base else SystemClock())


def open_gateway(sign_in: SignIn, standin: str | None = None) -> Gateway:
    """The client for this sign-in; as ``open_session``."""
    return Gateway(open_session(sign_in, standin))


class Gateway(Drive):
    """Google Drive and Google Sheets, for any number of threads.

    Every method raises RemoteError when Google refuses, or gives no answer as often as is tried.
    """

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.session.close()

    @property
    def calls(self) -> Mapping[str, int]:
        """Number of calls so far, tries included: ``sheets reads``, ``sheets writes``, ``drive``."""
        return self.session.counts()

    def sheets_api(self) -> None:
        """Ask for a spreadsheet that cannot exist: it is not found when the Google Sheets API is switched on."""
        try:
            self.mark(_NO_SPREADSHEET)
        except RemoteError as error:
            if error.refusal not in (NOT_FOUND, NO_ACCESS):
                raise

    def turn_to_build(self) -> None:
        """Return when a sheet may be built, which is then to be done ``at_once``."""
        self.session.turn_to_write()

    def build(self, file_id: str, build: Build, *, at_once: bool = False) -> bool:
        """Fill a spreadsheet by one batch of requests, which leaves the mark in it when it was done.

        When an answer is lost, or the batch refused because it was done before, the mark decides. ``at_once`` makes
        one try, without waiting for its turn; False is the answer when it has to be made again. Raises
        BuildRefusedError.
        """
        call = Call(self.session, at_once=at_once)
        while True:
            outcome = call.attempt(lambda: _batch(call, file_id, build.requests), unclear=BAD_REQUEST)
            if not isinstance(outcome, Doubt) or self.mark(file_id).value == build.mark:
                return True
            if outcome.refused:
                # Most often for what cycle.yaml says of language and time.
                raise BuildRefusedError(NOT_BUILT, BAD_REQUEST)
            if outcome.failure:
                raise outcome.failure
            if at_once:
                return False

    def mark(self, file_id: str) -> Mark:
        """The mark that ``build`` has left in a spreadsheet ('' for none), and the sheets in it: titles by id."""
        wanted = {"fields": "developerMetadata(metadataKey,metadataValue),sheets.properties(sheetId,title)"}
        found = Call(self.session).ask("GET", SPREADSHEET_URL % quote(file_id, safe=""), wanted)
        marks = (
            entry.get("metadataValue", "")
            for entry in found.get("developerMetadata", ())
            if entry.get("metadataKey") == MARK_KEY
        )
        sheets = (sheet.get("properties", {}) for sheet in found.get("sheets", ()))
        titles = {sheet.get("sheetId", 0): sheet.get("title", "") for sheet in sheets}
        return Mark(value=next(marks, ""), sheets=titles)

    def spreadsheet(self, file_id: str) -> dict[str, Any]:
        """A spreadsheet with its cells, as far as ``google.read`` needs it."""
        found: dict[str, Any] = Call(self.session).spreadsheets_get(quote(file_id, safe=""), {"fields": FIELDS})
        return found

    def read(self, file_id: str) -> Contents:
        """What a spreadsheet holds now."""
        answer = self.spreadsheet(file_id)
        notes = {sheet.title: sheet.notes for sheet in notes_from(answer)}
        return Contents(book=book_from(answer), notes=notes, answer=answer)

    def put_notes(self, file_id: str, notes: Notes, seen: Contents) -> bool:
        """Set the notes of cells; '' takes one away. ``seen`` is what ``read`` gave just before.

        Where a try failed, it is read again before the next one; False when it has changed since, so that these notes
        may belong elsewhere now, or are there already.
        """
        answer: Any = seen.answer
        ids = {sheet.title: sheet.sheet_id for sheet in notes_from(answer)}
        requests = [
            _note_request(ids[title], place, note) for title, cells in notes.items() for place, note in cells.items()
        ]
        call = Call(self.session, at_once=True)
        while True:
            self.session.turn_to_write()
            outcome = call.attempt(lambda: _batch(call, file_id, requests), unclear=BAD_REQUEST)
            if not isinstance(outcome, Doubt):
                return True
            if outcome.refused:
                raise RemoteError(NOT_NOTED, BAD_REQUEST)
            if outcome.failure:
                raise outcome.failure
            if self.spreadsheet(file_id) != answer:
                return False


def _batch(call: Call, file_id: str, requests: object) -> None:
    call.batch_update(quote(file_id, safe=""), {"requests": requests})


def _note_request(sheet_id: int, place: Place, note: str) -> Request:
    """Set the note of a cell, by Google's id of the sheet."""
    row, column = place
    return {
        "updateCells": {
            "start": {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": column - 1},
            "rows": [{"values": [{"note": note} if note else {}]}],
            "fields": "note",
        }
    }
