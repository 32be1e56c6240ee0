"""Files of forms as they are issued: plans rendered once, stamped for each file, with the answers that go into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sheetreview.cycle.store import IssuedForm
from sheetreview.form.how_to import Medium
from sheetreview.form.places import EntryCells
from sheetreview.model.people import Assignment
from sheetreview.sheet.plan import BookPlan
from sheetreview.steps.form_files import FormFile
from sheetreview.steps.form_plans import FormPlans, Forms, PlanKey
from sheetreview.steps.open_cycle import OpenCycle

if TYPE_CHECKING:
    from sheetreview.steps.single_form import CleanForm
    from sheetreview.xlsx.stamp import CompiledPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stamped:
    """A workbook's bytes, what it was drawn from, and what tells its plan from others."""

    key: PlanKey
    plan: BookPlan
    values: Mapping[str, str | float]
    data: bytes


class FormWorkbooks:
    """Stamps the files of a cycle's forms."""

    def __init__(self, cycle: OpenCycle) -> None:
        self._cycle = cycle
        self._plans = FormPlans(cycle, Medium.FILE)
        self._compiled: dict[object, CompiledPlan] = {}
        self._cells: dict[object, EntryCells] = {}
        self._moved = cycle.store.moved.all()

    @property
    def waiting(self) -> int:
        """How many of the forms stamped so far show nothing of another role yet."""
        return len(self._plans.waiting)

    def stamp(self, file: FormFile) -> bytes:
        """The bytes of a file's file; what was moved here from older versions of its forms stands in it."""
        one = self._stamped(file.forms, bundled=file.bundled)
        moved = [
            (number, tab, found)
            for number, tab in enumerate(self._plans.tabs(file.forms, one.values, bundled=file.bundled))
            if (found := self._moved.get(tab.form)) and found.version == tab.edition.layout.version
        ]
        if all(found.empty for _, _, found in moved):
            return one.data
        from sheetreview.amend.book import AmendedBook  # noqa: PLC0415 -- into most forms nothing is typed
        from sheetreview.steps.single_form import CleanForm, type_in  # noqa: PLC0415 -- as above

        book = AmendedBook.open(one.data)
        for number, tab, found in moved:
            place, plan = (one.key, number), one.plan.sheets[number + 1 if file.bundled else number]
            if place not in self._cells:
                self._cells[place] = CleanForm(one.data, tab.edition, plan, tab.title).cells
            type_in(book, tab.title, plan, self._cells[place].by_cell(found.contents, found.header))
        return book.save()

    def blank_form(self, form_id: str, assignment: Assignment) -> CleanForm:
        """A form in a workbook of its own, without any answers of its role."""
        from sheetreview.steps.single_form import CleanForm  # noqa: PLC0415 -- as above

        one = self._stamped([(form_id, assignment)], bundled=False)
        return CleanForm(one.data, self._cycle.edition_of(assignment), one.plan.sheets[0])

    def _stamped(self, forms: Forms, *, bundled: bool) -> _Stamped:
        from sheetreview.xlsx.stamp import compile_plan  # noqa: PLC0415 -- openpyxl is slow to import

        key, plan = self._plans.plan(forms, bundled=bundled)
        if key not in self._compiled:
            self._compiled[key] = compile_plan(plan)
        values = self._plans.values(forms, bundled=bundled)
        return _Stamped(key=key, plan=plan, values=values, data=self._compiled[key].stamp(values))

    def issued(self, file: FormFile, digest: str) -> list[IssuedForm]:
        """What to remember of a file's forms."""
        return [
            IssuedForm(form_id=form, layout=layout, version=version, role=role, path=file.path, digest=digest)
            for form, (layout, version, role) in self._plans.drawn_by(file.forms)
        ]
