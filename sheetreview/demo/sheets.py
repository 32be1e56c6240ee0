"""The demo's forms as Google Sheets, on a stand-in for Google: filled in by the very people they are shared with."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sheetreview.demo.fill import FilledForm, Typed
from sheetreview.demo.team import ChannelMaker, for_whom
from sheetreview.errors import CycleError
from sheetreview.form.locate import find_forms
from sheetreview.google.backend import GoogleConnection
from sheetreview.google.gateway import open_session
from sheetreview.google.read import FIELDS, book_from
from sheetreview.google.signin import find_sign_in
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.steps.form_filter import FormFilter
from sheetreview.steps.intake import Collected
from sheetreview.steps.online.pull import pull
from sheetreview.steps.online.push import push
from sheetreview.steps.online.push_plan import PushOptions
from sheetreview.steps.open_cycle import OpenCycle

if TYPE_CHECKING:
    from google_standin.people import Editor
    from google_standin.running import Standin

A_FORM_TAKES = 60.0
"""Seconds of the stand-in's time that go by while a form is filled in."""

_STAND_IN = "google_standin"
_CHECKOUT = Path(__file__).parents[2]
_INSTALL = "run in its folder: pip install -e '.[test]'"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SheetPaper:
    """A form's tab of a Google spreadsheet, as paper to fill the form in on.

    What is typed is sent off all at once, as by somebody at a keyboard: Google makes numbers and days of it. What a
    dropdown would refuse gets in as if it was pasted. Only the spreadsheet's ``owner`` can move rows; the protection
    keeps the others from it.
    """

    def __init__(self, editor: Editor, file_id: str, form_id: str, owner: Editor) -> None:
        self._editor = editor
        self._owner = owner
        self._file_id = file_id
        answer = editor.get(file_id, fields=FIELDS)
        self.grid = next(form.grid for form in find_forms(book_from(answer)) if form.identity.form_id == form_id)
        titles = {sheet["properties"]["title"]: sheet["properties"]["sheetId"] for sheet in answer["sheets"]}
        self.sheet_id: int = titles[self.grid.name]
        self._typed: dict[str, Typed | None] = {}
        self._order: Mapping[int, int] = {}

    def type(self, address: str, value: Typed | None) -> None:
        """Type a value into a cell; None empties it."""
        self._typed[address] = value

    def arrange(self, order: Mapping[int, int]) -> None:
        """Have the owner drag rows into another order, when all is typed."""
        self._order = order

    def send(self, name: str = "") -> None:
        """Send off what was typed; with a name, give the document that name."""
        tab = self.grid.name.replace("'", "''")
        values = {f"'{tab}'!{address}": [[_typed(value)]] for address, value in self._typed.items()}
        if values:
            self._editor.values_update(self._file_id, values)
        if moves := list(_moves(self.sheet_id, self._order)):
            self._owner.batch_update(self._file_id, moves)
        if name:
            self._editor.update(self._file_id, name=name)


def _typed(value: Typed | None) -> str | float:
    """What is typed for a value. A fraction is written as a number: how one types it depends on the cell's format."""
    match value:
        case None:
            return ""
        case float():
            return value
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _moves(sheet: int, order: Mapping[int, int]) -> list[dict[str, Any]]:
    """The requests that drag rows up, one after the other, until they stand in an order."""
    if not order:
        return []
    first, last = min(order), max(order)
    rows, moves = list(range(first, last + 1)), []
    for place, row in enumerate(range(first, last + 1)):
        now = rows.index(order.get(row, row))
        if now != place:
            rows.insert(place, rows.pop(now))
            at = first - 1 + now
            source = {"sheetId": sheet, "dimension": "ROWS", "startIndex": at, "endIndex": at + 1}
            moves.append({"moveDimension": {"source": source, "destinationIndex": first - 1 + place}})
    return moves


