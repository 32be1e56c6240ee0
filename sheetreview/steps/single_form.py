"""One form as a workbook of its own, for which no cycle is needed."""

from __future__ import annotations

from collections.abc import Iterable

from sheetreview.form.compose import form_plan
from sheetreview.form.keys import form_id, identity_for
from sheetreview.form.slots import Given, slot_values
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition
from sheetreview.model.people import Assignment


def single_form(
    cut: Edition, assignment: Assignment, settings: CycleSettings, key: Iterable[str], given: Given
) -> bytes:
    """The ``.xlsx`` bytes of an assignment's form; the same ``key`` in the same settings gives the same form id."""
    from sheetreview.xlsx.stamp import compile_plan  # noqa: PLC0415 -- openpyxl is slow to import

    identity = identity_for(form_id(settings.id, key), cut, assignment)
    return compile_plan(form_plan(cut, settings.paper)).stamp(slot_values(cut, assignment, settings, identity, given))
