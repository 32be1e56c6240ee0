"""What was entered into a review, whichever program saved it, and whether it is still what was sealed at the end."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from hashlib import sha256

from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import CHANGED_SINCE_CLOSED
from sheetreview.model.review import Answer, Review


def entered(answer: Answer | None) -> str:
    """What an answer says: its value where it can be read, else what was typed; '' for none."""
    return _plain(answer.value or answer.typed) if answer is not None else ""


def content_digest(review: Review, *, sections: Collection[str] = (), fields: Collection[str] = ()) -> str:
    """Digest of what was entered into a form, but for some sections, and some fields at its head, by id."""
    answers = sorted(
        (a.section, a.row, a.column, entered(a)) for a in review.answers if a.filled and a.section not in sections
    )
    header = sorted((name, _plain(text)) for name, text in review.header.items() if text and name not in fields)
    return sha256(json.dumps([review.identity.form_id, header, answers]).encode()).hexdigest()


def _plain(text: str) -> str:
    return " ".join(text.split())


def changed_since(seal: str, review: Review) -> Iterator[Finding]:
    """What to say of a review whose content is no longer the sealed one."""
    if seal not in {content_digest(review), _as_typed(review)}:
        yield CHANGED_SINCE_CLOSED.at(sheet=review.sheet)


def _as_typed(review: Review) -> str:
    """The digest that the seals of earlier releases hold."""
    answers = sorted((a.section, a.row, a.column, a.typed) for a in review.answers if a.filled)
    content = [review.identity.form_id, sorted(review.header.items()), answers]
    return sha256(json.dumps(content).encode()).hexdigest()
