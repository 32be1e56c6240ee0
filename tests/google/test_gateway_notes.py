"""Notes by the gateway: refused, or perhaps written."""

from __future__ import annotations

import pytest

from google_standin.running import Standin
from sheetreview.errors import RemoteError
from sheetreview.google.gateway import Gateway
from sheetreview.google.read import notes_from

BUILD = "sheets.spreadsheets.batchUpdate"


def folder(gateway: Gateway) -> str:
    found = gateway.new_folder_id()
    gateway.make_folder(found, "Cycle", "", "c1")
    return found


def test_notes_google_refuses_are_not_sent_again_and_stop_no_other_sheet(standin: Standin, gateway: Gateway) -> None:
    made = gateway.make_spreadsheet("Form", folder(gateway), "c1", "r1")
    with pytest.raises(RemoteError, match="refused the notes") as caught:
        gateway.put_notes(made.id, {5: {(1, 1): "Note"}}, gateway.spreadsheet(made.id))
    assert not caught.value.stops
    assert standin.report()["calls"][BUILD] == 1


@pytest.mark.parametrize("kind", ["503-after", "cut-off", "timeout", "reset-after"])
def test_notes_whose_answer_was_lost_are_told_to_be_looked_at_again(
    standin: Standin, gateway: Gateway, kind: str
) -> None:
    made = gateway.make_spreadsheet("Form", folder(gateway), "c1", "r1")
    before = gateway.spreadsheet(made.id)
    standin.faults({"kinds": [kind], "at": 1, "calls": [BUILD]})
    assert not gateway.put_notes(made.id, {0: {(2, 3): "Note"}}, before)
    assert standin.report()["calls"][BUILD] == 1
    assert [one.notes for one in notes_from(gateway.spreadsheet(made.id))] == [{(2, 3): "Note"}]
