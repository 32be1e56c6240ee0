"""A layout's YAML file: found, read and checked, or begun; and the JSON Schema that editors complete it with."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from sheetreview.errors import LayoutError, Problem
from sheetreview.inputs.layout_checks import layout_faults
from sheetreview.inputs.validation import read_authored
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.inputs.yaml_source import MAX_BYTES, load_yaml, scalar
from sheetreview.model.layout import Layout

SCHEMA_NAME = "sheetreview-layout.schema.json"
"""The file beside a layout by which editors complete and check it."""

SCHEMA_TITLE = "sheetreview layout"
MODELINE = f"# yaml-language-server: $schema=./{SCHEMA_NAME}"
"""First line of a layout file; editors that know YAML find the schema by it."""

MAX_ID = 48
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

_STARTER = f"""\
{MODELINE}
# A layout of your own. Lines that begin with # are comments: they explain, and you may delete them.
# After each change:   sheetreview layouts check FILE
# To see the form:     sheetreview layouts preview FILE
# All that is possible is in the layout language, docs/layout-language.md of sheetreview.

sheetreview: 1          # version of the language: leave it
id: ID
version: 1              # raise it when you change a layout that is in use
title: TITLE
description: One sentence for whoever chooses a layout.

# Who fills forms. The first role is the usual one. A second one, for people who review themselves:
#   - {{id: self, title: Employee, who: reviewee}}
roles:
  - {{id: manager, title: Manager}}

# What ratings mean. A value that is a whole number counts as that number in totals.
scales:
  - id: five
    not_applicable: true          # N/A may be chosen; it is left out of totals
    levels:
      - {{value: 1, label: Far below expectations}}
      - {{value: 2, label: Below expectations}}
      - {{value: 3, label: Meets expectations}}
      - {{value: 4, label: Above expectations}}
      - {{value: 5, label: Far above expectations}}

# The fields at the head of the form. 'source' fills one from the roster; 'filled_by: [hr]' locks it.
header:
  - {{id: name, label: Name, source: reviewee.name, filled_by: [hr]}}
  - {{id: job-title, label: Job title, source: reviewee.title, filled_by: [hr, manager]}}
  - {{id: reviewer, label: Reviewer, source: reviewer.name, filled_by: [hr]}}
  - {{id: period, label: Period, source: cycle.period, filled_by: [hr]}}
  - {{id: date, label: Date of the conversation, kind: date, required: true}}

# The tables of the form. Change titles and labels whenever you like, but leave every id alone once forms are out.
sections:
  # 1. Things to rate, with a total and a rule.
  - id: work
    title: Work
    intro: Rate what you have seen, and say why.
    columns:
      - {{id: factor, title: Factor, kind: label}}
      - {{id: rating, title: Rating, kind: rating, scale: five, required: true}}
      - {{id: notes, title: Notes, kind: long-text, placeholder: "[Reason for the rating]"}}
    items:
      - {{id: quality, label: Quality of work, weight: 2}}     # counts twice in the total
      - {{id: reliability, label: Reliability}}
      - {{id: teamwork, label: Working with others}}
      - {{id: other, label: "Other [name it]", optional: true, open: [factor]}}   # the manager names this row
    totals:
      - {{column: rating, label_in: factor, summary_in: notes, placeholder: "[Summary]"}}
    rules:
      - {{kind: requires, column: rating, values: [1, 5], needs: [notes], severity: warning}}
      - {{kind: together, columns: [factor, rating], rows: [other]}}

  # 2. Empty rows to fill: goals with an owner and a date. 'follow_up' brings what is open or overdue into the summary.
  - id: goals
    title: Goals
    intro: At most five goals for the next period.
    columns:
      - {{id: goal, title: Goal, kind: long-text}}
      - {{id: measure, title: How we see that it is reached}}
      - {{id: owner, title: Owner, kind: person}}
      - {{id: due, title: Due, kind: date}}
      - {{id: status, title: Status, kind: choice, options: [Open, Done, Dropped]}}
    blank_rows: 5
    follow_up: {{what: goal, owner: owner, due: due, progress: status, closed: [Done, Dropped]}}

  # 3. Free text: a table with one column and one row.
  - id: closing
    title: Closing words
    columns:
      - {{id: text, title: What else is to be said, kind: long-text}}
    blank_rows: 1

# Names for the overall result, in percent of what could be reached.
bands:
  - {{id: strong, label: Strong, from_percent: 80}}
  - {{id: solid, label: Solid, from_percent: 50}}
"""

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


@lru_cache(maxsize=32)  # a text takes a fifth of a second to read, and each cycle that is opened has it again
def parse_layout(text: str, source: str) -> Layout:
    """A layout from its YAML text; ``source`` names it in messages. Raises LayoutError with every problem."""
    return read_authored(Layout, load_yaml(text, source), layout_faults, LayoutError)


def load_layout(path: Path) -> Layout:
    """A layout from its file. Raises LayoutError with every problem, also when the file cannot be read."""
    return parse_layout(read_layout_text(path), str(path))


def read_layout_text(path: Path) -> str:
    """The text of a layout file. Raises LayoutError when it cannot be read as text."""
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


def starter_yaml(name: str) -> str:
    """The text of a starting layout whose id is made from a name. Raises LayoutError for a name that gives none."""
    identity = layout_id(name)
    title = " ".join(identity.split("-")).capitalize()
    return _STARTER.replace("id: ID\n", f"id: {identity}\n", 1).replace("TITLE", scalar(title), 1)


def layout_id(name: str) -> str:
    """The layout id in a name such as ``Support Review``: ``support-review``. Raises LayoutError when there is none."""
    plain = unicodedata.normalize("NFKD", name.strip()).encode("ascii", "ignore").decode().casefold()
    found = re.sub(r"[\s_.-]+", "-", plain).strip("-")
    if not _ID.fullmatch(found) or len(found) > MAX_ID:
        raise LayoutError(
            f"{quoted(name)} cannot be the name of a layout: use letters, digits and hyphens, beginning with a letter, "
            f"at most {MAX_ID} characters, such as support-review"
        )
    return found
