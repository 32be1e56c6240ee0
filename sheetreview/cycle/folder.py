"""Where things stand in a cycle's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sheetreview.errors import CycleError


@dataclass(frozen=True, slots=True)
class CycleFolder:
    """The paths of one cycle."""

    root: Path

    @property
    def settings(self) -> Path:
        """``cycle.yaml``."""
        return self.root / "cycle.yaml"

    @property
    def store(self) -> Path:
        """The SQLite file that holds the manifest and every return."""
        return self.root / "cycle.sqlite3"

    @property
    def forms(self) -> Path:
        """Folder of the issued forms."""
        return self.root / "forms"

    @property
    def summary(self) -> Path:
        """Folder of the team summary."""
        return self.root / "summary"

    @property
    def backups(self) -> Path:
        """Folder of forms that were replaced on demand."""
        return self.root / "backups"

    @property
    def repaired(self) -> Path:
        """Folder of clean forms with the answers of returned ones."""
        return self.root / "repaired"

    @property
    def links(self) -> Path:
        """The list of the cycle's online spreadsheets."""
        return self.root / "links.csv"

    @property
    def own(self) -> tuple[Path, ...]:
        """Files and folders that the cycle keeps for itself: nothing in them is a return."""
        journal = self.store.with_name(f"{self.store.name}-journal")
        return self.settings, self.store, journal, self.links, self.summary, self.backups, self.repaired

    @property
    def written(self) -> Iterator[Path]:
        """Every folder that files are written to."""
        yield from (self.root, self.summary)
        for top in (self.forms, self.backups):
            yield top
            yield from (folder for folder in top.glob("*/") if folder.is_dir())

    def keep_out_of_forms(self, folder: Path) -> None:
        """Raise CycleError when a folder to write to is, or is in, that of the cycle's issued forms."""
        if self.holds_cycle and folder.resolve().is_relative_to(self.forms.resolve()):
            raise CycleError(f"{folder} is, or is in, the folder of the forms that are sent out; name one elsewhere")

    @property
    def holds_cycle(self) -> bool:
        """Whether a cycle was started here."""
        return _is_file(self.settings)

    def require(self) -> None:
        """Raise CycleError when the folder holds no whole cycle."""
        settings, store = _is_file(self.settings), _is_file(self.store)
        if settings and store:
            return
        if settings or store:
            there, missing = (self.settings, self.store) if settings else (self.store, self.settings)
            again = "" if settings else "; if 'sheetreview init' was cut off before anything was issued, run it again"
            raise CycleError(f"{self.root} has {there.name} but no {missing.name}; restore it from a backup{again}")
        if not os.path.lexists(self.root):
            raise CycleError(f"there is no folder {self.root}; mend its name, or start a cycle with 'sheetreview init'")
        if not self.root.is_dir():
            raise CycleError(f"{self.root} is not a folder; name the folder of a cycle")
        raise CycleError(
            f"{self.root} is not a cycle: it has no cycle.yaml; name the cycle's folder with 'sheetreview -C DIR …', "
            "or start a cycle with 'sheetreview init DIR'"
        )


def _is_file(path: Path) -> bool:
    """Whether a file is there. Raises CycleError when the folder may not be looked into."""
    try:
        return path.is_file()
    except OSError as error:
        raise CycleError(f"{path} cannot be looked at ({error.strerror}); mend the name or the permissions") from None
