"""The hidden ids of a form: what stands in its key column, and how it is read back.

The key column is the one identity that survives every spreadsheet program, sorting, copying a tab and saving as another
format. Every key is literal text that begins with a letter.
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from sheetreview.model.edition import Edition, edition, parse_variant
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment
from sheetreview.model.review import FormIdentity
from sheetreview.sheet.text import clean_cell_text, squeeze

FORMAT = 1
"""Version of the form's format; a form with a higher one was made by a newer sheetreview."""

MADE_UP = "sheetreview-made-up-answers"
"""What stands in the key column of a form that a rehearsal filled in."""

FORM_PREFIX = "sheetreview-form "
"""What the key begins with that makes a sheet a form."""

REFERENCE_PREFIX = "Form "
"""What the visible copy of that begins with."""

DIGEST_LENGTH = 8

_ID = r"[A-Z2-7]{12}"
_ROLE = r"([a-z0-9-]+)(?:\+([a-z0-9:.+-]{1,2000}))?"
_FORM = re.compile(rf"{FORM_PREFIX}(\d{{1,4}}) ({_ID}) ([a-z0-9-]+)@(\d{{1,4}}) {_ROLE}(?: (.+))?")
_REFERENCE = re.compile(rf"{REFERENCE_PREFIX}({_ID}) · ([a-z0-9-]+) v(\d{{1,4}}) · {_ROLE}")
_DIGEST = re.compile(rf"~((?:[0-9a-f]{{{DIGEST_LENGTH}}})+)$")


def form_id(cycle_id: str, parts: Iterable[str]) -> str:
    """Id of a form: the same for the same cycle and assignment, in letters and digits that are hard to confuse."""
    digest = hashlib.sha256("\x1f".join([cycle_id, *parts]).encode()).digest()
    return base64.b32encode(digest).decode()[:12]


def identity_for(form_id: str, edition: Edition, assignment: Assignment) -> FormIdentity:
    """What the form of an assignment carries about itself; an external role's names nobody."""
    reviewee = "" if edition.asked.external else assignment.reviewee.employee_id
    return FormIdentity(
        format=FORMAT,
        form_id=form_id,
        layout_id=edition.layout.id,
        layout_version=edition.layout.version,
        role=edition.role,
        variant=edition.variant,
        reviewee_id=reviewee,
    )


def edition_for(identity: FormIdentity, layout: Layout) -> Edition:
    """What a form contains by what it carries about itself. Raises KeyError for a role the layout does not have."""
    return _edition_for(layout, identity.role, identity.variant)


@lru_cache(maxsize=256)
def _edition_for(layout: Layout, role: str, variant: str) -> Edition:
    return edition(layout, role, parse_variant(layout, variant))


def form_key(identity: FormIdentity) -> str:
    """The key that makes a sheet a form."""
    i = identity
    key = f"sheetreview-form {i.format} {i.form_id} {i.layout_id}@{i.layout_version} {_role(i)}"
    return f"{key} {i.reviewee_id}" if i.reviewee_id else key


def reference(identity: FormIdentity) -> str:
    """The same identity in the form people see, as a second copy for when the key column is lost."""
    return f"{REFERENCE_PREFIX}{identity.form_id} · {identity.layout_id} v{identity.layout_version} · {_role(identity)}"


def _role(identity: FormIdentity) -> str:
    """The role, with the variant of its form behind it."""
    return f"{identity.role}+{identity.variant}" if identity.variant else identity.role


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
        variant=match[6] or "",
        reviewee_id=match[7] or "",
    )


def parse_reference(text: str) -> FormIdentity | None:
    """Identity from the visible reference; None for any other text."""
    match = _REFERENCE.fullmatch(text.strip())
    if not match:
        return None
    return FormIdentity(
        format=FORMAT,
        form_id=match[1],
        layout_id=match[2],
        layout_version=int(match[3]),
        role=match[4],
        variant=match[5] or "",
    )


def header_key(field_id: str, digest: str = "") -> str:
    """Key of a header field's row; with a digest it also guards the text that was issued there."""
    return f"header.{field_id}" + (f" ~{digest}" if digest else "")


def columns_key(section: str) -> str:
    """Key of the row that holds a section's column titles."""
    return f"{section}:columns"


def row_key(section: str, row: str, digests: Sequence[str] = ()) -> str:
    """Key of a row of a section; with digests it also guards the texts that were carried over into it."""
    return f"{section}.{row}" + (f" ~{''.join(digests)}" if digests else "")


def total_key(section: str, total: str) -> str:
    """Key of a TOTAL row."""
    return f"{section}:total.{total}"


def text_digest(form: str, text: str) -> str:
    """Short digest of an issued text, as compared: spacing and case do not matter."""
    return _digest(form, squeeze(clean_cell_text(text)))


def is_digest_of(digest: str, form: str, text: str) -> bool:
    """Whether a digest is that of an issued text. Forms of earlier releases told more ways of writing apart."""
    if digest == text_digest(form, text):
        return True
    plain = unicodedata.normalize("NFKC", clean_cell_text(text))
    return not text.isascii() and digest == _digest(form, " ".join(plain.split()).casefold())


def _digest(form: str, text: str) -> str:
    return hashlib.sha256(f"{form}\x1f{text}".encode()).hexdigest()[:DIGEST_LENGTH]


def cell_digest(form: str, column: str, text: str) -> str:
    """Short digest of a text that was carried over into a cell of a column."""
    return text_digest(f"{form}\x1f{column}", text)


def is_cell_digest_of(digest: str, form: str, column: str, text: str) -> bool:
    """Whether a digest is that of a text that was carried over into a cell of a column."""
    return is_digest_of(digest, f"{form}\x1f{column}", text)


def nth_digest(digests: str, place: int) -> str:
    """One of the digests that stand together in a row's key; empty when there are fewer."""
    return digests[place * DIGEST_LENGTH : (place + 1) * DIGEST_LENGTH]


def split_digest(key: str) -> tuple[str, str]:
    """A key and the digest (or several, one behind the other) it carries, which may be empty."""
    match = _DIGEST.search(key)
    return (key[: match.start()].strip(), match[1]) if match else (key.strip(), "")
