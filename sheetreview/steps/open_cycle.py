"""An open cycle: its folder, settings and store together, with the layouts it was issued with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from sheetreview.cycle.files import sweep
from sheetreview.cycle.folder import CycleFolder
from sheetreview.cycle.store import Store
from sheetreview.errors import CycleError
from sheetreview.inputs.assignments import YES_WORDS
from sheetreview.inputs.cycle_file import parse_cycle
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition, Variant, edition, parse_variant
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Previous, Subject, subject_of
from sheetreview.model.review import FormIdentity
from sheetreview.model.rules import IssuedWhen
from sheetreview.sheet.text import squeeze


@dataclass(slots=True)
class OpenCycle:
    """A cycle that is being worked on; close it when done, or use it in a ``with`` statement."""

    folder: CycleFolder
    settings: CycleSettings
    store: Store
    _layouts: dict[tuple[str, int | None], Layout | None] = field(default_factory=dict)
    _editions: dict[tuple[object, ...], Edition] = field(default_factory=dict)
    _previous: dict[Subject, dict[str, Previous]] | None = None

    @classmethod
    def open(cls, root: Path, *, reading: bool = False) -> Self:
        """Open the cycle in a folder. Raises CycleError when there is none, it is damaged, or somebody works on it.

        Whoever only looks (``reading``) does not keep others out; everybody else has the cycle for themselves, and
        first removes what a killed run left behind.
        """
        folder = CycleFolder(root)
        folder.require()
        settings = read_settings(folder)
        store = Store.open(folder.store, alone=not reading)
        if store.cycle_id != settings.id:
            belongs = store.cycle_id
            store.close()
            raise CycleError(
                f"{folder.settings} has id {settings.id}, but {folder.store.name} belongs to cycle {belongs}; "
                "put that id back, or restore both files from the same backup"
            )
        if not reading:
            sweep(folder.written)
        return cls(folder=folder, settings=settings, store=store)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    def layout(self, name: str, version: int | None = None) -> Layout | None:
        """A layout as this cycle issued it (without version: the newest); None when it never did."""
        if (name, version) not in self._layouts:
            source = self.store.layout_source(name, version)
            self._layouts[name, version] = None if source is None else parse_layout(source, f"{name}.yaml")
        return self._layouts[name, version]

    def with_layouts(self, layouts: Iterable[Layout]) -> OpenCycle:
        """The same cycle as if these were the newest versions of its layouts; nothing of it is kept."""
        known = dict(self._layouts)
        for layout in layouts:
            known |= {(layout.id, None): layout, (layout.id, layout.version): layout}
        return OpenCycle(folder=self.folder, settings=self.settings, store=self.store, _layouts=known)

    def edition_of(self, assignment: Assignment) -> Edition:
        """What an assignment's form contains now. Raises CycleError when the store lacks the layout."""
        layout = self._layout_for(assignment, None)
        variant = variant_for(layout, assignment, self.previous(assignment), self.settings.picked)
        return self._edition(layout, assignment.role, variant)

    def edition_read(self, assignment: Assignment, identity: FormIdentity) -> Edition:
        """What an assignment's form contains by what the form says of itself: its version and its variant.

        Raises CycleError when the store lacks the layout in that version.
        """
        layout = self._layout_for(assignment, identity.layout_version)
        return self._edition(layout, assignment.role, parse_variant(layout, identity.variant))

    def _layout_for(self, assignment: Assignment, version: int | None) -> Layout:
        layout = self.layout(assignment.layout, version)
        if layout is None or assignment.role not in layout.role_by_id:
            raise CycleError(f"the cycle has no layout {assignment.layout!r} for role {assignment.role!r}")
        return layout

    def subject(self, assignment: Assignment) -> Subject:
        """What an assignment is about. Raises CycleError when the store lacks its layout."""
        return subject_of(self._layout_for(assignment, None), assignment)

    def previous(self, assignment: Assignment) -> Previous | None:
        """What the cycle before left behind for an assignment; None when it left nothing."""
        if self._previous is None:
            self._previous = self.store.previous()
        return for_reviewer(self._previous.get(self.subject(assignment), {}), assignment.reviewer.key)

    def _edition(self, layout: Layout, role: str, variant: Variant) -> Edition:
        key = (layout.id, layout.version, role, variant.sections, tuple(sorted(variant.picked.items())))
        if key not in self._editions:
            self._editions[key] = edition(layout, role, variant)
        return self._editions[key]


def for_reviewer(left: Mapping[str, Previous], reviewer: str) -> Previous | None:
    """What a reviewer is to see: what their own review left, or for a new reviewer what all reviews did."""
    if reviewer in left or not left:
        return left.get(reviewer)
    sections = dict.fromkeys(section for one in left.values() for section in one.rows)
    rows = {section: tuple(row for one in left.values() for row in one.rows.get(section, ())) for section in sections}
    return replace(next(iter(left.values())), rows=rows)


def variant_for(
    layout: Layout, assignment: Assignment, previous: Previous | None, picked: Mapping[str, tuple[str, ...]]
) -> Variant:
    """The parts an assignment's form has: conditional sections that are called for, and the cycle's picked items."""
    sections = {
        section.id
        for section in layout.sections
        if section.issued_when is not None and _called_for(layout, section.issued_when, assignment, previous)
    }
    return Variant(sections=frozenset(sections), picked=picked)


def _called_for(layout: Layout, when: IssuedWhen, assignment: Assignment, previous: Previous | None) -> bool:
    if when.roster is not None and squeeze(assignment.extra.get(when.roster, "")) in YES_WORDS:
        return True
    band = next((band for band in layout.bands if band.id == when.below), None)
    return bool(band and previous and previous.percent is not None and previous.percent < band.least)


def read_settings(folder: CycleFolder) -> CycleSettings:
    """What a cycle's ``cycle.yaml`` says. Raises CycleError when it cannot be read or is wrong."""
    path = folder.settings
    try:
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise CycleError(f"{path} cannot be read ({error.strerror}); ask its owner for permission") from error
    return parse_cycle(text, str(path))
