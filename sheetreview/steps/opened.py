"""An open cycle: its folder, settings and store together, with the layouts it was issued with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from sheetreview.cycle.files import sweep
from sheetreview.cycle.folder import CycleFolder
from sheetreview.cycle.store import Store
from sheetreview.errors import CycleError
from sheetreview.inputs.cycle_file import parse_cycle
from sheetreview.inputs.layout_file import parse_layout
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import Edition, edition
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment


@dataclass(slots=True)
class OpenCycle:
    """A cycle that is being worked on; close it when done, or use it in a ``with`` statement."""

    folder: CycleFolder
    settings: CycleSettings
    store: Store
    _layouts: dict[tuple[str, int | None], Layout | None] = field(default_factory=dict)
    _editions: dict[tuple[str, int | None, str], Edition] = field(default_factory=dict)

    @classmethod
    def open(cls, root: Path, *, reading: bool = False) -> Self:
        """Open the cycle in a folder. Raises CycleError when there is none, it is damaged, or somebody works on it.

        Whoever only looks (``reading``) does not keep others out; everybody else has the cycle for themselves, and
        first removes what a killed run left behind.
        """
        folder = CycleFolder(root)
        folder.require()
        settings = parse_cycle(_settings_text(folder.settings), str(folder.settings))
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

    def edition_of(self, assignment: Assignment, version: int | None = None) -> Edition:
        """What an assignment's role gets of its layout. Raises CycleError when the store lacks the layout."""
        key = (assignment.layout, version, assignment.role)
        if key not in self._editions:
            layout = self.layout(assignment.layout, version)
            if layout is None or assignment.role not in layout.role_by_id:
                raise CycleError(f"the cycle has no layout {assignment.layout!r} for role {assignment.role!r}")
            self._editions[key] = edition(layout, assignment.role)
        return self._editions[key]


def _settings_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise CycleError(f"{path} cannot be read ({error.strerror}); ask its owner for permission") from error
