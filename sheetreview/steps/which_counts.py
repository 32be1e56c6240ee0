"""``returns``: which return of a form counts, where several came back, and what was chosen about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sheetreview.cycle.returns import FormReturn, ReturnChoice
from sheetreview.errors import CycleError, FileError
from sheetreview.model.finding import Finding
from sheetreview.model.finding_types import RETURN_CHOSEN, RETURN_UNDECIDED
from sheetreview.model.people import Assignment
from sheetreview.steps.form_filter import FormFilter, matching_forms
from sheetreview.steps.open_cycle import OpenCycle
from sheetreview.steps.return_order import Moment

Choices: TypeAlias = Mapping[tuple[str, int], ReturnChoice]
"""What was decided last, by form id and the number of the file."""


class ReturnState(StrEnum):
    """What a return is to its form."""

    COUNTS = "counts"
    UNDECIDED = "undecided"
    EARLIER = "earlier"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReturn:
    """One return of one form. ``number`` is that of its file, by which it is chosen.

    ``received`` is when it came in and ``saved`` what its workbook says of when it was saved, both ISO; '' where it
    tells nothing. ``choice`` is what was decided about it, and why.
    """

    number: int
    form_id: str
    reviewee: str
    reviewer: str
    about: str
    role: str
    file: str
    received: str
    saved: str
    state: ReturnState
    choice: str


def list_returns(cycle: OpenCycle, people: Collection[str] = ()) -> tuple[ListedReturn, ...]:
    """The returns of every form that came back more than once or has a choice, by number.

    With ``people`` (employee ids, names or addresses), all returns of the forms for or by these. Raises CycleError for
    somebody whom the cycle does not know.
    """
    assignments = cycle.store.assignments()
    wanted = matching_forms(assignments, FormFilter(people=people))
    by_form: dict[str, list[FormReturn]] = {}
    for one in cycle.store.returns.all():
        by_form.setdefault(one.form_id, []).append(one)
    choices = cycle.store.returns.choices()
    listed: list[ListedReturn] = []
    for form_id, found in by_form.items():
        chosen = any((form_id, one.file) in choices for one in found)
        if form_id in wanted and (people or chosen or len(found) > 1):
            listed += _listed(cycle, assignments[form_id], found, choices)
    order = {form_id: place for place, form_id in enumerate(assignments)}
    return tuple(sorted(listed, key=lambda one: order[one.form_id]))


def _listed(
    cycle: OpenCycle, assignment: Assignment, found: Sequence[FormReturn], choices: Choices
) -> Iterator[ListedReturn]:
    """The returns of one form by number, of which the last one ``found`` counts."""
    newest = found[-1]
    rivals = cycle.store.returns.rivals(newest.form_id, newest.file)
    unsure = {newest.file, *rivals} if any(one.rank and one.file in rivals for one in found) else set()
    for one in sorted(found, key=lambda one: one.file):
        yield ListedReturn(
            number=one.file,
            form_id=one.form_id,
            reviewee=assignment.reviewee.name,
            reviewer=assignment.reviewer.name,
            about=assignment.account or assignment.month,
            role=assignment.role,
            file=one.name,
            received=one.received_at,
            saved=_saved(cycle, one),
            state=_state(one, newest, unsure),
            choice=_said(choices.get((one.form_id, one.file))),
        )


def choose_return(
    cycle: OpenCycle, number: int, reason: str, *, use: bool, people: Collection[str] = ()
) -> tuple[str, ...]:
    """Have the return with a number count for its forms, or count no more; ids of these forms.

    With ``people``, only for the forms for or by these. Raises CycleError where there is no such return, or no reason.
    """
    said = " ".join(reason.split())
    if not said:
        raise CycleError("a choice needs its reason; write one behind --reason")
    wanted = matching_forms(cycle.store.assignments(), FormFilter(people=people))
    found = [one for one in cycle.store.returns.all() if one.file == number and one.form_id in wanted]
    forms = tuple(one.form_id for one in found if use or one.rank)
    if not forms:
        raise CycleError(
            f"{_why_none(cycle, number, people, discarded=bool(found))}; 'sheetreview returns list' "
            "shows the numbers, with --only PERSON also of forms that came back once"
        )
    records = cycle.store.returns
    with cycle.store.changing():
        for form_id in forms:
            (records.use if use else records.discard)(form_id, number, said)
    return forms


def _why_none(cycle: OpenCycle, number: int, people: Collection[str], *, discarded: bool) -> str:
    """Why no return with a number can be chosen or discarded."""
    if discarded:
        return f"return {number} is discarded already"
    if any(one.file == number for one in cycle.store.returns.all()):
        whose = f"for or by {', '.join(people)}" if people else "that is still on the roster"
        return f"return {number} is of no form {whose}"
    return f"there is no return {number}"


def order_findings(cycle: OpenCycle) -> dict[str, list[Finding]]:
    """What is to be said of which return counts, by form id. Findings go further than a choice's reason may."""
    found: dict[str, list[Finding]] = {}
    for form_id, names in cycle.store.returns.doubts().items():
        found.setdefault(form_id, []).append(RETURN_UNDECIDED.at(words={"others": ", ".join(names)}))
    for form_id, said in choices_by_form(cycle, reasons=False).items():
        found.setdefault(form_id, []).append(RETURN_CHOSEN.at(words={"choices": said}))
    return found


def choices_by_form(cycle: OpenCycle, *, reasons: bool = True) -> dict[str, str]:
    """What was chosen of the returns of each form, for people, with or without why."""
    choices = cycle.store.returns.choices()
    if not choices:
        return {}
    names = {(one.form_id, one.file): one.name for one in cycle.store.returns.all()}
    said: dict[str, list[str]] = {}
    for place, choice in choices.items():
        said.setdefault(choice.form_id, []).append(f"{names[place]} was {_said(choice, reason=reasons)}")
    return {form_id: "; ".join(parts) for form_id, parts in said.items()}


def _said(choice: ReturnChoice | None, *, reason: bool = True) -> str:
    if choice is None:
        return ""
    said = f"{'chosen' if choice.choice == 'use' else 'discarded'} on {choice.chosen_at[:10]}"
    return f"{said}: {choice.reason}" if reason else said


def _state(one: FormReturn, newest: FormReturn, unsure: Collection[int]) -> ReturnState:
    if not one.rank:
        return ReturnState.DISCARDED
    if one.file in unsure:
        return ReturnState.UNDECIDED
    return ReturnState.COUNTS if one.file == newest.file else ReturnState.EARLIER


def _saved(cycle: OpenCycle, one: FormReturn) -> str:
    try:
        moment = Moment.of(cycle.store.content(one.digest)).saved
    except FileError:
        return ""
    return moment.isoformat(timespec="seconds") if moment else ""
