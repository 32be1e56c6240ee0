"""The Sheets API's methods: access, and what the model of a spreadsheet does behind them."""

from __future__ import annotations

from typing import Any

from google_standin.answers import Refusal, sheets_refusal
from google_standin.calls import Call, Handler
from google_standin.clock import Clock
from google_standin.drive import Drive
from google_standin.files import SHEET, File, Files, root_id
from google_standin.masks import parse_mask
from google_standin.sheets import NotImplementedYet, Spreadsheet

READS = frozenset({"sheets.spreadsheets.get", "sheets.spreadsheets.values.get", "sheets.spreadsheets.values.batchGet"})


class Spreadsheets:
    """spreadsheets.get, create and batchUpdate, values.get, update, batchGet and batchUpdate."""

    def __init__(self, files: Files, drive: Drive, clock: Clock) -> None:
        self._files = files
        self._drive = drive
        self._clock = clock

    def handlers(self) -> dict[str, Handler]:
        """What answers each method."""
        return {
            "sheets.spreadsheets.get": self.get,
            "sheets.spreadsheets.create": self.create,
            "sheets.spreadsheets.batchUpdate": self.batch_update,
            "sheets.spreadsheets.values.get": self.values_get,
            "sheets.spreadsheets.values.batchGet": self.values_batch_get,
            "sheets.spreadsheets.values.update": self.values_update,
            "sheets.spreadsheets.values.batchUpdate": self.values_batch_update,
        }

    def get(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "reader")
        wanted = _wants_grid(call.text("fields")) if call.text("fields") else call.flag("includeGridData")
        return self._resource(file, grid=wanted, ranges=call.query.get("ranges", []))

    def create(self, call: Call) -> dict[str, Any]:
        if set(call.body) - {"properties"} or set(call.body.get("properties", {})) - {"title"}:
            raise NotImplementedYet("spreadsheets.create with more than a title")
        title = call.body.get("properties", {}).get("title", "Untitled spreadsheet")
        try:
            self._drive.check_storage(call)
        except Refusal as error:
            raise sheets_refusal(403, "The caller does not have permission") from error
        now = self._clock.now()
        file = File(
            id=self._files.new_id(),
            name=title,
            mime=SHEET,
            owner=call.grant.email,
            creator=call.grant.email,
            created=now,
            parent=root_id(call.grant.email),
            app=call.grant.app,
        )
        self._drive.add(file)
        return self._resource(file, grid=False, ranges=[])

    def batch_update(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "writer")
        replies = _sheet(file).batch_update(call.body.get("requests", []), as_editor=_is_guest(call, file))
        self._changed(file)
        answer: dict[str, Any] = {"spreadsheetId": file.id, "replies": replies}
        if call.body.get("includeSpreadsheetInResponse"):
            grid = call.body.get("responseIncludeGridData", False)
            answer["updatedSpreadsheet"] = self._resource(file, grid=grid, ranges=call.body.get("responseRanges", []))
        return answer

    def values_get(self, call: Call) -> dict[str, Any]:
        return _sheet(self._file(call, "reader")).values_get(call.params["range"], **_rendering(call))

    def values_batch_get(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "reader")
        found = [_sheet(file).values_get(one, **_rendering(call)) for one in call.query.get("ranges", [])]
        return {"spreadsheetId": file.id, "valueRanges": found}

    def values_update(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "writer")
        data = [{**call.body, "range": call.params["range"]}]
        body = {"valueInputOption": _input(call.text("valueInputOption")), "data": data}
        answer = _sheet(file).values_batch_update(body, as_editor=_is_guest(call, file))
        self._changed(file)
        found: dict[str, Any] = answer["responses"][0]
        return found

    def values_batch_update(self, call: Call) -> dict[str, Any]:
        file = self._file(call, "writer")
        _input(call.body.get("valueInputOption", ""))
        answer = _sheet(file).values_batch_update(dict(call.body), as_editor=_is_guest(call, file))
        self._changed(file)
        return answer

    def _changed(self, file: File) -> None:
        file.changes.append(self._clock.now())
        file.version += 1
        file.name = _sheet(file).title

    def _resource(self, file: File, *, grid: bool, ranges: list[str]) -> dict[str, Any]:
        return _sheet(file).as_resource(include_grid_data=grid, ranges=ranges)

    def _file(self, call: Call, role: str) -> File:
        file = self._files.all.get(call.params["spreadsheetId"])
        if file is None or not (call.grant.whole_drive or file.app):
            raise sheets_refusal(404, "Requested entity was not found.")
        if not self._files.may(file, call.grant, role):
            raise sheets_refusal(403, "The caller does not have permission")
        _sheet(file)
        return file


def _sheet(file: File) -> Spreadsheet:
    if file.sheet is None:
        raise sheets_refusal(400, "This operation is not supported for this document", status="FAILED_PRECONDITION")
    return file.sheet


def _is_guest(call: Call, file: File) -> bool:
    """Whether protection keeps the caller out: who made the file is let in."""
    return call.grant.email.lower() not in {file.owner.lower(), file.creator.lower()}


def _input(option: str) -> str:
    if option not in {"RAW", "USER_ENTERED"}:
        raise sheets_refusal(400, "'valueInputOption' is required but not specified")
    return option


def _rendering(call: Call) -> dict[str, str]:
    names = {"majorDimension", "valueRenderOption", "dateTimeRenderOption"} & set(call.query)
    return {name: call.text(name) for name in names}


def _wants_grid(mask: str) -> bool:
    """A mask decides alone whether cells are answered."""
    names = parse_mask(mask)
    inner = names.get("sheets", names.get("*"))
    return inner is not None and (not inner or "*" in inner or "data" in inner)
