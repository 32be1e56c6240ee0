from __future__ import annotations

import pytest

from sheetreview.errors import (
    EXIT_BUG,
    EXIT_CLEAN,
    EXIT_FINDINGS,
    EXIT_INPUT,
    EXIT_REMOTE,
    EXIT_STOPPED,
    EXIT_USAGE,
)
from sheetreview.model.summary import Status
from sheetreview.steps.desk import Outcome
from tests.docs.documents import DOCS, code_words, read, sections, table_rows
from tests.docs.finding_codes import AS_LAYOUT_SAYS, emitted_codes

PARTS = sections(read(DOCS / "hr.md"))
EMITTED = emitted_codes()
DOCUMENTED = {
    row[0].strip("`"): row[1]
    for title, text in PARTS.items()
    if title.startswith("Findings")
    for row in table_rows(text)
}


def test_known_codes_are_collected_from_the_source() -> None:
    assert {"missing-rating", "uncalculated", "note-required", "reviewee-changed", "form-doubled"} <= EMITTED.keys()


def test_every_finding_code_has_a_row_for_hr() -> None:
    assert sorted(EMITTED.keys() - DOCUMENTED.keys()) == []


def test_no_finding_code_is_documented_that_does_not_exist() -> None:
    assert sorted(DOCUMENTED.keys() - EMITTED.keys()) == []


@pytest.mark.parametrize("code", sorted(EMITTED.keys() & DOCUMENTED.keys()))
def test_the_documented_severity_of_a_code_is_one_it_can_have(code: str) -> None:
    words = {
        word
        for word in ("error", "warning", "notice", AS_LAYOUT_SAYS)
        if word in DOCUMENTED[code].replace(",", " ").split()
    }
    assert words
    assert words <= EMITTED[code]


def test_every_outcome_of_collect_has_a_row() -> None:
    assert [row[0] for row in table_rows(PARTS["What came back"])] == [f"`{outcome.value}`" for outcome in Outcome]


def test_every_status_has_a_row() -> None:
    assert {row[0] for row in table_rows(PARTS["Who is how far"])} == {f"`{status.value}`" for status in Status}


def test_every_exit_code_has_a_row() -> None:
    codes = {EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_INPUT, EXIT_REMOTE, EXIT_BUG, EXIT_STOPPED}
    rows = table_rows(PARTS["Exit codes"])
    assert {int(word) for row in rows for word in code_words(row[0])} == codes
