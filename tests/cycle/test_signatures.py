"""A store remembers each signature with what it was first seen under."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sheetreview.cycle.reviews import Signatures
from sheetreview.cycle.store import Store


def test_a_signature_keeps_the_content_it_was_first_seen_under(path: Path) -> None:
    with closing(Store.open(path)) as store, store.changing():
        Signatures(store).record("F1", {"boss": "Bo, 2026-12-07", "staff": "Ann"}, "one")
        Signatures(store).record("F1", {"boss": "Bo, 2026-12-07"}, "one")
        Signatures(store).record("F1", {"boss": "Bo, 2026-12-07", "staff": "Ann"}, "two")
        Signatures(store).record("F1", {"boss": "Bo, 2026-12-20"}, "two")
        Signatures(store).record("F2", {"boss": "Bo, 2026-12-07"}, "two")
    with closing(Store.open(path)) as store:
        found = Signatures(store).all()
        assert {form: Signatures(store).of(form) for form in ("F1", "F2", "F3")} == {**found, "F3": {}}
    assert found == {
        "F1": {"boss": {"Bo, 2026-12-07": "one", "Bo, 2026-12-20": "two"}, "staff": {"Ann": "one"}},
        "F2": {"boss": {"Bo, 2026-12-07": "two"}},
    }
    assert list(found["F1"]["boss"]) == ["Bo, 2026-12-07", "Bo, 2026-12-20"]
