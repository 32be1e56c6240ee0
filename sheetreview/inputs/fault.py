"""Something wrong with an authored file, and where its parts stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from sheetreview.inputs.yaml_source import Path

AS_WRITTEN = "{as written}"
"""Stands in a message for the value as it was typed, between quotes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a value: ``keys`` lead to it from a part of the model, or from the file where there is none.

    With ``at_key`` it is the last key that is wrong, not its value.
    """

    part: BaseModel | None
    keys: Path
    message: str
    fix: str = ""
    at_key: bool = False

    def path(self, paths: Mapping[int, Path]) -> Path:
        """Where the value stands in the file, whose parts stand at ``paths``."""
        return self.keys if self.part is None else (*paths[id(self.part)], *self.keys)


def paths_of(model: BaseModel) -> dict[int, Path]:
    """Where each part of a model stands in its file, by the part's identity."""
    return {id(part): path for part, path in _parts(model, ())}


def _parts(value: object, path: Path) -> Iterator[tuple[BaseModel, Path]]:
    if isinstance(value, BaseModel):
        yield value, path
        for name, inner in value:
            yield from _parts(inner, (*path, name))
    elif isinstance(value, tuple):
        for number, inner in enumerate(value):
            yield from _parts(inner, (*path, number))
