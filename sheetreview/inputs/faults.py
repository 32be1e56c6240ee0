"""What is wrong with an authored file, and where; what a pydantic model finds wrong, in its author's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from sheetreview.inputs.table import column_name
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.inputs.yaml_source import Path, Source
from sheetreview.model.cycle import DOMAIN_PATTERN, LOCALE_PATTERN
from sheetreview.model.schedule import FIRST_DAY, LAST_DAY

AS_WRITTEN = "{as written}"
"""Stands in a message for the value as it was typed, between quotes."""

_NUMBER_ERRORS = ("int_", "float_", "greater_than", "less_than", "finite_number")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_COLUMN_NAME = "^[a-z0-9_]+$"
_ONE_WORD = 40
_WORD = re.compile(r"'([^']*)'")


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


def shape_fault(model: type[BaseModel], source: Source, error: ErrorDetails) -> Fault:
    """One error of a model as a fault at a path of the source."""
    loc = error["loc"]
    if loc and loc[-1] == "[key]":
        return _wrong_key(source_path(source, loc[:-1]), str(loc[-2]), error.get("ctx", {}).get("pattern", ""))
    path = source_path(source, loc)
    kind = error["type"]
    if kind == "extra_forbidden":
        known = [name for parent in _models_at(model, loc[:-1]) for name in parent.model_fields]
        return Fault(None, path, f"unknown key {quoted(path[-1])}", did_you_mean(str(path[-1]), known), at_key=True)
    if kind == "missing":
        return _missing(path)
    if kind == "union_tag_not_found":
        fix = f"write one of: {', '.join(_tags(_models_at(model, loc)))}"
        return Fault(None, path, "missing 'kind'", fix)
    if kind == "union_tag_invalid":
        given = str(error["ctx"]["tag"])
        fix = did_you_mean(given, _tags(_models_at(model, loc)))
        return Fault(None, (*path, "kind"), f"unknown kind {quoted(given)}", fix)
    message, fix = _words(error, name_of(path), list(_fields_at(model, loc)), source.written.get(path, ""))
    return Fault(None, path, message, fix)


def source_path(source: Source, loc: tuple[int | str, ...]) -> Path:
    """A model's location without the parts that stand only in the model, such as the kind of a rule."""
    path: Path = ()
    for part in loc[:-1]:
        if (*path, part) in source.values:
            path = (*path, part)
    return (*path, loc[-1]) if loc else ()


def name_of(path: Path) -> str:
    """A value as a message names it: its key, or its number in a list."""
    match path:
        case ():
            return "the file"
        case (*_, str(key)):
            return quoted(key)
        case (*_, str(key), int(number)):
            return f"entry {number + 1} of {quoted(key)}"
        case _:
            return "this entry"


def _wrong_key(path: Path, key: str, pattern: str) -> Fault:
    message, fix = f"the key {quoted(key)} is no id", _id_fix(key)
    if pattern == _COLUMN_NAME:
        message, fix = f"the key {quoted(key)} is no name of a column", _column_fix(key)
    return Fault(None, path, message, fix, at_key=True)


def _missing(path: Path) -> Fault:
    if isinstance(path[-1], int):
        return Fault(None, path[:-1], f"{name_of(path[:-1])} needs {path[-1] + 1} entries")
    return Fault(None, path, f"missing {quoted(path[-1])}", f"add '{path[-1]}: …' here")


def _words(error: ErrorDetails, name: str, fields: list[FieldInfo], written: str) -> tuple[str, str]:
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if given is None and kind not in ("missing", "too_short"):
        return f"{name} is empty", "write a value, or remove the key"
    if kind.startswith(_NUMBER_ERRORS):
        return f"{name} must be {_number_words(fields)}, not {quoted(written or given)}", ""
    if kind == "date_range":
        return f"{name} must be a day from {FIRST_DAY} to {LAST_DAY}, not {quoted(given)}", "mend the year"
    if kind.startswith("date"):
        return f"{name} must be a date, not {quoted(given)}", "write it as year-month-day, such as 2026-03-31"
    for pattern, words in _WORDS.items():
        if re.fullmatch(pattern, kind):
            return words(name, given, context, written)
    return f"{name} has a value that cannot be used", ""


Words = Callable[[str, Any, dict[str, Any], str], tuple[str, str]]


def _text(name: str, given: object, _: dict[str, Any], written: str) -> tuple[str, str]:
    if isinstance(given, list | dict):
        return f"{name} must be a text, not a {'list' if isinstance(given, list) else 'group of keys'}", ""
    what = "true or false" if isinstance(given, bool) else "a number"
    return f"{name} must be a text, but {quoted(written)} without quotes is {what}", f'write it as "{written[:60]}"'


