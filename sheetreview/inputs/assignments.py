"""From what the files of a cycle say to the forms that are issued."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from sheetreview.errors import Problem
from sheetreview.inputs.people_table import Listed, Words, refuse
from sheetreview.inputs.wording import did_you_mean, quoted
from sheetreview.model.cycle import CycleSettings
from sheetreview.model.edition import edition
from sheetreview.model.layout import Layout
from sheetreview.model.people import Assignment, Reviewer
from sheetreview.sheet.text import squeeze

YES_WORDS = frozenset({"yes", "y", "true", "1", "x"})
"""What a roster says for yes, as :func:`sheetreview.sheet.text.squeeze` gives it."""

_NO_WORDS = frozenset({"no", "n", "false", "0", "-", ""})


def resolve(
    listed: Listed, layouts: Mapping[str, Layout], settings: CycleSettings, source: str
) -> tuple[Assignment, ...]:
    """The forms to issue, each with its layout and one role.

    Where an assignment names no layout or role, the cycle's or the layout's count: one form for each role. A role of
    the person reviewed gets that person as reviewer. A form asked for twice in the same words is issued once. Raises
    RosterError with every problem and its row: unknown layouts and roles, people without the address they need, people
    who review themselves as somebody else, two addresses or names for one person, forms asked for twice in different
    words, and forms of a month that none is named for.
    """
    found = _Resolved()
    for assignment, row in zip(listed.assignments, listed.rows, strict=True):
        found.row = row
        name = assignment.layout or settings.layout
        layout = layouts.get(name)
        if layout is None:
            found.say((f"unknown layout {quoted(name)} ({assignment.reviewee.name})", did_you_mean(name, layouts)))
            continue
        found.say(*_row_wrong(assignment, layout))
        roles = (assignment.role,) if assignment.role else ((settings.role,) if settings.role else layout.default_roles)
        for role in roles:
            if role not in layout.role_by_id:
                message = f"layout {name} has no role {quoted(role)} ({assignment.reviewee.name})"
                found.say((message, f"its roles are {', '.join(layout.role_by_id)}"))
                continue
            found.add(layout, replace(assignment, layout=name, role=role))
    if found.problems:
        said = found.problems.items()
        refuse(source, [Problem(source=source, message=what, fix=fix, line=row) for (what, fix), row in said])
    return tuple(found.forms.values())


def _row_wrong(assignment: Assignment, layout: Layout) -> Iterator[Words]:
    name = assignment.reviewee.name
    if layout.frequency is not None and not assignment.account:
        yield f"layout {layout.id} reviews accounts, but none is named for {name}", "write it in the column account"
    for section in layout.sections:
        column = section.issued_when.roster if section.issued_when else None
        given = assignment.extra.get(column, "") if column else ""
        if squeeze(given) not in YES_WORDS | _NO_WORDS:
            yield f"{column} of {name} is {quoted(given)}, which is neither yes nor no", "write yes or no"


def _reviewer_wrong(assignment: Assignment, layout: Layout) -> Iterator[Words]:
    person, reviewer = assignment.reviewee, assignment.reviewer
    own = next((role.id for role in layout.roles if role.own), "")
    if not reviewer.email:
        yield f"nobody is named who reviews {person.name} as {assignment.role}", "name a reviewer"
    elif own and reviewer.key == squeeze(person.email):
        fix = f"name somebody else as reviewer, or only the role {own} in the column role"
        yield f"{person.name} is named as their own reviewer, but fills only the {own} form about themselves", fix


@dataclass(slots=True)
class _Resolved:
    """The forms so far, and what is wrong with them."""

    forms: dict[tuple[str, ...], Assignment] = field(default_factory=dict)
    problems: dict[Words, int] = field(default_factory=dict)
    row: int = 0
    _names: dict[str, str] = field(default_factory=dict)
    _addresses: dict[tuple[str, ...], str] = field(default_factory=dict)

    def say(self, *found: Words) -> None:
        """Note problems, each once, with the row it was first found in."""
        for words in found:
            self.problems.setdefault(words, self.row)

    def add(self, layout: Layout, assignment: Assignment) -> None:
        """Take in a form, or note why not."""
        role = layout.role_by_id[assignment.role]
        if role.own:
            assignment = self._own(assignment)
        else:
            self.say(*_reviewer_wrong(assignment, layout))
        by_month = any(entry.source == "form.month" for entry in edition(layout, role.id).header)
        if role.external and not assignment.month and by_month:
            words = f"layout {layout.id} is for customers by month", "give a raters file with --raters"
            self.problems.setdefault(words, 0)
        self._name_once(assignment.reviewer)
        earlier = self.forms.setdefault(assignment.key, assignment)
        if earlier is not assignment and (differs := _difference(layout, earlier, assignment)) is not None:
            what, first, second = differs
            who = f"the {assignment.role} form of {assignment.reviewee.name}"
            message = f"{who} is asked for twice, with {what} {quoted(first)} and {quoted(second)}"
            self.say((message, f"write the same {what} in both rows, or name the role in one of them only"))

    def _own(self, assignment: Assignment) -> Assignment:
        """A form that the person reviewed fills, addressed to that person."""
        person = assignment.reviewee
        if not person.email:
            message = f"{person.name} has no e-mail address, but fills the {assignment.role} form"
            self.say((message, "write it in the column email"))
        place = (assignment.layout, person.employee_id, assignment.account, assignment.role, assignment.month)
        other = self._addresses.setdefault(place, person.email)
        if person.email and other and squeeze(other) != squeeze(person.email):
            message = f"{person.name} has the e-mail addresses {quoted(other)} and {quoted(person.email)}"
            self.say((message, "write the same address in every row"))
        return replace(assignment, reviewer=Reviewer(name=person.name, email=person.email, title=person.title))

    def _name_once(self, reviewer: Reviewer) -> None:
        other = self._names.setdefault(reviewer.key, reviewer.name)
        if reviewer.email and squeeze(other) != squeeze(reviewer.name):
            message = f"e-mail address {quoted(reviewer.email)} belongs to {quoted(other)} and {quoted(reviewer.name)}"
            self.say((message, "mend the address or the name"))


def _difference(layout: Layout, first: Assignment, second: Assignment) -> tuple[str, str, str] | None:
    """What two rows for one form say differently, of all that the form shows or is decided by."""
    pairs = [
        ("name", first.reviewee.name, second.reviewee.name),
        ("title", first.reviewee.title, second.reviewee.title),
        ("team", first.reviewee.team, second.reviewee.team),
        ("reviewer_title", first.reviewer.title, second.reviewer.title),
        ("due", first.due, second.due),
        *(
            (column, first.extra.get(column, ""), second.extra.get(column, ""))
            for column in _columns_used(layout, first.role)
        ),
    ]
    return next((pair for pair in pairs if squeeze(pair[1]) != squeeze(pair[2])), None)


def _columns_used(layout: Layout, role: str) -> Iterator[str]:
    """The columns of the roster that a role's form shows or is decided by."""
    seen = edition(layout, role)
    for entry in seen.header:
        kind, _, name = (entry.source or "").partition(".")
        if kind == "roster":
            yield name
    for section in layout.sections:
        if section.issued_when and section.issued_when.roster and role in (section.roles or (role,)):
            yield section.issued_when.roster
