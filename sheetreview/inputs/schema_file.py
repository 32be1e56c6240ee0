"""The schema file that lies beside a layout, so that an editor completes and checks it."""

from __future__ import annotations

import json

from sheetreview.inputs.layout_file import layout_schema

SCHEMA_NAME = "sheetreview-layout.schema.json"
SCHEMA_TITLE = "sheetreview layout"

MODELINE = f"# yaml-language-server: $schema=./{SCHEMA_NAME}"
"""First line of a layout file; editors that know YAML find the schema by it."""


def schema_text() -> str:
    """What the schema file holds."""
    return json.dumps(layout_schema(), ensure_ascii=False, indent=2) + "\n"
