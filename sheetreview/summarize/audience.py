"""Who may see what: HR everything, directors a cycle whose forms never had a restricted section."""

from __future__ import annotations

from dataclasses import replace

from sheetreview.model.edition import Edition, edition, parse_variant
from sheetreview.model.layout import Layout
from sheetreview.model.review import Review
from sheetreview.summarize.review_input import ReviewInput


def keeps_back(layout: Layout) -> bool:
    """Whether a layout has anything for HR alone."""
    return any(section.restricted for section in layout.sections)


class ForDirectors:
    """Forms and reviews without their restricted sections; the same layout is cut only once."""

    def __init__(self) -> None:
        self._editions: dict[tuple[str, int, str, str], Edition] = {}

    def see(self, given: ReviewInput) -> ReviewInput:
        """One form as directors may know it: its status and results come from what is left.

        Findings name no cell, since cells stand lower where a hidden section is above them.
        """
        if not keeps_back(given.edition.layout):
            return given
        hidden = {section.id for section in given.edition.layout.sections if section.restricted}
        return replace(
            given,
            edition=self._edition(given.edition),
            review=_without(given.review, hidden) if given.review else None,
            findings=tuple(replace(f, cell="") for f in given.findings if f.section not in hidden),
        )

    def _edition(self, whole: Edition) -> Edition:
        layout = whole.layout
        key = (layout.id, layout.version, whole.role, whole.variant)
        if key not in self._editions:
            fields = {name: getattr(layout, name) for name in Layout.model_fields}
            fields["sections"] = tuple(section for section in layout.sections if not section.restricted)
            left = Layout.model_construct(**fields)
            self._editions[key] = edition(left, whole.role, parse_variant(left, whole.variant))
        return self._editions[key]


def _without(review: Review, hidden: set[str]) -> Review:
    return replace(
        review,
        answers=tuple(answer for answer in review.answers if answer.section not in hidden),
        labels={place: label for place, label in review.labels.items() if place[0] not in hidden},
        totals=tuple(total for total in review.totals if total.section not in hidden),
        structure=tuple(finding for finding in review.structure if finding.section not in hidden),
    )