def _list(name: str, given: object, _: dict[str, Any], __: str) -> tuple[str, str]:
    one_word = isinstance(given, str) and given.isprintable() and 0 < len(given) <= _ONE_WORD
    return f"{name} must be a list", f"write it as [{given}]" if one_word else "begin each entry with '- '"


def _group(name: str, *_: object) -> tuple[str, str]:
    return f"{name} must be a group of keys with values", "write 'key: value' lines"


def _choice(name: str, given: object, context: dict[str, Any], written: str) -> tuple[str, str]:
    allowed = _WORD.findall(context["expected"]) or [str(context["expected"])]
    shown = written if isinstance(given, str | int | float) else type(given).__name__
    return f"{name} cannot be {quoted(shown)}", did_you_mean(shown, allowed)


_EXAMPLES = {
    DOMAIN_PATTERN: "write a mail domain in small letters, such as example.com",
    LOCALE_PATTERN: "write language and country, such as en_GB or de_DE",
}


def _pattern(name: str, given: object, context: dict[str, Any], _: str) -> tuple[str, str]:
    if context["pattern"].startswith("^[a-z][a-z0-9]*"):
        return f"{name} cannot be {quoted(given)}, which is no id", _id_fix(str(given))
    if context["pattern"].startswith("^[A-Z2-7]"):
        return f"{name} cannot be {quoted(given)}", "an id given by 'init' is 8 capitals and digits from 2 to 7"
    if context["pattern"] == _COLUMN_NAME:
        return f"{name} cannot be {quoted(given)}, which is no name of a column", _column_fix(str(given))
    return f"{name} cannot be {quoted(given)}", _EXAMPLES.get(
        context["pattern"], "write it like reviewee.name or roster.region"
    )


_WORDS: dict[str, Words] = {
    "string_type": _text,
    "tuple_type|list_type": _list,
    "model_type|model_attributes_type|dict_type": _group,
    "enum|literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "bool_.*": lambda name, given, _, __: (f"{name} must be true or false, not {quoted(given)}", ""),
    "string_too_short": lambda name, *_: (f"{name} is empty", "write a text"),
    "string_too_long": lambda name, given, context, _: (
        f"{name} has {len(str(given))} characters",
        f"keep it within {context['max_length']}",
    ),
    "level_value_empty": lambda *_: ("the value of a level is empty", "write what people choose, such as 1 or A"),
    "too_short": lambda name, _, context, __: (f"{name} needs at least {_entries(context['min_length'])}", "add one"),
    "too_long": lambda name, _, context, __: (f"{name} may have at most {_entries(context['max_length'])}", ""),
}


def _entries(number: int) -> str:
    return f"{number} entry" if number == 1 else f"{number} entries"


def _id_fix(given: str) -> str:
    slug = _NOT_SLUG.sub("-", given[:48].lower()).strip("-")
    rule = "an id is small letters, digits and single hyphens, begins with a letter and has at most 48"
    return f"{rule}, such as {slug}" if slug[:1].isalpha() else rule


def _column_fix(given: str) -> str:
    rule = "write a column's name in small letters and digits, with underscores for all else"
    return f"{rule}: {name}" if (name := column_name(given[:_ONE_WORD])).isascii() and name else rule


def _number_words(fields: list[FieldInfo]) -> str:
    whole = any(_mentions(field.annotation, int) for field in fields)
    limits = {type(limit): limit for field in fields for limit in field.metadata}
    words = "a whole number" if whole else "a number"
    match limits.get(Ge), limits.get(Le):
        case Ge(ge=low), Le(le=high):
            return f"{words} from {low} to {high}"
        case Ge(ge=low), _:
            return f"{words} of at least {low}"
        case _:
            return words


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> Iterator[FieldInfo]:
    """The fields a location may belong to; several where a list holds several kinds of group."""
    while loc and isinstance(loc[-1], int):
        loc = loc[:-1]
    for parent in _models_at(model, loc[:-1]) if loc else ():
        if field := parent.model_fields.get(str(loc[-1])):
            yield field


def _models_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[type[BaseModel]]:
    """The models a location may hold."""
    models: list[type[BaseModel]] = [model]
    for part in loc:
        if isinstance(part, int):
            continue
        fields = [found.model_fields[part] for found in models if part in found.model_fields]
        tagged = [found for found in models if part in _tags([found])]
        models = tagged or [inner for field in fields for inner in _models_in(field.annotation)]
    return models


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)


def _tags(models: list[type[BaseModel]]) -> list[str]:
    fields = [model.model_fields["kind"] for model in models if "kind" in model.model_fields]
    kinds = [field.annotation for field in fields]
    return [str(value) for kind in kinds if get_origin(kind) is Literal for value in get_args(kind)]


def _mentions(annotation: object, wanted: type) -> bool:
    return annotation is wanted or any(_mentions(part, wanted) for part in get_args(annotation))
