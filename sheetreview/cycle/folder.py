"""Where things stand in a cycle's folder."""

from __future__ import annotations

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

    def require(self) -> None:
        """Raise CycleError when the folder holds no cycle."""
        if not self.settings.is_file() or not self.store.is_file():
            raise CycleError(
                f"{self.root} is not a cycle: it has no cycle.yaml and cycle.sqlite3; "
                "start one with 'sheetreview init DIR', or name its folder with 'sheetreview -C DIR …'"
            )
