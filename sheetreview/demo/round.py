"""How forms get to the people who fill them in, and back: as files, or by some other way."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sheetreview.demo.fill import MovableForm
from sheetreview.model.edition import Edition
from sheetreview.steps.intake import Collected
from sheetreview.steps.open_cycle import OpenCycle


class Round(Protocol):
    """The forms of some roles on their way: they are issued when the round is made."""

    @property
    def issued(self) -> str:
        """What was issued, in a line."""

    @property
    def filled(self) -> str:
        """Where the forms are filled in and how they come back, to be read behind who does so."""

    @property
    def shown(self) -> Path:
        """What to look at of what was issued."""

    def open(self, form_id: str, edition: Edition) -> MovableForm:
        """A form as its reviewer opens it."""

    def hand_in(self, form_id: str, name: str = "") -> None:
        """Give an opened form back as it is filled in now, under another name if there is one."""

    def add_no_form(self, name: str) -> None:
        """Put a workbook that is no form among those that came back."""

    @property
    def take_back_by(self) -> str:
        """The command that takes forms back."""

    def take_back(self) -> tuple[Collected, ...]:
        """Take in what came back."""


class Medium(Protocol):
    """A way for forms to go out and come back."""

    def __call__(self, cycle: OpenCycle, roles: tuple[str, ...], *, several: bool) -> Round:
        """Begin a round for some roles of a cycle; ``several`` says that it is one of several rounds."""


def for_whom(roles: tuple[str, ...], *, several: bool) -> str:
    """`` for self``, where there are several rounds."""
    return f" for {' and '.join(roles)}" if several else ""
