"""``check``: what is wrong in the reviews of a cycle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sheetreview.model.finding import Finding, Severity
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.reading import checked_reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: findings of all reviews, the reviews' number, and files that could not be used (with why).

    ``blank`` are the file and sheet of each form that nobody has filled in: it is no review, and has no findings.
    ``elsewhere`` are those of their files that hold something on other sheets, and what to say of these.
    ``decoded`` are text files that are no UTF-8, and what they were read as. ``discarded`` counts forms of which every
    return was discarded.
    """

    reviews: int
    findings: tuple[Finding, ...]
    unusable: tuple[tuple[str, str], ...] = ()
    blank: tuple[tuple[str, str], ...] = ()
    elsewhere: tuple[tuple[str, str], ...] = ()
    decoded: tuple[tuple[str, str], ...] = ()
    discarded: int = 0

    @property
    def errors(self) -> int:
        """Number of findings of severity error."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


def check_cycle(
    cycle: OpenCycle, *, as_of: date | None = None, progress: Callable[[int], None] = lambda _: None
) -> Checked:
    """Check the newest return of every form of a cycle, as of this machine's day where none is given.

    Raises CycleError when its store cannot be read.
    """
    findings: list[Finding] = []
    reviews = discarded = 0
    chosen = {form_id for form_id, _ in cycle.store.returns.choices()}
    for given in checked_reviews(cycle, as_of=as_of, each=progress):
        reviews += given.review is not None
        discarded += given.review is None and given.form_id in chosen
        findings += given.findings
    return Checked(reviews=reviews, findings=tuple(findings), discarded=discarded)
