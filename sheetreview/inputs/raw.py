"""Plain data as it was written, walked without caring whether its shape is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sheetreview.inputs.yaml_source import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong at a path of a source. With ``at_key`` it is the key that is wrong, not its value."""

    path: Path
    message: str
    fix: str = ""
    at_key: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A value and its path. Asking a wrong shape for something gives nothing instead of an error."""

    value: object
    path: Path = ()

    def __getitem__(self, key: str) -> Raw:
        """The value of a key; a :class:`Raw` of None when there is none."""
        return Raw(self.value.get(key) if isinstance(self.value, dict) else None, (*self.path, key))

    def __iter__(self) -> Iterator[Raw]:
        """The entries of a list."""
        if isinstance(self.value, list):
            for number, entry in enumerate(self.value):
                yield Raw(entry, (*self.path, number))

    @property
    def given(self) -> bool:
        """Whether anything was written."""
        return self.value is not None and self.value != []

    @property
    def text(self) -> str:
        """A text without space around it; empty for anything else."""
        return self.value.strip() if isinstance(self.value, str) else ""

    @property
    def value_text(self) -> str:
        """A text, or a whole number as text; empty for anything else."""
        return str(self.value) if self.whole is not None else self.text

    @property
    def whole(self) -> int | None:
        """A whole number; None for anything else."""
        return self.value if isinstance(self.value, int) and not isinstance(self.value, bool) else None

    @property
    def number(self) -> float | None:
        """A number; None for anything else."""
        return self.value if isinstance(self.value, int | float) and not isinstance(self.value, bool) else None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of a group."""
        return tuple(self.value) if isinstance(self.value, dict) else ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of a list's entries."""
        return tuple(entry["id"].text for entry in self if entry["id"].text)

    def fault(self, message: str, fix: str = "") -> Fault:
        """A fault at this value."""
        return Fault(path=self.path, message=message, fix=fix)

    def key_fault(self, key: str, message: str, fix: str = "") -> Fault:
        """A fault at one of this group's keys."""
        return Fault(path=(*self.path, key), message=message, fix=fix, at_key=True)
