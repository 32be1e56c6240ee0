"""One spreadsheet: requests change it, all of a batch or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from google_standin.sheets import cellwork, linework, objectwork, sheetwork, values
from google_standin.sheets.area import Area, a1
from google_standin.sheets.book import DEFAULT_COLUMNS, DEFAULT_ROWS, Book, Json, Tab
from google_standin.sheets.locales import locale as locale_named
from google_standin.sheets.protection import check_editor
from google_standin.sheets.refusals import BadRequest, NotImplementedYet
from google_standin.sheets.resource import plain_places, sheet_resource

Handler: TypeAlias = Callable[[Book, Json], Json]

_HANDLERS: Mapping[str, Handler] = {
    "addChart": objectwork.add_chart,
    "addConditionalFormatRule": objectwork.add_conditional_format_rule,
    "addNamedRange": sheetwork.add_named_range,
    "addProtectedRange": objectwork.add_protected_range,
    "addSheet": sheetwork.add_sheet,
    "appendDimension": linework.append_dimension,
    "autoResizeDimensions": linework.auto_resize_dimensions,
    "clearBasicFilter": objectwork.clear_basic_filter,
    "createDeveloperMetadata": sheetwork.create_developer_metadata,
    "deleteConditionalFormatRule": objectwork.delete_conditional_format_rule,
    "deleteDeveloperMetadata": sheetwork.delete_developer_metadata,
    "deleteDimension": linework.delete_dimension,
    "deleteEmbeddedObject": objectwork.delete_embedded_object,
    "deleteNamedRange": sheetwork.delete_named_range,
    "deleteProtectedRange": objectwork.delete_protected_range,
    "deleteSheet": sheetwork.delete_sheet,
    "duplicateSheet": sheetwork.duplicate_sheet,
    "insertDimension": linework.insert_dimension,
    "mergeCells": cellwork.merge_cells,
    "moveDimension": linework.move_dimension,
    "repeatCell": cellwork.repeat_cell,
    "setBasicFilter": objectwork.set_basic_filter,
    "setDataValidation": cellwork.set_data_validation,
    "sortRange": cellwork.sort_range,
    "unmergeCells": cellwork.unmerge_cells,
    "updateCells": cellwork.update_cells,
    "updateDimensionProperties": linework.update_dimension_properties,
    "updateProtectedRange": objectwork.update_protected_range,
    "updateSheetProperties": sheetwork.update_sheet_properties,
    "updateSpreadsheetProperties": sheetwork.update_spreadsheet_properties,
}


class Spreadsheet:
    """A spreadsheet as Drive creates it: one sheet with the id 0, its title in the account's language.

    Formulas are kept and their references follow changes, but they are not calculated: a formula's cell has no
    ``effectiveValue``. The bodies that come in must already fit Google's schemas.
    """

    def __init__(self, id: str, title: str, locale: str = "de_DE", time_zone: str = "Europe/Berlin") -> None:  # noqa: A002 -- Google's name
        self.id = id
        first = {
            "sheetId": 0,
            "title": locale_named(locale).first_sheet,
            "sheetType": "GRID",
            "gridProperties": {"rowCount": DEFAULT_ROWS, "columnCount": DEFAULT_COLUMNS},
        }
        properties = {"title": title, "locale": locale, "autoRecalc": "ON_CHANGE", "timeZone": time_zone}
        self._book = Book(properties=properties, tabs=[Tab(properties=first)])

    @property
    def title(self) -> str:
        """The spreadsheet's title, which is also its file's name."""
        return str(self._book.properties["title"])

    @title.setter
    def title(self, title: str) -> None:
        self._book.properties = {**self._book.properties, "title": title}

    def batch_update(self, requests: Sequence[Json], *, as_editor: bool = False) -> list[Json]:
        """The replies to a batch's requests. Raises BadRequest or NotImplementedYet, and nothing is changed then.

        ``as_editor``: sent by somebody who may edit the file but is kept out of what is protected.
        """
        if not requests:
            raise BadRequest("Must specify at least one request.")
        book = self._book.copy()
        replies = []
        for number, request in enumerate(requests):
            if len(request) != 1:
                raise BadRequest(f"Invalid requests[{number}]: exactly one kind of request must be set.")
            kind, body = next(iter(request.items()))
            handler = _HANDLERS.get(kind)
            if handler is None:
                raise NotImplementedYet(kind)
            try:
                if as_editor:
                    check_editor(book, kind, body)
                replies.append(handler(book, body))
            except BadRequest as refusal:
                raise BadRequest(f"Invalid requests[{number}].{kind}: {refusal}") from None
        self._book = book
        return replies

    def as_resource(self, *, include_grid_data: bool = False, ranges: Sequence[str] = ()) -> Json:
        """The Spreadsheet resource. ``ranges`` (A1 notation) leave out the other sheets and the other data."""
        book = self._book
        wanted: dict[int, list[Area]] = {index: [tab.whole] for index, tab in enumerate(book.tabs)}
        if ranges:
            wanted = {}
            for text in ranges:
                tab, area = values.found_range(book, text)
                wanted.setdefault(book.tabs.index(tab), []).append(area)
        answer: Json = {
            "spreadsheetId": self.id,
            "properties": book.properties,
            "sheets": [
                sheet_resource(book, index, areas if include_grid_data else None)
                for index, areas in sorted(wanted.items())
            ],
            "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{self.id}/edit",
        }
        if book.named_ranges:
            answer["namedRanges"] = plain_places(book.named_ranges)
        if book.metadata:
            answer["developerMetadata"] = book.metadata
        return answer

    def values_get(self, text: str, **rendering: str) -> Json:
        """The ValueRange of a range in A1 notation; ``rendering`` by the names of the method's query parameters.

        Raises BadRequest for a range that is none, NotImplementedYet where a formula would have to be calculated.
        """
        render = rendering.get("valueRenderOption", "FORMATTED_VALUE")
        if render == "UNFORMATTED_VALUE" and rendering.get("dateTimeRenderOption") == "FORMATTED_STRING":
            raise NotImplementedYet("dateTimeRenderOption FORMATTED_STRING")
        return values.read(self._book, text, render, rendering.get("majorDimension", "ROWS"))

    def values_batch_update(self, body: Json, *, as_editor: bool = False) -> Json:
        """Write the ranges of a BatchUpdateValuesRequest, all or none; the BatchUpdateValuesResponse."""
        answers = self._write(body.get("data", []), body.get("valueInputOption", ""), as_editor=as_editor)
        totals = {
            f"totalUpdated{name}": sum(one[f"updated{name}"] for one in answers)
            for name in ("Rows", "Columns", "Cells")
        }
        sheets = len({one["updatedRange"].rpartition("!")[0] for one in answers})
        return {"spreadsheetId": self.id, **totals, "totalUpdatedSheets": sheets, "responses": answers}

    def _write(self, ranges: Sequence[Json], option: str, *, as_editor: bool) -> list[Json]:
        book = self._book.copy()
        answers = []
        for number, given in enumerate(ranges):
            try:
                tab, area, count = values.write(book, given, option, as_editor=as_editor)
            except BadRequest as refusal:
                raise BadRequest(f"Invalid data[{number}]: {refusal}") from None
            answers.append(
                {
                    "spreadsheetId": self.id,
                    "updatedRange": a1(area, tab.title) if count else given["range"],
                    "updatedRows": area.bottom - area.top,
                    "updatedColumns": area.right - area.left,
                    "updatedCells": count,
                }
            )
        self._book = book
        return answers
