"""Authored data against its model: every fault at once, each with its line, column and a way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from sheetreview.errors import InputError, Problem
from sheetreview.inputs.faults import AS_WRITTEN, Fault, paths_of, shape_fault
from sheetreview.inputs.wording import quoted
from sheetreview.inputs.yaml_source import Path, Source
from sheetreview.model.layout import LANGUAGE_VERSION
from sheetreview.model.scales import Level, with_number
from sheetreview.sheet.text import plural

M = TypeVar("M", bound=BaseModel)
Hint: TypeAlias = Any
"""The type of a value, as a field of a model names it."""


def read_authored(model: type[M], source: Source, check: Callable[[M], Iterator[Fault]], error: type[InputError]) -> M:
    """Return the model of a source. Raises ``error`` with everything wrong with it, in the order of the text.

    The check sees the model, or a draft of it where the model refuses the data. Where it and the model both find
    fault with the same value, the check's words are kept: it knows more. Of a file in a later version of the language
    only that is said.
    """
    if not source.complete:
        raise _refused(source, source.problems, error)
    if newer := _too_new(source.data):
        raise _refused(source, [_problem(source, newer.keys, newer)], error)
    made, refused = _made_of(model, source.data)
    faults = list(check(made)) if isinstance(source.data, dict) else []
    if faults or refused or source.problems:
        shape = [(one["type"], shape_fault(model, source, one)) for one in refused]
        found = [_problem(source, path, fault) for path, fault in _best_words(made, faults, shape)]
        raise _refused(source, [*source.problems, *found], error)
    return made


def _made_of(model: type[M], data: object) -> tuple[M, list[ErrorDetails]]:
    """The model of some data, or a draft of it and what the model refuses."""
    try:
        return model.model_validate(data), []
    except ValidationError as refusal:
        return draft_of(model, data), [one for one in refusal.errors(include_url=False) if not _wrongly_short(one)]


def _best_words(made: BaseModel, faults: list[Fault], shape: list[tuple[str, Fault]]) -> Iterator[tuple[Path, Fault]]:
    """Paths and faults: those of the check before the model's, but only the model's where no group of keys is."""
    paths = paths_of(made)
    no_groups = {fault.keys for kind, fault in shape if kind == "model_type"}
    kept = [(path, fault) for fault in faults if (path := fault.path(paths)) not in no_groups]
    yield from kept
    taken = {path for path, _ in kept}
    yield from ((fault.keys, fault) for _, fault in shape if fault.keys not in taken)


def _refused(source: Source, problems: Iterable[Problem], error: type[InputError]) -> InputError:
    ordered = sorted(set(problems), key=lambda p: (p.line, p.column, p.message))
    return error(f"{quoted(source.name)} has {plural(len(ordered), 'problem')}", ordered)


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


def draft_of(model: type[M], data: object) -> M:
    """Return a model of whatever data, in which what cannot be read is blank.

    A blank text is empty, a blank number is not a number, and a blank list or group of texts has one blank text: none
    of them is missed, and none of them is like anything else. A blank true or false is as it is when left out. Texts
    and numbers that only break a limit are kept.
    """
    written: dict[str, object] = data if isinstance(data, dict) else {}
    if model is Level:
        written = with_number(written)
    values = {}
    for name, field in model.model_fields.items():
        if name in written and not _is_blank(field.annotation, written[name]):
            values[name] = _read(Annotated[field.annotation, *field.metadata, None], written[name])
        elif not field.is_required():
            values[name] = field.get_default(call_default_factory=True)
        else:
            values[name] = () if _origin(field.annotation) is tuple else _blank(field.annotation)
    return model.model_construct({name for name in values if written.get(name) is not None}, **values)


def _is_blank(hint: Hint, value: object) -> bool:
    """Whether a value is to be true or false, and is neither."""
    return hint is bool and not isinstance(value, bool)


def _read(hint: Hint, value: object) -> Hint:
    """A value of a type, or as much of it as can be read."""
    with suppress(ValidationError):
        return _adapter(hint).validate_python(value)
    kind = _plain(hint)
    inner = get_args(kind)
    if _origin(kind) is tuple and isinstance(value, list):
        return tuple(_read(inner[0], entry) for entry in value)
    if _origin(kind) is dict and isinstance(value, dict):
        return {key: _read(inner[1], entry) for key, entry in value.items()}
    if isinstance(value, dict) and (models := _models(kind)):
        return draft_of(_most_like(models, value), value)
    return _read_beyond_limits(hint, value)


def _read_beyond_limits(hint: Hint, value: object) -> Hint:
    kind = _plain(hint)
    if isinstance(value, str) and (_origin(kind) is Literal or kind is str):
        return value.strip()
    if kind in (int, float):
        with suppress(ValidationError):
            return _adapter(kind).validate_python(value)
    return _blank(hint)


def _blank(hint: Hint) -> Hint:
    kind = _plain(hint)
    inner = get_args(kind)
    if _origin(kind) is tuple:
        if _may_be_none(hint):
            return None
        return () if _models(_plain(inner[0])) else (_blank(inner[0]),)
    if _origin(kind) is dict:
        return {"": _blank(inner[1])}
    if models := _models(kind):
        return draft_of(models[0], {})
    if kind is bool:
        return False
    return float("nan") if kind in (int, float) else ""


@lru_cache(maxsize=512)
def _adapter(hint: Hint) -> TypeAdapter[Any]:
    return TypeAdapter(hint)


def _origin(hint: Hint) -> object:
    return get_origin(hint)


def _plain(hint: Hint) -> Hint:
    """A type without its limits and without None."""
    if _origin(hint) is Annotated:
        return _plain(get_args(hint)[0])
    if _may_be_none(hint):
        return _plain(next(part for part in get_args(hint) if part is not NoneType))
    return hint


def _may_be_none(hint: Hint) -> bool:
    if _origin(hint) is Annotated:
        return _may_be_none(get_args(hint)[0])
    return _origin(hint) in (Union, UnionType) and NoneType in get_args(hint)


def _models(kind: Hint) -> list[type[BaseModel]]:
    """The models that a group of keys may be; nothing for another type."""
    parts = get_args(kind) if _origin(kind) in (Union, UnionType) else (kind,)
    return [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]


def _most_like(models: list[type[BaseModel]], data: dict[str, object]) -> type[BaseModel]:
    """Of the models that a group of keys may be, the one of its kind, or else the one with most of its keys."""
    for model in models if len(models) > 1 else ():
        if data.get("kind") in get_args(model.model_fields["kind"].annotation):
            return model
    return max(models, key=lambda model: len(model.model_fields.keys() & data.keys()))
