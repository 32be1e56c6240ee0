"""Layouts and forms without a cycle: making one form, and reading those in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType

from sheetreview.api.arguments import as_words
from sheetreview.api.reviews import Review, review_of_file
from sheetreview.errors import LayoutError
from sheetreview.form.slots import Given
from sheetreview.inputs.layout_file import builtin_layouts, find_layout, parse_layout
from sheetreview.inputs.layout_file import load_layout as load_file
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import edition
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Person, Reviewer
from sheetreview.model.review import FormIdentity
from sheetreview.reading.open import open_book, parse_book, unlocked
from sheetreview.steps.check_files import checked_forms
from sheetreview.steps.known_layouts import KnownLayouts
from sheetreview.steps.reading import LayoutOf
from sheetreview.steps.single_form import single_form

NO_CYCLE = "NOCYCLE2"
"""What stands for a cycle's id in the ids of forms that were made without one: no cycle takes them in."""

NOBODY = Reviewer(name="", email="")
_NOTHING: Mapping[str, str] = MappingProxyType({})


def shipped_layouts() -> tuple[str, ...]:
    """The names of the layouts that come with sheetreview, sorted."""
    return tuple(builtin_layouts())


def load_layout(source: str | Path) -> Layout:
    """A layout: a shipped one by its name, one of your own by the path of its ``.yaml`` file, or by its YAML text.

    A text of several lines is YAML. Raises LayoutError with every problem, each with its line and column.
    """
    if isinstance(source, Path):
        return load_file(source)
    if "\n" in source:
        return parse_layout(source, "layout")
    return load_file(find_layout(source))


def generate_form(  # noqa: PLR0913 -- one keyword for each thing that a form says
    layout: Layout | str | Path,
    person: Person,
    *,
    reviewer: Reviewer = NOBODY,
    role: str | None = None,
    account: str = "",
    month: str = "",
    period: str = "",
    due: date | None = None,
    extra: Mapping[str, str] = _NOTHING,
) -> bytes:
    """One form as the bytes of an ``.xlsx`` workbook: for a role, else for the layout's first.

    ``extra`` are further columns of a roster, for layouts that show them. The same arguments give the same bytes.
    Raises LayoutError for a layout that cannot be used or a role that it does not have.
    """
    asked = layout if isinstance(layout, Layout) else load_layout(layout)
    role = asked.default_roles[0] if role is None else role
    if role not in asked.role_by_id:
        raise LayoutError(f"{quoted(asked.id)} has no role {quoted(role)}; {did_you_mean(role, asked.role_by_id)}")
    assignment = Assignment(
        reviewee=person, reviewer=reviewer, layout=asked.id, role=role, account=account, month=month, extra=extra
    )
    settings = CycleSettings(id=NO_CYCLE, name=asked.title, period=period, due=due, layout=asked.id)
    return single_form(edition(asked, role), assignment, settings, assignment.key, Given())


def read_form(
    source: bytes | str | Path,
    layout: Layout | str | Path | None = None,
    *,
    passwords: Sequence[str] = (),
    encoding: str = "",
) -> list[Review]:
    """Read and check every form in a file, whatever its name and format: its bytes, or its path.

    A form is read by the layout that it names: ``layout``, else a shipped one. Each of the ``passwords`` is tried on a
    protected workbook; ``encoding`` is the character set of a text that is no UTF-8. What is wrong in a review is among
    its findings. Raises FileError, whose ``reason`` says it in one sentence, for a file that is no form or cannot be
    read; LayoutError for a layout that cannot be used.
    """
    layout_of = _layout_of(layout)
    if isinstance(source, bytes):
        name = ""
        # A text is a form's only as a table.
        book = parse_book(unlocked(source, as_words(passwords)), "form.csv", encoding=encoding)
    else:
        name = str(source)
        _, book = open_book(Path(source), as_words(passwords), encoding=encoding)
    return [review_of_file(form) for form in checked_forms(book, name, layout_of)]


def _layout_of(layout: Layout | str | Path | None) -> LayoutOf:
    """Layouts by what a form says of itself: the one given, and the shipped ones under other ids."""
    shipped = KnownLayouts()
    if layout is None:
        return shipped.of
    own = layout if isinstance(layout, Layout) else load_layout(layout)

    def layout_of(identity: FormIdentity) -> Layout | None:
        if identity.layout_id != own.id:
            return shipped.of(identity)
        return own if identity.layout_version == own.version else None

    return layout_of
