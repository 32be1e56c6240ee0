"""Where a clean form for a returned one comes from: the cycle that issued it, or what the form says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Protocol

from sheetreview.check.issue import person_of
from sheetreview.cycle.names import slug
from sheetreview.errors import ANOTHER_PERSON, NOT_ON_ROSTER, OTHER_CYCLE, UNKNOWN_LAYOUT, FileError
from sheetreview.form.compose import form_plan
from sheetreview.form.locate import FoundForm
from sheetreview.form.returned_form import ReturnedForm
from sheetreview.form.structure import WHO
from sheetreview.model.edition import Edition, Variant, edition, parse_variant
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.model.review import FormIdentity, Review
from sheetreview.sheet.text import quoted
from sheetreview.steps.form_workbooks import FormWorkbooks
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import LayoutOf
from sheetreview.steps.repair.own_values import own_values
from sheetreview.steps.single_form import CleanForm

NAME_BYTES = 80
"""Of each part of a file's name: all of them together stay below what file systems allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A clean form: its edition, whose it is, and a name for its file, without ending.

    ``same_head`` says that its head repeats the returned form's. ``person`` has by source what may stand at the head of
    the returned one, where a cycle knows that.
    """

    form: CleanForm
    edition: Edition
    reviewee: str
    name: str
    same_head: bool = False
    person: Mapping[str, Sequence[str]] = field(default_factory=dict)


class CleanForms(Protocol):
    """Gives clean forms for returned ones."""

    def issued(self, found: FoundForm) -> tuple[FoundForm, Layout]:
        """A found form as it is to be read, and the layout it was made with. Raises FileError when it is not known."""

    def renewal(self, found: FoundForm, review: Review, old: Edition) -> Renewal:
        """A clean form of the newest version for a form that was read. Raises FileError when there can be none."""


class CycleForms:
    """Clean forms as a cycle would issue them now. ``otherwise`` knows versions that the cycle never issued."""

    def __init__(self, cycle: OpenCycle, otherwise: LayoutOf = lambda _: None) -> None:
        self._cycle = cycle
        self._otherwise = otherwise
        self._assignments: Mapping[str, Assignment] = cycle.store.assignments()
        self._workbooks = FormWorkbooks(cycle)

    def issued(self, found: FoundForm) -> tuple[FoundForm, Layout]:
        """See :class:`CleanForms`."""
        assignment = self._assignments.get(found.identity.form_id)
        if assignment is None:
            if found.identity.form_id in self._cycle.store.ever_issued():
                raise FileError(
                    "Its person is not on the roster any more. Repair it once they are back on it.", NOT_ON_ROSTER
                )
            raise FileError(
                "It is a form of another cycle. Repair it there, with -C and that cycle's folder.", OTHER_CYCLE
            )
        identity = replace(found.identity, role=assignment.role)
        layout = self._cycle.layout(assignment.layout, identity.layout_version)
        return replace(found, identity=identity), layout or _known(self._otherwise(found.identity), found.identity)

    def renewal(self, found: FoundForm, review: Review, old: Edition) -> Renewal:
        """See :class:`CleanForms`."""
        del review, old
        form = found.identity.form_id
        assignment = self._assignments[form]
        return Renewal(
            form=self._workbooks.blank_form(form, assignment),
            edition=self._cycle.edition_of(assignment),
            reviewee=assignment.reviewee.name,
            name=_file_name(assignment.reviewee.name, assignment.account, assignment.month, assignment.role),
            person=person_of(assignment),
        )


class LooseForms:
    """Clean forms without a cycle: what HR gave them is taken from the returned form itself."""

    def __init__(self, layouts: KnownLayouts) -> None:
        self._layouts = layouts

    def issued(self, found: FoundForm) -> tuple[FoundForm, Layout]:
        """See :class:`CleanForms`."""
        return found, _known(self._layouts.of(found.identity), found.identity)

    def renewal(self, found: FoundForm, review: Review, old: Edition) -> Renewal:
        """See :class:`CleanForms`."""
        from sheetreview.xlsx.stamp import compile_plan  # noqa: PLC0415 -- openpyxl is slow to import

        _refuse_unguarded(review, old)
        layout = self._layouts.newest(old.layout.id) or old.layout
        if old.role not in layout.role_by_id:
            raise FileError(
                f"The layout {layout.id} v{layout.version} has no forms for the role {old.role!r} any more.",
                UNKNOWN_LAYOUT,
            )
        new = edition(layout, old.role, _same_parts(old, layout, review.identity.variant))
        identity = replace(found.identity, layout_version=layout.version, variant=new.variant)
        plan = form_plan(new)
        data = compile_plan(plan).stamp(own_values(ReturnedForm.of(found.grid, old), review, new, identity))
        names = (review.header.get(one.id, "") for one in old.header if one.source == "reviewee.name")
        reviewee = next(names, "")
        return Renewal(
            form=CleanForm(data, new, plan.sheets[0]),
            edition=new,
            reviewee=reviewee,
            name=_file_name(reviewee or "form", old.role),
            same_head=True,
        )


def _known(layout: Layout | None, identity: FormIdentity) -> Layout:
    if layout is None:
        raise FileError(
            f"Its layout, {identity.layout_id} v{identity.layout_version}, is not known here. "
            "Give the layout's file with --layout, or name the cycle's folder with -C.",
            UNKNOWN_LAYOUT,
        )
    return layout


def _refuse_unguarded(review: Review, issued: Edition) -> None:
    """Raise FileError when nothing tells whether the person at a form's head is the one it was issued for."""
    for one in issued.header:
        if one.source in WHO and one.id in review.unguarded and review.header.get(one.id):
            raise FileError(
                f"The form has lost what would tell whether {quoted(one.label)} at its head was changed. "
                "Repair it in its cycle, with -C and the cycle's folder.",
                ANOTHER_PERSON,
            )


def _same_parts(old: Edition, layout: Layout, variant: str) -> Variant:
    """The conditional sections and picked items a form has, in another version: items count by id, not by number."""
    parts = parse_variant(old.layout, variant)
    picked = {
        section: tuple(item for item in items if item in layout.section_by_id[section].item_by_id)
        for section, items in parts.picked.items()
        if section in layout.section_by_id
    }
    return Variant(sections=parts.sections, picked={section: items for section, items in picked.items() if items})


def _file_name(*parts: str) -> str:
    return "-".join(map(partial(slug, limit=NAME_BYTES), filter(None, parts)))
