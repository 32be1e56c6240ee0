"""Whether a review is still what it was when the cycle was closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

from sheetreview.check.content import content_digest
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import CHANGED_SINCE_CLOSED
from sheetreview.model.review import Review


def changed_since(seal: str, review: Review) -> Iterator[Finding]:
    """What to say of a review whose content is no longer the sealed one."""
    if seal not in {content_digest(review), _as_typed(review)}:
        yield CHANGED_SINCE_CLOSED.at(sheet=review.sheet)


def _as_typed(review: Review) -> str:
    """The digest that the seals of earlier releases hold."""
    answers = sorted((a.section, a.row, a.column, a.typed) for a in review.answers if a.filled)
    content = [review.identity.form_id, sorted(review.header.items()), answers]
    return sha256(json.dumps(content).encode()).hexdigest()
