"""Notes by the gateway: refused, or perhaps written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from google_standin.running import Standin
from sheetreview.errors import RemoteError
from sheetreview.google.gateway import Gateway

BUILD = "sheets.spreadsheets.batchUpdate"


def folder(gateway: Gateway) -> str:
    found = gateway.new_folder_id()
    gateway.make_folder(found, "Cycle", "", "c1")
    return found


def test_notes_google_refuses_are_not_sent_again_and_stop_no_other_sheet(standin: Standin, gateway: Gateway) -> None:
    made = gateway.create_spreadsheet("Form", folder(gateway), "c1", "r1")
    gone = {"sheets": [{"properties": {"sheetId": 5, "title": "Gone"}}]}
    seen = replace(gateway.read(made.id), answer=gone)
    with pytest.raises(RemoteError, match="refused the notes") as caught:
        gateway.put_notes(made.id, {"Gone": {(1, 1): "Note"}}, seen)
    assert not caught.value.stops
    assert standin.report()["calls"][BUILD] == 1


@pytest.mark.parametrize("kind", ["503-after", "cut-off", "timeout", "reset-after"])
def test_notes_whose_answer_was_lost_are_told_to_be_looked_at_again(
    standin: Standin, gateway: Gateway, kind: str
) -> None:
    made = gateway.create_spreadsheet("Form", folder(gateway), "c1", "r1")
    before = gateway.read(made.id)
    [tab] = before.notes
    standin.faults({"kinds": [kind], "at": 1, "calls": [BUILD]})
    assert not gateway.put_notes(made.id, {tab: {(2, 3): "Note"}}, before)
    assert standin.report()["calls"][BUILD] == 1
    assert gateway.read(made.id).notes == {tab: {(2, 3): "Note"}}
