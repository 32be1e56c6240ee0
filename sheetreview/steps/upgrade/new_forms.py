"""Forms of a newer version, and the answers that go into them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sheetreview.cycle.moved_answers import MovedAnswers
from sheetreview.form.cells import Place
from sheetreview.form.move import Move, move
from sheetreview.form.places import Cell
from sheetreview.model.people import Assignment
from sheetreview.steps.form_workbooks import FormWorkbooks
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.single_form import CleanForm
from sheetreview.steps.upgrade.files_on_disk import AnsweredForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a form's answers stand by now; ``form`` is None where nothing can be read, ``problem`` says why not.

    ``returned`` is the number of the form's newest return, 0 for none, and ``is_return`` says that the answers are
    those of that return. ``others`` are where other answers stand that are older than these.
    """

    form: AnsweredForm | None
    problem: str = ""
    returned: int = 0
    is_return: bool = False
    others: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """The version the answers are in; 0 when there are none."""
        return self.form.version if self.form is not None else 0


class NewForms:
    """Moves answers into the forms of a cycle as it is to be."""

    def __init__(self, ahead: OpenCycle) -> None:
        self._ahead = ahead
        self._workbooks = FormWorkbooks(ahead)

    def version(self, assignment: Assignment) -> int:
        """The version that an assignment's form is to have."""
        return self._ahead.edition_of(assignment).layout.version

    def moved(self, form_id: str, assignment: Assignment, source: Source) -> MovedAnswers:
        """The answers of a form, moved into its newest version."""
        new = self._ahead.edition_of(assignment)
        version, found = new.layout.version, source.form
        if found is None:
            return MovedAnswers(version=version, returned=source.returned, problem=source.problem)
        clean = self._workbooks.blank_form(form_id, assignment)
        old = found.form
        moved = move(old.review, old.found.grid, old.edition, new, clean=clean.grid)
        contents, header = _typed(moved, clean)
        return MovedAnswers(
            version=version,
            since=found.version,
            origin=found.origin,
            written=_moment(found.written),
            others=source.others,
            returned=source.returned,
            was_returned=source.is_return,
            contents=contents,
            header=header,
            kept=len(moved.kept),
            mapped=moved.mapped,
            unplaced=moved.unplaced,
            problem=source.problem,
        )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat() if seconds else ""


def _typed(moved: Move, clean: CleanForm) -> tuple[dict[Place, str | float], dict[str, str | float]]:
    """What is to be typed into a form, without what it is issued with anyway: that may change with the roster."""

    def stands(cell: Cell | None, content: str | float) -> bool:
        return cell is not None and clean.grid.value(*cell) == content

    cells, fields = clean.cells.cells, clean.cells.header
    contents = {place: content for place, content in moved.contents.items() if not stands(cells.get(place), content)}
    header = {name: content for name, content in moved.header.items() if not stands(fields.get(name), content)}
    return contents, header
