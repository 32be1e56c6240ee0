"""What returns were read as: each review with its answers and findings as rows, so that no return is read twice.

The tables ``kept_reviews``, ``kept_answers`` and ``kept_findings`` are sheetreview's own; the views ``reviews``,
``answers`` and ``findings`` show people what counts of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from sheetreview.cycle.database import Database, now
from sheetreview.model.finding import Finding, Severity
from sheetreview.model.review import HEAD, Answer, AnswerState, FormIdentity, Review, ShownTotal

_REVIEW = "layout, version, role, variant, format, reviewee_id, sheet, labels, totals, structure, unguarded, problem"
_ANSWER = 'section, row, "column", cell, typed, state, value, number, prefilled'
_UNTOUCHED = ":untouched"
"""Stands among the unguarded fields of a form that nobody has touched; no field can be called so."""
_FINDING = "code, severity, sheet, cell, item, section, message, fix"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReturn:
    """What a form in a returned file was read as.

    ``findings`` are those of the review and its layout alone, not of the cycle or the day. ``review`` is None for a
    return that cannot be read, and ``problem`` says why not.
    """

    review: Review | None
    findings: tuple[Finding, ...] = ()
    problem: str = ""


class KeptReviews:
    """The part of a cycle's store that is about what returns were read as."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def get(self, returns: Iterable[tuple[str, str]], reader: int) -> dict[str, ReadReturn]:
        """What some returns, each a file's SHA-256 and a form id, were read as by a version of the reader.

        By form id. What was not kept, was kept by another version or is damaged is left out: it is to be read again.
        """
        query = (
            f"SELECT kept.id, kept.form_id, digest, {_REVIEW} FROM json_each(?) AS wanted "  # noqa: S608 -- named above
            "JOIN kept_reviews AS kept ON kept.sha256 = json_extract(wanted.value, '$[0]') "
            "AND kept.form_id = json_extract(wanted.value, '$[1]') WHERE kept.reader = ?"
        )
        with self._store.snapshot():
            rows = self._store.rows(query, (json.dumps(list(returns)), reader))
            reviews = json.dumps([row[0] for row in rows])
            parts = _Parts(self._rows("kept_answers", _ANSWER, reviews), self._rows("kept_findings", _FINDING, reviews))
        found: dict[str, ReadReturn] = {}
        for number, form_id, digest, *fields in rows:
            if digest == parts.digest(number, fields):
                found[form_id] = parts.read_return(number, form_id, fields)
        return found

    def put(self, digest: str, form_id: str, reader: int, read: ReadReturn) -> None:
        """Keep what a version of the reader read for a form in a file, by its SHA-256; only inside a change.

        It takes the place of what another version read.
        """
        self._store.rows("DELETE FROM kept_reviews WHERE sha256 = ? AND form_id = ?", (digest, form_id))
        review = read.review
        answers = [_answer_row(answer) for answer in (*review.head, *review.answers)] if review is not None else []
        findings = [_finding_row(finding) for finding in read.findings]
        whole = _digest(_review_row(read), answers, findings)
        ((number,),) = self._store.rows(
            f"INSERT INTO kept_reviews (sha256, form_id, reader, digest, {_REVIEW}) "  # noqa: S608 -- named above
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (digest, form_id, reader, whole, *_review_row(read)),
        )
        self._store.add(
            f"INSERT INTO kept_answers (review, position, {_ANSWER}) "  # noqa: S608 -- named above
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, place, *answer) for place, answer in enumerate(answers)),
        )
        self._store.add(
            f"INSERT INTO kept_findings (review, position, {_FINDING}) "  # noqa: S608 -- named above
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, place, *finding) for place, finding in enumerate(findings)),
        )

    def _rows(self, table: str, columns: str, reviews: str) -> list[tuple[Any, ...]]:
        """The rows of a table that belong to some reviews, a JSON array of numbers; the review's comes first."""
        query = (
            f"SELECT review, {columns} FROM {table} "  # noqa: S608 -- named above
            "WHERE review IN (SELECT value FROM json_each(?)) ORDER BY review, position"
        )
        return self._store.rows(query, (reviews,))


