"""When a workbook was saved, by what it says of itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sheetreview.errors import FileError
from sheetreview.reading.gate import open_package

_ZIP = b"PK\x03\x04"
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"<(?:\w+:)?modified\b[^>]{0,200}>\s*([^<\s]{10,40})\s*<")


def saved_at(data: bytes) -> datetime | None:
    """The moment an .xlsx workbook's properties give; None for other files, and where they give none."""
    if not data.startswith(_ZIP):
        return None
    try:
        package = open_package(data)
        core = package.read(_CORE) if _CORE in package else b""
    except FileError:
        return None
    found = _MODIFIED.search(core)
    try:
        moment = datetime.fromisoformat(found[1].decode("ascii", "replace")) if found else None
    except ValueError:
        return None
    # A program that names no zone means the one of the format, which is UTC.
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
