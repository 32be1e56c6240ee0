"""Whether a review is still what it was when people signed that they had read it and talked about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sheetreview.check.content import content_digest, entered
from sheetreview.model.edition import Edition
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import CHANGED_SINCE_SIGNED, SIGNATURE_REMOVED
from sheetreview.model.layout import Section
from sheetreview.model.review import AnswerIndex, Review
from sheetreview.sheet.text import shortened, squeeze

Known = Mapping[str, Mapping[str, str]]
"""Digest of a review when a signature was first seen, by line and signature, oldest first."""

_DATED = re.compile(r"(?P<name>.+), (?P<date>\d{4}-\d{2}-\d{2})")


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


def changed_since_signed(now: Signed, known: Known) -> bool:
    """Whether any line was signed in the same way when the review was another."""
    return any(_first_under(one, known.get(line, {})) not in {None, now.digest} for line, one in now.lines.items())


def signature_findings(edition: Edition, review: Review, known: Known) -> Iterator[Finding]:
    """What to say of a review that is no longer the one that was signed, or no longer signed."""
    found, answers = signed(edition, review), AnswerIndex(review)
    for section in edition.sections:
        for line in _lines(section):
            finding = _finding(found.lines.get(line, ""), found.digest, known.get(line, {}))
            if finding is not None:
                name = answers.get(section.id, line, section.sign_off.name) if section.sign_off else None
                yield replace(
                    finding,
                    sheet=review.sheet,
                    cell=name.cell if name else "",
                    item=section.item_by_id[line].label,
                    section=section.id,
                )


def _finding(signature: str, digest: str, before: Mapping[str, str]) -> Finding | None:
    """What to say of a line to sign, without its place; None where all is well."""
    if signature and _first_under(signature, before) not in {None, digest}:
        return CHANGED_SINCE_SIGNED.at(words={"signature": shortened(signature)})
    if before and not signature:
        return SIGNATURE_REMOVED.at(words={"signature": shortened([*before][-1])})
    return None


def _first_under(signature: str, before: Mapping[str, str]) -> str | None:
    """Digest of the review that a signature was given under; None when nobody had signed so before.

    Only another name, or another date that can be read, makes a new signature. Without such a date, it is the last
    known one of that name.
    """
    name, date = _name_and_date(signature)
    dates: dict[str, str] = {}
    last = None
    for one, digest in before.items():
        other, day = _name_and_date(one)
        if not _same_name((name, date), (other, day)) or day in dates:
            continue
        if day:
            dates[day] = digest
        if day or last is None:
            last = digest
    return dates.get(date) if date else last


def _name_and_date(signature: str) -> tuple[str, str]:
    """A signature's name as compared and its date; without one that can be read, all of it and no date."""
    text = squeeze(signature)
    dated = _DATED.fullmatch(text)
    return (dated["name"], dated["date"]) if dated else (text, "")


def _same_name(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two signatures bear the same name; behind one without a date there may be one that cannot be read."""
    (name, date), (known, day) = one, other
    return name == known or (not date and name.startswith(f"{known}, ")) or (not day and known.startswith(f"{name}, "))


def _lines(section: Section) -> tuple[str, ...]:
    return section.row_ids if section.sign_off is not None else ()


def _signature(section: Section, line: str, answers: AnswerIndex) -> str:
    """What stands in a line, name first; empty where no name does."""
    if section.sign_off is None:
        return ""
    name, date = (answers.get(section.id, line, column) for column in (section.sign_off.name, section.sign_off.date))
    if name is None or not name.filled:
        return ""
    return ", ".join(filter(None, map(entered, (name, date))))


def _digest(edition: Edition, review: Review) -> str:
    """Digest of what was entered beside the lines to sign; what HR gave at the head may be corrected."""
    return content_digest(
        review,
        sections={section.id for section in edition.sections if section.sign_off is not None},
        fields=review.header.keys() - {field.id for field in edition.header if edition.fills(field)},
    )
