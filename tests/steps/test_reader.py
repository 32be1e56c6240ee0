from __future__ import annotations

import json
from dataclasses import asdict

from sheetreview.check.rules import check_review
from sheetreview.form.keys import edition_for
from sheetreview.form.locate import find_forms
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.sheet.kept import kept_book
from sheetreview.steps.reading import READER, one_review, read_review
from tests.golden_files import GOLDEN, Golden

LAYOUT, FORM = GOLDEN / "reader" / "growth.yaml", GOLDEN / "reader" / "form.json"
"""A layout, and a form of it with mistakes of every kind, as they were written once and for all."""


def test_a_form_is_read_and_checked_as_this_version_of_the_reader_always_did(golden: Golden) -> None:
    layout = parse_layout(LAYOUT.read_text(encoding="utf-8"), LAYOUT.name)
    book = kept_book(FORM.read_bytes())
    review = one_review([read_review(book, found, layout) for found in find_forms(book)])
    read = asdict(review) | {
        "labels": {f"{section}.{row}": label for (section, row), label in review.labels.items()},
        "unguarded": sorted(review.unguarded),
        "findings": [asdict(finding) for finding in check_review(edition_for(review.identity, layout), review)],
    }
    text = "".join(_lines(name, value) for name, value in sorted(read.items()))
    kept = GOLDEN / "reader" / "read.txt"
    old = kept.read_text(encoding="utf-8") if kept.exists() else ""
    same_reader = old.startswith(f"reader {READER}\n")
    assert not same_reader or old == f"reader {READER}\n{text}", (
        "Reviews that were collected before would now be read otherwise: raise READER in steps/reading.py, "
        "then run this test with --update-golden"
    )
    golden.check("reader/read.txt", f"reader {READER}\n{text}")


def _lines(name: str, value: object) -> str:
    many = value if isinstance(value, list | tuple) else [value]
    return "".join(f"{name} {json.dumps(_told(one), ensure_ascii=False)}\n" for one in many)


def _told(value: object) -> object:
    """A noun's fields without the empty ones."""
    return {name: one for name, one in value.items() if one not in ("", None)} if isinstance(value, dict) else value