class SheetChannel:
    """Forms that go out as Google Sheets, are filled in there, and are pulled."""

    take_back_by = "pull"
    filled = "filled in online, by those they are shared with"

    def __init__(self, standin: Standin, cycle: OpenCycle, roles: tuple[str, ...], *, several: bool) -> None:
        self._standin = standin
        self._cycle = cycle
        domains = {a.reviewer.email.rpartition("@")[2] for a in cycle.store.assignments().values()}
        with connection_to(standin, cycle.settings) as connection:
            pushed = push(cycle, connection, PushOptions(wanted=FormFilter(roles=roles), allow=sorted(domains)))
        self._records = {form.form_id: record for record in cycle.store.sheets.all().values() for form in record.forms}
        self._papers: dict[str, SheetPaper] = {}
        self.issued = (
            f"push       {len(pushed.sent)} Google Sheets{for_whom(roles, several=several)}, each shared with its "
            "reviewer alone"
        )
        self.shown = cycle.folder.links

    def open(self, form_id: str, edition: Edition) -> FilledForm:
        """A form as its reviewer opens it."""
        record, standin = self._records[form_id], self._standin
        paper = SheetPaper(standin.client_as(record.recipient), record.file_id, form_id, standin.client_as())
        self._papers[form_id] = paper
        return FilledForm(paper, edition)

    def hand_in(self, form_id: str, name: str = "") -> None:
        """Send off what was typed into a form; a document with another name is still the same."""
        self._papers.pop(form_id).send(name)
        self._standin.sleep_until(self._standin.now() + A_FORM_TAKES)

    def add_no_form(self, name: str) -> None:
        """Put a workbook that is no form into the cycle's folder, where it is not taken for one."""
        body = {"name": name, "mimeType": _WORKBOOK, "parents": [self._cycle.store.sheets.folder]}
        self._standin.client_as().call("POST", "/drive/v3/files", body=body)

    def take_back(self) -> tuple[Collected, ...]:
        """Pull what was changed."""
        with connection_to(self._standin, self._cycle.settings) as connection:
            return pull(self._cycle, connection).outcomes


def connection_to(standin: Standin, settings: CycleSettings) -> GoogleConnection:
    """HR's way to a cycle's sheets on the stand-in; this machine's own sign-in is not looked at."""
    sign_in = find_sign_in(folder=standin.home / ".config" / "gspread")
    return GoogleConnection(open_session(sign_in, standin.url), settings)


def sheets_on(standin: Standin) -> ChannelMaker:
    """The demo's channel on a stand-in."""
    return partial(SheetChannel, standin)


@contextmanager
def stand_in() -> Iterator[Standin]:
    """Run a stand-in for Google until the block ends, with sign-ins in a folder of its own.

    Raises CycleError where sheetreview does not run from a checkout of its source, or the checkout lacks what the
    stand-in needs.
    """
    try:
        _import_stand_in()
        # The descriptions of Google's API, by which the stand-in checks calls, come with the tests' requirements.
        import_module(f"{_STAND_IN}.schemas").discovery()
        running = import_module(f"{_STAND_IN}.running")
    except ImportError as error:
        raise CycleError(
            "this demo needs the stand-in for Google that sheetreview is tested with, and it is not installed "
            f"({error.name or 'part of it'} is missing); get sheetreview's source, and {_INSTALL}"
        ) from error
    with TemporaryDirectory(prefix="sheetreview-") as home, running.Standin(Path(home), inside=True) as standin:
        yield standin


def _import_stand_in() -> None:
    """Import the stand-in that lies beside this package in a checkout, whatever else has its name on the path."""
    source = _CHECKOUT / _STAND_IN / "__init__.py"
    if not ((_CHECKOUT / "pyproject.toml").is_file() and source.is_file()):
        raise CycleError(
            "this demo needs a checkout of sheetreview's source, because the stand-in for Google that it talks to is "
            f"not part of what is installed; get the source, and {_INSTALL}"
        )
    known = sys.modules.get(_STAND_IN)
    if known is not None and known.__file__ == str(source):
        return
    for name in [name for name in sys.modules if name.partition(".")[0] == _STAND_IN]:
        del sys.modules[name]
    spec = spec_from_file_location(_STAND_IN, source, submodule_search_locations=[str(source.parent)])
    if spec is None or spec.loader is None:
        raise ImportError(name=_STAND_IN)
    sys.modules[_STAND_IN] = module_from_spec(spec)
    spec.loader.exec_module(sys.modules[_STAND_IN])
