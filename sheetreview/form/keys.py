"""The hidden ids of a form: what stands in its key column, and how it is read back.

The key column is the one identity that survives every spreadsheet program, sorting, copying a tab and saving as another
format. Every key is literal text that begins with a letter.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

from sheetreview.model.review import FormIdentity
from sheetreview.sheet.text import clean_cell_text, squeeze

FORMAT = 1
"""Version of the form's format; a form with a higher one was made by a newer sheetreview."""

_ID = r"[A-Z2-7]{12}"
_FORM = re.compile(rf"sheetreview-form (\d{{1,4}}) ({_ID}) ([a-z0-9-]+)@(\d{{1,4}}) ([a-z0-9-]+)(?: (.+))?")
_REFERENCE = re.compile(rf"Form ({_ID}) · ([a-z0-9-]+) v(\d{{1,4}}) · ([a-z0-9-]+)")
_DIGEST = re.compile(r"~([0-9a-f]{8})$")


def form_id(cycle_id: str, parts: Iterable[str]) -> str:
    """Id of a form: the same for the same cycle and assignment, in letters and digits that are hard to confuse."""
    digest = hashlib.sha256("\x1f".join([cycle_id, *parts]).encode()).digest()
    return base64.b32encode(digest).decode()[:12]


def form_key(identity: FormIdentity) -> str:
    """The key that makes a sheet a form."""
    i = identity
    key = f"sheetreview-form {i.format} {i.form_id} {i.layout_id}@{i.layout_version} {i.role}"
    return f"{key} {i.reviewee_id}" if i.reviewee_id else key


def reference(identity: FormIdentity) -> str:
    """The same identity in the form people see, as a second copy for when the key column is lost."""
    return f"Form {identity.form_id} · {identity.layout_id} v{identity.layout_version} · {identity.role}"


def parse_form_key(text: str) -> FormIdentity | None:
    """Identity from a form key; None for any other text."""
    match = _FORM.fullmatch(text.strip())
    if not match:
        return None
    return FormIdentity(
        format=int(match[1]),
        form_id=match[2],
        layout_id=match[3],
        layout_version=int(match[4]),
        role=match[5],
        reviewee_id=match[6] or "",
    )


def parse_reference(text: str) -> FormIdentity | None:
    """Identity from the visible reference; None for any other text."""
    match = _REFERENCE.fullmatch(text.strip())
    if not match:
        return None
    return FormIdentity(
        format=FORMAT, form_id=match[1], layout_id=match[2], layout_version=int(match[3]), role=match[4]
    )


def header_key(field_id: str, digest: str = "") -> str:
    """Key of a header field's row; with a digest it also guards the text that was issued there."""
    return f"header.{field_id}" + (f" ~{digest}" if digest else "")


def columns_key(section: str) -> str:
    """Key of the row that holds a section's column titles."""
    return f"{section}:columns"


def row_key(section: str, row: str) -> str:
    """Key of a row of a section."""
    return f"{section}.{row}"


def total_key(section: str, total: str) -> str:
    """Key of a TOTAL row."""
    return f"{section}:total.{total}"


def text_digest(form: str, text: str) -> str:
    """Short digest of an issued text, as compared: spacing and case do not matter."""
    return hashlib.sha256(f"{form}\x1f{squeeze(clean_cell_text(text))}".encode()).hexdigest()[:8]


def split_digest(key: str) -> tuple[str, str]:
    """A key and the digest it carries, which may be empty."""
    match = _DIGEST.search(key)
    return (key[: match.start()].strip(), match[1]) if match else (key.strip(), "")
