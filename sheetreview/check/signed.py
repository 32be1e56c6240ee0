"""Whether a review is still what it was when people signed that they had read it and talked about it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.layout import Section, Severity
from sheetreview.model.review import Answer, AnswerIndex, Review
from sheetreview.sheet.text import shortened

Known = Mapping[str, Mapping[str, str]]
"""Digest of a review when a signature was first seen, by line and signature, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The signatures in a review by line, as in ``Ann Lee, 2026-12-07``, and the digest of what they are under."""

    lines: Mapping[str, str]
    digest: str


def signed(edition: Edition, review: Review) -> Signed:
    """Who signed a review. A line counts as signed with a name in it, by whatever hand: it is no proof of a person."""
    answers = AnswerIndex(review)
    lines = {
        line: signature
        for section in edition.sections
        for line in _lines(section)
        if (signature := _signature(section, line, answers))
    }
    return Signed(lines=lines, digest=_digest(edition, review) if lines else "")


def signature_findings(edition: Edition, review: Review, known: Known) -> Iterator[Finding]:
    """What to say of a review that is no longer the one that was signed, or no longer signed."""
    found, answers = signed(edition, review), AnswerIndex(review)
    for section in edition.sections:
        for line in _lines(section):
            signature, before = found.lines.get(line, ""), known.get(line, {})
            name = answers.get(section.id, line, section.sign_off.name) if section.sign_off else None
            cell, label = name.cell if name else "", section.item_by_id[line].label
            if signature and before.get(signature, found.digest) != found.digest:
                yield Finding(
                    code="changed-since-signed",
                    severity=Severity.WARNING,
                    sheet=review.sheet,
                    cell=cell,
                    item=label,
                    section=section.id,
                    message=f"signed ({shortened(signature)}), but what stands in the review has changed since",
                    fix="ask both to read it again and talk about what is new, then to sign again with a new date",
                )
            elif before and not signature:
                yield Finding(
                    code="signature-removed",
                    severity=Severity.WARNING,
                    sheet=review.sheet,
                    cell=cell,
                    item=label,
                    section=section.id,
                    message=f"an earlier return was signed here ({shortened([*before][-1])}), and this one is not",
                    fix="ask why; if it was a slip, ask them to sign again with a new date",
                )


def _lines(section: Section) -> tuple[str, ...]:
    return section.row_ids if section.sign_off is not None else ()


def _signature(section: Section, line: str, answers: AnswerIndex) -> str:
    """What stands in a line, name first; empty where no name does."""
    if section.sign_off is None:
        return ""
    name, date = (answers.get(section.id, line, column) for column in (section.sign_off.name, section.sign_off.date))
    if name is None or not name.filled:
        return ""
    return ", ".join(filter(None, map(_content, (name, date))))


def _digest(edition: Edition, review: Review) -> str:
    """Digest of what was entered beside the lines to sign, whichever program saved it and wherever it stands."""
    apart = {section.id for section in edition.sections if section.sign_off is not None}
    answers = sorted(
        (a.section, a.row, a.column, _content(a)) for a in review.answers if a.filled and a.section not in apart
    )
    fields = {field.id for field in edition.header if edition.fills(field)}
    header = sorted((name, " ".join(text.split())) for name, text in review.header.items() if text and name in fields)
    return sha256(json.dumps([header, answers]).encode()).hexdigest()


def _content(answer: Answer | None) -> str:
    """What an answer says, in one way of writing where it can be read."""
    return " ".join((answer.value or answer.typed).split()) if answer is not None else ""