class _Parts:
    """Makes returns from their rows. What is the same in several of them, such as empty cells, is made only once."""

    def __init__(self, answers: Iterable[tuple[Any, ...]], findings: Iterable[tuple[Any, ...]]) -> None:
        self._answers = {review: list(rows) for review, rows in groupby(answers, key=itemgetter(0))}
        self._findings = {review: list(rows) for review, rows in groupby(findings, key=itemgetter(0))}
        self._known: dict[tuple[Any, ...], Answer] = {}
        self._labels: dict[str, dict[tuple[str, str], str]] = {}

    def digest(self, number: int, fields: Sequence[Any]) -> str:
        """The digest of a return's rows as they are now."""
        parts = (self._answers.get(number, ()), self._findings.get(number, ()))
        answers, findings = ([row[1:] for row in rows] for rows in parts)
        return _digest(tuple(fields), answers, findings)

    def read_return(self, number: int, form_id: str, fields: Sequence[Any]) -> ReadReturn:
        """A return from its row, whose digest is right."""
        layout, version, role, variant, form, reviewee_id, sheet, labels, totals, structure, unguarded, why = fields
        if why:
            return ReadReturn(review=None, problem=why)
        identity = FormIdentity(
            format=form,
            form_id=form_id,
            layout_id=layout,
            layout_version=version,
            role=role,
            variant=variant,
            reviewee_id=reviewee_id,
        )
        said = set(json.loads(unguarded))
        answers = [self._answer(row[1:]) for row in self._answers.get(number, ())]
        fields_at_head = sum(answer.section == HEAD for answer in answers)
        review = Review(
            identity=identity,
            sheet=sheet,
            head=tuple(answers[:fields_at_head]),
            answers=tuple(answers[fields_at_head:]),
            labels=self._labels_in(labels),
            totals=tuple(ShownTotal(**total) for total in json.loads(totals)),
            structure=tuple(_structural(finding) for finding in json.loads(structure)),
            unguarded=frozenset(said - {_UNTOUCHED}),
            untouched=_UNTOUCHED in said,
        )
        return ReadReturn(review=review, findings=tuple(_finding(row) for row in self._findings.get(number, ())))

    def _answer(self, fields: tuple[Any, ...]) -> Answer:
        if fields not in self._known:
            section, row, column, cell, typed, state, value, number, prefilled = fields
            self._known[fields] = Answer(
                section=section,
                row=row,
                column=column,
                cell=cell,
                typed=typed,
                state=AnswerState(state),
                value=typed if value is None else value,
                number=number,
                prefilled=bool(prefilled),
            )
        return self._known[fields]

    def _labels_in(self, text: str) -> dict[tuple[str, str], str]:
        if text not in self._labels:
            sections = json.loads(text)
            self._labels[text] = {(name, row): label for name, rows in sections.items() for row, label in rows.items()}
        return self._labels[text]


def _review_row(read: ReadReturn) -> tuple[object, ...]:
    """The columns of ``kept_reviews`` that tell of the review itself."""
    review = read.review
    if review is None:
        return ("", 0, "", "", 0, "", "", "{}", "[]", "[]", "[]", read.problem)
    identity = review.identity
    labels: dict[str, dict[str, str]] = {}
    for (section, row), label in review.labels.items():
        labels.setdefault(section, {})[row] = label
    return (
        identity.layout_id,
        identity.layout_version,
        identity.role,
        identity.variant,
        identity.format,
        identity.reviewee_id,
        review.sheet,
        _json(labels),
        _json([asdict(total) for total in review.totals]),
        _json([asdict(finding) for finding in review.structure]),
        _json(sorted({*review.unguarded, *[_UNTOUCHED] * review.untouched})),
        read.problem,
    )


def _answer_row(answer: Answer) -> tuple[object, ...]:
    # Most values are what was typed, and long texts need not be there twice.
    value = None if answer.value == answer.typed else answer.value
    place = (answer.section, answer.row, answer.column, answer.cell)
    # A number comes back as SQLite has it: always a float, and never a negative zero.
    number = None if answer.number is None else answer.number + 0.0
    return (*place, answer.typed, answer.state.value, value, number, int(answer.prefilled))


def _finding_row(finding: Finding) -> tuple[object, ...]:
    place = (finding.sheet, finding.cell, finding.item, finding.section)
    return (finding.code, finding.severity.value, *place, finding.message, finding.fix)


def _finding(fields: tuple[Any, ...]) -> Finding:
    _, code, severity, sheet, cell, item, section, message, fix = fields
    return Finding(
        code=code,
        severity=Severity(severity),
        sheet=sheet,
        cell=cell,
        item=item,
        section=section,
        message=message,
        fix=fix,
    )


def _structural(fields: dict[str, Any]) -> Finding:
    return Finding(**{**fields, "severity": Severity(fields["severity"])})


def _digest(review: tuple[object, ...], answers: list[tuple[Any, ...]], findings: list[tuple[Any, ...]]) -> str:
    """What tells that rows are still as they were put: whoever looks into the file may have changed one."""
    return sha256(repr((review, answers, findings)).encode()).hexdigest()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Signatures:
    """The part of a cycle's store that is about signed reviews."""

    def __init__(self, store: Database) -> None:
        self._store = store

    def all(self) -> dict[str, dict[str, dict[str, str]]]:
        """Digest of the review when a signature was first seen, by form id, line and signature, oldest first."""
        found: dict[str, dict[str, dict[str, str]]] = {}
        query = "SELECT form_id, line, signature, digest FROM signatures ORDER BY rowid"
        for form_id, line, signature, digest in self._store.rows(query):
            found.setdefault(form_id, {}).setdefault(line, {})[signature] = digest
        return found

    def of(self, form_id: str) -> dict[str, dict[str, str]]:
        """The same of one form."""
        found: dict[str, dict[str, str]] = {}
        query = "SELECT line, signature, digest FROM signatures WHERE form_id = ? ORDER BY rowid"
        for line, signature, digest in self._store.rows(query, (form_id,)):
            found.setdefault(line, {})[signature] = digest
        return found

    def record(self, form_id: str, lines: Mapping[str, str], digest: str) -> None:
        """Remember the signature on each line of a form, as part of a change; one that is known stays as it is."""
        seen_at = now()
        for line, signature in lines.items():
            row = (form_id, line, signature, digest, seen_at)
            self._store.rows("INSERT OR IGNORE INTO signatures VALUES (?, ?, ?, ?, ?)", row)
