"""``layouts preview``: what a form of a layout looks like, with sample names."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sheetreview.cycle.files import write_files
from sheetreview.errors import IN_THE_WAY, NOT_WRITTEN, FileError, LayoutError
from sheetreview.form.slots import Given
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition, edition, every_section
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Previous, Reviewer
from sheetreview.model.schedule import LAST_REVIEW
from sheetreview.steps.single_form import single_form

_CYCLE = "PREVIEW2"
_REVIEWEE = Person(
    employee_id="E100", name="Alex Example", email="alex@example.com", title="Sample Title", team="Sample Team"
)
_REVIEWER = Reviewer(name="Robin Reviewer", email="robin@example.com", title="Team Lead")
_GIVEN = Given(previous=Previous(cycle="Last review", percent=72), next_review="2027-06-30")
_KNOWN = {LAST_REVIEW: "2026-06-30"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An example form: its role and the file it goes to."""

    role: str
    path: Path
    data: bytes


def previews(layout: Layout, *, role: str | None = None, target: Path | None = None) -> tuple[Preview, ...]:
    """Example forms with every section there can be, for one role or all of them.

    They go to ``target``, or to files in the current folder named after layout and role. Raises LayoutError for a role
    the layout does not have, and for one file for several roles.
    """
    if role is not None and role not in layout.role_by_id:
        raise LayoutError(f"{quoted(layout.id)} has no role {quoted(role)}; {did_you_mean(role, layout.role_by_id)}")
    roles = [role] if role is not None else list(layout.role_by_id)
    if target is not None and len(roles) > 1:
        raise LayoutError(
            f"{quoted(layout.id)} has {len(roles)} roles ({', '.join(roles)}), and each has a form of its own; choose "
            "one with --role, or leave out -o"
        )
    if target is not None and target.suffix.casefold() != ".xlsx":
        raise LayoutError(f"{quoted(target)} is no name for a workbook; let it end in .xlsx")
    return tuple(
        Preview(role=one, path=target or Path(f"{layout.id}-{one}-preview.xlsx"), data=_form(_edition(layout, one)))
        for one in roles
    )


def write_previews(found: Sequence[Preview], *, force: bool = False) -> None:
    """Write example forms. Raises FileError where a folder is missing, and without ``force`` where a file is there."""
    for one in found:
        if not one.path.parent.is_dir():
            raise FileError(
                f"There is no folder {quoted(one.path.parent)} for {quoted(one.path.name)}. Create it first.",
                NOT_WRITTEN,
            )
    taken = [str(one.path) for one in found if os.path.lexists(one.path)]
    if taken and not force:
        raise FileError(f"There already: {', '.join(taken)}. Use --force to write over earlier previews.", IN_THE_WAY)
    write_files((one.path, one.data) for one in found)


def _edition(layout: Layout, role: str) -> Edition:
    """The fullest form of a role: with every section that only some forms have."""
    return edition(layout, role, every_section(layout))


def _form(cut: Edition) -> bytes:
    layout = cut.layout
    sources = [(field.source or "").partition(".") for field in cut.header]
    columns = [column for kind, _, column in sources if kind == "roster"]
    assignment = Assignment(
        reviewee=_REVIEWEE,
        reviewer=_REVIEWER,
        layout=layout.id,
        role=cut.role,
        account="Sample Account",
        month="2026-11",
        extra={**{column: column.replace("_", " ").capitalize() for column in columns}, **_KNOWN},
    )
    settings = CycleSettings(id=_CYCLE, name="Sample cycle", period="Sample period", layout=layout.id)
    return single_form(cut, assignment, settings, [layout.id, cut.role], _GIVEN)
