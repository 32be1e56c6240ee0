"""A review as programs take it: one form read back and checked, its answers as rows."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from types import ModuleType
from typing import TYPE_CHECKING, Any

from sheetreview.model.finding import Finding, Severity
from sheetreview.model.layout import Layout
from sheetreview.model.review import Answer, AnswerState
from sheetreview.model.review import Review as ReadForm

if TYPE_CHECKING:
    from sheetreview.steps.check_files import CheckedForm
    from sheetreview.summarize.review_input import ReviewInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One cell that a reviewer could fill: where it stands, what was typed, and what that means.

    ``section``, ``row`` and ``column`` are ids of the layout, ``label`` is the row's name as the reviewer sees it. A
    field at the head of the form has the section ``:head`` and no column, what is typed into a TOTAL row the row
    ``:total``. ``value`` is the normalised text (a rating's level, an ISO date, a plain number, a choice, the text
    itself), '' unless ``state`` is valid or read-as. ``number`` is that of a rating's level or of a numeric answer.
    """

    form_id: str
    reviewee_id: str
    role: str
    layout: str
    section: str
    row: str
    label: str
    column: str
    cell: str
    typed: str
    value: str
    number: float | None
    state: AnswerState


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One form read back and checked.

    The reviewee and the reviewer are those of the cycle's roster; without a cycle they are what the form itself says,
    '' where it does not. A form that nobody has filled in has no findings.
    """

    reviewee_id: str
    reviewee: str
    reviewer: str
    findings: tuple[Finding, ...]
    _layout: Layout = field(repr=False)
    _form: ReadForm = field(repr=False)

    @property
    def form_id(self) -> str:
        """The id that the form carries wherever it goes."""
        return self._form.identity.form_id

    @property
    def layout(self) -> str:
        """Id of the layout it was made with."""
        return self._layout.id

    @property
    def layout_version(self) -> int:
        """Version of the layout it was made with."""
        return self._layout.version

    @property
    def role(self) -> str:
        """The role whose form it is."""
        return self._form.identity.role

    @property
    def sheet(self) -> str:
        """Name of the sheet it stands on."""
        return self._form.sheet

    @property
    def blank(self) -> bool:
        """Whether nobody has rated, chosen or written anything, be it where it cannot be read."""
        return self._form.untouched or (self._form.blank and not self._form.structure)

    @property
    def errors(self) -> int:
        """Number of findings of severity error: with any outside restricted sections, no summary counts the review."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    def rows(self) -> tuple[Row, ...]:
        """One row for each cell that could be filled, empty ones too: the head's, then the sections' in their order."""
        return tuple(self._row(answer) for answer in (*self._form.head, *self._form.answers))

    def _row(self, answer: Answer) -> Row:
        return Row(
            form_id=self.form_id,
            reviewee_id=self.reviewee_id,
            role=self.role,
            layout=self.layout,
            section=answer.section,
            row=answer.row,
            label=self._label(answer),
            column=answer.column,
            cell=answer.cell,
            typed=answer.typed,
            value=answer.value,
            number=answer.number,
            state=answer.state,
        )

    def _label(self, answer: Answer) -> str:
        section = self._layout.section_by_id.get(answer.section)
        if section is None:
            return next((one.label for one in self._layout.header if one.id == answer.row), "")
        if answer.in_total_row:
            return next((total.label for total in section.totals if total.summary_in == answer.column), "")
        item = section.item_by_id.get(answer.row)
        return self._form.labels.get((answer.section, answer.row)) or (item.label if item else "")


def review_of_file(form: CheckedForm) -> Review:
    """A form of a file that was checked without a cycle."""
    return Review(
        reviewee_id=form.context.reviewee_id,
        reviewee=form.context.reviewee,
        reviewer=form.context.reviewer,
        findings=form.findings,
        _layout=form.layout,
        _form=form.review,
    )


def reviews_of_cycle(inputs: Iterable[ReviewInput]) -> Iterator[Review]:
    """Those of a cycle's forms that have come back."""
    for given in inputs:
        if given.review is not None:
            yield Review(
                reviewee_id=given.assignment.reviewee.employee_id,
                reviewee=given.assignment.reviewee.name,
                reviewer=given.assignment.reviewer.name,
                findings=given.findings,
                _layout=given.edition.layout,
                _form=given.review,
            )


def to_pandas(reviews: Iterable[Review]) -> Any:  # noqa: ANN401 -- a type of a package that need not be there
    """The rows of some reviews as a pandas ``DataFrame``. Raises ImportError where pandas is not installed."""
    pandas = _package("pandas")
    types = {one.name: "float64" if one.name == "number" else "str" for one in fields(Row)}
    return pandas.DataFrame(_columns(reviews)).astype(types)


def to_polars(reviews: Iterable[Review]) -> Any:  # noqa: ANN401 -- as above
    """The rows of some reviews as a polars ``DataFrame``. Raises ImportError where polars is not installed."""
    polars = _package("polars")
    names = [one.name for one in fields(Row)]
    schema = {name: polars.Float64 if name == "number" else polars.String for name in names}
    return polars.DataFrame(_columns(reviews), schema=schema)


def _columns(reviews: Iterable[Review]) -> dict[str, list[object]]:
    """The rows' fields by name, with plain texts in the place of states."""
    rows = [row for review in reviews for row in review.rows()]
    columns: dict[str, list[object]] = {one.name: [getattr(row, one.name) for row in rows] for one in fields(Row)}
    columns["state"] = [row.state.value for row in rows]
    return columns


def _package(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise ImportError(f"{name} is not installed; install it with: pip install {name}", name=name) from error
