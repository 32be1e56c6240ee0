"""Authored data against its model: every fault at once, each with its line, column and a way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sheetreview.errors import InputError, Problem
from sheetreview.inputs.draft import draft_of
from sheetreview.inputs.fault import AS_WRITTEN, Fault, paths_of
from sheetreview.inputs.shape_words import shape_fault
from sheetreview.inputs.wording import count_of, quoted
from sheetreview.inputs.yaml_source import Path, Source
from sheetreview.model.layout import LANGUAGE_VERSION

M = TypeVar("M", bound=BaseModel)
Check = Callable[[M], Iterator[Fault]]


def read_authored(model: type[M], source: Source, checks: Iterable[Check[M]], error: type[InputError]) -> M:
    """Return the model of a source. Raises ``error`` with everything wrong with it, in the order of the text.

    Checks see the model, or a draft of it where the model refuses the data. Where a check and the model both find
    fault with the same value, the check's words are kept: it knows more. Of a file in a later version of the language
    only that is said.
    """
    if not source.complete:
        raise _refused(source, source.problems, error)
    if newer := _too_new(source.data):
        raise _refused(source, [_problem(source, newer.keys, newer)], error)
    made, refused = _made_of(model, source.data)
    faults = list(_faults(made, checks)) if isinstance(source.data, dict) else []
    if faults or refused or source.problems:
        shape = [(one["type"], shape_fault(model, source, one)) for one in refused]
        found = [_problem(source, path, fault) for path, fault in _best_words(made, faults, shape)]
        raise _refused(source, [*source.problems, *found], error)
    return made


def _faults(made: M, checks: Iterable[Check[M]]) -> Iterator[Fault]:
    for check in checks:
        yield from check(made)


def _made_of(model: type[M], data: object) -> tuple[M, list[ErrorDetails]]:
    """The model of some data, or a draft of it and what the model refuses."""
    try:
        return model.model_validate(data), []
    except ValidationError as refusal:
        return draft_of(model, data), [one for one in refusal.errors(include_url=False) if not _wrongly_short(one)]


def _best_words(made: BaseModel, faults: list[Fault], shape: list[tuple[str, Fault]]) -> Iterator[tuple[Path, Fault]]:
    """Paths and faults: of one value those of the checks, else the model's; only the model's of what is no group."""
    paths = paths_of(made)
    no_groups = {fault.keys for kind, fault in shape if kind == "model_type"}
    kept = [(path, fault) for fault in faults if (path := fault.path(paths)) not in no_groups]
    yield from kept
    taken = {path for path, _ in kept}
    yield from ((fault.keys, fault) for _, fault in shape if fault.keys not in taken)


def _refused(source: Source, problems: Iterable[Problem], error: type[InputError]) -> InputError:
    ordered = sorted(set(problems), key=lambda p: (p.line, p.column, p.message))
    return error(f"{quoted(source.name)} has {count_of(len(ordered), 'problem')}", ordered)


def _wrongly_short(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because its entries have errors of their own."""
    given = error["input"]
    return error["type"] == "too_short" and isinstance(given, list) and len(given) >= error["ctx"]["min_length"]


def _too_new(data: object) -> Fault | None:
    version = data.get("sheetreview") if isinstance(data, dict) else None
    if type(version) is not int or version <= LANGUAGE_VERSION:
        return None
    message = f"this file is written in version {version} of the language, for a newer sheetreview"
    return Fault(None, ("sheetreview",), message, f"update sheetreview; this one reads version {LANGUAGE_VERSION}")


def _problem(source: Source, path: Path, fault: Fault) -> Problem:
    line, column = source.key_position(path) if fault.at_key else source.position(path)
    message = fault.message.replace(AS_WRITTEN, quoted(source.written.get(path, "")))
    return Problem(source=source.name, message=message, fix=fault.fix, line=line, column=column)
