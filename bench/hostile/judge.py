"""What became of files: counted, and judged against what was typed where that is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.hostile.forms import HEADER, Filled
from sheetreview.model.edition import Edition
from tests.layouts.forms import Place
from tests.reading.nasty import Expected

MOST_SECONDS = 12.0
MOST_MEGABYTES = 256.0
GRAVE = ("error", "warning")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to examine: what kind of file it is, and what it must come to, where that is known.

    ``form`` is set where silence about a wrong answer counts; ``relabelled`` where silence counts in any case.
    """

    kind: str
    path: str
    expected: Expected = Expected.EITHER
    form: Filled | None = None
    relabelled: bool = False
    keep: bool = False


def silently_wrong(job: Job, told: Mapping[str, Any]) -> list[Place]:
    """Places whose answer is another than typed although nothing in the findings says so."""
    if job.form is None or told["outcome"] != "read" or not told["reviews"]:
        return []
    (review,) = told["reviews"]
    found = {(section, row, column): value for section, row, column, value in review["answers"]}
    findings = [finding for finding in review["findings"] if finding[0] in GRAVE]
    if any(severity == "error" for severity, *_ in findings):
        return []
    typed = job.form.typed
    places = [place for place in {**typed, **found} if place[0] != HEADER or place in typed]
    wrong = [place for place in places if typed.get(place, "") != found.get(place, "")]
    return [place for place in wrong if not _told(place, job.form.edition, findings)]


def _told(place: Place, edition: Edition, findings: Sequence[Sequence[str]]) -> bool:
    """Whether a finding names the row, field or section of a place."""
    if place[0] == HEADER:
        names = {field.label for field in edition.header if field.id == place[1]}
    else:
        section = next(section for section in edition.sections if section.id == place[0])
        item = section.item_by_id.get(place[1])
        names = {section.title, item.label if item else ""}
    return any(named in names and where in {"", place[0]} for _, _, named, where, _ in findings)


@dataclass(slots=True)
class Tally:
    """What was counted over many files of one sort."""

    name: str
    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    longest: float = 0.0
    largest: tuple[float, str] = (0.0, "")
    broken: list[str] = field(default_factory=list)

    def add(self, job: Job, told: Mapping[str, Any]) -> None:
        """Count one file, and note each promise it broke."""
        self.files += 1
        self.slowest = max(self.slowest, (told["seconds"], job.kind))
        self.longest = max(self.longest, told["wall"])
        self.largest = max(self.largest, (told["megabytes"], job.kind))
        outcome = told["outcome"]
        if told["seconds"] > MOST_SECONDS:
            self._break(job, f"took {told['seconds']:.1f} s")
        if told["megabytes"] > MOST_MEGABYTES:
            self._break(job, f"took {told['megabytes']:.0f} MB")
        if outcome in {"died", "traceback"}:
            self._break(job, told["reason"])
        if outcome == "refused":
            self.reasons[in_general(told["reason"])] += 1
            if not told["reason"].strip() or "\n" in told["reason"]:
                self._break(job, f"is refused without one plain reason: {told['reason']!r}")
        if job.expected not in {Expected.EITHER, outcome}:
            self._break(job, f"should be {job.expected}, but is {outcome}: {told.get('reason', '')}")
        self.outcomes[self._counted(job, told)] += 1

    def _counted(self, job: Job, told: Mapping[str, Any]) -> str:
        outcome: str = told["outcome"]
        if outcome != "read" or job.form is None:
            forms = "with a form" if told.get("reviews") else "no form"
            return f"read, {forms}" if outcome == "read" else outcome
        if unsaid := silently_wrong(job, told):
            self._break(job, f"SILENTLY WRONG at {unsaid[:3]}")
            return "silently wrong"
        if not told["reviews"]:
            return "not taken for a form"
        grave = [finding for finding in told["reviews"][0]["findings"] if finding[0] in GRAVE]
        if job.relabelled and not told["reviews"][0]["findings"]:
            self._break(job, "was relabelled, and nothing is said about it")
        return "flagged" if grave else "read right"

    def _break(self, job: Job, what: str) -> None:
        self.broken.append(f"{job.kind} ({job.path}): {what}")

    def lines(self, most_reasons: int = 12) -> list[str]:
        """What is printed of it."""
        counted = ", ".join(f"{count:,} {outcome}" for outcome, count in self.outcomes.most_common())
        time = f"{self.slowest[0]:.1f} s of processor time ({self.slowest[1]}), {self.longest:.1f} s on the clock"
        worst = f"worst {time}, {self.largest[0]:.0f} MB ({self.largest[1]})"
        shown = [f"  {count:6,}  {reason}" for reason, count in self.reasons.most_common(most_reasons)]
        return [f"{self.name}: {self.files:,} files: {counted}; {worst}; {len(self.broken)} promises broken", *shown]


def in_general(reason: str) -> str:
    """A reason without the names and places in it."""
    words = [("…" if word[:1] in "'‘" or any(c.isdigit() for c in word) else word) for word in reason.split()]
    return " ".join(words)[:110]
