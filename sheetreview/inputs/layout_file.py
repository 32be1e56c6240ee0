"""A layout's YAML file: found, read and checked, and the JSON Schema that editors complete it with."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from sheetreview.errors import LayoutError, Problem
from sheetreview.inputs.layout_checks import layout_faults
from sheetreview.inputs.validation import read_authored
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.inputs.yaml_source import MAX_BYTES, load_yaml
from sheetreview.model.layout import Layout

SCHEMA_NAME = "sheetreview-layout.schema.json"
"""The file beside a layout by which editors complete and check it."""

SCHEMA_TITLE = "sheetreview layout"
MODELINE = f"# yaml-language-server: $schema=./{SCHEMA_NAME}"
"""First line of a layout file; editors that know YAML find the schema by it."""

_SUFFIXES = (".yaml", ".yml")
_MARKUP = re.compile(r"\s*:\w+:|\s+")


def builtin_layouts() -> dict[str, Path]:
    """Files of the shipped layouts by name, sorted: in the package, or beside it where it is installed editable."""
    package = Path(__file__).parents[1]
    for folder in (package / "_layouts", package.parent / "layouts"):
        if found := sorted(folder.glob("*.yaml")):
            return {path.stem: path for path in found}
    return {}


def find_layout(name: str) -> Path:
    """The file of a shipped layout, or the path itself when a YAML file is named. Raises LayoutError for neither."""
    if name.lower().endswith(_SUFFIXES):
        return Path(name)
    known = builtin_layouts()
    if name in known:
        return known[name]
    message = f"there is no layout {quoted(name)}; {did_you_mean(name, known)}".removesuffix("; ")
    raise LayoutError(f"{message} (a layout of your own is named by the path of its .yaml file)")


def parse_layout(text: str, source: str) -> Layout:
    """A layout from its YAML text; ``source`` names it in messages. Raises LayoutError with every problem."""
    return read_authored(Layout, load_yaml(text, source), layout_faults, LayoutError)


def load_layout(path: Path) -> Layout:
    """A layout from its file. Raises LayoutError with every problem, also when the file cannot be read."""
    return parse_layout(read_layout_text(path), str(path))


def read_layout_text(path: Path) -> str:
    """The text of a layout file. Raises LayoutError when it cannot be read or is no text."""
    source = str(path)
    if path.is_dir():
        raise _unreadable(source, "this is a folder", "name the layout file itself")
    if path.exists() and not path.is_file():
        raise _unreadable(source, "this is no ordinary file", "name the layout file itself")
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 4)
    except FileNotFoundError:
        raise _unreadable(source, "there is no such file", "check the name and the folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be used"
        raise _unreadable(source, f"the file cannot be read: {reason}", "check that you may read it") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if len(data) > MAX_BYTES:
            return data.decode("utf-8-sig", errors="replace")
        line = data[: error.start].count(b"\n") + 1
        problem = Problem(source=source, message="the text is not UTF-8", fix="save the file as UTF-8", line=line)
        raise LayoutError(f"{quoted(source)} has 1 problem", [problem]) from None


def _unreadable(source: str, message: str, fix: str) -> LayoutError:
    return LayoutError(f"{quoted(source)} cannot be used", [Problem(source=source, message=message, fix=fix)])


class _UntitledKeys(GenerateJsonSchema):
    """JSON Schema in which keys have no title: it would only repeat the key."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 -- the library's signature
        """No key has one."""
        return False


def layout_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the layout language."""
    schema = Layout.model_json_schema(schema_generator=_UntitledKeys)
    for model in (schema, *schema["$defs"].values()):
        model["description"] = _MARKUP.sub(" ", model["description"].replace("``", "`")).strip()
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema, "title": SCHEMA_TITLE}


def schema_text() -> str:
    """What the schema file holds."""
    return json.dumps(layout_schema(), ensure_ascii=False, indent=2) + "\n"
