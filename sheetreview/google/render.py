"""A whole spreadsheet from a plan, as the requests of one batchUpdate."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sheetreview.google.cells import write_cells
from sheetreview.google.notation import Request, Tabs
from sheetreview.google.rules import add_rules
from sheetreview.google.sheets import add_charts, add_filter, lay_out, new_sheet, protect
from sheetreview.google.sizes import sizes_of
from sheetreview.sheet.plan import BookPlan, Slot

MARK_KEY = "sheetreview"
"""Key of the developer metadata that says what a spreadsheet was built from."""

FIRST_SHEET = 0
"""Id of the one sheet that a spreadsheet has when Drive has just made it."""

_FORMULAS = "en_US"
_LARGEST_ID = 2**31 - 1
_DIGEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSettings:
    """The country whose numbers and dates a spreadsheet shows (``de_DE``), and its time zone (``Europe/Berlin``)."""

    locale: str = "en_US"
    time_zone: str = "Etc/UTC"


def build_requests(
    plan: BookPlan, *, sheet_ids: Sequence[int], replaces: Sequence[int], settings: BookSettings, mark: str
) -> list[Request]:
    """Everything that turns a spreadsheet into the plan's workbook; Google carries out all of it or nothing.

    ``sheet_ids`` are the ids the plan's sheets get, in order; ``replaces`` those of the sheets that are there now and
    go away. ``mark`` is kept in the spreadsheet as developer metadata. Sent a second time the requests are refused,
    because the ids are taken. Raises ValueError for a slot, a number that is not finite, and ids that clash.
    """
    titles = _titles(plan)
    if len(sheet_ids) != len(titles):
        raise ValueError(f"{len(titles)} sheets cannot have {len(sheet_ids)} ids")
    if len({*sheet_ids, *replaces}) != len(sheet_ids) + len(replaces):
        raise ValueError("two sheets would have the same id")
    sized = [sizes_of(sheet) for sheet in plan.sheets]
    tabs = Tabs(dict(zip(titles, sheet_ids, strict=True)))
    # Formulas are read in the spreadsheet's own language when they arrive, and keep their meaning in any other.
    requests = [_properties({"locale": _FORMULAS, "timeZone": settings.time_zone})]
    requests += [_set_aside(old, sheet_ids[0]) for old in replaces]
    parts = list(zip(sheet_ids, titles, plan.sheets, sized, strict=True))
    requests += [new_sheet(number, at, title, sheet, sizes) for at, (number, title, sheet, sizes) in enumerate(parts)]
    requests += [{"deleteSheet": {"sheetId": old}} for old in replaces]
    for number, _, sheet, sizes in parts:
        requests += write_cells(number, sheet, tabs, sizes)
        requests += add_rules(number, sheet)
        requests += lay_out(number, sheet, sizes)
        requests += add_charts(number, sheet)
        requests += add_filter(number, sheet)
        requests += protect(number, sheet)
    requests += _marked(mark, sheet_ids[0], again=list(replaces) != [FIRST_SHEET])
    return [*requests, _properties({"locale": settings.locale})]


def sheet_id(key: str, digest: str, number: int) -> int:
    """A sheet's id, the same for the same spreadsheet, content and place in it; from 1 to the most Google takes."""
    found = sha256("\x1f".join([key, digest, str(number)]).encode()).digest()
    return int.from_bytes(found[:8]) % _LARGEST_ID + 1


def plan_digest(plan: BookPlan, settings: BookSettings) -> str:
    """A short text that differs whenever what would be built differs. Raises ValueError as build_requests does."""
    ids = range(1, len(plan.sheets) + 1)
    requests = build_requests(plan, sheet_ids=ids, replaces=(FIRST_SHEET,), settings=settings, mark="")
    return sha256(json.dumps(requests).encode()).hexdigest()[:_DIGEST]


def _titles(plan: BookPlan) -> list[str]:
    open_titles = [sheet.title.name for sheet in plan.sheets if isinstance(sheet.title, Slot)]
    if open_titles:
        raise ValueError(f"a sheet's title is still the slot {open_titles[0]!r}")
    return [str(sheet.title) for sheet in plan.sheets]


def _properties(properties: Request) -> Request:
    return {"updateSpreadsheetProperties": {"properties": properties, "fields": ",".join(properties)}}


def _set_aside(old: int, new: int) -> Request:
    """Give a sheet that goes away a title that no new one can have: titles must differ at every moment."""
    properties = {"sheetId": old, "title": f"~old {old} {new}"}
    return {"updateSheetProperties": {"properties": properties, "fields": "title"}}


def _marked(mark: str, number: int, *, again: bool) -> Iterator[Request]:
    if again:
        lookup = {"developerMetadataLookup": {"metadataKey": MARK_KEY}}
        yield {"deleteDeveloperMetadata": {"dataFilter": lookup}}
    yield {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataId": number,
                "metadataKey": MARK_KEY,
                "metadataValue": mark,
                "location": {"spreadsheet": True},
                "visibility": "PROJECT",
            }
        }
    }
