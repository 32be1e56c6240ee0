"""Google's own discovery documents as checks of what is sent and answered.

Beyond JSON Schema's usual reading every object is closed (a name the schema does not know is a problem), null is no
value, and an int64 is a text of digits. The documents' ``readOnly`` is not looked at: it stands on fields, such as a
permission's ``emailAddress``, that must be sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote

from google_standin.checks import Check, array_check, map_check, object_check, query_problems, scalar_check, under
from google_standin.masks import Mask, MaskError, parse_mask

Api: TypeAlias = Literal["sheets", "drive"]

_DOCUMENTS: Mapping[Api, str] = {"sheets": "sheets.v4.json", "drive": "drive.v3.json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of an API.

    ``path_params`` are the values of the path that was asked for, percent signs decoded; ``query`` maps each query
    parameter, the API's common ones too, to its schema; ``request`` and ``response`` name schemas. A caller needs one
    of ``scopes``.
    """

    api: Api
    id: str
    http_method: str
    path_params: Mapping[str, str]
    query: Mapping[str, Mapping[str, Any]]
    request: str | None
    response: str | None
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Route:
    pattern: re.Pattern[str]
    api: Api
    document: Mapping[str, Any]
    common: Mapping[str, Mapping[str, Any]]


class Discovery:
    """The schemas and methods of Sheets v4 and Drive v3, from google-api-python-client's package data."""

    def __init__(self) -> None:
        folder = files("googleapiclient.discovery_cache.documents")
        documents = {api: json.loads((folder / name).read_text("utf-8")) for api, name in _DOCUMENTS.items()}
        self._schemas: dict[str, Mapping[str, Any]] = {}
        self._routes: list[_Route] = []
        for api, document in documents.items():
            self._schemas |= document["schemas"]
            base = f"/{document['servicePath']}"
            for method in _methods(document):
                pattern = _path_pattern(base + method["path"])
                self._routes.append(
                    _Route(pattern=pattern, api=api, document=method, common=document["parameters"]),
                )
        # The most literal path first: "values/{range}:append" also fits "values/{range}".
        self._routes.sort(key=lambda route: -len(re.sub(r"{.*?}", "", route.document["path"])))
        self._checks: dict[str, Check] = {name: self._check(schema) for name, schema in self._schemas.items()}

    def method(self, api: Api, http_method: str, path: str) -> Method | None:
        """The method that a verb and a path (``/drive/v3/files``, without a query) call; None when there is none."""
        for route in self._routes:
            found = route.pattern.fullmatch(path) if route.api == api else None
            if found is None or route.document["httpMethod"] != http_method:
                continue
            document = route.document
            own = {name: schema for name, schema in document.get("parameters", {}).items() if _in_query(schema)}
            return Method(
                api=api,
                id=document["id"],
                http_method=http_method,
                path_params={name: unquote(value) for name, value in found.groupdict().items()},
                query={**route.common, **own},
                request=document.get("request", {}).get("$ref"),
                response=document.get("response", {}).get("$ref"),
                scopes=frozenset(document.get("scopes", ())),
            )
        return None

    def validate_body(self, api: Api, schema_name: str, value: object) -> list[str]:
        """What is wrong with a JSON value, each as ``Schema.place: problem``; the two APIs share no schema's name."""
        if schema_name not in self._schemas:
            raise KeyError(f"{api} has no schema {schema_name}")
        return [under(schema_name, problem) for problem in self._checks[schema_name](value)]

    def validate_query(self, method: Method, query: Mapping[str, Sequence[str]]) -> list[str]:
        """What is wrong with a query as ``urllib.parse.parse_qs`` gives it, its ``fields`` mask too."""
        problems = []
        for name, values in query.items():
            schema = method.query.get(name)
            if schema is None:
                problems.append(f"{name}: {method.id} has no such query parameter")
                continue
            if len(values) > 1 and not schema.get("repeated"):
                problems.append(f"{name}: stands {len(values)} times")
            problems += [f"{name}: {problem}" for text in values for problem in query_problems(schema, text)]
        problems += [
            f"{name}: is required"
            for name, schema in method.query.items()
            if schema.get("required") and name not in query
        ]
        if "fields" in query and method.response is not None:
            problems += [f"fields: {problem}" for problem in self.validate_mask(method.response, query["fields"][0])]
        return problems

    def validate_mask(self, schema_name: str, mask: str) -> list[str]:
        """What is wrong with a mask over a schema: a text that is no mask, and fields the schema does not have."""
        try:
            names = parse_mask(mask)
        except MaskError as error:
            return [str(error)]
        return list(self._mask_problems({"$ref": schema_name}, names, ""))

    def enum_descriptions(self, schema_name: str, name: str) -> Mapping[str, str]:
        """What the document says on each value of an enumerated property."""
        schema = self._schemas[schema_name]["properties"][name]
        return dict(zip(schema["enum"], schema["enumDescriptions"], strict=True))

    def _mask_problems(self, schema: Mapping[str, Any], names: Mask, place: str) -> Iterator[str]:
        while "$ref" in schema or schema.get("type") == "array":
            schema = self._schemas[schema["$ref"]] if "$ref" in schema else schema["items"]
        known = schema.get("properties")
        for name, inner in names.items():
            here = f"{place}/{name}" if place else name
            if name == "*":
                if inner:
                    yield f"Invalid field selection {here}: nothing may follow a *"
            elif known is not None and name in known:
                yield from self._mask_problems(known[name], inner, here)
            elif schema.get("type") == "object" and known is None:
                yield from self._mask_problems(schema.get("additionalProperties", schema), inner, here)
            elif schema.get("type") != "any":
                yield f"Invalid field selection {here}"

    def _check(self, schema: Mapping[str, Any]) -> Check:
        if "$ref" in schema:
            # Schemas refer to themselves (a pivot group's rules), so a name is looked up when a value is checked.
            name = schema["$ref"]

            def check(value: object) -> list[str]:
                return self._checks[name](value)

            return check
        kind = schema["type"]
        if kind == "array":
            return array_check(self._check(schema["items"]))
        if kind == "object" and "additionalProperties" in schema:
            return map_check(self._check(schema["additionalProperties"]))
        if kind == "object" and "properties" in schema:
            return object_check({name: self._check(inner) for name, inner in schema["properties"].items()})
        return scalar_check(schema)


@cache
def discovery() -> Discovery:
    """The one Discovery of a process."""
    return Discovery()


def _methods(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from document.get("methods", {}).values()
    for resource in document.get("resources", {}).values():
        yield from _methods(resource)


def _path_pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"{\+?(\w+)}", template)
    texts = [re.escape(part) if number % 2 == 0 else f"(?P<{part}>[^/]+)" for number, part in enumerate(parts)]
    return re.compile("".join(texts))


def _in_query(schema: Mapping[str, Any]) -> bool:
    return bool(schema["location"] == "query")
