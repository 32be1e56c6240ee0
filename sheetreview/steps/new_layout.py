"""``layouts new`` and what it shares with ``layouts extract``: a layout file that was not there before."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from sheetreview.cycle.files import write_file
from sheetreview.errors import LayoutError
from sheetreview.inputs.layout_file import SCHEMA_NAME, SCHEMA_TITLE, layout_id, schema_text, starter_yaml
from sheetreview.inputs.wording import quoted

ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFiles:
    """A layout file that was written, and the schema beside it; None where another file has that name."""

    layout: Path
    schema: Path | None


def new_layout(name: str) -> NewFiles:
    """Write a starting layout: NAME.yaml in the current folder, or at the path that is given with its ending.

    Raises LayoutError for a name that cannot be used or is taken, FileError where nothing can be written.
    """
    given = Path(name)
    if given.suffix.casefold() in ENDINGS:
        return write_layout(given, starter_yaml(given.stem))
    if given.name != name:
        raise LayoutError(f"{quoted(name)} is no name; for a file in another folder, write it as {given}.yaml")
    return write_layout(Path(f"{layout_id(name)}.yaml"), starter_yaml(name))


def write_layout(target: Path, text: str) -> NewFiles:
    """Write a layout file and the schema beside it. Raises LayoutError when something has the file's name already."""
    check_free(target)
    write_file(target, text.encode())
    schema = target.with_name(SCHEMA_NAME)
    if not _may_be_written(schema):
        return NewFiles(layout=target, schema=None)
    write_file(schema, schema_text().encode())
    return NewFiles(layout=target, schema=schema)


def check_free(target: Path) -> None:
    """Raises LayoutError where a file must not or cannot be written."""
    if not target.parent.is_dir():
        raise LayoutError(f"there is no folder {quoted(target.parent)} for {quoted(target.name)}; create it first")
    if os.path.lexists(target):
        raise LayoutError(
            f"{quoted(target)} is there already and is left as it is; choose another name, or move it away"
        )


def _may_be_written(schema: Path) -> bool:
    """Whether the schema file is not there, or is one of an earlier version."""
    if not os.path.lexists(schema):
        return True
    try:
        found = json.loads(schema.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("title") == SCHEMA_TITLE
