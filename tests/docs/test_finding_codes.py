from __future__ import annotations

import re

from sheetreview.errors import (
    EXIT_BUG,
    EXIT_CLEAN,
    EXIT_FINDINGS,
    EXIT_INPUT,
    EXIT_REMOTE,
    EXIT_STOPPED,
    EXIT_USAGE,
    REFUSALS,
)
from sheetreview.model.finding_types import FINDING_TYPES
from sheetreview.model.summary import Status
from sheetreview.steps.intake import Outcome
from tests.docs.documents import DOCS, code_words, read, sections, table_rows

PARTS = sections(read(DOCS / "hr.md"))
FINDINGS = table_rows(PARTS["Findings: what each one means"])


def plain(text: str) -> str:
    """The text without its links."""
    return re.sub(r"\[([^]]*)]\([^)]*\)", r"\1", text)


def test_the_table_of_findings_says_what_the_catalogue_says() -> None:
    said = [(code.strip("`"), severity, plain(meaning)) for code, severity, meaning, _ in FINDINGS]
    catalogue = [
        (code, ", ".join(one.severities) or "as the layout says", one.meaning) for code, one in FINDING_TYPES.items()
    ]
    assert said == catalogue


def sentence(clause: str) -> str:
    return f"{clause[0].upper()}{clause[1:]}."


def test_the_tables_of_refusals_say_what_the_catalogue_says() -> None:
    google = table_rows(sections(read(DOCS / "google.md"))["Refusals of Google: the codes"])
    rows = [*table_rows(PARTS["Refused files: the codes"]), *(row[:2] for row in google)]
    assert [(code.strip("`"), meaning) for code, meaning in rows] == [
        (code, sentence(one.meaning)) for code, one in REFUSALS.items()
    ]
    fixes = {code.strip("`"): fix for code, _, fix in google}
    assert fixes == {code: sentence(REFUSALS[code].fix or "the message says it") for code in fixes}


def test_every_outcome_of_collect_has_a_row() -> None:
    assert [row[0] for row in table_rows(PARTS["What came back"])] == [f"`{outcome.value}`" for outcome in Outcome]


def test_every_status_has_a_row() -> None:
    assert {row[0] for row in table_rows(PARTS["Who is how far"])} == {f"`{status.value}`" for status in Status}


def test_every_exit_code_has_a_row() -> None:
    codes = {EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_INPUT, EXIT_REMOTE, EXIT_BUG, EXIT_STOPPED}
    rows = table_rows(PARTS["Exit codes"])
    assert {int(word) for row in rows for word in code_words(row[0])} == codes
