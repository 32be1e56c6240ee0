"""Authored data against its model: every fault at once, each with its line, column and a way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sheetreview.errors import InputError, Problem
from sheetreview.inputs.raw import Fault, Raw
from sheetreview.inputs.shape_words import shape_fault
from sheetreview.inputs.wording import count_of, quoted
from sheetreview.inputs.yaml_source import Source
from sheetreview.model.layout import LANGUAGE_VERSION

M = TypeVar("M", bound=BaseModel)
Check = Callable[[Raw], Iterator[Fault]]


def validate(model: type[M], source: Source, checks: Iterable[Check] = ()) -> M | tuple[Problem, ...]:
    """The model of a source, or everything wrong with it, in the order of the text.

    Where a check and the model both find fault with the same value, the check's words are kept: it knows more. Of a
    file in a later version of the language only that is said.
    """
    if not source.complete:
        return source.problems
    written = Raw(source.data)
    if newer := _too_new(written):
        return (_problem(source, newer),)
    checked = [fault for check in checks for fault in check(written)]
    taken = {fault.path for fault in checked}
    made, shape = _model(model, source)
    faults = [*checked, *(fault for fault in shape if fault.path not in taken)]
    problems = {*source.problems, *(_problem(source, fault) for fault in faults)}
    if made is None or problems:
        return tuple(sorted(problems, key=lambda p: (p.line, p.column, p.message)))
    return made


def _model(model: type[M], source: Source) -> tuple[M | None, list[Fault]]:
    try:
        return model.model_validate(source.data), []
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, [shape_fault(model, source, one) for one in found if not _wrongly_short(one)]


def _wrongly_short(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because its entries have errors of their own."""
    given = error["input"]
    return error["type"] == "too_short" and isinstance(given, list) and len(given) >= error["ctx"]["min_length"]


def _too_new(written: Raw) -> Fault | None:
    version = written["sheetreview"].whole
    if version is None or version <= LANGUAGE_VERSION:
        return None
    message = f"this file is written in version {version} of the language, for a newer sheetreview"
    return written["sheetreview"].fault(message, f"update sheetreview; this one reads version {LANGUAGE_VERSION}")


def read_authored(model: type[M], source: Source, checks: Iterable[Check], error: type[InputError]) -> M:
    """The model of a source; raises ``error`` with every problem when there is any."""
    found = validate(model, source, checks)
    if isinstance(found, tuple):
        raise error(f"{quoted(source.name)} has {count_of(len(found), 'problem')}", found)
    return found


def _problem(source: Source, fault: Fault) -> Problem:
    line, column = source.key_position(fault.path) if fault.at_key else source.position(fault.path)
    return Problem(source=source.name, message=fault.message, fix=fault.fix, line=line, column=column)
